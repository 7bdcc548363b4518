"""ZIP archives whose bytes depend only on names and content."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from typing import Final

EARLIEST: Final = dt.date(1980, 1, 1)
"""The earliest date of a file in a ZIP, and that of all parts of a Word file, as Word writes it."""

COMPRESSED: Final = (".docx", ".jpg", ".zip")
"""Suffixes of files that are compressed already: compressing them again saves nothing."""


def archive(files: Mapping[str, bytes], base: bytes = b"", day: dt.date = EARLIEST) -> bytes:
    """Return files by name as a ZIP, added to the ZIP `base`, all dated noon of a day."""
    date = max(day, EARLIEST)
    raw = io.BytesIO(base)
    with zipfile.ZipFile(raw, "a") as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (date.year, date.month, date.day, 12, 0, 0))
            stored = name.endswith(COMPRESSED)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)
    return raw.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a ZIP by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return {name: source.read(name) for name in source.namelist() if not name.endswith("/")}
