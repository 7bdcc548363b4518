"""Words to find a page by that are not in its text: other names, parts of compounds, odd signs.

Pagefind matches prefixes and forms of a word: Prüf and Prüfstände find Prüfstand. The words of this
module are for what it cannot match; they are in the index and on no page.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from schaufenster import word_comparison as comparison
from schaufenster.content import model
from schaufenster.problems import Language

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_ENDING: Final = re.compile("(ern|em|er|en|es|e|n|s)$")
_ASCII_SIGNS: Final = re.compile(f"[{re.escape(string.punctuation)}]+")
_SHORTEST: Final = 4
"""The fewest letters of a part of a compound: shorter ones are endings or coincidence."""


COMPOUNDING: Final = ("de",)
"""Languages that write compounds as one word and nouns with a capital."""
_SPELT_OUT: Final = ("de",)
"""Languages in which Pagefind knows that `ä` is also written `ae`."""


class Nouns:
    """The nouns of some texts in a compounding language: what a compound may end with."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = (word for text in texts for word in _WORD.findall(comparison.tidy(text)))
        words = {word for word in found if word[0].isupper()}
        self._stems = frozenset(map(stem, words))
        self._parts: dict[str, tuple[str, ...]] = {}

    def parts(self, noun: str) -> tuple[str, ...]:
        """Return the ends of a compound that are nouns themselves, longest first."""
        if noun not in self._parts:
            word = noun.lower()
            ends = (word[cut:] for cut in range(_SHORTEST, len(word) - _SHORTEST))
            self._parts[noun] = tuple(
                end for end in ends if len(last := stem(end)) >= _SHORTEST and last in self._stems
            )
        return self._parts[noun]


def nouns_of(terms: Iterable[model.Competence], texts: Iterable[tuple[Language, str]]) -> Nouns:
    """Return the nouns of the names of terms and of texts, in the languages that compound."""
    names = (
        " ".join((term.name.get(lang, ""), *term.synonyms.get(lang, ())))
        for term in terms
        for lang in COMPOUNDING
    )
    return Nouns([*names, *(text for lang, text in texts if lang in COMPOUNDING)])


def hidden_words(lang: Language, names: Iterable[str], text: str, nouns: Nouns) -> tuple[str, ...]:
    """Return words to find a text by that are not in it, each once, in their order.

    First those of `names` that the text does not contain. Then, in a compounding language, the
    last parts of its compounds: Prüfstand finds Leihprüfstand. Then what Pagefind cannot read.
    """
    padded = _as_words(text)
    hidden = [name for name in names if _as_words(name) not in padded]
    said = " ".join((text, *hidden))
    unread = _unread_words(said, lang)
    if lang in COMPOUNDING:
        words = dict.fromkeys(_WORD.findall(comparison.tidy(said)))
        stems = {stem(word) for word in words}
        capital = (word for word in words if word[0].isupper())
        parts = (part for noun in capital for part in nouns.parts(noun))
        hidden += [part for part in parts if stem(part) not in stems]
    return tuple({word.lower(): word for word in (*hidden, *unread)}.values())


def _as_words(text: str) -> str:
    """Return a text's words with a blank around each, so that only whole words match."""
    return f" {' '.join(part for chunk in text.split() for part in _parts(chunk))} "


_parts: Final = lru_cache(1 << 16)(comparison.parts)
"""Texts of thousands of pages have a few thousand words."""


def _unread_words(text: str, lang: Language) -> Iterator[str]:
    """Yield the words by our rule that Pagefind does not find in a text."""
    chunks = dict.fromkeys(text.split())
    read = {word for chunk in chunks for word in _read_words(chunk, lang)}
    for chunk in chunks:
        yield from (word for word in _our_words(chunk, lang) if word not in read)


@lru_cache(1 << 16)
def _our_words(chunk: str, lang: Language) -> tuple[str, ...]:
    """Return a word and its parts as visitors' words are read; Pagefind's German knows `ae`."""
    rules = (comparison.bare,) if lang in _SPELT_OUT else (comparison.bare, comparison.spelt)
    found = (word for rule in rules for words in comparison.words(rule(chunk)) for word in words)
    return tuple(dict.fromkeys(word for word in found if len(word) > 1))


@lru_cache(1 << 16)
def _read_words(chunk: str, lang: Language) -> tuple[str, ...]:
    """Return what Pagefind makes of a word: without accents and signs, and its parts in ASCII."""
    lower = chunk.lower().replace("ß", "ss") if lang in _SPELT_OUT else chunk.lower()
    letters = unicodedata.normalize("NFD", lower)
    parts = (letters, *_ASCII_SIGNS.split(letters))
    return tuple("".join(sign for sign in part if sign.isalnum()) for part in parts)


@lru_cache(1 << 16)
def stem(word: str) -> str:
    """Return a word without ending and umlaut: just enough to compare its forms."""
    return _ENDING.sub("", comparison.bare(word))
