"""How a value is written: as the project's own files are, two columns deep, 100 wide.

A text stays plain where every reader of YAML 1.2 (and 1.1, but for times of day) gives it back
letter by letter; `07743`, `NO` and `87e25219` are quoted. Long texts are folded blocks, those of
several lines literal ones.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from typing import Any, Final

from schaufenster.content.yaml_faults import CONTROL
from schaufenster.yaml_edits.shape import Shape
from schaufenster.yaml_edits.tree import Entry

WIDTH: Final = 100
_STEP: Final = 2
_INDICATOR: Final = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`=~.\s]|<<")
_BREAKS: Final = re.compile(r":(?=\s|$)|\s#|\s$|[\n\t]")
_ODD: Final = re.compile(rf"\t|{CONTROL.pattern}")
_SPACE_FIRST: Final = re.compile(r" *[^\S ]")
_IN_FLOW: Final = re.compile(r"[,\[\]{}?]|:(?=[,\[\]{}])")
_WORD: Final = re.compile(r"(?i:null|true|false|yes|no|on|off|y|n)")
_NUMBER: Final = re.compile(r"[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|0[xob][0-9a-fA-F_]+")
_EVEN_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,14}|(0|[1-9][0-9]{0,9})\.[0-9]{0,4}[1-9]")
_STAMP: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt\s].*)?")
_FLAGS: Final = frozenset(("true", "false"))


def scalar(text: str, *, flow: bool = False, quote: str = "") -> str:
    """Return a text on one line: plain where possible, else quoted; `quote` is the wanted one."""
    if not quote and is_plain(text, flow=flow):
        return text
    is_single = quote == "'" or (not quote and ('"' in text or "\\" in text))
    if is_single and not _ODD.search(text) and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Return whether a text needs no quotes in any reader."""
    if not text or _INDICATOR.match(text) or _BREAKS.search(text) or _ODD.search(text):
        return False
    if flow and _IN_FLOW.search(text):
        return False
    if _WORD.fullmatch(text):
        return text in _FLAGS
    if _STAMP.fullmatch(text):
        return _is_day(text)
    return not _NUMBER.fullmatch(text) or bool(_EVEN_NUMBER.fullmatch(text))


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def folded(text: str, pad: int) -> str | None:
    """Return a text as a folded block (`>`), its lines `pad` deep; None where it cannot be one."""
    body, end = _ended(text)
    if end is None or any(line != line.strip() for line in _lines(body)):
        return None
    parts = re.split(r"(\n+)", body)
    parts[::2] = ("\n".join(_wrapped(part, WIDTH - pad)) for part in parts[::2])
    parts[1::2] = (f"{breaks}\n" for breaks in parts[1::2])  # folding takes one of them away
    return f">{end}\n" + _indented("".join(parts), pad)


def literal(text: str, pad: int) -> str | None:
    """Return a text as a literal block (`|`), its lines `pad` deep; None where it cannot be one."""
    body, end = _ended(text)
    if end is None or body.startswith(" ") or any(line != line.rstrip() for line in _lines(body)):
        return None
    if any(_SPACE_FIRST.match(line) for line in _lines(body)):
        return None
    return f"|{end}\n" + _indented(body, pad)


def _ended(text: str) -> tuple[str, str | None]:
    """Return a text without its last line break, and the sign for that; None if it is no block."""
    body = text.removesuffix("\n")
    if not body or body[0] == "\n" or body[-1] == "\n" or _ODD.search(body):
        return body, None
    return body, "-" if body == text else ""


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _wrapped(line: str, width: int) -> list[str]:
    """Return the lines of a paragraph; it breaks at single spaces, which folding gives back."""
    lines: list[str] = []
    for word in re.split(r"(?<=\S) (?=\S)", line):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _indented(text: str, pad: int) -> str:
    return "\n".join(" " * pad + line if line else "" for line in _lines(text))


def text_after(text: str, used: int, pad: int, style: str = "") -> str:
    """Return a text to stand after `used` columns, in the style of the one before if that fits."""
    if style in {">", "|"}:
        block = folded(text, pad) if style == ">" else literal(text, pad)
        if block:
            return block
    line = scalar(text, quote=style if style in {"'", '"'} else "")
    if "\n" in text:
        return literal(text, pad) or line
    return line if used + len(line) <= WIDTH or " " not in text else folded(text, pad) or line


def flow(value: Any, shape: Shape) -> str:
    """Return a value in flow style, on one line."""
    if isinstance(value, dict):
        pairs = (
            f"{scalar(key, flow=True)}: {flow(value[key], shape.below(key))}"
            for key in ordered(value, shape, value)
        )
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(flow(item, shape.item) for item in value)}]"
    return scalar(value, flow=True)


def entry(key: str, value: Any, shape: Shape, pad: int, style: str = "") -> str:
    """Return `key: value`, to stand `pad` deep: without spaces before its first line."""
    name = scalar(key)
    return f"{name}:{after(value, shape, pad + len(name) + 1, pad, style)}"


def item(value: Any, shape: Shape, pad: int) -> str:
    """Return `- value`, its dash to stand `pad` deep."""
    if isinstance(value, dict):
        return f"- {mapping(value, shape, pad + _STEP)}"
    return f"-{after(value, shape, pad + 1, pad)}"


def mapping(value: dict[str, Any], shape: Shape, pad: int) -> str:
    """Return the entries of a mapping in the model's order, the first without spaces before it."""
    lines = (entry(key, value[key], shape.below(key), pad) for key in ordered(value, shape, value))
    return f"\n{' ' * pad}".join(lines)


def after(value: Any, shape: Shape, used: int, pad: int, style: str = "") -> str:
    """Return what stands behind a colon or dash, with the space or line break before it."""
    if isinstance(value, str):
        if not shape.in_blocks:
            return " " + scalar(value)
        return " " + text_after(value, used + 1, pad + _STEP, style)
    if on_a_line(value, shape) and used + 1 + len(line := flow(value, shape)) <= WIDTH:
        return f" {line}"
    inner = pad + _STEP
    space = f"\n{' ' * inner}"
    if isinstance(value, dict):
        return space + mapping(value, shape, inner)
    return "".join(space + item(each, shape.item, inner) for each in value)


def on_a_line(value: Any, shape: Shape) -> bool:
    """Return whether a value may be in flow style: words of a list, or a text by language."""
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return shape.is_by_language and all(
        isinstance(each, str) and "\n" not in each for each in value.values()
    )


def ordered(names: Iterable[str], shape: Shape, as_given: Iterable[str]) -> list[str]:
    """Return keys in the order of the model; those it does not know come last, as given."""
    places = [*shape.names, *(name for name in as_given if name not in shape.names)]
    return sorted(names, key=places.index)


def before(name: str, entries: list[Entry], shape: Shape) -> Entry | None:
    """Return the entry behind which a new key belongs; None where it belongs before all."""
    known = {key: index for index, key in enumerate(shape.names)}
    if name not in known:
        return entries[-1]
    earlier = [entry for entry in entries if known.get(entry.name, len(known)) < known[name]]
    return max(earlier, key=lambda entry: known[entry.name], default=None)
