"""Files that take long to make, kept from build to build or until they are written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from schaufenster.output import OutputFile, Rendition, StoredFile
from schaufenster.parallel import parallel_map, work_queue
from schaufenster.write.files import WRITING, sha256, write_file, write_whole
from schaufenster.write.tree import make_own_folder

_BLOCK = 8  # files that a process takes from a picture_cache at once: neighbours are alike
_Missing = tuple[Path, Callable[[], bytes]]  # where a file will lie, and what makes it


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
    make_own_folder(folder)
    asked = [(rendition, folder / sha256(rendition.key.encode())) for rendition in renditions]
    before = set(folder.iterdir())
    new = {place: rendition.make for rendition, place in asked if place not in before}
    for place in sorted(before - {place for _, place in asked}):
        place.unlink()
    return [rendition.kept(place) for rendition, place in asked], list(new.items())


def _remember(missing: _Missing) -> None:
    place, make = missing
    write_file(place, make())


def keep_file(file: Path, content: bytes) -> None:
    """Keep bytes that can be made again, and the folder they lie in, where the disk takes them.

    Several processes may keep the same file at the same time: each writes at a place of its own.
    """
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        write_whole(file, content, file.with_name(f"{file.name}{WRITING}{os.getpid()}"))


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
            kept.append(StoredFile(file.path, place, shelf.tell(), size))
            shelf.write(file.content)
    return kept
