"""Marks the translations of a file as up to date, without changing anything else.

`LANG_of` next to `LANG` (and `of` in a Markdown file of a translation) is the hash of the text in
the first language; while it agrees, `check` reports nothing. Comments, order, line ends and byte
order mark do not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from schaufenster.content import yaml_text
from schaufenster.content.languages import languages_at
from schaufenster.content.model import hash_of, mark_of
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.yaml_edits.layout import scalar

_FRONT = re.compile(r"\A---[ ]*\n(.*?\n)---[ ]*\n(.*)\Z", re.DOTALL)
_OF = re.compile(r"^of:.*$", re.MULTILINE)
_MARK = "\ufeff"


def translated_file(root: Path, path: str) -> tuple[OutputFile, int]:
    """Return the file at `path` with its marks renewed, and how many texts they cover.

    Raises `ValueError` where the file is no readable YAML and no Markdown file of a translation,
    `OSError` where it is not there.
    """
    raw = (root / path).read_bytes().decode("utf-8")
    text, languages = _plain(raw), languages_at(root)
    if path.endswith(tuple(f".{lang}.md" for lang in languages[1:])):
        stem = path.removesuffix(".md").rpartition(".")[0]
        source = (root / f"{stem}.{languages[0]}.md").read_bytes().decode("utf-8")
        marked, count = mark_markdown(text, _plain(source)), 1
    elif path.endswith(".yml"):
        try:
            marked, count = mark_yaml(text, languages)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
    else:
        raise ValueError(path)
    return output(path, _as_it_was(marked, raw)), count


def mark_yaml(text: str, languages: tuple[Language, ...]) -> tuple[str, int]:
    """Return YAML text with `LANG_of` after every translation, and the number of translations."""
    if any(fault.rule != "yaml-empty" for fault in yaml_text.parse(text).faults):
        raise ValueError("no readable YAML")
    edits = set(_edits(text, yaml.compose(text, Loader=yaml.CBaseLoader), languages))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text, len(edits)


def mark_markdown(translation: str, text: str) -> str:
    """Return the Markdown file of a translation whose `of` is the hash of the text's body."""
    target, source = _FRONT.match(translation), _FRONT.match(text)
    if not target or not source:
        raise ValueError("front matter")
    mark, front = f"of: {scalar(hash_of(source.group(2)))}", target.group(1)
    front = _OF.sub(mark, front) if _OF.search(front) else f"{front}{mark}\n"
    return f"---\n{front}---\n{target.group(2)}"


def _plain(raw: str) -> str:
    return raw.removeprefix(_MARK).replace("\r\n", "\n")


def _as_it_was(text: str, raw: str) -> str:
    """Return text with the line ends and the byte order mark that the file had."""
    if "\r\n" in raw:
        text = text.replace("\n", "\r\n")
    return _MARK + text if raw.startswith(_MARK) else text


def _edits(
    text: str, node: yaml.Node | None, languages: tuple[Language, ...]
) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and replacement of every mark to write."""
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _edits(text, child, languages)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _edits(text, value, languages)
        pairs = {key.value: (key, value) for key, value in node.value}
        first, *others = languages
        if first in pairs and isinstance(pairs[first][1], yaml.ScalarNode):
            mark = scalar(hash_of(pairs[first][1].value))
            for lang in [lang for lang in others if lang in pairs]:
                yield from _edit(text, node, pairs, lang, mark)


def _edit(
    text: str,
    node: yaml.MappingNode,
    pairs: dict[str, tuple[yaml.Node, yaml.Node]],
    lang: Language,
    mark: str,
) -> Iterator[tuple[int, int, str]]:
    key, translation = pairs[lang]
    field = mark_of(lang)
    if not isinstance(translation, yaml.ScalarNode) or not translation.value:
        return
    if field in pairs:
        name, old = pairs[field]
        if old.value:
            yield old.start_mark.index, old.end_mark.index, mark
        else:  # saved empty: the colon is there, the value is not
            colon = text.index(":", name.end_mark.index) + 1
            quoted = text[old.start_mark.index : old.end_mark.index].strip()
            yield colon, old.end_mark.index if quoted else colon, f" {mark}"
    elif translation.start_mark.index < key.end_mark.index:  # `*alias`: its text is elsewhere
        between = ", " if node.flow_style else "\n" + " " * key.start_mark.column
        yield key.start_mark.index, key.start_mark.index, f"{field}: {mark}{between}"
    elif node.flow_style:
        end = translation.end_mark.index
        yield end, end, f", {field}: {mark}"
    else:
        end = _end_of_line(text, translation.end_mark.index)
        yield end, end, f"\n{' ' * key.start_mark.column}{field}: {mark}"


def _end_of_line(text: str, index: int) -> int:
    """Return the end of the last line with something on it before `index`."""
    last = len(text[:index].rstrip())
    end = text.find("\n", last)
    return len(text) if end < 0 else end
