"""All template policy: the Jinja environments of pages and mails, their filters, their words.

Autoescape is on for all markup (Jinja's own choice would be off for `*.html.j2`), an unknown name
is an error. What a template may say stands in `words/`.
"""

from __future__ import annotations

import bisect
import datetime as dt
import hashlib
import json
import re
import textwrap
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

import jinja2
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from schaufenster import language, sanitize, write
from schaufenster.cldr import variant
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.problems import Language
from schaufenster.words import ENGLISH, WordTable, catalogue, laid_over, languages, parse

T = TypeVar("T")
OWN_WORDS: Final = "theme/words"
"""Where a cluster's own words stand, by language and room as those of the program do."""
ROOMS: Final = ("site", "mail", "change")
PLAIN: Final = "repository/"
"""Templates below this folder know no markup: files of a new cluster's repository."""
WIDTH: Final = 72
"""How many columns a line of a mail's text has."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the interface in one language: `say("profiles", n=3)`."""

    lang: Language
    table: WordTable

    @property
    def locale(self) -> str:
        """Return the CLDR locale in whose way dates and numbers are written, such as `en_GB`.

        That of the cluster's country, if the language is one of its own: `de_AT` in Austria.
        """
        known = self.table.catalogues.get(self.lang)
        own = variant(self.lang, self.table.country)
        return own or (known and known.locale) or self.lang

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its values; `n` chooses between its plural forms."""
        texts = {
            name: language.number(value, self.locale) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return self.table.find(key, self.lang, values.get("n")).format(**texts)


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of one kind of output (`theme/pages`, `newsletter/templates`)."""

    folder: str
    environment: jinja2.Environment
    words: WordTable

    def render(self, name: str, lang: Language, /, **values: Any) -> str:
        """Return a template filled in, in a language; undefined names raise."""
        say = Words(lang, self.words)
        return self.environment.get_template(name).render(lang=lang, say=say, **values)

    def origin(self, name: str, lang: Language, /, **values: Any) -> Origin | None:
        """Return where each part of a filled-in template comes from; same arguments as `render`.

        Renders twice more, so it is for reporting faults only. None where a template measures its
        own text, so that marks in it would change the result.
        """
        marked = self.environment.overlay(extensions=[_Marks], bytecode_cache=None)
        say = Words(lang, self.words)
        text = marked.get_template(name).render(lang=lang, say=say, **values)
        line, column, template, number = 1, 1, name, 1
        positions: list[tuple[tuple[int, int], tuple[str, int]]] = []
        for index, part in enumerate(_MARK.split(text)):  # text, template, line, text, …
            if index % 3 == 1:
                template = bytes.fromhex(part).decode()
            elif index % 3 == 2:
                number = int(part)
            else:
                positions.append(((line, column), (f"{self.folder}/{template}", number)))
                line += part.count("\n")
                column = len(part) - part.rfind("\n") if "\n" in part else column + len(part)
        same = "".join(_MARK.split(text)[::3]) == self.render(name, lang, **values)
        return Origin(tuple(positions)) if same else None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a filled-in template comes from: position in the text, then template and its line."""

    positions: tuple[tuple[tuple[int, int], tuple[str, int]], ...]

    def of(self, line: int, column: int) -> tuple[str, int]:
        """Return the template's path and line that made what stands at a line and column."""
        index = bisect.bisect_right(self.positions, (line, column), key=lambda row: row[0])
        return self.positions[max(index - 1, 0)][1]


class _Compiled(jinja2.BytecodeCache):
    """Keeps compiled templates beside their sources, as Python keeps compiled modules."""

    def __init__(self, templates: Path) -> None:
        self.folder = templates / "__pycache__"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the key of a template: its file, and what compiles it."""
        return super().get_cache_key(f"{name} {_compiler()}", filename)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with the compiled template, if it was kept."""
        with suppress(OSError), self._file(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the compiled template of a bucket, where the disk takes it."""
        write.keep_file(self._file(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}.jinja"


@lru_cache(1)
def _compiler() -> str:
    """Return what decides how templates are compiled: this module and Jinja's version."""
    source = Path(__file__).read_bytes()
    return hashlib.sha256(source + jinja2.__version__.encode()).hexdigest()


_MARK = re.compile("\ue000([0-9a-f]+):([0-9]+)\ue001")


class _Marks(Extension):
    """Puts a mark before every line of a template's own text: which template, which line."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens, text among them with its marks."""
        template = (stream.name or "").encode().hex()
        for token in stream:
            if token.type != "data":
                yield token
                continue
            lines = enumerate(token.value.split("\n"), token.lineno)
            marked = (f"\ue000{template}:{number}\ue001{text}" for number, text in lines)
            yield Token(token.lineno, "data", "\n".join(marked))


def load_templates(
    folder: str, roots: Sequence[Path], first: Language = ENGLISH, country: str = ""
) -> Templates:
    """Return the templates of `folder`, looked for in each root in turn (a cluster's own first).

    `first` is the cluster's first language, in which words are said that another one lacks, and
    `country` its country (ISO 3166-1), whose way of writing dates and numbers is taken.
    """
    environment = jinja2.Environment(
        auto_reload=False,  # the next build has a new environment
        loader=jinja2.FileSystemLoader([root / folder for root in roots]),
        autoescape=_escaped,  # noqa: S701 - on for all markup
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_Compiled(roots[-1] / folder),
    )
    environment.filters.update(
        words=_words,
        untranslated=_untranslated,
        linked=_linked,
        heading=_heading,
        prose=_prose,
        plain=_plain,
        date=_in_language(language.date),
        time=_in_language(time_element),
        dates=_in_language(language.dates),
        leaf=_in_language(language.leaf),
        clock=_in_language(language.clock),
        short_date=_in_language(language.short_date),
        number=_in_language(language.number),
        listed=_in_language(language.listed),
        language_names=_in_language(_language_names),
        hyphenated=_hyphenated,
        quoted=_quoted,
        unbroken=language.unbroken,
        wrapped=_wrapped,
    )
    environment.globals.update(lang_attribute=_lang_attribute)
    return Templates(folder, environment, load_words(roots, first, country))


def syntax_fault(text: str) -> tuple[int, str] | None:
    """Return line and reason why Jinja cannot read a template, or None."""
    try:
        jinja2.Environment(autoescape=True).parse(text)
    except jinja2.TemplateSyntaxError as error:
        return error.lineno, error.message or ""
    return None


def fault_in(error: BaseException) -> tuple[Path, int, str] | None:
    """Return file, line and reason if an error says that a template could not be filled in."""
    if not isinstance(error, jinja2.TemplateError):
        return None
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        return Path(error.filename), error.lineno, str(error)
    told = "".join(traceback.format_exception(error))  # with what another process noted
    made = [place for place in _PLACE.findall(told) if not place[0].endswith(".py")]
    return (Path(made[-1][0]), int(made[-1][1]), str(error)) if made else None


_PLACE: Final = re.compile(r'File "([^"\n]+)", line (\d+)')
"""A place in a traceback."""


def _escaped(name: str | None) -> bool:
    """Escape everywhere but in the text part of a mail and in a new cluster's files."""
    name = name or ""
    return not name.endswith(".txt.j2") and not name.startswith(PLAIN)


def load_words(roots: Sequence[Path], first: Language = ENGLISH, country: str = "") -> WordTable:
    """Return the words of pages and mails: the program's, with a cluster's own laid over them."""
    own = [root / OWN_WORDS for root in reversed(roots)]
    spoken = {folder.name for place in own if place.is_dir() for folder in place.iterdir()}
    catalogues = {}
    for lang in {*languages(), *spoken}:
        files = (place / lang / f"{room}.po" for place in own for room in ROOMS)
        texts = [parse(file.read_text("utf-8")) for file in files if file.is_file()]
        catalogues[lang] = laid_over([*(catalogue(lang, room) for room in ROOMS), *texts])
    return WordTable(catalogues, first, country)


# ── filters: every one gets the page's language from the context ─────────────────────────────


def _lang_of(context: jinja2.runtime.Context) -> Language:
    lang: Language = context["lang"]
    return lang


@jinja2.pass_context
def _words(context: jinja2.runtime.Context, text: model.Text) -> Markup:
    """Return a text in the page's language; one that falls back to another is marked with it."""
    return _marked(text, text.text(_lang_of(context)), _lang_of(context))


@jinja2.pass_context
def _untranslated(context: jinja2.runtime.Context, words: str) -> Markup:
    """Return words that the content has in the first language only as `words` does."""
    text: model.Text = context["identity"].untranslated(words)
    return _marked(text, words, _lang_of(context))


@jinja2.pass_context
def _linked(context: jinja2.runtime.Context, text: model.Text | str) -> Markup:
    """Return words, or a text as `words` does, in which web and mail addresses are links."""
    lang = _lang_of(context)
    words = Markup(sanitize.linked(text if isinstance(text, str) else text.text(lang)))  # noqa: S704
    return words if isinstance(text, str) else _marked(text, words, lang)


@jinja2.pass_context
def _heading(context: jinja2.runtime.Context, text: model.Text) -> Markup:
    """Return a name or title as `words` does, its lines as `hyphenated` lets them break."""
    lang = _lang_of(context)
    return _marked(text, language.hyphenated(text.text(lang), text.language(lang)), lang)


@jinja2.pass_context
def _hyphenated(context: jinja2.runtime.Context, text: model.Text | str) -> str:
    """Return a text whose long words may part; a bare name is in the cluster's first language."""
    if isinstance(text, str):
        return language.hyphenated(text, context["identity"].languages[0])
    lang = _lang_of(context)
    return language.hyphenated(text.text(lang), text.language(lang))


def _marked(text: model.Text, words: str, lang: Language) -> Markup:
    """Return words of a text as markup; those in another language than the page's say so."""
    if text.language(lang) == lang:
        return Markup.escape(words)
    return Markup('<span lang="{}">{}</span>').format(text.language(lang), words)


@jinja2.pass_context
def _lang_attribute(context: jinja2.runtime.Context, text: model.Text) -> Markup:
    """Return ` lang="…"` for the element around a text that falls back, else nothing."""
    lang = _lang_of(context)
    if text.language(lang) == lang:
        return Markup("")
    return Markup(' lang="{}"').format(text.language(lang))


@jinja2.pass_context
def _prose(context: jinja2.runtime.Context, text: model.Text, heading: int = 2) -> Markup:
    """Return Markdown as safe HTML, its highest heading at `heading`.

    `prose_home`, if the template has it, goes before links that start at the site's root.
    """
    home = context.get("prose_home", "")
    markup = sanitize.prose(text.text(_lang_of(context)), heading=heading, home=home)
    return Markup(markup)  # noqa: S704 - the sanitiser's own output


@jinja2.pass_context
def _plain(context: jinja2.runtime.Context, text: model.Text) -> str:
    """Return Markdown as plain text."""
    return sanitize.plain(text.text(_lang_of(context)), home=context.get("prose_home", ""))


def time_element(day: PartialDate | dt.date, lang: Language) -> Markup:
    """Return a day in words that machines read as well."""
    return Markup('<time datetime="{}">{}</time>').format(day, language.date(day, lang))


def _language_names(codes: Iterable[Language], lang: Language) -> str:
    """Return languages as a sentence lists them: `Deutsch und Englisch`."""
    return language.listed([language.language_name(code, lang) for code in codes], lang)


def _wrapped(text: str, indent: str = "") -> str:
    """Return text in lines of at most `WIDTH` columns; paragraphs and addresses stay whole."""
    return "\n".join(
        textwrap.fill(
            line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        for line in text.splitlines()
    )


def _quoted(text: str) -> str:
    """Return a text as YAML holds it whatever it contains."""
    return json.dumps(text, ensure_ascii=False)


def _in_language(function: Callable[..., T]) -> Callable[..., T]:
    """Return a function of `language` as a filter, its last argument from the context."""

    @jinja2.pass_context
    def filter_(context: jinja2.runtime.Context, *values: Any) -> T:
        return function(*values, context["say"].locale)

    return filter_
