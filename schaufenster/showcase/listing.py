"""The lists on the page of a competence or district: profiles, offers, requests, events, news."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.problems import Language
from schaufenster.showcase import drawings, ordering, photos
from schaufenster.showcase.page import Localised
from schaufenster.streams import carried
from schaufenster.templates import Words

MOST_TILES: Final = 48
"""With more profiles the list has no pictures."""
MOST_COVERS: Final = 6
"""With more entries of the marketplace the list has titles only."""
MOST_DATED: Final = 12
"""The most events, and the most stories; the archive has all."""


@dataclass(frozen=True, slots=True)
class SharedRows:
    """The values that all lists share, made once: 2,500 profiles have 7,500 rows."""

    statuses: Mapping[str, str]
    names: Localised
    can_join: bool
    photo_of: Callable[[Any], photos.WebPhoto | None]


def shared_rows(cluster: Cluster, site: addresses.Site) -> SharedRows:
    """Return the values that the lists of competences or districts share."""
    today = cluster.now.date()
    statuses = {member.slug: member.status_on(today) for member in cluster.members}
    rows: dict[Language, dict[str, Markup]] = {}

    def names(lang: Language, say: Words) -> dict[str, Markup]:
        if lang not in rows:
            words = {s: say(f"status_{s}") for s in {*statuses.values()} - {"", "member"}}
            rows[lang] = {
                m.slug: _row(
                    site.link("member", lang, slug=m.slug), m, words.get(statuses[m.slug], "")
                )
                for m in cluster.members
            }
        return rows[lang]

    photo_of = photos.photographs_of_cards(cluster, site)
    return SharedRows(statuses, Localised(names), "pages/join" in cluster.texts, photo_of)


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
    shared: SharedRows,
) -> dict[str, Any]:
    """Return the values of the template `listing.html.j2`: each list in the order it is read."""
    members, market, stories = tuple(profiles), ordering.newest_offers(offers), tuple(stories)
    events = ordering.newest_events(events)
    return {
        "listed_profiles": members,
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
        "photo_of": shared.photo_of,
    }


def offers_by_member(cluster: Cluster) -> Mapping[str, list[model.Offer]]:
    """Return valid offers and requests by the slug of their member."""
    return ordering.grouped((offer.member, offer) for offer in ordering.valid_offers(cluster))


def stories_by_member(cluster: Cluster) -> Mapping[str, list[Item]]:
    """Return events, reports, news and projects by the slug of each member, newest first."""
    stories = (item for item in items(cluster) if item.kind not in {"offer", "request"})
    return ordering.grouped((slug, item) for item in stories for slug in item.members)


def feeds(cluster: Cluster, site: addresses.Site) -> Localised:
    """Return the function that gives a template words and addresses of what a stream offers."""
    offered = {
        each.stream.id: [
            form for form, there in (("rss", each.has_feed), ("ics", each.has_calendar)) if there
        ]
        for each in carried(cluster)
    }
    return Localised(
        lambda lang, _: (
            lambda stream: [
                (f"feed_{form}", site.base + addresses.feed_path(stream, lang, form))
                for form in offered.get(stream, ())
            ]
        )
    )
