"""Keeps one issue open while the site cannot be published, and closes it when it can again.

`notice.py wrong FILE` opens it, or renews the one that is open, with what FILE says; `notice.py
well` closes it. Standard library alone; reads GITHUB_API_URL, GITHUB_SERVER_URL, GITHUB_REPOSITORY,
GITHUB_RUN_ID and GITHUB_TOKEN.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent))  # an isolated Python has neither
sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

from forge_api import GitHub, github

BOT = "github-actions[bot]"
MARK = "<!-- schaufenster: publishing -->"
TITLE = "Die Website lässt sich nicht veröffentlichen"
LONGEST = 8000
_FENCE = re.compile("`{3,}")


def notice(said: str, run: str) -> str:
    """Return the issue's text in Markdown: what was said, as it was said, and what to do."""
    lines = _FENCE.sub("'''", said.strip())[:LONGEST] or "–"
    return (
        f"{MARK}\nDie veröffentlichte Website bleibt, wie sie ist; sie wird nur nicht neuer. "
        "Das hat der letzte Lauf gemeldet:\n\n"
        f"```text\n{lines}\n```\n\n"
        "**Was zu tun ist:** die genannten Stellen ändern und speichern; veröffentlicht wird dann "
        "von selbst. Nennt die Meldung keine Stelle, hilft oft ein neuer Lauf: "
        f"[dieser Lauf]({run}), „Re-run jobs“. Dieser Hinweis erneuert sich bei jedem Lauf und "
        "schließt sich, sobald die Website wieder veröffentlicht ist.\n"
    )


def open_notices(hub: GitHub) -> list[int]:
    """Return the numbers of our open issues, the oldest first."""
    path = f"/issues?state=open&per_page=100&creator={quote(BOT, safe='')}"
    issues: list[dict[str, Any]] = hub.ask("GET", path)
    ours = (i for i in issues if str(i["body"] or "").startswith(MARK) and "pull_request" not in i)
    return sorted(int(issue["number"]) for issue in ours if issue["user"]["login"] == BOT)


def tell(hub: GitHub, text: str) -> str:
    """Open the issue or renew it; return what was done."""
    if numbers := open_notices(hub):
        hub.ask("PATCH", f"/issues/{numbers[0]}", {"body": text})
        return f"renewed {numbers[0]}"
    hub.ask("POST", "/issues", {"title": TITLE, "body": text})
    return "opened"


def close(hub: GitHub) -> str:
    """Close what is open; return what was done."""
    numbers = open_notices(hub)
    for number in numbers:
        text = f"{MARK}\nErledigt: Die Website ist wieder veröffentlicht.\n"
        hub.ask("PATCH", f"/issues/{number}", {"body": text, "state": "closed"})
    return f"closed {len(numbers)}"


def main() -> int:
    """Run as the workflow does."""
    env = os.environ
    hub = github()
    run = f"{env['GITHUB_SERVER_URL']}/{env['GITHUB_REPOSITORY']}/actions/runs/"
    if sys.argv[1] == "well":
        print(close(hub))
    else:
        file = Path(sys.argv[2])
        said = file.read_text("utf-8", "replace") if file.is_file() else ""
        print(tell(hub, notice(said, run + env["GITHUB_RUN_ID"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
