"""The curves as pixels: pictures of mails, and share cards."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Final

from PIL import Image

from schaufenster.look import card, raster
from schaufenster.look.card import SIZE, Sheet
from schaufenster.look.colour import MailTones
from schaufenster.look.lettering import legible
from schaufenster.look.subject import Kind, Subject
from schaufenster.themes.instrument.curves import Curve, CurveSet, curve_set

_PIECES: Final = 180
"""Straight pieces of a curve: with fewer, fast ones show corners."""
_TICK = 0.09
_PIXELS = 2
_THIN, _THICK = 1.1, 2.4
_SMOOTH = 3
_SHADES = 9

_RULER, _LABEL, _HEADLINE, _BAND, _HIGH_BAND = 92, 154, 176, 420, 200
"""Heights on a card: ruler, base line of the label, headline, top of the cover with or without."""
_HEADLINE_SIZES: Final = ((128, 1), (112, 1), (96, 2), (84, 2), (70, 3), (60, 3), (54, 4), (48, 4))
"""Sizes of a headline in pixels, and how many lines fit at each above `_BAND`."""
_CARD_THIN, _CARD_THICK = 2.0, 4.5
_FAINT: Final = 0.66
_CARD_FINE: Final = 2


def mail_cover(subject: Subject, tones: MailTones, *, width: int, height: int) -> bytes:
    """Return a cover as transparent PNG for mails, twice as many pixels as `width` × `height`.

    Two tones in nine strengths each and nothing else, 19 colours in all: one file of a few KB that
    serves white and dark sheets. Same arguments, same bytes.
    """
    size = width * _PIXELS, height * _PIXELS
    shape = curve_set(*subject)
    *faint, strong = [_points(curve, shape.start, size) for curve in shape.curves]
    thin = [(line, _THIN * _PIXELS) for line in faint]
    thick = [(strong, _THICK * _PIXELS), _mark(shape, size)]
    covered, down = raster.strokes(thin, thick, size, _SMOOTH)
    picture = Image.new("L", size, 0)
    picture.paste(covered.point(raster.palette_indexes(_SMOOTH, _strength)), (0, down))
    colours = [bytes.fromhex(tone[1:]) for tone in (tones.curve, tones.signal)]
    picture.putpalette(colours[0] + b"".join(colour * _SHADES for colour in colours))
    strengths = [round(255 * shade / _SHADES) for shade in range(1, _SHADES + 1)]
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=6, transparency=bytes([0, *strengths, *strengths]))
    return file.getvalue()


def _strength(faint: float, strong: float) -> int:
    """Return the palette index of a cover: faint curves in `_SHADES` strengths, then accent."""
    level = round(min(strong + faint, 1.0) * _SHADES)
    return _SHADES + level if level and strong >= faint else level


def _mark(shape: CurveSet, size: raster.PixelSize) -> tuple[raster.Line, float]:
    """Return a tick at the start, or a dot on the accent curve, with its thickness."""
    width, height = size
    if shape.start:
        x = shape.start * width
        return [(x, (1 - _TICK) * height), (x, float(height))], 2.0 * _PIXELS
    return [(shape.ring * width, (0.5 - shape.curves[-1]([shape.ring])[0]) * height)], 8.0 * _PIXELS


def mail_rule(tones: MailTones, *, width: int) -> bytes:
    """Return a ruler as transparent PNG for mails, 9 pixels high, twice as many as it is shown.

    A line with a tick every 8 pixels, a long one every 80.
    """
    fine, small, large = _PIXELS, 5 * _PIXELS, 9 * _PIXELS
    picture = Image.new("P", (width * _PIXELS, large), 0)
    picture.putpalette([0, 0, 0, *bytes.fromhex(tones.ruler[1:])])
    picture.paste(1, (0, 0, width * _PIXELS, fine))
    for tick in range(0, width, 8):
        left, high = tick * _PIXELS, small if tick % 80 else large
        picture.paste(1, (left, 0, left + fine, high))
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True, transparency=0)
    return file.getvalue()


def _points(curve: Curve, start: float, size: raster.PixelSize) -> raster.Line:
    """Return the points of a curve in a picture of a size, level up to its start."""
    width, height = size
    times = [start + (1 - start) * k / _PIECES for k in range(_PIECES + 1)]
    line = [(t * width, (0.5 - y) * height) for t, y in zip(times, curve(times), strict=True)]
    return [(0.0, line[0][1]), *line] if start else line


# ── share cards ──────────────────────────────────────────────────────────────────────────────


def draw_card(shown: card.Card) -> Sheet:
    """Return a card: a ruler, the headline, the cover in a band at the foot."""
    top = _BAND if legible(shown.headline) else _HIGH_BAND
    sheet = _ground(shown.tones, shown.brand, shown.descriptor, top).copy()
    card.write_label(sheet, shown, _LABEL)
    card.write_headline(sheet, shown.headline, _HEADLINE, _HEADLINE_SIZES)
    _draw_curves(sheet, shown.kind, shown.slug, shown.form, top)
    return sheet


@lru_cache(16)
def _ground(tones: tuple[tuple[str, str], ...], brand: str, descriptor: str, top: int) -> Sheet:
    """Return what all cards of a cluster have in common, with the top of the cover at a height."""
    sheet = card.empty_sheet(tones)
    _draw_ruler(sheet)
    card.write_brand(sheet, brand, descriptor)
    _draw_band(sheet, top)
    return sheet


def _draw_ruler(sheet: Sheet) -> None:
    sheet.fill((0, _RULER, SIZE[0], _RULER + 2), "edge")
    for x in range(0, SIZE[0], 12):
        sheet.fill((x, _RULER + 2, x + 2, _RULER + (14 if x % 120 == 0 else 8)), "edge")


def _draw_band(sheet: Sheet, top: int) -> None:
    width, height = SIZE[0], SIZE[1] - top
    sheet.fill((0, top, width, SIZE[1]), "band")
    for part in range(1, 10):
        sheet.fill((width * part // 10, top, width * part // 10 + 2, SIZE[1]), "grid2")
    for part in range(1, 6):
        y = top + height * part // 6
        sheet.fill((0, y, width, y + 2), "line" if part == 3 else "grid2")


def _draw_curves(sheet: Sheet, kind: Kind, slug: str, form: str, top: int) -> None:
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
    *faint, strong = [_points(curve, shape.start, size) for curve in shape.curves]
    thin, thick = [(line, _CARD_THIN) for line in faint], [(strong, _CARD_THICK)]
    return *raster.strokes(thin, thick, size, _CARD_FINE), shape.start


@lru_cache(16)
def _curve_indexes(primary: int, signal: int) -> list[int]:
    """Return the palette index for each value of a pixel that curves cover."""

    def index_of(faint: float, strong: float) -> int:
        level = min(strong + faint * _FAINT, 1.0)
        first = signal if strong >= faint else primary
        return first + round(level * card.SHADES) - 1 if level else 0

    return raster.palette_indexes(_CARD_FINE, index_of)
