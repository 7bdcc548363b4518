"""News, projects, pages and history: `content/`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from schaufenster.content.fields import (
    ChannelId,
    CompetenceId,
    Day,
    DistrictId,
    EventId,
    Example,
    FunderId,
    Name,
    PageSlug,
    PartialDate,
    ProjectId,
    RisId,
    TopicId,
    Url,
)
from schaufenster.content.model.by_language import Record
from schaufenster.content.model.identity import Figure
from schaufenster.content.model.parts import Evidence, Filed, Party, Period, Picture, Released
from schaufenster.content.model.texts import Head, Sentence, Title, Translated, Word


class Story(Released):
    """The fields that news and projects share."""

    published: PartialDate
    updated: Day | None = None
    parties: tuple[Party, ...] = ()
    districts: tuple[DistrictId, ...] = ()
    topics: tuple[TopicId, ...] = ()
    ris: tuple[RisId, ...] = ()
    competences: tuple[CompetenceId, ...] = ()
    pictures: tuple[Picture, ...] = ()


class NewsItem(Filed, Story):
    """`content/news/SLUG/news.yml`; title, lead and text are in `text.LANG.md`."""

    project: ProjectId | None = None
    event: EventId | None = None


class Project(Filed, Story):
    """`content/projects/SLUG/project.yml`; its text is in `text.LANG.md`."""

    name: Word
    aliases: Annotated[tuple[Name, ...], Example(["Vorhaben Musterland"])] = ()
    status: Literal["planned", "running", "finished"]
    period: Period
    coordinator: Party | None = None
    volume: Figure | None = None
    share: Figure | None = None
    funder: FunderId | None = None
    website: Url | None = None


class Milestone(Record):
    """A date in the cluster's history that is no event."""

    date: PartialDate
    title: Title
    text: Sentence | None = None
    sources: tuple[Evidence, ...] = ()


class Milestones(Record):
    """`content/milestones.yml`: the cluster's history, oldest first."""

    from_path: ClassVar[tuple[str, ...]] = ("path",)

    path: str
    milestones: tuple[Milestone, ...]


class Clipping(Record):
    """A publication elsewhere about the cluster.

    `item` is the folder of the item it used, `channel` the one that had the item and printed it.
    """

    medium: Name
    date: PartialDate
    url: Url | None = None
    item: Name | None = None
    channel: ChannelId | None = None


class Clippings(Record):
    """`content/clippings.yml`: publications elsewhere."""

    from_path: ClassVar[tuple[str, ...]] = ("path",)

    path: str
    clippings: tuple[Clipping, ...]


class PageText(Head):
    """Front matter of `content/pages/SLUG.LANG.md` in the first language."""

    from_path: ClassVar[tuple[str, ...]] = ("path", "slug")

    path: str
    slug: PageSlug
    published: PartialDate
    updated: Day | None = None
    sources: tuple[Evidence, ...] = ()


class PageTranslation(Head, Translated):
    """Front matter of its translation."""
