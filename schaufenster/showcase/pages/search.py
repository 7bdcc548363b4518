"""The search page: a field for those with a script, a register of everything for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.look import drawing, spectrum, trace
from schaufenster.showcase import drawings
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
"""The curve that stands beside a result; a plain page has none."""
PEAKS: Final = (2, 1, 3, 1, 2)
"""A spectrum of some competences, for the one in its middle."""
MOST_NAMES: Final = 400
"""With more profiles the register by name stays on the page that lists them all."""
MOST_BESIDE: Final = 6
"""Names beside one competence or district; its page has the others."""


def search(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """The field, and what there is by competence, name and place."""
    skilled = _gathered((s.id, m) for m in cluster.members for s in m.competences)
    seated = _gathered((m.seat.district, m) for m in cluster.members if m.seat.district)
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
            "letters": _by_letter(cluster) if len(cluster.members) <= MOST_NAMES else [],
            "districts": [
                (district, seated[key])
                for key, district in sorted(cluster.districts.items(), key=_name)
                if key in seated
            ],
            "most": MOST_BESIDE,
            "traces": {
                **{k: drawings.svg(drawing.cover(curve, k)) for k, curve in CURVES.items()},
                "competence": drawings.svg(spectrum.cover(PEAKS, 2, spectrum.relatives(PEAKS))),
            },
        },
    )  # fmt: skip


def _gathered(
    pairs: Iterable[tuple[str, model.Member]],
) -> Mapping[str, list[model.Member]]:
    found: dict[str, list[model.Member]] = defaultdict(list)
    for key, member in pairs:
        found[key].append(member)
    return {key: sorted(members, key=_short) for key, members in found.items()}


def _by_letter(cluster: Cluster) -> list[tuple[str, list[model.Member]]]:
    letters = _gathered((_short(member)[:1].upper(), member) for member in cluster.members)
    return sorted(letters.items())


_PLAIN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "s"})


def _short(member: model.Member) -> str:
    """Return a member's name as DIN 5007 sorts it: umlauts beside their vowel."""
    return member.short.lower().translate(_PLAIN)


def _name(entry: tuple[str, Any]) -> str:
    return str(entry[1].name.de).lower().translate(_PLAIN)
