"""How complete a profile is: what a visitor looks for in one, and what of it is missing."""

from __future__ import annotations

from typing import Final, NamedTuple

from schaufenster.content import model
from schaufenster.problems import Language

FEWEST_COMPETENCES: Final = 3
PARTS: Final = (
    "logo", "about", "competences", "contact", "website", "place", "industries", "size",
    "founded", "confirmed", "translation",
)  # fmt: skip
"""What is looked for, the most important first; each has a word in `words/…/change.po`."""


class Completeness(NamedTuple):
    """The share of what is there, in whole percent, and the parts that are missing."""

    percent: int
    lacking: tuple[str, ...]


def completeness_of(member: model.Member, languages: tuple[Language, ...]) -> Completeness:
    """Return how complete a profile is in a cluster with these languages; each part counts alike.

    The summary counts as always there, because it is required; a cluster with one language looks
    for no translation.
    """
    texts = [text for text in (member.summary, member.about) if text]
    there = {
        "logo": member.logo,
        "about": member.about,
        "competences": len(member.competences) >= FEWEST_COMPETENCES,
        "contact": member.email or member.phone,
        "website": member.website,
        "place": member.seat.place,
        "industries": member.industries,
        "size": member.size,
        "founded": member.founded,
        "confirmed": member.confirmed,
        "translation": all(lang in text for text in texts for lang in languages),
    }
    asked = [part for part in PARTS if part != "translation" or languages[1:]]
    lacking = tuple(part for part in asked if not there[part])
    count = len(asked) + 1
    return Completeness(100 * (count - len(lacking)) // count, lacking)
