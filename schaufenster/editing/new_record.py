"""A new record from answers: what is asked about each field, what is proposed, its files.

Questions, rules and choices come from the model; which fields are asked for, the command says.
Nothing here asks anybody or writes a file.
"""

from __future__ import annotations

import datetime as dt
import re
import typing
import zoneinfo
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schaufenster import words
from schaufenster.content import fields, model
from schaufenster.content.records import FILES, FileKind, Records
from schaufenster.content.suggestions import nearest_named
from schaufenster.content.validation import record_in
from schaufenster.editing import proposals, reference
from schaufenster.editing.common_forms import in_our_form, on_a_line
from schaufenster.editing.record_text import record_text
from schaufenster.problems import Language, Problem, with_meaning
from schaufenster.yaml_edits import Shape, new_text

Answers = Mapping[str, str]
"""What was answered, by path of the field: `{"seat.place": "Musterstadt"}`."""
_SPLIT: Final = re.compile(r"\s*[,;\n]\s*")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one field: `path` names it as messages do, `label` says what it is.

    `rule` says what may stand there, `choices` are the allowed values, `table` is the table of
    records it names, `is_many` whether it is a list, `is_text` whether it is a text by language,
    `is_open` whether it also takes names that no record has.
    """

    path: str
    label: str
    rule: str
    choices: tuple[str, ...]
    table: str
    is_many: bool
    is_text: bool
    is_required: bool
    is_open: bool
    scalar: str

    def concerns(self, problem: Problem) -> bool:
        """Return whether a problem is about this field or a part of it."""
        if self.path == BODY and not problem.field:
            return problem.path.endswith(".md")
        plain = re.sub(r"\[\d+\]", "", problem.field)
        return plain == self.path or plain.startswith(f"{self.path}.")


def kind_named(table: str) -> FileKind:
    """Return the kind of file that fills a table."""
    return next(kind for kind in FILES if kind.table == table)


def question(table: str, path: str, lang: Language) -> Question:
    """Return what is asked about a field of a kind of file, in a language.

    A story's title and lead stand in its text; what stands below them is asked for as `text`.
    """
    cls, *above = _class_of(table, path), *path.split(".")
    *above, name = above
    if cls is None:
        label = words.text("meanings", f"kinds.{table}_texts.title", lang)
        rule = words.text("reference", "markdown", lang).format(model.ARTICLE)
        return Question(path, label, rule, (), "", False, False, True, False, "")  # noqa: FBT003
    is_required = True
    for part in above:
        info = reference.written(cls)[part]
        is_required, cls = is_required and info.is_required(), record_in(info.annotation)
    info = reference.written(cls)[name]
    inner, rules = fields.unwrapped(info.annotation)
    if is_many := typing.get_origin(inner) is tuple:
        inner, rules = fields.unwrapped(typing.get_args(inner)[0])
    record, is_open = record_in(inner), False
    is_text = isinstance(inner, type) and issubclass(inner, model.ByLanguage)
    each = inner.each if is_text else inner
    if record and not is_text:  # an entry that names a record
        is_open = "name" in record.model_fields
        key = record.model_fields["member" if is_open else "id"]
        each, rules = fields.unwrapped(key.annotation)
        rules = [*rules, *key.metadata]
    rules = [*info.metadata, *rules]
    table = next((rule.table for rule in rules if isinstance(rule, fields.Ref)), "")
    return Question(
        path,
        reference.meaning(cls, name, lang).rstrip("."),
        _rule(each, rules, lang, name, table, is_many=is_many),
        typing.get_args(each) if typing.get_origin(each) is typing.Literal else (),
        table,
        is_many,
        is_text,
        is_required and bool(info.is_required()),
        is_open,
        "Postcode" if name == "postcode" else reference.scalar_name(each, rules),
    )


BODY: Final = "text"
"""The path of the question about what stands below a story's front matter."""


def _class_of(table: str, path: str) -> Any:
    """Return the class that has the field, None for what stands below a front matter."""
    cls, name = kind_named(table).record, path.partition(".")[0]
    if name in reference.written(cls):
        return cls
    return None if path == BODY else kind_named(f"{table}_texts").record


def _rule(
    each: Any, rules: Sequence[Any], lang: Language, name: str, table: str, *, is_many: bool
) -> str:
    """Return what may be answered, in words for somebody who types."""
    if table:
        several = words.text("reference", "new-several" if is_many else "new-one", lang)
        return several.format(words.text("meanings", f"kinds.{table}.title", lang))
    if typing.get_origin(each) is typing.Literal:
        return ", ".join(with_meaning(name, choice, lang) for choice in typing.get_args(each))
    return reference.describe(each, rules, lang, name)


# ── answers ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Understood:
    """What an answer means: the value as it stands in a file, and what was not understood.

    `unknown` are words of a list that name nothing, each with what they may mean.
    """

    value: str
    unknown: tuple[tuple[str, tuple[proposals.Near, ...]], ...] = ()


def understood(asked: Question, typed: str, records: Records, country: str) -> Understood:
    """Return what was typed as a field has it: ids for names, our forms for common ones."""
    if asked.choices:
        return Understood(_choice(asked, typed))
    if not asked.table:
        is_prose = "\n" in typed
        return Understood(typed.strip() if is_prose else in_our_form(asked.scalar, typed, country))
    names = proposals.names_of(records, asked.table)
    found, unknown = [], []
    for word in filter(None, _SPLIT.split(typed.strip()) if asked.is_many else [on_a_line(typed)]):
        near = proposals.alike(word, names)
        if near and near[0].certain:
            found.append(near[0].id)
        else:
            found.append(word)
            unknown += [] if asked.is_open else [(word, tuple(near))]
    return Understood(", ".join(dict.fromkeys(found)), tuple(unknown))


def _choice(asked: Question, typed: str) -> str:
    """Return the allowed value that was meant by itself, by its beginning or by its meaning."""
    field, word = asked.path.rpartition(".")[2], on_a_line(typed)
    if word in asked.choices:
        return word
    known = {
        choice: [
            text
            for lang in words.languages()
            if (text := words.find("meanings", f"choices.{field}.{choice}", lang))
        ]
        for choice in asked.choices
    }
    begun = [c for c in asked.choices if word and c.startswith(word.lower())]
    near = nearest_named(word, known).get("near", "")
    return near or (begun[0] if len(begun) == 1 else word)


def zone_of(identity: model.Identity) -> dt.tzinfo:
    """Return the cluster's time zone."""
    return zoneinfo.ZoneInfo(identity.time_zone)


def usual(
    path: str, answers: Answers, records: Records, today: dt.date, *, certain: bool = False
) -> str:
    """Return what is proposed for a field, from what was answered before; `""` for nothing.

    Where nobody looks at it, only what is `certain`.
    """
    name, is_over = answers.get("name", ""), answers.get("start", "9") < today.isoformat()
    where, _, part = path.rpartition(".")
    if part == "district":
        town = answers.get(f"{where}.place", answers.get(f"{where}.town", ""))
        code = answers.get(f"{where}.postcode", "")
        return proposals.region_of(records, code, town, certain=certain)
    member = records.tables["members"].get(answers.get("member", ""))
    found = {
        "short": proposals.split_legal_form(name)[0],
        "legal_form": proposals.split_legal_form(name)[1],
        "type": proposals.type_of(name) or "company",
        "published": today.isoformat(),
        "status": "held" if is_over else "planned",
        "role": "organiser",
        "contact": getattr(member, "email", None),
    }
    return str(found.get(path) or "")


def proposed_slug(answers: Answers) -> str:
    """Return the short name that a new record gets in addresses; an event's names its year."""
    slug = proposals.slug_of(answers.get("short") or answers.get("name") or answers["title"])
    year = answers.get("start", "")[:4]
    return f"{slug}-{year}" if slug and year and year not in slug else slug


# ── files ────────────────────────────────────────────────────────────────────────────────────


def values_of(
    kind: FileKind, answers: Answers, languages: tuple[Language, ...], today: dt.date,
    members: Collection[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return the record of answers as it stands in a file, fields in the order of the model.

    Who takes part is one of the `members`, or a name.
    """
    values: dict[str, Any] = {}
    for path, answer in answers.items():
        if answer:
            _put(values, kind.record, path.split("."), answer, languages, members)
    for entry in values.get("membership", ()):
        entry["confirmed"] = today.isoformat()
    order = [*reference.written(kind.record, languages)]
    return {name: values[name] for name in order if name in values}


def _put(
    values: dict[str, Any], cls: Any, path: Sequence[str], answer: str,
    languages: tuple[Language, ...], members: Collection[str],
) -> None:  # fmt: skip
    name, *below = path
    inner, _ = fields.unwrapped(reference.written(cls)[name].annotation)
    record, is_many = record_in(inner), typing.get_origin(inner) is tuple
    if below:
        first = values.setdefault(name, [{}] if is_many else {})
        _put(first[0] if is_many else first, record, below, answer, languages, members)
    elif is_many:
        values[name] = [*_entries(record, answer, members)]
    else:
        is_text = isinstance(record, type) and issubclass(record, model.ByLanguage)
        values[name] = {languages[0]: answer} if is_text else answer


def _entries(record: Any, answer: str, members: Collection[str]) -> Iterator[Any]:
    """Yield the entries of a list: ids, or records that name something by an id or by words."""
    for word in filter(None, _SPLIT.split(answer)):
        if record is None:
            yield word
        elif "id" in record.model_fields:
            yield {"id": word}
        else:
            yield {"member" if word in members else "name": word}


def record_files(
    kind: FileKind, path: str, answers: Answers, languages: tuple[Language, ...], today: dt.date,
    members: Collection[str] = (),
) -> dict[str, bytes]:  # fmt: skip
    """Return the files of a new record at a path: its YAML, and a story's text beside it."""
    elsewhere = (
        {"title", "lead", BODY} if kind.table == "news" else {"member"}
    )  # the folder says it
    own = {name: answer for name, answer in answers.items() if name not in elsewhere}
    values = values_of(kind, own, languages, today, members)
    files = {path: record_text(kind, values, languages).encode()}
    if kind.table == "news":
        head = {name: answers[name] for name in ("title", "lead") if answers.get(name)}
        front = new_text(head, Shape(model.StoryText, languages))
        text = f"---\n{front}---\n\n{answers.get(BODY, '').strip()}\n"
        files[f"{path.rpartition('/')[0]}/text.{languages[0]}.md"] = text.encode()
    return files
