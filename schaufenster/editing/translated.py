"""Notes in a file that its English texts fit its German ones, without touching anything else.

`en_of` beside `en` (and `of` in an English Markdown file) is the hash of the German text; as long
as it agrees, `check` is silent. Comments, order and line breaks of the file stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from schaufenster.content.model import hash_of
from schaufenster.output import OutputFile, output

_FRONT = re.compile(r"\A---[ ]*\n(.*?\n)---[ ]*\n(.*)\Z", re.DOTALL)
_OF = re.compile(r"^of:.*$", re.MULTILINE)


def translated_file(root: Path, path: str) -> tuple[OutputFile, int]:
    """Return the file at `path` with its marks renewed, and how many texts they cover.

    Raises `ValueError` where the file is no YAML or English Markdown file of the content.
    """
    text = (root / path).read_text(encoding="utf-8")
    if path.endswith(".en.md"):
        german = (root / f"{path.removesuffix('.en.md')}.de.md").read_text(encoding="utf-8")
        return output(path, mark_markdown(text, german), {path}), 1
    if not path.endswith(".yml"):
        raise ValueError(path)
    marked, count = mark_yaml(text)
    return output(path, marked, {path}), count


def mark_yaml(text: str) -> tuple[str, int]:
    """Return YAML text with `en_of` beside every `en`, and the number of such texts."""
    edits = sorted(_edits(text, yaml.compose(text, Loader=yaml.CBaseLoader)), reverse=True)
    for start, end, new in edits:
        text = text[:start] + new + text[end:]
    return text, len(edits)


def mark_markdown(english: str, german: str) -> str:
    """Return an English Markdown file whose `of` is the hash of the German file's body."""
    found, source = _FRONT.match(english), _FRONT.match(german)
    if not found or not source:
        raise ValueError("front matter")
    line = f"of: {hash_of(source.group(2))}"
    front = (
        _OF.sub(line, found.group(1))
        if _OF.search(found.group(1))
        else found.group(1) + line + "\n"
    )
    return f"---\n{front}---\n{found.group(2)}"


def _edits(text: str, node: yaml.Node | None) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and replacement of every mark that is to be written."""
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _edits(text, child)
    if not isinstance(node, yaml.MappingNode):
        return
    pairs = {key.value: (key, value) for key, value in node.value}
    for _, value in node.value:
        yield from _edits(text, value)
    german, english = pairs.get("de", (None, None))[1], pairs.get("en", (None, None))
    if not isinstance(german, yaml.ScalarNode) or not isinstance(english[1], yaml.ScalarNode):
        return
    if not english[1].value:
        return
    mark = hash_of(german.value)
    if "en_of" in pairs:
        old = pairs["en_of"][1]
        yield old.start_mark.index, old.end_mark.index, mark
    elif node.flow_style:
        end = english[1].end_mark.index
        yield end, end, f", en_of: {mark}"
    else:
        end = _end_of_line(text, english[1].end_mark.index)
        yield end, end, f"\n{' ' * english[0].start_mark.column}en_of: {mark}"


def _end_of_line(text: str, index: int) -> int:
    """Return the end of the last line with something on it before `index`."""
    last = len(text[:index].rstrip())
    end = text.find("\n", last)
    return len(text) if end < 0 else end
