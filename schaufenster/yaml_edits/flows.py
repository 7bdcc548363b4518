"""Edits of what stands in braces or brackets: it is a value on a line, and is written as one."""

from __future__ import annotations

from typing import Any

from schaufenster.yaml_edits import layout
from schaufenster.yaml_edits.lists import matched, unmoved
from schaufenster.yaml_edits.shape import Shape
from schaufenster.yaml_edits.tree import Entry, Node, is_absent


def flow_text(text: str, node: Node, wanted: Any, shape: Shape, *, spelt_out: bool = False) -> str:
    """Return a value in flow style as text that says `wanted`; what stays is copied from `text`.

    With `spelt_out` each anchor and alias is replaced by what it stands for.
    """
    return _Flow(text, spelt_out).value(node, wanted, shape)


class _Flow:
    def __init__(self, text: str, spelt_out: bool) -> None:  # noqa: FBT001
        self._text, self._spelt_out = text, spelt_out

    def value(self, node: Node, wanted: Any, shape: Shape) -> str:
        is_spelt = self._spelt_out and bool(node.anchor)
        if node.value == wanted and not self._spelt_out:
            return self._text[node.start : node.end]
        if isinstance(wanted, str):
            is_quoted = node.style in {"'", '"'} and isinstance(node.value, str) and not node.alias
            return layout.scalar(wanted, flow=True, quote=node.style if is_quoted else "")
        is_open = self._text[node.start] in "{[" and not node.alias and not is_spelt
        if not is_open or type(node.value) is not type(wanted):
            return layout.flow(wanted, shape)
        if isinstance(wanted, dict):
            return self._joined(node, self._pairs(node, wanted, shape))
        return self._joined(node, self._items(node, wanted, shape))

    def _pairs(
        self, node: Node, wanted: dict[str, Any], shape: Shape
    ) -> list[tuple[Entry | None, str]]:
        """Return the entries in their order, old ones with what they were."""
        staying = [e for e in node.entries if e.name in wanted or is_absent(e.node.value)]
        parts: list[tuple[Entry | None, str]] = [
            (entry, self._pair(entry, wanted, shape)) for entry in staying
        ]
        there = {entry.name for entry in node.entries}
        for name in reversed(layout.ordered(wanted.keys() - there, shape, wanted)):
            new = (
                f"{layout.scalar(name, flow=True)}: {layout.flow(wanted[name], shape.below(name))}"
            )
            before = layout.before(name, staying, shape) if staying else None
            place = [entry for entry, _ in parts].index(before) + 1 if before else 0
            parts.insert(place, (None, new))
        return parts

    def _pair(self, entry: Entry, wanted: dict[str, Any], shape: Shape) -> str:
        if entry.name not in wanted:
            return self._text[entry.start : entry.node.end]
        new = self.value(entry.node, wanted[entry.name], shape.below(entry.name))
        if entry.node.start == entry.node.end:  # the colon is there, the value is not
            return f"{layout.scalar(entry.name, flow=True)}: {new}"
        return self._text[entry.start : entry.node.start] + new

    def _items(self, node: Node, wanted: list[Any], shape: Shape) -> list[tuple[Entry | None, str]]:
        entries = [entry for entry in node.entries if not is_absent(entry.node.value)]
        found = matched(node.value, wanted)
        staying = unmoved(found)
        parts: list[tuple[Entry | None, str]] = []
        for index, item in zip(found, wanted, strict=True):
            entry = entries[index] if index is not None else None
            new = (
                self.value(entry.node, item, shape.item) if entry else layout.flow(item, shape.item)
            )
            parts.append((entry if index in staying else None, new))
        return parts

    def _joined(self, node: Node, parts: list[tuple[Entry | None, str]]) -> str:
        """Return entries with what stands between them: what stood before each old one stays."""
        if not node.entries:
            brackets = self._text[node.start] + self._text[node.end - 1]
            return brackets[0] + ", ".join(part for _, part in parts) + brackets[1]
        before = {
            entry: self._text[left.node.end : entry.start]
            for left, entry in zip(node.entries, node.entries[1:], strict=False)
        }
        new = self._text[node.start : node.entries[0].start]
        for number, (entry, part) in enumerate(parts):
            new += (before.get(entry, ", ") if entry else ", ") + part if number else part
        return new + self._text[node.entries[-1].node.end : node.end]
