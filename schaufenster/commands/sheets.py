"""`sheets`: the sheets for print in a folder, on the paper that a printer wants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from schaufenster.command_names import SHEETS
from schaufenster.commands.job import Job


@click.command(SHEETS)
@click.option(
    "--paper", type=click.Choice(["a4", "a3"]), default="a4", show_default=True, help="the paper"
)
@click.option("--marks", is_flag=True, help="with marks to cut at and 3 mm of bleed")
@click.option("--out", type=click.Path(path_type=Path), help="where they go, else build/sheets")
@click.option("--today", help="the day or moment they are seen at")
@click.pass_obj
def sheets(job: Job, paper: Any, out: Path | None, today: str | None, *, marks: bool) -> None:
    """Write the sheets for print (PDF) into a folder, and a ZIP with all of them."""
    from schaufenster import parallel, showcase, write, zip_archive
    from schaufenster.commands import site as steps
    from schaufenster.facts import release
    from schaufenster.output import output

    out = (out or job.build / "sheets").absolute()
    with job.build_lock():
        public = release.released(job.load(today))
        context = showcase.site_context(public, job.templates("theme/pages"))
        how = steps.sheet_print(job, paper, marks=marks)
        wanted = list(showcase.render_sheets(context, how))
        if not wanted:
            job.fail("no-sheets")
        made = parallel.parallel_map(lambda sheet: sheet.made(), wanted, fewest=4)
        archive = zip_archive.archive({file.path: file.content for file in made})
        changes = write.write_changed(out, [*made, output(f"sheets-{paper}.zip", archive)])
    job.say_others(changes, out)
    job.say("sheets", count=len(made), out=out)
