"""`evidence`: what the content can show for a label at a cut-off date."""

from __future__ import annotations

import datetime as dt

import click

from schaufenster.command_names import EVIDENCE
from schaufenster.commands.job import Job
from schaufenster.indicators.labels import LABELS


@click.command(EVIDENCE)
@click.argument("label", type=click.Choice(list(LABELS)))
@click.option("--on", required=True, help="the cut-off date")
@click.pass_obj
def evidence(job: Job, label: str, on: str) -> None:
    """Count what the content shows for a label, with all ids."""
    from schaufenster import indicators, language, write
    from schaufenster.facts import release

    cluster = job.load(None)
    try:
        day = dt.date.fromisoformat(on)
    except ValueError:
        job.fail("no-day", day=on)
    if day > cluster.today:
        job.fail("no-day", day=on)
    public = release.released(cluster)
    report = indicators.report_of(label, public, day)
    templates = job.templates("newsletter/templates")
    files = indicators.render_report(report, public, templates, job.lang)
    out = job.build / "evidence" / f"{label}-{day}"
    with job.build_lock():
        job.say_others(write.write_changed(out, files), out)
    job.say(
        "evidence",
        label=label,
        day=language.date(day, job.lang),
        count=len(report.figures),
        questions=len(report.questions),
        out=out,
        digest=indicators.digest_of(report, public),
    )
