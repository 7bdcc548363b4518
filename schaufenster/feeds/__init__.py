"""Feeds, calendars and open data, made from the same items as pages and mails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, calendar_items
from schaufenster.feeds.answers import answer_entries
from schaufenster.feeds.archives import archives, current
from schaufenster.feeds.calendar import ShownEvent, event_files, shown_event, write_calendar
from schaufenster.feeds.editions import edition_entries
from schaufenster.feeds.entries import Entry, FeedContext
from schaufenster.feeds.feed_head import archive_head, head_of
from schaufenster.feeds.jsonfeed import write_item, write_json_feed
from schaufenster.feeds.open_data_files import data_outputs
from schaufenster.feeds.opml import write_list
from schaufenster.feeds.rss_atom import Syndicated, syndicate, write_atom, write_rss
from schaufenster.output import AnyFile, Output, OutputFile, output
from schaufenster.problems import Language
from schaufenster.reads import memory_of
from schaufenster.selection import issues
from schaufenster.streams import Stream, carried_by, offered, streams_by_id
from schaufenster.templates import Templates, Words

Contexts = Mapping[Language, FeedContext]


def feed_outputs(
    cluster: Cluster, templates: Templates, picture_of: Callable[[str], AnyFile | None]
) -> Iterator[Output]:
    """Yield every feed, every calendar, the list of feeds and the open data of a released cluster.

    `templates` has the words of the interface, such as "Abgesagt"; `picture_of` returns the
    published picture of a source file.
    """
    site = addresses.site_of(cluster)
    contexts = {
        lang: FeedContext(cluster, Words(lang, templates.words), picture_of, site)
        for lang in site.languages
    }
    for stream in streams_by_id(cluster):
        yield Output(f"feed {stream}", partial(_stream_files, stream, contexts))
    for item in calendar_items(cluster):
        yield Output(f"calendar {item.ref}", partial(_event_files, item.ref, contexts))
    yield Output(addresses.FEED_LIST, partial(_list, contexts))
    yield from data_outputs(cluster, templates.words)


def _stream_files(name: str, contexts: Contexts) -> Iterator[OutputFile]:
    """Yield RSS, Atom and JSON of a stream in every language, and its calendar."""
    for lang, context in contexts.items():
        carries = carried_by(context.cluster, name)
        stream, today = carries.stream, context.cluster.today
        archived = archives(carries, today)
        if stream.channel:
            editions = edition_entries(stream.channel, issues(context.cluster), context)
            written = [(e, *_written(e, lang)) for e in islice(editions, stream.type.most)]
        elif stream.request:
            answers = answer_entries(stream.request, context)[: stream.type.most]
            written = [(e, *_written(e, lang)) for e in answers]
        else:
            written = [_entry_of(item, context) for item in current(carries, today)]
        quarters = [quarter for quarter, _ in archived]
        head = head_of(stream, [entry for entry, _, _ in written], context, quarters)
        syndicated = [each for _, each, _ in written]
        rss, atom = write_rss(head, syndicated), write_atom(head, syndicated)
        json = write_json_feed(head, [item for _, _, item in written])
        yield from _archives(stream, archived, context)
        for form, raw in (("rss", rss), ("atom", atom), ("json", json)):
            yield from _files(stream, raw, form, lang)
        if stream.has_dates:
            raw = write_calendar(stream, [item.ref for item in carries.events], context)
            yield from _files(stream, raw, "ics", lang)


def _archives(
    stream: Stream, archived: Sequence[tuple[str, Sequence[Item]]], context: FeedContext
) -> Iterator[OutputFile]:
    """Yield what a stream's feed no longer carries, as Atom."""
    settled = replace(context, settled=True)
    quarters = [quarter for quarter, _ in archived]
    for place, (quarter, items) in enumerate(archived):
        made = [_entry_of(item, settled if item.kind == "event" else context) for item in items]
        entries = [entry for entry, _, _ in made]
        head = archive_head(stream, entries, context, quarters[place:])
        path = addresses.archive_path(stream.id, context.lang, quarter)
        yield output(path, write_atom(head, [syndicated for _, syndicated, _ in made]))


def _entry_of(item: Item, context: FeedContext) -> tuple[Entry, Syndicated, str]:
    memory, key = memory_of(context.cluster), ("entry", context.lang, item.key, context.settled)
    made: tuple[Entry, Syndicated, str] = memory.get(key, partial(_entry, item, context))
    return made


def _entry(item: Item, context: FeedContext) -> tuple[Entry, Syndicated, str]:
    """Return an entry, and how it is written; once for all streams of a language."""
    entry = context.entry(item)
    return entry, *_written(entry, context.lang)


def _written(entry: Entry, lang: Language) -> tuple[Syndicated, str]:
    return syndicate(entry, lang), write_item(entry)


def _event_files(ref: str, contexts: Contexts) -> Iterator[OutputFile]:
    for context in contexts.values():
        yield from event_files(ref, context)


def _list(contexts: Contexts) -> Iterator[OutputFile]:
    there = offered(next(iter(contexts.values())).cluster).values()
    streams = [stream for stream, has_feed, _ in there if has_feed]
    yield output(addresses.FEED_LIST, write_list(streams, contexts))


def _files(stream: Stream, raw: bytes, form: str, lang: Language) -> Iterator[OutputFile]:
    """Yield a stream's file at its address, and at those it had before it was renamed."""
    for name in (stream.id, *stream.formerly):
        yield output(addresses.feed_path(name, lang, form), raw)
