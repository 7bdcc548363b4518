"""SEQUENCE and `updated` of an event grow with every change, from what was published alone."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import feedparser
import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster, check_cluster
from schaufenster.content.revisions import Revision, next_revision, noted, revisions_text, state_of
from schaufenster.facts.events import revisions_of

from .conftest import SAMPLE, change, templates_of
from .rendering import feeds_of

SLUG = "messtag-2030"
OLD, NEW, NEWER = PartialDate(2030, 9, 18), PartialDate(2030, 10, 2), PartialDate(2030, 10, 9)
LIFE: tuple[dict[str, Any], ...] = (
    {},
    {"status": "cancelled"},
    {"status": "planned"},
    {"status": "moved", "start": NEW, "moved_from": OLD},
    {"status": "moved", "start": NEWER, "moved_from": NEW},
    {"start": PartialDate(2031, 3), "moved_from": NEWER},
    {"time": dt.time(10)},
    {"place": model.Place(town="Seeblick")},
    {"place": model.Place(town="Seeblick", online=True)},
    {"status": "planned", "start": OLD, "moved_from": None},
)
"""What happens to an event, one after another."""


def published(cluster: Cluster, moment: str) -> Cluster:
    """Return a cluster at a moment after it was published as it is."""
    text = revisions_text(cluster.source.revisions, revisions_of(cluster))
    source = replace(cluster.source, revisions=tuple(text.splitlines()))
    return replace(cluster, source=source, now=dt.datetime.fromisoformat(moment))


Told = tuple[Any, Any, Any]


def told(cluster: Cluster) -> Told:
    """Return SEQUENCE and DTSTAMP of the calendar, and when the feed says the event changed."""
    made = {f.path: f.content for f in feeds_of(cluster, templates_of("theme/pages"))}
    calendar: Any = icalendar.Calendar.from_ical(made["feeds/events.de.ics"])
    (event,) = calendar.walk("VEVENT")
    assert event["dtstamp"].dt == event["last-modified"].dt
    (entry,) = feedparser.parse(made["feeds/events.de.atom"]).entries
    return event["sequence"], event["dtstamp"].dt, dt.datetime.fromisoformat(entry.updated)


def lived(sample: Cluster, *, with_updated: bool) -> Iterator[Told]:
    event = sample.event(SLUG)
    cluster = replace(sample, events=(event,), reports={})
    for hour, changes in enumerate(LIFE, 8):  # all of it on one day
        more = {"updated": PartialDate(2030, 6, 1)} if with_updated and hour > 8 else {}
        event = event.model_copy(update={**changes, **more})
        cluster = replace(cluster, events=(event,), now=dt.datetime(2030, 6, 1, hour))  # noqa: DTZ001
        yield told(cluster)
        cluster = published(cluster, f"2030-06-01T{hour:02d}:30")
        cluster = replace(cluster, events=(event,))


@pytest.mark.parametrize("with_updated", [True, False])
def test_numbers_and_stamps_grow_with_every_change(sample: Cluster, *, with_updated: bool) -> None:
    for before, after in pairwise(lived(sample, with_updated=with_updated)):
        assert [b > a for a, b in zip(before, after, strict=True)] == [True] * 3, (before, after)


def test_a_build_without_a_change_says_what_the_one_before_said(sample: Cluster) -> None:
    moved = sample.event(SLUG).model_copy(update={"status": "cancelled"})
    first = published(replace(sample, events=(sample.event(SLUG),), reports={}), "2030-06-03")
    changed = replace(first, events=(moved,))
    said = told(published(changed, "2030-06-03T18:00"))
    assert said == told(published(published(changed, "2030-06-03T18:00"), "2030-07-04"))
    assert said[0] == 1


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["planned", "held", "cancelled", "moved"]),
        "start": st.sampled_from([OLD, NEW, NEWER, PartialDate(2031, 3), PartialDate(2031)]),
        "moved_from": st.sampled_from([None, OLD, NEW]),
        "time": st.sampled_from([None, dt.time(9, 30), dt.time(10)]),
        "end_time": st.sampled_from([None, dt.time(16)]),
        "place": st.sampled_from([model.Place(), model.Place(online=True), model.Place(town="A")]),
        "updated": st.sampled_from([None, PartialDate(2030, 6, 1), PartialDate(2030, 7, 15)]),
        "published": st.sampled_from([None, PartialDate(2030, 5, 6), PartialDate(2030, 6, 2)]),
    },
)


@given(st.lists(st.tuples(CHANGES, st.integers(0, 40)), min_size=2, max_size=8))
def test_a_revision_never_falls_and_never_stands_still(
    sample: Cluster, life: list[tuple[dict[str, Any], int]]
) -> None:
    event, today = sample.event(SLUG), dt.date(2030, 6, 1)
    lines: tuple[str, ...] = ()
    before: Revision | None = None
    for changes, days in life:
        event, today = event.model_copy(update=changes), today + dt.timedelta(days)
        revision = next_revision(event, noted(lines).get(SLUG), today)
        if before:
            stood = before.state == revision.state
            assert revision.number > before.number or (stood and revision.number == before.number)
            assert revision.day >= before.day
        lines = tuple(revisions_text(lines, {SLUG: revision}).splitlines())
        assert noted(lines) == {SLUG: revision}
        assert revisions_text(lines, {SLUG: revision}).splitlines() == list(lines)
        before = revision


def test_that_an_event_was_held_is_no_change(sample: Cluster) -> None:
    event = sample.event(SLUG)
    assert state_of(event) == state_of(event.model_copy(update={"status": "held"}))
    assert state_of(event) != state_of(event.model_copy(update={"status": "cancelled"}))


def test_a_renamed_event_counts_on(sample: Cluster) -> None:
    cluster = published(sample, "2030-06-01")
    renamed = cluster.event(SLUG).model_copy(update={"slug": "neu", "formerly": (SLUG,)})
    renamed = renamed.model_copy(update={"status": "cancelled"})
    revisions = revisions_of(replace(cluster, events=(renamed,)))
    assert revisions[SLUG].number == 1


def test_two_lines_of_one_event_leave_the_higher_number() -> None:
    lines = ("a 3 2030-05-20 0123456789ab", "# note", "", "a 2 2030-06-20 0123456789ab")
    assert noted(lines)["a"].number == 3
    assert noted(reversed(lines))["a"].number == 3


# ── check ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def root(tmp_path: Path, sample: Cluster) -> Path:
    """The sample as it is after it was published on 1 June."""
    shutil.copytree(SAMPLE, tmp_path / "root")
    text = revisions_text((), revisions_of(sample))
    (tmp_path / "root/content/revisions.txt").write_text(text, "utf-8")
    return tmp_path / "root"


def hints(root: Path, day: str) -> list[tuple[str, str]]:
    moment = dt.datetime.fromisoformat(day)
    *_, problems = check_cluster(root, lambda zone: moment.replace(tzinfo=zone))
    rules = ("updated-missing", "revision-line")
    return [(p.rule, p.field) for p in problems if p.rule in rules]


EVENT = f"events/{SLUG}/event.yml"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("start: 2030-09-18", "start: 2030-09-19"),
        ("time: 09:30", "time: 09:00"),
        ("end_time: 16:00", "end_time: 16:30"),
        ("status: planned", "status: cancelled"),
        ("street: Maßstab 3", "street: Maßstab 4"),
        ("town: Musterstadt", "town: Musterstadt, online: true"),
    ],
)
def test_check_says_that_an_event_changed_and_updated_did_not(
    root: Path, old: str, new: str
) -> None:
    assert hints(root, "2030-06-02") == []
    change(root, EVENT, old, new)
    assert hints(root, "2030-06-02") == [("updated-missing", "start")]
    change(root, EVENT, "published: 2030-05-06", "published: 2030-05-06\nupdated: 2030-05-06")
    assert hints(root, "2030-06-02") == [("updated-missing", "updated")]
    change(root, EVENT, "updated: 2030-05-06", "updated: 2030-06-02")
    assert hints(root, "2030-06-02") == []


def test_who_moves_an_event_twice_a_day_has_updated_it(root: Path) -> None:
    change(root, EVENT, "time: 09:30", "time: 09:00")
    change(root, EVENT, "published: 2030-05-06", "published: 2030-05-06\nupdated: 2030-05-06")
    assert hints(root, "2030-05-06") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("title: {de: Messtag", "title: {de: Großer Messtag"), ("status: planned", "status: held")],
)
def test_other_changes_need_no_day(root: Path, old: str, new: str) -> None:
    change(root, EVENT, old, new)
    assert hints(root, "2030-06-02") == []


def test_what_git_left_undecided_is_told_once(root: Path) -> None:
    file = root / "content/revisions.txt"
    text = file.read_text("utf-8")
    file.write_text(f"<<<<<<< HEAD\n{text}=======\n>>>>>>> andere\n", "utf-8")
    *_, problems = check_cluster(root, lambda zone: dt.datetime(2030, 6, 2, tzinfo=zone))
    ours = [p for p in problems if p.path == "content/revisions.txt"]
    assert len(ours) == 1
    assert ours[0].rule != "revision-line"


@pytest.mark.parametrize(
    "line",
    ["murks", f"{SLUG} 1", f"{SLUG} 1 2030-02-30 0123456789ab", f"{SLUG} -1 2030-02-03 0"],
)
def test_a_line_that_cannot_be_read_is_told(root: Path, line: str) -> None:
    with (root / "content/revisions.txt").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    assert hints(root, "2030-06-02") == [("revision-line", "")]
