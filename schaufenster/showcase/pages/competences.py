"""Competences: who can do what, as spectrum, list and matrix, and a page for each competence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.facts.release import is_expired
from schaufenster.look import spectrum
from schaufenster.problems import Language
from schaufenster.showcase import drawings, listing, matrix, structured
from schaufenster.showcase.page import PageSpec, Spoken
from schaufenster.templates import Words

NAMED: Final = 6
"""So many profiles are named beside a competence in the list; of more it gives the number."""


def competences(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """All competences in their groups: spectrum, list and matrix."""
    held = matrix.holders(cluster)
    families = matrix.families(cluster, held)
    highest = max(map(len, held.values()), default=0)
    most = max((len(family.competences) for family in families), default=0)
    today = cluster.now.date()
    yield PageSpec(
        "competences", "competences", "competences_title", "competences_lead",
        {
            "families": families,
            "stations": matrix.stations(families),
            "held": held,
            "spectra": {
                f.group.id: drawings.svg(
                    spectrum.panel([len(held[c.id]) for c in f.competences], highest, most)
                )
                for f in families
            },
            "panels": matrix.panels(families, held),
            "named": NAMED,
            "silent": sorted(
                (m for m in cluster.members if not m.competences),
                key=lambda m: matrix.standing(m, today),
            ),
            "most_named": listing.MOST_TILES,
            "can_join": "pages/join" in cluster.texts,
        },
        about=partial(structured.competences, families, site),
    )  # fmt: skip


def each(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each competence: who has it, what is offered, what happened."""
    held = matrix.holders(cluster)
    families = matrix.families(cluster, held)
    ordered = [c for family in families for c in family.competences]
    counts = [len(held[c.id]) for c in ordered]
    faint = spectrum.relatives(counts)
    offers, events, stories = _by_competence(cluster)
    known = listing.known(cluster, site)
    place = 0
    for family in families:
        for own in family.competences:
            lists = held[own.id], offers[own.id], events[own.id], stories[own.id]
            yield PageSpec(
                "competence", "competences", own.name,
                own.explanation or Spoken(partial(_told, own)),
                {
                    "competence": own,
                    "group": family.group,
                    "cover": drawings.svg(spectrum.cover(counts, place, faint)),
                    "note_of": partial(_note, own),
                    "related": [(c, len(held[c.id])) for c in family.competences if c is not own],
                    "synonyms": Spoken(partial(_synonyms, own)),
                    "feed_of": listing.feeds(site),
                    **listing.listed(*lists, known),
                },
                {"id": own.id},
                translated=own.name.en is not None,
                about=partial(structured.competence, own, family.group, held[own.id], site),
            )  # fmt: skip
            place += 1


def _by_competence(
    cluster: Cluster,
) -> tuple[dict[str, list[model.Offer]], dict[str, list[model.Event]], dict[str, list[Item]]]:
    """Return valid offers and requests, events, and news and projects, by competence."""
    today = cluster.now.date()
    offers, events, stories = defaultdict(list), defaultdict(list), defaultdict(list)
    for offer in cluster.offers:
        if not is_expired(offer, today):
            for key in dict.fromkeys(offer.competences):
                offers[key].append(offer)
    for event in cluster.events:
        for key in dict.fromkeys(event.competences):
            events[key].append(event)
    for item in items(cluster):
        if item.kind in {"news", "project"}:
            for key in item.competences:
                stories[key].append(item)
    return offers, events, stories


def _note(own: model.Competence, member: model.Member) -> model.Word | None:
    """Return what a member remarks on a competence."""
    return next((skill.note for skill in member.competences if skill.id == own.id), None)


def _told(own: model.Competence, lang: Language, say: Words) -> str:
    """Return a description of a competence that nobody has explained yet."""
    return say("competence_told", name=own.name.text(lang))


def _synonyms(own: model.Competence, lang: Language, _say: Words) -> dict[str, Any]:
    """Return the other words for a competence, German ones where there are no English ones."""
    english: Sequence[str] = own.synonyms.en if lang == "en" else ()
    return {"words": english or own.synonyms.de, "lang": "en" if english else "de"}
