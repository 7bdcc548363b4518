"""The texts of the program, the words of pages and mails: a gettext file by language and room.

`words/de/site.po` is the room `site` in German. A text is known by its key (`msgid`), has its
plural forms where a number decides, and is said in English where a language does not have it yet.
Files are read when the first of their texts is needed, so that commands start fast. `$SITE` is
replaced by `command_names.SITE`.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from schaufenster import command_names

FOLDER: Final = Path(__file__).parent
ENGLISH: Final = "en"
"""The language that has every word."""

_COMMAND: Final = re.compile(r"\$([A-Z_]+)")
_STRING: Final = r'(?:"(?:[^"\\\n]|\\.)*"\s*)+'
_ENTRY: Final = re.compile(
    r"(?P<fuzzy>^#,.*\bfuzzy\b.*\n(?:#.*\n)*)?"
    rf"^msgid (?P<key>{_STRING})(?:^msgid_plural {_STRING})?"
    rf"(?P<texts>^msgstr {_STRING}|(?:^msgstr\[\d\] {_STRING})+)",
    re.MULTILINE,
)
_TEXT: Final = re.compile(rf"^msgstr(?:\[\d\])? ({_STRING})", re.MULTILINE)
_QUOTED: Final = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r"}
_REST: Final = re.compile(r"^[^#\s].*", re.MULTILINE)
_PLURALS: Final = re.compile(r"plural=([^;]+)")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language's texts by key: one form, or the forms from which `plural` chooses by a number.

    `locale` is the CLDR locale in whose way dates and numbers are written, `key` one of `texts`.
    """

    texts: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int]
    locale: str

    def find(self, key: str, number: object = None) -> str | None:
        """Return a text, in the form for a number, else for many; None if there is no such text."""
        forms = self.texts.get(key)
        if not forms:
            return None
        return forms[self.plural(number) if isinstance(number, int) and forms[1:] else -1]


class UnreadableError(Exception):
    """A file of words is no gettext file; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def parse(raw: str) -> Catalogue:
    """Return the catalogue that a gettext file holds. Raises `UnreadableError`.

    What is empty or marked as fuzzy is not translated yet.
    """
    texts: dict[str, tuple[str, ...]] = {}
    end = 0
    for entry in _ENTRY.finditer(raw):
        _refuse_rest(raw, end, entry.start())
        end = entry.end()
        forms = tuple(map(_unquoted, _TEXT.findall(entry["texts"])))
        if all(forms) and not entry["fuzzy"]:
            texts[_unquoted(entry["key"])] = forms
    _refuse_rest(raw, end, len(raw))
    header = dict(line.split(": ", 1) for line in texts.pop("", ("",))[0].splitlines())
    plural = _PLURALS.search(header.get("Plural-Forms", "plural=n != 1"))
    return Catalogue(texts, gettext.c2py(plural[1] if plural else "0"), header.get("Language", ""))


def as_gettext(texts: Mapping[str, tuple[str, ...]]) -> str:
    """Return texts by key as a gettext file to be laid over another, which says all else."""
    entries = ['msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"']
    for key, forms in texts.items():
        plural = [f'msgid_plural "{key}"'] if forms[1:] else []
        numbers = [f"[{number}]" for number in range(len(forms))] if plural else [""]
        said = [f"msgstr{n} {_quoted(form)}" for n, form in zip(numbers, forms, strict=True)]
        entries.append("\n".join([f'msgid "{key}"', *plural, *said]))
    return "\n\n".join(entries) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n") + '"'


def _refuse_rest(raw: str, start: int, end: int) -> None:
    if found := _REST.search(raw, start, end):
        raise UnreadableError(raw.count("\n", 0, found.start()) + 1)


def _unquoted(strings: str) -> str:
    raw = "".join(_QUOTED.findall(strings))
    return _ESCAPE.sub(lambda sign: _ESCAPED.get(sign[1], sign[1]), raw) if "\\" in raw else raw


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that the program has words in."""
    return tuple(sorted(folder.name for folder in FOLDER.iterdir() if any(folder.glob("*.po"))))


@cache
def catalogue(lang: str, room: str) -> Catalogue:
    """Return the program's own texts of a room in a language; an empty one if there is no file."""
    file = FOLDER / lang / f"{room}.po"
    raw = file.read_text("utf-8") if file.is_file() else ""
    return parse(_COMMAND.sub(lambda name: getattr(command_names, name[1]), raw))


def find(room: str, key: str, lang: str, number: object = None) -> str | None:
    """Return a text of the program, in English if the language does not have it; None if none."""
    own = catalogue(lang, room).find(key, number)
    return own or catalogue(ENGLISH, room).find(key, number)


def text(room: str, key: str, lang: str, number: object = None) -> str:
    """Return a text of the program as `find` does. Raises KeyError."""
    found = find(room, key, lang, number)
    if found is None:
        raise KeyError(f"{room}: {key}")
    return found


def keys(room: str) -> frozenset[str]:
    """Return the keys of a room."""
    return frozenset(catalogue(ENGLISH, room).texts)


@dataclass(frozen=True, slots=True)
class WordTable:
    """The words of pages and mails in all languages; what one lacks is said in the `first`.

    `country` is the one (ISO 3166-1) whose way of writing is taken for languages of its own.
    """

    catalogues: Mapping[str, Catalogue]
    first: str = ENGLISH
    country: str = ""

    def find(self, key: str, lang: str, number: object = None) -> str:
        """Return a text, in the form for a number. Raises KeyError."""
        for spoken in dict.fromkeys((lang, self.first, ENGLISH)):
            known = self.catalogues.get(spoken)
            if known and (found := known.find(key, number)):
                return found
        raise KeyError(key)

    def all_keys(self) -> frozenset[str]:
        """Return the keys of all words."""
        return frozenset().union(*(known.texts for known in self.catalogues.values()))

    def __contains__(self, key: object) -> bool:
        """Return whether any language has a word."""
        return any(key in known.texts for known in self.catalogues.values())


def laid_over(catalogues: Iterable[Catalogue]) -> Catalogue:
    """Return the catalogues of a language as one; the later ones replace words of the earlier."""
    texts: dict[str, tuple[str, ...]] = {}
    plural, locale = gettext.c2py("n != 1"), ""
    for each in catalogues:
        texts |= each.texts
        plural, locale = (each.plural, each.locale) if each.locale else (plural, locale)
    return Catalogue(texts, plural, locale)
