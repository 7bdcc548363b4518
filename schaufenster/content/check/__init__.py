"""Rules that look across records: each a small generator that yields what does not hold.

A rule gets all records and one walk through them; it yields `(table, key, fault)` and never stops
the others. Each module of this package holds the rules about one thing.
What a single field must be stands in `content/fields.py`, the sentences in `words/messages.yml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from schaufenster.content.check.dates import ON_A_DAY, ORDER
from schaufenster.content.check.entries import ENTRIES
from schaufenster.content.check.newsletter import NEWSLETTER, check_sent
from schaufenster.content.check.pictures import check_pictures, pictures_keep_their_rights
from schaufenster.content.check.references import REFERENCES
from schaufenster.content.check.texts import IN_TEXTS, check_bodies, check_pairs
from schaufenster.content.check.walk import Found, Walk, locate, parts, walk
from schaufenster.content.read import Source
from schaufenster.content.records import Records
from schaufenster.problems import Problem

__all__ = ["check_records", "parts"]

ACROSS: Final[tuple[Callable[[Records, Walk], Found], ...]] = (
    *REFERENCES,
    *IN_TEXTS,
    *ORDER,
    *ENTRIES,
    pictures_keep_their_rights,
    *NEWSLETTER,
)


def check_records(records: Records, source: Source, today: dt.date) -> list[Problem]:
    """Return every fault that shows only when records are seen together, on a day."""
    walked = walk(records)
    problems = [
        locate(records, table, key, fault)
        for rule in ACROSS
        for table, key, fault in rule(records, walked)
    ]
    problems += [
        locate(records, table, key, fault)
        for dated in ON_A_DAY
        for table, key, fault in dated(records, today)
    ]
    return [
        *problems,
        *check_bodies(records),
        *check_pairs(records),
        *check_pictures(records, source),
        *check_sent(records, source),
    ]
