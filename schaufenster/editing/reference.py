"""The field reference: what the model says, for people.

Rules come from the model, meanings from `meanings.py`, examples from the demo, so that an example
is as valid as the demo is.
"""

from __future__ import annotations

import builtins
import json
import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from schaufenster.command_names import SCHEMA
from schaufenster.content import fields, model
from schaufenster.content.records import FILES, FileKind
from schaufenster.editing import demo
from schaufenster.editing.meanings import FIELDS, KINDS, PARTS, Pair
from schaufenster.editing.schemas import schema
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language

Cls = type[model.Record]

NAMES: Final[dict[Language, str]] = {"de": "felder.md", "en": "fields.md"}
_DEMO: Final = (45, 1)  # members and seed of the demo the examples are taken from
_MOST_ENTRIES: Final = 2  # of a vocabulary, in an example
_LONGEST: Final = 60  # characters of a value in a table

_WORDS: Final[dict[str, Pair]] = {
    "title": ("Feldreferenz", "Field reference"),
    "intro": (
        (
            "Was in den Dateien eines Clusters stehen kann. Diese Seite entsteht aus dem Programm: "
            f"`python build.py {SCHEMA}`. Leere Angaben gelten als nicht vorhanden."
        ),
        (
            "What may stand in the files of a cluster. This page is made from the program: "
            f"`python build.py {SCHEMA}`. Empty values count as absent."
        ),
    ),
    "kinds": ("Dateien", "Files"),
    "parts": ("Bausteine", "Parts"),
    "parts-intro": (
        "Was in mehreren Dateien gleich aufgebaut ist.",
        "What is built alike in several files.",
    ),
    "head": (
        "| Feld | nötig | was dort steht | Bedeutung | Beispiel |",
        "| field | required | what stands there | meaning | example |",
    ),
    "yes": ("ja", "yes"),
    "no": ("–", "–"),
    "example": ("Beispiel", "Example"),
    "many": (
        "Die Datei enthält viele Einträge, jeden unter seiner Kennung.",
        "The file holds many entries, each under its id.",
    ),
    "line": ("Text, eine Zeile, höchstens {0} Zeichen", "text, one line, at most {0} characters"),
    "markdown": ("Markdown, höchstens {0} Zeichen", "Markdown, at most {0} characters"),
    "pattern": ("Text der Form `{0}`", "text of the form `{0}`"),
    "choice": ("eins von {0}", "one of {0}"),
    "list": ("Liste: {0}", "list: {0}"),
    "map": ("je Kanal oder `all`: {0}", "by channel or `all`: {0}"),
    "ref": ("Verweis auf einen Eintrag in `{0}`", "reference to an entry in `{0}`"),
    "text": ("Text", "text"),
}
_DATE: Final[Pair] = (
    "Datum, so genau wie bekannt (JJJJ, JJJJ-MM, JJJJ-MM-TT)",
    "date as exact as known (YYYY, YYYY-MM, YYYY-MM-DD)",
)
_MOMENT: Final[Pair] = (
    "Tag (JJJJ-MM-TT) oder Tag und Uhrzeit (JJJJ-MM-TT HH:MM)",
    "day (YYYY-MM-DD) or day and time (YYYY-MM-DD HH:MM)",
)
_SHORT_NAME: Final[Pair] = ("Kurzname (a–z, 0–9, Bindestrich)", "short name (a–z, 0–9, hyphen)")
_SCALARS: Final[tuple[tuple[Any, Pair], ...]] = (
    (fields.Slug, _SHORT_NAME),
    (fields.Id, _SHORT_NAME),
    (fields.Url, ("Webadresse (https://…)", "web address (https://…)")),
    (fields.Mail, ("Mailadresse", "mail address")),
    (fields.Phone, ("Telefonnummer", "telephone number")),
    (fields.MailOrOpen, ("Mailadresse oder `offen`", "mail address or `offen`")),
    (fields.PhoneOrOpen, ("Telefonnummer oder `offen`", "telephone number or `offen`")),
    (fields.Colour, ('Farbe in Anführungszeichen ("#0b4f5e")', 'colour in quotes ("#0b4f5e")')),
    (fields.Postcode, ("Postleitzahl, fünf Ziffern", "postcode, five digits")),
    (fields.PictureName, ("Dateiname eines Bildes", "file name of a picture")),
    (fields.Flag, ("`true` oder `false`", "`true` or `false`")),
    (fields.Number, ("ganze Zahl", "whole number")),
    (fields.Decimal, ("Zahl mit Dezimalpunkt", "number with a decimal point")),
    (fields.Day, ("Tag (JJJJ-MM-TT)", "day (YYYY-MM-DD)")),
    (fields.TimeOfDay, ("Uhrzeit (HH:MM)", "time of day (HH:MM)")),
)


def render_reference() -> Iterator[OutputFile]:
    """Yield the reference in both languages and, below `schema/`, the schema of each kind."""
    for lang, name in NAMES.items():
        yield output(name, reference(lang), ())
    for kind in FILES:
        text = json.dumps(schema(kind), ensure_ascii=False, indent=2)
        yield output(f"schema/{kind.table}.schema.json", f"{text}\n", ())


def reference(lang: Language) -> str:
    """Return the field reference as Markdown."""
    lines = [f"# {_say('title', lang)}", "", _say("intro", lang), "", f"## {_say('kinds', lang)}"]
    for kind in FILES:
        lines += ["", *_kind(kind, lang)]
    lines += ["", f"## {_say('parts', lang)}", "", _say("parts-intro", lang)]
    for cls in sorted(parts(), key=lambda cls: PARTS[cls.__name__][_index(lang)]):
        lines += ["", f"### {_title(cls, lang)}", "", *_table(cls, lang)]
    return "\n".join(lines) + "\n"


def _kind(kind: FileKind, lang: Language) -> Iterator[str]:
    title, purpose = KINDS[kind.table]
    yield f"### {title[_index(lang)]}"
    yield ""
    yield f"`{kind.example}`: {purpose[_index(lang)]}"
    if kind.vocabulary:
        yield _say("many", lang)
    yield ""
    yield from _table(kind.record, lang)
    yield ""
    yield f"{_say('example', lang)}:"
    yield ""
    yield "```yaml"
    yield example(kind).rstrip("\n")
    yield "```"


def _table(cls: Cls, lang: Language) -> Iterator[str]:
    yield _say("head", lang)
    yield "|---|---|---|---|---|"
    for name, info in sorted(written(cls).items(), key=lambda row: not _required(cls, *row)):
        cells = (
            f"`{name}`",
            _say("yes" if _required(cls, name, info) else "no", lang),
            describe(info.annotation, info.metadata, lang),
            meaning(cls, name)[_index(lang)],
            _shown(examples().get((cls, name))),
        )
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _required(cls: Cls, name: str, info: Any) -> bool:
    """Tell whether a field must be written; an offer's member follows from its folder."""
    return bool(info.is_required()) and (cls, name) != (model.Offer, "member")


def _shown(value: Any) -> str:
    """Return a value for a table: texts and short lists; what is deeper stands in the example."""
    if isinstance(value, list) and value and isinstance(value[0], str):
        value = f"[{', '.join(value)}]"
    if isinstance(value, dict) and isinstance(value.get("de"), str):
        return f"`de: {value['de'].splitlines()[0][:_LONGEST]} …`"
    if not isinstance(value, str) or "\n" in value:
        return "…"
    return f"`{value}`" if len(value) <= _LONGEST else f"`{value[:_LONGEST].rstrip()}…`"


def _say(key: str, lang: Language, *values: str) -> str:
    return _WORDS[key][_index(lang)].format(*values)


def _index(lang: Language) -> int:
    return 1 if lang == "en" else 0


# ── what the model says ──────────────────────────────────────────────────────────────────────


def written(cls: Cls) -> dict[str, Any]:
    """Return the fields of a record that may stand in its file, by their names there."""
    path: tuple[str, ...] = getattr(cls, "from_path", ())
    return {f.alias or name: f for name, f in cls.model_fields.items() if name not in path}


def meaning(cls: Cls, name: str) -> Pair:
    """Return what a field means; the nearest class that says it wins. KeyError if none does."""
    for parent in cls.__mro__:
        if name in FIELDS.get(parent.__name__, {}):
            return FIELDS[parent.__name__][name]
    raise KeyError(f"{cls.__name__}.{name}")


def describe(annotation: Any, metadata: Sequence[Any], lang: Language) -> str:
    """Return what may stand in a field, in a reader's words."""
    inner, more = fields.unwrapped(annotation)
    arguments = typing.get_args(inner)
    match typing.get_origin(inner):
        case builtins.tuple:
            return _say("list", lang, describe(arguments[0], (), lang))
        case builtins.dict:
            return _say("map", lang, describe(arguments[1], (), lang))
        case typing.Literal:
            return _say("choice", lang, ", ".join(f"`{choice}`" for choice in arguments))
    if isinstance(inner, type) and issubclass(inner, model.Record):
        return f"[{_title(inner, lang)}](#{_anchor(_title(inner, lang))})"
    said = (_rule(rule, lang) for rule in sorted([*metadata, *more], key=_is_check))
    return next(filter(None, said), None) or _plain(inner)[_index(lang)]


def _is_check(rule: Any) -> bool:
    """Tell whether a rule is a check, which says less than a reference that stands behind it."""
    return not isinstance(rule, fields.Ref)


def _rule(rule: Any, lang: Language) -> str:
    """Return what a rule of a field asks for; empty where it says nothing to a reader."""
    if isinstance(rule, fields.Ref):
        place = next(known.example for known in FILES if known.table == rule.table)
        return _say("ref", lang, place)
    if isinstance(rule, fields.Line):
        return _say("line", lang, str(rule.most))
    if isinstance(rule, fields.MarkdownText):
        return _say("markdown", lang, str(rule.most))
    if pattern := getattr(rule, "pattern", None):
        return _say("pattern", lang, pattern.strip("^$"))
    return _known().get(getattr(rule, "func", None), ("", ""))[_index(lang)]


def _plain(kind: Any) -> Pair:
    """Return the words for a type that has no rules of its own."""
    return {fields.PartialDate: _DATE, fields.Moment: _MOMENT}.get(kind, _WORDS["text"])


@cache
def _known() -> Mapping[Any, Pair]:
    """Return the words for each scalar by the function that checks it."""
    return {
        rule.func: words
        for alias, words in _SCALARS
        for rule in typing.get_args(alias)
        if hasattr(rule, "func")
    }


def parts() -> tuple[Cls, ...]:
    """Return the classes that stand inside files, in the order they are met."""
    found: dict[Cls, None] = {}
    todo: list[Cls] = [kind.record for kind in FILES]
    while todo:
        for info in written(todo.pop(0)).values():
            for cls in _records_in(info.annotation):
                if cls not in found:
                    found[cls] = None
                    todo.append(cls)
    return tuple(found)


def _records_in(annotation: Any) -> Iterator[Cls]:
    if isinstance(annotation, type) and issubclass(annotation, model.Record):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _records_in(part)


def _title(cls: Cls, lang: Language) -> str:
    return PARTS[cls.__name__][_index(lang)]


def _anchor(title: str) -> str:
    """Return the anchor GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


# ── examples ─────────────────────────────────────────────────────────────────────────────────


def example(kind: FileKind) -> str:
    """Return a complete, valid file of a kind as YAML: of the demo's the one that says most."""
    _, value = max(_values(kind), key=lambda found: len(dict(_said(kind.record, found[1]))))
    if kind.vocabulary:
        value = dict(list(value.items())[:_MOST_ENTRIES])
    return demo.as_yaml(value)


@cache
def examples() -> Mapping[tuple[Cls, str], Any]:
    """Return an example of every field: the first value the demo has for it."""
    found: dict[tuple[Cls, str], Any] = {}
    for kind in FILES:
        for _, value in _values(kind):
            for record in value.values() if kind.vocabulary else (value,):
                for key, said in _said(kind.record, record):
                    found.setdefault(key, said)
            if kind.vocabulary:
                found.setdefault((kind.record, "id"), next(iter(value)))
    found[model.Offer, "member"] = next(path for path, _ in _values(_OFFERS)).split("/")[1]
    return found


_OFFERS: Final = next(kind for kind in FILES if kind.table == "offers")


def _values(kind: FileKind) -> Iterator[tuple[str, Any]]:
    for path, value in _demo():
        if kind.pattern.fullmatch(path):
            yield path, value


@cache
def _demo() -> tuple[tuple[str, Any], ...]:
    records, texts = demo.demo_values(*_DEMO)
    return (*records, *((path, front) for path, front, _ in texts))


def _said(cls: Cls, value: Mapping[str, Any]) -> Iterator[tuple[tuple[Cls, str], Any]]:
    """Yield class, field and value of all that a record says, and the records inside it."""
    for name, info in written(cls).items():
        if name not in value:
            continue
        yield (cls, name), value[name]
        for inner in _records_in(info.annotation):
            below = value[name]
            entries = below if isinstance(below, list) else [below]
            if typing.get_origin(fields.unwrapped(info.annotation)[0]) is dict:
                entries = list(below.values())
            for entry in entries:
                yield from _said(inner, entry)
