"""Texts in two languages."""

from __future__ import annotations

import hashlib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schaufenster.content.fields import Headline, Markdown, MarkdownText, Remark, ShortText
from schaufenster.problems import Language


class Record(BaseModel):
    """Base of all records: frozen, unknown fields refused, lists as tuples."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_alias=True)

    @property
    def open_fields(self) -> tuple[str, ...]:
        """Return the fields that were written as not known yet, in the order of the model."""
        written, values = self.model_fields_set, self.__dict__
        return tuple(name for name in values if name in written and values[name] is None)


def hash_of(german: str) -> str:
    """Return the short hash of a German text, kept with the English one made from it."""
    return hashlib.sha256(german.strip().encode()).hexdigest()[:8]


class Text(Record):
    """A text in German and, if there is one, English; `en_of` is the hash of its German source."""

    de: str
    en: str | None = None
    en_of: Annotated[str, Field(pattern="^[0-9a-f]{8}$")] | None = None

    def language(self, lang: Language) -> Language:
        """Return the language of `text(lang)`: German where English is missing."""
        return "en" if lang == "en" and self.en else "de"

    def text(self, lang: Language) -> str:
        """Return the text in `lang`, or in German where it is missing."""
        return self.en if lang == "en" and self.en else self.de

    @property
    def outdated(self) -> bool:
        """Return whether the German text has changed since the English one was made."""
        return bool(self.en and self.en_of and self.en_of != hash_of(self.de))


class Word(Text):
    """A name or label: one line of at most 80 characters."""

    de: ShortText
    en: ShortText | None = None


class Title(Text):
    """A headline: one line of at most 110 characters."""

    de: Headline
    en: Headline | None = None


class Sentence(Text):
    """A sentence or two: one line of at most 320 characters."""

    de: Remark
    en: Remark | None = None


class Prose(Text):
    """Markdown of at most 8,000 characters."""

    de: Markdown
    en: Markdown | None = None


ARTICLE = 20_000
"""The most characters of a report, a news item or a page."""


class Article(Text):
    """Markdown of a whole text, from a file of its own; `check/texts.py` finds its faults."""


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
    """Front matter of an English text: `of` is the hash of the German text it was made from."""

    of: Annotated[str, Field(pattern="^[0-9a-f]{8}$")] | None = None


class GermanText(Head):
    """Front matter of a German text of a record: `text.de.md`."""

    press: PressText | None = None


class EnglishText(GermanText, Translated):
    """Front matter of its English version."""


class Written(Record):
    """A text with its two languages joined: of a report, a news item, a project or a page."""

    paths: tuple[str, ...]
    title: Title
    lead: Sentence
    body: Article
    press: PressText | None = None
    press_en: PressText | None = None

    def path_in(self, lang: Language) -> str:
        """Return the file of a language's text: the German one where there is no English one."""
        return self.paths[-1 if lang == "en" else 0]

    def press_in(self, lang: Language) -> PressText | None:
        """Return the text for the press in a language."""
        return self.press_en if lang == "en" else self.press
