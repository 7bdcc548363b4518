"""Facets that narrow a list, their values with counts, and the marks of each row.

A value leads to a plain list, so that it works without a script; `assets/filter.js` turns the
values into choices on the spot and keeps the choice in the address (`?competence=lasers`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.places import chamber_of
from schaufenster.facts.validity import certificates_of
from schaufenster.language import sort_key
from schaufenster.showcase.page import in_words
from schaufenster.templates import Words

Marks = Mapping[str, Sequence[str]]
"""A row's values: their ids, by facet."""

CARDS_WITH_PICTURES: Final = 200
"""The most rows with a picture: 2,500 curves weigh 280 KB (gzip)."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value: its id, its name (a text or the key of one), how many rows have it."""

    id: str
    name: model.Text | str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with those of its values that some row has; `name` is a key of `words/…/site.po`."""

    id: str
    name: str
    values: tuple[FacetValue, ...]


def marks_of_member(member: model.Member, offers: Iterable[model.Offer], cluster: Cluster) -> Marks:
    """Return a member's marks today; `offers` are its valid offers and requests."""
    today = cluster.today
    skills = [skill.id for skill in member.competences]
    return {
        "group": _groups(skills, cluster),
        "competence": skills,
        "industry": member.industries,
        "type": [member.type],
        "status": [member.status_on(today)],
        "chamber": _chambers(member, cluster),
        "district": [member.seat.district] if member.seat.district else [],
        "certificate": [certificate.id for certificate in certificates_of(member, today)],
        "market": sorted({offer.kind for offer in offers}),
    }


def marks_of_offer(offer: model.Offer, cluster: Cluster) -> Marks:
    """Return the marks of an offer or request; its chamber is that of its member."""
    return {
        "market": [offer.kind],
        "form": [offer.form],
        "group": _groups(offer.competences, cluster),
        "chamber": _chambers(cluster.member(offer.member), cluster),
        "member": [offer.member],
    }


def _chambers(member: model.Member, cluster: Cluster) -> list[str]:
    district = cluster.districts.get(member.seat.district or "")
    return [chamber.id] if (chamber := chamber_of(district, cluster)) else []


def _groups(competences: Iterable[str], cluster: Cluster) -> list[str]:
    return sorted({cluster.competences[key].group for key in competences})


def facets(rows: Iterable[Marks], cluster: Cluster, say: Words) -> tuple[Facet, ...]:
    """Return the facets of a list, those with fewer than two values left out.

    The most frequent value comes first; of equals the first by its name in the page's language.
    """
    counts: dict[str, Counter[str]] = {}
    for marks in rows:
        for facet, values in marks.items():
            counts.setdefault(facet, Counter()).update(filter(None, values))
    names = _names(cluster)

    def rank(name: model.Text | str, count: int) -> tuple[Any, ...]:
        return -count, sort_key(in_words(name, say), say.lang)

    return tuple(
        Facet(
            facet,
            f"facet_{facet}",
            tuple(
                FacetValue(value, names[facet](value), count)
                for value, count in sorted(
                    counter.items(), key=lambda pair: rank(names[facet](pair[0]), pair[1])
                )
            ),
        )
        for facet, counter in counts.items()
        if len(counter) > 1
    )


def _names(cluster: Cluster) -> Mapping[str, Callable[[str], model.Text | str]]:
    members = {m.slug: cluster.identity.untranslated(m.short) for m in cluster.members}
    return {
        "group": lambda key: cluster.groups[key].name,
        "competence": lambda key: cluster.competences[key].name,
        "industry": lambda key: cluster.industries[key].name,
        "certificate": lambda key: cluster.certificates[key].name,
        "chamber": lambda key: cluster.chambers[key].name,
        "district": lambda key: cluster.districts[key].name,
        "member": members.__getitem__,
        "type": "type_{}".format,
        "status": "status_{}".format,
        "form": "form_{}".format,
        "market": "has_{}".format,
    }


def words_of(cluster: Cluster) -> dict[str, str]:
    """Return the names and synonyms of competences in every language, for the text filter."""
    return {
        f"competence:{key}": " ".join(
            [*term.name.values(), *chain.from_iterable(term.synonyms.values())]
        )
        for key, term in cluster.competences.items()
    }
