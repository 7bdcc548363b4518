"""The demo: valid at any size, the same for the same seed, about nobody."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster import editing, problems, write
from schaufenster.commands import program
from schaufenster.content.load import check_cluster, load_cluster
from schaufenster.content.records import FILES
from schaufenster.editing import demo, reference
from schaufenster.output import OutputFile
from tests.conftest import LANGUAGES

SIZES = [1, 7, 45, pytest.param(500, marks=pytest.mark.long)]
TODAY = demo.TODAY.isoformat()
PLANTED = {"translation-outdated", "event-passed", "label-expired"}
"""The rules that a demo breaks on purpose."""


def now(zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime(2030, 6, 1, 12, tzinfo=zone)


def digest(files: Iterable[OutputFile]) -> str:
    lines = (f"{file.path} {hashlib.sha256(file.content).hexdigest()}" for file in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(program.main, words)
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a demo of seven members by the command."""
    folder = tmp_path_factory.mktemp("demo") / "seven"
    code, said = run(names.DEMO, "--members", "7", "--out", str(folder))
    assert code == 0, said
    return folder


# ── valid ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", SIZES)
def test_a_demo_breaks_only_the_rules_it_means_to(tmp_path: Path, count: int) -> None:
    write.write_changed(tmp_path, demo.render_demo(count))
    *_, found = check_cluster(tmp_path, now)
    assert problems.as_text(problems.errors(found), "en") == ""
    assert {problem.rule for problem in found} == PLANTED


def test_every_rule_that_is_planted_is_a_warning(seven: Path) -> None:
    *_, found = check_cluster(seven, now)
    assert {p.severity for p in found if p.rule in PLANTED} == {"warning"}


def test_every_kind_of_file_is_there() -> None:
    paths = [file.path for file in demo.render_demo(1)]
    assert [k.example for k in FILES if not any(map(k.pattern(LANGUAGES).fullmatch, paths))] == []


def test_every_field_of_the_model_is_used() -> None:
    classes = {*(kind.record for kind in FILES), *reference.parts()}
    unused = {
        f"{cls.__name__}.{name}"
        for cls in classes
        for name in reference.written(cls)
        if (cls, name) not in reference.examples()
    }
    assert unused == set()


def test_every_case_is_there(seven: Path) -> None:
    cluster = load_cluster(seven, now)
    assert {event.status for event in cluster.events} == {"planned", "held", "cancelled", "moved"}
    assert {event.start.precision for event in cluster.events} == {"day", "month", "year"}
    assert {bool(report.body.get("en")) for report in cluster.reports.values()} == {True, False}
    assert {offer.kind for offer in cluster.offers} == {"offer", "request"}
    assert any(offer.embargo for offer in cluster.offers)
    assert any(o.valid and o.valid.until and o.valid.until.last() < demo.TODAY
               for o in cluster.offers)  # fmt: skip
    assert any(member.about and not member.about.get("en") for member in cluster.members)
    assert len(cluster.editions) == 2
    assert {(c.kind, c.visibility) for c in cluster.channels.values()} == {
        ("readers", "public"), ("readers", "internal"), ("press", "internal"),
    }  # fmt: skip
    pictures = {path.rsplit(".", 1)[1] for path in cluster.source.pictures}
    assert pictures == {"svg", "png", "jpg"}


def test_the_vocabularies_have_their_size(seven: Path) -> None:
    cluster = load_cluster(seven, now)
    assert (len(cluster.competences), len(cluster.groups)) == (40, 6)
    assert (len(cluster.districts), len(cluster.chambers)) == (22, 3)
    places = [(district.column, district.row) for district in cluster.districts.values()]
    assert len(set(places)) == 22
    assert (max(column or 0 for column, _ in places), max(row or 0 for _, row in places)) == (7, 5)


# ── deterministic, linear, fictional ─────────────────────────────────────────────────────────


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert digest(demo.render_demo(45, 3)) == digest(demo.render_demo(45, 3))
    assert digest(demo.render_demo(45, 3)) != digest(demo.render_demo(45, 4))


def test_the_names_of_the_members_do_not_change_between_versions_of_python() -> None:
    paths = [path for path, _ in demo.demo_values(3)[0] if path.endswith("member.yml")]
    assert paths == [
        "members/pruefschmiede-1/member.yml",
        "members/schwingschmiede-2/member.yml",
        "members/pruefschmiede-3/member.yml",
    ]


def test_a_member_is_the_same_in_a_larger_demo() -> None:
    small, large = (dict(demo.demo_values(count)[0]) for count in (45, 90))
    members = [path for path in small if path.startswith("members/") and "/offers/" not in path]
    assert len(members) == 45
    assert [path for path in members if small[path] != large[path]] == []


def test_files_grow_with_the_members() -> None:
    """Ten times the members, ten times the files of each kind that grows."""

    def counted(count: int) -> Counter[str]:
        records, _ = demo.demo_values(count)
        return Counter(path.split("/")[-1] for path, _ in records if "/offers/" not in path)

    small, large = counted(200), counted(2000)
    assert small["member.yml"] == 200
    for name in ("member.yml", "event.yml", "news.yml", "project.yml"):
        assert large[name] == 10 * small[name]


@pytest.mark.parametrize("count", [45, pytest.param(5000, marks=pytest.mark.long)])
def test_names_and_paths_are_unique(count: int) -> None:
    files = [file.path for file in demo.render_demo(count)]
    assert len(files) == len(set(files))
    values = [value for path, value in demo.demo_values(count)[0] if path.endswith("member.yml")]
    for field in ("name", "short"):
        assert len({value[field] for value in values}) == count


def test_nobody_is_meant() -> None:
    """Hosts are reserved for examples (RFC 2606), names are numbered, numbers lead nowhere."""
    text = "".join(f.content.decode() for f in demo.render_demo(45) if f.path.endswith("yml"))
    hosts = re.findall(r"https?://([^/\s\"]+)", text) + re.findall(r"@([\w.-]+)", text)
    assert hosts
    assert [host for host in hosts if not host.endswith("demo.example")] == []
    values = [value for path, value in demo.demo_values(45)[0] if path.endswith("member.yml")]
    assert [v["name"] for v in values if not re.fullmatch(r"\w+ Nr\. \d+ \w+", v["name"])] == []
    assert {v["phone"][:8] for v in values} == {"+49 0000"}
    assert {v["seat"]["postcode"][:2] for v in values} == {"00"}


def test_every_file_says_that_it_is_a_demo() -> None:
    made = [file for file in demo.render_demo(1) if file.path.endswith((".yml", ".md"))]
    assert [f.path for f in made if b"fictional" not in f.content[:200].lower()] == []


@pytest.mark.parametrize("count", [0, -1, 5001])
def test_a_size_that_is_not_possible_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 5000"):
        next(demo.render_demo(count))


# ── the command ──────────────────────────────────────────────────────────────────────────────


def test_the_site_of_a_demo_builds(seven: Path) -> None:
    code, said = run("--root", str(seven), names.SITE, "--today", TODAY)
    assert code == 0, said
    profiles = {folder.name for folder in (seven / "build/site/profile").iterdir()}
    members = {folder.name for folder in (seven / "members").iterdir()}
    assert len(members) == 7
    assert members <= profiles  # former names have a page that leads on


def test_its_newsletters_build(seven: Path) -> None:
    code, said = run(
        "--root", str(seven), names.NEWSLETTER, names.BUILD, "newest", "--today", TODAY
    )
    assert code == 0, said


def test_another_demo_replaces_a_demo_but_not_what_was_built_of_it(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    assert run(names.DEMO, "--members", "3", "--out", str(out))[0] == 0
    (out / "build").mkdir()
    (out / "build/kept.txt").write_text("x", encoding="utf-8")
    assert run(names.DEMO, "--members", "2", "--out", str(out))[0] == 0
    assert len(list((out / "members").iterdir())) == 2
    assert (out / "build/kept.txt").is_file()


@pytest.mark.parametrize("name", ["notes.txt", "DEMO.md", ".hidden"])
def test_a_folder_with_something_else_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    code, said = run(names.DEMO, "--members", "1", "--out", str(tmp_path))
    assert code == 1
    assert "--out" in said
    assert [(f.name, f.read_text("utf-8")) for f in tmp_path.iterdir()] == [(name, "mine")]


@pytest.mark.parametrize("make", [Path.touch, lambda p: p.symlink_to(p.parent)])
def test_a_file_or_a_link_is_no_place_for_a_demo(tmp_path: Path, make: object) -> None:
    place = tmp_path / "demo"
    assert callable(make)
    make(place)
    assert not editing.demo_fits(place)
    assert run(names.DEMO, "--out", str(place))[0] == 1


def test_an_empty_folder_takes_a_demo(tmp_path: Path) -> None:
    assert editing.demo_fits(tmp_path)
    assert editing.demo_fits(tmp_path / "new")
