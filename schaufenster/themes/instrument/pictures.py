"""What the theme `instrument` draws: everything as a curve."""

from __future__ import annotations

from schaufenster.themes.instrument import bitmaps, curves
from schaufenster.themes.instrument.bitmaps import draw_card
from schaufenster.themes.instrument.drawing import (
    MOST_LABELS,
    cover,
    footer,
    hero,
    monogram,
    not_found,
)
from schaufenster.themes.instrument.spectrum import cover as spectrum_cover
from schaufenster.themes.instrument.spectrum import panel, relatives

SOURCES = (curves, bitmaps)
MAIL = bitmaps

__all__ = [
    "MAIL", "MOST_LABELS", "SOURCES", "cover", "draw_card", "footer", "hero", "monogram",
    "not_found", "panel", "relatives", "spectrum_cover",
]  # fmt: skip
