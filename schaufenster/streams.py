"""Every stream of items that somebody can subscribe to: its id, its name and its rule.

The ids are the `TOPIC` of the addresses of feeds and calendars (`feeds/district-jena.de.rss`) and
hold for ever. Feeds are made from this list, the page "Abonnieren" and the OPML file show it, and
pages name the stream that fits them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from schaufenster.addresses import feed_path
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import has_days
from schaufenster.facts.items import Item, items
from schaufenster.selection import Decision, decide, public_channels, select

StreamType = Literal[
    "all", "kinds", "channels", "districts", "chambers", "competences", "ris", "members"
]

MOST: Final[dict[StreamType, int]] = {"all": 50, "kinds": 50}
"""How many items the feeds of a type carry; the others carry `MOST_OF_ONE`."""
MOST_OF_ONE: Final = 20


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: `name` is a text, or the key of one in `theme/strings.yml`; `type` groups it.

    `formerly` are the ids under which it was known: their addresses answer for ever. What a public
    channel sent is no item: a stream of the type `channels` takes none, its feed holds editions.
    """

    id: str
    type: StreamType
    name: model.Text | str
    rule: model.Select
    formerly: tuple[str, ...] = ()

    @property
    def has_dates(self) -> bool:
        """Tell whether the stream may hold events, and so has a calendar."""
        if self.type == "channels":
            return False
        return not self.rule.kinds or "event" in self.rule.kinds

    @property
    def most(self) -> int:
        """Return how many items its feeds carry."""
        return MOST.get(self.type, MOST_OF_ONE)

    @property
    def first_id(self) -> str:
        """Return the id it had first: what identifies it survives every renaming."""
        return self.formerly[0] if self.formerly else self.id


def streams(cluster: Cluster, found: Iterable[Item] | None = None) -> Iterator[Stream]:
    """Yield every stream of a cluster, the widest first; those of members only if they tell.

    A member that was once subscribed to keeps its streams, if only empty ones: the ledger of
    addresses knows. `found` are the cluster's items, where somebody has them already.
    """
    yield Stream("all", "all", "stream_all", model.Select())
    yield Stream("news", "kinds", "stream_news", model.Select(kinds=("news", "report", "project")))
    yield Stream("events", "kinds", "stream_events", model.Select(kinds=("event",)))
    yield Stream("offers", "kinds", "stream_offers", model.Select(kinds=("offer",)))
    yield Stream("requests", "kinds", "stream_requests", model.Select(kinds=("request",)))
    for channel in public_channels(cluster):
        named = channel.name(cluster.now.date())
        yield Stream(f"channel-{channel.id}", "channels", named, model.Select())
    yield from _of("chamber", "chambers", cluster.chambers)
    yield from _of("district", "districts", cluster.districts)
    yield from _of("ris", "ris", cluster.ris)
    yield from _of("competence", "competences", cluster.competences)
    told = {slug for item in (found or items(cluster)) for slug in item.members}
    noted = frozenset(cluster.source.ledger)
    for member in cluster.members:
        once = any(
            f"/{feed_path(f'member-{slug}', 'de', 'rss')}" in noted
            for slug in (member.slug, *member.formerly)
        )
        if member.slug in told or once:
            rule = model.Select(members=(member.slug,))
            former = tuple(f"member-{slug}" for slug in member.formerly)
            name = model.Text(de=member.name)
            yield Stream(f"member-{member.slug}", "members", name, rule, former)


def _of(prefix: str, streams_of: StreamType, terms: Mapping[str, model.Tag]) -> Iterator[Stream]:
    for key, term in terms.items():
        rule = model.Select.model_validate({streams_of: (key,)})
        known_as = term.formerly if isinstance(term, model.Term) else ()
        former = tuple(f"{prefix}-{each}" for each in known_as)
        yield Stream(f"{prefix}-{key}", streams_of, term.name, rule, former)


def choose(stream: Stream, cluster: Cluster, most: int) -> tuple[Decision, ...]:
    """Return a decision for each item of a released cluster; at most `most` are taken."""
    if stream.type == "channels":
        return ()
    rule = stream.rule.model_copy(update={"most": most})
    return select(items(cluster), rule, cluster.now)


# ── all streams at once ──────────────────────────────────────────────────────────────────────

_KEYED: Final = ("kinds", "districts", "chambers", "competences", "ris", "members")


def share(
    every: Iterable[Stream], found: Iterable[Item], cluster: Cluster
) -> Iterator[tuple[Stream, tuple[Item, ...]]]:
    """Yield each stream with all items that it takes, in their order, as `choose` decides.

    A rule is asked only about items that share a value with its first field: 1,500 streams of
    2,000 items would be three million questions.
    """
    found = tuple(found)
    table: dict[tuple[str, str], list[int]] = {}
    for place, item in enumerate(found):
        table.setdefault(("kinds", item.kind), []).append(place)
        for name in _KEYED[1:]:
            for value in getattr(item, name):
                table.setdefault((name, value), []).append(place)
    for stream in every:
        if stream.type == "channels":
            yield stream, ()
            continue
        asked = next((name for name in _KEYED if getattr(stream.rule, name)), "")
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
