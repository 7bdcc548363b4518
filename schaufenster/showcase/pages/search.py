"""The search page: a field for those with a script, a register of everything for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from schaufenster import addresses
from schaufenster import word_comparison as comparison
from schaufenster.content.load import Cluster
from schaufenster.facts.membership import present
from schaufenster.showcase import ordering
from schaufenster.showcase.page import Localised, PageHead, PageSpec
from schaufenster.showcase.search import KINDS
from schaufenster.word_comparison import sort_key

MOST_NAMES: Final = 400
"""With more profiles the page has no register by name."""
MOST_BESIDE: Final = 6
"""The most names beside a competence or district; its page has all."""


def search(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """The search field, and registers of members by competence, name and district."""
    yield PageSpec(
        "search", "", lambda: PageHead("search", "search_lead"), partial(_values, cluster)
    )


def _values(cluster: Cluster) -> dict[str, Any]:
    members = ordering.by_name(present(cluster))
    skilled = ordering.grouped((skill.id, m) for m in members for skill in m.competences)
    seated = ordering.grouped((m.seat.district, m) for m in members)
    letters = ordering.grouped(("".join(comparison.parts(m.short))[:1].upper(), m) for m in members)
    districts = [
        (district, seated[key]) for key, district in cluster.districts.items() if key in seated
    ]
    return {
        "kinds": KINDS,
        "groups": [
            (group, rows)
            for key, group in cluster.groups.items()
            if (rows := [
                (skill, skilled[skill.id])
                for skill in cluster.competences.values()
                if skill.group == key and skill.id in skilled
            ])
        ],
        "letters": sorted(letters.items()) if len(members) <= MOST_NAMES else [],
        "districts": Localised(
            lambda lang, _: sorted(districts, key=lambda row: sort_key(row[0].name.text(lang)))
        ),
        "most": MOST_BESIDE,
    }  # fmt: skip
