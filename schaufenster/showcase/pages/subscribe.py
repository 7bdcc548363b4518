"""Feeds and calendars to subscribe to, and open data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.open_data import (
    DATASETS,
    JsonObject,
    datasets_of,
    meaning,
    names_of,
    open_record,
    subjects_of,
)
from schaufenster.problems import Language
from schaufenster.selection import public_channels
from schaufenster.showcase.page import Localised, PageHead, PageSpec
from schaufenster.showcase.pages import embed
from schaufenster.showcase.pages.joining import joining
from schaufenster.streams import Stream, carried_by, offered
from schaufenster.templates import Words

MOST_OPEN: Final = 12
"""The streams of a type with more of them are folded."""


def subscribe(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The newsletter, every feed and calendar, for people who do not know what a feed is, too."""
    yield PageSpec(
        "subscribe", "", lambda: PageHead("subscribe_title", "subscribe_lead"),
        partial(_subscribe, cluster, site),
    )  # fmt: skip


def _subscribe(cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    there = [each for stream in offered(cluster) if (each := carried_by(cluster, stream))]
    return {
        "families": [
            (group[-1].stream.type, group)
            for _, same in groupby(there, lambda each: each.stream.type.heading)
            if (group := tuple(same))
        ],
        "streams": {each.stream.id: each.stream for each in there},
        "feeds": sum(each.has_feed for each in there) * len(site.languages),
        "most_open": MOST_OPEN,
        "mails": [joining(channel, cluster) for channel in public_channels(cluster)],
        "name_of": Localised(lambda lang, say: partial(_name, lang=lang, say=say)),
        "feed_of": Localised(lambda lang, _: partial(_address, site.base, lang=lang)),
        "full_of": Localised(lambda lang, _: partial(_address, site.url, lang=lang)),
        "webcal_of": Localised(lambda lang, _: partial(_webcal, site.url, lang=lang)),
        "list_of_all": site.base + addresses.FEED_LIST,
    }


def data(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The files of open data: what is in them, and what may be done with them."""
    yield PageSpec(
        "data", "", lambda: PageHead("data_title", "data_page_lead"),
        partial(_data, cluster, site), scripts=("copy.js",),
    )  # fmt: skip


def _data(cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    members = DATASETS["members"]
    first = next(subjects_of(members, cluster), None)
    return {
        "datasets": datasets_of(cluster),
        "counted": {name: len([*subjects_of(of, cluster)]) for name, of in DATASETS.items()},
        "names_of": names_of,
        "meaning_of": Localised(lambda _, say: partial(meaning, known=say.table)),
        "homes": sorted({h.cluster for m in cluster.members for h in m.homes}),
        "package": site.base + addresses.DATA_PACKAGE,
        "file_of": lambda name, form: site.base + addresses.data_path(name, form),
        "example": _as_json(open_record(members, first, cluster)) if first else "",
        "snippet": Localised(partial(embed.snippet, cluster, site)),
        "selections": [(what, embed.terms(cluster, what)) for what in embed.SELECTIONS],
    }


def _name(stream: Stream, lang: Language, say: Words) -> model.Text:
    """Return a stream's name as a text, so that German on an English page can be marked."""
    if not isinstance(stream.name, str):
        return stream.name
    return model.Text({lang: say(stream.name)})


def _address(start: str, stream: Stream, form: str, lang: Language) -> str:
    return start + addresses.feed_path(stream.id, lang, form)


def _webcal(url: str, stream: Stream, lang: Language) -> str:
    """Return a calendar's address in the scheme that opens a calendar program."""
    return "webcal:" + _address(url, stream, "ics", lang).partition(":")[2]


def _as_json(record: JsonObject) -> str:
    """Return a record as JSON for people: its longest lists shortened to their first entry."""
    short = {key: value[:1] if isinstance(value, list) else value for key, value in record.items()}
    return json.dumps(short, ensure_ascii=False, indent=2)
