"""Which column of an office's list holds what: by its heading in any language, else by its cells.

The names of columns stand in the room `columns` of the words; a heading that is nearly one of them
is taken too. What is about persons or money is known, and never taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import fuzz

from schaufenster import words
from schaufenster.content.countries import is_postcode
from schaufenster.editing.common_forms import in_our_form
from schaufenster.editing.office_lists import Row, Table, TableError
from schaufenster.sanitize import check_mail, check_url
from schaufenster.word_comparison import spelt

SLUG: Final = "slug"
PERSON: Final = "person"
"""What is about persons or money: it stays out of a public repository."""
TOWN_LINE: Final = "town-line"
"""Postcode and town in one cell."""
_SURE: Final = 86
_MOST_ABOVE: Final = 10
"""So many rows may stand above the headings."""
_SHARE: Final = 0.7
_PHONE: Final = re.compile(r"\+?[\d][\d\s/().–-]{5,24}")
_TOWN_LINE: Final = re.compile(r"(?:[A-Z]{1,3}[- ])?(\d{4,5})\s+(\D.+)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its letter in a spreadsheet, its heading, what it holds (`""`: nothing known).

    `known_by` is `heading`, `likeness` or `cells`; for what is not taken `""`.
    """

    index: int
    heading: str
    target: str = ""
    known_by: str = ""

    @property
    def letter(self) -> str:
        """Return what a spreadsheet calls it: A to Z, AA and so on."""
        number, letters = self.index + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters

    def __str__(self) -> str:
        return f"{self.letter} ({self.heading})" if self.heading else self.letter


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What a table's columns hold; `head` is the row of headings, `rows` those below it."""

    head: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def map_columns(table: Table, country: str) -> ColumnMap:
    """Return what the columns of a list of members hold; `country` is that of its postcodes.

    Raises `TableError` where no column holds names.
    """
    above = table.rows[:_MOST_ABOVE]
    best = max(range(len(above)), key=lambda index: (_known(above[index].cells), -index))
    head, rows = table.rows[best], table.rows[best + 1 :]
    targets = _by_heading(head.cells)
    columns = []
    width = max((len(row.cells) for row in rows), default=0)
    for index in range(max(width, len(head.cells))):
        heading = head.cells[index] if index < len(head.cells) else ""
        target, known_by = targets.get(index, ("", ""))
        columns.append(Column(index, heading, target, known_by))
    mapped = ColumnMap(head.number, tuple(columns), rows)
    mapped = _by_cells(mapped, country)
    if "name" not in {column.target for column in mapped.columns}:
        headings = tuple(cell for cell in head.cells if cell) or ("–",)
        raise TableError("import-no-name", headings=headings, row=head.number)
    return mapped


def _known(cells: Sequence[str]) -> int:
    """Return how many headings of a row are known."""
    return len({target for target, _ in _by_heading(cells).values()} - {PERSON})


def _by_heading(cells: Sequence[str]) -> dict[int, tuple[str, str]]:
    """Return target and way of knowing of the columns whose headings say what they hold."""
    found: list[tuple[float, int, str]] = []
    for index, heading in enumerate(cells):
        asked = _plain(heading)
        if not asked or len(asked) > 80:
            continue
        for name, target in _names().items():
            likeness = 100.0 if name == asked else min(fuzz.ratio(name, asked), 99)
            if likeness >= _SURE and (likeness == 100 or min(len(name), len(asked)) > 3):
                found.append((-likeness, index, target))
    targets: dict[int, tuple[str, str]] = {}
    taken: set[str] = set()
    for likeness, index, target in sorted(found):
        if index not in targets and (target == PERSON or target not in taken):
            targets[index] = target, "heading" if likeness == -100 else "likeness"
            taken.add(target)
    return targets


def _plain(heading: str) -> str:
    """Return a heading as names are compared: without notes in brackets and signs."""
    return re.sub(r"[^a-z0-9]+", " ", spelt(re.sub(r"\(.*?\)|\*|:$", "", heading))).strip()


@cache
def _names() -> Mapping[str, str]:
    """Return what each name of a column means, in all languages."""
    found: dict[str, str] = {}
    for target in sorted(words.keys("columns")):
        found[_plain(target.replace(".", " "))] = target
        for lang in words.languages():
            for name in words.text("columns", target, lang).split(","):
                found.setdefault(_plain(name), target)
    return found


def _by_cells(mapped: ColumnMap, country: str) -> ColumnMap:
    """Return columns whose headings say nothing, known by what stands in their cells."""
    taken = {column.target for column in mapped.columns}
    columns = []
    for column in mapped.columns:
        cells = [cell for row in mapped.rows if (cell := cell_of(row, column))]
        target = "" if column.target or not cells else _target_of(cells, country)
        if target and target not in taken:
            taken.add(target)
            column = Column(column.index, column.heading, target, "cells")  # noqa: PLW2901
        columns.append(column)
    return ColumnMap(mapped.head, tuple(columns), mapped.rows)


def cell_of(row: Row, column: Column) -> str:
    """Return the cell of a row in a column."""
    return row.cells[column.index] if column.index < len(row.cells) else ""


def _target_of(cells: Sequence[str], country: str) -> str:
    fits = {name: sum(map(test, cells)) / len(cells) for name, test in _tests(country).items()}
    best = max(fits, key=lambda name: fits[name])
    return best if fits[best] >= _SHARE else ""


def _tests(country: str) -> dict[str, Callable[[str], bool]]:
    return {
        "email": lambda cell: "@" in cell and not any(check_mail(in_our_form("Mail", cell, ""))),
        "website": lambda cell: "." in cell and not any(check_url(in_our_form("Url", cell, ""))),
        "seat.postcode": lambda cell: is_postcode(in_our_form("Postcode", cell, country), country),
        TOWN_LINE: lambda cell: _TOWN_LINE.fullmatch(cell) is not None,
        "phone": lambda cell: _PHONE.fullmatch(cell) is not None,
    }


def town_line(cell: str) -> tuple[str, str]:
    """Return postcode and town of one cell; the whole as town where there is no postcode."""
    found = _TOWN_LINE.fullmatch(cell)
    return (found[1], found[2].strip()) if found else ("", cell)
