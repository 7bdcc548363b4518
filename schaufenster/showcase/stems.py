"""Words to find a page by that are not in its text: parts of compounds, umlauts, other names.

Pagefind matches prefixes and forms of a word: Prüf and Prüfstände find Prüfstand. The words of this
module are for what it cannot match; they are in the index and on no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from schaufenster.problems import Language

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_ANY_WORD: Final = re.compile(r"\w+")
_ENDING: Final = re.compile("(ern|em|er|en|es|e|n|s)$")
_BASE: Final = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_SPELT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SHORTEST: Final = 4
"""The fewest letters of a part of a compound: shorter ones are endings or coincidence."""


class Nouns:
    """The German nouns of some texts: what a compound may end with."""

    def __init__(self, texts: Iterable[str]) -> None:
        words = {word for text in texts for word in _WORD.findall(text) if word[0].isupper()}
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


def hidden_words(lang: Language, names: Iterable[str], text: str, nouns: Nouns) -> tuple[str, ...]:
    """Return words to find a text by that are not in it, each once, in their order.

    First those of `names` that the text does not contain. Then, in German, the last parts of its
    compounds: Prüfstand finds Leihprüfstand. In English `ae` for `ä`, which only Pagefind's German
    stemmer does itself.
    """
    padded = _as_words(text)
    hidden = [name for name in names if _as_words(name) not in padded]
    words = dict.fromkeys(_WORD.findall(" ".join((text, *hidden))))
    if lang == "en":
        lower = {word.lower() for word in words}
        hidden += [s for word in words if (s := word.lower().translate(_SPELT)) not in lower]
    else:
        stems = {stem(word) for word in words}
        german = (word for word in words if word[0].isupper())
        hidden += [part for noun in german for part in nouns.parts(noun) if stem(part) not in stems]
    return tuple({word.lower(): word for word in hidden}.values())


def _as_words(text: str) -> str:
    """Return a text's words with a blank around each, so that only whole words match."""
    return f" {' '.join(_ANY_WORD.findall(text.lower()))} "


@lru_cache(1 << 16)  # texts of thousands of pages have a few thousand words
def stem(word: str) -> str:
    """Return a word without ending and umlaut: just enough to compare its forms."""
    return _ENDING.sub("", word.lower().translate(_BASE))
