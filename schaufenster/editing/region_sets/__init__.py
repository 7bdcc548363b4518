"""Ready lists of regions for a new cluster: Germany's districts by state, other countries' as well.

The tables lie beside this file: a row is a region of a set, with the official key that stands
before its name; a row without a key names what the regions of a group belong to. Where they come
from and what they leave out stands in `docs/regions.md`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from schaufenster.editing.demo import as_yaml
from schaufenster.output import OutputFile, output

_FOLDER: Final = Path(__file__).parent
_PLACE: Final = "content/vocabularies"


def region_sets() -> Mapping[str, int]:
    """Return the names of all sets (`de-by`, `at`), each with how many regions it has."""
    return {name: sum(bool(row["key"]) for row in rows) for name, rows in _sets().items()}


def region_files(name: str, lang: str) -> Iterator[OutputFile]:
    """Yield the vocabularies of a set's regions; `lang` is the cluster's first language.

    Raises `KeyError` for an unknown set. A set without groups makes one file.
    """
    rows = _sets()[name]
    groups = {row["group"]: row for row in rows if not row["key"]}
    if groups:
        yield _file("chambers", {row["id"]: _named(row, lang) for row in groups.values()})
    districts = {}
    for row in rows:
        if row["key"]:
            more = {"key": row["key"], "city": row["city"]}
            if row["group"]:
                more["chamber"] = groups[row["group"]]["id"]
            districts[row["id"]] = _named(row, lang) | {k: v for k, v in more.items() if v}
    yield _file("districts", districts)


def _named(row: Mapping[str, str], lang: str) -> dict[str, object]:
    return {"name": {lang: row["name"]}}


def _file(table: str, entries: dict[str, dict[str, object]]) -> OutputFile:
    return output(f"{_PLACE}/{table}.yml", as_yaml(entries))


@cache
def _sets() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """Return the rows of every set, in the order of the tables."""
    sets: dict[str, list[Mapping[str, str]]] = {}
    for file in sorted(_FOLDER.glob("*.csv")):
        for row in csv.DictReader(file.read_text("utf-8").splitlines(), delimiter=";"):
            sets.setdefault(row["set"], []).append(row)
    return {name: tuple(rows) for name, rows in sets.items()}
