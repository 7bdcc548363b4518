"""The one issue that says why the site is not published: opened, renewed, closed."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import HANGS, PROJECT, running

SCRIPT = PROJECT / "tools/notice.py"
BOT = {"login": "github-actions[bot]"}


class Forge(http.server.ThreadingHTTPServer):
    """A forge that keeps issues."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Requests)
        self.issues: list[dict[str, Any]] = []


class Requests(http.server.BaseHTTPRequestHandler):
    """What both forges answer, each below its own path: whose issues are asked for, and by whom."""

    server: Forge

    @property
    def on_gitlab(self) -> bool:
        return self.path.startswith("/api/v4/projects/7/issues")

    def do_GET(self) -> None:
        assert self.headers["Authorization"] == "Bearer t0ken"
        asked = parse_qs(urlsplit(self.path).query)
        if self.on_gitlab:
            assert (asked["state"], asked["scope"]) == (["opened"], ["created_by_me"])
        else:
            assert self.path.startswith("/repos/haus/fenster/issues?")
            assert (asked["state"], asked["creator"]) == (["open"], [BOT["login"]])
        open_ = (issue for issue in self.server.issues if issue["state"] == "open")
        self.answer([issue for issue in open_ if issue["user"] == BOT])

    def do_POST(self) -> None:
        number = len(self.server.issues) + 1
        issue = {"number": number, "iid": number, "user": BOT, "state": "open", **self.read()}
        self.server.issues.append(issue)
        self.answer(issue)

    def do_PATCH(self) -> None:
        assert not self.on_gitlab
        self.change()

    def do_PUT(self) -> None:
        assert self.on_gitlab
        self.change()

    def change(self) -> None:
        issue = self.server.issues[int(self.path.rpartition("/")[2]) - 1]
        issue.update(self.read())
        if issue.pop("state_event", "") == "close":
            issue["state"] = "closed"
        self.answer(issue)

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return found

    def answer(self, value: object) -> None:
        raw = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def forge() -> Iterator[Forge]:
    with running(Forge()) as server:
        yield server


def on_github(forge: Forge) -> dict[str, str]:
    """Return what a runner of GitHub tells."""
    return {
        "GITHUB_API_URL": f"http://127.0.0.1:{forge.server_port}",
        "GITHUB_SERVER_URL": "https://git.example",
        "GITHUB_REPOSITORY": "haus/fenster",
        "GITHUB_RUN_ID": "77",
        "GITHUB_TOKEN": "t0ken",
    }


def on_gitlab(forge: Forge) -> dict[str, str]:
    """Return what a runner of GitLab tells."""
    return {
        "GITLAB_CI": "true",
        "CI_API_V4_URL": f"http://127.0.0.1:{forge.server_port}/api/v4",
        "CI_PROJECT_ID": "7",
        "CI_PIPELINE_URL": "https://git.example/haus/fenster/-/actions/runs/77",
        "SCHAUFENSTER_NOTICE_TOKEN": "t0ken",
    }


FORGES = {"body": on_github, "description": on_gitlab}
"""What a forge calls an issue's text, and what its runner tells."""


def tell(env: dict[str, str], *words: str) -> str:
    """Run the script as its workflow does; return what it says."""
    command = [sys.executable, "-I", str(SCRIPT), *words]
    told = subprocess.run(
        command, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **env},
        check=True, capture_output=True, timeout=HANGS, text=True, encoding="utf-8",
    )  # fmt: skip
    return told.stdout


@pytest.mark.parametrize("text", FORGES)
def test_one_issue_is_opened_renewed_and_closed(forge: Forge, tmp_path: Path, text: str) -> None:
    env = FORGES[text](forge)
    said = tmp_path / "told.txt"
    said.write_text("content/cluster.yml:9:3: imprint.email: fehlt", "utf-8")
    somebody = {"number": 1, "user": {"login": "x"}, "state": "open",
                text: "<!-- schaufenster: publishing --> not ours"}  # fmt: skip
    forge.issues.append(dict(somebody))
    tell(env, "well")
    tell(env, "wrong", str(said))
    said.write_text("```\n@alle\n```", "utf-8")
    tell(env, "wrong", str(said))
    assert len(forge.issues) == 2
    assert "cluster.yml" not in forge.issues[1][text]
    assert "```text\n'''\n@alle\n'''\n```" in forge.issues[1][text]
    assert "actions/runs/77" in forge.issues[1][text]
    assert "von selbst" in forge.issues[1][text]
    tell(env, "well")
    assert forge.issues[1]["state"] == "closed"
    assert forge.issues[0] == somebody
    tell(env, "wrong", str(tmp_path / "missing"))
    assert [issue["state"] for issue in forge.issues] == ["open", "closed", "open"]


def test_without_a_token_gitlab_is_asked_nothing(forge: Forge) -> None:
    env = {**on_gitlab(forge), "SCHAUFENSTER_NOTICE_TOKEN": ""}
    assert "SCHAUFENSTER_NOTICE_TOKEN fehlt" in tell(env, "well")
    assert forge.issues == []
