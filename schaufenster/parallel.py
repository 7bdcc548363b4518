"""Pure work on all cores: the same results, in the same order, sooner.

A process is forked, so that it needs no input; its results come back in a temporary file. Where a
process cannot be forked, the work is done in this one.
"""

from __future__ import annotations

import ctypes
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

_FORKS: Final = hasattr(os, "fork") and sys.platform != "darwin"  # its libraries break in a fork
_MOST: Final = 4
"""The most processes: each needs memory for its results."""
_MADE: Final = b"."
_FAILED: Final = b"!"
"""What another process says of each result, and once of a failure, with the exception behind it."""


_DIE_WITH_PARENT: Final = 1
"""PR_SET_PDEATHSIG of Linux, <sys/prctl.h>."""
_alone = False
_is_copy = False


def is_copy() -> bool:
    """Return whether this process was forked here: it ends soon and is never forked itself."""
    return _is_copy


def cores() -> int:
    """Return how many processes can work at once; 1 where a process cannot be copied."""
    return min(len(os.sched_getaffinity(0)), _MOST) if _FORKS and not _alone else 1


@contextmanager
def alone() -> Iterator[None]:
    """Work in this process alone: one that has threads must not be copied. Nor are copies."""
    global _alone  # noqa: PLW0603 - it holds for the process
    before, _alone = _alone, True
    try:
        yield
    finally:
        _alone = before


def parallel_map(make: Callable[[T], R], things: Sequence[T], *, fewest: int) -> list[R]:
    """Return what `make` makes of each thing, in order; a process gets at least `fewest` of them.

    They are dealt out by turn: neighbours take about as long. An exception is raised as it is.
    """
    count = max(1, min(cores(), len(things) // fewest))
    with ExitStack() as processes:
        shares = [partial(_map, make, things[turn::count]) for turn in range(count)]
        others = [processes.enter_context(background(share)) for share in shares[1:]]
        results = [shares[0](), *(other() for (other,) in others)]
    return [results[index % count][index // count] for index in range(len(things))]


@contextmanager
def background(*makes: Callable[[], Any]) -> Iterator[tuple[Callable[[], Any], ...]]:
    """Call functions in another process meanwhile, one after the other.

    Yields a function for each, to be called once: it waits for the result and returns it. An
    exception in the other process is raised there, with its own traceback as a note. Leaving before
    the last result has come ends the other process. With one core, each function is called in this
    process when its result is asked for.
    """
    if cores() == 1:
        yield makes
        return
    with ExitStack() as files:
        answers = [files.enter_context(tempfile.TemporaryFile()) for _ in makes]
        done, tell = os.pipe()
        child = _fork()
        if not child:
            os.close(done)
            _answer(makes, answers, tell)
        os.close(tell)
        ready = files.enter_context(os.fdopen(done, "rb", buffering=0))
        signs: list[bytes] = []
        try:
            yield tuple(
                partial(_outcome, number, answer, ready, signs)
                for number, answer in enumerate(answers)
            )
        finally:
            if len(signs) < len(makes):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _map(make: Callable[[T], R], things: Sequence[T]) -> list[R]:
    return [make(thing) for thing in things]


def _fork() -> int:
    """Fork; Ctrl-C ends the child without a word, at no moment with its parent's handlers.

    A parent that is killed takes its child along: what it left undone is done by the next command,
    which nobody may disturb.
    """
    global _alone, _is_copy  # noqa: PLW0603 - a copy is not copied again: it may start threads
    parent = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    child = os.fork()
    if not child:
        _alone = _is_copy = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it was killed before that
            os._exit(1)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return child


def _answer(makes: Sequence[Callable[[], Any]], answers: Sequence[BinaryIO], tell: int) -> NoReturn:
    """Write each result or exception, and end this process without its parent's exit handlers."""
    try:
        for make, answer in zip(makes, answers, strict=True):
            try:
                outcome: tuple[Any, Exception | None] = make(), None
            except Exception as error:  # noqa: BLE001 - it is raised where the result is asked for
                error.add_note(traceback.format_exc())
                outcome = None, error
            pickle.dump(outcome, answer, pickle.HIGHEST_PROTOCOL)
            answer.flush()
            del outcome  # the next result may need its memory
            os.write(tell, _MADE)
    except BaseException as error:  # noqa: BLE001 - such as an answer that cannot be written
        told = error if isinstance(error, OSError) else RuntimeError(traceback.format_exc()[-9000:])
        os.write(tell, _FAILED + pickle.dumps(told))  # a pipe holds this much
    os._exit(0)


def _outcome(number: int, answer: BinaryIO, ready: BinaryIO, signs: list[bytes]) -> Any:
    while len(signs) <= number:
        if not (sign := ready.read(1)):
            raise ChildProcessError("A process ended early")
        if sign == _FAILED:
            raise pickle.loads(ready.read())  # noqa: S301 - our own process wrote it
        signs.append(sign)
    answer.seek(0)
    result, error = pickle.load(answer)  # noqa: S301 - our own process wrote it
    if error:
        raise error
    return result
