"""What the tools for pull requests and notices ask of a forge, and in which language.

Standard library alone: they run in the default branch's name, beside a token.
"""

from __future__ import annotations

import http.client
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

LARGEST_ANSWER = 5_000_000  # bytes
MOST_PAGES = 10  # of a hundred entries
_ASKED = re.compile(
    r"^[\W_]*(?:Sprache|Language|Langue)\b[^:\n]{0,60}:[\W_]*([a-z]{2})\b",
    re.MULTILINE | re.IGNORECASE,
)


class Forge:
    """The few requests needed. Follows no redirect, so that the token goes nowhere else.

    `project` is the path of the project below the API's address.
    """

    headers: Mapping[str, str] = {}

    def __init__(self, api: str, project: str, token: str) -> None:
        self.api, self.token = urlsplit(api), token
        self.base = f"{self.api.path.rstrip('/')}/{project}"

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Return the answer's JSON, None without one; OSError for any status but 200 to 204."""
        kinds = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}
        connection = kinds[self.api.scheme](self.api.netloc, timeout=30)
        headers = {
            **self.headers,
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "User-Agent": "schaufenster",
        }
        raw = None if body is None else json.dumps(body).encode()
        try:
            connection.request(method, self.base + path, raw, headers)
            answer = connection.getresponse()
            text = answer.read(LARGEST_ANSWER + 1)
        finally:
            connection.close()
        if answer.status not in {200, 201, 204} or len(text) > LARGEST_ANSWER:
            raise OSError(f"{method} {path}: {answer.status}, {len(text)} bytes")
        return json.loads(text) if text else None

    def every(self, path: str) -> list[Any]:
        """Return the entries of a list, page by page."""
        found: list[Any] = []
        for page in range(1, MOST_PAGES + 1):
            rows = self.ask("GET", f"{path}?per_page=100&page={page}")
            found += rows
            if len(rows) < 100:
                break
        return found


class GitHub(Forge):
    """GitHub's requests."""

    headers: Mapping[str, str] = {
        "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28",
    }  # fmt: skip


def github() -> GitHub:
    """Return GitHub as the runner names it."""
    env = os.environ
    project = f"repos/{env['GITHUB_REPOSITORY']}"
    return GitHub(env["GITHUB_API_URL"], project, env["GITHUB_TOKEN"])


def gitlab(token: str) -> Forge:
    """Return GitLab as the runner names it; a job's own token may not write issues."""
    env = os.environ
    return Forge(env["CI_API_V4_URL"], f"projects/{env['CI_PROJECT_ID']}", token)


def event() -> dict[str, Any]:
    """Return the event that the runner tells of; empty where there is none."""
    place = os.environ.get("GITHUB_EVENT_PATH", "")
    told: dict[str, Any] = json.loads(Path(place).read_text("utf-8")) if place else {}
    return told


def find_pull(hub: GitHub, run: dict[str, Any]) -> dict[str, Any] | None:
    """Return the open pull request that a run is about, or None.

    The event names none for forks. The branch and its owner are GitHub's own record; a pull request
    that has moved on to another commit is left to the next run.
    """
    head = run["head_repository"]
    if head is None:  # the fork is gone
        return None
    name = quote(f"{head['owner']['login']}:{run['head_branch']}", safe="")
    pulls = hub.ask("GET", f"/pulls?state=open&per_page=100&head={name}")
    found = [
        pull
        for pull in pulls
        if pull["head"]["sha"] == run["head_sha"]
        and (pull["head"]["repo"] or {}).get("id") == head["id"]
    ]
    return min(found, key=lambda pull: int(pull["number"]), default=None)


def reply_language(text: object, known: tuple[str, ...], usual: str) -> str:
    """Return the language that a pull request's description asks for, else the usual one."""
    asked = _ASKED.search(str(text or ""))
    return asked[1].lower() if asked and asked[1].lower() in known else usual
