"""Pure work on all cores: the same results, in the same order, sooner.

A process is copied as it stands (`fork`), so that nothing has to be handed to it; what it made
comes back in a temporary file. Where that is not possible, the work is done here.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, BinaryIO, Final, NoReturn, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_FORKS: Final = hasattr(os, "fork") and sys.platform != "darwin"  # whose libraries do not stand it
_MOST: Final = 4
"""The most processes: each needs memory for what it makes."""


def cores() -> int:
    """Return how many processes can work at once; 1 where a process cannot be copied."""
    return min(len(os.sched_getaffinity(0)), _MOST) if _FORKS else 1


def spread(make: Callable[[T], R], things: Sequence[T], *, fewest: int) -> list[R]:
    """Return what `make` makes of each thing, in order; a process gets at least `fewest` of them.

    They are dealt out by turn: neighbours take about as long. An exception is raised as it is.
    """
    count = max(1, min(cores(), len(things) // fewest))
    with ExitStack() as processes:
        shares = [partial(_each, make, things[turn::count]) for turn in range(count)]
        others = [processes.enter_context(aside(share)) for share in shares[1:]]
        made = [shares[0](), *(other() for other in others)]
    return [made[place % count][place // count] for place in range(len(things))]


@contextmanager
def aside(make: Callable[[], R]) -> Iterator[Callable[[], R]]:
    """Make something in another process meanwhile; what is given waits for it and returns it.

    An exception over there is raised by that, with its own traceback as a note. Whoever leaves
    without waiting ends the other process. With one core alone it is made when it is asked for.
    """
    if cores() == 1:
        yield make
        return
    running: list[int] = []
    with tempfile.TemporaryFile() as answer:
        child = os.fork()
        if not child:
            _answer(make, answer)
        running.append(child)
        try:
            yield lambda: _outcome(running.pop(), answer)
        finally:
            for number in running:
                os.kill(number, signal.SIGKILL)
                os.waitpid(number, 0)


def _each(make: Callable[[T], R], things: Sequence[T]) -> list[R]:
    return [make(thing) for thing in things]


def _answer(make: Callable[[], R], answer: BinaryIO) -> NoReturn:
    """Write what was made, or what went wrong, and end this process without its parent's duties."""
    try:
        try:
            outcome: tuple[R | None, Exception | None] = make(), None
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits
            error.add_note(traceback.format_exc())
            outcome = None, error
        pickle.dump(outcome, answer, pickle.HIGHEST_PROTOCOL)
        answer.flush()
    except BaseException:  # noqa: BLE001 - such as an answer that cannot be written
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _outcome(child: int, answer: BinaryIO) -> Any:
    _, status = os.waitpid(child, 0)
    if status:
        raise ChildProcessError(f"A process ended early: {os.waitstatus_to_exitcode(status)}")
    answer.seek(0)
    made, error = pickle.load(answer)  # noqa: S301 - our own process wrote it
    if error:
        raise error
    return made
