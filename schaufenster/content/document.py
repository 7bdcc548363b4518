"""A text of the content: its YAML, its values, and where in the file a fault of it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from schaufenster.content import yaml_text
from schaufenster.problems import Fault, Problem, field_name


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file, or a Markdown file with its front matter.

    `yaml` is the YAML text, `yaml_line` its first line in the file; `value` its values, None
    where a document is kept from build to build, since the records hold them; `body` the Markdown
    after the front matter and `body_line` its first line. A record of a hub stands in `file`, the
    copy of a cluster's open data, at `yaml_line`; `homes` are the clusters that have it.
    """

    path: str
    yaml: str
    value: Any
    yaml_line: int = 1
    body: str = ""
    body_line: int = 1
    file: str = ""
    homes: tuple[Mapping[str, Any], ...] = ()

    def locate(self, fault: Fault) -> Problem:
        """Return a fault of this document as a problem with line and column."""
        if fault.line and not fault.loc:
            line, column = fault.line, max(fault.column, 1)
        elif fault.line:
            line, column = self._inside(fault)
        else:
            line, column, _ = yaml_text.place(self.yaml, fault.loc, at_key=fault.at_key)
            line += self.yaml_line - 1
        path = self.file or self.path
        return Problem(path, line, column, field_name(fault.loc), fault.rule, fault.values)

    def _inside(self, fault: Fault) -> tuple[int, int]:
        """Return line and column in the file of a line inside a text (a `|` block has lines)."""
        line, column, node = yaml_text.place(self.yaml, fault.loc)
        if not isinstance(node, yaml.ScalarNode) or node.style != "|":
            return line + self.yaml_line - 1, column
        first_line = self.yaml.splitlines()[line]
        indent = len(first_line) - len(first_line.lstrip(" "))
        return line + fault.line + self.yaml_line - 1, indent + max(fault.column, 1)

    def in_body(self, fault: Fault) -> Problem:
        """Return a fault of the Markdown body as a problem with line and column."""
        line = self.body_line + max(fault.line, 1) - 1
        return Problem(self.path, line, max(fault.column, 1), "", fault.rule, fault.values)
