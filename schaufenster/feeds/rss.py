"""RSS 2.0 with full text (https://www.rssboard.org/rss-specification), by feedgen.

Dates come from the content alone; an entry's id survives a changed slug and a moved site.
feedgen would write the build time unless `updated` and `lastBuildDate` are set, prepends entries
unless told otherwise, and takes the last `link` for the channel.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from feedgen.feed import FeedGenerator

from schaufenster import addresses, sanitize
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.output import OutputFile, output
from schaufenster.problems import LANGUAGES, Language
from schaufenster.selection import Item, items, select


def render_feeds(cluster: Cluster) -> Iterator[OutputFile]:
    """Yield the feed of all items in each language, from a released cluster."""
    decisions = select(items(cluster), model.Select(most=50), cluster.now)
    shown = [d.item for d in decisions if d.taken]
    for lang in LANGUAGES:
        path = addresses.feed_path("all", lang, "rss")
        yield output(
            path, render_rss(shown, cluster, lang, path), {"content/", "members/", "events/"}
        )


def render_rss(shown: list[Item], cluster: Cluster, lang: Language, path: str) -> bytes:
    """Return the feed of the items, in their order, as bytes."""
    identity, site = cluster.identity, addresses.site_at(cluster.identity.site_url)
    newest = max((item.updated for item in shown), default=identity.founded.first())
    feed = FeedGenerator()
    feed.load_extension("dc")
    feed.title(identity.name)
    feed.description(identity.promise.text(lang))
    feed.language(lang)
    feed.link(href=site.url + path, rel="self", type="application/rss+xml")
    feed.link(href=site.absolute("start", lang), rel="alternate")
    feed.updated(_noon(newest))
    feed.lastBuildDate(_noon(newest))
    feed.generator("Schaufenster")
    for item in shown:
        entry = feed.add_entry(order="append")
        entry.guid(entry_id(item, identity), permalink=False)
        entry.title(item.title.text(lang))
        entry.link(href=site.absolute(item.page, lang, **item.names))
        entry.description(item.summary.text(lang))
        entry.published(_noon(item.published))
        entry.dc.dc_language(item.title.language(lang))
        entry.content(_full_text(item, lang), type="CDATA")
    return bytes(feed.rss_str(pretty=True))


def entry_id(item: Item, identity: model.Identity) -> str:
    """Return an entry's id for ever: a tag URI (RFC 4151) of the cluster's own authority."""
    return f"tag:{identity.tag},{identity.founded.year}:{item.key}"


def _full_text(item: Item, lang: Language) -> str:
    body = getattr(item.record, "body", None) or getattr(item.record, "text", None)
    return (
        sanitize.prose(body.text(lang)) if body else f"<p>{_escaped(item.summary.text(lang))}</p>"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _noon(day: dt.date) -> dt.datetime:
    """Return noon, universal time: the same day in every European time zone."""
    return dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
