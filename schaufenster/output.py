"""What a renderer returns: bytes with an address, and what they were made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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

    def depends_on(self, path: str) -> bool:
        """Tell whether a change of the file at `path` may change this output."""
        return any(path == i or (i.endswith("/") and path.startswith(i)) for i in self.inputs)


def output(path: str, content: str | bytes, inputs: Iterable[str]) -> OutputFile:
    """Return an output file; text is written as UTF-8."""
    raw = content.encode() if isinstance(content, str) else content
    return OutputFile(path, raw, frozenset(inputs))
