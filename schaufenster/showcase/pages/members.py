"""Members and partners: the list, and a page for each organisation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import tel
from schaufenster.facts.dates import confirmed_on, dates_of
from schaufenster.facts.membership import left_on, present
from schaufenster.facts.validity import certificates_of
from schaufenster.showcase import drawings, facets, listing, ordering, photos, structured, tilemap
from schaufenster.showcase.page import Localised, PageSpec
from schaufenster.showcase.pages.compare import MOST
from schaufenster.word_comparison import sort_key

NAMED: Final = 4
"""The most competences on a card; of the others it gives the number."""


def directory(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """All profiles in a list that can be narrowed."""
    marks, today = _marks(cluster), cluster.now.date()
    members = sorted(present(cluster), key=lambda member: sort_key(member.name))
    yield PageSpec(
        "members", "members", "members_title", "members_lead",
        {
            "members": members,
            "marks": marks,
            "statuses": {m.slug: m.status_on(today) for m in members},
            "facets": facets.facets(marks.values(), cluster),
            "named": NAMED,
            "curves": len(members) <= facets.CARDS_WITH_CURVES,
            "synonyms": structured.as_json(facets.words_of(cluster)),
            "most": MOST,
            "csv": f"{site.base}data/members.csv",
        },
        scripts=("word-comparison.js", "filter.js", "compare.js"),
    )  # fmt: skip


def lists(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Plain lists of the members with each value, which the filter links to without a script."""
    marks = _marks(cluster)
    members = ordering.grouped(
        ((facet, value), member)
        for member in ordering.by_name(present(cluster))
        for facet, values in marks[member.slug].items()
        for value in values
    )
    yield PageSpec(
        "members_list", "members", "plain_lists", "plain_lists_lead",
        {"facets": facets.facets(marks.values(), cluster), "members": members},
    )  # fmt: skip


def _marks(cluster: Cluster) -> dict[str, facets.Marks]:
    """Return the marks of each member today, by its slug."""
    offers = listing.offers_by_member(cluster)
    return {m.slug: facets.marks_of_member(m, offers[m.slug], cluster) for m in present(cluster)}


def profiles(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each organisation."""
    stories = listing.stories_by_member(cluster)
    maps = tilemap.small_maps(cluster.districts)
    offers = listing.offers_by_member(cluster)
    photo_of = photos.photographs_of_cards(cluster, site)
    today = cluster.now.date()
    for member in cluster.members:
        district = cluster.districts.get(member.seat.district or "")
        yield PageSpec(
            "member", "members", model.Text(de=member.name), member.summary,
            {
                "member": member,
                "status": member.status_on(today),
                "left": left_on(member, today),
                "offers": [o for o in offers[member.slug] if o.kind == "offer"],
                "requests": [o for o in offers[member.slug] if o.kind == "request"],
                "photo_of": photo_of,
                "stories": stories[member.slug],
                "certified": certificates_of(member, today),
                "certificates": cluster.certificates,
                "industries": cluster.industries,
                "district": district,
                "where": drawings.svg(maps[district.id] if district else ""),
                "chamber": cluster.chambers[district.chamber] if district else None,
                "evidence": Localised(partial(drawings.evidence, member)),
                "contact": member.email,
                "tel": tel(member.phone),
                "vcard": site.base + addresses.vcard_path(member.slug),
            },
            {"slug": member.slug},
            curve=("member", member.slug, "other"),
            translated=member.summary.en is not None,
            about=partial(structured.organisation, member, cluster, site),
            dates=dates_of(None, confirmed_on(member)),
        )  # fmt: skip
