"""Competences: spectrum, list and matrix, and a page for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.membership import present
from schaufenster.look import spectrum
from schaufenster.problems import Language
from schaufenster.showcase import drawings, listing, matrix, ordering, structured
from schaufenster.showcase.page import Localised, PageSpec
from schaufenster.showcase.pages.compare import MOST
from schaufenster.templates import Words

NAMED: Final = 6
"""The most profiles that the list names for a competence; with more it gives their number."""


def competences(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """All competences in their groups: spectrum, list and matrix."""
    holders = matrix.holders(cluster)
    families = matrix.families(cluster, holders)
    highest = max(map(len, holders.values()), default=0)
    most = max((len(family.competences) for family in families), default=0)
    yield PageSpec(
        "competences", "competences", "competences_title", "competences_lead",
        {
            "families": families,
            "stations": matrix.stations(families),
            "holders": holders,
            "spectra": {
                f.group.id: drawings.svg(
                    spectrum.panel([len(holders[c.id]) for c in f.competences], highest, most)
                )
                for f in families
            },
            "panels": matrix.panels(families, holders),
            "named": NAMED,
            "silent": ordering.members_first(
                (m for m in present(cluster) if not m.competences), cluster
            ),
            "most_named": listing.MOST_TILES,
            "can_join": "pages/join" in cluster.texts,
        },
        about=partial(structured.competences, families, site),
    )  # fmt: skip


def pages(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each competence: who has it, what is offered, what happened."""
    holders = matrix.holders(cluster)
    families = matrix.families(cluster, holders)
    counts = [len(holders[term.id]) for family in families for term in family.competences]
    faint = spectrum.relatives(counts)
    offers = _by_competence(ordering.valid_offers(cluster))
    events = _by_competence(cluster.events)
    stories = _by_competence(ordering.news_and_projects(cluster))
    shared, feeds_of = listing.shared_rows(cluster, site), listing.feeds(cluster, site)
    pairs = [(family, term) for family in families for term in family.competences]
    for index, (family, term) in enumerate(pairs):
        key = term.id
        lists = holders[key], offers[key], events[key], stories[key]
        yield PageSpec(
            "competence", "competences", term.name,
            term.explanation or Localised(partial(_description, term)),
            {
                "competence": term,
                "group": family.group,
                "cover": drawings.svg(spectrum.cover(counts, index, faint)),
                "note_of": partial(_note, key),
                "related": [(c, len(holders[c.id])) for c in family.competences if c is not term],
                "synonyms": Localised(partial(_synonyms, term)),
                "feeds_of": feeds_of,
                "most": MOST,
                **listing.template_values(*lists, shared),
            },
            {"id": key},
            scripts=("compare.js",),
            translated=term.name.en is not None,
            about=partial(structured.competence, term, family.group, holders[key], site),
        )  # fmt: skip


def _by_competence(records: Iterable[Any]) -> Mapping[str, list[Any]]:
    """Return records by the ids of their competences."""
    return ordering.grouped((key, r) for r in records for key in dict.fromkeys(r.competences))


def _note(competence: str, member: model.Member) -> model.Word | None:
    """Return a member's remark on a competence."""
    return next((skill.note for skill in member.competences if skill.id == competence), None)


def _description(term: model.Competence, lang: Language, say: Words) -> str:
    """Return the description of a competence without an explanation."""
    return say("competence_told", name=term.name.text(lang))


def _synonyms(term: model.Competence, lang: Language, _say: Words) -> dict[str, Any]:
    """Return a competence's synonyms and their language, German where there are no English ones."""
    english = term.synonyms.en if lang == "en" else ()
    return {"words": english or term.synonyms.de, "lang": "en" if english else "de"}
