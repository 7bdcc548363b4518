"""Breadcrumbs: the pages above a page, and their list for search engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.page import Page, RenderedPage
from schaufenster.showcase.structured import breadcrumb_list

ABOVE: Final[Mapping[str, str]] = {
    "members_list": "members",
    "compare": "members",
    "member": "members",
    "competence": "competences",
    "district": "regions",
    "year": "events",
    "series": "events",
    "event": "events",
    "offer": "market",
    "funding": "funding_list",
    "news": "news_list",
    "project": "projects",
    "projects": "news_list",
    "strategy": "about",
    "press_pack": "press",
    "edition": "newsletter",
}
"""The page above each kind of page; if the site has no such page, the next one above it counts."""

_NAMES: Final[Mapping[str, str]] = {
    "members": "profiles",
    "competences": "competences",
    "regions": "regions",
    "events": "events",
    "market": "market",
    "funding_list": "funding",
    "news_list": "news",
    "projects": "projects",
    "about": "about",
    "press": "press_title",
}
"""Names of these pages in breadcrumbs: keys of `words/…/site.po`; others have their title."""


def above(page: Page, context: SiteContext) -> Iterator[Page]:
    """Yield the pages above a page, the nearest first."""
    what = ABOVE.get(page.what)
    while what:
        if parent := context.lists.get(what):
            yield context.page(parent, page.lang)
        what = ABOVE.get(what)


def breadcrumbs(page: RenderedPage, context: SiteContext) -> dict[str, Any] | None:
    """Return the breadcrumbs of a page as schema.org's BreadcrumbList.

    None for a page without another above it, and where its own data has breadcrumbs.
    """
    say, site = context.say(page.lang), context.site
    trail: list[Page] = [*reversed(list(above(page, context))), page]
    graph = (page.jsonld or {}).get("@graph", ())
    if len(trail) < 2 or any(node.get("@type") == "BreadcrumbList" for node in graph):
        return None
    return breadcrumb_list(
        (
            say(_NAMES[step.what]) if step is not page and step.what in _NAMES else step.title,
            site.url + step.path,
        )
        for step in trail
    )
