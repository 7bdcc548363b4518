"""Who can do what: competences in their groups, who has them, and the tables that show it.

The columns of a table are ordered by the mean position of a member's competences, so that the dots
run along the diagonal.
Up to `WIDEST` profiles fit into one table. With more, each group gets tables of its own, with only
its profiles, cut into strips of neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.membership import present
from schaufenster.problems import Language
from schaufenster.reads import Index
from schaufenster.showcase.ordering import by_name, grouped, members_first

WIDEST: Final = 12
"""The most columns whose headings fit without being turned."""
STRIP: Final = 10
"""The most columns of a strip."""
MOST: Final = 60
"""The most profiles that a group's tables show; the pages of the competences show all."""

Holders = Mapping[str, Sequence[model.Member]]
"""The profiles that state a competence, by its id."""


@dataclass(frozen=True, slots=True)
class GroupRows:
    """A group of competences, in the order of the vocabulary, and how many profiles state one."""

    group: model.Group
    competences: tuple[model.Competence, ...]
    profiles: int


MatrixRow = tuple[model.Competence, tuple[model.Member | None, ...]]
"""A competence and its dots: for each column of the table its profile, or none."""


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
    profiles: int


@Index
def holder_slugs(cluster: Cluster) -> dict[str, tuple[str, ...]]:
    """Return the slugs of the profiles that state each competence, members first."""
    first = cluster.identity.first_language
    slugs = grouped(
        (key, member.slug)
        for member in members_first(present(cluster), cluster, first)
        for key in dict.fromkeys(skill.id for skill in member.competences)
    )
    return {key: tuple(slugs[key]) for key in cluster.competences}


@Index
def counts(cluster: Cluster) -> dict[str, int]:
    """Return how many profiles state each competence, in the order of groups."""
    return {
        term.id: len(holder_slugs.at(cluster, term.id))
        for _, terms in terms_by_group(cluster)
        for term in terms
    }


def holders_of(cluster: Cluster, competence: str) -> tuple[model.Member, ...]:
    """Return the profiles that state a competence, members first."""
    return tuple(map(cluster.member, holder_slugs.at(cluster, competence, ())))


def all_holders(cluster: Cluster) -> Holders:
    """Return the profiles that state each competence, members first."""
    return {key: holders_of(cluster, key) for key in cluster.competences}


def terms_by_group(cluster: Cluster) -> list[tuple[model.Group, list[model.Competence]]]:
    """Return the groups that hold competences with these, in the order of the vocabulary."""
    terms = grouped((c.group, c) for c in cluster.competences.values())
    return [(group, terms[key]) for key, group in cluster.groups.items() if key in terms]


def families(cluster: Cluster) -> tuple[GroupRows, ...]:
    """Return the groups that hold competences, each with how many profiles state one of them."""
    slugs = holder_slugs(cluster)
    return tuple(
        GroupRows(group, tuple(terms), len({slug for term in terms for slug in slugs[term.id]}))
        for group, terms in terms_by_group(cluster)
    )


def stations(families: Iterable[GroupRows]) -> tuple[GroupRows, ...]:
    """Return the groups with a station in the value chain, in its order."""
    in_chain = (family for family in families if family.group.station is not None)
    return tuple(sorted(in_chain, key=lambda family: family.group.station or 0))


def panels(
    families: Sequence[GroupRows], holders: Holders, lang: Language
) -> tuple[MatrixPanel, ...]:
    """Return the tables of a cluster in a language: one of all, or some for each group."""
    columns = _columns([c for family in families for c in family.competences], holders, lang)
    if not columns:
        return ()
    if len(columns) <= WIDEST:
        bodies = tuple((f.group, _rows(f.competences, holders, columns)) for f in families)
        return (MatrixPanel(None, (MatrixTable(columns, bodies),), len(columns)),)
    return tuple(_panel_of_group(family, holders, lang) for family in families if family.profiles)


def _panel_of_group(family: GroupRows, holders: Holders, lang: Language) -> MatrixPanel:
    columns = _columns(family.competences, holders, lang)
    strips = list(_strips(columns))
    tables = []
    for strip in strips:
        rows = _rows(family.competences, holders, strip)
        if len(strips) > 1:
            rows = tuple(row for row in rows if any(row[1]))
        tables.append(MatrixTable(strip, ((family.group, rows),)))
    return MatrixPanel(family, tuple(tables), len(columns))


def _columns(
    competences: Sequence[model.Competence], holders: Holders, lang: Language
) -> tuple[model.Member, ...]:
    """Return the columns of a table: the `MOST` profiles that state most of these competences."""
    members = {member.slug: member for term in competences for member in holders[term.id]}
    rows = grouped((m.slug, row) for row, term in enumerate(competences) for m in holders[term.id])
    named = [member.slug for member in by_name(members.values(), lang)]
    slugs = sorted(named, key=lambda slug: -len(rows[slug]))[:MOST]
    slugs.sort(key=lambda slug: (sum(rows[slug]) / len(rows[slug]), rows[slug], named.index(slug)))
    return tuple(members[slug] for slug in slugs)


def _strips(columns: tuple[model.Member, ...]) -> Iterator[tuple[model.Member, ...]]:
    """Cut columns into strips of about the same width."""
    count = 1 if len(columns) <= WIDEST else ceil(len(columns) / STRIP)
    for number in range(count):
        yield columns[number * len(columns) // count : (number + 1) * len(columns) // count]


def _rows(
    competences: Sequence[model.Competence], holders: Holders, columns: tuple[model.Member, ...]
) -> tuple[MatrixRow, ...]:
    slugs = {term.id: {member.slug for member in holders[term.id]} for term in competences}
    return tuple(
        (term, tuple(m if m.slug in slugs[term.id] else None for m in columns))
        for term in competences
    )
