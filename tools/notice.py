"""Keeps one issue open while the site cannot be published, and closes it when it can again.

`notice.py wrong FILE` opens it, or renews the one that is open, with what FILE says; `notice.py
well` closes it. Standard library alone; reads what GitHub's and GitLab's runners tell. On GitLab
SCHAUFENSTER_NOTICE_TOKEN is a project's access token (role Reporter, scope `api`).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent))  # an isolated Python has neither
sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

from forge_api import Forge, github, gitlab

MARK = "<!-- schaufenster: publishing -->"
TITLE = "Die Website lässt sich nicht veröffentlichen"
TOKEN = "SCHAUFENSTER_NOTICE_TOKEN"  # noqa: S105 - its name
LONGEST = 8000
_FENCE = re.compile("`{3,}")


@dataclass(frozen=True)
class Issues:
    """The issues of a forge that are our own, and what it calls their parts."""

    forge: Forge
    ours: str
    number: str
    text: str
    change: str
    closed: Mapping[str, str]
    run: str
    again: str

    def open(self) -> list[int]:
        """Return the numbers of our open issues, the oldest first."""
        found: list[dict[str, Any]] = self.forge.ask("GET", f"/issues?{self.ours}&per_page=100")
        ours = (i for i in found if str(i[self.text] or "").startswith(MARK))
        return sorted(int(i[self.number]) for i in ours if "pull_request" not in i)

    def tell(self, text: str) -> str:
        """Open the issue or renew it; return what was done."""
        if numbers := self.open():
            self.forge.ask(self.change, f"/issues/{numbers[0]}", {self.text: text})
            return f"renewed {numbers[0]}"
        self.forge.ask("POST", "/issues", {"title": TITLE, self.text: text})
        return "opened"

    def close(self) -> str:
        """Close what is open; return what was done."""
        numbers = self.open()
        for number in numbers:
            text = f"{MARK}\nErledigt: Die Website ist wieder veröffentlicht.\n"
            self.forge.ask(self.change, f"/issues/{number}", {self.text: text, **self.closed})
        return f"closed {len(numbers)}"

    def notice(self, said: str) -> str:
        """Return the issue's text in Markdown: what was said, as it was said, and what to do."""
        lines = _FENCE.sub("'''", said.strip())[:LONGEST] or "–"
        return (
            f"{MARK}\nDie veröffentlichte Website bleibt, wie sie ist; sie wird nur nicht neuer. "
            "Das hat der letzte Lauf gemeldet:\n\n"
            f"```text\n{lines}\n```\n\n"
            "**Was zu tun ist:** die genannten Stellen ändern und speichern; veröffentlicht wird "
            "dann von selbst. Nennt die Meldung keine Stelle, hilft oft ein neuer Lauf: "
            f"[dieser Lauf]({self.run}), „{self.again}“. Dieser Hinweis erneuert sich bei jedem "
            "Lauf und schließt sich, sobald die Website wieder veröffentlicht ist.\n"
        )


def on_github() -> Issues:
    """Return the issues of GitHub, as its runner names it."""
    env = os.environ
    bot = quote("github-actions[bot]", safe="")
    run = f"{env['GITHUB_SERVER_URL']}/{env['GITHUB_REPOSITORY']}/actions/runs/"
    return Issues(
        github(), f"state=open&creator={bot}", "number", "body", "PATCH", {"state": "closed"},
        run + env["GITHUB_RUN_ID"], "Re-run jobs",
    )  # fmt: skip


def on_gitlab(token: str) -> Issues:
    """Return the issues of GitLab, as its runner names it."""
    return Issues(
        gitlab(token), "state=opened&scope=created_by_me", "iid", "description", "PUT",
        {"state_event": "close"}, os.environ["CI_PIPELINE_URL"], "Retry",
    )  # fmt: skip


def main() -> int:
    """Run as the workflow does."""
    on_lab, token = "GITLAB_CI" in os.environ, os.environ.get(TOKEN, "")
    if on_lab and not token:
        print(f"{TOKEN} fehlt: Es wird kein Hinweis geöffnet oder geschlossen.")
        return 0
    issues = on_gitlab(token) if on_lab else on_github()
    if sys.argv[1] == "well":
        print(issues.close())
    else:
        file = Path(sys.argv[2])
        said = file.read_text("utf-8", "replace") if file.is_file() else ""
        print(issues.tell(issues.notice(said)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
