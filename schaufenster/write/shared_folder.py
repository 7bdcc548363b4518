"""A folder of ours in which people may leave files of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from schaufenster.output import AnyFile, StoredFile, output
from schaufenster.write.folder import Changes, listing, make_own_folder, write_changed
from schaufenster.write.refusals import NotOurs

_LIST = ".files"
"""The file that lists what was written."""


def write_own(directory: Path, files: Iterable[AnyFile], below: str = "") -> Changes:
    """Make what lies `below` a part of a folder hold these files and what others put there.

    Only what was written here before is removed. Paths are those in `directory`; all else in it
    stays. Raises `NotOurs` for a link of others, else as `write_changed` does.
    """
    wanted = {file.path: file for file in files}
    make_own_folder(directory)
    present = listing(directory).files
    written = _written(directory / _LIST)
    others, stays = [], {}
    for path in sorted(present):
        if path in wanted or path == _LIST or (path.startswith(below) and path in written):
            continue
        if (directory / path).is_symlink() or not (directory / path).is_file():
            raise NotOurs(directory / path)
        stays[path] = StoredFile(path, directory / path)
        others += [path] if path not in written else []
    own = sorted({*wanted, *(path for path in written if not path.startswith(below))})
    mark = output(_LIST, json.dumps(own, ensure_ascii=False, indent=0) + "\n")
    changes = write_changed(directory, [mark, *wanted.values(), *stays.values()])
    return replace(changes, others=tuple(sorted(others)))


def _written(file: Path) -> Mapping[str, None]:
    """Return the paths in a list; none where it is missing or damaged."""
    try:
        return dict.fromkeys(json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}
