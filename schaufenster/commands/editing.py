"""`translated`, `tidy`, `schema`, `demo`: commands that write files for people."""

from __future__ import annotations

from pathlib import Path

import click

from schaufenster.command_names import DEMO, SCHEMA, TIDY, TRANSLATED
from schaufenster.commands.job import Job


@click.command(TRANSLATED)
@click.argument("path")
@click.pass_obj
def translated(job: Job, path: str) -> None:
    """Note that the translations in a file or folder fit its texts as they are now."""
    from schaufenster import editing, write

    marked, place = 0, job.root / path
    with job.editing():
        for each in sorted(place.rglob("*.*")) if place.is_dir() else [place]:
            name = path if each == place else each.relative_to(job.root).as_posix()
            try:
                file, count = editing.translated_file(job.root, name)
            except (OSError, ValueError):
                if each == place:
                    job.fail("no-texts", path=path)
                continue  # a picture, or a text in the first language
            write.write_file(job.root / name, file.content)
            marked += count
    job.say("translated", count=marked, path=path)


@click.command(TIDY)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--base", default="HEAD", show_default=True, help="version that has what was dropped")
@click.pass_obj
def tidy(job: Job, paths: tuple[str, ...], base: str) -> None:
    """Restore the comments and the order that a web editor dropped from files."""
    from schaufenster import editing, git, write

    with job.editing():
        commit = git.find_commit(job.root, base)
        if commit is None:
            job.fail("no-version", ref=base)
        count = 0
        for file in editing.tidied_files(job.root, commit, paths):
            write.write_file(job.root / file.path, file.content)
            job.say("tidied", path=file.path)
            count += 1
        job.say("tidy", count=count)


@click.command(SCHEMA)
@click.option("--out", type=click.Path(path_type=Path), help="where the files go, else docs/")
@click.pass_obj
def schema(job: Job, out: Path | None) -> None:
    """Write the field reference and a JSON Schema for each kind of file."""
    from schaufenster import editing, write
    from schaufenster.content.languages import languages_at
    from schaufenster.editing import intake

    out = out or job.root / "docs"
    languages = languages_at(job.root)
    files = list(editing.render_reference(languages))
    for file in files:
        write.write_file(out / file.path, file.content)
    if out == job.root / "docs":
        for form in (forms := list(intake.render_forms(languages))):
            write.write_file(job.root / form.path, form.content)
        files += forms
    job.say("schema", count=len(files), out=out)


@click.command(DEMO)
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
    write.write_file(out / marker.path, marker.content)
    for room, below in editing.by_room(files).items():  # what was built beside them stays
        write.write_changed(out / room, below)
    job.say("demo", members=members, count=len(files), out=out, today=editing.DEMO_DAY)
