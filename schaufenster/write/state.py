"""What a build remembers for the next one, in a file beside the site."""

from __future__ import annotations

import gc
import pickle
from pathlib import Path
from typing import Any

from schaufenster.write.files import sha256, write_whole
from schaufenster.write.manifest import swap_folder

_HASH = len(sha256(b""))  # bytes before the file's own


def read_state(site: Path) -> Any:
    """Return what the last build of a site left behind; None where that is missing or damaged."""
    try:
        raw = _file(site).read_bytes()
    except OSError:
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


def write_state(site: Path, state: Any) -> None:
    """Leave something behind for the next build of a site."""
    raw = pickle.dumps(state, pickle.HIGHEST_PROTOCOL)
    temporary = _file(site).with_name("new-state")
    temporary.unlink(missing_ok=True)
    write_whole(_file(site), sha256(raw).encode() + raw, temporary)


def _file(site: Path) -> Path:
    return swap_folder(site) / "state"
