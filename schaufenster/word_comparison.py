"""How words are compared: one rule for the search index and for filters.

`assets/word-comparison.js` says the same for what visitors type; `tests/test_word_comparison.py`
compares them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_VOWELS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)
_SIGNS: Final = {"+": "plus", "#": "sharp"}
_SIGNED: Final = re.compile(r"(?<=[^\W\d_])[+#]+(?!\w)")
_PART: Final = re.compile(r"[^\W_]+")  # letters and digits


def tidy(text: str) -> str:
    """Return a text without soft hyphens and other invisible characters, ligatures undone."""
    invisible = (ord(sign) for sign in set(text) if unicodedata.category(sign) == "Cf")
    return unicodedata.normalize("NFKC", text.translate(dict.fromkeys(invisible)))


def bare(text: str) -> str:
    """Return a text in small letters without accents: `Maß` is `mass`, `C++` is `cplusplus`."""
    lower = tidy(text).lower().translate(_LETTERS)
    letters = (c for c in unicodedata.normalize("NFD", lower) if unicodedata.category(c) != "Mn")
    return _SIGNED.sub(lambda signs: "".join(map(_SIGNS.__getitem__, signs[0])), "".join(letters))


def spelt(text: str) -> str:
    """Return a text as `bare` does, with `ae` for `ä`."""
    return bare(tidy(text).lower().translate(_VOWELS))


def words(plain: str) -> Iterator[tuple[str, ...]]:
    """Yield each word of a text that `bare` or `spelt` returned, with its parts if it has some.

    `gas-sensor` is `gassensor`, and `gas` and `sensor`.
    """
    for chunk in plain.split():
        if found := _PART.findall(chunk):
            yield tuple(dict.fromkeys(("".join(found), *found)))


def parts(text: str) -> list[str]:
    """Return the words of a text as `bare` writes them, each in its parts."""
    return [part for whole, *apart in words(bare(text)) for part in apart or [whole]]
