"""The package: what its wheel holds, and that it needs nothing but itself."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import schaufenster
from tests.conftest import HANGS, PROJECT
from tests.guards import sources


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel that `make wheel` builds."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=HANGS, cwd=PROJECT)
    (found,) = folder.iterdir()
    assert found.name == f"schaufenster-{schaufenster.__version__}-py3-none-any.whl"
    return found


def test_the_wheel_holds_the_whole_package_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {path for path in sources(PROJECT) if path.startswith("schaufenster/")}
    added = {name for name in names - package if ".dist-info/" not in name}
    assert package - names == set()
    assert added == {"schaufenster/defaults/requirements.txt"}


def test_its_pinned_requirements_are_those_of_the_project(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        pins = archive.read("schaufenster/defaults/requirements.txt")
    assert pins == (PROJECT / "requirements.txt").read_bytes()
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = {line.partition("==")[0] for line in pins.decode().splitlines() if "==" in line}
    wanted = {name.partition("<")[0] for name in project["dependencies"]}
    assert wanted <= pinned
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (n for n in archive.namelist() if n.endswith("/METADATA"))
        told = archive.read(path).decode()
    assert told.count("Requires-Dist: ") == len(project["dependencies"])
