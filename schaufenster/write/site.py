"""The site: two trees, one name. The idle tree gets what changed, then the site's name.

SITE                      the tree that readers see; a link to tree a or b where the file system
                          cannot exchange two folders
.SITE.swap/a, b           the idle tree; with links: both trees
.SITE.swap/INODE.json     the manifest of the tree with this inode, whichever name it has now
.SITE.swap/lock, new      the lock; a temporary file or link
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from schaufenster.output import AnyFile
from schaufenster.write.files import fsync, sha256, write_whole
from schaufenster.write.folder import (
    Changes,
    Listing,
    check_plain,
    folded,
    folders_of,
    listing,
    make_own_folder,
    make_room,
    wanted_files,
)
from schaufenster.write.lock import file_lock
from schaufenster.write.manifest import (
    Entry,
    Manifest,
    WrittenFile,
    folder_times,
    forget_manifests,
    manifest_file,
    present_entry,
    proof_of,
    read_manifest,
    swap_folder,
    write_manifest,
)
from schaufenster.write.refusals import NotOurs
from schaufenster.write.swap import idle_tree, mend, show

_UNSETTLED = 50_000_000  # ns: within one tick of the kernel's clock a folder may change twice
_SYNC_ALL_FROM = 100  # changed files: one sync of the file system is cheaper than as many fsyncs


@dataclass(frozen=True)
class NextSite:
    """The tree that will be the site, after `swap`.

    `known` is its manifest from an earlier build, `former` the manifest of the site now.
    """

    site: Path
    tree: Path
    known: Manifest
    former: Manifest

    def kept(self, paths: Iterable[str]) -> tuple[list[WrittenFile], list[str]]:
        """Take files over as they are on the site; return them, and the paths of those that cannot.

        Most of them are in this tree already; the others get a second name in it. Nothing is read:
        size and date say whether a file is as it was written, and one that is not has to be made
        again.
        """
        kept: list[WrittenFile] = []
        spoilt: list[str] = []
        for path in paths:
            on_site = self.former.get(path)
            entry = present_entry(f"{self.tree}/{path}", self.known.get(path))
            if on_site and entry and entry.sha256 == on_site.sha256:
                kept.append(WrittenFile(path, entry, right=True))
            elif on_site and self._link(path, on_site):
                kept.append(WrittenFile(path, on_site, right=True))
            else:
                spoilt.append(path)
        return kept, spoilt

    def _link(self, path: str, on_site: Entry) -> bool:
        """Give a file of the site a second name in this tree; False if it is not as it was written.

        Where the disk knows no second names, the file is copied.
        """
        source, target = f"{self.site}/{path}", f"{self.tree}/{path}"
        try:
            status = os.lstat(source)
            if (status.st_size, status.st_mtime_ns) != (on_site.size, on_site.mtime_ns):
                return False
            self._room.make(path)
            if os.path.lexists(target):
                os.unlink(target)
            try:
                os.link(source, target, follow_symlinks=False)
            except OSError:
                shutil.copy2(source, target)
        except FileNotFoundError:
            return False
        return True

    def put(self, files: Iterable[AnyFile]) -> list[WrittenFile]:
        """Write files as they come, in any process; `swap` looks after all that were written.

        Raises `ValueError` for a path that leads elsewhere, `OSError` where the disk refuses.
        """
        written = []
        for file in files:
            check_plain(file.path)
            self._room.make(file.path)
            try:
                entry, right = self._renewed(file)
            except (IsADirectoryError, NotADirectoryError) as error:
                raise ValueError(f"{file.path} clashes with {error.filename}") from error
            written.append(WrittenFile(file.path, entry, right))
        return written

    @cached_property
    def _present(self) -> Listing:
        return listing(self.tree, self.known)

    @cached_property
    def _room(self) -> _Room:
        return _Room(self.tree, self._present)

    def open(self) -> None:
        """Look through the tree now, so that other processes need not."""
        _ = self._room

    def swap(self, files: Iterable[WrittenFile]) -> Manifest:
        """Replace the site in one step by `files`, all of which have been put or kept.

        A file that does not change keeps its date from site to site, so that `rsync` and browsers
        transfer changes only. What others put into the site stays, and the manifest that is
        returned names it. Raises `ValueError` for paths that clash, `NotOurs` for a file of others
        in the place of one of ours, `OSError` where the disk refuses; the site then stays as it is.
        """
        wanted = wanted_files(files)
        others = self._others(wanted)
        entries = self._renew(wanted)
        self._keep(others)
        folders = folders_of([*entries, *others.files]) | others.folders
        times = folder_times(self.tree, folders, self._now() - _UNSETTLED)
        manifest = Manifest(entries, times, sorted(others.files))
        write_manifest(self.site, self.tree, manifest)
        show(self.site, self.tree)
        return manifest

    def _now(self) -> int:
        """Return the time as the disk tells it, in nanoseconds since the epoch."""
        lock = swap_folder(self.site) / "lock"
        os.utime(lock)
        return lock.stat().st_mtime_ns

    def _others(self, wanted: Collection[str]) -> Listing:
        """Return what others put into the site (`CNAME`, `.well-known/`): no manifest has it."""
        if not self.former:
            return Listing(set(), set())
        present, names = listing(self.site, self.former), {folded(path) for path in wanted}
        taken = names | {folded(path) for path in folders_of(wanted)}
        files = present.files - self.former.keys()
        for path in files:
            in_the_way = folded(path) in taken or any(
                folded(f) in names for f in folders_of([path])
            )
            if in_the_way or not present_entry(f"{self.site}/{path}", None):
                raise NotOurs(self.site / path)
        return Listing(files, present.folders - folders_of(self.former))

    def _keep(self, others: Listing) -> None:
        """Give the tree what others put into the site."""
        for folder in sorted(others.folders | folders_of(others.files)):
            (self.tree / folder).mkdir(exist_ok=True)
        for path in others.files:
            shutil.copy2(self.site / path, self.tree / path)
        _flush(self.tree, others.files)

    def _renew(self, wanted: Mapping[str, WrittenFile]) -> dict[str, Entry]:
        """Make the tree hold exactly `wanted`, on disk and checked; return the entries."""
        changed = make_room(self.tree, listing(self.tree, self.known), wanted)
        changed += [path for path, file in wanted.items() if not file.right]
        dated = _dated(str(self.tree), wanted, self.former)
        entries = _checked(self.tree, dated, self.known)
        _flush(self.tree, changed)
        return entries

    def _renewed(self, file: AnyFile) -> tuple[Entry, bool]:
        """Write a file if needed; return its entry, and whether it was there before."""
        path, content = file.path, file.content
        digest, target = sha256(content), f"{self.tree}/{path}"
        entry = present_entry(target, self.known.get(path))
        if entry and entry.sha256 == digest:
            return entry, True
        if os.path.lexists(target):
            os.unlink(target)
        write_whole(target, content, target)  # nobody reads it before the tree is checked
        return Entry(len(content), digest, os.lstat(target).st_mtime_ns), False


@contextmanager
def next_site(site: Path) -> Iterator[NextSite]:
    """Yield the idle tree next to `site`, to be filled and swapped in. For Linux and macOS.

    Until `NextSite.swap` the old site does not change, whatever fails. Readers that have the old
    folder open see it whole until the next build. Raises `NotOurs` where `site` holds other
    people's files, `Busy` where another build fills the same tree, `OSError` where the disk
    refuses.
    """
    proof_of(site)  # raises before anything is made next to a folder that is not ours
    make_own_folder(swap_folder(site))
    with file_lock(swap_folder(site) / "lock"):
        mend(site)
        proof = proof_of(site)
        former = read_manifest(proof)
        tree = idle_tree(site)
        make_own_folder(tree)
        known = read_manifest(manifest_file(site, tree))
        forget_manifests(site, proof)
        yield NextSite(site, tree, known, former)


def changes_between(former: Manifest, manifest: Manifest) -> Changes:
    """Return what changed on the site from one manifest to the other."""
    kept = sum(
        path in former and former[path].sha256 == entry.sha256 for path, entry in manifest.items()
    )
    gone = len(former.keys() - manifest.keys())
    return Changes(len(manifest) - kept, kept, gone, manifest.others)


class _Room:
    """Prepares a tree for files that come one by one: makes folders, removes what is in the way."""

    def __init__(self, tree: Path, present: Listing) -> None:
        self.tree = tree
        self.present = present
        self.spelt = {folded(path): path for path in chain(present.files, present.folders)}
        self.folders: set[str] = set()

    def make(self, path: str) -> None:
        """Make room for a file; remove only what no tree with this file can hold."""
        for folder in sorted(folders_of([path]) - self.folders):  # parents before their children
            self._clear(folder, of=self.present.files)
            with suppress(FileExistsError):
                os.mkdir(f"{self.tree}/{folder}")
            self.folders.add(folder)
        self._clear(path, of=self.present.folders)

    def _clear(self, path: str, *, of: Collection[str]) -> None:
        """Remove what is at a path if it is one `of` these, and other spellings of the path."""
        for old in {path, self.spelt.get(folded(path), path)}:
            if old in of or old != path:
                _remove(self.tree / old)


def _remove(path: Path) -> None:
    """Remove a file, a link or a whole folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _dated(root: str, done: Mapping[str, WrittenFile], former: Manifest) -> dict[str, Entry]:
    """Set the date of each file to when its path on the site got these bytes.

    Otherwise two trees would give every file two dates in turn. And a file that returns to older
    bytes must not return to its older date: a browser would not reload it.
    """
    dated: dict[str, Entry] = {}
    for path, file in done.items():
        entry = file.entry
        on_site, date = former.get(path), entry.mtime_ns
        if on_site and on_site.sha256 == entry.sha256:
            if date != on_site.mtime_ns:
                date = on_site.mtime_ns
                os.utime(f"{root}/{path}", ns=(date, date))
        elif file.right:
            date = -1  # now, whatever the file system makes of it
            os.utime(f"{root}/{path}")
        dated[path] = entry._replace(mtime_ns=date)
    return dated


def _checked(tree: Path, expected: Mapping[str, Entry], known: Manifest) -> dict[str, Entry]:
    """Return the entries of `tree`; raise `OSError` if it holds anything but what is expected.

    A file with the size and date it was written with is not read again.
    """
    below, root = listing(tree, known), str(tree)
    present = {path: present_entry(f"{root}/{path}", expected.get(path)) for path in below.files}
    entries = {path: entry for path, entry in sorted(present.items()) if entry}
    wanted = {path: entry.sha256 for path, entry in expected.items()}
    same = wanted == {path: entry.sha256 for path, entry in entries.items()}
    if not same or len(entries) != len(present) or below.folders != folders_of(expected):
        raise OSError(errno.EIO, "The tree does not hold what was written", str(tree))
    return entries


def _flush(tree: Path, changed: Collection[str]) -> None:
    """Write changed files and their folders to the disk: no name may be there without its bytes."""
    if len(changed) >= _SYNC_ALL_FROM:
        os.sync()
        return
    paths = {*changed, *folders_of(changed), ""}
    for path in sorted(tree / path for path in paths):
        if path.exists():
            fsync(path)
