"""The letters that stand for an organisation where it has no logo."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final

from schaufenster.look.oklch import Hex

_WHOLE: Final = 5
"""A first word of capitals is kept whole up to so many signs."""
_SIZE, _SIZE_FIVE, _ROOM = 72, 64, 264


def letters(name: str) -> str:
    """Return the letters of a tile: a name's first word, or the word's first two letters.

    A word is kept whole if it is all capitals and at most five signs: `IMMS`, but `CO` for
    COLANDIS and `so` for solvimus. Empty for a name without any letter or figure.
    """
    first = next(_words(name), "")
    signs = [sign for sign in first if sign.isalnum()]
    capitals = not any(sign.islower() for sign in signs) and any(sign.isupper() for sign in signs)
    return first if capitals and len(first) <= _WHOLE else "".join(signs[:2])


def distinct_letters(names: Iterable[tuple[str, str]], given: Mapping[str, str]) -> dict[str, str]:
    """Return letters by slug, different for each of `names` (slugs and names, in their order).

    `given` are those that people chose, by slug. Of two that would have the same letters the
    first keeps them.
    """
    found = dict(given)
    taken = set(given.values())
    for slug, name in names:
        if slug not in found:
            found[slug] = next(text for text in _choices(name) if not text or text not in taken)
            taken.add(found[slug])
    return found


def text_element(text: str) -> str:
    """Return letters as an SVG text that fits a tile of 320 × 240 units, or nothing."""
    largest = _SIZE if len(text) < _WHOLE else _SIZE_FIVE
    size = min(largest, int(_ROOM / max(_ems(text), 1.0)))
    return f'<text x="28" y="206" font-size="{size}">{escape(text)}</text>'


def icon(name: str, ground: Hex, ink: Hex) -> str:
    """Return the first letter of a name on a square, as SVG: what a browser's tab shows."""
    sign = escape(letters(name)[:1].upper())
    font = 'font-size="23" font-family="system-ui,sans-serif" font-weight="600"'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<path fill="{ground}" d="M0 0h32v32H0z"/>'
        f'<text x="16" y="24" fill="{ink}" {font} text-anchor="middle">{sign}</text></svg>'
    )


def _choices(name: str) -> Iterator[str]:
    """Yield letters for a name, the best first: its first word, two words, more of the first."""
    best = letters(name)
    yield best
    if not best:
        return
    first, *others = ([sign for sign in word if sign.isalnum()] for word in _words(name))
    yield from (first[0] + other[0] for other in others if other[0].isalpha())
    yield from ("".join(first[:count]) for count in range(3, 5) if count <= len(first))
    yield from (first[0] + sign for sign in first[2:])
    number = 2
    while True:
        yield f"{best[:3]}{number}"
        number += 1


def _words(name: str) -> Iterator[str]:
    """Yield the words of a name without the signs around them; those inside stay: `X-FAB`."""
    for word in unicodedata.normalize("NFC", name).split():
        indexes = [index for index, sign in enumerate(word) if sign.isalnum()]
        if indexes:
            yield word[indexes[0] : indexes[-1] + 1]


def _ems(text: str) -> float:
    """Return about how wide a semibold text is, in font sizes and rather too much."""
    return sum(1.05 if sign in "MWmw" else 0.4 if sign in "IJijl1" else 0.75 for sign in text)
