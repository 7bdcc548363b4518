#!/usr/bin/env python3
"""Schaufenster's commands: a table of contents, each command in a few lines.

The only place that reads the clock, the environment and the working directory. Rooms that only
some commands need are imported where they are used, so that `check` starts at once.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from schaufenster import problems, sanitize, selection
from schaufenster.addresses import site_at
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import (
    Clock,
    Cluster,
    check_cluster,
    cluster_of,
    load_cluster,
)
from schaufenster.content.read import LEDGER
from schaufenster.messages import RULES, SAID
from schaufenster.output import OutputFile
from schaufenster.problems import ContentError, Fault, Language, Problem

LONGEST_REMARK = 320
PROJECT = Path(__file__).resolve().parent


class Door(click.Group):
    """Turns what went wrong into an exit: 1 for content and requests, 2 for a bug of ours."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; tracebacks are for our own bugs alone."""
        try:
            return super().invoke(ctx)
        except ContentError as error:
            ctx.obj.tell(problems.as_text(error.problems, ctx.obj.lang))
            ctx.obj.fail("kept")
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - the last line of defence
            rule, path = getattr(error, "rule", None), getattr(error, "path", None)
            if rule:  # write.Refused: busy, or a folder that is not ours
                ctx.obj.tell(f"{path}: {getattr(RULES[rule], ctx.obj.lang)}\n")
                sys.exit(1)
            traceback.print_exc()
            ctx.obj.tell(ctx.obj.words("bug") + "\n")
            sys.exit(2)


class Job:
    """What every command gets: the cluster's folder, the language, and where things lie."""

    def __init__(self, root: Path, lang: Language) -> None:
        self.root, self.lang = root, lang
        self.build = root / "build"
        self.roots = [root] if root == PROJECT else [root, PROJECT]
        self.begun: list[tuple[str, float, float]] = []

    def words(self, key: str, **values: object) -> str:
        """Return one of the sentences of `messages.SAID`."""
        return getattr(SAID[key], self.lang).format(**values)  # type: ignore[no-any-return]

    def say(self, key: str, **values: object) -> None:
        """Print a result."""
        click.echo(self.words(key, **values))

    def tell(self, text: str) -> None:
        """Print to the error stream, so that results stay clean."""
        click.echo(text, nl=False, err=True)

    def step(self, key: str) -> None:
        """Note when a step begins, and say so on a terminal."""
        self.begun.append((key, time.perf_counter(), sum(os.times()[:4])))
        if sys.stderr.isatty():
            self.tell(f"  {self.words(key)} …\n")

    def timings(self) -> bytes:
        """Return each step's seconds as JSON: on the wall, and of all processors (with children).

        A step that comes twice counts twice; steps stand in the order they began.
        """
        ends = [*self.begun[1:], ("", time.perf_counter(), sum(os.times()[:4]))]
        spent: dict[str, dict[str, float]] = {}
        for (key, wall, cpu), (_, wall_end, cpu_end) in zip(self.begun, ends, strict=True):
            step = spent.setdefault(key, {"wall": 0.0, "cpu": 0.0})
            step["wall"] += wall_end - wall
            step["cpu"] += cpu_end - cpu
        return json.dumps(spent, indent=1).encode()

    def fail(self, key: str, **values: object) -> None:
        """Tell why nothing was done and end with 1."""
        self.tell(self.words(key, **values) + "\n")
        sys.exit(1)

    def file(self, name: str) -> Path:
        """Return the cluster's own file or folder where it has one, else the project's."""
        return next(root / name for root in self.roots if (root / name).exists())

    def load(self, today: str | None, told: str = ".", *, strict: bool = True) -> Cluster:
        """Return the cluster at a moment; tells the warnings below `told`, raises its errors.

        Without `strict` texts that are too long for a channel are no error.
        """
        self.step("reading")
        cluster = load_cluster(self.root, _clock(self, today))
        gc.freeze()  # it stays to the end: no need to look through it for what can go
        if strict and (wrong := problems.errors(selection.check_editions(cluster))):
            raise ContentError((*cluster.warnings, *wrong))
        shown = [p for p in cluster.warnings if problems.is_below(p, [told])]
        self.tell(problems.as_text(shown, self.lang))
        return cluster

    def channel(self, cluster: Cluster, name: str) -> str:
        """Return the name of a channel there is."""
        if name not in cluster.channels:
            known = ", ".join(sorted(cluster.channels)) or "–"
            self.fail("no-channel", channel=name, known=known)
        return name

    def day(self, given: str | None, cluster: Cluster) -> PartialDate:
        """Return a day that was given, else the day of the build."""
        try:
            found = dt.date.fromisoformat(given) if given else cluster.now.date()
        except ValueError:
            self.fail("no-date", value=given)
        return PartialDate(found.year, found.month, found.day)

    def remark(self, text: str) -> str:
        """Return what is said in an option, if it could stand in the content."""
        faults = [*sanitize.check_line(text)]
        if len(text) > LONGEST_REMARK:
            faults.append(Fault("too-long", values={"length": len(text), "most": LONGEST_REMARK}))
        if faults:
            found = [Problem(text, 0, 0, "", fault.rule, fault.values) for fault in faults]
            self.tell(problems.as_text(found, self.lang))
            sys.exit(1)
        return text

    def table(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Print rows in columns, the heads underlined."""
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for number, row in enumerate(rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            click.echo("  ".join(cells).rstrip())
            if number == 0:
                click.echo("  ".join("─" * width for width in widths))

    def edition(self, cluster: Cluster, name: str) -> str:
        """Return the name of an edition there is; `newest` is the last one."""
        editions = sorted(cluster.editions)
        name = editions[-1] if name == "newest" and editions else name
        if name not in editions:
            self.fail("no-edition", edition=name, known=", ".join(editions) or "–")
        return name


@click.group(cls=Door)
@click.option("--root", type=click.Path(path_type=Path), default=PROJECT, help="cluster's folder")
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", help="language of messages")
@click.pass_context
def main(context: click.Context, root: Path, lang: Language) -> None:
    """Build everything by which an industry cluster is seen."""
    context.obj = Job(root.resolve(), lang)
    if not root.is_dir():
        context.obj.fail("no-root", root=root)


@main.command()
@click.argument("paths", nargs=-1)
@click.option(
    "--format", "form", type=click.Choice(["text", "github", "gitlab", "json"]), default="text"
)
@click.option("--today", help="the day or moment the content is seen at")
@click.pass_obj
def check(job: Job, paths: tuple[str, ...], form: str, today: str | None) -> None:
    """Name every fault of the content, or of the files and folders given."""
    clock = _clock(job, today)
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

    shown = selection.released(cluster)
    pages = showcase.page_paths(shown)
    old = {move.old for move in showcase.moves(shown, pages)}
    there = showcase.published(f"{path}index.html" for path in pages | old)
    lines = (line if line.strip().endswith("/") else "" for line in shown.source.ledger)
    return list(showcase.check_ledger(lines, there))


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="where the site goes")
@click.option("--today", help="the day or moment the site is seen at")
@click.option("--publish", is_flag=True, help="refuse open placeholders")
@click.option("--timings", type=click.Path(path_type=Path), hidden=True, help="for benchmarks")
@click.pass_obj
def site(
    job: Job, out: Path | None, today: str | None, *, publish: bool, timings: Path | None
) -> None:
    """Build everything public into build/site and swap it in whole."""
    from schaufenster import write

    out = (out or job.build / "site").absolute()
    cluster = job.load(today)
    if publish and any(p.rule in problems.OPEN_PLACEHOLDERS for p in cluster.warnings):
        job.fail("publish")
    changes = build_site(job, cluster, out, publish=publish)
    if timings:
        write.write_file(timings, job.timings())
    job.say("site", changed=changes.written + changes.removed, same=changes.kept, out=out)


def build_site(job: Job, cluster: Cluster, out: Path, *, publish: bool = False) -> Any:
    """Render, let MkDocs frame, merge, swap: the whole program. Returns what changed.

    To `publish`, every edition that was approved and waits must be as it was approved.
    """
    from schaufenster import mail, showcase, spread, templates, write

    shown = selection.released(cluster)
    words = templates.load_templates("theme/pages", job.roots)
    ready = mail.ready(shown, templates.load_templates("newsletter/templates", job.roots))
    with write.locked(_made(job.build) / "lock"):
        job.step("pages")
        pages = showcase.render_pages(shown, words, ready)
        if publish:
            waiting = {i.edition for i in selection.issues(shown, ready) if i.state == "changed"}
            refuse_unapproved(job, shown, waiting)
        write.write_changed(job.build / "stage", showcase.stage(pages, shown, words))
        settings = showcase.mkdocs_settings(shown, words, job.file, job.build)
        write.write_file(job.build / "mkdocs.yml", settings)
        job.step("pictures")
        recipes = [*showcase.render_cards(pages, shown, words), *showcase.render_photos(shown)]
        pictures = write.remembered(job.build / "cache" / "pictures", recipes)
        with spread.aside(lambda: beside_pages(job, shown, words, pages, pictures)) as beside:
            job.step("framing")
            html = showcase.run_mkdocs(job.build)
            job.step("beside")
            made = [*pictures, *beside(), *showcase.render_web_copies(shown, ready)]
        there = [*(f"{page.path}index.html" for page in pages), *(file.path for file in made)]
        addresses = refuse_gone(shown, there)
        made.append(showcase.render_headers(there, site_at(shown.identity.site_url)))
        job.step("searching")
        showcase.run_pagefind(job.build / "cache" / "search", html)
        job.step("swapping")
        changes = write.publish(out, rendered=html, beside=made, drop=showcase.is_unused)
        if publish:  # what is not listed yet may still change its mind
            unlisted = (f"{page.path}index.html" for page in pages if not page.listed)
            note_addresses(job, shown, addresses - showcase.published(unlisted))
        return changes


def beside_pages(
    job: Job, cluster: Cluster, words: Any, pages: list[Any], pictures: list[OutputFile]
) -> list[OutputFile]:
    """Return everything public that MkDocs has no part in, and write the documents for Pagefind."""
    from schaufenster import feeds, mail, showcase, templates, write

    moves = showcase.moves(cluster, {page.path for page in pages})
    letters = templates.load_templates("newsletter/templates", job.roots)
    printed = write.remembered(job.build / "cache" / "print", mail.print_recipes(cluster))
    documents = showcase.render_documents(pages, cluster, words)
    write.write_changed(job.build / "cache" / "search", documents)
    return [
        *showcase.beside(pages, cluster, job.file("theme/css")),
        *showcase.render_redirects(moves, cluster, words),
        *feeds.render_feeds(cluster, words, showcase.of_sources(pictures)),
        *mail.render_pictures(cluster),
        *mail.render_packs(cluster, letters, {file.path: file.content for file in printed}),
    ]


def refuse_gone(cluster: Cluster, paths: list[str]) -> frozenset[str]:
    """Return the addresses of a site's files; raise if one that was published is missing."""
    from schaufenster import showcase

    addresses = showcase.published(paths)
    if gone := tuple(showcase.check_ledger(cluster.source.ledger, addresses)):
        raise ContentError(gone)
    return addresses


def note_addresses(job: Job, cluster: Cluster, addresses: frozenset[str]) -> None:
    """Write the published addresses into the ledger, and say how many are new."""
    from schaufenster import showcase, write

    before = cluster.source.ledger
    text = showcase.ledger_text(before, addresses)
    write.write_file(job.root / LEDGER, text.encode())
    if count := len(set(text.splitlines()) - set(before)):
        job.say("ledger", count=count, path=LEDGER)


def refuse_unapproved(job: Job, cluster: Cluster, linked: set[str]) -> None:
    """End with 1 if one of the editions that the site shows is not approved as it is."""
    from schaufenster import mail, templates

    letters = templates.load_templates("newsletter/templates", job.roots)
    open_ones = [
        name
        for name in sorted(linked)
        if mail.approval_of(cluster.editions[name], cluster, letters) != "holds"
    ]
    if open_ones:
        job.fail("unapproved", editions=", ".join(open_ones))


@main.command()
@click.option("--port", type=int, default=8000)
@click.pass_obj
def serve(job: Job, port: int) -> None:
    """Show the site at http://127.0.0.1:PORT/ and rebuild it whenever a file changes."""
    from schaufenster.showcase import preview

    def rebuild() -> None:
        try:
            build_site(job, job.load(None), job.build / "site")
        except ContentError as error:  # told; the last good site stays on show
            job.tell(problems.as_text(error.problems, job.lang))

    rebuild()
    job.say("serve", port=port)
    preview.serve(job.build / "site", job.roots, port, rebuild)


@main.group()
def newsletter() -> None:
    """Build newsletters."""


@newsletter.command("build")
@click.argument("edition")
@click.option("--channel", help="only this channel")
@click.option("--today", help="the day or moment the edition is seen at")
@click.pass_obj
def newsletter_build(job: Job, edition: str, channel: str | None, today: str | None) -> None:
    """Build an edition (or `newest`) into build/newsletter/EDITION/; index.html shows all of it."""
    from schaufenster import mail, templates, write

    cluster = selection.released(job.load(today, told="newsletter"))
    name = job.edition(cluster, edition)
    words = templates.load_templates("newsletter/templates", job.roots)
    out = job.build / "newsletter" / name
    shown = mail.open_preview(cluster.editions[name], cluster, words, job.lang)
    with write.locked(_made(job.build) / "lock"):
        if channel:
            own = [f for f in shown.files if f.path.startswith(f"{job.channel(cluster, channel)}/")]
            for_one = [replace(f, path=f.path.removeprefix(f"{channel}/")) for f in own]
            write.write_changed(_made(out) / channel, for_one)
        else:
            pages = mail.render_preview(shown, cluster, words, job.lang)
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


@newsletter.command("status")
@click.argument("edition", default="newest")
@click.option("--today", help="the day the deadlines are counted from")
@click.pass_obj
def newsletter_status(job: Job, edition: str, today: str | None) -> None:
    """Tell of an edition (or the newest) what goes where by when, and what is missing."""
    from schaufenster import mail, templates

    loaded = job.load(today, told="newsletter/editions", strict=False)
    cluster = selection.released(loaded)
    name = job.edition(cluster, edition)
    words = templates.load_templates("newsletter/templates", job.roots)
    say = templates.Words(job.lang, words.words)
    job.table(mail.board_table(mail.board(cluster.editions[name], cluster), say))


@newsletter.command("handed-in")
@click.argument("edition")
@click.option("--channel", required=True, help="the channel that got its mails")
@click.option("--date", "on", help="the day it was handed in, else today")
@click.option("--today", help="the day or moment the edition is seen at")
@click.pass_obj
def newsletter_handed_in(
    job: Job, edition: str, channel: str, on: str | None, today: str | None
) -> None:
    """Keep what a channel got, as bytes: the office has mailed it by hand."""
    from schaufenster import mail, templates

    cluster = selection.released(job.load(today, told="newsletter"))
    name, day = job.edition(cluster, edition), job.day(on, cluster)
    words = templates.load_templates("newsletter/templates", job.roots)
    issue = cluster.editions[name]
    state = mail.approval_of(issue, cluster, words)
    if state != "holds":
        changed = cluster.approvals[name].on if state == "changed" else ""
        job.say(f"approval-{state}", edition=name, day=changed)
    kept = mail.keep(issue, job.channel(cluster, channel), day, "handed-in", cluster, words)
    write_kept(job, kept, "handed-in", edition=name, channel=channel, day=day)


@newsletter.command("redact")
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
    from schaufenster import mail, templates

    cluster = selection.released(job.load(today, told="newsletter"))
    name, day = job.edition(cluster, edition), job.day(on, cluster)
    words = templates.load_templates("newsletter/templates", job.roots)
    issue, whose = cluster.editions[name], job.channel(cluster, channel)
    left = mail.redact(issue, whose, day, job.remark(reason), cluster, words)
    write_kept(job, left, "redacted", edition=name, channel=channel, day=day)


def write_kept(job: Job, kept: Any, done: str, **told: object) -> None:
    """Write what is kept of mails that have left the house, and say so; 1 if there is nothing."""
    from schaufenster import write

    if not kept.count:
        job.fail(f"nothing-{done}", **told)
    with write.locked(_made(job.build) / "lock"):
        for file in kept.files:
            write.write_file(
                _made((job.root / file.path).parent) / Path(file.path).name, file.content
            )
        for path in kept.removed:
            write.remove_file(job.root / path)
    job.say(done, count=kept.count, path=kept.files[-1].path, **told)


@newsletter.command("new")
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
    proposal = mail.propose(edition, selection.released(job.load(today, "newsletter")), job.lang)
    if not proposal.count:
        job.fail("nothing-new", since=proposal.since.isoformat())
    write.write_file(_made(path.parent) / path.name, proposal.file.content)
    job.say("proposed", count=proposal.count, path=path)


@newsletter.command("approve")
@click.argument("edition")
@click.option("--today", help="the day of the approval")
@click.pass_obj
def newsletter_approve(job: Job, edition: str, today: str | None) -> None:
    """Note that the office has seen every mail of an edition (or `newest`) and approves it."""
    from schaufenster import mail, templates, write

    cluster = selection.released(job.load(today, told="newsletter"))
    name = job.edition(cluster, edition)
    words = templates.load_templates("newsletter/templates", job.roots)
    files = list(mail.render_set(cluster.editions[name], cluster, words))
    if not files:
        job.fail("nothing-to-approve", edition=name)
    approval = mail.approval_file(cluster.editions[name], files, cluster.now.date())
    write.write_file(job.root / approval.path, approval.content)
    count = sum(file.path.endswith(".eml") for file in files)
    job.say("approved", edition=name, count=count, path=approval.path)


@main.command()
@click.argument("path")
@click.pass_obj
def translated(job: Job, path: str) -> None:
    """Note that the English texts of a file fit its German texts as they are now."""
    from schaufenster import editing, write

    try:
        file, count = editing.translated_file(job.root, path)
    except (OSError, ValueError):
        job.fail("no-texts", path=path)
    write.write_file(job.root / path, file.content)
    job.say("translated", count=count, path=path)


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="where the files go, else docs/")
@click.pass_obj
def schema(job: Job, out: Path | None) -> None:
    """Write the field reference in both languages and a JSON Schema for each kind of file."""
    from schaufenster import editing, write

    out = out or PROJECT / "docs"
    files = list(editing.render_reference())
    for file in files:
        write.write_file(_made((out / file.path).parent) / Path(file.path).name, file.content)
    job.say("schema", count=len(files), out=out)


@main.command()
@click.option("--members", type=click.IntRange(1, 5000), default=45, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="a folder of its own")
@click.option("--seed", type=int, default=0, show_default=True, help="another one, another demo")
@click.pass_obj
def demo(job: Job, members: int, out: Path, seed: int) -> None:
    """Write a fictional cluster of any size, for trials and benchmarks."""
    from schaufenster import editing, write

    if not editing.demo_fits(out):
        raise write.NotOurs(out)
    marker, *files = editing.render_demo(members, seed)
    write.write_file(_made(out) / marker.path, marker.content)
    for room, below in editing.by_room(files).items():  # what was built beside them stays
        write.write_changed(out / room, below)
    job.say("demo", members=members, count=len(files), out=out, today=editing.DEMO_DAY)


def _clock(job: Job, today: str | None) -> Clock:
    """Return the moment to build for: `--today`, else SOURCE_DATE_EPOCH, else now."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if today:
            moment = dt.datetime.fromisoformat(today)
            return lambda zone: moment.replace(tzinfo=zone)
        if epoch:
            since = int(epoch)
            return lambda zone: dt.datetime.fromtimestamp(since, zone)
    except ValueError:
        job.fail("no-date", value=today or epoch)
    return dt.datetime.now


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    main()
