"""A local preview: serves the site and rebuilds it when a source file changes."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

WATCHED: Final = ("content", "members", "events", "newsletter", "theme", "mkdocs.yml")
PAUSE: Final = 0.5
"""Seconds between two checks of the files' times."""


def serve(site: Path, roots: Iterable[Path], port: int, rebuild: Callable[[], None]) -> None:
    """Serve `site` on loopback until interrupted; call `rebuild` when a file changes."""
    watched = [root / name for root in roots for name in WATCHED]
    handler = functools.partial(_Handler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        before = _times(watched)
        try:
            while True:
                time.sleep(PAUSE)
                now = _times(watched)
                if now != before:
                    before = now
                    rebuild()
        except KeyboardInterrupt:
            server.shutdown()


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files without caching and without a log."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Write no log: the terminal is for faults."""


def _times(watched: Iterable[Path]) -> dict[str, int]:
    """Return the time of change of every file."""
    times = {}
    for path in watched:
        for file in [path] if path.is_file() else path.rglob("*"):
            with suppress(OSError):  # deleted meanwhile: the next check notices
                times[str(file)] = file.stat().st_mtime_ns
    return times
