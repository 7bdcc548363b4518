"""Whether a rule takes an item, at a moment and for a channel, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from schaufenster import language, words
from schaufenster.content import model
from schaufenster.content.fields import Moment, PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item
from schaufenster.problems import Language

Pairs = tuple[tuple[str, str], ...]
"""Fields of a rule with an id each: `("districts", "jena-stadt")`."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Why an item is taken or not: a key of `words/…/selection.po`, with its value.

    `pairs` is what fits, or what the rule wants and the item lacks.
    """

    item: Item
    reason: str
    value: str = ""
    pairs: Pairs = ()

    @property
    def taken(self) -> bool:
        """Return whether the item is taken."""
        return self.reason in {"all", "fits"}

    def why(self, lang: Language, cluster: Cluster) -> str:
        """Return the reason as a sentence, with the names of things instead of their ids."""
        return _word("reasons", self.reason, lang).format(value=self._value(lang, cluster))

    def _value(self, lang: Language, cluster: Cluster) -> str:
        match self.reason:
            case "fits":
                return ", ".join(_fitting(self.item, pair, lang, cluster) for pair in self.pairs)
            case "other":
                return _missing(self, lang, cluster)
            case "not-for" if self.value in cluster.channels:
                return cluster.channels[self.value].name(cluster.today).text(lang)
            case "early" | "embargo" | "expired" | "future":
                return _moment(self.value, lang)
            case "begun":
                return language.date(PartialDate.parse(self.value), lang)
            case _:
                return self.value


FIELDS: Final = ("kinds", "districts", "chambers", "competences", "ris", "topics", "members")


def name_of(field: str, slug: str, lang: Language, cluster: Cluster) -> str:
    """Return the name of what a rule has the id of; the id where it has no name."""
    if field == "kinds":
        return _word("kinds", slug, lang)
    if field == "members":
        return next((m.short for m in cluster.members if m.slug == slug), slug)
    term: model.Tag | None = getattr(cluster, field).get(slug)
    return term.name.text(lang) if term else slug


def _fitting(item: Item, pair: tuple[str, str], lang: Language, cluster: Cluster) -> str:
    """Return a name that fits; of a region also whether the place or only guests lie there."""
    field, slug = pair
    name = name_of(field, slug, lang, cluster)
    if field == "districts":
        return name if slug in item.at else _word("parts", "guests", lang).format(place=name)
    if field == "chambers":
        inside = [d for d in sorted(item.districts) if cluster.districts[d].chamber == slug]
        districts = [d for d in inside if d in item.at] or inside
        names = [_fitting(item, ("districts", d), lang, cluster) for d in districts]
        return f"{name} ({', '.join(names)})" if names else name
    return name


def _missing(decision: Decision, lang: Language, cluster: Cluster) -> str:
    field = decision.value
    wanted = [name_of(field, slug, lang, cluster) for _, slug in decision.pairs]
    has = [name_of(field, s, lang, cluster) for s in sorted(values_of(decision.item, field))]
    return _word("parts", "missed", lang).format(
        field=_word("fields", field, lang), asked=", ".join(wanted),
        has=", ".join(has) or _word("parts", "nothing", lang),
    )  # fmt: skip


def reason_in_words(key: str, lang: Language, part: str = "reasons") -> str:
    """Return a reason that has no value as a sentence; `pictures` are reasons of photographs."""
    return _word(part, key, lang)


def _word(part: str, key: str, lang: Language) -> str:
    return words.text("selection", f"{part}.{key}", lang)


def _moment(value: str, lang: Language) -> str:
    at = Moment.parse(value).at
    day = language.date(at.date(), lang)
    return day if at.time() == dt.time() else f"{day}, {language.clock(at.time(), None, lang)}"


# ── rules ────────────────────────────────────────────────────────────────────────────────────


def decide(
    item: Item, rule: model.Select, now: dt.datetime, channel: str | None = None
) -> Decision:
    """Return whether an item fits a rule at a moment, for a channel if one is named."""
    if held := _held_back(item, now, channel) or _too_old(item, rule, now):
        return Decision(item, *held)
    if missed := mismatch(item, rule):
        return missed
    pairs = tuple(
        (field, slug)
        for field in FIELDS
        if field != "kinds"
        for slug in sorted(set(getattr(rule, field)) & values_of(item, field))
    )
    if not pairs:
        return Decision(item, "all")
    return Decision(item, "fits", ", ".join(slug for _, slug in pairs), pairs)


def mismatch(item: Item, rule: model.Select) -> Decision | None:
    """Return the first field of a rule that an item does not fit, whatever the day is."""
    for field in FIELDS:
        wanted = getattr(rule, field)
        if wanted and not set(wanted) & values_of(item, field):
            return Decision(item, "other", field, tuple((field, slug) for slug in wanted))
    return None


def select(
    items: Iterable[Item], rule: model.Select, now: dt.datetime, channel: str | None = None
) -> tuple[Decision, ...]:
    """Return a decision for every item, in order; those beyond the rule's `most` are left out."""
    decisions: list[Decision] = []
    count = 0
    for item in items:
        decision = decide(item, rule, now, channel)
        if decision.taken and rule.most is not None and count >= rule.most:
            decision = Decision(item, "most", str(rule.most))
        count += decision.taken
        decisions.append(decision)
    return tuple(decisions)


def _held_back(item: Item, now: dt.datetime, channel: str | None) -> tuple[str, str] | None:
    if item.embargo and item.embargo.at > now:
        return "embargo", str(item.embargo)
    if item.published > now.date():
        return "future", item.published.isoformat()
    if channel and channel in item.not_for:
        return "not-for", channel
    if item.expires and item.expires < now.date():
        return "expired", item.expires.isoformat()
    return None


def _too_old(item: Item, rule: model.Select, now: dt.datetime) -> tuple[str, str] | None:
    if rule.max_age_days is not None and (now.date() - item.available).days > rule.max_age_days:
        return "too-old", str(rule.max_age_days)
    return None


def values_of(item: Item, field: str) -> frozenset[str]:
    """Return the values of an item that a field of a rule is compared with."""
    return frozenset((item.kind,)) if field == "kinds" else getattr(item, field)
