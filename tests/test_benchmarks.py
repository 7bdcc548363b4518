"""The benchmarks run, measure what they say and tell it in tables; how fast is not asked here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks import builds, changes, edits, edits_report, hugo, mail, measure, plain
from schaufenster import words
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
    assert names == [
        "edits", "builds", "search", "previews", "sheets", "mails", "sending", "matching",
    ]  # fmt: skip
    for name in names:
        measure.put(copy, name, f"new {name}")
    text = copy.read_text("utf-8")
    assert [name for name in names if f"new {name}" in text] == names
    assert "Not measured yet" not in text
    assert text.startswith(PAGE.read_text("utf-8").partition("<!-- edits -->")[0])
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
    source = (PROJECT / "schaufenster/commands/build.py").read_text("utf-8")
    for name in builds.OTHERS | edits.BESIDE:
        assert name in words.keys("commands")
        assert f'step("{name}")' in source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Wir messen.", "Wir messen90007."),
        ('"Wir: alle 3."', '"Wir: alle 90007."'),
        (">-\n    Wir messen.\n    Alles.", ">-\n    Wir messen.\n    Alles90007."),
        ("Wir messen90006.", "Wir messen90007."),
    ],
)
def test_an_edit_changes_the_end_of_one_summary(tmp_path: Path, before: str, after: str) -> None:
    file = tmp_path / "member.yml"
    text = "name: A.\nsummary:\n  de: {}\n  en: We measure.\nabout:\n  de: Gut.\n"
    file.write_text(text.format(before), "utf-8")
    assert changes.edit_summary(file, 7) == "90007."
    assert file.read_text("utf-8") == text.format(after)


def members_at(root: Path, **competences: str) -> None:
    for name, competence in competences.items():
        folder = root / "members" / name / "offers"
        folder.mkdir(parents=True)
        (folder.parent / "member.yml").write_text(
            f"name: {name}\nshort: {name}\naliases:\n  - {name}!\nseat:\n  place: Ort\n"
            f"summary:\n  de: Gut.\ncompetences:\n  - id: {competence}\n",
            "utf-8",
        )


def test_every_kind_of_change_is_made_once(tmp_path: Path) -> None:
    """What a change leaves behind is what its name says; the content is whole after all of them."""
    members_at(tmp_path, a="optik", b="laser")
    members = tmp_path / "members"
    seen = {}
    for change in changes.changes(tmp_path, 5):
        change.make()
        seen[change.kind] = {
            file.parent.name: file.read_text("utf-8") for file in members.glob("*/member.yml")
        }
    assert [kind for kind in edits_report.KINDS if kind != "summary"] == list(seen)
    assert seen["name"]["a"].startswith("name: Neu5 a\nshort: a\n")
    assert "\n  place: Neu5 Ort\n" in seen["place"]["a"]
    assert "\ncompetences:\n  - id: laser\n  - id: optik\n" in seen["competence"]["a"]
    assert seen["new"]["neu-5-a"].startswith("name: Kopie 5 Neu5 a\nshort: Kopie 5 a\nseat:")
    assert not (members / "neu-5-a").exists()
    assert seen["renamed"]["anders-5-a"].endswith("\nformerly:\n  - neu-5-a\n")
    assert seen["deleted"] == seen["competence"]


def test_a_site_shows_a_change_or_not(tmp_path: Path) -> None:
    members_at(tmp_path, a="optik", b="laser")
    page = tmp_path / "profile" / "a" / "index.html"
    page.parent.mkdir(parents=True)
    name = next(changes.changes(tmp_path, 5))
    page.write_text("<h1>a</h1>", "utf-8")
    assert not name.shown(tmp_path)
    page.write_text("<h1>Neu5 a</h1>", "utf-8")
    assert name.shown(tmp_path)


def test_a_plain_page_has_our_text_and_nothing_else(tmp_path: Path) -> None:
    body = "<h1>Titel</h1><svg><text>AB</text></svg><ul><li><p>Eins * zwei</p></li></ul><p>Drei</p>"
    stage = tmp_path / "stage" / "seite"
    stage.mkdir(parents=True)
    front = json.dumps({"title": "Titel: hier", "body": body})
    (stage / "index.md").write_text(f"---\n{front}\n---\n", "utf-8")
    assert plain.write_plain(tmp_path / "stage", tmp_path / "plain")[0] == 1
    made = (tmp_path / "plain" / "pages" / "seite" / "index.md").read_text("utf-8")
    assert made == "---\ntitle: 'Titel: hier'\n---\n\n# Titel\n\nEins \\* zwei\n\nDrei\n"


def test_hugo_gets_every_page_at_its_address(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for path, title, main in (
        ("", "Start", "<main><h1>Hier</h1></main>"),
        ("profile/a/", 'Das "A"', "<header>Kopf</header><main><p>Wir messen.</p></main>"),
        ("profile/", "Alle", "<main><p>Zwei</p></main>"),
        ("alt/", "Umgezogen", "<p>Sie ist jetzt dort.</p>"),
    ):
        (site / path).mkdir(parents=True, exist_ok=True)
        text = f"<title>{title}</title>{main}"
        (site / path / "index.html").write_text(f"<!DOCTYPE html><html>{text}</html>", "utf-8")
    assert hugo.write_site(site, tmp_path)[0] == 3
    content = tmp_path / "content"
    made = {file.relative_to(content).as_posix(): file for file in content.rglob("*.md")}
    assert set(made) == {"_index.md", "profile/_index.md", "profile/a.md"}
    assert hugo.source_of(tmp_path, Path("profile/a")) == made["profile/a.md"]
    text = '---\ntitle: "Das \\"A\\""\n---\n\nWir messen{}.\n'
    assert made["profile/a.md"].read_text("utf-8") == text.format("")
    assert changes.edit_page(made["profile/a.md"], 3) == "90003."
    assert made["profile/a.md"].read_text("utf-8") == text.format("90003")


def figures_of(members: int, ours: Sequence[float], hugo_took: Sequence[float]) -> Any:
    figures = edits_report.Figures(members, f"{members} members")
    for who, known in (("ours", ours), ("hugo", hugo_took)):
        figures.seconds[who, "summary"] = list(known)
    return figures


def test_a_share_compares_what_ran_in_the_same_turn() -> None:
    figures = figures_of(2500, [1, 8, 3], [2, 4, 6])
    assert figures.share("summary", "hugo") == measure.Spread(0.5, 0.5, 2)
    assert figures.share("summary", "before") is None
    bars = {bar.promise: bar for bar in edits_report.bars({2500: figures})}
    assert [bar.measured for bar in bars.values()].count(None) == len(bars) - 1
    beside_hugo = bars["2,500 members: all but search and cards after one edit, beside Hugo"]
    assert beside_hugo.measured == 0.5
    assert beside_hugo.kept is False


def test_what_was_measured_of_edits_stands_in_tables() -> None:
    small, large = figures_of(45, [1], [4]), figures_of(2500, [1], [2])
    small.in_a_row = {2: 100.0, 20: 104.0}
    large.seconds["ours", "shown"] = [0.25]
    text = edits_report.report({45: small, 2500: large})
    assert_well_formed(text, tables=4)
    assert "| ours beside Hugo | 0.25 × | 0.50 × |" in text
    assert "| Schaufenster: the page shown | 0.25 s |" in text
    assert "| memory after 20 edits in a row, beside 2 | 1.04 × | ≤ 1.05 × | kept |" in text
    assert "before |" not in text.partition("One summary")[2]


# ── the whole way ────────────────────────────────────────────────────────────────────────────


@pytest.mark.long
def test_the_benchmark_of_builds_runs(tmp_path: Path) -> None:
    copy = Path(shutil.copy(PAGE, tmp_path))
    text = bench("builds", "--members", "2", "--turns", "1", "--write", str(copy))
    assert_well_formed(text, tables=6)
    assert text.strip() in copy.read_text("utf-8")
    stages = {row[0] for row in tables_of(text)[4]}
    assert {
        words.text("commands", name, "en")
        for name in ("reading", "comparing", "making", "swapping")
    } <= stages


@pytest.mark.long
def test_the_quick_benchmark_of_builds_runs() -> None:
    text = bench("builds", "--quick")
    assert_well_formed(text, tables=6)
    assert "| 500 members |" in text


@pytest.mark.long
def test_the_benchmark_of_edits_runs(tmp_path: Path) -> None:
    """Hugo, a server of ours and an earlier commit take part; here it is this one."""
    copy = Path(shutil.copy(PAGE, tmp_path))
    words = ("--members", "2", "--turns", "1", "--edits", "3", "--against", str(PROJECT))
    text = bench("edits", *words, "--write", str(copy))
    assert_well_formed(text, tables=7)
    assert text.strip() in copy.read_text("utf-8")
    rows = {row[0] for found in tables_of(text) for row in found}
    assert {"Schaufenster", "Hugo", "the earlier commit", "Hugo: the page shown"} <= rows
    assert set(edits_report.KINDS.values()) <= rows


@pytest.mark.long
def test_the_benchmark_of_previews_runs(tmp_path: Path) -> None:
    copy = Path(shutil.copy(PAGE, tmp_path))
    text = bench("previews", "--quick", "--write", str(copy))
    assert "from push to comment, the project's own content" in text
    assert "preview beside a cold `site`" in copy.read_text("utf-8")


@pytest.mark.long
def test_the_benchmark_of_mails_runs(tmp_path: Path) -> None:
    copy = Path(shutil.copy(PAGE, tmp_path))
    text = bench("mail", "--quick", "--write", str(copy))
    assert_well_formed(text, tables=3)
    assert text.strip() in copy.read_text("utf-8")
    assert f"{mail.ITEMS} items" in text


@pytest.mark.long
def test_the_benchmark_of_sending_runs(tmp_path: Path) -> None:
    copy = Path(shutil.copy(PAGE, tmp_path))
    text = bench("sending", "--quick", "--write", str(copy))
    assert_well_formed(text, tables=3)
    assert text.strip() in copy.read_text("utf-8")
