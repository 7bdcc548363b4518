"""Ready lists of regions for a new cluster: Germany's districts by state, other countries' as well.

The tables lie beside this file: a row is a region of a set, with the official key that stands
before its name; a row without a key names what the regions of a group belong to. `levels.yml` says
what a country calls both. Where they come from and what they leave out stands in
`docs/regions.md`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from schaufenster import words
from schaufenster.content import yaml_text
from schaufenster.editing.demo import as_yaml
from schaufenster.language import sort_key
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language

_FOLDER: Final = Path(__file__).parent
_PLACE: Final = "content/vocabularies"
_ROOM: Final = "levels"
_LEVEL: Final = re.compile(r"{((?:region|group)s?)}", re.IGNORECASE)


def region_sets(country: str = "") -> Mapping[str, int]:
    """Return the names of all sets (`de-by`, `at`), each with how many regions it has.

    `country` (ISO 3166-1) leaves those of one country.
    """
    return {
        name: sum(bool(row["key"]) for row in rows)
        for name, rows in sorted(_sets().items())
        if not country or _country(name) == country.lower()
    }


def region_files(names: Iterable[str], languages: tuple[Language, ...]) -> Iterator[OutputFile]:
    """Yield the vocabularies of the regions of some sets, and words for what these are called.

    `languages` are the cluster's. Raises `KeyError` for an unknown set. Sets without groups make no
    file of these, a country whose levels are called as the program does no words.
    """
    rows = [row for name in names for row in _sets()[name]]
    named = [row for row in rows if not row["key"]]
    first = languages[0]
    groups = {
        row["group"]: row for row in sorted(named, key=lambda row: sort_key(row["name"], first))
    }
    if groups:
        yield _file("chambers", {row["id"]: _named(row, first) for row in groups.values()})
    districts = {}
    for row in rows:
        if row["key"]:
            more = {"key": row["key"], "city": row["city"]}
            if row["group"]:
                more["chamber"] = groups[row["group"]]["id"]
            districts[row["id"]] = _named(row, first) | {k: v for k, v in more.items() if v}
    yield _file("districts", districts)
    levels = _levels().get(_country(rows[0]["set"]), {})
    if levels:
        for lang in languages:
            yield from _word_files(levels, lang)


def _country(name: str) -> str:
    return name.partition("-")[0]


def _named(row: Mapping[str, str], lang: str) -> dict[str, object]:
    return {"name": {lang: row["name"]}}


def _file(table: str, entries: dict[str, dict[str, object]]) -> OutputFile:
    return output(f"{_PLACE}/{table}.yml", as_yaml(entries) + "\n")


def _word_files(levels: Mapping[str, Any], lang: Language) -> Iterator[OutputFile]:
    """Yield the words of a language in which the levels are named, as far as it names them."""
    names = {
        title(f"{level}{ending}"): title(name)
        for level, by_language in levels.items()
        for ending, name in zip(("", "s"), by_language.get(lang, ()), strict=False)
        for title in (str, _capitalised)
    }
    rooms: dict[str, dict[str, tuple[str, ...]]] = {}
    for key, forms in words.catalogue(lang, _ROOM).texts.items():
        if {part for form in forms for part in _LEVEL.findall(form)} <= names.keys():
            texts = tuple(_LEVEL.sub(lambda part: names[part[1]], form) for form in forms)
            rooms.setdefault("mail" if key in words.keys("mail") else "site", {})[key] = texts
    for room, texts_of in rooms.items():
        yield output(f"theme/words/{lang}/{room}.po", words.as_gettext(texts_of))


def _capitalised(name: str) -> str:
    return name[0].upper() + name[1:]


def _levels() -> Mapping[str, Any]:
    text = (_FOLDER / "levels.yml").read_text("utf-8")
    levels: Mapping[str, Any] = yaml_text.parse(text).value
    return levels


@cache
def _sets() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """Return the rows of every set, in the order of the tables."""
    sets: dict[str, list[Mapping[str, str]]] = {}
    for file in sorted(_FOLDER.glob("*.csv")):
        for row in csv.DictReader(file.read_text("utf-8").splitlines(), delimiter=";"):
            sets.setdefault(row["set"], []).append(row)
    return {name: tuple(rows) for name, rows in sets.items()}
