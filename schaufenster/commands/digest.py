"""`digest`: what is new for the office, as a draft."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from schaufenster import command_names as names
from schaufenster.commands.job import Job, clock_of


@click.command(names.DIGEST)
@click.option("--since", help="what appeared after this day, else after the day before")
@click.option("--today", help="the day or moment the content is seen at")
@click.pass_obj
def digest(job: Job, since: str | None, today: str | None) -> None:
    """Write what is new (requests, what fits, calls for funding) as a draft to the office."""
    from schaufenster import mail, write
    from schaufenster.facts.release import released
    from schaufenster.output import output
    from schaufenster.templates import Words

    cluster: Any = released(job.load(today, "members"))
    lang, identity = cluster.identity.first_language, cluster.identity
    day_before = (cluster.today - dt.timedelta(days=1)).isoformat()
    after = clock_of(job, since or day_before)(dt.UTC).date()
    told = mail.digest(cluster, after, Words(lang, job.templates("newsletter/templates").words))
    files = []
    if told:
        subject, text = told
        if not identity.imprint.email:
            job.fail("digest-no-mail")
        raw = mail.letter(subject=subject, text=text, to=identity.imprint.email, lang=lang,
                          day=cluster.today, identity=identity)  # fmt: skip
        files.append(output(f"{cluster.today}.eml", raw))
    with job.build_lock():
        write.write_changed(job.build / "digest", files)
    if told:
        job.say("digest", path=job.build / "digest" / files[0].path)
    else:
        job.say("digest-nothing", day=after)
