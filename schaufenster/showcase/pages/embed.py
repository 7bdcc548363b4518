"""The list of members for the frames of partners' sites: all of them, or a selection.

These pages stand bare: no header, no footer, no script. Their addresses hold like any other's.
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
from schaufenster.showcase import facets, matrix
from schaufenster.showcase.page import PageSpec, Spoken
from schaufenster.showcase.pages.members import NAMED
from schaufenster.templates import Words

HEIGHT: Final = 640
"""The height of a frame in CSS pixels: about five profiles; what is below is scrolled to."""

SELECTIONS: Final = ("chamber", "district", "competence")
"""What the list can be narrowed to; each value has an address of its own."""

Rows = defaultdict[tuple[Language, bool], dict[str, Markup]]
"""The rows that were drawn, in a language, with or without curves: by member."""


def embeds(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Yield the list of all and of every selection; empty ones too, so that no frame breaks."""
    today = cluster.now.date()
    belonging = [
        (member, status)
        for member in sorted(cluster.members, key=lambda m: matrix.standing(m, today))
        if (status := member.status_on(today))
    ]
    rows: Rows = defaultdict(dict)
    yield _draft("embed", None, belonging, rows)
    for what in SELECTIONS:
        for key, term in terms(cluster, what).items():
            some = [row for row in belonging if key in _values(row[0], what, cluster)]
            yield _draft(f"embed_{what}", term, some, rows)


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


def _draft(
    what: str, term: model.Term | None, some: Sequence[tuple[model.Member, str]], rows: Rows
) -> PageSpec:
    curves = len(some) <= facets.CARDS_WITH_CURVES
    return PageSpec(
        what, "", Spoken(partial(_told, "embed_title", term)),
        Spoken(partial(_told, "embed_lead", term)),
        {
            "term": term and term.name,
            "members": [member for member, _ in some],
            "statuses": {member.slug: status for member, status in some},
            "named": NAMED,
            "curves": curves,
            "kept": Spoken(lambda lang, _say: partial(_kept, rows[lang, curves])),
        },
        {"id": term.id} if term else {},
        translated=term is None or term.name.en is not None,
        template="embed",
        bare=True,
    )  # fmt: skip


def _kept(
    rows: dict[str, Markup], draw: Callable[[model.Member], Markup], member: model.Member
) -> Markup:
    """Return a member's row; drawn once, though it stands in many lists."""
    if member.slug not in rows:
        rows[member.slug] = draw(member)
    return rows[member.slug]


def _told(key: str, term: model.Term | None, lang: Language, say: Words) -> str:
    name = f": {term.name.text(lang)}" if term else ""
    return say(key, name=name)


def _values(member: model.Member, what: str, cluster: Cluster) -> frozenset[str]:
    """Return what of a selection a member belongs to."""
    if what == "competence":
        return frozenset(skill.id for skill in member.competences)
    district = cluster.districts.get(member.seat.district or "")
    return frozenset({district.chamber if what == "chamber" else district.id} if district else ())
