"""The site: two trees, one name. The idle tree gets what changed, then the site's name.

SITE                      the tree that readers see; a link to tree a or b where the file system
                          cannot exchange two folders
.SITE.swap/a, b           the idle tree; with links: both trees
.SITE.swap/INODE.json     the manifest of the tree with this inode, whichever name it has now
.SITE.swap/follows        the inode of the idle tree, if it holds what the site holds
.SITE.swap/lock, new      the lock; a temporary file or link

A file of both trees is one file with two names, so a change costs what it changes. Whoever writes
to a file of the site by hand writes to both; its date tells.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import chain
from pathlib import Path

from schaufenster.output import AnyFile
from schaufenster.write.files import fsync, sha256, write_whole
from schaufenster.write.folder import (
    Changes,
    Listing,
    check_clashes,
    check_plain,
    folded,
    folders_of,
    listing,
    make_own_folder,
)
from schaufenster.write.lock import file_lock
from schaufenster.write.manifest import (
    Entry,
    Manifest,
    WrittenFile,
    folder_times,
    forget_manifests,
    present_entry,
    proof_of,
    swap_folder,
    write_manifest,
)
from schaufenster.write.refusals import NotOurs
from schaufenster.write.swap import idle_tree, mend, show

_UNSETTLED = 50_000_000  # ns: within one tick of the kernel's clock a folder may change twice
_SYNC_ALL_FROM = 100  # changed files: one sync of the file system is cheaper than as many fsyncs


class NextSite:
    """The tree that will be the site, after `swap`; `former` is the manifest of the site now.

    After a swap it is the other tree, with what the site holds: a build may swap several times.
    """

    def __init__(self, site: Path, former: Manifest) -> None:
        self.site, self.former = site, former
        self.tree = idle_tree(site)
        make_own_folder(self.tree)
        self._note = swap_folder(site) / "follows"
        self._noted = self._note.exists() and self._note.read_text() == str(self._inode)
        self._follows = self._noted and all(map(self._is_folder, former.folders))
        if not self._follows:
            shutil.rmtree(self.tree)
            self.tree.mkdir()

    @property
    def _inode(self) -> int:
        return self.tree.stat().st_ino

    def _is_folder(self, path: str) -> bool:
        """Return whether a folder is in this tree, and not a link through which others write."""
        with suppress(FileNotFoundError, NotADirectoryError):
            return stat.S_ISDIR(os.lstat(f"{self.tree}/{path}").st_mode)
        return False

    def _begin(self) -> None:
        """Note that this tree no longer holds what the site holds."""
        if self._noted:
            self._note.unlink(missing_ok=True)
            self._noted = False

    def kept(self, paths: Iterable[str]) -> tuple[list[WrittenFile], list[str]]:
        """Take files over as they are on the site; return them, and the paths of those that cannot.

        Nothing is read: size and date say whether a file is as it was written, and one that is not
        has to be made again.
        """
        kept: list[WrittenFile] = []
        spoilt: list[str] = []
        for path in paths:
            on_site = self.former.get(path)
            entry = self._present(path)
            if on_site and entry and entry.sha256 == on_site.sha256:
                kept.append(WrittenFile(path, entry))
            elif on_site and self._take(path, on_site):
                kept.append(WrittenFile(path, on_site))
            else:
                spoilt.append(path)
        return kept, spoilt

    def _present(self, path: str) -> Entry | None:
        """Return the entry of a file that is in this tree since the last swap."""
        known = self.former.get(path) if self._follows else None
        return known and present_entry(f"{self.tree}/{path}", known)

    def _take(self, path: str, on_site: Entry) -> bool:
        """Give a file of the site a second name in this tree; False if it is not as it was written.

        Where the disk knows no second names, the file is copied.
        """
        source, target = f"{self.site}/{path}", f"{self.tree}/{path}"
        try:
            status = os.lstat(source)
            if (status.st_size, status.st_mtime_ns) != (on_site.size, on_site.mtime_ns):
                return False
            self._begin()
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
        self._begin()
        written = []
        for file in files:
            check_plain(file.path)
            self._room.make(file.path)
            try:
                written.append(WrittenFile(file.path, self._renewed(file)))
            except (IsADirectoryError, NotADirectoryError) as error:
                raise ValueError(f"{file.path} clashes with {error.filename}") from error
        return written

    def _renewed(self, file: AnyFile) -> Entry:
        """Write a file if needed; return its entry.

        Bytes that stay keep their date, so that `rsync` and browsers transfer changes only.
        """
        path, content = file.path, file.content
        digest, target = sha256(content), f"{self.tree}/{path}"
        entry = self._present(path)
        if entry and entry.sha256 == digest:
            return entry
        if os.path.lexists(target):
            os.unlink(target)  # the file may have its second name on the site
        write_whole(target, content, target)  # nobody reads it before the swap
        on_site = self.former.get(path)
        if on_site and on_site.sha256 == digest:
            os.utime(target, ns=(on_site.mtime_ns, on_site.mtime_ns))
        return Entry(len(content), digest, os.lstat(target).st_mtime_ns)

    @cached_property
    def _room(self) -> _Room:
        return _Room(self.tree, self.former if self._follows else ())

    def swap(self, files: Iterable[WrittenFile]) -> Manifest:
        """Replace the site in one step by `files`, all of which have been put or kept.

        What others put into the site stays, and the manifest that is returned names it. Raises
        `ValueError` for paths that clash, `NotOurs` for a file of others in the place of one of
        ours, `OSError` where the disk refuses; the site then stays as it is.
        """
        before, ordered = self.former, sorted(files)
        entries = dict(ordered)
        if not entries.keys() <= before.keys() or len(entries) != len(ordered):
            check_clashes(path for path, _ in ordered)
        others = self._others(entries)
        folders = folders_of([*entries, *others.files]) | others.folders
        gone = {*before, *before.others} - entries.keys() - others.files
        emptied = before.folders.keys() - folders - {""}
        changed = {path for path, entry in entries.items() if before.get(path) != entry}
        self._begin()
        if self._follows:
            self._remove(gone, emptied)
        for folder in sorted(others.folders | folders_of(others.files)):
            (self.tree / folder).mkdir(exist_ok=True)
        for path in others.files:
            shutil.copy2(self.site / path, self.tree / path)
        _flush(self.tree, changed | gone | others.files)
        times = folder_times(self.tree, folders, self._now() - _UNSETTLED)
        self.former = Manifest(entries, times, sorted(others.files))
        write_manifest(self.site, self.tree, self.former)
        show(self.site, self.tree)
        self._follow(changed, gone, emptied)
        return self.former

    def _follow(self, changed: Iterable[str], gone: Iterable[str], folders: Iterable[str]) -> None:
        """Let the tree that was the site hold what the site holds now."""
        self.tree = idle_tree(self.site)
        make_own_folder(self.tree)
        self._follows = True
        self.__dict__.pop("_room", None)
        self._remove(gone, folders)
        for path in changed:
            self._take(path, self.former[path])
        self._note.write_text(str(self._inode))
        self._noted = True

    def _remove(self, files: Iterable[str], folders: Iterable[str]) -> None:
        """Remove files and folders of this tree if they are there."""
        for path in files:
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                os.unlink(f"{self.tree}/{path}")
        for folder in sorted(folders):
            if (self.tree / folder).is_dir():
                shutil.rmtree(self.tree / folder)

    def _now(self) -> int:
        """Return the time as the disk tells it, in nanoseconds since the epoch."""
        lock = swap_folder(self.site) / "lock"
        os.utime(lock)
        return lock.stat().st_mtime_ns

    def _others(self, wanted: Collection[str]) -> Listing:
        """Return what others put into the site (`CNAME`, `.well-known/`): no manifest has it."""
        if not self.former:
            return Listing(set(), set())
        present = listing(self.site, self.former)
        files = present.files - self.former.keys()
        names = {folded(path) for path in wanted} if files else set()
        taken = names | {folded(path) for path in folders_of(wanted)} if files else set()
        for path in files:
            in_the_way = folded(path) in taken or any(
                folded(f) in names for f in folders_of([path])
            )
            if in_the_way or not present_entry(f"{self.site}/{path}", None):
                raise NotOurs(self.site / path)
        return Listing(files, present.folders - folders_of(self.former))


@contextmanager
def next_site(site: Path) -> Iterator[NextSite]:
    """Yield the idle tree next to `site`, to be filled and swapped in. For Linux and macOS.

    Until `NextSite.swap` the old site does not change, whatever fails. Readers that have the old
    folder open see it whole until the next build. Raises `NotOurs` where `site` holds other
    people's files, `Busy` where another build fills the same tree, `OSError` where the disk
    refuses.
    """
    if not site.name or not swap_folder(site).exists():
        proof_of(site)  # raises before anything is made next to a folder that is not ours
    make_own_folder(swap_folder(site))
    with file_lock(swap_folder(site) / "lock"):
        mend(site)
        proof, former = proof_of(site)
        forget_manifests(site, proof)
        yield NextSite(site, former)


def changes_between(former: Manifest, manifest: Manifest) -> Changes:
    """Return what changed on the site from one manifest to the other."""
    kept = sum(
        path in former and former[path].sha256 == entry.sha256 for path, entry in manifest.items()
    )
    gone = len(former.keys() - manifest.keys())
    return Changes(len(manifest) - kept, kept, gone, manifest.others)


class _Room:
    """Prepares a tree for files that come one by one: makes folders, removes what is in the way."""

    def __init__(self, tree: Path, present: Collection[str]) -> None:
        self.tree, self.present = tree, present
        self._made: set[str] = set()

    @cached_property
    def _folders(self) -> set[str]:
        return folders_of(self.present)

    @cached_property
    def _spelt(self) -> dict[str, str]:
        return {folded(path): path for path in chain(self.present, self._folders)}

    def make(self, path: str) -> None:
        """Make room for a file; remove only what no tree with this file can hold."""
        is_new = path not in self.present
        for folder in sorted(folders_of([path]) - self._made):  # parents before their children
            if is_new:
                self._clear(folder, of=self.present)
            with suppress(FileExistsError):
                os.mkdir(f"{self.tree}/{folder}")
            self._made.add(folder)
        if is_new:
            self._clear(path, of=self._folders)

    def _clear(self, path: str, *, of: Collection[str]) -> None:
        """Remove what is at a path if it is one `of` these, and other spellings of the path."""
        for old in {path, self._spelt.get(folded(path), path)}:
            if old in of or old != path:
                _remove(self.tree / old)


def _remove(path: Path) -> None:
    """Remove a file, a link or a whole folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _flush(tree: Path, changed: Collection[str]) -> None:
    """Write changed files and their folders to the disk: no name may be there without its bytes."""
    if len(changed) >= _SYNC_ALL_FROM:
        os.sync()
        return
    paths = {*changed, *folders_of(changed), ""}
    for path in sorted(tree / path for path in paths):
        if path.exists():
            fsync(path)
