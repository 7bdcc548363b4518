"""What a form or another program has dropped from a file when it wrote it whole.

Web editors and YAML libraries write a record anew: comments, order and quotes are gone, numbers
lose zeros. The values are taken from what they wrote, everything else from the version before.
"""

from __future__ import annotations

import re
from typing import Any, Final

from schaufenster.content import yaml_text
from schaufenster.yaml_edits.change import new_text, with_value
from schaufenster.yaml_edits.lists import matched
from schaufenster.yaml_edits.shape import Shape

_FRONT: Final = re.compile(r"\A(\ufeff?---[ ]*\r?\n)(.*?\r?\n|)(---[ ]*\r?\n)(.*)\Z", re.DOTALL)
_COMMENT: Final = re.compile(r"^[ ]*(#.*?)\s*$", re.MULTILINE)
_NUMBER: Final = re.compile(
    r"[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]?\.(inf|Inf|INF)|0x\w+"
)
_MARK: Final = "_of"


def restored(before: str | None, now: str, shape: Shape) -> str:
    """Return what a YAML file says `now`, written as it was `before`; a new one as ours are.

    A text that is no valid YAML is returned as it is: `check` tells what is wrong.
    """
    parsed = yaml_text.parse(_plain(now))
    if parsed.faults or not isinstance(parsed.value, dict):
        return now
    if before is None:
        return now if _COMMENT.search(now) else new_text(parsed.value, shape)
    old = yaml_text.parse(_plain(before))
    if old.faults or not isinstance(old.value, dict):
        return now
    return with_value(before, _joined(old.value, parsed.value), shape)


def restored_markdown(before: str | None, now: str, shape: Shape) -> str:
    """Return a Markdown file with its front matter restored; the text below is that of `now`."""
    new, old = _FRONT.match(now), _FRONT.match(before or "")
    if not new:
        return now
    if not old:
        return f"{new[1]}{restored(None, new[2], shape)}{new[3]}{new[4]}"
    body = old[4] if old[4].split() == new[4].split() else _spaced(old[4], new[4])
    return f"{old[1]}{restored(old[2], new[2], shape)}{old[3]}{body}"


def is_written_anew(before: str, now: str) -> bool:
    """Return whether a program wrote a file whole: no comment of the version before is left.

    Whoever edits by hand keeps some of them, and what they take away stays away.
    """
    return not set(_COMMENT.findall(before)) & set(_COMMENT.findall(now))


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _spaced(before: str, now: str) -> str:
    """Return a body with the blank lines above and the end that the one before had."""
    blank = before[: len(before) - len(before.lstrip("\r\n"))]
    return f"{blank}{now.strip()}\n"


def _joined(old: Any, new: Any) -> Any:
    """Return the new value; a text that only another reading has changed is the old one."""
    if isinstance(old, dict) and isinstance(new, dict):
        found = {key: _joined(old[key], each) if key in old else each for key, each in new.items()}
        return {**found, **_marks(old, found)}
    if isinstance(old, list) and isinstance(new, list):
        pairs = zip(matched(old, new), new, strict=True)
        return [item if at is None else _joined(old[at], item) for at, item in pairs]
    is_text = isinstance(old, str) and isinstance(new, str)
    return old if is_text and _number(old) is not None and _number(old) == _number(new) else new


def _marks(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return the marks of translations that stand as they were: no form shows them."""
    return {
        key: value
        for key, value in old.items()
        if key.endswith(_MARK) and key not in new
        if (lang := key.removesuffix(_MARK)) in new and old.get(lang) == new[lang]
    }


def _number(text: str) -> float | int | None:
    """Return the number that another reader takes a text for."""
    if not _NUMBER.fullmatch(text):
        return None
    plain = text.replace("_", "").replace(".inf", "inf").replace(".Inf", "inf")
    try:
        return int(plain, 0) if plain.startswith("0x") else float(plain.replace(".INF", "inf"))
    except (ValueError, OverflowError):
        return None
