"""Contributed photographs and bitmaps: checked by their header, decoded, written anew.

Of the bytes only the pixels are kept: no EXIF, GPS, XMP, comments, thumbnails
or appended files. Colours become sRGB, the orientation is applied.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Literal

import PIL
from PIL import Image, ImageOps, UnidentifiedImageError

from schaufenster.problems import Fault
from schaufenster.sanitize.file_formats import HEAD, check_foreign, is_picture

Image.MAX_IMAGE_PIXELS = None  # the limit below is ours, and is told with the true size

Format = Literal["jpeg", "png", "webp"]

_MEGA = 1_000_000
MOST_BYTES = 20 * _MEGA
_MOST_PIXELS = 50 * _MEGA
_LONGEST_SIDE = 16_383  # what WebP can hold
_SHORTEST_SIDE = 480  # a photograph's longer side: the narrowest size that pages show

_OPTIONS: dict[Format, dict[str, Any]] = {
    "jpeg": {"quality": 82, "optimize": True, "progressive": True},
    "png": {"optimize": True},
    "webp": {"quality": 80, "method": 4},
}
_LOWER_QUALITIES = (70, 60, 50, 40)
"""Qualities below the usual one, for pictures that would weigh too much."""
ENCODER = f"Pillow {PIL.__version__} {_OPTIONS} {_LOWER_QUALITIES}"
"""What decides the bytes of `reencode` besides its arguments: part of the key of a cache."""
_ORIENTATION = 0x0112  # EXIF 2.3, tag 274
_SWAPPED = range(5, 9)
"""The orientations that swap the sides; EXIF knows none above 8."""
_POSITION = 0x8825  # EXIF 2.3, tag 34853: where the photograph was taken
_ENDS: dict[Format, bytes] = {"jpeg": b"\xff\xd9", "png": b"IEND\xaeB`\x82", "webp": b""}
_FAULTS: dict[tuple[bytes, str], tuple[Fault, ...]] = {}
"""The faults of each picture by hash and ending: a preview decodes it once, not at every edit."""


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Width and height in pixels, orientation applied, and format."""

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

    The whole picture is decoded, so that nothing fails later: JPEG takes 1 to 6 ms a megapixel,
    PNG and WebP 15 to 20. A picture that was checked before is recognised by its hash.
    """
    key = sha256(raw).digest(), PurePosixPath(name).suffix
    if key not in _FAULTS:
        _FAULTS[key] = tuple(_faults(raw, key[1]))
    yield from _FAULTS[key]


def check_photograph(raw: bytes) -> Iterator[Fault]:
    """Yield what its author should know of a photograph: how small it is, that it names a place."""
    try:
        size = read_picture(raw)
        with _decoder():
            image = _opened(raw)
            position = image.getexif().get_ifd(_POSITION).keys()
            xmp = image.info.get("xmp", b"")
    except PictureError:
        return  # `check_picture` says why
    if max(size.width, size.height) < _SHORTEST_SIDE:
        values = {"width": size.width, "height": size.height, "least": _SHORTEST_SIDE}
        yield Fault("picture-small", values=values)
    if position & {2, 4} or b"GPSLatitude" in xmp:  # in XMP as photograph editors write it
        yield Fault("picture-position")


def _faults(raw: bytes, ending: str) -> Iterator[Fault]:
    try:
        with _decoder():
            image = _opened(raw)
            image.draft("L", (1, 1))  # JPEG: an eighth of the size is enough to see damage
            image.load()
            ImageOps.exif_transpose(image)  # spoilt EXIF data would only show when it is turned
    except PictureError as refused:
        foreign = (
            check_foreign(raw[:HEAD], ending) if refused.fault.rule == "picture-format" else ()
        )
        yield next(iter(foreign), refused.fault)
        return
    yield from check_foreign(raw[:HEAD], ending)  # its ending is that of its format


def read_picture(raw: bytes) -> PictureSize:
    """Return a picture's size and format from its header. Raises PictureError."""
    with _decoder():
        image = _opened(raw)
        turned = image.getexif().get(_ORIENTATION) in _SWAPPED
    width, height = reversed(image.size) if turned else image.size
    return PictureSize(width, height, _format(image))


def reencode(
    raw: bytes,
    *,
    long_side: int,
    format: Format,  # noqa: A002 - the plain name
    most: int = 0,
) -> bytes:
    """Return the picture in a format, its longer side at most `long_side` pixels.

    Never enlarges. Orientation applied, colours in sRGB, no metadata; transparency becomes white
    in JPEG. With `most`, JPEG and WebP lose quality by steps until they have so many bytes, or
    the lowest quality. The same input gives the same bytes. Raises PictureError.
    """
    if not 1 <= long_side <= _LONGEST_SIDE:
        raise ValueError(f"long_side is {long_side}, not 1 to {_LONGEST_SIDE}")
    with _decoder():
        pixels = _pixels(_opened(raw), long_side)
        encoded = _encoded(pixels, format, _OPTIONS[format])
        for quality in _LOWER_QUALITIES if most and "quality" in _OPTIONS[format] else ():
            if len(encoded) <= most:
                break
            encoded = _encoded(pixels, format, {**_OPTIONS[format], "quality": quality})
        return encoded


def small_pixels(raw: bytes, long_side: int) -> Image.Image:
    """Return the picture upright in sRGB with transparency (RGBA). Raises PictureError."""
    with _decoder():
        return _pixels(_opened(raw), long_side).convert("RGBA")


@contextmanager
def _decoder() -> Iterator[None]:
    """Turn every error of a decoder into the fault `picture-damaged`, and mute its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except PictureError:
            raise
        except Exception as error:
            # Pillow's decoders raise a dozen types for broken input, and not all are documented.
            raise PictureError(Fault("picture-damaged")) from error


def _opened(raw: bytes) -> Image.Image:
    """Return a picture of which only the header is read. Raises PictureError beyond the limits."""
    if len(raw) > MOST_BYTES:
        raise PictureError(too_many_bytes(len(raw)))
    try:
        image = Image.open(BytesIO(raw), formats=tuple(_OPTIONS))
    except UnidentifiedImageError as error:
        rule = "picture-damaged" if is_picture(raw) else "picture-format"
        raise PictureError(Fault(rule)) from error
    if (pixels := image.width * image.height) > _MOST_PIXELS:
        values = {"width": image.width, "height": image.height, **_millions(pixels, _MOST_PIXELS)}
        raise PictureError(Fault("picture-pixels", values=values))
    # A phone's JPEG may carry a second picture (MPO); only PNG and WebP move.
    if _format(image) != "jpeg" and getattr(image, "n_frames", 1) > 1:
        raise PictureError(Fault("picture-animated"))
    if _ENDS[_format(image)] not in raw:
        raise PictureError(Fault("picture-damaged"))
    return image


def too_many_bytes(size: int) -> Fault:
    """Return the fault of a picture that has too many bytes."""
    return Fault("picture-size", values=_millions(size, MOST_BYTES))


def _millions(size: int, most: int) -> dict[str, object]:
    return {"size": -(-size // _MEGA), "most": most // _MEGA}


def _format(image: Image.Image) -> Format:
    match image.format:
        case "PNG":
            return "png"
        case "WEBP":
            return "webp"
        case _:
            return "jpeg"  # or MPO, which is a JPEG with more behind it


def _pixels(image: Image.Image, long_side: int) -> Image.Image:
    """Return the pixels alone: 8 bit, small enough, upright, sRGB (modes L, RGB, RGBA)."""
    profile = image.info.get("icc_profile")
    image = _eight_bit(image)
    image.thumbnail((long_side, long_side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    image = _srgb(ImageOps.exif_transpose(image), profile)
    image.info = {}  # else Pillow writes comments, XMP and profiles back
    return image


def _eight_bit(image: Image.Image) -> Image.Image:
    """Return a mode that can be scaled down well; JPEG stays undecoded for its own fast scaling."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I"):  # 16 bit
        return image.point(lambda value: value * (1 / 257)).convert("L")
    return image.convert({"1": "L", "P": "RGB"}[image.mode]) if image.mode in {"1", "P"} else image


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in sRGB; a profile that does not fit the pixels is ignored."""
    if profile:
        from PIL import ImageCms  # few pictures need it, and every command starts here

        target = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, srgb, outputMode=target)
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted.convert("L") if image.mode == "L" else converted
    return image if image.mode in {"L", "RGBA"} else image.convert("RGB")


def _encoded(image: Image.Image, format_: Format, options: dict[str, Any]) -> bytes:
    if format_ == "jpeg" and image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    stream = BytesIO()
    image.save(stream, format_, **options)
    return stream.getvalue()
