"""The comment under a pull request: told by a real server that stands in for GitHub's."""

from __future__ import annotations

import http.server
import importlib.util
import json
import os
import re
import subprocess
import sys
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

from tests.conftest import HANGS, PROJECT, running

SCRIPT = PROJECT / "tools/comment.py"
SHA = "a" * 40
RUN: dict[str, Any] = {
    "id": 77,
    "head_sha": SHA,
    "head_branch": "neu/(#1)",
    "head_repository": {"id": 5, "full_name": "muster/fenster", "owner": {"login": "muster"}},
}
PULL: dict[str, Any] = {"number": 12, "head": {"sha": SHA, "repo": {"id": 5}}, "body": None}
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


sys.path.insert(0, str(SCRIPT.parent))
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
        self.beside: list[Any] = []
        self.reviews: list[Any] = []
        self.archives: list[Any] = [{"id": 41, "name": "vorschau", "expired": False}]
        self.written: list[tuple[str, str, str]] = []
        self.others: list[tuple[str, str, dict[str, Any]]] = []
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
            "/pulls/12/comments": forge.beside,
            "/pulls/12/reviews": forge.reviews,
            "/actions/runs/77/artifacts": {"artifacts": forge.archives},
        }
        self.answer(answers[rest])

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        place = self.path.removeprefix("/repos/haus/fenster")
        if place.startswith("/issues"):
            self.server.written.append((self.command, self.path, told["body"]))
        else:
            self.server.others.append((self.command, place, told))
        self.answer({})

    do_PATCH = do_POST  # noqa: N815 - the name that http.server calls

    def do_DELETE(self) -> None:
        place = self.path.removeprefix("/repos/haus/fenster")
        self.server.others.append(("DELETE", place, {}))
        self.send_response(204)
        self.end_headers()

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
    with running(Forge()) as server:
        yield server


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


def test_where_all_is_well_the_comment_leads_to_the_preview(forge: Forge, tmp_path: Path) -> None:
    forge.jobs[0]["conclusion"] = "success"
    forge.notes = []
    tell(forge, tmp_path)
    ((method, _, text),) = forge.written
    assert method == "POST"
    assert "**Alles in Ordnung.**" in text
    archive = "https://git.example/haus/fenster/actions/runs/77/artifacts/41"
    assert f"[vorschau.zip]({archive})" in text


def test_a_preview_that_is_gone_is_not_linked(forge: Forge, tmp_path: Path) -> None:
    forge.archives = [{"id": 41, "name": "vorschau", "expired": True}, {"id": 4, "name": "x"}]
    tell(forge, tmp_path)
    ((_, _, text),) = forge.written
    assert "vorschau.zip" not in text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "Vielen Dank"),
        ("Update member.yml", "Vielen Dank"),
        ("**Sprache der Antwort (de, en, fr):** en\r\n", "Thank you"),
        ("x\n- Langue : FR", "Merci"),
        ("Language: xx", "Vielen Dank"),
        ("Language: en` [x](https://x.example) @alle", "Thank you"),
    ],
)
def test_the_answer_is_in_the_language_that_the_description_asks_for(
    forge: Forge, tmp_path: Path, body: object, words: str
) -> None:
    forge.pulls = [PULL | {"body": body}]
    tell(forge, tmp_path)
    ((_, _, text),) = forge.written
    assert words in text
    assert "x.example" not in text


def judged(tmp_path: Path, state: str = "office", sha: str = SHA, **more: Any) -> None:
    """Leave what the review found where its workflow leaves it."""
    verdict = {"state": state, "own": [], "office": [], "refused": more.pop("refused", [])}
    folder = tmp_path / "build/urteil"
    folder.mkdir(parents=True, exist_ok=True)
    told = {"sha": sha, "verdict": verdict, "suggestions": more.pop("suggestions", [])}
    (folder / "verdict.json").write_text(json.dumps(told), "utf-8")


@pytest.mark.parametrize(
    ("state", "shown"),
    [("own", "success"), ("approved", "success"), ("office", "pending"), ("refused", "failure")],
)
def test_the_commit_says_whether_the_office_must_approve(
    forge: Forge, tmp_path: Path, state: str, shown: str
) -> None:
    reason = {"de": "Das ist eine Verknüpfung.", "en": "x", "fr": "x"}
    row = {"path": "members/a/`@alle`<b>", "reason": reason}
    judged(tmp_path, state, refused=[row] * (state == "refused"))
    tell(forge, tmp_path)
    ((method, place, told),) = forge.others
    assert (method, place) == ("POST", f"/statuses/{SHA}")
    assert (told["state"], told["context"]) == (shown, "Zuständigkeit")
    assert 1 <= len(told["description"]) <= 140
    ((_, _, text),) = forge.written
    refused = "- `members/a/'(at)alle'‹b›`: Das ist eine Verknüpfung." in text
    assert refused == (state == "refused")


def test_after_a_review_only_the_state_is_renewed(forge: Forge, tmp_path: Path) -> None:
    forge.jobs = []  # the workflow that a review starts has no such job
    judged(tmp_path, "approved")
    tell(forge, tmp_path)
    assert [place for _, place, _ in forge.others] == [f"/statuses/{SHA}"]
    assert forge.written == []


def test_a_verdict_about_another_commit_counts_for_nothing(forge: Forge, tmp_path: Path) -> None:
    judged(tmp_path, "own", sha="b" * 40)
    tell(forge, tmp_path)
    assert forge.others == []


LINE = {
    "path": "members/muster/member.yml",
    "line": 8,
    "old": "type: firma",
    "new": "type: company",
}


def test_a_suggestion_stands_at_its_line_and_is_made_once(forge: Forge, tmp_path: Path) -> None:
    judged(tmp_path, suggestions=[LINE] * 7)
    tell(forge, tmp_path)
    posts = [told for method, place, told in forge.others if place == "/pulls/12/comments"]
    assert [(p["path"], p["line"], p["side"], p["commit_id"]) for p in posts] == [
        ("members/muster/member.yml", 8, "RIGHT", SHA)
    ]
    assert "```suggestion\ntype: company\n```" in posts[0]["body"]
    forge.others.clear()
    own = {"user": {"login": tool.BOT}, "commit_id": SHA, "path": LINE["path"], "line": 8}
    old = {**own, "id": 6, "body": posts[0]["body"]}
    stale = {**own, "id": 7, "body": f"{tool.SUGGESTED}\nfrüher"}
    foreign = {**own, "id": 8, "user": {"login": "muster"}, "body": posts[0]["body"]}
    forge.beside = [old, stale, foreign]
    tell(forge, tmp_path)
    others = [(method, place) for method, place, _ in forge.others if "statuses" not in place]
    assert others == [("DELETE", "/pulls/comments/7")]


@settings(max_examples=60)
@given(st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=80))
def test_a_line_of_a_suggestion_cannot_leave_its_fence(line: str) -> None:
    text = tool.suggestion(line, "de")
    fence = re.search("^`{3,}", text, re.MULTILINE)
    assert fence
    rows = text.splitlines()
    start = rows.index(f"{fence[0]}suggestion")
    assert rows[start + 1 : start + 3] == [line, fence[0]] or not line.isprintable()
    assert fence[0] not in line


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
