"""How long a build takes, what of it, and how much memory, beside stock MkDocs + Material.

    python -m benchmarks.builds [--quick] [--write docs/performance.md]

Every size runs in turns: our cold build, stock MkDocs, our build after an edit, stock MkDocs with
search, `check`; then all again. So a slow moment of the machine meets both sides of a ratio.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

from benchmarks.changes import edit_summary, first_member
from benchmarks.measure import (
    PROJECT,
    Bar,
    Run,
    Spread,
    build,
    machine,
    put,
    put_away,
    run,
    spread,
    table,
    verdicts,
)
from benchmarks.plain import write_plain
from schaufenster import words

SIZES: Final = (45, 500, 2500)
QUICK: Final = (45, 500)
SHORT: Final = 100
"""Members up to which runs are short, so that what else the machine does weighs more."""
MOST_IN_MENU: Final = 1000
"""Pages. A menu of all takes time by their square: MkDocs needs over eight minutes for 2,130."""
OTHERS: Final = frozenset({"searching"})
"""The stage in which Pagefind works, by the name that `build.py` gives it."""
_TODAY: Final = re.compile(r"--today (\S+)")

Stages = Mapping[str, Mapping[str, float]]


@dataclass(slots=True)
class Size:
    """What was measured of a demo cluster: runs by name, stages of cold builds and after edits.

    A `watched` run tells of memory, not of time.
    """

    members: int
    today: str = ""
    pages: int = 0
    words: int = 0
    runs: dict[str, list[Run]] = field(default_factory=lambda: defaultdict(list))
    watched: dict[str, list[Run]] = field(default_factory=lambda: defaultdict(list))
    stages: dict[str, list[Stages]] = field(default_factory=lambda: defaultdict(list))

    def wall(self, name: str) -> Spread:
        """Return the wall time of a kind of run in seconds."""
        return spread(each.wall for each in self.runs[name])

    def cpu(self, name: str) -> Spread:
        """Return the time of all processors that a kind of run took, in seconds."""
        return spread(each.cpu for each in self.runs[name])

    def memory(self, name: str) -> float:
        """Return the most memory that any run of a kind took, in MB."""
        return max(each.memory for each in (*self.runs[name], *self.watched[name]))

    def stage(self, name: str, stage: str) -> Spread:
        """Return the wall time of a stage in seconds."""
        return spread(each.get(stage, {}).get("wall", 0.0) for each in self.stages[name])

    def own(self) -> list[float]:
        """Return each cold build's wall time without Pagefind, in seconds."""
        return [
            each.wall - sum(spent["wall"] for name, spent in stages.items() if name in OTHERS)
            for each, stages in zip(self.runs["cold"], self.stages["cold"], strict=True)
        ]

    def own_cpu(self) -> list[float]:
        """Return each cold build's time of all processors without Pagefind."""
        return [
            each.cpu - sum(spent["cpu"] for name, spent in stages.items() if name in OTHERS)
            for each, stages in zip(self.runs["cold"], self.stages["cold"], strict=True)
        ]

    def share(self, stock: str) -> Spread:
        """Return `own` in parts of what stock MkDocs took in the same turn."""
        pairs = zip(self.own(), self.runs[stock], strict=False)  # "menu" has the first turn alone
        return spread(own / other.wall for own, other in pairs)


# ── measuring ────────────────────────────────────────────────────────────────────────────────


def measure_size(members: int, turns: int, work: Path) -> Size:
    """Return what a demo cluster of a size takes."""
    size, root, plain = Size(members), work / f"demo-{members}", work / f"plain-{members}"
    build("demo", "--members", str(members), "--out", str(root), root=root)
    size.today = _TODAY.findall((root / "DEMO.md").read_text("utf-8"))[0]
    build("site", "--engine", "mkdocs", "--today", size.today, root=root)
    size.pages, size.words = write_plain(root / "build" / "stage", plain)
    if size.pages <= MOST_IN_MENU:
        _stock(size, "menu", plain)
    member = first_member(root)
    for turn in range(turns):
        put_away(root / "build")
        _site(size, "cold", root)
        _stock(size, "off", plain)
        edit_summary(member, turn)
        _site(size, "edit", root)
        _stock(size, "on", plain)
        size.runs["check"].append(build("check", "--today", size.today, root=root))
    put_away(root / "build")
    for name in ("cold", "edit"):
        made = build("site", "--today", size.today, root=root, watched=True)
        size.watched[name].append(made)
        edit_summary(member, turns)
    return size


def measure_own(turns: int, work: Path) -> list[float]:
    """Return the seconds that the project's own site and newest edition take, built cold."""
    root = work / "own"
    for room in ("content", "members", "events", "newsletter"):
        shutil.copytree(PROJECT / room, root / room)
    walls = []
    for _ in range(turns):
        put_away(root / "build")
        made = build("site", root=root), build("newsletter", "build", "newest", root=root)
        walls.append(sum(each.wall for each in made))
    return walls


def _site(size: Size, name: str, root: Path) -> None:
    told = root / "build" / "timings.json"
    size.runs[name].append(build("site", "--today", size.today, "--timings", str(told), root=root))
    size.stages[name].append(json.loads(told.read_bytes()))


def _stock(size: Size, name: str, plain: Path) -> None:
    put_away(plain / "site")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", f"{name}.yml"]
    size.runs[name].append(run(command, plain))


# ── telling ──────────────────────────────────────────────────────────────────────────────────

ROWS: Final = {
    "cold": "Schaufenster, cold",
    "edit": "Schaufenster, after one edit",
    "off": "stock MkDocs + Material, search off",
    "on": "stock MkDocs + Material, search on",
    "menu": "stock MkDocs + Material without settings: every page in the menu",
    "check": "Schaufenster, `check`",
}
SHARES: Final = {
    "off": "the same against stock, search off",
    "on": "the same against stock, search on",
    "menu": "the same against stock, every page in the menu",
}


def bars(sizes: Mapping[int, Size], own: list[float]) -> list[Bar]:
    """Return the promises about builds with what was measured of them."""

    def of(members: int, measured: str) -> float | None:
        if members not in sizes:
            return None
        size = sizes[members]
        return size.memory("cold") if measured == "memory" else size.wall(measured).median

    large, middle = of(2500, "cold"), of(500, "cold")
    growth = large / middle if large and middle else None
    return [
        Bar("2,500 members against 500, cold", growth, 6, "×"),
        *(
            Bar(
                f"all but Pagefind against stock MkDocs, {n:,} members",
                size.share("on").median, 0.5, "×",
            )
            for n, size in sizes.items()
        ),
        Bar("the project's own site and newest edition, cold", spread(own).median, 8, "s"),
        Bar("memory, 500 members, cold", of(500, "memory"), 400, "MB"),
        Bar("memory, 2,500 members, cold", of(2500, "memory"), 1200, "MB"),
        Bar("`check`, 2,500 members", of(2500, "check"), 3, "s"),
    ]  # fmt: skip


def report(sizes: Mapping[int, Size], own: list[float]) -> str:
    """Return everything measured as Markdown tables."""
    shown = sizes.values()
    head = [f"{size.members:,} members" for size in shown]
    walls = [
        ["turns", *(str(len(size.runs["cold"])) for size in shown)],
        ["pages", *(f"{size.pages:,}" for size in shown)],
        ["words on them", *(f"{size.words:,}" for size in shown)],
        *_rows(lambda size, name: f"{size.wall(name):.2f} s", shown),
        ["all but Pagefind, cold", *(f"{spread(s.own()):.2f} s" for s in shown)],
        *_rows(lambda size, name: f"{size.share(name):.2f} ×", shown, SHARES),
    ]
    memory = _rows(lambda size, name: f"{size.memory(name):,.0f} MB", shown)
    spent = _rows(lambda size, name: f"{size.cpu(name):.2f} s", shown)
    spent.append(
        [
            "all but Pagefind, cold",
            *(f"{spread(s.own_cpu()):.2f} s" for s in shown),
        ]
    )
    versions = machine("mkdocs", "mkdocs-material", "Jinja2", "pydantic", "PyYAML")
    return "\n".join(
        [
            f"{versions} Median (smallest–largest).\n",
            verdicts(bars(sizes, own)),
            table(["Wall time", *head], walls),
            table(["Time of all processors", *head], spent),
            table(["Most memory", *head], memory),
            table(["Stages, cold", *head], _stage_rows("cold", sizes)),
            table(["Stages, after one edit", *head], _stage_rows("edit", sizes)),
        ]
    )


def _rows(
    cell: Callable[[Size, str], str], sizes: Collection[Size], rows: Mapping[str, str] = ROWS
) -> list[list[str]]:
    """Return a row for each kind of run; a dash stands where one was not done."""
    return [
        [words, *(cell(size, name) if size.runs[name] else "–" for size in sizes)]
        for name, words in rows.items()
    ]


def _stage_rows(name: str, sizes: Mapping[int, Size]) -> list[list[str]]:
    """Return a row for each stage, in the order they ran, and one for what lies around them."""
    shown = sizes.values()
    order = dict.fromkeys(stage for s in shown for each in s.stages[name] for stage in each)
    rows = [
        [
            words.text("commands", stage, "en") if stage in words.keys("commands") else stage,
            *(f"{s.stage(name, stage):.2f} s" for s in shown),
        ]
        for stage in order
    ]
    around = [
        spread(
            each.wall - sum(spent["wall"] for spent in stages.values())
            for each, stages in zip(s.runs[name], s.stages[name], strict=True)
        )
        for s in shown
    ]
    return [*rows, ["Starting and ending Python", *(f"{each:.2f} s" for each in around)]]


@click.command()
@click.option("--quick", is_flag=True, help="45 and 500 members only, one turn")
@click.option("--members", type=int, multiple=True, help="other sizes; may be given again")
@click.option("--turns", type=click.IntRange(1), default=3, show_default=True)
@click.option("--write", type=click.Path(path_type=Path), help="a file with markers for the tables")
def main(*, quick: bool, members: tuple[int, ...], turns: int, write: Path | None) -> None:
    """Measure builds of demo clusters and of the project's own content."""
    turns = 1 if quick else turns
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        work = Path(folder)
        sizes: dict[int, Size] = {}
        for each in members or (QUICK if quick else SIZES):
            click.echo(f"{each} members …", err=True)
            often = 3 if turns > 1 and each <= SHORT else 1
            sizes[each] = measure_size(each, turns * often, work)
        own = measure_own(turns, work)
    text = report(sizes, own)
    click.echo(text)
    if write:
        put(write, "builds", text)


if __name__ == "__main__":
    main()
