"""How many mails a second we compile, beside npm `mjml`, and how long 1,000 variants take.

    python -m benchmarks.mail [--modules DIR/node_modules] [--quick] [--write docs/performance.md]

Both compilers are warm, get the same MJML and run in turns: ours in this process, npm `mjml` in a
`node` process that stays (`tools/npm.py` installs it). Without it only ours is measured.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import click
from mjml import mjml2html

from benchmarks.measure import PROJECT, Bar, Spread, machine, put, run, spread, table, verdicts
from schaufenster import mail
from schaufenster.content import model
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.facts import items, release
from schaufenster.mail.mjml import compile_mjml
from schaufenster.problems import Language
from schaufenster.templates import Templates, load_templates

ITEMS: Final = 10
VARIANTS: Final = 1000
CORES: Final = 2
MODULES: Final = PROJECT / ".venv" / "node" / "node_modules"
"""Where `tools/npm.py` installs."""

Rate = Callable[[Sequence[str], float], float]
"""Compiles some MJML again and again for some seconds; returns mails a second."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A template of a mail with the values it was filled with."""

    name: str
    lang: Language
    values: Mapping[str, Any]
    mjml: str


@dataclass(frozen=True, slots=True)
class Listening(Templates):
    """Templates that keep every MJML they are asked for."""

    heard: list[Letter] = field(default_factory=list, repr=False)

    def render(self, name: str, lang: Language, /, **values: Any) -> str:
        """Return a template filled in, and keep it if it is MJML."""
        text = super(Listening, self).render(name, lang, **values)
        if name.endswith(".mjml.j2"):
            self.heard.append(Letter(name, lang, values, text))
        return text


# ── what is compiled ─────────────────────────────────────────────────────────────────────────


def newest_edition() -> list[Letter]:
    """Return the mails of the project's newest edition, for every channel and language."""
    cluster = _cluster(PROJECT, dt.datetime.now)
    edition = cluster.editions[max(cluster.editions)]
    return [
        letter
        for channel in cluster.channels
        for letter in letters(cluster, edition, channel, DEFAULTS)
    ]


def ten_items(work: Path) -> list[Letter]:
    """Return the mails of a demo cluster's edition with ten items, in every language."""
    root = work / "demo"
    run([sys.executable, PROJECT / "build.py", "demo", "--out", root], PROJECT)
    day = (root / "DEMO.md").read_text("utf-8").partition("--today ")[2].split()[0]
    moment = dt.datetime.fromisoformat(day)
    cluster = _cluster(root, lambda zone: moment.replace(tzinfo=zone))
    channel = max(cluster.channels.values(), key=lambda c: len(c.languages))
    everything = channel.model_copy(update={"select": model.Select()})
    cluster = replace(cluster, channels=MappingProxyType({channel.id: everything}))
    edition = cluster.editions[max(cluster.editions)]
    last = edition.until.last()
    fitting = [
        i.ref
        for i in items.items(cluster)
        if i.published <= last and not i.not_for and (i.expires is None or i.expires >= last)
    ]
    kinds = sorted(fitting, key=lambda ref: fitting.index(ref) % 7)  # of all kinds, not ten offers
    choices = tuple(model.Choice(ref=ref) for ref in kinds[:ITEMS])
    full = edition.model_copy(update={"items": choices})
    made = letters(cluster, full, channel.id, root, DEFAULTS)
    if any(len(letter.values["stories"]) != ITEMS for letter in made):
        raise ValueError(f"an edition without {ITEMS} items")
    return made


def letters(cluster: Cluster, edition: model.Edition, channel: str, *roots: Path) -> list[Letter]:
    """Return the MJML of an edition for a channel, in each of its languages."""
    known = load_templates("newsletter/templates", roots)
    listening = Listening(known.folder, known.environment, known.words)
    for _ in mail.render_edition(edition, channel, cluster, listening):
        pass
    return listening.heard


def _cluster(root: Path, clock: Callable[[dt.tzinfo], dt.datetime]) -> Cluster:
    return release.released(load_cluster(root, clock))


# ── compiling ────────────────────────────────────────────────────────────────────────────────


def with_check(source: str) -> str:
    """Check and compile, as the product does."""
    return compile_mjml(source, "benchmark")


def without_check(source: str) -> str:
    """Compile by mjml-python alone."""
    return str(mjml2html(source, disable_comments=False, fonts={}))


def our_rate(compile_one: Callable[[str], str], sources: Sequence[str], seconds: float) -> float:
    """Return how many mails a second a function of ours compiles."""
    began = time.perf_counter()
    count = 0
    while (spent := time.perf_counter() - began) < seconds:
        for source in sources:
            compile_one(source)
        count += len(sources)
    return count / spent


@contextmanager
def npm_rates(modules: Path) -> Iterator[dict[str, Rate]]:
    """Give npm `mjml` with its check and without, if `node` and the packages are there."""
    node = shutil.which("node")
    if not node or not (modules / "mjml").is_dir():
        yield {}
        return
    command: list[str | Path] = [node, Path(__file__).with_name("mjml.cjs")]
    process = subprocess.Popen(
        command, env={**os.environ, "NODE_PATH": str(modules)}, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip

    def rate(level: str, sources: Sequence[str], seconds: float) -> float:
        asked = {"sources": sources, "seconds": seconds, "level": level}
        assert process.stdin  # noqa: S101 - opened above
        assert process.stdout  # noqa: S101
        process.stdin.write(f"{json.dumps(asked)}\n")
        process.stdin.flush()
        told = json.loads(process.stdout.readline())
        return float(told["mails"] / told["seconds"])

    try:
        yield {"npm with check": partial(rate, "strict"), "npm": partial(rate, "skip")}
    finally:
        process.communicate()


OURS: Final[dict[str, Rate]] = {
    "ours with check": partial(our_rate, with_check),
    "ours": partial(our_rate, without_check),
}


def measure_rates(
    sources: Sequence[str], rates: Mapping[str, Rate], turns: int, seconds: float
) -> dict[str, list[float]]:
    """Return mails a second of each compiler in each turn; a turn before them all warms up."""
    for rate in rates.values():
        rate(sources, seconds)
    found: dict[str, list[float]] = {name: [] for name in rates}
    for _ in range(turns):
        for name, rate in rates.items():
            found[name].append(rate(sources, seconds))
    return found


# ── many variants ────────────────────────────────────────────────────────────────────────────

_SHARED: dict[str, Any] = {}
"""What the processes of a pool find when they are forked: a letter and its templates."""


def measure_variants(letter: Letter, templates: Templates, turns: int, count: int) -> Spread:
    """Return the seconds that so many different mails take in two processes: Jinja and compiling.

    Every variant has a subject of its own and the items in another order.
    """
    _SHARED.update(letter=letter, templates=templates)
    walls = []
    for _ in range(turns):
        began = time.perf_counter()
        with multiprocessing.get_context("fork").Pool(CORES) as pool:
            sizes = pool.map(variant_of, range(count), chunksize=25)
        walls.append(time.perf_counter() - began)
        if len(sizes) != count or not all(sizes):
            raise ValueError("a variant is missing")
    return spread(walls)


def variant_of(number: int) -> int:
    """Make one variant, from the template to HTML; return its length."""
    letter, templates = _SHARED["letter"], _SHARED["templates"]
    stories = letter.values["stories"]
    start = number % len(stories)
    values = {
        **letter.values,
        "subject": f"{letter.values['subject']} ({number})",
        "stories": [*stories[start:], *stories[:start]],
    }
    return len(with_check(templates.render(letter.name, letter.lang, **values)))


# ── telling ──────────────────────────────────────────────────────────────────────────────────

Rates = Mapping[str, Mapping[str, list[float]]]
"""Mails a second in each turn, by what was compiled and by which compiler."""
CHECKS: Final = (" with check", "")
LEAST: Final = (10, 20)
"""How many times faster than npm `mjml` a mail must be compiled, with its check and without."""
NEWEST, TEN = "newest edition", f"{ITEMS} items, demo"


def ratio(rates: Mapping[str, list[float]], check: str) -> Spread | None:
    """Return how many times faster ours is than npm, turn by turn; None if npm was not there."""
    ours, npm = rates[f"ours{check}"], rates.get(f"npm{check}")
    return spread(a / b for a, b in zip(ours, npm, strict=True)) if npm else None


def bars(rates: Rates, variants: Spread, count: int) -> list[Bar]:
    """Return the promises about mails with what was measured of them."""
    faster = [ratio(rates[TEN], check) for check in CHECKS]
    return [
        Bar(
            f"{ITEMS} items{check}: ours against npm `mjml`{check}",
            each.median if each else None, least, "×", at_least=True,
        )
        for check, each, least in zip(CHECKS, faster, LEAST, strict=True)
    ] + [
        Bar(
            f"{VARIANTS:,} variants of {ITEMS} items, two processes",
            variants.median if count == VARIANTS else None, 5, "s",
        )
    ]  # fmt: skip


def report(
    rates: Rates, mails: Mapping[str, Sequence[Letter]], variants: Spread, count: int
) -> str:
    """Return everything measured as Markdown tables."""
    shown = rates.values()
    faster = {check: [ratio(each, check) for each in shown] for check in CHECKS}
    rows = [
        ["mails", *(f"{len(letters)}" for letters in mails.values())],
        ["MJML of each", *(f"{_kilobytes(letters):.1f} KB" for letters in mails.values())],
        *([f"{n}, mails/s", *(f"{spread(r[n]):,.0f}" for r in shown)] for n in rates[TEN]),
        *(
            [f"times faster{check}", *(f"{r:.1f} ×" if r else "–" for r in ratios)]
            for check, ratios in faster.items()
        ),
    ]
    made = f"{count:,} variants: Jinja, check, compile; {CORES} processes"
    versions = machine("mjml-python", "Jinja2", "lxml")
    return "\n".join(
        [
            f"{versions} Median (smallest–largest).\n",
            verdicts(bars(rates, variants, count)),
            table(["Warm, one core", *mails], rows),
            table([f"{ITEMS} items", "Wall time"], [[made, f"{variants:.2f} s"]]),
        ]
    )


def _kilobytes(letters: Sequence[Letter]) -> float:
    return sum(len(letter.mjml.encode()) for letter in letters) / len(letters) / 1000


@click.command()
@click.option(
    "--modules", type=click.Path(path_type=Path), default=MODULES, help="node_modules with mjml"
)
@click.option("--quick", is_flag=True, help="two short turns, 100 variants")
@click.option("--write", type=click.Path(path_type=Path), help="a file with markers for the tables")
def main(*, modules: Path, quick: bool, write: Path | None) -> None:
    """Measure compiling of mails."""
    turns, seconds, count = (2, 0.2, 100) if quick else (7, 1.0, VARIANTS)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        mails = {NEWEST: newest_edition(), TEN: ten_items(Path(folder))}
    with npm_rates(modules) as theirs:
        rates = {
            name: measure_rates([letter.mjml for letter in letters], OURS | theirs, turns, seconds)
            for name, letters in mails.items()
        }
    templates = load_templates("newsletter/templates", [DEFAULTS])
    variants = measure_variants(mails[TEN][0], templates, turns, count)
    text = report(rates, mails, variants, count)
    click.echo(text)
    if write:
        put(write, "mails", text)


if __name__ == "__main__":
    main()
