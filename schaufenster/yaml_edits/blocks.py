"""Edits of blocks: mappings and lists of which each entry has lines of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from schaufenster.yaml_edits import layout
from schaufenster.yaml_edits.flows import flow_text
from schaufenster.yaml_edits.lists import matched, unmoved
from schaufenster.yaml_edits.shape import Shape
from schaufenster.yaml_edits.tree import Entry, Node, is_absent

_COMMENT: Final = re.compile(r"[ ]+#.*")
_INDENT: Final = re.compile(r"\n+( *)")


class Edit(NamedTuple):
    """What takes the place of `text[start:end]`."""

    start: int
    end: int
    new: str


@dataclass
class BlockEdits:
    """The edits by which a text comes to say something else.

    With `spelt_out` each anchor and alias is replaced by what it stands for.
    """

    text: str
    spelt_out: bool = False
    edits: list[Edit] = field(default_factory=list)

    def of(self, root: Node, wanted: dict[str, Any], shape: Shape) -> list[Edit]:
        """Return the edits in the order of their places."""
        if not wanted:
            for entry in root.entries:
                self._remove(entry.start, entry.node.end)
        elif root.value != wanted or (self.spelt_out and _has_anchors(root)):
            new = self._flow(root, wanted, shape) if root.flow else None
            if new:
                self._edit(root.start, root.end, new)
            elif root.flow or not self._mapping(root, wanted, shape):
                self._edit(root.start, root.end, layout.mapping(wanted, shape, 0))
        return sorted(self.edits, key=lambda edit: edit[:2])

    def _edit(self, start: int, end: int, new: str) -> None:
        self.edits.append(Edit(start, end, new))

    # ── places ───────────────────────────────────────────────────────────────────────────────

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end

    def _column(self, index: int) -> int:
        return index - self._line_start(index)

    def _is_inline(self, index: int) -> bool:
        """Return whether something stands before it on its line: the dash of an item."""
        return self.text[self._line_start(index) : index].strip() != ""

    # ── values ───────────────────────────────────────────────────────────────────────────────

    def _value(self, after: int, node: Node, wanted: Any, shape: Shape) -> None:
        """Change the value that follows the colon or dash before the index `after`."""
        is_spelt = self.spelt_out and bool(node.anchor)
        if node.value == wanted and not (self.spelt_out and _has_anchors(node)):
            return
        if node.is_collection and type(node.value) is type(wanted) and not is_spelt:
            if node.flow:
                if new := self._flow(node, wanted, shape):
                    self._edit(node.start, node.end, new)
                    return
            elif isinstance(wanted, dict):
                if self._mapping(node, wanted, shape):
                    return
            elif self._list(node, wanted, shape):
                return
        self._anew(after, node, wanted, shape)

    def _flow(self, node: Node, wanted: Any, shape: Shape) -> str | None:
        """Return a collection in braces or brackets as text, None where it needs a block."""
        if _has_breaks(wanted):
            return None
        new = flow_text(self.text, node, wanted, shape, spelt_out=self.spelt_out)
        width = self._line_end(node.end) - self._line_start(node.start) - (node.end - node.start)
        was_long = width + node.end - node.start > layout.WIDTH
        fits = "\n" in new or was_long or width + len(new) <= layout.WIDTH
        return new if fits else None

    def _anew(self, after: int, node: Node, wanted: Any, shape: Shape) -> None:
        """Write a value in place of another; the comment on the line of its key stays there."""
        is_block_text = node.style in {"|", ">"}
        at = node.end
        if is_block_text:
            at = node.start + len(re.match(r"[|>][0-9+-]*", self.text[node.start :])[0])  # type: ignore[index]
        elif node.is_block and self._line_start(node.start) > after:
            at = after
        comment = _COMMENT.match(self.text, at)
        end = node.end if is_block_text or at == after else comment.end() if comment else at
        if end < self._line_end(end) and self.text[end : self._line_end(end)].isspace():
            end = self._line_end(end)
        pad = self._column(self._own_start(after))
        inner = pad
        if is_block_text and (indent := _INDENT.search(self.text, node.start, node.end)):
            inner = max(len(indent[1]) - 2, pad)
        style = node.style
        if style == ">" and "\n" in str(wanted).rstrip() and "\n" not in str(node.value).rstrip():
            style = ""  # paragraphs and lists: their lines stay as they were typed
        new = self._written(after, wanted, shape, inner, style)
        if comment:
            first, line_end, rest = new.partition("\n")
            new = f"{first}{comment[0]}{line_end}{rest}"
        self._edit(after, max(end, after), new)

    def _written(self, after: int, wanted: Any, shape: Shape, pad: int, style: str) -> str:
        if self.text[after - 1] == "-" and isinstance(wanted, dict):
            return layout.item(wanted, shape, pad).removeprefix("-")
        return layout.after(wanted, shape, self._column(after), pad, style)

    def _own_start(self, after: int) -> int:
        """Return where the key or dash before an index begins: `- key:` begins at the key."""
        start = self._line_start(after)
        found = re.compile(r"[ ]*(?:- +)*").match(self.text, start, after)
        return min(found.end() if found else start, after - 1)

    # ── mappings ─────────────────────────────────────────────────────────────────────────────

    def _mapping(self, node: Node, wanted: dict[str, Any], shape: Shape) -> bool:
        """Change a mapping in block style; return whether an entry of it stayed."""
        staying = [e for e in node.entries if e.name in wanted or is_absent(e.node.value)]
        if not any(entry.name in wanted for entry in staying):
            return False
        for entry in staying:
            if entry.name in wanted:
                colon = self.text.index(":", (entry.key or entry.node).end) + 1
                self._value(colon, entry.node, wanted[entry.name], shape.below(entry.name))
        self._add_entries(node, staying, wanted, shape)
        gone = [entry for entry in node.entries if entry not in staying]
        if gone and gone[0] is node.entries[0] and self._is_inline(gone[0].start):
            self._remove_first(node, staying[0], gone)
        else:
            for entry in gone:
                self._remove(entry.start, entry.node.end)
        return True

    def _add_entries(
        self, node: Node, staying: list[Entry], wanted: dict[str, Any], shape: Shape
    ) -> None:
        """Write new entries, each behind the one that the model has before it."""
        there = {entry.name for entry in node.entries}
        pad = self._column(node.entries[0].start)
        space = " " * pad
        for name in layout.ordered(wanted.keys() - there, shape, wanted):
            new = layout.entry(name, wanted[name], shape.below(name), pad)
            if before := layout.before(name, staying, shape):
                end = self._line_end(before.node.end)
                self._edit(end, end, f"\n{space}{new}")
            elif self._is_inline(node.entries[0].start):
                self._edit(staying[0].start, staying[0].start, f"{new}\n{space}")
            else:
                start = self._line_start(staying[0].start)
                self._edit(start, start, f"{space}{new}\n")

    def _remove(self, start: int, end: int) -> None:
        """Take away the lines of an entry, with what stands behind it on its last line."""
        first, last = self._line_start(start), self._line_end(end)
        self._edit(max(first - 1, 0), last if first else min(last + 1, len(self.text)), "")

    def _remove_first(self, node: Node, stays: Entry, gone: Iterable[Entry]) -> None:
        """Take away entries of which the first stands on the line of its item's dash."""
        leading = node.entries[: node.entries.index(stays)]
        lines = [self._line_end(entry.node.end) for entry in leading]
        starts = [entry.start for entry in (*leading[1:], stays)]
        if all(self.text[a:b].isspace() for a, b in zip(lines, starts, strict=True)):
            self._edit(leading[0].start, stays.start, "")
        else:
            start = len(self.text[: leading[0].start].rstrip(" "))
            self._edit(start, lines[0], "")
            leading = leading[:1]
        for entry in gone:
            if entry not in leading:
                self._remove(entry.start, entry.node.end)

    # ── lists ────────────────────────────────────────────────────────────────────────────────

    def _list(self, node: Node, wanted: list[Any], shape: Shape) -> bool:
        """Change a list in block style; return whether that was possible.

        A list whose first dash stands behind another one is written anew: no record has any.
        """
        entries = [entry for entry in node.entries if not is_absent(entry.node.value)]
        found = matched(node.value, wanted)
        if not (staying := unmoved(found)):  # one is written over, so that the block stays
            found[0], staying = 0, frozenset([0])
        dashes = self._dashes(node)
        if self._is_inline(dashes[node.entries[0]]):
            return False
        pad = self._column(dashes[node.entries[0]])
        first = min(staying)
        above = self._line_end(entries[first - 1].node.end) if first else None
        first_start = self._line_start(dashes[entries[first]])
        last = above  # above the comments of the first item that stays
        for index, item in zip(found, wanted, strict=True):
            if index in staying:
                entry = entries[index or 0]
                self._value(dashes[entry] + 1, entry.node, item, shape.item)
                last = self._line_end(entry.node.end)
                continue
            new = layout.item(item, shape.item, pad)
            if (
                index is not None
                and node.value[index] == item
                and not _has_anchors(entries[index].node)
            ):
                moved = entries[index]
                new = self.text[dashes[moved] : self._line_end(moved.node.end)]
            if last is None:
                self._edit(first_start, first_start, f"{' ' * pad}{new}\n")
            else:
                self._edit(last, last, f"\n{' ' * pad}{new}")
        for index, entry in enumerate(entries):
            if index not in staying:
                self._remove(dashes[entry], entry.node.end)
        return True

    def _dashes(self, node: Node) -> dict[Entry, int]:
        """Return where the dash of each item stands."""
        dashes, end = {}, node.start
        for entry in node.entries:
            while self.text[end] != "-":  # behind the last item: blanks and comments
                end = self._line_end(end) + 1 if self.text[end] == "#" else end + 1
            dashes[entry] = end
            end = max(entry.node.end, end + 1)
        return dashes


def _has_anchors(node: Node) -> bool:
    if node.anchor:
        return True
    parts = (part for entry in node.entries for part in (entry.key, entry.node) if part)
    return any(map(_has_anchors, parts))


def _has_breaks(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_breaks, value.values()))
    if isinstance(value, list):
        return any(map(_has_breaks, value))
    return "\n" in value
