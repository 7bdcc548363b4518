"""YAML text to plain values, every scalar as the text that was typed, with lines and columns.

PyYAML's C parser composes the nodes; nothing is resolved to bool, number or date, so `07743`, `NO`
and `18:30` stay what they are (see docs/decisions.md, "Own YAML reading"). What is empty (`""`, an
empty mapping or list) counts as absent, because editing forms save it so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import yaml

from schaufenster.content.yaml_faults import CONTROL, MOST_FAULTS, check_characters, explain
from schaufenster.problems import Fault, Loc

MOST_NODES: Final = 20_000
MOST_ALIASES: Final = 20
MOST_DEPTH: Final = 12

# libyaml takes time by the square of its depth, and its composer recurses in C (the stack ends at
# 100,000). So nesting is counted first: brackets, and levels that open in one line.
_MOST_OPEN: Final = 500
_BRACKET = re.compile(r"[\[\]{}]")
_LEVELS = re.compile(r"(?:[-?:] +){100}")
_CUT = re.compile(r" +(#(?! ).*)")

_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class ParsedYaml:
    """The `value` of a YAML text in dicts, lists and str; None when all of it is absent.

    With `faults` there is no value; `warnings` are about a text that could be read.
    """

    value: Any = None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


class _Composer(yaml.CBaseLoader):
    """Composes nodes without resolving tags: a third faster."""

    def resolve(self, *_: object) -> str:
        """Return no tag: every scalar stays text; explicit tags are refused later."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Do nothing: only a resolver needs it."""

    def ascend_resolver(self) -> None:
        """Do nothing: only a resolver needs it."""


def parse(text: str) -> ParsedYaml:
    """Return the values of a YAML text, or why it cannot be read. Never raises."""
    faults = tuple(check_characters(text))
    if faults:
        return ParsedYaml(faults=faults)
    if _is_deep(text):
        return ParsedYaml(
            faults=(Fault("yaml-depth", values={"most": MOST_DEPTH}, line=1, column=1),)
        )
    try:
        node = yaml.compose(text, Loader=_Composer)
    except yaml.YAMLError as error:
        return ParsedYaml(faults=(explain(error, text),))
    if node is None:
        return ParsedYaml(faults=(Fault("yaml-empty", line=1, column=1),))
    reader = _Reader(text, marked="&" in text or "!" in text, commented=" #" in text)
    value = reader.value(node, 1)
    reader.refuse_unused()
    if reader.faults:
        return ParsedYaml(faults=tuple(reader.faults))
    return ParsedYaml(None if value is _ABSENT else value, warnings=tuple(reader.cuts.values()))


def place(text: str, loc: Loc, *, at_key: bool = False) -> tuple[int, int, yaml.Node | None]:
    """Return line and column (from 1), and the node, of the part `loc` of a valid YAML text.

    Where a part is missing, they are those of the part above it.
    """
    places = _places(text)
    for depth in range(len(loc), -1, -1):
        if found := places.get(loc[:depth]):
            key, node = found
            mark = (key if key is not None and at_key and depth == len(loc) else node).start_mark
            return mark.line + 1, mark.column + 1, node
    return 1, 1, None


_Places = dict[Loc, tuple[yaml.Node | None, yaml.Node]]


@lru_cache(maxsize=2)  # faults come file by file
def _places(text: str) -> _Places:
    """Return key and value of every part of a valid YAML text by its location."""
    places: _Places = {}
    todo: list[tuple[Loc, yaml.Node | None, yaml.Node]] = []
    if root := yaml.compose(text, Loader=_Composer):
        todo.append(((), None, root))
    while todo:
        loc, key, node = todo.pop()
        places[loc] = key, node
        todo += [((*loc, name), key, child) for name, key, child in _children(node)]
    return places


def _is_deep(text: str) -> bool:
    """Return whether a text is nested far deeper than it may be; brackets in words count too."""
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        if depth > _MOST_OPEN:
            return True
    return _LEVELS.search(text) is not None


@dataclass
class _Reader:
    """One walk over composed nodes: counts, refuses, converts.

    Only a text `marked` with `&` or `!` can have anchors and tags, only one with ` #` is
    `commented` after a value.
    """

    text: str
    marked: bool
    commented: bool
    faults: list[Fault] = field(default_factory=list)
    cuts: dict[int, Fault] = field(default_factory=dict)
    nodes: int = 0
    aliases: int = 0
    anchored: dict[int, yaml.Node] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)

    def value(self, node: yaml.Node, depth: int) -> Any:
        """Return the plain value of a node, or `_ABSENT`."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            return self.refuse_once(node, "yaml-nodes", most=MOST_NODES)
        if depth > MOST_DEPTH:
            return self.refuse_once(node, "yaml-depth", most=MOST_DEPTH)
        if self.marked and not self.plain(node):
            return _ABSENT
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if isinstance(node, yaml.SequenceNode):
            items = [self.value(child, depth + 1) for child in node.value]
            return [i for i in items if i is not _ABSENT] or _ABSENT
        assert isinstance(node, yaml.MappingNode)  # noqa: S101 - YAML has no fourth kind
        return self.mapping(node, depth)

    def plain(self, node: yaml.Node) -> bool:
        """Refuse tags, and too many aliases; return whether the node may be read."""
        index = node.start_mark.index
        first = self.text[index : index + 1]
        if first == "!" or (first == "&" and _tag_after_anchor(self.text, index)):
            self.refuse(node, "yaml-tag")
            return False
        if first == "&":
            if id(node) in self.anchored:
                self.aliases += 1
                self.repeated.add(id(node))
            self.anchored[id(node)] = node
        if self.aliases > MOST_ALIASES:
            self.refuse_once(node, "yaml-aliases", most=MOST_ALIASES)
            return False
        return True

    def scalar(self, node: yaml.ScalarNode) -> Any:
        """Return the text; an escaped control character is refused like the character itself."""
        control = CONTROL.search(node.value) if node.style == '"' else None
        if control:
            self.refuse(node, "yaml-control", code=f"{ord(control.group()):04X}")
            return _ABSENT
        if self.commented and node.style == "":
            self.cut(node)
        return node.value if node.value != "" else _ABSENT

    def cut(self, node: yaml.ScalarNode) -> None:
        """Add a warning for `#3` after a plain value: a comment for YAML, text for its author."""
        if comment := _CUT.match(self.text, node.end_mark.index):
            line, column = node.end_mark.line + 1, node.end_mark.column + 1
            values = {"lost": comment[1].rstrip()}
            column += comment.start(1) - comment.start()
            self.cuts[line] = Fault("comment-cuts", values=values, line=line, column=column)

    def mapping(self, node: yaml.MappingNode, depth: int) -> Any:
        """Return a dict; a key twice, a key that is no scalar, and `<<` are refused."""
        values: dict[str, Any] = {}
        keys: dict[str, yaml.ScalarNode] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value == "":
                self.refuse(key, "yaml-key")
                continue
            if key.value == "<<":
                self.refuse(key, "yaml-merge")
                continue
            if key.value in keys:
                first = keys[key.value].start_mark.line + 1
                self.refuse(key, "yaml-duplicate", key=key.value, first=first)
                continue
            if node.flow_style and _without_colon(key, child):
                self.refuse(key, "yaml-comma", key=key.value)
                continue
            keys[key.value] = key
            value = self.value(child, depth + 1)
            if value is not _ABSENT:
                values[key.value] = value
        return values or _ABSENT

    def refuse_unused(self) -> None:
        """Refuse what stands behind `&` and nothing repeats: to its author it was text."""
        if not self.faults:
            for number, node in self.anchored.items():
                if number not in self.repeated:
                    self.refuse(node, "yaml-anchor")

    def refuse(self, node: yaml.Node, rule: str, **values: object) -> None:
        """Add a fault at a node's line and column, unless there are many already."""
        if len(self.faults) >= MOST_FAULTS:
            return
        mark = node.start_mark
        self.faults.append(Fault(rule, values=values, line=mark.line + 1, column=mark.column + 1))

    def refuse_once(self, node: yaml.Node, rule: str, **values: object) -> Any:
        """Add a fault, unless its rule was already reported; return `_ABSENT`."""
        if all(f.rule != rule for f in self.faults):
            self.refuse(node, rule, **values)
        return _ABSENT


def _without_colon(key: yaml.ScalarNode, child: yaml.Node) -> bool:
    """Return whether a key of `{…}` has no colon: the rest of a text with a comma becomes one."""
    ends = key.end_mark.index
    return (
        isinstance(child, yaml.ScalarNode)
        and child.value == ""
        and (child.start_mark.index == child.end_mark.index == ends)
    )


def _tag_after_anchor(text: str, index: int) -> bool:
    return re.compile(r"&[\w-]+\s+!").match(text, index) is not None


def _children(node: yaml.Node) -> Iterator[tuple[str | int, yaml.Node | None, yaml.Node]]:
    """Yield name or index, key node and value node of what is not absent, as `parse` counts it."""
    if isinstance(node, yaml.SequenceNode):
        present = (child for child in node.value if not _is_absent(child))
        yield from ((index, None, child) for index, child in enumerate(present))
    elif isinstance(node, yaml.MappingNode):
        yield from ((key.value, key, child) for key, child in node.value)


def _is_absent(node: yaml.Node) -> bool:
    if isinstance(node, yaml.ScalarNode):
        return bool(node.value == "")
    if isinstance(node, yaml.SequenceNode):
        return all(map(_is_absent, node.value))
    return all(_is_absent(child) for _, child in node.value)
