"""An office's list: read alike from every program, mapped, checked row by row, never doubled."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schaufenster import command_names as names
from schaufenster import words
from schaufenster.commands import program
from schaufenster.content import yaml_text
from schaufenster.content.load import check_cluster
from schaufenster.editing import map_columns, office_lists, question, take_members
from schaufenster.editing.columns import PERSON, SLUG, TOWN_LINE
from schaufenster.editing.office_lists import Row, Table, TableError, read_table
from schaufenster.problems import errors

from .conftest import CLOCK, SAMPLE, TODAY, digests
from .programs import with_libreoffice

HEAD: Final = (
    "Firma", "Straße", "PLZ", "Ort", "Internet-Adresse", "E-Mail", "Telefon", "Kompetenzen",
    "Gründung", "Ansprechpartner", "Mitglied seit",
)  # fmt: skip
ROWS: Final = (
    ("Lichtblick Sensorik GmbH", "Am Maß 3", "100", "Musterstadt", "", "neu@lichtblick.example",
     "0049 0000/98-7654", "Feinmechanik, Wegmessung", "", "Erika Muster", "2020"),
    ("Prüfhaus Süd GmbH & Co. KG", "Weg; 7, Hof", "100", "Musterstadt", "www.pruefhaus.example", "",
     "03641/1234", "Photometrie", "12.03.2003", "Max Muster", "01.05.2011"),
    ("Werk Äußere „Insel“ AG", "Gasse 1", "1067", "Insel", "", "info@insel.example", "", "", "1990",
     "", ""),
)  # fmt: skip
SPOILT: Final = (
    ("Haus Personal", "", "", "", "", "erika.muster@haus.example", "", "", "", "", ""),
    ("Haus Zauber", "", "", "", "", "", "", "Zauberei", "", "", ""),
    ("Haus Ohne Tag", "", "", "", "", "", "", "", "irgendwann", "", ""),
    ("", "Weg 1", "", "", "", "", "", "", "", "", ""),
    ("Lichtblik Sensorik", "", "", "", "", "", "", "", "", "", ""),
    ("Prüfhaus Süd", "Weg 9", "", "", "", "", "", "", "", "", ""),
    ("Haus Rund", "", "", "", "", "", "4,93641E+11", "", "", "", ""),
    ("Haus Formel", "", "#NV", "", "", "", "", "", "", "", ""),
)  # fmt: skip


def csv_of(
    rows: Sequence[Sequence[str]], delimiter: str = ";", end: str = "\r\n", encoding: str = "utf-8"
) -> bytes:
    def cell(text: str) -> str:
        odd = any(sign in text for sign in (delimiter, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if odd else text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows).encode(encoding)


def xlsx_of(rows: Sequence[Sequence[Any]], **formats: str) -> bytes:
    book: Any = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for letter, form in formats.items():
        for cell in book.active[letter]:
            cell.number_format = form
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


FOUNDED: Final = dt.datetime.fromisoformat("2003-03-12")
WRITTEN: Final[Mapping[str, Callable[[], bytes]]] = {
    "LibreOffice": lambda: csv_of((HEAD, *ROWS), ",", "\n"),
    "German Excel": lambda: csv_of((HEAD, *ROWS), ";", "\r\n", "cp1252"),
    "Excel, UTF-8": lambda: csv_of((HEAD, *ROWS), ";", "\r\n", "utf-8-sig"),
    "Excel, Unicode text": lambda: csv_of((HEAD, *ROWS), "\t", "\r\n", "utf-16"),
    "with its separator": lambda: b"sep=|\r\n" + csv_of((HEAD, *ROWS), "|"),
    "under a title": lambda: csv_of((("Mitglieder, Stand 2030",), (), HEAD, *ROWS)),
    "XLSX": lambda: xlsx_of((HEAD, *ROWS)),
    "XLSX, typed cells": lambda: xlsx_of(
        (HEAD, *((*r[:2], int(r[2]), *r[3:8], FOUNDED if "." in r[8] else
                  float(r[8]) if r[8] else None, *r[9:]) for r in ROWS)), C="00000",
    ),
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "root"
    shutil.copytree(SAMPLE, place)
    return place


def run(root: Path, raw: bytes, *typed: str, lang: str = "de") -> Result:
    file = root.parent / "list"
    file.write_bytes(raw)
    words_ = ["--root", str(root), "--lang", lang, names.IMPORT, str(file), *typed]
    return CliRunner().invoke(program.main, [*words_, "--today", TODAY])


def value(root: Path, slug: str) -> Any:
    return yaml_text.parse((root / f"members/{slug}/member.yml").read_text("utf-8")).value


def content_of(root: Path) -> dict[str, str]:
    return {path: sha for path, sha in digests(root).items() if not path.startswith("build/")}


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def cells(table: Table) -> list[tuple[str, ...]]:
    """Return the cells of the rows of houses, without leading zeros and forms of dates."""
    rows = [row.cells for row in table.rows if row.cells[0] in {r[0] for r in ROWS}]
    return [tuple(c.lstrip("0").replace("2003-03-12", "12.03.2003") for c in row) for row in rows]


@pytest.mark.parametrize("program_", WRITTEN)
def test_every_program_s_list_is_read_alike(program_: str) -> None:
    expected = cells(Table(tuple(Row(n, tuple(r)) for n, r in enumerate(ROWS))))
    found = cells(read_table(WRITTEN[program_]()))
    assert [row[:9] for row in found] == [row[:9] for row in expected]


def test_a_format_that_shows_zeros_gives_them_back() -> None:
    rows = read_table(xlsx_of([("PLZ",), (7743,)], A="00000")).rows
    assert rows[1].cells == ("07743",)


@pytest.mark.long
def test_libreoffice_s_own_files_are_read_alike(tmp_path: Path) -> None:
    """A real LibreOffice turns a list into CSV and XLSX, from CSV and from XLSX."""
    one, other = tmp_path / "one.csv", tmp_path / "two.xlsx"
    one.write_bytes(csv_of((HEAD, *ROWS), ",", "\n"))
    other.write_bytes(xlsx_of((HEAD, *ROWS)))
    reading = "CSV:44,34,UTF8,1,2/2/2/2/2/2/2/2/2/2/2"
    expected = cells(read_table(other.read_bytes()))
    for source, how in ((one, reading), (other, "")):
        for form in ("csv", "xlsx"):
            home = tmp_path / f"{source.stem}-{form}"
            home.mkdir()
            made = with_libreoffice(form, source, home=home, reading=how)
            raw = next(made.glob(f"*.{form}")).read_bytes()
            assert cells(read_table(raw)) == expected, (source.name, form)


def bomb() -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(70):
                part.write(b" " * 1024**2)
    return raw.getvalue()


def entities() -> bytes:
    raw = io.BytesIO(xlsx_of((HEAD, *ROWS)))
    with zipfile.ZipFile(raw, "a") as archive:
        archive.writestr("xl/more.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    return raw.getvalue()


def far_down() -> bytes:
    book: Any = openpyxl.Workbook()
    book.active["A1"] = "Firma"
    book.active.cell(1_048_576, 1, "Haus")
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


REFUSED: Final[Mapping[str, Callable[[], bytes]]] = {
    "import-large": bomb,
    "import-many": lambda: csv_of((HEAD, *[("Haus",)] * 1_000_000)),
    "import-broken": entities,
    "import-old-excel": lambda: b"\xd0\xcf\x11\xe0" + bytes(600),
    "import-empty": lambda: b"\r\n;;;\r\n",
    "import-quotes": lambda: b'Firma;Ort\r\n"Haus;Jena\r\n',
    "import-cell": lambda: csv_of((HEAD, ("x" * 20_001,))),
    "import-format": lambda: b"\x00\x01\x02\x9d" * 50,
    "import-no-name": lambda: csv_of((("Farbe", "Form"), ("rot", "rund"))),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_what_is_no_list_is_refused_before_it_costs_anything(root: Path, rule: str) -> None:
    before = content_of(root)
    made = run(root, REFUSED[rule](), "--really")
    assert made.exit_code == 1
    sentence = words.text("import", rule, "de").partition("{")[0]
    assert sentence in made.stderr
    assert "Traceback" not in made.output
    assert content_of(root) == before


def test_a_row_far_down_is_not_waited_for() -> None:
    assert len(read_table(far_down()).rows) == 1


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda b: b"PK\x03\x04" + b))
def test_any_bytes_are_a_table_or_refused(raw: bytes) -> None:
    try:
        table = read_table(raw)
    except TableError as refused:
        rule = refused.fault.rule
    else:
        rule = "import-empty" if table.rows else ""
    assert rule in words.keys("import")


# ── columns ──────────────────────────────────────────────────────────────────────────────────


def targets(head: Sequence[str], *rows: Sequence[str]) -> dict[str, str]:
    all_rows = [Row(n, tuple(r)) for n, r in enumerate((head, *rows), 1)]
    found = map_columns(Table(tuple(all_rows)), "DE").columns
    return {column.heading or column.letter: column.target for column in found}


def test_columns_are_known_by_their_headings_in_every_language() -> None:
    for lang in words.languages():
        for target in words.keys("columns") - {"name"}:
            heading = words.text("columns", target, lang).split(",")[0].strip()
            name = words.text("columns", "name", lang).split(",")[0]
            assert targets((name, heading), ("Haus", ""))[heading] == target, (lang, heading)


def test_every_target_is_a_field_of_a_member() -> None:
    for target in words.keys("columns") - {PERSON, SLUG, TOWN_LINE}:
        assert question("members", target, "de").path == target


def test_columns_are_known_by_nearly_their_headings_and_by_their_cells() -> None:
    assert targets(
        ("Firmenname:", "Telefonummer", "E-Mail (Zentrale)", "Angabe 4", "Angabe 5", ""),
        ("Haus", "", "", "07743", "www.haus.example", "07743 Jena"),
    ) == {
        "Firmenname:": "name", "Telefonummer": "phone", "E-Mail (Zentrale)": "email",
        "Angabe 4": "seat.postcode", "Angabe 5": "website", "F": TOWN_LINE,
    }  # fmt: skip


def test_what_is_about_persons_is_not_taken(root: Path) -> None:
    made = run(root, csv_of((HEAD, *ROWS)), "--really")
    assert "gehört nicht in ein öffentliches Repository" in made.stdout
    assert not any(
        "Muster" in file.read_text("utf-8")
        for file in root.glob("members/pruefhaus*/*.yml")
        if "Max" in file.read_text("utf-8")
    )


# ── rows ─────────────────────────────────────────────────────────────────────────────────────


def test_without_really_nothing_is_written_and_everything_said(root: Path) -> None:
    before = content_of(root)
    made = run(root, csv_of((HEAD, *ROWS)))
    assert made.exit_code == 0, made.output
    assert content_of(root) == before
    assert "2 neu, 1 geändert, 0 gleich, 0 abgelehnt." in made.stdout
    assert "email: kontakt@lichtblick.example → neu@lichtblick.example" in made.stdout
    assert made.stderr.rstrip().endswith("--really")


def test_what_is_valid_is_written_and_a_second_list_doubles_nothing(root: Path) -> None:
    before = content_of(root)
    text = (root / "members/lichtblick/member.yml").read_text("utf-8")
    made = run(root, csv_of((HEAD, *ROWS)), "--really", "--status", "member")
    assert made.exit_code == 0, made.output
    after = content_of(root)
    assert after.keys() - before.keys() == {
        "members/pruefhaus-sued/member.yml", "members/werk-aeussere-insel/member.yml",
    }  # fmt: skip
    assert {p for p in before if after[p] != before[p]} == {"members/lichtblick/member.yml"}
    *_, found = check_cluster(root, CLOCK)
    assert [p for p in errors(found) if p.path.startswith("members/")] == []
    house = value(root, "pruefhaus-sued")
    assert house["seat"] == {
        "street": "Weg; 7, Hof", "postcode": "00100", "place": "Musterstadt",
        "district": "musterstadt-stadt",
    }  # fmt: skip
    assert (house["founded"], house["phone"]) == ("2003-03-12", "+49 3641 1234")
    assert house["membership"] == [
        {"status": "member", "from": "2011-05-01", "confirmed": "2030-06-01"}
    ]
    changed = (root / "members/lichtblick/member.yml").read_text("utf-8")
    assert changed.startswith(text.partition("\n")[0])
    gone = set(text.splitlines()) - set(changed.splitlines())
    assert gone == {
        "seat: {postcode: 00100, place: Musterstadt, district: musterstadt-stadt}",
        "email: kontakt@lichtblick.example",
    }  # fmt: skip
    again = run(root, csv_of((HEAD, *ROWS)), "--really", "--status", "member")
    assert "0 neu, 0 geändert, 3 gleich, 0 abgelehnt." in again.stdout
    assert content_of(root) == after


def test_texts_of_a_profile_are_its_own_and_terms_are_added(root: Path) -> None:
    head = ("Name", "Kurzbeschreibung", "Kompetenzen", "Rechtsform")
    run(root, csv_of((head, ("Lichtblick", "Anderes.", "Wegmessung", "AG"))), "--really")
    house = value(root, "lichtblick")
    assert house["summary"]["de"].startswith("Lichtblick misst Licht")
    assert [c["id"] for c in house["competences"]] == ["lichtmessung", "feinmechanik", "wegmessung"]
    assert house["competences"][0]["note"]["de"] == "Labor und mobil"
    assert house["legal_form"] == "AG"


@pytest.mark.parametrize(
    "row",
    [
        ("Lichtblick", "", "", ""),
        ("Lichtblick Photometrie", "", "", ""),
        ("LICHTBLICK-SENSORIK", "", "", ""),
        ("Ganz anders", "lichtblick", "", ""),
        ("Ganz anders", "", "lichtblick.example", ""),
    ],
)
def test_a_profile_is_found_by_names_short_name_and_website(
    root: Path, row: tuple[str, ...]
) -> None:
    found = run(root, csv_of((("Name", "Slug", "Website", "Telefon"), (*row[:3], "+49 1 23456"))))
    assert "members/lichtblick/member.yml" in found.stdout
    assert "1 geändert" in found.stdout


def test_the_rest_is_listed_with_row_column_rule_and_remedy(root: Path) -> None:
    before = content_of(root)
    made = run(root, csv_of((HEAD, *ROWS[1:2], *SPOILT)), "--really")
    assert made.exit_code == 1
    assert "1 neu, 0 geändert, 0 gleich, 8 abgelehnt." in made.stdout
    assert content_of(root).keys() - before.keys() == {"members/pruefhaus-sued/member.yml"}
    told = made.stdout
    for part in (
        "    3  abgelehnt Haus Personal", "F (E-Mail): „erika.muster@haus.example“ sieht nach",
        "H (Kompetenzen): „Zauberei“ gibt es nicht in", "I (Gründung): „irgendwann“",
        "A (Firma): Hier fehlt der Name.", "gibt es das Profil schon: members/lichtblick.",
        "Das ist dasselbe Haus wie in Zeile 2.", "G (Telefon): „4,93641E+11“: Das Programm hat",
        "C (PLZ): „#NV“ ist der Fehler einer Formel.",
    ):  # fmt: skip
        assert part in told, part


def test_other_countries_have_their_own_postcodes(root: Path) -> None:
    head = ("Name", "PLZ", "Ort", "Land")
    rows = (head, ("Haus Wien", "1010", "Wien", "Österreich"), ("Haus Ort", "7743", "Jena", "DE"))
    assert run(root, csv_of(rows), "--really").exit_code == 0
    assert value(root, "haus-wien")["seat"] == {
        "postcode": "1010", "place": "Wien", "country": "AT",
    }  # fmt: skip
    assert value(root, "haus-ort")["seat"]["postcode"] == "07743"


CELLS: Final = st.sampled_from(
    ["", "Lichtblick", "Haus Nord GmbH", "Haus Süd", "www.haus.example", "info@haus.example",
     "a.b@haus.example", "03641/1", "07743", "7743", "Photometrie", "2003", "31.2.2003", "{{ }}",
     "---", "#3", "NO", "x" * 400, "=1+1", "<b>", "DE", "member", "\u202ex", "Zeile\nzwei"]
) | st.text(max_size=30)  # fmt: skip


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from(sorted(words.keys("columns") - {"name"})), max_size=6, unique=True),
    st.lists(st.lists(CELLS, min_size=7, max_size=7), min_size=1, max_size=6),
)
def test_any_list_leaves_valid_profiles_and_is_taken_once(
    columns: list[str], rows: list[list[str]]
) -> None:
    """Whatever stands in a list: what would be written is valid, and the same again is the same."""
    content = check_cluster(SAMPLE, CLOCK)
    head = ("name", *columns)
    all_rows = [Row(n, tuple(r[: len(head)])) for n, r in enumerate((head, *rows), 1)]
    mapped = map_columns(Table(tuple(all_rows)), "DE")
    taken = take_members(mapped, content, CLOCK, "de", "member")
    assert len(taken) == len(rows)
    paths = [t.path for t in taken if t.action != "refused"]
    assert len(set(paths)) == len(paths)
    for row in taken:
        assert bool(row.refusals) == (row.action == "refused")
        assert bool(row.files) == (row.action in {"new", "changed"})


def test_limits_are_those_that_are_told() -> None:
    assert office_lists.MOST_ROWS == 5_000
    with pytest.raises(TableError):
        read_table(csv_of((("Name", *["x"] * office_lists.MOST_COLUMNS),)))
