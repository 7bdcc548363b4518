"""ZIP archives whose bytes depend on names and content alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive: the earliest that ZIP knows; zipfile would write now."""

PACKED: Final = (".docx", ".jpg", ".zip")
"""Ends of names of what is packed already: packing it again takes time and saves nothing."""


def archive(inside: Mapping[str, bytes], begun: bytes = b"") -> bytes:
    """Return files by name as a ZIP, added to an archive that is `begun`."""
    raw = io.BytesIO(begun)
    with zipfile.ZipFile(raw, "a") as made:
        for name, content in inside.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = (
                zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
            )
            entry.external_attr = 0o644 << 16
            made.writestr(entry, content)
    return raw.getvalue()
