"""What a build remembers for the next one, in files beside the site, one for each part."""

from __future__ import annotations

import gc
import pickle
from pathlib import Path
from typing import Any

from schaufenster.write.files import sha256, write_whole
from schaufenster.write.manifest import swap_folder

_HASH = len(sha256(b""))  # bytes before the file's own


def read_state(site: Path, part: str) -> Any:
    """Return what the last build of a site left behind; None where that is missing or damaged."""
    try:
        raw = _file(site, part).read_bytes()
    except (OSError, ValueError):  # the root of the disk has no neighbours
        return None
    if sha256(raw[_HASH:]).encode() != raw[:_HASH]:
        return None
    was_on = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(memoryview(raw)[_HASH:])  # noqa: S301 - our own build wrote it
    except (AttributeError, ImportError, TypeError, ValueError):  # written by other code
        return None
    finally:
        if was_on:
            gc.enable()


def write_state(site: Path, part: str, state: Any) -> None:
    """Leave something behind for the next build of a site."""
    raw, file = pickle.dumps(state, pickle.HIGHEST_PROTOCOL), _file(site, part)
    temporary = file.with_name(f"new-{part}")
    temporary.unlink(missing_ok=True)
    write_whole(file, sha256(raw).encode() + raw, temporary)


def _file(site: Path, part: str) -> Path:
    return swap_folder(site) / f"{part}.state"
