"""A time zone as calendars carry it: as rules, not as a list of every change since 1970.

RFC 5545 wants a VTIMEZONE beside every time with a zone. icalendar would write all changes from
1970 to 2038; where the changes of the years in question follow a rule ("the last Sunday of March"),
the rule says the same in one line.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

import icalendar

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class _Change(NamedTuple):
    """A change of the clock: wall time before it, offsets, name, whether summer begins."""

    onset: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    name: str
    summer: bool


def vtimezone(name: str, first: int, last: int) -> icalendar.Timezone:
    """Return the component for a zone of the IANA database, right from year `first` to `last`.

    Raises `ZoneInfoNotFoundError` for an unknown zone.
    """
    component = icalendar.Timezone()
    component.add("tzid", name)
    zone = zoneinfo.ZoneInfo(name)
    changes = tuple(_changes(zone, first - 1, last))
    for part in _observances(changes) if changes else [_constant(zone)]:
        component.add_component(part)
    return component


def _changes(zone: dt.tzinfo, first: int, last: int) -> Iterator[_Change]:
    """Yield every change of a zone in some years, found to the second."""
    start = dt.datetime(first, 1, 1, tzinfo=dt.UTC)
    days = [start + dt.timedelta(n) for n in range((last - first + 1) * 366)]
    for one, other in pairwise(days):
        if _offset(zone, one) != _offset(zone, other):
            moment = _between(zone, one, other)
            before, local = _offset(zone, one), moment.astimezone(zone)
            yield _Change(
                (moment + before).replace(tzinfo=None),
                before,
                _offset(zone, other),
                local.tzname() or "",
                bool(local.dst()),
            )


def _between(zone: dt.tzinfo, one: dt.datetime, other: dt.datetime) -> dt.datetime:
    """Return the second at which the offset changes between two moments."""
    while other - one > dt.timedelta(seconds=1):
        middle = (one + (other - one) // 2).replace(microsecond=0)
        if _offset(zone, middle) == _offset(zone, one):
            one = middle
        else:
            other = middle
    return other


def _offset(zone: dt.tzinfo, moment: dt.datetime) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()


def _observances(changes: tuple[_Change, ...]) -> Iterator[icalendar.Component]:
    """Yield one part for each rule; changes that follow none have a part of their own."""
    years = {change.onset.year for change in changes}
    groups: dict[tuple[object, ...], list[_Change]] = {}
    for change in changes:
        groups.setdefault(_rule_of(change), []).append(change)
    for (month, weekday, *_), group in sorted(groups.items(), key=lambda pair: pair[1][0]):
        if {c.onset.year for c in group} == years and all(map(_is_last, group)):
            part = _observance(group[0])
            day = f"-1{_DAYS[weekday]}"  # type: ignore[call-overload]
            part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": day})
            yield part
        else:
            yield from map(_observance, group)


def _rule_of(change: _Change) -> tuple[object, ...]:
    """Return what two changes by the same rule have in common."""
    return (change.onset.month, change.onset.weekday(), change.onset.time(), *change[1:])


def _is_last(change: _Change) -> bool:
    """Return whether a change is on the last such weekday of its month."""
    return (change.onset + dt.timedelta(7)).month != change.onset.month


def _observance(change: _Change) -> icalendar.Component:
    part = icalendar.TimezoneDaylight() if change.summer else icalendar.TimezoneStandard()
    part.add("dtstart", change.onset)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    return part


def _constant(zone: dt.tzinfo) -> icalendar.Component:
    """Return the only part of a zone without changes."""
    start = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    offset = _offset(zone, start)
    name = start.astimezone(zone).tzname() or ""
    return _observance(_Change(start.replace(tzinfo=None), offset, offset, name, summer=False))
