"""Photographs pages of a built site, to look at them: `pictures.py [--site DIR] OUT PATH…`."""

from __future__ import annotations

import argparse
import functools
import http.server
import threading
from pathlib import Path

from browser import find_browser
from playwright.sync_api import sync_playwright

SITE = Path(__file__).resolve().parent.parent / "build" / "site"


class Silent(http.server.SimpleHTTPRequestHandler):
    """Serves files without a log line for each."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main(site: Path, out: Path, paths: list[str]) -> None:
    """Photograph each page at 390 and 1440 px, light and dark, whole, without motion."""
    handler = functools.partial(Silent, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for width, height in ((390, 844), (1440, 900)):
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme="light" if scheme == "light" else "dark",
                    reduced_motion="reduce",
                )
                for path in paths:
                    page.goto(f"http://127.0.0.1:{server.server_port}/{path.lstrip('/')}")
                    name = path.strip("/").replace("/", "_") or "start"
                    file = out / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=file, full_page=True)
                    print(file)
    server.shutdown()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument("out", type=Path)
    parser.add_argument("paths", nargs="*", default=["/"])
    asked = parser.parse_args()
    main(asked.site, asked.out, asked.paths)
