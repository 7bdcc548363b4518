"""What the theme `neutral` draws: nothing but letters and lines."""

from __future__ import annotations

import sys
from typing import Final

from schaufenster.look import card
from schaufenster.look.card import LEFT, RIGHT, SIZE, Card, Sheet
from schaufenster.look.monogram import text_element

_LINE, _HEADLINE, _FOOT, _LABEL = 100, 128, 520, 570
"""Heights on a card: line below the brand, headline, line above the label, the label's base."""
_HEADLINE_SIZES: Final = ((150, 2), (128, 2), (112, 3), (96, 3), (84, 4), (70, 5), (60, 6), (50, 7))
"""Sizes of a headline in pixels, and how many lines fit at each between the two lines."""

SOURCES = (sys.modules[__name__],)
MAIL = None


def monogram(_slug: str, text: str, /) -> str:
    """Return an organisation's tile as SVG: its letters."""
    letters = text_element(text) if text else ""
    frame = 'class="sf-mono" viewBox="0 90 320 150" preserveAspectRatio="xMinYMax"'
    return f'<svg {frame} aria-hidden="true" focusable="false">{letters}</svg>'


def footer(_seed: str, /) -> str:
    """Return nothing: the footer begins with its ground."""
    return ""


def not_found() -> str:
    """Return nothing: the page for a missing address begins with its text."""
    return ""


def draw_card(shown: Card) -> Sheet:
    """Return a card: who speaks, the headline as large as it fits, what it is."""
    sheet = card.empty_sheet(shown.tones)
    card.write_brand(sheet, shown.brand, shown.descriptor)
    sheet.fill((LEFT, _LINE, RIGHT, _LINE + 2), "ink")
    card.write_headline(sheet, shown.headline, _HEADLINE, _HEADLINE_SIZES)
    sheet.fill((LEFT, _FOOT, RIGHT, _FOOT + 2), "line")
    card.write_label(sheet, shown, _LABEL)
    sheet.fill((0, SIZE[1] - 16, SIZE[0], SIZE[1]), "primary")
    return sheet
