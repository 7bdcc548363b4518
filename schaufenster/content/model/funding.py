"""Calls for funding: `content/funding/`."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schaufenster.content.fields import (
    CompetenceId,
    Day,
    DistrictId,
    Example,
    Flag,
    FunderId,
    Mail,
    PartialDate,
    TopicId,
    Url,
)
from schaufenster.content.model.members import OrganisationType, SizeClass
from schaufenster.content.model.parts import Opened, Period, Released
from schaufenster.content.model.texts import Prose, Sentence, Title, Word


class FundingCall(Opened, Released):
    """`content/funding/SLUG.yml`: a call for funding; a list that is empty excludes nobody."""

    open_data: ClassVar[tuple[str, ...]] = (
        "title", "programme", "funder", "summary", "topics", "competences", "types", "sizes",
        "districts", "valid", "rolling", "quota", "website", "published", "updated", "sources",
    )  # fmt: skip
    title: Title
    programme: Word | None = None
    funder: FunderId
    summary: Sentence
    text: Prose | None = None
    topics: tuple[TopicId, ...] = ()
    competences: tuple[CompetenceId, ...] = ()
    types: tuple[OrganisationType, ...] = ()
    sizes: tuple[SizeClass, ...] = ()
    districts: tuple[DistrictId, ...] = ()
    valid: Period | None = None
    rolling: Annotated[Flag, Example("false")] = False
    quota: Word | None = None
    help: Sentence | None = None
    contact: Mail | None = None
    website: Url | None = None
    published: PartialDate
    updated: Day | None = None
