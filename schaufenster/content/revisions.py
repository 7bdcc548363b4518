"""The revisions of events: how often date, time, place or status of each changed.

`content/revisions.txt` holds the revision of each event that was published last, one a line: the
event's first short name, the revision's number and day, and a hash of the event's state. Only
`site --publish` writes it. Calendars (SEQUENCE, RFC 5545) and feeds count on from it, so that no
build needs to know an earlier one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from schaufenster.command_names import SITE
from schaufenster.content import model

_HEAD: Final = f"""\
# Wie oft sich jeder veröffentlichte Termin geändert hat. Diese Datei schreibt
# „{SITE} --publish“. · How often each published event has changed. This file is written by
# “{SITE} --publish”.
"""
_LINE: Final = re.compile(r"([a-z0-9-]+) ([0-9]{1,9}) ([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9a-f]{12})")


@dataclass(frozen=True, order=True, slots=True)
class Revision:
    """A revision of an event: its number, which never falls, its day, and a hash of its state."""

    number: int
    day: dt.date
    state: str


def state_of(event: model.Event) -> str:
    """Return a hash of what people plan by: days, times, place, and whether it takes place.

    That it was held is no news to a calendar.
    """
    place = event.place
    parts = (
        "planned" if event.status == "held" else event.status,
        event.start, event.end, event.time, event.end_time, event.moved_from,
        place.name, place.street, place.postcode, place.town, place.online,
        *(("open",) if event.open_end else ()),
        *((place.country,) if place.country else ()),
    )  # fmt: skip
    return hashlib.sha256(repr([str(part) for part in parts]).encode()).hexdigest()[:12]


def next_revision(event: model.Event, before: Revision | None, today: dt.date) -> Revision:
    """Return the revision of an event as it is now, after the one that was published last.

    Without one the number is that of the days from the announcement to the last change.
    """
    state, days = state_of(event), 0
    said = event.updated or event.published
    day = said.first() if said else min(event.start.first(), today)
    if event.published and event.updated:
        days = max((event.updated.first() - event.published.first()).days, 0)
    if before is None:
        return Revision(days, day, state)
    if before.state != state:
        return Revision(max(days, before.number + 1), max(day, before.day, today), state)
    return Revision(max(days, before.number), max(day if said else before.day, before.day), state)


def noted(lines: Iterable[str]) -> Mapping[str, Revision]:
    """Return the revisions in the lines of the file by the first short name of each event."""
    found: dict[str, Revision] = {}
    for line in lines:
        if named := read_revision(line):
            slug, read = named
            found[slug] = max(read, found.get(slug, read))
    return found


def read_revision(line: str) -> tuple[str, Revision] | None:
    """Return the short name and revision in a line; None where it has none."""
    match = _LINE.fullmatch(line.strip())
    if not match:
        return None
    try:
        day = dt.date.fromisoformat(match[3])
    except ValueError:
        return None
    return match[1], Revision(int(match[2]), day, match[4])


def revisions_text(lines: Iterable[str], revisions: Mapping[str, Revision]) -> str:
    """Return the file with the revisions of events entered; no event is ever removed."""
    rows = {**noted(lines), **revisions}
    return _HEAD + "".join(f"{s} {r.number} {r.day} {r.state}\n" for s, r in sorted(rows.items()))
