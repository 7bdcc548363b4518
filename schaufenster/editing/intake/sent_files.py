"""Files that came along, made fit: photographs of phones, drawings with a program's additions.

What is certain is made right and told; everything else is refused with what to send instead.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

import pillow_heif
from docx import Document
from PIL import Image

from schaufenster import sanitize
from schaufenster.editing.intake.questions import wording
from schaufenster.editing.proposals import slug_of
from schaufenster.problems import Fault, Language, rule_text

_LONGEST: Final = 2400
"""The longer side, in pixels, of a photograph that is kept: more is on no page and in no pack."""
_MOST_PIXELS: Final = 50_000_000
_MOST_UNPACKED: Final = 50_000_000
_HEIC: Final = re.compile(rb".{4}ftyp(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL)
_DRAWING: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE.*?>|\s)*<(?:\w+:)?svg", re.DOTALL
)
_WORD: Final = re.compile(rb"PK\x03\x04")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came: what it is called, without folders, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file as it is kept, with what was done to it; with `faults` it is refused."""

    name: str = ""
    content: bytes = b""
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def sent_file(name: str, content: bytes) -> SentFile:
    """Return a file by the last part of its name: whatever folders it names are not gone into."""
    return SentFile(re.split(r"[/\\]", name)[-1] or "file", content)


def taken(file: SentFile, lang: Language, *, as_logo: bool) -> AcceptedFile:
    """Return a picture fit to be shown, or why it cannot be; `lang` is that of the sentences."""
    head = file.content[: sanitize.HEAD]
    stem = slug_of(PurePosixPath(file.name).stem) or ("logo" if as_logo else "bild")
    if _is_drawing(head):
        return _drawing(file, stem, lang)
    try:
        raw = _as_known(file.content)
        size = sanitize.read_picture(raw)
        is_small = max(size.width, size.height) <= _LONGEST
        keeps = as_logo or size.format == "png"
        format_ = size.format if keeps else "jpeg"
        content = sanitize.reencode(raw, long_side=_LONGEST, format=format_)
        if keeps and is_small and not any(sanitize.check_photograph(raw)):
            content = raw
    except sanitize.PictureError as error:
        foreign = next(iter(sanitize.check_foreign(head, file.name)), error.fault)
        return AcceptedFile(faults=[_told(file.name, foreign, lang)])
    name = f"{stem}.{'jpg' if format_ == 'jpeg' else format_}"
    if content == file.content:
        return AcceptedFile(name, content)
    side = min(_LONGEST, max(size.width, size.height))
    note = wording("picture-converted", lang, name=file.name, new=name, side=side)
    return AcceptedFile(name, content, [note])


def _drawing(file: SentFile, stem: str, lang: Language) -> AcceptedFile:
    name = f"{stem}.svg"
    faults = list(sanitize.check_svg(file.content))
    if not faults:
        return AcceptedFile(name, file.content)
    try:
        content = sanitize.clean_svg(file.content)
    except sanitize.SvgError as error:
        return AcceptedFile(faults=[_told(file.name, error.faults[0], lang)])
    return AcceptedFile(name, content, [wording("drawing-cleaned", lang, name=file.name, new=name)])


def _is_drawing(head: bytes) -> bool:
    return _DRAWING.match(head) is not None


def _as_known(raw: bytes) -> bytes:
    """Return a picture in a format that pages can have: HEIC becomes JPEG. Raises PictureError."""
    if not _HEIC.match(raw):
        return raw
    if len(raw) > sanitize.MOST_BYTES:
        raise sanitize.PictureError(sanitize.too_many_bytes(len(raw)))
    try:
        heif = pillow_heif.open_heif(io.BytesIO(raw), convert_hdr_to_8bit=True)
        width, height = heif.size
        if width * height > _MOST_PIXELS:
            raise sanitize.PictureError(Fault("picture-damaged"))
        image = heif.to_pillow()
    except (ValueError, RuntimeError, OSError, EOFError, SyntaxError) as error:
        raise sanitize.PictureError(Fault("picture-damaged")) from error
    image = image.convert("RGB")
    image.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=90)
    return stream.getvalue()


def _told(name: str, fault: Fault, lang: Language) -> str:
    return f"{name}: {rule_text(fault.rule, lang).format(**fault.values)}"


# ── Word ─────────────────────────────────────────────────────────────────────────────────────


def is_word(file: SentFile) -> bool:
    """Return whether a file is a Word document, by its name and first bytes."""
    return file.name.lower().endswith((".docx", ".docm")) and bool(_WORD.match(file.content))


def word_text(file: SentFile, lang: Language) -> tuple[str, str]:
    """Return the text of a Word file, or `""` and why it cannot be read."""
    most = _MOST_UNPACKED // 1_000_000
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_UNPACKED:
                return "", wording("bomb", lang, name=file.name, most=most)
        return "\n".join(_paragraphs(Document(io.BytesIO(file.content)))), ""
    except Exception:  # noqa: BLE001 - python-docx and zipfile raise a dozen types for broken files
        return "", wording("damaged", lang, name=file.name)


def _paragraphs(document: object) -> Iterator[str]:
    for part in document.iter_inner_content():  # type: ignore[attr-defined]
        if hasattr(part, "rows"):
            for row in part.rows:
                cells = list(dict.fromkeys(cell.text for cell in row.cells))
                yield f"{cells[0]}: " + "\n".join(cells[1:]) if len(cells) > 1 else cells[0]
        else:
            yield part.text
