"""The site: two trees, one name. The idle tree receives what changed and is then shown.

SITE                      the tree that readers see; a link to tree a or b where the file system
                          cannot exchange two folders
.SITE.swap/a, b           the idle tree; with links: both trees
.SITE.swap/INODE.json     the manifest of the tree with this inode, whichever name it has now
.SITE.swap/lock, new      the lock; a file or link on its way
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from schaufenster.output import AnyFile
from schaufenster.parallel import parallel_map
from schaufenster.write.files import fsync, sha256, write_whole
from schaufenster.write.lock import locked
from schaufenster.write.manifest import (
    Entry,
    Manifest,
    WrittenFile,
    forget_manifests,
    manifest_file,
    present_entry,
    proof_of,
    read_manifest,
    swap_folder,
    write_manifest,
)
from schaufenster.write.swap import idle_tree, mend, show
from schaufenster.write.tree import (
    Changes,
    Listing,
    Source,
    check_plain,
    content_of,
    folded,
    folders_of,
    listing,
    make_own_folder,
    make_room,
    regular_files,
    source_name,
    wanted_files,
)

_SYNC_ALL_FROM = 100  # changed files: one sync of the file system is cheaper than as many fsyncs
_WORTH_A_PROCESS = 1000  # files of a site: so many are written sooner by one more process


@dataclass(frozen=True, slots=True)
class NextSite:
    """The tree that will be the site. Nobody sees it until `show`.

    `known` is what it holds for sure, `former` what the site shows now.
    """

    site: Path
    tree: Path
    known: Manifest
    former: Manifest

    def put(self, files: Iterable[AnyFile]) -> list[WrittenFile]:
        """Write files before the rest, as they come; another process may do that meanwhile.

        They are on the disk when it returns. Raises `ValueError` for a path that leads elsewhere or
        comes twice, `OSError` where the disk refuses.
        """
        found, placed = listing(self.tree), dict[str, WrittenFile]()
        way = _Way(self.tree, found)
        for file in files:
            name = source_name(file.path, file)
            check_plain(file.path, name)
            if file.path in placed:
                raise ValueError(f"{name} clashes with {source_name(file.path, placed[file.path])}")
            way.make(file.path)
            entry, right = self._renewed(file.path, file, found)
            placed[file.path] = WrittenFile(file.path, entry, right)
        _flush(self.tree, [path for path, file in placed.items() if not file.right])
        return list(placed.values())

    def swap(
        self,
        *,
        rendered: Path,
        drop: Callable[[str], bool],
        files: Iterable[AnyFile | WrittenFile],
    ) -> Changes:
        """Replace the site in one step by the files of `rendered` and `files`.

        `drop(path)` tells which rendered files are left out. Rendered files are linked or copied,
        never moved: the folder stays whole for the next run. A file that does not change keeps its
        date from site to site, so that `rsync` and browsers transfer changes only. Returns what
        changed on the site. Raises `ValueError` for paths that clash, `OSError` where the disk
        refuses; the site then stays as it is.
        """
        kept = ((path, rendered / path) for path in regular_files(rendered) if not drop(path))
        wanted = wanted_files(chain(kept, ((file.path, file) for file in files)))
        manifest = self._renew(wanted)
        write_manifest(self.site, self.tree, manifest)
        show(self.site, self.tree)
        return _changes(self.former, manifest)

    def _renew(self, wanted: Mapping[str, Source | WrittenFile]) -> Manifest:
        """Make the tree hold exactly `wanted`, on disk and checked; return its manifest."""
        found = listing(self.tree)
        changed = make_room(self.tree, found, wanted)

        def renewed(path: str) -> tuple[Entry, bool]:
            source = wanted[path]
            if isinstance(source, WrittenFile):
                return source.entry, source.right
            return self._renewed(path, source, found)

        made = parallel_map(renewed, list(wanted), fewest=_WORTH_A_PROCESS)
        done = dict(zip(wanted, made, strict=True))
        manifest = _checked(self.tree, _dated(str(self.tree), done, self.former))
        changed += [
            path
            for path, (_, right) in done.items()
            if not right and not isinstance(wanted[path], WrittenFile)
        ]
        _flush(self.tree, changed)
        return manifest

    def _renewed(self, path: str, source: Source, found: Listing) -> tuple[Entry, bool]:
        """Return what stands at a path now, and whether it was right already."""
        content = content_of(source)
        digest = sha256(content)
        entry = present_entry(found.files.get(path), self.known.get(path))
        if entry and entry.sha256 == digest:
            return entry, True
        place = f"{self.tree}/{path}"
        if path in found.files:
            os.unlink(place)
        _put(source, content, place)  # nobody looks before the tree is checked
        return Entry(len(content), digest, os.lstat(place).st_mtime_ns), False


@contextmanager
def next_site(site: Path) -> Iterator[NextSite]:
    """Give the idle tree next to `site`, to be filled and swapped in. For Linux and macOS.

    Until `NextSite.swap` the old site stays as it is, whatever fails. Readers that keep the old
    folder open see it whole until the next build. Raises `NotOurs` where `site` holds other
    people's files, `Busy` where another build fills the same tree, `OSError` where the disk
    refuses.
    """
    proof_of(site)  # refuse before anything is made beside a stranger's folder
    make_own_folder(swap_folder(site))
    with locked(swap_folder(site) / "lock"):
        mend(site)
        proof = proof_of(site)
        former = read_manifest(proof)
        tree = idle_tree(site)
        make_own_folder(tree)
        known = read_manifest(manifest_file(site, tree))
        forget_manifests(site, proof)
        yield NextSite(site, tree, known, former)


def _changes(former: Manifest, manifest: Manifest) -> Changes:
    kept = sum(
        path in former and former[path].sha256 == entry.sha256 for path, entry in manifest.items()
    )
    return Changes(len(manifest) - kept, kept, len(former.keys() - manifest.keys()))


class _Way:
    """Makes room in a tree for files that come one by one: folders, and nothing in their place."""

    def __init__(self, tree: Path, found: Listing) -> None:
        self.tree = tree
        self.found = found
        self.spelt = {folded(path): path for path in chain(found.files, found.folders)}
        self.folders: set[str] = set()

    def make(self, path: str) -> None:
        """Make room for a file. What goes is only what no tree with this file can hold."""
        for folder in sorted(folders_of([path]) - self.folders):  # parents before their children
            self._clear(folder, of=self.found.files)
            with suppress(FileExistsError):
                os.mkdir(f"{self.tree}/{folder}")
            self.folders.add(folder)
        self._clear(path, of=self.found.folders)

    def _clear(self, path: str, *, of: Collection[str]) -> None:
        """Remove what stands at a path, if it is one `of` these, and where case does not count."""
        for old in {path, self.spelt.get(folded(path), path)}:
            if old in of or old != path:
                _remove(self.tree / old)


def _remove(place: Path) -> None:
    """Remove a file, a link or a whole folder, if it is there."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _put(source: Source, content: bytes, place: str) -> None:
    """Put a file into the tree: a rendered one by a second name, where the file system knows such.

    MkDocs removes what it made before it makes it anew, so none is ever rewritten.
    """
    if isinstance(source, Path):
        with suppress(OSError):
            os.link(source, place)
            return
    write_whole(place, content, place)


def _dated(root: str, done: Mapping[str, tuple[Entry, bool]], former: Manifest) -> dict[str, Entry]:
    """Date each file by when its bytes came to stand under its name on the site.

    Two trees would else give every file two dates in turn. And a file that goes back to older
    bytes must not go back to its older date: a browser would keep what it has.
    """
    dated: dict[str, Entry] = {}
    for path, (entry, right) in done.items():
        shown, date = former.get(path), entry.mtime_ns
        if shown and shown.sha256 == entry.sha256:
            if date != shown.mtime_ns:
                date = shown.mtime_ns
                os.utime(f"{root}/{path}", ns=(date, date))
        elif right:
            date = -1  # now, whatever the file system makes of it
            os.utime(f"{root}/{path}")
        dated[path] = entry._replace(mtime_ns=date)
    return dated


def _checked(tree: Path, expected: Mapping[str, Entry]) -> Manifest:
    """Return the manifest of `tree`; raise `OSError` if it holds anything but what is expected.

    What has the size and the date that it was written with is not read again.
    """
    found = listing(tree)
    present = {
        path: present_entry(entry, expected.get(path)) for path, entry in found.files.items()
    }
    manifest = {path: entry for path, entry in sorted(present.items()) if entry}
    wanted = {path: entry.sha256 for path, entry in expected.items()}
    same = wanted == {path: entry.sha256 for path, entry in manifest.items()}
    if not same or len(manifest) != len(present) or found.folders != folders_of(expected):
        raise OSError(errno.EIO, "The tree does not hold what was written", str(tree))
    return manifest


def _flush(tree: Path, changed: Collection[str]) -> None:
    """Bring changed files and their folders to the disk: a name must not outlive its bytes."""
    if len(changed) >= _SYNC_ALL_FROM:
        os.sync()
        return
    paths = {*changed, *folders_of(changed), ""}
    for place in sorted(tree / path for path in paths):
        if place.exists():
            fsync(place)
