"""Lines as pixels, and pictures of few tones as PNG.

Pillow draws lines without smoothing, so they are drawn larger and reduced. A picture holds places
in a palette instead of colours; drawing and packing it takes a tenth of the time.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import isal
import PIL
from isal import isal_zlib
from PIL import Image, ImageDraw

PixelSize = tuple[int, int]
Line = list[tuple[float, float]]
Drawn = Sequence[tuple[Line, float]]

MADE_WITH: Final = f"Pillow {PIL.__version__}, isal {isal.__version__}"
"""The libraries whose versions decide a picture's bytes."""
_LEVEL: Final = 2


def strokes(faint: Drawn, strong: Drawn, size: PixelSize, fine: int) -> tuple[Image.Image, int]:
    """Return how much of each pixel lines cover, and how far down in the picture this begins.

    A line comes with its thickness in pixels; one of a single point is a dot. Strong ones lie above
    faint ones. They are drawn `fine` times as large, at most 3 times: a pixel then holds both
    counts, and `places` tells what they mean.
    """
    width, height = size
    steps = fine * fine
    tones = [(faint, steps), (strong, steps * (steps + 1))]  # as `reduce` divides by the steps
    scaled = [
        ([(x * fine, y * fine) for x, y in line], thick * fine, tone)
        for drawn, tone in tones
        for line, thick in drawn
    ]
    top = min((y - thick) / fine for line, thick, _ in scaled for _, y in line)
    bottom = max((y + thick) / fine for line, thick, _ in scaled for _, y in line)
    first, last = max(int(top), 0), min(int(bottom) + 1, height)
    large, box = canvas(width * fine, height * fine), (0, first * fine, width * fine, last * fine)
    large.paste(0, box)
    pen = ImageDraw.Draw(large)
    for line, thick, tone in scaled:
        if len(line) == 1:
            pen.circle(line[0], thick / 2, fill=tone)
        else:
            pen.line(line, fill=tone, width=round(thick))
    return large.reduce(fine, box), first


def palette_indexes(fine: int, index_of: Callable[[float, float], int]) -> list[int]:
    """Return the index in a palette for every value that `strokes` gives a pixel.

    `index_of` is asked with the parts, 0 to 1, that faint and strong lines cover.
    """
    steps = fine * fine
    indexes = {
        f + s * (steps + 1): index_of(f / steps, s / steps)
        for s in range(steps + 1)
        for f in range(steps + 1)
    }
    return [indexes.get(value, 0) for value in range(256)]


@lru_cache(4)
def canvas(width: int, height: int) -> Image.Image:
    """Return a canvas to draw on, the same for a size: new memory costs as much as drawing does.

    What was drawn before is still there.
    """
    return Image.new("L", (width, height), 0)


def indexed_png(indexes: Image.Image, palette: bytes) -> bytes:
    """Return a picture of indexes into a palette (RGB, 256 colours at most) as PNG.

    ISO/IEC 15948: colour type 3, eight bits, no filter. ISA-L packs it: a fifth of the time that
    Pillow takes, and smaller. Same picture, same bytes.
    """
    width, height = indexes.size
    rows = canvas(width + 1, height)  # the first byte of a row names its filter
    rows.paste(indexes, (1, 0))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    packed = isal_zlib.compress(rows.tobytes(), _LEVEL)
    chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
