"""The titles of windows: short enough for tabs and search engines, and none twice in a language."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import Final

from schaufenster import language
from schaufenster.content import model
from schaufenster.facts.events import days_in_words
from schaufenster.problems import Language
from schaufenster.reads import SlowIndex
from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.page import Page, in_words

LONGEST: Final = 70
"""Characters of a window's title; results and tabs cut what is longer."""
_LONGEST_APART: Final = 32
"""Characters of what tells two pages apart."""
_STORIES: Final = ("event", "news", "project")


@SlowIndex
def _shared(context: SiteContext) -> dict[tuple[Language, str], bool]:
    """Return the titles that more than one window of a language would have."""
    name = context.cluster.identity.name
    counts = Counter(
        (lang, _window_title(in_words(spec.head().title, say), "", name))
        for lang in context.site.languages
        for say in (context.say(lang),)
        for spec in context.specs
    )
    return {title: True for title, count in counts.items() if count > 1}


def window_title(page: Page, context: SiteContext) -> str:
    """Return the title of a page's window.

    Pages whose titles are the same say in brackets what tells them apart.
    """
    name = context.cluster.identity.name
    title = _window_title(page.title, "", name)
    if not _shared.at(context, (page.lang, title)):
        return title
    return _window_title(page.title, _apart(page, context), name)


def _apart(page: Page, context: SiteContext) -> str:
    """Return what tells a page apart: who offers it, when it was, what it is."""
    say, records = context.say(page.lang), context.records
    kinds = _STORIES if page.what == "press_pack" else (page.what,)
    keys = ((kind, *page.names.values()) for kind in kinds)
    match next((records[key] for key in keys if key in records), None):
        case model.Offer(member=member):
            return context.cluster.member(member).short
        case model.Event() as event:
            return days_in_words(event, say)
        case model.NewsItem() | model.Project() | model.FundingCall() as story:
            return language.date(story.published, say.locale)
    key = f"kind_{page.what}"
    return say(key) if key in say.table else say("kind_page")


def _window_title(title: str, apart: str, site_name: str) -> str:
    """Return a title with the site's name if both fit, or shortened if it is too long."""
    tail = f" ({_cut(apart, _LONGEST_APART)})" if apart else ""
    if len(whole := f"{title}{tail} – {site_name}") <= LONGEST:
        return whole
    if len(title + tail) <= LONGEST:
        return title + tail
    return f"{_cut(title, LONGEST - len(tail))}{tail}"


def _cut(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut at a word where there is one."""
    return text if len(text) <= most else f"{textwrap.wrap(text, most - 2)[0]} …"
