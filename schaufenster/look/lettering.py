"""Lettering for pictures: text drawn without the machine's fonts or libraries.

Inter comes pinned from a package, and glyphs are placed one by one, because shaping would depend
on libraries of the system. What the font lacks (other scripts, emoji) is left out instead of drawn
as boxes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

import fontpkg_inter
from PIL import Image, ImageDraw, ImageFont

_FONT: Final = str(fontpkg_inter.ROOT / "files" / "Inter[opsz,wght].ttf")
REGULAR, SEMIBOLD, BOLD = 400, 600, 700
TIGHT, LOOSE = -0.033, -0.005
"""Space between letters in ems: of headlines, and of small text."""
_KERNED: Final[Mapping[str, tuple[str, float]]] = {
    "T": ("acdegmnopqrsuvwxyzäöü.,-", -0.07),
    "F": ("aeoäö.,", -0.03),
    "P": ("aeoäöA.,", -0.03),
    "L": ("TVWYvwy", -0.06),
    "V": ("aeouäöüA.,-", -0.045),
    "W": ("aeoäöA.,-", -0.03),
    "Y": ("aeouäöüA.,-", -0.06),
    "A": ("TVWYvwy", -0.045),
    "r": (".,", -0.05),
    "f": (".,", -0.03),
    "v": (".,", -0.05),
    "w": (".,", -0.04),
    "y": (".,", -0.05),
}
"""Pairs that fall apart at the size of a headline, in ems; the font's own table needs a shaper."""

_OPEN: Final = "\N{HYPHEN}-–—/"
"""A line may end behind these."""


@lru_cache(64)
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(_FONT, size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([min(max(size, 14), 32), weight])
    return font


@lru_cache(4096)
def glyph_mask(
    glyph: str, size: int, weight: int, quarter: int
) -> tuple[Image.Image, int, int] | None:
    """Return a glyph, cut close, and where it lies from its origin on the base line; None: a space.

    `quarter` is the part of a pixel, in quarters, that its place has behind the point.
    """
    mask = Image.new("L", (3 * size, 3 * size), 0)
    at = (size + quarter / 4, 2 * size)
    ImageDraw.Draw(mask).text(at, glyph, fill=255, font=_font(size, weight), anchor="ls")
    box = mask.getbbox()
    return (mask.crop(box), box[0] - size, box[1] - 2 * size) if box else None


def glyph_offsets(text: str, size: int, weight: int, space: float) -> Iterator[tuple[str, float]]:
    """Yield each glyph of a line with its distance from the line's start, in pixels."""
    x, before = 0.0, ""
    for glyph in text:
        pairs, kern = _KERNED.get(before, ("", 0.0))
        x += kern * size if glyph in pairs else 0.0
        yield glyph, x
        x += _advance(glyph, size, weight) + space * size
        before = glyph


@lru_cache(8192)
def _advance(glyph: str, size: int, weight: int) -> float:
    return _font(size, weight).getlength(glyph)


def width_of(text: str, size: int, weight: int = REGULAR, space: float = LOOSE) -> float:
    """Return how wide a line is, in pixels, without the space behind its last glyph."""
    return max(
        (x + _advance(g, size, weight) for g, x in glyph_offsets(text, size, weight, space)),
        default=0.0,
    )


def legible(text: str) -> str:
    """Return a text as far as the font has it: without symbols and marks, or empty.

    A text with letters of another script is not shown at all: half a name would be a wrong one.
    """
    text = unicodedata.normalize("NFC", text).replace("\N{SOFT HYPHEN}", "")
    line = "".join(
        sign for sign in text if unicodedata.category(sign)[0] not in "SC" or _has_glyph(sign)
    )
    line = " ".join(line.replace("\N{VARIATION SELECTOR-16}", "").split())
    return line if all(sign == " " or _has_glyph(sign) for sign in line) else ""


def is_drawn(text: str) -> bool:
    """Return whether the font has every sign of a text; spaces of all kinds need none."""
    return all(sign.isspace() or sign == "\N{SOFT HYPHEN}" or _has_glyph(sign) for sign in text)


@lru_cache(1024)
def _has_glyph(sign: str) -> bool:
    """Return whether the font has a sign: a missing one is drawn as a box."""
    font = _font(28, REGULAR)
    return bytes(font.getmask(sign)) != bytes(font.getmask("\uffff"))


def fitted(text: str, size: int, room: float) -> str:
    """Return a line cut at a word where there is no room for all of it."""
    words = text.split(" ")
    while len(words) > 1 and width_of(" ".join(words), size) > room:
        words = [*words[:-2], words[-2].rstrip(",;:·–") + " …"] if len(words) > 2 else words[:1]
    line = " ".join(words)
    return line if width_of(line, size) <= room else ""


def set_headline(
    headline: str, room: float, sizes: Sequence[tuple[int, int]]
) -> tuple[int, list[str]]:
    """Return the largest size at which a headline fits into `room` pixels, and its lines.

    `sizes` are the sizes in pixels, the largest first, each with the most lines it may have.
    """
    for size, most in sizes:
        if lines := _wrapped(list(_pieces(headline)), size, room, most):
            return size, lines
    size, most = sizes[-1]
    parts = [part for piece in _pieces(headline) for part in _parts(piece, size, room)]
    return size, _wrapped(parts, size, room, len(parts))[:most]


def _wrapped(pieces: list[str], size: int, room: float, most: int) -> list[str]:
    """Return balanced lines; none where a piece is longer than a line, or there are too many."""
    widths = [width_of(piece.rstrip(), size, SEMIBOLD, TIGHT) for piece in pieces]
    gap = _advance(" ", size, SEMIBOLD) + TIGHT * size
    narrow = max(widths)
    if narrow > room or len(lines := _filled(pieces, widths, room, gap)) > most:
        return []
    while len(lines) > 1 and room - 24 >= narrow:
        tighter = _filled(pieces, widths, room - 24, gap)
        if len(tighter) > len(lines):
            break
        lines, room = tighter, room - 24
    return lines


def _filled(pieces: list[str], widths: list[float], room: float, gap: float) -> list[str]:
    """Return lines, each with as many pieces as fit."""
    lines, used = [""], 0.0
    for piece, width in zip(pieces, widths, strict=True):
        if used + width > room:
            lines.append("")
            used = 0.0
        lines[-1] += piece
        used += width + (gap if piece.endswith(" ") else 0.0)
    return [line.strip() for line in lines if line.strip()]


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts of a text between which a line may end, each with the space behind it."""
    start = 0
    for index, sign in enumerate(text):
        before = text[index - 1 : index]
        ends = sign == " " or (sign in _OPEN and before.isalpha())
        if ends and text[index + 1 : index + 2].strip():
            yield text[start : index + 1]
            start = index + 1
    yield text[start:]


def _parts(piece: str, size: int, room: float) -> Iterator[str]:
    """Yield a piece in parts that fit a line, with a hyphen where a word is cut."""
    part = ""
    for sign in piece:
        if part and width_of(f"{part}{sign}-", size, SEMIBOLD, TIGHT) > room:
            yield f"{part}-"
            part = ""
        part += sign
    yield part
