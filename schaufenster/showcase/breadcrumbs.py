"""The way to a page: which page stands above it, and the breadcrumbs that search engines read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from schaufenster.addresses import Site
from schaufenster.problems import Language
from schaufenster.showcase.page import Page
from schaufenster.templates import Words

ABOVE: Final[Mapping[str, str]] = {
    "members_list": "members",
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
"""The page above each kind of page; one that is not there gives way to the one above it."""

_CALLED: Final[Mapping[str, str]] = {
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
"""What the visible way calls these pages: a key of `theme/strings.yml`; others go by title."""

Lists = Mapping[tuple[str, Language], Page]
"""The pages that there is one of in a language, by what they are: what others stand below."""


def lists_of(pages: Iterable[Page]) -> Lists:
    """Return the pages that need no name to be found."""
    return {(page.what, page.lang): page for page in pages if not (page.names or page.bare)}


def above(page: Page, lists: Lists) -> Iterator[Page]:
    """Yield the pages above a page, the nearest first."""
    what = ABOVE.get(page.what)
    while what:
        if found := lists.get((what, page.lang)):
            yield found
        what = ABOVE.get(what)


def breadcrumbs(page: Page, lists: Lists, site: Site, say: Words) -> dict[str, Any] | None:
    """Return the way to a page as schema.org's BreadcrumbList; None where it has one already.

    Pages without another above them need none.
    """
    way = [*reversed(list(above(page, lists))), page]
    if len(way) < 2 or _has_breadcrumbs(page):
        return None
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": _name(step, page, say),
                "item": site.url + step.path,
            }
            for place, step in enumerate(way, 1)
        ],
    }


def _name(step: Page, page: Page, say: Words) -> str:
    return say(_CALLED[step.what]) if step is not page and step.what in _CALLED else step.title


def _has_breadcrumbs(page: Page) -> bool:
    parts = (page.jsonld or {}).get("@graph", ())
    return any(part.get("@type") == "BreadcrumbList" for part in parts)
