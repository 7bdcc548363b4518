"""Evidence, dates and tiles of records, for pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from markupsafe import Markup

from schaufenster import language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.dates import confirmed_on
from schaufenster.facts.events import days_in_words, is_running
from schaufenster.facts.items import Item
from schaufenster.facts.monograms import letters_of
from schaufenster.facts.places import town_in_words
from schaufenster.problems import Language
from schaufenster.selection import select
from schaufenster.templates import Words, time_element
from schaufenster.themes import pictures_of


def newest(stories: Iterable[Item], cluster: Cluster, *kinds: model.ItemKind) -> list[Item]:
    """Return the three newest items of these kinds that `selection` accepts."""
    tonight = dt.datetime.combine(cluster.today, dt.time.max)
    decisions = select(stories, model.Select(kinds=kinds, most=3), tonight)
    return [decision.item for decision in decisions if decision.taken]


def evidence(member: model.Member, lang: Language, say: Words) -> dict[str, str]:
    """Return when and by whom a profile was last confirmed, else the newest date of its sources.

    `name` is the key of the word for it: a source's date does not say how things stand.
    """
    day = confirmed_on(member)
    has_source = member.sources or any(entry.source for entry in member.membership)
    by = member.confirmed.by if member.confirmed else "source" if has_source else "none"
    name = "newest_source" if by == "source" else "as_of"
    undated = say("figure_undated") if has_source else "–"
    when = time_element(day, lang) if day else undated
    return {"name": name, "when": when, "note": say(f"evidence_{by}")}


def when(item: Item, say: Words) -> str:
    """Return an item's kind and date: the days of an event, else the day of publication."""
    if item.kind == "event":
        return f"{say('kind_event')}, {days_in_words(item.record, say)}"
    return f"{say(f'kind_{item.kind}')}, {language.date(item.dated, say.locale)}"


def card_line(event: model.Event, today: dt.date, say: Words) -> str:
    """Return what stands above the title of an event to come: whether it runs, when and where."""
    running = say("event_running") if is_running(event, today) else ""
    where = town_in_words(event.place, say)
    return ", ".join(filter(None, (running, days_in_words(event, say), where)))


def monogram(member: model.Member, cluster: Cluster, *, bare: bool = False) -> Markup:
    """Return a member's tile: its letters, unless it is to be `bare`, as the theme draws them."""
    text = "" if bare else letters_of(member, cluster)
    return svg(pictures_of(cluster.identity.theme).monogram(member.slug, text))


def svg(drawing: str) -> Markup:
    """Return one of our drawings as markup: the only input in it is names, and they are escaped."""
    return Markup(drawing)  # noqa: S704
