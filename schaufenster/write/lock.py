"""One build at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schaufenster.write.refusals import Busy


@contextmanager
def file_lock(file: Path) -> Iterator[None]:
    """Hold the lock `file` (made where missing, left in place); raise `Busy` if another has it.

    The kernel holds the lock for the open file, so it ends with the process, however that ends.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as lock:
        try:
            fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(file) from None
        yield
