"""The search page: a field for those with a script, a register of everything for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from operator import itemgetter
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.membership import present
from schaufenster.language import letter
from schaufenster.problems import Language
from schaufenster.showcase import ordering
from schaufenster.showcase.page import Localised, PageHead, PageSpec
from schaufenster.showcase.search import KINDS

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
    letters = Localised(lambda lang, _: _by_letter(cluster, lang))
    return {
        "kinds": KINDS,
        "groups": Localised(lambda lang, _: _by_competence(cluster, lang)),
        "letters": letters if len(present(cluster)) <= MOST_NAMES else [],
        "districts": Localised(lambda lang, _: _by_district(cluster, lang)),
        "most": MOST_BESIDE,
    }


Register = list[tuple[Any, list[Any]]]
"""Headings, each with what stands below it."""


def _by_competence(cluster: Cluster, lang: Language) -> Register:
    members = ordering.by_name(present(cluster), lang)
    skilled = ordering.grouped((skill.id, m) for m in members for skill in m.competences)
    skills = ordering.grouped(
        (skill.group, (skill, skilled[key]))
        for key, skill in cluster.competences.items()
        if key in skilled
    )
    return [(group, skills[key]) for key, group in cluster.groups.items() if key in skills]


def _by_letter(cluster: Cluster, lang: Language) -> Register:
    members = ordering.by_name(present(cluster), lang)
    return list(ordering.grouped((letter(m.short, lang), m) for m in members).items())


def _by_district(cluster: Cluster, lang: Language) -> Register:
    members = ordering.by_name(present(cluster), lang)
    seated = ordering.grouped((m.seat.district, m) for m in members)
    rows = [(district, seated[key]) for key, district in cluster.districts.items() if key in seated]
    return ordering.districts_by_name(rows, itemgetter(0), lang)
