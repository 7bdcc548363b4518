"""Documents to records: which file is which kind, and what of it is right.

`build_records` reads every document once and never stops: a record that does not fit becomes
faults; its right fields are kept for the rules across records, and its name is kept so that
references to it are not reported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, NamedTuple

from schaufenster.content import model
from schaufenster.content.document import Document
from schaufenster.content.languages import ASSUMED, IDENTITY, languages_in
from schaufenster.content.read import Source, plain_name
from schaufenster.content.stray_files import meant_path
from schaufenster.content.validation import fields_of, salvage, validate
from schaufenster.problems import Fault, Language, Loc, Problem

OWNERS: Final = "content/owners.yml"
"""The file that says whose folder is whose."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: where it lies, which class describes it, which table it fills.

    In `example` stand `MEMBER`, `SLUG` and `ID` for names, `FIRST` for the first language of the
    cluster and `LANG` for one of the others.
    """

    table: str
    example: str
    record: type[model.Record]

    @property
    def vocabulary(self) -> bool:
        """Return whether the file holds many records, each under its id."""
        return "id" in self.record.model_fields and "path" not in self.record.model_fields

    def pattern(self, languages: tuple[Language, ...]) -> re.Pattern[str]:
        """Return the pattern of the paths; its groups are names of the record."""
        parts = re.split(r"([A-Z]+)", self.example.replace("FIRST", languages[0]))
        names = {"MEMBER": "member", "SLUG": "slug", "ID": "id", "LANG": "lang"}
        within = {
            "ID": "[^/.]+?",  # an edition's approval is no edition
            "LANG": "|".join(languages[1:]) or "(?!)",
        }
        return re.compile(
            "".join(
                f"(?P<{names[p]}>{within.get(p, '[^/]+?')})" if p in names else re.escape(p)
                for p in parts
            )
        )

    def examples(self, languages: tuple[Language, ...]) -> tuple[str, ...]:
        """Return the path in each of the languages it may be in; none if there is no such one."""
        example = self.example.replace("FIRST", languages[0])
        if "LANG" not in example:
            return (example,)
        return tuple(example.replace("LANG", lang) for lang in languages[1:])


FILES: Final = (
    FileKind("identity", IDENTITY, model.Identity),
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
    FileKind("owners", OWNERS, model.Owners),
    FileKind("milestones", "content/milestones.yml", model.Milestones),
    FileKind("clippings", "content/clippings.yml", model.Clippings),
    FileKind("news", "content/news/SLUG/news.yml", model.NewsItem),
    FileKind("news_texts", "content/news/SLUG/text.FIRST.md", model.StoryText),
    FileKind("news_translations", "content/news/SLUG/text.LANG.md", model.StoryTranslation),
    FileKind("projects", "content/projects/SLUG/project.yml", model.Project),
    FileKind("projects_texts", "content/projects/SLUG/text.FIRST.md", model.StoryText),
    FileKind("projects_translations", "content/projects/SLUG/text.LANG.md", model.StoryTranslation),
    FileKind("funding", "content/funding/SLUG.yml", model.FundingCall),
    FileKind("pages_texts", "content/pages/SLUG.FIRST.md", model.PageText),
    FileKind("pages_translations", "content/pages/SLUG.LANG.md", model.PageTranslation),
    FileKind("members", "members/SLUG/member.yml", model.Member),
    FileKind("offers", "members/MEMBER/offers/SLUG.yml", model.Offer),
    FileKind("events", "events/SLUG/event.yml", model.Event),
    FileKind("reports_texts", "events/SLUG/report.FIRST.md", model.ReportText),
    FileKind("reports_translations", "events/SLUG/report.LANG.md", model.StoryTranslation),
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
"""Texts in files of their own: table, table and file of what they are about, their file's name.

The table `TABLE_texts` has those in the first language, `TABLE_translations` the others, each under
its record's key and its language: see `translation_key`.
"""
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
    `languages` are those of the cluster.
    """

    languages: tuple[Language, ...] = ASSUMED
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

    def document(self, table: str, key: str) -> Document:
        """Return the document of a record."""
        return self.documents[self.origin[table, key][0]]

    def translations(self, table: str, key: str) -> Iterator[tuple[Language, str]]:
        """Yield the language and the key of each translation of a text that could be read."""
        for lang in self.languages[1:]:
            name = translation_key(key, lang)
            if (f"{table}_translations", name) in self.origin:
                yield lang, name

    def read(self, table: str) -> list[str]:
        """Return the keys of the records of a table whose file could be read, right or wrong."""
        return sorted({*self.tables[table], *self.partial[table]})


def build_records(source: Source, before: Records | None = None) -> Records:
    """Return every record of a source, and every fault of a single record.

    Documents that are those of `before` are not read again: its languages must be the same.
    """
    records = Records(before.languages if before else languages_of(source))
    stray = []
    for path, document in source.documents.items():
        if before and path in before.by_document and before.documents.get(path) is document:
            records.add(document, *before.by_document[path])
        elif match := kind_of(path, records.languages):
            records.add(document, *_read_record(document, *match, records.languages))
        else:
            stray.append(document)
    _add_stray(records, stray, source)
    for path in source.unread:
        if match := kind_of(path, records.languages):
            kind, names = match
            records.keys[kind.table].add("/".join(names.values()) or kind.table)
            records.unread_tables |= {kind.table} if kind.vocabulary else set()
    records.problems += [
        _stray(path, records.languages)
        for path in source.pictures
        if not PICTURE_PLACES.fullmatch(plain_name(path))
    ]
    return records


def _add_stray(records: Records, stray: Iterable[Document], source: Source) -> None:
    """Tell of documents of no kind; one that is nearly called right is read as what was meant.

    They are looked at in each check anew: which names are taken, others decide.
    """
    languages = records.languages
    examples = [example for kind in FILES for example in kind.examples(languages)]
    taken = {plain_name(path) for path in source.states}
    for document in stray:
        meant = meant_path(document.path, examples, taken)
        match = kind_of(meant, languages)
        if match is None:
            records.problems.append(_stray(document.path, languages))
            continue
        taken.add(meant)
        records.problems.append(Problem(document.path, 0, 0, "", "file-nearly", {"name": meant}))
        records.add(document, *_read_record(document, *match, languages))
        del records.by_document[document.path]


def languages_of(source: Source) -> tuple[Language, ...]:
    """Return the languages that the cluster's file names."""
    document = source.documents.get(IDENTITY)
    return languages_in(document and document.value)


def translation_key(key: str, lang: Language) -> str:
    """Return the key of a text's translation."""
    return f"{key}/{lang}"


def kind_of(
    path: str, languages: tuple[Language, ...]
) -> tuple[FileKind, Mapping[str, str]] | None:
    """Return a path's kind of file and the names in the path, or None for a path of no kind."""
    path = plain_name(path)  # a wrong name is told; what is in the file is told as well
    for kind, pattern in _patterns(path.partition("/")[0], languages):
        if match := pattern.fullmatch(path):
            return kind, match.groupdict()
    return None


@cache
def _patterns(
    folder: str, languages: tuple[Language, ...]
) -> tuple[tuple[FileKind, re.Pattern[str]], ...]:
    """Return the kinds of files below a folder with their patterns."""
    below = (kind for kind in FILES if kind.example.startswith(f"{folder}/"))
    return tuple((kind, kind.pattern(languages)) for kind in below)


def _read_record(
    document: Document,
    kind: FileKind,
    names: Mapping[str, str],
    languages: tuple[Language, ...],
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Return what a document holds, and its problems with line and column."""
    if kind.vocabulary:
        rows, faults = _read_vocabulary(document, kind, languages)
    else:
        key = "/".join(names.values()) or kind.table
        path = {"path": document.path, **names, "homes": document.homes}
        from_path = {name: value for name, value in path.items() if name in fields_of(kind.record)}
        row, found = _row(kind, key, document.value, from_path, languages)
        rows, faults = (row,), found
    return rows, tuple(document.locate(fault) for fault in faults)


def _read_vocabulary(
    document: Document, kind: FileKind, languages: tuple[Language, ...]
) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    if not isinstance(document.value, dict):
        return (), (Fault("yaml-mapping"),)
    rows, faults = [], []
    for key, value in document.value.items():
        row, found = _row(kind, key, value, {"id": key}, languages, (key,))
        rows.append(row)
        faults += [_below(key, fault) for fault in found]
    return tuple(rows), tuple(faults)


def _row(
    kind: FileKind,
    key: str,
    value: Any,
    from_path: Mapping[str, Any],
    languages: tuple[Language, ...],
    loc: Loc = (),
) -> tuple[Row, tuple[Fault, ...]]:
    """Return the record that a document holds under a key, and its faults."""
    record, faults = validate(kind.record, value, from_path, languages)
    is_partial = record is None and isinstance(value, dict)
    partial = salvage(kind.record, {**value, **from_path}, languages) if is_partial else None
    wrong = frozenset(fault.loc for fault in faults) if is_partial else frozenset()
    return Row(kind.table, key, loc, record, partial, wrong), faults


def _below(key: str, fault: Fault) -> Fault:
    if fault.loc == ("id",):
        return replace(fault, loc=(key,), at_key=True)
    return replace(fault, loc=(key, *fault.loc))


def _stray(path: str, languages: tuple[Language, ...]) -> Problem:
    folder = path.split("/", 1)[0]
    below = (kind for kind in FILES if kind.example.startswith(f"{folder}/"))
    expected = [example for kind in below for example in kind.examples(languages)]
    return Problem(path, 0, 0, "", "stray-file", {"expected": tuple(expected)})
