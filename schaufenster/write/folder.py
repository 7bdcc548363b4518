"""A folder that holds exactly the given files."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from schaufenster.output import AnyFile
from schaufenster.write.files import WRITING, write_whole
from schaufenster.write.manifest import Manifest
from schaufenster.write.refusals import NotOurs


@dataclass(frozen=True, slots=True)
class Changes:
    """How many files were written, kept as they were, and removed; which of others stayed."""

    written: int
    kept: int
    removed: int
    others: tuple[str, ...] = ()


class Listing(NamedTuple):
    """All files and folders below a folder; links and pipes count as files, never followed."""

    files: set[str]
    folders: set[str]


def write_changed(directory: Path, files: Iterable[AnyFile]) -> Changes:
    """Make `directory` hold exactly `files`; a file with the right bytes is not touched.

    Each file is written whole or not at all. `removed` counts files and links, not folders. Raises
    `ValueError` for paths that clash or lead elsewhere, before anything is written; `NotOurs` where
    `directory` is a link or no folder; `OSError` where the disk refuses.
    """
    files = list(files)
    check_clashes(file.path for file in files)
    wanted = {file.path: file for file in files}
    make_own_folder(directory)
    present, root = listing(directory), str(directory)
    _make_room(directory, present, wanted)

    def renewed(path: str) -> bool:
        content = wanted[path].content
        changed = path not in present.files or not _holds(Path(root, path), content)
        if changed:
            write_whole(f"{root}/{path}", content, f"{root}/{WRITING}{os.getpid()}")
        return changed

    written = sum(map(renewed, wanted))
    return Changes(written, len(wanted) - written, len(present.files - wanted.keys()))


def check_clashes(paths: Iterable[str]) -> None:
    """Raise `ValueError` where two files cannot be in one tree, or where one leads out of it.

    Paths that differ in case or Unicode form only are one path on Windows and macOS.
    """
    claims = {WRITING: f"{WRITING} (reserved for a file on its way)"}
    folders: set[str] = set()
    for path in paths:
        check_plain(path)
        known = path.rpartition("/")[0] in folders
        new_folders = set() if known else folders_of([path]) - folders
        for claim in (*sorted(new_folders), path):
            if rival := claims.get(folded(claim)):
                raise ValueError(f"{path} clashes with {rival}")
            claims[folded(claim)] = path
        folders |= new_folders


def check_plain(path: str) -> None:
    """Raise `ValueError` for a path that leads out of its tree."""
    if "\\" in path or "\0" in path or {"", ".", ".."} & set(path.split("/")):
        raise ValueError(f"{path}: not a plain relative path")


def folded(path: str) -> str:
    """Return a path in the form shared by all that differ in case or Unicode form only."""
    return path.casefold() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return every folder that files with these paths need."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def listing(directory: Path, known: Manifest | None = None) -> Listing:
    """Return all files and folders below a folder.

    Folders that have not changed since their manifest was written are not read.
    """
    below, root = Listing(set(), set()), str(directory)
    names = _names(known) if known else {}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        prefix = f"{folder}/" if folder else ""
        if known and folder in known.folders and _changed(root, folder) == known.folders[folder]:
            files, folders = names.get(folder, ([], []))
        else:
            files, folders = [], []
            with os.scandir(f"{root}/{folder}") as entries:
                for entry in entries:
                    is_folder = entry.is_dir(follow_symlinks=False)
                    (folders if is_folder else files).append(prefix + entry.name)
        below.files.update(files)
        below.folders.update(folders)
        waiting += folders
    return below


def _changed(root: str, folder: str) -> int:
    return os.lstat(f"{root}/{folder}").st_mtime_ns


def _names(known: Manifest) -> dict[str, tuple[list[str], list[str]]]:
    """Return the paths of the files and of the folders in each folder of a manifest."""
    names: dict[str, tuple[list[str], list[str]]] = {}
    for path in (*known, *known.others):
        names.setdefault(path.rpartition("/")[0], ([], []))[0].append(path)
    for folder in known.folders:
        if folder:
            names.setdefault(folder.rpartition("/")[0], ([], []))[1].append(folder)
    return names


def make_own_folder(folder: Path) -> None:
    """Make a folder that this package owns; raise `NotOurs` for a link or a file."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotOurs(folder)
    folder.mkdir(parents=True, exist_ok=True)


def _make_room(directory: Path, present: Listing, wanted: Collection[str]) -> None:
    """Remove what is not wanted, make the folders that are.

    First remove, then make: a file may be where a folder is needed and the other way round, and
    where case does not count, an old spelling must be removed before the new one is made.
    """
    needed, root = folders_of(wanted), str(directory)
    for path in present.files - set(wanted):
        os.unlink(f"{root}/{path}")
    for path in sorted(present.folders - needed, reverse=True):  # children before their parents
        os.rmdir(f"{root}/{path}")
    for path in sorted(needed - present.folders):  # parents before their children
        os.mkdir(f"{root}/{path}")


def _holds(file: Path, content: bytes) -> bool:
    status = file.lstat()
    same = stat.S_ISREG(status.st_mode) and status.st_size == len(content)
    return same and file.read_bytes() == content
