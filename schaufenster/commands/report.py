"""`report`: what the cluster did in a year, for assembly, funders and ministries."""

from __future__ import annotations

import click

from schaufenster.command_names import REPORT
from schaufenster.commands.job import Job


@click.command(REPORT)
@click.argument("year")
@click.pass_obj
def report(job: Job, year: str) -> None:
    """Count what the cluster did in a year: page, PDF and tables."""
    from schaufenster import indicators, write
    from schaufenster.facts import release

    cluster = job.load(None)
    if not (year.isdecimal() and 1900 < int(year) < cluster.today.year):
        job.fail("no-year", year=year)
    public = release.released(cluster)
    counted = indicators.annual_report(public, int(year))
    templates, template = job.templates("newsletter/templates"), job.file(indicators.TEMPLATE)
    files = list(
        indicators.render_annual(counted, public, templates, job.lang, template.read_bytes())
    )
    out = job.build / "report" / year
    with job.build_lock():
        job.say_others(write.write_changed(out, files), out)
    job.say("annual", year=year, count=len(counted.figures), out=out)
