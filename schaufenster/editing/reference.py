"""The field reference, made from the model.

Rules come from the model, meanings from `words/…/meanings.po`, examples from the demo, which is
valid.
"""

from __future__ import annotations

import builtins
import json
import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from schaufenster import words
from schaufenster.content import fields, model
from schaufenster.content.records import FILES, FileKind
from schaufenster.editing import demo
from schaufenster.editing.schemas import schema
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language, with_meaning

Cls = type[model.Record | model.ByLanguage[Any]]

NAMES: Final[dict[Language, str]] = {"de": "felder.md", "en": "fields.md"}
_DEMO: Final = (45, 1)  # members and seed of the demo the examples are taken from
_MOST_ENTRIES: Final = 2  # of a vocabulary, in an example
_LONGEST: Final = 60  # characters of a value in a table


def render_reference(languages: tuple[Language, ...]) -> Iterator[OutputFile]:
    """Yield the reference and, below `schema/`, the schema of each kind of file.

    They are about the files of a cluster with these languages.
    """
    for lang, name in NAMES.items():
        yield output(name, reference(lang, languages))
    for kind in kinds(languages):
        text = json.dumps(schema(kind, languages), ensure_ascii=False, indent=2)
        yield output(f"schema/{kind.table}.schema.json", f"{text}\n")


def kinds(languages: tuple[Language, ...]) -> tuple[FileKind, ...]:
    """Return the kinds of files in a cluster: without a second language no translations."""
    return tuple(kind for kind in FILES if kind.examples(languages))


def reference(lang: Language, languages: tuple[Language, ...]) -> str:
    """Return the field reference as Markdown."""
    lines = [f"# {_say('title', lang)}", "", _say("intro", lang), "", f"## {_say('kinds', lang)}"]
    for kind in kinds(languages):
        lines += ["", *_kind(kind, lang, languages)]
    lines += ["", f"## {_say('parts', lang)}", "", _say("parts-intro", lang)]
    for cls in sorted(parts(), key=lambda cls: _title(cls, lang)):
        lines += ["", f"### {_title(cls, lang)}", "", *_table(cls, lang, languages)]
    return "\n".join(lines) + "\n"


def _kind(kind: FileKind, lang: Language, languages: tuple[Language, ...]) -> Iterator[str]:
    yield f"### {words.text('meanings', f'kinds.{kind.table}.title', lang)}"
    yield ""
    paths = ", ".join(f"`{path}`" for path in kind.examples(languages))
    yield f"{paths}: {words.text('meanings', f'kinds.{kind.table}.purpose', lang)}"
    if kind.vocabulary:
        yield _say("many", lang)
    yield ""
    yield from _table(kind.record, lang, languages)
    yield ""
    yield f"{_say('example', lang)}:"
    yield ""
    yield "```yaml"
    yield example(kind).rstrip("\n")
    yield "```"


def _table(cls: Cls, lang: Language, languages: tuple[Language, ...]) -> Iterator[str]:
    yield _say("head", lang)
    yield "|---|---|---|---|---|"
    for name, info in sorted(
        written(cls, languages).items(), key=lambda row: not _required(cls, *row)
    ):
        cells = (
            f"`{name}`",
            _say("yes" if _required(cls, name, info) else "no", lang),
            describe(info.annotation, info.metadata, lang, info.alias or name),
            meaning(cls, name, lang, languages),
            _cell(examples().get((cls, name))),
        )
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _required(cls: Cls, name: str, info: Any) -> bool:
    """Return whether a field must be written; an offer's member follows from its folder."""
    return bool(info.is_required()) and (cls, name) != (model.Offer, "member")


def _cell(value: Any) -> str:
    """Return a value for a table: texts and short lists; `…` for anything deeper."""
    if isinstance(value, list) and value and isinstance(value[0], str):
        value = f"[{', '.join(value)}]"
    first, *_ = demo.LANGUAGES
    if isinstance(value, dict) and isinstance(value.get(first), str):
        return f"`{first}: {value[first].splitlines()[0][:_LONGEST]} …`"
    if not isinstance(value, str) or "\n" in value:
        return "…"
    return f"`{value}`" if len(value) <= _LONGEST else f"`{value[:_LONGEST].rstrip()}…`"


def _say(key: str, lang: Language, *values: str) -> str:
    return words.text("reference", key, lang).format(*values)


# ── what the model says ──────────────────────────────────────────────────────────────────────


def written(cls: Cls, languages: tuple[Language, ...] = demo.LANGUAGES) -> dict[str, Any]:
    """Return the fields of a record that may stand in its file, by their names there."""
    if issubclass(cls, model.ByLanguage):
        cls = cls.form(languages)
    path: tuple[str, ...] = getattr(cls, "from_path", ())
    return {f.alias or name: f for name, f in cls.model_fields.items() if name not in path}


def meaning(
    cls: Cls, name: str, lang: Language, languages: tuple[Language, ...] = demo.LANGUAGES
) -> str:
    """Return the meaning of a field, of the nearest class that has one; KeyError if none has."""
    if issubclass(cls, model.ByLanguage):
        name = "first" if name == languages[0] else "other" if name in languages else "of"
    for parent in cls.__mro__:
        if found := words.find("meanings", f"fields.{parent.__name__}.{name}", lang):
            return found
    raise KeyError(f"{cls.__name__}.{name}")


def describe(annotation: Any, metadata: Sequence[Any], lang: Language, name: str = "") -> str:
    """Return the allowed values of a field, in words."""
    inner, more = fields.unwrapped(annotation)
    arguments = typing.get_args(inner)
    match typing.get_origin(inner):
        case builtins.tuple:
            return _say("list", lang, describe(arguments[0], (), lang, name))
        case builtins.dict:
            is_language = typing.get_origin(arguments[0]) is typing.Literal
            key = "by_language" if is_language else "map"
            return _say(key, lang, describe(arguments[1], (), lang, name))
        case typing.Literal:
            choices = (with_meaning(name, choice, lang, "`") for choice in arguments)
            return _say("choice", lang, ", ".join(choices))
    if isinstance(inner, type) and issubclass(inner, model.Record | model.ByLanguage):
        return f"[{_title(inner, lang)}](#{_anchor(_title(inner, lang))})"
    # a reference says more than the checks before it
    rules = sorted([*metadata, *more], key=lambda rule: not isinstance(rule, fields.Ref))
    words = next(filter(None, (_rule(rule, lang) for rule in rules)), None) or _plain(inner, lang)
    return _say("or-open", lang, words) if fields.OrOpen() in rules else words


def _rule(rule: Any, lang: Language) -> str:
    """Return the words for a rule of a field; empty for internal rules."""
    if isinstance(rule, fields.Ref):
        path = next(kind.example for kind in FILES if kind.table == rule.table)
        return _say("ref", lang, path)
    if isinstance(rule, fields.Line):
        return _say("line", lang, str(rule.most))
    if isinstance(rule, fields.MarkdownText):
        return _say("markdown", lang, str(rule.most))
    if pattern := getattr(rule, "pattern", None):
        return _say("pattern", lang, pattern.strip("^$"))
    key = _scalars().get(getattr(rule, "func", None))
    return _say(key, lang) if key else ""


def scalar_name(annotation: Any, metadata: Sequence[Any] = ()) -> str:
    """Return the name of a field's type in `content.fields` (`Url`, `Day`); `""` for a text."""
    inner, more = fields.unwrapped(annotation)
    asked = (*(getattr(rule, "func", None) for rule in (*metadata, *more)), inner)
    keys = (_scalars().get(kind, "") for kind in asked if kind is not None)
    return next(filter(None, keys), "").partition(".")[2]


def _plain(kind: Any, lang: Language) -> str:
    """Return the words for a type that has no rules of its own."""
    return _say(_scalars().get(kind, "text"), lang)


@cache
def _scalars() -> Mapping[Any, str]:
    """Return the key of the words for each scalar, by its type or the function that checks it."""
    scalars: dict[Any, str] = {}
    for key in sorted(words.keys("reference")):
        room, _, name = key.partition(".")
        if room == "scalars":
            kind = getattr(fields, name)
            checks = [rule.func for rule in typing.get_args(kind) if hasattr(rule, "func")]
            scalars |= dict.fromkeys(checks or [kind], key)
    return scalars


def parts() -> tuple[Cls, ...]:
    """Return the classes of records inside files, in the order of their first use."""
    classes: dict[Cls, None] = {}
    todo: list[Cls] = [kind.record for kind in FILES]
    while todo:
        for info in written(todo.pop(0)).values():
            for cls in records_in(info.annotation):
                if cls not in classes:
                    classes[cls] = None
                    todo.append(cls)
    return tuple(classes)


def records_in(annotation: Any) -> Iterator[Cls]:
    """Yield the classes of the records in a field."""
    if isinstance(annotation, type) and issubclass(annotation, model.Record | model.ByLanguage):
        yield annotation
    for part in typing.get_args(annotation):
        yield from records_in(part)


def _title(cls: Cls, lang: Language) -> str:
    return words.text("meanings", f"parts.{cls.__name__}", lang)


def _anchor(title: str) -> str:
    """Return the anchor GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


# ── examples ─────────────────────────────────────────────────────────────────────────────────


def example(kind: FileKind) -> str:
    """Return a valid file of a kind as YAML: the demo's file with the most fields."""
    _, value = max(_values(kind), key=lambda file: len(dict(_field_values(kind.record, file[1]))))
    if kind.vocabulary:
        value = dict(list(value.items())[:_MOST_ENTRIES])
    return demo.as_yaml(value)


@cache
def examples() -> Mapping[tuple[Cls, str], Any]:
    """Return an example of every field: the first value the demo has for it."""
    first: dict[tuple[Cls, str], Any] = {}
    for kind in FILES:
        for _, value in _values(kind):
            for record in value.values() if kind.vocabulary else (value,):
                for field, field_value in _field_values(kind.record, record):
                    first.setdefault(field, field_value)
            if kind.vocabulary:
                first.setdefault((kind.record, "id"), next(iter(value)))
    first[model.Offer, "member"] = next(path for path, _ in _values(_OFFERS)).split("/")[1]
    return first


_OFFERS: Final = next(kind for kind in FILES if kind.table == "offers")


def _values(kind: FileKind) -> Iterator[tuple[str, Any]]:
    for path, value in _demo():
        if kind.pattern(demo.LANGUAGES).fullmatch(path):
            yield path, value


@cache
def _demo() -> tuple[tuple[str, Any], ...]:
    records, texts = demo.demo_values(*_DEMO)
    return (*records, *((path, front) for path, front, _ in texts))


def _field_values(cls: Cls, value: Mapping[str, Any]) -> Iterator[tuple[tuple[Cls, str], Any]]:
    """Yield class, name and value of the fields of a record and of the records inside it."""
    for name, info in written(cls).items():
        if name not in value:
            continue
        yield (cls, name), value[name]
        for inner in records_in(info.annotation):
            below = value[name]
            entries = below if isinstance(below, list) else [below]
            if typing.get_origin(fields.unwrapped(info.annotation)[0]) is dict:
                entries = list(below.values())
            for entry in entries:
                yield from _field_values(inner, entry)
