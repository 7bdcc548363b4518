"""Structured data for search engines: schema.org as JSON-LD, with permanent ids.

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
from schaufenster.facts.dates import Dates, dates_of
from schaufenster.facts.events import is_in_calendars, moments, notice_of
from schaufenster.facts.items import Item
from schaufenster.facts.parties import other_names, party_name
from schaufenster.facts.places import postal_address
from schaufenster.facts.release import expiry_of
from schaufenster.problems import Language
from schaufenster.showcase.matrix import GroupRows
from schaufenster.showcase.tilemap import Region

CONTEXT: Final = "https://schema.org"
MOST_LISTED: Final = 60
"""The most entries of a list; `numberOfItems` counts all."""
_STATUS: Final = {
    "": "EventScheduled",
    "event_cancelled": "EventCancelled",
    "event_moved": "EventRescheduled",
    "event_postponed": "EventPostponed",
}
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_script(data: Mapping[str, Any]) -> str:
    """Return data with its context as JSON for `<script>`, with `<` escaped."""
    return as_json({"@context": CONTEXT, **data})


def with_dates(data: Mapping[str, Any] | None, page: str, dates: Dates) -> Mapping[str, Any]:
    """Return what a page is about with the page's own dates, unless it is a text that has them."""
    told = data or {}
    things = told.get("@graph", [told] if data and set(told) != {"@type"} else [])
    if not any(dates) or any("datePublished" in thing for thing in things):
        return told
    about = {"@id": things[0]["@id"]} if things and "@id" in things[0] else None
    own = _node(
        "WebPage",
        f"{page}#page",
        url=page,
        datePublished=dates.published,
        dateModified=dates.updated,
        mainEntity=about,
    )
    return {"@graph": [*things, own]} if things else own


def as_json(value: object) -> str:
    """Return a value as JSON for a page, with `<`, `>` and `&` escaped."""
    text: str = _ENCODER.encode(value)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def organisation_of_cluster(cluster: Cluster, site: Site, lang: Language) -> dict[str, Any]:
    """Return the cluster as an Organization."""
    identity = cluster.identity
    slogan = identity.slogan
    return _node(
        "Organization",
        f"{site.url}#cluster",
        name=identity.name,
        legalName=identity.legal_name,
        url=site.url,
        description=identity.boilerplate.short.text(lang),
        foundingDate=str(identity.founded),
        slogan=slogan and f"{slogan.left} – {slogan.right}",
        address=_address(identity.imprint, identity.country),
    )


def organisation(
    member: model.Member, cluster: Cluster, site: Site, lang: Language
) -> dict[str, Any]:
    """Return a member as an Organization."""
    return _node(
        "Organization",
        site.id_of("member", slug=member.slug),
        name=member.full_name.text(lang),
        legalName=member.name if member.name != member.full_name.text(lang) else None,
        alternateName=[
            name
            for name in (member.short, *other_names(member))
            if name != member.full_name.text(lang)
        ],
        url=member.website or site.absolute("member", lang, slug=member.slug),
        description=member.summary and member.summary.text(lang),
        foundingDate=member.founded and str(member.founded),
        address=_address(member.seat, cluster.identity.country),
        location=[_site(site, cluster.identity.country, lang) for site in member.sites],
        knowsAbout=[cluster.competences[s.id].name.text(lang) for s in member.competences],
        parentOrganization=member.parent and _party(member.parent, cluster, site, lang),
        subOrganization=[_party(party, cluster, site, lang) for party in member.subsidiaries],
        memberOf=[_party(party, cluster, site, lang) for party in member.affiliations],
    )


def _site(site: model.Site, home: str, lang: Language) -> dict[str, Any]:
    """Return a further site of a member as a Place."""
    name = site.name.text(lang) if site.name else site.place
    return _node("Place", name=name, address=_address(site, home))


def _party(party: model.Party, cluster: Cluster, site: Site, lang: Language) -> dict[str, Any]:
    """Return an organisation by its profile, or by its name alone."""
    if party.member and (member := cluster.find_member(party.member)):
        return _member(member, site, lang)
    return _node("Organization", name=party_name(party, cluster).text(lang))


def offer(record: model.Offer, cluster: Cluster, site: Site, lang: Language) -> dict[str, Any]:
    """Return an offer as Offer, a request as Demand.

    A Demand has no property for the organisation that seeks it, only the reverse of `seeks`.
    """
    member = _member(cluster.member(record.member), site, lang)
    until = expiry_of(record)
    is_offer = record.kind == "offer"
    return _node(
        "Offer" if is_offer else "Demand",
        site.id_of("offer", member=record.member, slug=record.slug),
        name=record.title.text(lang),
        description=record.summary.text(lang),
        url=site.absolute("offer", lang, member=record.member, slug=record.slug),
        availabilityEnds=until and until.isoformat(),
        itemOffered={
            "@type": "Product" if record.form == "product" else "Service",
            "name": record.title.text(lang),
            **({"url": record.website} if record.website else {}),
        },
        priceSpecification=record.cost
        and {"@type": "PriceSpecification", "description": record.cost.text(lang)},
        **{"offeredBy": member} if is_offer else {"@reverse": {"seeks": member}},
    )


def funding(
    record: model.FundingCall, cluster: Cluster, site: Site, lang: Language
) -> dict[str, Any]:
    """Return a call for funding as MonetaryGrant: what is granted to whoever is chosen."""
    funder = cluster.funders[record.funder].name(cluster.today).text(lang)
    return _node(
        "MonetaryGrant",
        site.id_of("funding", slug=record.slug),
        name=record.title.text(lang),
        description=record.summary.text(lang),
        url=site.absolute("funding", lang, slug=record.slug),
        funder=_node("Organization", name=funder),
    )


def event(record: model.Event, cluster: Cluster, site: Site, lang: Language) -> dict[str, Any]:
    """Return an event of a known day and place as Event, its report as Article."""
    report = cluster.reports.get(record.slug)
    page = site.absolute("event", lang, slug=record.slug)
    told = [_event(record, page, cluster, site, lang)] if is_event(record) else []
    told += [_report(report, page, cluster, site, lang)] if report else []
    if len(told) > 1:
        return {"@graph": told}
    return told[0] if told else {"@type": "WebPage"}


def _event(
    record: model.Event, page: str, cluster: Cluster, site: Site, lang: Language
) -> dict[str, Any]:
    start, end = moments(record, cluster.identity.time_zone)
    previous = record.moved_from if notice_of(record) == "event_moved" else None
    return _node(
        "Event",
        site.id_of("event", slug=record.slug),
        name=record.title.text(lang),
        description=record.summary.text(lang),
        startDate=start.isoformat(),
        endDate=end and end.isoformat(),
        eventStatus=f"{CONTEXT}/{_STATUS[notice_of(record)]}",
        previousStartDate=previous and str(previous),
        eventAttendanceMode=f"{CONTEXT}/{_attendance(record.place)}",
        location=_location(record.place, page, cluster.identity.country),
        organizer=_cluster(cluster, site) if record.own else None,
        url=page,
    )


def is_event(record: model.Event) -> bool:
    """Return whether an event has what an Event needs: a day, be it the old one, and a place."""
    place = record.place
    return is_in_calendars(record) and bool(place.name or place.town or place.online)


def _attendance(place: model.Place) -> str:
    if not place.online:
        return "OfflineEventAttendanceMode"
    at_place = place.name or place.town
    return "MixedEventAttendanceMode" if at_place else "OnlineEventAttendanceMode"


def _location(place: model.Place, page: str, home: str) -> dict[str, Any] | list[dict[str, Any]]:
    """Return the place, the page as its online half, or both of a hybrid event."""
    online = {"@type": "VirtualLocation", "url": page}
    if not (place.name or place.town):
        return online
    address = _address(place, home) or _node("PostalAddress", addressCountry=place.country or home)
    venue = {"@type": "Place", "name": place.name or place.town, "address": address}
    return [venue, online] if place.online else venue


def _address(part: model.Imprint | model.Place | model.Seat, home: str) -> dict[str, Any] | None:
    """Return the address of an office, a place or a seat; None if nothing of it is known."""
    address = postal_address(part, home)
    node = _node(
        "PostalAddress",
        streetAddress=address.street,
        postalCode=address.postcode,
        addressLocality=address.town,
        addressRegion=address.state,
        addressCountry=address.country,
    )
    return node if address.known else None


def series(
    slug: str, record: model.Series, editions: Sequence[model.Event], site: Site, lang: Language
) -> dict[str, Any]:
    """Return a series as EventSeries, with those of its editions whose day is known."""
    return _node(
        "EventSeries",
        site.id_of("series", slug=slug),
        name=record.name.text(lang),
        description=record.summary.text(lang),
        url=site.absolute("series", lang, slug=slug),
        subEvent=[{"@id": site.id_of("event", slug=e.slug)} for e in editions if is_event(e)],
    )


def story(item: Item, cluster: Cluster, site: Site, lang: Language) -> dict[str, Any]:
    """Return a news item or a project's text as Article."""
    dates = dates_of(item.dated, item.record.updated)
    page = site.absolute(item.page, lang, **item.names)
    return _node(
        "NewsArticle" if item.kind == "news" else "Article",
        f"{page}#text",
        headline=item.title.text(lang),
        description=item.summary.text(lang),
        datePublished=dates.published,
        dateModified=dates.updated,
        inLanguage=item.title.language(lang),
        url=page,
        publisher=_cluster(cluster, site),
    )


def _report(
    report: model.Report, page: str, cluster: Cluster, site: Site, lang: Language
) -> dict[str, Any]:
    dates = dates_of(report.published, report.updated)
    return _node(
        "Article",
        f"{page}#report",
        headline=report.title.text(lang),
        description=report.lead.text(lang),
        datePublished=dates.published,
        dateModified=dates.updated,
        inLanguage=report.body.language(lang),
        url=page,
        publisher=_cluster(cluster, site),
    )


def _cluster(cluster: Cluster, site: Site) -> dict[str, Any]:
    """Return the cluster in short; its start page has the rest."""
    name = cluster.identity.name
    return _node("Organization", f"{site.url}#cluster", name=name, url=site.url)


def _member(member: model.Member, site: Site, lang: Language) -> dict[str, Any]:
    """Return a member in short; its profile has the rest."""
    url = member.website or site.absolute("member", lang, slug=member.slug)
    id_ = site.id_of("member", slug=member.slug)
    return _node("Organization", id_, name=member.full_name.text(lang), url=url)


def _node(type_: str, id_: str | None = None, **properties: Any) -> dict[str, Any]:
    """Return a node of the graph without its empty properties."""
    node = {"@type": type_, "@id": id_, **properties}
    return {key: value for key, value in node.items() if value not in (None, "", [], {})}


# ── competences and districts ────────────────────────────────────────────────────────────────


def competences(families: Iterable[GroupRows], site: Site, lang: Language) -> dict[str, Any]:
    """Return the competences as a set of terms."""
    return {
        "@type": "DefinedTermSet",
        "@id": site.id_of("competences"),
        "url": site.absolute("competences", lang),
        "hasDefinedTerm": [
            _node(
                "DefinedTerm",
                site.id_of("competence", id=term.id),
                name=term.name.text(lang),
                url=site.absolute("competence", lang, id=term.id),
            )
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
    """Return a competence as a term, with its members and the breadcrumbs of its page."""
    page = site.absolute("competence", lang, id=term.id)
    node = _node(
        "DefinedTerm",
        site.id_of("competence", id=term.id),
        name=term.name.text(lang),
        alternateName=list(term.synonyms.get(lang, ())),
        description=term.explanation and term.explanation.text(lang),
        inDefinedTermSet={"@id": site.id_of("competences")},
        url=page,
    )
    above = f"{site.absolute('competences', lang)}#group-{group.id}"
    trail = breadcrumb_list([(group.name.text(lang), above), (term.name.text(lang), page)])
    return {"@graph": [node, *_profiles(holders, page, site, lang), trail]}


def regions(districts: Sequence[Region], site: Site, lang: Language) -> dict[str, Any]:
    """Return the map as a collection of the districts' pages."""
    return {
        "@type": "CollectionPage",
        "@id": site.id_of("regions"),
        "url": site.absolute("regions", lang),
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": len(districts),
            "itemListElement": [
                _list_item(
                    position,
                    name=region.district.name.text(lang),
                    url=site.absolute("district", lang, id=region.district.id),
                )
                for position, region in enumerate(districts, 1)
            ],
        },
    }


def district(
    region: Region, chamber: model.Chamber | None, site: Site, lang: Language
) -> dict[str, Any]:
    """Return a district as a collection of its profiles, with the breadcrumbs of its page."""
    id_, name = region.district.id, region.district.name.text(lang)
    page = site.absolute("district", lang, id=id_)
    collection = _node(
        "CollectionPage",
        site.id_of("district", id=id_),
        url=page,
        name=name,
        about={"@type": "AdministrativeArea", "name": name},
    )
    profiles = _profiles(region.profiles, page, site, lang)
    if chamber is None:  # the page above is the list of all: `showcase.breadcrumbs` says so
        return {"@graph": [collection, *profiles]}
    above = f"{site.absolute('regions', lang)}#chamber-{chamber.id}"
    trail = breadcrumb_list([(chamber.name.text(lang), above), (name, page)])
    return {"@graph": [collection, *profiles, trail]}


def _profiles(
    members: Sequence[model.Member], page: str, site: Site, lang: Language
) -> list[dict[str, Any]]:
    """Return profiles as one list, or nothing if there are none."""
    items = [
        _list_item(position, item=_member(member, site, lang))
        for position, member in enumerate(members[:MOST_LISTED], 1)
    ]
    if not items:
        return []
    count = len(members)
    return [_node("ItemList", f"{page}#profiles", numberOfItems=count, itemListElement=items)]


def breadcrumb_list(pages: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the names and addresses of pages, from the top down, as a BreadcrumbList."""
    items = [
        _list_item(position, name=name, item=address)
        for position, (name, address) in enumerate(pages, 1)
    ]
    return _node("BreadcrumbList", itemListElement=items)


def _list_item(position: int, **properties: Any) -> dict[str, Any]:
    return _node("ListItem", position=position, **properties)
