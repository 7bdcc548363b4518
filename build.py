#!/usr/bin/env python3
"""Schaufenster's commands: a table of contents, each command in a few lines.

The only place that reads the clock, the environment and the working directory. Rooms that only
some commands need are imported where they are used, so that `check` starts at once.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from schaufenster import problems, selection
from schaufenster.content.load import Clock, Cluster, check_cluster, load_cluster
from schaufenster.messages import RULES, SAID
from schaufenster.problems import ContentError, Language

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
        """Say what is being done, on a terminal only."""
        if sys.stderr.isatty():
            self.tell(f"  {self.words(key)} …\n")

    def fail(self, key: str, **values: object) -> None:
        """Tell why nothing was done and end with 1."""
        self.tell(self.words(key, **values) + "\n")
        sys.exit(1)

    def file(self, name: str) -> Path:
        """Return the cluster's own file or folder where it has one, else the project's."""
        return next(root / name for root in self.roots if (root / name).exists())

    def load(self, today: str | None, told: str = ".") -> Cluster:
        """Return the cluster at a moment; tells the warnings below `told`, raises its errors."""
        self.step("reading")
        cluster = load_cluster(self.root, _clock(self, today))
        shown = [p for p in cluster.warnings if problems.is_below(p, [told])]
        self.tell(problems.as_text(shown, self.lang))
        return cluster


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
@click.option("--format", "form", type=click.Choice(["text", "github", "json"]), default="text")
@click.option("--today", help="the day or moment the content is seen at")
@click.pass_obj
def check(job: Job, paths: tuple[str, ...], form: str, today: str | None) -> None:
    """Name every fault of the content, or of the files and folders given."""
    _, source, found = check_cluster(job.root, _clock(job, today))
    shown = [p for p in found if not paths or problems.is_below(p, paths)]
    as_form: dict[str, Callable[[], str]] = {
        "text": lambda: problems.as_text(shown, job.lang),
        "github": lambda: problems.as_github(shown, job.lang),
        "json": lambda: problems.as_json(shown),
    }
    click.echo(as_form[form](), nl=False)
    failed = len(problems.errors(shown))
    if form == "text":
        files, warned = len(source.documents), len(shown) - failed
        job.say("faults" if shown else "clean", files=files, errors=failed, warnings=warned)
    sys.exit(1 if failed else 0)


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="where the site goes")
@click.option("--today", help="the day or moment the site is seen at")
@click.option("--publish", is_flag=True, help="refuse open placeholders")
@click.pass_obj
def site(job: Job, out: Path | None, today: str | None, *, publish: bool) -> None:
    """Build everything public into build/site and swap it in whole."""
    out = (out or job.build / "site").absolute()
    cluster = job.load(today)
    if publish and any(p.rule in problems.OPEN_PLACEHOLDERS for p in cluster.warnings):
        job.fail("publish")
    changes = build_site(job, cluster, out)
    job.say("site", changed=changes.written + changes.removed, same=changes.kept, out=out)


def build_site(job: Job, cluster: Cluster, out: Path) -> Any:
    """Render, let MkDocs frame, merge, swap: the whole program. Returns what changed."""
    from schaufenster import feeds, mail, showcase, templates, write

    shown = selection.released(cluster)
    words = templates.load_templates("theme/pages", job.roots)
    with write.locked(_made(job.build) / "lock"):
        job.step("pages")
        pages = list(showcase.render_pages(shown, words))
        write.write_changed(job.build / "stage", showcase.stage(pages, shown, words))
        job.step("framing")
        settings = showcase.mkdocs_settings(shown, words, job.file, job.build)
        write.write_file(job.build / "mkdocs.yml", settings)
        html = showcase.run_mkdocs(job.build)
        job.step("beside")
        beside = [
            *showcase.beside(pages, shown, job.file("theme/css")),
            *feeds.render_feeds(shown, words),
            *mail.render_pictures(shown),
        ]
        job.step("swapping")
        return write.publish(out, rendered=html, beside=beside, drop=showcase.is_unused)


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
    """Build an edition (or `newest`) into build/newsletter/EDITION/CHANNEL/LANG/."""
    from schaufenster import mail, templates, write

    cluster = selection.released(job.load(today, told="newsletter"))
    editions, channels = sorted(cluster.editions), sorted(cluster.channels)
    name = editions[-1] if edition == "newest" and editions else edition
    if name not in editions:
        job.fail("no-edition", edition=name, known=", ".join(editions) or "–")
    if channel and channel not in channels:
        job.fail("no-channel", channel=channel, known=", ".join(channels) or "–")
    words = templates.load_templates("newsletter/templates", job.roots)
    out = job.build / "newsletter" / name
    with write.locked(_made(job.build) / "lock"):
        for each in [channel] if channel else channels:
            files = list(mail.render_edition(cluster.editions[name], each, cluster, words))
            write.write_changed(out / each, files)
            job.say("edition", edition=name, channel=each, count=len(files), out=out / each)


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
