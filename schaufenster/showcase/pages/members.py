"""Members and partners: the list, and a page for each organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts import matching
from schaufenster.facts.contact import tel
from schaufenster.facts.dates import confirmed_on, dates_of
from schaufenster.facts.membership import evidence_of, left_on, memberships_of, present
from schaufenster.facts.places import chamber_of
from schaufenster.facts.validity import certificates_of
from schaufenster.look.subject import Subject
from schaufenster.problems import Language
from schaufenster.showcase import drawings, facets, listing, ordering, structured, tilemap
from schaufenster.showcase.page import Localised, PageHead, PageSpec
from schaufenster.showcase.pages.compare import MOST
from schaufenster.templates import Words

NAMED: Final = 4
"""The most competences on a card; of the others it gives the number."""


def directory(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """All profiles in a list that can be narrowed."""
    yield PageSpec(
        "members", "members", lambda: PageHead("members_title", "members_lead"),
        partial(_directory, cluster, site),
        scripts=("word-comparison.js", "filter.js", "compare.js"),
    )  # fmt: skip


def _directory(cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    marks, today = _marks(cluster), cluster.today
    members = present(cluster)
    return {
        "members": Localised(lambda lang, _: ordering.by_full_name(members, lang)),
        "marks": marks,
        "statuses": {m.slug: m.status_on(today) for m in members},
        "facets": Localised(lambda _, say: facets.facets(marks.values(), cluster, say)),
        "named": NAMED,
        "with_pictures": len(members) <= facets.CARDS_WITH_PICTURES,
        "synonyms": structured.as_json(facets.words_of(cluster)),
        "most": MOST,
        "csv": f"{site.base}data/members.csv",
    }


def lists(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Plain lists of the members with each value, which the filter links to without a script."""
    yield PageSpec(
        "members_list", "members", lambda: PageHead("plain_lists", "plain_lists_lead"),
        partial(_lists, cluster),
    )  # fmt: skip


def _lists(cluster: Cluster) -> dict[str, Any]:
    marks = _marks(cluster)

    def members(lang: Language, _say: Words) -> Mapping[tuple[str, str], list[model.Member]]:
        return ordering.grouped(
            ((facet, value), member)
            for member in ordering.by_name(present(cluster), lang)
            for facet, values in marks[member.slug].items()
            for value in values
        )

    return {
        "facets": Localised(lambda _, say: facets.facets(marks.values(), cluster, say)),
        "members": Localised(members),
    }


def _marks(cluster: Cluster) -> dict[str, facets.Marks]:
    """Return the marks of each member today, by its slug."""
    return {
        m.slug: facets.marks_of_member(m, listing.offers_of(cluster, m.slug), cluster)
        for m in present(cluster)
    }


def profiles(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each organisation."""
    for member in cluster.members:
        yield PageSpec(
            "member", "members", partial(_head, member),
            partial(_profile, member, cluster, site),
            {"slug": member.slug},
            about=partial(structured.organisation, member, cluster, site),
            subject=partial(_subject, member),
        )  # fmt: skip


def _head(member: model.Member) -> PageHead:
    return PageHead(
        member.full_name,
        member.summary or Localised(partial(_told, member)),
        spoken=tuple(member.summary) if member.summary else None,
        dates=dates_of(None, confirmed_on(member)),
        homes=member.homes,
    )


def _told(member: model.Member, _lang: Language, say: Words) -> str:
    """Return what a member is and where, for whoever has written nothing about itself."""
    return ", ".join(filter(None, (say(f"type_{member.type}"), member.seat.place)))


def _subject(member: model.Member) -> Subject:
    return Subject("member", member.slug)


def _profile(member: model.Member, cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    today, offers = cluster.today, listing.offers_of(cluster, member.slug)
    district = cluster.districts.get(member.seat.district or "")
    return {
        "member": member,
        "status": member.status_on(today),
        "memberships": [(e, evidence_of(e)) for e in memberships_of(member, today)],
        "left": left_on(member, today),
        "offers": [o for o in offers if o.kind == "offer"],
        "requests": [o for o in offers if o.kind == "request"],
        "calls": matching.with_reasons(matching.calls_for(member, cluster), cluster),
        "stories": listing.stories_of(cluster, member.slug),
        "certified": certificates_of(member, today),
        "certificates": cluster.certificates,
        "industries": cluster.industries,
        "district": district,
        "where": drawings.svg(tilemap.small_maps.at(cluster, district.id, "") if district else ""),
        "chamber": chamber_of(district, cluster),
        "evidence": Localised(partial(drawings.evidence, member)),
        "contact": member.email,
        "tel": tel(member.phone),
        "vcard": site.base + site.vcard_path(member.slug),
    }
