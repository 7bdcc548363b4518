"""The cluster itself: `content/cluster.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from schaufenster.content.fields import (
    Colour,
    Country,
    Decimal,
    Example,
    Flag,
    FormUrl,
    Mail,
    Name,
    OrOpen,
    PartialDate,
    Phone,
    PictureName,
    Postcode,
    Remark,
    ShortText,
    TimeZone,
    Url,
    refused,
)
from schaufenster.content.model.by_language import LanguageCode, Record
from schaufenster.content.model.legal_forms import LEGAL_FORMS, LegalFormId
from schaufenster.content.model.parts import Evidence, Picture
from schaufenster.content.model.texts import Prose, Sentence, Text, Word
from schaufenster.problems import Language
from schaufenster.themes import NEUTRAL, Theme


class Colours(Record):
    """The two colours that all others are computed from."""

    primary: Colour
    accent: Colour


class Boilerplate(Record):
    """The cluster's description of itself, in three lengths."""

    short: Sentence
    medium: Prose
    long: Prose


class ImprintRow(Record):
    """A row of the imprint that no field is made for: what a country's own law asks for."""

    name: Word
    value: Sentence


OpenName = Annotated[Name | None, OrOpen()]
OpenShortText = Annotated[ShortText | None, OrOpen()]


class Imprint(Record):
    """The imprint that the law asks for: what the legal form needs, and rows of one's own."""

    legal_form: LegalFormId
    street: OpenName = None
    postcode: Annotated[Postcode | None, OrOpen()] = None
    town: OpenShortText = None
    state: ShortText | None = None
    country: Country | None = None
    represented_by: Annotated[Remark | None, OrOpen()] = None
    email: Annotated[Mail | None, OrOpen()] = None
    phone: Annotated[Phone | None, OrOpen()] = None
    register_court: OpenName = None
    register_number: OpenShortText = None
    vat_id: OpenShortText = None
    audit_association: OpenName = None
    supervisory_authority: OpenName = None
    responsible: OpenName = None
    rows: tuple[ImprintRow, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what the legal form needs and is not known yet."""
        needed = LEGAL_FORMS.get(self.legal_form, ())
        return tuple(name for name in needed if getattr(self, name) is None)


class Reported(Record):
    """A value that a source names, and the date it is of, if the source has one."""

    value: Decimal
    date: PartialDate | None = None
    source: Evidence
    about: Flag = False


StartBlock = Literal[
    "welcome", "pictures", "competences", "profiles", "counts", "figures", "news", "market",
    "editors",
]  # fmt: skip
"""What the start page can show; each is a template `start/NAME.html.j2`."""


SheetKind = Literal["member", "project", "district", "cluster"]
"""What there can be sheets of paper about."""


class Figure(Reported):
    """A quoted figure with its source and date. What can be counted is never written down.

    `elsewhere` are the values that other sources name for the same.
    """

    unit: Word | None = None
    what: Sentence
    start: Flag = False
    elsewhere: tuple[Reported, ...] = ()


class Slogan(Record):
    """The slogan in one language, in two halves as it is printed."""

    lang: LanguageCode
    left: ShortText
    right: ShortText


Forge = Literal["github", "gitlab"]
"""What keeps a repository, by whose addresses it has."""
SIGNING_IN: Final[Mapping[Forge, str]] = {"github": "sign_in", "gitlab": "app_id"}
"""The field of `Editor` that a forge needs: GitHub lets nobody sign in without a secret."""


class Editor(Record):
    """The web form of the site: how people sign in at the forge that keeps the repository."""

    sign_in: Annotated[Url | None, Example("https://anmelden.demo.example/")] = None
    app_id: Annotated[ShortText | None, Example("2c1fa5")] = None


def _different(languages: tuple[Language, ...]) -> tuple[Language, ...]:
    if not languages or len(set(languages)) < len(languages):
        raise refused("languages")
    return languages


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
    country: Country
    site_url: Url
    repository: Url | None = None
    profile_form: Annotated[
        FormUrl | None, Example("https://www.demo.example/formular/?profil={slug}")
    ] = None
    editor: Annotated[Editor | None, Example({"sign_in": "https://anmelden.demo.example/"})] = None
    websub: Annotated[Url | None, Example("https://hub.demo.example/")] = None
    tag: Annotated[str, Field(pattern=r"^[a-z0-9.-]+\.[a-z]{2,}$")]
    languages: Annotated[tuple[LanguageCode, ...], AfterValidator(_different)]
    time_zone: TimeZone = "Europe/Berlin"
    theme: Theme = NEUTRAL
    colours: Colours
    start: Annotated[tuple[StartBlock, ...], Field(min_length=1)] = get_args(StartBlock)
    sheets: tuple[SheetKind, ...] = ()
    logo: PictureName | None = None
    pictures: tuple[Picture, ...] = ()
    boilerplate: Boilerplate
    imprint: Imprint
    figures: tuple[Figure, ...] = ()
    sources: tuple[Evidence, ...] = ()

    @property
    def first_language(self) -> Language:
        """Return the language that every text is in, and what has no translation: names, notes."""
        return self.languages[0]

    @property
    def forge(self) -> Forge:
        """Return what keeps the repository: a host with "github" in its name has its addresses."""
        return (
            "github" if "github" in (urlsplit(self.repository or "").hostname or "") else "gitlab"
        )

    def untranslated(self, words: str) -> Text:
        """Return words of the content that have no translation as a text in the first language."""
        return Text({self.first_language: words})
