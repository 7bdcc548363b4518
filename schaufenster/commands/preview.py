"""`preview`: what a change of the content changes, before and after, on one page."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from schaufenster import command_names as names
from schaufenster.commands.job import Job
from schaufenster.problems import ContentError, Problem

MOST_PAGES: Final = 60
"""As many other pages are listed; the copy of the whole site has all."""
_HINT: Final = ("path", "field", "rule")


@click.command(names.PREVIEW)
@click.option("--base", default="HEAD", show_default=True, help="the version to compare with")
@click.option("--out", type=click.Path(path_type=Path), help="where the page goes")
@click.option("--today", help="the day or moment both versions are seen at")
@click.pass_obj
def preview(job: Job, base: str, out: Path | None, today: str | None) -> None:
    """Show on one page what differs from a version that git keeps, before and after."""
    from schaufenster import git, problems, write

    commit = git.find_commit(job.root, base)
    if commit is None:
        job.fail("no-version", ref=base)
    out = (out or job.build / "preview").absolute()
    with job.build_lock():
        compared = _build(job, commit, today)
        change, files = _shown(job, compared)
        job.say_others(write.write_own(out, files, ""), out)
    if change.faults:
        job.tell(problems.as_text(change.faults, job.lang))
    job.say("preview", out=out / "index.html", files=len(change.paths))
    sys.exit(1 if change.faults else 0)


@dataclass
class Compared:
    """Two versions of the content: what each became, and the files of their sites that differ.

    A version with faults is None; `seen` is what the first one showed of the changed files.
    """

    paths: frozenset[str]
    site: Path
    cache: Any
    before: Any = None
    seen: Any = None
    after: Any = None
    faults: tuple[Problem, ...] = ()
    files: tuple[dict[str, bytes], dict[str, bytes]] = field(default_factory=lambda: ({}, {}))


def _build(job: Job, commit: str, today: str | None) -> Compared:
    """Build the version of a commit and the one on the disk. Raises where neither can be built."""
    from schaufenster import problems, write
    from schaufenster.commands import comparison, versions

    place = versions.Workplace(job.build / "versions", job.lang)
    files = versions.files_at(job.root, commit), versions.files_here(job.root)
    compared = Compared(
        versions.differing(*files), place.site, write.Cache(place.folder / "build" / "cache")
    )
    job.step("building-before")
    try:
        compared.before = place.build(files[0], today)
        today = today or compared.before.whole.now.isoformat()
        compared.seen = comparison.look_at(
            compared.before, compared.paths, job.lang, compared.cache
        )
    except ContentError:
        compared.before = None
    job.step("building-after")
    touched: set[str] = set()
    try:
        compared.after = place.build(files[1], today, partial(_keep, compared, touched))
    except ContentError as error:
        if compared.before is None:
            raise
        compared.faults = problems.errors(error.problems)
        return compared
    _read(compared, touched)
    return compared


def _keep(compared: Compared, touched: set[str], outputs: Any, stale: frozenset[str]) -> None:
    """Keep the files of the first site that the second one may replace."""
    if compared.before is None:
        return
    touched |= stale
    known = {path for name in stale & outputs.keys() for path, _ in outputs[name].files}
    compared.files[0].update({p: (compared.site / p).read_bytes() for p in known})


def _read(compared: Compared, touched: set[str]) -> None:
    """Read what became of the touched outputs; what is the same in both is no difference."""
    before, after = compared.files
    outputs = compared.after.outputs
    for name in touched & outputs.keys() if compared.before else outputs.keys():
        for path, _ in outputs[name].files:
            raw = (compared.site / path).read_bytes()
            if before.get(path) == raw:
                del before[path]
            else:
                after[path] = raw


# ── the page ─────────────────────────────────────────────────────────────────────────────────


def _shown(job: Job, compared: Compared) -> tuple[Any, list[Any]]:
    """Return the change, and the files of its page."""
    from schaufenster import editing
    from schaufenster.showcase import page_copies

    version = compared.after or compared.before
    change = editing.Change(
        version.whole.identity, files=tuple(sorted(compared.paths)), faults=compared.faults,
        has_before=compared.before is not None,
    )  # fmt: skip
    files: list[Any] = []
    if compared.after:
        change, files = _compared(job, compared, change)
    page = editing.render_change_page(change, version.content.mails, job.lang, page_copies.SHEET)
    return change, [*files, *page]


def _compared(job: Job, compared: Compared, change: Any) -> tuple[Any, list[Any]]:
    """Return the change with all that it touches, and the copies that its page shows."""
    from schaufenster.commands.comparison import SITE, Comparison, Copies, look_at

    job.step("comparing")
    context = compared.after.content.context
    seen = look_at(compared.after, compared.paths, job.lang, compared.cache)
    shown = {*seen.pages, *(compared.seen.pages if compared.seen else ())}
    copies = Copies(context.site.base, *compared.files, frozenset(shown))
    comparison = Comparison(compared.seen, seen, copies, job.lang)
    records = tuple(comparison.records(compared.paths))
    own = {path for record in records for path in record.paths}
    pages = tuple(comparison.others(MOST_PAGES))
    change = replace(
        change,
        records=records,
        pages=pages[:MOST_PAGES],
        more=len(pages[MOST_PAGES:]),
        files=tuple(sorted(compared.paths - own)),
        new_hints=_hints(compared.after, compared.before),
        gone_hints=_hints(compared.before, compared.after),
        site=f"{SITE}/index.html",
    )
    whole = copies.site(compared.site, compared.after.outputs)
    return change, [*copies.files, *copies.rest(), *whole]


def _hints(of: Any, other: Any) -> tuple[Problem, ...]:
    """Return the hints of a version that another does not have; none without both versions."""
    if of is None or other is None:
        return ()
    known = {tuple(getattr(p, name) for name in _HINT) for p in other.whole.warnings}
    found = (p for p in of.whole.warnings if p.severity == "warning")
    return tuple(p for p in found if tuple(getattr(p, name) for name in _HINT) not in known)
