"""The table of contents: every command, and `build_site`, which is the whole program."""

from __future__ import annotations

import errno
import gc
from pathlib import Path
from typing import Any

import click

from schaufenster import language
from schaufenster.command_names import SERVE, SITE
from schaufenster.commands.care import care
from schaufenster.commands.check import check
from schaufenster.commands.deliveries import bounces, deliveries, forget
from schaufenster.commands.digest import digest
from schaufenster.commands.doctor import doctor
from schaufenster.commands.editing import demo, schema, tidy, translated
from schaufenster.commands.evidence import evidence
from schaufenster.commands.form import editor
from schaufenster.commands.intake import intake
from schaufenster.commands.job import CommandGroup, Job
from schaufenster.commands.leaving import leaving
from schaufenster.commands.mailing_list import mailing_list
from schaufenster.commands.new import new
from schaufenster.commands.newsletter import newsletter, write_edition
from schaufenster.commands.offboard import offboard
from schaufenster.commands.owners import owners
from schaufenster.commands.preview import preview
from schaufenster.commands.publishing import nightly, server, verify, write_manifest
from schaufenster.commands.publishing import publish as publish_site
from schaufenster.commands.report import report
from schaufenster.commands.sending import send
from schaufenster.commands.sheets import sheets
from schaufenster.commands.suggest import suggest
from schaufenster.commands.take_over import take_over
from schaufenster.problems import Language
from schaufenster.words import languages


@click.group(cls=CommandGroup)
@click.option("--root", type=click.Path(path_type=Path), default=".", help="cluster's folder")
@click.option(
    "--lang",
    type=click.Choice(languages()),
    is_eager=True,
    help="language of messages, else the first one of the cluster",
)
@click.pass_context
def main(context: click.Context, root: Path, lang: Language) -> None:
    """Build the site, feeds and newsletters of an industry cluster."""
    context.obj = Job(root.resolve(), lang)
    if not root.is_dir():
        context.obj.fail("no-root", root=root)


@main.command(SITE)
@click.option("--out", type=click.Path(path_type=Path), help="where the site goes")
@click.option("--today", help="the day or moment the site is seen at")
@click.option("--publish", is_flag=True, help="refuse open placeholders")
@click.option("--edition", help="build the mails of this edition (or `newest`) as well")
@click.option(
    "--editor", is_flag=True, help="fetches the program of the web form, if it is missing"
)
@click.option(
    "--engine",
    type=click.Choice(["schaufenster", "mkdocs"]),
    default="schaufenster",
    help="what frames the pages; mkdocs is the reference",
)
@click.option("--timings", type=click.Path(path_type=Path), hidden=True, help="for benchmarks")
@click.pass_obj
def site(
    job: Job, out: Path | None, today: str | None, edition: str | None, *,
    publish: bool, engine: str, timings: Path | None, editor: bool,
) -> None:  # fmt: skip
    """Build everything public into build/site and swap it in whole."""
    from schaufenster.commands import site as steps

    out = (out or job.build / "site").absolute()
    build = build_site(job, today, out, publish=publish, engine=engine, editor=editor)
    if timings:
        job.write_timings(timings)
    changes, cluster = build.changes, build.content.cluster
    write_manifest(job, cluster, build.files, public=publish)
    job.say_others(changes, out)
    if edition and cluster.editions:
        name = job.edition(cluster, edition)
        page = write_edition(job, cluster, name, build.content.mails)
        job.say("edition", edition=name, count=len(page.files), out=job.build / "newsletter" / name)
    if steps.lacks_form(job, cluster):
        job.say("no-form")
    if own := steps.own_theme(job):
        job.say("own-theme", names=language.listed(own, job.lang))
    job.say("site", changed=changes.written + changes.removed, same=changes.kept, out=out)


def build_site(
    job: Job,
    today: str | None,
    out: Path,
    *,
    publish: bool = False,
    engine: Any = "schaufenster",
    last: Any = None,
    preview: Any = None,
    editor: bool = False,
) -> Any:
    """Read → model → render → write: the whole program. Returns the build with what changed."""
    from schaufenster.commands import build as builds
    from schaufenster.commands import site as steps
    from schaufenster.commands.form import fetch_program

    with job.build_lock():
        last = last or builds.last_build(job, out)
        cluster = job.load(today, before=last.known)
        if publish:
            steps.refuse_open(job, cluster)
        content = steps.public_content(job, cluster)
        if publish:
            steps.refuse_unapproved(job, content)
        if editor and steps.lacks_form(job, cluster):
            fetch_program(job)
        quiet = {"is_quiet": preview.is_quiet} if preview else {}
        build = builds.plan(job, out, last, content, engine, **quiet)
        addresses = builds.make_and_swap(build, preview)
        if publish:
            steps.note_published(job, content, addresses)
        return build


@main.command(SERVE)
@click.option("--port", type=int, default=8000, show_default=True)
@click.pass_obj
def serve(job: Job, port: int) -> None:
    """Show the site at http://127.0.0.1:PORT/ and rebuild it whenever a file changes."""
    from schaufenster.commands.build import finish
    from schaufenster.commands.serve import rebuilding, show_early
    from schaufenster.showcase import development_server

    if not 1024 <= port <= 65_535:
        job.fail("no-port", port=port)
    gc.enable()  # it runs all day
    last: Any = None

    def build(preview: Any) -> Any:
        nonlocal last
        before, last = last, None  # what a failed build has begun to change is no use to the next
        if before and before.stale and preview.quiet:
            with job.build_lock():
                finish(before, preview)
            last = before
            return last.changes
        if before:
            show_early(before, preview)
        state = before.last if before else None
        last = build_site(job, None, job.build / "site", last=state, preview=preview)
        return last.changes

    def ready() -> None:
        job.say("serve", port=port)

    try:
        development_server.serve(job.build / "site", job.roots, port, rebuilding(job, build), ready)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        job.fail("port-taken", port=port, other=port + 1)


for command in (
    check, new, take_over, care, digest, newsletter, translated, tidy, intake, schema, demo,
    evidence, report, sheets, publish_site, server, verify, preview, owners, suggest, editor,
    offboard,
    nightly,
):  # fmt: skip
    main.add_command(command)
for command in (send, deliveries, bounces, forget, doctor, leaving, mailing_list):
    newsletter.add_command(command)
