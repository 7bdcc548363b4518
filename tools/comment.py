"""Tells under a pull request what the check found, in one comment that every run renews.

Runs in the default branch's name after the check of a pull request has ended, beside a token that
may write. Hence: standard library alone, no file of the pull request, and everything that a fork
can choose (file names, texts, its branch's name) is cut, freed of signs with a meaning and put
where Markdown knows no markup.

Reads GITHUB_EVENT_PATH (the event `workflow_run`), GITHUB_API_URL, GITHUB_SERVER_URL,
GITHUB_REPOSITORY and GITHUB_TOKEN; writes at most one comment.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

MARK = "<!-- schaufenster: check -->"
BOT = "github-actions[bot]"
JOB = "Inhalte"
ROOMS = frozenset({"content", "events", "members", "newsletter"})
MOST_NOTES = 10  # GitHub keeps ten of a step
LONGEST_TEXT = 300
LARGEST_ANSWER = 5_000_000  # bytes
MOST_PAGES = 10  # of a hundred comments

_PLAIN_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+)+")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")
_MEANT = str.maketrans({"`": "'", "<": "‹", ">": "›", "@": "(at)", "\\": "/"})


@dataclass(frozen=True, slots=True)
class Note:
    """A note that GitHub keeps beside a line, as the run left it: nothing in it is trusted."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the comment's links lead. `edit` is the branch's editor, or empty if it is gone."""

    summary: str
    edit: str


class GitHub:
    """The few requests needed. Follows no redirect, so that the token goes nowhere else."""

    def __init__(self, api: str, repository: str, token: str) -> None:
        self.api, self.token = urlsplit(api), token
        self.base = f"{self.api.path.rstrip('/')}/repos/{repository}"

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Return the answer's JSON; raises OSError for any status but 200 and 201."""
        kinds = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}
        connection = kinds[self.api.scheme](self.api.netloc, timeout=30)
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token}",
            "User-Agent": "schaufenster",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        raw = None if body is None else json.dumps(body).encode()
        try:
            connection.request(method, self.base + path, raw, headers)
            answer = connection.getresponse()
            text = answer.read(LARGEST_ANSWER + 1)
        finally:
            connection.close()
        if answer.status not in {200, 201} or len(text) > LARGEST_ANSWER:
            raise OSError(f"{method} {path}: {answer.status}, {len(text)} bytes")
        return json.loads(text)


def find_pull(hub: GitHub, run: dict[str, Any]) -> int | None:
    """Return the number of the open pull request that the run checked, or None.

    The event names none for forks. The branch and its owner are GitHub's own record; a pull request
    that has moved on to another commit is left to the next run.
    """
    head = run["head_repository"]
    if head is None:  # the fork is gone
        return None
    name = quote(f"{head['owner']['login']}:{run['head_branch']}", safe="")
    pulls = hub.ask("GET", f"/pulls?state=open&per_page=100&head={name}")
    found = [
        int(pull["number"])
        for pull in pulls
        if pull["head"]["sha"] == run["head_sha"]
        and (pull["head"]["repo"] or {}).get("id") == head["id"]
    ]
    return min(found, default=None)


def read_notes(hub: GitHub, run: dict[str, Any]) -> tuple[str, list[Note]]:
    """Return how the check of the content ended (`success`, `failure`, …) and its errors."""
    jobs = hub.ask("GET", f"/actions/runs/{int(run['id'])}/jobs?per_page=100")["jobs"]
    job = next((job for job in jobs if job["name"] == JOB), None)
    if job is None:
        return "", []
    rows = hub.ask("GET", f"/check-runs/{int(job['id'])}/annotations?per_page=100")
    notes = [
        Note(str(row["path"]), int(row["start_line"] or 1), str(row["message"] or ""))
        for row in rows
        if row["annotation_level"] == "failure" and str(row["path"]).split("/")[0] in ROOMS
    ]
    return str(job["conclusion"]), notes[:MOST_NOTES]


def comment(notes: list[Note], place: Place) -> str:
    """Return the comment in Markdown: what to mend and how, or that all is well."""
    if not notes:
        return (
            f"{MARK}\n**Alles in Ordnung.** Vielen Dank! Ihr Vorschlag ist geprüft. Eine Vorschau "
            f"liegt in der [Zusammenfassung]({place.summary}).\n"
        )
    return (
        f"{MARK}\n**Vielen Dank für Ihren Vorschlag! Hier stimmt noch etwas nicht:**\n\n"
        + "".join(f"- {_place(note, place)}: {_code(note.text)}\n" for note in notes)
        + "\nBitte verbessern Sie das in Ihrem Vorschlag und speichern Sie; geprüft wird dann von "
        "selbst und dieser Kommentar erneuert. Alle Meldungen stehen in der "
        f"[Zusammenfassung]({place.summary}).\n"
    )


def _place(note: Note, place: Place) -> str:
    plain = _PLAIN_PATH.fullmatch(note.path) and len(note.path) <= LONGEST_TEXT
    shown = f"{_code(note.path)}, Zeile {note.line}"
    return f"[{shown}]({place.edit}/{note.path}#L{note.line})" if plain and place.edit else shown


def _code(text: str) -> str:
    """Return a text as a code span: no markup, no link, no mention, one line, not endless."""
    line = "".join(c if c.isprintable() else " " for c in text).translate(_MEANT).strip() or "–"
    return f"`{line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1] + '…'}`"


def write_comment(hub: GitHub, number: int, text: str, *, new: bool) -> str:
    """Renew our comment, or write it if there is none and `new`; return what was done."""
    for page in range(1, MOST_PAGES + 1):
        path = f"/issues/{number}/comments?per_page=100&page={page}"
        found = hub.ask("GET", path)
        for old in found:
            if old["user"]["login"] == BOT and old["body"].startswith(MARK):
                hub.ask("PATCH", f"/issues/comments/{int(old['id'])}", {"body": text})
                return "renewed"
        if len(found) < 100:
            break
    if not new:
        return "nothing to say"
    hub.ask("POST", f"/issues/{number}/comments", {"body": text})
    return "written"


def main() -> int:
    """Find the pull request of the event and tell; return 0, also where nothing is to be told."""
    run = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8"))["workflow_run"]
    server, repository = os.environ["GITHUB_SERVER_URL"], os.environ["GITHUB_REPOSITORY"]
    hub = GitHub(os.environ["GITHUB_API_URL"], repository, os.environ["GITHUB_TOKEN"])
    number = find_pull(hub, run)
    if number is None:
        print("no open pull request at this commit")
        return 0
    ended, notes = read_notes(hub, run)
    if ended != "success" and not notes:
        print("the check did not end; its summary says so")
        return 0
    fork = run["head_repository"]["full_name"]
    branch = quote(run["head_branch"])
    edit = f"{server}/{fork}/edit/{branch}" if _REPOSITORY.fullmatch(fork) else ""
    place = Place(f"{server}/{repository}/actions/runs/{int(run['id'])}", edit)
    print(write_comment(hub, number, comment(notes, place), new=bool(notes)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
