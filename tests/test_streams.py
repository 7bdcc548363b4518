"""Streams: who carries what, and which pages name which."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.events import has_days
from schaufenster.facts.items import calendar_items, items
from schaufenster.selection import select
from schaufenster.streams import carried, fitting, share, streams
from schaufenster.words.address_words import pages


def test_every_stream_gets_what_choosing_one_by_one_would_give_it(sample: Cluster) -> None:
    every = tuple(streams(sample))
    shared = {stream.id: found for stream, found, _ in share(every, items(sample), sample)}
    assert list(shared) == [stream.id for stream in every]
    for stream in every:
        asked = items(sample) if stream.takes_items else ()
        decisions = select(asked, stream.rule, sample.now)
        assert shared[stream.id] == tuple(d.item for d in decisions if d.taken)
    assert any(not found for found in shared.values())
    assert len(shared["district-seenkreis"]) > 2


def test_what_carries_nothing_is_not_offered_but_the_widest_streams_are(sample: Cluster) -> None:
    found = {each.stream.id: (each.has_feed, each.has_calendar) for each in carried(sample)}
    assert list(found) == [stream.id for stream in streams(sample)]
    assert found["district-seenkreis"] == (True, True)
    assert found["competence-wegmessung"][1] is False
    assert (False, False) in found.values()
    empty = replace(
        sample, members=(), offers=(), events=(), news=(), projects=(), reports=MappingProxyType({})
    )
    offered = [each.stream.id for each in carried(empty) if each.has_feed]
    assert offered == ["all", "news", "events", "offers", "requests", "channel-leser"]
    assert [each.stream.id for each in carried(empty) if each.has_calendar] == ["all", "events"]


def test_no_two_streams_share_an_id(sample: Cluster) -> None:
    ids = [name for stream in streams(sample) for name in (stream.id, *stream.formerly)]
    assert len(set(ids)) == len(ids)


def test_the_stream_of_a_renamed_member_remembers_its_former_ids(sample: Cluster) -> None:
    stream = next(s for s in streams(sample) if s.id == "member-feinwerk-see")
    assert (stream.formerly, stream.first_id) == (("member-feinwerk",), "member-feinwerk")


def test_the_stream_of_a_renamed_word_remembers_its_former_ids(sample: Cluster) -> None:
    term = sample.competences["lichtmessung"].model_copy(update={"formerly": ("photometrie",)})
    renamed = replace(sample, competences={**sample.competences, "lichtmessung": term})
    stream = next(s for s in streams(renamed) if s.id == "competence-lichtmessung")
    assert stream.formerly == ("competence-photometrie",)


def test_only_what_can_hold_events_has_a_calendar(sample: Cluster) -> None:
    without = [stream.id for stream in streams(sample) if not stream.has_dates]
    answers = "request-institut-fuer-muster--probekoerper"
    assert without == ["news", "offers", "requests", "channel-leser", answers]


def test_calendars_hold_every_event_of_a_known_day_past_ones_too(sample: Cluster) -> None:
    found = calendar_items(sample)
    assert [item.record.slug for item in found] == [
        event.slug
        for event in sorted(sample.events, key=lambda e: (e.start, e.slug))
        if event.start.precision == "day"
    ]
    assert {"werkstatt-2030", "messtag-2030"} <= {item.record.slug for item in found}
    assert all(item.record in sample.events for item in found)


@pytest.mark.parametrize(
    ("start", "end", "known"),
    [("2030-09-18", None, True), ("2030-09-18", "2030-09-19", True), ("2030-09", None, False),
     ("2030", "2031", False), ("2030-09-18", "2030-10", False)],
)  # fmt: skip
def test_days_are_known_only_if_both_are(
    sample: Cluster, start: str, end: str | None, *, known: bool
) -> None:
    changes = {"start": PartialDate.parse(start), "end": PartialDate.parse(end) if end else None}
    assert has_days(sample.events[0].model_copy(update=changes)) is known


def test_an_event_that_was_never_announced_stands_in_the_calendar_but_in_no_feed(
    sample: Cluster,
) -> None:
    event = next(e for e in sample.events if e.slug == "werkstatt-2030")
    unknown = event.model_copy(update={"published": None})
    alone = replace(sample, events=(unknown,), reports=MappingProxyType({}))
    assert [i for i in items(alone) if i.kind == "event"] == []
    assert [i.record for i in calendar_items(alone)] == [unknown]


def test_every_page_is_fitted_by_streams_that_there_are(sample: Cluster) -> None:
    known = {stream.id for stream in streams(sample)}
    names = {"slug": "lichtblick", "member": "lichtblick", "id": "seenkreis", "channel": "leser"}
    known |= {"funding", "request-lichtblick--lichtblick"}  # of a call, of a request
    for what in pages():
        ids = fitting(what, names if what != "competence" else {"id": "wegmessung"})
        assert ids[-1] == "all"
        assert set(ids) <= known, what
    assert fitting("district", {"id": "seenkreis"}) == ("district-seenkreis", "all")
