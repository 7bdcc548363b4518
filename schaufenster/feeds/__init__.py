"""Feeds, calendars and open data, made from the same items as pages and mails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.feeds.calendar import event_files, open_calendars, write_calendar
from schaufenster.feeds.editions import edition_entries
from schaufenster.feeds.entries import FeedContext
from schaufenster.feeds.head import head_of
from schaufenster.feeds.jsonfeed import write_item, write_json_feed
from schaufenster.feeds.open_data_files import render_open_data
from schaufenster.feeds.opml import write_list
from schaufenster.feeds.rss_atom import Syndicated, syndicate, write_rss_and_atom
from schaufenster.output import AnyFile, OutputFile, output
from schaufenster.problems import LANGUAGES
from schaufenster.selection import issues
from schaufenster.streams import Stream, dated, share, streams
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
    all_streams = tuple(streams(cluster))
    of_items = tuple(share(all_streams, items(cluster), cluster))
    events = dated(cluster)
    of_events = tuple(share((s for s in all_streams if s.has_dates), events, cluster))
    site = addresses.site_of(cluster)
    contexts = {
        lang: FeedContext(cluster, Words(lang, templates.words), pictures, site)
        for lang in LANGUAGES
    }
    for context in contexts.values():
        yield from _feeds(of_items, context)
        calendars = open_calendars(events, context)
        for stream, stream_events in of_events:
            raw = write_calendar(stream, stream_events, calendars)
            yield from _files(stream, raw, "ics", context)
        yield from event_files(events, calendars)
    yield output(addresses.FEED_LIST, write_list(all_streams, contexts))
    yield from render_open_data(cluster, templates.words)


def _feeds(
    of_items: Iterable[tuple[Stream, tuple[Item, ...]]], context: FeedContext
) -> Iterator[OutputFile]:
    """Yield RSS, Atom and JSON of each stream; an entry is written once for all streams."""
    written: dict[str, tuple[Syndicated, str]] = {}
    public_issues = issues(context.cluster)
    for stream, stream_items in of_items:
        if stream.channel:
            editions = edition_entries(stream.channel, public_issues, context)
            entries = list(islice(editions, stream.type.most))
        else:
            entries = [context.entry(item) for item in stream_items[: stream.type.most]]
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
