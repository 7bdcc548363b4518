"""RSS 2.0 (https://www.rssboard.org/rss-specification) and Atom (RFC 4287), written by feedgen.

Dates come from the content alone: feedgen would write the build time unless `updated` and
`lastBuildDate` are set. It prepends entries unless told otherwise, takes the last link for the
channel's own, and lets an item's author be an e-mail address only, so that names go to Dublin
Core. What Atom says by `xml:lang` and RSS cannot say is added here.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from schaufenster.feeds.entries import Entry
from schaufenster.feeds.feed_head import FeedHead
from schaufenster.problems import Language

_ATOM: Final = "application/atom+xml"
_RSS: Final = "application/rss+xml"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


class _Marks:
    """Extends an entry by its languages, and mends what feedgen writes of it."""

    entry: Entry
    lang: Language

    def extend_rss(self, item: Any) -> None:
        # rss-parser makes an object of a category with a domain; Atom keeps the scheme.
        for category in item.findall("category"):
            category.attrib.pop("domain", None)

    def extend_atom(self, entry: Any) -> None:
        for name in ("title", "summary"):
            lang = getattr(self.entry, f"{name}_lang")
            if lang != self.lang:
                entry.find(name).set(_LANG, lang)
        # feedgen 1.0 loses all of a link but its address.
        page, *pictures = entry.findall("link")
        page.attrib.update({"rel": "alternate", "type": "text/html"})
        for link, picture in zip(pictures, self.entry.pictures, strict=False):
            length = str(picture.length)
            link.attrib.update({"rel": "enclosure", "type": picture.media_type, "length": length})


@dataclass(frozen=True, slots=True)
class Syndicated:
    """An entry as XML, made once; feedgen puts a copy into each feed that carries it."""

    rss: Any
    atom: Any

    def rss_entry(self) -> Any:
        """Return the entry for RSS."""
        return deepcopy(self.rss)

    def atom_entry(self) -> Any:
        """Return the entry for Atom."""
        return deepcopy(self.atom)

    def register_extension(self, *_: object) -> None:
        """Do nothing: the entry has been extended."""


def syndicate(entry: Entry, lang: Language) -> Syndicated:
    """Return an entry for the feeds of a language."""
    inner = FeedEntry()
    inner.guid(entry.id, permalink=False)
    inner.title(entry.title or "–")  # Atom knows no entry without a title
    inner.description(html.escape(entry.summary, quote=False))  # which RSS reads as HTML
    inner.summary(entry.summary)
    inner.content(entry.html, type="html")
    inner.link(href=entry.url, rel="alternate")
    for picture in entry.pictures[:1]:  # RSS knows one
        inner.link(
            href=picture.url, rel="enclosure", type=picture.media_type, length=str(picture.length)
        )
    inner.published(entry.published)
    inner.updated(entry.updated)
    inner.author(name=entry.author, uri=entry.author_url)
    for category in entry.categories:
        inner.category(term=category.term, scheme=category.scheme, label=category.label)
    inner.load_extension("dc", atom=False)
    inner.dc.dc_creator(entry.author)
    inner.dc.dc_language(entry.title_lang)
    inner.register_extension("marks", _Marks)
    inner.marks.entry, inner.marks.lang = entry, lang
    return Syndicated(inner.rss_entry(), inner.atom_entry())


def write_rss_and_atom(head: FeedHead, entries: Iterable[Syndicated]) -> tuple[bytes, bytes]:
    """Return a feed as RSS and as Atom."""
    feed = FeedGenerator()
    feed.load_extension("dc", atom=False)
    feed.id(head.id)
    feed.title(head.title)
    feed.language(head.lang)
    feed.author(name=head.author, uri=head.home)
    feed.updated(head.updated)
    feed.lastBuildDate(head.updated)
    feed.generator("Schaufenster")
    for entry in entries:
        feed.add_entry(entry, order="append")
    feed.link(_links(head, head.rss, _RSS), replace=True)
    feed.subtitle(_plain(head.description))  # which is RSS's description, too
    rss = feed.rss_str(pretty=True)
    feed.link(_links(head, head.atom, _ATOM), replace=True)
    feed.subtitle(head.description)
    return _styled(rss, head), _styled(feed.atom_str(pretty=True), head)


def _plain(text: str) -> str:
    """Return a channel's description, which is text, but which many programs read as HTML.

    Only what they would take for markup is escaped: most show "Maß & Muster" as it stands.
    """
    is_same = "<" not in text and html.unescape(text) == text
    return text if is_same else html.escape(text, quote=False)


def _links(head: FeedHead, address: str, media_type: str) -> list[dict[str, str]]:
    return [
        {"href": address, "rel": "self", "type": media_type},
        {"href": head.home, "rel": "alternate", "type": "text/html"},
    ]


def _styled(raw: bytes, head: FeedHead) -> bytes:
    """Return a feed with the style sheet that shows it to people; XSLT is being removed."""
    declaration, rest = raw.split(b"\n", 1)
    style = f'<?xml-stylesheet type="text/css" href="{html.escape(head.style)}"?>'.encode()
    return b"\n".join((declaration, style, rest))
