"""`editor`: the web form on this machine; `site --editor` fetches what a published one needs."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import click

from schaufenster.command_names import EDITOR
from schaufenster.commands.job import Job


def fetch_program(job: Job) -> dict[str, Path]:
    """Return the files of the form's program by path, fetched from npm's registry if need be."""
    from schaufenster import write
    from schaufenster.editing.form import program

    folder, archives = job.build / "editor" / "program", job.build / "editor" / "archives"
    if not (found := program.installed(folder)):
        job.step("fetching")
        try:
            write.write_file(archives / "package.json", b"{}")
            files = list(program.fetch(archives))
        except program.ProgramError as error:
            job.fail("no-npm" if not error.reason else "npm-failed", reason=error.reason)
        write.write_changed(folder, files)
        write.write_file(folder / "ready", program.mark().encode())
        found = program.installed(folder)
    return found


def _install_server(job: Job) -> Path:
    """Return the folder in which `decap-server` is installed."""
    from schaufenster import write
    from schaufenster.editing.form import program

    folder = job.build / "editor" / "server"
    lock = (program.SERVER / "package-lock.json").read_bytes()
    if not (folder / "ready").is_file() or (folder / "ready").read_bytes() != lock:
        job.step("fetching")
        for name in ("package.json", "package-lock.json"):
            write.write_file(folder / name, (program.SERVER / name).read_bytes())
        try:
            program.install_server(folder)
        except program.ProgramError as error:
            job.fail("no-npm" if not error.reason else "npm-failed", reason=error.reason)
        write.write_file(folder / "ready", lock)
    return folder


def _write_site(job: Job, cluster: Any, branch: str) -> Path:
    """Write the form's page, its program and the site's style sheet; return their folder."""
    from schaufenster import showcase, write
    from schaufenster.addresses import site_of
    from schaufenster.commands.site import write_theme
    from schaufenster.editing.form import local, pages
    from schaufenster.output import OutputFile

    write_theme(job)
    theme, below = job.build / "theme", site_of(cluster).base.strip("/")
    icon = theme / "overrides/assets/icon.svg"
    files = [
        *pages.form_pages(cluster, None, local.API, branch),
        *pages.program_files(fetch_program(job)),
        showcase.render_style_sheet(cluster, sorted((theme / "css").glob("*.css"))),
        OutputFile("assets/icon.svg", icon.read_bytes()) if icon.is_file()
        else showcase.render_icon(cluster),
    ]  # fmt: skip
    folder = job.build / "editor" / "site"
    write.write_changed(folder / below, files)
    return folder


def _clone(job: Job) -> Any:
    from schaufenster.editing.form import local

    try:
        return local.cloned(job.root, job.build / "editor" / "repository")
    except local.GitError as error:
        job.fail("no-git", reason=error)


@click.command(EDITOR)
@click.option("--port", type=int, default=8000, show_default=True, help="port of the page")
@click.pass_obj
def editor(job: Job, port: int) -> None:
    """Open the web form for this repository on this machine; it saves into branches."""
    from schaufenster import write
    from schaufenster.addresses import site_of
    from schaufenster.editing.form import local

    if not 1024 <= port <= 65_535:
        job.fail("no-port", port=port)
    with write.file_lock(job.build / "editor" / "lock"):
        with job.build_lock():
            cluster = job.load(None)
            clone, server = _clone(job), _install_server(job)
            folder = _write_site(job, cluster, clone.branch)
        behind = local.free_port()
        write.write_file(server / ".env", local.settings(clone, behind).encode())
        site = site_of(cluster)
        path = site.link(
            "editor_form", job.lang if job.lang in site.languages else site.first_language
        )
        try:
            page = local.server_of(folder, port, behind, clone.take_back)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            job.fail("port-taken", port=port, other=port + 1)
        with page, local.decap_server(server, behind):
            job.say("editor", address=f"http://127.0.0.1:{port}{path}", branch=clone.branch)
            page.serve_forever()
