"""JSON Schemas of records, as the files of a cluster with its languages have them."""

from __future__ import annotations

from typing import Any

from schaufenster.content import model
from schaufenster.content.model.by_language import BY_LANGUAGE
from schaufenster.problems import Language

Schema = dict[str, Any]


def schema_of(cls: type[model.Record], languages: tuple[Language, ...]) -> Schema:
    """Return the JSON Schema (draft 2020-12) of a record; `$defs` are in the order of names."""
    forms: Schema = {}
    schema: Schema = _in_languages(cls.model_json_schema(), languages, forms)
    if definitions := {**schema.pop("$defs", {}), **forms}:
        schema = {"$defs": dict(sorted(definitions.items())), **schema}
    return schema


def _in_languages(part: Any, languages: tuple[Language, ...], forms: Schema) -> Any:
    """Return a part of a schema with what depends on the languages; `forms` gets what it names."""
    if isinstance(part, list):
        return [_in_languages(item, languages, forms) for item in part]
    if not isinstance(part, dict):
        return part
    if name := part.get(BY_LANGUAGE):
        forms[name] = getattr(model, name).form(languages).model_json_schema()
        return {"$ref": f"#/$defs/{name}"}
    if "of_cluster" in part:
        return {"enum": list(languages), "type": "string"}
    return {key: _in_languages(inner, languages, forms) for key, inner in part.items()}
