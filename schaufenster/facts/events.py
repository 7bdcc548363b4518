"""When an event is, in words and as moments; whether it is over; whether one can register."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from schaufenster import language
from schaufenster.content import model
from schaufenster.problems import Language
from schaufenster.templates import Words


def last_day(event: model.Event) -> dt.date:
    """Return the last day on which an event may take place, as far as its dates say."""
    return (event.end or event.start).last()


def is_over(event: model.Event, today: dt.date) -> bool:
    """Return whether an event was held, or its last day has passed."""
    return event.status == "held" or last_day(event) < today


def has_days(event: model.Event) -> bool:
    """Return whether the day an event begins, and the day it ends, are known."""
    return event.start.precision == "day" and (event.end or event.start).precision == "day"


def registration_of(event: model.Event, today: dt.date) -> model.Registration | None:
    """Return where to register, as long as that is possible: its last day counts."""
    registration = event.registration
    if registration is None or event.status == "cancelled" or is_over(event, today):
        return None
    return None if registration.until and registration.until.last() < today else registration


def notice_of(event: model.Event) -> str:
    """Return the key of the word to show with an event that was called off or moved, else `""`."""
    return f"event_{event.status}" if event.status in {"cancelled", "moved"} else ""


def when_in_words(event: model.Event, lang: Language) -> str:
    """Return an event's days and, where they are known, its times."""
    days = language.dates(event.start, event.end, lang)
    return f"{days}, {language.clock(event.time, event.end_time, lang)}" if event.time else days


def days_in_words(event: model.Event, lang: Language, say: Words) -> str:
    """Return an event's days, and that it was called off or moved: for lists and cards."""
    days = language.dates(event.start, event.end, lang)
    return f"{days}, {say(notice)}" if (notice := notice_of(event)) else days


def moments(
    event: model.Event, time_zone: str
) -> tuple[dt.date | dt.datetime, dt.date | dt.datetime | None]:
    """Return start and end of an event whose days are known; the end is None where nobody said.

    Both are moments with a time zone where the times are known, else whole days, the last one
    included. Days of which only the first has a time are whole days too.
    """
    first, last = event.start.first(), (event.end or event.start).first()
    if not event.time or not (event.end_time or first == last):
        return first, last if event.end else None
    zone = zoneinfo.ZoneInfo(time_zone)
    end = dt.datetime.combine(last, event.end_time, zone) if event.end_time else None
    return dt.datetime.combine(first, event.time, zone), end
