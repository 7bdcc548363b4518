"""A dataset as a table: the rows of its CSV and of its workbook.

`datapackage.json` describes the columns.
"""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from schaufenster.content import model
from schaufenster.content.fields import DAY_RULE, Ref, unwrapped
from schaufenster.facts.open_data import Dataset, JsonObject
from schaufenster.problems import Language


class Names(NamedTuple):
    """The names behind ids by table and language, and the languages that the table has."""

    tables: Mapping[str, Mapping[str, JsonObject]]
    languages: tuple[Language, ...]


class Column(NamedTuple):
    """A column of a table: its type is one of Frictionless Table Schema; `field` holds its values.

    https://specs.frictionlessdata.io/table-schema/
    """

    name: str
    field: str
    type: str = "string"


Cells = Iterator[tuple[Column, Any]]

LISTED: Final = " | "
"""The separator of a list in one cell."""
NOT_IN_TABLES: Final = {"aliases", "size", "membership", "sites"}
"""Fields of the JSON only."""
ADDED_BEHIND: Final = {
    "type": Column("status", "status"),
    "registration": Column("report", "report", "boolean"),
    "rolling": Column("state", "state"),
}
"""Columns that are no fields of the model, by the field before them."""
TYPES: Final = {bool: "boolean", int: "integer", dt.time: "time"}
"""The types of columns by those of the model; dates are dates where the model wants a whole day."""
NAMED_BY: Final = ("member", "name", "url", "title")
"""The fields of which the first names a part of a list."""


def table(data: Dataset, records: Iterable[JsonObject], names: Names) -> Iterator[list[str]]:
    """Yield the rows of a dataset: texts in two columns, names beside ids, lists in one cell."""
    yield [column.name for column in columns(data, names)]
    for record in records:
        yield [_cell(value) for _, value in _cells(data, record, names)]


def columns(data: Dataset, names: Names) -> tuple[Column, ...]:
    """Return a dataset's columns, whatever its records lack."""
    return tuple(column for column, _ in _cells(data, {}, names))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return LISTED.join(map(str, value))
    return "" if value is None else str(value)


# ── cells: one for each column, whatever a record lacks ──────────────────────────────────────


def _cells(data: Dataset, record: JsonObject, names: Names) -> Cells:
    """Yield a record's cells in the order of the open fields, the page's addresses last."""
    yield from ((Column(name, name), record.get(name)) for name in ("id", "slug"))
    for name in data.fields:
        if name not in NOT_IN_TABLES:
            cells = _field(name, data.record.model_fields[name], record.get(name), names)
            yield from ((column._replace(field=name), value) for column, value in cells)
        if added := ADDED_BEHIND.get(name):
            yield added, record.get(added.name)
    yield from _text("page", record.get("page"), names)


def _field(name: str, info: Any, value: Any, names: Names) -> Cells:
    """Yield the cells of a field, as its type in the model wants them."""
    is_list, part, rules = _type_of(info.annotation)
    rows = value or ()
    if part and is_list and "id" in part.model_fields:  # its other fields are in the JSON only
        rules = part.model_fields["id"].metadata
        part, value = None, [row["id"] for row in rows]
    table = next((r.table for r in (*info.metadata, *rules) if isinstance(r, Ref)), "")
    if table in names.tables:
        yield from _terms(name, _listed(value), table, names)
    elif part is None:
        yield Column(name, name, _type_of_column(info)), value
    elif is_list:
        yield Column(name, name), [_name_of(row) for row in rows]
    elif issubclass(part, model.Text):
        yield from _text(name, value, names)
    else:
        yield from _parts(name, part, value, names)


def _type_of(annotation: Any) -> tuple[bool, Any, Iterable[Any]]:
    """Return whether a field is a list, what it or its members are made of, and their rules."""
    kind, rules = unwrapped(annotation)
    is_list = typing.get_origin(kind) is tuple
    if is_list:
        kind, rules = unwrapped(typing.get_args(kind)[0])
    is_record = isinstance(kind, type) and issubclass(kind, model.Record | model.ByLanguage)
    return is_list, kind if is_record else None, rules


def _type_of_column(info: Any) -> str:
    """Return the type of the column of a field that is no record."""
    kind, rules = unwrapped(info.annotation)
    if DAY_RULE in (*info.metadata, *rules):
        return "date"
    return TYPES.get(kind, "string")


def _listed(value: Any) -> list[str]:
    """Return the ids of a field that holds one, several or none."""
    return value if isinstance(value, list) else [value] if value else []


def _name_of(row: JsonObject) -> str:
    """Return what stands for a part of a list in one cell."""
    return next((row[key] for key in NAMED_BY if key in row), "")


def _parts(name: str, kind: type[model.Record], value: JsonObject | None, names: Names) -> Cells:
    """Yield the fields of a part; those of an address are known by their own names."""
    is_address = "district" in kind.model_fields
    for field, info in kind.model_fields.items():
        key = info.alias or field
        column = (name if key == "name" else key) if is_address else f"{name}_{key}"
        yield from _field(column, info, (value or {}).get(key), names)


def _text(name: str, value: JsonObject | None, names: Names) -> Cells:
    """Yield every language; what has no translation has an empty cell."""
    for lang in names.languages:
        yield Column(f"{name}_{lang}", name), (value or {}).get(lang)


def _terms(name: str, ids: list[str], table: str, names: Names) -> Cells:
    """Yield ids and their names, those of the first language where a translation is missing.

    Of a district its chamber too.
    """
    terms = [names.tables[table][key] for key in ids]
    first = names.languages[0]
    yield Column(name, name), ids
    for lang in names.languages:
        yield Column(f"{name}_{lang}", name), [term.get(lang, term[first]) for term in terms]
    if table == "districts":
        chambers = [str(term["chamber"]) for term in terms if "chamber" in term]
        yield from _terms("chamber", chambers, "chambers", names)
