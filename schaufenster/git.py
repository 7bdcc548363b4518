"""What git keeps of a folder: the files of a version, and what differs between two.

What reads here reads objects only. Nothing of a version is checked out or run, and no attribute,
filter or hook of it is asked, so that a version that a stranger has sent is as harmless as any
other text.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NONE: Final = "000000"
"""The mode of a file that is not there."""
LINK: Final = "120000"
MODULE: Final = "160000"
_CALM: Final = (
    "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs",
    "-c", "core.quotePath=false", "-c", "core.fsmonitor=false",
)  # fmt: skip


class GitError(Exception):
    """Git refused; the message is its own. `rule` says what to do, as for files."""

    rule = "git-refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.path = message


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of a version: its mode in octal, the name of its object, its path below the folder."""

    mode: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A path that is not the same in two versions, with its modes; `NONE` where it is missing.

    A renamed file is two: one that is gone and one that is new.
    """

    before: str
    after: str
    path: str


def find_commit(folder: Path, ref: str) -> str | None:
    """Return the name of the commit that a branch, tag or name means, or None."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    try:
        return run(folder, *asked).decode().strip()
    except GitError:
        return None


def files_of(folder: Path, commit: str) -> Iterator[TreeFile]:
    """Yield the files of a commit below a folder of its repository, links and submodules too."""
    for row in _rows(run(folder, "ls-tree", "-r", "-z", commit)):
        head, _, path = row.partition(b"\t")
        mode, _, name = head.decode().split()
        yield TreeFile(mode, name, _text(path))


def contents(folder: Path, files: Iterable[TreeFile]) -> Mapping[str, bytes]:
    """Return the bytes of files of a version by their paths."""
    files = list(files)
    raw = run(folder, "cat-file", "--batch", typed="".join(f"{f.name}\n" for f in files).encode())
    found, start = {}, 0
    for file in files:
        end = raw.index(b"\n", start)
        size = int(raw[start:end].rsplit(b" ", 1)[1])
        found[file.path] = raw[end + 1 : end + 1 + size]
        start = end + 1 + size + 1
    return found


def differences(folder: Path, base: str, head: str) -> tuple[Difference, ...]:
    """Return what a commit brings to another: what differs from where they parted.

    Paths are below the root of the repository. Raises `GitError` for commits without a common past.
    """
    found: dict[str, Difference] = {}
    for parted in run(folder, "merge-base", "--all", base, head).decode().split():
        asked = ("diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", "--full-index", "--raw")
        rows = _rows(run(folder, *asked, parted, head))
        for row, path in zip(rows, rows, strict=True):
            before, after, *_ = row.decode().removeprefix(":").split()
            found[_text(path)] = Difference(before, after, _text(path))
    return tuple(found[path] for path in sorted(found))


def prefix_of(folder: Path) -> str:
    """Return where a folder lies in its repository: empty, or a path that ends with a slash."""
    return _text(run(folder, "rev-parse", "--show-prefix").removesuffix(b"\n"))


def top_of(folder: Path) -> Path:
    """Return the folder of the whole repository that a folder lies in."""
    return Path(_text(run(folder, "rev-parse", "--show-toplevel").removesuffix(b"\n")))


def _rows(raw: bytes) -> Iterator[bytes]:
    return iter(raw.removesuffix(b"\0").split(b"\0") if raw else ())


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def run(folder: Path, *words: str, typed: bytes = b"", index: Path | None = None) -> bytes:
    """Return what git prints; `index` is a file of its own instead of the working copy's index.

    Raises `GitError` where it refuses or is not there.
    """
    own = ("env", f"GIT_INDEX_FILE={index}") if index else ()
    try:
        ended = subprocess.run(  # noqa: S603 - words of ours, and names that cannot be options
            [*own, "git", *_CALM, "-C", str(folder), *words],
            input=typed,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise GitError("git") from error
    if ended.returncode:
        raise GitError(ended.stderr.decode("utf-8", "replace").strip() or words[0])
    return ended.stdout
