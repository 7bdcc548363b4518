"""Dates and times as people write them (`12.03.2026`, `9 Uhr`), in the form they have here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

from schaufenster.cldr import month_of

_OURS: Final = re.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:(?P<day>[0-9]{1,2})[./-] ?)?(?P<month>[0-9]{1,2})[./-] ?(?P<year>[0-9]{4}|[0-9]{2})",
        r"(?P<year>[0-9]{4})[-./](?P<month>[0-9]{1,2})(?:[-./](?P<day>[0-9]{1,2}))?",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        r"(?:(?P<day>[0-9]{1,2})\.? ?)?(?P<month>[^\W\d_]{3,})\.? (?P<year>[0-9]{4})",
    )
)
_MOMENT = re.compile(r"(.*?[0-9]{2})(?:T|,? +(?:um )?)([0-9]{1,2}(?:[:.][0-9]{2})?(?: ?Uhr)?)")
_BEFORE_SPAN = re.compile(r"(?:vo[nm]|from) ")
_BETWEEN = re.compile(r" ?(?:[–—/-]|\b(?:bis|und|to|until|and)\b) ?")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])(?:[:.]([0-5][0-9]))?(?: ?Uhr)?")


def as_iso(text: str) -> dict[str, str]:
    """Return a date in another common form (`12.03.2026`) as it is written here, as `near`."""
    found = next(filter(None, (form.fullmatch(text) for form in _DATES)), None)
    if not found:
        return {}
    month = int(found["month"]) if found["month"].isdecimal() else month_of(found["month"])
    if month is None:
        return {}
    year = int(found["year"])
    year += (0, 2000, 1900)[(len(found["year"]) == 2) * (1 + (year >= 50))]
    day = f"-{int(found['day']):02d}" if found["day"] else ""
    near = f"{year}-{month:02d}{day}"
    try:
        dt.date.fromisoformat(near if day else f"{near}-01")
    except ValueError:
        return {}
    return {"near": near}


def as_day(text: str) -> dict[str, str]:
    """Return a date in another common form as `near`; of a moment, its day."""
    near = as_moment(text).get("near", "")
    return {"near": near.partition(" ")[0]} if near else {}


def as_moment(text: str) -> dict[str, str]:
    """Return a moment in another common form (`1.10.2025, 10 Uhr`) as written here, as `near`."""
    if not (found := _MOMENT.fullmatch(text)):
        return as_iso(text)
    day, time = _day(found[1]), as_clock(found[2])
    return {"near": f"{day['near']} {time['near']}"} if day and time else {}


def as_clock(text: object) -> dict[str, str]:
    """Return a time in another common form (`9 Uhr`, `9.30`) as it is written here, as `near`."""
    found = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    return {"near": f"{int(found[1]):02d}:{found[2] or '00'}"} if found else {}


def _span(text: object, near_of: Callable[[str], dict[str, str]]) -> dict[str, str]:
    """Return `start` and `end` of two days or times in one field (`9-16 Uhr`, `18./19.9.2030`)."""
    whole = _BEFORE_SPAN.sub("", text) if isinstance(text, str) and len(text) < 60 else ""
    for between in _BETWEEN.finditer(whole):
        first, end = whole[: between.start()], near_of(whole[between.end() :]).get("near", "")
        day, year = first.rstrip(". "), end[:4]
        starts = map(
            near_of, (first, f"{day}.{end[5:7]}.{year}", f"{first}{year}", f"{day} {year}")
        )
        start = next((found["near"] for found in starts if found), "")
        if start and end and (start < end or ":" in end):
            return {"start": start, "end": end}
    return {}


def _day(text: str) -> dict[str, str]:
    """Return a date in a common form or in ours as `near`."""
    return {"near": text} if _OURS.fullmatch(text) else as_iso(text)


def days(text: str) -> dict[str, str]:
    """Return `start` and `end` of two dates in one field; nothing if there are not two."""
    return _span(text, _day)


def times(text: object) -> dict[str, str]:
    """Return `start` and `end` of two times in one field; nothing if there are not two."""
    return _span(text, as_clock)
