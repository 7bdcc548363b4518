"""What a person waits for after one edit, beside Hugo and beside an earlier commit.

    python -m benchmarks.edits [--quick] [--against FOLDER] [--write docs/performance.md]

Each turn runs all sides one after the other, so that a slow moment of the machine meets all of
them; ratios are taken within a turn. `--against` takes a checkout of an earlier commit, which gets
the same content. Hugo comes from its package (`tools/hugo.txt`).
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

import click

from benchmarks import hugo
from benchmarks.changes import changes, edit_page, edit_summary, first_member, page_of
from benchmarks.edits_report import Figures, report
from benchmarks.measure import PROJECT, Failed, Run, build, put, put_away, run
from benchmarks.servers import Server
from schaufenster import words

SIZES: Final = (0, 45, 500, 2500)
"""Members of demo clusters; 0 is the project's own content."""
QUICK: Final = (0, 45)
SERVED: Final = (0, 2500)
"""Sizes at which `serve` is measured, if no others are asked for."""
SHORT: Final = 100
"""Members up to which runs are short, so that what else the machine does weighs more."""
PARTS: Final = ("builds", "kinds", "serve", "memory")
ROOMS: Final = ("content", "members", "events", "newsletter")
BESIDE: Final = frozenset({"searching"})
"""The stages in which search and cards are made, by the names that `build.py` gives them."""
_TODAY: Final = re.compile(r"--today (\S+)")


@dataclass(slots=True)
class Trial:
    """The same content for each side: `roots` of ours by who builds them, and Hugo's `plain`."""

    roots: dict[str, Path]
    projects: dict[str, Path]
    plain: Path
    today: str
    figures: Figures
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def sides(self) -> list[str]:
        """Return who builds: ours, Hugo, and an earlier commit if there is one to compare with."""
        return ["ours", "hugo", *(who for who in self.roots if who != "ours")]

    def site(self, who: str, what: str, *, watched: bool = False) -> None:
        """Build a side's site; note its time, with and without search and cards, or its memory."""
        if who == "hugo":
            made, beside = run([hugo.program(), "build"], self.plain), 0.0
        else:
            root, told = self.roots[who], self.roots[who] / "build" / "timings.json"
            day = ["--today", self.today] if self.today else []
            words = ("site", *day, "--timings", str(told))
            made = build(*words, root=root, project=self.projects[who], watched=watched)
            stages = json.loads(told.read_bytes())
            beside = sum(spent["wall"] for name, spent in stages.items() if name in BESIDE)
        self.figures.memory[who, what].append(made.memory)
        if not watched:
            self.figures.note(who, what, made.wall - beside)
            if who != "hugo":  # it has neither
                self.figures.note(who, f"{what}, all", made.wall)
            self.figures.note(who, f"{what}, cpu", made.cpu)

    def check(self, who: str) -> Run:
        """Check a side's content."""
        day = ["--today", self.today] if self.today else []
        return build("check", *day, root=self.roots[who], project=self.projects[who])

    def edit(self, who: str, number: int) -> str:
        """Change the page of one member; return what it then says."""
        if who == "hugo":
            page = page_of(first_member(self.roots["ours"]))
            return edit_page(hugo.source_of(self.plain, Path(page)), number)
        return edit_summary(first_member(self.roots[who]), number)

    def built(self, who: str) -> Path:
        """Return where a side's site lies."""
        return self.plain / "public" if who == "hugo" else self.roots[who] / "build" / "site"

    def put_away(self, who: str) -> None:
        """Move what a side has built out of the way."""
        put_away(self.plain / "public" if who == "hugo" else self.roots[who] / "build")


# ── measuring ────────────────────────────────────────────────────────────────────────────────


def prepare(members: int, work: Path, against: Path | None) -> Trial:
    """Return a trial with every side built once, which shows how much memory a cold build takes."""
    name = f"{members:,} members" if members else "own content"
    root, today = work / f"{members}-ours", ""
    if members:
        build("demo", "--members", str(members), "--out", str(root), root=root)
        today = _TODAY.findall((root / "DEMO.md").read_text("utf-8"))[0]
    else:
        for room in ROOMS:
            shutil.copytree(PROJECT / room, root / room)
    roots, projects = {"ours": root}, {"ours": PROJECT}
    if against:
        roots["before"], projects["before"] = work / f"{members}-before", against
        shutil.copytree(root, roots["before"])
    trial = Trial(roots, projects, work / f"{members}-plain", today, Figures(members, name))
    for who in roots:
        trial.site(who, "cold", watched=True)
    figures = trial.figures
    figures.pages, figures.words = hugo.write_site(trial.built("ours"), trial.plain)
    run([hugo.program(), "build"], trial.plain)
    return trial


def measure_builds(trial: Trial, turns: int) -> None:
    """Measure builds and checks in processes of their own: cold, and after edits."""
    for _ in range(turns):
        for who in trial.sides:
            trial.put_away(who)
            trial.site(who, "cold")
        number = next(trial.numbers)
        for who in trial.sides:
            said = trial.edit(who, number)
            trial.site(who, "summary")
            page = trial.built(who) / page_of(first_member(trial.roots["ours"])) / "index.html"
            if said not in page.read_text("utf-8"):
                raise Failed(f"{who}: the site does not show the edit")
        number = next(trial.numbers)
        for who in trial.roots:
            trial.edit(who, number)
            trial.figures.note(who, "check", trial.check(who).wall)


def measure_kinds(trial: Trial, turns: int) -> None:
    """Measure builds of ours after a change of each kind."""
    for _ in range(turns):
        if not trial.figures.wall("ours", "cold"):
            trial.put_away("ours")
            trial.site("ours", "cold")
        for change in changes(trial.roots["ours"], next(trial.numbers)):
            change.make()
            trial.site("ours", change.kind)
            if not change.shown(trial.built("ours")):
                raise Failed(f"{change.kind}: the site does not show the change")


def server_of(trial: Trial, who: str) -> Server:
    """Return a side's development server, still to be started."""
    if who == "hugo":
        command: list[str | Path] = [hugo.program(), "server", "--port"]
        return Server(command, trial.plain, "Total in ")
    moment = dt.datetime.fromisoformat(trial.today).replace(tzinfo=dt.UTC) if trial.today else None
    day = {"SOURCE_DATE_EPOCH": f"{moment.timestamp() + 43_200:.0f}"} if moment else {}
    program = trial.projects[who] / "build.py"
    options = ("--root", trial.roots[who], "--lang", "en", "serve", "--port")
    done = words.text("commands", "rebuilt", "en").partition("{")[0]
    return Server([sys.executable, program, *options], trial.roots[who], done, day)


def measure_servers(trial: Trial, turns: int) -> None:
    """Measure how long the page of an edited file takes at who looks at it, and all the rest."""
    page = page_of(first_member(trial.roots["ours"]))
    with ExitStack() as open_ones:
        servers = {who: open_ones.enter_context(server_of(trial, who)) for who in trial.sides}
        for turn in range(turns + 1):
            number = next(trial.numbers)
            for who, server in servers.items():
                seen = server.edit(page, partial(trial.edit, who, number))
                if turn:  # the first edit is no typical one: nobody has looked at the page before
                    trial.figures.note(who, "shown", seen.shown)
                    trial.figures.note(who, "finished", seen.finished)
                    trial.figures.note(who, "served cpu", seen.cpu)


def measure_memory(trial: Trial, edits: int) -> dict[int, float]:
    """Return the MB that `serve` has after a tenth of so many edits in a row, and after all.

    Each is the median of five, because other processes come and go.
    """
    page = page_of(first_member(trial.roots["ours"]))
    taken = []
    with server_of(trial, "ours") as server:
        for _ in range(edits):
            server.edit(page, lambda: trial.edit("ours", next(trial.numbers)), rest=False)
            taken.append(server.memory())
    early = max(edits // 10, 1)
    return {n: statistics.median(taken[max(n - 5, 0) : n]) for n in (early, edits)}


@click.command()
@click.option("--quick", is_flag=True, help="own content and 45 members only, one turn, 20 edits")
@click.option("--members", type=int, multiple=True, help="other sizes; 0 is the own content")
@click.option("--turns", type=click.IntRange(1), default=3, show_default=True)
@click.option("--edits", type=int, default=500, show_default=True, help="in a row, for memory")
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, default=PARTS)
@click.option("--growth", type=int, default=0, help="members of one more cold build, such as 10000")
@click.option("--against", type=click.Path(path_type=Path), help="a checkout to compare with")
@click.option("--write", type=click.Path(path_type=Path), help="a file with markers for the tables")
def main(
    *, quick: bool, members: tuple[int, ...], turns: int, edits: int, parts: tuple[str, ...],
    growth: int, against: Path | None, write: Path | None,
) -> None:  # fmt: skip
    """Measure what one edit costs in demo clusters and in the project's own content."""
    turns, edits = (1, 20) if quick else (turns, edits)
    sizes = members or (QUICK if quick else SIZES)
    found: dict[int, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        work = Path(folder)
        for each in sizes:
            click.echo(f"{each or 'own'} members …", err=True)
            often = turns * (3 if turns > 1 and each <= SHORT else 1)
            trial = prepare(each, work, against and against.resolve())
            if "builds" in parts:
                measure_builds(trial, often)
            if "kinds" in parts:
                measure_kinds(trial, often)
            if "serve" in parts and (members or quick or each in SERVED):
                measure_servers(trial, often)
            if "memory" in parts and each == min(sizes):
                trial.figures.in_a_row = measure_memory(trial, edits)
            found[each] = trial.figures
        if growth:
            trial = prepare(growth, work, None)
            trial.put_away("ours")
            trial.site("ours", "cold")
            found[growth] = trial.figures
    text = report(found)
    click.echo(text)
    if write:
        put(write, "edits", text)


if __name__ == "__main__":
    main()
