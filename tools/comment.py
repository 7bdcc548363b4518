"""Tells under a pull request what the check found, in one comment that every run renews.

Runs in the default branch's name after the check of a pull request has ended, beside a token that
may write. Hence: standard library alone, no file of the pull request, and everything that a fork
can choose (file names, texts, its branch's name) is cut, freed of signs with a meaning and put
where Markdown knows no markup.

Reads GITHUB_EVENT_PATH (the event `workflow_run`), GITHUB_API_URL, GITHUB_SERVER_URL,
GITHUB_REPOSITORY and GITHUB_TOKEN, and what `tools/review.py` found. Writes at most one comment,
one state beside the commit, and a suggestion at each of at most five lines.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent))  # an isolated Python has neither
sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

from forge_api import GitHub, event, find_pull, github, reply_language

from schaufenster import words

MARK = "<!-- schaufenster: check -->"
SUGGESTED = "<!-- schaufenster: suggestion -->"
BOT = "github-actions[bot]"
JOB = "Inhalte"
PREVIEW = "vorschau"
STATE = "Zuständigkeit"
USUAL = "de"
ROOMS = frozenset({"content", "events", "members", "newsletter"})
MOST_NOTES = 10  # GitHub keeps ten of a step
MOST_SUGGESTIONS = 5
LONGEST_TEXT = 300
VERDICT = Path("build/urteil/verdict.json")
STATES = {"own": "success", "approved": "success", "office": "pending", "refused": "failure"}

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
    """Where the comment's links lead. `edit` is the branch's editor, or empty if it is gone.

    `preview` is the archive with the preview, empty if there is none.
    """

    summary: str
    edit: str
    preview: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the review found: the state of the change, what is refused and why, suggestions."""

    state: str = ""
    refused: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[dict[str, Any], ...] = ()


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


def read_judged(sha: str, lang: str) -> Judged:
    """Return what the review of this very commit found; nothing where there was none."""
    if not VERDICT.is_file():
        return Judged()
    told = json.loads(VERDICT.read_text("utf-8"))
    if told["sha"] != sha:
        return Judged()
    verdict = told["verdict"] or {}
    refused = ((row["path"], row["reason"][lang]) for row in verdict.get("refused", ()))
    lines = (s for s in told["suggestions"] or () if s["new"].isprintable())
    suggestions = tuple(s for s in lines if len(s["new"]) <= LONGEST_TEXT)[:MOST_SUGGESTIONS]
    return Judged(verdict.get("state", ""), tuple(refused), suggestions)


def find_preview(hub: GitHub, run: dict[str, Any]) -> int | None:
    """Return the number of the archive with the preview that a run left, or None."""
    found = hub.ask("GET", f"/actions/runs/{int(run['id'])}/artifacts?per_page=100")["artifacts"]
    return next((int(a["id"]) for a in found if a["name"] == PREVIEW and not a["expired"]), None)


# ── the comment ──────────────────────────────────────────────────────────────────────────────


def comment(
    notes: list[Note], place: Place, lang: str = USUAL, judged: Judged | None = None
) -> str:
    """Return the comment in Markdown: what to mend and how, or that all is well."""
    judged = judged or Judged()
    return f"{MARK}\n" + "\n\n".join(_paragraphs(notes, place, lang, judged)) + "\n"


def _paragraphs(notes: list[Note], place: Place, lang: str, judged: Judged) -> Iterator[str]:
    def say(key: str, n: object = None, **values: object) -> str:
        return words.text("comment", key, lang, n).format(n=n, **values)

    if notes:
        yield say("faults")
        yield "\n".join(f"- {_place(note, place, lang)}: {_code(note.text)}" for note in notes)
        if judged.suggestions:
            yield say("suggested", len(judged.suggestions))
        yield f"{say('mend')} {say('summary', link=place.summary)}"
    else:
        yield say("fine")
    if place.preview:
        yield say("preview", name=PREVIEW, link=place.preview)
    elif not notes:
        yield say("summary", link=place.summary)
    if judged.state:
        yield say(judged.state)
    if judged.refused:
        yield "\n".join(
            f"- {_code(path)}: {reason}" for path, reason in judged.refused[:MOST_NOTES]
        )


def _place(note: Note, place: Place, lang: str) -> str:
    plain = _PLAIN_PATH.fullmatch(note.path) and len(note.path) <= LONGEST_TEXT
    told = words.text("comment", "line", lang)
    shown = told.format(path=_code(note.path), line=note.line)
    return f"[{shown}]({place.edit}/{note.path}#L{note.line})" if plain and place.edit else shown


def _code(text: str) -> str:
    """Return a text as a code span: no markup, no link, no mention, one line, not endless."""
    line = "".join(c if c.isprintable() else " " for c in text).translate(_MEANT).strip() or "–"
    return f"`{line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1] + '…'}`"


def suggestion(line: str, lang: str) -> str:
    """Return a comment beside a line that offers another one in its place.

    The line stands in a fence that is longer than any run of its own signs.
    """
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    told = words.text("comment", "suggestion", lang)
    return f"{SUGGESTED}\n{told}\n\n{fence}suggestion\n{line}\n{fence}\n"


# ── what is written ──────────────────────────────────────────────────────────────────────────


def write_comment(hub: GitHub, number: int, text: str) -> str:
    """Renew our comment, or write it; return what was done."""
    for old in hub.every(f"/issues/{number}/comments"):
        if old["user"]["login"] == BOT and old["body"].startswith(MARK):
            hub.ask("PATCH", f"/issues/comments/{int(old['id'])}", {"body": text})
            return "renewed"
    hub.ask("POST", f"/issues/{number}/comments", {"body": text})
    return "written"


def write_suggestions(hub: GitHub, pull: dict[str, Any], judged: Judged, lang: str) -> None:
    """Put each suggestion at its line, once, and take away those that are settled."""
    number, sha = int(pull["number"]), str(pull["head"]["sha"])
    wanted = {(s["path"], int(s["line"]), suggestion(s["new"], lang)) for s in judged.suggestions}
    for old in hub.every(f"/pulls/{number}/comments"):
        if old["user"]["login"] == BOT and old["body"].startswith(SUGGESTED):
            place = old["path"], old["line"], old["body"]
            if place in wanted and old["commit_id"] == sha:
                wanted.discard(place)
            else:
                hub.ask("DELETE", f"/pulls/comments/{int(old['id'])}")
    for path, line, text in sorted(wanted):
        body = {"body": text, "commit_id": sha, "path": path, "line": line, "side": "RIGHT"}
        hub.ask("POST", f"/pulls/{number}/comments", body)


def write_state(hub: GitHub, sha: str, judged: Judged, lang: str, link: str) -> None:
    """Say beside the commit whether the office must still approve."""
    text = words.text("comment", f"state-{judged.state}", lang)
    state = {"state": STATES[judged.state], "context": STATE, "description": text}
    hub.ask("POST", f"/statuses/{sha}", state | {"target_url": link})


def main() -> int:
    """Find the pull request of the event and tell; return 0, also where nothing is to be told."""
    run = event()["workflow_run"]
    server, repository = os.environ["GITHUB_SERVER_URL"], os.environ["GITHUB_REPOSITORY"]
    hub = github()
    pull = find_pull(hub, run)
    if pull is None:
        print("no open pull request at this commit")
        return 0
    lang = reply_language(pull.get("body"), words.languages(), USUAL)
    judged = read_judged(run["head_sha"], lang)
    link = f"{server}/{repository}/actions/runs/{int(run['id'])}"
    if judged.state:
        write_state(hub, run["head_sha"], judged, lang, link)
    ended, notes = read_notes(hub, run)
    if ended != "success" and not notes:
        print("the check did not end; its summary says so")
        return 0
    fork = run["head_repository"]["full_name"]
    edit = (
        f"{server}/{fork}/edit/{quote(run['head_branch'])}" if _REPOSITORY.fullmatch(fork) else ""
    )
    archive = find_preview(hub, run)
    place = Place(link, edit, f"{link}/artifacts/{archive}" if archive else "")
    write_suggestions(hub, pull, judged, lang)
    print(write_comment(hub, int(pull["number"]), comment(notes, place, lang, judged)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
