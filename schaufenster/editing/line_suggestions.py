"""Lines that mend a fault by themselves: a word that is nearly an id, a day written otherwise.

A suggestion is made of what a fault says is `near`, at the very place of the fault, and is tried
before anybody sees it: it counts only if the fault is gone and no other came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schaufenster.problems import Problem

MOST: Final = 5
LONGEST: Final = 300
"""A longer line is left to its author: nobody sees what differs in it."""

Texts = Mapping[str, str]
Check = Callable[[Texts], Iterable[Problem]]
"""Returns the errors of the content with some files as given, by their paths."""


@dataclass(frozen=True, slots=True)
class LineSuggestion:
    """A line of a file as it is and as it should be; `line` counts from 1."""

    path: str
    line: int
    old: str
    new: str


def suggestions(
    problems: Iterable[Problem], read: Callable[[str], str], lines: Mapping[str, frozenset[int]],
    check: Check,
) -> list[LineSuggestion]:  # fmt: skip
    """Return at most `MOST` suggestions for errors, each tried.

    `read` returns a file's text; `lines` are those that may be spoken about, by path.
    """
    found = list(problems)
    before = {_sign(problem) for problem in found}
    proven: list[LineSuggestion] = []
    for suggestion in _proposed(found, read, lines):
        texts = {suggestion.path: _applied(read(suggestion.path), suggestion)}
        left = {_sign(problem) for problem in check(texts)}
        mended = {s for s in before if s[:2] == (suggestion.path, suggestion.line)}
        if left < before and not mended & left:
            proven.append(suggestion)
        if len(proven) == MOST:
            break
    return proven


def _sign(problem: Problem) -> tuple[Any, ...]:
    return problem.path, problem.line, problem.field, problem.rule


def _proposed(
    found: Iterable[Problem], read: Callable[[str], str], lines: Mapping[str, frozenset[int]]
) -> Iterator[LineSuggestion]:
    """Yield a suggestion for each line in which everything wrong has a certain remedy."""
    by_line: dict[tuple[str, int], list[Problem]] = {}
    for problem in found:
        if problem.line in lines.get(problem.path, ()):
            by_line.setdefault((problem.path, problem.line), []).append(problem)
    for (path, number), problems in by_line.items():
        line = new = read(path).splitlines()[number - 1]
        for problem in sorted(problems, key=lambda p: -p.column):  # from the end: columns stay
            new = _mended(new, problem) or ""
            if not new:
                break
        if new and new != line and len(line) <= LONGEST and line.isprintable():
            yield LineSuggestion(path, number, line, new)


def _mended(line: str, problem: Problem) -> str | None:
    """Return a line with what is near in the place of what stands there, if that can be seen."""
    near, start = problem.values.get("near"), problem.column - 1
    if not near or str(near).partition(" ")[2]:
        return None
    start += line[start : start + 1] in {'"', "'"}
    for name in ("value", "key"):
        word = str(problem.values.get(name, ""))
        if word and line[start:].startswith(word):
            return f"{line[:start]}{near}{line[start + len(word) :]}"
    return None


def _applied(text: str, suggestion: LineSuggestion) -> str:
    lines = text.splitlines(keepends=True)
    old = lines[suggestion.line - 1]
    lines[suggestion.line - 1] = old.replace(suggestion.old, suggestion.new, 1)
    return "".join(lines)
