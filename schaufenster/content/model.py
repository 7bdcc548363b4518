"""The records of a cluster: what may stand in each file, frozen, nothing unknown.

One class per kind of file (content-model.md says what is fixed). Keys in the files equal the field
names here. From these classes come validation, messages, and later schemas, forms and reference.
`path` and `slug` come from where a file lies, never from what stands in it.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from schaufenster.content.fields import (
    ChamberId,
    ChannelId,
    ChannelOrAll,
    Clock,
    Colour,
    CompetenceId,
    Day,
    Decimal,
    DistrictId,
    EventId,
    Flag,
    GroupId,
    Headline,
    Key,
    Label,
    Mail,
    MailOrOpen,
    Markdown,
    MarkdownText,
    MemberId,
    Moment,
    Name,
    Number,
    PartialDate,
    Phone,
    PhoneOrOpen,
    PictureName,
    Postcode,
    Remark,
    RisId,
    Slug,
    TopicId,
    Url,
)
from schaufenster.problems import Language


class Record(BaseModel):
    """Frozen, nothing unknown, lists as tuples."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_alias=True)


# ── texts in two languages ───────────────────────────────────────────────────────────────────


def hash_of(german: str) -> str:
    """Return the short hash by which an English text remembers the German one it was made from."""
    return hashlib.sha256(german.strip().encode()).hexdigest()[:8]


class Text(Record):
    """A text in German and, if there is one, English; `en_of` is the hash of its German source."""

    de: str
    en: str | None = None
    en_of: Annotated[str, Field(pattern="^[0-9a-f]{8}$")] | None = None

    def language(self, lang: Language) -> Language:
        """Return the language in which `text(lang)` answers: German where English is missing."""
        return "en" if lang == "en" and self.en else "de"

    def text(self, lang: Language) -> str:
        """Return the text in `lang`, or in German where it is missing."""
        return self.en if lang == "en" and self.en else self.de

    @property
    def outdated(self) -> bool:
        """Tell whether the German text has changed since the English one was made."""
        return bool(self.en and self.en_of and self.en_of != hash_of(self.de))


class Word(Text):
    """A name or label: one line of at most 80 characters."""

    de: Label
    en: Label | None = None


class Title(Text):
    """A headline: one line of at most 110 characters."""

    de: Headline
    en: Headline | None = None


class Sentence(Text):
    """A sentence or two that say it all: one line of at most 320 characters."""

    de: Remark
    en: Remark | None = None


class Prose(Text):
    """Markdown of at most 8,000 characters."""

    de: Markdown
    en: Markdown | None = None


ARTICLE = 20_000
"""The most characters of a report, a news item or a page."""


class Article(Text):
    """Markdown of a whole text, from a file of its own."""

    de: Annotated[str, MarkdownText(ARTICLE)]
    en: Annotated[str, MarkdownText(ARTICLE)] | None = None


# ── parts that several records share ─────────────────────────────────────────────────────────


class Evidence(Record):
    """Where a fact stands: an address or a name of the source, and its date as far as known."""

    url: Url | None = None
    title: Name | None = None
    date: PartialDate | None = None
    note: Remark | None = None


class Filed(Record):
    """A record with a file of its own; `path` is its file, `slug` the name it is known by."""

    from_path: ClassVar[tuple[str, ...]] = ("path", "slug")

    path: str
    slug: Slug
    formerly: tuple[Slug, ...] = ()
    sources: tuple[Evidence, ...] = ()

    @property
    def first_slug(self) -> str:
        """Return the slug of the first address: ids made from it survive every renaming."""
        return self.formerly[0] if self.formerly else self.slug


class Released(Record):
    """What may be held back: until `embargo`, and for ever from the channels in `not_for`."""

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


class Period(Record):
    """A span of days; an open end is left out."""

    from_: Annotated[PartialDate | None, Field(alias="from")] = None
    until: PartialDate | None = None


class Place(Record):
    """Where something happens."""

    name: Name | None = None
    street: Name | None = None
    postcode: Postcode | None = None
    town: Label | None = None
    district: DistrictId | None = None
    online: Flag = False


class Party(Record):
    """Somebody who takes part: a profile of this cluster, or a name."""

    member: MemberId | None = None
    name: Name | None = None


# ── vocabularies ─────────────────────────────────────────────────────────────────────────────


class Term(Record):
    """An entry of a vocabulary; its key is its id."""

    id: Slug
    name: Word


class Synonyms(Record):
    """Other words for a thing, by language: for search and for the text filter."""

    de: tuple[Label, ...] = ()
    en: tuple[Label, ...] = ()


class Competence(Term):
    """What somebody can do, in the words of those who look for it."""

    group: GroupId
    synonyms: Synonyms = Synonyms()
    explanation: Sentence | None = None


class Group(Term):
    """A family of competences."""


class Topic(Term):
    """What a text is about."""


class RisField(Term):
    """A specialisation field of the regional innovation strategy."""

    number: Number


class Chamber(Term):
    """A chamber of industry and commerce."""

    seat: Label


class District(Term):
    """A district or district-free city, its number-plate key, chamber and place on the tile map."""

    key: Key
    chamber: ChamberId
    city: Flag = False
    column: Number
    row: Number


# ── the cluster itself ───────────────────────────────────────────────────────────────────────


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
    town: Label
    represented_by: Remark
    email: MailOrOpen
    phone: PhoneOrOpen
    register_court: Name
    register_number: Label
    vat_id: Label
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
    left: Label
    right: Label


class Identity(Record):
    """`content/cluster.yml`: who the cluster is."""

    from_path: ClassVar[tuple[str, ...]] = ("path",)

    path: str
    name: Label
    legal_name: Name
    short: Label
    descriptor: Word
    headline: Word | None = None
    promise: Sentence
    slogan: Slogan | None = None
    founded: PartialDate
    site_url: Url
    tag: Annotated[str, Field(pattern=r"^[a-z0-9.-]+\.[a-z]{2,}$")]
    languages: tuple[Literal["de", "en"], ...] = ("de", "en")
    time_zone: Label = "Europe/Berlin"
    colours: Colours
    logo: PictureName | None = None
    boilerplate: Boilerplate
    imprint: Imprint
    figures: tuple[Figure, ...] = ()
    sources: tuple[Evidence, ...] = ()


# ── members ──────────────────────────────────────────────────────────────────────────────────


class Membership(Record):
    """How somebody belongs, for how long, and what shows it.

    `confirmed` is the day the office or the member said so; without it `source` and `date` name
    the public text that says it.
    """

    status: Literal["member", "partner", "project-partner"]
    from_: Annotated[PartialDate | None, Field(alias="from")] = None
    to: PartialDate | None = None
    confirmed: PartialDate | None = None
    source: Url | None = None
    date: PartialDate | None = None


class Seat(Record):
    """Where an organisation sits, as far as known; the chamber follows from the district."""

    postcode: Postcode | None = None
    place: Label | None = None
    district: DistrictId | None = None


class Size(Record):
    """A class of size (EU recommendation 2003/361) with the year it was told; never head counts."""

    class_: Annotated[Literal["micro", "small", "medium", "large"], Field(alias="class")]
    year: PartialDate


class Skill(Record):
    """A competence of a member, and in which form."""

    id: CompetenceId
    note: Word | None = None


class Confirmation(Record):
    """Who last said that a profile is right, and when."""

    on: Day
    by: Literal["office", "member"]


class Member(Filed):
    """`members/SLUG/member.yml`: an organisation with a profile."""

    name: Name
    short: Label
    aliases: tuple[Name, ...] = ()
    monogram: Key | None = None
    type: Literal["company", "research", "public", "network", "education", "cluster"]
    size: Size | None = None
    membership: tuple[Membership, ...] = ()
    seat: Seat = Seat()
    founded: PartialDate | None = None
    website: Url | None = None
    email: Mail | None = None
    phone: Phone | None = None
    logo: PictureName | None = None
    summary: Sentence
    about: Prose | None = None
    competences: tuple[Skill, ...] = ()
    confirmed: Confirmation | None = None


class Offer(Filed, Released):
    """`members/MEMBER/offers/SLUG.yml`: what a member offers or looks for."""

    from_path: ClassVar[tuple[str, ...]] = ("path", "slug")

    member: MemberId
    kind: Literal["offer", "request"]
    title: Title
    summary: Sentence
    text: Prose | None = None
    competences: tuple[CompetenceId, ...] = ()
    valid: Period | None = None
    contact: Mail | None = None
    published: Day
    updated: Day | None = None
    pictures: tuple[Picture, ...] = ()


# ── events ───────────────────────────────────────────────────────────────────────────────────


class Registration(Record):
    """Where and until when to register."""

    url: Url
    until: Day | None = None


class Event(Filed, Released):
    """`events/SLUG/event.yml`: something that happens; `start` and `end` are the event's own."""

    title: Title
    summary: Sentence
    status: Literal["planned", "held", "cancelled", "moved"]
    format: Literal["retreat", "workshop", "conference", "assembly", "forum", "youth", "meeting"]
    start: PartialDate
    end: PartialDate | None = None
    time: Clock | None = None
    end_time: Clock | None = None
    days: Number | None = None
    series: Slug | None = None
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


class GermanReport(Released):
    """Front matter of `events/SLUG/report.de.md`."""

    title: Headline
    lead: Remark
    published: Day
    updated: Day | None = None


class EnglishReport(Record):
    """Front matter of `events/SLUG/report.en.md`; `of` is the hash of the German report."""

    title: Headline
    lead: Remark
    of: Annotated[str, Field(pattern="^[0-9a-f]{8}$")] | None = None


class Report(Released):
    """What was written about an event, both languages together."""

    paths: tuple[str, ...]
    event: EventId
    title: Title
    lead: Sentence
    body: Article
    published: Day
    updated: Day | None = None


# ── newsletter ───────────────────────────────────────────────────────────────────────────────

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


class ChannelName(Record):
    """What a channel is called, for how long: ministries change their names."""

    name: Word
    from_: Annotated[PartialDate | None, Field(alias="from")] = None
    to: PartialDate | None = None


class Channel(Record):
    """An entry of `newsletter/channels.yml`: a receiving newsletter, an editor or our readers."""

    id: Slug
    kind: Literal["press", "readers"]
    visibility: Literal["public", "internal"] = "internal"
    names: tuple[ChannelName, ...]
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
