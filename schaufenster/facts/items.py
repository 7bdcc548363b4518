"""Stories of all kinds in one shape."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from schaufenster.content import model
from schaufenster.content.fields import Moment
from schaufenster.content.load import Cluster
from schaufenster.facts.events import last_day
from schaufenster.facts.identifiers import offer_key
from schaufenster.facts.parties import members_in
from schaufenster.facts.release import expiry_of, strictest_embargo
from schaufenster.facts.rights import pictures_of
from schaufenster.look import curves

STORY_KINDS: Final[tuple[model.ItemKind, ...]] = ("report", "news", "project")
"""The kinds with an article of their own: listed under "Aktuelles", and a press pack of each."""


@dataclass(frozen=True, slots=True)
class Item:
    """A story as feeds, mails and lists see it, whatever record it comes from.

    `ref` is the folder an edition names it by; `key` its id for ever (a changed slug keeps it);
    `page` and `names` say which page it has (`addresses.py`); `form` is an event's format, by
    which its curve is drawn.

    `at` are the districts where it happens or comes from, `districts` these and the seats of those
    who take part. `pictures` are those of its records, each with its path.
    """

    ref: str
    key: str
    kind: model.ItemKind
    title: model.Title
    summary: model.Sentence
    published: dt.date
    updated: dt.date
    page: str
    names: MappingProxyType[str, str]
    record: Any
    form: str = "other"
    body: model.Text | None = None
    at: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    chambers: frozenset[str] = frozenset()
    competences: frozenset[str] = frozenset()
    ris: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    pictures: tuple[tuple[str, model.Picture], ...] = ()
    expires: dt.date | None = None
    embargo: Moment | None = None
    not_for: frozenset[str] = frozenset()

    @property
    def available(self) -> dt.date:
        """Return the day from which it may be shown: when it appears or its embargo has ended."""
        return max(self.published, self.embargo.at.date()) if self.embargo else self.published

    @property
    def curve(self) -> tuple[curves.Kind, str, str]:
        """Return kind, slug and form of the curve that stands for this item everywhere."""
        kind: curves.Kind = "event" if self.kind == "report" else self.kind
        return kind, "/".join(self.names.values()), self.form


@lru_cache(maxsize=2)  # half of all renderers ask, and for thousands of items it takes its time
def items(cluster: Cluster) -> tuple[Item, ...]:
    """Return every item of a cluster, newest first, then by ref."""
    unsorted = [
        *_offers(cluster),
        *_events(cluster),
        *_reports(cluster),
        *_stories(cluster, "news", "news", cluster.news),
        *_stories(cluster, "project", "projects", cluster.projects),
    ]
    return tuple(sorted(unsorted, key=lambda i: (-i.published.toordinal(), i.ref)))


@lru_cache(maxsize=2)
def items_by_ref(cluster: Cluster) -> Mapping[str, Item]:
    """Return every item by its ref, and by those it had before something was renamed."""
    every = items(cluster)
    former = {ref: item for item in every for ref in _former_refs(item, cluster)}
    return former | {item.ref: item for item in every}


def _former_refs(item: Item, cluster: Cluster) -> Iterator[str]:
    if isinstance(item.record, model.Offer):
        offer, member = item.record, cluster.member(item.record.member)
        for house in (member.slug, *member.formerly):
            for slug in (offer.slug, *offer.formerly):
                yield f"members/{house}/offers/{slug}"
        return
    record = cluster.event(item.record.event) if item.kind == "report" else item.record
    for slug in record.formerly:
        yield item.ref.replace(f"/{record.slug}", f"/{slug}", 1)


def _offers(cluster: Cluster) -> Iterator[Item]:
    for offer in cluster.offers:
        member = cluster.find_member(offer.member)
        if member is None:
            continue  # its profile is broken, and that has been reported
        yield Item(
            ref=f"members/{offer.member}/offers/{offer.slug}",
            key=offer_key(offer, cluster),
            kind=offer.kind,
            title=offer.title,
            summary=offer.summary,
            page="offer",
            names=MappingProxyType({"member": offer.member, "slug": offer.slug}),
            record=offer,
            competences=frozenset(offer.competences),
            members=frozenset((offer.member,)),
            body=offer.text,
            pictures=pictures_of(offer),
            expires=expiry_of(offer),
            **_release(offer),
            **_region(cluster, (member.seat.district,)),
        )


def _events(cluster: Cluster) -> Iterator[Item]:
    for event in cluster.events:
        if event.published is None:
            continue  # known afterwards only: it has a page, but was never an announcement
        yield Item(
            ref=f"events/{event.slug}",
            key=f"events/{event.first_slug}",
            kind="event",
            title=event.title,
            summary=event.summary,
            record=event,
            expires=last_day(event),
            **_release(event),
            **_of_event(cluster, event),
        )


def _reports(cluster: Cluster) -> Iterator[Item]:
    for slug, report in cluster.reports.items():
        event = cluster.find_event(slug)
        if event is None:
            continue  # its event is broken, and that has been reported
        yield Item(
            ref=f"events/{slug}/report",
            key=f"events/{event.first_slug}/report",
            kind="report",
            title=report.title,
            summary=report.lead,
            record=report,
            body=report.body,
            **_release(event, report),
            **_of_event(cluster, event),
        )


def _stories(
    cluster: Cluster,
    kind: model.ItemKind,
    folder: str,
    records: Iterable[model.NewsItem | model.Project],
) -> Iterator[Item]:
    for record in records:
        text = cluster.texts.get(f"{folder}/{record.slug}")
        if text is None:
            continue  # its text is broken, and that has been reported
        yield Item(
            ref=f"{folder}/{record.slug}",
            key=f"{folder}/{record.first_slug}",
            kind=kind,
            title=text.title,
            summary=text.lead,
            page=kind,
            record=record,
            body=text.body,
            **_release(record),
            **_subjects(record),
            **_region(cluster, record.districts, () if record.districts else members_in(record)),
        )


def _of_event(cluster: Cluster, event: model.Event) -> dict[str, Any]:
    return {
        "page": "event",
        "form": event.format,
        **_subjects(event),
        **_region(cluster, (event.place.district,), members_in(event)),
    }


def _subjects(record: model.Event | model.NewsItem | model.Project) -> dict[str, Any]:
    """Return what a record is about, who takes part, and its pictures."""
    return {
        "names": MappingProxyType({"slug": record.slug}),
        "topics": frozenset(record.topics),
        "ris": frozenset(record.ris),
        "competences": frozenset(record.competences),
        "members": members_in(record),
        "pictures": pictures_of(record),
    }


def _release(*records: Any) -> dict[str, Any]:
    """Return the dates of the last record, and the strictest limits of all."""
    published, updated = records[-1].published, records[-1].updated
    return {
        "published": published.first(),
        "updated": (updated or published).first(),
        "embargo": strictest_embargo(records),
        "not_for": frozenset(channel for r in records for channel in r.not_for),
    }


def _region(
    cluster: Cluster, districts: Iterable[str | None], guests: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the districts of a story's place, those of its guests' seats too, their chambers."""
    seats = (member.seat.district for m in guests if (member := cluster.find_member(m)))
    at = frozenset(d for d in districts if d in cluster.districts)
    all_districts = at | frozenset(d for d in seats if d in cluster.districts)
    chambers = frozenset(cluster.districts[d].chamber for d in all_districts if d)
    return {"at": at, "districts": all_districts, "chambers": chambers}
