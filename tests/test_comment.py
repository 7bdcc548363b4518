"""The comment under a pull request: told by a real server that stands in for GitHub's."""

from __future__ import annotations

import http.server
import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from tests.conftest import HANGS, PROJECT

SCRIPT = PROJECT / "tools/comment.py"
SHA = "a" * 40
RUN: dict[str, Any] = {
    "id": 77,
    "head_sha": SHA,
    "head_branch": "neu/(#1)",
    "head_repository": {"id": 5, "full_name": "muster/fenster", "owner": {"login": "muster"}},
}
PULL = {"number": 12, "head": {"sha": SHA, "repo": {"id": 5}}}
FAULT = {
    "path": "members/muster/member.yml",
    "start_line": 8,
    "annotation_level": "failure",
    "message": "type: „firma“ ist hier nicht vorgesehen.",
}


def load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tool = load(SCRIPT)
PLACE = tool.Place(
    "https://git.example/haus/fenster/actions/runs/77", "https://git.example/m/f/edit/x"
)


class Forge(http.server.ThreadingHTTPServer):
    """A server on the loopback that answers the few requests of the script and keeps the writes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), FeedContext)
        self.pulls: list[Any] = [PULL]
        self.jobs: list[Any] = [{"id": 3, "name": "Inhalte", "conclusion": "failure"}]
        self.notes: list[Any] = [FAULT]
        self.comments: list[Any] = []
        self.written: list[tuple[str, str, str]] = []
        self.asked: list[str] = []
        self.status = 200


class FeedContext(http.server.BaseHTTPRequestHandler):
    server: Forge

    def do_GET(self) -> None:
        forge, url = self.server, urlsplit(self.path)
        forge.asked.append(self.path)
        assert self.headers["Authorization"] == "Bearer t0ken"
        rest = url.path.removeprefix("/repos/haus/fenster")
        page = int(parse_qs(url.query).get("page", ["1"])[0])
        answers = {
            "/pulls": forge.pulls,
            "/actions/runs/77/jobs": {"jobs": forge.jobs},
            "/check-runs/3/annotations": forge.notes,
            "/issues/12/comments": forge.comments[(page - 1) * 100 : page * 100],
        }
        self.answer(answers[rest])

    def do_POST(self) -> None:
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        self.server.written.append((self.command, self.path, text))
        self.answer({})

    do_PATCH = do_POST  # noqa: N815 - the name that http.server calls

    def answer(self, value: object) -> None:
        raw = json.dumps(value).encode()
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def forge() -> Iterator[Forge]:
    with Forge() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def tell(forge: Forge, tmp_path: Path, **more: object) -> subprocess.CompletedProcess[str]:
    """Run the script as its workflow does."""
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"workflow_run": RUN | more}), "utf-8")
    env = {
        "PATH": os.environ["PATH"],
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_API_URL": f"http://127.0.0.1:{forge.server_port}",
        "GITHUB_SERVER_URL": "https://git.example",
        "GITHUB_REPOSITORY": "haus/fenster",
        "GITHUB_TOKEN": "t0ken",
    }
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT)],
        env=env, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=HANGS,
    )  # fmt: skip


def ours(number: int = 9, login: str = tool.BOT, text: str = "") -> dict[str, Any]:
    return {"id": number, "user": {"login": login}, "body": f"{tool.MARK}\n{text}"}


def test_a_fault_is_told_with_a_link_into_the_editor(forge: Forge, tmp_path: Path) -> None:
    assert tell(forge, tmp_path).returncode == 0
    ((method, path, text),) = forge.written
    assert (method, path) == ("POST", "/repos/haus/fenster/issues/12/comments")
    assert (
        "- [`members/muster/member.yml`, Zeile 8](https://git.example/muster/fenster/edit/"
        "neu/%28%231%29/members/muster/member.yml#L8): "
        "`type: „firma“ ist hier nicht vorgesehen.`\n" in text
    )
    assert "[Zusammenfassung](https://git.example/haus/fenster/actions/runs/77)" in text
    assert "/repos/haus/fenster/pulls?state=open&per_page=100&head=muster%3Aneu%2F%28%231%29" in (
        forge.asked
    )


def test_the_next_run_renews_the_comment_instead_of_adding_one(
    forge: Forge, tmp_path: Path
) -> None:
    forge.comments = [{"id": 1, "user": {"login": "muster"}, "body": "Hallo"}] * 150 + [ours()]
    tell(forge, tmp_path)
    assert [(m, p) for m, p, _ in forge.written] == [
        ("PATCH", "/repos/haus/fenster/issues/comments/9")
    ]


def test_a_comment_of_somebody_else_is_left_alone(forge: Forge, tmp_path: Path) -> None:
    forge.comments = [ours(8, "muster")]
    tell(forge, tmp_path)
    assert [m for m, _, _ in forge.written] == ["POST"]


def test_where_all_is_well_only_an_old_comment_is_renewed(forge: Forge, tmp_path: Path) -> None:
    forge.jobs[0]["conclusion"] = "success"
    forge.notes = []
    tell(forge, tmp_path)
    assert forge.written == []
    forge.comments = [ours()]
    tell(forge, tmp_path)
    ((method, _, text),) = forge.written
    assert method == "PATCH"
    assert "**Alles in Ordnung.**" in text


@pytest.mark.parametrize(
    "pull",
    [
        {"number": 12, "head": {"sha": "b" * 40, "repo": {"id": 5}}},  # a newer commit
        {"number": 12, "head": {"sha": SHA, "repo": {"id": 6}}},  # somebody else's branch
        {"number": 12, "head": {"sha": SHA, "repo": None}},
    ],
)
def test_only_the_pull_request_that_was_checked_is_told(
    forge: Forge, tmp_path: Path, pull: object
) -> None:
    forge.pulls = [pull]
    assert tell(forge, tmp_path).returncode == 0
    assert forge.written == []


def test_a_fork_that_is_gone_is_no_fault(forge: Forge, tmp_path: Path) -> None:
    assert tell(forge, tmp_path, head_repository=None).returncode == 0
    assert forge.asked == []


@pytest.mark.parametrize(
    ("jobs", "notes"),
    [
        ([], [FAULT]),
        ([{"id": 3, "name": "Programm / make test", "conclusion": "failure"}], [FAULT]),
        ([{"id": 3, "name": "Inhalte", "conclusion": "cancelled"}], []),
        ([{"id": 3, "name": "Inhalte", "conclusion": "failure"}], [FAULT | {"path": ".github"}]),
        (
            [{"id": 3, "name": "Inhalte", "conclusion": "failure"}],
            [FAULT | {"annotation_level": "warning"}],
        ),
    ],
)
def test_what_is_no_fault_of_the_content_is_not_told(
    forge: Forge, tmp_path: Path, jobs: list[Any], notes: list[Any]
) -> None:
    forge.jobs, forge.notes, forge.comments = jobs, notes, [ours()]
    assert tell(forge, tmp_path).returncode == 0
    assert forge.written == []


@pytest.mark.parametrize("status", [302, 403, 500])
def test_the_token_follows_no_redirect_and_a_refusal_is_seen(
    forge: Forge, tmp_path: Path, status: int
) -> None:
    forge.status = status
    ended = tell(forge, tmp_path)
    assert ended.returncode == 1
    assert len(forge.asked) == 1
    assert "t0ken" not in ended.stdout + ended.stderr


# ── whatever a fork writes ───────────────────────────────────────────────────────────────────

SIGNS = st.sampled_from("`@<>[]()\\#!*_~|&:/.\n\r\t\u2028\u202e\x00-")
TEXT = st.text(SIGNS | st.characters(), max_size=40)
HOSTILE = st.sampled_from(
    [
        "`@alle`", "` [x](https://x.example) `", "```\n@alle\n```",
        "</code><img src=x onerror=alert(1)>",
        "[x](https://x.example)",
        "\n\n# Groß\n\n- [x](javascript:x)", "\\`@alle", "&lt;b&gt;", "<!-- x", "x" * 900,
    ]
)  # fmt: skip
NOTES = st.builds(
    tool.Note,
    st.one_of(st.just("members/a/member.yml"), TEXT.map("members/".__add__), HOSTILE),
    st.integers(1, 10**6),
    TEXT | HOSTILE,
)


@settings(max_examples=300)
@given(st.lists(NOTES, min_size=1, max_size=4))
def test_nothing_a_fork_writes_becomes_markup_a_link_or_a_mention(notes: list[Any]) -> None:
    text = tool.comment(notes, PLACE)
    assert "@" not in text
    assert text.count("<") == 1  # our own mark
    items = [line for line in text.splitlines() if line.startswith("- ")]
    assert [item.count("`") for item in items] == [4] * len(notes)  # two code spans each
    assert all(len(line) < 3 * tool.LONGEST_TEXT + 200 for line in items)
    tree = html.fromstring(f"<div>{markdown.markdown(text)}</div>")
    tags = {e.tag for e in tree.iter() if isinstance(e.tag, str)}
    assert tags <= {"div", "p", "strong", "ul", "li", "a", "code"}
    targets = {a.get("href") or "" for a in tree.iter("a")}
    assert all(t == PLACE.summary or t.startswith(f"{PLACE.edit}/members/") for t in targets)
    assert not any(".." in t for t in targets)
