"""What a renderer returns: bytes with an address, and what they were made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file of the result.

    `path` is relative to the tree it belongs to, POSIX, never with `..`.
    `inputs` names what it was made from: paths of source files and templates, or folders (ending
    in `/`) where everything below counts. Changing anything else must not change `content`.
    """

    path: str
    content: bytes
    inputs: frozenset[str]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the result whose bytes lie at `place`: thousands of them need no memory.

    They are `size` bytes from `start` on; without a size, all that follow.
    """

    path: str
    place: Path
    inputs: frozenset[str]
    start: int = 0
    size: int = -1

    @property
    def content(self) -> bytes:
        """Read the bytes. Raises `OSError` as the system does."""
        with self.place.open("rb", buffering=0) as file:
            file.seek(self.start)
            return file.read(self.size)


@dataclass(frozen=True, slots=True)
class LazyFile:
    """A file of the result that is made when its bytes are asked for, by whoever writes it."""

    path: str
    make: Callable[[], bytes]
    inputs: frozenset[str]

    @property
    def content(self) -> bytes:
        """Make the bytes, each time anew."""
        return self.make()

    def made(self) -> OutputFile:
        """Return the file, made now."""
        return OutputFile(self.path, self.make(), self.inputs)


AnyFile = OutputFile | StoredFile | LazyFile


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file that takes long to make, such as a photograph in several sizes.

    `key` names everything its bytes depend on: same key, same bytes, in every build, so that
    `write.cached` makes it once. `make` is pure; `path` and `inputs` are the file's own.
    """

    path: str
    key: str
    make: Callable[[], bytes]
    inputs: frozenset[str]

    def made(self) -> OutputFile:
        """Return the file, made now."""
        return OutputFile(self.path, self.make(), self.inputs)

    def kept(self, place: Path) -> StoredFile:
        """Return the file as it lies at `place`."""
        return StoredFile(self.path, place, self.inputs)


def output(path: str, content: str | bytes, inputs: Iterable[str]) -> OutputFile:
    """Return an output file; text is written as UTF-8."""
    raw = content.encode() if isinstance(content, str) else content
    return OutputFile(path, raw, frozenset(inputs))
