"""One build at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter
from pathlib import Path

from schaufenster.write.refusals import Busy, Refused

_held: set[BufferedWriter] = set()


def _give_up() -> None:
    """Close the locks of the process that this one was forked from: they are that one's alone."""
    while _held:
        _held.pop().close()


os.register_at_fork(after_in_child=_give_up)


@contextmanager
def file_lock(file: Path, refusal: type[Refused] = Busy) -> Iterator[None]:
    """Hold the lock `file` (made where missing, left in place); raise `refusal` if another has it.

    The kernel holds the lock for the open file, so it ends with the process, however that ends. A
    process that was forked meanwhile does not hold it: who is killed leaves no lock behind.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as lock:
        try:
            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refusal(file) from None
        _held.add(lock)
        try:
            yield
        finally:
            _held.discard(lock)
