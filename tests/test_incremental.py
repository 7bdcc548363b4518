"""A site built after edits is byte for byte the one that is built from nothing.

Edits are drawn from the model (`content_edits.py`). What fails is cut down to the fewest steps that
still fail, and printed with the seed.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster import problems, reads
from schaufenster.commands import program
from schaufenster.content.load import check_cluster
from schaufenster.content.records import FILES

from .conftest import HANGS, PROJECT, SAMPLE, change, digests
from .content_edits import Editor, Field, Files, all_fields, edit_field, put, read, start_tree

FAULTS: Final = (  # each in a file of its own kind; none may leave a trace once it is mended
    ("content/cluster.yml", b"name: [\n"),
    ("content/news/kaputt/news.yml", b"published: gestern\n"),
    ("theme/pages/start.html.j2", b"{% block main %}{{ nothing.of_this }}{% endblock %}"),
    ("theme/words/de/site.po", b'msgid "profiles"\nmsgstr "{unknown}"\n'),
    ("members/kaputt/member.yml", b"\xff\xfe"),
)
OF_ALL_PAGES: Final[tuple[tuple[Field, ...], ...]] = (
    (("languages",),) * 4,
    (
        ("theme",), ("start",), ("country",), ("imprint", "legal_form"), ("imprint", "rows"),
        ("time_zone",), ("colours", "primary"), ("theme",),
    ),
)  # fmt: skip
"""Fields of `content/cluster.yml` that much follows, in the order in which they are edited."""
UNSEEN: Final = {("imprint", "legal_form")}
"""What says which fields of an imprint are missing; here none is."""
NEVER: Final = 1_000_000
"""As `every`: built and compared after the last step alone."""


@dataclass(frozen=True)
class Plan:
    """Numbered steps of a seed: built after every so many, compared after every so many.

    `killed` is the share of builds before which another one is killed.
    """

    seed: int
    steps: Sequence[int]
    build_every: int
    compare_every: int
    killed: float = 0.0


@dataclass
class Outcome:
    """What a plan came to: the paths that differ, what was done, what was edited how often."""

    differing: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    edited: dict[str, int] = field(default_factory=dict)
    kills: int = 0


Runner = Callable[[Path, dt.datetime], int]
"""Builds a site and returns the exit code."""


def command(root: Path, now: dt.datetime) -> list[str]:
    """Return what is typed behind `build.py`."""
    return ["--root", str(root), names.SITE, "--today", now.isoformat()]


def in_process(root: Path, now: dt.datetime) -> int:
    """Build in this process; return the exit code."""
    return CliRunner().invoke(program.main, command(root, now)).exit_code


def in_new_process(root: Path, now: dt.datetime) -> int:
    """Build as a person does; return the exit code."""
    typed = [sys.executable, str(PROJECT / "build.py"), *command(root, now)]
    return subprocess.run(typed, capture_output=True, check=False, timeout=HANGS).returncode


def kill_a_build(root: Path, now: dt.datetime, after: float) -> bool:
    """Start a build and kill it after so many seconds; return whether it had not ended."""
    typed = [sys.executable, str(PROJECT / "build.py"), *command(root, now)]
    with subprocess.Popen(
        typed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as run:
        try:
            run.wait(after)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
        return run.wait() == -signal.SIGKILL


def differing(one: Path, other: Path) -> list[str]:
    """Return the paths below two folders that only one has, or that are not the same."""
    first, second = digests(one), digests(other)
    return sorted(p for p in first.keys() | second.keys() if first.get(p) != second.get(p))


def built_from_nothing(
    root: Path, place: Path, now: dt.datetime, run: Runner = in_new_process
) -> tuple[int, Path]:
    """Build a copy of a cluster that was never built; return the exit code and the site.

    What an earlier copy in this place made of pictures is taken over: it is named by all that its
    bytes depend on, and takes half of a build.
    """
    cache, kept = place / "build/cache", place.with_name("cache")
    if cache.is_dir():
        cache.rename(kept)
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(root, place, ignore=shutil.ignore_patterns("build"))
    if kept.is_dir():
        cache.parent.mkdir()
        kept.rename(cache)
    return run(place, now), place / "build/site"


def run_steps(plan: Plan, place: Path) -> Outcome:
    """Edit and build in turn; return what differs from builds from nothing: it stops there."""
    root, outcome, runners = place / "worn", Outcome(), (*[in_process] * 4, in_new_process)
    shutil.rmtree(place, ignore_errors=True)
    start_tree(root)
    editor = Editor(root, plan.seed)
    assert in_new_process(root, editor.now) == 0
    for number in plan.steps:
        outcome.done.append(editor.step(number))
        dice = random.Random(f"{plan.seed}/{number}/build")  # noqa: S311 - repeatable
        last = number == plan.steps[-1]
        if not last and number % plan.build_every:
            continue
        if dice.random() < plan.killed:
            outcome.kills += kill_a_build(root, editor.now, dice.uniform(0.2, 4))
        if dice.random() < 0.2:
            outcome.differing = differing_after_a_fault(root, editor.now, dice)
        code = dice.choice(runners)(root, editor.now)
        if last or number % plan.compare_every == 0:
            run = dice.choice(runners)
            expected, site = built_from_nothing(root, place / "clean", editor.now, run)
            outcome.differing += differing(root / "build/site", site) if not expected else []
            outcome.differing += [f"exit codes {code}, {expected}"] if code != expected else []
        if outcome.differing:
            break
    outcome.edited = dict(editor.edited)
    return outcome


def differing_after_a_fault(root: Path, now: dt.datetime, dice: random.Random) -> list[str]:
    """Build with a fault in the content, then mend it; return what of the last site changed."""
    path, raw = dice.choice(FAULTS)
    before: Files = {path: read(root / path)}
    site = digests(root / "build/site")
    put(root, {path: raw})
    code = in_process(root, now)
    put(root, before)
    if not code:
        return [f"{path}: no fault"]
    after = digests(root / "build/site")
    return sorted(p for p in site.keys() | after.keys() if site.get(p) != after.get(p))


def fewest(plan: Plan, fails: Callable[[Plan], bool]) -> Plan:
    """Return a plan of as few steps as still fail: halves are left out first, then single ones."""
    steps, size = list(plan.steps), max(1, len(plan.steps) // 2)
    while size:
        start = 0
        while start < len(steps) > 1:
            fewer = steps[:start] + steps[start + size :]
            if fewer and fails(replace(plan, steps=fewer)):
                steps = fewer
            else:
                start += size
        size //= 2
    return replace(plan, steps=steps)


def assert_same(plan: Plan, place: Path) -> Outcome:
    """Run a plan; where something differs, say after which steps at least, and what."""
    outcome = run_steps(plan, place)
    if outcome.differing:
        ran = list(plan.steps)[: len(outcome.done)]
        tried = replace(plan, steps=ran, killed=0.0)
        at_once = replace(tried, build_every=NEVER, compare_every=NEVER)
        tried = at_once if run_steps(at_once, place).differing else tried  # three builds a try
        least = fewest(tried, lambda p: bool(run_steps(p, place).differing))
        shown = run_steps(least, place)
        paths = "\n".join(shown.differing[:20])
        pytest.fail(f"seed {plan.seed}, steps {least.steps}:\n" + "\n".join(shown.done)
                    + f"\n{len(shown.differing)} differ:\n{paths}")  # fmt: skip
    return outcome


def test_after_edits_a_site_is_as_one_built_from_nothing(tmp_path: Path) -> None:
    outcome = assert_same(Plan(1, range(1, 61), 12, 20), tmp_path)
    assert len(outcome.edited) > 30


@pytest.mark.long
@pytest.mark.parametrize("paths", OF_ALL_PAGES, ids=["languages", "others"])
def test_after_edits_of_the_cluster_itself_a_site_is_as_one_built_from_nothing(
    paths: Sequence[Field], tmp_path: Path
) -> None:
    root = tmp_path / "worn"
    start_tree(root)
    editor, kind = Editor(root, 0), next(kind for kind in FILES if kind.table == "identity")
    assert in_process(root, editor.now) == 0
    for number, path in enumerate(paths):
        site, before = digests(root / "build/site"), editor.seen().records.tables["identity"]
        dice = random.Random(f"{path}/{number}")  # noqa: S311 - repeatable
        while editor.seen().records.tables["identity"] == before:  # the default may be written
            assert editor.edit_field(dice, kind, path, 60), path
        assert in_process(root, editor.now) == 0
        expected, clean = built_from_nothing(root, tmp_path / "clean", editor.now, in_process)
        assert expected == 0
        assert not differing(root / "build/site", clean), path
        assert path in UNSEEN or digests(clean) != site, f"{path} is to be seen"


@pytest.mark.parametrize("hides", [False, True])
def test_a_memory_that_hides_what_was_read_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, hides: bool
) -> None:
    """A row is made once for all frames of partners: each depends on what was read for it."""

    def hiding(self: reads.Memory, key: object, make: Callable[[], object]) -> object:
        if key not in self._made:
            with reads.unnoted():
                self._made[key] = make(), frozenset()
        return self._made[key][0]

    if hides:
        monkeypatch.setattr(reads.Memory, "get", hiding)
    root, now = tmp_path / "root", dt.datetime(2030, 6, 1)  # noqa: DTZ001 - wall time
    shutil.copytree(SAMPLE, root)
    assert in_process(root, now) == 0
    change(root, "members/lichtblick/member.yml", "place: Musterstadt", "place: Anderswo")
    assert in_process(root, now) == 0
    expected, site = built_from_nothing(root, tmp_path / "clean", now)
    assert expected == 0
    differ = differing(root / "build/site", site)
    assert any(path.startswith("einbetten/") for path in differ) is hides, differ


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_after_many_edits_and_kills_a_site_is_as_one_built_from_nothing(
    seed: int, tmp_path: Path
) -> None:
    outcome = assert_same(Plan(seed, range(1, 201), 4, 12, killed=0.3), tmp_path)
    assert outcome.kills > 3
    for name, count in sorted(outcome.edited.items()):
        sys.stdout.write(f"{count:5}  {name}\n")


def test_what_fails_is_cut_down_to_the_steps_it_needs() -> None:
    plan = fewest(Plan(0, range(60), 12, 20), lambda p: {7, 41} <= set(p.steps))
    assert list(plan.steps) == [7, 41]


def test_every_field_can_be_edited(tmp_path: Path) -> None:
    start_tree(tmp_path)
    editor = Editor(tmp_path, 0)
    world, never = editor.seen(), []
    for kind, path in all_fields():
        for number in range(200):
            dice = random.Random(f"{kind.table}/{path}/{number}")  # noqa: S311 - repeatable
            if edit_field(world, dice, kind, path):
                break
        else:
            never.append(f"{kind.table}.{'.'.join(path)}")
    assert not never


@pytest.mark.long
def test_every_field_can_be_edited_in_a_valid_cluster(tmp_path: Path) -> None:
    never = []
    for number, (kind, path) in enumerate(all_fields()):
        if number % 60 == 0:
            shutil.rmtree(tmp_path)
            start_tree(tmp_path)
            editor = Editor(tmp_path, 0)
        dice = random.Random(number)  # noqa: S311 - repeatable
        if not editor.edit_field(dice, kind, path, 60):
            never.append(f"{kind.table}.{'.'.join(path)}")
    assert not never


def test_edits_leave_a_cluster_valid(tmp_path: Path) -> None:
    start_tree(tmp_path)
    editor = Editor(tmp_path, 5)
    for number in range(15):
        editor.step(number)
    assert not problems.errors(check_cluster(tmp_path, editor.clock).problems)
