"""Deadlines as a calendar for the office: a day for each channel that still waits for its copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.identifiers import calendar_uid
from schaufenster.mail.board import BoardRow
from schaufenster.templates import Words

if TYPE_CHECKING:
    import icalendar

FILE = "deadlines.ics"
_REMIND = dt.timedelta(days=-3)


def write_deadlines(
    edition: model.Edition, rows: Iterable[BoardRow], cluster: Cluster, say: Words
) -> bytes:
    """Return the deadlines that are still to come as a calendar (RFC 5545), the same every time."""
    import icalendar

    identity = cluster.identity
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add(
        "prodid", f"-//{identity.short.replace('/', ' ')}//Schaufenster//{say.lang.upper()}"
    )
    calendar.add("x-wr-calname", say("board_calendar", name=edition.title.text(say.lang)))
    for row in rows:
        if row.closing and row.chosen.stories and not row.kept:
            calendar.add_component(_day(row, row.closing, edition, identity, say))
    return bytes(calendar.to_ical())


def _day(
    row: BoardRow, closing: dt.date, edition: model.Edition, identity: model.Identity, say: Words
) -> icalendar.Event:
    import icalendar

    event = icalendar.Event()
    name = f"deadline/{edition.id}/{row.channel.id}/{closing}"
    event.add("uid", calendar_uid(identity, name))
    stamp = edition.until.last()
    event.add("dtstamp", dt.datetime(stamp.year, stamp.month, stamp.day, 12, tzinfo=dt.UTC))
    event.add("dtstart", closing)
    event.add("dtend", closing + dt.timedelta(days=1))
    name = row.name.text(say.lang)
    event.add("summary", say("board_summary", channel=name, edition=edition.id))
    stories = [f"- {story.headline.text(say.lang)}" for story in row.chosen.stories]
    gaps = [f"- {say(gap.key, **gap.values)}" for gap in row.gaps]
    missing = [say("board_missing"), *gaps] if gaps else []
    event.add("description", "\n".join([*stories, *missing]))
    event.add("transp", "TRANSPARENT")
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _REMIND)
    alarm.add("description", say("board_summary", channel=name, edition=edition.id))
    event.add_component(alarm)
    return event
