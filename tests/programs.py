"""Programs of others that read what we build, each in a folder of its own and without a network.

`make test-all` installs them (tools/programs.py, tools/npm.py). A test whose program is missing
fails and says how to get it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from schaufenster.output import OutputFile

from .conftest import HANGS, PROJECT
from .test_mjml import load_tool

READERS: Final = PROJECT / "tests" / "readers"
npm: Final = load_tool("npm")


def run(*command: str, home: Path, given: bytes = b"", **environment: str) -> str:
    """Run a program in its folder and return what it says; it must succeed."""
    name = command[0]
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is not installed: python tools/programs.py")
    home.mkdir(parents=True, exist_ok=True)
    settings = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", **environment}
    ended = subprocess.run(
        [found, *command[1:]],
        cwd=home, env=settings, input=given, capture_output=True, check=False, timeout=HANGS,
    )  # fmt: skip
    assert ended.returncode == 0, (name, ended.stdout.decode(), ended.stderr.decode())
    return ended.stdout.decode()


def run_node(script: str, *files: Path, home: Path) -> Any:
    """Run a script of `tests/readers` with npm's packages and return the JSON that it prints."""
    if not npm.is_installed():
        pytest.fail("npm's packages are not installed: python tools/npm.py")
    command = ("node", str(READERS / script), *map(str, files))
    return json.loads(run(*command, home=home, NODE_PATH=str(npm.MODULES), TZ="UTC"))


def write_below(folder: Path, files: Mapping[str, OutputFile], *rooms: str) -> Path:
    """Write those output files below a folder that lie in some rooms, such as `site/feeds/`."""
    for path, file in files.items():
        if path.startswith(rooms):
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.content)
    return folder


def with_libreoffice(form: str, *files: Path, home: Path, reading: str = "") -> Path:
    """Let LibreOffice save files in another form; return the folder they are in."""
    said = [f"--infilter={reading}"] if reading else []
    profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
    words = ("--headless", "--convert-to", form, *said, "--outdir", "made", *map(str, files))
    run("soffice", profile, *words, home=home)
    made = home / "made"
    if len(list(made.glob("*"))) != len(files):
        pytest.fail("LibreOffice lacks Writer or Calc: python tools/programs.py")
    return made
