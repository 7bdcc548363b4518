"""`serve` goes on whatever happens to a build: one sentence says what, and the last site stays."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from schaufenster.commands.job import Job, now
from schaufenster.problems import ContentError, refusal
from schaufenster.write import Busy


def rebuilding(job: Job, build: Callable[[], Any]) -> Callable[[], bool]:
    """Return a function that builds once and says how it went, whatever happens.

    It returns False where another build was in the way, which is told once.
    """
    waits = False

    def rebuild() -> bool:
        nonlocal waits
        was_told, waits = waits, False
        time, begun = now()
        try:
            changes = build()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the server outlives all of them
            waits = isinstance(error, Busy)
            if not (waits and was_told):
                tell(job, error)
                job.say("not-rebuilt", time=time)
        else:
            seconds = f"{now()[1] - begun:.1f}"
            job.say("rebuilt", time=time, seconds=seconds, changed=changes.written)
            job.finish()
        return not waits

    return rebuild


def tell(job: Job, error: BaseException) -> None:
    """Say what went wrong: faults of the content with their places, anything else in a sentence."""
    if isinstance(error, Exception) and (
        isinstance(error, ContentError) or refusal(error, job.lang)
    ):
        job.tell_error(error)
    elif not isinstance(error, SystemExit):  # what ends with a code has said why
        frame = traceback.extract_tb(error.__traceback__)[-1]
        what = " ".join(f"{type(error).__name__}: {error}".split())
        job.say(
            "not-rebuilt-because", what=what, where=f"{Path(frame.filename).name}:{frame.lineno}"
        )
