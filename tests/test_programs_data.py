"""Open data in DuckDB and LibreOffice: the same rows, and postcodes that keep their zeros."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest
from lxml import etree

from schaufenster.content.load import Cluster
from schaufenster.facts.open_data import DATASETS
from schaufenster.output import OutputFile

from .programs import with_libreoffice, write_below

pytestmark = pytest.mark.long
every_dataset = pytest.mark.parametrize("name", DATASETS)
TYPES: Final = {
    "events": {
        "start": "VARCHAR", "end": "DATE", "time": "TIME", "own": "BOOLEAN", "postcode": "VARCHAR",
        "participants": "BIGINT", "registration_until": "DATE", "report": "BOOLEAN",
    },
    "members": {"postcode": "VARCHAR", "founded": "VARCHAR", "confirmed_on": "DATE"},
    "offers": {"published": "DATE", "valid_from": "DATE", "title_de": "VARCHAR"},
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(outputs: dict[str, OutputFile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_below(tmp_path_factory.mktemp("data"), outputs, "site/data/") / "site/data"


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def in_words(value: Any) -> str:
    """Return a value of DuckDB's as it stands in a table."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return f"{value:%H:%M}" if isinstance(value, dt.time) else f"{value}"


@every_dataset
def test_duckdb_reads_a_table_as_it_is(name: str, folder: Path) -> None:
    found = duckdb.read_csv(str(folder / f"{name}.csv"))
    types = dict(zip(found.columns, map(str, found.types), strict=True))
    assert {column: types[column] for column in TYPES[name]} == TYPES[name]
    rows = [dict(zip(found.columns, map(in_words, row), strict=True)) for row in found.fetchall()]
    assert rows == table(folder, name)
    assert len(rows) > 2


def test_duckdb_answers_what_the_model_says(sample: Cluster, folder: Path) -> None:
    seats = {m.name: m.seat.postcode for m in sample.members if m.seat and m.seat.postcode}
    members = duckdb.read_csv(str(folder / "members.csv")).filter("postcode is not null")
    assert dict(members.project("name, postcode").fetchall()) == seats
    assert {"00100", "00200"} == set(seats.values())
    days = {
        event.title["de"]: event.registration.until.first()
        for event in sample.events
        if event.registration and event.registration.until
    }
    events = duckdb.read_csv(str(folder / "events.csv"))
    coming = events.filter("registration_until > '2030-06-01'")
    assert dict(coming.project("title_de, registration_until").fetchall()) == days


DUCKDB: Final = {"string": "VARCHAR", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}
"""Types of a data package, as DuckDB calls them; others it finds itself."""


def told(folder: Path, name: str) -> dict[str, Any]:
    """Return what the data package tells of a table, as DuckDB takes it."""
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    [resource] = [one for one in package["resources"] if one["path"] == f"{name}.csv"]
    fields = {field["name"]: DUCKDB.get(field["type"]) for field in resource["schema"]["fields"]}
    types = {field: type_ for field, type_ in fields.items() if type_}
    return {"sep": resource["dialect"]["delimiter"], "dtype": types}


@every_dataset
def test_duckdb_reads_a_table_as_the_data_package_says(name: str, folder: Path) -> None:
    known = told(folder, name)
    found = duckdb.read_csv(str(folder / f"{name}.csv"), **known)
    types = dict(zip(found.columns, map(str, found.types), strict=True))
    assert {column: types[column] for column in known["dtype"]} == known["dtype"]
    rows = [dict(zip(found.columns, map(in_words, row), strict=True)) for row in found.fetchall()]
    assert rows == table(folder, name)


def test_a_postcode_far_down_keeps_its_zero_if_duckdb_is_told(tmp_path: Path, folder: Path) -> None:
    """DuckDB looks at 20,480 rows: findings/duckdb-postcodes.sh."""
    head, first, *_ = (folder / "members.csv").read_text("utf-8").splitlines()
    other = first.replace(";00200;", ";10115;")
    assert other != first
    file = tmp_path / "members.csv"
    file.write_text("\n".join([head, *[other] * 25_000, first, ""]), "utf-8")
    found = duckdb.read_csv(str(file), **told(folder, "members")).project("postcode")
    assert found.fetchall()[-1] == ("00200",)


def plain(value: Any) -> Any:
    """Return a value of JSON or DuckDB's with dates as text and without what is empty."""
    if isinstance(value, dict):
        inner = {key: plain(one) for key, one in value.items()}
        return {key: one for key, one in inner.items() if one not in ("", [], {})}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value if isinstance(value, bool | int | float) else in_words(value)


@every_dataset
def test_duckdb_reads_every_record_of_a_json_file(name: str, folder: Path) -> None:
    file = folder / f"{name}.json"
    found = duckdb.read_json(str(file)).project(f"unnest({name})").fetchall()
    records = json.loads(file.read_text("utf-8"))[name]
    assert [plain(record) for [record] in found] == [plain(record) for record in records]


# ── LibreOffice ──────────────────────────────────────────────────────────────────────────────

OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
REPEATED: Final = f"{TABLE}number-columns-repeated"
KINDS: Final = {
    "events": {"published": {"date"}, "time": {"time"}, "postcode": {"string"}},
    "members": {"name": {"string"}, "postcode": {"string"}, "confirmed_on": {"date"}},
    "offers": {"published": {"date"}, "title_de": {"string"}},
}
"""What some columns hold."""
READING: Final = "CSV:59,34,76,1,{columns},1031,false,true"
"""Semicolons, UTF-8, from the first line, German, dates and numbers as such; form 2 is text."""


def cells(file: Path) -> list[list[tuple[str, str]]]:
    """Return the type of each cell, and what it shows, row by row."""
    return [
        [found for cell in row for found in [cell_of(cell)] * int(cell.get(REPEATED, "1"))]
        for row in etree.parse(file).getroot().iter(f"{TABLE}table-row")
    ]


def cell_of(cell: etree._Element) -> tuple[str, str]:
    kind, shown = cell.get(f"{OFFICE}value-type", ""), "".join(map(str, cell.itertext())).strip()
    return kind, shown[:5] if kind == "time" else shown


@pytest.fixture(scope="module")
def sheets(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every table, opened with its postcodes as text."""
    names = [folder / f"{name}.csv" for name in DATASETS]
    places = {list(row).index("postcode") + 1 for name in DATASETS
              for row in table(folder, name)[:1] if "postcode" in row}  # fmt: skip
    reading = READING.format(columns="/".join(f"{place}/2" for place in sorted(places)))
    return with_libreoffice("fods", *names, home=tmp_path_factory.mktemp("calc"), reading=reading)


@every_dataset
def test_libreoffice_opens_a_table_with_its_umlauts_dates_and_postcodes(
    name: str, folder: Path, sheets: Path
) -> None:
    head, *rows = cells(sheets / f"{name}.fods")
    kinds: dict[str, set[str]] = {}
    records = table(folder, name)
    for row, record in zip(rows[: len(records)], records, strict=True):
        for number, (column, text) in enumerate(record.items()):
            kind, shown = row[number] if number < len(row) else ("", "")
            assert (head[number][1], shown) == (column, text)
            kinds.setdefault(column, set()).add(kind)
    assert {column: kinds[column] - {""} for column in KINDS[name]} == KINDS[name]


def test_libreoffice_opens_a_workbook_as_it_is(folder: Path, tmp_path: Path) -> None:
    """By a double click: nobody says which columns are text."""
    books = [folder / f"{name}.xlsx" for name in DATASETS]
    made = with_libreoffice("fods", *books, home=tmp_path)
    for name in DATASETS:
        head, *rows = cells(made / f"{name}.fods")
        for row, record in zip(rows[: len(table(folder, name))], table(folder, name), strict=True):
            shown = {head[n][1]: row[n][1] if n < len(row) else "" for n in range(len(record))}
            assert shown == record
            assert {kind for kind, _ in row} <= {"string", ""}
