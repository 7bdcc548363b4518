"""The form on this machine: `decap-server` on a copy of the repository, behind one small server.

`decap-server` checks branches out and commits all that lies about, so it works in a clone. What is
saved there comes back at once, as a branch beside the others.
"""

from __future__ import annotations

import functools
import http.client
import http.server
import json
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

API: Final = "/api/v1"
"""Where the form's page reaches `decap-server`: below its own address."""
SAVED: Final = "+refs/heads/cms/*:refs/heads/cms/*"
"""What comes back from the clone: the branches that the form makes."""
_MOST: Final = 64 * 1024 * 1024
"""Bytes of a request: the pictures of an entry travel with it."""
_WRITES: Final = re.compile(rb'"action":"(?:persist|update|publish|delete)')
"""What a request says that changes a branch; the others only read."""
_PATIENCE: Final = 30.0
_START: Final = (
    "process.stdin.on('end', () => process.exit()).resume();"
    "require('./node_modules/decap-server/dist/index.js')"
)
"""The program of `decap-server`, which ends with the process that started it."""


class GitError(Exception):
    """Git refused; the text is its own."""


def git(folder: Path, *words: str) -> str:
    """Return what git prints. Raises `GitError`."""
    done = subprocess.run(  # noqa: S603 - a fixed program, without a shell
        ["git", *words],  # noqa: S607 - the one that the person uses
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise GitError(" ".join(done.stderr.split()) or words[0])
    return done.stdout.strip()


@dataclass(frozen=True, slots=True)
class Clone:
    """A repository and the copy of it in which the form works, on the branch that is edited."""

    repository: Path
    folder: Path
    branch: str

    def take_back(self) -> None:
        """Bring the branches that the form made into the repository. Raises `GitError`."""
        git(self.repository, "fetch", "--quiet", str(self.folder), SAVED)


def cloned(repository: Path, folder: Path) -> Clone:
    """Return a copy of a repository on its current branch, renewed. Raises `GitError`."""
    clone = Clone(repository, folder, git(repository, "symbolic-ref", "--short", "HEAD"))
    author = {name: git(repository, "config", f"user.{name}") for name in ("name", "email")}
    if not (folder / ".git").is_dir():
        git(repository, "clone", "--quiet", "--no-tags", str(repository), str(folder))
    git(folder, "fetch", "--quiet", "origin")
    git(folder, "checkout", "--quiet", "--force", "-B", clone.branch, f"origin/{clone.branch}")
    for name, value in author.items():
        git(folder, "config", f"user.{name}", value)
    return clone


def settings(clone: Clone, port: int) -> str:
    """Return the file `.env` beside `decap-server`, which has its settings."""
    values = {
        "MODE": "git", "GIT_REPO_DIRECTORY": clone.folder, "PORT": port, "BIND_HOST": "127.0.0.1",
    }  # fmt: skip
    return "".join(f"{name}={json.dumps(str(value))}\n" for name, value in values.items())


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def decap_server(folder: Path, port: int) -> Iterator[None]:
    """Run `decap-server` as it is installed in a folder. Raises `OSError` if it does not start."""
    command = ["node", "-e", _START]
    with subprocess.Popen(  # noqa: S603 - a fixed program, without a shell
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as server:
        try:
            _wait(server, port)
            yield
        finally:
            server.kill()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while server.poll() is None and time.monotonic() < end:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise ConnectionError("decap-server")


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the form's page; hands its requests to `decap-server` and takes back what it saves."""

    extensions_map: Final = {  # type: ignore[misc] # the system's table may say otherwise
        **http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript",
    }  # fmt: skip

    def __init__(self, *words: Any, port: int, saved: Callable[[], None], **more: Any) -> None:
        self.behind, self.saved = port, saved
        super().__init__(*words, **more)

    def do_POST(self) -> None:
        """Hand a request on; only the form's own page may ask, not any page in the browser."""
        host, size = self.headers.get("Host", ""), int(self.headers.get("Content-Length") or 0)
        own = f"http://{host}"
        if self.path != API or self.headers.get("Origin") != own or size > _MOST:
            return self.send_error(http.HTTPStatus.FORBIDDEN)
        if host.partition(":")[0] not in {"127.0.0.1", "localhost"}:  # a name that points here
            return self.send_error(http.HTTPStatus.FORBIDDEN)
        raw = self.rfile.read(size)
        connection = http.client.HTTPConnection("127.0.0.1", self.behind)
        connection.request("POST", API, raw, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        status = answer.status
        if _WRITES.search(raw):
            try:
                self.saved()
            except GitError as error:  # such as: somebody looks at the branch and has it open
                status, content = 500, json.dumps({"error": str(error)}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, *_words: object) -> None:
        """Say nothing: the page says what went wrong."""


def server_of(site: Path, port: int, behind: int, saved: Callable[[], None]) -> Any:
    """Return the server of a folder with the form's page on a port. Raises `OSError`."""
    handler = functools.partial(_Handler, directory=str(site), port=behind, saved=saved)
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
