"""Small pictures drawn by code: logos as SVG, motifs as PNG and JPEG."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Final, Literal

from PIL import Image, ImageDraw

from schaufenster.editing.demo.parts import Dice, Value, translated
from schaufenster.editing.demo.words import formatted, table

_HUES: Final = ("#0f5c4a", "#7a2e5d", "#1f4e8c", "#8a4b12", "#4a4a8f", "#2f6b1f")
_SIZE: Final = (480, 320)
MOTIFS: Final = 4


def logo(dice: Dice) -> bytes:
    """Return a logo: a frame with rings or bars."""
    hue, shapes = dice.pick(_HUES), []
    for step in range(2 + dice.below(3)):
        if dice.below(2):
            shapes.append(f'<circle cx="{30 + 22 * step}" cy="32" r="{6 + dice.below(12)}"/>')
        else:
            high = 12 + dice.below(36)
            shapes.append(
                f'<rect x="{22 + 22 * step}" y="{56 - high}" width="14" height="{high}"/>'
            )
    inner = "\n  ".join(shapes)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 140 64">\n'
        f' <g fill="{hue}">\n  {inner}\n </g>\n</svg>\n'
    ).encode()


@cache
def motif(number: int, form: Literal["PNG", "JPEG"]) -> bytes:
    """Return a picture of discs on a ground: the same bytes for the same number."""
    hue = _HUES[number % len(_HUES)]
    image = Image.new("RGB", _SIZE, "#f2efe6")
    pen = ImageDraw.Draw(image)
    for step in range(4 + number % MOTIFS):
        left, top = 28 + 58 * step, 40 + 2 * ((step * (number + 3) * 17) % 90)
        pen.ellipse((left, top, left + 80, top + 80), fill=hue if step % 2 else "#d9a441")
    stream = BytesIO()
    image.save(stream, form)
    return stream.getvalue()


def entry(file: str, number: int) -> Value:
    """Return the entry of a picture with its rights; every third shows people, some of them young.

    Only what shows nobody, or people who agreed, is for the press.
    """
    persons = ("none", "released", "unreleased")[number % 3]
    scope = ["web"] if persons == "unreleased" else ["web", "newsletter", "press"]
    return {
        "file": file,
        "author": "Zeichenprogramm der Demo",
        "licence": "CC0-1.0",
        "scope": scope,
        "persons": persons,
        "minors": "true" if persons == "unreleased" else "false",
        "alt": translated(table("picture_alt")),
        "caption": translated(formatted(table("picture_caption"), number=number)),
    }
