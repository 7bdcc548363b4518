"""The list of all feeds (OPML 2.0, http://opml.org/spec2.opml): feed readers take it in whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from schaufenster import addresses
from schaufenster.feeds.entries import Desk, line
from schaufenster.feeds.head import name_of
from schaufenster.problems import Language
from schaufenster.streams import Stream


def write_list(every: Iterable[Stream], desks: Mapping[Language, Desk]) -> bytes:
    """Return the feeds by language and family; outlines carry `title` beside `text`."""
    every = tuple(every)
    german = desks["de"]
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = line(german.cluster.identity.name)
    etree.SubElement(head, "ownerId").text = german.site.absolute("subscribe", "de")
    etree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = etree.SubElement(root, "body")
    for desk in desks.values():
        spoken = _outline(body, desk.say("language_name"))
        families = dict.fromkeys(stream.family for stream in every)
        for family in families:
            group = _outline(spoken, desk.say(f"family_{family}"))
            for stream in (s for s in every if s.family == family):
                _feed(group, stream, desk)
    raw = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return bytes(raw)


def _outline(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, "outline", text=name, title=name)


def _feed(parent: etree._Element, stream: Stream, desk: Desk) -> None:
    outline = _outline(parent, name_of(stream, desk))
    outline.set("type", "rss")
    outline.set("version", "RSS2")
    outline.set("xmlUrl", desk.site.url + addresses.feed_path(stream.id, desk.lang, "rss"))
    outline.set("htmlUrl", desk.site.absolute("subscribe", desk.lang))
    outline.set("language", desk.lang)
