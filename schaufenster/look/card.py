"""Share cards: what a messenger or network shows of a page, as PNG.

A theme draws them on a `Sheet` (`pictures.Pictures.draw_card`); what every card has stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageChops

from schaufenster.look import raster
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
from schaufenster.look.subject import Kind

SIZE: Final = (1200, 630)
"""Width and height in pixels: what Open Graph, LinkedIn, Mastodon and messengers ask for."""

LEFT, RIGHT = 72, SIZE[0] - 72
_SMALL = 28
_LEADING = 1.06
SHADES: Final = 12
"""The strengths of a tone over the ground it stands on."""


@dataclass(frozen=True, slots=True)
class Card:
    """The values of a card: its picture depends on them alone.

    `kind`, `slug` and `form` are its subject; `label` is what the page is, `note` a few words
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


def empty_sheet(tones: tuple[tuple[str, str], ...]) -> Sheet:
    """Return a sheet of paper in a cluster's tones."""
    return Sheet(dict(tones), Image.new("L", SIZE, 0))


def write_brand(sheet: Sheet, brand: str, descriptor: str) -> None:
    """Write who speaks, at the head of a sheet."""
    _write_pair(sheet, 62, (brand, 34, BOLD, "ink"), (descriptor, 24))


def write_label(sheet: Sheet, card: Card, base: int) -> None:
    """Write what a page is and its note on a base line."""
    _write_pair(sheet, base, (card.label, _SMALL, SEMIBOLD, "accent"), (card.note, _SMALL))


def write_headline(sheet: Sheet, headline: str, top: int, sizes: Sequence[tuple[int, int]]) -> None:
    """Write a headline from a height downwards, at the largest of these sizes that it fits at."""
    headline = legible(headline)
    size, lines = set_headline(headline, RIGHT - LEFT, sizes) if headline else (0, [])
    for number, line in enumerate(lines):
        base = round(top + (number + 0.83) * size * _LEADING)
        sheet.write(LEFT - size * 0.05, base, line, size, SEMIBOLD, "ink", TIGHT)


def _write_pair(
    sheet: Sheet, base: int, strong: tuple[str, int, int, str], quiet: tuple[str, int]
) -> None:
    """Write something strong and, as far as there is room, something quiet behind it."""
    text, size, weight, tone = strong
    x = sheet.write(LEFT, base, legible(text), size, weight, tone) + (16 if text else 0)
    text, size = quiet
    sheet.write(x, base, fitted(legible(text), size, RIGHT - x), size, REGULAR, "muted")


@lru_cache(64)
def _strength_indexes(first: int) -> list[int]:
    """Return the palette index for every lightness of a mask, 0 where there is none."""
    levels = [round(light * SHADES / 255) for light in range(256)]
    return [first + level - 1 if level else 0 for level in levels]


# ── a sheet with few colours ─────────────────────────────────────────────────────────────────


class Sheet:
    """A picture in which every tone has `SHADES` strengths over the ground it stands on."""

    def __init__(self, tones: Mapping[str, str], image: Image.Image) -> None:
        self.tones = tones
        self.palette = bytearray.fromhex(tones["paper"][1:])
        self.image = image
        self.first: dict[tuple[str, str], int] = {}

    def copy(self) -> Sheet:
        """Return a copy to draw on, good until the next copy is asked for."""
        other = Sheet(self.tones, raster.canvas(*SIZE))
        other.palette, other.first = self.palette.copy(), self.first.copy()
        other.image.paste(self.image)
        return other

    def fill(self, box: tuple[int, int, int, int], tone: str) -> None:
        """Paint a box."""
        self.image.paste(self.shades(tone, tone) + SHADES - 1, box)

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
            for shade in range(1, SHADES + 1):
                part = shade / SHADES
                self.palette += bytes(
                    round(a + (b - a) * part) for a, b in zip(here, there, strict=True)
                )
        return self.first[tone, ground]
