"""Feeds, calendars and open data, made from the same items as pages and mails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.feeds.calendar import event_files, open_calendars, write_calendar
from schaufenster.feeds.editions import edition_entries
from schaufenster.feeds.entries import FeedContext
from schaufenster.feeds.feed_head import head_of
from schaufenster.feeds.jsonfeed import write_item, write_json_feed
from schaufenster.feeds.open_data_files import render_open_data
from schaufenster.feeds.opml import write_list
from schaufenster.feeds.rss_atom import Syndicated, syndicate, write_rss_and_atom
from schaufenster.output import AnyFile, OutputFile, output
from schaufenster.problems import LANGUAGES
from schaufenster.selection import issues
from schaufenster.streams import Carried, Stream, carried, dated
from schaufenster.templates import Templates, Words

__all__ = ["render_feeds"]


def render_feeds(
    cluster: Cluster,
    templates: Templates,
    pictures: Mapping[str, AnyFile] = MappingProxyType({}),
) -> Iterator[OutputFile]:
    """Yield every feed, every calendar, the list of feeds and the open data of a released cluster.

    `templates` has the words of the interface, such as "Abgesagt"; `pictures` are the published
    pictures by the path of their source file.
    """
    streams, events = carried(cluster), dated(cluster)
    site = addresses.site_of(cluster)
    contexts = {
        lang: FeedContext(cluster, Words(lang, templates.words), pictures, site)
        for lang in LANGUAGES
    }
    for context in contexts.values():
        yield from _feeds(streams, context)
        calendars = open_calendars(events, context)
        for carries in streams:
            if carries.stream.has_dates:
                raw = write_calendar(carries.stream, carries.events, calendars)
                yield from _files(carries.stream, raw, "ics", context)
        yield from event_files(events, calendars)
    offered = [carries.stream for carries in streams if carries.has_feed]
    yield output(addresses.FEED_LIST, write_list(offered, contexts))
    yield from render_open_data(cluster, templates.words)


def _feeds(streams: Iterable[Carried], context: FeedContext) -> Iterator[OutputFile]:
    """Yield RSS, Atom and JSON of each stream; an entry is written once for all streams."""
    written: dict[str, tuple[Syndicated, str]] = {}
    public_issues = issues(context.cluster)
    for carries in streams:
        stream = carries.stream
        if stream.channel:
            editions = edition_entries(stream.channel, public_issues, context)
            entries = list(islice(editions, stream.type.most))
        else:
            entries = [context.entry(item) for item in carries.items[: stream.type.most]]
        for entry in entries:
            if entry.id not in written:
                written[entry.id] = syndicate(entry, context.lang), write_item(entry)
        head = head_of(stream, entries, context)
        rss, atom = write_rss_and_atom(head, [written[entry.id][0] for entry in entries])
        json = write_json_feed(head, [written[entry.id][1] for entry in entries])
        for form, raw in (("rss", rss), ("atom", atom), ("json", json)):
            yield from _files(stream, raw, form, context)


def _files(stream: Stream, raw: bytes, form: str, context: FeedContext) -> Iterator[OutputFile]:
    """Yield a stream's file at its address, and at those it had before it was renamed."""
    for name in (stream.id, *stream.formerly):
        yield output(addresses.feed_path(name, context.lang, form), raw)
