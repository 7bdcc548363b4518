"""The head of a feed, the same for all formats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from schaufenster import addresses
from schaufenster.facts.identifiers import tag_uri
from schaufenster.feeds.entries import Entry, FeedContext, line, noon
from schaufenster.problems import Language
from schaufenster.streams import Stream

STYLE: Final = "assets/feed.css"
"""The style sheet that shows a feed to people who open it in a browser."""


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What a feed says about itself.

    `rss`, `atom` and `json` are its addresses, `home` is that of the site's start page, `hub` that
    of the WebSub hub which tells subscribers of changes. `earlier` is the archive of what appeared
    before; an archive has no hub, and leads to the `current` feed. All are absolute but `style`,
    which starts at the site's root.
    """

    id: str
    lang: Language
    title: str
    description: str
    author: str
    home: str
    rss: str
    atom: str
    json: str
    style: str
    updated: dt.datetime
    hub: str = ""
    earlier: str = ""
    current: str = ""


def head_of(
    stream: Stream, entries: Iterable[Entry], context: FeedContext, archived: Sequence[str] = ()
) -> FeedHead:
    """Return the head of a stream's feed; an empty feed is as old as the cluster.

    `archived` are the quarters that it has archives of, the newest first.
    """
    identity, lang, site = context.cluster.identity, context.lang, context.site
    cluster, name = line(identity.name), name_of(stream, context)
    wide = stream.carries_everything
    feeds = {form: site.url + addresses.feed_path(stream.id, lang, form) for form in FORMS}
    return FeedHead(
        id=tag_uri(identity, f"feeds/{stream.first_id}.{lang}"),
        lang=lang,
        title=cluster if wide else f"{cluster}: {name}",
        description=line(identity.promise.text(lang))
        if wide
        else context.say(
            "stream_answers" if stream.request else "stream_about", name=name, site=cluster
        ),
        author=cluster,
        home=site.absolute("start", lang),
        style=site.base + STYLE,
        hub=identity.websub or "",
        earlier=_archive(stream, context, archived[:1]),
        updated=max((e.updated for e in entries), default=noon(identity.founded.first())),
        **feeds,
    )


def archive_head(
    stream: Stream, entries: Iterable[Entry], context: FeedContext, archived: Sequence[str]
) -> FeedHead:
    """Return the head of the archive of the first quarter; the others are earlier ones."""
    head = head_of(stream, entries, context, archived[1:])
    own = _archive(stream, context, archived[:1])
    return replace(head, atom=own, current=head.atom, hub="")


def _archive(stream: Stream, context: FeedContext, quarter: Sequence[str]) -> str:
    """Return the address of a quarter's archive; empty where there is none."""
    paths = (addresses.archive_path(stream.id, context.lang, name) for name in quarter)
    return next((context.site.url + path for path in paths), "")


FORMS: Final = ("rss", "atom", "json")


def name_of(stream: Stream, context: FeedContext) -> str:
    """Return a stream's name in the context's language, or in German where it has no other."""
    name = stream.name
    return context.say(name) if isinstance(name, str) else line(name.text(context.lang))
