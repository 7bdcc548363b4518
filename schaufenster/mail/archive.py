"""ZIP archives whose bytes depend only on names and content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive: the earliest in ZIP; zipfile's default is now."""

COMPRESSED: Final = (".docx", ".jpg", ".zip")
"""Suffixes of files that are compressed already: compressing them again saves nothing."""


def archive(files: Mapping[str, bytes], base: bytes = b"") -> bytes:
    """Return files by name as a ZIP, added to the ZIP `base`."""
    raw = io.BytesIO(base)
    with zipfile.ZipFile(raw, "a") as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            stored = name.endswith(COMPRESSED)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)
    return raw.getvalue()
