"""What comes to people by itself, and what they may take: feeds, calendars, open data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.open_data import DATASETS, JsonObject, meaning, names_of, open_records
from schaufenster.problems import LANGUAGES, Language
from schaufenster.showcase.page import PageSpec, Spoken
from schaufenster.showcase.pages import embed
from schaufenster.streams import Stream, StreamType, streams
from schaufenster.templates import Words

MOST_OPEN: Final = 12
"""A family of more streams than these is folded."""


def subscribe(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """Every feed and calendar, for people who do not know what a feed is, too."""
    every = tuple(streams(cluster))
    yield PageSpec(
        "subscribe", "", "subscribe_title", "subscribe_lead",
        {
            "families": [_family(some) for _, some in groupby(every, lambda s: s.type.heading)],
            "streams": {stream.id: stream for stream in every},
            "feeds": len(every) * len(LANGUAGES),
            "most_open": MOST_OPEN,
            "name_of": Spoken(lambda lang, say: partial(_name, lang=lang, say=say)),
            "feed_of": Spoken(lambda lang, _: partial(_address, site.base, lang=lang)),
            "full_of": Spoken(lambda lang, _: partial(_address, site.url, lang=lang)),
            "webcal_of": Spoken(lambda lang, _: partial(_webcal, site.url, lang=lang)),
            "list_of_all": site.base + addresses.FEED_LIST,
        },
    )  # fmt: skip


def data(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The files of open data: what is in them, and what may be done with them."""
    records = {name: list(open_records(each, cluster)) for name, each in DATASETS.items()}
    example = next(iter(records["members"]), None)
    yield PageSpec(
        "data", "", "data_title", "data_page_lead",
        {
            "datasets": tuple(DATASETS.values()),
            "counted": {name: len(some) for name, some in records.items()},
            "names_of": names_of,
            "meaning_of": Spoken(lambda _, say: partial(meaning, known=say.table)),
            "file_of": lambda name, form: site.base + addresses.data_path(name, form),
            "example": _shown(example) if example else "",
            "snippet": Spoken(partial(embed.snippet, cluster, site)),
            "selections": [(what, embed.terms(cluster, what)) for what in embed.SELECTIONS],
        },
        scripts=("copy.js",),
    )  # fmt: skip


def _family(found: Iterable[Stream]) -> tuple[StreamType, tuple[Stream, ...]]:
    """Return streams that stand under one heading, with the type that it is the heading of."""
    some = tuple(found)
    return some[-1].type, some


def _name(stream: Stream, lang: Language, say: Words) -> model.Text:
    """Return a stream's name as a text, so that German on an English page can be marked."""
    if not isinstance(stream.name, str):
        return stream.name
    return model.Text(**{lang: say(stream.name), "de": say(stream.name)})


def _address(start: str, stream: Stream, form: str, lang: Language) -> str:
    return start + addresses.feed_path(stream.id, lang, form)


def _webcal(url: str, stream: Stream, lang: Language) -> str:
    """Return a calendar's address in the scheme that opens a calendar program."""
    return "webcal:" + _address(url, stream, "ics", lang).partition(":")[2]


def _shown(record: JsonObject) -> str:
    """Return a record as JSON for people: its longest lists shortened to their first entry."""
    short: Mapping[str, Any] = {
        key: value[:1] if isinstance(value, list) else value for key, value in record.items()
    }
    return json.dumps(short, ensure_ascii=False, indent=2)
