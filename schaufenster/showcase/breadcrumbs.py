"""Breadcrumbs: the pages above a page, and their list for search engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from schaufenster.addresses import Site
from schaufenster.problems import Language
from schaufenster.showcase.page import Page
from schaufenster.showcase.structured import breadcrumb_list
from schaufenster.templates import Words

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
    "news_list": "news",
    "projects": "projects",
    "about": "about",
    "press": "press_title",
}
"""Names of these pages in breadcrumbs: keys of `theme/strings.yml`; others have their title."""

Lists = Mapping[tuple[str, Language], Page]
"""The pages that exist once in a language, by `what`: other pages are below them."""


def lists_of(pages: Iterable[Page]) -> Lists:
    """Return the pages that exist once in a language."""
    return {(page.what, page.lang): page for page in pages if not (page.names or page.bare)}


def above(page: Page, lists: Lists) -> Iterator[Page]:
    """Yield the pages above a page, the nearest first."""
    what = ABOVE.get(page.what)
    while what:
        if parent := lists.get((what, page.lang)):
            yield parent
        what = ABOVE.get(what)


def breadcrumbs(page: Page, lists: Lists, site: Site, say: Words) -> dict[str, Any] | None:
    """Return the breadcrumbs of a page as schema.org's BreadcrumbList.

    None for a page without another above it, and where its own data has breadcrumbs.
    """
    trail = [*reversed(list(above(page, lists))), page]
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
