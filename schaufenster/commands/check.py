"""`check`: every fault of the content, at its line and column, in four forms."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

import click

from schaufenster import problems, selection
from schaufenster.command_names import CHECK
from schaufenster.commands.job import Job, clock_of
from schaufenster.content.load import Cluster, check_cluster, cluster_of
from schaufenster.facts import release
from schaufenster.problems import Problem


@click.command(CHECK)
@click.argument("paths", nargs=-1)
@click.option(
    "--format", "form", type=click.Choice(["text", "github", "gitlab", "json"]), default="text"
)
@click.option("--today", help="the day or moment the content is seen at")
@click.pass_obj
def check(job: Job, paths: tuple[str, ...], form: str, today: str | None) -> None:
    """Name every fault of the content, or of the files and folders given."""
    clock = clock_of(job, today)
    records, source, found = check_cluster(job.root, clock)
    gc.freeze()
    if records.tables["identity"]:  # what editions would choose is known only of a whole cluster
        whole = cluster_of(records, source, found, clock)
        found = problems.in_order([*found, *selection.check_editions(whole)])
        if source.ledger and not problems.errors(found):
            found = problems.in_order([*found, *gone_pages(whole)])
    shown = [p for p in found if not paths or problems.is_below(p, paths)]
    as_form: dict[str, Callable[[], str]] = {
        "text": lambda: problems.as_text(shown, job.lang),
        "github": lambda: problems.as_github(shown, job.lang),
        "gitlab": lambda: problems.as_gitlab(shown, job.lang),
        "json": lambda: problems.as_json(shown),
    }
    click.echo(as_form[form](), nl=False)
    failed = len(problems.errors(shown))
    if form == "text":
        files, warned = len(source.documents), len(shown) - failed
        job.say("faults" if shown else "clean", files=files, errors=failed, warnings=warned)
    sys.exit(1 if failed else 0)


def gone_pages(cluster: Cluster) -> list[Problem]:
    """Return a fault for every page that was published and would be missing now.

    Feeds and data files are known only when they are made: the build judges those.
    """
    from schaufenster import showcase

    shown = release.released(cluster)
    pages = showcase.page_paths(shown)
    old = {move.old for move in showcase.moves(shown, pages)}
    there = showcase.published(f"{path}index.html" for path in pages | old)
    lines = (line if line.strip().endswith("/") else "" for line in shown.source.ledger)
    return list(showcase.check_ledger(lines, there))
