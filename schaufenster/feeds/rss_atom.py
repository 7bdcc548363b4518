"""RSS 2.0 (https://www.rssboard.org/rss-specification) and Atom (RFC 4287), written by feedgen.

Dates come from the content alone: feedgen would write the build time unless `updated` and
`lastBuildDate` are set. It prepends entries unless told otherwise, takes the last link for the
channel's own, and lets an item's author be an e-mail address only, so that names go to Dublin
Core. What Atom says by `xml:lang` and RSS cannot say is added here.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from schaufenster.feeds.entries import Entry
from schaufenster.feeds.feed_head import FeedHead
from schaufenster.problems import Language

_ATOM: Final = "application/atom+xml"
_RSS: Final = "application/rss+xml"
_ATOM_NAMES: Final = "http://www.w3.org/2005/Atom"
_HISTORY: Final = "http://purl.org/syndication/history/1.0"
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


class _History:
    """Says where a feed's past is, and of an archive that it is one (RFC 5005).

    feedgen 1.0 keeps only the link of RSS to itself.
    """

    head: FeedHead

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _HISTORY} if self.head.current else {}

    def extend_atom(self, feed: Any) -> None:
        if self.head.current:
            etree.SubElement(feed, f"{{{_HISTORY}}}archive")

    def extend_rss(self, feed: Any) -> None:
        for link in _further_links(self.head):
            etree.SubElement(feed[0], f"{{{_ATOM_NAMES}}}link", link)


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


def write_rss(head: FeedHead, entries: Iterable[Syndicated]) -> bytes:
    """Return a feed as RSS."""
    feed = _feed(head, entries)
    feed.load_extension("dc", atom=False)
    feed.lastBuildDate(head.updated)
    feed.link(_links(head, head.rss, _RSS), replace=True)
    feed.subtitle(_plain(head.description))  # which is RSS's description
    return _styled(feed.rss_str(pretty=True), head)


def write_atom(head: FeedHead, entries: Iterable[Syndicated]) -> bytes:
    """Return a feed as Atom, or one of its archives."""
    feed = _feed(head, entries)
    feed.link(_links(head, head.atom, _ATOM), replace=True)
    feed.subtitle(head.description)
    return _styled(feed.atom_str(pretty=True), head)


def _feed(head: FeedHead, entries: Iterable[Syndicated]) -> FeedGenerator:
    feed = FeedGenerator()
    feed.id(head.id)
    feed.title(head.title)
    feed.language(head.lang)
    feed.author(name=head.author, uri=head.home)
    feed.updated(head.updated)
    feed.generator("Schaufenster")
    for entry in entries:
        feed.add_entry(entry, order="append")
    feed.register_extension("history", _History)
    feed.history.head = head
    return feed


def _plain(text: str) -> str:
    """Return a channel's description, which is text, but which many programs read as HTML.

    Only what they would take for markup is escaped: most show "Maß & Muster" as it stands.
    """
    is_same = "<" not in text and html.unescape(text) == text
    return text if is_same else html.escape(text, quote=False)


def _links(head: FeedHead, address: str, media_type: str) -> list[dict[str, str]]:
    return [
        {"href": address, "rel": "self", "type": media_type},
        *_further_links(head),
        {"href": head.home, "rel": "alternate", "type": "text/html"},
    ]


def _further_links(head: FeedHead) -> Iterator[dict[str, str]]:
    if head.hub:
        yield {"href": head.hub, "rel": "hub"}
    for rel, href in (("prev-archive", head.earlier), ("current", head.current)):
        if href:
            yield {"href": href, "rel": rel, "type": _ATOM}


def _styled(raw: bytes, head: FeedHead) -> bytes:
    """Return a feed with the style sheet that shows it to people; XSLT is being removed."""
    declaration, rest = raw.split(b"\n", 1)
    style = f'<?xml-stylesheet type="text/css" href="{html.escape(head.style)}"?>'.encode()
    return b"\n".join((declaration, style, rest))
