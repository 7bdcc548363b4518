"""Where a site can be published to: a folder, or a server by OpenSSH's sftp or by rsync.

The programs know keys, agents, hosts and jump hosts as the person has set them up; none of that
is asked for again. Every target writes a file whole or not at all.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from schaufenster.write.files import write_file

_PART: Final = ".part"
"""Ending of a file on its way."""
_OPTIONS: Final = ("-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=20")
"""Whoever asks for a password would wait for ever where nobody is."""
_HOST: Final = re.compile(r"(?P<host>[^/:]+):(?P<folder>.*)")


class TargetError(Exception):
    """A target did not do what was asked; the text is what its program says."""


class Target(Protocol):
    """A place to publish to; paths are relative to the site's root."""

    def copied(self, paths: Sequence[str]) -> AbstractContextManager[Path]:
        """Give a folder that holds these files, as far as they are there: its own, or copies.

        Raises `TargetError` where nobody answers.
        """

    def put(self, site: Path, paths: Sequence[str]) -> None:
        """Put files of a site in their places, one after the other, each whole."""

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files if they are there; folders that become empty may stay."""


def target_at(place: str) -> Target:
    """Return the target at a place: `sftp://HOST/FOLDER`, `HOST:FOLDER` (rsync), or a folder."""
    if place.startswith("sftp://"):
        parts = urlsplit(place)
        user = f"{parts.username}@" if parts.username else ""
        folder = unquote(parts.path).rstrip("/").removeprefix("/~/")
        return Sftp(f"{user}{parts.hostname}", str(parts.port or ""), folder)
    if found := _HOST.fullmatch(place):
        return Rsync(found["host"], found["folder"].rstrip("/") or ".")
    return Folder(Path(place))


def read_content(target: Target, path: str) -> bytes | None:
    """Return a file of a target; None if there is none."""
    with target.copied((path,)) as folder:
        file = folder / path
        return file.read_bytes() if file.is_file() else None


def put_content(target: Target, path: str, content: bytes) -> None:
    """Put one file of these bytes in its place."""
    with tempfile.TemporaryDirectory() as place:
        write_file(Path(place, path), content)
        target.put(Path(place), (path,))


def _folders(paths: Iterable[str]) -> list[str]:
    """Return the folders above paths, parents first."""
    above = set()
    for path in paths:
        names = path.split("/")
        above |= {"/".join(names[:end]) for end in range(1, len(names))}
    return sorted(above)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine, such as a mounted disk."""

    folder: Path

    def copied(self, paths: Sequence[str]) -> AbstractContextManager[Path]:
        """Give the folder itself."""
        del paths
        return nullcontext(self.folder)

    def put(self, site: Path, paths: Sequence[str]) -> None:
        """Put files in their places."""
        for path in paths:
            write_file(self.folder / path, (site / path).read_bytes())

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files and the folders that become empty."""
        for path in paths:
            (self.folder / path).unlink(missing_ok=True)
        for folder in reversed(_folders(paths)):
            place = self.folder / folder
            if place.is_dir() and not any(place.iterdir()):
                place.rmdir()


@dataclass(frozen=True, slots=True)
class Sftp:
    """A server that speaks SFTP, by OpenSSH's `sftp`."""

    host: str
    port: str
    folder: str

    @contextmanager
    def copied(self, paths: Sequence[str]) -> Iterator[Path]:
        """Give a folder with copies."""
        with tempfile.TemporaryDirectory() as place:
            for folder in _folders(paths):
                Path(place, folder).mkdir()
            self._run([f'-get "{self._at(path)}" "{_quoted(f"{place}/{path}")}"' for path in paths])
            yield Path(place)

    def put(self, site: Path, paths: Sequence[str]) -> None:
        """Put files in their places.

        A server without `posix-rename` replaces nothing by a rename: there a file is missing for
        the moment between two commands, and all of them are put again.
        """
        root = self.folder.lstrip("/")
        start = "/" if self.folder.startswith("/") else ""
        above = _folders([f"{root}/file"]) if root else []
        folders = [f'-mkdir "{_quoted(start + place)}"' for place in above]
        folders += [f'-mkdir "{self._at(place)}"' for place in _folders(paths)]
        try:
            self._run([*folders, *self._puts(site, paths, first="")])
        except TargetError as error:
            if "rename" not in str(error):
                raise
            self._run([*folders, *self._puts(site, paths, first='-rm "{}"')])

    def _puts(self, site: Path, paths: Sequence[str], first: str) -> Iterator[str]:
        """Yield the commands that put files; `first` comes before each rename."""
        for path in paths:
            part, whole = self._at(path + _PART), self._at(path)
            yield f'put "{_quoted(str(site / path))}" "{part}"'
            yield first.format(whole)
            yield f'rename "{part}" "{whole}"'

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files and the folders that become empty."""
        folders = (f'-rmdir "{self._at(place)}"' for place in reversed(_folders(paths)))
        self._run([*(f'-rm "{self._at(path)}"' for path in paths), *folders])

    def _at(self, path: str) -> str:
        return _quoted(f"{self.folder}/{path}" if self.folder else path)

    def _run(self, lines: Sequence[str]) -> None:
        port = ["-P", self.port] if self.port else []
        _run(["sftp", *_OPTIONS, *port, "-b", "-", self.host], "\n".join(lines))


def _quoted(path: str) -> str:
    """Return a path as sftp's command language wants it between quotes."""
    return re.sub(r'([\\"*?\[\]])', r"\\\1", path)


@dataclass(frozen=True, slots=True)
class Rsync:
    """A server with rsync, reached by ssh. It writes each file beside its place and renames it."""

    host: str
    folder: str

    @contextmanager
    def copied(self, paths: Sequence[str]) -> Iterator[Path]:
        """Give a folder with copies."""
        options = ["--ignore-missing-args", "--files-from=-"]
        with tempfile.TemporaryDirectory() as place:
            try:
                self._run([*options, self._there, f"{place}/"], paths)
            except TargetError as error:
                if "No such file" not in str(error):  # the folder itself may not be there yet
                    raise
            yield Path(place)

    def put(self, site: Path, paths: Sequence[str]) -> None:
        """Put files in their places."""
        options = ["--times", "--ignore-times", "--files-from=-"]
        self._run([*options, f"{site}/", self._there], paths)

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files; rsync leaves the folders that become empty."""
        with tempfile.TemporaryDirectory() as nothing:
            for folder in _folders(paths):
                Path(nothing, folder).mkdir()
            options = ["--delete-missing-args", "--files-from=-"]
            self._run([*options, f"{nothing}/", self._there], paths)

    @property
    def _there(self) -> str:
        return f"{self.host}:{self.folder}/"

    def _run(self, options: Sequence[str], paths: Sequence[str] = ()) -> None:
        shell = " ".join(["ssh", *_OPTIONS])
        _run(["rsync", "-e", shell, *options], "".join(f"{path}\n" for path in paths))


def _run(command: Sequence[str], given: str) -> None:
    """Run a program. Raises `TargetError` with what it says where it fails or is missing."""
    if not shutil.which(command[0]):
        raise TargetError(f"{command[0]}: not installed")
    done = subprocess.run(  # noqa: S603 - the place is what the person typed
        command, input=given, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    if done.returncode:
        raise TargetError(done.stderr.strip() or f"{command[0]} ended with {done.returncode}")
