"""`check`: every fault of the content, at its line and column, in four forms."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from schaufenster import problems, selection
from schaufenster.command_names import CHECK
from schaufenster.commands.job import Job, clock_of
from schaufenster.commands.own_theme import missing_words
from schaufenster.content.load import Clock, Cluster, Content, check_cluster, cluster_of
from schaufenster.facts import release
from schaufenster.problems import Problem

FORMS: Final = {
    "github": problems.as_github,
    "gitlab": problems.as_gitlab,
}


@click.command(CHECK)
@click.argument("paths", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", *FORMS, "json"]), default="text")
@click.option("--today", help="the day or moment the content is seen at")
@click.pass_obj
def check(job: Job, paths: tuple[str, ...], form: str, today: str | None) -> None:
    """Name every fault of the content, or of the files and folders given."""
    known = job.known_content(job.build / "site")
    all_problems, files = check_content(job, clock_of(job, today), known and known.content)
    below = [_below_root(job, path, all_problems) for path in paths]
    selected = [p for p in all_problems if not below or problems.is_below(p, below)]
    errors = problems.errors(selected)
    if form == "text":
        _tell_people(job, selected, errors, files, in_full=bool(paths))
    else:
        as_json = form == "json"
        text = problems.as_json(selected) if as_json else FORMS[form](selected, job.lang)
        click.echo(text, nl=False)
    sys.exit(1 if errors else 0)


def _below_root(job: Job, path: str, found: Sequence[Problem]) -> str:
    """Return a path as problems name it; end with 1 if nothing lies there and nothing is missed."""
    root = os.path.normpath(job.root.absolute())
    place = os.path.normpath(Path(root) / path.replace("\\", "/"))
    below = os.path.relpath(place, root)
    known = os.path.lexists(place) or any(problems.is_below(p, [below]) for p in found)
    if below.startswith("..") or not known:
        job.fail("no-path", path=path, root=root)
    return below


def check_content(
    job: Job, clock: Clock, before: Content | None = None
) -> tuple[tuple[Problem, ...], int]:
    """Return every problem of the content in a job's folder, and how many files it has.

    What is as it was `before` is not looked at again.
    """
    content = check_cluster(job.root, clock, before)
    found = content.problems
    if content.records.tables["identity"]:  # the choices of editions need a whole cluster
        cluster = cluster_of(content, clock)
        faults = job.check_look(cluster)
        missing = [] if faults else missing_words(job)
        more = selection.check_editions(cluster)
        found = problems.in_order([*found, *faults, *missing, *more])
        if content.source.ledger and not problems.errors(found):
            found = problems.in_order([*found, *gone_pages(job, cluster)])
    return found, len(content.source.documents)


def _tell_people(
    job: Job, found: Sequence[Problem], errors: Sequence[Problem], files: int, *, in_full: bool
) -> None:
    """Print the errors, the result, and the hints by kind, or each of them `in_full`."""
    hints = [p for p in found if p.severity == "warning"]
    click.echo(problems.as_text(errors, job.lang), nl=False)
    click.echo((problems.as_text if in_full else problems.by_kind)(hints, job.lang), nl=False)
    key = "faults" if errors else "hints" if hints else "clean"
    job.say(key, files=files, errors=len(errors), warnings=len(hints))
    job.finish()


def gone_pages(job: Job, cluster: Cluster) -> list[Problem]:
    """Return a problem for every page that was published and would be missing now.

    Feeds and data files are known only when they are made: `site` checks those.
    """
    from schaufenster import showcase

    public = release.released(cluster)
    pages = showcase.site_context(public, job.templates("theme/pages")).paths
    moved = {move.old for move in showcase.moves(public, pages)}
    addresses = showcase.published(f"{path}index.html" for path in pages | moved)
    lines = (line if line.strip().endswith("/") else "" for line in public.source.ledger)
    return list(showcase.check_ledger(lines, addresses))
