"""Who can do what: competences in their groups, who has them, and the tables that show it.

Members stand in a table by the mean place of their competences, so that the dots fall like a curve.
Up to `WIDEST` profiles fit into one table. With more, each group gets tables of its own, with only
its profiles, cut into strips of neighbours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from schaufenster.content import model
from schaufenster.content.load import Cluster

WIDEST: Final = 12
"""So many columns can be told apart without turning a heading."""
STRIP: Final = 10
"""The most columns of a strip."""
MOST: Final = 60
"""The most profiles that a group's tables show; the pages of the competences show all."""
STANDING: Final = ("member", "partner", "project-partner", "")
"""Every status, the closest first."""

Holders = Mapping[str, Sequence[model.Member]]
"""The profiles that state a competence, by its id."""


@dataclass(frozen=True, slots=True)
class GroupRows:
    """A group of competences, in the order of the vocabulary, and how many profiles state one."""

    group: model.Group
    competences: tuple[model.Competence, ...]
    profiles: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A competence and its dots: for each column of the table its profile, or none."""

    competence: model.Competence
    dots: tuple[model.Member | None, ...]


@dataclass(frozen=True, slots=True)
class MatrixTable:
    """Columns, and the rows below them by group."""

    members: tuple[model.Member, ...]
    bodies: tuple[tuple[model.Group, tuple[MatrixRow, ...]], ...]


@dataclass(frozen=True, slots=True)
class MatrixPanel:
    """The tables of one group, or one table of all (`family` is None); some profiles may be cut."""

    family: GroupRows | None
    tables: tuple[MatrixTable, ...]
    shown: int


def standing(member: model.Member, today: dt.date) -> tuple[int, str]:
    """Return what profiles are ordered by: members first, then by slug, which is the alphabet's."""
    return STANDING.index(member.status_on(today)), member.slug


def holders(cluster: Cluster) -> dict[str, tuple[model.Member, ...]]:
    """Return for every competence who states it, members first; none for one that nobody states."""
    today = cluster.now.date()
    found: dict[str, list[model.Member]] = {key: [] for key in cluster.competences}
    for member in sorted(cluster.members, key=lambda m: standing(m, today)):
        for key in dict.fromkeys(skill.id for skill in member.competences):
            found[key].append(member)
    return {key: tuple(members) for key, members in found.items()}


def families(cluster: Cluster, held: Holders) -> tuple[GroupRows, ...]:
    """Return the groups that hold competences, in the order of the vocabulary."""
    inside: dict[str, list[model.Competence]] = {key: [] for key in cluster.groups}
    for competence in cluster.competences.values():
        inside[competence.group].append(competence)
    return tuple(
        GroupRows(group, tuple(inside[key]), len({m.slug for c in inside[key] for m in held[c.id]}))
        for key, group in cluster.groups.items()
        if inside[key]
    )


def stations(found: Iterable[GroupRows]) -> tuple[GroupRows, ...]:
    """Return the groups that have a place along the value chain, in its order."""
    placed = (family for family in found if family.group.station is not None)
    return tuple(sorted(placed, key=lambda family: family.group.station or 0))


def panels(found: Sequence[GroupRows], held: Holders) -> tuple[MatrixPanel, ...]:
    """Return the tables of a cluster: one of all, or some for each group."""
    everything = tuple(c for family in found for c in family.competences)
    everybody = _columns(everything, held)
    if not everybody:
        return ()
    if len(everybody) <= WIDEST:
        bodies = tuple((f.group, _rows(f.competences, held, everybody)) for f in found)
        return (MatrixPanel(None, (MatrixTable(everybody, bodies),), len(everybody)),)
    return tuple(_of_group(family, held) for family in found if family.profiles)


def _of_group(family: GroupRows, held: Holders) -> MatrixPanel:
    columns = _columns(family.competences, held)
    strips = list(_strips(columns))
    tables = []
    for strip in strips:
        rows = _rows(family.competences, held, strip)
        kept = rows if len(strips) == 1 else tuple(row for row in rows if any(row.dots))
        tables.append(MatrixTable(strip, ((family.group, kept),)))
    return MatrixPanel(family, tuple(tables), len(columns))


def _columns(competences: Sequence[model.Competence], held: Holders) -> tuple[model.Member, ...]:
    """Return who states any of them: those with most if there are too many, from left to right."""
    places: dict[str, list[int]] = {}
    known: dict[str, model.Member] = {}
    for place, competence in enumerate(competences):
        for member in held[competence.id]:
            places.setdefault(member.slug, []).append(place)
            known[member.slug] = member
    kept = sorted(places, key=lambda slug: (-len(places[slug]), slug))[:MOST]
    ordered = sorted(kept, key=lambda s: (sum(places[s]) / len(places[s]), places[s], s))
    return tuple(known[slug] for slug in ordered)


def _strips(columns: tuple[model.Member, ...]) -> Iterator[tuple[model.Member, ...]]:
    """Cut columns into strips of about the same width."""
    count = 1 if len(columns) <= WIDEST else ceil(len(columns) / STRIP)
    for number in range(count):
        yield columns[number * len(columns) // count : (number + 1) * len(columns) // count]


def _rows(
    competences: Iterable[model.Competence], held: Holders, columns: tuple[model.Member, ...]
) -> tuple[MatrixRow, ...]:
    rows = []
    for competence in competences:
        having = {member.slug for member in held[competence.id]}
        rows.append(MatrixRow(competence, tuple(m if m.slug in having else None for m in columns)))
    return tuple(rows)
