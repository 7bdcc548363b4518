"""The field reference and the schemas: complete, valid, and as the model is."""

from __future__ import annotations

import json
import re
import typing
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster import words
from schaufenster.commands import program
from schaufenster.content import model, yaml_text
from schaufenster.content.read import read_source
from schaufenster.content.records import FILES, FileKind
from schaufenster.content.validation import validate
from schaufenster.editing import reference, schemas
from schaufenster.problems import Language, Problem
from tests.conftest import LANGUAGES, PROJECT, SAMPLE

CLASSES = (*dict.fromkeys(kind.record for kind in FILES), *reference.parts())


def by_table(kind: FileKind) -> str:
    return kind.table


# ── words ────────────────────────────────────────────────────────────────────────────────────


def test_every_field_says_what_it_means() -> None:
    silent = []
    for cls in CLASSES:
        for name in reference.written(cls):
            try:
                reference.meaning(cls, name, "en")
            except KeyError as error:
                silent.append(error.args[0])
    assert silent == []


def told(part: str) -> set[str]:
    """Return the keys of a part of the meanings."""
    pairs = (key.split(".", 1) for key in words.keys("meanings"))
    return {rest for first, rest in pairs if first == part}


def test_nothing_is_explained_that_is_not_there() -> None:
    """Every entry is a field that a class, or one that is made from it, lets people write."""
    there = {
        f"{parent.__name__}.{name}"
        for cls in CLASSES
        for parent in cls.__mro__
        for name in (*reference.written(cls), "first", "other", "of")
    }
    assert told("fields") - there == set()
    assert told("kinds") == {f"{k.table}.{part}" for k in FILES for part in ("title", "purpose")}
    assert told("parts") == {cls.__name__ for cls in reference.parts()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_of_the_reference_leads_to_one_heading(lang: Language) -> None:
    text = reference.reference(lang, LANGUAGES)
    headings = Counter(reference._anchor(t) for t in re.findall(r"^#+ (.+)$", text, re.MULTILINE))
    links = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert links
    assert {link: headings[link] for link in links if headings[link] != 1} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_has_five_cells(lang: Language) -> None:
    rows = [
        line for line in reference.reference(lang, LANGUAGES).splitlines() if line.startswith("|")
    ]
    assert [row for row in rows if len(re.findall(r"(?<!\\)\|", row)) != 6] == []


@pytest.mark.parametrize(("lang", "name"), reference.NAMES.items())
def test_the_reference_in_docs_is_what_the_model_says(lang: Language, name: str) -> None:
    """If this fails: `python build.py schema`."""
    assert (PROJECT / "docs" / name).read_text("utf-8") == reference.reference(lang, LANGUAGES)


# ── examples ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", FILES, ids=by_table)
def test_every_example_is_valid(kind: FileKind) -> None:
    parsed = yaml_text.parse(reference.example(kind))
    assert parsed.faults == ()
    slug = "strategy" if kind.table == "pages_texts" else "muster"
    given = {"path": kind.example, "slug": slug, "id": "2030-05", "member": "muster"}
    known = {name: text for name, text in given.items() if name in kind.record.model_fields}
    entries = parsed.value.items() if kind.vocabulary else [(None, parsed.value)]
    for key, value in entries:
        record, faults = validate(kind.record, value, {"id": key} if key else known)
        assert faults == ()
        assert record is not None


# ── schemas ──────────────────────────────────────────────────────────────────────────────────


def resolved(part: Any, root: Mapping[str, Any]) -> Any:
    return root["$defs"][part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part


def breaches(value: Any, part: Any, root: Mapping[str, Any], way: str = "") -> Iterator[str]:
    """Yield where a value breaks `required`, `additionalProperties`, `enum` or `pattern`."""
    part = resolved(part, root)
    if "anyOf" in part:
        found = [list(breaches(value, each, root, way)) for each in part["anyOf"]]
        yield from min(found, key=len)
    elif isinstance(value, dict):
        if part.get("type") != "object":
            yield f"{way}: no object"
            return
        properties, more = part.get("properties", {}), part.get("additionalProperties")
        yield from (
            f"{way}.{name}: missing" for name in part.get("required", []) if name not in value
        )
        for name, item in value.items():
            if name in properties:
                yield from breaches(item, properties[name], root, f"{way}.{name}")
            elif isinstance(more, dict):
                yield from breaches(item, more, root, f"{way}.{name}")
            else:
                yield f"{way}.{name}: unknown"
    elif isinstance(value, list):
        if part.get("type") != "array":
            yield f"{way}: no list"
        else:
            for index, item in enumerate(value):
                yield from breaches(item, part["items"], root, f"{way}[{index}]")
    else:
        yield from scalar_breaches(value, part, way)


def scalar_breaches(value: str, part: Mapping[str, Any], way: str) -> Iterator[str]:
    if part.get("type") in ("object", "array", "null"):
        yield f"{way}: a text"
    if value not in part.get("enum", [value]) or value != part.get("const", value):
        yield f"{way}: not one of the choices"
    if part.get("type") == "integer" and not value.isdigit():
        yield f"{way}: no number"
    if part.get("type") == "boolean" and value not in ("true", "false"):
        yield f"{way}: no flag"
    if not re.search(part.get("pattern", ""), value):
        yield f"{way}: not of the form"


def files_of(root: Path, kind: FileKind) -> Iterator[tuple[str, Any]]:
    for path, document in read_source(root).documents.items():
        if kind.pattern(LANGUAGES).fullmatch(path):
            yield path, document.value


@pytest.mark.parametrize("root", [SAMPLE, PROJECT], ids=["sample", "project"])
@pytest.mark.parametrize("kind", FILES, ids=by_table)
def test_the_files_of_a_cluster_fit_the_schemas(kind: FileKind, root: Path) -> None:
    schema = schemas.schema(kind, LANGUAGES)
    found = [f"{path}{b}" for path, v in files_of(root, kind) for b in breaches(v, schema, schema)]
    assert found == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"type": "firma"}, ".type: not one of the choices"),
        ({"telefon": "1"}, ".telefon: unknown"),
        ({"founded": "früher"}, ".founded: not of the form"),
        ({"seat": {"kreis": "x"}}, ".seat.kreis: unknown"),
        ({"size": {"year": "2029"}}, ".size.class: missing"),
    ],
)
def test_a_schema_refuses_what_the_model_refuses(change: dict[str, Any], expected: str) -> None:
    kind = next(kind for kind in FILES if kind.table == "members")
    schema = schemas.schema(kind, LANGUAGES)
    value = {**yaml_text.parse(reference.example(kind)).value, **change}
    assert list(breaches(value, schema, schema)) == [expected]
    given = {"path": "x", "slug": "x"}
    assert validate(kind.record, value, given)[0] is None


def test_what_comes_from_the_path_is_not_asked_for() -> None:
    made = {kind.table: schemas.schema(kind, LANGUAGES) for kind in FILES}
    assert {"path", "slug"} & made["members"]["properties"].keys() == set()
    assert {"path", "slug", "member"} & set(made["offers"]["required"]) == set()
    assert "member" in made["offers"]["properties"]
    assert "id" not in made["channels"]["additionalProperties"]["properties"]


def test_the_ids_of_the_schemas_are_stable_and_unique() -> None:
    ids = [schemas.schema(kind, LANGUAGES)["$id"] for kind in FILES]
    assert ids == [f"urn:schaufenster:schema:{kind.table}" for kind in FILES]


# ── the command ──────────────────────────────────────────────────────────────────────────────


def test_the_command_writes_reference_and_schemas(tmp_path: Path) -> None:
    done = CliRunner().invoke(program.main, [names.SCHEMA, "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["felder.md", "fields.md", "schema"]
    for file in (tmp_path / "schema").iterdir():
        assert json.loads(file.read_text("utf-8"))["$schema"].endswith("2020-12/schema")


# ── allowed values ───────────────────────────────────────────────────────────────────────────


def test_every_allowed_value_says_what_it_stands_for() -> None:
    """And nothing else has a meaning."""
    allowed: dict[str, set[str]] = {}
    for cls in CLASSES:
        fields = cls.model_fields if issubclass(cls, model.Record) else {}
        for name, info in fields.items():
            for choice in literals(info.annotation):
                allowed.setdefault(info.alias or name, set()).add(choice)
    assert told("choices") == {f"{name}.{value}" for name in allowed for value in allowed[name]}


def literals(annotation: Any) -> Iterator[str]:
    if typing.get_origin(annotation) is typing.Literal:
        yield from typing.get_args(annotation)
        return
    for inner in typing.get_args(annotation):
        yield from literals(inner)


def test_a_value_that_is_not_allowed_is_told_with_what_the_allowed_ones_mean() -> None:
    offer = next(kind for kind in FILES if kind.table == "offers")
    _, faults = validate(offer.record, {"kind": "Angebot", "form": "x"}, {"path": "x", "slug": "x"})
    told = {f.loc: f for f in faults if f.rule == "choice"}
    kind = Problem("x.yml", 1, 1, "kind", "choice", told["kind",].values)
    assert kind.message("de") == (
        "„Angebot“ ist hier nicht vorgesehen. Erlaubt sind: offer (Angebot), request (Gesuch). "
        "Meinten Sie „offer“?"
    )
    form = Problem("x.yml", 1, 1, "form", "choice", told["form",].values).message("de")
    assert len(form) > 200  # all of them: a list is not cut
    assert form.endswith("capacity (freie Kapazität), cooperation (Zusammenarbeit).")
