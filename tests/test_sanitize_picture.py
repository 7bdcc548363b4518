from __future__ import annotations

import re
import struct
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from schaufenster.sanitize import (
    PictureError,
    PictureSize,
    check_photograph,
    check_picture,
    read_picture,
    reencode,
)
from schaufenster.sanitize.picture import Format
from tests.hostile import HOSTILE_PICTURES, HostileFile, picture

FORMATS: tuple[Format, ...] = ("jpeg", "png", "webp")
ENDINGS: dict[Format, str] = {"jpeg": "a.jpg", "png": "a.png", "webp": "a.webp"}
REFUSED = [hostile for hostile in HOSTILE_PICTURES if hostile.rule]
HARMLESS = [hostile for hostile in HOSTILE_PICTURES if not hostile.rule]
FOREIGN = re.compile(
    rb"script|__hit|evil|Mustermann|Exif|xmp|GPS|http|ICC_PROFILE|iCCP|eXIf|tEXt|PK"
)


def rules(raw: bytes, name: str) -> list[str]:
    return [fault.rule for fault in check_picture(raw, name)]


def opened(raw: bytes) -> Image.Image:
    return Image.open(BytesIO(raw))


def encoded(image: Image.Image, format_: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, format_, **options)
    return stream.getvalue()


def is_near(pixel: object, expected: tuple[int, ...]) -> bool:
    assert isinstance(pixel, tuple)
    return len(pixel) == len(expected) and all(
        abs(a - b) <= 24 for a, b in zip(pixel, expected, strict=True)
    )


# ── what is accepted and refused ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format_", FORMATS)
def test_an_ordinary_picture_has_no_fault(format_: Format) -> None:
    assert rules(picture(format_), ENDINGS[format_]) == []
    assert read_picture(picture(format_)) == PictureSize(24, 16, format_)


@pytest.mark.parametrize("hostile", REFUSED, ids=lambda h: h.name)
def test_a_hostile_picture_is_refused(hostile: HostileFile) -> None:
    assert rules(hostile.raw, hostile.name) == [hostile.rule]


@pytest.mark.parametrize(
    "hostile", [h for h in REFUSED if h.rule != "picture-ending"], ids=lambda h: h.name
)
def test_a_refused_picture_is_never_written(hostile: HostileFile) -> None:
    with pytest.raises(PictureError, match=r"^picture-[a-z]+$"):
        reencode(hostile.raw, long_side=100, format="png")


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("format_", FORMATS)
def test_a_picture_cut_anywhere_is_refused(format_: Format, progressive: bool) -> None:  # noqa: FBT001
    raw = picture(format_, progressive=progressive)
    passed = [end for end in range(len(raw)) if not rules(raw[:end], ENDINGS[format_])]
    assert passed == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.jpg", []), ("a.jpeg", []), ("a.png", ["picture-ending"]), ("jpg", ["picture-ending"])],
)
def test_the_ending_tells_the_format(name: str, expected: list[str]) -> None:
    assert rules(picture("jpeg"), name) == expected


def test_damage_is_told_before_a_wrong_ending() -> None:
    assert rules(picture("png")[:-20], "a.jpg") == ["picture-damaged"]


def test_a_picture_seen_before_is_judged_by_its_ending_again() -> None:
    raw = encoded(Image.new("RGB", (9, 7)), "PNG")
    assert [rules(raw, name) for name in ("a.png", "a.jpg", "b.png", "b.jpg")] == [
        [],
        ["picture-ending"],
        [],
        ["picture-ending"],
    ]


def test_limits_are_told_in_megabytes_and_megapixels() -> None:
    full = picture("jpeg").ljust(20_000_000, b"\0")
    assert rules(full, "a.jpg") == []
    (large,) = check_picture(full + b"\0", "a.jpg")
    assert large.values == {"size": 21, "most": 20}
    (wide,) = check_picture(encoded(Image.new("1", (8_000, 6_251)), "PNG"), "a.png")
    assert wide.values == {"width": 8_000, "height": 6_251, "size": 51, "most": 50}
    bombs = {h.name: next(check_picture(h.raw, h.name)).values for h in REFUSED if "bomb" in h.name}
    assert bombs["bomb.png"] == {"width": 60_000, "height": 60_000, "size": 3_600, "most": 50}
    assert bombs["bomb.jpg"] == {"width": 65_000, "height": 65_000, "size": 4_225, "most": 50}
    assert rules(encoded(Image.new("1", (8_000, 6_250)), "PNG"), "a.png") == []


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    ("size", "expected"),
    [((480, 9), []), ((9, 480), []), ((479, 320), ["picture-small"])],
)
def test_a_photograph_smaller_than_the_narrowest_page_is_told(
    format_: Format, size: tuple[int, int], expected: list[str]
) -> None:
    assert [fault.rule for fault in check_photograph(picture(format_, size))] == expected


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("tag", [2, 4, 29])  # latitude, longitude, the day
def test_a_photograph_that_names_its_place_is_told(format_: Format, tag: int) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[tag] = "2030:01:01" if tag == 29 else (50.0, 55.0, 38.0)
    raw = picture(format_, (500, 9), exif=exif.tobytes())
    found = [fault.rule for fault in check_photograph(raw)]
    assert found == ([] if tag == 29 else ["picture-position"])


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", ["GPSLatitude", "ISOSpeedRatings"])
def test_so_does_one_whose_editor_wrote_the_place_as_xmp(format_: Format, name: str) -> None:
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/" exif:{name}="50,55.6N"/>'.encode()
    if format_ == "png":
        more = PngInfo()
        more.add_itxt("XML:com.adobe.xmp", xmp.decode())
        raw = picture(format_, (500, 9), pnginfo=more)
    else:
        raw = picture(format_, (500, 9), xmp=xmp)
    found = [fault.rule for fault in check_photograph(raw)]
    assert found == (["picture-position"] if name == "GPSLatitude" else [])


def test_a_phones_jpeg_with_a_second_picture_is_a_jpeg() -> None:
    raw = encoded(
        Image.new("RGB", (8, 8), "red"),
        "MPO",
        save_all=True,
        append_images=[Image.new("RGB", (8, 8), "blue")],
    )
    assert rules(raw, "a.jpg") == []
    assert read_picture(raw) == PictureSize(8, 8, "jpeg")
    assert is_near(opened(reencode(raw, long_side=8, format="jpeg")).getpixel((4, 4)), (254, 0, 0))


@given(st.sampled_from(FORMATS), st.data())
@settings(max_examples=200)
def test_a_spoilt_picture_is_refused_or_still_writable(
    format_: Format, data: st.DataObject
) -> None:
    raw = bytearray(picture(format_, exif=Image.Exif()))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    if not rules(bytes(raw), ENDINGS[format_]):
        read_picture(bytes(raw))
        reencode(bytes(raw), long_side=2_000, format="png")


@given(st.binary(max_size=100))
def test_any_bytes_are_refused_not_fatal(raw: bytes) -> None:
    assert rules(raw, "a.png")


# ── what is written ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("hostile", HARMLESS, ids=lambda h: h.name)
def test_nothing_but_the_pixels_survives(hostile: HostileFile, format_: Format) -> None:
    assert rules(hostile.raw, hostile.name) == []
    clean = reencode(hostile.raw, long_side=2_000, format=format_)
    assert FOREIGN.search(clean) is None
    assert opened(clean).getexif() == {}
    assert not {"exif", "xmp", "icc_profile", "comment"} & opened(clean).info.keys()


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("source", FORMATS)
def test_the_same_picture_gives_the_same_bytes(source: Format, format_: Format) -> None:
    raw = picture(source, (200, 100))
    first = reencode(raw, long_side=64, format=format_)
    assert first == reencode(raw, long_side=64, format=format_)
    assert opened(first).format == format_.upper()
    assert opened(first).size == (64, 32)


@pytest.mark.parametrize("source", FORMATS)
def test_the_orientation_is_applied(source: Format) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned a quarter: what was left is now above
    raw = picture(source, exif=exif)
    assert read_picture(raw) == PictureSize(16, 24, source)
    upright = opened(reencode(raw, long_side=2_000, format="png")).convert("RGB")
    assert upright.size == (16, 24)
    assert is_near(upright.getpixel((12, 6)), (255, 0, 0))
    assert is_near(upright.getpixel((4, 6)), (0, 0, 255))


@pytest.mark.parametrize("orientation", [*range(10), 65535])
@pytest.mark.parametrize("source", FORMATS)
def test_the_declared_size_is_that_of_the_pixels(source: Format, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation  # EXIF 2.3 knows 1 to 8
    raw = picture(source, exif=exif)
    size = read_picture(raw)
    assert opened(reencode(raw, long_side=100, format="png")).size == (size.width, size.height)


def test_a_picture_is_never_enlarged() -> None:
    assert opened(reencode(picture("png"), long_side=5_000, format="png")).size == (24, 16)


@pytest.mark.parametrize("size", [(1_000, 1), (1, 1_000)])
def test_a_thin_picture_keeps_a_pixel(size: tuple[int, int]) -> None:
    raw = encoded(Image.new("RGB", size), "PNG")
    assert min(opened(reencode(raw, long_side=10, format="png")).size) == 1


@pytest.mark.parametrize("long_side", [1, 16_383])
def test_the_least_and_the_largest_size_are_written(long_side: int) -> None:
    written = opened(reencode(picture("png"), long_side=long_side, format="png"))
    assert max(written.size) == min(long_side, 24)


@pytest.mark.parametrize("long_side", [0, -1, 16_384])
def test_an_impossible_size_is_an_error(long_side: int) -> None:
    with pytest.raises(ValueError, match="long_side"):
        reencode(picture("png"), long_side=long_side, format="png")


@pytest.mark.parametrize(
    ("image", "format_", "expected"),
    [
        (Image.new("RGBA", (8, 8), (10, 200, 30, 128)), "PNG", (10, 200, 30, 128)),
        (Image.new("LA", (8, 8), (100, 128)), "PNG", (100, 100, 100, 128)),
        (Image.new("1", (8, 8), 1), "PNG", (255, 255, 255)),
        (Image.new("L", (8, 8), 99), "JPEG", (99, 99, 99)),
        (Image.new("I;16", (8, 8), 32_896), "PNG", (128, 128, 128)),
        (Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", (255, 0, 0)),
        (Image.new("P", (8, 8), 0), "PNG", (0, 0, 0)),
    ],
    ids=lambda value: getattr(value, "mode", None),
)
def test_every_mode_keeps_its_colour(
    image: Image.Image, format_: str, expected: tuple[int, ...]
) -> None:
    clean = opened(reencode(encoded(image, format_), long_side=8, format="png"))
    assert is_near(
        clean.convert("RGBA" if len(expected) == 4 else "RGB").getpixel((4, 4)), expected
    )


@pytest.mark.parametrize(("sixteen", "eight"), [(0, 0), (257, 1), (32_896, 128), (65_535, 255)])
def test_of_sixteen_bits_the_upper_eight_stay(sixteen: int, eight: int) -> None:
    raw = encoded(Image.new("I;16", (8, 8), sixteen), "PNG")
    clean = opened(reencode(raw, long_side=8, format="png"))
    assert (clean.mode, clean.getpixel((4, 4))) == ("L", eight)


@pytest.mark.parametrize(("few", "many"), [("P", "RGB"), ("1", "L")])
def test_a_picture_of_few_colours_is_scaled_as_finely_as_any_other(few: str, many: str) -> None:
    stripes = Image.new("RGB", (64, 64), "white")
    for x in range(0, 64, 3):
        stripes.paste("black", (x, 0, x + 1, 64))
    one = stripes.quantize(2) if few == "P" else stripes.convert(few)
    assert opened(encoded(one, "PNG")).mode == few
    written = (
        reencode(encoded(image, "PNG"), long_side=24, format="png")
        for image in (one, one.convert(many))
    )
    assert len(set(written)) == 1


def test_transparency_becomes_white_in_jpeg() -> None:
    raw = encoded(Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG")
    assert opened(reencode(raw, long_side=8, format="jpeg")).getpixel((4, 4)) == (255, 255, 255)


def test_colours_of_another_profile_are_brought_to_srgb() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    image = Image.new("RGB", (8, 8), (100, 150, 200))
    same = opened(reencode(encoded(image, "PNG", icc_profile=srgb), long_side=8, format="png"))
    other = opened(reencode(encoded(image, "PNG", icc_profile=swapped), long_side=8, format="png"))
    assert is_near(same.getpixel((4, 4)), (100, 150, 200))
    assert is_near(other.getpixel((4, 4)), (200, 150, 100))
    assert other.info.get("icc_profile") is None


def test_a_profile_leaves_transparency_as_it_is() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.new("RGBA", (8, 8), (100, 150, 200, 128))
    clean = opened(reencode(encoded(image, "PNG", icc_profile=srgb), long_side=8, format="png"))
    assert is_near(clean.getpixel((4, 4)), (100, 150, 200, 128))


def grey_profile(gamma: int) -> bytes:
    """Return the least that ICC.1:2010 wants of a profile for grey: a white point and a curve."""
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63_190, 65_536, 54_061)
    curve = b"curv\0\0\0\0" + struct.pack(">IHxx", 1, gamma * 256)
    tags = struct.pack(">I4sII4sII", 2, b"wtpt", 156, len(white), b"kTRC", 176, len(curve))
    head = struct.pack(">I4xI4s4s4s12x4s", 192, 0x02400000, b"mntr", b"GRAY", b"XYZ ", b"acsp")
    return head.ljust(68, b"\0") + white[8:] + bytes(48) + tags + white + curve


def test_grey_of_another_profile_is_brought_to_srgb_and_stays_grey() -> None:
    raw = encoded(Image.new("L", (8, 8), 128), "PNG", icc_profile=grey_profile(1))
    clean = opened(reencode(raw, long_side=8, format="png"))
    assert (clean.mode, clean.getpixel((4, 4))) == ("L", 188)  # half the light of white


def test_a_profile_for_other_pixels_is_not_believed() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    raw = encoded(Image.new("L", (8, 8), 99), "PNG", icc_profile=srgb)
    assert opened(reencode(raw, long_side=8, format="png")).getpixel((4, 4)) == 99
