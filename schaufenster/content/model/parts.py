"""Parts that several records share: evidence, release, pictures, places, periods."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schaufenster.content.fields import (
    ChannelId,
    Country,
    Day,
    DistrictId,
    Example,
    Flag,
    MemberId,
    Moment,
    Name,
    PartialDate,
    PictureName,
    Postcode,
    Remark,
    ShortText,
    Slug,
    Url,
)
from schaufenster.content.model.by_language import ByLanguage, Record
from schaufenster.content.model.texts import Sentence
from schaufenster.problems import Language


class Evidence(Record):
    """The source of a fact: an address or a title, and its own date as far as known.

    `read` is the day on which somebody looked at it, `uid` what the source itself calls it.
    """

    url: Url | None = None
    title: Name | None = None
    date: PartialDate | None = None
    read: Day | None = None
    uid: Annotated[Remark | None, Example("termin-7@kalender.demo.example")] = None
    note: Remark | None = None


class Addresses(ByLanguage[str]):
    """Addresses of a page, by language."""

    __slots__ = ()

    each = Url
    is_required = False


class Home(Record):
    """The cluster from whose open data a hub has a record, and its page there."""

    cluster: ShortText
    page: Addresses

    def address(self, lang: Language) -> str:
        """Return its page in a language, else in the first that there is; empty without one."""
        return self.page.get(lang) or next(iter(self.page.values()), "")


class Filed(Record):
    """A record with a file of its own; `path` is the file, `slug` its name in addresses.

    In a hub `homes` are the clusters that it comes from.
    """

    from_path: ClassVar[tuple[str, ...]] = ("path", "slug", "homes")

    path: str
    slug: Slug
    formerly: tuple[Slug, ...] = ()
    was_at: tuple[Url, ...] = ()
    sources: tuple[Evidence, ...] = ()
    homes: tuple[Home, ...] = ()

    @property
    def first_slug(self) -> str:
        """Return the slug of the first address: ids made from it survive renaming."""
        return self.formerly[0] if self.formerly else self.slug


class Opened(Filed):
    """A record of which `open_data` names the fields that anybody gets as data."""

    open_data: ClassVar[tuple[str, ...]]


class Released(Record):
    """What is held back until `embargo`, and always from the channels in `not_for`."""

    embargo: Moment | None = None
    not_for: tuple[ChannelId, ...] = ()


class Picture(Record):
    """A picture with its rights. `persons` says whether people can be recognised and agreed."""

    file: PictureName
    author: Name
    licence: Name
    scope: tuple[Literal["web", "newsletter", "press"], ...]
    persons: Literal["none", "released", "unreleased"]
    minors: Flag = False
    alt: Sentence
    caption: Sentence | None = None

    @property
    def objections(self) -> tuple[str, ...]:
        """Return why the persons in it forbid that it is shown: `unreleased`, `minors`."""
        reasons = {"unreleased": self.persons == "unreleased", "minors": self.minors}
        return tuple(reason for reason, holds in reasons.items() if holds)


class Period(Record):
    """A span of days; an open end is left out."""

    from_: Annotated[PartialDate | None, Field(alias="from")] = None
    until: PartialDate | None = None


class Place(Record):
    """Where something happens."""

    name: Name | None = None
    street: Name | None = None
    postcode: Postcode | None = None
    town: ShortText | None = None
    state: ShortText | None = None
    country: Country | None = None
    district: DistrictId | None = None
    online: Flag = False


class Party(Record):
    """Somebody who takes part: a member or partner by its slug, or a name."""

    member: MemberId | None = None
    name: Name | None = None
