"""Files of the content that change together: tried on a copy first, then written."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from schaufenster.write.atomic_folder import change_folder, remove
from schaufenster.write.files import on_its_way, write_file

_RECORDS: Final = ("content/news/", "content/projects/", "events/", "members/")
"""Below these each folder is one record: text and pictures change in one step."""


@contextmanager
def copy_with_change(
    root: Path, folders: Iterable[str], files: Mapping[str, bytes], removed: Iterable[str]
) -> Iterator[Path]:
    """Yield a copy of some folders below `root` in which files are written and removed."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        for folder in folders:
            if (root / folder).is_dir():
                shutil.copytree(root / folder, copy / folder, symlinks=True)
        change_files(copy, files, removed)
        yield copy


def change_files(root: Path, files: Mapping[str, bytes], removed: Iterable[str]) -> None:
    """Write and remove files below `root`; what belongs to one record changes in one step.

    First all is written, then what nobody refers to any more is removed. Whoever is killed does
    the same again.
    """
    gone: dict[str, list[str]] = defaultdict(list)
    for path in removed:
        gone[_folder_of(path)].append(path)
    for path, content in files.items():
        if _folder_of(path) not in gone:
            write_file(root / path, content)
    for folder, paths in sorted(gone.items()):
        below = {p[len(folder) + 1 :]: c for p, c in files.items() if _folder_of(p) == folder}
        if not below and _files_below(root, folder) <= set(paths):
            _drop(root / folder)
        else:
            change_folder(root / folder, below, [path[len(folder) + 1 :] for path in paths])


def _folder_of(path: str) -> str:
    """Return the folder of the record that a file belongs to, else its own folder."""
    for top in _RECORDS:
        if path.startswith(top):
            return top + path.removeprefix(top).partition("/")[0]
    return path.rpartition("/")[0]


def _files_below(root: Path, folder: str) -> set[str]:
    files = (file for file in (root / folder).rglob("*") if not file.is_dir())
    return {file.relative_to(root).as_posix() for file in files}


def _drop(folder: Path) -> None:
    """Remove a folder: a kill leaves it hidden, and `clean_up` removes it."""
    hidden = on_its_way(folder)
    remove(hidden)
    folder.rename(hidden)
    remove(hidden)
