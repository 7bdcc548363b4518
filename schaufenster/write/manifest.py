"""Manifests: what a tree of the site holds, so that it need not be read again."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from schaufenster.write.files import Place, fsync, sha256, write_whole
from schaufenster.write.refusals import NotOurs, StateDamaged


class Entry(NamedTuple):
    """One file of a manifest: size in bytes, SHA-256 in hex, time of change in nanoseconds."""

    size: int
    sha256: str
    mtime_ns: int


Manifest = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that is already in the next site; `right` if it was there before."""

    path: str
    entry: Entry
    right: bool


def swap_folder(site: Path) -> Path:
    """Return the folder next to the site that holds the idle tree, manifests and the lock."""
    return site.with_name(f".{site.name}.swap")


def manifest_file(site: Path, tree: Path) -> Path:
    """Return the path of the manifest of a tree of the site."""
    return swap_folder(site) / f"{tree.stat().st_ino}.json"


def read_manifest(file: Path | None) -> Manifest:
    """Return a manifest; empty (so all is read again) where it is missing or damaged."""
    try:
        rows = json.loads(file.read_bytes()) if file else {}
        return {path: Entry(*row) for path, row in rows.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def write_manifest(site: Path, tree: Path, manifest: Manifest) -> None:
    """Write the manifest of `tree`; it is on the disk when this returns."""
    content = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")).encode()
    write_whole(manifest_file(site, tree), content, swap_folder(site) / "new", durable=True)
    fsync(swap_folder(site))


def forget_manifests(site: Path, proof: Path | None) -> None:
    """Remove all manifests but `proof`, the site's, and what a killed run left."""
    folder = swap_folder(site)
    (folder / "new").unlink(missing_ok=True)
    for manifest in sorted(folder.glob("*.json")):
        if manifest != proof:
            manifest.unlink()
    fsync(folder)


def proof_of(site: Path) -> Path | None:
    """Return the manifest of the tree at `site`, None where there is nothing; raise `NotOurs`.

    An inode alone proves little (it is used again when a folder is removed and made anew), so a
    tree is ours when at least one file in it is as one of our manifests says.
    """
    if not site.name:
        raise NotOurs(site)  # the root of the disk
    if site.is_symlink() and site.readlink().parent != Path(swap_folder(site).name):
        raise NotOurs(site)
    if not site.exists():
        return None
    if not site.is_dir():
        raise NotOurs(site)
    likely = manifest_file(site, site)
    for manifest in sorted(
        swap_folder(site).glob("*.json"), key=lambda file: (file != likely, file.name)
    ):
        if any(_matches(site / path, entry) for path, entry in read_manifest(manifest).items()):
            return manifest
    if site.is_symlink() or not any(site.iterdir()):
        return None
    if likely.exists() and not read_manifest(likely):
        raise StateDamaged(likely)
    raise NotOurs(site)


def _matches(file: Path, entry: Entry) -> bool:
    """Return whether `file` has the bytes of its entry."""
    try:
        status = file.lstat()
        if not stat.S_ISREG(status.st_mode):
            return False
        return _entry(file, status, entry).sha256 == entry.sha256
    except (FileNotFoundError, NotADirectoryError):
        return False


def _entry(file: Place, status: os.stat_result, former: Entry | None) -> Entry:
    """Return the entry of a file: the `former` one if size and date are the same."""
    if former and (former.size, former.mtime_ns) == (status.st_size, status.st_mtime_ns):
        return former
    return Entry(status.st_size, sha256(_read(file)), status.st_mtime_ns)


def _read(file: Place) -> bytes:
    with open(file, "rb") as opened:
        return opened.read()


def present_entry(file: os.DirEntry[str] | None, former: Entry | None) -> Entry | None:
    """Return the entry of a file in a tree, None where it is no regular file."""
    if file is None or not file.is_file(follow_symlinks=False):
        return None
    return _entry(file, file.stat(follow_symlinks=False), former)
