"""What stands under a heading, be it a competence or a district: profiles, market, events, news."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.facts.release import is_expired
from schaufenster.problems import Language
from schaufenster.showcase import drawings
from schaufenster.showcase.page import Spoken
from schaufenster.templates import Words

MOST_TILES: Final = 48
"""With more profiles than these, all of them stand in a list without pictures."""
MOST_COVERS: Final = 6
"""With more entries of the marketplace than these, all of them stand in a list of titles."""
MOST_DATED: Final = 12
"""So many events, and so many stories, are shown; the archive has all."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the lists of all pages share, made once: 2,500 profiles stand in 7,500 rows."""

    statuses: Mapping[str, str]
    names: Spoken
    can_join: bool


def known(cluster: Cluster, site: addresses.Site) -> Known:
    """Return what the lists of competences or districts share."""
    today = cluster.now.date()
    statuses = {member.slug: member.status_on(today) for member in cluster.members}
    spoken: dict[Language, dict[str, Markup]] = {}

    def names(lang: Language, say: Words) -> dict[str, Markup]:
        if lang not in spoken:
            words = {s: say(f"status_{s}") for s in {*statuses.values()} - {"", "member"}}
            spoken[lang] = {
                m.slug: _row(
                    site.link("member", lang, slug=m.slug), m, words.get(statuses[m.slug], "")
                )
                for m in cluster.members
            }
        return spoken[lang]

    return Known(statuses, Spoken(names), "pages/join" in cluster.texts)


def _row(href: str, member: model.Member, status: str) -> Markup:
    """Return a profile in a list without pictures: name, place, and its status unless a member."""
    name, place = escape(member.short), escape(member.seat.place or "")
    return drawings.svg(
        f'<li><a href="{href}">{name}</a> <span>{place}</span> <span>{escape(status)}</span></li>'
    )


def listed(
    profiles: Iterable[model.Member],
    offers: Iterable[model.Offer],
    events: Iterable[model.Event],
    stories: Iterable[Item],
    known: Known,
) -> dict[str, Any]:
    """Return the values of the template `listing.html.j2`: each list in the order it is read."""
    market = sorted(offers, key=lambda o: (-o.published.first().toordinal(), o.path))
    dated = sorted(events, key=lambda e: (-e.start.first().toordinal(), e.slug))
    told = list(stories)
    members = tuple(profiles)
    return {
        "listed_profiles": members,
        "with_tiles": len(members) <= MOST_TILES,
        "listed_offers": [o for o in market if o.kind == "offer"],
        "listed_requests": [o for o in market if o.kind == "request"],
        "with_covers": len(market) <= MOST_COVERS,
        "listed_events": dated[:MOST_DATED],
        "all_events": len(dated),
        "listed_stories": told[:MOST_DATED],
        "all_stories": len(told),
        "can_join": known.can_join,
        "statuses": known.statuses,
        "names_of": known.names,
    }


def valid_offers(cluster: Cluster) -> Mapping[str, list[model.Offer]]:
    """Return offers and requests that have not expired, by the slug of who makes them."""
    offered: dict[str, list[model.Offer]] = defaultdict(list)
    for offer in cluster.offers:
        if not is_expired(offer, cluster.now.date()):
            offered[offer.member].append(offer)
    return offered


def stories_by_member(cluster: Cluster) -> Mapping[str, list[Item]]:
    """Return what happened with each organisation, newest first, by its slug."""
    stories: dict[str, list[Item]] = defaultdict(list)
    for item in items(cluster):
        if item.kind not in {"offer", "request"}:
            for slug in item.members:
                stories[slug].append(item)
    return stories


def feeds(site: addresses.Site) -> Spoken:
    """Return the function that gives a template the address of a stream's feed or calendar."""

    def spoken(lang: Language, _say: Words) -> Any:
        return lambda topic, form: site.base + addresses.feed_path(topic, lang, form)

    return Spoken(spoken)
