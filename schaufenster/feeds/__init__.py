"""Feeds, calendars and open data, made from the same items as pages and mails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.feeds.calendar import event_files, open_calendars, write_calendar
from schaufenster.feeds.data_files import render_open_data
from schaufenster.feeds.editions import edition_entries
from schaufenster.feeds.entries import Entry, FeedContext, feed_context
from schaufenster.feeds.head import head_of
from schaufenster.feeds.jsonfeed import write_item, write_json_feed
from schaufenster.feeds.opml import write_list
from schaufenster.feeds.syndication import Syndicated, syndicate, write_feeds
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

    `templates` give the words of the interface, such as "Abgesagt"; `pictures` the published
    pictures by the path of their source file, for those that feeds may carry.
    """
    found, days = items(cluster), dated(cluster)
    every = tuple(streams(cluster, found))
    shared = tuple(share(every, found, cluster))
    by_day = {stream.id: events for stream, events in share(every, days, cluster)}
    contexts = {
        lang: feed_context(cluster, Words(lang, templates.words), pictures) for lang in LANGUAGES
    }
    for context in contexts.values():
        yield from _feeds(shared, context)
        yield from _of_channels(every, found, context)
        calendars = open_calendars(days, context)
        for stream in every:
            if stream.has_dates:
                raw = write_calendar(stream, by_day[stream.id], calendars)
                yield from _files(stream, raw, "ics", context)
        yield from event_files(days, calendars)
    yield output(addresses.FEED_LIST, write_list(every, contexts))
    yield from render_open_data(cluster, templates.words)


def _of_channels(
    every: Iterable[Stream], found: tuple[Item, ...], context: FeedContext
) -> Iterator[OutputFile]:
    """Yield the feeds of public channels: their entries are editions."""
    out, known = issues(context.cluster), {item.ref: item for item in found}
    for stream in every:
        if stream.channel:
            sent = edition_entries(stream.channel, out, known, context)
            entries = list(sent)[: stream.type.most]
            yield from _written_feeds(
                stream, entries, {e.id: _written(e, context) for e in entries}, context
            )


def _feeds(
    shared: Iterable[tuple[Stream, tuple[Item, ...]]], context: FeedContext
) -> Iterator[OutputFile]:
    """Yield RSS, Atom and JSON of each stream; an entry is written once, whoever carries it."""
    written: dict[str, tuple[Syndicated, str]] = {}
    for stream, found in shared:
        if stream.channel:
            continue
        entries = [context.entry(item) for item in found[: stream.type.most]]
        for entry in entries:
            if entry.id not in written:
                written[entry.id] = _written(entry, context)
        yield from _written_feeds(stream, entries, written, context)


def _written_feeds(
    stream: Stream,
    entries: list[Entry],
    written: Mapping[str, tuple[Syndicated, str]],
    context: FeedContext,
) -> Iterator[OutputFile]:
    head = head_of(stream, entries, context)
    rss, atom = write_feeds(head, [written[entry.id][0] for entry in entries])
    json = write_json_feed(head, [written[entry.id][1] for entry in entries])
    for form, raw in (("rss", rss), ("atom", atom), ("json", json)):
        yield from _files(stream, raw, form, context)


def _written(entry: Entry, context: FeedContext) -> tuple[Syndicated, str]:
    return syndicate(entry, context.lang), write_item(entry)


def _files(stream: Stream, raw: bytes, form: str, context: FeedContext) -> Iterator[OutputFile]:
    """Yield a stream's file at its address, and at those it had before it was renamed."""
    for name in (stream.id, *stream.formerly):
        yield output(addresses.feed_path(name, context.lang, form), raw)
