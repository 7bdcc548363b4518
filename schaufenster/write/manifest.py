"""Manifests: what a tree of the site holds, so that it need not be read again."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from schaufenster.write.files import Place, fsync, sha256, write_whole
from schaufenster.write.refusals import NotOurs, StateDamaged


class Entry(NamedTuple):
    """One file of a manifest: size in bytes, SHA-256 in hex, time of change in nanoseconds."""

    size: int
    sha256: str
    mtime_ns: int


class Manifest(dict[str, Entry]):
    """The files of a tree by path, the folders with their times of change, and what others put in.

    A folder changes when a name in it comes or goes: one that is as it was need not be read. The
    time of one that had just changed is 0, because it may change again within it.
    """

    folders: Mapping[str, int]
    others: tuple[str, ...]

    def __init__(
        self,
        files: Mapping[str, Entry] | None = None,
        folders: Mapping[str, int] | None = None,
        others: Iterable[str] = (),
    ) -> None:
        super().__init__(files or {})
        self.folders, self.others = folders or {}, tuple(others)


class WrittenFile(NamedTuple):
    """A file that is already in the next site."""

    path: str
    entry: Entry


def swap_folder(site: Path) -> Path:
    """Return the folder next to the site that holds the idle tree, manifests and the lock."""
    return site.with_name(f".{site.name}.swap")


def manifest_file(site: Path, tree: Path) -> Path:
    """Return the path of the manifest of a tree of the site."""
    return swap_folder(site) / f"{tree.stat().st_ino}.json"


def read_manifest(file: Path) -> Manifest:
    """Return a manifest; empty (so all is read again) where it is missing or damaged."""
    try:
        tree = json.loads(file.read_bytes())
        if "folders" not in tree:  # as it was written until November 2026
            return Manifest({path: Entry(*row) for path, row in tree.items()})
        entries = {path: Entry(*row) for path, row in tree["files"].items()}
        return Manifest(entries, tree["folders"], tree["others"])
    except (FileNotFoundError, ValueError, TypeError, AttributeError, KeyError):
        return Manifest()


def write_manifest(site: Path, tree: Path, manifest: Manifest) -> None:
    """Write the manifest of `tree`; it is on the disk when this returns."""
    parts = {"files": manifest, "folders": manifest.folders, "others": manifest.others}
    content = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
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


def proof_of(site: Path) -> tuple[Path | None, Manifest]:
    """Return the manifest of the tree at `site` and its file; none where there is nothing.

    An inode alone proves little (it is used again when a folder is removed and made anew), so a
    tree is ours when at least one file in it is as one of our manifests says. Raises `NotOurs`.
    """
    if not site.name:
        raise NotOurs(site)  # the root of the disk
    if site.is_symlink() and site.readlink().parent != Path(swap_folder(site).name):
        raise NotOurs(site)
    if not site.exists():
        return None, Manifest()
    if not site.is_dir():
        raise NotOurs(site)
    likely = manifest_file(site, site)
    files = sorted(swap_folder(site).glob("*.json"), key=lambda file: (file != likely, file.name))
    for file in files:
        manifest = read_manifest(file)
        if any(_matches(site / path, entry) for path, entry in manifest.items()):
            return file, manifest
    if site.is_symlink() or not any(site.iterdir()):
        return None, Manifest()
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


def present_entry(file: str, former: Entry | None) -> Entry | None:
    """Return the entry of a file on disk, None where it is no regular file."""
    try:
        status = os.lstat(file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return _entry(file, status, former) if stat.S_ISREG(status.st_mode) else None


def folder_times(tree: Path, folders: Iterable[str], settled: int) -> dict[str, int]:
    """Return when each folder of a tree changed; 0 where that is not before `settled`.

    Times are in nanoseconds since the epoch.
    """
    root = str(tree)
    times = ((folder, os.lstat(f"{root}/{folder}").st_mtime_ns) for folder in ("", *folders))
    return {folder: time if time < settled else 0 for folder, time in times}
