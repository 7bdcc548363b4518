"""The start page: what its blocks show; which there are, a cluster decides (`start`)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import items
from schaufenster.facts.membership import present
from schaufenster.facts.release import is_expired
from schaufenster.showcase import drawings, ordering, structured
from schaufenster.showcase.page import Localised, PageHead, PageSpec
from schaufenster.showcase.photos import photos_of


def start(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The start page."""
    yield PageSpec(
        "start", "", partial(_head, cluster), partial(_values, cluster, site),
        about=partial(structured.organisation_of_cluster, cluster, site),
    )  # fmt: skip


def _head(cluster: Cluster) -> PageHead:
    identity = cluster.identity
    title = identity.headline or identity.untranslated(identity.name)
    return PageHead(title, identity.promise, spoken=tuple(identity.promise))


def _values(cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    identity, today = cluster.identity, cluster.today
    stories, members = items(cluster), present(cluster)
    own = {m.slug for m in members if m.status_on(today) == "member"}

    def by_name(
        choose: Callable[[list[model.Member]], Iterable[Any]],
    ) -> Localised:
        return Localised(lambda lang, _: list(choose(ordering.by_name(members, lang))))

    return {
        "headline": identity.headline or identity.untranslated(identity.name),
        "wall": by_name(lambda named: named if len(named) <= WALL else ()),
        "everybody": members,
        "roll": by_name(lambda named: ((m, m.slug in own) for m in _picked(named))),
        "few": FEW,
        "members": by_name(lambda named: (m for m in named if m.slug in own)),
        "partners": by_name(lambda named: (m for m in named if m.slug not in own)),
        "counted": _counted(cluster, today),
        "skills": (skills := _skills(cluster)),
        "examples": _examples(skills),
        "photos": photos_of(identity, cluster, site),
        "figures": [f for f in identity.figures if f.start] or identity.figures[:FIGURES],
        "stories": drawings.newest(stories, cluster, "report", "event", "news", "project"),
        "offered": drawings.newest(stories, cluster, "offer", "request"),
    }


FIGURES: Final = 4
"""How many of its figures the start page shows if none is marked for it."""

ROLL, FEW = 120, 40
"""The most names of the roll at the head of the start page, and up to how many they are large."""

WALL: Final = 60
"""The most tiles on the start page; a larger cluster leads to its directory instead."""

SKILLS: Final = 18
"""How many competences the start page names: those that most profiles have."""


def _picked(members: list[model.Member]) -> list[model.Member]:
    """Return at most `ROLL` of the members, evenly picked, in their order."""
    count = min(len(members), ROLL)
    return [members[index * len(members) // count] for index in range(count)]


def _skills(cluster: Cluster) -> list[tuple[model.Competence, int]]:
    """Return the competences of most profiles, in the order of the vocabulary."""
    counts = Counter(skill.id for member in present(cluster) for skill in member.competences)
    most = sorted(counts, key=lambda key: (-counts[key], key))[:SKILLS]
    return [(c, counts[key]) for key, c in cluster.competences.items() if key in most]


def _examples(skills: list[tuple[model.Competence, int]]) -> list[model.Competence]:
    """Return examples for the search: of three groups the competence of most profiles."""
    best: dict[str, tuple[model.Competence, int]] = {}
    for skill, n in skills:
        if skill.group not in best or n > best[skill.group][1]:
            best[skill.group] = skill, n
    return [skill for skill, _ in best.values()][:3]


def _counted(cluster: Cluster, today: dt.date) -> list[tuple[str, int]]:
    """Return the counts for the start page without zeros, by the page that lists the records."""
    counts = {
        "members": len(present(cluster)),
        "competences": len(
            {skill.id for member in present(cluster) for skill in member.competences}
        ),
        "market": sum(not is_expired(offer, today) for offer in cluster.offers),
        "events": len(cluster.events),
    }
    return [(what, n) for what, n in counts.items() if n]
