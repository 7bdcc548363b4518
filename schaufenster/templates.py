"""All template policy: the Jinja environments of pages and mails, their filters, their words.

Autoescape is on for all markup (Jinja's own choice would be off for `*.html.j2`), an unknown name
is an error. What a template may say in two languages stands in `theme/strings.yml`.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import jinja2
import jinja2.meta
from markupsafe import Markup

from schaufenster import language, sanitize
from schaufenster.content import model, tree
from schaufenster.content.fields import PartialDate
from schaufenster.problems import Language

STRINGS: Final = "theme/strings.yml"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the interface in one language: `say("profiles", n=3)`."""

    lang: Language
    table: Mapping[str, Mapping[str, str]]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its values; `n=1` takes the key `KEY_one` where there is one."""
        if values.get("n") == 1 and f"{key}_one" in self.table:
            key = f"{key}_one"
        entry = self.table[key]
        shown = {
            name: language.number(value, self.lang) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return entry[self.lang].format(**shown)


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of one kind of output (`theme/pages`, `newsletter/templates`)."""

    folder: str
    environment: jinja2.Environment
    words: Mapping[str, Mapping[str, str]]
    known_inputs: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def render(self, name: str, lang: Language, /, **values: Any) -> str:
        """Return a template filled in, in a language; undefined names raise."""
        say = Words(lang, self.words)
        return self.environment.get_template(name).render(lang=lang, say=say, **values)

    def inputs(self, name: str) -> frozenset[str]:
        """Return the source files of a template: itself, what it includes, and the words."""
        if name not in self.known_inputs:
            self.known_inputs[name] = self._inputs(name)
        return self.known_inputs[name]

    def _inputs(self, name: str) -> frozenset[str]:
        found: set[str] = set()
        todo = [name]
        while todo:
            current = todo.pop()
            if current not in found and self.environment.loader:
                found.add(current)
                text, _, _ = self.environment.loader.get_source(self.environment, current)
                refers = jinja2.meta.find_referenced_templates(self.environment.parse(text))
                todo += [other for other in refers if other]
        return frozenset({STRINGS, *(f"{self.folder}/{n}" for n in found)})


def load_templates(folder: str, roots: Sequence[Path]) -> Templates:
    """Return the templates of `folder`, looked for in each root in turn (a cluster's own first)."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([root / folder for root in roots]),
        autoescape=_escaped,  # noqa: S701 - a function that says no only to plain text
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        words=_words,
        prose=_prose,
        plain=_plain,
        date=_date,
        dates=_dates,
        clock=_clock,
        short_date=_short_date,
        number=_number,
        listed=_listed,
        wrapped=_wrapped,
    )
    environment.globals.update(lang_attribute=_lang_attribute)
    return Templates(folder, environment, load_words(roots))


def _escaped(name: str | None) -> bool:
    """Escape everywhere but in the text part of a mail, which knows no markup."""
    return not (name or "").endswith(".txt.j2")


def load_words(roots: Sequence[Path]) -> Mapping[str, Mapping[str, str]]:
    """Return the words of the interface: the project's, with a cluster's own laid over them."""
    merged: dict[str, Mapping[str, str]] = {}
    for root in reversed(roots):
        file = root / STRINGS
        if file.is_file():
            merged.update(tree.parse(file.read_text(encoding="utf-8")).value)
    return merged


# ── filters: every one gets the page's language from the context ─────────────────────────────


def _lang_of(context: jinja2.runtime.Context) -> Language:
    lang: Language = context["lang"]
    return lang


@jinja2.pass_context
def _words(context: jinja2.runtime.Context, text: model.Text) -> Markup:
    """Return a text in the page's language; German on an English page is marked `lang="de"`."""
    lang = _lang_of(context)
    shown = text.text(lang)
    if text.language(lang) == lang:
        return Markup.escape(shown)
    return Markup('<span lang="{}">{}</span>').format(text.language(lang), shown)


@jinja2.pass_context
def _lang_attribute(context: jinja2.runtime.Context, text: model.Text) -> Markup:
    """Return ` lang="de"` for the element around a text that falls back, else nothing."""
    lang = _lang_of(context)
    if text.language(lang) == lang:
        return Markup("")
    return Markup(' lang="{}"').format(text.language(lang))


@jinja2.pass_context
def _prose(context: jinja2.runtime.Context, text: model.Text, heading: int = 2) -> Markup:
    """Return Markdown as safe HTML, its highest heading at `heading`.

    `prose_home`, if the template is given one, goes before links that start at the site's root.
    """
    home = context.get("prose_home", "")
    shown = sanitize.prose(text.text(_lang_of(context)), heading=heading, home=home)
    return Markup(shown)  # noqa: S704 - the sanitiser's own output


@jinja2.pass_context
def _plain(context: jinja2.runtime.Context, text: model.Text) -> str:
    """Return Markdown as plain text."""
    return sanitize.plain(text.text(_lang_of(context)), home=context.get("prose_home", ""))


@jinja2.pass_context
def _date(context: jinja2.runtime.Context, when: PartialDate | dt.date) -> str:
    return language.date(when, _lang_of(context))


@jinja2.pass_context
def _dates(
    context: jinja2.runtime.Context, start: PartialDate, end: PartialDate | None = None
) -> str:
    return language.dates(start, end, _lang_of(context))


@jinja2.pass_context
def _clock(context: jinja2.runtime.Context, start: dt.time, end: dt.time | None = None) -> str:
    return language.clock(start, end, _lang_of(context))


@jinja2.pass_context
def _short_date(context: jinja2.runtime.Context, when: PartialDate | dt.date) -> str:
    return language.short_date(when, _lang_of(context))


def _wrapped(text: str, indent: str = "") -> str:
    """Return text in lines of at most 72 columns, paragraphs kept; addresses are never broken."""
    return "\n".join(
        textwrap.fill(
            line, 72, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        for line in text.splitlines()
    )


@jinja2.pass_context
def _number(context: jinja2.runtime.Context, value: int | str) -> str:
    return language.number(value, _lang_of(context))


@jinja2.pass_context
def _listed(context: jinja2.runtime.Context, words: Sequence[str]) -> str:
    return language.listed(list(words), _lang_of(context))
