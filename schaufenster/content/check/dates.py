"""Rules about days: spans end after they begin; what is over is reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import Final

from schaufenster.content import model
from schaufenster.content.check.walk import Found, Walk, locate
from schaufenster.content.fields import PartialDate
from schaufenster.content.read import REVISIONS, Source
from schaufenster.content.records import Records
from schaufenster.content.revisions import noted, read_revision, state_of
from schaufenster.problems import Fault, Problem


def dates_follow_each_other(_records: Records, walked: Walk) -> Found:
    """What ends, ends after it began."""
    for table, key, loc, part in walked.of(model.Record):
        for earlier, later in _spans(part.__class__):
            first, last = getattr(part, earlier), getattr(part, later)
            if first and last and last.last() < first.first():
                name = earlier.removesuffix("_")
                values = {"earlier": f"{name} ({first})", "later": f"{later} ({last})"}
                yield table, key, Fault("order", (*loc, later), values)


def events_can_take_place(records: Records, walked: Walk) -> Found:
    """An event ends after it began, is announced before, and says what it was moved from."""
    for table, key, _, event in walked.of(model.Event):
        wrong = {at[0] for at in records.wrong_fields.get((table, key), ())}
        if wrong.isdisjoint(_OF_EVENTS):  # a wrong field is None here, and reported already
            for fault in (*_ends(event), *_limits(event)):
                yield table, key, fault


_OF_EVENTS: Final = (
    "status", "start", "end", "open_end", "time", "end_time", "moved_from", "days", "registration",
    "embargo", "published",
)  # fmt: skip
"""The fields that these rules read."""


def _ends(event: model.Event) -> Iterator[Fault]:
    """Yield what is wrong with the end of an event and with its number of days."""
    start, end = event.start, event.end or event.start
    between = {"start": start, "end": end}
    if event.open_end and event.end:
        yield Fault("end-open", ("open_end",), {"end": end})
    if PRECISIONS.index(end.precision) < PRECISIONS.index(start.precision):
        yield Fault("end-vague", ("end",), between)
    if start.precision == end.precision == "day" and start <= end:
        span = (end.first() - start.first()).days + 1
        if event.days is not None and not 1 <= event.days <= span:
            yield Fault("days-span", ("days",), {**between, "days": event.days})
    if event.time and start.precision != "day" and not event.is_postponed:
        yield Fault("time-without-day", ("time",), {"start": start, "time": _clock(event.time)})
    if event.end_time and not event.time:
        yield Fault("end-time-alone", ("end_time",), {"end": _clock(event.end_time)})
    elif event.end_time and event.time and start == end and event.end_time <= event.time:
        hours = {"start": _clock(event.time), "end": _clock(event.end_time)}
        yield Fault("end-time", ("end_time",), hours)


def _clock(time: dt.time) -> str:
    return f"{time:%H:%M}"


def _limits(event: model.Event) -> Iterator[Fault]:
    """Yield what an event says of its announcement, registration and old day, and cannot be."""
    if event.status == "moved" and not event.moved_from:
        yield Fault("moved-from", ("status",))
    if event.status == "held" or event.is_postponed or event.open_end:
        return
    last = event.end or event.start
    if event.registration and event.registration.until:
        until = event.registration.until
        if until.first() > last.last():
            values = {"until": until, "last": last}
            yield Fault("registration-late", ("registration", "until"), values)
    yield from _too_late(event, event.published, last)


def check_revisions(records: Records, source: Source, today: dt.date) -> Iterator[Problem]:
    """Published revisions can be read; an event that has changed since says so in `updated`."""
    undecided = any(problem.path == REVISIONS for problem in source.problems)
    for number, line in enumerate(() if undecided else source.revisions, 1):
        if line.strip() and not line.startswith("#") and not read_revision(line):
            yield Problem(REVISIONS, number, 1, "", "revision-line")
    published = noted(source.revisions)
    for key, event in records.tables["events"].items():
        before = published.get(event.first_slug)
        if before is None or before.state == state_of(event):
            continue
        updated = event.updated and event.updated.first()
        if updated is None or (updated <= before.day and updated != today):
            fault = Fault("updated-missing", ("updated" if updated else "start",), {"today": today})
            yield locate(records, "events", key, fault)


def offers_appear_before_they_expire(_records: Records, walked: Walk) -> Found:
    """An offer or a call for funding is shown before its last day is over."""
    for table, key, _, offer in walked.of(model.Offer, model.FundingCall):
        if offer.valid:
            for fault in _too_late(offer, offer.published, offer.valid.until):
                yield table, key, fault


def _too_late(
    record: model.Released, published: PartialDate | None, last: PartialDate | None
) -> Iterator[Fault]:
    """Yield what holds a record back until its last day is over: nobody would ever see it."""
    if last and published and published.first() > last.last():
        values = {"name": "published", "day": published, "last": last}
        yield Fault("released-late", ("published",), values)
    if last and record.embargo and record.embargo.at.date() > last.last():
        values = {"name": "embargo", "day": record.embargo, "last": last}
        yield Fault("released-late", ("embargo",), values)


PRECISIONS: Final = ("year", "month", "day")
SPANS: Final = (
    ("start", "end"), ("from_", "to"), ("from_", "until"), ("since", "until"),
    ("published", "updated"),
)  # fmt: skip


@cache
def _spans(cls: type[model.Record]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in SPANS if set(pair) <= cls.model_fields.keys())


def reports_follow_their_event(records: Records, _walked: Walk) -> Found:
    """A report appears when its event has begun."""
    for slug, report in records.tables["reports_texts"].items():
        event = records.tables["events"].get(slug)
        if event and report.published.last() < event.start.first():
            values = {"published": report.published, "start": event.start}
            yield "reports_texts", slug, Fault("report-before-event", ("published",), values)


def events_pass(records: Records, today: dt.date) -> Found:
    """An event that is over is no longer planned, nor moved."""
    for key, event in records.tables["events"].items():
        end = event.end or event.start
        to_come = event.status == "planned" or (event.status == "moved" and not event.is_postponed)
        if to_come and event.last_day < today:
            values = {"date": end, "status": event.status}
            yield "events", key, Fault("event-passed", ("status",), values)


def projects_pass(records: Records, today: dt.date) -> Found:
    """A project is planned before its term, running in it and finished after it."""
    for key, project in records.tables["projects"].items():
        begins, ends = project.period.from_, project.period.until
        if project.status != "finished" and ends and ends.last() < today:
            expected, day = "finished", ends
        elif project.status == "planned" and begins and begins.last() < today:
            expected, day = "running", begins
        elif project.status == "finished" and ends and today < ends.first():
            expected, day = "running", ends
        else:
            continue
        values = {"status": project.status, "expected": expected, "date": day}
        yield "projects", key, Fault("project-status", ("status",), values)


def labels_are_valid(records: Records, today: dt.date) -> Found:
    """A label has not expired."""
    for key, label in records.tables["labels"].items():
        until = label.valid.until
        if until and until.last() < today:
            yield "labels", key, Fault("label-expired", ("valid", "until"), {"date": until})


def certificates_are_valid(records: Records, today: dt.date) -> Found:
    """A member's certificate has not expired."""
    for key, member in records.tables["members"].items():
        for index, entry in enumerate(member.certificates):
            if entry.until and entry.until.last() < today:
                loc = ("certificates", index, "until")
                yield "members", key, Fault("label-expired", loc, {"date": entry.until})


ORDER: Final = (
    dates_follow_each_other,
    events_can_take_place,
    offers_appear_before_they_expire,
    reports_follow_their_event,
)
ON_A_DAY: Final = (events_pass, projects_pass, labels_are_valid, certificates_are_valid)
