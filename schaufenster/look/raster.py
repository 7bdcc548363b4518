"""Curves as pixels, and pictures of few tones as PNG.

Pillow draws lines without smoothing, so they are drawn larger and reduced. A picture holds places
in a palette instead of colours; drawing and packing it takes a tenth of the time.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import isal
import PIL
from isal import isal_zlib
from PIL import Image, ImageDraw

from schaufenster.look.trace import Curve

Size = tuple[int, int]
Line = list[tuple[float, float]]

MADE_WITH: Final = f"Pillow {PIL.__version__}, isal {isal.__version__}"
"""The libraries whose versions decide a picture's bytes."""
_PIECES: Final = 180
"""Straight pieces of a curve."""
_LEVEL: Final = 2


def points(curve: Curve, start: float, size: Size) -> Line:
    """Return the points of a curve in a picture of a size, level up to its start."""
    width, height = size
    places = [start + (1 - start) * k / _PIECES for k in range(_PIECES + 1)]
    level = [(0.0, (0.5 - curve(start)) * height)] if start else []
    return level + [(t * width, (0.5 - curve(t)) * height) for t in places]


def strokes(
    drawn: Iterable[tuple[Line, float]], size: Size, fine: int = 2
) -> tuple[Image.Image, int]:
    """Return lines as a mask as wide as the picture, and how far down in the picture it begins.

    A line comes with its thickness in pixels; one of a single point is a dot. They are drawn
    `fine` times as large.
    """
    width, height = size
    scaled = [([(x * fine, y * fine) for x, y in line], thick * fine) for line, thick in drawn]
    top = min((y - thick) / fine for line, thick in scaled for _, y in line)
    bottom = max((y + thick) / fine for line, thick in scaled for _, y in line)
    first, last = max(int(top), 0), min(int(bottom) + 1, height)
    large, box = canvas(width * fine, height * fine), (0, first * fine, width * fine, last * fine)
    large.paste(0, box)
    pen = ImageDraw.Draw(large)
    for line, thick in scaled:
        if len(line) == 1:
            pen.circle(line[0], thick / 2, fill=255)
        else:
            pen.line(line, fill=255, width=round(thick))
    return large.reduce(fine, box), first


@lru_cache(4)
def canvas(width: int, height: int) -> Image.Image:
    """Return a canvas to draw on, the same for a size: new memory costs as much as drawing does.

    What was drawn before is still there.
    """
    return Image.new("L", (width, height), 0)


def indexed_png(places: Image.Image, palette: bytes) -> bytes:
    """Return a picture of places in a palette (RGB, 256 colours at most) as PNG.

    ISO/IEC 15948: colour type 3, eight bits, no filter. ISA-L packs it: a fifth of the time that
    Pillow takes, and smaller. Same picture, same bytes.
    """
    width, height = places.size
    rows = canvas(width + 1, height)  # the first byte of a row names its filter
    rows.paste(places, (1, 0))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    packed = isal_zlib.compress(rows.tobytes(), _LEVEL)
    chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
