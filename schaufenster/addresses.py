"""The addresses of everything that is published: the first language at `/`, others below `/LANG/`.

People link to them, so they never change. Pages, feeds and mails all take them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from schaufenster.content.load import Cluster
from schaufenster.problems import Language
from schaufenster.words.address_words import CALENDAR, START, words_for


def path_of(what: str, lang: Language, languages: tuple[Language, ...], **names: str) -> str:
    """Return the path of a page below the root of a site with languages, without leading slash."""
    below = "" if lang == languages[0] else f"{lang}/"
    return below + words_for(what, lang).format(**names)


def feed_path(topic: str, lang: Language, form: str) -> str:
    """Return the path of a feed: `feeds/all.de.rss`."""
    return f"feeds/{topic}.{lang}.{form}"


def archive_path(topic: str, lang: Language, quarter: str) -> str:
    """Return the path of what a feed no longer carries: `feeds/archive/all.de.2030-q1.atom`."""
    return f"{ARCHIVE}{topic}.{lang}.{quarter}.atom"


ARCHIVE: Final = "feeds/archive/"
"""The folder of what feeds no longer carry; the feeds lead to it."""


def data_path(name: str, form: str) -> str:
    """Return the path of a file of open data: `data/members.json`; `form` is also `schema`."""
    return f"data/schema/{name}.json" if form == "schema" else f"data/{name}.{form}"


DATA_PACKAGE: Final = "data/datapackage.json"
"""The path of the description of all tables of open data."""
FEED_LIST: Final = "feeds/index.opml"
"""The path of the list of all feeds."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site: `url` is its absolute address and ends with a slash.

    `languages` are those of its pages, the first one at the root.
    """

    url: str
    languages: tuple[Language, ...]

    @property
    def base(self) -> str:
        """Return the path part of the address: `/`, or `/folder/` if the site is in one."""
        return urlsplit(self.url).path

    @property
    def first_language(self) -> Language:
        """Return the language of the pages at the root."""
        return self.languages[0]

    def path(self, what: str, lang: Language, **names: str) -> str:
        """Return the path of a page below the root, without leading slash."""
        return path_of(what, lang, self.languages, **names)

    def link(self, what: str, lang: Language, **names: str) -> str:
        """Return the address of a page for links inside the site."""
        return self.base + self.path(what, lang, **names)

    def absolute(self, what: str, lang: Language, **names: str) -> str:
        """Return the full address of a page, for feeds, mails and other sites."""
        return self.url + self.path(what, lang, **names)

    def id_of(self, what: str, **names: str) -> str:
        """Return the full address of a page in the first language: it stands for what it shows."""
        return self.absolute(what, self.first_language, **names)

    def calendar_path(self, slug: str, lang: Language, what: str = "event") -> str:
        """Return the path of the calendar beside an event's page: `termine/SLUG/termin.ics`.

        `what` is another kind of page with a date.
        """
        return self.path(what, lang, slug=slug) + words_for(CALENDAR, lang)

    def pack_path(self, slug: str, lang: Language, end: str) -> str:
        """Return the path of a press pack's file: `presse/SLUG/SLUG.de.docx`."""
        return f"{self.path('press_pack', self.first_language, slug=slug)}{slug}.{lang}.{end}"

    def sheet_path(self, what: str, lang: Language, **names: str) -> str:
        """Return the path of a sheet for print: `profile/SLUG/SLUG.de.pdf`, `presse/presse.de.pdf`.

        It lies beside the page in the first language and is called like its folder.
        """
        folder = self.path(what, self.first_language, **names)
        return f"{folder}{folder.rstrip('/').rpartition('/')[2]}.{lang}.pdf"

    def web_copy_path(self, edition: str, channel: str, lang: Language) -> str:
        """Return the path of a mail as it looked in the inbox: `newsletter/ID/LIST/mail.html`."""
        return f"{self.path('edition', lang, edition=edition, channel=channel)}mail.html"

    def vcard_path(self, slug: str) -> str:
        """Return the path of a profile's contact: `profile/SLUG/SLUG.vcf`."""
        return f"{self.path('member', self.first_language, slug=slug)}{slug}.vcf"

    def card_path(self, what: str, lang: Language, shown: str, **names: str) -> str:
        """Return the path of a page's share card: `cards/termine/SLUG-HASH.png`.

        `shown` is the hash of what stands on it: networks and messengers keep a picture by its
        address.
        """
        return f"cards/{self.path(what, lang, **names).strip('/') or START}-{shown}.png"


def site_at(url: str, languages: tuple[Language, ...]) -> Site:
    """Return the site at an address, with or without its last slash."""
    return Site(url.rstrip("/") + "/", languages)


def site_of(cluster: Cluster) -> Site:
    """Return the site of a cluster."""
    return site_at(cluster.identity.site_url, cluster.identity.languages)


def host(url: str) -> str:
    """Return the host of an address as people say it, without `www.`."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
