"""When an event is, in words and as moments; whether it is over; whether one can register."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from typing import Final

from schaufenster import language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.content.revisions import Revision, next_revision, noted
from schaufenster.reads import Index
from schaufenster.templates import Words

_REPORT_DUE: Final = dt.timedelta(days=180)
"""How long after an event a report is still expected."""


def is_over(event: model.Event, today: dt.date) -> bool:
    """Return whether an event was held, or its last day has passed."""
    return event.status == "held" or event.last_day < today


def is_running(event: model.Event, today: dt.date) -> bool:
    """Return whether an event has begun and goes on; where the day it begins is known."""
    begun = event.start.precision == "day" and event.start.first() <= today
    return (
        begun
        and not event.is_postponed
        and event.status != "cancelled"
        and not is_over(event, today)
    )


def awaits_report(event: model.Event, today: dt.date) -> bool:
    """Return whether an event took place so lately that a report may still come."""
    took_place = is_over(event, today) and event.status != "cancelled"
    return took_place and today - event.last_day <= _REPORT_DUE


def has_days(event: model.Event) -> bool:
    """Return whether the day an event begins, and the day it ends, are known."""
    precise = event.start.precision == "day" and (event.end or event.start).precision == "day"
    return precise and not event.is_postponed


def is_in_calendars(event: model.Event) -> bool:
    """Return whether calendars hold an event: on its days, else on the one it was moved from."""
    if event.is_postponed:
        return event.moved_from is not None and event.moved_from.precision == "day"
    return has_days(event)


def can_be_noted(event: model.Event, today: dt.date) -> bool:
    """Return whether a reader may want an event in the calendar: its days are known and to come."""
    return has_days(event) and event.status != "cancelled" and not is_over(event, today)


def registration_of(event: model.Event, today: dt.date) -> model.Registration | None:
    """Return where to register, as long as that is possible: its last day counts."""
    registration = event.registration
    if registration is None or event.status == "cancelled" or is_over(event, today):
        return None
    return None if registration.until and registration.until.last() < today else registration


# ── revisions ────────────────────────────────────────────────────────────────────────────────


def revision_of(event: model.Event, cluster: Cluster) -> Revision:
    """Return how often an event has changed and when last, counted from what was published."""
    before = _published.at(cluster, event.first_slug)
    return next_revision(event, before, cluster.today)


def revisions_of(cluster: Cluster) -> Mapping[str, Revision]:
    """Return the revision of each event by its first short name."""
    return {event.first_slug: revision_of(event, cluster) for event in cluster.events}


@Index
def _published(cluster: Cluster) -> Mapping[str, Revision]:
    """Return what was published of each event, by its first short name."""
    return noted(cluster.source.revisions)


# ── in words ─────────────────────────────────────────────────────────────────────────────────


def notice_of(event: model.Event) -> str:
    """Return the key of the word to show with an event that was called off or moved, else `""`."""
    if event.is_postponed:
        return "event_postponed"
    return f"event_{event.status}" if event.status in {"cancelled", "moved"} else ""


def notice_in_words(event: model.Event, say: Words) -> str:
    """Return that an event was called off or moved, to go on in a sentence; else `""`."""
    words = say(notice) if (notice := notice_of(event)) else ""
    return words[:1].lower() + words[1:]


def with_notice(title: str, record: object, say: Words) -> str:
    """Return a record's title; before it, where needed, that the event was called off or moved."""
    notice = notice_of(record) if isinstance(record, model.Event) else ""
    return f"{say(notice)}: {title}" if notice else title


def span_in_words(event: model.Event, say: Words) -> str:
    """Return an event's days, and that nobody knows yet how long it goes on."""
    days = language.dates(event.start, event.end, say.locale)
    return say("event_open_end", date=days) if event.open_end else days


def role_of(event: model.Event) -> str:
    """Return the key of the word for what the cluster does at others' events; `""` if unknown.

    Who runs an event alone stands among its organisers.
    """
    return "" if event.role in {"organiser", "unknown"} else f"role_{event.role}"


def state_of(event: model.Event, today: dt.date) -> str:
    """Return the key of the word for how an event stands today; `""` for one that was held."""
    if event.status == "held":
        return ""
    if notice := notice_of(event):
        return notice
    return "event_running" if is_running(event, today) else "event_planned"


def when_in_words(event: model.Event, cluster: Cluster, say: Words) -> str:
    """Return an event's days, its times if known, and that it was called off or moved from when."""
    days = span_in_words(event, say)
    if event.is_postponed and event.start == event.moved_from:
        days = ""  # the old day is no day of the event any more
    if event.time and not event.is_postponed:
        days += f", {_clock(event, event.time, cluster.identity.time_zone, say)}"
    told = [notice_in_words(event, say)]
    if event.status == "moved" and event.moved_from:
        told.append(say("event_before", date=language.date(event.moved_from, say.locale)))
    return "; ".join(filter(None, (days, ", ".join(filter(None, told)))))


def days_in_words(event: model.Event, say: Words) -> str:
    """Return an event's days, and that it was called off or moved: for lists and cards."""
    days = span_in_words(event, say)
    return ", ".join(filter(None, (days, notice_in_words(event, say))))


def _clock(event: model.Event, begins: dt.time, time_zone: str, say: Words) -> str:
    """Return an event's times; whoever takes part online may be elsewhere and reads the offset."""
    clock = language.clock(begins, event.end_time, say.locale)
    if not (event.place.online and event.start.precision == "day"):
        return clock
    begin = dt.datetime.combine(event.start.first(), begins, zoneinfo.ZoneInfo(time_zone))
    return f"{clock} ({language.offset(begin)})"


# ── as moments ───────────────────────────────────────────────────────────────────────────────


def moments(
    event: model.Event, time_zone: str
) -> tuple[dt.date | dt.datetime, dt.date | dt.datetime | None]:
    """Return start and end of an event that calendars hold; the end is None where nobody said.

    Both are moments with a time zone where the times are known, else whole days, the last one
    included. Days of which only the first has a time are whole days too, and so are the first day
    of what is open-ended and the old day of an event whose new one is open.
    """
    if event.is_postponed and event.moved_from:
        return event.moved_from.first(), None
    first, last = event.start.first(), (event.end or event.start).first()
    if event.open_end or not event.time or not (event.end_time or first == last):
        return first, last if event.end else None
    zone = zoneinfo.ZoneInfo(time_zone)
    end = dt.datetime.combine(last, event.end_time, zone) if event.end_time else None
    return dt.datetime.combine(first, event.time, zone), end
