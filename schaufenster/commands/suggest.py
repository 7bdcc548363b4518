"""`suggest`: lines that mend the faults of a change, for the forge to offer them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from difflib import SequenceMatcher
from typing import Any

import click

from schaufenster import command_names as names
from schaufenster.commands.job import Job, clock_of


@click.command(names.SUGGEST)
@click.option("--base", default="HEAD", show_default=True, help="the version to compare with")
@click.option("--head", help="the version with the change")
@click.option("--today", help="the day or moment the content is seen at")
@click.pass_obj
def suggest(job: Job, base: str, head: str | None, today: str | None) -> None:
    """Print as JSON which lines of a change would mend its faults, where that is certain."""
    from schaufenster import editing, git, problems, write
    from schaufenster.commands import versions
    from schaufenster.content.load import check_cluster
    from schaufenster.output import output

    files: list[Any] = []
    for ref in (base, head or base):
        commit = git.find_commit(job.root, ref)
        if commit is None:
            job.fail("no-version", ref=ref)
        files.append(versions.files_at(job.root, commit))
    folder = job.build / "suggested"
    clock = clock_of(job, today)

    def check(texts: Any) -> Any:
        """Return the errors of the change with some of its texts as given."""
        changed = {path: output(path, text) for path, text in texts.items()}
        write.write_changed(folder, {**files[1], **changed}.values())
        return problems.errors(check_cluster(folder, clock).problems)

    def read(path: str) -> str:
        return str(files[1][path].content.decode("utf-8-sig"))

    with job.build_lock():
        found = check({})
        lines = {path: _new_lines(path, *files) for path in {p.path for p in found}}
        lines = {path: numbers for path, numbers in lines.items() if numbers}
        told = editing.suggestions(found, read, lines, check)
    click.echo(json.dumps([asdict(each) for each in told], indent=1))


def _new_lines(path: str, before: Any, after: Any) -> frozenset[int]:
    """Return the numbers of the lines that a change brings to a file."""
    if path not in after:
        return frozenset()
    old, new = (_lines(side[path].content) if path in side else [] for side in (before, after))
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return frozenset(_numbers(steps))


def _numbers(steps: Iterable[tuple[str, int, int, int, int]]) -> Iterable[int]:
    for step, _, _, start, end in steps:
        if step != "equal":
            yield from range(start + 1, end + 1)


def _lines(raw: bytes) -> list[str]:
    return raw.decode("utf-8-sig", "replace").splitlines()
