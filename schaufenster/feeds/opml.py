"""The list of all feeds (OPML 2.0, http://opml.org/spec2.opml): feed readers import it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from lxml import etree

from schaufenster import addresses
from schaufenster.feeds.entries import FeedContext, line
from schaufenster.feeds.feed_head import name_of
from schaufenster.language import language_name
from schaufenster.problems import Language
from schaufenster.streams import Stream


def write_list(streams: Sequence[Stream], contexts: Mapping[Language, FeedContext]) -> bytes:
    """Return the feeds by language and type; outlines carry `title` beside `text`."""
    first = next(iter(contexts.values()))
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = line(first.cluster.identity.name)
    etree.SubElement(head, "ownerId").text = first.site.id_of("subscribe")
    etree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = etree.SubElement(root, "body")
    for context in contexts.values():
        spoken = _outline(body, language_name(context.lang, context.lang))
        for kind, members in groupby(streams, lambda stream: stream.type):
            group = _outline(spoken, context.say(f"family_{kind.id}"))
            for stream in members:
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
