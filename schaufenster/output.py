"""What a renderer returns: a path and its bytes, or a function that makes some."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file of the result; `path` is relative to its tree, POSIX, never with `..`."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the result whose bytes are in `source`: thousands of them need no memory.

    They are `size` bytes from `start` on; without a size, all that follow.
    """

    path: str
    source: Path
    start: int = 0
    size: int = -1

    @property
    def content(self) -> bytes:
        """Read the bytes. Raises `OSError` as the system does."""
        with self.source.open("rb", buffering=0) as file:
            file.seek(self.start)
            return file.read(self.size)


AnyFile = OutputFile | StoredFile


@dataclass(frozen=True, slots=True)
class Output:
    """What is made at once: its name, and the function that makes its files.

    The name stays from build to build. What the function reads is noted (`reads`) and decides
    whether it is called again.
    """

    name: str
    make: Callable[[], Iterable[AnyFile]]


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file that takes long to make, such as a photograph in several sizes.

    `key` names everything its bytes depend on: same key, same bytes, in every build, so that
    `write.cached` makes it once. `make` is pure.
    """

    path: str
    key: str
    make: Callable[[], bytes]

    def made(self) -> OutputFile:
        """Return the file, made now."""
        return OutputFile(self.path, self.make())


def output(path: str, content: str | bytes) -> OutputFile:
    """Return an output file; text is written as UTF-8."""
    raw = content.encode() if isinstance(content, str) else content
    return OutputFile(path, raw)
