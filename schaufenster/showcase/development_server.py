"""A local preview: serves the site and rebuilds it when a source file changes."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

WATCHED: Final = ("content", "members", "events", "newsletter", "theme", "mkdocs.yml")
PAUSE: Final = 0.5
"""Seconds between two looks at the files' dates."""


def serve(site: Path, roots: Iterable[Path], port: int, rebuild: Callable[[], None]) -> None:
    """Serve `site` on loopback until interrupted; call `rebuild` when a file changes."""
    watched = [root / name for root in roots for name in WATCHED]
    handler = functools.partial(_Handler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        seen = _dates(watched)
        try:
            while True:
                time.sleep(PAUSE)
                now = _dates(watched)
                if now != seen:
                    seen = now
                    rebuild()
        except KeyboardInterrupt:
            server.shutdown()


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files without caching and without a log line for each."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for faults."""


def _dates(watched: Iterable[Path]) -> dict[str, int]:
    files = (f for place in watched for f in ([place] if place.is_file() else place.rglob("*")))
    dates = {}
    for file in files:
        if "__pycache__" in file.parts:  # compiled by a build, not changed by anybody
            continue
        try:
            dates[str(file)] = file.stat().st_mtime_ns
        except OSError:  # gone between the two looks: the next look sees it
            continue
    return dates
