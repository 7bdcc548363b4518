"""A local preview: serves the site and tells open pages when there is something new.

Pages load a script that loads them again after an edit and shows the faults of the content; it is
not in the site.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from schaufenster.showcase.pagefind import SEARCH_ENTRY

WATCHED: Final = ("content", "members", "events", "newsletter", "theme", "mkdocs.yml")
QUIET: Final = 0.02
"""Seconds without a change after which an edit counts as finished: editors write in steps."""
LOOK: Final = 2.0
"""Seconds between two looks at the dates of files, for an edit that nobody told of: a watched
folder that is exchanged for another one is told by the name that it had."""
PATIENCE: Final = 20.0
"""Seconds for which a page waits for news before it asks again, and a file for its build."""
REST: Final = 2.0
"""Seconds without an edit after which what takes long is made as well: the search."""
RECENT: Final = 8
"""The pages that are made first after an edit: as many were asked for last."""
SCRIPT: Final = "/.reload.js"
VERSION: Final = "/.version"
RELOAD: Final = f"""const box = document.createElement("pre")
box.setAttribute("role", "alert")
Object.assign(box.style, {{
  position: "fixed", inset: "auto 0 0 0", zIndex: 99, margin: 0, padding: "1rem",
  maxHeight: "50vh", overflow: "auto", whiteSpace: "pre-wrap", font: "1rem/1.5 monospace",
  color: "#fff", background: "#8b1a1a",
}})
const listen = async (seen) => {{
  try {{
    const answer = await fetch("{VERSION}" + (seen ? "?seen=" + encodeURIComponent(seen) : ""))
    const [version, fault] = await answer.json()
    if (seen && version.split("-")[0] !== seen.split("-")[0]) return location.reload()
    box.textContent = fault
    fault ? document.body.append(box) : box.remove()
    listen(version)
  }} catch {{
    setTimeout(listen, 1000, seen)  // the server has ended: perhaps it comes back
  }}
}}
listen("")
"""


class EditedFiles:
    """The files that have been edited since somebody took them."""

    def __init__(self) -> None:
        self._files: set[Path] = set()
        self._some = threading.Event()

    def add(self, *files: Path) -> None:
        """Add files, or none to end the waiting."""
        self._files.update(files)
        self._some.set()

    def wait(self, seconds: float) -> bool:
        """Wait for an edit, at most so many seconds; return whether there is one."""
        return self._some.wait(seconds)

    def take(self) -> frozenset[Path]:
        """Return the files and forget them."""
        self._some.clear()
        files, self._files = self._files, set()
        return frozenset(files)


class Preview:
    """What the server and the builds share: what is new, what was asked for, what is wrong.

    `edited` are the files that have been edited, none where that is not known; `unfinished` is a
    site that lacks its search, which is made when nobody edits (`quiet`) or somebody asks for it.
    """

    def __init__(self) -> None:
        self.edited: frozenset[Path] = frozenset()
        self.quiet, self.unfinished, self.asked = True, False, False
        self.edits = EditedFiles()
        self._fresh: dict[str, bytes] = {}
        self._viewed: list[str] = []
        self._fault = ""
        self._pages, self._faults, self._builds = 0, 0, 0
        self._news = threading.Condition()

    # ── for the builds ───────────────────────────────────────────────────────────────────────

    @property
    def viewed(self) -> tuple[str, ...]:
        """Return the paths of the pages that were asked for last, the latest first."""
        with self._news:
            return tuple(self._viewed)

    def is_quiet(self) -> bool:
        """Return whether nobody has edited anything since the build began."""
        return not self.edits.wait(0)

    def show(self, files: Mapping[str, bytes]) -> None:
        """Show files that are made before the rest of the site; open pages load again."""
        with self._news:
            if any(self._fresh.get(path) != content for path, content in files.items()):
                self._fresh.update(files)
                self._pages += 1
                self._news.notify_all()

    @contextmanager
    def building(self) -> Iterator[None]:
        """Let files that are not there wait for the build within; it then stands in the site.

        Where it fails, pages that were shown before go back to what the site has, and nothing waits
        for the search: without an edit it would fail again.
        """
        with self._news:
            self._builds += 1
        try:
            yield
        except BaseException:
            with self._news:
                self._pages += bool(self._fresh)
                self.unfinished = False
            raise
        finally:
            with self._news:
                self._builds -= 1
                self._fresh.clear()
                self._news.notify_all()

    def renewed(self) -> None:
        """Say that any page may be new; open pages load again."""
        with self._news:
            self._pages += 1
            self._news.notify_all()

    def tell(self, fault: str) -> None:
        """Show a text over every page, or none any more."""
        with self._news:
            self._faults += fault != self._fault
            self._fault = fault
            self._news.notify_all()

    # ── for the server ───────────────────────────────────────────────────────────────────────

    def ask(self, path: str) -> bytes | None:
        """Return a file that is not in the site yet; note that a page was asked for."""
        with self._news:
            if path.endswith("index.html"):
                self._viewed = [path, *(p for p in self._viewed if p != path)][:RECENT]
            return self._fresh.get(path)

    def wait_for(self, path: str) -> None:
        """Wait for the build that makes a file, as long as a browser would."""
        whole = path == SEARCH_ENTRY
        with self._news:
            self.asked |= whole and self.unfinished
            if self.asked and not self._builds:
                self.edits.add()
            self._news.wait_for(lambda: not (self._builds or (whole and self.unfinished)), PATIENCE)

    def news(self, seen: str) -> tuple[str, str]:
        """Return the version of the pages and the fault; wait until they differ from `seen`."""
        with self._news:
            self._news.wait_for(lambda: self._version() != seen, PATIENCE)
            return self._version(), self._fault

    def _version(self) -> str:
        return f"{self._pages}-{self._faults}"


def serve(
    site: Path,
    roots: Iterable[Path],
    port: int,
    rebuild: Callable[[Preview], bool],
    ready: Callable[[], None],
) -> None:
    """Serve `site` on loopback until interrupted; call `rebuild` first and when a file changes.

    Where `rebuild` returns False it is called again. `ready` is called after the first time.
    Raises `OSError` where the port is taken.
    """
    preview = Preview()
    handler = functools.partial(_Handler, directory=str(site), preview=preview)
    with (
        _Server(("127.0.0.1", port), handler) as server,
        suppress(KeyboardInterrupt),
        _edits(roots, preview.edits) as edits,
    ):
        done = rebuild(preview)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        ready()
        while True:
            preview.asked &= preview.unfinished
            rest = (QUIET if preview.asked else REST) if preview.unfinished else None
            edited = edits(rest if done else 0.5)
            preview.quiet = preview.asked or edited is None
            preview.edited = edited or frozenset()
            done = rebuild(preview)


@contextmanager
def _edits(
    roots: Iterable[Path], edited: EditedFiles
) -> Iterator[Callable[[float | None], frozenset[Path] | None]]:
    """Yield a function that waits for the next edit, at most so many seconds.

    It returns the edited files, none if they are not known, and None if there was no edit in time.
    Threads are begun when it is called first: the build before it may use all processors.
    """
    observer = Observer()
    folders = [root / name for root in roots for name in WATCHED]
    watched: set[Path] = set()
    before = _times(folders)

    def wait(seconds: float | None) -> frozenset[Path] | None:
        nonlocal before
        if not observer.is_alive():
            for root in {folder.parent for folder in folders}:
                observer.schedule(_Watch(edited, root), str(root))
            _watch(observer, folders, watched, edited)
            observer.start()
            if _times(folders) != before:
                edited.add()
        while not edited.wait(seconds or LOOK):
            if seconds:
                return None
            if _times(folders) != before:
                break
        files = edited.take()
        while edited.wait(QUIET):
            files |= edited.take()
        before = _times(folders)
        _watch(observer, folders, watched, edited)
        return files

    try:
        yield wait
    finally:
        if observer.is_alive():
            observer.stop()
            observer.join()


def _watch(
    observer: BaseObserver, folders: Iterable[Path], watched: set[Path], edited: EditedFiles
) -> None:
    """Watch those of the folders that are there now; `watched` are those that were there before."""
    for folder in folders:
        if folder.is_dir() and folder not in watched:
            observer.schedule(_Watch(edited), str(folder), recursive=True)
            watched.add(folder)
        elif folder in watched and not folder.is_dir():
            watched.remove(folder)


def _times(watched: Collection[Path]) -> dict[str, int]:
    """Return the time of change of every file that a person may have changed."""
    times, todo = {}, [str(path) for path in watched if path.is_dir()]
    for path in watched:
        with suppress(OSError):
            times[str(path)] = path.stat().st_mtime_ns
    while todo:
        with suppress(OSError):  # deleted meanwhile: the next look notices
            for entry in os.scandir(todo.pop()):
                if entry.is_dir() and not entry.name.startswith((".", "__")):
                    todo.append(entry.path)
                elif entry.is_file() and not entry.name.startswith("."):
                    times[entry.path] = entry.stat().st_mtime_ns
    return times


class _Watch(FileSystemEventHandler):
    """Notes changes below a folder; of a `root` only those of what a person may have edited."""

    def __init__(self, edited: EditedFiles, root: Path | None = None) -> None:
        self._edited, self._root = edited, root

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note a change, but not that a file was read or is one that programs hide."""
        if event.event_type not in {"opened", "closed_no_write"}:
            paths = [Path(str(path)) for path in (event.src_path, event.dest_path) if path]
            if files := [path for path in paths if self._is_edited(path)]:
                self._edited.add(*files)

    def _is_edited(self, path: Path) -> bool:
        hidden = any(part.startswith((".", "__")) for part in path.parts[-2:])
        other = self._root is not None and path.relative_to(self._root).parts[:1] not in _NAMES
        return not (hidden or other)


_NAMES: Final = {(name,) for name in WATCHED}


class _Server(http.server.ThreadingHTTPServer):
    """Says nothing of a browser that has gone away."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: the terminal is for faults."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files without caching and without a log."""

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        self.preview = preview
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Send a page with the script, the script, the version, or any other file."""
        address = urlsplit(self.path)
        if address.path == SCRIPT:
            self._send(200, "text/javascript", RELOAD.encode())
        elif address.path == VERSION:
            seen = parse_qs(address.query).get("seen", [""])[0]
            self._send(200, "application/json", json.dumps(self.preview.news(seen)).encode())
        else:
            self._file(unquote(address.path).lstrip("/"))

    def _file(self, path: str) -> None:
        path = f"{path}index.html" if not path or path.endswith("/") else path
        fresh = self.preview.ask(path)
        file = Path(self.directory, path)
        if fresh is None and not file.exists():
            self.preview.wait_for(path)
        if path.endswith(".html") and (fresh is not None or file.is_file()):
            self._page(200, file.read_bytes() if fresh is None else fresh)
        elif fresh is not None:
            self._send(200, self.guess_type(path), fresh)
        else:
            super().do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the site's own page for an address that is not there."""
        page = Path(self.directory, "404.html")
        if code == 404 and page.is_file():
            self._page(code, page.read_bytes())
        elif code == 404:
            self._page(code, b"<!DOCTYPE html><title>404</title><body></body>")
        else:
            super().send_error(code, message, explain)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Write no log: the terminal is for faults."""

    def _page(self, code: int, content: bytes) -> None:
        script = f'<script src="{SCRIPT}" defer></script></body>'.encode()
        self._send(code, "text/html", content.replace(b"</body>", script))

    def _send(self, code: int, kind: str, content: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
