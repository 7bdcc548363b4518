"""What search engines read: schema.org as JSON-LD, one thing per page, ids stable.

Only what the records say: an event without a known day or place gets no `Event`, because Google
requires `startDate` and `location`
(https://developers.google.com/search/docs/appearance/structured-data/event).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from schaufenster.addresses import Site
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import moments
from schaufenster.facts.items import Item
from schaufenster.facts.release import expiry_of
from schaufenster.problems import Language
from schaufenster.showcase.matrix import GroupRows
from schaufenster.showcase.tilemap import Region

CONTEXT = "https://schema.org"
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_script(thing: Mapping[str, Any]) -> str:
    """Return JSON that can stand inside `<script>`: no `<` survives."""
    return as_json({"@context": CONTEXT, **thing})


def as_json(value: object) -> str:
    """Return a value as JSON that can stand in a page: no `<` survives."""
    text: str = _ENCODER.encode(value)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def organisation_of_cluster(cluster: Cluster, site: Site, lang: Language) -> dict[str, Any]:
    """Return the cluster as an Organization."""
    identity = cluster.identity
    return _without_nothing(
        {
            "@type": "Organization",
            "@id": f"{site.url}#cluster",
            "name": identity.name,
            "legalName": identity.legal_name,
            "url": site.url,
            "description": identity.boilerplate.short.text(lang),
            "foundingDate": str(identity.founded),
            "slogan": identity.slogan and f"{identity.slogan.left} – {identity.slogan.right}",
            "address": _address(
                identity.imprint.street, identity.imprint.postcode, identity.imprint.town
            ),
        }
    )


def organisation(
    member: model.Member, cluster: Cluster, site: Site, lang: Language
) -> dict[str, Any]:
    """Return a member as an Organization."""
    seat = member.seat
    return _without_nothing(
        {
            "@type": "Organization",
            "@id": site.absolute("member", "de", slug=member.slug),
            "name": member.name,
            "alternateName": [member.short, *member.aliases],
            "url": member.website or site.absolute("member", lang, slug=member.slug),
            "description": member.summary.text(lang),
            "foundingDate": member.founded and str(member.founded),
            "address": _address(None, seat.postcode, seat.place) if seat.place else None,
            "knowsAbout": [cluster.competences[s.id].name.text(lang) for s in member.competences],
        }
    )


def offer(record: model.Offer, cluster: Cluster, site: Site, lang: Language) -> dict[str, Any]:
    """Return an offer as Offer, a request as Demand."""
    member = cluster.member(record.member)
    until = expiry_of(record)
    return _without_nothing(
        {
            "@type": "Offer" if record.kind == "offer" else "Demand",
            "@id": site.absolute("offer", "de", member=record.member, slug=record.slug),
            "name": record.title.text(lang),
            "description": record.summary.text(lang),
            "url": site.absolute("offer", lang, member=record.member, slug=record.slug),
            "availabilityEnds": until and until.isoformat(),
            "itemOffered": {
                "@type": "Product" if record.form == "product" else "Service",
                "name": record.title.text(lang),
            },
            **_party(record, member, site, lang),
        }
    )


def _party(record: model.Offer, member: model.Member, site: Site, lang: Language) -> dict[str, Any]:
    """Return who offers; schema.org says of a Demand who seeks it from the other side only."""
    party = _member(member, site, lang)
    return {"offeredBy": party} if record.kind == "offer" else {"@reverse": {"seeks": party}}


def event(record: model.Event, cluster: Cluster, site: Site, lang: Language) -> dict[str, Any]:
    """Return an event of a known day and place as Event, else its report as Article, if any."""
    report = cluster.reports.get(record.slug)
    page = site.absolute("event", lang, slug=record.slug)
    if not is_event(record):
        return _article(report, page, cluster, site, lang) if report else {"@type": "WebPage"}
    start, end = moments(record, cluster.identity.time_zone)
    return _without_nothing(
        {
            "@type": "Event",
            "@id": site.absolute("event", "de", slug=record.slug),
            "name": record.title.text(lang),
            "description": record.summary.text(lang),
            "startDate": start.isoformat(),
            "endDate": end and end.isoformat(),
            "eventStatus": f"{CONTEXT}/{_STATUS.get(record.status, 'EventScheduled')}",
            "location": _location(record.place, page),
            "organizer": _cluster(cluster, site) if record.own else None,
            "url": page,
        }
    )


def is_event(record: model.Event) -> bool:
    """Tell whether all is known that an Event needs: its day, and where it takes place."""
    place = record.place
    return record.start.precision == "day" and bool(place.name or place.town or place.online)


def _location(place: model.Place, page: str) -> dict[str, Any] | list[dict[str, Any]]:
    """Return the place, the page as its online half, or both of a hybrid event."""
    online = {"@type": "VirtualLocation", "url": page}
    if not (place.name or place.town):
        return online
    address = _address(place.street, place.postcode, place.town)
    there = {"@type": "Place", "name": place.name or place.town, "address": address}
    return [there, online] if place.online else there


def _address(street: str | None, postcode: str | None, town: str | None) -> dict[str, Any]:
    return _without_nothing(
        {
            "@type": "PostalAddress",
            "streetAddress": street,
            "postalCode": postcode,
            "addressLocality": town,
            "addressCountry": "DE",
        }
    )


_STATUS = {"cancelled": "EventCancelled", "moved": "EventRescheduled"}


def series(
    slug: str, record: model.Series, editions: Sequence[model.Event], site: Site, lang: Language
) -> dict[str, Any]:
    """Return a series as EventSeries, with those of its editions whose day is known."""
    page = site.absolute("series", lang, slug=slug)
    return _without_nothing(
        {
            "@type": "EventSeries",
            "@id": site.absolute("series", "de", slug=slug),
            "name": record.name.text(lang),
            "description": record.summary.text(lang),
            "url": page,
            "subEvent": [
                {"@id": site.absolute("event", "de", slug=e.slug)} for e in editions if is_event(e)
            ],
        }
    )


def story(item: Item, cluster: Cluster, site: Site, lang: Language) -> dict[str, Any]:
    """Return a news item or a project's text as Article."""
    page = site.absolute(item.page, lang, **item.names)
    return {
        "@type": "NewsArticle" if item.kind == "news" else "Article",
        "@id": f"{page}#text",
        "headline": item.title.text(lang),
        "description": item.summary.text(lang),
        "datePublished": item.published.isoformat(),
        "dateModified": item.updated.isoformat(),
        "inLanguage": item.title.language(lang),
        "url": page,
        "publisher": _cluster(cluster, site),
    }


def _article(
    report: model.Report, page: str, cluster: Cluster, site: Site, lang: Language
) -> dict[str, Any]:
    return {
        "@type": "Article",
        "@id": f"{page}#report",
        "headline": report.title.text(lang),
        "description": report.lead.text(lang),
        "datePublished": str(report.published),
        "dateModified": str(report.updated or report.published),
        "inLanguage": report.body.language(lang),
        "url": page,
        "publisher": _cluster(cluster, site),
    }


def _cluster(cluster: Cluster, site: Site) -> dict[str, Any]:
    """Return the cluster as others name it; its start page says more."""
    return {
        "@type": "Organization",
        "@id": f"{site.url}#cluster",
        "name": cluster.identity.name,
        "url": site.url,
    }


def _member(member: model.Member, site: Site, lang: Language) -> dict[str, Any]:
    """Return a member as others name it; its profile says more."""
    return {
        "@type": "Organization",
        "@id": site.absolute("member", "de", slug=member.slug),
        "name": member.name,
        "url": member.website or site.absolute("member", lang, slug=member.slug),
    }


def _without_nothing(thing: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in thing.items() if value not in (None, [], {})}


# ── competences and districts ────────────────────────────────────────────────────────────────

MOST_LISTED = 60
"""The most entries of a list; `numberOfItems` counts all."""


def competences(families: Iterable[GroupRows], site: Site, lang: Language) -> dict[str, Any]:
    """Return the competences as a set of terms."""
    return {
        "@type": "DefinedTermSet",
        "@id": site.absolute("competences", "de"),
        "url": site.absolute("competences", lang),
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "@id": site.absolute("competence", "de", id=term.id),
                "name": term.name.text(lang),
                "url": site.absolute("competence", lang, id=term.id),
            }
            for family in families
            for term in family.competences
        ],
    }


def competence(
    term: model.Competence,
    group: model.Group,
    holders: Sequence[model.Member],
    site: Site,
    lang: Language,
) -> dict[str, Any]:
    """Return a competence as a term, with those who have it and the way to the page."""
    page = site.absolute("competence", lang, id=term.id)
    own = _without_nothing(
        {
            "@type": "DefinedTerm",
            "@id": site.absolute("competence", "de", id=term.id),
            "name": term.name.text(lang),
            "alternateName": list(term.synonyms.en if lang == "en" else term.synonyms.de),
            "description": term.explanation and term.explanation.text(lang),
            "inDefinedTermSet": {"@id": site.absolute("competences", "de")},
            "url": page,
        }
    )
    above = f"{site.absolute('competences', lang)}#group-{group.id}"
    way = [(group.name.text(lang), above), (term.name.text(lang), page)]
    return {"@graph": [own, *_list_of(holders, page, site, lang), _breadcrumbs(way)]}


def regions(found: Sequence[Region], site: Site, lang: Language) -> dict[str, Any]:
    """Return the map as a collection of the districts' pages."""
    return {
        "@type": "CollectionPage",
        "@id": site.absolute("regions", "de"),
        "url": site.absolute("regions", lang),
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": len(found),
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": region.district.name.text(lang),
                    "url": site.absolute("district", lang, id=region.district.id),
                }
                for place, region in enumerate(found, 1)
            ],
        },
    }


def district(region: Region, chamber: model.Chamber, site: Site, lang: Language) -> dict[str, Any]:
    """Return a district as a collection of its profiles, with the way to the page."""
    own, page = region.district, site.absolute("district", lang, id=region.district.id)
    collection = {
        "@type": "CollectionPage",
        "@id": site.absolute("district", "de", id=own.id),
        "url": page,
        "name": own.name.text(lang),
        "about": {"@type": "AdministrativeArea", "name": own.name.text(lang)},
    }
    above = f"{site.absolute('regions', lang)}#chamber-{chamber.id}"
    way = [(chamber.name.text(lang), above), (own.name.text(lang), page)]
    return {"@graph": [collection, *_list_of(region.profiles, page, site, lang), _breadcrumbs(way)]}


def _list_of(
    members: Sequence[model.Member], page: str, site: Site, lang: Language
) -> list[dict[str, Any]]:
    """Return profiles as one list, or nothing if there are none."""
    shown = [
        {"@type": "ListItem", "position": place, "item": _member(member, site, lang)}
        for place, member in enumerate(members[:MOST_LISTED], 1)
    ]
    whole = {
        "@type": "ItemList",
        "@id": f"{page}#profiles",
        "numberOfItems": len(members),
        "itemListElement": shown,
    }
    return [whole] if shown else []


def _breadcrumbs(way: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the way to a page as names and addresses."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(way, 1)
        ],
    }
