"""Commands that write content, killed anywhere: the same command again finishes the work."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster import problems
from schaufenster.commands import program
from schaufenster.content.load import check_cluster
from schaufenster.content.read import FOLDERS
from schaufenster.write import change_folder

from .conftest import CLOCK, HANGS, PROJECT, SAMPLE, TODAY, change, digests, run_build

EDITION: Final = "2030-03"
MEMBER: Final = "members/lichtblick/member.yml"
LESER: Final = (EDITION, "--channel", "leser")
REDACT: Final = (names.NEWSLETTER, names.REDACT, *LESER, "--reason", "Ein Name war falsch.")
APPROVE: Final = (names.NEWSLETTER, names.APPROVE, EDITION)
LIST: Final = "ROOT/build/list.csv"
"""A list of members, beside the content."""
ROWS: Final = "Name;Ort;Telefon\nLichtblick;;+49 36 123\nHaus Nord;Nordheim;\nHaus Ost;;\n"
COMMANDS: Final = {
    names.NEW: (names.NEWSLETTER, names.NEW, "2030-05"),
    names.APPROVE: APPROVE,
    names.HANDED_IN: (names.NEWSLETTER, names.HANDED_IN, *LESER),
    names.REDACT: REDACT,
    names.TRANSLATED: (names.TRANSLATED, MEMBER),
    names.NEWS: (
        names.NEW, names.NEWS, "--title", "Neues", "--lead", "Ein Satz.", "--text", "Ein Absatz.",
    ),
    names.IMPORT: (names.IMPORT, LIST, "--really"),
}  # fmt: skip


def words_of(root: Path, command: str) -> list[str]:
    """Return what is typed behind `build.py`."""
    on_a_day = () if command == names.TRANSLATED else ("--today", TODAY)
    typed = (word.replace("ROOT", str(root)) for word in COMMANDS[command])
    return ["--root", str(root), *typed, *on_a_day]


def done(typed: list[str]) -> None:
    """Run a command in this process to its end."""
    result = CliRunner().invoke(program.main, typed)
    assert result.exit_code == 0, result.output


def content_of(root: Path) -> dict[str, str]:
    """Return the hash of each file of the content: what is hidden too."""
    return {path: sha for path, sha in digests(root).items() if path.split("/")[0] in FOLDERS}


@pytest.fixture(scope="module")
def befores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A cluster for each command in which it has work to do."""
    base = tmp_path_factory.mktemp("before")
    found = {command: base / command for command in COMMANDS}
    for root in found.values():
        shutil.copytree(SAMPLE, root)
    (found[names.NEW] / "newsletter/editions/2030-05.yml").unlink()
    (found[names.IMPORT] / "build").mkdir()
    (found[names.IMPORT] / "build/list.csv").write_text(ROWS, "utf-8")
    change(found[names.TRANSLATED], MEMBER, "en_of: a7f10b85", "en_of: 00000000")
    for root in (found[names.HANDED_IN], found[names.REDACT]):
        done(["--root", str(root), *APPROVE, "--today", TODAY])
        for channel in ("kammerbote", "leser") if root == found[names.REDACT] else ("kammerbote",):
            handed_in = (names.NEWSLETTER, names.HANDED_IN, EDITION, "--channel", channel)
            done(["--root", str(root), *handed_in, "--today", TODAY])
    return found


@pytest.fixture(scope="module")
def afters(
    befores: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, str]]:
    """The content after each command that nobody kills."""
    found = {}
    for command, before in befores.items():
        root = tmp_path_factory.mktemp("after") / "cluster"
        shutil.copytree(before, root)
        done(words_of(root, command))
        found[command] = content_of(root)
        assert found[command] != content_of(before)
    return found


def faults(root: Path) -> list[str]:
    """Return what `check` refuses."""
    *_, found = check_cluster(root, CLOCK)
    return [f"{p.path}: {p.rule}" for p in problems.errors(found)]


CHANGES: Final = frozenset(
    ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod",
     "os.utime", "os.truncate", "ctypes.dlsym")
)  # fmt: skip


def kill_at_each_step(root: Path, before: Path, work: Callable[[], object]) -> Iterator[bool]:
    """Yield after each try to do some work on a copy: was it killed? The last one was not.

    Each try is a process that is killed at another step that changes the disk below `root`.
    """
    stop_at = steps = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal steps
        writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if not stop_at or not (writes or event in CHANGES):
            return
        places = (os.fsdecode(a) for a in arguments if isinstance(a, (str, bytes, os.PathLike)))
        if event == "ctypes.dlsym" or any(str(root) in place for place in places):
            steps += 1
            if steps == stop_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    for number in count(1):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(before, root)
        if child := os.fork():
            killed = os.waitpid(child, 0)[1] == signal.SIGKILL
            yield killed
            if not killed:
                return
        else:
            stop_at = number
            with open(os.devnull, "w") as sys.stdout, sys.stdout as sys.stderr:  # noqa: PTH123
                work()
            os._exit(0)


# What a folder or a command makes of it, by the step at which it was killed.
FOLDER = """
import json, sys
from pathlib import Path
from schaufenster.write import atomic_folder as folder
from tests.conftest import digests
from tests.test_kills import kill_at_each_step

before, place, way = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
if way == "rename":
    folder.exchange = lambda one, other: False
root = place / "content"

def work():
    folder.clean_up([root])
    folder.change_folder(root / "sent", {"a": b"1", "new/b": b"2"}, ["old/c"])

def seen():
    return {path: sha for path, sha in digests(root).items() if not path.startswith(".")}

told = []
for killed in kill_at_each_step(root, before, work):
    left = seen()
    folder.clean_up([root])
    mended = digests(root)
    work()
    told.append([left, mended, digests(root)])
print(json.dumps(told))
"""
COMMAND = """
import json, os, sys
from pathlib import Path
from schaufenster.commands import program
from schaufenster import mail, templates
from schaufenster.write import atomic_folder as folder
from tests.test_kills import content_of, done, faults, kill_at_each_step, words_of

before, place, command, way = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
if way == "rename":
    folder.exchange = lambda one, other: False
root = place / "cluster"
told = []
for killed in kill_at_each_step(root, before, lambda: done(words_of(root, command))):
    wrong = faults(root)
    if not (child := os.fork()):
        done(words_of(root, command))
        os._exit(0)
    told.append([wrong, os.waitpid(child, 0)[1], content_of(root)])
print(json.dumps(told))
"""


def told_by(script: str, *arguments: object) -> list[list[Any]]:
    made = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=HANGS, cwd=PROJECT,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    told: list[list[Any]] = json.loads(made.stdout)
    return told


@pytest.mark.parametrize("stands", [pytest.param("new", marks=pytest.mark.long), "there"])
@pytest.mark.parametrize("way", ["exchange", "rename"])
def test_killed_at_any_step_a_folder_is_as_before_or_as_after(
    way: str, stands: str, tmp_path: Path
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    if stands == "there":
        for path in ("a", "old/c", "kept"):
            (before / "sent" / path).parent.mkdir(parents=True, exist_ok=True)
            (before / "sent" / path).write_text(path)
    shutil.copytree(before, after)
    change_folder(after / "sent", {"a": b"1", "new/b": b"2"}, ["old/c"])
    assert not (after / "sent/old").exists()
    former, latter = digests(before), digests(after)
    told = told_by(FOLDER, before, tmp_path, way)
    assert len(told) > 5
    for number, (left, mended, again) in enumerate(told, 1):
        assert left in (former, latter, {}) if way == "rename" else (former, latter), number
        assert mended in (former, latter), number
        assert again == latter, number


@pytest.mark.long
@pytest.mark.parametrize(
    ("command", "way"),
    [*((command, "exchange") for command in COMMANDS), (names.HANDED_IN, "rename"),
     (names.REDACT, "rename")],
)  # fmt: skip
def test_killed_at_any_step_the_same_command_again_finishes(
    command: str,
    way: str,
    befores: dict[str, Path],
    afters: dict[str, dict[str, str]],
    tmp_path: Path,
) -> None:
    told = told_by(COMMAND, befores[command], tmp_path, command, way)
    assert len(told) > 3
    for number, (wrong, again, content) in enumerate(told, 1):
        assert (wrong, again) == ([], 0), number
        assert content == afters[command], number


def killed_at_random(
    times: int, befores: dict[str, Path], afters: dict[str, dict[str, str]], place: Path
) -> int:
    """Kill commands with `kill -9`, repeat each; return how many had not ended by themselves."""
    chance, killed = random.Random(11), 0  # noqa: S311 - chance, not secrecy
    lasts: dict[str, float] = {}
    for number in range(times):
        command = list(COMMANDS)[number % len(COMMANDS)]
        root = place / str(number)
        shutil.copytree(befores[command], root)
        typed = [sys.executable, str(PROJECT / "build.py"), *words_of(root, command)]
        with subprocess.Popen(typed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            try:
                run.wait(chance.uniform(0.3, 1.0) * lasts.get(command, 1.5))
            except subprocess.TimeoutExpired:
                run.send_signal(signal.SIGKILL)
            killed += run.wait() == -signal.SIGKILL
        assert faults(root) == [], (number, command)
        begun = time.monotonic()
        run_build(*words_of(root, command))
        lasts[command] = time.monotonic() - begun
        assert content_of(root) == afters[command], (number, command)
    return killed


def test_killed_commands_finish_when_they_are_repeated(
    befores: dict[str, Path], afters: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    assert killed_at_random(8, befores, afters, tmp_path) > 0


@pytest.mark.long
def test_40_killed_commands_finish_when_they_are_repeated(
    befores: dict[str, Path], afters: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    assert killed_at_random(40, befores, afters, tmp_path) > 10
