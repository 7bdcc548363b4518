"""Single files: each is written whole or not at all."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

Place = str | os.PathLike[str]
"""As text where there are thousands: a `Path` costs as much as a file."""
WRITING = ".writing"  # ending of a temporary file; `write_changed` adds the process's number


def on_its_way(path: Path) -> Path:
    """Return the path of the temporary file or folder that becomes `path`: hidden from readers."""
    return path.with_name(f".{path.name}{WRITING}")


def write_file(file: Path, content: bytes) -> None:
    """Make one file hold exactly these bytes, whole or not at all; untouched if it does already.

    Missing folders above it are made. Raises `OSError` as the system does; the file is then
    unchanged.
    """
    if not file.is_file() or file.read_bytes() != content:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = on_its_way(file)
        temporary.unlink(missing_ok=True)  # what a killed run left
        write_whole(file, content, temporary)


def remove_file(file: Path) -> bool:
    """Remove a file; return whether there was one."""
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    return True


def write_whole(file: Place, content: bytes, temporary: Place, *, durable: bool = False) -> None:
    """Write `file` by way of `temporary`, an unused path on the same disk.

    If `temporary` is another path, the file is there whole or not at all.
    """
    try:
        with open(temporary, "xb") as new:  # never through a link, with the rights of any new file
            new.write(content)
            if durable:
                new.flush()
                os.fsync(new.fileno())
        if temporary != file:
            os.replace(temporary, file)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = os.fspath(file)  # writing itself does not say which file
        raise


def fsync(path: Path) -> None:
    """Write a file or a folder's list of names to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(content: bytes | memoryview) -> str:
    """Return the hash of bytes in hex."""
    return hashlib.sha256(content).hexdigest()
