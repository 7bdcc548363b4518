"""The records of a hub: what several clusters publish as open data, as documents.

A hub's folder holds copies of `members.json`, `offers.json` and `events.json` of each cluster at
`clusters/ID/`. Their records become the documents that a cluster's own files would be, so that
everything behind the reading is that of any cluster. Clusters come in the order of their ids.

What two clusters have is joined:

- terms with the same id, or with the same name in a language;
- houses with the same website, or with the same name in the same town;
- offers of a joined house with the same kind and title, events with the same title and first day.

The first one's values stand, of a house those of the profile confirmed last; lists are united.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from schaufenster.content import model, yaml_text
from schaufenster.content.document import Document
from schaufenster.content.languages import IDENTITY, languages_in
from schaufenster.problems import Fault, Language
from schaufenster.word_comparison import spelt

FOLDER: Final = "clusters"
FILE: Final = re.compile(rf"{FOLDER}/([a-z0-9-]+)/(members|offers|events)\.json")
VERSION: Final = "2.0"
"""The format of open data: another first number is another format. See docs/hub.md."""

_TABLES: Final[Mapping[str, type[model.Opened]]] = {
    "members": model.Member, "offers": model.Offer, "events": model.Event,
}  # fmt: skip
_TERMS: Final = (
    "groups", "chambers", "competences", "topics", "ris", "industries", "certificates",
    "districts", "series",
)  # fmt: skip
"""The vocabularies; what others refer to stands before them."""
_REFERENCES: Final = {
    **{name: name for name in _TERMS}, "member": "members", "group": "groups",
    "chamber": "chambers", "district": "districts",
}  # fmt: skip
"""The table that a field's ids are of."""
_PLACED: Final = ("postcode", "place", "town")
"""The fields by which a seat or a place is known: its country is the cluster's if none is named."""

Values = dict[str, Any]


class Opened(NamedTuple):
    """A file of open data: cluster and table, who publishes it, records with their lines, terms.

    `country` is the cluster's, for places that name none.
    """

    path: str
    cluster: str
    table: str
    publisher: str
    country: str
    languages: frozenset[Language]
    records: tuple[tuple[int, Values], ...]
    terms: Mapping[str, Mapping[str, Values]]


def read_open_data(path: str, raw: bytes) -> Opened | Fault:
    """Return what a file of open data at a path of `FILE` holds, or why it cannot be read."""
    found = FILE.fullmatch(path)
    assert found  # noqa: S101 - the caller asks for no other file
    cluster, table = found.groups()
    try:
        text = raw.decode("utf-8-sig")
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Fault("open-data-broken", line=getattr(error, "lineno", 1))
    if not isinstance(data, dict) or str(data.get("version")).split(".")[0] != VERSION[0]:
        return Fault("open-data-version", values={"version": VERSION}, line=1)
    rows: Any = data.get(table)
    terms: Any = data.get("vocabularies")
    if not _is_whole(rows, terms):
        return Fault("open-data-broken", line=1)
    lines = [n for n, line in enumerate(text.split("\n"), 1) if line.startswith('{"id":')]
    lines = lines if len(lines) == len(rows) else [1] * len(rows)
    spoken = frozenset(data["terms"]) if isinstance(data.get("terms"), dict) else frozenset()
    return Opened(
        path, cluster, table, str(data.get("publisher") or cluster), str(data.get("country") or ""),
        spoken, tuple(zip(lines, rows, strict=True)), terms,
    )  # fmt: skip


def _is_whole(rows: Any, terms: Any) -> bool:
    """Return whether records and terms have the form in which they can be read."""
    if not isinstance(rows, list) or not isinstance(terms, dict):
        return False
    tables = [*terms.values()]
    return (
        all(isinstance(row, dict) and isinstance(row.get("slug"), str) for row in rows)
        and all(isinstance(table, dict) for table in tables)
        and all(isinstance(entry, dict) for table in tables for entry in table.values())
    )


def documents_of(
    opened: Mapping[str, Opened], own: Mapping[str, Document], before: Mapping[str, Document]
) -> dict[str, Document]:
    """Return the documents made of open data, by path; vocabularies of its `own` are completed.

    A document that is as it was `before` is that one, so that it is not looked at again.
    """
    joining = _Joining(own)
    for table in ("members", "offers", "events"):  # offers name their members
        for path in sorted(path for path in opened if opened[path].table == table):
            joining.add(opened[path])
    made = {document.path: document for document in joining.documents()}
    return {path: _kept(document, before.get(path)) for path, document in made.items()}


def _kept(document: Document, before: Document | None) -> Document:
    is_same = before is not None and document.file != "" and (
        (before.yaml, before.yaml_line, before.file, before.homes)
        == (document.yaml, document.yaml_line, document.file, document.homes)
    )  # fmt: skip
    return before if before is not None and is_same else document


class _Found(NamedTuple):
    """A record on its way: where it was found first, its values, whose it is."""

    file: str
    line: int
    values: Values
    homes: tuple[Values, ...]
    clusters: frozenset[str]


class _Joining:
    """Puts the records of all clusters together."""

    def __init__(self, own: Mapping[str, Document]) -> None:
        self.own = own
        self.languages = languages_in(_values(own.get(IDENTITY)))
        self.found: dict[str, _Found] = {}
        self.same: dict[tuple[str, ...], str] = {}
        self.here: dict[tuple[str, str, str], str] = {}
        self.terms: dict[str, Values] = {t: dict(_values(own.get(_place(t)))) for t in _TERMS}
        self.grown: dict[str, str] = {}
        self.named: dict[tuple[str, Language, str], str] = {
            (table, lang, spelt(str(name))): key
            for table, entries in self.terms.items()
            for key, entry in entries.items()
            for lang, name in _names(entry)
        }

    def add(self, data: Opened) -> None:
        """Add the records of a file and the terms that they use."""
        for table in _TERMS:
            for key, entry in data.terms.get(table, {}).items():
                self._term(data, table, key, entry)
        if data.table == "members":
            for line, row in data.records:
                self._member(data, line, row)
        for line, row in data.records:
            if data.table != "members":
                self._other(data, line, row)
                continue
            slug = self.here[data.cluster, "members", row["slug"]]
            self._put(data, row, f"members/{slug}/member.yml")

    def documents(self) -> Iterator[Document]:
        """Yield what was put together."""
        for table, path in self.grown.items():
            place = _place(table)
            own = self.own.get(place)
            whole = self.terms[table]
            yield (
                replace(own, value=whole)
                if own
                else Document(place, json.dumps(whole, ensure_ascii=False), whole, file=path)
            )
        for path, (file, line, values, homes, _) in self.found.items():
            text = json.dumps(values, ensure_ascii=False)
            yield Document(path, text, values, line, file=file, homes=homes)

    # ── terms ────────────────────────────────────────────────────────────────────────────────

    def _term(self, data: Opened, table: str, key: str, entry: Values) -> None:
        """Note which term of the hub a term is; a new one is added."""
        names = {lang: entry[lang] for lang in self.languages if entry.get(lang)}
        known = (self.named.get((table, lang, spelt(str(n)))) for lang, n in names.items())
        here = key if key in self.terms[table] else next(filter(None, known), key)
        self.here[data.cluster, table, key] = here
        for lang, name in names.items():
            self.named.setdefault((table, lang, spelt(str(name))), here)
        if here not in self.terms[table]:
            besides = {k: v for k, v in entry.items() if k not in data.languages}
            self.terms[table][here] = self._here(data, {"name": names, **besides})
            self.grown.setdefault(table, data.path)

    # ── records ──────────────────────────────────────────────────────────────────────────────

    def _member(self, data: Opened, line: int, row: Values) -> None:
        """Note which house of the hub a house is: one that is there already, or a new one."""
        marks = [*_marks_of_house(row)]
        known = next((self.same[mark] for mark in marks if mark in self.same), None)
        slug = known or self._free("members/{}/member.yml", row["slug"], data, line)
        self.here[data.cluster, "members", row["slug"]] = slug
        for mark in marks:
            self.same.setdefault(mark, slug)

    def _other(self, data: Opened, line: int, row: Values) -> None:
        """Add an offer or an event."""
        titles = row.get("title")
        title = spelt(str(next(iter(titles.values()), ""))) if isinstance(titles, dict) else ""
        mark: tuple[str, ...]
        if data.table == "events":
            pattern, mark = "events/{}/event.yml", ("event", title, str(row.get("start")))
        else:
            member = self.here.get((data.cluster, "members", str(row.get("member"))))
            if member is None:
                return  # who offers it is in the data no more
            pattern = f"members/{member}/offers/{{}}.yml"
            mark = ("offer", member, str(row.get("kind")), title)
        slug = self.same.get(mark)
        if slug is None or data.cluster in self.found[pattern.format(slug)].clusters:
            slug = self._free(pattern, row["slug"], data, line)
        self.same.setdefault(mark, slug)
        self._put(data, row, pattern.format(slug))

    def _free(self, pattern: str, slug: str, data: Opened, line: int) -> str:
        """Return a slug that no record has: its own, or that with the cluster's id behind it."""
        for each in (slug, f"{slug}-{data.cluster}", f"{slug}-{data.cluster}-{line}"):
            path = pattern.format(each)
            if path not in self.found and path not in self.own:
                self.found[path] = _Found(data.path, line, {}, (), frozenset())
                return each
        raise AssertionError(slug)  # a line is one record's

    def _put(self, data: Opened, row: Values, path: str) -> None:
        """Add a record, or join it with the one that is there."""
        known = self.found[path]
        fields = _TABLES[data.table].open_data
        values = self._here(data, {name: row[name] for name in fields if name in row})
        values.pop("member", None)  # its folder says it
        page = {k: v for k, v in dict(row.get("page") or {}).items() if k in self.languages}
        home = {"cluster": data.publisher, "page": page}
        if known.values:
            later = _confirmed(values) > _confirmed(known.values)
            values = _united(values, known.values) if later else _united(known.values, values)
        self.found[path] = known._replace(
            values=values,
            homes=(*known.homes, home),
            clusters=known.clusters | {data.cluster},
        )

    def _here(self, data: Opened, value: Any, table: str = "") -> Any:
        """Return a value as a file of the hub would have it: its ids, its languages, only text.

        Who takes part and is not in the data any more is left out; so is what is empty.
        """
        if isinstance(value, dict):
            if "member" in value and not self._is_known(data, value["member"]):
                return None
            if value and value.keys() <= data.languages:
                value = {lang: value[lang] for lang in self.languages if lang in value}
            is_place = any(isinstance(value.get(name), str) for name in _PLACED)
            if is_place and data.country:
                value = {"country": data.country, **value}
            inner = {k: self._here(data, v, table if k == "id" else _REFERENCES.get(k, ""))
                     for k, v in value.items()}  # fmt: skip
            return {k: v for k, v in inner.items() if v not in (None, "", [], {})}
        if isinstance(value, list):
            listed = [self._here(data, item, table) for item in value]
            return [item for item in listed if item not in (None, "", [], {})]
        if isinstance(value, str):
            return self.here.get((data.cluster, table, value), value) if table else value
        return None if value is None else json.dumps(value)

    def _is_known(self, data: Opened, slug: object) -> bool:
        return (data.cluster, "members", str(slug)) in self.here


def _place(table: str) -> str:
    """Return the file of a vocabulary."""
    return "content/series.yml" if table == "series" else f"content/vocabularies/{table}.yml"


def _values(document: Document | None) -> Values:
    """Return the values of a document, also of one that is kept from an earlier build."""
    if document is None:
        return {}
    value = document.value or yaml_text.parse(document.yaml).value
    return value if isinstance(value, dict) else {}


def _names(entry: Any) -> Iterator[tuple[Language, Any]]:
    names = entry.get("name") if isinstance(entry, dict) else None
    yield from names.items() if isinstance(names, dict) else ()


def _marks_of_house(row: Values) -> Iterator[tuple[str, ...]]:
    """Yield by what a house is known again: its website, its name with its town."""
    if website := row.get("website"):
        parts = urlsplit(str(website))
        host = (parts.hostname or "").removeprefix("www.")
        yield "site", host, parts.path.rstrip("/")
    seat = row.get("seat")
    town = seat.get("place", "") if isinstance(seat, dict) else ""
    yield "name", spelt(str(row.get("name"))), spelt(str(town))


def _confirmed(values: Values) -> str:
    """Return the day on which a profile was confirmed last, as text that sorts."""
    confirmed = values.get("confirmed")
    return str(confirmed.get("on", "")) if isinstance(confirmed, dict) else ""


def _united(first: Values, other: Values) -> Values:
    """Return two records as one: the first one's values, and of lists what either has."""
    both = {**other, **first}
    for name, value in first.items():
        more = other.get(name)
        if isinstance(value, list) and isinstance(more, list):
            known = [_id_of(item) for item in value]
            both[name] = [*value, *(item for item in more if _id_of(item) not in known)]
    return both


def _id_of(item: Any) -> Any:
    return item.get("id", item) if isinstance(item, dict) else item
