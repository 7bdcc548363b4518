"""A pull request judged by main's own program: real repositories, and a forge on the loopback."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster.commands import program
from schaufenster.editing import suggestions
from schaufenster.problems import Problem
from tests.conftest import HANGS, PROJECT, SAMPLE, TODAY, change, running
from tests.test_comment import PULL, RUN, Forge
from tests.test_owners import git

OWNERS = "office: [amt]\nmembers:\n  - {member: lichtblick, accounts: [muster]}\n"
MEMBER = "members/lichtblick/member.yml"


@pytest.fixture
def forge() -> Iterator[Forge]:
    with running(Forge()) as server:
        yield server


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """The repository at the forge: the sample, and whose folder is whose."""
    folder = tmp_path / "main"
    shutil.copytree(SAMPLE, folder)
    (folder / "content/owners.yml").write_text(OWNERS, "utf-8")
    shutil.copy(PROJECT / "build.py", folder)
    git(folder, "init")
    git(folder, "add", "--all")
    git(folder, "commit", "-m", "Inhalt: Anfang")
    return folder


def propose(main: Path, edit: Any) -> str:
    """Let a fork's proposal arrive at the forge; return its commit."""
    fork = main.parent / "fork"
    git(main.parent, "clone", str(main), str(fork))
    edit(fork)
    git(fork, "add", "--all")
    git(fork, "commit", "-m", "Vorschlag")
    git(main, "fetch", str(fork), "+HEAD:refs/pull/12/head")
    return git(fork, "rev-parse", "HEAD")


def review(main: Path, forge: Forge, sha: str, **more: Any) -> tuple[Path, dict[str, Any]]:
    """Run the job that judges, as its workflow does; return its folder and what it found."""
    runner = main.parent / "runner"
    git(main.parent, "clone", str(main), str(runner))
    python = runner / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    start = f"SOURCE_DATE_EPOCH=1906538400 PYTHONPATH={shlex.quote(str(PROJECT))}"
    python.write_text(f'#!/bin/sh\n{start} exec {shlex.quote(sys.executable)} "$@"\n', "utf-8")
    python.chmod(0o755)
    forge.pulls = [PULL | {"head": {"sha": sha, "repo": {"id": 5}}, "user": {"login": "Muster"}}]
    forge.reviews = more.get("reviews", [])
    tool(runner, forge, sha, "review")
    told = json.loads((runner / "build/urteil/verdict.json").read_text("utf-8"))
    return runner, told


def tool(folder: Path, forge: Forge, sha: str, name: str) -> None:
    event = folder.parent / "event.json"
    event.write_text(json.dumps({"workflow_run": RUN | {"head_sha": sha}}), "utf-8")
    env = {
        "PATH": os.environ["PATH"], "GITHUB_EVENT_PATH": str(event),
        "GITHUB_API_URL": f"http://127.0.0.1:{forge.server_port}",
        "GITHUB_SERVER_URL": "https://git.example", "GITHUB_REPOSITORY": "haus/fenster",
        "GITHUB_TOKEN": "t0ken",
    }  # fmt: skip
    ended = subprocess.run(
        [sys.executable, "-I", str(PROJECT / f"tools/{name}.py")],
        env=env, cwd=folder, capture_output=True, text=True, check=False, timeout=HANGS,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "t0ken" not in ended.stdout + ended.stderr


def typos(fork: Path) -> None:
    change(fork, MEMBER, "id: lichtmessung", "id: lichtmesung  # noch so")
    change(fork, MEMBER, "type: company", "type: compani")
    change(fork, MEMBER, "misst Licht –", "misst Licht genau –")


def test_what_is_offered_makes_the_file_right(main: Path, forge: Forge) -> None:
    """From typo to committed suggestion, with what GitHub would take out of our comments."""
    sha = propose(main, typos)
    runner, told = review(main, forge, sha)
    assert told["verdict"]["state"] == "own"
    tool(runner, forge, sha, "comment")
    fork = main.parent / "fork"
    offered = [body for _, place, body in forge.others if place == "/pulls/12/comments"]
    assert len(offered) == 2
    for body in offered:
        block = re.search(r"^(`{3,})suggestion\n(.*)\n\1$", body["body"], re.MULTILINE)
        assert block
        lines = (fork / body["path"]).read_text("utf-8").split("\n")
        lines[body["line"] - 1] = block[2]
        (fork / body["path"]).write_text("\n".join(lines), "utf-8")
    checked = CliRunner().invoke(
        program.main, ["--root", str(fork), names.CHECK, "--today", TODAY, MEMBER]
    )
    assert checked.exit_code == 0, checked.output
    text = (fork / MEMBER).read_text("utf-8")
    assert "id: lichtmessung  # noch so" in text
    ((_, _, comment),) = forge.written
    assert "An 2 Zeilen steht je ein Vorschlag" in comment


def test_nothing_of_the_proposal_is_run_or_checked_out(main: Path, forge: Forge) -> None:
    def hostile(fork: Path) -> None:
        touch = "import pathlib; pathlib.Path('stolen').touch()\n"
        for name in ("build.py", "schaufenster/__init__.py", "sitecustomize.py", "tools/review.py"):
            (fork / name).parent.mkdir(exist_ok=True)
            (fork / name).write_text(touch, "utf-8")
        (fork / "content/owners.yml").write_text(OWNERS.replace("amt", "muster"), "utf-8")
        (fork / ".gitattributes").write_text("* filter=x diff=x\n", "utf-8")
        (fork / "members/lichtblick/theme").symlink_to("/etc")

    runner, told = review(main, forge, propose(main, hostile))
    assert told["verdict"]["state"] == "refused"
    assert [row["path"] for row in told["verdict"]["refused"]] == ["members/lichtblick/theme"]
    assert "build.py" in told["verdict"]["office"]
    assert list(main.parent.rglob("stolen")) == []
    assert not (runner / "sitecustomize.py").exists()
    assert (runner / "build.py").read_bytes() == (PROJECT / "build.py").read_bytes()


@pytest.mark.parametrize(
    ("reviews", "state"),
    [
        ([("amt", "APPROVED", "")], "approved"),
        ([("amt", "APPROVED", "b" * 40)], "office"),  # of an earlier commit
        ([("amt", "APPROVED", ""), ("amt", "CHANGES_REQUESTED", "")], "office"),
        ([("amt", "APPROVED", ""), ("amt", "COMMENTED", "")], "approved"),
        ([("fremd", "APPROVED", ""), ("muster", "APPROVED", "")], "office"),
    ],
)
def test_the_offices_last_word_about_this_commit_counts(
    main: Path, forge: Forge, reviews: list[tuple[str, str, str]], state: str
) -> None:
    sha = propose(main, lambda fork: change(fork, "content/cluster.yml", "short:", "short: "))
    rows = [
        {"user": {"login": who}, "state": word, "commit_id": commit or sha}
        for who, word, commit in reviews
    ]
    _, told = review(main, forge, sha, reviews=rows)
    assert told["verdict"]["state"] == state


# ── which lines are offered ──────────────────────────────────────────────────────────────────


def fault(line: int, column: int, **values: object) -> Problem:
    return Problem("a.yml", line, column, "f", "reference", values)


def offered(text: str, *faults: Problem, lines: frozenset[int] | None = None) -> list[str]:
    """The lines offered for faults that are gone when no `x` is left in their line."""

    def check(texts: Any) -> list[Problem]:
        now = texts["a.yml"].splitlines()
        return [f for f in faults if "x" in now[f.line - 1]]

    asked = {"a.yml": frozenset(range(1, 99)) if lines is None else lines}
    return [s.new for s in suggestions(faults, lambda _: text, asked, check)]


def test_a_line_is_offered_where_the_word_stands_and_nothing_else_changes() -> None:
    assert offered("a: [x, b]  # x\n", fault(1, 5, value="x", near="c")) == []  # not gone
    assert offered("a: [x, b]\n", fault(1, 5, value="x", near="c")) == ["a: [c, b]"]
    assert offered("a: 'x'\n", fault(1, 4, value="x", near="c")) == ["a: 'c'"]
    assert offered("x: 1\n", fault(1, 1, key="x", near="a")) == ["a: 1"]


def test_two_words_of_a_line_are_one_suggestion() -> None:
    two = fault(1, 5, value="x1", near="a"), fault(1, 9, value="x2", near="b")
    assert offered("a: [x1, x2]\n", *two) == ["a: [a, b]"]
    known = fault(1, 5, value="x1", near="a"), fault(1, 9, value="x2")
    assert offered("a: [x1, x2]\n", *known) == []  # one of them has no certain remedy


def test_what_is_not_certain_is_not_offered() -> None:
    assert offered("a: x\n", fault(1, 4, value="y", near="c")) == []
    assert offered("a: x\n", fault(1, 4, value="x", near="two words")) == []
    assert offered("a: x\n", fault(1, 4, value="x", near="c"), lines=frozenset({2})) == []
    assert offered(f"a: x{'y' * 400}\n", fault(1, 4, value="x", near="c")) == []
    assert offered("a: x\u202e\n", fault(1, 4, value="x", near="c")) == []


def test_five_are_enough() -> None:
    faults = [fault(n, 4, value="x", near="c") for n in range(1, 9)]
    assert offered("a: x\n" * 8, *faults) == ["a: c"] * 5
