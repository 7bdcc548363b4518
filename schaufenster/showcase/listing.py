"""The lists on the page of a competence or district: profiles, offers, requests, events, news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from markupsafe import Markup, escape

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, find_item, items
from schaufenster.problems import Language
from schaufenster.reads import Index, memory_of
from schaufenster.showcase import drawings, ordering
from schaufenster.showcase.page import Localised
from schaufenster.streams import offered
from schaufenster.templates import Words

MOST_TILES: Final = 48
"""With more profiles the list has no pictures."""
MOST_COVERS: Final = 6
"""With more entries of the marketplace the list has titles only."""
MOST_DATED: Final = 12
"""The most events, and the most stories; the archive has all."""


@dataclass(frozen=True, slots=True)
class _SharedRows:
    """The values that all lists share, made once: 2,500 profiles have 7,500 rows."""

    statuses: Mapping[str, str]
    names: Localised
    can_join: bool


def _shared_rows(cluster: Cluster, site: addresses.Site) -> _SharedRows:
    """Return the values that the lists of competences or districts share."""

    def statuses() -> dict[str, str]:
        return {member.slug: member.status_on(cluster.today) for member in cluster.members}

    def rows(lang: Language, say: Words) -> dict[str, Markup]:
        by_slug = memory.get(("listing", "statuses"), statuses)
        words = {s: say(f"status_{s}") for s in {*by_slug.values()} - {"", "member"}}
        return {
            m.slug: _row(site.link("member", lang, slug=m.slug), m, words.get(by_slug[m.slug], ""))
            for m in cluster.members
        }

    memory = memory_of(cluster)
    return _SharedRows(
        memory.get(("listing", "statuses"), statuses),
        Localised(lambda lang, say: memory.get(("listing", lang), lambda: rows(lang, say))),
        "pages/join" in cluster.texts,
    )


def _row(href: str, member: model.Member, status: str) -> Markup:
    """Return a profile in a list without pictures: name, town, and its status unless a member."""
    name, town = escape(member.short), escape(member.seat.place or "")
    return drawings.svg(
        f'<li><a href="{href}">{name}</a> <span>{town}</span> <span>{escape(status)}</span></li>'
    )


def template_values(
    profiles: Iterable[model.Member],
    offers: Iterable[model.Offer],
    events: Iterable[model.Event],
    stories: Iterable[Item],
    cluster: Cluster,
    site: addresses.Site,
) -> dict[str, Any]:
    """Return the values of the template `listing.html.j2`: each list in the order it is read."""
    members, market, stories = tuple(profiles), ordering.newest_offers(offers), tuple(stories)
    events, shared = ordering.newest_events(events), _shared_rows(cluster, site)
    return {
        "listed_profiles": Localised(
            lambda lang, _: ordering.members_first(members, cluster, lang)
        ),
        "with_tiles": len(members) <= MOST_TILES,
        "listed_offers": [o for o in market if o.kind == "offer"],
        "listed_requests": [o for o in market if o.kind == "request"],
        "with_covers": len(market) <= MOST_COVERS,
        "listed_events": events[:MOST_DATED],
        "all_events": len(events),
        "listed_stories": stories[:MOST_DATED],
        "all_stories": len(stories),
        "can_join": shared.can_join,
        "statuses": shared.statuses,
        "names_of": shared.names,
    }


# ── what belongs to a member, a competence, a district ───────────────────────────────────────


@Index
def _offers_by_member(cluster: Cluster) -> dict[str, tuple[str, ...]]:
    """Return the files of valid offers and requests by the slug of their member."""
    offers = ordering.grouped((o.member, o.path) for o in ordering.valid_offers(cluster))
    return {slug: tuple(paths) for slug, paths in offers.items()}


@Index
def _stories_by_member(cluster: Cluster) -> dict[str, tuple[str, ...]]:
    """Return the refs of events, reports, news and projects by each member, newest first."""
    stories = (item for item in items(cluster) if item.kind not in {"offer", "request"})
    return _refs((slug, item) for item in stories for slug in item.members)


@Index
def _stories_by_district(cluster: Cluster) -> dict[str, tuple[str, ...]]:
    """Return the refs of news and projects by district, newest first."""
    stories = ordering.news_and_projects(cluster)
    return _refs((key, item) for item in stories for key in item.districts)


@Index
def _by_competence(cluster: Cluster) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return by competence the files of valid offers, the slugs of events, the refs of stories."""
    offers = _grouped((o.path, o) for o in ordering.valid_offers(cluster))
    events = _grouped((e.slug, e) for e in cluster.events)
    stories = _grouped((i.ref, i) for i in ordering.news_and_projects(cluster))
    return {
        key: tuple(tuple(lists.get(key, ())) for lists in (offers, events, stories))
        for key in {*offers, *events, *stories}
    }


def _grouped(records: Iterable[tuple[str, Any]]) -> Mapping[str, list[str]]:
    """Return what names records by the ids of their competences."""
    return ordering.grouped((k, name) for name, r in records for k in dict.fromkeys(r.competences))


def _refs(pairs: Iterable[tuple[str, Item]]) -> dict[str, tuple[str, ...]]:
    groups = ordering.grouped((key, item.ref) for key, item in pairs)
    return {key: tuple(refs) for key, refs in groups.items()}


def _items(cluster: Cluster, refs: Iterable[str]) -> list[Item]:
    return [item for ref in refs if (item := find_item(cluster, ref))]


def offers_of(cluster: Cluster, member: str) -> list[model.Offer]:
    """Return a member's valid offers and requests."""
    return [cluster.offer(path) for path in _offers_by_member.at(cluster, member, ())]


def stories_of(cluster: Cluster, member: str) -> list[Item]:
    """Return the events, reports, news and projects that name a member, newest first."""
    return _items(cluster, _stories_by_member.at(cluster, member, ()))


def stories_in(cluster: Cluster, district: str) -> list[Item]:
    """Return the news and projects of a district, newest first."""
    return _items(cluster, _stories_by_district.at(cluster, district, ()))


def offers_with(cluster: Cluster, competence: str) -> list[model.Offer]:
    """Return the valid offers and requests of a competence."""
    return [cluster.offer(path) for path in _by_competence.at(cluster, competence, _NONE)[0]]


def events_with(cluster: Cluster, competence: str) -> list[model.Event]:
    """Return the events about a competence."""
    return [cluster.event(slug) for slug in _by_competence.at(cluster, competence, _NONE)[1]]


def stories_with(cluster: Cluster, competence: str) -> list[Item]:
    """Return the news and projects about a competence, newest first."""
    return _items(cluster, _by_competence.at(cluster, competence, _NONE)[2])


_NONE: Final = ((), (), ())


def feeds(cluster: Cluster, site: addresses.Site) -> Localised:
    """Return the function that gives a template words and addresses of what a stream offers."""

    def addresses_of(lang: Language, stream: str) -> list[tuple[str, str]]:
        _, *there = offered.at(cluster, stream, (None, False, False))
        return [
            (f"feed_{form}", site.base + addresses.feed_path(stream, lang, form))
            for form, is_there in zip(("rss", "ics"), there, strict=True)
            if is_there
        ]

    return Localised(lambda lang, _: partial(addresses_of, lang))
