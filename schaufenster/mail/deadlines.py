"""Deadlines as a calendar for the office: a day for each channel that has not got its mail yet."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from typing import TYPE_CHECKING

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.identifiers import entry_uid
from schaufenster.mail.board import BoardRow
from schaufenster.templates import Words

if TYPE_CHECKING:
    import icalendar

FILE = "deadlines.ics"
_REMIND = dt.timedelta(days=-3)


def write_deadlines(
    edition: model.Edition, rows: Iterable[BoardRow], cluster: Cluster, say: Words
) -> bytes:
    """Return the deadlines of what has not gone out as a calendar (RFC 5545), stamped with now."""
    import icalendar

    identity = cluster.identity
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add(
        "prodid", f"-//{identity.short.replace('/', ' ')}//Schaufenster//{say.lang.upper()}"
    )
    calendar.add("x-wr-calname", say("board_calendar", name=edition.title.text(say.lang)))
    zone = zoneinfo.ZoneInfo(identity.time_zone)
    stamp = cluster.now.replace(microsecond=0, tzinfo=zone).astimezone(dt.UTC)
    for row in rows:
        if row.closing and row.variant.stories and not row.kept:
            calendar.add_component(_day(row, row.closing, edition, stamp, identity, say))
    return bytes(calendar.to_ical())


def _day(
    row: BoardRow,
    closing: dt.date,
    edition: model.Edition,
    stamp: dt.datetime,
    identity: model.Identity,
    say: Words,
) -> icalendar.Event:
    import icalendar

    event = icalendar.Event()
    # The id stays when the deadline moves; the later stamp tells which entry holds.
    event.add("uid", entry_uid(identity, f"deadline/{edition.id}/{row.channel.id}"))
    event.add("dtstamp", stamp)
    event.add("dtstart", closing)
    event.add("dtend", closing + dt.timedelta(days=1))
    summary = say("board_summary", channel=row.name.text(say.lang), edition=edition.id)
    event.add("summary", summary)
    stories = [f"- {story.headline.text(say.lang)}" for story in row.variant.stories]
    gaps = [f"- {gap.sentence(say)}" for gap in row.gaps]
    missing = [say("board_missing"), *gaps] if gaps else []
    event.add("description", "\n".join([*stories, *missing]))
    event.add("transp", "TRANSPARENT")
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _REMIND)
    alarm.add("description", summary)
    event.add_component(alarm)
    return event
