"""Documents to records: which file is which kind, and pydantic's errors in a reader's words.

`build_records` goes through every document once and keeps going: a record that does not fit
becomes faults; what is right in it is kept aside, so that the rules across records see it too, and
its name stays known, so that what refers to it is not blamed.
"""

from __future__ import annotations

import difflib
import re
import typing
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError

from schaufenster.content import model
from schaufenster.content.read import Document, Source
from schaufenster.problems import Fault, Loc, Problem


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: where it lies, which class describes it, which table it fills."""

    table: str
    example: str
    record: type[model.Record]

    @property
    def vocabulary(self) -> bool:
        """Tell whether the file holds many records, each under its id."""
        return "id" in self.record.model_fields and "path" not in self.record.model_fields

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern of the paths; its groups are what a record takes from its path."""
        parts = re.split(r"([A-Z]+)", self.example)
        names = {"MEMBER": "member", "SLUG": "slug", "ID": "id"}
        within = {"ID": "[^/.]+?"}  # an edition's approval is no edition
        return re.compile(
            "".join(
                f"(?P<{names[p]}>{within.get(p, '[^/]+?')})" if p in names else re.escape(p)
                for p in parts
            )
        )


FILES: Final = (
    FileKind("identity", "content/cluster.yml", model.Identity),
    FileKind("groups", "content/vocabularies/groups.yml", model.Group),
    FileKind("competences", "content/vocabularies/competences.yml", model.Competence),
    FileKind("topics", "content/vocabularies/topics.yml", model.Topic),
    FileKind("ris", "content/vocabularies/ris.yml", model.RisField),
    FileKind("industries", "content/vocabularies/industries.yml", model.Industry),
    FileKind("certificates", "content/vocabularies/certificates.yml", model.Certificate),
    FileKind("funders", "content/vocabularies/funders.yml", model.Funder),
    FileKind("chambers", "content/vocabularies/chambers.yml", model.Chamber),
    FileKind("districts", "content/vocabularies/districts.yml", model.District),
    FileKind("series", "content/series.yml", model.Series),
    FileKind("labels", "content/labels.yml", model.Label),
    FileKind("milestones", "content/milestones.yml", model.Milestones),
    FileKind("clippings", "content/clippings.yml", model.Clippings),
    FileKind("news", "content/news/SLUG/news.yml", model.NewsItem),
    FileKind("german_news", "content/news/SLUG/text.de.md", model.GermanText),
    FileKind("english_news", "content/news/SLUG/text.en.md", model.EnglishText),
    FileKind("projects", "content/projects/SLUG/project.yml", model.Project),
    FileKind("german_projects", "content/projects/SLUG/text.de.md", model.GermanText),
    FileKind("english_projects", "content/projects/SLUG/text.en.md", model.EnglishText),
    FileKind("german_pages", "content/pages/SLUG.de.md", model.GermanPage),
    FileKind("english_pages", "content/pages/SLUG.en.md", model.EnglishPage),
    FileKind("members", "members/SLUG/member.yml", model.Member),
    FileKind("offers", "members/MEMBER/offers/SLUG.yml", model.Offer),
    FileKind("events", "events/SLUG/event.yml", model.Event),
    FileKind("german_reports", "events/SLUG/report.de.md", model.GermanReport),
    FileKind("english_reports", "events/SLUG/report.en.md", model.EnglishText),
    FileKind("channels", "newsletter/channels.yml", model.Channel),
    FileKind("approvals", "newsletter/editions/ID.approval.yml", model.Approval),
    FileKind("editions", "newsletter/editions/ID.yml", model.Edition),
    FileKind("sent", "newsletter/sent/ID/manifest.json", model.Sent),
)
TEXTS: Final = (
    ("reports", "events", "event.yml", "report"),
    ("news", "news", "news.yml", "text"),
    ("projects", "projects", "project.yml", "text"),
    ("pages", "", "", ""),
)
"""Texts in files of their own: what they are of, whose they are, its file, their file's name."""
FUNDERS: Final = "content/funders"
"""Where the logos of funders lie: their entries share one file among the vocabularies."""
PICTURE_PLACES: Final = re.compile(
    rf"(content|content/(news|projects)/[^/]+|{FUNDERS}|members/[^/]+(/offers)?|events/[^/]+)/[^/]+"
)


def picture_folder(path: str) -> str:
    """Return the folder of the pictures that a file names: its own, but for the funders' file."""
    return FUNDERS if path == "content/vocabularies/funders.yml" else path.rpartition("/")[0]


@dataclass
class Records:
    """Everything that could be read, by table and key.

    `tables` holds the records that are right, `partial` what is right in the others (their wrong
    fields are None), `known` the names of both and of files that could not be read, `blind` the
    tables whose file could not be read at all, `wrong` where the fields lie that are None.
    """

    tables: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    partial: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    known: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    blind: set[str] = field(default_factory=set)
    documents: dict[str, Document] = field(default_factory=dict)
    origin: dict[tuple[str, str], tuple[str, Loc]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    wrong: dict[tuple[str, str], set[Loc]] = field(default_factory=lambda: defaultdict(set))

    def add(
        self,
        document: Document,
        kind: FileKind,
        key: str,
        value: Any,
        given: Mapping[str, str],
        loc: Loc = (),
    ) -> tuple[Fault, ...]:
        """Keep what a document says of a record under its key; return the faults it shows."""
        self.known[kind.table].add(key)
        self.documents[document.path] = document
        self.origin[kind.table, key] = (document.path, loc)
        record, faults = validate(kind.record, value, given)
        if record is not None:
            self.tables[kind.table][key] = record
        elif isinstance(value, dict):
            self.wrong[kind.table, key] = {fault.loc for fault in faults}
            self.partial[kind.table][key] = salvage(kind.record, {**value, **given})
        return faults

    def read(self, table: str) -> list[str]:
        """Return the keys of the records of a table whose file could be read, right or wrong."""
        return sorted({*self.tables[table], *self.partial[table]})

    def report(self, document: Document, faults: Iterator[Fault] | tuple[Fault, ...]) -> None:
        """Give each fault its place in the document."""
        self.problems += [document.locate(fault) for fault in faults]


def build_records(source: Source) -> Records:
    """Return every record of a source, and every fault that a record shows by itself."""
    records = Records()
    for document in source.documents.values():
        if found := kind_of(document.path):
            _read_record(records, document, *found)
        else:
            records.problems.append(_stray(document.path))
    for path in source.unread:
        if found := kind_of(path):
            kind, names = found
            records.known[kind.table].add("/".join(names.values()) or kind.table)
            records.blind |= {kind.table} if kind.vocabulary else set()
    records.problems += [
        _stray(path) for path in source.pictures if not PICTURE_PLACES.fullmatch(path)
    ]
    return records


def kind_of(path: str) -> tuple[FileKind, Mapping[str, str]] | None:
    """Return which kind of file a path is of and the names it says, or None if it is of none."""
    for kind, pattern in _patterns(path.partition("/")[0]):
        if found := pattern.fullmatch(path):
            return kind, found.groupdict()
    return None


@cache
def _patterns(room: str) -> tuple[tuple[FileKind, re.Pattern[str]], ...]:
    """Return the kinds of files in a room with their patterns."""
    return tuple((kind, kind.pattern) for kind in FILES if kind.example.startswith(f"{room}/"))


def _read_record(
    records: Records, document: Document, kind: FileKind, names: Mapping[str, str]
) -> None:
    if kind.vocabulary:
        _read_vocabulary(records, document, kind)
        return
    key = "/".join(names.values()) or kind.table
    given = {n: v for n, v in {"path": document.path, **names}.items() if n in _fields(kind.record)}
    records.report(document, records.add(document, kind, key, document.value, given))


def _read_vocabulary(records: Records, document: Document, kind: FileKind) -> None:
    if not isinstance(document.value, dict):
        records.report(document, (Fault("yaml-mapping"),))
        return
    for key, value in document.value.items():
        faults = records.add(document, kind, key, value, {"id": key}, (key,))
        records.report(document, tuple(_below(key, fault) for fault in faults))


def _below(key: str, fault: Fault) -> Fault:
    loc = (key,) if fault.loc == ("id",) else (key, *fault.loc)
    at_key = fault.at_key or fault.loc == ("id",)
    return Fault(fault.rule, loc, fault.values, at_key, fault.line, fault.column)


def _stray(path: str) -> Problem:
    folder = path.split("/", 1)[0]
    expected = [kind.example for kind in FILES if kind.example.startswith(f"{folder}/")]
    return Problem(path, 0, 0, "", "stray-file", {"expected": ", ".join(expected)})


# ── one record ───────────────────────────────────────────────────────────────────────────────


def validate(
    cls: type[model.Record], value: Any, given: Mapping[str, str]
) -> tuple[Any, tuple[Fault, ...]]:
    """Return the record, or None and its faults. `given` is what the path says."""
    if not isinstance(value, dict):
        return None, (Fault("yaml-mapping"),)
    faults = tuple(_contradictions(value, given))
    try:
        record = cls.model_validate({**value, **given})
    except ValidationError as error:
        found = tuple(_fault(cls, e) for e in error.errors(include_url=False))
        return None, faults + found
    return (None if faults else record), faults


def salvage(cls: type[model.Record], value: Mapping[str, Any]) -> Any:
    """Return a record of what is right in a value; every field that is wrong is None."""
    fields: dict[str, Any] = {}
    for name, info in cls.model_fields.items():
        raw = value.get(info.alias or name)
        try:
            fields[name] = _adapter(cls, name).validate_python(raw) if raw is not None else None
        except ValidationError:
            fields[name] = _salvaged_inside(info.annotation, raw)
    return cls.model_construct(**fields)


def _salvaged_inside(annotation: Any, raw: Any) -> Any:
    inner = record_in(annotation)
    if inner is None or dict in (typing.get_origin(annotation), annotation):
        return None
    if isinstance(raw, list):  # a wrong item leaves a gap, so that the others keep their places
        return tuple(salvage(inner, item) if isinstance(item, dict) else None for item in raw)
    return salvage(inner, raw) if isinstance(raw, dict) else None


@cache
def _adapter(cls: type[model.Record], name: str) -> TypeAdapter[Any]:
    info: Any = cls.model_fields[name]
    kind: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    return TypeAdapter(kind)


def _contradictions(value: Mapping[str, Any], given: Mapping[str, str]) -> Iterator[Fault]:
    """Yield fields that stand in the file although the path says them; `member` may agree."""
    for name in sorted(given.keys() & value.keys()):
        if name != "member":
            yield Fault("unknown-field", (name,), {"key": name}, at_key=True)
        elif value[name] != given[name]:
            yield Fault("folder-differs", (name,), {"value": value[name], "folder": given[name]})


def _fault(cls: type[model.Record], error: Any) -> Fault:
    """Return one of pydantic's errors as a fault of ours."""
    kind, loc = error["type"], tuple(p for p in error["loc"] if p != "[key]")
    at_key = len(loc) != len(error["loc"])
    given = error.get("input")
    if kind == "missing":
        return Fault("missing", loc)
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(loc[-1]), _fields_at(cls, loc[:-1]), 1)
        values = {"key": loc[-1], **({"near": near[0]} if near else {})}
        return Fault("unknown-field", loc, values, at_key=True)
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        near = difflib.get_close_matches(str(given), choices, 1)
        values = {"value": given, "choices": ", ".join(choices)}
        return Fault("choice", loc, {**values, **({"near": near[0]} if near else {})})
    if kind in {"model_type", "model_attributes_type", "dict_type"}:
        return Fault("mapping", loc, {"fields": ", ".join(_fields_at(cls, loc))})
    rule = _BUILT_IN.get(kind) or (error.get("ctx") or {}).get("rule") or "invalid"
    values = {k: v for k, v in (error.get("ctx") or {}).items() if k not in {"rule", "error"}}
    return Fault(rule, loc, {"value": given, **values}, at_key)


_BUILT_IN: Final = {
    "string_type": "text",
    "tuple_type": "list",
    "string_pattern_mismatch": "pattern",
}


@cache
def _fields(cls: type[BaseModel]) -> Mapping[str, Any]:
    return {f.alias or name: f.annotation for name, f in cls.model_fields.items()}


def _fields_at(cls: type[BaseModel], loc: Loc) -> list[str]:
    """Return the names a person may write at a place of a record."""
    here: Any = cls
    for part in loc:
        inner = record_in(here)
        if isinstance(part, str) and inner is not None:
            here = _fields(inner).get(part)
    inner = record_in(here)
    from_path = getattr(inner, "from_path", ()) if inner else ()
    return [name for name in _fields(inner) if name not in from_path] if inner else []


def record_in(annotation: Any) -> type[model.Record] | None:
    """Return the record class inside an annotation such as `tuple[Skill, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, model.Record):
        return annotation
    found = (record_in(part) for part in typing.get_args(annotation))
    return next((cls for cls in found if cls), None)
