"""Takes entries and names out of a YAML file: comments, order and all else stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import yaml

from schaufenster.content.model import hash_of, mark_of
from schaufenster.editing.offboard.named import Named
from schaufenster.problems import Language

ENTRIES: Final = frozenset(
    "affiliations aliases clippings coordinator formerly former_names members organisers parent "
    "parties pictures sources subsidiaries was_at".split()
)
"""Fields of which an entry goes as a whole where it names somebody."""
ADDRESSES: Final = frozenset("contact email item phone registration source url website".split())
"""Fields that go as a whole: half an address leads nowhere."""
ITEMS: Final = "items"
"""The items of an edition: one goes with the record that it refers to."""
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)
_ADDRESS: Final = re.compile(r"[a-z0-9-]*-[a-z0-9-]+|https?://\S+")
"""A slug of several words, or an address: here a name is a part of the whole."""


class Edit(NamedTuple):
    """A piece of a text to be replaced."""

    start: int
    end: int
    new: str


class Pieces(NamedTuple):
    """The pieces of a collection with their places in the text, and which of them go."""

    flow: bool
    starts: list[int]
    ends: list[int]
    gone: set[int]


class YamlEdits:
    """The edits of one text; `removed_files` are the pictures whose entries go."""

    def __init__(
        self, text: str, named: Named, mark: dict[Language, str], languages: tuple[Language, ...],
        gone: frozenset[str], lang: Language = "",
    ) -> None:  # fmt: skip
        self.text, self.named, self.mark, self.languages = text, named, mark, languages
        self.gone, self.lang = gone, lang or languages[0]
        self.edits: set[Edit] = set()
        self.dropped: dict[int, Pieces] = {}
        self.removed_files: list[str] = []
        self.widens = False

    def result(self) -> str:
        """Return the text with everything taken out that names them."""
        node = yaml.compose(self.text, Loader=yaml.CBaseLoader)
        if node is not None:
            self._walk(node, self.lang)
        for pieces in self.dropped.values():
            self._drop(pieces)
        text = self.text
        for edit in _outermost(self.edits):
            text = text[: edit.start] + edit.new + text[edit.end :]
        mark = self.mark[self.lang]
        return _COMMENT.sub(lambda found: self.named.redacted(found[0], mark), text)

    def _walk(self, node: yaml.Node, lang: Language) -> None:
        if isinstance(node, yaml.ScalarNode):
            self._redact(node, lang)
        elif isinstance(node, yaml.SequenceNode):
            for child in node.value:
                self._walk(child, lang)
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                name = key.value
                if name == "imprint":  # what the law asks for is for people to decide
                    continue
                if name in ENTRIES or name == ITEMS:
                    self._entries(node, key, value)
                elif name in ADDRESSES and self._is_address(value):
                    self._drop_pair(node, key)
                else:
                    self._walk(value, name if name in self.languages else lang)
            self._renew_marks(node)

    def _entries(self, node: yaml.MappingNode, key: yaml.Node, value: yaml.Node) -> None:
        """Take the entries of a field out that name them; the field, if none is left."""
        whole = key.value != ITEMS
        if not isinstance(value, yaml.SequenceNode):
            if whole and self._is_named(value):
                self._drop_pair(node, key)
            elif not whole:
                self._walk(value, self.languages[0])
            return
        gone = [n for n in value.value if (self._is_named(n) if whole else self._is_gone(n))]
        if key.value == "members" and gone and len(gone) == len(value.value):
            self.widens = True  # an empty field selects everybody
        for entry in gone:
            self.removed_files += _files_in(entry) if key.value == "pictures" else ()
        if gone and len(gone) == len(value.value):
            self._drop_pair(node, key)
            return
        for entry in gone:
            self._drop_item(value, entry)
        for entry in value.value:
            if entry not in gone:
                self._walk(entry, self.languages[0])

    def _is_named(self, node: yaml.Node) -> bool:
        """Return whether something in a node names them."""
        return any(
            self.named.names_in(text)
            or text in self.named.slugs
            or (_ADDRESS.fullmatch(text) is not None and self.named.is_in_address(text))
            for text in _scalars(node)
        )

    def _is_address(self, node: yaml.Node) -> bool:
        """Return whether a node is an address of theirs, alone or with what belongs to it."""
        return any(self.named.in_links.search(text) for text in _scalars(node))

    def _is_gone(self, item: yaml.Node) -> bool:
        """Return whether an item of an edition is about a record that goes."""
        ref = {key.value: value for key, value in item.value}.get("ref") if item.value else None
        return isinstance(ref, yaml.ScalarNode) and ref.value in self.gone

    def _redact(self, node: yaml.ScalarNode, lang: Language) -> None:
        raw = self.text[node.start_mark.index : node.end_mark.index]
        new = self.named.redacted(raw, self.mark[lang])
        if new != raw:
            self.edits.add(Edit(node.start_mark.index, node.end_mark.index, new))

    def _renew_marks(self, node: yaml.MappingNode) -> None:
        """Keep marks of translations that held: both texts lost the same."""
        pairs = {key.value: value for key, value in node.value}
        first = pairs.get(self.languages[0])
        if not isinstance(first, yaml.ScalarNode):
            return
        old = hash_of(first.value)
        new = hash_of(self.named.redacted(first.value, self.mark[self.languages[0]]))
        for lang in self.languages[1:]:
            mark = pairs.get(mark_of(lang))
            if old != new and mark is not None and mark.value == old:
                self.edits.add(Edit(mark.start_mark.index, mark.end_mark.index, new))

    # ── whole pieces ─────────────────────────────────────────────────────────────────────────

    def _drop_pair(self, node: yaml.MappingNode, key: yaml.Node) -> None:
        """Take a field out of a mapping."""
        starts = [k.start_mark.index for k, _ in node.value]
        ends = [_end(v) for _, v in node.value]
        self._note(node, starts, ends, starts.index(key.start_mark.index))

    def _drop_item(self, node: yaml.SequenceNode, item: yaml.Node) -> None:
        """Take an entry out of a list."""
        starts = [child.start_mark.index for child in node.value]
        ends = [_end(child) for child in node.value]
        if not node.flow_style:  # the dash belongs to the entry
            starts = [self.text.rindex("-", 0, start) for start in starts]
        self._note(node, starts, ends, node.value.index(item))

    def _note(
        self, node: yaml.CollectionNode, starts: list[int], ends: list[int], index: int
    ) -> None:
        pieces = Pieces(node.flow_style, starts, ends, set())
        self.dropped.setdefault(id(node), pieces).gone.add(index)

    def _drop(self, pieces: Pieces) -> None:
        """Take pieces of a collection out, each up to the next one, the last ones from before."""
        starts, ends = pieces.starts, pieces.ends
        kept = [index for index in range(len(starts)) if index not in pieces.gone]
        last = kept[-1] if kept else -1
        for index in sorted(pieces.gone):
            start = self._line_start(starts[index])
            if not pieces.flow and not self.text[start : starts[index]].strip():
                self.edits.add(Edit(start, self._line_end(ends[index]), ""))
            elif index < last:  # also the first field of an entry, behind its dash
                self.edits.add(Edit(starts[index], starts[index + 1], ""))
            elif pieces.flow:
                self.edits.add(Edit(ends[last] if kept else starts[0], ends[-1], ""))
            else:
                self.edits.add(Edit(start, self._line_end(ends[index]), ""))

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        """Return the end of the last line with something on it before a place."""
        end = self.text.find("\n", len(self.text[:index].rstrip()))
        return len(self.text) if end < 0 else end + 1


def _end(node: yaml.Node) -> int:
    """Return the end of a node's last word: libyaml counts what follows a block to it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    end: int = node.end_mark.index
    return end


def _scalars(node: yaml.Node) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield node.value
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _scalars(child)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _scalars(value)


def _files_in(entry: yaml.Node) -> Iterator[str]:
    """Yield the file of a picture."""
    if isinstance(entry, yaml.MappingNode):
        yield from (value.value for key, value in entry.value if key.value == "file")


def _outermost(edits: set[Edit]) -> Iterator[Edit]:
    """Yield the edits from the end to the start, without those inside others."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda each: (each.start, -each.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    yield from reversed(kept)
