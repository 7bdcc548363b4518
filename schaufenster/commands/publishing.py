"""`publish`, `server` and `verify`: the site goes out, is answered for, and is checked."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

import click

from schaufenster import write
from schaufenster.addresses import site_at
from schaufenster.command_names import NIGHTLY, PUBLISH, SERVER, SITE, VERIFY
from schaufenster.commands.job import Job
from schaufenster.content.load import Cluster
from schaufenster.responses import UNSERVED, Responses, responses_of

MANIFEST = "manifest.json"
"""What was built, beside the site: its address, and the hash of each file."""


def write_manifest(
    job: Job, cluster: Cluster, files: Iterable[write.WrittenFile], *, public: bool
) -> None:
    """Write what a site consists of, so that a published one can be held against it.

    `public` says that nothing kept it from being published.
    """
    responses = responses_of(cluster)
    manifest = {
        "url": responses.site.url,
        "public": public,
        "framed": responses.framed,
        "files": {file.path: file.entry.sha256 for file in sorted(files)},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=0)
    write.write_file(job.build / MANIFEST, text.encode())


def _manifest(job: Job) -> dict[str, Any]:
    """Return what was built; end with 1 where that is unknown."""
    try:
        manifest: dict[str, Any] = json.loads((job.build / MANIFEST).read_bytes())
    except (FileNotFoundError, ValueError):
        job.fail("no-manifest", file=job.build / MANIFEST)
    return manifest


@click.command(SERVER)
@click.argument("program", type=click.Choice(["nginx", "apache", "caddy"]))
@click.option("--folder", default="/srv/schaufenster/site", help="the site's folder on the server")
@click.pass_obj
def server(job: Job, program: str, folder: str) -> None:
    """Print a server's configuration for this site."""
    from schaufenster.publishing import SERVERS

    click.echo(SERVERS[program](responses_of(job.load(None)), folder.rstrip("/")), nl=False)


@click.command(PUBLISH)
@click.option(
    "--to", "place", required=True, help="folder, HOST:FOLDER (rsync) or sftp://HOST/FOLDER"
)
@click.option("--really", is_flag=True, help="do it; without it nothing is changed")
@click.pass_obj
def publish(job: Job, place: str, *, really: bool) -> None:
    """Bring build/site to a server: only what changed, in safe order."""
    from schaufenster import publishing

    manifest, site = _manifest(job), job.build / "site"
    files, target = manifest["files"], write.target_at(place)
    if not manifest["public"]:
        job.fail("not-public")
    try:
        todo = publishing.plan(files, publishing.published_at(target))
        if spoilt := publishing.spoilt(site, files, todo.put):
            job.fail("site-spoilt", path=spoilt)
        job.say("publish-plan", put=len(todo.put), gone=len(todo.gone), same=todo.same, place=place)
        if not really:
            job.next_is("publish-plan", place=place)
            return
        with click.progressbar(length=len(todo.put) + len(todo.gone), file=sys.stderr) as bar:
            publishing.publish(site, files, target, bar.update)
    except (write.TargetError, OSError) as error:
        job.fail("target", place=place, reason=error)
    job.say("published", place=place, url=manifest["url"])


@click.command(VERIFY)
@click.argument("place")
@click.option("--files-only", is_flag=True, help="leave types and headers to the host")
@click.pass_obj
def verify(job: Job, place: str, *, files_only: bool) -> None:
    """Hold a published site (its address, a folder or a target) against what was built."""
    from schaufenster import publishing
    from schaufenster.content.languages import languages_at

    manifest = _manifest(job)
    is_address = place.startswith(("https://", "http://"))
    responses: Responses | None = None
    if is_address and not files_only:
        home = site_at(manifest["url"], languages_at(job.root))
        responses = Responses(home, tuple(manifest["framed"]))
    files = {p: d for p, d in manifest["files"].items() if not is_address or p not in UNSERVED}
    try:
        with ExitStack() as until:
            if is_address:
                get = publishing.fetch(place)
            else:
                folder = until.enter_context(write.target_at(place).copied([*files]))
                if not folder.is_dir():
                    job.fail("no-place", place=place)
                get = publishing.folder_of(folder)
            bar = until.enter_context(click.progressbar(length=len(files), file=sys.stderr))
            verdict = publishing.verify(files, responses, get, lambda: bar.update(1))
    except (write.TargetError, OSError) as error:
        job.fail("unreachable", place=place, reason=error)
    for kind, count in verdict.counts.items():
        job.say(f"verify-{kind}", n=count, example=verdict.examples[kind])
    if verdict.is_wrong:
        sys.exit(1)
    job.say("verified", n=verdict.files, place=place)


@click.command(NIGHTLY)
@click.option(
    "--to", "place", required=True, help="folder, HOST:FOLDER (rsync) or sftp://HOST/FOLDER"
)
@click.option("--at", "address", help="where the live site answers, else its own address")
@click.option("--today", help="the day or moment the site is seen at")
@click.option("--really", is_flag=True, help="do it; without it nothing is changed")
@click.pass_context
def nightly(
    context: click.Context, place: str, address: str | None, today: str | None, *, really: bool
) -> None:
    """Build, check, transfer and look: all of it, or the old site stays."""
    job: Job = context.obj
    program: Any = context.find_root().command

    def step(name: str, key: str, **values: Any) -> None:
        job.say(f"nightly-{key}")
        try:
            context.invoke(program.get_command(context, name), **values)
        except BaseException:
            job.tell(job.words(f"nightly-failed-{key}") + "\n")
            raise

    step(SITE, "build", today=today, publish=True, out=None, edition=None, timings=None,
         engine="schaufenster")  # fmt: skip
    step(VERIFY, "verify", place=str(job.build / "site"))
    step(PUBLISH, "publish", place=place, really=really)
    if really:
        step(VERIFY, "look", place=address or _manifest(job)["url"])
        job.say("nightly-well")
