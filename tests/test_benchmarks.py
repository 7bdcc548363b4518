"""The benchmarks run, measure what they say and tell it in tables; how fast is not asked here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import builds, mail, measure, plain
from schaufenster.words import words_of
from tests.conftest import PROJECT

PAGE = PROJECT / "docs" / "performance.md"


def tables_of(text: str) -> list[list[list[str]]]:
    """Return every Markdown table as rows of cells; a table ends at a line without a bar."""
    found: list[list[list[str]]] = [[]]
    for line in text.splitlines():
        if line.startswith("|"):
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        elif found[-1]:
            found.append([])
    return [rows for rows in found if rows]


def assert_well_formed(text: str, *, tables: int) -> None:
    found = tables_of(text)
    assert len(found) == tables
    for rows in found:
        assert len(rows) > 2
        assert {len(row) for row in rows} == {len(rows[0])}
        assert set("".join(rows[1])) <= set("-:")
        assert all(cell for row in rows for cell in row)


def bench(name: str, *words: str) -> str:
    """Run a benchmark as `make bench` does, into a copy of the page; return what it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *words],
        cwd=PROJECT, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


# ── what people read ─────────────────────────────────────────────────────────────────────────


def test_the_page_has_a_place_for_each_benchmark(tmp_path: Path) -> None:
    copy = Path(shutil.copy(PAGE, tmp_path))
    names = re.findall(r"<!-- (\w+) -->", PAGE.read_text("utf-8"))
    assert names == ["builds", "search", "mails"]
    for name in names:
        measure.put(copy, name, f"new {name}")
    text = copy.read_text("utf-8")
    assert [name for name in names if f"new {name}" in text] == names
    assert "Not measured yet" not in text
    assert text.startswith(PAGE.read_text("utf-8").partition("<!-- builds -->")[0])
    measure.put(copy, "builds", "newer")
    assert "new builds" not in copy.read_text("utf-8")
    assert "new mails" in copy.read_text("utf-8")


def test_a_page_without_markers_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("<!-- builds -->\nno end", "utf-8")
    with pytest.raises(ValueError, match="no markers"):
        measure.put(file, "builds", "new")
    assert file.read_text("utf-8") == "<!-- builds -->\nno end"


@pytest.mark.parametrize(
    ("measured", "at_least", "kept"),
    [(5.0, False, True), (5.1, False, False), (5.0, True, True), (4.9, True, False)],
)
def test_a_bar_is_kept_up_to_its_limit(measured: float, *, at_least: bool, kept: bool) -> None:
    bar = measure.Bar("it", measured, 5, "s", at_least=at_least)
    assert bar.kept is kept
    assert ("**missed**" in measure.verdicts([bar])) is not kept


def test_what_was_not_measured_gets_no_verdict() -> None:
    bar = measure.Bar("it", None, 5, "s")
    assert bar.kept is None
    assert "| – | ≤ 5 s | not measured |" in measure.verdicts([bar])


def test_a_great_figure_has_all_its_digits() -> None:
    bar = measure.Bar("it", 1093.6, 1200, "MB")
    assert "| 1,094 MB | ≤ 1,200 MB | kept |" in measure.verdicts([bar])


def test_a_spread_shows_where_there_is_one() -> None:
    assert f"{measure.spread([3, 1, 2]):.1f}" == "2.0 (1.0–3.0)"
    assert f"{measure.spread([2.01, 2.02]):.1f}" == "2.0"


# ── what is measured ─────────────────────────────────────────────────────────────────────────


def test_a_run_counts_the_processes_below_it(tmp_path: Path) -> None:
    """The child takes more memory and time than its parent; both are the run's."""
    child = "b = bytearray(150_000_000); b[::4096] = b[::4096]; sum(range(3_000_000))"
    parent = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    )
    alone = measure.run([sys.executable, "-c", "pass"], tmp_path, watched=True)
    both = measure.run([sys.executable, "-c", parent], tmp_path, watched=True)
    assert both.memory > alone.memory + 140
    assert both.cpu > alone.cpu


def test_a_program_that_fails_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(measure.Failed, match="no such thing"):
        measure.run([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path)


def size_of(cold: Sequence[float], stages: Sequence[dict[str, float]]) -> builds.Size:
    size = builds.Size(500)
    size.runs["cold"] = [measure.Run(wall, wall, 100) for wall in cold]
    size.runs["off"] = [measure.Run(4, 4, 50) for _ in cold]
    size.stages["cold"] = [{k: {"wall": v, "cpu": v} for k, v in each.items()} for each in stages]
    return size


def test_our_own_part_is_what_pagefind_leaves() -> None:
    size = size_of([10, 12], [{"pages": 5, "framing": 3, "searching": 4}, {"searching": 4}])
    assert size.own() == size.own_cpu() == [6, 8]
    assert size.share("off").median == 1.75
    assert size.stage("cold", "framing").low == 0


def test_stages_of_others_are_stages_of_the_build() -> None:
    source = (PROJECT / "schaufenster/commands/site.py").read_text("utf-8")
    for name in builds.OTHERS:
        assert name in words_of("commands")
        assert f'step("{name}")' in source


def test_an_edit_changes_one_member_and_the_next_takes_it_back(tmp_path: Path) -> None:
    file = tmp_path / "members" / "one" / "member.yml"
    file.parent.mkdir(parents=True)
    before = 'name: A.\nsummary:\n  de: "Wir messen."\n  en: We measure.\nabout:\n  de: Gut.\n'
    file.write_text(before, "utf-8")
    builds.edit_one(tmp_path)
    assert file.read_text("utf-8") == before.replace("messen.", "messen!")
    builds.edit_one(tmp_path)
    assert file.read_text("utf-8") == before


def test_a_plain_page_has_our_text_and_nothing_else(tmp_path: Path) -> None:
    body = "<h1>Titel</h1><svg><text>AB</text></svg><ul><li><p>Eins * zwei</p></li></ul><p>Drei</p>"
    stage = tmp_path / "stage" / "seite"
    stage.mkdir(parents=True)
    front = json.dumps({"title": "Titel: hier", "body": body})
    (stage / "index.md").write_text(f"---\n{front}\n---\n", "utf-8")
    assert plain.write_plain(tmp_path / "stage", tmp_path / "plain")[0] == 1
    made = (tmp_path / "plain" / "pages" / "seite" / "index.md").read_text("utf-8")
    assert made == "---\ntitle: 'Titel: hier'\n---\n\n# Titel\n\nEins \\* zwei\n\nDrei\n"


# ── the whole way ────────────────────────────────────────────────────────────────────────────


@pytest.mark.long
def test_the_benchmark_of_builds_runs(tmp_path: Path) -> None:
    copy = Path(shutil.copy(PAGE, tmp_path))
    text = bench("builds", "--members", "2", "--turns", "1", "--write", str(copy))
    assert_well_formed(text, tables=6)
    assert text.strip() in copy.read_text("utf-8")
    stages = {row[0] for row in tables_of(text)[4]}
    assert {
        words_of("commands")[name]["en"] for name in ("reading", "pages", "framing", "swapping")
    } <= stages


@pytest.mark.long
def test_the_quick_benchmark_of_builds_runs() -> None:
    text = bench("builds", "--quick")
    assert_well_formed(text, tables=6)
    assert "| 500 members |" in text


@pytest.mark.long
def test_the_benchmark_of_mails_runs(tmp_path: Path) -> None:
    copy = Path(shutil.copy(PAGE, tmp_path))
    text = bench("mail", "--quick", "--write", str(copy))
    assert_well_formed(text, tables=3)
    assert text.strip() in copy.read_text("utf-8")
    assert f"{mail.ITEMS} items" in text
