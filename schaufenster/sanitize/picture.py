"""Contributed photographs and bitmaps: judged by their header, decoded, written anew.

Nothing of the bytes that came in survives but the pixels: no EXIF, GPS, XMP, comments, thumbnails
or appended files. Colours are brought to sRGB, the orientation is applied.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Literal

from PIL import Image, ImageCms, ImageOps

from schaufenster.problems import Fault

Format = Literal["jpeg", "png", "webp"]

_MEGA = 1_000_000
_MOST_BYTES = 20 * _MEGA
_MOST_PIXELS = 50 * _MEGA

_ENDINGS: dict[Format, tuple[str, ...]] = {
    "jpeg": (".jpg", ".jpeg"),
    "png": (".png",),
    "webp": (".webp",),
}
_WRITTEN: dict[Format, dict[str, Any]] = {
    "jpeg": {"quality": 82, "optimize": True, "progressive": True},
    "png": {"optimize": True},
    "webp": {"quality": 80, "method": 4},
}
_BEST: dict[Format, dict[str, Any]] = {
    "jpeg": {"quality": 92, "optimize": True, "progressive": True, "subsampling": 0},
    "png": {"optimize": True},
    "webp": {"quality": 92, "method": 4},
}
_ORIENTATION = 0x0112  # EXIF 2.3, tag 274; from 5 on the sides are swapped
_FIRST_SWAPPED = 5
_PNG_END = b"IEND\xaeB`\x82"
_JPEG_END = b"\xff\xd9"
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is shown: width and height in pixels, orientation applied."""

    width: int
    height: int
    format: Format


class PictureError(ValueError):
    """A picture that is refused. `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.rule)


def check_picture(raw: bytes, name: str) -> Iterator[Fault]:
    """Yield why a picture is refused: size, format and its ending, animation, damage.

    The whole picture is decoded (about 10 ms a megapixel), so that nothing fails later.
    """
    try:
        with _decoder():
            image = _opened(raw)
            _decode(image, raw)
    except PictureError as refused:
        yield refused.fault
        return
    endings = _ENDINGS[_format(image)]
    if PurePosixPath(name).suffix not in endings:
        values = {"format": _format(image).upper(), "endings": ", ".join(endings)}
        yield Fault("picture-ending", values=values)


def read_picture(raw: bytes) -> Picture:
    """Return a picture's size and format from its header. Raises PictureError."""
    with _decoder():
        image = _opened(raw)
        turned = image.getexif().get(_ORIENTATION, 1) >= _FIRST_SWAPPED
    width, height = reversed(image.size) if turned else image.size
    return Picture(width, height, _format(image))


def strip(raw: bytes) -> bytes:
    """Return the picture in its own format and size without anything but the pixels.

    Raises PictureError. JPEG and WebP are written at quality 92, which no eye tells from before.
    """
    with _decoder():
        image = _opened(raw)
        return _written(_plain(image, raw, max(image.size)), _format(image), _BEST)


def reencode(raw: bytes, *, long_side: int, format: Format) -> bytes:  # noqa: A002 - says it best
    """Return the picture in a format, its longer side at most `long_side` pixels.

    Never enlarges. Orientation applied, colours in sRGB, no metadata; transparency becomes white
    in JPEG. The same input gives the same bytes. Raises PictureError.
    """
    if long_side < 1:
        raise ValueError(f"long_side is {long_side}, not a number of pixels")
    with _decoder():
        return _written(_plain(_opened(raw), raw, long_side), format, _WRITTEN)


@contextmanager
def _decoder() -> Iterator[None]:
    """Turn whatever a decoder says about bytes from outside into one fault, and mute its advice."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except PictureError:
            raise
        except Exception as error:
            # Pillow's decoders raise a dozen types for broken input, and not all are documented.
            raise PictureError(Fault("picture-damaged")) from error
