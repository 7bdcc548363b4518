"""Work on all cores: the same results in the same order, and no process left behind."""

from __future__ import annotations

import os
import resource
import shutil
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pytest

from schaufenster import command_names as names
from schaufenster import write
from schaufenster.parallel import background, cores, parallel_map
from tests.conftest import SAMPLE, TODAY, digests, run_build

several = pytest.mark.skipif(
    cores() == 1, reason="there is one core, or a process cannot be copied"
)


@contextmanager
def one_core() -> Iterator[None]:
    """Let this process use one core only, so that nothing is spread."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def children() -> set[str]:
    """The processes of this one, ended ones that nobody waited for among them."""
    own = Path(f"/proc/{os.getpid()}/task")
    return {number for task in own.glob("*/children") for number in task.read_text().split()}


@pytest.fixture(autouse=True)
def leaves_no_process_behind() -> Iterator[None]:
    """Whatever ran before, such as a browser, goes on; nothing is added to it."""
    before = children()
    yield
    assert children() <= before


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 100])
@pytest.mark.parametrize("fewest", [1, 3, 1000])
def test_everything_comes_back_in_order(count: int, fewest: int) -> None:
    assert parallel_map(lambda n: n * n, range(count), fewest=fewest) == [
        n * n for n in range(count)
    ]


@several
def test_work_is_dealt_out_to_other_processes() -> None:
    done = parallel_map(lambda _: os.getpid(), range(20), fewest=1)
    assert len({*done}) == cores()
    assert done[0] == os.getpid()
    assert done[:: cores()] == [os.getpid()] * len(done[:: cores()])


def test_little_work_stays_in_this_process() -> None:
    assert {*parallel_map(lambda _: os.getpid(), range(19), fewest=10)} == {os.getpid()}


def fails(number: int) -> int:
    if number % 2:
        raise write.Busy(Path("lock"))
    return number


@several
def test_an_exception_is_raised_as_it_is_with_the_place_it_comes_from() -> None:
    with pytest.raises(write.Busy) as raised:
        parallel_map(fails, range(10), fewest=1)
    assert raised.value.path == Path("lock")
    assert ", in fails" in "".join(traceback.format_exception(raised.value))


@several
def test_what_cannot_come_back_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    """The reason is raised here; the other process prints nothing."""
    with pytest.raises(RuntimeError, match="cannot pickle"):
        parallel_map(lambda _: MappingProxyType({}), range(10), fewest=1)
    assert capfd.readouterr() == ("", "")


@several
def test_an_answer_that_the_disk_does_not_take_is_told_as_the_disks_error() -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with background(lambda: b"x" * 100_000) as (large,), pytest.raises(OSError, match="large"):
            large()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_something_is_made_meanwhile() -> None:
    with background(lambda: [os.getpid()]) as (made,):
        here = os.getpid()
        (there,) = made()
    assert (there != here) == (cores() > 1)


@several
def test_things_are_made_one_after_the_other_and_each_can_be_had_when_it_is_there() -> None:
    def endless() -> None:
        while True:
            pass

    with background(os.getpid, os.getpid, endless) as (first, second, _):
        assert second() == first() != os.getpid()


@several
def test_an_exception_does_not_keep_the_next_thing_from_being_made() -> None:
    with background(lambda: fails(1), os.getpid) as (first, second):
        with pytest.raises(write.Busy):
            first()
        assert second() != os.getpid()


@several
def test_a_process_that_was_killed_is_told() -> None:
    with background(lambda: os._exit(9)) as (end,), pytest.raises(ChildProcessError, match="early"):
        end()


@several
def test_who_does_not_wait_leaves_no_process_behind() -> None:
    def endless() -> None:
        while True:
            pass

    with pytest.raises(KeyError), background(endless):
        raise KeyError


@several
def test_another_process_does_not_take_over_what_its_parent_has_to_tidy_up(tmp_path: Path) -> None:
    notes = tmp_path / "notes"

    def note(word: str) -> None:
        with notes.open("a") as file:
            file.write(f"{word}\n")

    try:
        with background(lambda: note("made")) as (made,):
            made()
    finally:
        note("tidied")
    assert notes.read_text() == "made\ntidied\n"


def test_with_one_core_it_is_made_here_and_when_asked_for() -> None:
    made: list[int] = []
    with one_core():
        assert cores() == 1
        with background(lambda: made.append(1)) as (wait,):
            assert made == []
            wait()
    assert made == [1]


# ── what the build makes with it ─────────────────────────────────────────────────────────────


@several
def test_one_process_and_several_give_the_same_site(tmp_path: Path) -> None:
    def made(name: str) -> dict[str, str]:
        root = tmp_path / name
        shutil.copytree(SAMPLE, root)
        run_build("--root", str(root), names.SITE, "--today", TODAY)
        return digests(root / "build/site")

    with one_core():  # its processes have one core as well
        alone = made("alone")
    assert len(alone) > 400
    assert made("several") == alone
