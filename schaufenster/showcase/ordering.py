"""The records that pages list, grouped by a key and in the order in which they are read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any, Final, TypeVar

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.facts.release import is_expired
from schaufenster.language import sort_key
from schaufenster.problems import Language

STANDING: Final = ("member", "partner", "project-partner", "")
"""Every status of a membership, the closest first."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def grouped(pairs: Iterable[tuple[Key, Value]]) -> defaultdict[Key, list[Value]]:
    """Return the values of each key in their order; an empty list for any other key."""
    groups: defaultdict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def by_name(members: Iterable[model.Member], lang: Language) -> list[model.Member]:
    """Return profiles in the order of the names that lists show, as a language sorts them."""
    return sorted(members, key=lambda member: sort_key(member.short, lang))


def by_full_name(members: Iterable[model.Member], lang: Language) -> list[model.Member]:
    """Return profiles in the order of their full names."""
    return sorted(members, key=lambda member: sort_key(member.full_name.text(lang), lang))


def standing(member: model.Member, today: dt.date, lang: Language) -> tuple[Any, ...]:
    """Return the sort key of profiles in a language: members first, then by name."""
    return STANDING.index(member.status_on(today)), sort_key(member.short, lang)


def members_first(
    members: Iterable[model.Member], cluster: Cluster, lang: Language
) -> list[model.Member]:
    """Return profiles sorted by `standing`."""
    today = cluster.today
    return sorted(members, key=lambda member: standing(member, today, lang))


def districts_by_name(
    rows: Iterable[Value], district_of: Callable[[Value], model.District], lang: Language
) -> list[Value]:
    """Return rows, each of a district, by the district's name as a language sorts names."""
    return sorted(rows, key=lambda row: sort_key(district_of(row).name.text(lang), lang))


def valid_offers(cluster: Cluster) -> list[model.Offer]:
    """Return the offers and requests that have not expired."""
    today = cluster.today
    return [offer for offer in cluster.offers if not is_expired(offer, today)]


def newest_offers(offers: Iterable[model.Offer]) -> list[model.Offer]:
    """Return offers and requests, the last published first."""
    return sorted(offers, key=lambda o: (-o.published.first().toordinal(), o.path))


def newest_events(events: Iterable[model.Event]) -> list[model.Event]:
    """Return events, the latest start first."""
    return sorted(events, key=lambda e: (-e.start.first().toordinal(), e.slug))


def news_and_projects(cluster: Cluster) -> list[Item]:
    """Return news items and projects, newest first."""
    return [item for item in items(cluster) if item.kind in {"news", "project"}]
