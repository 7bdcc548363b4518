"""The titles of windows: short enough for tabs and search engines, and none twice in a language."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from schaufenster import language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import days_in_words
from schaufenster.facts.pages import pages_of_records
from schaufenster.showcase.page import Page
from schaufenster.templates import Templates, Words

LONGEST: Final = 70
"""Characters of a window's title; results and tabs cut what is longer."""
_LONGEST_APART: Final = 32
"""Characters of what tells two pages apart."""
_STORIES: Final = ("event", "news", "project")


def window_titles(
    pages: Iterable[Page], cluster: Cluster, templates: Templates
) -> Mapping[str, str]:
    """Return the title of each page's window by the page's path.

    Pages whose titles are the same say in brackets what tells them apart.
    """
    pages, site_name = list(pages), cluster.identity.name
    titles = {page.path: _window_title(page.title, "", site_name) for page in pages}
    counts = Counter((page.lang, titles[page.path]) for page in pages)
    twice = [page for page in pages if counts[page.lang, titles[page.path]] > 1]
    records = {page.key: page.record for page in pages_of_records(cluster)} if twice else {}
    for page in twice:
        apart = _apart(page, records, cluster, Words(page.lang, templates.words))
        titles[page.path] = _window_title(page.title, apart, site_name)
    return titles


def _apart(page: Page, records: Mapping[tuple[str, ...], Any], cluster: Cluster, say: Words) -> str:
    """Return what tells a page apart: who offers it, when it was, what it is."""
    kinds = _STORIES if page.what == "press_pack" else (page.what,)
    keys = ((kind, *page.names.values()) for kind in kinds)
    match next((records[key] for key in keys if key in records), None):
        case model.Offer(member=member):
            return cluster.member(member).short
        case model.Event() as event:
            return days_in_words(event, say)
        case model.NewsItem() | model.Project() as story:
            return language.date(story.published, page.lang)
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
