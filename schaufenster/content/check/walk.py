"""One walk through every record and the records inside it, for all rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from schaufenster.content import model
from schaufenster.content.fields import Ref
from schaufenster.content.records import Records
from schaufenster.content.validation import record_in
from schaufenster.problems import Fault, Loc, Problem

Found = Iterator[tuple[str, str, Fault]]
"""What a rule yields: a record's table and key, and the fault in it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The fields of a class of records, sorted by how rules use them."""

    texts: tuple[tuple[str, str], ...]
    references: tuple[tuple[str, str, str], ...]
    records: tuple[tuple[str, str], ...]


@cache
def plan_of(cls: type[model.Record | model.ByLanguage[Any]]) -> Plan:
    """Return attribute and name in the file of texts, references (with table) and inner records."""
    texts, references, inner = [], [], []
    if issubclass(cls, model.ByLanguage):
        return Plan((), (), ())
    for attribute, info in cls.model_fields.items():
        name = info.alias or attribute
        tables = [m.table for m in metadata(info) if isinstance(m, Ref)]
        if tables:
            references.append((attribute, name, tables[0]))
        elif record_in(info.annotation):
            inner.append((attribute, name))
        elif attribute not in {"path", "slug"}:
            texts.append((attribute, name))
    return Plan(tuple(texts), tuple(references), tuple(inner))


def metadata(info: Any) -> Iterator[Any]:
    """Yield the annotations of a field, at every depth."""
    yield from info.metadata
    todo = [info.annotation]
    while todo:
        annotation = todo.pop()
        yield from getattr(annotation, "__metadata__", ())
        todo += getattr(annotation, "__args__", ())


def parts(record: model.Record, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    """Yield a record and every record inside it, each with its location."""
    yield loc, record
    for attribute, name in plan_of(type(record)).records:
        value = getattr(record, attribute)
        if value:
            yield from _parts(value, (*loc, name))


def _parts(value: Any, loc: Loc) -> Iterator[tuple[Loc, Any]]:
    if isinstance(value, model.ByLanguage):
        yield loc, value
    elif isinstance(value, model.Record):
        yield from parts(value, loc)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):  # None where it is wrong: it has no parts
            yield from _parts(item, (*loc, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _parts(item, (*loc, key))


@dataclass(frozen=True, slots=True)
class Walk:
    """Every part of every record: table, key, location and part; wrong fields are None."""

    parts: tuple[tuple[str, str, Loc, Any], ...]

    def of(
        self, *classes: type[model.Record | model.ByLanguage[Any]]
    ) -> Iterator[tuple[str, str, Loc, Any]]:
        """Yield the parts of some classes."""
        return (row for row in self.parts if isinstance(row[3], classes))

    def references(self) -> Iterator[tuple[str, str, Loc, str, str]]:
        """Yield table, key and location of each reference, and the table and slug it names."""
        for table, key, loc, part in self.parts:
            for attribute, name, target in plan_of(part.__class__).references:
                value = getattr(part, attribute)
                if isinstance(value, tuple):
                    for index, slug in enumerate(value):
                        yield table, key, (*loc, name, index), target, slug
                elif value is not None:
                    yield table, key, (*loc, name), target, value


def walk(records: Records) -> Walk:
    """Return the parts of all records."""
    return Walk(
        tuple(
            (table, key, loc, part)
            for table, key, record in all_records(records)
            for loc, part in parts(record)
        )
    )


def all_records(records: Records) -> Iterator[tuple[str, str, Any]]:
    """Yield table, key and record of every record; wrong fields are None."""
    for tables in (records.tables, records.partial):
        for table, rows in tables.items():
            for key, record in rows.items():
                yield table, key, record


def locate(records: Records, table: str, key: str, fault: Fault) -> Problem:
    """Return a record's fault as a problem with its line and column in the file."""
    path, prefix = records.origin[table, key]
    return records.documents[path].locate(replace(fault, loc=(*prefix, *fault.loc)))


def inside(fault: Fault, loc: Loc) -> Fault:
    """Return a text's fault with the location of that text; line and column count inside it."""
    return replace(fault, loc=loc)
