"""Organisations, their offers and requests: `members/`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schaufenster.content.fields import (
    CertificateId,
    CompetenceId,
    Country,
    Day,
    DistrictId,
    Example,
    IndustryId,
    Key,
    Mail,
    MemberId,
    Name,
    PartialDate,
    Phone,
    PictureName,
    Postcode,
    ShortText,
    Url,
    holds,
)
from schaufenster.content.model.by_language import Record
from schaufenster.content.model.parts import Opened, Party, Period, Picture, Released
from schaufenster.content.model.texts import Names, Prose, Sentence, Text, Title, Word


class Membership(Record):
    """A membership with its period and evidence.

    `confirmed` is the day the office or the member confirmed it; without it `source` is a public
    text, `date` its own date and `read` the day somebody looked at it. `evidence` is what it shows.
    """

    status: Literal["member", "partner", "project-partner"]
    from_: Annotated[PartialDate | None, Field(alias="from")] = None
    to: PartialDate | None = None
    confirmed: PartialDate | None = None
    evidence: Annotated[
        Literal["stated", "founding", "board", "inferred", "unknown"], Example("stated")
    ] = "stated"
    source: Url | None = None
    date: PartialDate | None = None
    read: Annotated[Day | None, Example("2030-05-27")] = None

    @property
    def is_shown(self) -> bool:
        """Return whether somebody said so: a membership that is only inferred is no fact."""
        return self.confirmed is not None or self.evidence not in {"inferred", "unknown"}


class Seat(Record):
    """An organisation's seat, as far as known; the chamber follows from the district.

    `locality` is the part of the town, as people say it.
    """

    street: Annotated[Name | None, Example("Maßstab 1")] = None
    locality: Annotated[ShortText | None, Example("Oberdorf")] = None
    postcode: Postcode | None = None
    place: ShortText | None = None
    state: ShortText | None = None
    country: Country | None = None
    district: DistrictId | None = None


class Site(Seat):
    """A further place where an organisation works, and what is there."""

    name: Word | None = None


SizeClass = Literal["micro", "small", "medium", "large"]
OrganisationType = Literal["company", "research", "public", "network", "education", "cluster"]


class Size(Record):
    """A class of size (EU recommendation 2003/361) with its year; never head counts."""

    class_: Annotated[SizeClass, Field(alias="class")]
    year: PartialDate


class Skill(Record):
    """A competence of a member, with a note."""

    id: CompetenceId
    note: Word | None = None


class Certification(Record):
    """A certificate that a member holds; it is shown until its last day."""

    id: CertificateId
    until: PartialDate | None = None
    source: Url | None = None


class FormerName(Record):
    """A name that an organisation no longer has, and until when it had it."""

    name: Name
    until: PartialDate | None = None


class Confirmation(Record):
    """Who last confirmed a profile, and when."""

    on: Day
    by: Literal["office", "member"]


class Member(Opened):
    """`members/SLUG/member.yml`: an organisation with a profile."""

    open_data: ClassVar[tuple[str, ...]] = (
        "name", "names", "short", "aliases", "former_names", "legal_form", "type", "size",
        "membership", "seat", "sites", "parent", "subsidiaries", "affiliations", "founded",
        "website", "summary", "competences", "industries", "certificates", "confirmed", "sources",
    )  # fmt: skip

    name: Name
    names: Annotated[
        Names,
        Example(
            {
                "de": "Beispielinstitut für Messwesen",
                "en": "Institute of Measurement",
                "en_of": "a2f3cf48",
            }
        ),
    ] = Field(default_factory=Names, validate_default=True)
    short: ShortText
    aliases: tuple[Name, ...] = ()
    former_names: Annotated[
        tuple[FormerName, ...], Example([{"name": "Demo-Messhaus KG", "until": "2019"}])
    ] = ()
    legal_form: Annotated[ShortText | None, Example("GmbH")] = None
    monogram: Annotated[Key | None, Example("MU")] = None
    type: OrganisationType
    size: Size | None = None
    membership: tuple[Membership, ...] = ()
    seat: Seat = Seat()
    sites: Annotated[
        tuple[Site, ...],
        Example(
            [
                {
                    "name": {"de": "Werk 2", "en": "Plant 2"},
                    "postcode": "00161",
                    "place": "Musterdorf 61",
                    "state": "Musterland",
                    "country": "DE",
                    "district": "zahlenkreis",
                }
            ]
        ),
    ] = ()
    parent: Annotated[Party | None, Example({"name": "Demo-Holding AG"})] = None
    subsidiaries: Annotated[tuple[Party, ...], Example([{"name": "Demo-Prüfhaus GmbH"}])] = ()
    affiliations: Annotated[tuple[Party, ...], Example([{"name": "Demo-Fachverband e. V."}])] = ()
    founded: PartialDate | None = None
    website: Url | None = None
    email: Mail | None = None
    phone: Phone | None = None
    logo: PictureName | None = None
    summary: Sentence | None = None
    about: Prose | None = None
    competences: tuple[Skill, ...] = ()
    industries: tuple[IndustryId, ...] = ()
    certificates: tuple[Certification, ...] = ()
    confirmed: Confirmation | None = None

    @property
    def full_name(self) -> Text:
        """Return the full name in each language: the legal one where there is no other."""
        return Text({self.names.home: self.name, **self.names})

    def status_on(self, day: dt.date) -> str:
        """Return the closest status on a day; empty if there is none."""
        entries = (entry for entry in self.membership if entry.is_shown)
        holding = {entry.status for entry in entries if holds(entry.from_, entry.to, day)}
        order = ("member", "partner", "project-partner")
        return next((status for status in order if status in holding), "")


Form = Literal[
    "product", "service", "development", "production", "testing", "training", "capacity",
    "cooperation",
]  # fmt: skip


class Offer(Opened, Released):
    """`members/MEMBER/offers/SLUG.yml`: an offer or request of a member."""

    open_data: ClassVar[tuple[str, ...]] = (
        "member", "kind", "form", "title", "summary", "competences", "valid", "website", "cost",
        "published", "updated", "sources",
    )  # fmt: skip
    from_path: ClassVar[tuple[str, ...]] = ("path", "slug", "homes")
    member: MemberId
    kind: Literal["offer", "request"]
    form: Form
    title: Title
    summary: Sentence
    text: Prose | None = None
    competences: tuple[CompetenceId, ...] = ()
    valid: Period | None = None
    contact: Mail | None = None
    website: Annotated[Url | None, Example("https://www.demo.example/angebot/")] = None
    cost: Annotated[
        Word | None,
        Example({"de": "für Mitglieder kostenfrei", "en": "free for members"}),
    ] = None
    published: PartialDate
    updated: Day | None = None
    pictures: tuple[Picture, ...] = ()
