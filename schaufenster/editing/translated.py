"""Marks the English texts of a file as up to date, without changing anything else.

`en_of` next to `en` (and `of` in an English Markdown file) is the hash of the German text; while
it agrees, `check` reports nothing. Comments, order, line ends and byte order mark do not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from schaufenster.content import yaml_text
from schaufenster.content.model import hash_of
from schaufenster.output import OutputFile, output

_FRONT = re.compile(r"\A---[ ]*\n(.*?\n)---[ ]*\n(.*)\Z", re.DOTALL)
_OF = re.compile(r"^of:.*$", re.MULTILINE)
_MARK = "\ufeff"


def translated_file(root: Path, path: str) -> tuple[OutputFile, int]:
    """Return the file at `path` with its marks renewed, and how many texts they cover.

    Raises `ValueError` where the file is no readable YAML or English Markdown file of the content,
    `OSError` where it is not there.
    """
    raw = (root / path).read_bytes().decode("utf-8")
    text = _plain(raw)
    if path.endswith(".en.md"):
        german = (root / f"{path.removesuffix('.en.md')}.de.md").read_bytes().decode("utf-8")
        marked, count = mark_markdown(text, _plain(german)), 1
    elif path.endswith(".yml"):
        try:
            marked, count = mark_yaml(text)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
    else:
        raise ValueError(path)
    return output(path, _as_it_was(marked, raw)), count


def mark_yaml(text: str) -> tuple[str, int]:
    """Return YAML text with `en_of` after every `en`, and the number of such texts."""
    if any(fault.rule != "yaml-empty" for fault in yaml_text.parse(text).faults):
        raise ValueError("no readable YAML")
    edits = set(_edits(text, yaml.compose(text, Loader=yaml.CBaseLoader)))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text, len(edits)


def mark_markdown(english: str, german: str) -> str:
    """Return an English Markdown file whose `of` is the hash of the German file's body."""
    target, source = _FRONT.match(english), _FRONT.match(german)
    if not target or not source:
        raise ValueError("front matter")
    mark, front = f"of: {hash_of(source.group(2))}", target.group(1)
    front = _OF.sub(mark, front) if _OF.search(front) else f"{front}{mark}\n"
    return f"---\n{front}---\n{target.group(2)}"


def _plain(raw: str) -> str:
    return raw.removeprefix(_MARK).replace("\r\n", "\n")


def _as_it_was(text: str, raw: str) -> str:
    """Return text with the line ends and the byte order mark that the file had."""
    if "\r\n" in raw:
        text = text.replace("\n", "\r\n")
    return _MARK + text if raw.startswith(_MARK) else text


def _edits(text: str, node: yaml.Node | None) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and replacement of every mark to write."""
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _edits(text, child)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _edits(text, value)
        pairs = {key.value: (key, value) for key, value in node.value}
        if "de" in pairs and "en" in pairs and isinstance(pairs["de"][1], yaml.ScalarNode):
            yield from _edit(text, node, pairs)


def _edit(
    text: str, node: yaml.MappingNode, pairs: dict[str, tuple[yaml.Node, yaml.Node]]
) -> Iterator[tuple[int, int, str]]:
    mark, (key, english) = hash_of(pairs["de"][1].value), pairs["en"]
    if not isinstance(english, yaml.ScalarNode) or not english.value:
        return
    if "en_of" in pairs:
        name, old = pairs["en_of"]
        if old.value:
            yield old.start_mark.index, old.end_mark.index, mark
        else:  # saved empty: the colon is there, the value is not
            colon = text.index(":", name.end_mark.index) + 1
            quoted = text[old.start_mark.index : old.end_mark.index].strip()
            yield colon, old.end_mark.index if quoted else colon, f" {mark}"
    elif english.start_mark.index < key.end_mark.index:  # `*alias`: its text is elsewhere
        between = ", " if node.flow_style else "\n" + " " * key.start_mark.column
        yield key.start_mark.index, key.start_mark.index, f"en_of: {mark}{between}"
    elif node.flow_style:
        end = english.end_mark.index
        yield end, end, f", en_of: {mark}"
    else:
        end = _end_of_line(text, english.end_mark.index)
        yield end, end, f"\n{' ' * key.start_mark.column}en_of: {mark}"


def _end_of_line(text: str, index: int) -> int:
    """Return the end of the last line with something on it before `index`."""
    last = len(text[:index].rstrip())
    end = text.find("\n", last)
    return len(text) if end < 0 else end
