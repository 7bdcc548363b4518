"""Rules across records: each a generator of `(table, key, fault)`.

A rule gets all records and one walk through them, or all records and the day. What a single field
must be is in `content/fields.py`, the sentences are in `words/messages.yml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import chain
from typing import Final

from schaufenster.content.check.dates import ON_A_DAY, ORDER, check_revisions
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
    """Return every problem across records on a day."""
    walked = walk(records)
    faults = chain(
        *(rule(records, walked) for rule in ACROSS), *(rule(records, today) for rule in ON_A_DAY)
    )
    return [
        *(locate(records, *row) for row in faults),
        *check_bodies(records),
        *check_pairs(records),
        *check_pictures(records, source),
        *check_sent(records, source),
        *check_revisions(records, source, today),
    ]
