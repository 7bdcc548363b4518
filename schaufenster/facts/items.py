"""Stories of all kinds in one shape."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Final

from schaufenster.content import model
from schaufenster.content.fields import Moment, PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.events import is_in_calendars
from schaufenster.facts.funding import deadline_of
from schaufenster.facts.identifiers import offer_key
from schaufenster.facts.parties import coordinator_in, members_in
from schaufenster.facts.release import expiry_of, strictest_embargo
from schaufenster.facts.rights import pictures_of
from schaufenster.look.subject import Kind, Subject
from schaufenster.reads import Index, Note, derive, memory_of, note_all, note_fields, noting

STORY_KINDS: Final[tuple[model.ItemKind, ...]] = ("report", "news", "project")
"""The kinds with an article of their own: listed under "Aktuelles", and a press pack of each."""


@dataclass(frozen=True)
class Item:
    """A story as feeds, mails and lists see it, whatever record it comes from.

    `ref` is the folder an edition names it by; `key` its id for ever (a changed slug keeps it);
    `page` and `names` say which page it has (`addresses.py`); `form` is an event's format, by
    which a picture may be drawn.

    `dated` is when it was published as exactly as known, `published` the first day that this may
    be: ages are counted from it.

    `at` are the districts where it happens or comes from, `districts` these and the seats of those
    who take part. `pictures` are those of its records, each with its path.
    """

    ref: str
    key: str
    kind: model.ItemKind
    title: model.Title
    summary: model.Sentence
    dated: PartialDate
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
    def subject(self) -> Subject:
        """Return what this item is for a picture: the same everywhere."""
        kind: Kind = "event" if self.kind == "report" else self.kind
        return Subject(kind, "/".join(self.names.values()), self.form)


note_fields(Item, tuple(field.name for field in fields(Item)), "ref")


def items(cluster: Cluster) -> tuple[Item, ...]:
    """Return every item of a cluster, newest first, then by ref."""
    made = _made(cluster).items
    return tuple(made[ref] for ref in item_order(cluster))


@Index
def item_order(cluster: Cluster) -> Mapping[str, int]:
    """Return the place of every item by its ref: newest first, then by ref."""
    made = _made(cluster)
    note_all(made.tables)
    every = sorted(made.items.values(), key=lambda i: (-i.published.toordinal(), i.ref))
    return {item.ref: place for place, item in enumerate(every)}


def calendar_items(cluster: Cluster) -> tuple[Item, ...]:
    """Return every event and deadline with an entry in calendars as an item, by its first day.

    What is over stays in a calendar; so do events that were never announced and are known only
    afterwards.
    """
    made = _made(cluster)
    note_all(made.tables)
    return tuple(sorted(made.in_calendars.values(), key=lambda i: (_first_day(i), i.ref)))


def _first_day(item: Item) -> PartialDate:
    """Return the day of an entry in calendars: an event's first, a call's last."""
    record = item.record
    return record.valid.until if item.kind == "funding" else record.start  # type: ignore[no-any-return]


def find_item(cluster: Cluster, ref: str) -> Item | None:
    """Return the item that an edition or a list names, or None where there is none now."""
    return None if item_order.at(cluster, ref) is None else _made(cluster).items[ref]


def item_of(cluster: Cluster, ref: str) -> Item:
    """Return an item by its ref; KeyError where there is none now."""
    item_order.at(cluster, ref)
    return _made(cluster).items[ref]


def calendar_item(cluster: Cluster, ref: str) -> Item:
    """Return the item of an event or deadline with an entry in calendars."""
    return _made(cluster).in_calendars[ref]


def items_by_ref(cluster: Cluster) -> Mapping[str, Item]:
    """Return every item by its ref, and by those it had before something was renamed."""

    def by_ref() -> dict[str, Item]:
        every = items(cluster)
        former = {ref: item for item in every for ref in _former_refs(item, cluster)}
        return former | {item.ref: item for item in every}

    return memory_of(cluster).get("items by ref", by_ref)


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


@dataclass(frozen=True, slots=True)
class _Made:
    """All items by ref, the events in calendars as items, and the tables that they come from."""

    items: dict[str, Item]
    in_calendars: dict[str, Item]
    tables: frozenset[Note]


def _made(cluster: Cluster) -> _Made:
    """Return the items of a cluster, each made once."""
    made: _Made | None = cluster.__dict__.get("_items")
    if made is None:
        with noting() as tables:
            every = dict(_items(cluster))
            dated: tuple[tuple[str, Callable[..., Item | None], Any], ...] = (
                *((f"events/{event.slug}", _in_calendars, event) for event in cluster.events),
                *((f"funding/{call.slug}", _deadline, call) for call in cluster.funding),
            )
            in_calendars = {
                ref: item for ref, make, record in dated
                if (item := _derived(cluster, ref, make, record))
            }  # fmt: skip
        made = _Made(every, in_calendars, frozenset(tables))
        cluster.__dict__["_items"] = made
    return made


def _items(cluster: Cluster) -> Iterator[tuple[str, Item]]:
    rows: tuple[tuple[str, Callable[..., Item | None], tuple[Any, ...]], ...] = (
        *((f"members/{o.member}/offers/{o.slug}", _offer, (o,)) for o in cluster.offers),
        *((f"events/{event.slug}", _event, (event,)) for event in cluster.events),
        *((f"events/{s}/report", _report, (s, report)) for s, report in cluster.reports.items()),
        *((f"news/{n.slug}", _story, ("news", n)) for n in cluster.news),
        *((f"projects/{p.slug}", _story, ("project", p)) for p in cluster.projects),
        *((f"funding/{call.slug}", _call, (call,)) for call in cluster.funding),
    )
    for ref, make, values in rows:
        if item := _derived(cluster, ref, make, *values):
            yield ref, item


def _derived(
    cluster: Cluster, ref: str, make: Callable[..., Item | None], *values: Any
) -> Item | None:
    return derive(cluster, Item.__name__, ref, lambda: make(cluster, ref, *values))


def _offer(cluster: Cluster, ref: str, offer: model.Offer) -> Item | None:
    member = cluster.find_member(offer.member)
    if member is None:
        return None  # its profile is broken, and that has been reported
    return Item(
        ref=ref,
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


def _event(cluster: Cluster, ref: str, event: model.Event) -> Item | None:
    if event.published is None:
        return None  # known afterwards only: it has a page, but was never an announcement
    return Item(
        ref=ref,
        key=f"events/{event.first_slug}",
        kind="event",
        title=event.title,
        summary=event.summary,
        record=event,
        expires=event.last_day,
        **_release(event),
        **_of_event(cluster, event),
    )


def _call(cluster: Cluster, ref: str, call: model.FundingCall) -> Item:
    return Item(
        ref=ref,
        key=f"funding/{call.first_slug}",
        kind="funding",
        title=call.title,
        summary=call.summary,
        page="funding",
        names=MappingProxyType({"slug": call.slug}),
        record=call,
        topics=frozenset(call.topics),
        competences=frozenset(call.competences),
        body=call.text,
        expires=expiry_of(call),
        **_release(call),
        **_region(cluster, call.districts),
    )


def _deadline(cluster: Cluster, ref: str, call: model.FundingCall) -> Item | None:
    """Return a call as calendars have it: the last day to apply, which stays in them."""
    return replace(_call(cluster, ref, call), expires=None) if deadline_of(call) else None


def _in_calendars(cluster: Cluster, ref: str, event: model.Event) -> Item | None:
    if not is_in_calendars(event):
        return None
    known = event.model_copy(update={"published": event.published or event.start})
    if not (item := _event(cluster, ref, known)):
        return None
    published = min(item.published, cluster.today)
    return replace(item, record=event, published=published, expires=None)


def _report(cluster: Cluster, ref: str, slug: str, report: model.Report) -> Item | None:
    event = cluster.find_event(slug)
    if event is None:
        return None  # its event is broken, and that has been reported
    return Item(
        ref=ref,
        key=f"events/{event.first_slug}/report",
        kind="report",
        title=report.title,
        summary=report.lead,
        record=report,
        body=report.body,
        **_release(event, report),
        **_of_event(cluster, event),
    )


def _story(
    cluster: Cluster, ref: str, kind: model.ItemKind, record: model.NewsItem | model.Project
) -> Item | None:
    text = cluster.texts.get(ref)
    if text is None:
        return None  # its text is broken, and that has been reported
    return Item(
        ref=ref,
        key=f"{ref.partition('/')[0]}/{record.first_slug}",
        kind=kind,
        title=text.title,
        summary=text.lead,
        page=kind,
        record=record,
        body=text.body,
        **_release(record),
        **_subjects(record),
        **_region(
            cluster,
            record.districts,
            coordinator_in(record) if record.districts else members_in(record),
        ),
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
        "dated": published,
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
    chambers = frozenset(c for d in all_districts if d and (c := cluster.districts[d].chamber))
    return {"at": at, "districts": all_districts, "chambers": chambers}
