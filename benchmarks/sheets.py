"""What sheets for print take: 200 of them, and the ZIP of all, by the whole command.

    python -m benchmarks.sheets [--quick] [--write docs/performance.md]

A demo cluster of 100 members wants a sheet of each in two languages. Each turn sets them all from
nothing for each kind of paper; a `check` of the same content, which sets none, runs in the same
turn, so that its share is known. Judged are the seconds of all processors: on the wall a busy
machine shows what others do.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import Final

import click

from benchmarks.measure import Bar, Run, build, machine, put, put_away, spread, table, verdicts
from schaufenster.editing import DEMO_DAY

MEMBERS: Final = 100
PAPERS: Final = {
    "A4": ("--paper", "a4"),
    "A3 with marks": ("--paper", "a3", "--marks"),
}
MOST: Final = 20
"""Seconds of all processors for 200 sheets and their ZIP: what two cores have in ten."""


@click.command()
@click.option("--quick", is_flag=True, help="ten sheets, once")
@click.option("--turns", type=int, default=3, show_default=True)
@click.option("--write", type=click.Path(path_type=Path), help="the page that gets the tables")
def main(*, quick: bool, turns: int, write: Path | None) -> None:
    """Measure and print; with `--write` into a page as well."""
    members = 5 if quick else MEMBERS
    with tempfile.TemporaryDirectory() as room:
        root = _cluster(members, Path(room) / "cluster")
        measured = [_turn(root, 2 * members) for _ in range(1 if quick else turns)]
    rows, bars = [], []
    for name in measured[0]:
        wall = spread(turn[name].wall for turn in measured)
        cpu = spread(turn[name].cpu for turn in measured)
        rows.append((name, f"{wall:.2f} s", f"{cpu:.2f} s"))
        if name in PAPERS:
            bars.append(Bar(f"{2 * members} sheets on {name} and their ZIP", cpu.median, MOST, "s"))
    text = "\n\n".join(
        [
            machine("typst", "segno"),
            table((f"{2 * members} sheets", "on the wall", "all processors"), rows),
            verdicts(bars),
        ]
    )
    click.echo(text)
    if write:
        put(write, "sheets", text)


def _cluster(members: int, root: Path) -> Path:
    """Return a demo cluster that wants a sheet of each member."""
    build("demo", "--members", str(members), "--out", str(root), root=root)
    file = root / "content/cluster.yml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("sheets:\n  - cluster\n", "sheets:\n  - member\n"), "utf-8")
    return root


def _turn(root: Path, count: int) -> dict[str, Run]:
    """Return what each kind of paper took, and reading the content alone."""
    runs = {}
    for name, words in PAPERS.items():
        put_away(root / "build")
        runs[name] = build("sheets", *words, "--today", str(DEMO_DAY), root=root)
        with zipfile.ZipFile(next((root / "build/sheets").glob("*.zip"))) as archive:
            made = len(archive.namelist())
        if made != count:
            raise ValueError(f"{made} sheets instead of {count}")
    return runs | {"`check`, which sets none": build("check", "--today", str(DEMO_DAY), root=root)}


if __name__ == "__main__":
    main()
