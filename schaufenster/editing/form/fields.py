"""A field of the model as Decap's form asks for it: widget, label, hint, limits, choices.

Every value stays text, as it does for our reader: Decap's own widgets for numbers and days change
what was typed (a leading zero, a day that is known to the month only).
"""

from __future__ import annotations

import builtins
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from schaufenster import language, words
from schaufenster.content import fields, model
from schaufenster.content.load import Cluster
from schaufenster.editing.reference import describe, meaning, written
from schaufenster.problems import Language

Widget = dict[str, Any]
Cls = type[model.Record | model.ByLanguage[Any]]

ROOM: Final = "form"
_LONG_LINE: Final = 110
"""A line that may have more characters gets several rows to be typed in."""
_LAST: Final = frozenset({*model.Filed.model_fields, *model.Released.model_fields})
_PICTURE: Final = typing.get_args(fields.PictureName)[1]
_FORMATS: Final = {"uri": r"^https?://\S+$", "email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$"}


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom a form asks: the cluster, whose terms are its choices, and the person's language."""

    cluster: Cluster
    lang: Language

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return the languages of the cluster's texts."""
        return self.cluster.identity.languages

    def say(self, key: str, **values: object) -> str:
        """Return one of the form's own words."""
        return words.text(ROOM, key, self.lang).format(**values)


def widgets_of(cls: Cls, asking: Asking, *, is_needed: bool = True) -> list[Widget]:
    """Return the widgets of a record's fields: what is for the office comes last."""
    fields_of = sorted(written(cls, asking.languages).items(), key=lambda row: row[0] in _LAST)
    return [widget_of(cls, name, info, asking, is_needed=is_needed) for name, info in fields_of]


def widget_of(cls: Cls, name: str, info: Any, asking: Asking, *, is_needed: bool) -> Widget:
    """Return the widget of a field. It may only be needed where its record is (`is_needed`)."""
    if issubclass(cls, model.ByLanguage | model.StoryTranslation) and name.endswith("of"):
        return {"name": name, "widget": "hidden", "required": False}
    is_needed = is_needed and info.is_required()
    label, *more = _label(meaning(cls, name, asking.lang, asking.languages))
    if issubclass(cls, model.ByLanguage) and name in asking.languages:
        label, more = (
            language.language_name(name, asking.lang),
            [label, *more] if is_needed else more,
        )
    inner, rules = fields.unwrapped(info.annotation)
    rules = [*rules, *info.metadata]
    widget = _of_type(inner, rules, name, asking, is_needed=is_needed)
    is_text = widget["widget"] in {"string", "text"}
    rule = [describe(info.annotation, info.metadata, asking.lang, name)] if is_text else []
    hint = " ".join(_sentence(part) for part in (*more, *rule) if part)
    return {
        "name": name,
        "label": label,
        "required": is_needed,
        **({"hint": hint} if hint else {}),
        **widget,
    }


def _label(text: str) -> list[str]:
    """Return a meaning as a label and what follows it."""
    return [part.strip() for part in text.rstrip(".").split(";", 1)]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _of_type(inner: Any, rules: list[Any], name: str, asking: Asking, *, is_needed: bool) -> Widget:
    """Return what a type alone says about its widget."""
    if typing.get_origin(inner) is builtins.tuple:
        return _list(typing.get_args(inner)[0], name, asking)
    if typing.get_origin(inner) is typing.Literal:
        return _choice(_options(name, typing.get_args(inner), asking))
    if isinstance(inner, type) and issubclass(inner, model.Record | model.ByLanguage):
        below = widgets_of(inner, asking, is_needed=is_needed)
        return {"widget": "object", "collapsed": not is_needed, "fields": below}
    if ref := next((rule for rule in rules if isinstance(rule, fields.Ref)), None):
        return _choice(list(_terms(ref.table, asking)))
    return _scalar(inner, rules, asking)


def _scalar(inner: Any, rules: list[Any], asking: Asking) -> Widget:
    schema = _schema(inner, rules)
    if schema.get("type") == "boolean":
        return {"widget": "boolean"}
    if _PICTURE in rules:
        return {"widget": "image", "choose_url": False}
    most = schema.get("maxLength", 0)
    if markdown := next((rule for rule in rules if isinstance(rule, fields.MarkdownText)), None):
        pattern = f"^[^]{{0,{markdown.most}}}$"
    else:
        pattern = (
            schema.get("pattern")
            or _FORMATS.get(schema.get("format", ""))
            or (f"^.{{0,{most}}}$" if most else "^.*$")
        )
    return {
        "widget": "text" if markdown or most > _LONG_LINE else "string",
        "pattern": [pattern, asking.say("not-as-asked")],
    }


def _schema(inner: Any, rules: list[Any]) -> dict[str, Any]:
    """Return the JSON Schema of a single value."""
    whole: Any = typing.Annotated[inner, *rules] if rules else inner
    schema = fields.json_schema(whole)
    return next((part for part in schema.get("anyOf", ()) if "const" not in part), schema)


def _list(entry: Any, name: str, asking: Asking) -> Widget:
    """Return the widget of a list: terms are chosen, other words are typed one by one.

    A list of words without a widget of its own would be one line that Decap cuts at its commas.
    """
    inner, rules = fields.unwrapped(entry)
    widget = _of_type(inner, rules, name, asking, is_needed=True)
    if widget["widget"] == "select":
        return {**widget, "multiple": True}
    shape: Widget = {
        "widget": "list", "collapsed": True, "minimize_collapsed": True,
        "label_singular": asking.say("entry"),
    }  # fmt: skip
    if widget["widget"] == "object":
        return {**shape, "fields": widget["fields"]}
    return {**shape, "field": {"name": "entry", "label": asking.say("entry"), **widget}}


def _choice(options: list[dict[str, str]]) -> Widget:
    return {"widget": "select", "options": options}


def _options(name: str, choices: tuple[str, ...], asking: Asking) -> list[dict[str, str]]:
    """Return the allowed values of a field, each by what it means."""
    found = ((c, words.find("meanings", f"choices.{name}.{c}", asking.lang)) for c in choices)
    return [{"label": meant or choice, "value": choice} for choice, meant in found]


def _terms(table: str, asking: Asking) -> Iterator[dict[str, str]]:
    """Yield the records of a table that a field may name: what each is called, and its id."""
    records = getattr(asking.cluster, table)
    for record in records.values() if hasattr(records, "values") else records:
        yield {"label": _name(record, asking), "value": _id(record)}


def _name(record: Any, asking: Asking) -> str:
    """Return what a record is called: its short name, title or name, the last of its names."""
    dated = getattr(record, "names", ())
    called = [getattr(record, name, None) for name in ("short", "title", "name")]
    called += [dated[-1].name] if isinstance(dated, tuple) and dated else []
    known = (said for said in called if isinstance(said, str | model.Text))
    said = next(known, _id(record))
    return said.text(asking.lang) if isinstance(said, model.Text) else said


def _id(record: Any) -> str:
    """Return by what fields name a record."""
    name: str = record.slug if isinstance(record, model.Filed) else record.id
    return name
