"""Rows of cells as CSV (RFC 4180, but with semicolons) and as a workbook (XLSX, ISO/IEC 29500-1).

CSV is UTF-8 with a byte order mark, semicolons and CRLF: what Excel opens by a double click where
numbers have a decimal comma. There, and in LibreOffice, it loses the zero of 07743, whatever stands
in it; in a workbook every cell is text, said to be text, and none can be a formula.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

DELIMITER: Final = ";"
LINE_END: Final = "\r\n"
_BOM: Final = "\ufeff"
_RISKY: Final = tuple("=+-@|\t\r\n＝＋－＠｜")  # full-width too
_TEXT: Final = {"num_format": 49}
"""The format of text, by its number in the standard (18.8.30)."""
_WIDTH: Final = 24
"""The width of a column in characters."""
_CREATED: Final = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the file's bytes depend on its rows alone


def write_csv(rows: Iterable[Iterable[str]]) -> str:
    """Return rows of cells, the names of the columns first, as CSV."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=DELIMITER, lineterminator=LINE_END)
    writer.writerows(map(harmless, row) for row in rows)
    return _BOM + stream.getvalue()


def harmless(cell: str) -> str:
    """Return a cell with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.lstrip(" \xa0").startswith(_RISKY) else cell


def write_workbook(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """Return rows of cells by the name of their sheet, the names of the columns first."""
    import xlsxwriter

    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"constant_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        text, head = book.add_format(_TEXT), book.add_format({**_TEXT, "bold": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.set_column(0, 99, _WIDTH)
            sheet.freeze_panes(1, 0)  # the first row stays while one scrolls
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write_string(number, column, cell, text if number else head)
    return raw.getvalue()
