"""Pages of paper as PDF, set by Typst: tagged for screen readers, the same bytes every time."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from importlib.metadata import version
from multiprocessing import get_context
from typing import Any, Final

import fontpkg_inter

from schaufenster import parallel
from schaufenster.look import lettering
from schaufenster.look.oklch import Hex

STANDARD: Final = "ua-1"
"""ISO 14289-1: Typst refuses what lacks a title, a language or a picture's description."""
MOST_INK: Final = 280
"""The most ink in percent, all four together: what uncoated paper takes (ISO 12647-2)."""
_FONTS: Final = fontpkg_inter.ROOT / "files"


class TypesettingError(ValueError):
    """A template that Typst cannot set: why, and in which line."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason, line)
        self.reason, self.line = reason, line


def typeset(template: bytes, sheet: str, address: str) -> bytes:
    """Return a sheet as PDF with the QR code of a web address.

    `template` is a Typst document that reads `sys.inputs.sheet`, JSON, and `sys.inputs.code`, SVG.
    Typst's threads do not survive a fork, and builds fork: it works in a copy of this process,
    which is never copied again, or where there can be none, in a new one. Raises `TypesettingError`
    where the template cannot be set.
    """
    given = template, sheet, qr_code(address)
    if parallel.is_copy():
        return _typeset(*given)
    if parallel.cores() == 1:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as new:
            return new.submit(_typeset, *given).result()
    with parallel.background(lambda: _typeset(*given)) as (answer,):
        made: bytes = answer()
        return made


def key_of(template: bytes, sheet: str, address: str) -> str:
    """Return what names everything that the bytes of a sheet depend on."""
    digest = hashlib.sha256(b"\0".join((template, sheet.encode(), address.encode()))).hexdigest()
    made_by = (version(library) for library in ("typst", "fontpkg-inter", "segno"))
    return f"sheet {' '.join(made_by)} {digest}"


def as_json(values: Any) -> str:
    """Return what a sheet says as JSON, its texts as far as the font has them; drawings as are."""
    return json.dumps(_drawn(values), sort_keys=True)


def _drawn(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _drawn(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_drawn(each) for each in value]
    if not isinstance(value, str) or key == "drawing" or lettering.is_drawn(value):
        return value
    return lettering.legible(value)


@lru_cache(1)
def _compiler() -> Any:
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)]
    )
    return typst.Compiler(font_paths=fonts)


def _typeset(template: bytes, sheet: str, code: str) -> bytes:
    import typst

    try:
        made: bytes = _compiler().compile(
            input=template,  # a compiler that is made of bytes can use them once only
            sys_inputs={"sheet": sheet, "code": code},
            format="pdf",
            pdf_standards=[STANDARD],
        )
    except typst.TypstError as error:
        place = re.search(r":(\d+):\d+\n", error.diagnostic)
        raise TypesettingError(error.message, int(place[1]) if place else 1) from None
    return made


def qr_code(address: str) -> str:
    """Return a web address as a QR code (ISO/IEC 18004, a quarter may be spoilt) in SVG."""
    import segno

    code = segno.make(address, error="q", micro=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=0, scale=4, dark="#000", xmldecl=False)
    return drawn.getvalue().decode()


def framed(raw: bytes, width: int, height: int) -> str:
    """Return a PNG as a drawing in SVG, which Typst takes as text; sizes in pixels."""
    data = base64.b64encode(raw).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )


@lru_cache(8)
def inks(colour: Hex) -> tuple[int, int, int, int]:
    """Return a colour as cyan, magenta, yellow and black in percent, at most `MOST_INK` together.

    All grey is replaced by black ink, so that little of the others is needed and nothing smears.
    """
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    black = 1 - max(red, green, blue)
    rest = 1 - black or 1
    parts = [(1 - part - black) / rest * 100 for part in (red, green, blue)]
    most = max(sum(parts), 1)
    spare = min(1.0, (MOST_INK - black * 100) / most)
    cyan, magenta, yellow = (round(part * spare) for part in parts)
    return cyan, magenta, yellow, round(black * 100)
