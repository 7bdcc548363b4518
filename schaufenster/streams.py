"""Every stream of items that somebody can subscribe to: its id, its name and its rule.

The ids are the `TOPIC` of the addresses of feeds and calendars (`feeds/district-jena.de.rss`) and
hold for ever. Feeds are made from this list, the page "Abonnieren" and the OPML file show it, and
pages name the stream that fits them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from schaufenster.addresses import feed_path
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import has_days
from schaufenster.facts.items import Item, items
from schaufenster.selection import decide, public_channels
from schaufenster.selection.decisions import FIELDS

EVERYTHING: Final = model.Select()
"""The rule that asks for nothing in particular."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a stream is about: `key` ends its id, `name` and `rule` are those of the stream.

    `formerly` are keys it had; `channel` is the public channel whose editions it carries.
    """

    key: str
    name: model.Text | str
    rule: model.Select = EVERYTHING
    formerly: tuple[str, ...] = ()
    channel: str = ""


@dataclass(frozen=True, slots=True)
class StreamType:
    """A way to choose streams: `family_ID` in `theme/strings.yml` is what it is called.

    `topics` yields what there is to choose from, of a cluster and its items; `prefix` begins the
    ids of the streams, `most` is how many items their feeds carry. The page "Abonnieren" shows them
    below the heading of `listed_with`; more than `listed_most` are left to the list of all feeds,
    as `subscribe_many_ID` says.
    """

    id: str
    prefix: str
    topics: Callable[[Cluster, Iterable[Item]], Iterator[Topic]]
    most: int = 20
    listed_with: str = ""
    listed_most: int | None = None

    @property
    def heading(self) -> str:
        """Return the id of the type below whose heading its streams are shown."""
        return self.listed_with or self.id


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: `name` is a text, or the key of one in `theme/strings.yml`; `type` groups it.

    `formerly` are the ids under which it was known: their addresses answer for ever. What a public
    channel sent is no item: a stream with a `channel` takes none, its feed holds editions.
    """

    id: str
    type: StreamType
    name: model.Text | str
    rule: model.Select
    formerly: tuple[str, ...] = ()
    channel: str = ""

    @property
    def carries_everything(self) -> bool:
        """Tell whether it carries every item there is."""
        return not self.channel and self.rule == EVERYTHING

    @property
    def has_dates(self) -> bool:
        """Tell whether the stream may hold events, and so has a calendar."""
        if self.channel:
            return False
        return not self.rule.kinds or "event" in self.rule.kinds

    @property
    def first_id(self) -> str:
        """Return the id it had first: what identifies it survives every renaming."""
        return self.formerly[0] if self.formerly else self.id


def streams(cluster: Cluster, found: Iterable[Item] | None = None) -> Iterator[Stream]:
    """Yield every stream of a cluster, the widest first; those of members only if they tell.

    `found` are the cluster's items, where somebody has them already.
    """
    found = items(cluster) if found is None else found
    for each in TYPES:
        for topic in each.topics(cluster, found):
            former = tuple(f"{each.prefix}{key}" for key in topic.formerly)
            name = f"{each.prefix}{topic.key}"
            yield Stream(name, each, topic.name, topic.rule, former, topic.channel)


# ── types ────────────────────────────────────────────────────────────────────────────────────


def _everything(_cluster: Cluster, _found: Iterable[Item]) -> Iterator[Topic]:
    yield Topic("all", "stream_all")


def _kinds(_cluster: Cluster, _found: Iterable[Item]) -> Iterator[Topic]:
    yield Topic("news", "stream_news", model.Select(kinds=("news", "report", "project")))
    yield Topic("events", "stream_events", model.Select(kinds=("event",)))
    yield Topic("offers", "stream_offers", model.Select(kinds=("offer",)))
    yield Topic("requests", "stream_requests", model.Select(kinds=("request",)))


def _channels(cluster: Cluster, _found: Iterable[Item]) -> Iterator[Topic]:
    for channel in public_channels(cluster):
        yield Topic(channel.id, channel.name(cluster.now.date()), channel=channel.id)


def _terms(vocabulary: str, cluster: Cluster, _found: Iterable[Item]) -> Iterator[Topic]:
    """Yield a topic for each word of a vocabulary that a rule can ask for."""
    terms: Mapping[str, model.Tag] = getattr(cluster, vocabulary)
    numbered = sorted(terms.items(), key=lambda entry: getattr(entry[1], "number", 0))
    for key, term in numbered:
        rule = model.Select.model_validate({vocabulary: (key,)})
        yield Topic(key, term.name, rule, term.formerly if isinstance(term, model.Term) else ())


def _members(cluster: Cluster, found: Iterable[Item]) -> Iterator[Topic]:
    """Yield the members that tell something, and those that once did.

    A member that was once subscribed to keeps its streams, if only empty ones: the ledger of
    addresses knows.
    """
    told = {slug for item in found for slug in item.members}
    noted = frozenset(cluster.source.ledger)
    for member in cluster.members:
        once = any(
            f"/{feed_path(f'member-{slug}', 'de', 'rss')}" in noted
            for slug in (member.slug, *member.formerly)
        )
        if member.slug in told or once:
            rule = model.Select(members=(member.slug,))
            yield Topic(member.slug, model.Text(de=member.name), rule, member.formerly)


TYPES: Final = (
    StreamType("all", "", _everything, most=50, listed_with="kinds"),
    StreamType("kinds", "", _kinds, most=50),
    StreamType("channels", "channel-", _channels),
    StreamType("chambers", "chamber-", partial(_terms, "chambers")),
    StreamType("districts", "district-", partial(_terms, "districts")),
    StreamType("ris", "ris-", partial(_terms, "ris")),
    StreamType("competences", "competence-", partial(_terms, "competences")),
    StreamType("members", "member-", _members, listed_most=120),
)
"""Every type, in the order of the page "Abonnieren" and of the list of all feeds."""


# ── what they carry ──────────────────────────────────────────────────────────────────────────


def share(
    every: Iterable[Stream], found: Iterable[Item], cluster: Cluster
) -> Iterator[tuple[Stream, tuple[Item, ...]]]:
    """Yield each stream with all items that it takes, in their order, as `select` decides.

    A rule is asked only about items that share a value with its first field: 1,500 streams of
    2,000 items would be three million questions.
    """
    found = tuple(found)
    table: dict[tuple[str, str], list[int]] = {}
    for place, item in enumerate(found):
        table.setdefault(("kinds", item.kind), []).append(place)
        for name in FIELDS:
            for value in () if name == "kinds" else getattr(item, name):
                table.setdefault((name, value), []).append(place)
    for stream in every:
        if stream.channel:
            yield stream, ()
            continue
        asked = next((name for name in FIELDS if getattr(stream.rule, name)), "")
        values = getattr(stream.rule, asked) if asked else ()
        places = (
            sorted({place for value in values for place in table.get((asked, value), ())})
            if asked
            else range(len(found))
        )
        yield (
            stream,
            tuple(i for i in map(found.__getitem__, places) if _takes(stream, i, cluster)),
        )


def _takes(stream: Stream, item: Item, cluster: Cluster) -> bool:
    return decide(item, stream.rule, cluster.now).taken


def dated(cluster: Cluster) -> tuple[Item, ...]:
    """Return every event whose days are known as an item, by its first day: what calendars hold.

    Past events stay in a calendar; so do those that were never announced and are known only
    afterwards.
    """
    today = cluster.now.date()
    known = {event.slug: event for event in cluster.events if has_days(event)}
    announced = tuple(
        event.model_copy(update={"published": event.published or event.start})
        for event in known.values()
    )
    alone = replace(cluster, offers=(), events=announced, news=(), projects=(), reports={})
    found = [
        replace(
            item,
            record=known[item.record.slug],
            published=min(item.published, today),
            expires=None,
        )
        for item in items(alone)
    ]
    return tuple(sorted(found, key=lambda item: (item.record.start, item.ref)))


# ── which pages name which streams ───────────────────────────────────────────────────────────

_FITTING: Final[dict[str, tuple[str, ...]]] = {
    "member": ("member-{slug}",),
    "offer": ("member-{member}",),
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
    "edition": ("channel-{channel}",),
}


def fitting(what: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of the streams that fit a page of `addresses.py`, the closest first.

    The stream of everything fits every page. An id may name no stream: a member that tells nothing.
    """
    return (*(stream.format(**names) for stream in _FITTING.get(what, ())), "all")
