"""Texts in the languages of the cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationInfo

from schaufenster.content.fields import (
    Headline,
    Markdown,
    MarkdownText,
    Name,
    Remark,
    ShortText,
)
from schaufenster.content.languages import ASSUMED
from schaufenster.content.model.by_language import ByLanguage, Hash, Record, hash_of, languages_of
from schaufenster.problems import Language


class Text(ByLanguage[str]):
    """A text in the first language of the cluster and, as far as there are any, translations."""

    __slots__ = ()

    each = str
    is_watched = True

    def language(self, lang: Language) -> Language:
        """Return the language of `text(lang)`: the first one where `lang` is missing."""
        return lang if lang in self else next(iter(self), lang)

    def text(self, lang: Language) -> str:
        """Return the text in `lang`, or in the first language where it is missing."""
        return self.get(self.language(lang), "")

    @property
    def first(self) -> str:
        """Return the text in the first language."""
        return next(iter(self.values()), "")

    @property
    def outdated(self) -> tuple[Language, ...]:
        """Return the languages for whose text the first one was another than it is now."""
        if not self.of:
            return ()
        now = hash_of(self.first)
        return tuple(lang for lang in self if self.of.get(lang, now) != now)


class Word(Text):
    """A name or label: one line of at most 80 characters."""

    __slots__ = ()

    each = ShortText


class Title(Text):
    """A headline: one line of at most 110 characters."""

    __slots__ = ()

    each = Headline


class Names(Text):
    """Names of an organisation in some languages; `home` is the one of its legal name."""

    __slots__ = ("home",)

    each = Name
    is_required = False

    def __init__(
        self,
        values: Mapping[Language, str | None] | None = None,
        /,
        *,
        of: Mapping[Language, str | None] | None = None,
        home: Language = ASSUMED[0],
        **more: str | None,
    ) -> None:
        super().__init__(values, of=of, **more)
        self.home = home

    @classmethod
    def _validated(cls, value: Any, info: ValidationInfo) -> Any:
        names = super()._validated(value, info)
        return cls(names, of=names.of, home=languages_of(info)[0])


class Sentence(Text):
    """A sentence or two: one line of at most 320 characters."""

    __slots__ = ()

    each = Remark


class Prose(Text):
    """Markdown of at most 8,000 characters."""

    __slots__ = ()

    each = Markdown


ARTICLE = 20_000
"""The most characters of a report, a news item or a page."""


class Article(Text):
    """Markdown of a whole text, from a file of its own; `check/texts.py` finds its faults."""

    __slots__ = ()


class PressText(Record):
    """The author's texts for the press: points and shorter versions; missing ones are cut."""

    bullets: tuple[Remark, ...] = ()
    short: Annotated[str, MarkdownText(500)] | None = None
    medium: Annotated[str, MarkdownText(900)] | None = None
    long: Annotated[str, MarkdownText(1800)] | None = None


class Head(Record):
    """Front matter of every text in a file of its own."""

    title: Headline
    lead: Remark


class Translated(Record):
    """Front matter of a translation: `of` is the hash of the text it was made from."""

    of: Hash | None = None


class StoryText(Head):
    """Front matter of a record's text in the first language: `text.LANG.md`."""

    press: PressText | None = None


class StoryTranslation(StoryText, Translated):
    """Front matter of its translation."""


class Written(Record):
    """A text with its languages joined: of a report, a news item, a project or a page.

    `paths` are its files, that of the first language first.
    """

    paths: tuple[str, ...]
    title: Title
    lead: Sentence
    body: Article
    press: Mapping[Language, PressText] = Field(default_factory=dict)

    def path_in(self, lang: Language) -> str:
        """Return the file of a language's text: that of the first where there is none."""
        return next((p for p in self.paths if p.endswith(f".{lang}.md")), self.paths[0])

    def press_in(self, lang: Language) -> PressText | None:
        """Return the text for the press in a language."""
        return self.press.get(lang)
