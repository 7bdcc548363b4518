"""Tables that an office keeps: CSV as LibreOffice and Excel write it, and workbooks (XLSX).

Both become the same cells: texts as a person sees them. What is too large, damaged, protected or of
another format is refused with what to send instead, before it takes time or memory.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from schaufenster.problems import Fault

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_UNPACKED: Final = 64 * 1024 * 1024
MOST_PARTS: Final = 500
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 200
MOST_LETTERS: Final = 20_000
"""Of a cell: no text of a profile is longer."""
_MOST_BLANK: Final = 1_000
"""So many blank rows in a row end a table."""
_DELIMITERS: Final = (";", "\t", ",", "|")
_OLE: Final = b"\xd0\xcf\x11\xe0"
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError, AttributeError,
    SyntaxError, EOFError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip
"""What openpyxl and zipfile raise at files that are no workbooks inside."""


class TableError(Exception):
    """A file is no table that can be read; `fault` says why, and what to send instead."""

    def __init__(self, rule: str, **values: object) -> None:
        super().__init__(rule)
        self.fault = Fault(rule, values=values)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number as a spreadsheet shows it; cells are texts, `""` for empty ones."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table that hold something; `sheet` is a workbook's sheet.

    `others` are further sheets that hold something too.
    """

    rows: tuple[Row, ...]
    sheet: str = ""
    others: tuple[str, ...] = ()


def is_workbook(raw: bytes) -> bool:
    """Return whether bytes begin as a workbook does, or as something that is told like one."""
    return raw.startswith((b"PK\x03\x04", _OLE))


def form_of(raw: bytes) -> str:
    """Return what a file to take over is by its first letters: `calendar`, `feed` or `table`."""
    head = raw[:4000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head[:15].upper() == b"BEGIN:VCALENDAR":
        return "calendar"
    is_markup = head.startswith(b"<")
    return "feed" if is_markup and re.search(rb"<(?:rss|feed|rdf:RDF)[\s>]", head) else "table"


def read_table(raw: bytes) -> Table:
    """Return the table in the bytes of a CSV file or a workbook. Raises `TableError`."""
    if len(raw) > MOST_BYTES:
        raise TableError("import-large", most=MOST_BYTES // 1024**2)
    if raw.startswith(_OLE):
        raise TableError("import-old-excel")
    table = _workbook(raw) if is_workbook(raw) else Table(tuple(_numbered(_csv(raw))))
    if not table.rows:
        raise TableError("import-empty")
    return table


def _numbered(rows: Iterable[Iterable[str]]) -> Iterator[Row]:
    """Yield the rows that hold something; refuses what is more than an office's list."""
    blank = 0
    for number, cells in enumerate(rows, 1):
        found = tuple(cell.strip() for cell in cells)
        while found and not found[-1]:
            found = found[:-1]
        blank = 0 if found else blank + 1
        if blank > _MOST_BLANK:
            return
        if number > MOST_ROWS + _MOST_BLANK or len(found) > MOST_COLUMNS:
            raise TableError("import-many", rows=MOST_ROWS, columns=MOST_COLUMNS)
        if any(len(cell) > MOST_LETTERS for cell in found):
            raise TableError("import-cell", row=number, most=MOST_LETTERS)
        if found:
            yield Row(number, found)


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────


def _csv(raw: bytes) -> Iterator[list[str]]:
    text = _decoded(raw)
    first, _, rest = text.partition("\n")
    said = first.strip().removeprefix("sep=") if first.startswith("sep=") else ""
    text, delimiter = (rest, said) if said else (text, _delimiter(text))
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise TableError("import-quotes") from error


def _decoded(raw: bytes) -> str:
    """Return the text of a CSV: by its mark, else UTF-8, else as German Excel writes it."""
    is_wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableError("import-format")


def _delimiter(text: str) -> str:
    """Return what parts the columns: what gives the most rows the same number of several cells."""

    def score(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter))
        except csv.Error:
            return (0, 0)
        counts = Counter(len(row) for row in rows if any(row))
        several = [(many, width) for width, many in counts.items() if width > 1]
        return max(several, default=(0, 0))

    best = max(_DELIMITERS, key=score)
    return best if score(best)[0] else ";"


# ── workbooks ────────────────────────────────────────────────────────────────────────────────


def _workbook(raw: bytes) -> Table:
    try:
        _refuse_bombs(raw)
        sheets = {name: rows for name, rows in _sheets(raw).items() if rows}
        if not sheets:
            return Table(())
        name, *others = sheets
        return Table(sheets[name], name, tuple(others))
    except TableError:
        raise
    except _BROKEN as error:
        raise TableError("import-broken") from error


def _refuse_bombs(raw: bytes) -> None:
    """Refuse an archive that unpacks to too much, is none of a workbook, or declares entities."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TableError("import-large", most=MOST_UNPACKED // 1024**2)
        if "xl/workbook.xml" not in archive.namelist():
            raise TableError("import-format")
        if any(b"<!DOCTYPE" in archive.read(part)[:2048].upper() for part in parts):
            raise TableError("import-broken")


def _sheets(raw: bytes) -> dict[str, tuple[Row, ...]]:
    """Return the rows of each visible sheet; of formulas what they came to when it was saved."""
    import openpyxl  # noqa: PLC0415 - only where a workbook is read

    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    found = {}
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # programs state more than there is
        found[sheet.title] = tuple(_numbered(map(_text, row) for row in sheet.iter_rows()))
    return found


def _text(cell: Any) -> str:
    """Return a cell as a person sees it; an error of a formula is `#N/A` and the like."""
    value: Any = cell.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and value == int(value) and abs(value) < 1e15:
        return _padded(int(value), cell.number_format)
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time(0)
        return str(value.date()) if is_day else value.isoformat(" ", "minutes")
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return "" if value is None else str(value)


def _padded(number: int, form: object) -> str:
    """Return a whole number with the zeros in front that its format shows (`00000`)."""
    zeros = form if isinstance(form, str) and form.strip("0") == "" else ""
    return str(number).zfill(len(zeros))
