"""Where things lie that no repository may hold."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path


def in_repository(place: Path) -> bool:
    """Return whether a file or folder, there or not, lies in a work tree of git."""
    real = place.resolve()
    return any((folder / ".git").exists() for folder in (real, *real.parents))


def outbox_name(address: str) -> str:
    """Return the name of the file for an address: readable, and another for each address."""
    plain = re.sub(r"[^a-z0-9.@_+-]", "_", address.lower())
    if plain != address:
        plain += f".{hashlib.sha256(address.encode()).hexdigest()[:8]}"
    return f"{plain}.eml"
