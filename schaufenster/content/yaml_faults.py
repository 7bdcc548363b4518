"""Why a text is no YAML: a rule, at the place of its cause.

libyaml tells where it can read no further. An unclosed quote began many lines above, a forgotten
colon stands in the line before; what people do most is looked for first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import yaml

from schaufenster.problems import Fault

MOST_FAULTS: Final = 50
"""As many faults of a kind are told of one file: who mends them sees the rest."""

CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_REFUSED = re.compile(rf"\t|{CONTROL.pattern}|^[ ]*(?:- +)*(?P<space>[{_SPACES}])", re.MULTILINE)
_CONFLICT = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
_DAMAGED = re.compile("\ufffd|Ã[\x80-\xbf„–œŸŒ“”‘’]|â€[œžŸ“”™˜¦\x80-\xbf]?|Â[§°µ]")
_GLUED = re.compile(rf"\s*(?:- +)*[A-Za-z_][\w-]*:(?:(?P<space>[{_SPACES}])|[^\s/])")
_FIELD = re.compile(r"^\s*(?:- +)*[A-Za-z_][\w-]*:(?:\s|$)", re.MULTILINE)
_BLANK = re.compile(r"\s*(?:#|$)")
_BULLET = re.compile(r"\s*([–—•·]|-(?=[A-Za-z]))")
_TRANSLATED = re.compile(r"\s*(?:de|en|en_of):\s")
_WORD = re.compile(r"\s*[A-Za-z_][\w-]*")

# Parts of libyaml's messages, the rules that explain them, and whether the place is where it began
# to read (the context) or where it stopped.
_EXPLAINED: Final = (
    ("while scanning a quoted scalar", "yaml-quote", True),
    ("found unknown escape character", "yaml-escape", False),
    ("did not find expected hexdecimal", "yaml-escape", False),
    ("mapping values are not allowed", "yaml-colon", False),
    ("found undefined alias", "yaml-unknown-alias", False),
    ("found duplicate anchor", "yaml-anchor", False),
    ("another document", "yaml-documents", False),
    ("expected <document start>", "yaml-documents", False),
    ("cannot start any token", "yaml-start", False),
    ("entries are not allowed", "yaml-start", False),
    ("keys are not allowed", "yaml-start", False),
    ("while parsing a block node", "yaml-start", False),
    ("while parsing a flow node", "yaml-start", False),
    ("while scanning an anchor", "yaml-start", True),
    ("while scanning an alias", "yaml-start", True),
    ("while scanning a directive", "yaml-start", True),
    ("while scanning a block scalar", "yaml-start", True),
    ("while scanning a tag", "yaml-tag", True),
    ("while parsing a tag", "yaml-tag", True),
    ("could not find expected ':'", "yaml-no-colon", True),
    ("did not find expected key", "yaml-indent", False),
    ("did not find expected '-' indicator", "yaml-indent", False),
    ("did not find expected ',' or", "yaml-bracket", True),
    ("while parsing a flow", "yaml-bracket", True),
)


def check_characters(text: str) -> Iterator[Fault]:
    """Yield a fault for the first character of each line that a YAML text may not hold."""
    if _REFUSED.search(text):
        yield from islice(_refused(text), MOST_FAULTS)


def _refused(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), 1):
        if match := _REFUSED.search(line):
            sign = match["space"] or match[0]
            rule = (
                "yaml-tab" if sign == "\t" else "yaml-space" if match["space"] else "yaml-control"
            )
            values = {} if sign == "\t" else {"code": f"{ord(sign):04X}"}
            yield Fault(rule, values=values, line=number, column=match.end())


def check_conflict(text: str) -> Iterator[Fault]:
    """Yield a fault where git left both versions of a place for a person to choose."""
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        yield Fault("conflict", values={"sign": conflict[1]}, line=line, column=1)


def check_letters(text: str) -> Iterator[Fault]:
    """Yield a fault for each letter that was read in one encoding and saved in another."""
    for damaged in islice(_DAMAGED.finditer(text), MOST_FAULTS):
        line = text.count("\n", 0, damaged.start()) + 1
        column = damaged.start() - text.rfind("\n", 0, damaged.start())
        yield Fault("mojibake", values={"signs": damaged[0]}, line=line, column=column)


def is_glued(value: object) -> bool:
    """Return whether a value is `field:text`, which is one word for YAML."""
    return isinstance(value, str) and _GLUED.match(value) is not None


def explain(error: yaml.YAMLError, text: str) -> Fault:
    """Return why a text could not be read, at the place of its cause."""
    problem, context = (getattr(error, name, None) or "" for name in ("problem", "context"))
    rule, begins = next(
        ((rule, begins) for part, rule, begins in _EXPLAINED if part in f"{context}: {problem}"),
        ("yaml", False),
    )
    stop = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if stop is None:
        return Fault(rule, line=1, column=1)
    lines = f"{text}\n\n".split("\n")  # libyaml may stop a line behind the last
    if cause := _cause(rule, stop, getattr(error, "context_mark", None), text, lines):
        return cause
    if "flow node" in context and not "".join(lines[stop.line :])[stop.column :].strip():
        return _unclosed(text)
    return _at(rule, error.context_mark if begins else stop, lines)  # type: ignore[attr-defined]


def _unclosed(text: str) -> Fault:
    """Return the fault of the last bracket of a text that ends inside it."""
    before = text[: max(text.rfind("["), text.rfind("{"), 0)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Fault("yaml-bracket", values={"sign": text[len(before) :][:1]}, line=line, column=column)


def _cause(rule: str, stop: Any, began: Any, text: str, lines: list[str]) -> Fault | None:
    """Return what people do most that makes libyaml stop where it did, or None."""
    if rule in {"yaml-indent", "yaml-colon"} and (dash := _dash(lines, stop.line)):
        return dash
    if rule in {"yaml-indent", "yaml-bracket"}:
        if not lines[stop.line][stop.column :].startswith(":"):
            return _after_value(stop, text, lines)
        if rule == "yaml-indent":
            return _at("yaml-key", stop, lines)
        return _at("yaml-colon", stop, lines) if stop.line == began.line else None
    if rule == "yaml-no-colon":
        return _glued(lines, began.line)
    is_field = rule == "yaml-colon" and _WORD.fullmatch(lines[stop.line][: stop.column])
    return _continued(lines, stop.line) if is_field else None


def _continued(lines: list[str], number: int) -> Fault | None:
    """Return why a field's line goes on with the line above, None if there is none above."""
    above = _above(lines, number)
    if above is None:
        return None
    odd = above if _lost_indent(lines, above, number) else number
    indent = Fault("yaml-indent", line=odd + 1, column=_indent(lines[odd]) + 1)
    return _glued(lines, above) or _no_field(lines, above) or indent


def _above(lines: list[str], number: int) -> int | None:
    """Return the number of the nearest line above that holds something, None at the top."""
    return next((n for n in range(number - 1, -1, -1) if not _BLANK.match(lines[n])), None)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _lost_indent(lines: list[str], number: int, below: int) -> bool:
    """Return whether a line stands further left than it should, as those around it show."""
    above = _above(lines, number)
    if above is None:
        return False
    begins = lines[above].rstrip().endswith(":") and _indent(lines[above]) == _indent(lines[number])
    translates = _TRANSLATED.match(lines[number]) and _indent(lines[above]) == _indent(lines[below])
    return begins or bool(translates)


def _dash(lines: list[str], number: int) -> Fault | None:
    """Return the fault of an entry of a list that begins with another sign than YAML's."""
    mark = _BULLET.match(lines[number])
    return Fault("yaml-dash", line=number + 1, column=mark.end()) if mark else None


def _no_field(lines: list[str], number: int) -> Fault | None:
    """Return the fault of a line that is neither a field nor an entry nor a text that goes on."""
    if dash := _dash(lines, number):
        return dash
    line = lines[number]
    above = _above(lines, number)
    goes_on = above is not None and _indent(lines[above]) < _indent(line) and ": " in lines[above]
    if _FIELD.match(line) or line.lstrip().startswith("- ") or goes_on:
        return None
    return Fault("yaml-no-colon", line=number + 1, column=_indent(line) + 1)


def _after_value(stop: Any, text: str, lines: list[str]) -> Fault | None:
    """Return the fault of a text in quotes or of a bracket that ends too early, or None."""
    before = lines[stop.line][: stop.column].rstrip()
    if before.endswith(('"', "'")):
        quoted = _quoted_before(stop, text)
        if quoted is None or text[quoted.end_mark.index : stop.index].strip():
            return None
        inside = text[quoted.start_mark.index : quoted.end_mark.index]
        if _FIELD.search(inside.partition("\n")[2]):
            return _at("yaml-quote", quoted.start_mark, lines)
    elif not before.endswith(("]", "}")):
        return None
    values = {"sign": before[-1]}
    return Fault("yaml-after", values=values, line=stop.line + 1, column=len(before))


def _quoted_before(stop: Any, text: str) -> Any:
    """Return the last token in quotes before a mark."""
    last = None
    try:
        for token in yaml.scan(text, Loader=yaml.CBaseLoader):
            if token.start_mark.index >= stop.index:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in {'"', "'"}:
                last = token
    except yaml.YAMLError:
        pass  # it stops there at the latest
    return last


def _glued(lines: list[str], number: int) -> Fault | None:
    """Return the fault of a line `field:text`, None for any other line."""
    glued = _GLUED.match(lines[number])
    if not glued:
        return None
    if space := glued["space"]:
        code = {"code": f"{ord(space):04X}"}
        return Fault("yaml-space", values=code, line=number + 1, column=glued.end())
    return Fault("yaml-glued", line=number + 1, column=glued.end() - 1)


def _at(rule: str, mark: Any, lines: list[str]) -> Fault:
    sign = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
    return Fault(rule, values={"sign": sign}, line=mark.line + 1, column=mark.column + 1)
