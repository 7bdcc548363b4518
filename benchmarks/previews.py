"""What our own work takes from a push to the comment under a pull request.

    python -m benchmarks.previews [--quick] [--write docs/performance.md]

One edit of a profile is proposed; then run the steps of both workflows that are ours: the check in
both its forms, the preview from nothing, the verdict, the suggestions. What a runner takes to start
and to fetch packages is not ours. A cold `site` runs in the same turn: a ratio to it holds on any
machine, seconds only on this one. Judged are the seconds of all processors, which one core alone
would take: on the wall a busy machine shows what others do.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from benchmarks.changes import edit_summary, first_member
from benchmarks.measure import (
    PROJECT,
    Bar,
    Run,
    build,
    machine,
    put,
    put_away,
    spread,
    table,
    verdicts,
)  # fmt: skip
from schaufenster.editing import DEMO_DAY
from schaufenster.editing.demo import MARKER

SIZES: Final = {0: 20, 500: 30}
"""Members of demo clusters (0 is the project's own content), and the most seconds for each."""
STEPS: Final = ("check", "preview", "owners", "suggest")
ROOMS: Final = ("content", "members", "events", "newsletter", "theme")


@click.command()
@click.option("--quick", is_flag=True, help="the project's own content, once")
@click.option("--turns", type=int, default=3, show_default=True)
@click.option("--write", type=click.Path(path_type=Path), help="the page that gets the tables")
def main(*, quick: bool, turns: int, write: Path | None) -> None:
    """Measure and print; with `--write` into a page as well."""
    sizes = {0: SIZES[0]} if quick else SIZES
    rows, bars = [], []
    for members, most in sizes.items():
        with tempfile.TemporaryDirectory() as room:
            root = _proposed(members, Path(room) / "cluster")
            measured = [_turn(root) for _ in range(1 if quick else turns)]
        name = f"{members:,} members" if members else "the project's own content"
        whole = spread(sum(turn[step].cpu for step in STEPS) for turn in measured)
        ratio = spread(turn["preview"].cpu / turn["site"].cpu for turn in measured)
        for step in (*STEPS, "site"):
            wall = spread(turn[step].wall for turn in measured)
            cpu = spread(turn[step].cpu for turn in measured)
            rows.append((f"{name}: `{step}`", f"{wall:.2f} s", f"{cpu:.2f} s"))
        rows.append((f"{name}: preview beside a cold `site`", "", f"{ratio:.2f} ×"))
        bars.append(Bar(f"from push to comment, {name}, on one core", whole.median, most, "s"))
    text = "\n\n".join(
        [
            machine("mkdocs", "Jinja2", "lxml"),
            table(("step", "on the wall", "all processors"), rows),
            verdicts(bars),
        ]
    )
    click.echo(text)
    if write:
        put(write, "previews", text)


def _proposed(members: int, root: Path) -> Path:
    """Return a repository whose last commit is a proposal."""
    if members:
        build("demo", "--members", str(members), "--out", str(root), root=root)
    else:
        for place in ROOMS:
            if (PROJECT / place).is_dir():
                shutil.copytree(PROJECT / place, root / place)
    (root / ".gitignore").write_text("build*/\n", "utf-8")
    (root / "content/owners.yml").write_text("office: [amt]\n", "utf-8")
    _git(root, "init", "--quiet")
    _commit(root)
    edit_summary(first_member(root), 1)
    _commit(root)
    return root


def _commit(root: Path) -> None:
    person = ("-c", "user.name=Bench", "-c", "user.email=info@bench.example")
    _git(root, "add", "--all")
    _git(root, *person, "commit", "--quiet", "--message", "bench")


def _git(root: Path, *words: str) -> None:
    command = ["git", *words]
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)


def _turn(root: Path) -> dict[str, Run]:
    """Return what each step took, and a cold build of the site."""
    put_away(root / "build")
    runs = dict(_steps(root))
    put_away(root / "build")
    return runs | {"site": build("site", *_day(root), root=root)}


def _steps(root: Path) -> Iterator[tuple[str, Run]]:
    day = _day(root)
    checks = [build("check", "--format", form, *day, root=root) for form in ("github", "text")]
    yield "check", Run(*(sum(getattr(r, n) for r in checks) for n in ("wall", "cpu", "memory")))
    yield "preview", build("preview", "--base", "HEAD^1", *day, root=root)
    versions = ("--base", "HEAD^1", "--head", "HEAD")
    asked = ("owners", "--author", "amt", *versions, "--format", "json")
    yield "owners", build(*asked, root=root)
    yield "suggest", build("suggest", *versions, *day, root=root)


def _day(root: Path) -> list[str]:
    """Return the option that names the day of a demo; none for the project's own content."""
    return ["--today", str(DEMO_DAY)] if (root / MARKER).exists() else []


if __name__ == "__main__":
    sys.exit(main())
