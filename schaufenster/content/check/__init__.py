"""Rules across records: each a generator of `(table, key, fault)`.

A rule gets all records and one walk through them, or all records and the day. What a single field
must be is in `content/fields.py`, the sentences are in `words/…/messages.po`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Final, NamedTuple

from schaufenster.content.check.dates import ON_A_DAY, ORDER, check_revisions
from schaufenster.content.check.entries import ENTRIES, phones_can_be_dialled
from schaufenster.content.check.newsletter import NEWSLETTER, check_sent
from schaufenster.content.check.pictures import (
    CheckedPicture,
    check_pictures,
    pictures_keep_their_rights,
)
from schaufenster.content.check.references import REFERENCES
from schaufenster.content.check.texts import IN_TEXTS, check_bodies, check_pairs
from schaufenster.content.check.walk import Found, Walk, locate, parts, walk
from schaufenster.content.read import Source
from schaufenster.content.records import Records
from schaufenster.problems import Problem

ALONE: Final[tuple[Callable[[Records, Walk], Found], ...]] = (*IN_TEXTS, phones_can_be_dialled)
"""Rules about what stands in one file, whatever the others hold; they take the longest."""
ACROSS: Final[tuple[Callable[[Records, Walk], Found], ...]] = (
    *REFERENCES,
    *ORDER,
    *ENTRIES,
    pictures_keep_their_rights,
    *NEWSLETTER,
)


class Checked(NamedTuple):
    """What a check found, for the next one: the problems of each document alone, all pictures."""

    alone: Mapping[str, tuple[Problem, ...]]
    pictures: Mapping[str, CheckedPicture]


def check_records(
    records: Records, source: Source, today: dt.date, before: tuple[Records, Checked] | None = None
) -> tuple[list[Problem], Checked]:
    """Return every problem across records on a day; documents of `before` are not looked at again.

    Also returns what the next check may take over.
    """
    walked = walk(records)
    alone = _alone(records, walked, before)
    faults = chain(
        *(rule(records, walked) for rule in ACROSS), *(rule(records, today) for rule in ON_A_DAY)
    )
    in_pictures, pictures = check_pictures(records, source, before[1].pictures if before else {})
    problems = [
        *chain.from_iterable(alone.values()),
        *(locate(records, *row) for row in faults),
        *check_bodies(records),
        *check_pairs(records),
        *in_pictures,
        *check_sent(records, source),
        *check_revisions(records, source, today),
    ]
    return problems, Checked(alone, pictures)


def _alone(
    records: Records, walked: Walk, before: tuple[Records, Checked] | None
) -> dict[str, tuple[Problem, ...]]:
    """Return the problems that each document has alone."""
    known = before[0].documents if before else {}
    kept = (
        {p: before[1].alone[p] for p, d in records.documents.items() if known.get(p) is d}
        if before
        else {}
    )
    new: dict[str, list[Problem]] = {p: [] for p in records.documents if p not in kept}
    origin = records.origin
    rest = Walk(tuple(row for row in walked.parts if origin[row[0], row[1]][0] in new))
    for rule in ALONE:
        for row in rule(records, rest):
            problem = locate(records, *row)
            new[problem.path].append(problem)
    return kept | {path: tuple(problems) for path, problems in new.items()}
