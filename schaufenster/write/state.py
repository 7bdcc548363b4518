"""What a build remembers for the next one, in files beside the site, one for each part.

A file begins with the hash of the code that wrote it and that of its own bytes: other code may have
other records, and a disk or a copy may have spoilt it.
"""

from __future__ import annotations

import gc
import pickle
import sys
from functools import cache
from pathlib import Path
from typing import Any

from schaufenster.write.files import sha256, write_whole
from schaufenster.write.manifest import swap_folder

_HEAD = 2 * len(sha256(b""))  # bytes before the file's own
_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def _code() -> str:
    """Return the hash of this package's code and of the version of Python."""
    files = sorted(_PACKAGE.rglob("*.py"))
    code = b"".join(f"{file.name}\n".encode() + file.read_bytes() for file in files)
    return sha256(sys.version.encode() + code)


def _head(raw: bytes | memoryview) -> bytes:
    return (_code() + sha256(raw)).encode()


def read_state(site: Path, part: str) -> Any:
    """Return what the last build of a site left behind; None where that is missing or unusable."""
    try:
        raw = _file(site, part).read_bytes()
    except (OSError, ValueError):  # the root of the disk has no neighbours
        return None
    content = memoryview(raw)[_HEAD:]
    if raw[:_HEAD] != _head(content):
        return None
    was_on = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(content)  # noqa: S301 - our own build wrote it
    finally:
        if was_on:
            gc.enable()


def write_state(site: Path, part: str, state: Any) -> None:
    """Leave something behind for the next build of a site."""
    raw, file = pickle.dumps(state, pickle.HIGHEST_PROTOCOL), _file(site, part)
    temporary = file.with_name(f"new-{part}")
    temporary.unlink(missing_ok=True)
    write_whole(file, _head(raw) + raw, temporary)


def _file(site: Path, part: str) -> Path:
    return swap_folder(site) / f"{part}.state"
