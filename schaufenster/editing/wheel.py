"""The program as a package, as a new cluster's repository keeps it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from schaufenster.zip_archive import archive, unpacked

_PACKAGE: Final = "schaufenster"
_PINS: Final = f"{_PACKAGE}/defaults/requirements.txt"
_REPOSITORY: Final = f"{_PACKAGE}/defaults/repository/any/"
_INSTALLERS: Final = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}
"""Files of an installed package that its installer has written."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel: its file's name and bytes."""

    name: str
    content: bytes

    @property
    def pins(self) -> bytes:
        """Return `requirements.txt` with all that the program needs, and itself in `wheels/`."""
        pin = f"./wheels/{self.name} --hash=sha256:{hashlib.sha256(self.content).hexdigest()}\n"
        return unpacked(self.content)[_PINS] + pin.encode()

    @property
    def repository(self) -> dict[str, bytes]:
        """Return the files, by path, that are the same in every new repository."""
        return {
            path.removeprefix(_REPOSITORY): content
            for path, content in unpacked(self.content).items()
            if path.startswith(_REPOSITORY)
        }


def installed_wheel() -> Wheel | None:
    """Return the installed program as a wheel; None if it is run from its sources.

    The bytes depend on its files alone.
    """
    try:
        found = metadata.distribution(_PACKAGE)
    except metadata.PackageNotFoundError:
        return None
    about = f"{_PACKAGE}-{found.version}.dist-info"
    files = {
        path.as_posix(): Path(str(found.locate_file(path))).read_bytes()
        for path in sorted(found.files or ())
        if path.parts[0] in {_PACKAGE, about}
        if "__pycache__" not in path.parts and path.name not in _INSTALLERS
    }
    if f"{_PACKAGE}/__init__.py" not in files:  # installed as a link to its sources
        return None
    rows = [f"{path},sha256={_record_hash(file)},{len(file)}" for path, file in files.items()]
    files[f"{about}/RECORD"] = "\n".join([*rows, f"{about}/RECORD,,", ""]).encode()
    return Wheel(f"{_PACKAGE}-{found.version}-py3-none-any.whl", archive(files))


def _record_hash(content: bytes) -> str:
    """Return a hash as the list of a wheel's files has it."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
