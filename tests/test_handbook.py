"""The office's handbook: every command in it exists, and does what the text says."""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import click
import pytest

from schaufenster.commands import program
from tests.conftest import HANGS, PROJECT, SAMPLE, TODAY

GUIDES: Final = {"de": "docs/handbuch.md", "en": "docs/handbook.md"}
_BLOCK: Final = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_LAUNCHER: Final = """\
import sys
sys.path.insert(0, {project!r})
from pathlib import Path
from schaufenster.__main__ import start
start(Path(__file__).resolve().parent)
"""


def chapters(lang: str) -> dict[str, list[str]]:
    """Return the commands of each chapter, by its number."""
    text = (PROJECT / GUIDES[lang]).read_text("utf-8")
    parts = re.split(r"^## (\d+) .*\n", text, flags=re.MULTILINE)[1:]
    return {
        number: [line for block in _BLOCK.findall(body) for line in block.splitlines()]
        for number, body in zip(parts[::2], parts[1::2], strict=True)
    }


def test_both_languages_have_the_same_commands() -> None:
    assert chapters("de") == chapters("en")
    assert [*chapters("de")] == [str(number) for number in range(1, 12)]
    assert all(chapters("de").values())


@pytest.mark.parametrize(
    "line", sorted({line for lines in chapters("de").values() for line in lines})
)
def test_a_command_is_one_there_is(line: str) -> None:
    words = shlex.split(line)
    if words[:2] != ["python", "build.py"]:
        assert words[0] in {"git", "cd", "test", "diff"}
        return
    command: click.Command = program.main
    context = click.Context(command)
    words = words[2:]
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found, line
        command = found
    command.make_parser(context).parse_args(words)  # an option there is not raises


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare repository of a cluster that may be published."""
    root = tmp_path_factory.mktemp("office") / "cluster"
    shutil.copytree(SAMPLE, root)
    for file in (root / "content/cluster.yml", root / "newsletter/channels.yml"):
        text = file.read_text("utf-8").replace("email: offen", "email: info@muster.example")
        text = text.replace("phone: offen", "phone: +49 0000 123456")
        file.write_text(text.replace(": offen", ": 123"), "utf-8")
    for edition in (root / "newsletter/editions").glob("2030-05*"):
        edition.unlink()
    (root / "build.py").write_text(_LAUNCHER.format(project=str(PROJECT)), "utf-8")
    (root / ".gitignore").write_text("build/\nserver/\n", "utf-8")
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Anfang")
    bare = root.parent / "cluster.git"
    git(root.parent, "clone", "--quiet", "--bare", str(root), str(bare))
    return bare


PERSON: Final = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Muster"), ("EMAIL", "info@muster.example"))
}


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, env={**os.environ, **PERSON})


def environment(folder: Path, repository: Path) -> dict[str, str]:
    """Return what the commands need: a day, a person for git, and `python` as this one."""
    programs = folder.parent / "programs"
    programs.mkdir(exist_ok=True)
    if not (programs / "python").exists():
        (programs / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', "utf-8")
        (programs / "python").chmod(0o755)
    noon = dt.datetime.fromisoformat(TODAY).replace(hour=10, tzinfo=dt.UTC)
    return {
        **os.environ, **PERSON, "REPOSITORY": str(repository),
        "SOURCE_DATE_EPOCH": str(int(noon.timestamp())),
        "PATH": f"{programs}:{os.environ['PATH']}",
    }  # fmt: skip


def prepare(number: str, folder: Path) -> None:
    """Bring about what a chapter is about."""
    if number == "6":  # somebody has spoilt a file
        file = folder / "members/quellwerk/member.yml"
        file.write_text(file.read_text("utf-8") + "farbe: rot\n", "utf-8")
        git(folder, "commit", "--quiet", "--all", "--message", "Farbe")


def may_fail(number: str, line: str, lines: list[str], index: int) -> bool:
    """Return whether a command is to find the fault that the chapter is about."""
    return number == "6" and line.endswith("check") and lines.index(line) == index


@pytest.mark.long
@pytest.mark.parametrize("number", [*chapters("de")])
def test_a_chapter_can_be_typed_as_it_stands(number: str, repository: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cluster"
    git(tmp_path, "clone", "--quiet", str(repository), str(folder))
    prepare(number, folder)
    if number == "9":  # another edition was built and is not approved
        git(folder, "rm", "-r", "--quiet", "newsletter/editions")
        git(folder, "commit", "--quiet", "--message", "Ausgaben später")
        git(folder, "push", "--quiet", "origin", "HEAD:ohne-ausgaben")
    env = environment(folder, repository)
    here = folder
    lines = chapters("de")[number]
    for index, line in enumerate(lines):
        if line.startswith("cd "):
            here = here / line.removeprefix("cd ")
            continue
        typed = line.replace("git clone --quiet", "git clone --quiet --branch ohne-ausgaben") if (
            number == "9") else line  # fmt: skip
        ended = subprocess.run(
            ["bash", "-ec", typed], cwd=here, env=env, check=False, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=HANGS,
        )  # fmt: skip
        expected = 1 if may_fail(number, line, lines, index) else 0
        assert ended.returncode == expected, (line, ended.stdout, ended.stderr)
