"""The addresses of everything that is published: German at `/`, English under `/en/`.

People link to them, so they never change. Pages, feeds and mails all take them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from schaufenster.content.load import Cluster
from schaufenster.problems import Language

PATHS: Final[dict[str, tuple[str, str]]] = {
    "start": ("", "en/"),
    "members": ("mitglieder/", "en/members/"),
    "members_list": ("mitglieder/liste/", "en/members/list/"),
    "compare": ("mitglieder/vergleich/", "en/members/compare/"),
    "member": ("profile/{slug}/", "en/profiles/{slug}/"),
    "competences": ("kompetenzen/", "en/competences/"),
    "competence": ("kompetenzen/{id}/", "en/competences/{id}/"),
    "regions": ("regionen/", "en/regions/"),
    "district": ("regionen/{id}/", "en/regions/{id}/"),
    "events": ("termine/", "en/events/"),
    "year": ("termine/{year}/", "en/events/{year}/"),
    "series": ("termine/reihe/{slug}/", "en/events/series/{slug}/"),
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
    "projects": ("projekte/", "en/projects/"),
    "newsletter": ("newsletter/", "en/newsletter/"),
    "edition": ("newsletter/{edition}/{channel}/", "en/newsletter/{edition}/{channel}/"),
    "press": ("presse/", "en/press/"),
    "press_pack": ("presse/{slug}/", "en/press/{slug}/"),
    "subscribe": ("abonnieren/", "en/subscribe/"),
    "embed": ("einbetten/mitglieder/", "en/embed/members/"),
    "embed_chamber": ("einbetten/mitglieder/kammer-{id}/", "en/embed/members/chamber-{id}/"),
    "embed_district": ("einbetten/mitglieder/kreis-{id}/", "en/embed/members/district-{id}/"),
    "embed_competence": (
        "einbetten/mitglieder/kompetenz-{id}/",
        "en/embed/members/competence-{id}/",
    ),
    "data": ("daten/", "en/data/"),
    "search": ("suche/", "en/search/"),
    "imprint": ("impressum/", "en/imprint/"),
}


def path_of(what: str, lang: Language, **names: str) -> str:
    """Return the path of a page below the site's root, without leading slash."""
    return PATHS[what][lang == "en"].format(**names)


def feed_path(topic: str, lang: Language, form: str) -> str:
    """Return the path of a feed: `feeds/all.de.rss`."""
    return f"feeds/{topic}.{lang}.{form}"


def calendar_path(slug: str, lang: Language) -> str:
    """Return the path of the calendar file beside an event's page: `termine/SLUG/termin.ics`."""
    return path_of("event", lang, slug=slug) + ("event.ics" if lang == "en" else "termin.ics")


def data_path(name: str, form: str) -> str:
    """Return the path of a file of open data: `data/members.json`; `form` is also `schema`."""
    return f"data/schema/{name}.json" if form == "schema" else f"data/{name}.{form}"


DATA_PACKAGE: Final = "data/datapackage.json"
"""The path of the description of all tables of open data."""
FEED_LIST: Final = "feeds/index.opml"
"""The path of the list of all feeds."""


def pack_path(slug: str, lang: Language, end: str) -> str:
    """Return the path of a press pack's file: `presse/SLUG/SLUG.de.docx`."""
    return f"{path_of('press_pack', 'de', slug=slug)}{slug}.{lang}.{end}"


def web_copy_path(edition: str, channel: str, lang: Language) -> str:
    """Return the path of a mail as it looked in the inbox: `newsletter/ID/CHANNEL/mail.html`."""
    return f"{path_of('edition', lang, edition=edition, channel=channel)}mail.html"


def vcard_path(slug: str) -> str:
    """Return the path of a profile's contact: `profile/SLUG/SLUG.vcf`."""
    return f"{path_of('member', 'de', slug=slug)}{slug}.vcf"


def card_path(what: str, lang: Language, shown: str, **names: str) -> str:
    """Return the path of a page's share card: `cards/termine/SLUG-HASH.png`.

    `shown` is the hash of what stands on it: networks and messengers keep a picture by its address.
    """
    return f"cards/{path_of(what, lang, **names).strip('/') or 'start'}-{shown}.png"


@dataclass(frozen=True, slots=True)
class Site:
    """The site: `url` is its absolute address and ends with a slash."""

    url: str

    @property
    def base(self) -> str:
        """Return the path part of the address: `/`, or `/folder/` if the site is in one."""
        return urlsplit(self.url).path

    def link(self, what: str, lang: Language, **names: str) -> str:
        """Return the address of a page for links inside the site."""
        return self.base + path_of(what, lang, **names)

    def absolute(self, what: str, lang: Language, **names: str) -> str:
        """Return the full address of a page, for feeds, mails and other sites."""
        return self.url + path_of(what, lang, **names)


def site_at(url: str) -> Site:
    """Return the site at an address, with or without its last slash."""
    return Site(url.rstrip("/") + "/")


def site_of(cluster: Cluster) -> Site:
    """Return the site of a cluster."""
    return site_at(cluster.identity.site_url)


def host(url: str) -> str:
    """Return the host of an address as people say it, without `www.`."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
