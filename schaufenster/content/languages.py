"""The languages of a cluster, as its file names them: they decide how all other files are read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from schaufenster.content import yaml_text
from schaufenster.problems import Language

IDENTITY: Final = "content/cluster.yml"
ASSUMED: Final[tuple[Language, ...]] = ("de", "en")
"""The languages of a cluster whose file names none or names them wrongly, which is told."""
CODE: Final = "^[a-z]{2,3}$"
"""The pattern of a language's code."""
_LINE: Final = re.compile(r"^languages:((?:\s+-\s+[a-z]+)+|\s*\[[a-z, ]+\])", re.MULTILINE)


def languages_in(value: Any) -> tuple[Language, ...]:
    """Return the languages that the values of a cluster's file name, the first one first."""
    named = value.get("languages") if isinstance(value, dict) else None
    if not isinstance(named, list) or len(set(map(str, named))) < len(named):
        return ASSUMED
    is_code = all(isinstance(code, str) and re.fullmatch(CODE, code) for code in named)
    return tuple(named) if named and is_code else ASSUMED


def languages_at(root: Path) -> tuple[Language, ...]:
    """Return the languages of the cluster in a folder; `ASSUMED` if none can be read."""
    return named_at(root) or ASSUMED


def named_at(root: Path) -> tuple[Language, ...]:
    """Return the languages that the file of a cluster names, also one that is broken elsewhere."""
    try:
        text = (root / IDENTITY).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ()
    value = yaml_text.parse(text).value
    if not isinstance(value, dict) and (line := _LINE.search(text)):
        value = {"languages": re.findall(r"\w+", line[1])}
    return languages_in(value) if isinstance(value, dict) else ()
