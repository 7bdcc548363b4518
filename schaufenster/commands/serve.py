"""`serve` goes on whatever happens to a build: one sentence says what, and the last site stays."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from schaufenster import parallel, problems
from schaufenster.commands.build import Build
from schaufenster.commands.early_pages import early_pages
from schaufenster.commands.job import Job, now
from schaufenster.problems import ContentError, refusal
from schaufenster.showcase.development_server import Preview
from schaufenster.write import Busy


def rebuilding(job: Job, build: Callable[[Preview], Any]) -> Callable[[Preview], bool]:
    """Return a function that builds once and says how it went, whatever happens.

    It returns False where another build was in the way, which is told once.
    """
    waits = False

    def rebuild(preview: Preview) -> bool:
        nonlocal waits
        was_told, waits = waits, False
        time, begun = now()
        try:
            with preview.building(), ExitStack() as alone:
                if threading.active_count() > 1:  # no process is copied beside threads
                    alone.enter_context(parallel.alone())
                changes = build(preview)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the server outlives all of them
            waits = isinstance(error, Busy)
            if not (waits and was_told):
                told = tell(job, error)
                job.say("not-rebuilt", time=time)
                preview.tell("" if waits else told)
        else:
            seconds = f"{now()[1] - begun:.1f}"
            job.say("rebuilt", time=time, seconds=seconds, changed=changes.written)
            job.finish()
            preview.tell("")
        return not waits

    return rebuild


def show_early(last: Build, preview: Preview) -> None:
    """Show the pages that somebody looks at as they are with an edited text, before the build."""
    if last.last.known and preview.edited and preview.viewed:
        with suppress(Exception):
            known, content = last.last.known, last.content
            preview.show(early_pages(known, content, preview.edited, preview.viewed))


def tell(job: Job, error: BaseException) -> str:
    """Say what went wrong: faults of the content with their places, anything else in a sentence.

    Returns what is to be shown over the pages.
    """
    if isinstance(error, ContentError):
        job.tell_error(error)
        return problems.as_text(problems.errors(error.problems), job.lang)
    if isinstance(error, Exception) and (sentence := refusal(error, job.lang)):
        job.tell_error(error)
        return sentence
    if isinstance(error, SystemExit):  # what ends with a code has said why
        return job.words("not-rebuilt", time=now()[0])
    frame = traceback.extract_tb(error.__traceback__)[-1]
    what = " ".join(f"{type(error).__name__}: {error}".split())
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    job.say("not-rebuilt-because", what=what, where=where)
    return job.words("not-rebuilt-because", what=what, where=where)
