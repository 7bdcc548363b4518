"""JSON Schemas of the files, from the model: for editors that check YAML while people type."""

from __future__ import annotations

from typing import Any

from schaufenster import words
from schaufenster.content.json_schema import schema_of
from schaufenster.content.records import FileKind
from schaufenster.problems import Language


def schema(kind: FileKind, languages: tuple[Language, ...]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind of file, for editors that check YAML.

    Texts may be numbers there: YAML editors read `2025` as one, our reader never does.
    """
    root = schema_of(kind.record, languages)
    definitions = root.pop("$defs", {})
    path = ("id",) if kind.vocabulary else getattr(kind.record, "from_path", ())
    for name in (*path, *(("member",) if kind.table == "offers" else ())):
        if name != "member":
            root["properties"].pop(name)
        root["required"] = [field for field in root.get("required", ()) if field != name]
    if kind.vocabulary:
        root = {"type": "object", "additionalProperties": root}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:schaufenster:schema:{kind.table}",
        "title": words.text("meanings", f"kinds.{kind.table}.title", words.ENGLISH),
        **{k: _as_typed(v) for k, v in root.items() if k not in {"title", "description"}},
        "$defs": {name: _as_typed(value) for name, value in definitions.items()},
    }


def _as_typed(part: Any) -> Any:
    """Return a part of a schema in which texts may also be numbers, as YAML editors read them."""
    if isinstance(part, list):
        return [_as_typed(item) for item in part]
    if not isinstance(part, dict):
        return part
    typed = {k: _as_typed(v) for k, v in part.items()}
    if part.get("type") == "string" and not {"enum", "const"} & part.keys():
        typed["type"] = ["string", "number"]
    return typed
