"""A dataset as a table (RFC 4180, but with semicolons), for people with a spreadsheet.

UTF-8 with a byte order mark, semicolons and CRLF: what Excel opens by a double click where numbers
have a decimal comma. Programs take the JSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from schaufenster.facts.open_data import Dataset, JsonObject

Names = Mapping[str, Mapping[str, JsonObject]]
"""The names behind ids: `names["districts"]["jena"]["de"]`."""
Cells = Iterator[tuple[str, Any]]

LISTED: Final = " | "
"""What stands between the values of a list in one cell."""
_BOM: Final = "\ufeff"
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full-width too


def write_csv(data: Dataset, records: Iterable[JsonObject], names: Names) -> str:
    """Return a dataset as a table: texts in two columns, names beside ids, lists in one cell."""
    cells = _CELLS[data.id]
    stream = io.StringIO(newline="")
    table = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    table.writerow([name for name, _ in cells({}, names)])
    for record in records:
        table.writerow([harmless(_shown(value)) for _, value in cells(record, names)])
    return _BOM + stream.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: such a one gets an apostrophe."""
    return f"'{cell}" if cell.lstrip(" \xa0").startswith(_RISKY) else cell


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return LISTED.join(map(str, value))
    return "" if value is None else str(value)


# ── columns: each function names all of its columns, whatever a record lacks ─────────────────


def _member(record: JsonObject, names: Names) -> Cells:
    yield from _plain(record, "id", "slug", "name", "short", "type", "status")
    seat = record.get("seat", {})
    yield from _plain(seat, "postcode", "place")
    yield from _region(seat, names)
    yield from _plain(record, "founded", "website")
    yield from _text(record, "summary")
    yield from _terms(
        [skill["id"] for skill in record.get("competences", ())], "competences", names
    )
    yield from _terms(record.get("industries", ()), "industries", names)
    held = [certificate["id"] for certificate in record.get("certificates", ())]
    yield from _terms(held, "certificates", names)
    confirmed = record.get("confirmed", {})
    yield "confirmed_on", confirmed.get("on")
    yield "confirmed_by", confirmed.get("by")
    yield from _end(record)


def _offer(record: JsonObject, names: Names) -> Cells:
    yield from _plain(record, "id", "slug", "member", "kind", "form")
    yield from _text(record, "title", "summary")
    yield from _terms(record.get("competences", ()), "competences", names)
    valid = record.get("valid", {})
    yield "valid_from", valid.get("from")
    yield "valid_until", valid.get("until")
    yield from _plain(record, "published", "updated")
    yield from _end(record)


def _event(record: JsonObject, names: Names) -> Cells:
    yield from _plain(record, "id", "slug")
    yield from _text(record, "title", "summary")
    yield from _plain(record, "status", "format", "start", "end", "time", "end_time", "days")
    yield from _terms(filter(None, [record.get("series")]), "series", names)
    yield from _plain(record, "edition", "own")
    place = record.get("place", {})
    yield "place", place.get("name")
    yield from _plain(place, "street", "postcode", "town")
    yield from _region(place, names)
    yield from _plain(place, "online")
    for name in ("organisers", "parties"):
        yield name, [party.get("member") or party.get("name") for party in record.get(name, ())]
    yield from _plain(record, "participants")
    for name in ("topics", "ris", "competences"):
        yield from _terms(record.get(name, ()), name, names)
    registration = record.get("registration", {})
    yield "registration_url", registration.get("url")
    yield "registration_until", registration.get("until")
    yield from _plain(record, "report", "published", "updated")
    yield from _end(record)


_CELLS: Final[dict[str, Callable[[JsonObject, Names], Cells]]] = {
    "members": _member,
    "offers": _offer,
    "events": _event,
}


def _plain(record: JsonObject, *fields: str) -> Cells:
    for name in fields:
        yield name, record.get(name)


def _text(record: JsonObject, *fields: str) -> Cells:
    """Yield both languages; what has no English has an empty cell."""
    for name in fields:
        for lang in ("de", "en"):
            yield f"{name}_{lang}", record.get(name, {}).get(lang)


def _terms(ids: Iterable[str], table: str, names: Names) -> Cells:
    """Yield ids and their names; a name without English stands there in German."""
    found = list(ids)
    yield table, found
    yield f"{table}_de", [names[table][key]["de"] for key in found]
    yield f"{table}_en", [_english(names[table][key]) for key in found]


def _region(place: JsonObject, names: Names) -> Cells:
    district = place.get("district")
    for column, key, table in (
        ("district", district, "districts"),
        ("chamber", names["districts"][district]["chamber"] if district else None, "chambers"),
    ):
        yield column, key
        yield f"{column}_de", names[table][key]["de"] if key else None
        yield f"{column}_en", _english(names[table][key]) if key else None


def _english(name: JsonObject) -> str:
    return str(name.get("en", name["de"]))


def _end(record: JsonObject) -> Cells:
    entries = record.get("sources", ())
    yield "sources", [entry.get("url") or entry.get("title") for entry in entries]
    for lang in ("de", "en"):
        yield f"page_{lang}", record.get("page", {}).get(lang)
