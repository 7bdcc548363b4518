"""Measures programs: wall time, processor time and memory of a whole tree of processes.

Figures are medians with their spread; a machine is never quiet, so what is compared runs in turn.
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parent.parent
_START: Final = Path(__file__).with_name("start.py")
_EVERY: Final = 0.1
"""Seconds between two looks at the memory of a tree of processes."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program: seconds of wall time and of all processors, MB (10^6 bytes) at most.

    `memory` is the larger of two: the most that one process of the tree ever had in memory, as the
    kernel kept it (exact), and, of a run that was watched, the most that all of them had at once,
    looked at ten times a second with shared pages counted once (Linux only; a short peak of several
    processes may be missed).
    """

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of several figures, and the smallest and largest of them."""

    median: float
    low: float
    high: float

    def __format__(self, form: str) -> str:
        """Return the median, with the spread if there is one that shows."""
        low, median, high = (format(each, form) for each in (self.low, self.median, self.high))
        return median if low == high else f"{median} ({low}–{high})"


@dataclass(frozen=True, slots=True)
class Bar:
    """What was promised: a sentence, what was measured, and the most (or least) it may be."""

    promise: str
    measured: float | None
    limit: float
    unit: str
    at_least: bool = False

    @property
    def kept(self) -> bool | None:
        """Tell whether the promise is kept; None if it was not measured."""
        if self.measured is None:
            return None
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


class Failed(Exception):  # noqa: N818 - says what a program did
    """A program that was to be measured ended with an error; its last words are the message."""


def run(command: Sequence[str | Path], folder: Path, *, watched: bool = False) -> Run:
    """Run a program to its end and return what it took; raises `Failed` if it fails.

    What earlier runs wrote is brought to the disk before. Watching several processes takes a
    twentieth of their time.
    """
    os.sync()
    with tempfile.TemporaryDirectory() as room:
        note, said = Path(room, "note"), Path(room, "said")
        starter: list[str | Path] = [sys.executable, "-I", "-S", _START, note]
        with said.open("wb") as out:
            process = subprocess.Popen(
                [*starter, *command], cwd=folder,
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip
        peaks = [0]
        while process.poll() is None:
            if watched:
                peaks.append(_memory_below(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(_EVERY)
        if process.returncode:
            raise Failed(said.read_text("utf-8", errors="replace")[-2000:])
        wall, cpu, most = map(float, note.read_text("utf-8").split())
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux KiB
    return Run(wall, cpu, max(most * unit, *peaks) / 1e6)


def build(*words: str, root: Path, project: Path = PROJECT, watched: bool = False) -> Run:
    """Run a command of `build.py` for a cluster's folder; `project` may be another checkout."""
    known = [] if words[0] == "demo" else ["--root", str(root)]
    return run([sys.executable, project / "build.py", *known, *words], project, watched=watched)


def put_away(folder: Path) -> None:
    """Move an earlier build out of the way, if there is one.

    Removed files would slow the next build: for a minute ext4 passes over each of their inodes,
    one by one, whenever it makes a file (`recently_deleted` in fs/ext4/ialloc.c).
    """
    if folder.exists():
        folder.rename(folder.with_name(f"{folder.name}-{time.monotonic_ns()}"))


def _memory_below(number: int) -> int:
    """Return the memory of all processes below one in bytes; 0 where only one is: it knows best."""
    if not Path("/proc/self/smaps_rollup").exists():
        return 0
    below = tree(number)[1:]
    return sum(map(memory_of, below)) if len(below) > 1 else 0


def tree(number: int) -> list[int]:
    """Return a process and all below it that are there now."""
    found = [number]
    for parent in found:
        for file in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in file.read_text().split()]
            except OSError:
                continue  # it has just ended
    return found


def memory_of(number: int) -> int:
    """Return a process's share of the memory in bytes; 0 if it has just ended."""
    try:
        rows = Path(f"/proc/{number}/smaps_rollup").read_text()
    except OSError:
        return 0
    share = re.search(r"^Pss:\s+(\d+) kB", rows, re.MULTILINE)
    return int(share[1]) * 1024 if share else 0


def spread(figures: Iterable[float]) -> Spread:
    """Return median, smallest and largest; there must be at least one figure."""
    known = list(figures)
    return Spread(statistics.median(known), min(known), max(known))


# ── what people read ─────────────────────────────────────────────────────────────────────────


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first are set to the right."""
    marks = ["---", *["---:"] * (len(head) - 1)]
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, marks, *rows))


def verdicts(bars: Iterable[Bar]) -> str:
    """Return a Markdown table of what was promised, what was measured, and whether it holds."""
    words = {True: "kept", False: "**missed**", None: "not measured"}
    rows = [
        (
            bar.promise,
            "–" if bar.measured is None else f"{_figure(bar.measured)} {bar.unit}",
            f"{'≥' if bar.at_least else '≤'} {_figure(bar.limit)} {bar.unit}",
            words[bar.kept],
        )
        for bar in bars
    ]
    return table(["Promise", "Measured", "Bar", "Verdict"], rows)


def _figure(value: float) -> str:
    """Return a figure with three digits, or all of a greater one, never with an exponent."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def machine(*packages: str) -> str:
    """Return what was measured on, in neutral terms: cores, Python, versions of packages."""
    able = getattr(os, "sched_getaffinity", None)
    cores = len(able(0)) if able else os.cpu_count()
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    system = f"{platform.system()} on {platform.machine()}"
    return f"{cores} cores, {system}, Python {platform.python_version()}; {versions}."


def put(file: Path, name: str, text: str) -> None:
    """Replace what stands between the markers `<!-- NAME -->` and `<!-- /NAME -->` of a file.

    Raises `ValueError` if the file has no such markers.
    """
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before, found, rest = file.read_text("utf-8").partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{file}: no markers of the name {name}")
    file.write_text(f"{before}{start}\n{text.strip()}\n\n{end}{after}", "utf-8")
