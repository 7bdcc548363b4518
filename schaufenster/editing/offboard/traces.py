"""Which built files name somebody: pages, feeds, calendars, data, mails, packs, the search."""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schaufenster.editing.offboard.named import Named

_TAG: Final = re.compile(r"</?[a-zA-Z][^>]*>")
_ARCHIVES: Final = (".zip", ".docx", ".xlsx")
_PICTURES: Final = (".png", ".jpg", ".webp", ".avif")
_PACKED: Final = ".pf_fragment"
"""What the search shows of a page: JSON, packed by gzip."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A built file that names them: its path, and the words that do."""

    path: str
    words: str


def traces(folder: Path, named: Named) -> Iterator[Trace]:
    """Yield the files below a folder that name somebody, in their name or in what they say."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        path = file.relative_to(folder).as_posix()
        if found := named.in_slugs.search(path):
            yield Trace(path, found[0])
        elif words := _found(file, named):
            yield Trace(path, words)


def kind_of(path: str) -> str:
    """Return what kind of output a built file is."""
    if path.startswith("pagefind/"):
        return "search"
    if path.endswith(_PICTURES):
        return "pictures"
    kinds = {"html": "pages", "ics": "calendars", "zip": "packs", "docx": "packs", "vcf": "data"}
    if path.startswith(("newsletter/", "en/newsletter/")):
        return "mails"
    return kinds.get(path.rpartition(".")[2], "data" if path.startswith("data/") else "feeds")


def _found(file: Path, named: Named) -> str:
    """Return the words in a file that name them; empty if none do."""
    for text in _texts(file.read_bytes(), file.name):
        for pattern in (named.in_texts, named.in_links):
            if found := pattern.search(text):
                return found[0]
    return ""


def _texts(raw: bytes, name: str) -> Iterator[str]:
    """Yield what a file says: unpacked, without marks for the end of a line."""
    if name.endswith(_ARCHIVES):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for entry in archive.namelist():
                yield entry
                yield from _texts(archive.read(entry), entry)
        return
    if name.endswith(_PACKED):
        raw = gzip.decompress(raw)
    if not name.endswith(_PICTURES):
        text = html.unescape(raw.decode("utf-8", "replace")).replace("\u00ad", "")
        yield text
        yield re.sub(r"\r?\n ", "", text) if name.endswith((".ics", ".vcf")) else _TAG.sub("", text)
