"""Calendars (RFC 5545, with RFC 7986's names), written by icalendar.

An event has an entry only if its day is known. Its UID never changes; DTSTAMP, LAST-MODIFIED and
SEQUENCE come from the content, so that the same content gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import icalendar
import icalendar.parser

from schaufenster import addresses, language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import (
    moments,
    notice_of,
    registration_of,
    revision_of,
    when_in_words,
)
from schaufenster.facts.identifiers import entry_uid
from schaufenster.facts.items import Item, calendar_item, calendar_items
from schaufenster.facts.parties import party_name
from schaufenster.facts.places import where_in_words
from schaufenster.facts.press import funding_facts, until_in_words
from schaufenster.feeds.entries import FeedContext, line, title_of
from schaufenster.feeds.feed_head import name_of
from schaufenster.feeds.timezone import vtimezone
from schaufenster.output import OutputFile, output
from schaufenster.reads import Index, memory_of
from schaufenster.streams import Stream

_END: Final = b"END:VCALENDAR\r\n"
_INTERVAL: Final = dt.timedelta(hours=12)
"""How often a program should look for changes."""


@Index
def _years(cluster: Cluster) -> dict[str, int]:
    """Return the first and the last year of all events in calendars, else of the cluster."""
    zone = cluster.identity.time_zone
    days = [day for i in calendar_items(cluster) for day in _moments(i, zone) if day]
    years = [day.year for day in days] or [cluster.identity.founded.year]
    return {"first": min(years), "last": max(years)}


def write_calendar(stream: Stream, refs: Iterable[str], context: FeedContext) -> bytes:
    """Return the calendar of a stream with these events, to subscribe to."""
    site = line(context.cluster.identity.name)
    name = context.say("events") if stream.carries_everything else name_of(stream, context)
    title = _slashed(f"{site}: {name}")
    address = context.site.url + addresses.feed_path(stream.id, context.lang, "ics")
    lines = (
        _content_line("NAME", icalendar.vText(title)),
        _content_line("X-WR-CALNAME", icalendar.vText(title)),
        _content_line("SOURCE", icalendar.vUri(address), VALUE="URI"),
    )
    head = _once("feed-head", context, lambda: _feed_head(context))
    events = (_written_event(ref, context) for ref in refs)
    return b"".join((head, *lines, _zone(context), *events, _END))


def event_files(ref: str, context: FeedContext) -> Iterator[OutputFile]:
    """Yield the calendar file beside an event's page, at its former addresses too."""
    head = _once("head", context, lambda: _head(context).to_ical().removesuffix(_END))
    raw = b"".join((head, _zone(context), _written_event(ref, context), _END))
    item = calendar_item(context.cluster, ref)
    for slug in (item.record.slug, *item.record.formerly):
        yield output(context.site.calendar_path(slug, context.lang, item.page), raw)


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """An entry as calendars show it; whole days have no time. `last` is the last day or moment."""

    title: str
    first: dt.date
    last: dt.date | None
    where: str
    text: str


def shown_event(ref: str, context: FeedContext) -> ShownEvent:
    """Return what a calendar shows of an event's entry."""
    entry = icalendar.Event.from_ical(_written_event(ref, context))
    first, end = entry.decoded("dtstart"), entry.decoded("dtend", None)
    if end and not isinstance(end, dt.datetime):
        end -= dt.timedelta(1)
    where, text = (str(entry.get(name, "")) for name in ("location", "description"))
    return ShownEvent(str(entry["summary"]), first, end if end != first else None, where, text)


def _once(part: str, context: FeedContext, make: Callable[[], bytes]) -> bytes:
    """Return a part of the calendars of a language, written once for all of them."""
    return memory_of(context.cluster).get(("calendar", part, context.lang), make)


def _written_event(ref: str, context: FeedContext) -> bytes:
    def written() -> bytes:
        return bytes(_event(calendar_item(context.cluster, ref), context).to_ical())

    return _once(ref, context, written)


def _zone(context: FeedContext) -> bytes:
    """Return the time zone, which every calendar has: one without any part would be invalid."""
    cluster = context.cluster

    def zone() -> bytes:
        years = _years(cluster)
        name = cluster.identity.time_zone
        return bytes(vtimezone(name, years["first"], years["last"]).to_ical())

    return _once("zone", context, zone)


def _feed_head(context: FeedContext) -> bytes:
    head = _head(context)
    head.add("x-wr-timezone", context.cluster.identity.time_zone)
    head.add("url", context.site.absolute("events", context.lang))
    head.add("refresh-interval", _INTERVAL)
    head["refresh-interval"].params["VALUE"] = "DURATION"
    head.add("x-published-ttl", "PT12H")
    raw: bytes = head.to_ical()
    return raw.removesuffix(_END)


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


def _moments(item: Item, zone: str) -> tuple[dt.date, dt.date | None]:
    """Return first and last day or moment of an entry; that of a call is its last day."""
    if item.kind == "funding":
        return item.record.valid.until.first(), None
    return moments(item.record, zone)


def _event(item: Item, context: FeedContext) -> icalendar.Event:
    event = _dated(item, context)
    if item.kind == "funding":
        _add_deadline(event, item, context)
    else:
        _add_event(event, item, context)
    return event


def _dated(item: Item, context: FeedContext) -> icalendar.Event:
    """Return the part of an entry that says when it is and which version of it this is."""
    cluster = context.cluster
    identity, number, day = cluster.identity, 0, item.updated
    event = icalendar.Event()
    event.add("uid", entry_uid(identity, item.key))
    if item.kind == "event":
        revision = revision_of(item.record, cluster)
        number, day = revision.number, revision.day
    changed = context.moment(day, item.key, number).replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", number)
    start, end = _moments(item, identity.time_zone)
    event.add("dtstart", start)
    if isinstance(start, dt.datetime):
        if end:
            event.add("dtend", end)
    else:  # whole days: the end is the day after (RFC 5545, 3.6.1)
        event.add("dtend", (end or start) + dt.timedelta(1))
    event.add("url", context.site.absolute(item.page, context.lang, **item.names))
    event.add("transp", "TRANSPARENT")  # it does not mark the subscriber as busy
    return event


def _add_deadline(event: icalendar.Event, item: Item, context: FeedContext) -> None:
    """Add what the last day of a call for funding is about."""
    say, lang = context.say, context.lang
    facts = funding_facts(item.record, context.cluster, say)
    rows = [f"{say(fact.name)}: {line(fact.link or fact.text(lang))}" for fact in facts]
    event.add("summary", _slashed(say("funding_ends", title=title_of(item, say))))
    event.add("description", _slashed("\n".join((line(item.summary.text(lang)), *rows))))
    event.add("categories", [_slashed(say("kind_funding"))])


def _add_event(event: icalendar.Event, item: Item, context: FeedContext) -> None:
    record: model.Event = item.record
    event.add("summary", _slashed(title_of(item, context.say)))
    event.add("description", _slashed(_description(item, context)))
    if where := where_in_words(record.place, context.cluster, context.say):
        event.add("location", _slashed(line(where)))
    event.add("status", _status(record))
    event.add("categories", [_slashed(name) for name in _categories(record, context)])
    if organiser := _organiser(record, context):
        event["organizer"] = organiser


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
    if notice_of(event) or event.open_end or (event.time and not isinstance(start, dt.datetime)):
        rows.append(f"{say('when')}: {when_in_words(event, context.cluster, say)}")
    if event.organisers:
        names = [line(party_name(party, context.cluster).text(lang)) for party in event.organisers]
        rows.append(f"{say('organisers')}: {language.listed(names, say.locale)}")
    if registration := registration_of(event, context.cluster.today):
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
    organisers = event.organisers or ((model.Party(name=identity.name),) if event.own else ())
    for party in organisers:
        name = party_name(party, context.cluster).text(context.lang)
        member = context.cluster.find_member(party.member or "")
        address = (
            member.email if member else identity.imprint.email if name == identity.name else None
        )
        if address:
            organiser = icalendar.vCalAddress(f"mailto:{address}")
            # readers show quotation marks as carets (RFC 6868), node-ical ends at a semicolon
            organiser.params["CN"] = line(name).replace('"', "'").replace(";", ",")
            return organiser
    return None
