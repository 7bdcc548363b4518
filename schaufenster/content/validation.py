"""One record: what a file holds as a value of a class, pydantic's errors as faults."""

from __future__ import annotations

import re
import typing
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError

from schaufenster import words
from schaufenster.content import model
from schaufenster.content.languages import ASSUMED
from schaufenster.content.suggestions import nearest, nearest_named
from schaufenster.content.yaml_faults import MOST_FAULTS, is_glued
from schaufenster.problems import Fault, Language, Loc


def validate(
    cls: type[model.Record],
    value: Any,
    from_path: Mapping[str, Any],
    languages: tuple[Language, ...] = ASSUMED,
) -> tuple[Any, tuple[Fault, ...]]:
    """Return the record, or None and its faults. `from_path` are the fields its path sets."""
    if not isinstance(value, dict):
        return None, (Fault("yaml-mapping"),)
    faults = tuple(_contradictions(value, from_path))
    try:
        record = cls.model_validate({**value, **from_path}, context=languages)
    except ValidationError as error:
        told: Counter[str] = Counter()
        for detail in error.errors(include_url=False):
            told[detail["type"]] += 1
            if told[detail["type"]] <= MOST_FAULTS:
                faults += (_fault(cls, detail, value, languages),)
        return None, faults
    return (None if faults else record), faults


def salvage(
    cls: type[model.Record], value: Mapping[str, Any], languages: tuple[Language, ...] = ASSUMED
) -> Any:
    """Return a record of the valid fields of a value; every other field is None."""
    fields: dict[str, Any] = {}
    for name, info in cls.model_fields.items():
        raw = value.get(info.alias or name)
        try:
            fields[name] = _valid(cls, name, raw, languages)
        except ValidationError:
            fields[name] = _salvaged_inside(info.annotation, raw, languages)
    return cls.model_construct(set(value), **fields)


def _valid(cls: type[model.Record], name: str, raw: Any, languages: tuple[Language, ...]) -> Any:
    if raw is None:
        return None
    return _adapter(cls, name).validate_python(raw, context=languages)


def _salvaged_inside(annotation: Any, raw: Any, languages: tuple[Language, ...]) -> Any:
    inner = record_in(annotation)
    if inner is None or dict in (typing.get_origin(annotation), annotation):
        return None
    if issubclass(inner, model.ByLanguage):
        if not isinstance(raw, dict):
            return None
        return inner.joined(salvage(inner.form(languages), raw, languages).__dict__)
    if isinstance(raw, list) and _is_list(
        annotation
    ):  # a wrong item leaves a gap, so that the others keep their index
        return tuple(
            salvage(inner, item, languages) if isinstance(item, dict) else None for item in raw
        )
    return salvage(inner, raw, languages) if isinstance(raw, dict) else None


def _is_list(annotation: Any) -> bool:
    """Return whether an annotation such as `tuple[Skill, ...] | None` is that of a list."""
    is_one = tuple in (typing.get_origin(annotation), annotation)
    return is_one or any(map(_is_list, typing.get_args(annotation)))


@cache
def _adapter(cls: type[model.Record], name: str) -> TypeAdapter[Any]:
    info: Any = cls.model_fields[name]
    kind: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    return TypeAdapter(kind)


def _contradictions(value: Mapping[str, Any], from_path: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield fields of the file that the path sets; `member` is allowed if it agrees."""
    for name in sorted(from_path.keys() & value.keys()):
        if name != "member":
            yield Fault("field-from-path", (name,), {"key": name}, at_key=True)
        elif value[name] != from_path[name]:
            values = {"value": value[name], "folder": from_path[name]}
            yield Fault("folder-differs", (name,), values)


def _fault(
    cls: type[model.Record], error: Any, root: Any, languages: tuple[Language, ...]
) -> Fault:
    """Return one of pydantic's errors about a value as a fault."""
    kind, loc = error["type"], tuple(part for part in error["loc"] if part != "[key]")
    context, value = error.get("ctx") or {}, error.get("input")
    match kind:
        case "missing":
            return Fault("missing", loc)
        case "extra_forbidden":
            return _unknown_field(cls, loc, root, languages)
        case "literal_error":
            choices = tuple(re.findall(r"'([^']*)'", context["expected"]))
            name = next((part for part in reversed(loc) if isinstance(part, str)), "")
            known = {choice: _meanings(name, choice) for choice in choices}
            near = nearest_named(str(value), known)
            return Fault("choice", loc, {"value": value, "choices": choices, **near})
        case "model_type" | "model_attributes_type" | "dict_type":
            return _no_mapping(cls, loc, value, languages)
    rule = _BUILT_IN.get(kind) or context.get("rule", "invalid")
    values = {name: value for name, value in context.items() if name not in {"rule", "error"}}
    at_key = len(loc) != len(error["loc"])
    return Fault(rule, loc, {"value": value, **values}, at_key)


def _meanings(field: str, choice: str) -> list[str]:
    """Return what an allowed value of a field is called in each language."""
    key = f"choices.{field}.{choice}"
    return [text for lang in words.languages() if (text := words.find("meanings", key, lang))]


def _unknown_field(
    cls: type[model.Record], loc: Loc, root: Any, languages: tuple[Language, ...]
) -> Fault:
    """Return the fault of a field that there is not, with those there are, the nearest first."""
    key, names = str(loc[-1]), _fields_at(cls, loc[:-1], languages)
    near = nearest(key, names)
    fields = sorted(names, key=lambda name: name != near.get("near"))
    above = tuple(
        name
        for name in names
        if key in _fields_at(cls, (*loc[:-1], name), languages)
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


def _no_mapping(
    cls: type[model.Record], loc: Loc, value: Any, languages: tuple[Language, ...]
) -> Fault:
    """Return the fault of a value that should have fields below it."""
    if is_glued(value):
        return Fault("yaml-glued", loc)
    names, inner = _fields_at(cls, loc, languages), _record_at(cls, loc, languages)
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
def fields_of(cls: type[BaseModel]) -> Mapping[str, Any]:
    """Return the types of the fields of a class by their names in a file."""
    return {f.alias or name: f.annotation for name, f in cls.model_fields.items()}


def _fields_at(cls: type[BaseModel], loc: Loc, languages: tuple[Language, ...]) -> list[str]:
    """Return the names of the fields that may be written at a location in a record."""
    inner = _record_at(cls, loc, languages)
    from_path = getattr(inner, "from_path", ())
    return [name for name in fields_of(inner) if name not in from_path] if inner else []


def required_fields(cls: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of the fields that a record must have in its file."""
    left_out = {"id", *getattr(cls, "from_path", ())}
    return tuple(
        f.alias or name
        for name, f in cls.model_fields.items()
        if f.is_required() and name not in left_out
    )


def _record_at(
    cls: type[BaseModel], loc: Loc, languages: tuple[Language, ...]
) -> type[model.Record] | None:
    annotation: Any = cls
    for part in loc:
        inner = _form(record_in(annotation), languages)
        if isinstance(part, str) and inner is not None:
            annotation = fields_of(inner).get(part)
    return _form(record_in(annotation), languages)


def _form(cls: Any, languages: tuple[Language, ...]) -> type[model.Record] | None:
    """Return the record that a class is in a file."""
    by_language = isinstance(cls, type) and issubclass(cls, model.ByLanguage)
    form: type[model.Record] | None = cls.form(languages) if by_language else cls
    return form


def record_in(annotation: Any) -> Any:
    """Return the record class inside an annotation such as `tuple[Skill, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, model.Record | model.ByLanguage):
        return annotation
    return next(filter(None, map(record_in, typing.get_args(annotation))), None)
