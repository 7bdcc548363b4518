"""Which offers and members fit a request, and why.

The rule: an offer fits that names a competence which is asked for, or at least two rare words of
the request's title; a profile fits that has such a competence. More competences come first, then
more words, then the same form, then the same region, then the order of slugs. Nothing else counts.

A call for funding fits a profile that has one of its competences, and the kind, the size and a seat
or site in a region that it names. What a call does not name excludes nobody; nor does what a
profile does not say: it is named as open. More competences come first, then less that is open.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final, TypeVar

from schaufenster import language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.membership import present
from schaufenster.facts.release import is_expired
from schaufenster.problems import Language
from schaufenster.reads import Index, SlowIndex
from schaufenster.templates import Words
from schaufenster.word_comparison import parts
from schaufenster.words import ENGLISH

F = TypeVar("F", "Match", "Fit")

FEWEST_WORDS: Final = 2
"""So many rare words have to be shared where no competence is."""
SHORTEST: Final = 5
"""Letters of a word that counts."""
COMMON: Final = 0.1
"""A word in more than this share of all offers and requests is not rare, nor one in more than 3."""
MOST: Final = 8
"""The most that a page names of each kind."""

Row = tuple[str, tuple[str, ...], tuple[str, ...], bool, bool]
"""What fits: a path or slug, competences, words of the request, same form, same region."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something fits: the key of its words in `words/…/site.po`, and what is shared."""

    key: str
    shared: tuple[model.Text, ...] = ()


def _shared(competences: tuple[str, ...], cluster: Cluster) -> Iterator[Reason]:
    if competences:
        names = tuple(cluster.competences[key].name for key in competences)
        yield Reason("fits_competences", names)


def why_in_words(match: Match | Fit, cluster: Cluster, say: Words) -> str:
    """Return why something fits on one line."""
    return "; ".join(
        " ".join(
            (
                say(reason.key, n=len(reason.shared)),
                ", ".join(t.text(say.lang) for t in reason.shared),
            )
        ).strip()
        for reason in match.reasons(cluster)
    )


def with_reasons(found: Iterable[F], cluster: Cluster) -> list[tuple[F, tuple[Reason, ...]]]:
    """Return the first of what fits, as many as a page names, each with its reasons."""
    return [(match, tuple(match.reasons(cluster))) for match in islice(found, MOST)]


def since(*records: model.Offer | model.FundingCall) -> dt.date:
    """Return the first day on which all of these records were there to fit."""
    return max(
        max(record.published.first(), record.embargo.at.date() if record.embargo else dt.date.min)
        for record in records
    )


@dataclass(frozen=True, slots=True)
class Match:
    """What fits a request and why: its competences, words of the request, its form and region."""

    record: Any
    competences: tuple[str, ...]
    words: tuple[str, ...]
    same_form: bool
    same_region: bool

    def reasons(self, cluster: Cluster) -> Iterator[Reason]:
        """Yield why it fits, the weightiest first."""
        yield from _shared(self.competences, cluster)
        if self.words:
            yield Reason("fits_words", tuple(map(cluster.identity.untranslated, self.words)))
        if self.same_form:
            yield Reason("fits_form")
        if self.same_region:
            yield Reason("fits_region")


@dataclass(frozen=True, slots=True)
class Fit:
    """A call for funding or a profile that fits it, and why: competences, and what else is met.

    `met` are keys of words (`fits_call_KEY`); those that end with `unknown` are open.
    """

    record: Any
    competences: tuple[str, ...]
    met: tuple[str, ...]

    def reasons(self, cluster: Cluster) -> Iterator[Reason]:
        """Yield why it fits, the weightiest first."""
        yield from _shared(self.competences, cluster)
        yield from (Reason(f"fits_call_{key}") for key in self.met)


def members_for_call(call: model.FundingCall, cluster: Cluster) -> list[Fit]:
    """Return the profiles that a call fits which has not ended, the best first."""
    rows = _members_by_call.at(cluster, call.slug, ())
    return [Fit(cluster.member(slug), *why) for slug, *why in rows]


def calls_for(member: model.Member, cluster: Cluster) -> list[Fit]:
    """Return the calls for funding that fit a profile and have not ended, the best first."""
    rows = _calls_by_member.at(cluster, member.slug, ())
    return [Fit(cluster.call(slug), *why) for slug, *why in rows]


def offers_for(request: model.Offer, cluster: Cluster) -> list[Match]:
    """Return the valid offers of others that fit a request, the best first."""
    rows = _offers_by_request.at(cluster, request.path, ())
    return [Match(cluster.offer(path), *why) for path, *why in rows]


def members_for(request: model.Offer, cluster: Cluster) -> list[Match]:
    """Return the members that have a competence which a request asks for, the best first."""
    rows = _members_by_request.at(cluster, request.path, ())
    return [Match(cluster.member(slug), *why) for slug, *why in rows]


def requests_for(offer: model.Offer, cluster: Cluster) -> list[Match]:
    """Return the open requests that an offer fits, the best first."""
    rows = _requests_by_offer.at(cluster, offer.path, ())
    return [Match(cluster.offer(path), *why) for path, *why in rows]


@SlowIndex
def _offers_by_request(cluster: Cluster) -> dict[str, tuple[Row, ...]]:
    """Return by the file of each open request the valid offers that fit it."""
    offers, requests = _open(cluster, "offer"), _open(cluster, "request")
    lang = cluster.identity.first_language
    stems = {
        record.path: _stems(f"{record.title.text(lang)} {record.summary.text(lang)}", lang)
        for record in (*offers, *requests)
    }
    rare = _rare(stems.values())
    by_competence: dict[str, list[model.Offer]] = defaultdict(list)
    by_stem: dict[str, list[model.Offer]] = defaultdict(list)
    for offer in offers:
        for key in offer.competences:
            by_competence[key].append(offer)
        for stem in stems[offer.path].keys() & rare:
            by_stem[stem].append(offer)
    found: dict[str, tuple[Row, ...]] = {}
    for request in requests:
        own = _stems(request.title.text(lang), lang)
        skills: dict[str, list[str]] = defaultdict(list)
        words: dict[str, list[str]] = defaultdict(list)
        for key in request.competences:
            for offer in by_competence[key]:
                skills[offer.path].append(key)
        for stem in own:
            for offer in by_stem[stem]:
                words[offer.path].append(own[stem])
        found[request.path] = _best(_rows(request, skills, words, cluster))
    return found


@Index
def _requests_by_offer(cluster: Cluster) -> dict[str, tuple[Row, ...]]:
    """Return by the file of each offer the open requests that it fits."""
    turned: dict[str, list[Row]] = defaultdict(list)
    for request, rows in _offers_by_request(cluster).items():
        for row in rows:
            turned[row[0]].append((request, *row[1:]))
    return {offer: _best(rows) for offer, rows in turned.items()}


@SlowIndex
def _members_by_request(cluster: Cluster) -> dict[str, tuple[Row, ...]]:
    """Return by the file of each open request who has a competence that it asks for."""
    able: dict[str, list[model.Member]] = defaultdict(list)
    for member in present(cluster):
        for skill in member.competences:
            able[skill.id].append(member)
    found: dict[str, tuple[Row, ...]] = {}
    for request in _open(cluster, "request"):
        shared: dict[str, list[str]] = defaultdict(list)
        for key in request.competences:
            for member in able[key]:
                if member.slug != request.member:
                    shared[member.slug].append(key)
        where = cluster.member(request.member).seat.district
        found[request.path] = _best(
            (slug, tuple(keys), (), False, _same(where, cluster.member(slug).seat.district))
            for slug, keys in shared.items()
        )
    return found


FitRow = tuple[str, tuple[str, ...], tuple[str, ...]]
"""What fits a call: a slug, competences, what else is met."""


@Index
def _members_by_call(cluster: Cluster) -> dict[str, tuple[FitRow, ...]]:
    """Return by the slug of each call that has not ended who fits it."""
    members = present(cluster)
    return {
        call.slug: _best_fits(
            (member.slug, *why) for member in members if (why := _why(call, member))
        )
        for call in cluster.funding
        if not is_expired(call, cluster.today)
    }


@Index
def _calls_by_member(cluster: Cluster) -> dict[str, tuple[FitRow, ...]]:
    """Return by the slug of each profile the calls that fit it."""
    turned: dict[str, list[FitRow]] = defaultdict(list)
    for call, rows in _members_by_call(cluster).items():
        for slug, competences, met in rows:
            turned[slug].append((call, competences, met))
    return {member: _best_fits(rows) for member, rows in turned.items()}


def _why(
    call: model.FundingCall, member: model.Member
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the competences and what else of a call a profile meets; None if it does not fit."""
    has = {skill.id for skill in member.competences}
    shared = tuple(key for key in call.competences if key in has)
    places = {part.district for part in (member.seat, *member.sites) if part.district}
    asked: tuple[tuple[str, Iterable[str], set[str]], ...] = (
        ("type", call.types, {member.type}),
        ("size", call.sizes, {member.size.class_} if member.size else set()),
        ("region", call.districts, places),
    )
    if call.competences and not shared:
        return None
    met = [] if call.competences else ["any"]
    for name, wanted, own in asked:
        if wanted and own.isdisjoint(wanted) and own:
            return None
        if wanted:
            met.append(name if own else f"{name}_unknown")
    return shared, tuple(met)


def _best_fits(rows: Iterable[FitRow]) -> tuple[FitRow, ...]:
    def rank(row: FitRow) -> tuple[int, int, str]:
        slug, skills, met = row
        return -len(skills), sum(key.endswith("unknown") for key in met), slug

    return tuple(sorted(rows, key=rank))


def _rows(
    request: model.Offer,
    skills: Mapping[str, list[str]],
    words: Mapping[str, list[str]],
    cluster: Cluster,
) -> Iterator[Row]:
    where = cluster.member(request.member).seat.district
    for path in {**skills, **words}:
        offer = cluster.offer(path)
        shared, said = tuple(skills.get(path, ())), tuple(words.get(path, ()))
        if offer.member != request.member and (shared or len(said) >= FEWEST_WORDS):
            region = _same(where, cluster.member(offer.member).seat.district)
            yield path, shared, said, offer.form == request.form, region


def _best(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda r: (-len(r[1]), -len(r[2]), not r[3], not r[4], r[0])))


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _open(cluster: Cluster, kind: str) -> list[model.Offer]:
    """Return the offers or the requests that hold today."""
    offers = cluster.offers
    return [o for o in offers if o.kind == kind and not is_expired(o, cluster.today)]


# ── words ────────────────────────────────────────────────────────────────────────────────────


def _stems(text: str, lang: Language) -> dict[str, str]:
    """Return the stems of a text, each with the word that it stands for."""
    stem = _stemmer(lang)
    return {
        stem(part): word.strip(".,:;!?()„“”\"'")
        for word in reversed(text.split())
        for part in parts(word)
        if len(part) >= SHORTEST
    }


def _rare(texts: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Return the stems that few texts have."""
    texts = list(texts)
    counts = Counter(stem for text in texts for stem in text)
    most = max(3, COMMON * len(texts))
    return frozenset(stem for stem, count in counts.items() if count <= most)


@lru_cache(8)
def _stemmer(lang: Language) -> Any:
    """Return what stems words of a language as the search does (Snowball); else words stay."""
    import snowballstemmer

    name = language.language_name(lang, ENGLISH).lower()
    if name not in snowballstemmer.algorithms():
        return str
    return snowballstemmer.stemmer(name).stemWord
