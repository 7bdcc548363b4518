"""Words by which a page is found though it does not say them: compounds, umlauts, other names.

Pagefind finds by beginnings and knows the forms of a word: Prüf and Prüfstände lead to Prüfstand.
What it cannot do is made up for here, with words that go into the index and onto no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from schaufenster.problems import Language

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_ANY_WORD: Final = re.compile(r"\w+")
_ENDING: Final = re.compile("(ern|em|er|en|es|e|n|s)$")
_BASE: Final = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_SPELT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SHORTEST: Final = 4
"""Letters of a part of a compound at least: shorter ones are endings and chance."""


class Nouns:
    """The German nouns of some texts: what a compound may end with."""

    def __init__(self, texts: Iterable[str]) -> None:
        words = {word for text in texts for word in _WORD.findall(text) if word[0].isupper()}
        self._stems = frozenset(map(stem, words))
        self._parts: dict[str, tuple[str, ...]] = {}

    def parts(self, noun: str) -> tuple[str, ...]:
        """Return what a compound ends with, as far as it is a noun by itself, longest first."""
        if noun not in self._parts:
            self._parts[noun] = tuple(self._found(noun.lower()))
        return self._parts[noun]

    def _found(self, word: str) -> Iterator[str]:
        for cut in range(_SHORTEST, len(word) - _SHORTEST):
            last = stem(word[cut:])
            if len(last) >= _SHORTEST and last in self._stems:
                yield word[cut:]


def hidden_words(lang: Language, names: Iterable[str], text: str, nouns: Nouns) -> tuple[str, ...]:
    """Return the words that lead to a text without standing in it, each once, in their order.

    First of `names` those that the text does not hold. Then, in German, the last parts of its
    compounds: Leihprüfstand is found by Prüfstand. In English `ae` for `ä`: Pagefind's German
    stemmer knows that, its English one does not.
    """
    said = _as_words(text)
    hidden = [name for name in names if _as_words(name) not in said]
    words = dict.fromkeys(_WORD.findall(" ".join((text, *hidden))))
    if lang == "en":
        known = {word.lower() for word in words}
        hidden += [s for word in words if (s := word.lower().translate(_SPELT)) not in known]
    else:
        known = {stem(word) for word in words}
        own = (word for word in words if word[0].isupper())
        hidden += [part for noun in own for part in nouns.parts(noun) if stem(part) not in known]
    return tuple({word.lower(): word for word in hidden}.values())


def _as_words(text: str) -> str:
    """Return a text's words with a blank around each: whole words are found in whole words."""
    return f" {' '.join(_ANY_WORD.findall(text.lower()))} "


@lru_cache(1 << 16)  # texts of thousands of pages have a few thousand words
def stem(word: str) -> str:
    """Return a word without ending and umlaut: just enough to compare its forms."""
    return _ENDING.sub("", word.lower().translate(_BASE))
