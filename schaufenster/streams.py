"""Every stream of items that somebody can subscribe to: its id, its name and its rule.

The ids are the `TOPIC` of the addresses of feeds and calendars (`feeds/district-jena.de.rss`) and
never change. Feeds, the page "Abonnieren" and the OPML file are made from this list, and pages link
to the stream that fits them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from schaufenster.addresses import feed_path
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import (
    STORY_KINDS,
    Item,
    calendar_item,
    calendar_items,
    find_item,
    items,
)
from schaufenster.facts.release import is_expired
from schaufenster.language import sort_key
from schaufenster.reads import Index, SlowIndex
from schaufenster.selection import decide, public_channels
from schaufenster.selection.decisions import FIELDS, Decision, mismatch, values_of

EVERYTHING: Final = model.Select()
"""The rule that takes every item."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a stream is about: `key` ends its id, `name` and `rule` are those of the stream.

    `formerly` are keys it had; `channel` is the public channel whose editions it carries, `request`
    the file of the request whose answers it carries.
    """

    key: str
    name: model.Text | str
    rule: model.Select = EVERYTHING
    formerly: tuple[str, ...] = ()
    channel: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class StreamType:
    """A way to choose streams: `family_ID` in `words/…/site.po` is what it is called.

    `topics` yields what there is to choose from in a cluster; `prefix` begins the
    ids of the streams, `most` is how many items their feeds carry. The page "Abonnieren" shows them
    below the heading of `listed_with`; more than `listed_most` are left to the list of all feeds,
    as `subscribe_many_ID` says. Those of a type that is `always` offered need not carry anything.
    """

    id: str
    prefix: str
    topics: Callable[[Cluster], Iterator[Topic]] = field(compare=False)
    most: int = 20
    listed_with: str = ""
    listed_most: int | None = None
    always: bool = False

    @property
    def heading(self) -> str:
        """Return the id of the type below whose heading its streams are shown."""
        return self.listed_with or self.id


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: `name` is a text, or the key of one in `words/…/site.po`; `type` groups it.

    `formerly` are the ids it had: their addresses stay valid. A stream with a `channel` or a
    `request` takes no items: its feed holds the editions of this channel, or what fits.
    """

    id: str
    type: StreamType
    name: model.Text | str
    rule: model.Select
    formerly: tuple[str, ...] = ()
    channel: str = ""
    request: str = ""

    @property
    def takes_items(self) -> bool:
        """Return whether its rule takes items."""
        return not (self.channel or self.request)

    @property
    def carries_everything(self) -> bool:
        """Return whether it carries every item."""
        return self.takes_items and self.rule == EVERYTHING

    @property
    def has_dates(self) -> bool:
        """Return whether the stream may hold events or deadlines, and so has a calendar."""
        kinds = set(self.rule.kinds)
        return self.takes_items and (not kinds or not kinds.isdisjoint({"event", "funding"}))

    @property
    def first_id(self) -> str:
        """Return the id it had first, which no renaming changes."""
        return self.formerly[0] if self.formerly else self.id


def streams(cluster: Cluster) -> Iterator[Stream]:
    """Yield every stream of a cluster, the widest first; a member without items has none."""
    for kind in TYPES:
        for topic in kind.topics(cluster):
            former = tuple(f"{kind.prefix}{key}" for key in topic.formerly)
            id_ = f"{kind.prefix}{topic.key}"
            yield Stream(id_, kind, topic.name, topic.rule, former, topic.channel, topic.request)


# ── types ────────────────────────────────────────────────────────────────────────────────────


def _everything(_cluster: Cluster) -> Iterator[Topic]:
    yield Topic("all", "stream_all")


def _kinds(cluster: Cluster) -> Iterator[Topic]:
    yield Topic("news", "stream_news", model.Select(kinds=STORY_KINDS))
    yield Topic("events", "stream_events", model.Select(kinds=("event",)))
    yield Topic("offers", "stream_offers", model.Select(kinds=("offer",)))
    yield Topic("requests", "stream_requests", model.Select(kinds=("request",)))
    if cluster.funding:
        yield Topic("funding", "stream_funding", model.Select(kinds=("funding",)))


def _channels(cluster: Cluster) -> Iterator[Topic]:
    for channel in public_channels(cluster):
        yield Topic(channel.id, channel.name(cluster.today), channel=channel.id)


def _terms(vocabulary: str, cluster: Cluster) -> Iterator[Topic]:
    """Yield a topic for each word of a vocabulary that a rule can ask for."""
    terms: Mapping[str, model.Tag] = getattr(cluster, vocabulary)
    numbered = sorted(terms.items(), key=lambda entry: getattr(entry[1], "number", 0))
    for key, term in numbered:
        rule = model.Select.model_validate({vocabulary: (key,)})
        yield Topic(key, term.name, rule, term.formerly if isinstance(term, model.Term) else ())


def _requests(cluster: Cluster) -> Iterator[Topic]:
    """Yield every request: that of an ended one stays, and is offered no more."""
    for request in cluster.offers:
        if request.kind == "request" and (member := cluster.find_member(request.member)):
            houses, slugs = (member.slug, *member.formerly), (request.slug, *request.formerly)
            key, *former = (f"{house}--{slug}" for house in houses for slug in slugs)
            yield Topic(key, request.title, formerly=tuple(former), request=request.path)


def _members(cluster: Cluster) -> Iterator[Topic]:
    """Yield the members that have items, and those that once had.

    A published feed is kept, even if it is empty now: the ledger of addresses lists it.
    """
    slugs = {slug for item in items(cluster) for slug in item.members}
    ledger, first = frozenset(cluster.source.ledger), cluster.identity.first_language
    for member in sorted(cluster.members, key=lambda member: sort_key(member.name, first)):
        is_published = any(
            f"/{feed_path(f'member-{slug}', first, 'rss')}" in ledger
            for slug in (member.slug, *member.formerly)
        )
        if member.slug in slugs or is_published:
            rule = model.Select(members=(member.slug,))
            yield Topic(member.slug, member.full_name, rule, member.formerly)


TYPES: Final = (
    StreamType("all", "", _everything, most=50, listed_with="kinds", always=True),
    StreamType("kinds", "", _kinds, most=50, always=True),
    StreamType("channels", "channel-", _channels, always=True),
    StreamType("chambers", "chamber-", partial(_terms, "chambers")),
    StreamType("districts", "district-", partial(_terms, "districts")),
    StreamType("ris", "ris-", partial(_terms, "ris")),
    StreamType("competences", "competence-", partial(_terms, "competences")),
    StreamType("members", "member-", _members, listed_most=120),
    StreamType("answers", "request-", _requests, listed_most=40),
)
"""Every type, in the order of the page "Abonnieren" and of the list of all feeds."""


# ── their items ─────────────────────────────────────────────────────────────────────────────


def share(
    streams: Iterable[Stream], items: Iterable[Item], cluster: Cluster
) -> Iterator[tuple[Stream, tuple[Item, ...], tuple[Item, ...]]]:
    """Yield each stream with all items that it takes, in their order, as `decide` decides.

    At last come those that it ever took: also what has expired.

    The cluster is a released one: no embargo of the day is left, whatever the hour.

    A rule is tried only on items that share a value with its first field: 1,500 streams of 2,000
    items would be three million decisions.
    """
    items, tonight = tuple(items), dt.datetime.combine(cluster.today, dt.time.max)
    index: dict[tuple[str, str], list[int]] = {}
    for number, item in enumerate(items):
        for name in FIELDS:
            for value in values_of(item, name):
                index.setdefault((name, value), []).append(number)
    for stream in streams:
        candidates = _candidates(stream, items, index)
        decisions = [decide(item, stream.rule, tonight) for item in candidates]
        yield (
            stream,
            tuple(each.item for each in decisions if each.taken),
            tuple(each.item for each in decisions if each.taken or _was_taken(each, stream.rule)),
        )


def _was_taken(decision: Decision, rule: model.Select) -> bool:
    return decision.reason == "expired" and mismatch(decision.item, rule) is None


def _candidates(
    stream: Stream, items: tuple[Item, ...], index: Mapping[tuple[str, str], Iterable[int]]
) -> Iterable[Item]:
    """Return the items that the stream may take; `index` has the places of a field's values."""
    if not stream.takes_items:
        return ()
    first = next((name for name in FIELDS if getattr(stream.rule, name)), "")
    if not first:
        return items
    values = getattr(stream.rule, first)
    numbers = {number for value in values for number in index.get((first, value), ())}
    return [items[number] for number in sorted(numbers)]


@dataclass(frozen=True, slots=True)
class Carried:
    """A stream with the items and events that it carries now, and the items that it ever had.

    It is awaited if it may carry something that is no item: answers to a request that holds.
    """

    stream: Stream
    items: tuple[Item, ...]
    events: tuple[Item, ...]
    ever: tuple[Item, ...]
    is_awaited: bool = False

    @property
    def has_feed(self) -> bool:
        """Return whether its feed is offered; one that is not answers all the same."""
        return self.stream.type.always or bool(self.items) or self.is_awaited

    @property
    def has_calendar(self) -> bool:
        """Return whether its calendar is offered."""
        return self.stream.has_dates and (self.stream.type.always or bool(self.events))


@Index
def streams_by_id(cluster: Cluster) -> Mapping[str, Stream]:
    """Return every stream by its id."""
    return {stream.id: stream for stream in streams(cluster)}


@SlowIndex
def refs_of_streams(cluster: Cluster) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Return the refs of each stream's items, of its events in calendars, of all it ever had."""
    every = tuple(streams_by_id(cluster).values())
    with_dates = (stream for stream in every if stream.has_dates)
    dated = share(with_dates, calendar_items(cluster), cluster)
    events = {stream.id: _refs(found) for stream, found, _ in dated}
    return {
        stream.id: (_refs(found), events.get(stream.id, ()), _refs(ever))
        for stream, found, ever in share(every, items(cluster), cluster)
    }


def _refs(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(item.ref for item in items)


@Index
def offered(cluster: Cluster) -> Mapping[str, tuple[Stream, bool, bool]]:
    """Return the streams with a feed or a calendar that is offered, by id, and which it is."""
    carries = (carried_by(cluster, stream) for stream in streams_by_id(cluster))
    return {
        each.stream.id: (each.stream, each.has_feed, each.has_calendar)
        for each in carries
        if each.has_feed or each.has_calendar
    }


def carried_by(cluster: Cluster, stream: str) -> Carried:
    """Return a stream by its id, with what it carries."""
    refs, events, ever = refs_of_streams.at(cluster, stream, ((), (), ()))
    found: Stream = streams_by_id.at(cluster, stream)
    return Carried(
        found,
        tuple(item for ref in refs if (item := find_item(cluster, ref))),
        tuple(calendar_item(cluster, ref) for ref in events),
        tuple(item for ref in ever if (item := find_item(cluster, ref))),
        bool(found.request) and not is_expired(cluster.offer(found.request), cluster.today),
    )


def carried(cluster: Cluster) -> tuple[Carried, ...]:
    """Return every stream of a cluster with what it carries."""
    return tuple(carried_by(cluster, stream) for stream in streams_by_id(cluster))


# ── which pages name which streams ───────────────────────────────────────────────────────────

_FITTING: Final[dict[str, tuple[str, ...]]] = {
    "member": ("member-{slug}",),
    "offer": ("request-{member}--{slug}", "member-{member}"),
    "market": ("offers", "requests"),
    "district": ("district-{id}",),
    "competence": ("competence-{id}",),
    "events": ("events",),
    "year": ("events",),
    "series": ("events",),
    "event": ("events",),
    "news_list": ("news",),
    "news": ("news",),
    "projects": ("news",),
    "project": ("news",),
    "funding_list": ("funding",),
    "funding": ("funding",),
    "edition": ("channel-{channel}",),
}


def fitting(what: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of the streams that fit a page of `addresses.py`, the closest first.

    The stream of everything fits every page. Not all of them need be there, or be offered.
    """
    return (*(stream.format(**names) for stream in _FITTING.get(what, ())), "all")
