"""The changes themselves: a file's text and what it is to say give the text that says it.

Only the spans that change are replaced. What is not named stays byte for byte: comments, order,
quotes, line ends, byte order mark, the fields that nobody knows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any, Final

from schaufenster.content import yaml_text
from schaufenster.problems import Loc
from schaufenster.yaml_edits import layout
from schaufenster.yaml_edits.blocks import BlockEdits, Edit
from schaufenster.yaml_edits.shape import UNKNOWN, Shape
from schaufenster.yaml_edits.tree import is_absent, tree_of

_MARK: Final = "\ufeff"
_BREAK: Final = re.compile("\r\n|\r|\n")


def new_text(value: Mapping[str, Any], shape: Shape = UNKNOWN) -> str:
    """Return a value as the text of a new YAML file, its keys in the model's order."""
    plain = plainly(value)
    return layout.mapping(plain, shape, 0) + "\n" if plain else ""


def set_fields(text: str, fields: Mapping[Loc, Any], shape: Shape = UNKNOWN) -> str:
    """Return a YAML text in which some fields have other values.

    A location is made of keys and indices of lists, as `yaml_text.parse` counts them; mappings on
    the way are made, the index behind the last one adds an item. None, `""` and empty lists take a
    field or an item away. Raises `ValueError` for a text that is no valid YAML and for a location
    that leads through a text.
    """
    value = _value_of(text)
    for loc, wanted in fields.items():
        value = _with(value, loc, plainly(wanted))
    return with_value(text, value, shape)


def with_value(text: str, value: Mapping[str, Any], shape: Shape = UNKNOWN) -> str:
    """Return a YAML text changed so that it says `value`, and nothing else changed.

    `value` is as `yaml_text.parse` gives it; numbers, dates and flags may stand in it too. Raises
    `ValueError` for a text that is no valid YAML, and for characters that no YAML may hold.
    """
    _value_of(text)
    raw = text.removeprefix(_MARK)
    plain, wanted = _BREAK.sub("\n", raw), plainly(value) or {}
    for in_blocks, spelt_out in product((True, False), (False, True)):
        edits = _edits(plain, wanted, replace(shape, in_blocks=in_blocks), spelt_out=spelt_out)
        if _says(_applied(edits, plain), wanted):
            return text[: len(text) - len(raw)] + _applied(_with_breaks(edits, raw), raw)
    raise ValueError("value")  # characters that no YAML holds; the tests draw all others


def _edits(plain: str, wanted: dict[str, Any], shape: Shape, *, spelt_out: bool) -> list[Edit]:
    root = tree_of(plain)
    if root is not None and not is_absent(root.value):
        return BlockEdits(plain, spelt_out).of(root, wanted, shape)
    start = root.start if root else len(plain)
    line_end = "\n" if plain[:start] and not plain[:start].endswith("\n") else ""
    return [Edit(start, root.end if root else start, line_end + new_text(wanted, shape))]


def _applied(edits: list[Edit], text: str) -> str:
    parts, end = [], 0
    for edit in edits:
        parts += [text[end : edit.start], edit.new]
        end = edit.end
    return "".join([*parts, text[end:]])


def _says(text: str, wanted: dict[str, Any]) -> bool:
    parsed = yaml_text.parse(text)
    faults = [fault for fault in parsed.faults if wanted or fault.rule != "yaml-empty"]
    return not faults and (parsed.value or {}) == wanted


def _with_breaks(edits: list[Edit], raw: str) -> list[Edit]:
    """Return edits of a text with plain line ends as edits of it with its own line ends."""
    ends = list(_BREAK.finditer(raw))
    if all(end[0] == "\n" for end in ends):
        return edits
    usual = Counter(end[0] for end in ends).most_common(1)[0][0]
    longer = [end.start() - number for number, end in enumerate(e for e in ends if len(e[0]) == 2)]

    def place(index: int) -> int:
        return index + bisect_left(longer, index)

    return [Edit(place(e.start), place(e.end), e.new.replace("\n", usual)) for e in edits]


def _value_of(text: str) -> Any:
    """Return what a text says now; raises `ValueError`."""
    parsed = yaml_text.parse(_BREAK.sub("\n", text.removeprefix(_MARK)))
    if faults := [fault for fault in parsed.faults if fault.rule != "yaml-empty"]:
        raise ValueError(faults[0].rule)
    return parsed.value or {}


def plainly(value: Any) -> Any:
    """Return a value as it is read from a file: texts, dicts and lists; None where it is absent."""
    if isinstance(value, Mapping):
        entries = ((str(key), plainly(each)) for key, each in value.items())
        return {key: each for key, each in entries if each is not None} or None
    if isinstance(value, list | tuple):
        return [each for each in map(plainly, value) if each is not None] or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None or value == "" else str(value)


def _with(value: Any, loc: Loc, wanted: Any) -> Any:
    """Return a value with another one at a location."""
    if not loc:
        return wanted
    key, *rest = loc
    if isinstance(key, str):
        if not isinstance(value, dict | None):
            raise ValueError(key)  # noqa: TRY004 - a wrong location
        below = _with((value or {}).get(key), tuple(rest), wanted)
        return {**(value or {}), key: below}
    items = list(value or ()) if isinstance(value, list | None) else None
    if items is None or not 0 <= key <= len(items):
        raise ValueError(str(key))
    items[key : key + 1] = [_with(items[key] if key < len(items) else None, tuple(rest), wanted)]
    return items
