"""Whom a mail goes to: addresses of a file or a list, each proved before anything is sent."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from schaufenster import sanitize
from schaufenster.mail_headers import ascii_address
from schaufenster.problems import Fault

_LONGEST_NAME: Final = 120
_LINE: Final = re.compile(
    r"(?:(?P<name>[^<>]*)<(?P<in_brackets>[^<>]*)>|(?P<bare>\S+))(?:\s+(?P<lang>[a-z]{2,3}))?\s*"
)
"""`Name <address>` or an address alone, then a language if it is known."""
_SEPARATORS: Final = ";,\t"
_HEADS: Final = {
    "address": {"address", "email", "e-mail", "mail", "adresse", "mailadresse", "e-mail-adresse",
                "adresse e-mail", "courriel"},
    "name": {"name", "nom", "anzeigename", "display name"},
    "language": {"language", "lang", "sprache", "langue"},
}  # fmt: skip
"""What a column may be called, in the languages that offices use."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address in ASCII, a name and a language as far as they are known; where it stood."""

    address: str
    name: str = ""
    language: str = ""
    line: int = 0


Found = tuple[list[Recipient], list[Fault]]


def read_recipients(raw: bytes, languages: Collection[str]) -> Found:
    """Return the recipients that a file names, and every fault of it, each with its line.

    The file is a table with a line of heads (`address;name;language`, also `,` or tabs), or has an
    address on each line. `languages` are those that somebody may have.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Fault("not-utf8")]
    lines = text.splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    columns, separator = _columns(first)
    rows = _table(text, columns, separator) if columns else _plain(lines)
    return proved(rows, languages)


def _columns(head: str) -> tuple[dict[str, int], str]:
    """Return the columns of a table by what they hold, and its separator; none if it is none."""
    for separator in _SEPARATORS:
        heads = [cell.strip().strip('"').lower() for cell in head.split(separator)]
        columns = {
            what: number
            for what, names in _HEADS.items()
            for number, cell in enumerate(heads)
            if cell in names
        }
        if "address" in columns:
            return columns, separator
    return {}, ""


def _table(text: str, columns: dict[str, int], separator: str) -> Iterator[Recipient | Fault]:
    rows = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    seen_head = False
    for row in rows:
        if not any(cell.strip() for cell in row) or row[0].startswith("#"):
            continue
        if not seen_head:
            seen_head = True
            continue
        cells = {
            what: row[number].strip() if number < len(row) else ""
            for what, number in columns.items()
        }
        yield Recipient(
            cells["address"], cells.get("name", ""), cells.get("language", "").lower(),
            rows.line_num,
        )  # fmt: skip


def _plain(lines: Iterable[str]) -> Iterator[Recipient | Fault]:
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        if not found:
            yield Fault("mail-shape", values={"mail": line.strip()}, line=number)
            continue
        name = (found["name"] or "").strip().strip('"')
        address = (found["in_brackets"] or found["bare"] or "").strip()
        yield Recipient(address, name, found["lang"] or "", number)


def proved(rows: Iterable[Recipient | Fault], languages: Collection[str]) -> Found:
    """Return recipients whose addresses and names a mail can carry, and the faults of the others.

    Of an address that comes twice, in whatever case, the first stays.
    """
    recipients: dict[str, Recipient] = {}
    faults: list[Fault] = []
    for row in rows:
        wrong = [row] if isinstance(row, Fault) else list(_faults(row, languages))
        faults += wrong
        if not wrong and isinstance(row, Recipient):
            there = replace(row, address=ascii_address(row.address))
            recipients.setdefault(there.address.casefold(), there)
    return list(recipients.values()), faults


def _faults(row: Recipient, languages: Collection[str]) -> Iterator[Fault]:
    found = [*sanitize.check_mail(row.address), *sanitize.check_line(row.name)]
    if len(row.name) > _LONGEST_NAME:
        found.append(Fault("too-long", values={"length": len(row.name), "most": _LONGEST_NAME}))
    if row.language and row.language not in languages:
        choices = ", ".join(languages)
        found.append(Fault("choice", values={"value": row.language, "choices": choices}))
    for fault in found:
        yield replace(fault, line=row.line, column=0)
