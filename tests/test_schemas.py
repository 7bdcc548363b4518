"""The JSON Schemas judged by a stranger: a validator of draft 2020-12, on files as editors read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from pydantic_core import PydanticCustomError

from schaufenster.content.fields import PartialDate
from schaufenster.content.read import read_source
from schaufenster.content.records import FILES, FileKind
from schaufenster.content.validation import validate
from schaufenster.editing import demo
from schaufenster.editing.schemas import schema
from tests.conftest import LANGUAGES, PROJECT, SAMPLE

Way = tuple[str | int, ...]


def by_table(kind: FileKind) -> str:
    return kind.table


class Editor(yaml.CSafeLoader):
    """Reads YAML 1.2's core schema, as the YAML language servers of editors do."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own way to say it


for tag, pattern in (
    ("null", "~|null|Null|NULL|"),
    ("bool", "true|True|TRUE|false|False|FALSE"),
    ("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
):
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^({pattern})$"), None)
Editor.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
Editor.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))


def validator(kind: FileKind) -> Draft202012Validator:
    return Draft202012Validator(schema(kind, LANGUAGES))


def causes(error: ValidationError) -> Iterator[ValidationError]:
    """Yield what lies behind an error: the branches of `anyOf`."""
    if error.context:
        for inner in error.context:
            yield from causes(inner)
    else:
        yield error


def broken_rules(kind: FileKind, value: Any) -> set[tuple[str, Way]]:
    return {
        (str(cause.validator), tuple(cause.absolute_path))
        for error in validator(kind).iter_errors(value)
        for cause in causes(error)
    }


def files_of(root: Path, kind: FileKind) -> Iterator[tuple[str, Any]]:
    for path, document in read_source(root).documents.items():
        if kind.pattern(LANGUAGES).fullmatch(path):
            yield path, yaml.load(document.yaml, Editor)  # noqa: S506 - a SafeLoader


@pytest.mark.parametrize("kind", FILES, ids=by_table)
def test_a_schema_is_one(kind: FileKind) -> None:
    Draft202012Validator.check_schema(schema(kind, LANGUAGES))


@pytest.mark.parametrize("root", [SAMPLE, PROJECT], ids=["sample", "project"])
@pytest.mark.parametrize("kind", FILES, ids=by_table)
def test_what_is_right_has_no_squiggle_in_an_editor(kind: FileKind, root: Path) -> None:
    found = [
        f"{path}: {error.json_path}: {error.message}"
        for path, value in files_of(root, kind)
        for error in validator(kind).iter_errors(value)
    ]
    assert found == []


# ── lengths ──────────────────────────────────────────────────────────────────────────────────


def leaves(value: Any, way: Way = ()) -> Iterator[Way]:
    """Yield the way to every text of a value."""
    if isinstance(value, str):
        yield way
    for key, item in value.items() if isinstance(value, Mapping) else ():
        yield from leaves(item, (*way, key))
    for index, item in enumerate(value) if isinstance(value, list) else ():
        yield from leaves(item, (*way, index))


def changed(value: Any, way: Way, text: str) -> Any:
    """Return a value with another text at the end of a way."""
    if not way:
        return text
    copy = value.copy()
    copy[way[0]] = changed(value[way[0]], way[1:], text)
    return copy


def most_of(kind: FileKind, value: Any, way: Way) -> int | None:
    """Return how long the model lets a text be, or None where it is no free text."""
    spoilt = changed(value, way, "x" * 30_000)
    if kind.vocabulary:
        spoilt, way = spoilt[way[0]], way[1:]
    _, faults = validate(kind.record, spoilt, {})
    told = (f.values["most"] for f in faults if f.rule == "too-long" and f.loc == way)
    return next((most for most in told if isinstance(most, int)), None)


def shown(kind: FileKind) -> Iterator[tuple[Any, Way, int]]:
    """Yield a value of the demo, the way to a free text and its limit: each field once."""
    records, texts = demo.demo_values(7)
    seen: set[tuple[str, ...]] = set()
    for path, value in (*records, *((path, front) for path, front, _ in texts)):
        for way in leaves(value) if kind.pattern(LANGUAGES).fullmatch(path) else ():
            names = tuple(part for part in way[kind.vocabulary :] if isinstance(part, str))
            if names not in seen and (most := most_of(kind, value, way)):
                yield value, way, most
            seen.add(names)


@pytest.mark.parametrize("kind", FILES, ids=by_table)
def test_a_schema_allows_a_text_as_long_as_the_model_does_and_no_longer(kind: FileKind) -> None:
    wrong = [
        (way, most)
        for value, way, most in shown(kind)
        if ("maxLength", way) in broken_rules(kind, changed(value, way, "x" * most))
        or ("maxLength", way) not in broken_rules(kind, changed(value, way, "x" * (most + 1)))
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", FILES, ids=by_table)
def test_no_pattern_takes_digits_that_a_schema_refuses(kind: FileKind) -> None:
    r"""Python's `\d` is a digit of any script, a schema's is not: findings/pydantic-digits.sh."""
    assert r"\\d" not in json.dumps(schema(kind, LANGUAGES))
    arabic = "".join(chr(0x660 + int(digit)) for digit in "2026")
    with pytest.raises(PydanticCustomError):
        PartialDate.parse(arabic)


def test_the_demo_shows_many_free_texts() -> None:
    """So that the test above has something to say."""
    found = [most for kind in FILES for _, _, most in shown(kind)]
    assert len(found) > 80
    assert set(found) == {5, 12, 60, 80, 110, 200, 320, 500, 900, 1_800, 8_000}
