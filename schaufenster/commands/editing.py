"""`translated`, `schema`, `demo`: commands that write files for people to edit and to read."""

from __future__ import annotations

from pathlib import Path

import click

from schaufenster.command_names import DEMO, SCHEMA, TRANSLATED
from schaufenster.commands.job import Job


@click.command(TRANSLATED)
@click.argument("path")
@click.pass_obj
def translated(job: Job, path: str) -> None:
    """Note that the translations in a file fit its texts as they are now."""
    from schaufenster import editing, write

    with job.editing():
        try:
            file, count = editing.translated_file(job.root, path)
        except (OSError, ValueError):
            job.fail("no-texts", path=path)
        write.write_file(job.root / path, file.content)
    job.say("translated", count=count, path=path)


@click.command(SCHEMA)
@click.option("--out", type=click.Path(path_type=Path), help="where the files go, else docs/")
@click.pass_obj
def schema(job: Job, out: Path | None) -> None:
    """Write the field reference and a JSON Schema for each kind of file."""
    from schaufenster import editing, write
    from schaufenster.content.languages import languages_at

    out = out or job.root / "docs"
    files = list(editing.render_reference(languages_at(job.root)))
    for file in files:
        write.write_file(out / file.path, file.content)
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
