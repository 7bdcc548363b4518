"""Channels and editions: `newsletter/`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schaufenster.content.fields import (
    ChamberId,
    ChannelOrAll,
    CompetenceId,
    Day,
    DistrictId,
    Flag,
    MemberId,
    Name,
    Number,
    Remark,
    RisId,
    Slug,
    TopicId,
)
from schaufenster.content.model.parts import Evidence
from schaufenster.content.model.texts import Prose, Record, Sentence, Title
from schaufenster.content.model.vocabularies import DatedName

ItemKind = Literal["event", "report", "offer", "request", "news", "project"]


class Select(Record):
    """Which items go where: AND across fields, OR within one; an empty field asks nothing."""

    kinds: tuple[ItemKind, ...] = ()
    districts: tuple[DistrictId, ...] = ()
    chambers: tuple[ChamberId, ...] = ()
    competences: tuple[CompetenceId, ...] = ()
    ris: tuple[RisId, ...] = ()
    topics: tuple[TopicId, ...] = ()
    members: tuple[MemberId, ...] = ()
    max_age_days: Number | None = None
    most: Number | None = None


class Limit(Record):
    """How long something may be: characters, pixels or kilobytes; `stated` by them or `ours`."""

    max: Number
    rule: Literal["stated", "ours"]


class Limits(Record):
    """The limits of a channel; what is left out has none."""

    headline: Limit | None = None
    lead: Limit | None = None
    body: Limit | None = None
    picture_px: Limit | None = None
    mail_kb: Limit | None = None


class Channel(Record):
    """An entry of `newsletter/channels.yml`: a receiving newsletter, an editor or our readers."""

    id: Slug
    kind: Literal["press", "readers"]
    visibility: Literal["public", "internal"] = "internal"
    names: tuple[DatedName, ...]
    languages: tuple[Literal["de", "en"], ...]
    select: Select = Select()
    limits: Limits = Limits()
    template: Literal["readers"]
    recipients: Slug | None = None
    why: Sentence | None = None
    sources: tuple[Evidence, ...] = ()


class Choice(Record):
    """An item of an edition. A channel's wording beats the edition's (`all`), that the item's."""

    ref: Name
    pin: Flag = False
    omit: Flag = False
    why: Remark | None = None
    headline: dict[ChannelOrAll, Title] = Field(default_factory=dict)
    lead: dict[ChannelOrAll, Sentence] = Field(default_factory=dict)


class Edition(Record):
    """`newsletter/editions/ID.yml`: one issue, from which each channel gets its variant."""

    from_path: ClassVar[tuple[str, ...]] = ("path", "id")

    path: str
    id: Annotated[str, Field(pattern=r"^\d{4}-\d{2}(-[a-z0-9]+)*$")]
    since: Day | None = None
    until: Day
    title: Title
    subject: Title
    preheader: Sentence
    greeting: Prose | None = None
    items: tuple[Choice, ...]
