"""The list of members for the frames of partners' sites: all of them, or a selection.

These pages have no header, footer or script. Their addresses are as permanent as any other.
"""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from markupsafe import Markup

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.problems import Language
from schaufenster.showcase import facets, ordering
from schaufenster.showcase.page import Localised, PageSpec
from schaufenster.showcase.pages.members import NAMED
from schaufenster.templates import Words

HEIGHT: Final = 640
"""The height of a frame in CSS pixels: about five profiles."""

SELECTIONS: Final = ("chamber", "district", "competence")
"""The selections; each of their values has its own address."""

Rows = defaultdict[tuple[Language, bool], dict[str, Markup]]
"""Rendered rows by language and whether they have curves, then by member."""


def embeds(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Yield the list of all and of every selection; empty ones too, so that no frame breaks."""
    today = cluster.now.date()
    members = [
        (member, status)
        for member in ordering.members_first(cluster.members, cluster)
        if (status := member.status_on(today))
    ]
    rows: Rows = defaultdict(dict)
    yield _list("embed", None, members, rows)
    for what in SELECTIONS:
        for key, term in terms(cluster, what).items():
            selected = [pair for pair in members if key in _ids(pair[0], what, cluster)]
            yield _list(f"embed_{what}", term, selected, rows)


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


def _list(
    what: str, term: model.Term | None, members: Sequence[tuple[model.Member, str]], rows: Rows
) -> PageSpec:
    """Return the page of these members, each with its status; `term` is the selected value."""
    curves = len(members) <= facets.CARDS_WITH_CURVES

    def text(key: str) -> Localised:
        return Localised(
            lambda lang, say: say(key, name=f": {term.name.text(lang)}" if term else "")
        )

    return PageSpec(
        what, "", text("embed_title"), text("embed_lead"),
        {
            "term": term and term.name,
            "members": [member for member, _ in members],
            "statuses": {member.slug: status for member, status in members},
            "named": NAMED,
            "curves": curves,
            "cached": Localised(lambda lang, _: partial(_cached, rows[lang, curves])),
        },
        {"id": term.id} if term else {},
        translated=term is None or term.name.en is not None,
        template="embed",
        bare=True,
    )  # fmt: skip


def _cached(
    rows: dict[str, Markup], render: Callable[[model.Member], Markup], member: model.Member
) -> Markup:
    """Return a member's row, rendered once for all lists."""
    if member.slug not in rows:
        rows[member.slug] = render(member)
    return rows[member.slug]


def _ids(member: model.Member, what: str, cluster: Cluster) -> frozenset[str]:
    """Return the values of a selection that a member has."""
    if what == "competence":
        return frozenset(skill.id for skill in member.competences)
    district = cluster.districts.get(member.seat.district or "")
    return frozenset({district.chamber if what == "chamber" else district.id} if district else ())
