"""Thousands of spoilt trees: whatever stands in a file, `check` says something and never raises."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schaufenster import problems
from schaufenster.commands.check import check_content
from schaufenster.commands.job import Job
from schaufenster.words import languages
from tests.conftest import CLOCK, SAMPLE
from tests.hostile import HOSTILE

KEPT = (  # a small tree checks fast; every kind of file is in it
    "content/cluster.yml", "content/milestones.yml", "content/series.yml", "content/vocabularies",
    "content/news", "content/projects", "content/pages", "members/lichtblick",
    "members/institut-fuer-muster", "members/feinwerk-see/member.yml", "events/werkstatt-2030",
    "newsletter",
)  # fmt: skip
WORDS = (
    "", "x", "NO", "2025-13-01", "0", "-1", "[]", "{}", "[x", "{a: b", "- x", "a: b", "'", '"',
    "&a", "*a", "!!str x", "|", ">", "# x", "@x", "%", "\t", "\u202e", "\x00", "ä" * 400, "---",
    "...", "true", "1e9", "2030-06-01 25:00", "https://", "a@b", "x: y: z", "? x", "<<: *a", "null",
)  # fmt: skip


def a_line(dice: random.Random, text: str) -> str:
    """Replace, double, drop, indent or cut a line."""
    lines = text.split("\n")
    n = dice.randrange(len(lines))
    spoilt: list[list[str]] = [
        [], [lines[n], lines[n]], [" " + lines[n]], [lines[n].strip()],
        [lines[n][: len(lines[n]) // 2]], [dice.choice(WORDS)], [lines[n], dice.choice(WORDS)],
    ]  # fmt: skip
    return "\n".join([*lines[:n], *dice.choice(spoilt), *lines[n + 1 :]])


def a_value(dice: random.Random, text: str) -> str:
    """Put another value behind a colon."""
    colons = [n for n, sign in enumerate(text) if sign == ":"] or [0]
    start = dice.choice(colons) + 1
    end = text.find("\n", start)
    value = dice.choice([*WORDS, dice.choice(HOSTILE).text[:300]])
    return f"{text[:start]} {value}{text[end if end >= 0 else len(text) :]}"


def a_sign(dice: random.Random, text: str) -> str:
    """Change one character for another."""
    n = dice.randrange(len(text) + 1)
    return text[:n] + dice.choice("{}[]:#-'\"&*!|>%@\n \tä\x07") + text[n + 1 :]


def a_name(dice: random.Random, text: str) -> str:
    """Rename a field."""
    names = [word for word in text.split() if word.endswith(":")] or ["x"]
    return text.replace(dice.choice(names), dice.choice(["x:", "name:", "de:", ":", "from:"]), 1)


SHAPES = (
    "wort", "[wort, wort]", "{wort: wort}", "[{wort: wort}]", "[[wort]]", "[{file: wort}, wort]",
    "[wort, {id: wort}]", "{de: [wort]}", "{de: {de: wort}}", "[]", "{}",
)  # fmt: skip


def a_shape(dice: random.Random, text: str) -> str:
    """Give a field another shape, with all that is below it: words for entries, one for many."""
    lines = text.split("\n")
    n = dice.choice([n for n, line in enumerate(lines) if ":" in line] or [0])
    depth = len(lines[n]) - len(lines[n].lstrip(" -"))
    end = n + 1
    while end < len(lines) and len(lines[end]) - len(lines[end].lstrip(" -")) > depth:
        end += 1
    return "\n".join(
        [*lines[:n], f"{lines[n].partition(':')[0]}: {dice.choice(SHAPES)}", *lines[end:]]
    )


def a_flood(dice: random.Random, text: str) -> str:
    """Make a line so long that no field and no text may be."""
    lines = text.split("\n")
    n = dice.randrange(len(lines))
    return "\n".join([*lines[:n], lines[n] + " wort" * 5_000, *lines[n + 1 :]])


SPOIL: tuple[Callable[[random.Random, str], str], ...] = (
    a_line, a_value, a_sign, a_name, a_shape, a_flood
)  # fmt: skip


def spoilt_trees(root: Path, seed: int, count: int) -> Iterator[int]:
    """Yield after each tree has been spoilt in one to four places; it is mended afterwards."""
    files = sorted(f for f in root.rglob("*") if f.suffix in {".yml", ".md"})
    whole = {file: file.read_bytes() for file in files}
    for number in range(count):
        dice = random.Random(seed * 1_000_003 + number)  # noqa: S311 - repeatable, not secret
        touched = dice.sample(files, dice.randint(1, 4))
        for file in touched:
            text = whole[file].decode()
            for _ in range(dice.randint(1, 3)):
                text = dice.choice(SPOIL)(dice, text)
            file.write_bytes(text.encode("utf-8", "surrogatepass"))
        yield number
        for file in touched:
            file.write_bytes(whole[file])


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a small tree of every kind of file."""
    for name in KEPT:
        source, target = SAMPLE / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    return tmp_path


@pytest.mark.parametrize(
    ("seed", "count"),
    [(1, 120), *(pytest.param(n, 2200, marks=pytest.mark.long) for n in range(2, 8))],
)
def test_no_spoilt_tree_ends_in_a_traceback(tree: Path, seed: int, count: int) -> None:
    """Every problem has a place inside its file and a sentence in every language."""
    silent = 0
    for number in spoilt_trees(tree, seed, count):
        found, _ = check_content(Job(tree, "de"), CLOCK)
        silent += not problems.errors(found)
        for problem in found:
            assert problem.line >= 0, number
            for lang in languages():
                assert problem.message(lang), number
        problems.as_text(found, "de"), problems.as_github(found, "en"), problems.as_json(found)
    assert silent < count / 2  # most of what is spoilt is noticed; the rest are changed words
