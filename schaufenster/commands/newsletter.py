"""`newsletter …`: from a proposal to what was handed in."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import click

from schaufenster import command_names as names
from schaufenster.commands.job import CommandGroup, Job
from schaufenster.content.load import Cluster
from schaufenster.facts import release


@click.group(names.NEWSLETTER, cls=CommandGroup)
def newsletter() -> None:
    """Build newsletters."""


@newsletter.command(names.BUILD)
@click.argument("edition")
@click.option("--channel", help="only this channel")
@click.option("--today", help="the day or moment the edition is seen at")
@click.pass_obj
def newsletter_build(job: Job, edition: str, channel: str | None, today: str | None) -> None:
    """Build an edition (or `newest`) into build/newsletter/EDITION/; index.html shows all of it."""
    from schaufenster import mail, write
    from schaufenster.templates import Words

    cluster, name, templates = open_edition(job, edition, today)
    out = job.build / "newsletter" / name
    page = mail.open_office_page(cluster.editions[name], cluster, templates, job.lang)
    with job.build_lock():
        if channel:
            folder = f"{job.channel(cluster, channel)}/"
            files = [
                replace(file, path=file.path.removeprefix(folder))
                for file in page.files
                if file.path.startswith(folder)
            ]
            write.write_changed(out / channel, files)
        else:
            pages = mail.render_office_page(page, cluster, templates, job.lang)
            write.write_changed(out, [*page.files, *pages])
    panels = tuple(p for p in page.panels if channel in (None, p.row.channel.id))
    say = Words(job.lang, templates.words)
    job.table(mail.variants_table(replace(page, panels=panels), say))
    say_sheets(job, name, panels)
    job.say("edition", edition=name, count=len(page.files), out=out)
    day = cluster.approvals[name].on if page.approved != "none" else ""
    if any(not sheet.kept for panel in panels for sheet in panel.sheets):
        job.say(f"approval-{page.approved}", edition=name, day=day)


def open_edition(job: Job, edition: str, today: str | None) -> tuple[Cluster, str, Any]:
    """Return the released cluster, the name of an edition in it, and the templates of mails."""
    cluster = release.released(job.load(today, "newsletter"))
    return cluster, job.edition(cluster, edition), job.templates("newsletter/templates")


def say_sheets(job: Job, edition: str, panels: Iterable[Any]) -> None:
    """Print which channels get nothing and which mails are kept as they were sent."""
    for panel in panels:
        channel = panel.row.channel.id
        if not panel.sheets:
            job.say("edition-empty", edition=edition, channel=channel)
        for sheet in panel.sheets:
            if sheet.kept:
                values = {"lang": sheet.lang, "day": sheet.kept.date}
                job.say("edition-kept", edition=edition, channel=channel, **values)


@newsletter.command(names.STATUS)
@click.argument("edition", default="newest")
@click.option("--today", help="the day the deadlines are counted from")
@click.pass_obj
def newsletter_status(job: Job, edition: str, today: str | None) -> None:
    """Show what of an edition (or the newest) goes where by when, and what is missing."""
    from schaufenster import mail
    from schaufenster.templates import Words, load_words

    loaded = job.load(today, "newsletter/editions", strict=False)
    cluster = release.released(loaded)
    name = job.edition(cluster, edition)
    say = Words(job.lang, load_words(job.roots))
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

    cluster, name, templates = open_edition(job, edition, today)
    day = job.day(on, cluster)
    state = mail.approval_of(cluster.editions[name], cluster, templates)
    if state != "holds":
        approved_on = cluster.approvals[name].on if state == "changed" else ""
        job.say(f"approval-{state}", edition=name, day=approved_on)
    whose = job.channel(cluster, channel)
    record = mail.keep(cluster.editions[name], whose, day, "handed-in", cluster, templates)
    write_record(job, record, "handed-in", edition=name, channel=channel, day=day)


@newsletter.command(names.REDACT)
@click.argument("edition")
@click.option("--channel", required=True, help="the channel whose mails are taken back")
@click.option("--reason", required=True, help="why; it is shown instead of the mail")
@click.option("--date", "on", help="the day, else today")
@click.option("--today", help="the day or moment the edition is seen at")
@click.pass_obj
def newsletter_redact(
    job: Job, edition: str, channel: str, reason: str, on: str | None, today: str | None
) -> None:
    """Take back what a channel got: a note with date and reason replaces it."""
    from schaufenster import mail

    cluster, name, templates = open_edition(job, edition, today)
    day, whose = job.day(on, cluster), job.channel(cluster, channel)
    record = mail.redact(cluster.editions[name], whose, day, job.remark(reason), cluster, templates)
    write_record(job, record, "redacted", edition=name, channel=channel, day=day)


def write_record(job: Job, record: Any, done: str, **values: object) -> None:
    """Write what remains of sent mails and print that; end with 1 if there is nothing."""
    from schaufenster import write

    if not record.count:
        job.fail(f"nothing-{done}", **values)
    with job.build_lock():
        for file in record.files:
            write.write_file(job.root / file.path, file.content)
        for path in record.removed:
            write.remove_file(job.root / path)
    job.say(done, count=record.count, path=record.files[-1].path, **values)


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

    cluster, name, templates = open_edition(job, edition, today)
    files = list(mail.render_set(cluster.editions[name], cluster, templates))
    if not files:
        job.fail("nothing-to-approve", edition=name)
    approval = mail.approval_file(cluster.editions[name], files, cluster.now.date())
    write.write_file(job.root / approval.path, approval.content)
    count = sum(file.path.endswith(".eml") for file in files)
    job.say("approved", edition=name, count=count, path=approval.path)
