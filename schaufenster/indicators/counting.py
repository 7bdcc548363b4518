"""Indicators: each counts records of the content at a cut-off date, and names them.

A date of which only month or year is known counts as its first day. "A year" are the twelve months
up to the cut-off date, that day included. What is dated later does not count, however it is known.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from schaufenster.content import model
from schaufenster.content.fields import PartialDate, holds
from schaufenster.content.load import Cluster
from schaufenster.facts.clippings import handed_in, printed, ref_of
from schaufenster.facts.parties import members_in, parties_of

NETWORKS: Final = frozenset({"network", "cluster"})
SME: Final = frozenset({"micro", "small", "medium"})


@dataclass(frozen=True, slots=True)
class Counted:
    """What an indicator found: the records, and a value if it is not their number.

    `of` is the number that the records are a part of; `about` is what it was counted for, where an
    indicator counts for several.
    """

    records: tuple[Any, ...]
    other: Decimal | None = None
    of: int | None = None
    about: model.Text | None = None

    @property
    def value(self) -> Decimal:
        """Return the figure."""
        return Decimal(len(self.records)) if self.other is None else self.other


@dataclass(frozen=True, slots=True)
class Cut:
    """A cluster at a cut-off date."""

    cluster: Cluster
    day: dt.date

    def in_year(self, date: PartialDate | None) -> bool:
        """Return whether a date lies in the year up to the cut-off date."""
        if date is None:
            return False
        last_year = (self.day.year - 1, self.day.month, self.day.day)  # 29 February needs no date
        first = date.first()
        return last_year < (first.year, first.month, first.day) and first <= self.day

    @property
    def committed(self) -> tuple[model.Member, ...]:
        """Return the members at that day, partners left out."""
        members = self.cluster.members
        return tuple(m for m in members if m.status_on(self.day) == "member")

    @property
    def partners(self) -> tuple[model.Member, ...]:
        """Return who else belongs to the cluster at that day."""
        members = self.cluster.members
        return tuple(m for m in members if m.status_on(self.day) not in ("", "member"))

    @property
    def own_events(self) -> tuple[model.Event, ...]:
        """Return the events of the year that the cluster invited to and that took place."""
        return tuple(
            event
            for event in self.cluster.events
            if event.own and event.status != "cancelled" and not event.is_postponed
            and self.in_year(event.start)
        )  # fmt: skip

    @property
    def running(self) -> tuple[model.Project, ...]:
        """Return the projects that run at that day."""
        return tuple(
            project
            for project in self.cluster.projects
            if project.period.from_ and holds(project.period.from_, project.period.until, self.day)
        )

    @property
    def stories(self) -> tuple[Any, ...]:
        """Return the news, reports and projects that were published in the year."""
        cluster = self.cluster
        records: tuple[Any, ...] = (
            *cluster.news,
            *cluster.reports.values(),
            *cluster.projects,
        )
        return tuple(record for record in records if self.in_year(record.published))


def _of_type(*types: str) -> Callable[[Cut], Counted]:
    def count(cut: Cut) -> Counted:
        committed = cut.committed
        found = tuple(member for member in committed if member.type in types)
        return Counted(found, of=len(committed))

    return count


def _types(cut: Cut) -> Counted:
    return Counted(cut.committed, Decimal(len({member.type for member in cut.committed})))


def _sized(cut: Cut) -> tuple[model.Member, ...]:
    return tuple(m for m in cut.committed if m.size and m.size.year.first() <= cut.day)


def _sme(cut: Cut) -> Counted:
    sized = _sized(cut)
    return Counted(tuple(m for m in sized if m.size and m.size.class_ in SME), of=len(sized))


def _largest_region(cut: Cut) -> Counted:
    regions = Counter(m.seat.district for m in cut.committed if m.seat.district)
    if not regions:
        return Counted((), of=len(cut.committed))
    most = min(regions, key=lambda key: (-regions[key], key))
    found = tuple(m for m in cut.committed if m.seat.district == most)
    return Counted(found, of=len(cut.committed))


def _changed(end: str) -> Callable[[Cut], Counted]:
    def dates(member: model.Member) -> Iterator[PartialDate | None]:
        for entry in member.membership:
            if entry.is_shown and entry.status == "member":
                yield getattr(entry, end)

    def count(cut: Cut) -> Counted:
        return Counted(
            tuple(m for m in cut.cluster.members if any(cut.in_year(day) for day in dates(m)))
        )

    return count


def _shared(cut: Cut) -> Counted:
    """Events with others among the organisers or those who take part."""
    return Counted(tuple(e for e in cut.own_events if parties_of(e)), of=len(cut.own_events))


def _participants(cut: Cut) -> Counted:
    told = tuple(event for event in cut.own_events if event.participants is not None)
    return Counted(told, Decimal(sum(event.participants or 0 for event in told)))


def _series(cut: Cut) -> Counted:
    used = {event.series for event in cut.own_events}
    return Counted(tuple(s for key, s in cut.cluster.series.items() if key in used))


def _published(kind: str) -> Callable[[Cut], Iterable[model.Offer]]:
    return lambda cut: (
        offer for offer in cut.cluster.offers if offer.kind == kind and cut.in_year(offer.published)
    )


def take_up(cluster: Cluster, day: dt.date) -> Iterator[Counted]:
    """Yield for each editors' channel that got items in the year what it printed of them."""
    cut = Cut(cluster, day)
    for channel in cluster.channels.values():
        refs = {ref for ref, on in handed_in(channel.id, cluster) if cut.in_year(on)}
        if refs and channel.kind == "press":
            used = [c for c in printed(channel.id, refs, cluster) if c.date.first() <= day]
            items = {ref_of(clipping.item or "", cluster) for clipping in used}
            yield Counted(tuple(used), Decimal(len(items)), len(refs), channel.name(day))


def _offers(cut: Cut) -> Counted:
    return Counted(
        tuple(
            offer
            for offer in cut.cluster.offers
            if offer.kind == "offer"
            and offer.published.first() <= cut.day
            and (offer.valid is None or holds(offer.valid.from_, offer.valid.until, cut.day))
        )
    )


def _project_members(cut: Cut) -> Counted:
    slugs = frozenset().union(*(members_in(project) for project in cut.running))
    return Counted(tuple(m for m in cut.committed if m.slug in slugs), of=len(cut.committed))


def _volume(cut: Cut) -> Counted:
    told = tuple(p for p in cut.running if p.volume)
    return Counted(told, sum((Decimal(p.volume.value) for p in told if p.volume), Decimal(0)))


def _member_stories(cut: Cut) -> Counted:
    return Counted(tuple(s for s in cut.stories if members_in(s)), of=len(cut.stories))


def _editions(cut: Cut) -> Counted:
    editions = cut.cluster.editions.values()
    return Counted(tuple(edition for edition in editions if cut.in_year(edition.until)))


def _translated(cut: Cut) -> Counted:
    spoken = set(cut.cluster.identity.languages)
    found = tuple(m for m in cut.committed if m.summary and spoken <= set(m.summary))
    return Counted(found, of=len(cut.committed))


def _confirmed(cut: Cut) -> Counted:
    found = tuple(m for m in cut.committed if m.confirmed and cut.in_year(m.confirmed.on))
    return Counted(found, of=len(cut.committed))


def _records(find: Callable[[Cut], Iterable[Any]]) -> Callable[[Cut], Counted]:
    return lambda cut: Counted(tuple(find(cut)))


COUNTS: Final[Mapping[str, Callable[[Cut], Counted]]] = {
    "committed": _records(lambda cut: cut.committed),
    "partners": _records(lambda cut: cut.partners),
    "companies": _of_type("company"),
    "research": _of_type("research"),
    "public": _of_type("public", "education"),
    "types": _types,
    "sized": _records(_sized),
    "sme": _sme,
    "largest_region": _largest_region,
    "joined": _changed("from_"),
    "left": _changed("to"),
    "offers": _offers,
    "offers_new": _records(_published("offer")),
    "requests_new": _records(_published("request")),
    "events": _records(lambda cut: cut.own_events),
    "series": _series,
    "participants": _participants,
    "events_shared": _shared,
    "projects": _records(lambda cut: cut.running),
    "projects_started": _records(
        lambda cut: (p for p in cut.cluster.projects if cut.in_year(p.period.from_))
    ),
    "project_members": _project_members,
    "networks": _records(lambda cut: (m for m in cut.partners if m.type in NETWORKS)),
    "volume": _volume,
    "stories": _records(lambda cut: cut.stories),
    "member_stories": _member_stories,
    "editions": _editions,
    "clippings": _records(
        lambda cut: (c for c in cut.cluster.clippings if cut.in_year(c.date))
    ),
    "languages": lambda cut: Counted((), Decimal(len(cut.cluster.identity.languages))),
    "translated": _translated,
    "confirmed": _confirmed,
}  # fmt: skip
"""Indicators by id; what each counts is said by `words/…/indicators.po` in `how.ID`."""


def counted(name: str, cluster: Cluster, day: dt.date) -> Counted:
    """Return what an indicator counts at a cut-off date."""
    return COUNTS[name](Cut(cluster, day))


EACH: Final[Mapping[str, Callable[[Cluster, dt.date], Iterable[Counted]]]] = {"take_up": take_up}
"""Indicators that count once for each of several things."""
