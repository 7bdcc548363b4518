"""The list of all feeds (OPML 2.0, http://opml.org/spec2.opml): feed readers take it in whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from lxml import etree

from schaufenster import addresses
from schaufenster.feeds.entries import FeedContext, line
from schaufenster.feeds.head import name_of
from schaufenster.problems import Language
from schaufenster.streams import Stream


def write_list(every: Iterable[Stream], contexts: Mapping[Language, FeedContext]) -> bytes:
    """Return the feeds by language and type; outlines carry `title` beside `text`."""
    every = tuple(every)
    german = contexts["de"]
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = line(german.cluster.identity.name)
    etree.SubElement(head, "ownerId").text = german.site.absolute("subscribe", "de")
    etree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = etree.SubElement(root, "body")
    for context in contexts.values():
        spoken = _outline(body, context.say("language_name"))
        for each, some in groupby(every, lambda stream: stream.type):
            group = _outline(spoken, context.say(f"family_{each.id}"))
            for stream in some:
                _feed(group, stream, context)
    raw = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return bytes(raw)


def _outline(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, "outline", text=name, title=name)


def _feed(parent: etree._Element, stream: Stream, context: FeedContext) -> None:
    outline = _outline(parent, name_of(stream, context))
    outline.set("type", "rss")
    outline.set("version", "RSS2")
    outline.set("xmlUrl", context.site.url + addresses.feed_path(stream.id, context.lang, "rss"))
    outline.set("htmlUrl", context.site.absolute("subscribe", context.lang))
    outline.set("language", context.lang)
