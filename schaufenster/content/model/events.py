"""Events and their reports: `events/`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from schaufenster.content.fields import (
    CompetenceId,
    Day,
    EventId,
    Example,
    Flag,
    Number,
    PartialDate,
    RisId,
    SeriesId,
    TimeOfDay,
    TopicId,
    Url,
)
from schaufenster.content.model.by_language import Record
from schaufenster.content.model.parts import Opened, Party, Picture, Place, Released
from schaufenster.content.model.texts import Sentence, StoryText, Title, Written


class Registration(Record):
    """Where and until when to register."""

    url: Url
    until: Day | None = None


Role = Literal[
    "organiser", "co-organiser", "partner", "exhibitor", "speaker", "participant", "unknown"
]
"""What the cluster does at an event."""


class Event(Opened, Released):
    """`events/SLUG/event.yml`; `start` and `end` are the event's, not those of a registration."""

    open_data: ClassVar[tuple[str, ...]] = (
        "title", "summary", "status", "format", "start", "end", "open_end", "time", "end_time",
        "moved_from", "days", "series", "edition", "role", "place", "organisers", "parties",
        "participants", "topics", "ris", "competences", "registration", "published", "updated",
        "sources",
    )  # fmt: skip

    title: Title
    summary: Sentence
    status: Literal["planned", "held", "cancelled", "moved"]
    format: Literal[
        "retreat", "workshop", "conference", "assembly", "forum", "fair", "exhibition", "award",
        "open-day", "career", "youth", "meeting",
    ]  # fmt: skip
    start: PartialDate
    end: PartialDate | None = None
    open_end: Annotated[Flag, Example("false")] = False
    time: TimeOfDay | None = None
    end_time: TimeOfDay | None = None
    moved_from: PartialDate | None = None
    days: Number | None = None
    series: SeriesId | None = None
    edition: Number | None = None
    role: Role = "organiser"
    place: Place = Place()
    organisers: tuple[Party, ...] = ()
    parties: tuple[Party, ...] = ()
    participants: Number | None = None
    topics: tuple[TopicId, ...] = ()
    ris: tuple[RisId, ...] = ()
    competences: tuple[CompetenceId, ...] = ()
    registration: Registration | None = None
    published: PartialDate | None = None
    updated: Day | None = None
    pictures: tuple[Picture, ...] = ()

    @property
    def last_day(self) -> dt.date:
        """Return the last day on which it may take place, as far as its dates say."""
        is_open = self.open_end or (self.is_postponed and self.start == self.moved_from)
        return dt.date.max if is_open else (self.end or self.start).last()

    @property
    def own(self) -> bool:
        """Return whether the cluster invites, alone or with others."""
        return self.role in {"organiser", "co-organiser"}

    @property
    def is_postponed(self) -> bool:
        """Return whether it was moved, but not to a day: `start` has none, or still the old one."""
        is_open = self.start.precision != "day" or self.start == self.moved_from
        return self.status == "moved" and is_open


class ReportText(StoryText, Released):
    """Front matter of `events/SLUG/report.LANG.md` in the first language."""

    published: PartialDate
    updated: Day | None = None


class Report(Written, Released):
    """A text about an event, its languages together."""

    event: EventId
    published: PartialDate
    updated: Day | None = None
