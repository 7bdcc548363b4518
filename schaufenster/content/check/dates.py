"""Rules about days: spans end after they begin; what is over is reported."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Final

from schaufenster.content import model
from schaufenster.content.check.walk import Found, Walk
from schaufenster.content.records import Records
from schaufenster.problems import Fault


def dates_follow_each_other(_records: Records, walked: Walk) -> Found:
    """What ends, ends after it began."""
    for table, key, loc, part in walked.parts:
        for earlier, later in _spans(part.__class__):
            first, last = getattr(part, earlier), getattr(part, later)
            if first and last and last.last() < first.first():
                name = earlier.strip("_")
                values = {"earlier": f"{name} ({first})", "later": f"{later} ({last})"}
                yield table, key, Fault("order", (*loc, later), values)
    for table, key, loc, event in walked.of(model.Event):
        one_day = event.end is None or event.end == event.start
        if event.time and event.end_time and one_day and event.end_time < event.time:
            start, end = f"time ({event.time:%H:%M})", f"end_time ({event.end_time:%H:%M})"
            values = {"earlier": start, "later": end}
            yield table, key, Fault("order", (*loc, "end_time"), values)


SPANS: Final = (
    ("start", "end"), ("from_", "to"), ("from_", "until"), ("since", "until"),
    ("published", "updated"),
)  # fmt: skip


@cache
def _spans(cls: type[model.Record]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in SPANS if set(pair) <= cls.model_fields.keys())


def reports_follow_their_event(records: Records, _walked: Walk) -> Found:
    """A report appears when its event has begun."""
    for slug, report in records.tables["german_reports"].items():
        event = records.tables["events"].get(slug)
        if event and report.published.last() < event.start.first():
            values = {"published": report.published, "start": event.start}
            yield "german_reports", slug, Fault("report-before-event", ("published",), values)


def events_pass(records: Records, today: dt.date) -> Found:
    """An event that is over is no longer planned."""
    for key, event in records.tables["events"].items():
        end = event.end or event.start
        if event.status == "planned" and end.last() < today:
            yield "events", key, Fault("event-passed", ("status",), {"date": end})


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


ORDER: Final = (dates_follow_each_other, reports_follow_their_event)
ON_A_DAY: Final = (events_pass, labels_are_valid, certificates_are_valid)
