"""Documents to records: which file is which kind, and pydantic's errors as faults.

`build_records` reads every document once and never stops: a record that does not fit becomes
faults; its right fields are kept for the rules across records, and its name is kept so that
references to it are not reported.
"""

from __future__ import annotations

import re
import typing
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any, Final, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from schaufenster import words
from schaufenster.content import model
from schaufenster.content.read import Document, Source, plain_name
from schaufenster.content.stray_files import meant_path
from schaufenster.content.suggestions import nearest, nearest_named
from schaufenster.content.yaml_faults import MOST_FAULTS, is_glued
from schaufenster.problems import Fault, Loc, Problem


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: where it lies, which class describes it, which table it fills."""

    table: str
    example: str
    record: type[model.Record]

    @property
    def vocabulary(self) -> bool:
        """Return whether the file holds many records, each under its id."""
        return "id" in self.record.model_fields and "path" not in self.record.model_fields

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern of the paths; its groups are fields of the record."""
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
"""Texts in files of their own: table, table and file of what they are about, their file's name."""
FUNDERS: Final = "content/funders"
"""Where the logos of funders lie: their entries share one file among the vocabularies."""
PICTURE_PLACES: Final = re.compile(
    rf"(content|content/(news|projects)/[^/]+|{FUNDERS}|members/[^/]+(/offers)?|events/[^/]+)/[^/]+"
)


def picture_folder(path: str) -> str:
    """Return the folder of the pictures that a file names: the file's own, except for funders."""
    return FUNDERS if path == "content/vocabularies/funders.yml" else path.rpartition("/")[0]


class Row(NamedTuple):
    """A record as a document holds it: valid, or of its valid fields only, or none at all.

    `wrong` are the locations of the fields that are None because they were not valid.
    """

    table: str
    key: str
    loc: Loc
    record: Any
    partial: Any
    wrong: frozenset[Loc]


@dataclass
class Records:
    """All records, by table and key.

    `tables` holds the valid records, `partial` the others (their wrong fields are None), `keys` the
    keys of both and of files that could not be read, `unread_tables` the tables whose file could
    not be read at all, `wrong_fields` the locations of the fields that are None, `origin` path
    and location of each record. `by_document` has what each document holds, and its problems.
    """

    tables: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    partial: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unread_tables: set[str] = field(default_factory=set)
    documents: dict[str, Document] = field(default_factory=dict)
    origin: dict[tuple[str, str], tuple[str, Loc]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    wrong_fields: dict[tuple[str, str], set[Loc]] = field(default_factory=lambda: defaultdict(set))
    by_document: dict[str, tuple[tuple[Row, ...], tuple[Problem, ...]]] = field(
        default_factory=dict
    )

    def add(self, document: Document, rows: tuple[Row, ...], problems: tuple[Problem, ...]) -> None:
        """Add what a document holds."""
        self.documents[document.path] = document
        self.by_document[document.path] = rows, problems
        self.problems += problems
        for row in rows:
            table, key = row.table, row.key
            self.keys[table].add(key)
            self.origin[table, key] = (document.path, row.loc)
            if row.record is not None:
                self.tables[table][key] = row.record
            elif row.partial is not None:
                self.wrong_fields[table, key] = set(row.wrong)
                self.partial[table][key] = row.partial

    def read(self, table: str) -> list[str]:
        """Return the keys of the records of a table whose file could be read, right or wrong."""
        return sorted({*self.tables[table], *self.partial[table]})


def build_records(source: Source, before: Records | None = None) -> Records:
    """Return every record of a source, and every fault of a single record.

    Documents that are those of `before` are not read again.
    """
    records = Records()
    stray = []
    for path, document in source.documents.items():
        if before and path in before.by_document and before.documents.get(path) is document:
            records.add(document, *before.by_document[path])
        elif match := kind_of(path):
            records.add(document, *_read_record(document, *match))
        else:
            stray.append(document)
    _add_stray(records, stray, source)
    for path in source.unread:
        if match := kind_of(path):
            kind, names = match
            records.keys[kind.table].add("/".join(names.values()) or kind.table)
            records.unread_tables |= {kind.table} if kind.vocabulary else set()
    records.problems += [
        _stray(path) for path in source.pictures if not PICTURE_PLACES.fullmatch(plain_name(path))
    ]
    return records


def _add_stray(records: Records, stray: Iterable[Document], source: Source) -> None:
    """Tell of documents of no kind; one that is nearly called right is read as what was meant.

    They are looked at in each check anew: which names are taken, others decide.
    """
    examples = [kind.example for kind in FILES]
    taken = {plain_name(path) for path in source.states}
    for document in stray:
        meant = meant_path(document.path, examples, taken)
        match = kind_of(meant)
        if match is None:
            records.problems.append(_stray(document.path))
            continue
        taken.add(meant)
        records.problems.append(Problem(document.path, 0, 0, "", "file-nearly", {"name": meant}))
        records.add(document, *_read_record(document, *match))
        del records.by_document[document.path]


def kind_of(path: str) -> tuple[FileKind, Mapping[str, str]] | None:
    """Return a path's kind of file and the names in the path, or None for a path of no kind."""
    path = plain_name(path)  # a wrong name is told; what is in the file is told as well
    for kind, pattern in _patterns(path.partition("/")[0]):
        if match := pattern.fullmatch(path):
            return kind, match.groupdict()
    return None


@cache
def _patterns(folder: str) -> tuple[tuple[FileKind, re.Pattern[str]], ...]:
    """Return the kinds of files below a folder with their patterns."""
    return tuple((kind, kind.pattern) for kind in FILES if kind.example.startswith(f"{folder}/"))


def _read_record(
    document: Document, kind: FileKind, names: Mapping[str, str]
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Return what a document holds, and its problems with line and column."""
    if kind.vocabulary:
        rows, faults = _read_vocabulary(document, kind)
    else:
        key = "/".join(names.values()) or kind.table
        path = {"path": document.path, **names}
        from_path = {name: value for name, value in path.items() if name in _fields(kind.record)}
        row, found = _row(kind, key, document.value, from_path)
        rows, faults = (row,), found
    return rows, tuple(document.locate(fault) for fault in faults)


def _read_vocabulary(
    document: Document, kind: FileKind
) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    if not isinstance(document.value, dict):
        return (), (Fault("yaml-mapping"),)
    rows, faults = [], []
    for key, value in document.value.items():
        row, found = _row(kind, key, value, {"id": key}, (key,))
        rows.append(row)
        faults += [_below(key, fault) for fault in found]
    return tuple(rows), tuple(faults)


def _row(
    kind: FileKind, key: str, value: Any, from_path: Mapping[str, str], loc: Loc = ()
) -> tuple[Row, tuple[Fault, ...]]:
    """Return the record that a document holds under a key, and its faults."""
    record, faults = validate(kind.record, value, from_path)
    is_partial = record is None and isinstance(value, dict)
    partial = salvage(kind.record, {**value, **from_path}) if is_partial else None
    wrong = frozenset(fault.loc for fault in faults) if is_partial else frozenset()
    return Row(kind.table, key, loc, record, partial, wrong), faults


def _below(key: str, fault: Fault) -> Fault:
    if fault.loc == ("id",):
        return replace(fault, loc=(key,), at_key=True)
    return replace(fault, loc=(key, *fault.loc))


def _stray(path: str) -> Problem:
    folder = path.split("/", 1)[0]
    expected = [kind.example for kind in FILES if kind.example.startswith(f"{folder}/")]
    return Problem(path, 0, 0, "", "stray-file", {"expected": tuple(expected)})


# ── one record ───────────────────────────────────────────────────────────────────────────────


def validate(
    cls: type[model.Record], value: Any, from_path: Mapping[str, str]
) -> tuple[Any, tuple[Fault, ...]]:
    """Return the record, or None and its faults. `from_path` are the fields its path sets."""
    if not isinstance(value, dict):
        return None, (Fault("yaml-mapping"),)
    faults = tuple(_contradictions(value, from_path))
    try:
        record = cls.model_validate({**value, **from_path})
    except ValidationError as error:
        told: Counter[str] = Counter()
        for detail in error.errors(include_url=False):
            told[detail["type"]] += 1
            if told[detail["type"]] <= MOST_FAULTS:
                faults += (_fault(cls, detail, value),)
        return None, faults
    return (None if faults else record), faults


def salvage(cls: type[model.Record], value: Mapping[str, Any]) -> Any:
    """Return a record of the valid fields of a value; every other field is None."""
    fields: dict[str, Any] = {}
    for name, info in cls.model_fields.items():
        raw = value.get(info.alias or name)
        try:
            fields[name] = _adapter(cls, name).validate_python(raw) if raw is not None else None
        except ValidationError:
            fields[name] = _salvaged_inside(info.annotation, raw)
    return cls.model_construct(set(value), **fields)


def _salvaged_inside(annotation: Any, raw: Any) -> Any:
    inner = record_in(annotation)
    if inner is None or dict in (typing.get_origin(annotation), annotation):
        return None
    if isinstance(raw, list) and _is_list(
        annotation
    ):  # a wrong item leaves a gap, so that the others keep their index
        return tuple(salvage(inner, item) if isinstance(item, dict) else None for item in raw)
    return salvage(inner, raw) if isinstance(raw, dict) else None


def _is_list(annotation: Any) -> bool:
    """Return whether an annotation such as `tuple[Skill, ...] | None` is that of a list."""
    is_one = tuple in (typing.get_origin(annotation), annotation)
    return is_one or any(map(_is_list, typing.get_args(annotation)))


@cache
def _adapter(cls: type[model.Record], name: str) -> TypeAdapter[Any]:
    info: Any = cls.model_fields[name]
    kind: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    return TypeAdapter(kind)


def _contradictions(value: Mapping[str, Any], from_path: Mapping[str, str]) -> Iterator[Fault]:
    """Yield fields of the file that the path sets; `member` is allowed if it agrees."""
    for name in sorted(from_path.keys() & value.keys()):
        if name != "member":
            yield Fault("field-from-path", (name,), {"key": name}, at_key=True)
        elif value[name] != from_path[name]:
            values = {"value": value[name], "folder": from_path[name]}
            yield Fault("folder-differs", (name,), values)


def _fault(cls: type[model.Record], error: Any, root: Any) -> Fault:
    """Return one of pydantic's errors about a value as a fault."""
    kind, loc = error["type"], tuple(part for part in error["loc"] if part != "[key]")
    context, value = error.get("ctx") or {}, error.get("input")
    match kind:
        case "missing":
            return Fault("missing", loc)
        case "extra_forbidden":
            return _unknown_field(cls, loc, root)
        case "literal_error":
            choices = tuple(re.findall(r"'([^']*)'", context["expected"]))
            name = next((part for part in reversed(loc) if isinstance(part, str)), "")
            known = {choice: _meanings(name, choice) for choice in choices}
            near = nearest_named(str(value), known)
            return Fault("choice", loc, {"value": value, "choices": choices, **near})
        case "model_type" | "model_attributes_type" | "dict_type":
            return _no_mapping(cls, loc, value)
    rule = _BUILT_IN.get(kind) or context.get("rule", "invalid")
    values = {name: value for name, value in context.items() if name not in {"rule", "error"}}
    at_key = len(loc) != len(error["loc"])
    return Fault(rule, loc, {"value": value, **values}, at_key)


def _meanings(field: str, choice: str) -> list[str]:
    """Return what an allowed value of a field is called in each language."""
    key = f"choices.{field}.{choice}"
    return [text for lang in words.languages() if (text := words.find("meanings", key, lang))]


def _unknown_field(cls: type[model.Record], loc: Loc, root: Any) -> Fault:
    """Return the fault of a field that there is not, with those there are, the nearest first."""
    key, names = str(loc[-1]), _fields_at(cls, loc[:-1])
    near = nearest(key, names)
    fields = sorted(names, key=lambda name: name != near.get("near"))
    above = tuple(
        name
        for name in names
        if key in _fields_at(cls, (*loc[:-1], name))
        and key not in (_at(root, loc[:-1], name) or ())
    )
    if above and not near:
        return Fault("indent-lost", loc, {"key": key, "above": above}, at_key=True)
    return Fault("unknown-field", loc, {"key": key, "fields": tuple(fields), **near}, at_key=True)


def _at(root: Any, loc: Loc, name: str) -> Any:
    """Return what a field of a part of a value holds, None where there is no such field."""
    for part in loc:
        root = root[part]
    return root.get(name)


def _no_mapping(cls: type[model.Record], loc: Loc, value: Any) -> Fault:
    """Return the fault of a value that should have fields below it."""
    if is_glued(value):
        return Fault("yaml-glued", loc)
    names, inner = _fields_at(cls, loc), _record_at(cls, loc)
    required = (name for name, f in inner.model_fields.items() if f.is_required()) if inner else ()
    first = next(iter(required), "")
    if isinstance(value, str) and first:
        others = tuple(name for name in names if name != first)
        return Fault("mapping-word", loc, {"value": value, "first": first, "fields": others})
    return Fault("mapping", loc, {"fields": tuple(names)})


_BUILT_IN: Final = {
    "string_type": "text",
    "tuple_type": "list",
    "string_pattern_mismatch": "pattern",
}


@cache
def _fields(cls: type[BaseModel]) -> Mapping[str, Any]:
    return {f.alias or name: f.annotation for name, f in cls.model_fields.items()}


def _fields_at(cls: type[BaseModel], loc: Loc) -> list[str]:
    """Return the names of the fields that may be written at a location in a record."""
    inner = _record_at(cls, loc)
    from_path = getattr(inner, "from_path", ())
    return [name for name in _fields(inner) if name not in from_path] if inner else []


def required_fields(cls: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of the fields that a record must have in its file."""
    left_out = {"id", *getattr(cls, "from_path", ())}
    return tuple(
        f.alias or name
        for name, f in cls.model_fields.items()
        if f.is_required() and name not in left_out
    )


def _record_at(cls: type[BaseModel], loc: Loc) -> type[model.Record] | None:
    annotation: Any = cls
    for part in loc:
        inner = record_in(annotation)
        if isinstance(part, str) and inner is not None:
            annotation = _fields(inner).get(part)
    return record_in(annotation)


def record_in(annotation: Any) -> type[model.Record] | None:
    """Return the record class inside an annotation such as `tuple[Skill, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, model.Record):
        return annotation
    return next(filter(None, map(record_in, typing.get_args(annotation))), None)
