"""`import`: an office's list, a calendar or a feed becomes records; dry without `--really`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from schaufenster import command_names as names
from schaufenster import problems, write
from schaufenster.commands.job import Job, clock_of
from schaufenster.content.load import Clock, Content, check_cluster

_STATES: Final = click.Choice(["member", "partner", "project-partner"])


@click.command(names.IMPORT)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--really", is_flag=True, help="do it; without it nothing is changed")
@click.option("--status", type=_STATES, help="what the houses of a list are, where it does not say")
@click.option("--today", help="the day or moment the content is seen at")
@click.pass_obj
def take_over(job: Job, file: Path, status: str | None, today: str | None, *, really: bool) -> None:
    """Take over a list of members (CSV, XLSX), a calendar (ICS) or a feed (RSS, Atom)."""
    from schaufenster import editing

    clock = clock_of(job, today)
    raw = _bytes(job, file, editing.MOST_BYTES)
    if not really:
        refused = _take(job, file, raw, status or "", clock)
        more = f" --status {status}" if status else ""
        job.next_is("import-dry", file=f"{file}{more}")
    else:
        with job.editing():
            refused = _take(job, file, raw, status or "", clock, really=True)
    if refused:
        job.finish()
        sys.exit(1)


def _bytes(job: Job, file: Path, most: int) -> bytes:
    """Return what a file holds; end with 1 where it is none, or far too large to be one."""
    if not file.is_file():
        job.fail("import-no-file", file=file)
    with file.open("rb") as opened:
        raw = opened.read(most + 1)
    if len(raw) > most:
        job.tell(f"{file}: {_said(job, 'import-large', most=most // 1024**2)}\n")
        job.fail("nothing-written")
    return raw


def _said(job: Job, rule: str, **values: object) -> str:
    return problems.rule_text(rule, job.lang).format(**values)


def _take(
    job: Job, file: Path, raw: bytes, status: str, clock: Clock, *, really: bool = False
) -> int:
    """Tell what becomes of a file's entries, and write it; return how many are refused."""
    from schaufenster import editing

    content = check_cluster(job.root, clock)
    if not content.records.tables["identity"]:
        raise problems.ContentError(content.problems)
    try:
        if (form := editing.form_of(raw)) == "table":
            taken = _members(job, raw, content, clock, status)
        else:
            take = editing.take_calendar if form == "calendar" else editing.take_feed
            taken = take(raw, file.name, content, clock, job.lang)
            _tell_rows(job, taken)
    except editing.TableError as error:
        job.tell(f"{file}: {_said(job, error.fault.rule, **error.fault.values)}\n")
        job.fail("nothing-written")
    counts = {action: sum(t.action == action for t in taken) for action in ACTIONS}
    job.say("import-counted", **{name: counts[name] for name in ACTIONS})
    if really:
        _write(job, [t.files for t in taken if t.files])
    return int(counts["refused"])


ACTIONS: Final = ("new", "changed", "same", "refused")


def _write(job: Job, records: Iterable[Mapping[str, bytes]]) -> None:
    """Write the files of each record at once, so that all is valid whenever it ends."""
    count = 0
    for files in records:
        count += len(files)
        folder = min(files).rpartition("/")[0]
        if len(files) > 1:
            named = {path.rpartition("/")[2]: raw for path, raw in files.items()}
            write.change_folder(job.root / folder, named)
        else:
            for path, raw in files.items():
                write.write_file(job.root / path, raw)
    if count:
        job.say("import-written", n=count)


# ── members ──────────────────────────────────────────────────────────────────────────────────


def _members(job: Job, raw: bytes, content: Content, clock: Clock, status: str) -> list[Any]:
    """Return what becomes of the rows of a list, after telling what its columns hold."""
    from schaufenster import editing

    table = editing.read_table(raw)
    identity = content.records.tables["identity"]["identity"]
    mapped = editing.map_columns(table, identity.country)
    job.say("import-columns", sheet=table.sheet or "–", head=mapped.head, n=len(mapped.rows))
    if table.others:
        job.say("import-sheets", names=", ".join(table.others))
    job.table(tuple(_column_rows(job, mapped.columns)))
    taken = editing.take_members(mapped, content, clock, job.lang, status)
    click.echo("")
    _tell_rows(job, taken)
    return taken


def _column_rows(job: Job, columns: Iterable[Any]) -> Iterable[tuple[str, ...]]:
    yield tuple(job.words(f"import-head-{name}") for name in ("column", "heading", "field", "how"))
    for column in columns:
        how = column.known_by or "nothing"
        target = column.target
        if target == "person":
            target, how = "–", "person"
        yield column.letter, column.heading, target or "–", job.words(f"import-by-{how}")


def _tell_rows(job: Job, taken: Iterable[Any]) -> None:
    for row in taken:
        _tell_row(job, row)
    click.echo("")


def _tell_row(job: Job, row: Any) -> None:
    """Tell what becomes of a row: its number, its profile, what changes or why it is refused."""
    action = job.words(f"import-{row.action}")
    notes = f" ({'; '.join(row.notes)})" if row.notes else ""
    click.echo(f"{row.number:>5}  {action:<9} {row.name or '–'}: {row.path or '–'}{notes}")
    for name, (old, new) in row.changes.items():
        click.echo(f"         {name}: {old or '–'} → {new}")
    for refusal in row.refusals:
        where = f"{refusal.where}: " if refusal.where else ""
        click.echo(f"         {where}{refusal.message}")
