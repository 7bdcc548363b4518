"""The cluster itself: `content/cluster.yml`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schaufenster.content.fields import (
    Colour,
    Decimal,
    Flag,
    MailOrOpen,
    Name,
    PartialDate,
    PhoneOrOpen,
    PictureName,
    Postcode,
    Remark,
    ShortText,
    Url,
)
from schaufenster.content.model.parts import Evidence
from schaufenster.content.model.texts import Prose, Record, Sentence, Word


class Colours(Record):
    """The two values all colours are computed from."""

    primary: Colour
    accent: Colour


class Boilerplate(Record):
    """What the cluster says about itself, in three lengths."""

    short: Sentence
    medium: Prose
    long: Prose


class Imprint(Record):
    """What the law wants named; `offen` where a fact is still to come."""

    street: Name
    postcode: Postcode
    town: ShortText
    represented_by: Remark
    email: MailOrOpen
    phone: PhoneOrOpen
    register_court: Name
    register_number: ShortText
    vat_id: ShortText
    audit_association: Name
    responsible: Name


class Figure(Record):
    """A quoted figure: somebody said it, on a date. What can be counted is never typed."""

    value: Decimal
    unit: Word | None = None
    what: Sentence
    date: PartialDate
    source: Evidence
    about: Flag = False


class Slogan(Record):
    """The slogan in its own language, in two halves as it is set."""

    lang: Literal["de", "en"]
    left: ShortText
    right: ShortText


class Identity(Record):
    """`content/cluster.yml`: who the cluster is."""

    from_path: ClassVar[tuple[str, ...]] = ("path",)

    path: str
    name: ShortText
    legal_name: Name
    short: ShortText
    descriptor: Word
    headline: Word | None = None
    promise: Sentence
    slogan: Slogan | None = None
    chain: Word | None = None
    founded: PartialDate
    site_url: Url
    repository: Url | None = None
    tag: Annotated[str, Field(pattern=r"^[a-z0-9.-]+\.[a-z]{2,}$")]
    languages: tuple[Literal["de", "en"], ...] = ("de", "en")
    time_zone: ShortText = "Europe/Berlin"
    colours: Colours
    logo: PictureName | None = None
    boilerplate: Boilerplate
    imprint: Imprint
    figures: tuple[Figure, ...] = ()
    sources: tuple[Evidence, ...] = ()
