"""Calendars (RFC 5545, with RFC 7986's names), written by icalendar.

An event has an entry only if its day is known. Its UID never changes; DTSTAMP, LAST-MODIFIED and
SEQUENCE come from the content, so that the same content gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import icalendar
import icalendar.parser

from schaufenster import addresses, language
from schaufenster.content import model
from schaufenster.facts.contact import office_of
from schaufenster.facts.events import (
    moments,
    notice_of,
    registration_of,
    revision_of,
    when_in_words,
)
from schaufenster.facts.identifiers import entry_uid
from schaufenster.facts.items import Item
from schaufenster.facts.parties import party_name
from schaufenster.facts.places import where_in_words
from schaufenster.facts.press import until_in_words
from schaufenster.feeds.entries import FeedContext, line, title_of
from schaufenster.feeds.feed_head import name_of
from schaufenster.feeds.timezone import vtimezone
from schaufenster.output import OutputFile, output
from schaufenster.streams import Stream

_END: Final = b"END:VCALENDAR\r\n"
_INTERVAL: Final = dt.timedelta(hours=12)
"""How often a program should look for changes."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """The parts of one language's calendars, each written once for all calendars.

    `head` begins a calendar of one event, `feed_head` one to subscribe to. `zone` is the time zone,
    which every calendar has: one without any component would be invalid.
    """

    context: FeedContext
    head: bytes
    feed_head: bytes
    zone: bytes
    events: Mapping[str, bytes]


def open_calendars(items: Iterable[Item], context: FeedContext) -> Calendars:
    """Return the events of a language, ready to be written into calendars."""
    items = tuple(items)
    zone = context.cluster.identity.time_zone
    days = [day for item in items for day in moments(item.record, zone) if day]
    years = [day.year for day in days] or [context.cluster.identity.founded.year]
    head, feed_head = _head(context), _head(context)
    feed_head.add("x-wr-timezone", zone)
    feed_head.add("url", context.site.absolute("events", context.lang))
    feed_head.add("refresh-interval", _INTERVAL)
    feed_head["refresh-interval"].params["VALUE"] = "DURATION"
    feed_head.add("x-published-ttl", "PT12H")
    return Calendars(
        context=context,
        head=head.to_ical().removesuffix(_END),
        feed_head=feed_head.to_ical().removesuffix(_END),
        zone=vtimezone(zone, min(years), max(years)).to_ical(),
        events=MappingProxyType({item.key: _event(item, context).to_ical() for item in items}),
    )


def write_calendar(stream: Stream, items: Iterable[Item], calendars: Calendars) -> bytes:
    """Return the calendar of a stream, to subscribe to."""
    context = calendars.context
    site = line(context.cluster.identity.name)
    name = context.say("events") if stream.carries_everything else name_of(stream, context)
    title = _slashed(f"{site}: {name}")
    address = context.site.url + addresses.feed_path(stream.id, context.lang, "ics")
    lines = (
        _content_line("NAME", icalendar.vText(title)),
        _content_line("X-WR-CALNAME", icalendar.vText(title)),
        _content_line("SOURCE", icalendar.vUri(address), VALUE="URI"),
    )
    events = (calendars.events[item.key] for item in items)
    return b"".join((calendars.feed_head, *lines, calendars.zone, *events, _END))


def event_files(items: Iterable[Item], calendars: Calendars) -> Iterator[OutputFile]:
    """Yield the calendar file beside each event's page, at its former addresses too."""
    for item in items:
        raw = b"".join((calendars.head, calendars.zone, calendars.events[item.key], _END))
        for slug in (item.record.slug, *item.record.formerly):
            yield output(addresses.calendar_path(slug, calendars.context.lang), raw)


def _head(context: FeedContext) -> icalendar.Calendar:
    name = line(context.cluster.identity.name).replace("/", " ")
    head = icalendar.Calendar()
    head.add("version", "2.0")
    head.add("prodid", f"-//{name}//Schaufenster//{context.lang.upper()}")
    head.add("calscale", "GREGORIAN")
    return head


def _content_line(name: str, value: Any, **parameters: str) -> bytes:
    parts = (name, icalendar.Parameters(parameters), value)
    raw: bytes = icalendar.parser.Contentline.from_parts(*parts).to_ical()
    return raw + b"\r\n"


# ── an event ─────────────────────────────────────────────────────────────────────────────────


def _event(item: Item, context: FeedContext) -> icalendar.Event:
    record: model.Event = item.record
    lang, identity = context.lang, context.cluster.identity
    event = icalendar.Event()
    event.add("uid", entry_uid(identity, item.key))
    revision = revision_of(record, context.cluster)
    changed = context.moment(revision.day, item.key, revision.number).replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", revision.number)
    start, end = moments(record, identity.time_zone)
    event.add("dtstart", start)
    if isinstance(start, dt.datetime):
        if end:
            event.add("dtend", end)
    else:  # whole days: the end is the day after (RFC 5545, 3.6.1)
        event.add("dtend", (end or start) + dt.timedelta(1))
    event.add("summary", _slashed(title_of(item, context.say)))
    event.add("description", _slashed(_description(item, context)))
    if where := where_in_words(record.place, context.say):
        event.add("location", _slashed(line(where)))
    event.add("url", context.site.absolute("event", lang, slug=record.slug))
    event.add("status", _status(record))
    event.add("transp", "TRANSPARENT")  # it does not mark the subscriber as busy
    event.add("categories", [_slashed(name) for name in _categories(record, context)])
    if organiser := _organiser(record, context):
        event["organizer"] = organiser
    return event


def _status(event: model.Event) -> str:
    """Return the status; what is postponed is not cancelled, because programs hide that."""
    if event.is_postponed:
        return "TENTATIVE"
    return "CANCELLED" if event.status == "cancelled" else "CONFIRMED"


def _slashed(text: str) -> str:
    r"""Return a text without backslashes: icalendar 7.3 breaks the line at `\N` and `\n`."""
    return text.replace("\\", "/")


def _description(item: Item, context: FeedContext) -> str:
    event, say, lang = item.record, context.say, context.lang
    rows = [line(item.summary.text(lang))]
    start, _ = moments(event, context.cluster.identity.time_zone)
    if notice_of(event) or (event.time and not isinstance(start, dt.datetime)):
        rows.append(f"{say('when')}: {when_in_words(event, context.cluster, say)}")
    if event.organisers:
        names = [line(party_name(party, context.cluster)) for party in event.organisers]
        rows.append(f"{say('organisers')}: {language.listed(names, lang)}")
    if registration := registration_of(event, context.cluster.now.date()):
        rows += until_in_words(registration, say)
        rows.append(f"{say('registration')}: {registration.url}")
    return "\n".join(rows)


def _categories(event: model.Event, context: FeedContext) -> Iterator[str]:
    yield context.say(f"format_{event.format}")
    for topic in event.topics:
        name = line(context.cluster.topics[topic].name.text(context.lang))
        yield name.replace(", ", " / ")  # node-ical 0.26 makes two of a name with a comma


def _organiser(event: model.Event, context: FeedContext) -> Any:
    """Return the first organiser with a functional address: a member's, or the cluster's own."""
    identity = context.cluster.identity
    office = office_of(identity)
    organisers = event.organisers or ((model.Party(name=identity.name),) if event.own else ())
    for party in organisers:
        name = party_name(party, context.cluster)
        member = context.cluster.find_member(party.member or "")
        address = member.email if member else office.email if name == office.name else None
        if address:
            organiser = icalendar.vCalAddress(f"mailto:{address}")
            # readers show quotation marks as carets (RFC 6868), node-ical ends at a semicolon
            organiser.params["CN"] = line(name).replace('"', "'").replace(";", ",")
            return organiser
    return None
