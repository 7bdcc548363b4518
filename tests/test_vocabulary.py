"""The vocabulary is true: every name of code that stands in it is in the code."""

from __future__ import annotations

import ast
import re

from tests.conftest import PROJECT

TERM = re.compile(r"`([A-Za-z_]+(?:\.[A-Za-z_]+)*)`")


def names_in_code() -> set[str]:
    """Return modules, classes, functions, fields and constants of the package."""
    names: set[str] = set()
    for file in (PROJECT / "schaufenster").rglob("*.py"):
        names |= {file.stem, file.parent.name}
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.AnnAssign | ast.Assign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def test_every_name_of_the_vocabulary_is_in_the_code() -> None:
    text = (PROJECT / "docs/vocabulary.md").read_text("utf-8")
    rows = [row.split("|") for row in text.splitlines() if row.startswith("|") and "---" not in row]
    columns = [row[3] if len(row) == 6 else row[2] for row in rows]
    found = {name for column in columns for name in TERM.findall(column)}
    known = names_in_code()
    assert len(found) > 60
    assert sorted(n for n in found if not set(n.split(".")) <= known) == []
