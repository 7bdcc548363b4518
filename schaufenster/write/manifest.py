"""What a tree of the site holds, as it was written: so that it need not be read again."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from schaufenster.write.files import Place, fsync, sha256, write_whole
from schaufenster.write.refusals import NotOurs


class Entry(NamedTuple):
    """One file of a manifest: size in bytes, SHA-256 in hex, time of change in nanoseconds."""

    size: int
    sha256: str
    mtime_ns: int


Manifest = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that is already in the next site; it is `right` if it stood there before."""

    path: str
    entry: Entry
    right: bool


def swap_folder(site: Path) -> Path:
    """Return the folder next to the site that holds the idle tree, manifests and the lock."""
    return site.with_name(f".{site.name}.swap")


def manifest_file(site: Path, tree: Path) -> Path:
    """Return where the manifest of a tree of the site lies."""
    return swap_folder(site) / f"{tree.stat().st_ino}.json"


def read_manifest(file: Path | None) -> Manifest:
    """Return what was written; nothing (so all is read again) where it is missing or damaged."""
    try:
        rows = json.loads(file.read_bytes()) if file else {}
        return {path: Entry(*row) for path, row in rows.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def write_manifest(site: Path, tree: Path, manifest: Manifest) -> None:
    """Say what is in `tree`, on disk before the tree gets its name."""
    content = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")).encode()
    write_whole(manifest_file(site, tree), content, swap_folder(site) / "new", durable=True)
    fsync(swap_folder(site))


def forget_manifests(site: Path, proof: Path | None) -> None:
    """Remove all manifests but the shown tree's, and what a killed run left: nothing is proven."""
    room = swap_folder(site)
    (room / "new").unlink(missing_ok=True)
    for manifest in sorted(room.glob("*.json")):
        if manifest != proof:
            manifest.unlink()
    fsync(room)


def proof_of(site: Path) -> Path | None:
    """Return the manifest of the tree at `site`, None where nothing stands; raise `NotOurs`.

    An inode alone proves little (it is given out again when a folder is removed and made anew),
    so a tree is ours when at least one file in it is as one of our manifests says.
    """
    if site.is_symlink() and site.readlink().parent != Path(swap_folder(site).name):
        raise NotOurs(site)
    if not site.exists():
        return None
    if not site.is_dir():
        raise NotOurs(site)
    own = manifest_file(site, site)
    for manifest in sorted(
        swap_folder(site).glob("*.json"), key=lambda file: (file != own, file.name)
    ):
        if any(_stands(site / path, entry) for path, entry in read_manifest(manifest).items()):
            return manifest
    if site.is_symlink() or not any(site.iterdir()):
        return None
    raise NotOurs(site)


def _stands(file: Path, entry: Entry) -> bool:
    """Tell whether `file` has the bytes that its entry says."""
    try:
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode):
            return False
        return _measured(file, found, entry).sha256 == entry.sha256
    except (FileNotFoundError, NotADirectoryError):
        return False


def _measured(file: Place, found: os.stat_result, known: Entry | None) -> Entry:
    """Return what stands at `file`; its bytes are read only where size or date are not `known`."""
    if known and (known.size, known.mtime_ns) == (found.st_size, found.st_mtime_ns):
        return known
    return Entry(found.st_size, sha256(_read(file)), found.st_mtime_ns)


def _read(file: Place) -> bytes:
    with open(file, "rb") as found:
        return found.read()


def present_entry(found: os.DirEntry[str] | None, known: Entry | None) -> Entry | None:
    """Return what stands in a tree, None where it is no regular file."""
    if found is None or not found.is_file(follow_symlinks=False):
        return None
    return _measured(found, found.stat(follow_symlinks=False), known)
