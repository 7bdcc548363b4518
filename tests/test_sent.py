"""What has left the house: kept as bytes, never made again, taken back with a reason."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from schaufenster import command_names as names
from schaufenster import mail, problems, sanitize
from schaufenster.commands import program
from schaufenster.content import model, yaml_text
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import check_cluster
from schaufenster.content.validation import validate
from schaufenster.facts import release

from .conftest import CLOCK, SAMPLE, TODAY, change, load_sample, templates_of
from .rendering import mail_pictures_of

LETTERS = templates_of("newsletter/templates")
EDITION = "2030-03"
SENT = f"newsletter/sent/{EDITION}"
MARCH = f"newsletter/editions/{EDITION}.yml"


def run(root: Path, *words: str) -> tuple[int, str]:
    """Return the exit code of a newsletter command and what it said."""
    command = ["--root", str(root), names.NEWSLETTER, *words, "--today", TODAY]
    result = CliRunner().invoke(program.main, command)
    return result.exit_code, result.output


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "cluster")
    return tmp_path / "cluster"


def hand_in(root: Path, channel: str = "leser", *more: str) -> str:
    assert run(root, names.APPROVE, EDITION)[0] == 0
    code, said = run(root, names.HANDED_IN, EDITION, "--channel", channel, *more)
    assert code == 0, said
    return said


def built(root: Path, channel: str, name: str) -> bytes:
    return (root / f"build/newsletter/{EDITION}/{channel}/{name}").read_bytes()


def kept(root: Path, name: str) -> bytes:
    return (root / SENT / name).read_bytes()


def told(root: Path) -> list[tuple[str, str]]:
    *_, found = check_cluster(root, CLOCK)
    return [(p.rule, p.path) for p in problems.errors(found)]


# ── kept ─────────────────────────────────────────────────────────────────────────────────────


def test_what_is_handed_in_is_what_was_built(root: Path) -> None:
    run(root, names.BUILD, EDITION)
    hand_in(root, "leser", "--date", "2030-04-02")
    for lang in ("de", "en"):
        for end in ("html", "txt"):
            assert kept(root, f"leser.{lang}.{end}") == built(root, "leser", f"{lang}/mail.{end}")
    manifest = json.loads(kept(root, "manifest.json"))
    first = manifest["variants"][0]
    assert (first["channel"], first["lang"], first["way"]) == ("leser", "de", "handed-in")
    assert first["date"] == "2030-04-02"
    assert first["html"] == hashlib.sha256(kept(root, "leser.de.html")).hexdigest()
    assert first["items"][0] == {
        "ref": "events/werkstatt-2030/report", "headline": "38 Geräte im Vergleich",
    }  # fmt: skip
    assert told(root) == []


def test_without_a_date_it_was_today(root: Path) -> None:
    hand_in(root)
    assert {v["date"] for v in json.loads(kept(root, "manifest.json"))["variants"]} == {TODAY}


def test_what_is_kept_is_never_rendered_again_and_the_build_says_so(root: Path) -> None:
    hand_in(root)
    before = kept(root, "leser.de.html")
    change(root, MARCH, "38 Geräte im Vergleich, en", "Neue Überschrift, en")
    code, said = run(root, names.BUILD, EDITION)
    assert code == 0, said
    assert f"leser (de): am {TODAY} verschickt, bleibt wie sie ist." in said
    assert built(root, "leser", "de/mail.html") == before
    assert not (root / f"build/newsletter/{EDITION}/leser/de/mail.eml").exists()
    assert "Neue Überschrift".encode() in built(root, "rundbrief", "de/mail.html")


def test_another_channel_joins_what_was_kept(root: Path) -> None:
    hand_in(root)
    before = kept(root, "leser.de.html")
    hand_in(root, "kammerbote", "--date", "2030-04-03")
    variants = json.loads(kept(root, "manifest.json"))["variants"]
    assert [(v["channel"], v["lang"], v["date"]) for v in variants] == [
        ("kammerbote", "de", "2030-04-03"), ("leser", "de", TODAY), ("leser", "en", TODAY),
    ]  # fmt: skip
    assert kept(root, "leser.de.html") == before


def test_a_channel_that_gets_nothing_has_nothing_to_keep(root: Path) -> None:
    before = sorted((root / "newsletter").rglob("*"))
    code, said = run(root, names.HANDED_IN, EDITION, "--channel", "fernpost")
    assert (code, "nichts Neues festzuhalten" in said) == (1, True)
    assert sorted((root / "newsletter").rglob("*")) == before


def test_what_is_kept_already_stays_and_that_is_told(root: Path) -> None:
    hand_in(root, "leser", "--date", "2030-04-02")
    before = kept(root, "manifest.json")
    for more, code in (((), 0), (("--date", "2030-04-02"), 0), (("--date", "2030-04-03"), 1)):
        ended, said = run(root, names.HANDED_IN, EDITION, "--channel", "leser", *more)
        assert (ended, "als am 2030-04-02 eingereicht" in said) == (code, code == 0)
    assert kept(root, "manifest.json") == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--channel", "lesr"), "Den Kanal „lesr“ gibt es nicht"),
        (("--channel", "leser", "--date", "gestern"), "„gestern“ ist kein Zeitpunkt"),
    ],
)
def test_what_does_not_exist_is_told(root: Path, words: tuple[str, ...], said: str) -> None:
    code, output = run(root, names.HANDED_IN, EDITION, *words)
    assert (code, said in output) == (1, True)
    assert not (root / "newsletter/sent").exists()


def test_pictures_of_kept_mails_stay_as_they_were(root: Path) -> None:
    hand_in(root)
    before = {p.name: p.read_bytes() for p in (root / SENT / "pictures").rglob("*.png")}
    assert set(before) == {"ruler.png", "werkstatt-2030.png", "sommertreff-2030.png"}
    change(root, MARCH, "  - ref: events/sommertreff-2030\n", "")
    change(root, "content/cluster.yml", "accent:", "accent: '#3355cc' #")
    cluster = release.released(load_sample(root=root))
    made = {f.path: f.content for f in mail_pictures_of(cluster)}
    for name in ("ruler.png", "event/sommertreff-2030.png", "report/werkstatt-2030.png"):
        assert made[f"newsletter/{EDITION}/pictures/{name}"] == before[name.split("/")[-1]]


def test_the_same_command_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(SAMPLE, tmp_path / name)
        hand_in(tmp_path / name)
    for file in (tmp_path / "one" / SENT).rglob("*.*"):
        other = tmp_path / "two" / file.relative_to(tmp_path / "one")
        assert file.read_bytes() == other.read_bytes()


def test_an_approval_outlives_what_is_handed_in(root: Path) -> None:
    run(root, names.APPROVE, EDITION)
    hand_in(root)
    _, said = run(root, names.BUILD, EDITION)
    assert f"freigegeben am {TODAY}, unverändert." in said


def refused(root: Path, *more: str) -> str:
    """Return why nothing is kept; nothing is."""
    code, said = run(root, names.HANDED_IN, EDITION, "--channel", "leser", *more)
    assert code == 1, said
    assert not (root / SENT).exists()
    return said


def test_an_edition_that_is_not_approved_is_not_kept(root: Path) -> None:
    assert f"{names.NEWSLETTER} {names.APPROVE} {EDITION}" in refused(root)


def test_what_changed_since_its_approval_is_not_kept(root: Path) -> None:
    run(root, names.APPROVE, EDITION)
    change(root, MARCH, "38 Geräte im Vergleich, en", "Nie verschickt, en")
    assert f"anders als bei der Freigabe am {TODAY}" in refused(root)
    change(root, MARCH, "Nie verschickt, en", "38 Geräte im Vergleich, en")
    assert run(root, names.HANDED_IN, EDITION, "--channel", "leser")[0] == 0


@pytest.mark.parametrize("name", ["de/mail.html", "en/mail.txt", "en/mail.eml"])
def test_mails_that_were_built_before_what_was_approved_are_not_kept(root: Path, name: str) -> None:
    run(root, names.BUILD, EDITION)
    run(root, names.APPROVE, EDITION)
    mail_file = root / f"build/newsletter/{EDITION}/leser/{name}"
    mail_file.write_bytes(mail_file.read_bytes() + b"anders")
    said = refused(root)
    assert str(mail_file) in said
    assert f"{names.NEWSLETTER} {names.BUILD} {EDITION}" in said
    run(root, names.BUILD, EDITION)
    assert run(root, names.HANDED_IN, EDITION, "--channel", "leser")[0] == 0


# ── checked ──────────────────────────────────────────────────────────────────────────────────


def test_a_changed_byte_is_a_fault(root: Path) -> None:
    hand_in(root)
    file = root / SENT / "leser.de.txt"
    file.write_bytes(file.read_bytes() + b"\n")
    assert told(root) == [("sent-changed", f"{SENT}/manifest.json")]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("leser.de.html", "variants[1].html"),
        ("leser.en.txt", "variants[2].text"),
        ("pictures/ruler.png", "images[3].sha256"),
    ],
)
def test_a_missing_file_is_a_fault(root: Path, name: str, field: str) -> None:
    hand_in(root)
    (root / SENT / name).unlink()
    assert told(root) == [("sent-missing", f"{SENT}/manifest.json")]
    *_, found = check_cluster(root, CLOCK)
    assert [p.field for p in problems.errors(found)] == [field]


@pytest.mark.parametrize("name", ["leser.fr.html", "notiz.txt", "pictures/foto.jpg"])
def test_a_file_that_nobody_sent_is_a_fault(root: Path, name: str) -> None:
    hand_in(root)
    (root / SENT / name).write_bytes(b"x")
    assert told(root) == [("sent-stray", f"{SENT}/{name}")]
    (stray,) = problems.errors(check_cluster(root, CLOCK).problems)
    assert (stray.line, stray.column, stray.field) == (0, 0, "")


def test_without_a_manifest_nothing_was_sent(root: Path) -> None:
    hand_in(root, "rundbrief")
    (root / SENT / "manifest.json").unlink()
    assert {rule for rule, _ in told(root)} == {"sent-stray"}


def test_what_was_sent_needs_its_edition(root: Path) -> None:
    hand_in(root, "rundbrief")
    shutil.move(root / MARCH, root / "newsletter/editions/2030-04.yml")
    *_, found = check_cluster(root, CLOCK)
    missing = {p.path: p.values for p in found if p.rule == "pair-missing"}
    assert missing[f"{SENT}/manifest.json"] == {"expected": MARCH}


# ── taken back ───────────────────────────────────────────────────────────────────────────────

REASON = "Die Redaktion hat darum gebeten."


def redacted(root: Path, channel: str = "leser") -> str:
    code, said = run(root, names.REDACT, EDITION, "--channel", channel, "--reason", REASON)
    assert code == 0, said
    return said


def test_what_is_taken_back_leaves_a_note_and_no_word(root: Path) -> None:
    change(root, MARCH, "38 Geräte im Vergleich, en", "Verratenes Wort, en")
    hand_in(root)
    assert b"Verratenes Wort" in kept(root, "leser.de.html")
    redacted(root)
    left = {file.name: file.read_bytes() for file in (root / SENT).rglob("*.*")}
    assert [name for name, raw in left.items() if b"Verratenes Wort" in raw] == []
    assert [name for name, raw in left.items() if b"38 instruments compared" in raw] == []
    for name in ("leser.de.html", "leser.de.txt", "leser.en.html"):
        assert REASON.encode() in left[name]
    assert "1.\xa0Juni 2030" in left["leser.de.txt"].decode()
    assert sorted(left) == [
        "leser.de.html", "leser.de.txt", "leser.en.html", "leser.en.txt", "manifest.json",
    ]  # fmt: skip
    variant = json.loads(left["manifest.json"])["variants"][0]
    assert variant["redacted"]["reason"] == REASON
    assert variant["redacted"]["date"] == TODAY
    assert variant["date"] == TODAY
    assert told(root) == []


def test_a_picture_that_another_mail_shows_stays(root: Path) -> None:
    hand_in(root)
    hand_in(root, "kalender")
    redacted(root)
    images = [i["file"] for i in json.loads(kept(root, "manifest.json"))["images"]]
    assert images == ["event/sommertreff-2030.png", "ruler.png"]


def test_pictures_that_were_taken_back_are_not_published_again(root: Path) -> None:
    hand_in(root)
    lost = {file.name for file in (root / SENT / "pictures").rglob("*.png")}
    redacted(root)
    cluster = release.released(load_sample(root=root))
    made = {f.path for f in mail_pictures_of(cluster)}
    there = {path.split("/")[-1] for path in made if path.startswith(f"newsletter/{EDITION}/")}
    assert len(lost) == 3
    assert there & lost == set()


def test_nothing_is_taken_back_twice_or_before_it_was_sent(root: Path) -> None:
    code, said = run(root, names.REDACT, EDITION, "--channel", "leser", "--reason", REASON)
    assert (code, "nichts verschickt" in said) == (1, True)
    hand_in(root)
    redacted(root)
    before = kept(root, "manifest.json")
    assert f"schon seit dem {TODAY} zurückgenommen" in redacted(root)
    assert run(root, names.REDACT, EDITION, "--channel", "leser", "--reason", "Anderer.")[0] == 1
    assert kept(root, "manifest.json") == before


def test_what_was_taken_back_is_not_handed_in_again(root: Path) -> None:
    hand_in(root)
    redacted(root)
    assert run(root, names.HANDED_IN, EDITION, "--channel", "leser")[0] == 1


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sent") / "cluster"
    shutil.copytree(SAMPLE, root)
    hand_in(root)
    return root


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=99)
)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_manifest_is_read_as_it_was_written(handed_in: Path, reason: str) -> None:
    assume(not list(sanitize.check_line(reason)))
    cluster = release.released(load_sample(root=handed_in))
    edition = cluster.editions[EDITION]
    left = mail.redact(edition, "leser", PartialDate(2030, 6, 1), reason, cluster, LETTERS)
    text = next(f.content.decode() for f in left.files if f.path.endswith(".json"))
    parsed = yaml_text.parse(text)
    assert parsed.faults == ()
    record, faults = validate(model.Sent, parsed.value, {"path": "x", "id": EDITION})
    assert faults == ()
    assert record is not None
    assert {v.redacted.reason for v in record.variants} == {reason}


@pytest.mark.parametrize("reason", ["zwei\nZeilen", "versteckt\u202e", "x" * 321])
def test_a_reason_is_a_line_of_text(root: Path, reason: str) -> None:
    hand_in(root)
    before = kept(root, "manifest.json")
    code, _ = run(root, names.REDACT, EDITION, "--channel", "leser", "--reason", reason)
    assert code == 1
    assert kept(root, "manifest.json") == before
