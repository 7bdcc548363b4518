"""Who leaves is named nowhere: not in the content, and after a build in no output."""

from __future__ import annotations

import datetime as dt
import gzip
import html
import io
import shutil
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from schaufenster import command_names as names
from schaufenster import editing, mail, write
from schaufenster.commands import program
from schaufenster.content.load import check_cluster, load_cluster
from schaufenster.editing.offboard.named import Named, person
from schaufenster.editing.offboard.plan import redacted_yaml
from schaufenster.editing.offboard.redaction import Redaction
from schaufenster.yaml_edits import shape_of

from .conftest import CLOCK, PROJECT, SAMPLE, TODAY, change, digests, load_sample
from .test_kills import faults, kill_at_each_step

MEMBER: Final = "lichtblick"
PERSON: Final = "Petra Probe"
MARKS: Final = {"de": "(Name entfernt)", "en": "(name removed)"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The sample, to be changed."""
    shutil.copytree(SAMPLE, tmp_path / "root")
    return tmp_path / "root"


def run(root: Path, *words: str, fails: bool = False, today: str = TODAY) -> Result:
    """Run a command on a cluster."""
    typed = ["--root", str(root), *words, "--today", today]
    result = CliRunner().invoke(program.main, typed, catch_exceptions=False)
    assert (result.exit_code != 0) is fails, result.output
    return result


def offboard(root: Path, *words: str, fails: bool = False) -> str:
    return run(root, names.OFFBOARD, *words, fails=fails).output


def texts_in(raw: bytes, name: str) -> Iterator[str]:
    """Yield what a file holds, with everything unpacked: another way than the command's."""
    if name.endswith((".zip", ".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for entry in archive.infolist():
                yield entry.filename
                yield from texts_in(archive.read(entry), entry.filename)
    else:
        raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        yield html.unescape(raw.decode("utf-8", "replace"))


def named_in(folder: Path, *words: str) -> dict[str, str]:
    """Return the files below a folder that hold one of the words, in any case."""
    found = {}
    for file in folder.rglob("*"):
        texts = [file.name, *(texts_in(file.read_bytes(), file.name) if file.is_file() else ())]
        plain = " ".join(texts).casefold().replace("\u00ad", "").replace("\r\n ", "")
        for word in words:
            if word.casefold() in plain:
                found[file.relative_to(folder).as_posix()] = word
    return found


def hand_in(root: Path, edition: str) -> None:
    """Approve an edition and keep what all its channels got."""
    run(root, names.NEWSLETTER, names.APPROVE, edition)
    for channel in ("leser", "kammerbote"):
        run(root, names.NEWSLETTER, names.HANDED_IN, edition, "--channel", channel)


# ── a member ─────────────────────────────────────────────────────────────────────────────────


def test_without_really_nothing_changes(root: Path) -> None:
    before = digests(root)
    told = offboard(root, MEMBER)
    for place in (
        "members/lichtblick/member.yml", "events/messtag-2030/event.yml",
        "content/news/messpreis-2030/text.en.md", "newsletter/editions/2030-05.yml",
        "Verlauf von git", "Kopien bei Partnern",
    ):  # fmt: skip
        assert place in told
    after = digests(root)
    assert {path for path in after if path not in before} <= {"build/lock"}
    assert {path: after[path] for path in before} == before


def test_after_it_no_output_of_the_sample_names_a_member(root: Path) -> None:
    hand_in(root, "2030-03")
    (root / "content/addresses.txt").write_text("/termine/\n/profile/lichtblick/\n", "utf-8")
    run(root, names.SITE, "--edition", "2030-03")
    shown = named_in(root / "build/site", MEMBER)
    told = offboard(root, MEMBER, "--really")
    for kind in ("Seiten", "Feeds und Listen", "Daten und Kontaktdateien", "Suche", "Mails und"):
        assert kind in told
    assert len(shown) > 50
    assert "Kanal kammerbote, verschickt am" in told
    assert named_in(root / "content", MEMBER) == {}
    assert named_in(root / "events", MEMBER) == {}
    assert named_in(root / "newsletter", MEMBER) == {}
    assert not (root / "members/lichtblick").exists()
    assert (root / "content/addresses.txt").read_text("utf-8") == "/termine/\n"
    shutil.rmtree(root / "build")
    run(root, names.SITE)
    run(root, names.NEWSLETTER, names.BUILD, "2030-05")
    assert named_in(root / "build", MEMBER) == {}
    errors = [p for p in check_cluster(root, CLOCK).problems if p.rule == "translation-outdated"]
    assert [p.path for p in errors] == ["members/feinwerk-see/member.yml"]  # as before


@pytest.mark.long
def test_after_it_no_output_of_a_demo_names_a_member(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    write.write_changed(root, editing.render_demo(20))
    today = editing.DEMO_DAY.isoformat()
    noon = dt.datetime.combine(editing.DEMO_DAY, dt.time(12))
    whole = load_cluster(root, lambda zone: noon.replace(tzinfo=zone))
    offers = {offer.member for offer in whole.offers}
    slug = next(m.slug for m in whole.members if m.slug in offers)
    name = whole.member(slug)
    result = run(root, names.OFFBOARD, slug, "--really", today=today, fails=False)
    assert "members/" in result.output
    run(root, names.SITE, today=today)
    assert named_in(root / "build/site", name.name) == {}
    assert [*editing.traces(root / "build/site", editing.organisation(name, whole))] == []


def test_folders_and_files_that_are_called_like_a_member_get_other_names(root: Path) -> None:
    (root / "events/messtag-2030").rename(root / "events/messtag-bei-lichtblick-2030")
    change(
        root,
        "newsletter/editions/2030-05.yml",
        "events/messtag-2030",
        "events/messtag-bei-lichtblick-2030",
    )
    offboard(root, MEMBER, "--really")
    assert (root / "events/messtag-bei-2030/event.yml").is_file()
    text = (root / "newsletter/editions/2030-05.yml").read_text("utf-8")
    assert "events/messtag-bei-2030" in text
    assert faults(root) == []


def test_what_another_is_called_as_well_stays(root: Path) -> None:
    change(
        root,
        "members/quellwerk/member.yml",
        "short: Quell & Werk",
        "short: Quell & Werk\naliases: [Lichtblick]",
    )
    cluster = load_sample(root=root)
    named = editing.organisation(cluster.member(MEMBER), cluster)
    assert "Lichtblick" not in named.names
    assert "Lichtblick Sensorik GmbH" in named.names


def test_a_rule_that_would_then_take_everybody_stops_it(root: Path) -> None:
    change(root, "newsletter/channels.yml", "chambers: [sued]", "members: [lichtblick]")
    before = (root / "newsletter/channels.yml").read_bytes()
    assert "wählte sie alle" in offboard(root, MEMBER, "--really", fails=True)
    assert (root / "newsletter/channels.yml").read_bytes() == before
    assert (root / "members/lichtblick/member.yml").is_file()


def test_a_profile_there_is_not_is_told(root: Path) -> None:
    assert "feinwerk-see" in offboard(root, "niemand", "--really", fails=True)


# ── a person ─────────────────────────────────────────────────────────────────────────────────


def with_person(root: Path) -> None:
    """Name a person at many places of the sample."""
    change(root, "content/news/messpreis-2030/text.de.md", "title: Messpreis für Lichtblick",
           "title: Messpreis für Petra Probe")  # fmt: skip
    body = root / "events/werkstatt-2030/report.de.md"
    body.write_text(
        body.read_text("utf-8") + "\nDr. Petra Probe sprach. Probe, Petra, und P. Probe auch;"
        " Frau Probe antwortete. Petra Probes Folien. Die Probe lag bereit.\n", "utf-8",
    )  # fmt: skip
    change(root, "members/lichtblick/member.yml", "short: Lichtblick",
           "short: Lichtblick # Ansprechpartnerin: Petra Probe")  # fmt: skip


def test_a_person_is_taken_out_of_every_text_and_of_sent_mails(root: Path) -> None:
    with_person(root)
    hand_in(root, "2030-03")
    before = named_in(root / "newsletter/sent", PERSON)
    told = offboard(root, MEMBER, "--person", PERSON, "--really")
    assert named_in(root, "Petra", "P. Probe", "Frau Probe") == {}
    text = (root / "events/werkstatt-2030/report.de.md").read_text("utf-8")
    assert "(Name entfernt) sprach. (Name entfernt), und (Name entfernt) auch" in text
    assert "Die Probe lag bereit." in text
    assert "von Hand      events/werkstatt-2030/report.de.md:" in told  # the word may be the name
    assert (root / "members/lichtblick/member.yml").is_file()
    run(root, names.SITE)
    assert named_in(root / "build/site", PERSON) == {}
    assert bool(before) is ("verschickt am" in told)


def test_sent_mails_are_taken_back_by_the_one_rule(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(root, "2030-03")
    taken: list[tuple[str, ...]] = []
    redact = mail.redact

    def noting(edition: object, channels: frozenset[str], *more: object) -> object:
        taken.append(tuple(sorted(channels)))
        return redact(edition, channels, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(mail, "redact", noting)
    offboard(root, MEMBER, "--really", "--reason", "Ausgetreten.")
    assert taken
    manifest = yaml.safe_load((root / "newsletter/sent/2030-03/manifest.json").read_bytes())
    for variant in manifest["variants"]:
        if variant["channel"] in taken[0]:
            assert variant["redacted"]["reason"] == "Ausgetreten."


def test_what_the_law_asks_for_is_left_to_people(root: Path) -> None:
    change(root, "content/cluster.yml", "represented_by: ", "represented_by: Petra Probe # ")
    told = offboard(root, MEMBER, "--person", PERSON)
    assert "von Hand      content/cluster.yml:" in told


@pytest.mark.parametrize("name", ["Petra", ""])
def test_half_a_name_is_refused(root: Path, name: str) -> None:
    assert "Vor- und Nachnamen" in offboard(root, MEMBER, "--person", name, fails=True)


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Petra Probe", True), ("Dr. Petra A. Probe", True), ("Probe, Petra", True),
        ("petra.probe@firma.example", True), ("p.probe@firma.example", True),
        ("Petra\u00a0Probe", True), ("Petras Probe", False), ("eine Probe", False),
        ("Petra Probelauf", False), ("probe@firma.example", True), ("Hr. Probe", False),
    ],
)  # fmt: skip
def test_a_person_is_known_in_every_form(text: str, is_named: bool) -> None:  # noqa: FBT001
    assert person(PERSON).names_in(text) is is_named


@cache
def of_member() -> Named:
    cluster = load_sample()
    return editing.organisation(cluster.member(MEMBER), cluster)


# ── files ────────────────────────────────────────────────────────────────────────────────────

ENTRIES: Final = ("{member: lichtblick}", "{name: Verein}", "{member: quellwerk}")
PARTIES: Final = st.lists(st.sampled_from(ENTRIES), min_size=1, max_size=5)


@given(PARTIES, st.booleans(), st.booleans())
def test_taking_entries_out_leaves_yaml_with_all_others(
    parties: list[str],
    flow: bool,  # noqa: FBT001
    comments: bool,  # noqa: FBT001
) -> None:
    if flow:
        listed = f"parties: [{', '.join(parties)}]\n"
    else:
        note = "  # gehört zum nächsten\n" if comments else ""
        listed = "parties:\n" + "".join(f"{note}  - {entry}\n" for entry in parties)
    text = f"title: {{de: Ein Tag}}\n{listed}# Ende\ntopics: [a]\n"
    redaction = Redaction(of_member(), MARKS, ("de", "en"), frozenset())
    new = redacted_yaml(text, redaction, shape_of("events/x/event.yml", ("de", "en")))
    read, before = yaml.safe_load(new), yaml.safe_load(text)
    kept = [entry for entry in before["parties"] if entry != {"member": "lichtblick"}]
    assert read == {"title": {"de": "Ein Tag"}, "topics": ["a"]} | (
        {"parties": kept} if kept else {}
    )
    assert "# Ende" in new


def test_marks_of_translations_that_held_still_hold(root: Path) -> None:
    path = "events/messtag-2030/event.yml"
    change(root, path, "Messtag Musterland 2030, en", "Messtag bei Lichtblick, en")
    run_translated = CliRunner().invoke(
        program.main, ["--root", str(root), names.TRANSLATED, path], catch_exceptions=False
    )
    assert run_translated.exit_code == 0
    offboard(root, MEMBER, "--really")
    problems = check_cluster(root, CLOCK).problems
    assert [p for p in problems if p.path == path and p.rule == "translation-outdated"] == []


@pytest.mark.long
def test_killed_at_any_step_the_same_command_again_finishes(root: Path, tmp_path: Path) -> None:
    after = tmp_path / "after"
    shutil.copytree(root, after)
    offboard(after, MEMBER, "--really")
    place = tmp_path / "place"
    words = ["--root", str(place), names.OFFBOARD, MEMBER, "--really", "--today", TODAY]
    steps = 0
    for _ in kill_at_each_step(place, root, lambda: CliRunner().invoke(program.main, words)):
        steps += 1
        assert faults(place) == []
        CliRunner().invoke(program.main, words)
        assert named_in(place / "members", MEMBER) == named_in(after / "members", MEMBER)
        assert {p: d for p, d in digests(place).items() if not p.startswith("build/")} == {
            p: d for p, d in digests(after).items() if not p.startswith("build/")
        }
    assert steps > 5


def test_the_guide_names_the_command() -> None:
    assert names.OFFBOARD in (PROJECT / "README.md").read_text("utf-8")
