"""The words that addresses are made of: the room `addresses` of each language."""

from __future__ import annotations

from typing import Final

from schaufenster import words

ROOM: Final = "addresses"
START: Final = "start"
"""The page at the root of a language: its address has no words."""
CALENDAR: Final = "calendar"
"""The key of the name of a calendar's file; all others are those of pages."""


def pages() -> tuple[str, ...]:
    """Return the kinds of pages."""
    return START, *sorted(words.keys(ROOM) - {CALENDAR})


def words_for(key: str, lang: str) -> str:
    """Return what an address is made of in a language; in English where it has none."""
    return "" if key == START else words.text(ROOM, key, lang)


def all_words() -> frozenset[str]:
    """Return every word of the addresses of pages: no name of a record may be one."""
    paths = (words_for(key, lang) for key in pages() for lang in words.languages())
    parts = (part for path in paths for part in path.split("/"))
    return frozenset(part for part in parts if part and "{" not in part)
