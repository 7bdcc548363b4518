"""The only module that writes: single files, whole trees, and one build at a time.

`write_changed` makes a folder hold exactly the given files and leaves alone what is right already.
`next_site` gives an idle tree next to the site to renew; `NextSite.swap` checks it and lets it take
the site's name in one atomic step: a reader sees the old site or the new one. `locked` keeps a
second build out.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import shutil
import stat
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import ClassVar, NamedTuple, TypeVar

from schaufenster.output import AnyFile, OutputFile, Rendition, StoredFile
from schaufenster.parallel import parallel_map, work_queue

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_WRITING = ".writing"  # a file on its way; in a folder that `write_changed` fills, a process's own
_SYNC_ALL_FROM = 100  # changed files: one sync of the file system is cheaper than as many fsyncs
_WORTH_A_PROCESS = 1000  # files of a site: so many are written sooner by one more process
_BLOCK = 8  # files that a process takes from a picture_cache at once: neighbours are alike
_AT_FDCWD = -100  # Linux, <fcntl.h>: paths count from the working directory
_RENAME_EXCHANGE = 2  # Linux, renameat2(2)
_RENAME_SWAP = 2  # macOS, renamex_np(2)
_REFUSALS = frozenset(  # the kernel or the file system cannot exchange; all else is an error
    (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM, errno.EXDEV)
)


class Refused(Exception):  # noqa: N818 - its two kinds are named by what they say
    """Nothing was written, for a reason that a person can remove. `rule` is one of `messages`."""

    rule: ClassVar[str]

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{self.rule}: {path}")


class Busy(Refused):
    """Another build holds the lock at `path`."""

    rule = "busy"


class NotOurs(Refused):
    """What stands at `path` was not made by this module, so it is not replaced."""

    rule = "not-ours"


@dataclass(frozen=True, slots=True)
class Changes:
    """How many files were written, kept as they were, and removed."""

    written: int
    kept: int
    removed: int


class _FileState(NamedTuple):
    """One file of a manifest: size in bytes, SHA-256 in hex, time of change in nanoseconds."""

    size: int
    sha256: str
    mtime_ns: int


class _Listing(NamedTuple):
    """What is below a folder; links, pipes and the like count as files and are never followed."""

    files: dict[str, os.DirEntry[str]]
    folders: set[str]


_Manifest = Mapping[str, _FileState]
_Missing = tuple[Path, Callable[[], bytes]]  # where a file will lie, and what makes it
_Source = AnyFile | Path  # where a file's bytes come from
S = TypeVar("S", bound="_Source | WrittenFile")
_Place = (
    str | os.PathLike[str]
)  # as text where there are thousands: a `Path` costs as much as a file

# ── a folder that holds exactly these files ──────────────────────────────────────────────────


def write_changed(
    directory: Path, files: Iterable[AnyFile], *, fewest: int = sys.maxsize
) -> Changes:
    """Make `directory` hold exactly `files`; a file with the right bytes is not touched.

    Each file is written whole or not at all. Where files are made as they are written, `fewest` of
    them are worth a process. `removed` counts files and links, not folders. Raises `ValueError` for
    paths that clash or lead elsewhere, before anything is written; `NotOurs` where `directory` is a
    link or no folder; `OSError` where the disk refuses.
    """
    wanted = _wanted((file.path, file) for file in files)
    _make_folder(directory)
    found, root = _listing(directory), str(directory)
    _make_room(directory, found, wanted)

    def renewed(path: str) -> bool:
        content = _content(wanted[path])
        changed = not _holds(found.files.get(path), content)
        if changed:
            _write(f"{root}/{path}", content, f"{root}/{_WRITING}{os.getpid()}")
        return changed

    written = sum(parallel_map(renewed, list(wanted), fewest=fewest))
    return Changes(written, len(wanted) - written, len(found.files.keys() - wanted.keys()))


def write_file(file: Path, content: bytes) -> None:
    """Make one file hold exactly these bytes, whole or not at all; untouched if it does already.

    Raises `OSError` as the system does; the file is then what it was.
    """
    if not file.is_file() or file.read_bytes() != content:
        temporary = file.with_name(f"{file.name}{_WRITING}")
        temporary.unlink(missing_ok=True)  # what a killed run left
        _write(file, content, temporary)


def remove_file(file: Path) -> None:
    """Remove a file; nothing happens where there is none. Raises `OSError` as the system does."""
    file.unlink(missing_ok=True)


def cached(folder: Path, renditions: Iterable[Rendition]) -> list[StoredFile]:
    """Return the files of all renditions; what `folder` remembers of an earlier build is not made.

    What no rendition asks for any more is forgotten. Raises `NotOurs` and `OSError` as
    `write_changed` does.
    """
    files, missing = _memory(folder, renditions)
    parallel_map(_remember, missing, fewest=8)
    return files


@dataclass(frozen=True, slots=True)
class PictureCache:
    """Files of which some are still to be made: by whoever has time, until `make` has returned."""

    files: list[StoredFile]
    _missing: Iterator[_Missing]

    def make(self) -> None:
        """Make what no other process has taken yet. Raises `OSError` as the system does."""
        for missing in self._missing:
            _remember(missing)


@contextmanager
def picture_cache(folder: Path, renditions: Iterable[Rendition]) -> Iterator[PictureCache]:
    """Give the files of renditions as `cached` does, but make them later: `PictureCache.make`."""
    files, missing = _memory(folder, renditions)
    with work_queue(missing, _BLOCK) as taken:
        yield PictureCache(files, taken)


def _memory(
    folder: Path, renditions: Iterable[Rendition]
) -> tuple[list[StoredFile], list[_Missing]]:
    """Return the files of renditions and what of them is to be made; forget all others."""
    _make_folder(folder)
    asked = [(rendition, folder / _sha256(rendition.key.encode())) for rendition in renditions]
    before = set(folder.iterdir())
    new = {place: rendition.make for rendition, place in asked if place not in before}
    for place in sorted(before - {place for _, place in asked}):
        place.unlink()
    return [rendition.kept(place) for rendition, place in asked], list(new.items())


def _remember(missing: _Missing) -> None:
    place, make = missing
    write_file(place, make())


def spool(place: Path, files: Iterable[OutputFile]) -> list[StoredFile]:
    """Write files one behind the other into the file `place`, as they come, and return them.

    None stays in memory, and none takes the time that a file of its own does. Raises `OSError` as
    the system does.
    """
    place.unlink(missing_ok=True)
    kept = []
    with place.open("xb") as shelf:
        for file in files:
            size = len(file.content)
            kept.append(StoredFile(file.path, place, file.inputs, shelf.tell(), size))
            shelf.write(file.content)
    return kept


def _wanted(files: Iterable[tuple[str, S]]) -> dict[str, S]:
    """Return the files by path; raise `ValueError` where two cannot stand in one tree.

    Paths that differ in case or Unicode form only are one path on Windows and macOS.
    """
    wanted: dict[str, S] = {}
    claims = {_WRITING: f"{_WRITING} (reserved for a file on its way)"}
    folders: set[str] = set()
    for path, source in files:
        name = _name(path, source)
        _check_plain(path, name)
        new_folders = _folders([path]) - folders
        for claim in (*sorted(new_folders), path):
            rival = claims.setdefault(_folded(claim), name)
            if rival is not name:
                raise ValueError(f"{name} clashes with {rival}")
        folders |= new_folders
        wanted[path] = source
    return wanted


def _check_plain(path: str, name: str) -> None:
    if "\\" in path or "\0" in path or {"", ".", ".."} & set(path.split("/")):
        raise ValueError(f"{name}: not a plain relative path")


def _name(path: str, source: _Source | WrittenFile) -> str:
    if isinstance(source, Path):
        return f"{path} (rendered)"
    return f"{path} (made from {', '.join(sorted(source.inputs)) or 'nothing'})"


def _folded(path: str) -> str:
    return path.casefold() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def _folders(paths: Iterable[str]) -> set[str]:
    """Return every folder that files with these paths need."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def _content(source: _Source) -> bytes:
    return source.read_bytes() if isinstance(source, Path) else source.content


def _listing(directory: Path) -> _Listing:
    found = _Listing({}, set())
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(directory / prefix) as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    found.folders.add(path)
                    waiting.append(f"{path}/")
                else:
                    found.files[path] = entry
    return found


def _regular_files(directory: Path) -> list[str]:
    """Return the paths of all files below `directory`, sorted."""
    files = _listing(directory).files
    odd = sorted(path for path, found in files.items() if not found.is_file(follow_symlinks=False))
    if odd:
        raise ValueError(f"{directory / odd[0]} is no regular file")
    return sorted(files)


def _make_folder(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotOurs(folder)
    folder.mkdir(parents=True, exist_ok=True)


def _make_room(directory: Path, found: _Listing, wanted: Collection[str]) -> list[str]:
    """Remove what is not wanted, make the folders that are; return the paths that changed.

    First remove, then make: a file may stand where a folder is needed, a folder where a file is,
    and where case does not count, an old spelling must go before the new one comes.
    """
    needed, root = _folders(wanted), str(directory)
    stale = sorted(found.files.keys() - set(wanted))
    gone = sorted(found.folders - needed, reverse=True)  # children before their parents
    new = sorted(needed - found.folders)  # parents before their children
    for path in stale:
        os.unlink(f"{root}/{path}")
    for path in gone:
        os.rmdir(f"{root}/{path}")
    for path in new:
        os.mkdir(f"{root}/{path}")
    return [*stale, *gone, *new]


def _holds(found: os.DirEntry[str] | None, content: bytes) -> bool:
    return (
        found is not None
        and found.is_file(follow_symlinks=False)
        and found.stat(follow_symlinks=False).st_size == len(content)
        and Path(found).read_bytes() == content
    )


def _write(file: _Place, content: bytes, temporary: _Place, *, durable: bool = False) -> None:
    """Put `content` at `file` by way of `temporary`, a free place on the same disk.

    With a place of its own for the time of writing, the file is there whole or not at all.
    """
    try:
        with open(temporary, "xb") as new:  # never through a link, with the rights of any new file
            new.write(content)
            if durable:
                new.flush()
                os.fsync(new.fileno())
        if temporary != file:
            os.replace(temporary, file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _read(file: _Place) -> bytes:
    with open(file, "rb") as found:
        return found.read()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# ── the site: two trees, one name ────────────────────────────────────────────────────────────
#
# SITE                      the tree that readers see; a link to tree a or b where the file system
#                           cannot exchange two folders
# .SITE.swap/a, b           the idle tree; with links: both trees
# .SITE.swap/INODE.json     the manifest of the tree with this inode, whichever name it has now
# .SITE.swap/lock, new      the lock; a file or link on its way


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that is already in the next site; it is `right` if it stood there before."""

    path: str
    inputs: frozenset[str]
    entry: _FileState
    right: bool


@dataclass(frozen=True, slots=True)
class NextSite:
    """The tree that will be the site. Nobody sees it until `show`.

    `known` is what it holds for sure, `former` what the site shows now.
    """

    site: Path
    tree: Path
    known: _Manifest
    former: _Manifest

    def put(self, files: Iterable[AnyFile]) -> list[WrittenFile]:
        """Write files before the rest, as they come; another process may do that meanwhile.

        They are on the disk when it returns. Raises `ValueError` for a path that leads elsewhere or
        comes twice, `OSError` where the disk refuses.
        """
        found, placed = _listing(self.tree), dict[str, WrittenFile]()
        way = _Way(self.tree, found)
        for file in files:
            name = _name(file.path, file)
            _check_plain(file.path, name)
            if file.path in placed:
                raise ValueError(f"{name} clashes with {_name(file.path, placed[file.path])}")
            way.make(file.path)
            entry, right = self._renewed(file.path, file, found)
            placed[file.path] = WrittenFile(file.path, file.inputs, entry, right)
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
        kept = ((path, rendered / path) for path in _regular_files(rendered) if not drop(path))
        wanted = _wanted(chain(kept, ((file.path, file) for file in files)))
        manifest = self._renew(wanted)
        _write_manifest(self.site, self.tree, manifest)
        _show(self.site, self.tree)
        return _changes(self.former, manifest)

    def _renew(self, wanted: Mapping[str, _Source | WrittenFile]) -> _Manifest:
        """Make the tree hold exactly `wanted`, on disk and checked; return its manifest."""
        found = _listing(self.tree)
        changed = _make_room(self.tree, found, wanted)

        def renewed(path: str) -> tuple[_FileState, bool]:
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

    def _renewed(self, path: str, source: _Source, found: _Listing) -> tuple[_FileState, bool]:
        """Return what stands at a path now, and whether it was right already."""
        content = _content(source)
        digest = _sha256(content)
        entry = _present(found.files.get(path), self.known.get(path))
        if entry and entry.sha256 == digest:
            return entry, True
        place = f"{self.tree}/{path}"
        if path in found.files:
            os.unlink(place)
        _put(source, content, place)  # nobody looks before the tree is checked
        return _FileState(len(content), digest, os.lstat(place).st_mtime_ns), False


@contextmanager
def next_site(site: Path) -> Iterator[NextSite]:
    """Give the idle tree next to `site`, to be filled and swapped in. For Linux and macOS.

    Until `NextSite.swap` the old site stays as it is, whatever fails. Readers that keep the old
    folder open see it whole until the next build. Raises `NotOurs` where `site` holds other
    people's files, `Busy` where another build fills the same tree, `OSError` where the disk
    refuses.
    """
    _proof(site)  # refuse before anything is made beside a stranger's folder
    _make_folder(_room(site))
    with locked(_room(site) / "lock"):
        _mend(site)
        proof = _proof(site)
        former = _read_manifest(proof)
        tree = _idle(site)
        _make_folder(tree)
        known = _read_manifest(_manifest_file(site, tree))
        _forget_manifests(site, proof)
        yield NextSite(site, tree, known, former)


def _room(site: Path) -> Path:
    return site.with_name(f".{site.name}.swap")


def _idle(site: Path) -> Path:
    shows_a = site.is_symlink() and site.readlink().name == "a"
    return _room(site) / ("b" if shows_a else "a")


def _changes(former: _Manifest, manifest: _Manifest) -> Changes:
    kept = sum(
        path in former and former[path].sha256 == entry.sha256 for path, entry in manifest.items()
    )
    return Changes(len(manifest) - kept, kept, len(former.keys() - manifest.keys()))


# ── manifests ────────────────────────────────────────────────────────────────────────────────


def _manifest_file(site: Path, tree: Path) -> Path:
    return _room(site) / f"{tree.stat().st_ino}.json"


def _read_manifest(file: Path | None) -> _Manifest:
    """Return what was written; nothing (so all is read again) where it is missing or damaged."""
    try:
        rows = json.loads(file.read_bytes()) if file else {}
        return {path: _FileState(*row) for path, row in rows.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _write_manifest(site: Path, tree: Path, manifest: _Manifest) -> None:
    """Say what is in `tree`, on disk before the tree gets its name."""
    content = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")).encode()
    _write(_manifest_file(site, tree), content, _room(site) / "new", durable=True)
    _fsync(_room(site))


def _forget_manifests(site: Path, proof: Path | None) -> None:
    """Remove all manifests but the shown tree's, and what a killed run left: nothing is proven."""
    room = _room(site)
    (room / "new").unlink(missing_ok=True)
    for manifest in sorted(room.glob("*.json")):
        if manifest != proof:
            manifest.unlink()
    _fsync(room)


def _proof(site: Path) -> Path | None:
    """Return the manifest of the tree at `site`, None where nothing stands; raise `NotOurs`.

    An inode alone proves little (it is given out again when a folder is removed and made anew),
    so a tree is ours when at least one file in it is as one of our manifests says.
    """
    if site.is_symlink() and site.readlink().parent != Path(_room(site).name):
        raise NotOurs(site)
    if not site.exists():
        return None
    if not site.is_dir():
        raise NotOurs(site)
    own = _manifest_file(site, site)
    for manifest in sorted(_room(site).glob("*.json"), key=lambda file: (file != own, file.name)):
        if any(_stands(site / path, entry) for path, entry in _read_manifest(manifest).items()):
            return manifest
    if site.is_symlink() or not any(site.iterdir()):
        return None
    raise NotOurs(site)


def _stands(file: Path, entry: _FileState) -> bool:
    """Tell whether `file` has the bytes that its entry says."""
    try:
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode):
            return False
        return _measured(file, found, entry).sha256 == entry.sha256
    except (FileNotFoundError, NotADirectoryError):
        return False


def _measured(file: _Place, found: os.stat_result, known: _FileState | None) -> _FileState:
    """Return what stands at `file`; its bytes are read only where size or date are not `known`."""
    if known and (known.size, known.mtime_ns) == (found.st_size, found.st_mtime_ns):
        return known
    return _FileState(found.st_size, _sha256(_read(file)), found.st_mtime_ns)


def _present(found: os.DirEntry[str] | None, known: _FileState | None) -> _FileState | None:
    """Return what stands in a tree, None where it is no regular file."""
    if found is None or not found.is_file(follow_symlinks=False):
        return None
    return _measured(found, found.stat(follow_symlinks=False), known)


# ── the idle tree receives what changed ──────────────────────────────────────────────────────


class _Way:
    """Makes room in a tree for files that come one by one: folders, and nothing in their place."""

    def __init__(self, tree: Path, found: _Listing) -> None:
        self.tree = tree
        self.found = found
        self.spelt = {_folded(path): path for path in chain(found.files, found.folders)}
        self.folders: set[str] = set()

    def make(self, path: str) -> None:
        """Make room for a file. What goes is only what no tree with this file can hold."""
        for folder in sorted(_folders([path]) - self.folders):  # parents before their children
            self._clear(folder, of=self.found.files)
            with suppress(FileExistsError):
                os.mkdir(f"{self.tree}/{folder}")
            self.folders.add(folder)
        self._clear(path, of=self.found.folders)

    def _clear(self, path: str, *, of: Collection[str]) -> None:
        """Remove what stands at a path, if it is one `of` these, and where case does not count."""
        for old in {path, self.spelt.get(_folded(path), path)}:
            if old in of or old != path:
                _remove(self.tree / old)


def _remove(place: Path) -> None:
    """Remove a file, a link or a whole folder, if it is there."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _put(source: _Source, content: bytes, place: str) -> None:
    """Put a file into the tree: a rendered one by a second name, where the file system knows such.

    MkDocs removes what it made before it makes it anew, so none is ever rewritten.
    """
    if isinstance(source, Path):
        with suppress(OSError):
            os.link(source, place)
            return
    _write(place, content, place)


def _dated(
    root: str, done: Mapping[str, tuple[_FileState, bool]], former: _Manifest
) -> dict[str, _FileState]:
    """Date each file by when its bytes came to stand under its name on the site.

    Two trees would else give every file two dates in turn. And a file that goes back to older
    bytes must not go back to its older date: a browser would keep what it has.
    """
    dated: dict[str, _FileState] = {}
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


def _checked(tree: Path, expected: Mapping[str, _FileState]) -> _Manifest:
    """Return the manifest of `tree`; raise `OSError` if it holds anything but what is expected.

    What has the size and the date that it was written with is not read again.
    """
    found = _listing(tree)
    present = {path: _present(entry, expected.get(path)) for path, entry in found.files.items()}
    manifest = {path: entry for path, entry in sorted(present.items()) if entry}
    wanted = {path: entry.sha256 for path, entry in expected.items()}
    same = wanted == {path: entry.sha256 for path, entry in manifest.items()}
    if not same or len(manifest) != len(present) or found.folders != _folders(expected):
        raise OSError(errno.EIO, "The tree does not hold what was written", str(tree))
    return manifest


def _flush(tree: Path, changed: Collection[str]) -> None:
    """Bring changed files and their folders to the disk: a name must not outlive its bytes."""
    if len(changed) >= _SYNC_ALL_FROM:
        os.sync()
        return
    paths = {*changed, *_folders(changed), ""}
    for place in sorted(tree / path for path in paths):
        if place.exists():
            _fsync(place)


def _fsync(place: Path) -> None:
    number = os.open(place, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


# ── the exchange ─────────────────────────────────────────────────────────────────────────────


def _show(site: Path, tree: Path) -> None:
    """Give `tree` the name `site` in one step; the tree that was there becomes the idle one."""
    if not site.is_symlink():
        site.mkdir(exist_ok=True)  # so that the first build already finds out what is possible
    if site.is_symlink() or not _exchange(tree, site):
        _link(site, tree)
    _fsync(site.parent)
    _fsync(tree.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders' names in one step; False where kernel or file system refuse."""
    old, new = os.fsencode(one), os.fsencode(other)
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(old, new, _RENAME_SWAP)
    elif hasattr(libc, "renameat2"):
        failed = libc.renameat2(_AT_FDCWD, old, _AT_FDCWD, new, _RENAME_EXCHANGE)
    else:
        return False
    code = ctypes.get_errno()
    if failed and code not in _REFUSALS:
        raise OSError(code, os.strerror(code), str(one), None, str(other))
    return not failed


def _link(site: Path, tree: Path) -> None:
    """Let `site` be a link to `tree`: a link replaces a link in one step.

    It cannot replace a folder. If `site` is one (the first build, or a file system that could
    exchange and no longer can), it first becomes tree b; `_mend` follows up if we are killed
    between the two renames.
    """
    room = _room(site)
    (room / "new").symlink_to(Path(room.name, tree.name), target_is_directory=True)
    if not site.is_symlink():
        shutil.rmtree(room / "b", ignore_errors=True)
        site.rename(room / "b")
    try:
        (room / "new").replace(site)
    except BaseException:
        _mend(site)
        raise


def _mend(site: Path) -> None:
    """Give the old site its name back where it lost it on the way to becoming tree b."""
    old = _room(site) / "b"
    if not site.is_symlink() and not site.exists() and old.is_dir():
        old.rename(site)


# ── one build at a time ──────────────────────────────────────────────────────────────────────


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the lock `file` (made where missing, left in place); raise `Busy` if another has it.

    The kernel holds the lock for the open file, so it ends with the process, however that ends.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as held:
        if not _take(held.fileno()):
            raise Busy(file)
        yield


def _take(number: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # what Linux and macOS say, and what Windows says
        return False
    return True
