"""New records: what is asked, what is proposed, files without a fault; nothing is overwritten."""

from __future__ import annotations

import os
import pty
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from schaufenster import command_names as names
from schaufenster.commands import dialogue, program
from schaufenster.commands.asked import ASKED, option_of
from schaufenster.content import yaml_text
from schaufenster.content.load import check_cluster
from schaufenster.editing import kind_named, question, reference
from schaufenster.editing.common_forms import in_our_form
from schaufenster.editing.proposals import alike, names_of, region_of, slug_of, split_legal_form

from .conftest import CLOCK, PROJECT, SAMPLE, TODAY, digests

ANSWERS: Final = {
    names.MEMBER: {
        "--name": "Prüfhaus Süd GmbH", "--summary": "Das Prüfhaus prüft: alles, was leuchtet.",
        "--place": "Musterstadt", "--website": "www.pruefhaus.example", "--phone": "0049 36/12-3",
        "--competences": "Photometrie, Feinmechanik", "--status": "Mitglied", "--founded": "3.2003",
    },
    names.OFFER: {
        "--member": "Lichtblick", "--form": "capacity", "--title": "Freie Messzeit: ab Mai",
        "--summary": "Zwei Tage in der Woche.", "--until": "31.12.2030",
    },
    names.REQUEST: {
        "--member": "lichtblick", "--form": "Zusammenarbeit", "--title": "Partner #3 gesucht",
        "--summary": "Wer misst mit?", "--competences": "wegmessung",
    },
    names.EVENT: {
        "--title": "Messtag", "--summary": "Ein Tag.", "--format": "workshop",
        "--start": "12.5.2031", "--time": "9 Uhr", "--end-time": "16.30", "--town": "Musterstadt",
        "--online": "ja", "--registration": "www.anmeldung.example",
    },
    names.NEWS: {
        "--title": "Neues vom Messen", "--lead": "Es geht voran.",
        "--text": "Der erste Absatz.\n\n## Und weiter\n\n- ein Punkt",
        "--parties": "Lichtblick, Acme Corp",
    },
    names.FUNDING: {
        "--title": "Zuschuss für Messköpfe", "--funder": "Land Musterland",
        "--summary": "Das Land bezahlt die Hälfte.", "--competences": "wegmessung",
        "--opens": "1.5.2030", "--until": "30.6.2030", "--office-help": "Wir lesen gegen.",
        "--source": "www.land.example/aufruf", "--source-date": "5.2030",
    },
}  # fmt: skip
PATHS: Final = {
    names.MEMBER: ["members/pruefhaus-sued/member.yml"],
    names.OFFER: ["members/lichtblick/offers/freie-messzeit-ab-mai.yml"],
    names.REQUEST: ["members/lichtblick/offers/partner-3-gesucht.yml"],
    names.EVENT: ["events/messtag-2031/event.yml"],
    names.NEWS: ["content/news/neues-vom-messen/news.yml",
                 "content/news/neues-vom-messen/text.de.md"],
    names.FUNDING: ["content/funding/zuschuss-fuer-messkoepfe.yml"],
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "root"
    shutil.copytree(SAMPLE, place)
    return place


def run(root: Path, *typed: str, lang: str = "de", keys: Sequence[str] = ()) -> Result:
    words = ["--root", str(root), "--lang", lang, names.NEW, *typed]
    day = () if names.EDITION in typed and "--today" in typed else ("--today", TODAY)
    return CliRunner().invoke(program.main, [*words, *day], input="\n".join([*keys, ""]))


def options(kind: str, **other: str) -> list[str]:
    found = ANSWERS[kind] | {f"--{name.replace('_', '-')}": text for name, text in other.items()}
    return [kind, *(word for pair in found.items() for word in pair)]


def value(root: Path, path: str) -> dict[str, object]:
    found: dict[str, object] = yaml_text.parse((root / path).read_text("utf-8")).value
    return found


# ── files ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ASKED)
def test_a_record_of_options_alone_has_no_fault_and_changes_nothing_else(
    root: Path, kind: str
) -> None:
    before = digests(root)
    made = run(root, *options(kind))
    assert made.exit_code == 0, made.output
    there = {path: sha for path, sha in digests(root).items() if not path.startswith("build/")}
    assert sorted(there.keys() - before.keys()) == PATHS[kind]
    assert {path: there[path] for path in before} == before
    *_, found = check_cluster(root, CLOCK)
    assert [p for p in found if p.path in PATHS[kind]] == []
    assert made.stdout == f"Geschrieben: {', '.join(PATHS[kind])}\n"


def test_what_was_typed_stands_in_the_form_of_the_files(root: Path) -> None:
    for kind in ANSWERS:
        assert run(root, *options(kind)).exit_code == 0
    member = value(root, PATHS[names.MEMBER][0])
    assert member["short"] == "Prüfhaus Süd"
    assert (member["legal_form"], member["type"]) == ("GmbH", "company")
    assert member["website"] == "https://www.pruefhaus.example/"
    assert member["phone"] == "+49 36 12-3"
    assert member["seat"] == {"place": "Musterstadt", "district": "musterstadt-stadt"}
    assert member["competences"] == [{"id": "lichtmessung"}, {"id": "feinmechanik"}]
    assert member["membership"] == [{"status": "member", "confirmed": "2030-06-01"}]
    assert member["founded"] == "2003-03"
    request = value(root, PATHS[names.REQUEST][0])
    assert (request["kind"], request["form"]) == ("request", "cooperation")
    assert request["title"] == {"de": "Partner #3 gesucht"}
    event = value(root, PATHS[names.EVENT][0])
    assert [event[name] for name in ("start", "time", "end_time", "status", "role")] == [
        "2031-05-12", "09:00", "16:30", "planned", "organiser",
    ]  # fmt: skip
    assert event["registration"] == {"url": "https://www.anmeldung.example/"}
    news = value(root, PATHS[names.NEWS][0])
    assert news["parties"] == [{"member": "lichtblick"}, {"name": "Acme Corp"}]
    call = value(root, PATHS[names.FUNDING][0])
    assert (call["funder"], call["valid"]) == (
        "land",
        {"from": "2030-05-01", "until": "2030-06-30"},
    )
    assert call["sources"] == [{"url": "https://www.land.example/aufruf", "date": "2030-05"}]
    assert (root / PATHS[names.NEWS][1]).read_text("utf-8").endswith("\n\n- ein Punkt\n")


def test_comments_say_what_the_model_says_in_the_language_of_the_cluster(root: Path) -> None:
    assert run(root, *options(names.MEMBER), lang="en").exit_code == 0
    text = (root / PATHS[names.MEMBER][0]).read_text("utf-8")
    for name in ("name", "summary", "seat"):
        said = reference.meaning(kind_named("members").record, name, "de")
        assert re.search(rf"# {re.escape(said)}[^\n]*\n{name}:", text)
    assert "Eine Übersetzung steht daneben unter en.\nsummary: {de: " in text
    assert re.search(r"^# logo: .* Dateiname eines Bildes$", text, re.MULTILINE)
    bare = re.sub(r"^# (?=(logo|about|sources|aliases):)", "", text, flags=re.MULTILINE)
    parsed = yaml_text.parse(bare)
    assert (parsed.faults, parsed.value) == ((), yaml_text.parse(text).value)


def test_the_same_command_again_changes_nothing(root: Path) -> None:
    assert run(root, *options(names.EVENT)).exit_code == 0
    before = digests(root)
    assert run(root, *options(names.EVENT)).exit_code == 0
    assert digests(root) == before


def test_what_is_there_is_never_overwritten(root: Path) -> None:
    before = digests(root)
    for typed, told in (
        (options(names.EVENT, slug="messtag-2030"), "events/messtag-2030/event.yml gibt es schon"),
        (options(names.MEMBER, name="Lichtblick Sensorik GmbH"), "members/lichtblick/member.yml"),
        (options(names.MEMBER, short="Lichtblick Photometrie"), "members/lichtblick/member.yml"),
    ):
        refused = run(root, *typed)
        assert refused.exit_code == 1
        assert told in refused.stderr
    assert digests(root) == before


# ── without a terminal ───────────────────────────────────────────────────────────────────────


def test_without_a_terminal_every_fault_is_told_with_its_option(root: Path) -> None:
    before = digests(root)
    wrong = {
        "name": "", "type": "Firma X", "email": "erika.muster@haus.example",
        "competences": "Lichtmessung im Labor, Zauberei", "founded": "Mai",
    }  # fmt: skip
    refused = run(root, *options(names.MEMBER, **wrong))
    assert refused.exit_code == 1
    lines = refused.stderr.splitlines()
    told = {line.partition(":")[0]: line for line in lines if line.startswith("--")}
    assert told.keys() == {f"--{name}" for name in (*wrong, "short")}  # it follows from the name
    assert told["--name"] == "--name: Diese Angabe fehlt. Bitte ergänzen."
    assert "Ähnlich: lichtmessung" in refused.stderr
    assert "„Zauberei“ gibt es nicht in content/vocabularies/competences.yml" in refused.stderr
    assert lines[-1].startswith("Es wurde nichts geschrieben.")
    assert digests(root) == before


def test_a_fault_of_others_stops_nobody(root: Path) -> None:
    (root / "members/quellwerk/member.yml").write_text("name: [\n", "utf-8")
    assert run(root, *options(names.MEMBER)).exit_code == 0


# ── on a terminal ────────────────────────────────────────────────────────────────────────────


def test_a_terminal_is_asked_until_each_answer_fits(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogue, "is_terminal", lambda: True)
    keys = [
        "Lichtblick Sensorik GmbH", "Prüfhaus Süd GmbH", "", "-", "", "x" * 321, "Es prüft.",
        "", "erika.muster@haus.example", "-", "", "", "1", "", "Musterstadt", "",
        "Licht messung, Zauberei", "-", "2003-13", "2003", "", "", "lichtblick", "pruefhaus",
    ]  # fmt: skip
    made = run(root, names.MEMBER, keys=keys)
    assert made.exit_code == 0, made.output
    for told in (
        "1/16  Voller Name mit Rechtsform\n", "gibt es schon: members/lichtblick/member.yml",
        "[Prüfhaus Süd]", "321 Zeichen, erlaubt sind 320", "Adresse einer Person",
        "[musterstadt-stadt]", "„Zauberei“ gibt es nicht", "Diesen Tag gibt es im Kalender nicht",
        "members/lichtblick/member.yml gibt es schon und bleibt",
    ):  # fmt: skip
        assert told in made.stderr, told
    record = value(root, "members/pruefhaus/member.yml")
    assert "legal_form" not in record
    assert "email" not in record
    assert record["seat"] == {"place": "Musterstadt", "district": "musterstadt-stadt"}
    assert record["competences"] == [{"id": "lichtmessung"}]


def test_what_only_the_whole_shows_is_asked_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = options(names.OFFER, until="2030-05-01", published="2030-06-02", text="", contact="",
                    website="", cost="", competences="")  # fmt: skip
    monkeypatch.setattr(dialogue, "is_terminal", lambda: True)
    made = run(root, *typed, keys=["2030-04-01", ""])
    assert made.exit_code == 0, made.output
    assert "liegt nach dem letzten Tag" in made.stderr
    assert value(root, PATHS[names.OFFER][0])["published"] == "2030-04-01"


def test_a_real_terminal_shows_each_question(root: Path) -> None:
    given = {k: v for k, v in ANSWERS[names.NEWS].items() if k != "--text"}
    words = [word for pair in given.items() for word in pair]
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(root), names.NEW,
               names.NEWS, *words, "--published", "2030-05-02", "--topics", "", "--competences",
               "", "--districts", "", "--today", TODAY]  # fmt: skip
    child, terminal = pty.fork()
    if not child:
        os.execv(command[0], command)  # noqa: S606 - in the child of a terminal
    seen = b""
    for answer in ("Ein Absatz für alle.", ""):
        while not seen.rstrip(b" ").endswith(b">"):
            seen += os.read(terminal, 4096)
        os.write(terminal, f"{answer}\n".encode())
        seen += b"\n"
    try:
        while more := os.read(terminal, 4096):
            seen += more
    except OSError:  # its end
        pass
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, seen.decode()
    assert "[neues-vom-messen] >" in seen.decode()
    assert (root / PATHS[names.NEWS][1]).read_text("utf-8").endswith("\nEin Absatz für alle.\n")


@pytest.mark.parametrize("kind", ASKED)
def test_every_option_says_what_the_model_says(kind: str) -> None:
    shown = CliRunner().invoke(program.main, ["--lang", "en", names.NEW, kind, "--help"])
    told = " ".join(shown.output.split())
    for path in ASKED[kind].paths:
        asked = question(ASKED[kind].table, path, "en")
        assert f"{option_of(path)} TEXT {asked.label}" in told


def test_an_edition_is_proposed_as_by_the_newsletter(root: Path) -> None:
    made = run(root, names.EDITION, "--today", "2030-07-02")
    assert made.exit_code == 0, made.output
    assert (root / "newsletter/editions/2030-07.yml").is_file()


# ── proposals ────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_a_proposed_short_name_is_one_or_nothing(text: str) -> None:
    slug = slug_of(text)
    cls = kind_named("members").record
    try:
        cls.model_validate({"slug": slug, "path": "x"})
    except ValueError as error:
        wrong = [e for e in error.errors() if e["loc"] == ("slug",)]  # type: ignore[attr-defined]
        assert not slug or not wrong, slug


def test_proposals() -> None:
    assert slug_of("Maß & Größe GmbH & Co. KG") == "mass-groesse"
    assert slug_of("Index") == "index-1"
    assert split_legal_form("Werk Nord e. V.") == ("Werk Nord", "e. V.")
    assert split_legal_form("AG") == ("AG", "")
    records = check_cluster(SAMPLE, CLOCK).records
    terms = names_of(records, "competences")
    assert [near.id for near in alike("photometrie", terms)] == ["lichtmessung"]
    assert alike("Lichtmesung", terms)[0].certain
    assert not alike("Messung", terms)[0].certain
    assert region_of(records, "00100", "") == "musterstadt-stadt"
    assert region_of(records, "00109", "", certain=False) == "musterstadt-stadt"
    assert region_of(records, "00109", "") == ""


@pytest.mark.parametrize(
    ("scalar", "typed", "expected"),
    [
        ("Url", "www.haus.example", "https://www.haus.example/"),
        ("Url", "kein Netz", "kein Netz"),
        ("Mail", "mailto:info@haus.example", "info@haus.example"),
        ("Phone", "03641/12 34-5", "+49 3641 12 34-5"),
        ("Phone", "(0 36 41) 1234", "+49 3641 1234"),
        ("Phone", "+493641 1234", "+49 3641 1234"),
        ("Phone", "3641 1234", "3641 1234"),
        ("PartialDate", "12.03.2026", "2026-03-12"),
        ("TimeOfDay", "9 Uhr", "09:00"),
        ("Flag", "Ja", "true"),
        ("Postcode", "7743", "07743"),
        ("Postcode", "D-07743", "07743"),
        ("Postcode", "12", "12"),
    ],
)
def test_what_can_mean_one_thing_only_is_made_right(scalar: str, typed: str, expected: str) -> None:
    assert in_our_form(scalar, typed, "DE") == expected
    assert in_our_form(scalar, expected, "DE") == expected
