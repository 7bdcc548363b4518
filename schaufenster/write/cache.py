"""Files that take long to make, stored from build to build or until they are written.

A file of the cache begins with the hash of the bytes that follow: what the disk, a copy or a person
spoilt since then is made anew and never published.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from schaufenster.output import OutputFile, Rendition, StoredFile
from schaufenster.parallel import parallel_map, work_queue
from schaufenster.write.files import WRITING, sha256, write_file, write_whole
from schaufenster.write.folder import make_own_folder

_BLOCK = 8  # files that a process takes from a picture_cache at once: neighbours are alike
_HASH = len(sha256(b""))  # bytes before a file's own
_Missing = tuple[Path, Callable[[], bytes]]  # path of a file, and the function that makes it


def cached(folder: Path, renditions: Iterable[Rendition]) -> list[StoredFile]:
    """Return the files of all renditions; those in `folder` from earlier builds are not made again.

    Files that no rendition needs any more are removed. Raises `NotOurs` and `OSError` as
    `write_changed` does.
    """
    files, missing = _prepared(folder, renditions)
    parallel_map(_make, missing, fewest=8)
    return files


@dataclass(frozen=True, slots=True)
class PictureCache:
    """Files of which some are still to be made, by several processes, until `make` returns."""

    files: list[StoredFile]
    _missing: Iterator[_Missing]

    def make(self) -> None:
        """Make the files that no other process is making. Raises `OSError` as the system does."""
        for missing in self._missing:
            _make(missing)


@contextmanager
def picture_cache(folder: Path, renditions: Iterable[Rendition]) -> Iterator[PictureCache]:
    """Yield the files of renditions as `cached` does, but make them later: `PictureCache.make`."""
    files, missing = _prepared(folder, renditions)
    with work_queue(missing, _BLOCK) as queue:
        yield PictureCache(files, queue)


def _prepared(
    folder: Path, renditions: Iterable[Rendition]
) -> tuple[list[StoredFile], list[_Missing]]:
    """Return the files of renditions, and those that are missing or damaged; remove all others."""
    make_own_folder(folder)
    paths = [(rendition, folder / sha256(rendition.key.encode())) for rendition in renditions]
    present = set(folder.iterdir())
    for path in sorted(present - {path for _, path in paths}):
        path.unlink()
    wanted = {path: rendition.make for rendition, path in paths}
    missing = [(path, make) for path, make in wanted.items() if not _is_sound(path)]
    return [StoredFile(rendition.path, path, _HASH) for rendition, path in paths], missing


def _is_sound(path: Path) -> bool:
    """Return whether a file is in the cache with the bytes that were put there."""
    content = path.read_bytes() if path.is_file() else b""
    return sha256(content[_HASH:]).encode() == content[:_HASH]


def _make(missing: _Missing) -> None:
    path, make = missing
    content = make()
    write_file(path, sha256(content).encode() + content)


def keep_file(file: Path, content: bytes) -> None:
    """Write a file that can be made again, and its folder; errors of the disk are ignored.

    Several processes may write the same file at the same time: each has its own temporary file.
    """
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        write_whole(file, content, file.with_name(f"{file.name}{WRITING}{os.getpid()}"))


def spool(place: Path, files: Iterable[OutputFile]) -> list[StoredFile]:
    """Write files one after the other into the file `place`, and return them as parts of it.

    None stays in memory, and writing is faster than to single files. Raises `OSError` as the
    system does.
    """
    place.unlink(missing_ok=True)
    stored = []
    with place.open("xb") as spooled:
        for file in files:
            stored.append(StoredFile(file.path, place, spooled.tell(), len(file.content)))
            spooled.write(file.content)
    return stored
