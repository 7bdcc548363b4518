"""The list of members for the frames of partners' sites: all of them, or a selection.

These pages have no header, footer or script. Their addresses are as permanent as any other.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from markupsafe import Markup

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.problems import Language
from schaufenster.reads import Index, memory_of
from schaufenster.showcase import facets, ordering
from schaufenster.showcase.page import Localised, PageHead, PageSpec
from schaufenster.showcase.pages.members import NAMED
from schaufenster.templates import Words

HEIGHT: Final = 640
"""The height of a frame in CSS pixels: about five profiles."""

SELECTIONS: Final = ("chamber", "district", "competence")
"""The selections; each of their values has its own address."""


def embeds(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Yield the list of all and of every selection; empty ones too, so that no frame breaks."""
    yield _list("embed", "", cluster)
    for what in SELECTIONS:
        for key in terms(cluster, what):
            yield _list(f"embed_{what}", key, cluster)


@Index
def _rows(cluster: Cluster) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Return by page and value the members with their status."""
    today = cluster.today
    rows = ordering.grouped(
        (key, (member.slug, status))
        for member in cluster.members
        if (status := member.status_on(today))
        for key in (("embed", ""), *_keys(member, cluster))
    )
    return {key: tuple(pairs) for key, pairs in rows.items()}


def terms(cluster: Cluster, what: str) -> Mapping[str, model.Term]:
    """Return the values that a selection can have."""
    return {
        "chamber": cluster.chambers,
        "district": cluster.districts,
        "competence": cluster.competences,
    }[what]


def snippet(cluster: Cluster, site: addresses.Site, lang: Language, say: Words) -> str:
    """Return the line of HTML that a partner puts into its page."""
    title = html.escape(f"{say('members_title')}: {cluster.identity.name}")
    return (
        f'<iframe src="{site.absolute("embed", lang)}" title="{title}" '
        f'width="100%" height="{HEIGHT}" loading="lazy" frameborder="0"></iframe>'
    )


def _list(what: str, key: str, cluster: Cluster) -> PageSpec:
    """Return the page of the members with a value; all of them without one."""
    return PageSpec(
        what, "", partial(_head, what, key, cluster), partial(_values, what, key, cluster),
        {"id": key} if key else {},
        template="embed",
        bare=True,
    )  # fmt: skip


def _term(what: str, key: str, cluster: Cluster) -> model.Term | None:
    return terms(cluster, what.removeprefix("embed_"))[key] if key else None


def _head(what: str, key: str, cluster: Cluster) -> PageHead:
    term = _term(what, key, cluster)

    def text(name: str) -> Localised:
        return Localised(
            lambda lang, say: say(name, name=f": {term.name.text(lang)}" if term else "")
        )

    spoken = tuple(term.name) if term else None
    return PageHead(text("embed_title"), text("embed_lead"), spoken)


def _values(what: str, key: str, cluster: Cluster) -> dict[str, Any]:
    term, rows = _term(what, key, cluster), _rows.at(cluster, (what, key), ())
    members = [cluster.member(slug) for slug, _ in rows]
    with_pictures = len(members) <= facets.CARDS_WITH_PICTURES
    return {
        "term": term and term.name,
        "members": Localised(lambda lang, _: ordering.members_first(members, cluster, lang)),
        "statuses": dict(rows),
        "named": NAMED,
        "with_pictures": with_pictures,
        "cached": Localised(lambda lang, _: partial(_cached, cluster, (lang, with_pictures))),
    }


def _cached(
    cluster: Cluster,
    form: tuple[Language, bool],
    render: Callable[[model.Member], Markup],
    member: model.Member,
) -> Markup:
    """Return a member's row, rendered once for all lists of a language, with or without tiles."""
    return memory_of(cluster).get(("embed", *form, member.slug), lambda: render(member))


def _keys(member: model.Member, cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Yield the pages that show a member, each with the value that it has."""
    for key in dict.fromkeys(skill.id for skill in member.competences):
        yield "embed_competence", key
    if district := cluster.districts.get(member.seat.district or ""):
        yield "embed_district", district.id
        if district.chamber:
            yield "embed_chamber", district.chamber
