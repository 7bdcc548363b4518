"""Front matter as YAML: every text quoted or a block, so that YAML 1.1 and 1.2 read it alike.

MkDocs reads 1.1, Zensical 1.2: `1e3` and U+2028 mean different things there. PyYAML is too
slow: 0.6 ms for each of thousands of pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_ODD: Final = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that YAML allows in escaped form only, or reads as the end of a line."""

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)


def as_yaml(front: Mapping[str, Any]) -> str:
    """Return JSON values as YAML, each item of a list on its own line."""
    return "".join(_entries(front))


def _entries(front: Mapping[str, Any]) -> Iterator[str]:
    for key, value in front.items():
        if isinstance(value, str):
            yield f"{key}: {_text(value)}\n"
        elif isinstance(value, list) and value:
            yield f"{key}:\n"
            yield from (f"- {_json(item)}\n" for item in value)
        else:
            yield f"{key}: {_json(value)}\n"


def _text(text: str) -> str:
    lines = text.removesuffix("\n")
    if "\n" in lines and lines == lines.rstrip() and not _ODD.search(lines):
        end = "-" if lines == text else ""
        return f"|2{end}\n  " + lines.replace("\n", "\n  ")
    if '"' in text and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return _json(text)


def _json(value: Any) -> str:
    return _ODD.sub(_escaped, _ENCODER.encode(value))


def _escaped(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"
