"""Files that take long to make, kept from build to build or until they are written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from schaufenster.output import KeptFile, OutputFile, Recipe
from schaufenster.spread import shared, spread
from schaufenster.write.files import WRITING, sha256, write_file, write_whole
from schaufenster.write.tree import make_own_folder

_BLOCK = 8  # files that a process takes from a larder at once: neighbours are alike
_Missing = tuple[Path, Callable[[], bytes]]  # where a file will lie, and what makes it


def remembered(folder: Path, recipes: Iterable[Recipe]) -> list[KeptFile]:
    """Return the files of all recipes; what `folder` remembers of an earlier build is not made.

    What no recipe asks for any more is forgotten. Raises `NotOurs` and `OSError` as
    `write_changed` does.
    """
    files, missing = _memory(folder, recipes)
    spread(_remember, missing, fewest=8)
    return files


@dataclass(frozen=True, slots=True)
class Larder:
    """Files of which some are still to be made: by whoever has time, until `make` has returned."""

    files: list[KeptFile]
    _missing: Iterator[_Missing]

    def make(self) -> None:
        """Make what no other process has taken yet. Raises `OSError` as the system does."""
        for missing in self._missing:
            _remember(missing)


@contextmanager
def larder(folder: Path, recipes: Iterable[Recipe]) -> Iterator[Larder]:
    """Give the files of all recipes as `remembered` does, but make them later: `Larder.make`."""
    files, missing = _memory(folder, recipes)
    with shared(missing, _BLOCK) as taken:
        yield Larder(files, taken)


def _memory(folder: Path, recipes: Iterable[Recipe]) -> tuple[list[KeptFile], list[_Missing]]:
    """Return the files of recipes and what of them is to be made; forget all others."""
    make_own_folder(folder)
    asked = [(recipe, folder / sha256(recipe.key.encode())) for recipe in recipes]
    before = set(folder.iterdir())
    new = {place: recipe.make for recipe, place in asked if place not in before}
    for place in sorted(before - {place for _, place in asked}):
        place.unlink()
    return [recipe.kept(place) for recipe, place in asked], list(new.items())


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


def set_aside(place: Path, files: Iterable[OutputFile]) -> list[KeptFile]:
    """Write files one behind the other into the file `place`, as they come, and return them.

    None stays in memory, and none takes the time that a file of its own does. Raises `OSError` as
    the system does.
    """
    place.unlink(missing_ok=True)
    kept = []
    with place.open("xb") as shelf:
        for file in files:
            size = len(file.content)
            kept.append(KeptFile(file.path, place, file.inputs, shelf.tell(), size))
            shelf.write(file.content)
    return kept
