"""Members and partners: the list, and a page for each organisation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.validity import certificates_of
from schaufenster.showcase import drawings, facets, listing, structured, tilemap
from schaufenster.showcase.page import PageSpec, Spoken

NAMED: Final = 4
"""So many competences stand on a card; of the others it gives the number."""


def directory(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """All profiles in a list that can be narrowed."""
    marks, today = _marks(cluster), cluster.now.date()
    yield PageSpec(
        "members", "members", "members_title", "members_lead",
        {
            "members": cluster.members,
            "marks": marks,
            "statuses": {m.slug: m.status_on(today) for m in cluster.members},
            "facets": facets.facets(marks.values(), cluster),
            "named": NAMED,
            "curves": len(cluster.members) <= facets.CARDS_WITH_CURVES,
            "synonyms": structured.as_json(facets.words_of(cluster)),
            "csv": f"{site.base}data/members.csv",
        },
        scripts=("filter.js",),
    )  # fmt: skip


def lists(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Plain lists: who has which value of each facet. What the choices lead to without a script."""
    marks = _marks(cluster)
    rows: dict[str, dict[str, list[model.Member]]] = {}
    for member in cluster.members:
        for facet, values in marks[member.slug].items():
            for value in values:
                rows.setdefault(facet, {}).setdefault(value, []).append(member)
    yield PageSpec(
        "members_list", "members", "plain_lists", "plain_lists_lead",
        {"facets": facets.facets(marks.values(), cluster), "rows": rows},
    )  # fmt: skip


def _marks(cluster: Cluster) -> dict[str, facets.Marks]:
    """Return what holds of each member today, by its slug."""
    today = cluster.now.date()
    offered = listing.valid_offers(cluster)
    return {
        m.slug: facets.marks_of_member(m, offered[m.slug], cluster, today) for m in cluster.members
    }


def profiles(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each organisation."""
    stories = listing.stories_by_member(cluster)
    maps = tilemap.small_maps(cluster.districts)
    offered = listing.valid_offers(cluster)
    for member in cluster.members:
        own = offered[member.slug]
        mentioned = stories[member.slug]
        district = cluster.districts.get(member.seat.district or "")
        where = maps.get(member.seat.district or "", "")
        yield PageSpec(
            "member", "members", model.Text(de=member.name), member.summary,
            {
                "member": member,
                "status": member.status_on(cluster.now.date()),
                "offers": [o for o in own if o.kind == "offer"],
                "requests": [o for o in own if o.kind == "request"],
                "stories": mentioned,
                "certified": certificates_of(member, cluster.now.date()),
                "certificates": cluster.certificates,
                "industries": cluster.industries,
                "district": district,
                "where": drawings.svg(where),
                "chamber": cluster.chambers[district.chamber] if district else None,
                "evidence": Spoken(partial(drawings.evidence, member)),
                "contact": member.email,
                "vcard": site.base + addresses.vcard_path(member.slug),
            },
            {"slug": member.slug},
            curve=("member", member.slug, "other"),
            translated=member.summary.en is not None,
            about=partial(structured.organisation, member, cluster, site),
        )  # fmt: skip
