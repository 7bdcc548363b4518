"""Judges a pull request without running anything of it: whose its paths are, what would mend it.

Runs in the default branch's name with a token that can only read. The proposal is fetched as
objects of git and never checked out; the default branch's own program reads them. Writes
`build/urteil/verdict.json` for `tools/comment.py`, which runs beside a token that may write.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from forge_api import GitHub, event, find_pull, github

OUT = Path("build/urteil/verdict.json")
PULL = "refs/schaufenster/pull"
PROGRAM = (".venv/bin/python", "build.py")


def approvals(hub: GitHub, pull: dict[str, Any]) -> list[str]:
    """Return the accounts whose last word about this very commit is an approval."""
    last: dict[str, str] = {}
    for review in hub.every(f"/pulls/{int(pull['number'])}/reviews"):
        if review["state"] in {"APPROVED", "CHANGES_REQUESTED", "DISMISSED"}:
            is_now = review["commit_id"] == pull["head"]["sha"]
            last[str(review["user"]["login"])] = review["state"] if is_now else ""
    return sorted(name for name, state in last.items() if state == "APPROVED")


def fetch(pull: dict[str, Any]) -> None:
    """Fetch the proposal's objects; the token, which only reads, goes by the environment."""
    server, token = os.environ["GITHUB_SERVER_URL"], os.environ["GITHUB_TOKEN"]
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    setting = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}",
    }
    refs = f"+refs/pull/{int(pull['number'])}/head:{PULL}"
    command = ["git", "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "origin", refs]
    subprocess.run(command, check=True, env=os.environ | setting)


def asked(*words: str) -> Any:
    """Return what the program prints as JSON; None if it ended without."""
    ended = subprocess.run([*PROGRAM, *words], check=False, stdout=subprocess.PIPE)
    return json.loads(ended.stdout) if ended.stdout.strip() else None


def main() -> int:
    """Judge the pull request of the event; return 0, also where there is none."""
    hub = github()
    pull = find_pull(hub, event()["workflow_run"])
    if pull is None:
        print("no open pull request at this commit")
        return 0
    fetch(pull)
    versions = ("--base", "HEAD", "--head", PULL)
    approved = [word for name in approvals(hub, pull) for word in ("--approved", name)]
    author = str(pull["user"]["login"])
    verdict = asked("owners", "--author", author, *versions, *approved, "--format", "json")
    told = {
        "sha": pull["head"]["sha"],
        "verdict": verdict,
        "suggestions": asked("suggest", *versions),
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(told, indent=1), "utf-8")
    print(json.dumps(told, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
