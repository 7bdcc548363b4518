"""The scalar types of the content: what a field's text may be, and the value it becomes.

Every value is a text at first (see `yaml_text.py`). A value that does not fit raises pydantic's
custom error with the name of a rule in `words/…/messages.po`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import types
import typing
import zoneinfo
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, core_schema

from schaufenster import sanitize
from schaufenster.content import common_dates
from schaufenster.content.countries import is_country
from schaufenster.problems import Fault
from schaufenster.words import languages
from schaufenster.words.address_words import all_words

# Words of the site's addresses: a slug, which becomes part of an address, must not be one; the id
# of what has no page may.
RESERVED: Final = all_words() | frozenset("redaktion feeds assets index en de all".split())
PAGES: Final = ("about", "strategy", "join", "privacy", "accessibility")
"""Pages with a place and an address of their own in each language; others are named freely."""
_FOLDERS: Final = frozenset(("cards", "pictures", "pagefind", *languages()))
"""What stands beside free pages at the root of the site."""


def refused(rule: str, **values: object) -> PydanticCustomError:
    """Return pydantic's error for a rule."""
    return PydanticCustomError(rule, "{rule}", {"rule": rule, **values})


def _first(faults: Iterable[Fault]) -> None:
    for fault in faults:
        raise refused(fault.rule, **fault.values)


# ── words ────────────────────────────────────────────────────────────────────────────────────


_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_YEAR = re.compile(r"(19|20)[0-9][0-9]")


def _id(text: str) -> str:
    if not _SLUG.fullmatch(text) or len(text) > 60:
        raise refused("slug", value=text)
    return text


def _slug(text: str) -> str:
    if _YEAR.fullmatch(_id(text)) or text in RESERVED:
        raise refused("slug-reserved", value=text)
    return text


def _page(text: str) -> str:
    if text in _FOLDERS:
        raise refused("slug-reserved", value=text)
    return text if text in PAGES else _slug(text)


@dataclass(frozen=True, slots=True)
class AtMost:
    """A text of at most `most` characters."""

    most: int

    def check(self, text: str) -> str:
        """Return the text, or raise the rule it breaks."""
        if len(text) > self.most:
            raise refused("too-long", length=len(text), most=self.most)
        return text

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "maxLength": self.most}


class Line(AtMost):
    """A text on one line, without markup, of at most `most` characters."""

    def check(self, text: str) -> str:
        """Return the text, or raise the rule it breaks."""
        _first(sanitize.check_line(text))
        return super().check(text)


class MarkdownText(AtMost):
    """Markdown of at most `most` characters; `check/texts.py` finds its other faults."""


Key = Annotated[str, Line(5)]
ShortText = Annotated[str, Line(80)]
Headline = Annotated[str, Line(110)]
Name = Annotated[str, Line(200)]
Remark = Annotated[str, Line(320)]
Markdown = Annotated[str, MarkdownText(8000)]


def _url(text: str) -> str:
    _first(sanitize.check_url(text))
    return text


def _form_url(text: str) -> str:
    _first(sanitize.check_url(text.replace(FORM_SLUG, "slug")))
    return text


FORM_SLUG: Final = "{slug}"
"""What stands in the address of a form for the short name of a profile."""


def _mail(text: str) -> str:
    _first(sanitize.check_mail(text))
    return text


OPEN: Final = "offen"
"""What stands for a fact that is not known yet: a warning, refused in an imprint by `--publish`."""


@dataclass(frozen=True, slots=True)
class OrOpen:
    """Marks a fact that may be `offen`. It is None then, so that no output can print the word."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda text: None if text == OPEN else text, handler(source)
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [handler(schema), {"const": OPEN}]}


def _channel_or_all(text: str) -> str:
    return text if text == "all" else _slug(text)


_ACCOUNT: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")


def _account(text: str) -> str:
    if not _ACCOUNT.fullmatch(text):
        raise refused("account", value=text)
    return text


def _phone(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9][0-9 /()-]{4,24}", text):
        raise refused("phone", value=text)
    return text


def _colour(text: str) -> str:
    match = re.fullmatch(r"#?([0-9a-fA-F]{6})", text)
    if not match:
        raise refused("colour", value=text)
    return f"#{match.group(1).lower()}"


def _flag(text: Any) -> bool:
    if text in ("true", True):
        return True
    if text in ("false", False):
        return False
    raise refused("flag", value=text)


def _number(text: Any) -> int:
    if isinstance(text, int):  # built in code, not read from a file
        return text
    if isinstance(text, str) and re.fullmatch(r"[0-9]{1,12}", text):
        return int(text)
    raise refused("number", value=text)


def _decimal(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,4})?", text):
        raise refused("decimal", value=text)
    return text


def _country(text: str) -> str:
    if not is_country(text):
        raise refused("country", value=text)
    return text


def _time_zone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise refused("time-zone", value=text) from None
    return text


def _file_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]*\.(svg|png|jpe?g|webp)", text):
        raise refused("picture-name", value=text)
    return text


TimeZone = Annotated[str, Line(80), AfterValidator(_time_zone)]
_SHORT_NAME: Final = Field(json_schema_extra={"pattern": f"^{_SLUG.pattern}$", "maxLength": 60})
Id = Annotated[str, _SHORT_NAME, AfterValidator(_id)]
Slug = Annotated[str, _SHORT_NAME, AfterValidator(_slug)]
PageSlug = Annotated[str, _SHORT_NAME, AfterValidator(_page)]
Named = Annotated[str, _SHORT_NAME, Line(60)]
"""The id of another record as it was typed: whether there is one, and which was meant, is told by
`check/references.py`, which knows the names."""
Url = Annotated[str, Field(json_schema_extra={"format": "uri"}), AfterValidator(_url)]
FormUrl = Annotated[str, AfterValidator(_form_url)]
"""A web address in which `{slug}` stands for a profile's short name."""
Mail = Annotated[str, Field(json_schema_extra={"format": "email"}), AfterValidator(_mail)]
Phone = Annotated[str, AfterValidator(_phone)]
Account = Annotated[
    str, Field(json_schema_extra={"pattern": f"^{_ACCOUNT.pattern}$"}), AfterValidator(_account)
]
"""The name of an account at a forge, without `@`."""
ChannelOrAll = Annotated[str, AfterValidator(_channel_or_all)]
Colour = Annotated[str, AfterValidator(_colour)]
Country = Annotated[
    str, Field(json_schema_extra={"pattern": "^[A-Z]{2}$"}), AfterValidator(_country)
]
Postcode = Annotated[str, Line(12)]
"""What it looks like depends on the country: `check/entries.py` knows it."""
PictureName = Annotated[str, AfterValidator(_file_name)]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
Number = Annotated[int, BeforeValidator(_number), WithJsonSchema({"type": "integer"})]
Decimal = Annotated[str, AfterValidator(_decimal)]


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a slug that must exist in a table of records (checked across records)."""

    table: str


@dataclass(frozen=True, slots=True)
class Example:
    """The demo's value of a field that it would leave out."""

    value: Any


MemberId = Annotated[Named, Ref("members")]
EventId = Annotated[Named, Ref("events")]
ChannelId = Annotated[Named, Ref("channels")]
CompetenceId = Annotated[Named, Ref("competences")]
GroupId = Annotated[Named, Ref("groups")]
DistrictId = Annotated[Named, Ref("districts")]
ChamberId = Annotated[Named, Ref("chambers")]
TopicId = Annotated[Named, Ref("topics")]
SeriesId = Annotated[Named, Ref("series")]
FunderId = Annotated[Named, Ref("funders")]
IndustryId = Annotated[Named, Ref("industries")]
CertificateId = Annotated[Named, Ref("certificates")]
ProjectId = Annotated[Named, Ref("projects")]
RisId = Annotated[Named, Ref("ris")]


# ── dates and times ──────────────────────────────────────────────────────────────────────────


def _from_text(cls: type, parse: Callable[[str], Any], pattern: str) -> core_schema.CoreSchema:
    def validate(value: Any) -> Any:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise refused("text", value=value)
        return parse(value)

    return core_schema.no_info_plain_validator_function(
        validate,
        serialization=core_schema.to_string_ser_schema(),
        metadata={"pydantic_js_functions": [lambda *_: {"type": "string", "pattern": pattern}]},
    )


@dataclass(frozen=True, order=True, slots=True)
class PartialDate:
    """A date as exactly as it is known: `2025`, `2025-09` or `2025-09-10` (ISO 8601-2, EDTF 0)."""

    year: int
    month: int = 0
    day: int = 0

    pattern: ClassVar[str] = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"

    @classmethod
    @lru_cache(maxsize=4096)  # the same days stand in thousands of records
    def parse(cls, text: str) -> PartialDate:
        """Return the date of a text; raises pydantic's custom error `date`."""
        if not re.fullmatch(cls.pattern, text):
            near = common_dates.as_day(text)
            span = {} if near else common_dates.days(text)
            raise refused("span" if span else "date", value=text, **near, **span)
        date = cls(*map(int, text.split("-")))
        try:
            date.first()
        except ValueError:
            raise refused("date-impossible", value=text) from None
        return date

    @property
    def precision(self) -> Literal["day", "month", "year"]:
        """Return how exactly the date is known."""
        return "day" if self.day else "month" if self.month else "year"

    def first(self) -> dt.date:
        """Return the first day this date may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    def last(self) -> dt.date:
        """Return the last day this date may mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = (f"{self.year:04d}", f"{self.month:02d}", f"{self.day:02d}")
        return "-".join(parts[: 1 + bool(self.month) + bool(self.day)])

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return _from_text(cls, cls.parse, cls.pattern)


def holds(first: PartialDate | None, last: PartialDate | None, day: dt.date) -> bool:
    """Return whether a span includes a day, both ends included; a missing end is open."""
    return not (first and day < first.first()) and not (last and last.last() < day)


def _whole_day(date: PartialDate) -> PartialDate:
    if date.precision != "day":
        raise refused("date-day", value=str(date))
    return date


DAY_RULE: Final = AfterValidator(_whole_day)
Day = Annotated[PartialDate, DAY_RULE]


@dataclass(frozen=True, order=True, slots=True)
class Moment:
    """A day, or a day and time, in the cluster's time zone: `2025-10-01` or `2025-10-01 10:00`."""

    at: dt.datetime

    pattern: ClassVar[str] = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2})?$"

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Return the moment of a text (a day begins at 00:00); raises custom error `moment`."""
        if not re.fullmatch(cls.pattern, text):
            raise refused("moment", value=text, **common_dates.as_moment(text))
        try:
            return cls(dt.datetime.fromisoformat(text))
        except ValueError:
            raise refused("date-impossible", value=text) from None

    def __str__(self) -> str:
        return self.at.isoformat(sep=" ", timespec="minutes")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return _from_text(cls, cls.parse, cls.pattern)


def _clock(text: Any) -> dt.time:
    if not isinstance(text, str) or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        span = common_dates.times(text)
        raise refused(
            "span" if span else "clock", value=text, **common_dates.as_clock(text), **span
        )
    return dt.time.fromisoformat(text)


TimeOfDay = Annotated[
    dt.time,
    BeforeValidator(_clock),
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
]


def json_schema(annotation: Any) -> dict[str, Any]:
    """Return the JSON Schema of a single value."""
    return TypeAdapter(annotation).json_schema()


# ── annotations ──────────────────────────────────────────────────────────────────────────────


def unwrapped(annotation: Any) -> tuple[Any, list[Any]]:
    """Return a type without `| None` and `Annotated`, and the annotations."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        inner, *rules = typing.get_args(annotation)
        plain, more = unwrapped(inner)
        return plain, [*more, *rules]
    if origin in (typing.Union, types.UnionType):
        return unwrapped(next(a for a in typing.get_args(annotation) if a is not type(None)))
    return annotation, []
