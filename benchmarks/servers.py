"""Development servers as somebody meets them who saves a file and looks at its page."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from benchmarks.measure import Failed, memory_of, tree

PAUSE: Final = 0.005
"""Seconds between two questions for a page."""
LONGEST: Final = 900.0
"""Seconds after which a server is given up."""
_REST: Final = random.Random(0)  # noqa: S311 - only that no edit keeps step with a server's clock


@dataclass(frozen=True, slots=True)
class Seen:
    """Seconds from saving a file until its page had the new bytes and until all was finished.

    `cpu` is the time of all processors from then on until the server had rested a second.
    """

    shown: float
    finished: float
    cpu: float


class Server:
    """A development server in a folder, on a free port; it stands still unless it is measured."""

    def __init__(
        self, command: Sequence[str | Path], folder: Path, done: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Note what starts the server (PORT follows) and how a line begins that ends a build."""
        self.port = _free_port()
        self.log = folder / f"serve-{self.port}.log"
        self._command = [*command, str(self.port)]
        self._folder, self._done = folder, done
        self._environment = {**os.environ, **(environment or {})}

    def __enter__(self) -> Self:
        """Start; return when it answers for its first page."""
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, env=self._environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            self._wait(lambda: b"</html>" in self.page(""))
        except BaseException:
            self._end()
            raise
        self._send(signal.SIGSTOP)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """End the server and what it started."""
        self._end()

    def page(self, path: str) -> bytes:
        """Return what the server answers for a page; nothing where it does not."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        try:
            connection.request("GET", f"/{path}")
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            return b""
        finally:
            connection.close()
        return content if answer.status == 200 else b""

    def edit(self, page: str, save: Callable[[], str], *, rest: bool = True) -> Seen:
        """Save a file and ask for its page until it says what `save` returned, as a browser would.

        A page that is written at that moment is no answer yet. Without `rest` edits follow each
        other at once, and the time of processors means nothing.
        """
        self._send(signal.SIGCONT)
        self.page(page)
        time.sleep(_REST.uniform(1, 1.5) if rest else 0)
        before, spent = self._builds(), self._cpu()
        began = time.perf_counter()
        said = save().encode()
        self._wait(lambda: said in (answer := self.page(page)) and b"</html>" in answer)
        shown = time.perf_counter() - began
        self._wait(lambda: self._builds() > before)
        finished = time.perf_counter() - began
        time.sleep(1 if rest else 0)
        cpu = self._cpu() - spent
        self._send(signal.SIGSTOP)
        return Seen(shown, finished, cpu)

    def memory(self) -> float:
        """Return the MB (10^6 bytes) that the server has with all that it started."""
        return sum(map(memory_of, tree(self._process.pid))) / 1e6

    def _cpu(self) -> float:
        """Return the seconds of all processors that the server took, with what it started."""
        ticks = 0
        for number in tree(self._process.pid):
            try:
                row = Path(f"/proc/{number}/stat").read_text()
            except OSError:
                continue  # it has just ended, and counts with its parent
            ticks += sum(map(int, row.rpartition(")")[2].split()[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def _builds(self) -> int:
        """Return how many builds the server has told of."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        return sum(line.startswith(self._done) for line in lines)

    def _wait(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + LONGEST
        while not condition():
            if self._process.poll() is not None or time.monotonic() > until:
                raise Failed(self.log.read_text("utf-8", errors="replace")[-2000:])
            time.sleep(PAUSE)

    def _send(self, number: int) -> None:
        os.killpg(self._process.pid, number)

    def _end(self) -> None:
        if self._process.poll() is None:
            self._send(signal.SIGCONT)
            self._send(signal.SIGTERM)
        self._process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port
