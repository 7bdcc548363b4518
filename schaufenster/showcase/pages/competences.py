"""Competences: spectrum, list and matrix, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.membership import present
from schaufenster.problems import Language
from schaufenster.showcase import listing, matrix, ordering, structured
from schaufenster.showcase.page import Localised, PageHead, PageSpec
from schaufenster.showcase.pages.compare import MOST
from schaufenster.templates import Words

NAMED: Final = 6
"""The most profiles that the list names for a competence; with more it gives their number."""


def competences(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """All competences in their groups: spectrum, list and matrix."""
    yield PageSpec(
        "competences", "competences",
        lambda: PageHead("competences_title", "competences_lead"),
        partial(_overview, cluster),
        about=lambda lang: structured.competences(matrix.families(cluster), site, lang),
    )  # fmt: skip


def _overview(cluster: Cluster) -> dict[str, Any]:
    holders = matrix.all_holders(cluster)
    families = matrix.families(cluster)
    silent = [member for member in present(cluster) if not member.competences]

    def in_order(lang: Language, _say: Words) -> matrix.Holders:
        return {key: ordering.members_first(named, cluster, lang) for key, named in holders.items()}

    return {
        "families": families,
        "stations": matrix.stations(families),
        "holders": Localised(in_order),
        "counts_of": lambda family: [len(holders[c.id]) for c in family.competences],
        "highest": max(map(len, holders.values()), default=0),
        "largest": max((len(family.competences) for family in families), default=0),
        "panels": Localised(lambda lang, _: matrix.panels(families, holders, lang)),
        "named": NAMED,
        "silent": Localised(lambda lang, _: ordering.members_first(silent, cluster, lang)),
        "most_named": listing.MOST_TILES,
        "can_join": "pages/join" in cluster.texts,
    }


def pages(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each competence: who has it, what is offered, what happened."""
    for _, terms in matrix.terms_by_group(cluster):
        for term in terms:
            yield PageSpec(
                "competence", "competences", partial(_head, term),
                partial(_values, term, cluster, site), {"id": term.id},
                about=partial(_about, term, cluster, site),
                scripts=("compare.js",),
            )  # fmt: skip


def _head(term: model.Competence) -> PageHead:
    description = term.explanation or Localised(partial(_description, term))
    return PageHead(term.name, description, spoken=tuple(term.name))


def _about(
    term: model.Competence, cluster: Cluster, site: addresses.Site, lang: Language
) -> Mapping[str, Any]:
    group, holders = cluster.groups[term.group], matrix.holders_of(cluster, term.id)
    return structured.competence(term, group, holders, site, lang)


def _values(term: model.Competence, cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    key, by_id = term.id, matrix.counts(cluster)
    relatives = [c for c in cluster.competences.values() if c.group == term.group and c is not term]
    return {
        "competence": term,
        "group": cluster.groups[term.group],
        "counts": list(by_id.values()),
        "place": list(by_id).index(key),
        "note_of": partial(_note, key),
        "related": [(c, by_id[c.id]) for c in relatives],
        "synonyms": Localised(partial(_synonyms, term, site)),
        "feeds_of": listing.feeds(cluster, site),
        "most": MOST,
        **listing.template_values(
            matrix.holders_of(cluster, key),
            listing.offers_with(cluster, key),
            listing.events_with(cluster, key),
            listing.stories_with(cluster, key),
            cluster,
            site,
        ),
    }


def _note(competence: str, member: model.Member) -> model.Word | None:
    """Return a member's remark on a competence."""
    return next((skill.note for skill in member.competences if skill.id == competence), None)


def _description(term: model.Competence, lang: Language, say: Words) -> str:
    """Return the description of a competence without an explanation."""
    return say("competence_told", name=term.name.text(lang))


def _synonyms(
    term: model.Competence, site: addresses.Site, lang: Language, _say: Words
) -> dict[str, Any]:
    """Return a competence's synonyms and their language, the first where there are no others."""
    spoken = lang if lang in term.synonyms else site.first_language
    return {"words": term.synonyms.get(spoken, ()), "lang": spoken}
