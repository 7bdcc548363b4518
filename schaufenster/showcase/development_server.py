"""A local preview: serves the site and rebuilds it when a source file changes.

Pages load a script that loads them again after a rebuild; it is not in the site.
"""

from __future__ import annotations

import functools
import http.server
import os
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

WATCHED: Final = ("content", "members", "events", "newsletter", "theme", "mkdocs.yml")
PAUSE: Final = 0.5
"""Seconds between two checks of the files' times."""
SCRIPT: Final = "/.reload.js"
VERSION: Final = "/.version"
RELOAD: Final = f"""let seen
setInterval(async () => {{
  try {{
    const now = await (await fetch("{VERSION}")).text()
    if (seen && now !== seen) location.reload()
    seen = now
  }} catch {{}}  // the server has ended
}}, 1000)
"""


def serve(
    site: Path,
    roots: Iterable[Path],
    port: int,
    rebuild: Callable[[], bool],
    ready: Callable[[], None],
) -> None:
    """Serve `site` on loopback until interrupted; call `rebuild` first and when a file changes.

    Where `rebuild` returns False it is called again. `ready` is called after the first time.
    Raises `OSError` where the port is taken.
    """
    watched = [root / name for root in roots for name in WATCHED]
    with _Server(("127.0.0.1", port), functools.partial(_Handler, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with suppress(KeyboardInterrupt):
            before = _times(watched)
            done = rebuild()
            ready()
            while True:
                time.sleep(PAUSE)
                now = _times(watched)
                if now != before or not done:
                    before, done = now, rebuild()
        server.shutdown()


class _Server(http.server.ThreadingHTTPServer):
    """Says nothing of a browser that has gone away."""

    def handle_error(self, *_: object) -> None:
        """Say nothing: the terminal is for faults."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files without caching and without a log."""

    def do_GET(self) -> None:
        """Send a page with the script, the script, the site's version, or any other file."""
        path = self.path.partition("?")[0]
        file = Path(self.translate_path(self.path), "index.html" if path.endswith("/") else "")
        if path == SCRIPT:
            self._send(200, "text/javascript", RELOAD.encode())
        elif path == VERSION:
            self._send(200, "text/plain", self._version())
        elif file.suffix == ".html" and file.is_file():
            self._page(200, file)
        else:
            super().do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the site's own page for an address that is not there."""
        page = Path(self.directory, "404.html")
        if code == 404 and page.is_file():
            self._page(code, page)
        else:
            super().send_error(code, message, explain)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Write no log: the terminal is for faults."""

    def _page(self, code: int, file: Path) -> None:
        script = f'<script src="{SCRIPT}" defer></script></body>'.encode()
        self._send(code, "text/html", file.read_bytes().replace(b"</body>", script))

    def _send(self, code: int, kind: str, content: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _version(self) -> bytes:
        """Return something that is another one after each swap."""
        with suppress(OSError):
            status = Path(self.directory).stat()
            return f"{status.st_ino}-{status.st_ctime_ns}".encode()
        return b""


def _times(watched: Iterable[Path]) -> dict[str, int]:
    """Return the time of change of every file that a person may have changed."""
    times = {}
    for path in watched:
        files = [str(path)]
        for folder, below, names in os.walk(path):
            below[:] = [name for name in below if not name.startswith((".", "__"))]
            files += [f"{folder}/{name}" for name in names if not name.startswith(".")]
        for file in files:
            with suppress(OSError):  # deleted meanwhile: the next check notices
                times[file] = Path(file).stat().st_mtime_ns
    return times
