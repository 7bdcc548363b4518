"""RSS 2.0 with full text (https://www.rssboard.org/rss-specification), by feedgen.

Dates come from the content alone; an entry's id survives a changed slug and a moved site.
feedgen would write the build time unless `updated` and `lastBuildDate` are set, prepends entries
unless told otherwise, and takes the last `link` for the channel.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterator

from feedgen.feed import FeedGenerator

from schaufenster import addresses, sanitize
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.output import OutputFile, output
from schaufenster.problems import LANGUAGES, Language
from schaufenster.selection import Item, items, select
from schaufenster.templates import STRINGS, Templates, Words


def render_feeds(cluster: Cluster, templates: Templates) -> Iterator[OutputFile]:
    """Yield the feed of all items in each language, from a released cluster.

    `templates` give the words of the interface, such as "Abgesagt".
    """
    decisions = select(items(cluster), model.Select(most=50), cluster.now)
    shown = [d.item for d in decisions if d.taken]
    for lang in LANGUAGES:
        path = addresses.feed_path("all", lang, "rss")
        say = Words(lang, templates.words)
        inputs = {"content/", "members/", "events/", STRINGS}
        yield output(path, render_rss(shown, cluster, say, path), inputs)


def render_rss(shown: list[Item], cluster: Cluster, say: Words, path: str) -> bytes:
    """Return the feed of the items, in their order, as bytes."""
    identity, site, lang = cluster.identity, addresses.site_at(cluster.identity.site_url), say.lang
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
        entry.title(_title(item, say))
        entry.link(href=site.absolute(item.page, lang, **item.names))
        entry.description(html.escape(item.summary.text(lang), quote=False))
        entry.published(_noon(item.published))
        entry.dc.dc_language(item.title.language(lang))
        entry.content(_full_text(item, lang, site), type="CDATA")
    return bytes(feed.rss_str(pretty=True))


def entry_id(item: Item, identity: model.Identity) -> str:
    """Return an entry's id for ever: a tag URI (RFC 4151) of the cluster's own authority."""
    return f"tag:{identity.tag},{identity.founded.year}:{item.key}"


def _title(item: Item, say: Words) -> str:
    title = item.title.text(say.lang)
    return f"{say(item.notice)}: {title}" if item.notice else title


def _full_text(item: Item, lang: Language, site: addresses.Site) -> str:
    """Return the item's text as HTML; German in an English feed is marked, links are absolute."""
    body: model.Text | None = getattr(item.record, "body", None)
    text = body or getattr(item.record, "text", None) or item.summary
    shown = text.text(lang)
    if text is item.summary:
        markup = f"<p>{html.escape(shown, quote=False)}</p>"
    else:
        markup = sanitize.prose(shown, home=site.url.rstrip("/"))
    spoken = text.language(lang)
    return markup if spoken == lang else f'<div lang="{spoken}">{markup}</div>'


def _noon(day: dt.date) -> dt.datetime:
    """Return noon, universal time: the same day in every European time zone."""
    return dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
