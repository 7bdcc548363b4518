"""`newsletter …`: from a proposal to what was handed in."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import click

from schaufenster import command_names as names
from schaufenster.commands.job import Job
from schaufenster.facts import release


@click.group(names.NEWSLETTER)
def newsletter() -> None:
    """Build newsletters."""


@newsletter.command(names.BUILD)
@click.argument("edition")
@click.option("--channel", help="only this channel")
@click.option("--today", help="the day or moment the edition is seen at")
@click.pass_obj
def newsletter_build(job: Job, edition: str, channel: str | None, today: str | None) -> None:
    """Build an edition (or `newest`) into build/newsletter/EDITION/; index.html shows all of it."""
    from schaufenster import mail, templates, write

    cluster = release.released(job.load(today, told="newsletter"))
    name = job.edition(cluster, edition)
    words = job.templates("newsletter/templates")
    out = job.build / "newsletter" / name
    shown = mail.open_office_page(cluster.editions[name], cluster, words, job.lang)
    with job.locked():
        if channel:
            own = [f for f in shown.files if f.path.startswith(f"{job.channel(cluster, channel)}/")]
            for_one = [replace(f, path=f.path.removeprefix(f"{channel}/")) for f in own]
            write.write_changed(out / channel, for_one)
        else:
            pages = mail.render_office_page(shown, cluster, words, job.lang)
            write.write_changed(out, [*shown.files, *pages])
    say = templates.Words(job.lang, words.words)
    panels = [p for p in shown.panels if channel in (None, p.row.channel.id)]
    job.table(mail.variants_table(replace(shown, panels=tuple(panels)), say))
    for panel in panels:
        if not panel.sheets:
            job.say("edition-empty", edition=name, channel=panel.row.channel.id)
        for sheet in panel.sheets:
            if sheet.kept:
                each = {"channel": panel.row.channel.id, "lang": sheet.lang, "day": sheet.kept.date}
                job.say("edition-kept", edition=name, **each)
    job.say("edition", edition=name, count=len(shown.files), out=out)
    day = cluster.approvals[name].on if shown.approved != "none" else ""
    if any(not sheet.kept for panel in panels for sheet in panel.sheets):
        job.say(f"approval-{shown.approved}", edition=name, day=day)


@newsletter.command(names.STATUS)
@click.argument("edition", default="newest")
@click.option("--today", help="the day the deadlines are counted from")
@click.pass_obj
def newsletter_status(job: Job, edition: str, today: str | None) -> None:
    """Tell of an edition (or the newest) what goes where by when, and what is missing."""
    from schaufenster import mail, templates

    loaded = job.load(today, told="newsletter/editions", strict=False)
    cluster = release.released(loaded)
    name = job.edition(cluster, edition)
    words = job.templates("newsletter/templates")
    say = templates.Words(job.lang, words.words)
    job.table(mail.board_table(mail.board(cluster.editions[name], cluster), say))


@newsletter.command(names.HANDED_IN)
@click.argument("edition")
@click.option("--channel", required=True, help="the channel that got its mails")
@click.option("--date", "on", help="the day it was handed in, else today")
@click.option("--today", help="the day or moment the edition is seen at")
@click.pass_obj
def newsletter_handed_in(
    job: Job, edition: str, channel: str, on: str | None, today: str | None
) -> None:
    """Keep what a channel got, as bytes: the office has mailed it by hand."""
    from schaufenster import mail

    cluster = release.released(job.load(today, told="newsletter"))
    name, day = job.edition(cluster, edition), job.day(on, cluster)
    words = job.templates("newsletter/templates")
    issue = cluster.editions[name]
    state = mail.approval_of(issue, cluster, words)
    if state != "holds":
        changed = cluster.approvals[name].on if state == "changed" else ""
        job.say(f"approval-{state}", edition=name, day=changed)
    kept = mail.keep(issue, job.channel(cluster, channel), day, "handed-in", cluster, words)
    write_kept(job, kept, "handed-in", edition=name, channel=channel, day=day)


@newsletter.command(names.REDACT)
@click.argument("edition")
@click.option("--channel", required=True, help="the channel whose mails are taken back")
@click.option("--reason", required=True, help="why; it is shown where the mail stood")
@click.option("--date", "on", help="the day, else today")
@click.option("--today", help="the day or moment the edition is seen at")
@click.pass_obj
def newsletter_redact(
    job: Job, edition: str, channel: str, reason: str, on: str | None, today: str | None
) -> None:
    """Take back what a channel got: a note with date and reason stays in its place."""
    from schaufenster import mail

    cluster = release.released(job.load(today, told="newsletter"))
    name, day = job.edition(cluster, edition), job.day(on, cluster)
    words = job.templates("newsletter/templates")
    issue, whose = cluster.editions[name], job.channel(cluster, channel)
    left = mail.redact(issue, whose, day, job.remark(reason), cluster, words)
    write_kept(job, left, "redacted", edition=name, channel=channel, day=day)


def write_kept(job: Job, kept: Any, done: str, **told: object) -> None:
    """Write what is kept of mails that have left the house, and say so; 1 if there is nothing."""
    from schaufenster import write

    if not kept.count:
        job.fail(f"nothing-{done}", **told)
    with job.locked():
        for file in kept.files:
            write.write_file(job.root / file.path, file.content)
        for path in kept.removed:
            write.remove_file(job.root / path)
    job.say(done, count=kept.count, path=kept.files[-1].path, **told)


@newsletter.command(names.NEW)
@click.argument("edition")
@click.option("--today", help="the day or moment the content is seen at")
@click.pass_obj
def newsletter_new(job: Job, edition: str, today: str | None) -> None:
    """Propose an edition (2025-10) from what is new since the last one, as a file to edit."""
    from schaufenster import mail, write

    if not mail.is_name(edition):
        job.fail("edition-name", edition=edition)
    path = job.root / f"newsletter/editions/{edition}.yml"
    if os.path.lexists(path):
        job.fail("edition-exists", edition=edition, path=path)
    proposal = mail.propose(edition, release.released(job.load(today, "newsletter")), job.lang)
    if not proposal.count:
        job.fail("nothing-new", since=proposal.since.isoformat())
    write.write_file(path, proposal.file.content)
    job.say("proposed", count=proposal.count, path=path)


@newsletter.command(names.APPROVE)
@click.argument("edition")
@click.option("--today", help="the day of the approval")
@click.pass_obj
def newsletter_approve(job: Job, edition: str, today: str | None) -> None:
    """Note that the office has seen every mail of an edition (or `newest`) and approves it."""
    from schaufenster import mail, write

    cluster = release.released(job.load(today, told="newsletter"))
    name = job.edition(cluster, edition)
    words = job.templates("newsletter/templates")
    files = list(mail.render_set(cluster.editions[name], cluster, words))
    if not files:
        job.fail("nothing-to-approve", edition=name)
    approval = mail.approval_file(cluster.editions[name], files, cluster.now.date())
    write.write_file(job.root / approval.path, approval.content)
    count = sum(file.path.endswith(".eml") for file in files)
    job.say("approved", edition=name, count=count, path=approval.path)
