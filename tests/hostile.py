"""Hostile texts, drawings and pictures: whatever comes from outside, at its worst.

What can execute calls `window.__hit('NAME')` or asks for `http://evil.invalid/NAME`, so that a
browser test sees which one got through. None of it harms anything: the host does not exist.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import yaml
from PIL import Image

HOST = "evil.invalid"
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Hostile:
    """A hostile text. `name` is unique and fit for an address."""

    name: str
    family: str
    text: str


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A hostile file. `rule` is the fault it must get, or empty if it must be made harmless."""

    name: str
    rule: str
    raw: bytes


def _armed(text: str, name: str) -> str:
    """Return a text whose placeholders tell the name when they are executed or loaded."""
    marks = {
        "«HIT»": f"window.__hit('{name}')",
        "«HIT/»": f"window.__hit(/{name}/.source)",
        "«HIT2»": f'window.__hit("{name}")',
        "«URL»": f"http://{HOST}/{name}",
        "«HOST»": f"{HOST}/{name}",
        "«NS»": 'xmlns="http://www.w3.org/2000/svg"',
        "«XL»": 'xmlns:xlink="http://www.w3.org/1999/xlink"',
    }
    for mark, code in marks.items():
        text = text.replace(mark, code)
    return text


def _texts() -> tuple[Hostile, ...]:
    families = yaml.safe_load((_HERE / "hostile_texts.yml").read_text(encoding="utf-8"))
    return (
        *(
            Hostile(name, family, _armed(text, name))
            for family, texts in families.items()
            for name, text in texts.items()
        ),
        *(Hostile(name, "long", text) for name, text in _long_texts().items()),
    )


def _long_texts() -> dict[str, str]:
    """Texts that keep a careless parser busy for minutes, or make it run out of stack or memory."""
    return {
        "long-word": "Ä" * 100_000,
        "long-line": "Prüfstand " * 5_000,
        "long-lines": "x\n" * 20_000,
        "long-brackets": "[" * 20_000,
        "long-links": "[a](b " * 3_000,
        "long-emphasis": "*a " * 5_000,
        "long-emphasis-mixed": "*a **b _c " * 2_000,
        "long-backticks": "".join("`" * n + "a" for n in range(200)),
        "long-quotes": ">" * 5_000 + " x",
        "long-list": "\n".join("    " * n + "- x" for n in range(300)),
        "long-list-line": "1. " * 5_000 + "x",
        "long-tags": "<b>" * 10_000,
        "long-less": "<" * 20_000,
        "long-ampersands": "&" * 20_000 + "&amp;" * 5_000,
        "long-table": "|".join("a" * 3_000) + "\n" + "|".join("-" * 3_000) + "\nx" * 3_000,
        "long-references": "".join(f"[a{n}]: /x\n" for n in range(2_000)),
        "long-attribute": f'<img src="{"x" * 50_000}" onerror="window.__hit(\'long-attribute\')">',
        "long-nulls": "\0" * 10_000,
        "long-bidi": "\u202e" * 10_000,
        "long-spaces": "x" + " " * 50_000 + "y",
    }


HOSTILE: tuple[Hostile, ...] = _texts()


# ── drawings ─────────────────────────────────────────────────────────────────────────────────────

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def _drawings() -> tuple[HostileFile, ...]:
    written = yaml.safe_load((_HERE / "hostile_svgs.yml").read_text(encoding="utf-8"))
    return (
        *(
            HostileFile(name, case["rule"], _armed(case["text"], name).encode())
            for name, case in written.items()
        ),
        *_built_drawings(),
    )


def _built_drawings() -> tuple[HostileFile, ...]:
    script = _SVG.format(_armed("<script>«HIT»</script>", "svg-utf16"))
    uses = "".join(f'<g id="u{n}">{f"""<use href="#u{n + 1}"/>""" * 10}</g>' for n in range(12))
    chain = "".join(f'<g id="c{n}"><use href="#c{n + 1}"/></g>' for n in range(100))
    masks = "".join(
        f'<mask id="m{n}">{f"""<rect mask="url(#m{n + 1})" width="9" height="9"/>""" * 10}</mask>'
        for n in range(12)
    )
    written = {
        "svg-null": ("svg-xml", "<scr\0ipt/>"),
        "svg-deep": ("svg-xml", "<g>" * 5_000 + "</g>" * 5_000),
        "svg-many": ("svg-size", "<g/>" * 6_000),
        "svg-heavy": ("svg-size", f"<!--{'x' * 300_000}-->"),
        "svg-comments": ("", f'<g style="{"/* " * 60_000}"/>'),
        "svg-digits": ("", f'<g opacity="{"1" * 190_000}"/>'),
        "svg-use-bomb": ("svg-repetition", f'{uses}<g id="u12"/>'),
        "svg-use-chain": ("svg-repetition", f'{chain}<g id="c100"/>'),
        "svg-mask-bomb": ("svg-repetition", f'{masks}<mask id="m12"/>'),
    }
    return (
        *(HostileFile(name, r, _SVG.format(text).encode()) for name, (r, text) in written.items()),
        HostileFile("svg-utf16", "not-utf8", script.encode("utf-16")),
        HostileFile("svg-utf16-no-bom", "svg-xml", script.encode("utf-16-le")),
        HostileFile("svg-latin1", "not-utf8", _SVG.format("<title>Öl</title>").encode("latin1")),
        HostileFile(
            "svg-gzip", "foreign-archive", b"\x1f\x8b\x08" + zlib.compress(script.encode())
        ),
        HostileFile("svg-empty", "svg-xml", b""),
        HostileFile("svg-box-digits", "svg-box", _SVG.replace("0 0 9", "1" * 190_000).encode()),
        HostileFile("svg-byte-order-mark", "", b"\xef\xbb\xbf" + _SVG.format("<g/>").encode()),
    )


HOSTILE_SVGS: tuple[HostileFile, ...] = _drawings()


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────

PAYLOAD = b"<script>window.__hit('picture')</script><img src=http://evil.invalid/picture>"


def picture(format_: str, size: tuple[int, int] = (24, 16), **options: object) -> bytes:
    """Return a small picture of four colours, so that its orientation shows."""
    image = Image.new("RGB", size, "white")
    half = (size[0] // 2, size[1] // 2)
    image.paste((255, 0, 0), (0, 0, *half))
    image.paste((0, 160, 0), (half[0], 0, size[0], half[1]))
    image.paste((0, 0, 255), (0, half[1], half[0], size[1]))
    stream = BytesIO()
    image.save(stream, format_, **options)
    return stream.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """Return one PNG chunk: length, name, body, checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _png_with(extra: bytes, png: bytes | None = None) -> bytes:
    """Return a PNG with chunks put behind its header chunk."""
    png = png or picture("PNG")
    return png[:33] + extra + png[33:]


def _png_of(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds no pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def _jpeg_of(width: int, height: int) -> bytes:
    """Return a JPEG whose frame header claims another size than its data have."""
    raw = bytearray(picture("JPEG"))
    frame = raw.index(b"\xff\xc0")
    raw[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(raw)


def _webp_of(width: int, height: int) -> bytes:
    """Return a lossless WebP that claims a size and holds no pixels."""
    bits = (width - 1) | (height - 1) << 14
    body = b"\x2f" + struct.pack("<I", bits) + b"\0" * 11
    data = b"WEBPVP8L" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(data)) + data


def _animated(format_: str) -> bytes:
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    stream = BytesIO()
    first.save(stream, format_, save_all=True, append_images=[second], duration=100)
    return stream.getvalue()


def _exif() -> bytes:
    """Return EXIF with a name, a place and a quarter turn."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = PAYLOAD.decode()
    exif[0x013B] = "Erika Mustermann"
    exif.get_ifd(0x8825)[2] = (50.0, 55.0, 38.0)
    return exif.tobytes()


def _pictures() -> tuple[HostileFile, ...]:
    jpeg, png, webp = picture("JPEG"), picture("PNG"), picture("WEBP")
    comment = b"\xff\xfe" + struct.pack(">H", len(PAYLOAD) + 2) + PAYLOAD
    bomb = zlib.compress(b"\0" * 100_000_000, 9)
    gif = BytesIO()
    Image.new("P", (8, 8)).save(gif, "GIF")
    return (
        HostileFile("appended.jpg", "", jpeg + PAYLOAD),
        HostileFile("appended.png", "", png + PAYLOAD),
        HostileFile("appended.webp", "", webp + PAYLOAD),
        HostileFile("comment.jpg", "", jpeg[:2] + comment + jpeg[2:]),
        HostileFile("comment.png", "", _png_with(chunk(b"tEXt", b"Comment\0" + PAYLOAD))),
        HostileFile("private-chunk.png", "", _png_with(chunk(b"prVt", PAYLOAD))),
        HostileFile("exif.jpg", "", picture("JPEG", exif=_exif())),
        HostileFile("exif.png", "", picture("PNG", exif=_exif())),
        HostileFile("exif.webp", "", picture("WEBP", exif=_exif())),
        HostileFile("xmp.jpg", "", picture("JPEG", xmp=PAYLOAD)),
        HostileFile("xmp.webp", "", picture("WEBP", xmp=PAYLOAD)),
        HostileFile("profile.jpg", "", picture("JPEG", icc_profile=PAYLOAD)),
        HostileFile("zip-behind.jpg", "", jpeg + b"PK\x03\x04" + PAYLOAD),
        HostileFile("bomb.png", "picture-pixels", _png_of(60_000, 60_000)),
        HostileFile("bomb-below-warning.png", "picture-pixels", _png_of(8_000, 8_000)),
        HostileFile("bomb.jpg", "picture-pixels", _jpeg_of(65_000, 65_000)),
        HostileFile("bomb.webp", "picture-pixels", _webp_of(16_000, 16_000)),
        HostileFile("bomb-text.png", "picture-damaged", _png_with(chunk(b"zTXt", b"x\0\0" + bomb))),
        HostileFile("empty-size.png", "picture-damaged", _png_of(0, 9)),
        HostileFile("no-pixels.png", "picture-damaged", _png_of(900, 900)),
        HostileFile("animated.png", "picture-animated", _animated("PNG")),
        HostileFile("animated.webp", "picture-animated", _animated("WEBP")),
        HostileFile("truncated.jpg", "picture-damaged", jpeg[:-40]),
        HostileFile("truncated.png", "picture-damaged", png[:-30]),
        HostileFile("truncated.webp", "picture-damaged", webp[:-10]),
        HostileFile("wrong-checksum.png", "picture-damaged", png.replace(b"IDAT", b"IDAU")),
        HostileFile("gif.png", "foreign-drawing", gif.getvalue()),
        HostileFile("html.jpg", "picture-format", b"<html>" + PAYLOAD),
        HostileFile("svg.png", "picture-format", _SVG.format("").encode()),
        HostileFile("empty.png", "picture-format", b""),
        HostileFile("large.jpg", "picture-size", jpeg + b"\0" * 20_000_000),
        HostileFile("png.jpg", "picture-ending", png),
        HostileFile("jpeg.jpg.php", "picture-ending", jpeg),
        HostileFile("jpeg", "picture-ending", jpeg),
    )


HOSTILE_PICTURES: tuple[HostileFile, ...] = _pictures()
