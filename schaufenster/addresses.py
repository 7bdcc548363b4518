"""The addresses of everything that is published: what people link to, stable for ever.

German at `/`, English under `/en/`; contract.md is the list, this the one place that knows it.
Pages, feeds and mails all ask here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from schaufenster.problems import Language

PATHS: Final[dict[str, tuple[str, str]]] = {
    "start": ("", "en/"),
    "members": ("mitglieder/", "en/members/"),
    "member": ("profile/{slug}/", "en/profiles/{slug}/"),
    "events": ("termine/", "en/events/"),
    "event": ("termine/{slug}/", "en/events/{slug}/"),
    "market": ("marktplatz/", "en/marketplace/"),
    "offer": ("marktplatz/{member}/{slug}/", "en/marketplace/{member}/{slug}/"),
    "news_list": ("aktuelles/", "en/news/"),
    "about": ("ueber-uns/", "en/about/"),
    "strategy": ("ueber-uns/strategie/", "en/about/strategy/"),
    "join": ("mitmachen/", "en/join/"),
    "privacy": ("datenschutz/", "en/privacy/"),
    "accessibility": ("barrierefreiheit/", "en/accessibility/"),
    "news": ("aktuelles/{slug}/", "en/news/{slug}/"),
    "project": ("projekte/{slug}/", "en/projects/{slug}/"),
    "edition": ("newsletter/{edition}/{channel}/", "en/newsletter/{edition}/{channel}/"),
    "imprint": ("impressum/", "en/imprint/"),
}


def path_of(what: str, lang: Language, **names: str) -> str:
    """Return the path of a page below the site's root, without leading slash."""
    return PATHS[what][lang == "en"].format(**names)


def feed_path(topic: str, lang: Language, form: str) -> str:
    """Return the path of a feed: `feeds/all.de.rss`."""
    return f"feeds/{topic}.{lang}.{form}"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site stands: `url` is its absolute address and ends with a slash."""

    url: str

    @property
    def base(self) -> str:
        """Return the path part of the address: `/`, or `/folder/` where the site lies in one."""
        return urlsplit(self.url).path

    @property
    def host(self) -> str:
        """Return the host name, for ids of feeds and mails."""
        return urlsplit(self.url).hostname or ""

    def link(self, what: str, lang: Language, **names: str) -> str:
        """Return the address of a page for links inside the site."""
        return self.base + path_of(what, lang, **names)

    def absolute(self, what: str, lang: Language, **names: str) -> str:
        """Return the full address of a page, for feeds, mails and other sites."""
        return self.url + path_of(what, lang, **names)


def site_at(url: str) -> Site:
    """Return the site at an address, with or without its last slash."""
    return Site(url.rstrip("/") + "/")
