"""Evidence, dates and curves of records, for pages."""

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
from schaufenster.facts.places import town_in_words
from schaufenster.look import curves, drawing
from schaufenster.problems import Language
from schaufenster.selection import select
from schaufenster.templates import Words, time_element


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
    by = member.confirmed.by if member.confirmed else "source" if day else "none"
    name = "newest_source" if by == "source" else "as_of"
    when = time_element(day, lang) if day else "–"
    return {"name": name, "when": when, "note": say(f"evidence_{by}")}


def when(item: Item, lang: Language, say: Words) -> str:
    """Return an item's kind and date: the days of an event, else the day of publication."""
    if item.kind == "event":
        return f"{say('kind_event')}, {days_in_words(item.record, say)}"
    return f"{say(f'kind_{item.kind}')}, {language.date(item.dated, lang)}"


def card_line(event: model.Event, today: dt.date, say: Words) -> str:
    """Return what stands above the title of an event to come: whether it runs, when and where."""
    running = say("event_running") if is_running(event, today) else ""
    where = town_in_words(event.place, say)
    return ", ".join(filter(None, (running, days_in_words(event, say), where)))


def monogram(member: model.Member, text: str | None = None) -> Markup:
    """Return a member's tile: its letters, or another text, over its curve."""
    letters = member.monogram or drawing.letters(member.short)
    return svg(drawing.monogram(member.slug, letters if text is None else text))


def cover_of(item: Item) -> Markup:
    """Return the cover of an item, as a card shows it."""
    kind, slug, form = item.curve
    return svg(drawing.cover(kind, slug, form=form))


def wide_cover(kind: curves.Kind, slug: str, form: str = "other") -> Markup:
    """Return the cover at the head of a page."""
    return svg(drawing.cover(kind, slug, wide=True, form=form))


def offer_cover(offer: model.Offer) -> Markup:
    """Return the cover of an offer or request, as a card shows it."""
    return svg(drawing.cover(offer.kind, f"{offer.member}/{offer.slug}"))


def event_cover(event: model.Event) -> Markup:
    """Return the cover of an event, as a card shows it."""
    return svg(drawing.cover("event", event.slug, form=event.format))


def svg(drawing: str) -> Markup:
    """Return one of our drawings as markup: the only input in it is names, and they are escaped."""
    return Markup(drawing)  # noqa: S704
