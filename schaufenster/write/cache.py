"""Files that take long to make, stored from build to build or until they are written.

A file of the cache begins with the hash of the bytes that follow: what the disk, a copy or a person
spoilt since then is made anew and never published.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from schaufenster.output import Rendition, StoredFile
from schaufenster.write.files import WRITING, sha256, write_whole
from schaufenster.write.folder import make_own_folder

_HASH = len(sha256(b""))  # bytes before a file's own


@dataclass(frozen=True, slots=True)
class Cache:
    """Files that took long to make, in a folder, by what their bytes depend on."""

    folder: Path

    def file(self, rendition: Rendition) -> StoredFile:
        """Return the file of a rendition, made now only if no earlier build made it.

        Raises `OSError` as the system does.
        """
        path = self.folder / sha256(rendition.key.encode())
        if _is_sound(path):
            os.utime(path)
        else:
            content = rendition.make()
            temporary = path.with_name(
                f"{path.name}{WRITING}{os.getpid()}"
            )  # others may make it too
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary.unlink(missing_ok=True)
            write_whole(path, sha256(content).encode() + content, temporary)
        return StoredFile(rendition.path, path, _HASH)

    def moment(self) -> float:
        """Return the time as the disk tells it, in seconds since the epoch."""
        make_own_folder(self.folder)
        os.utime(self.folder)
        return self.folder.stat().st_mtime

    def forget(self, before: float) -> None:
        """Remove what was not asked for since a moment (seconds since the epoch)."""
        make_own_folder(self.folder)
        for file in sorted(self.folder.iterdir()):
            if file.stat().st_mtime < before:
                file.unlink()


def _is_sound(path: Path) -> bool:
    """Return whether a file is in the cache with the bytes that were put there."""
    content = path.read_bytes() if path.is_file() else b""
    return sha256(content[_HASH:]).encode() == content[:_HASH]


def keep_file(file: Path, content: bytes) -> None:
    """Write a file that can be made again, and its folder; errors of the disk are ignored.

    Several processes may write the same file at the same time: each has its own temporary file.
    """
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        write_whole(file, content, file.with_name(f"{file.name}{WRITING}{os.getpid()}"))
