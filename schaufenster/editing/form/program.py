"""The programs behind the form, from npm's registry: pinned, checked, kept in `build/editor/`.

The site's page needs two packages of which only some files are taken; their checksums stand here.
A form on this machine also needs `decap-server`, whose many packages npm installs from the lock
beside its `package.json`. A site without a form needs none of this, and no npm.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schaufenster.defaults import DEFAULTS
from schaufenster.output import OutputFile

SERVER: Final = DEFAULTS / "editor" / "server"
"""Where package.json and lock of the local server lie."""


class ProgramError(Exception):
    """A program could not be had: npm is missing, or what it says."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Package:
    """A package of npm, its checksum, and which of its files the page loads under which path."""

    name: str
    integrity: str
    files: re.Pattern[str]
    to: str = ""


PACKAGES: Final = (
    Package(
        "decap-cms@3.16.3",
        "sha512-hf+dPlCh7TJmWl8+6VRzHYOWhri5xgUknrZbDewaWe4s9B7xJ8PQugp2QHeSldMUKzav6+z0oIpwUYhUJDYtYw==",
        re.compile(r"package/dist/(decap-cms\.js(?:\.LICENSE\.txt)?)"),
    ),
    Package(
        "yaml@2.9.1",
        "sha512-3NxN8+78OdzbT7C/WjGsyfPAtJaN3FNDsWxv7Y7mcDsT/oOmgW8BpyQQFFBnvZE3j9Y2Sdz1ULFLezL7Eb2yFw==",
        re.compile(r"package/(?:browser/dist/((?:[\w.-]+/)*[\w-]+\.js)|(LICENSE))"),
        "yaml/",
    ),
)


def mark() -> str:
    """Return what tells that a folder holds these packages and no others."""
    return "\n".join(f"{package.name} {package.integrity}" for package in PACKAGES)


def fetch(folder: Path) -> Iterator[OutputFile]:
    """Yield the files that the page loads, checked, of archives that npm puts into a folder.

    Raises `ProgramError`.
    """
    for package in PACKAGES:
        archive = folder / f"{package.name.replace('@', '-')}.tgz"
        if not archive.is_file():
            _npm("pack", package.name, "--silent", folder=folder)
        yield from _files(package, archive.read_bytes())


def _files(package: Package, raw: bytes) -> Iterator[OutputFile]:
    digest = base64.b64encode(hashlib.sha512(raw).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise ProgramError(f"{package.name}: {digest}")
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
        for entry in archive:
            match = package.files.fullmatch(entry.name)
            if match and (file := archive.extractfile(entry)):
                yield OutputFile(package.to + str(match[match.lastindex or 0]), file.read())


def installed(folder: Path) -> dict[str, Path]:
    """Return the files in a folder by path if they are those of `PACKAGES`; empty if not."""
    ready = folder / "ready"
    if not ready.is_file() or ready.read_text("utf-8") != mark():
        return {}
    return {
        file.relative_to(folder).as_posix(): file
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file != ready and not file.name.startswith(".")
    }


def install_server(folder: Path) -> None:
    """Install `decap-server` into a folder with its lock. Raises `ProgramError`."""
    _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", folder=folder)


def _npm(*words: str, folder: Path | None = None) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise ProgramError
    done = subprocess.run(  # noqa: S603 - a fixed program, without a shell
        [npm, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ProgramError(" ".join((done.stderr or done.stdout).split())[-300:])
