"""The vocabularies: terms with their ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from schaufenster.content.fields import (
    ChamberId,
    Flag,
    GroupId,
    Id,
    Key,
    Number,
    PartialDate,
    PictureName,
    Remark,
    ShortText,
    Slug,
    holds,
)
from schaufenster.content.model.by_language import ByLanguage, Record
from schaufenster.content.model.parts import Evidence, Period
from schaufenster.content.model.texts import Sentence, Word


class Tag(Record):
    """An entry of a vocabulary; its key is its id."""

    id: Id
    name: Word


class Term(Tag):
    """A tag with pages and feeds of its own: their addresses are made of its id, now or formerly.

    So the id is no word of the site's own addresses.
    """

    id: Slug
    formerly: tuple[Slug, ...] = ()


class Synonyms(ByLanguage[tuple[str, ...]]):
    """Other words for a thing, by language: for search and for the text filter."""

    __slots__ = ()

    each = tuple[ShortText, ...]
    is_required = False


class Competence(Term):
    """A competence of members, named as people search for it."""

    group: GroupId
    synonyms: Synonyms = Synonyms()
    explanation: Sentence | None = None


class Group(Tag):
    """A group of competences; `station` is its position in the value chain, if it has one."""

    station: Number | None = None


class Topic(Tag):
    """What a text is about."""


class RisField(Tag):
    """A specialisation field of the regional innovation strategy."""

    number: Number


class Chamber(Term):
    """A chamber of industry and commerce."""

    seat: ShortText | None = None


class District(Term):
    """A region such as a district, canton or département: its short key, what it belongs to.

    `column` and `row` are its tile on the map; a map is drawn where all regions have one.
    """

    key: Key
    chamber: ChamberId | None = None
    city: Flag = False
    column: Number | None = None
    row: Number | None = None


class Industry(Tag):
    """An industry that members work for."""


class Certificate(Tag):
    """A certificate that an organisation may hold."""

    explanation: Sentence | None = None


class DatedName(Record):
    """A name with its period: ministries and channels change theirs."""

    name: Word
    from_: Annotated[PartialDate | None, Field(alias="from")] = None
    to: PartialDate | None = None


def name_on(names: Sequence[DatedName], day: dt.date) -> Word:
    """Return the name on a day, else the last one."""
    held = (dated.name for dated in names if holds(dated.from_, dated.to, day))
    return next(held, names[-1].name)


class Funder(Record):
    """A funder of projects, with the sentence and the logo that the grant asks for."""

    id: Id
    names: tuple[DatedName, ...]
    sentence: Sentence | None = None
    logo: PictureName | None = None
    logo_rule: Remark | None = None
    sources: tuple[Evidence, ...] = ()

    def name(self, day: dt.date) -> Word:
        """Return the name on a day, else the last one."""
        return name_on(self.names, day)


class Series(Term):
    """`content/series.yml`: events that belong together and are counted."""

    summary: Sentence
    own: Flag = True
    sources: tuple[Evidence, ...] = ()


class Label(Record):
    """`content/labels.yml`: a label of quality, shown only while it is valid."""

    id: Id
    name: Word
    valid: Period
    logo: PictureName | None = None
    proof: Evidence
