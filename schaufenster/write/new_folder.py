"""A new folder full of files: filled to the end, however often its command is killed.

Everything is first written into a hidden folder in it, whole, and then moved up, one entry after
the other. What a kill leaves is either no use, or needs nothing but to be moved on.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from schaufenster.write.atomic_folder import change_folder, clean_up, remove

_DRAFT: Final = ".schaufenster-draft"
_READY: Final = ".schaufenster-new"
_STAYS: Final = frozenset({".git"})
"""What may stand in a folder that counts as empty: a repository without files."""


def is_begun(folder: Path) -> bool:
    """Tell whether all files are there and only have to be moved up."""
    return (folder / _READY).is_dir()


def is_empty(folder: Path) -> bool:
    """Tell whether nothing is in a folder, or only what a killed command has left."""
    if not folder.is_dir():
        return not folder.exists()
    clean_up([folder])
    return {entry.name for entry in folder.iterdir()} <= _STAYS | {_DRAFT}


def draft(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write all files into a hidden folder in `folder`, to be looked at; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    remove(folder / _DRAFT)
    change_folder(folder / _DRAFT, files)
    return folder / _DRAFT


def drop(folder: Path) -> None:
    """Remove what was drafted, and the folder if nothing else is in it."""
    remove(folder / _DRAFT)
    if not any(folder.iterdir()):
        folder.rmdir()


def fill(folder: Path) -> None:
    """Move up what was drafted; what a killed command has begun goes on."""
    ready = folder / _READY
    if not ready.is_dir():
        (folder / _DRAFT).rename(ready)
    for entry in sorted(ready.iterdir()):
        entry.rename(folder / entry.name)
    ready.rmdir()
