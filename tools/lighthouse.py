"""Asks Lighthouse (mobile) what it thinks of a built site: the median of three runs a page.

    python tools/lighthouse.py build/site / /mitglieder/ /en/

The site is served as a good server does: compressed, with times to keep. `tools/npm.py` installs
Lighthouse; CHROME_PATH or the system names the browser.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import npm

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = 3
_PACKED = {".css", ".html", ".js", ".json", ".svg", ".txt", ".xml"}
_FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"


class _Server(http.server.SimpleHTTPRequestHandler):
    """Sends files as docs/publishing.md asks of a server: compressed, with times to keep."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Send a file, or the page that says there is none."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        there = file.is_file()
        file = file if there else Path(self.directory) / "404.html"
        content = file.read_bytes()
        self.send_response(HTTPStatus.OK if there else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if file.suffix in _PACKED:
            content = gzip.compress(content, 6)
            self.send_header("Content-Encoding", "gzip")
        kept = "max-age=31536000, immutable" if "pictures" in file.parts else "max-age=600"
        self.send_header("Cache-Control", kept)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextlib.contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a built site on this machine; gives its address without the last slash."""
    handler = functools.partial(_Server, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def look(address: str) -> Mapping[str, Any]:
    """Return Lighthouse's report on one visit by phone; raises CalledProcessError if it fails."""
    program = npm.npm_bin("lighthouse")
    if program is None:
        sys.exit("Lighthouse is not installed: python tools/npm.py")
    names = ("chromium", "chromium-browser", "google-chrome")
    chrome = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, names)), "")
    done = subprocess.run(
        [program, address, "--quiet", "--output=json", f"--chrome-flags={_FLAGS}",
         f"--only-categories={','.join(CATEGORIES)}"],
        env={**npm.npm_environment(), "CHROME_PATH": chrome},
        capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    report: Mapping[str, Any] = json.loads(done.stdout)
    return report


def scores(reports: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the median of each category, 0 to 100."""
    found = [report["categories"] for report in reports]
    return {
        name: round(100 * statistics.median(each[name]["score"] or 0 for each in found))
        for name in CATEGORIES
    }


def findings(report: Mapping[str, Any]) -> list[str]:
    """Return the audits that cost points, worst first, with what Lighthouse says of them."""
    weighed = {
        ref["id"]
        for category in report["categories"].values()
        for ref in category["auditRefs"]
        if ref["weight"]
    }
    lost = [
        (audit["score"], f"{name}: {audit['title']} {audit.get('displayValue', '')}".strip())
        for name, audit in report["audits"].items()
        if name in weighed and audit["score"] is not None and audit["score"] < 1
    ]
    return [said for _, said in sorted(lost)]


def main(words: list[str]) -> int:
    """Print the scores of each page; return 0 if all are 100."""
    site, *paths = words
    worst = 100
    with served(Path(site).resolve()) as address:
        for path in paths or ["/"]:
            reports = [look(address + path) for _ in range(RUNS)]
            found = scores(reports)
            worst = min(worst, *found.values())
            print(path, *(f"{name} {score}" for name, score in found.items()), sep="  ")
            for said in findings(reports[-1]):
                print(f"    {said}")
    return 0 if worst == 100 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
