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
    server: Forge

    def do_GET(self) -> None:
        assert self.headers["Authorization"] == "Bearer t0ken"
        self.answer([issue for issue in self.server.issues if issue["state"] == "open"])

    def do_POST(self) -> None:
        issue = {"number": len(self.server.issues) + 1, "user": BOT, "state": "open", **self.read()}
        self.server.issues.append(issue)
        self.answer(issue)

    def do_PATCH(self) -> None:
        issue = self.server.issues[int(self.path.rpartition("/")[2]) - 1]
        issue.update(self.read())
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


def tell(forge: Forge, *words: str) -> None:
    """Run the script as its workflow does."""
    env = {
        "PATH": os.environ["PATH"],
        "GITHUB_API_URL": f"http://127.0.0.1:{forge.server_port}",
        "GITHUB_SERVER_URL": "https://git.example",
        "GITHUB_REPOSITORY": "haus/fenster",
        "GITHUB_RUN_ID": "77",
        "GITHUB_TOKEN": "t0ken",
    }
    command = [sys.executable, "-I", str(SCRIPT), *words]
    subprocess.run(command, env=env, check=True, capture_output=True, timeout=HANGS)


def test_one_issue_is_opened_renewed_and_closed(forge: Forge, tmp_path: Path) -> None:
    said = tmp_path / "told.txt"
    said.write_text("content/cluster.yml:9:3: imprint.email: fehlt", "utf-8")
    somebody = {"number": 1, "user": {"login": "x"}, "state": "open",
                "body": "<!-- schaufenster: publishing --> not ours"}  # fmt: skip
    forge.issues.append(dict(somebody))
    tell(forge, "well")
    tell(forge, "wrong", str(said))
    said.write_text("```\n@alle\n```", "utf-8")
    tell(forge, "wrong", str(said))
    assert len(forge.issues) == 2
    assert "cluster.yml" not in forge.issues[1]["body"]
    assert "```text\n'''\n@alle\n'''\n```" in forge.issues[1]["body"]
    assert "actions/runs/77" in forge.issues[1]["body"]
    assert "von selbst" in forge.issues[1]["body"]
    tell(forge, "well")
    assert forge.issues[1]["state"] == "closed"
    assert forge.issues[0] == somebody
    tell(forge, "wrong", str(tmp_path / "missing"))
    assert [issue["state"] for issue in forge.issues] == ["open", "closed", "open"]
