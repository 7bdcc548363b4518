"""Files of formats that nothing here is made of, by name: photographs of phones, documents, films.

A file is known by its first bytes, else by its ending: whatever it is called, people hear what it
is and what to send instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from schaufenster.problems import Fault

HEAD: Final = 4096
"""As many first bytes of a file are enough."""

_KINDS: Final = {
    "foreign-photo": {
        "HEIC": "heic heif hif", "AVIF": "avif", "TIFF": "tif tiff", "BMP": "bmp",
        "JPEG 2000": "jp2 j2k", "JPEG XL": "jxl",
        "RAW": "dng nef nrw cr2 cr3 arw srf orf rw2 raf pef srw raw",
    },
    "foreign-drawing": {
        "GIF": "gif", "Photoshop": "psd psb", "Illustrator": "ai", "EPS": "eps ps",
        "InDesign": "indd idml", "CorelDRAW": "cdr", "GIMP": "xcf", "Affinity": "afdesign afphoto",
        "WMF": "wmf emf", "ICO": "ico", "DWG": "dwg dxf",
    },
    "foreign-document": {
        "PDF": "pdf", "Word": "doc docx docm dotx", "Excel": "xls xlsx xlsm", "PowerPoint":
        "ppt pptx pps ppsx", "OpenDocument": "odt ods odp odg", "RTF": "rtf", "Pages": "pages",
        "Numbers": "numbers", "Keynote": "key", "HTML": "html htm", "CSV": "csv", "Outlook": "msg",
        "E-Mail": "eml", "Publisher": "pub", "Text": "txt",
    },
    "foreign-archive": {
        "ZIP": "zip", "RAR": "rar", "7z": "7z", "TAR": "tar tgz", "GZIP": "gz svgz", "BZIP2": "bz2",
        "XZ": "xz",
    },
    "foreign-media": {
        "MP4": "mp4 m4v", "QuickTime": "mov", "AVI": "avi", "WebM": "webm mkv", "WMV": "wmv",
        "MP3": "mp3 m4a", "WAV": "wav", "OGG": "ogg",
    },
}  # fmt: skip
_RULES: Final = {name: rule for rule, formats in _KINDS.items() for name in formats}
_ENDINGS: Final = {
    ending: name
    for formats in _KINDS.values()
    for name, endings in formats.items()
    for ending in endings.split()
}
_STARTS: Final = (
    (rb".{4}ftyp(?:heic|heix|heim|heis|hevc|hevx|mif1|msf1)", "HEIC"),
    (rb".{4}ftypavi[fs]", "AVIF"),
    (rb".{4}ftypcrx ", "RAW"),
    (rb".{4}ftypqt  ", "QuickTime"),
    (rb".{4}ftyp", "MP4"),
    (rb"II\*\0.{4}CR|FUJIFILMCCD-RAW|IIR[OS]|IIU\0", "RAW"),
    (rb"II\*\0|MM\0\*|II\+\0|MM\0\+", "TIFF"),
    (rb"BM.{4}\0\0\0\0", "BMP"),
    (rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51", "JPEG 2000"),
    (rb"\0\0\0\x0cJXL |\xff\x0a", "JPEG XL"),
    (rb"GIF8[79]a", "GIF"),
    (rb"8BPS", "Photoshop"),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "EPS"),
    (rb"\0\0\x01\0.\0", "ICO"),
    (rb"gimp xcf", "GIMP"),
    (rb"RIFF.{4}CDR", "CorelDRAW"),
    (rb"RIFF.{4}AVI ", "AVI"),
    (rb"RIFF.{4}WAVE", "WAV"),
    (rb"\x1a\x45\xdf\xa3", "WebM"),
    (rb"ID3|\xff\xfb", "MP3"),
    (rb"OggS", "OGG"),
    (rb"%PDF-", "PDF"),
    (rb"\{\\rtf", "RTF"),
    (rb"PK\x03\x04.*?\bword/", "Word"),
    (rb"PK\x03\x04.*?\bxl/", "Excel"),
    (rb"PK\x03\x04.*?\bppt/", "PowerPoint"),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", "OpenDocument"),
    (rb"PK\x03\x04", "ZIP"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word"),
    (rb"Rar!\x1a", "RAR"),
    (rb"7z\xbc\xaf\x27\x1c", "7z"),
    (rb"\x1f\x8b\x08", "GZIP"),
    (rb"BZh", "BZIP2"),
    (rb"\xfd7zXZ", "XZ"),
)
_OWN: Final = (
    (rb"\xff\xd8\xff", "JPEG", (".jpg", ".jpeg")),
    (rb"\x89PNG\r\n\x1a\n", "PNG", (".png",)),
    (rb"RIFF.{4}WEBP", "WEBP", (".webp",)),
)
"""The formats of pictures that are taken, for files with another ending."""
_TEXTS: Final = ("yml", "md", "json", "svg")
"""Endings of texts that are taken: a zero byte in one of them is a damaged text."""


def check_foreign(head: bytes, name: str) -> Iterator[Fault]:
    """Yield what a file is and what to send instead, if it is of a format that is not taken.

    `head` are the file's first bytes. A picture that is taken must have its own ending.
    """
    ending = name.rpartition(".")[2].lower()
    for start, own, endings in _OWN:
        if _begins(head, start):
            if f".{ending}" not in endings:
                yield Fault("picture-ending", values={"format": own, "endings": endings})
            return
    by_ending = _ENDINGS.get(ending)
    found = next((known for start, known in _STARTS if _begins(head, start)), by_ending)
    if found and by_ending and _is_container(found, by_ending):
        found = by_ending
    if found:
        yield Fault(_RULES[found], values={"format": found})
    elif b"\0" in head and ending not in _TEXTS:
        yield Fault("foreign-unknown", values={"format": ending})


def _is_container(found: str, by_ending: str) -> bool:
    """Return whether the ending says more than the first bytes: many formats share a beginning."""
    return (found, by_ending) in {("TIFF", "RAW"), ("PDF", "Illustrator")} or (
        found in {"ZIP", "Word", "MP4"}
        and _RULES[by_ending] in {"foreign-document", "foreign-media"}
    )


def is_picture(head: bytes) -> bool:
    """Return whether bytes begin like a JPEG, PNG or WebP file."""
    return any(_begins(head, start) for start, _, _ in _OWN)


def _begins(head: bytes, start: bytes) -> bool:
    return re.match(start, head, re.DOTALL) is not None  # compiled when first asked
