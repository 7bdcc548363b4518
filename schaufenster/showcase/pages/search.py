"""The search page: a field for those with a script, a register of everything for everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from schaufenster import addresses
from schaufenster import word_comparison as comparison
from schaufenster.content.load import Cluster
from schaufenster.facts.membership import present
from schaufenster.look import curves, drawing, spectrum
from schaufenster.showcase import drawings, ordering
from schaufenster.showcase.page import Localised, PageHead, PageSpec
from schaufenster.showcase.search import KINDS
from schaufenster.word_comparison import sort_key

CURVES: Final[Mapping[str, curves.Kind]] = {
    "profile": "member",
    "offer": "offer",
    "request": "request",
    "event": "event",
    "news": "news",
    "project": "project",
}
"""The curve beside a result; a plain page has none."""
PEAKS: Final = (2, 1, 3, 1, 2)
"""The counts of the spectrum beside a competence."""
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
        "traces": {
            **{k: drawings.svg(drawing.cover(curve, k)) for k, curve in CURVES.items()},
            "competence": drawings.svg(spectrum.cover(PEAKS, 2, spectrum.relatives(PEAKS))),
        },
    }  # fmt: skip
