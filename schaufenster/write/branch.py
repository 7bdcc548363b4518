"""A proposal as a branch of git: the working copy, its index and its branch are not touched.

All objects are written first; the branch is there from one moment to the next. What a kill leaves
is a file in `build/`, which the next proposal replaces, and objects that git clears away itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from schaufenster import git
from schaufenster.git import GitError
from schaufenster.write.atomic_folder import remove
from schaufenster.write.files import write_file

_AUTHOR: Final = ("-c", "user.name=Schaufenster", "-c", "user.email=schaufenster@localhost")
"""Who proposes where git knows nobody: a job of continuous integration."""


def add_branch(folder: Path, base: str, name: str, files: Mapping[str, bytes], message: str) -> str:
    """Make a branch with one commit on `base` in which `files` are as given; return its name.

    Paths are below `folder`. A branch of this name that says the same is taken as it is, after
    another one a number follows the name. Raises `GitError`.
    """
    index = folder / "build" / "proposal.index"
    index.parent.mkdir(parents=True, exist_ok=True)
    index.unlink(missing_ok=True)
    prefix = git.prefix_of(folder)
    _git(folder, "read-tree", base, index=index)
    for path, content in files.items():
        blob = _git(folder, "hash-object", "-w", "--stdin", "--no-filters", typed=content)
        entry = f"100644,{blob},{prefix}{path}"
        _git(folder, "update-index", "--add", "--cacheinfo", entry, index=index)
    tree = _git(folder, "write-tree", index=index)
    index.unlink()
    who = () if _knows_author(folder) else _AUTHOR
    for number in range(1, 1000):
        branch = name if number == 1 else f"{name}-{number}"
        if (there := _tree_of(folder, branch)) == tree:
            return branch
        if there is None:
            words = (*who, "commit-tree", tree, "-p", base, "-F", "-")
            commit = _git(folder, *words, typed=message.encode())
            _git(folder, "update-ref", f"refs/heads/{branch}", commit, "0" * len(commit))
            return branch
    raise GitError(name)


@contextmanager
def trial_folder(root: Path, folders: Iterable[str], files: Mapping[str, bytes]) -> Iterator[Path]:
    """Yield a copy of some folders in which `files` are as given; it is gone afterwards."""
    place = root / "build" / "proposal"
    remove(place)
    try:
        for folder in folders:
            if (root / folder).is_dir():
                shutil.copytree(root / folder, place / folder, symlinks=True)
        for path, content in files.items():
            write_file(place / path, content)
        yield place
    finally:
        remove(place)


def _knows_author(folder: Path) -> bool:
    try:
        _git(folder, "var", "GIT_AUTHOR_IDENT")
        return bool(_git(folder, "config", "user.email"))
    except GitError:
        return False


def _tree_of(folder: Path, branch: str) -> str | None:
    try:
        asked = f"refs/heads/{branch}^{{tree}}"
        return _git(folder, "rev-parse", "--verify", "--quiet", asked)
    except GitError:
        return None


def _git(folder: Path, *words: str, typed: bytes = b"", index: Path | None = None) -> str:
    """Return the one line that git prints."""
    return git.run(folder, *words, typed=typed, index=index).decode().strip()
