"""Evidence for labels: counted again by brute force from the YAML of a demo cluster."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from schaufenster import indicators, words
from schaufenster.commands import program
from schaufenster.content.load import load_cluster
from schaufenster.editing import DEMO_DAY
from schaufenster.facts import release
from tests.conftest import LANGUAGES, SAMPLE, run_build, templates_of

DAYS = st.dates(dt.date(2024, 1, 1), DEMO_DAY)
Yaml = dict[str, Any]


class Demo:
    """A demo cluster on its day, and its files: its own `repr` keeps hypothesis quick."""

    def __init__(self, root: Path) -> None:
        def noon(zone: dt.tzinfo) -> dt.datetime:
            return dt.datetime.combine(DEMO_DAY, dt.time(12), zone)

        self.cluster = release.released(load_cluster(root, noon))
        self.files = Files(root)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    root = tmp_path_factory.mktemp("evidence") / "root"
    run_build("demo", "--members", "40", "--out", str(root))
    return Demo(root)


# ── the same figures from the files, by another way ──────────────────────────────────────────


class Files:
    """The files of a cluster as YAML: every scalar a text."""

    def __init__(self, root: Path) -> None:
        self.members = dict(self.read(root, "members/*/member.yml"))
        self.offers = dict(self.read(root, "members/*/offers/*.yml"))
        self.events = dict(self.read(root, "events/*/event.yml"))
        self.projects = dict(self.read(root, "content/projects/*/project.yml"))
        self.news = dict(self.read(root, "content/news/*/news.yml"))

    @staticmethod
    def read(root: Path, pattern: str) -> Iterator[tuple[str, Yaml]]:
        for file in sorted(root.glob(pattern)):
            member, slug = file.parent.parent.name, file.stem
            name = f"{member}/{slug}" if "offers" in pattern else file.parent.name
            record = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - text only
            if record.get("embargo", "") < f"{DEMO_DAY}T12":  # what is held back counts nowhere
                yield name, record

    def members_on(self, day: str) -> set[str]:
        return {
            slug
            for slug, member in self.members.items()
            if any(
                entry["status"] == "member"
                and (entry.get("confirmed") or entry.get("evidence") not in {"inferred", "unknown"})
                and first(entry.get("from", "0001")) <= day <= last(entry.get("to", "9999"))
                for entry in member.get("membership", ())
            )
        }

    def valid_on(self, offer: str, day: str) -> bool:
        """An offer ends with the membership of who makes it."""
        valid = self.offers[offer].get("valid") or {}
        ends = [e.get("to", "9999") for e in self.members[offer.partition("/")[0]]["membership"]]
        until = min(last(valid.get("until", "9999")), max(map(last, ends), default="9999"))
        return first(valid.get("from", "0001")) <= day <= until


def first(date: str) -> str:
    return (date + "-01-01")[:10] if len(date) == 4 else (date + "-01")[:10]


def last(date: str) -> str:
    return date + "-12-31" if len(date) == 4 else date + "-31" if len(date) == 7 else date


def in_year(date: str | None, day: str) -> bool:
    return date is not None and str(int(day[:4]) - 1) + day[4:] < first(date) <= day


def with_members(record: Yaml) -> bool:
    parties = [*record.get("parties", ()), *record.get("organisers", ())]
    if "coordinator" in record:
        parties.append(record["coordinator"])
    return any("member" in party for party in parties)


AGAIN: dict[str, Callable[[Files, str], set[str]]] = {
    "committed": lambda files, day: files.members_on(day),
    "companies": lambda files, day: {
        slug for slug in files.members_on(day) if files.members[slug]["type"] == "company"
    },
    "sme": lambda files, day: {
        slug
        for slug in files.members_on(day)
        if (size := files.members[slug].get("size"))
        and size["class"] in {"micro", "small", "medium"}
        and first(size["year"]) <= day
    },
    "joined": lambda files, day: {
        slug
        for slug, member in files.members.items()
        if any(
            entry["status"] == "member"
            and (entry.get("confirmed") or entry.get("evidence") not in {"inferred", "unknown"})
            and in_year(entry.get("from"), day)
            for entry in member.get("membership", ())
        )
    },
    "events": lambda files, day: {
        slug
        for slug, event in files.events.items()
        if event.get("role", "organiser") in {"organiser", "co-organiser"}
        and event["status"] != "cancelled"
        and not (
            event["status"] == "moved"
            and (len(event["start"]) < 10 or event["start"] == event.get("moved_from"))
        )
        and in_year(event["start"], day)
    },
    "projects": lambda files, day: {
        slug
        for slug, project in files.projects.items()
        if project["period"].get("from")
        and first(project["period"]["from"]) <= day
        and day <= last(project["period"].get("until", "9999"))
    },
    "confirmed": lambda files, day: {
        slug
        for slug in files.members_on(day)
        if in_year((files.members[slug].get("confirmed") or {}).get("on"), day)
    },
    "offers_new": lambda files, day: {
        slug
        for slug, offer in files.offers.items()
        if offer["kind"] == "offer" and in_year(offer["published"], day)
    },
    "offers": lambda files, day: {
        slug
        for slug, offer in files.offers.items()
        if offer["kind"] == "offer"
        and first(offer["published"]) <= day
        and files.valid_on(slug, day)
    },
}


@settings(max_examples=40)
@given(day=DAYS)
@pytest.mark.parametrize("name", sorted(AGAIN))
def test_who_counts_the_files_gets_the_same_ids(demo: Demo, name: str, day: dt.date) -> None:
    again = AGAIN[name](demo.files, day.isoformat())
    found = indicators.counted(name, demo.cluster, day)
    assert {indicators.id_of(record) for record in found.records} == again, day


@pytest.mark.parametrize("name", sorted(AGAIN))
def test_some_day_has_something_to_count(demo: Demo, name: str) -> None:
    """Else the property above holds of nothing."""
    days = (DEMO_DAY - dt.timedelta(days=90 * n) for n in range(8))
    assert any(indicators.counted(name, demo.cluster, day).records for day in days)


@settings(max_examples=20)
@given(day=DAYS)
def test_parts_are_no_larger_than_what_they_are_parts_of(demo: Demo, day: dt.date) -> None:
    for name in indicators.COUNTS:
        found = indicators.counted(name, demo.cluster, day)
        if found.of is not None:
            assert len(found.records) <= found.of, name
        assert found.value >= 0


# ── the report ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", words.languages())
def test_every_indicator_and_question_is_said_in_every_language(lang: str) -> None:
    asked = {
        *(f"label.{label}" for label in indicators.LABELS),
        *(f"name.{name}" for name in indicators.COUNTS),
        *(f"how.{name}" for name in indicators.COUNTS),
        *(f"{part}.{name}" for name in indicators.EACH for part in ("name", "how")),
    }
    for label in (*indicators.LABELS.values(), indicators.REPORT):
        for group in label.groups:
            asked |= {f"group.{group.id}", *(f"ask.{name}" for name in group.asks)}
            assert set(group.counts) <= {*indicators.COUNTS, *indicators.EACH}
    own = words.catalogue(lang, "indicators").texts
    said = {key for key in own if key.split(".")[0] in {"label", "name", "how", "group", "ask"}}
    assert said == asked


@pytest.fixture(scope="module", params=sorted(indicators.LABELS))
def forms(request: pytest.FixtureRequest, demo: Demo) -> dict[str, bytes]:
    report = indicators.report_of(request.param, demo.cluster, DEMO_DAY)
    templates = templates_of("newsletter/templates")
    return {
        file.path: file.content
        for file in indicators.render_report(report, demo.cluster, templates, "en")
    }


def test_page_table_workbook_and_json_say_the_same(forms: dict[str, bytes]) -> None:
    data = json.loads(forms["evidence.json"])
    table = [row.split(";") for row in forms["evidence.csv"].decode("utf-8-sig").splitlines()]
    book = openpyxl.load_workbook(io.BytesIO(forms["evidence.xlsx"]))
    page = forms["index.html"].decode()
    figures = [(f["value"], "|".join(r["id"] for r in f["records"])) for f in data["figures"]]
    in_table = [(row[2], row[-1].strip('"').replace(" ", "")) for row in table[1:] if row[2]]
    in_book = [
        (row[2], str(row[6] or "").replace(" ", ""))
        for row in book["Indicators"].iter_rows(min_row=2, values_only=True)
        if row[2]
    ]
    assert [(v, ids.replace(" ", "")) for v, ids in figures] == in_table == in_book
    records = [r["id"] for f in data["figures"] for r in f["records"]]
    assert [row[1] for row in book["Records"].iter_rows(min_row=2, values_only=True)] == records
    for figure in data["figures"]:
        assert words.text("indicators", f"how.{figure['indicator']}", "en") in page
    for question in data["questions"]:
        assert words.text("indicators", f"ask.{question['question']}", "en") in page


def test_a_changed_figure_is_seen_by_the_checksum(forms: dict[str, bytes]) -> None:
    data = json.loads(forms["evidence.json"])
    digest = data.pop("digest")

    def checksum() -> str:
        text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    assert checksum() == digest
    assert digest in forms["index.html"].decode()
    data["figures"][0]["value"] = "99"
    assert checksum() != digest


def test_what_is_asked_for_at_least_is_held_against_the_figure(demo: Demo) -> None:
    report = indicators.report_of("ecei-bronze", demo.cluster, DEMO_DAY)
    committed = next(f for f in report.figures if f.indicator == "committed")
    assert committed.least == 15
    assert committed.is_enough
    early = indicators.report_of("ecei-bronze", demo.cluster, dt.date(1990, 1, 1))
    assert not next(f for f in early.figures if f.indicator == "committed").is_enough


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_writes_four_files_and_says_what_next(lang: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(SAMPLE, root)
    typed = ["--root", str(root), "--lang", lang, "evidence", "go-cluster", "--on", "2025-06-01"]
    result = CliRunner().invoke(program.main, typed, env={"SOURCE_DATE_EPOCH": "1906545600"})
    assert result.exit_code == 0, result.output
    folder = root / "build/evidence/go-cluster-2025-06-01"
    names = {"index.html", "evidence.xlsx", "evidence.csv", "evidence.json"}
    assert {file.name for file in folder.iterdir()} == names
    assert json.loads((folder / "evidence.json").read_text())["digest"] in result.output


@pytest.mark.parametrize("day", ["gestern", "2999-01-01", "2025"])
def test_a_day_that_is_none_or_to_come_is_refused(day: str) -> None:
    typed = ["--root", str(SAMPLE), "--lang", "en", "evidence", "go-cluster", "--on", day]
    result = CliRunner().invoke(program.main, typed, env={"SOURCE_DATE_EPOCH": "1906545600"})
    assert result.exit_code == 1
    assert day in result.output
    assert "2026-11-30" in result.output
