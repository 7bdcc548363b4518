"""The package: what its wheel holds, and that it needs nothing but itself."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import schaufenster
from tests.clusters import CLUSTERS, command
from tests.conftest import HANGS, PROJECT
from tests.guards import sources


def test_the_wheel_holds_the_whole_package_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {path for path in sources(PROJECT) if path.startswith("schaufenster/")}
    added = {name for name in names - package if ".dist-info/" not in name}
    assert package - names == set()
    assert added == {
        "schaufenster/defaults/requirements.txt",
        "schaufenster/defaults/repository/any/tests/content/test_content.py",
    }
    assert wheel.name == f"schaufenster-{schaufenster.__version__}-py3-none-any.whl"


def test_its_pinned_requirements_are_those_of_the_project(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        pins = archive.read("schaufenster/defaults/requirements.txt")
    assert pins == (PROJECT / "requirements.txt").read_bytes()
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = {line.partition("==")[0] for line in pins.decode().splitlines() if "==" in line}
    wanted = {name.partition("<")[0].replace(".", "-") for name in project["dependencies"]}
    assert wanted <= pinned
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (n for n in archive.namelist() if n.endswith("/METADATA"))
        told = archive.read(path).decode()
    assert told.count("Requires-Dist: ") == len(project["dependencies"])


@pytest.mark.long
def test_from_an_empty_folder_to_a_site_in_three_commands(tmp_path: Path, wheel: Path) -> None:
    """As the documentation says, in an environment that holds nothing else."""
    facts, root, venv = CLUSTERS["german"], tmp_path / "my-cluster", tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True, timeout=HANGS)
    typed = [
        [venv / "bin/pip", "install", "--quiet", wheel],
        [venv / "bin/schaufenster", *command(facts, root, wheel)[:-2]],
        ["make", "-C", root, "site"],
        ["make", "-C", root, "check"],
        ["make", "-C", root, "test"],
    ]
    for words in typed:
        done = subprocess.run(
            [*map(str, words)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=HANGS,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert (root / "build/site/index.html").exists()
    assert (root / "wheels" / wheel.name).read_bytes() != b""
    told = done.stdout + done.stderr
    assert "build.py" not in told
