"""Events and their reports: `events/`."""

from __future__ import annotations

from typing import Literal

from schaufenster.content.fields import (
    CompetenceId,
    Day,
    EventId,
    Flag,
    Number,
    PartialDate,
    RisId,
    SeriesId,
    TimeOfDay,
    TopicId,
    Url,
)
from schaufenster.content.model.parts import Filed, Party, Picture, Place, Released
from schaufenster.content.model.texts import GermanText, Record, Sentence, Title, Written


class Registration(Record):
    """Where and until when to register."""

    url: Url
    until: Day | None = None


class Event(Filed, Released):
    """`events/SLUG/event.yml`; `start` and `end` are the event's, not those of a registration."""

    title: Title
    summary: Sentence
    status: Literal["planned", "held", "cancelled", "moved"]
    format: Literal["retreat", "workshop", "conference", "assembly", "forum", "youth", "meeting"]
    start: PartialDate
    end: PartialDate | None = None
    time: TimeOfDay | None = None
    end_time: TimeOfDay | None = None
    moved_from: PartialDate | None = None
    days: Number | None = None
    series: SeriesId | None = None
    edition: Number | None = None
    own: Flag = True
    place: Place = Place()
    organisers: tuple[Party, ...] = ()
    parties: tuple[Party, ...] = ()
    participants: Number | None = None
    topics: tuple[TopicId, ...] = ()
    ris: tuple[RisId, ...] = ()
    competences: tuple[CompetenceId, ...] = ()
    registration: Registration | None = None
    published: Day | None = None
    updated: Day | None = None
    pictures: tuple[Picture, ...] = ()

    @property
    def is_postponed(self) -> bool:
        """Return whether it was moved, but not to a day: `start` has none, or still the old one."""
        is_open = self.start.precision != "day" or self.start == self.moved_from
        return self.status == "moved" and is_open


class GermanReport(GermanText, Released):
    """Front matter of `events/SLUG/report.de.md`."""

    published: Day
    updated: Day | None = None


class Report(Written, Released):
    """A text about an event, both languages together."""

    event: EventId
    published: Day
    updated: Day | None = None
