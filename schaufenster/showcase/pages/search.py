"""The search page: a field for those with a script, a register of everything for everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.look import drawing, spectrum, trace
from schaufenster.showcase import drawings, ordering
from schaufenster.showcase.page import PageSpec
from schaufenster.showcase.search import KINDS

CURVES: Final[Mapping[str, trace.Kind]] = {
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
    members = sorted(cluster.members, key=lambda member: _sort_key(member.short))
    skilled = ordering.grouped((skill.id, m) for m in members for skill in m.competences)
    seated = ordering.grouped((m.seat.district, m) for m in members)
    districts = sorted(cluster.districts.items(), key=lambda pair: _sort_key(pair[1].name.de))
    letters = ordering.grouped((_sort_key(m.short)[:1].upper(), m) for m in members)
    yield PageSpec(
        "search", "", "search", "search_lead",
        {
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
            "districts": [
                (district, seated[key])
                for key, district in districts
                if key in seated
            ],
            "most": MOST_BESIDE,
            "traces": {
                **{k: drawings.svg(drawing.cover(curve, k)) for k, curve in CURVES.items()},
                "competence": drawings.svg(spectrum.cover(PEAKS, 2, spectrum.relatives(PEAKS))),
            },
        },
    )  # fmt: skip


_PLAIN: Final = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "s"})


def _sort_key(name: str) -> str:
    """Return a name as DIN 5007 sorts it: umlauts as their vowel."""
    return name.lower().translate(_PLAIN)
