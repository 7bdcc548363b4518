"""Which items go where, and why: one pure rule set for pages, feeds and newsletters.

`released` takes out what is still under embargo, before any renderer sees it. `items` gives
stories of all kinds one shape. `decide` applies a `Select` (AND across fields, OR within one) and
the release rules to an item and says why it is in or out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from schaufenster.content import model
from schaufenster.content.fields import Moment
from schaufenster.content.load import Cluster
from schaufenster.look import trace
from schaufenster.problems import Language


@dataclass(frozen=True, slots=True)
class Item:
    """A story as feeds, mails and lists see it, whatever record it comes from.

    `ref` is the folder an edition names it by; `key` its id for ever (a changed slug keeps it);
    `page` and `names` say which page it has (`addresses.py`); `paths` are its source files; `form`
    is an event's format, by which its curve is drawn.
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
    paths: tuple[str, ...]
    record: Any
    form: str = "other"
    districts: frozenset[str] = frozenset()
    chambers: frozenset[str] = frozenset()
    competences: frozenset[str] = frozenset()
    ris: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    expires: dt.date | None = None
    embargo: Moment | None = None
    not_for: frozenset[str] = frozenset()

    @property
    def notice(self) -> str:
        """Return the key of the word that must stand beside an event that was called off."""
        status = getattr(self.record, "status", "")
        return f"event_{status}" if status in {"cancelled", "moved"} else ""

    @property
    def curve(self) -> tuple[trace.Kind, str, str]:
        """Return kind, slug and form of the curve that stands for this item everywhere."""
        kind: trace.Kind = "event" if self.kind == "report" else self.kind
        return kind, "/".join(self.names.values()), self.form


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an item is taken, and the reason as a code of `REASONS` with its values."""

    item: Item
    taken: bool
    reason: str
    value: str = ""

    def why(self, lang: Language) -> str:
        """Return the reason as a sentence."""
        return REASONS[self.reason][lang].format(value=self.value)


REASONS: Final[dict[str, dict[Language, str]]] = {
    "all": {"de": "ohne Einschränkung", "en": "no restriction"},
    "fits": {"de": "passt zu: {value}", "en": "matches: {value}"},
    "embargo": {"de": "gesperrt bis {value}", "en": "under embargo until {value}"},
    "not-for": {"de": "für {value} nicht freigegeben", "en": "not released for {value}"},
    "expired": {"de": "abgelaufen am {value}", "en": "expired on {value}"},
    "too-old": {"de": "älter als {value} Tage", "en": "older than {value} days"},
    "future": {"de": "erscheint erst am {value}", "en": "not published before {value}"},
    "other": {"de": "anderes Merkmal: {value}", "en": "different: {value}"},
    "most": {"de": "mehr als {value} Meldungen", "en": "more than {value} items"},
}

FIELDS: Final = ("kinds", "districts", "chambers", "competences", "ris", "topics", "members")


def is_released(record: model.Released, now: dt.datetime) -> bool:
    """Tell whether a record's embargo is over at a moment."""
    return record.embargo is None or record.embargo.at <= now


def released(cluster: Cluster) -> Cluster:
    """Return the cluster without what is under embargo or dated in the future.

    Renderers get nothing else, so that no page, feed or sitemap can leak it.
    """
    now = cluster.now
    events = tuple(e for e in cluster.events if is_released(e, now) and _is_out(e, now))
    slugs = {event.slug for event in events}
    news = tuple(n for n in cluster.news if is_released(n, now) and _is_out(n, now))
    projects = tuple(p for p in cluster.projects if is_released(p, now) and _is_out(p, now))
    told = {*(f"news/{n.slug}" for n in news), *(f"projects/{p.slug}" for p in projects)}
    return replace(
        cluster,
        offers=tuple(o for o in cluster.offers if is_released(o, now) and _is_out(o, now)),
        events=events,
        news=news,
        projects=projects,
        texts=MappingProxyType(
            {ref: t for ref, t in cluster.texts.items() if ref in told or ref.startswith("pages/")}
        ),
        reports=MappingProxyType(
            {
                slug: report
                for slug, report in cluster.reports.items()
                if slug in slugs and is_released(report, now) and _is_out(report, now)
            }
        ),
    )


def _is_out(record: Any, now: dt.datetime) -> bool:
    published = getattr(record, "published", None)
    return published is None or bool(published.first() <= now.date())


# ── items ────────────────────────────────────────────────────────────────────────────────────


def items(cluster: Cluster) -> tuple[Item, ...]:
    """Return every item of a cluster, newest first, then by ref."""
    found = [
        *_offers(cluster),
        *_events(cluster),
        *_reports(cluster),
        *_stories(cluster, "news", cluster.news),
        *_stories(cluster, "project", cluster.projects),
    ]
    return tuple(sorted(found, key=lambda i: (-i.published.toordinal(), i.ref)))


def _offers(cluster: Cluster) -> Iterator[Item]:
    members = {m.slug: m for m in cluster.members}
    for offer in cluster.offers:
        district = members[offer.member].seat.district
        yield Item(
            ref=f"members/{offer.member}/offers/{offer.slug}",
            key=f"members/{members[offer.member].first_slug}/offers/{offer.first_slug}",
            kind=offer.kind,
            title=offer.title,
            summary=offer.summary,
            published=offer.published.first(),
            updated=(offer.updated or offer.published).first(),
            page="offer",
            names=MappingProxyType({"member": offer.member, "slug": offer.slug}),
            paths=(offer.path, members[offer.member].path),
            record=offer,
            competences=frozenset(offer.competences),
            members=frozenset((offer.member,)),
            expires=offer.valid.until.last() if offer.valid and offer.valid.until else None,
            **_release(offer),
            **_region(cluster, (district,)),
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
            published=event.published.first(),
            updated=(event.updated or event.published).first(),
            paths=(event.path,),
            record=event,
            expires=(event.end or event.start).last(),
            **_release(event),
            **_of_event(cluster, event),
        )


def _reports(cluster: Cluster) -> Iterator[Item]:
    events = {event.slug: event for event in cluster.events}
    for slug, report in cluster.reports.items():
        event = events[slug]
        yield Item(
            ref=f"events/{slug}/report",
            key=f"events/{event.first_slug}/report",
            kind="report",
            title=report.title,
            summary=report.lead,
            published=report.published.first(),
            updated=(report.updated or report.published).first(),
            paths=(*report.paths, event.path),
            record=report,
            **_release(event, report),
            **_of_event(cluster, event),
        )


def _stories(
    cluster: Cluster, kind: model.ItemKind, records: Iterable[model.NewsItem | model.Project]
) -> Iterator[Item]:
    room = "news" if kind == "news" else "projects"
    members = {m.slug: m for m in cluster.members}
    for record in records:
        text = cluster.texts[f"{room}/{record.slug}"]
        named = frozenset(p.member for p in record.parties if p.member)
        seats = (members[slug].seat.district for slug in named)
        yield Item(
            ref=f"{room}/{record.slug}",
            key=f"{room}/{record.first_slug}",
            kind=kind,
            title=text.title,
            summary=text.lead,
            published=record.published.first(),
            updated=(record.updated or record.published).first(),
            page=kind,
            names=MappingProxyType({"slug": record.slug}),
            paths=(record.path, *text.paths),
            record=record,
            topics=frozenset(record.topics),
            ris=frozenset(record.ris),
            competences=frozenset(record.competences),
            members=named,
            **_release(record),
            **_region(cluster, record.districts or seats),
        )


def _of_event(cluster: Cluster, event: model.Event) -> dict[str, Any]:
    members = frozenset(p.member for p in (*event.organisers, *event.parties) if p.member)
    return {
        "page": "event",
        "form": event.format,
        "names": MappingProxyType({"slug": event.slug}),
        "topics": frozenset(event.topics),
        "ris": frozenset(event.ris),
        "competences": frozenset(event.competences),
        "members": members,
        **_region(cluster, (event.place.district,)),
    }


def _release(*records: model.Released) -> dict[str, Any]:
    """Return what holds an item back: the strictest of all records it comes from."""
    return {
        "embargo": max((r.embargo for r in records if r.embargo), default=None),
        "not_for": frozenset(channel for r in records for channel in r.not_for),
    }


def _region(cluster: Cluster, districts: Iterable[str | None]) -> dict[str, Any]:
    known = frozenset(d for d in districts if d)
    chambers = frozenset(cluster.districts[d].chamber for d in known)
    return {"districts": known, "chambers": chambers}


# ── decisions ────────────────────────────────────────────────────────────────────────────────


def decide(
    item: Item, rule: model.Select, now: dt.datetime, channel: str | None = None
) -> Decision:
    """Return whether an item fits a rule at a moment, for a channel if one is named."""
    out = _held_back(item, now, channel) or _outside(item, rule, now)
    if out:
        return Decision(item, taken=False, reason=out[0], value=out[1])
    fitting = [
        value
        for name in FIELDS
        if name != "kinds"
        for value in sorted(set(getattr(rule, name)) & _values(item, name))
    ]
    if not fitting:
        return Decision(item, taken=True, reason="all")
    return Decision(item, taken=True, reason="fits", value=", ".join(fitting))


def select(
    found: Iterable[Item], rule: model.Select, now: dt.datetime, channel: str | None = None
) -> tuple[Decision, ...]:
    """Return a decision for every item, in order; beyond `most` the rest is left out."""
    decisions = []
    taken = 0
    for item in found:
        decision = decide(item, rule, now, channel)
        if decision.taken and rule.most is not None and taken >= rule.most:
            decision = Decision(item, taken=False, reason="most", value=str(rule.most))
        taken += decision.taken
        decisions.append(decision)
    return tuple(decisions)


def _held_back(item: Item, now: dt.datetime, channel: str | None) -> tuple[str, str] | None:
    if item.embargo and item.embargo.at > now:
        return "embargo", str(item.embargo)
    if item.published > now.date():
        return "future", item.published.isoformat()
    if channel and channel in item.not_for:
        return "not-for", channel
    if item.expires and item.expires < now.date():
        return "expired", item.expires.isoformat()
    return None


def _outside(item: Item, rule: model.Select, now: dt.datetime) -> tuple[str, str] | None:
    if rule.max_age_days is not None and (now.date() - item.published).days > rule.max_age_days:
        return "too-old", str(rule.max_age_days)
    for name in FIELDS:
        asked = getattr(rule, name)
        if asked and not set(asked) & _values(item, name):
            return "other", name
    return None


def _values(item: Item, name: str) -> frozenset[str]:
    return frozenset((item.kind,)) if name == "kinds" else getattr(item, name)
