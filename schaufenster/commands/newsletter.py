"""`newsletter …`: from a proposal to what was handed in."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import click

from schaufenster import command_names as names
from schaufenster import language, selection
from schaufenster.commands.job import CommandGroup, Job
from schaufenster.commands.mailing import tell_deliveries
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
    from schaufenster import mail
    from schaufenster.templates import Words

    cluster, name, templates = open_edition(job, edition, today, tell=True, channel=channel)
    page = write_edition(job, cluster, name, templates, channel)
    panels = tuple(p for p in page.panels if channel in (None, p.row.channel.id))
    say = Words(job.lang, templates.words)
    job.table(mail.variants_table(replace(page, panels=panels), say))
    say_sheets(job, name, panels)
    job.say("edition", edition=name, count=len(page.files), out=job.build / "newsletter" / name)
    day = cluster.approvals[name].on if page.approved != "none" else ""
    if any(not sheet.kept for panel in panels for sheet in panel.sheets):
        job.say(f"approval-{page.approved}", edition=name, day=day)


def write_edition(
    job: Job, cluster: Cluster, name: str, templates: Any, channel: str | None = None
) -> Any:
    """Write an edition, or a channel's part of it, below `build/newsletter/`; return its page."""
    from schaufenster import mail, write

    out = job.build / "newsletter" / name
    page = mail.open_office_page(cluster.editions[name], cluster, templates, job.lang)
    below = f"{job.channel(cluster, channel)}/" if channel else ""
    files = [file for file in page.files if file.path.startswith(below)]
    if not channel:
        files += mail.render_office_page(page, cluster, templates, job.lang)
    with job.build_lock():
        job.say_others(write.write_own(out, files, below), out)
    open_rows = (p.row for p in page.panels if not any(sheet.kept for sheet in p.sheets))
    note_pictures(job, name, (r.variant for r in open_rows if channel in (None, r.channel.id)))
    return page


def note_pictures(job: Job, edition: str, variants: Iterable[selection.Variant]) -> None:
    """Note the photographs that rights keep out of mails and packs, to be said at the end."""
    for loss in selection.picture_losses(variants, job.lang):
        values = {"edition": edition, "ref": loss.ref, "why": loss.why}
        channels, pictures = ", ".join(loss.channels), language.listed(loss.paths, job.lang)
        job.lose("picture-left-out", channels=channels, pictures=pictures, **values)


def open_edition(
    job: Job, edition: str, today: str | None, *, tell: bool = False, channel: str | None = None
) -> tuple[Cluster, str, Any]:
    """Return the released cluster, the name of an edition in it, and the templates of mails.

    `tell` prints what of the edition is taken out of its mails, or of those to a channel.
    """
    whole = job.load(today, "newsletter")
    cluster = release.released(whole)
    name = job.edition(cluster, edition)
    if tell:
        say_losses(job, name, whole, cluster, channel)
    return cluster, name, job.templates("newsletter/templates")


def say_losses(job: Job, name: str, whole: Cluster, cluster: Cluster, channel: str | None) -> None:
    """Print what an edition names and time, room or release take out, with the reason."""
    edition = whole.editions[name]
    shown = [selection.variant(edition, c, cluster) for c in cluster.channels.values()]
    for loss in selection.losses(edition, shown, whole, job.lang):
        channels = ", ".join(c for c in loss.channels if channel in (None, c))
        key = "left-out" if loss.channels else "left-out-everywhere"
        if channels or not loss.channels:
            job.say(key, edition=name, ref=loss.ref, channels=channels, why=loss.why)


def say_sheets(job: Job, edition: str, panels: Iterable[Any]) -> None:
    """Print which channels get nothing and which mails are kept as they were sent."""
    for panel in panels:
        channel = panel.row.channel.id
        if not panel.row.variant.stories and not panel.sheets:
            job.say("edition-empty", edition=edition, channel=channel)
        elif missing := missing_languages(panel):
            spoken = [language.language_name(code, job.lang) for code in missing]
            languages = language.listed(spoken, job.lang)
            job.say("edition-language", edition=edition, channel=channel, languages=languages)
        for sheet in panel.sheets:
            if sheet.kept:
                values = {"lang": sheet.lang, "day": sheet.kept.date}
                job.say("edition-kept", edition=edition, channel=channel, **values)


def missing_languages(panel: Any) -> list[str]:
    """Return the languages of a channel that an edition has no mail in."""
    made = {sheet.lang for sheet in panel.sheets}
    return [code for code in panel.row.channel.languages if code not in made]


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
    tell_deliveries(job, cluster, name)
    job.next_is("status", edition=name)


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

    with job.editing():
        cluster, name, templates = open_edition(job, edition, today)
        day, whose = job.day(on, cluster), job.channel(cluster, channel)
        values = {"edition": name, "channel": whose}
        record = mail.keep(cluster.editions[name], whose, day, "handed-in", cluster, templates)
        if not record.count:
            kept = kept_mails(cluster, name, whose)
            if not kept or kept[0].redacted or (on and kept[0].date != day):
                job.fail("nothing-handed-in", **values)
            job.say("already-handed-in", day=kept[0].date, **values)
            return
        refuse_other_mails(job, cluster, name, whose, templates)
        write_record(job, record, name)
    job.say("handed-in", count=record.count, path=record.files[-1].path, day=day, **values)


def kept_mails(cluster: Cluster, edition: str, channel: str) -> list[Any]:
    """Return what a channel got of an edition, as it was kept."""
    sent = cluster.sent.get(edition)
    return [mail for mail in sent.variants if mail.channel == channel] if sent else []


def refuse_other_mails(
    job: Job, cluster: Cluster, edition: str, channel: str, templates: Any
) -> None:
    """End with 1 unless a channel's mails are those that were approved and built."""
    from schaufenster import mail

    state = mail.approval_of(cluster.editions[edition], cluster, templates)
    if state != "holds":
        day = cluster.approvals[edition].on if state == "changed" else ""
        job.fail(f"handed-in-{state}", edition=edition, day=day)
    out = job.build / "newsletter" / edition / channel
    for file in mail.render_edition(cluster.editions[edition], channel, cluster, templates):
        built = out / file.path
        if built.is_file() and built.read_bytes() != file.content:
            job.fail("handed-in-built", edition=edition, path=built)


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

    with job.editing():
        cluster, name, templates = open_edition(job, edition, today)
        day, whose, why = job.day(on, cluster), job.channel(cluster, channel), job.remark(reason)
        values = {"edition": name, "channel": whose}
        record = mail.redact(cluster.editions[name], [whose], day, why, cluster, templates)
        if not record.count:
            notes = [kept.redacted for kept in kept_mails(cluster, name, whose)]
            if not notes or notes[0].reason != why:
                job.fail("nothing-redacted", **values)
            job.say("already-redacted", day=notes[0].date, **values)
            return
        write_record(job, record, name)
    job.say("redacted", count=record.count, path=record.files[-1].path, **values)


def write_record(job: Job, record: Any, edition: str) -> None:
    """Write what remains of an edition's sent mails: all of it or nothing."""
    from schaufenster import mail, write

    folder = mail.folder_of(edition)
    files = {file.path.removeprefix(folder): file.content for file in record.files}
    removed = [path.removeprefix(folder) for path in record.removed]
    write.change_folder(job.root / folder, files, removed)


@newsletter.command(names.NEW)
@click.argument("edition")
@click.option("--today", help="the day or moment the content is seen at")
@click.pass_obj
def newsletter_new(job: Job, edition: str, today: str | None) -> None:
    """Propose an edition (2025-10) from what no earlier one carried, as a file to edit."""
    propose_edition(job, edition, today)


def propose_edition(job: Job, edition: str, today: str | None) -> None:
    """Write the proposal of an edition, unless there is one of this name."""
    from schaufenster import mail, write

    if not mail.is_name(edition):
        job.fail("edition-name", edition=edition)
    path = job.root / f"newsletter/editions/{edition}.yml"
    with job.editing():
        cluster = release.released(job.load(today, "newsletter"))
        if not cluster.channels:
            job.fail("no-channels")
        proposal = mail.propose(edition, cluster, job.lang)
        same = path.is_file() and path.read_bytes() == proposal.file.content
        if os.path.lexists(path) and not same:
            job.fail("edition-exists", edition=edition, path=path)
        if not proposal.count:
            job.tell("".join(f"{line}\n" for line in proposal.others))
            job.fail("nothing-new")
        write.write_file(path, proposal.file.content)
    job.say("proposed", count=proposal.count, path=path, edition=edition)


@newsletter.command(names.APPROVE)
@click.argument("edition")
@click.option("--today", help="the day of the approval")
@click.pass_obj
def newsletter_approve(job: Job, edition: str, today: str | None) -> None:
    """Note that the office has seen every mail of an edition (or `newest`) and approves it."""
    from schaufenster import mail, write

    with job.editing():
        cluster, name, templates = open_edition(job, edition, today, tell=True)
        files = mail.to_approve(cluster.editions[name], cluster, templates)
        if not files:
            job.fail("nothing-to-approve", edition=name)
        approval = mail.approval_file(cluster.editions[name], files, cluster.today)
        write.write_file(job.root / approval.path, approval.content)
        edition_ = cluster.editions[name]
        note_pictures(
            job, name, (selection.variant(edition_, c, cluster) for c in cluster.channels.values())
        )
    count = sum(file.path.endswith(".eml") for file in files)
    job.say("approved", edition=name, count=count, path=approval.path)
