"""The texts of the program, in all languages: YAML files in this folder.

A table is read when the first of its texts is needed, so that commands start fast. `$SITE` is
replaced by `command_names.SITE`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from schaufenster import command_names

_COMMAND: Final = re.compile(r"\$([A-Z_]+)")


@cache
def words_of(table: str) -> Mapping[str, Any]:
    """Return a table by the name of its file; the innermost values are texts by language.

    Only the table `demo` also holds records and lists; it is not to be changed by callers.
    """
    text = Path(__file__).with_name(f"{table}.yml").read_text("utf-8")
    text = _COMMAND.sub(lambda name: getattr(command_names, name[1]), text)
    words: Mapping[str, Any] = yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - makes texts alone
    return words
