"""A YAML text as a tree in which every part knows where it stands.

Made of libyaml's events and not of its nodes: those lose where an alias stands, and a block ends
for them at the next one, behind the comments between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

_KEEPS: Final = re.compile(r"[|>][1-9]?\+")


@dataclass(slots=True, eq=False)
class Node:
    """A value: `text[start:end]` without the comment behind it; `style` is that of a scalar.

    `anchor` is the name that stands before it, or that an alias repeats.
    """

    start: int
    end: int
    value: Any = None
    style: str = ""
    flow: bool = False
    anchor: str = ""
    alias: bool = False
    entries: list[Entry] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Return whether it is a mapping or a list in block style."""
        return bool(self.entries) and not self.flow and not self.alias

    @property
    def is_collection(self) -> bool:
        """Return whether it is a mapping or a list that stands here, not a repeated one."""
        return isinstance(self.value, dict | list) and not self.alias


@dataclass(slots=True, eq=False)
class Entry:
    """A key with its value, or an item of a list (`key` is None)."""

    key: Node | None
    node: Node

    @property
    def name(self) -> str:
        """Return the key."""
        return str(self.key.value) if self.key else ""

    @property
    def start(self) -> int:
        """Return where the key stands, or the item's value."""
        return (self.key or self.node).start


def tree_of(text: str) -> Node | None:
    """Return the root of a valid YAML text, None where nothing but comments is in it."""
    return _Builder(text).root()


class _Builder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.CBaseLoader))
        self._anchored: dict[str, Node] = {}

    def root(self) -> Node | None:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                return self._node(next(self._events))
        return None

    def _node(self, event: Any) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.AliasEvent):
            name = str(event.anchor)
            return Node(start, end, self._anchored[name].value, anchor=name, alias=True)
        if isinstance(event, yaml.ScalarEvent):
            style = event.style or ""
            if style in {"|", ">"}:
                end = self._block_end(start, end)
            node = Node(start, end, event.value, style)
        else:
            node = self._collection(event, start)
        if event.anchor:
            node.anchor = event.anchor
            self._anchored[event.anchor] = node
        return node

    def _collection(self, opening: Any, start: int) -> Node:
        node = Node(start, start, flow=bool(opening.flow_style))
        is_mapping = isinstance(opening, yaml.MappingStartEvent)
        closing: Any = None
        for event in self._events:
            closing = event
            if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                break
            first = self._node(event)
            if is_mapping:
                node.entries.append(Entry(first, self._node(next(self._events))))
            else:
                node.entries.append(Entry(None, first))
        node.end = closing.end_mark.index if node.flow else node.entries[-1].node.end
        present = [e for e in node.entries if not is_absent(e.node.value)]
        node.value = (
            {e.name: e.node.value for e in present}
            if is_mapping
            else [e.node.value for e in present]
        )
        return node

    def _block_end(self, start: int, end: int) -> int:
        """Return where the last line of a block of text ends."""
        raw = self._text[start:end]
        if _KEEPS.match(raw):
            return start + len(raw.removesuffix("\n"))
        return start + len(raw.rstrip())


def is_absent(value: Any) -> bool:
    """Return whether a value counts as not there, as `content.yaml_text` reads it."""
    return value is None or value == "" or (isinstance(value, dict | list) and not value)
