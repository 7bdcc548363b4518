"""What becomes of one entry of a list, calendar or feed: files, changes, notes, or why nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from schaufenster.content.load import Clock, Content, with_files
from schaufenster.problems import Problem, errors

WRITTEN: Final = frozenset({"new", "changed"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an entry is not taken: what of it that is about (a column, a field), and what to do."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Taken:
    """An entry with its number and name: the record it becomes or changes, and how.

    `action` is `new`, `changed`, `same` or `refused`; `path` is the record's file, `files` are all
    that are written; `changes` are old and new value by field, `notes` what was assumed.
    """

    number: int
    name: str
    path: str = ""
    action: str = "refused"
    files: Mapping[str, bytes] = field(default_factory=dict)
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def checked(
    taken: Iterable[Taken],
    content: Content,
    clock: Clock,
    refusals: Callable[[Iterable[Problem]], Iterable[Refusal]],
) -> list[Taken]:
    """Return entries of which none leaves a fault: those that the check refuses are refused.

    `refusals` says of the problems of an entry what they are about.
    """
    rows = list(taken)
    while True:
        files = {path: raw for row in rows for path, raw in row.files.items()}
        told: dict[str, list[Problem]] = {}
        for problem in errors(with_files(content, files, clock).problems):
            told.setdefault(problem.path, []).append(problem)
        wrong = [any(path in told for path in row.files) for row in rows]
        if not any(wrong):
            return rows
        for index, row in enumerate(rows):
            if wrong[index]:
                found = [p for path in row.files for p in told.get(path, ())]
                rows[index] = replace(
                    row, action="refused", files={}, changes={}, refusals=tuple(refusals(found))
                )
