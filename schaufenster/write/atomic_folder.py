"""A folder whose files change together: a reader sees all of them as before, or all as after."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from schaufenster.write.files import WRITING, fsync, on_its_way, write_whole
from schaufenster.write.swap import exchange

_BEFORE = ".before"  # ending of the former folder, between two renames


def change_folder(folder: Path, files: Mapping[str, bytes], removed: Collection[str] = ()) -> None:
    """Write and remove files of a folder in one step; other files in it stay.

    The next folder is filled beside the folder, brought to the disk and exchanged with it. Raises
    `OSError` as the system does; the folder is then unchanged. What a kill leaves is hidden, and
    `clean_up` removes it.
    """
    new = on_its_way(folder)
    remove(new)
    if folder.exists():
        shutil.copytree(folder, new, symlinks=True)
    for path in removed:
        (new / path).unlink(missing_ok=True)
    for path, content in files.items():
        (new / path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(new / path, content, on_its_way(new / path), durable=True)
    for place, _, _ in os.walk(new, topdown=False):
        if any(Path(place).iterdir()) or Path(place) == new:
            fsync(Path(place))
        else:
            os.rmdir(place)
    _replace(folder, new)
    fsync(folder.parent)


def _replace(folder: Path, new: Path) -> None:
    """Give `new` the name `folder`; where the file system cannot exchange, in two renames."""
    if not folder.exists():
        new.rename(folder)
    elif not exchange(new, folder):
        before = folder.with_name(f".{folder.name}{_BEFORE}")
        remove(before)
        folder.rename(before)
        new.rename(folder)
        remove(before)
    remove(new)  # after an exchange: the former folder


def clean_up(folders: Iterable[Path]) -> None:
    """Remove what killed commands left below folders; a folder that lost its name gets it back."""
    for top in (folder for folder in folders if not folder.is_symlink()):
        for place, below, files in os.walk(top):
            for name in [name for name in below if name.startswith(".")]:
                below.remove(name)
                _clean(Path(place, name))
            for name in files:
                if name.startswith(".") and name.endswith(WRITING):
                    Path(place, name).unlink(missing_ok=True)


def _clean(hidden: Path) -> None:
    """Remove a hidden folder if it is one of ours."""
    if hidden.name.endswith(WRITING):
        remove(hidden)
    elif hidden.name.endswith(_BEFORE):
        folder = hidden.with_name(hidden.name.removeprefix(".").removesuffix(_BEFORE))
        if not folder.exists():
            hidden.rename(folder)
        remove(hidden)


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it, if it is there."""
    if os.path.lexists(folder):
        shutil.rmtree(folder)
