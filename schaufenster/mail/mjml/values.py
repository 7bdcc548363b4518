"""The forms of values in MJML 4: lengths, colours, words, addresses."""

from __future__ import annotations

import re
from typing import Final

from PIL import ImageColor

_N = r"(?:\d+(?:\.\d+)?|\.\d+)"
_UNIT = rf"{_N}(?:px|%)"
_SIZE = rf"(?:{_UNIT}|0)"
# A bare 0 among several sizes makes the compiler drop all of them when it works out how wide a
# column is: padding="28px 40px 0" gives 640 pixels instead of 560 (seen with mjml-python 1.4.2).
_COLOURS = {*ImageColor.colormap, "transparent"}
_RGB = (
    r"rgb\(\d{1,3},\s?\d{1,3},\s?\d{1,3}\)"
    r"|rgba\(\d{1,3},\s?\d{1,3},\s?\d{1,3},\s?\d(?:\.\d{1,3})?\)"
)
_LANGUAGE = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"

_FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    name: (re.compile(pattern), examples)
    for name, pattern, examples in (
        ("px", rf"{_N}px|0", "16px"),
        ("px-auto", rf"{_N}px|0|auto", "16px, auto"),
        ("size", _SIZE, "16px, 50%"),
        ("size-auto", rf"{_SIZE}|auto", "16px, 50%, auto"),
        ("sizes", rf"0|{_UNIT}(?: {_UNIT}){{0,3}}", "16px, 5%, 0px 20px, 1px 2px 3px 4px"),
        ("line", rf"{_N}(?:px|%)?", "24px, 150%, 1.5"),
        ("spacing", rf"-?{_N}(?:px|em)|0", "0.5px, -0.4px, 0.1em"),
        ("colour", rf"#(?:[0-9a-fA-F]{{3}}){{1,2}}|{_RGB}", "#1a2b3c, rgb(26, 43, 60), teal"),
        ("count", r"\d+", "0, 5"),
        ("flag", "true|false", "true, false"),
        ("language", _LANGUAGE, "de, en"),
        ("text", r"(?s:.*)", ""),
    )
}
ADDRESSES: Final = frozenset({"link", "picture", "pictures"})
"""Kinds whose value is an address; `fits` accepts any text for them."""
_FORMS |= dict.fromkeys(ADDRESSES, _FORMS["text"])


def fits(kind: str, value: str) -> bool:
    """Return whether a value has the form of its kind."""
    if kind in _FORMS:
        return bool(_FORMS[kind][0].fullmatch(value)) or (kind == "colour" and value in _COLOURS)
    return value in choices(kind)


def choices(kind: str) -> tuple[str, ...]:
    """Return the words that a kind like `left/center/right` allows, else nothing."""
    return () if kind in _FORMS else tuple(kind.split("/"))


def examples(kind: str) -> str:
    """Return examples of a kind's values, the same in every language."""
    return _FORMS[kind][1]
