"""Share cards: what a messenger or network shows of a page, as PNG in the cluster's look."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageChops

from schaufenster.look import curves, lettering, raster
from schaufenster.look.curves import Kind, curve_set
from schaufenster.look.lettering import (
    BOLD,
    LOOSE,
    REGULAR,
    SEMIBOLD,
    TIGHT,
    fitted,
    glyph_mask,
    glyph_offsets,
    legible,
    set_headline,
    width_of,
)

SIZE: Final = (1200, 630)
"""Width and height in pixels: what Open Graph, LinkedIn, Mastodon and messengers ask for."""

_LEFT, _RIGHT = 72, SIZE[0] - 72
_SMALL = 28
_RULER, _KIND, _HEAD, _BAND, _HIGH_BAND = 92, 154, 176, 420, 200
"""Heights: ruler, base line of the kind, top of the headline, top of the cover with or without."""
_LEADING = 1.06
_HEADLINE_SIZES: Final = ((128, 1), (112, 1), (96, 2), (84, 2), (70, 3), (60, 3), (54, 4), (48, 4))
"""Sizes of a headline in pixels, and how many lines fit at each between `_HEAD` and `_BAND`."""
_THIN, _THICK = 2.0, 4.5
_FAINT: Final = 0.66
_FINE: Final = 2
_SHADES: Final = 12


@dataclass(frozen=True, slots=True)
class Card:
    """The values of a card: its picture depends on them alone.

    `kind`, `slug` and `form` choose the curve; `label` is what the page is, `note` a few words
    beside it (a date, a place); `tones` are the light tones of `look.colour`, by name.
    """

    kind: Kind
    slug: str
    form: str
    headline: str
    label: str
    note: str
    brand: str
    descriptor: str
    tones: tuple[tuple[str, str], ...]


TONES: Final = (
    "paper", "band", "ink", "muted", "primary", "signal", "accent", "edge", "line", "grid2",
)  # fmt: skip
"""The tones a card is drawn in."""


def card_png(card: Card) -> bytes:
    """Return a card as PNG of `SIZE` in a palette of its tones. Same card, same bytes."""
    headline = legible(card.headline)
    top = _BAND if headline else _HIGH_BAND
    sheet = _ground(card.tones, card.brand, card.descriptor, top).copy()
    _write_pair(sheet, _KIND, (card.label, _SMALL, SEMIBOLD, "accent"), (card.note, _SMALL))
    room = _RIGHT - _LEFT
    size, lines = set_headline(headline, room, _HEADLINE_SIZES) if headline else (0, [])
    for number, line in enumerate(lines):
        base = round(_HEAD + (number + 0.83) * size * _LEADING)
        sheet.write(_LEFT - size * 0.05, base, line, size, SEMIBOLD, "ink", TIGHT)
    _draw_curves(sheet, card.kind, card.slug, card.form, top)
    return raster.indexed_png(sheet.image, bytes(sheet.palette))


def card_key(card: Card) -> str:
    """Return what a card's bytes depend on: its values, this drawing and the library behind it."""
    return f"{_drawing()} {card!r}"


@lru_cache(1)
def _drawing() -> str:
    modules = (curves, lettering, raster, inspect.getmodule(card_png) or curves)
    sources = "".join(inspect.getsource(module) for module in modules)
    return hashlib.sha256((sources + raster.MADE_WITH).encode()).hexdigest()


@lru_cache(16)
def _ground(tones: tuple[tuple[str, str], ...], brand: str, descriptor: str, top: int) -> _Sheet:
    """Return what all cards of a cluster have in common, with the top of the cover at a height."""
    sheet = _Sheet(dict(tones), Image.new("L", SIZE, 0))
    _draw_ruler(sheet)
    _write_pair(sheet, 62, (brand, 34, BOLD, "ink"), (descriptor, 24))
    _draw_band(sheet, top)
    return sheet


def _write_pair(
    sheet: _Sheet, base: int, strong: tuple[str, int, int, str], quiet: tuple[str, int]
) -> None:
    """Write something strong and, as far as there is room, something quiet behind it."""
    text, size, weight, tone = strong
    x = sheet.write(_LEFT, base, legible(text), size, weight, tone) + (16 if text else 0)
    text, size = quiet
    sheet.write(x, base, fitted(legible(text), size, _RIGHT - x), size, REGULAR, "muted")


@lru_cache(64)
def _strength_indexes(first: int) -> list[int]:
    """Return the palette index for every lightness of a mask, 0 where there is none."""
    levels = [round(light * _SHADES / 255) for light in range(256)]
    return [first + level - 1 if level else 0 for level in levels]


# ── a sheet with few colours ─────────────────────────────────────────────────────────────────


class _Sheet:
    """A picture in which every tone has `_SHADES` strengths over the ground it stands on."""

    def __init__(self, tones: Mapping[str, str], image: Image.Image) -> None:
        self.tones = tones
        self.palette = bytearray.fromhex(tones["paper"][1:])
        self.image = image
        self.first: dict[tuple[str, str], int] = {}

    def copy(self) -> _Sheet:
        """Return a copy to draw on, good until the next copy is asked for."""
        other = _Sheet(self.tones, raster.canvas(*SIZE))
        other.palette, other.first = self.palette.copy(), self.first.copy()
        other.image.paste(self.image)
        return other

    def fill(self, box: tuple[int, int, int, int], tone: str) -> None:
        self.image.paste(self.shades(tone, tone) + _SHADES - 1, box)

    def lay(self, mask: Image.Image, at: tuple[int, int], indexes: list[int]) -> None:
        """Put the palette index that `indexes` has for each value of `mask`; 0 is nothing.

        What comes later has a later place in the palette, so the greater index lies above.
        """
        drawn = mask.point(indexes)
        box = (*at, at[0] + mask.width, at[1] + mask.height)
        self.image.paste(ImageChops.lighter(self.image.crop(box), drawn), at)

    def write(
        self, x: float, base: int, text: str, size: int, weight: int, tone: str,
        space: float = LOOSE,
    ) -> float:  # fmt: skip
        """Write a line on paper and return where it ends."""
        end = x + width_of(text, size, weight, space)
        glyphs = [
            (int(x + place + 1 / 8) + cut[1], cut[2], cut[0])
            for glyph, place in glyph_offsets(text, size, weight, space)
            if (cut := glyph_mask(glyph, size, weight, round((x + place) * 4) % 4))
        ]
        if glyphs:
            left, top = min(at for at, _, _ in glyphs), min(at for _, at, _ in glyphs)
            right = max(at + mask.width for at, _, mask in glyphs)
            bottom = max(at + mask.height for _, at, mask in glyphs)
            line = Image.new("L", (right - left, bottom - top), 0)
            for across, down, mask in glyphs:
                line.paste(255, (across - left, down - top), mask)
            self.lay(line, (left, base + top), _strength_indexes(self.shades(tone, "paper")))
        return end

    def shades(self, tone: str, ground: str) -> int:
        """Return the place of a tone's first strength in the palette."""
        if (tone, ground) not in self.first:
            self.first[tone, ground] = len(self.palette) // 3
            here, there = (bytes.fromhex(self.tones[name][1:]) for name in (ground, tone))
            for shade in range(1, _SHADES + 1):
                part = shade / _SHADES
                self.palette += bytes(
                    round(a + (b - a) * part) for a, b in zip(here, there, strict=True)
                )
        return self.first[tone, ground]


# ── curves ───────────────────────────────────────────────────────────────────────────────────


def _draw_ruler(sheet: _Sheet) -> None:
    sheet.fill((0, _RULER, SIZE[0], _RULER + 2), "edge")
    for x in range(0, SIZE[0], 12):
        sheet.fill((x, _RULER + 2, x + 2, _RULER + (14 if x % 120 == 0 else 8)), "edge")


def _draw_band(sheet: _Sheet, top: int) -> None:
    width, height = SIZE[0], SIZE[1] - top
    sheet.fill((0, top, width, SIZE[1]), "band")
    for part in range(1, 10):
        sheet.fill((width * part // 10, top, width * part // 10 + 2, SIZE[1]), "grid2")
    for part in range(1, 6):
        y = top + height * part // 6
        sheet.fill((0, y, width, y + 2), "line" if part == 3 else "grid2")


def _draw_curves(sheet: _Sheet, kind: Kind, slug: str, form: str, top: int) -> None:
    covered, down, start = _covered(kind, slug, form, SIZE[1] - top)
    indexes = _curve_indexes(sheet.shades("primary", "band"), sheet.shades("signal", "band"))
    sheet.lay(covered, (0, top + down), indexes)
    if start:
        x = round(start * SIZE[0])
        sheet.fill((x - 1, SIZE[1] - 24, x + 2, SIZE[1]), "signal")


@lru_cache(2)
def _covered(kind: Kind, slug: str, form: str, height: int) -> tuple[Image.Image, int, float]:
    """Return how much of each pixel curves cover: half the work of a card, once for both languages.

    With it comes how far down in a band of this height it begins, and where the curves start.
    """
    shape = curve_set(kind, slug, form)
    size = SIZE[0], height
    *faint, strong = [raster.points(curve, shape.start, size) for curve in shape.curves]
    thin, thick = [(line, _THIN) for line in faint], [(strong, _THICK)]
    return *raster.strokes(thin, thick, size, _FINE), shape.start


@lru_cache(16)
def _curve_indexes(primary: int, signal: int) -> list[int]:
    """Return the palette index for each value of a pixel that curves cover."""

    def index_of(faint: float, strong: float) -> int:
        level = min(strong + faint * _FAINT, 1.0)
        return (signal if strong >= faint else primary) + round(level * _SHADES) - 1 if level else 0

    return raster.palette_indexes(_FINE, index_of)
