"""A dataset as a workbook (XLSX, ISO/IEC 29500-1), for people with a spreadsheet.

Opened by a double click, a CSV loses the zero of 07743 in Excel and in LibreOffice, whatever stands
in it. Here every cell is text, said to be text, and none can be a formula.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Final

import xlsxwriter

_TEXT: Final = {"num_format": 49}
"""The format of text, by its number in the standard (18.8.30)."""
_WIDTH: Final = 24
"""The width of a column in characters."""
_CREATED: Final = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the file's bytes depend on its rows alone


def write_workbook(name: str, rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of cells, the names of the columns first, as a workbook of one sheet."""
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"constant_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(name)
        sheet.set_column(0, 99, _WIDTH)
        sheet.freeze_panes(1, 0)  # the first row stays while one scrolls
        text, head = book.add_format(_TEXT), book.add_format({**_TEXT, "bold": True})
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell, text if number else head)
    return raw.getvalue()
