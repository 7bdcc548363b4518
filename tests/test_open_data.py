"""Open data, read back: what stands in the files, that they keep their schema, what stays out."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.open_data import DATASETS, meaning, names_of
from schaufenster.feeds.data_table import LISTED
from schaufenster.tables import harmless, write_workbook
from tests.conftest import LANGUAGES

from .conftest import PROJECT, templates_of
from .rendering import feeds_of
from .test_funding import call

NAMES = ("members", "offers", "events", "funding")
HOME = "https://www.muster-cluster.example/"


def render(cluster: Cluster) -> dict[str, bytes]:
    files = feeds_of(cluster, templates_of("theme/pages"))
    return {file.path: file.content for file in files if file.path.startswith("data/")}


@pytest.fixture(scope="module")
def made(sample: Cluster) -> dict[str, bytes]:
    asked = call(competences=["wegmessung"], sizes=["small"], quota={"de": "zur Hälfte"})
    calls = (asked, call("offen"), call("weiter"))
    return render(replace(sample, funding=calls))


def test_a_cluster_without_calls_has_no_table_of_them(sample: Cluster) -> None:
    assert not [path for path in render(sample) if "funding" in path]


def test_a_call_names_its_funder_and_how_it_stands(made: dict[str, bytes]) -> None:
    record, row = records(made, "funding")[0], table(made, "funding")[0]
    assert (record["funder"], record["state"]) == ("land", "open")
    assert (row["funder_de"], row["state"]) == ("Land Musterland", "open")


def records(made: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(made[f"data/{name}.json"])[name]
    return found


def table(made: dict[str, bytes], name: str) -> list[dict[str, str]]:
    text = made[f"data/{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_there_is_every_file_of_the_contract(made: dict[str, bytes]) -> None:
    files = {
        path
        for n in NAMES
        for path in (*(f"data/{n}.{f}" for f in ("json", "csv", "xlsx")), f"data/schema/{n}.json")
    }
    assert set(made) == files | {"data/datapackage.json"}


@pytest.mark.parametrize("name", NAMES)
def test_the_data_keep_their_schema(made: dict[str, bytes], name: str) -> None:
    schema = json.loads(made[f"data/schema/{name}.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    data = json.loads(made[f"data/{name}.json"])
    assert [error.message for error in checker.iter_errors(data)] == []
    assert data["$schema"] == schema["$id"]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("email", "x@y.example"), ("name", 3), ("type", "club"), ("seat", {"x": 1})],
)
def test_the_schema_refuses_what_is_not_in_the_model(
    made: dict[str, bytes], field: str, wrong: object
) -> None:
    data = json.loads(made["data/members.json"])
    data["members"][0][field] = wrong
    schema = json.loads(made["data/schema/members.json"])
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(data))


def test_every_field_has_a_meaning_in_the_schema_and_in_the_words(made: dict[str, bytes]) -> None:
    words = templates_of("theme/pages").words
    for data in DATASETS.values():
        described = json.loads(made[f"data/schema/{data.id}.json"])["$defs"]["Record"]["properties"]
        assert list(described) == list(names_of(data))
        for name in names_of(data):
            key = meaning(data, name, words)
            assert described[name]["description"] == words.find(key, "en")


def test_the_records_are_the_models(sample: Cluster, made: dict[str, bytes]) -> None:
    members = {m["slug"]: m for m in records(made, "members")}
    assert list(members) == [m.slug for m in sample.members]
    lichtblick = members["lichtblick"]
    assert lichtblick["name"] == "Lichtblick Sensorik GmbH"
    assert lichtblick["founded"] == "1998-03"
    assert lichtblick["status"] == "member"
    assert lichtblick["membership"][1] == {
        "status": "member",
        "from": "2020",
        "confirmed": "2030-04-15",
        "evidence": "stated",
    }
    assert lichtblick["summary"] == {
        "de": "Lichtblick misst Licht – vom Leuchtstift bis zum Leuchtturm.",
        "en": "Lichtblick measures light, from highlighters to lighthouses.",
    }
    assert lichtblick["confirmed"] == {"on": "2030-04-15", "by": "member"}
    assert lichtblick["page"]["en"] == f"{HOME}en/profiles/lichtblick/"
    assert members["feinwerk-see"]["id"] == "tag:muster-cluster.example,2012:members/feinwerk"
    events = {e["slug"]: e for e in records(made, "events")}
    assert (events["messtag-2030"]["time"], events["messtag-2030"]["start"]) == (
        "09:30",
        "2030-09-18",
    )
    assert events["klausur-2031"]["start"] == "2031"
    assert events["werkstatt-2030"]["report"] is True
    assert events["messtag-2030"]["report"] is False
    assert "en" not in events["klausur-2031"]["title"]


def test_the_ids_are_those_of_the_feeds(made: dict[str, bytes], outputs: Any) -> None:
    ids = {r["id"] for name in NAMES for r in records(made, name)}
    feed = json.loads(outputs["site/feeds/all.de.json"].content)["items"]
    told = {i["id"] for i in feed if i["tags"][0] in {"Termin", "Angebot", "Gesuch"}}
    assert told
    assert told <= ids


@pytest.mark.parametrize("name", NAMES)
def test_every_id_has_a_name_in_the_same_file(made: dict[str, bytes], name: str) -> None:
    data = json.loads(made[f"data/{name}.json"])
    known = data["vocabularies"]
    for record in data[name]:
        skills = [s if isinstance(s, str) else s["id"] for s in record.get("competences", ())]
        assert set(skills) <= set(known["competences"])
        place = record.get("seat") or record.get("place") or {}
        if "district" in place:
            assert known["districts"][place["district"]]["chamber"] in known["chambers"]


# ── what stays out ───────────────────────────────────────────────────────────────────────────


def test_no_contact_no_long_text_and_nothing_held_back_is_given_away(
    made: dict[str, bytes],
) -> None:
    for path, raw in made.items():
        cells = cells_of(raw) if path.endswith(".xlsx") else []
        text = str(cells) if cells else raw.decode()
        assert "@" not in text, path
        for word in ("+49", "987654", "schwarz gestrichen", "Helligkeit", "not_for", "embargo",
                     "en_of", "Spektralwaage", "Jubiläumswoche", "Winterforum", "Kalibrierkoffer",
                     "Schwingprobe", "kammerbote"):  # fmt: skip
            assert word not in text, f"{path}: {word}"


# ── tables ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_a_table_says_what_the_json_says(made: dict[str, bytes], name: str) -> None:
    rows, wanted = table(made, name), records(made, name)
    assert [row["id"] for row in rows] == [record["id"] for record in wanted]
    for row, record in zip(rows, wanted, strict=True):
        for column in set(row) & set(record):
            value = record[column]
            if isinstance(value, (str, int)) and not isinstance(value, bool):
                assert row[column] == str(value)
        for text in ("title", "summary"):
            if text in record:
                found = {"de": row[f"{text}_de"], "en": row[f"{text}_en"]}
                assert found == {"de": record[text]["de"], "en": record[text].get("en", "")}
        assert row["page_de"] == record["page"]["de"]


def test_a_table_names_ids_and_lists_in_both_languages(made: dict[str, bytes]) -> None:
    feinwerk = next(row for row in table(made, "members") if row["slug"] == "feinwerk-see")
    assert feinwerk["competences"].split(LISTED) == ["wegmessung", "feinmechanik"]
    assert feinwerk["competences_en"].split(LISTED) == ["Displacement measurement", "Feinmechanik"]
    assert (feinwerk["district_en"], feinwerk["chamber"]) == ("Lake district", "nord")
    assert feinwerk["postcode"] == "00200"
    messtag = next(row for row in table(made, "events") if row["slug"] == "messtag-2030")
    assert messtag["parties"].split(LISTED) == ["lichtblick", "Messverein Seenkreis"]
    assert messtag["registration_until"] == "2030-09-04"


@pytest.mark.parametrize("name", NAMES)
def test_a_table_opens_in_a_german_spreadsheet(made: dict[str, bytes], name: str) -> None:
    raw = made[f"data/{name}.csv"]
    assert raw.startswith(b"\xef\xbb\xbfid;slug;")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert {len(row) for row in table(made, name)} == {raw.split(b"\r\n")[0].count(b";") + 1}


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells_of(workbook: bytes) -> list[list[tuple[str, str]]]:
    """Return the format and the text of each cell."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        for name in parts.namelist():
            etree.fromstring(parts.read(name))
        sheet = etree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        styles = etree.fromstring(parts.read("xl/styles.xml"))
    formats = [xf.get("numFmtId", "") for xf in styles.iterfind(f"{SHEET}cellXfs/{SHEET}xf")]
    return [
        [(formats[int(cell.get("s", "0"))], "".join(map(str, cell.itertext()))) for cell in row]
        for row in sheet.iter(f"{SHEET}row")
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_has_the_cells_of_the_table_as_text(made: dict[str, bytes], name: str) -> None:
    """Format 49 is text: a postcode keeps its zero, a month stays one, nothing is a formula."""
    raw = made[f"data/{name}.csv"].decode("utf-8-sig")
    wanted = list(csv.reader(io.StringIO(raw, newline=""), delimiter=";"))
    found = cells_of(made[f"data/{name}.xlsx"])
    assert [[text for _, text in row] for row in found] == wanted
    assert {form for row in found for form, _ in row} == {"49"}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("=1+1", "=1+1"),
        ("_x0041_ <b>&amp;", "_x005F_x0041_ <b>&amp;"),  # else some programs read an A
        ("zwei\nZeilen ", "zwei\nZeilen "),
    ],
)
def test_whatever_is_typed_stands_in_a_cell(name: str, written: str) -> None:
    assert cells_of(write_workbook({"a": [["name"], [name]]}))[1] == [("49", written)]


def test_an_empty_dataset_is_a_table_with_its_columns(sample: Cluster) -> None:
    made = render(replace(sample, offers=()))
    assert table(made, "offers") == []
    assert made["data/offers.csv"].decode("utf-8-sig").startswith("id;slug;member;kind;form;")


FORMS = {
    "string": r".*",
    "boolean": r"true|false",
    "integer": r"[0-9]+",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "time": r"[0-9]{2}:[0-9]{2}",
}
TYPES = {
    "members": {"postcode": "string", "founded": "string", "confirmed_on": "date"},
    "offers": {"published": "string", "updated": "date", "valid_until": "string",
               "competences": "string"},
    "events": {"start": "string", "time": "time", "open_end": "boolean", "report": "boolean",
               "participants": "integer", "postcode": "string", "registration_until": "date"},
    "funding": {"valid_until": "string", "rolling": "boolean", "state": "string"},
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_data_package_tells_how_a_table_is_read(made: dict[str, bytes], name: str) -> None:
    """https://specs.frictionlessdata.io: without types programs make 7743 of 07743."""
    package = json.loads(made["data/datapackage.json"])
    (resource,) = [each for each in package["resources"] if each["name"] == name]
    raw = made[f"data/{resource['path']}"].decode("utf-8-sig")
    dialect = resource["dialect"]
    rows = list(csv.DictReader(io.StringIO(raw, newline=""), delimiter=dialect["delimiter"]))
    assert raw.endswith(dialect["lineTerminator"])
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert list(fields) == list(rows[0])
    assert {column: fields[column]["type"] for column in TYPES[name]} == TYPES[name]
    assert all(field["description"] for field in fields.values())
    for row in rows:
        for column, value in row.items():
            assert not value or re.fullmatch(FORMS[fields[column]["type"]], value, re.DOTALL)
    keys = [row[resource["schema"]["primaryKey"]] for row in rows]
    assert len(set(keys)) == len(keys) > 2


@given(st.text(max_size=30))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    cell = harmless(text)
    assert cell.lstrip(" \xa0")[:1] not in set("=+-@|\t\r\n＝＋－＠｜") or not cell
    assert cell in {text, f"'{text}"}


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1", "|a", " |a", "｜a"])
def test_a_formula_in_a_name_is_text(sample: Cluster, name: str) -> None:
    member = sample.members[0].model_copy(update={"name": name, "summary": model.Sentence(de=name)})
    row = table(render(replace(sample, members=(member, *sample.members[1:]))), "members")[0]
    assert (row["name"], row["summary_de"]) == (f"'{name}", f"'{name}")


def test_a_cell_with_separators_and_quotes_is_read_back(sample: Cluster) -> None:
    name = 'Maß; "Zahl" | & Söhne'
    member = sample.members[0].model_copy(update={"name": name})
    row = table(render(replace(sample, members=(member, *sample.members[1:]))), "members")[0]
    assert row["name"] == name


def test_the_terms_stand_in_every_file_as_on_the_page(made: dict[str, bytes]) -> None:
    words = templates_of("theme/pages").words
    terms = {lang: words.find("data_terms", lang) for lang in LANGUAGES}
    for name in NAMES:
        assert json.loads(made[f"data/{name}.json"])["terms"] == terms
    assert "content are reserved" in (PROJECT / "README.md").read_text("utf-8")
