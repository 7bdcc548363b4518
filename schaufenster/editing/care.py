"""Which profiles need care, and the reminder that a member gets: what is missing, what is old."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from schaufenster import language, words
from schaufenster.addresses import site_of
from schaufenster.cldr import spoken_in
from schaufenster.content import model
from schaufenster.content.fields import FORM_SLUG, PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.completeness import completeness_of
from schaufenster.facts.membership import present
from schaufenster.problems import Language

OLD: Final = 12
"""After so many months a confirmation is old."""


@dataclass(frozen=True, slots=True)
class Care:
    """What a profile needs: how complete it is, when it was confirmed, what is missing or old."""

    member: model.Member
    percent: int
    confirmed: PartialDate | None
    lacking: tuple[str, ...]
    outdated: tuple[Language, ...]
    is_old: bool

    @property
    def is_due(self) -> bool:
        """Return whether its house should hear of it."""
        return self.is_old or bool(self.outdated)


def care_of(cluster: Cluster, months: int = OLD) -> list[Care]:
    """Return what the profiles of a cluster need, the neediest first.

    A confirmation is old after so many `months`; who has left is not asked.
    """
    found = [_care(member, cluster, months) for member in present(cluster)]
    return sorted(found, key=lambda care: (not care.is_due, care.percent, care.member.slug))


def _care(member: model.Member, cluster: Cluster, months: int) -> Care:
    complete = completeness_of(member, cluster.identity.languages)
    on = member.confirmed.on if member.confirmed else None
    texts = [text for text in (member.summary, member.about) if text]
    outdated = {lang for text in texts for lang in text.outdated}
    age = 12 * (cluster.today.year - on.year) + cluster.today.month - on.month if on else months
    return Care(
        member, complete.percent, on, complete.lacking, tuple(sorted(outdated)), age >= months
    )


def parts_in_words(care: Care, lang: Language) -> list[str]:
    """Return what a profile lacks, in words."""
    said = [words.text("change", f"complete_{part}", lang) for part in care.lacking]
    if care.outdated:
        names = language.listed([language.language_name(x, lang) for x in care.outdated], lang)
        said.append(words.text("care", "outdated", lang).format(languages=names))
    return said


def language_for(member: model.Member, cluster: Cluster) -> Language:
    """Return the language in which a house is written to: its country's, else the cluster's first.

    Of the languages of its country the first that the cluster has, and that the program speaks.
    """
    first = cluster.identity.first_language
    known = [lang for lang in cluster.identity.languages if lang in words.languages()]
    spoken = spoken_in(member.seat.country or cluster.identity.country)
    usual = first if first in words.languages() else words.ENGLISH
    if not member.seat.country or first in spoken:
        return usual
    return next((lang for lang in spoken if lang in known), usual)


def reminder(care: Care, cluster: Cluster, lang: Language) -> tuple[str, str]:
    """Return subject and text of the mail that asks a house to look at its profile."""
    member, identity = care.member, cluster.identity

    def wording(key: str, **values: object) -> str:
        return words.text("care", key, lang).format(**values)

    day = language.date(care.confirmed, lang) if care.confirmed else ""
    seen = (
        wording("seen", name=member.short, day=day) if day else wording("unseen", name=member.short)
    )
    where = lang if lang in identity.languages else identity.first_language
    page = site_of(cluster).absolute("member", where, slug=member.slug)
    lacking = [
        part
        for part in parts_in_words(care, lang)
        if part != words.text("change", "complete_confirmed", lang)
    ]
    form = (identity.profile_form or "").replace(FORM_SLUG, member.slug)
    blocks: Iterable[str] = (
        wording("hello"),
        f"{seen}\n{page}",
        "\n".join([wording("lacking"), *(f"- {part}" for part in lacking)]) if lacking else "",
        f"{wording('form')}\n{form}" if form else wording("reply"),
        f"{wording('bye')}\n{identity.name}",
    )
    return wording("subject", cluster=identity.short), "\n\n".join(filter(None, blocks)) + "\n"
