"""HTML of others as Markdown that `prose` shows: paragraphs, lists, links and emphasis, no more."""

from __future__ import annotations

import re
from typing import Any, Final

import nh3
from lxml import html

from schaufenster.sanitize.line import visible
from schaufenster.sanitize.links import link_fault

_TAGS: Final = frozenset(
    [
        "a",
        "article",
        "b",
        "blockquote",
        "br",
        "div",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "i",
        "li",
        "ol",
        "p",
        "section",
        "strong",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_DROPPED: Final = frozenset("script style head title iframe object noscript template".split())
_CLEANER: Final = nh3.Cleaner(
    tags=set(_TAGS), clean_content_tags=set(_DROPPED), attributes={"a": {"href"}}, link_rel=None
)
_SIGNS: Final = re.compile(r"[\\`*_\[\]<>|~]|!(?=\[)")
_START: Final = re.compile(r"^(?=[#+>=-])|^(\d{1,9})(?=[.)])", re.MULTILINE)
_BLOCKS: Final = frozenset("p div section article h1 h2 h3 h4 h5 h6 ul ol blockquote tr".split())
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_MARKS: Final = {"strong": "**", "b": "**", "em": "*", "i": "*"}


def markdown_of(raw: str) -> str:
    """Return contributed HTML, or plain text, as Markdown; pictures and scripts are left out."""
    tree = html.fragment_fromstring(_CLEANER.clean(raw) or "", create_parent="div")
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(_blocks(tree))).strip()


def text_of(raw: str) -> str:
    """Return the words of HTML or plain text on one line."""
    tree = html.fragment_fromstring(_CLEANER.clean(raw) or "", create_parent="div")
    for block in tree.iter():
        if block.tag in _BLOCKS | {"br", "li", "td", "th"}:
            block.tail = f" {block.tail or ''}"
    return _SPACES.sub(" ", visible(str(tree.text_content()))).strip()


def _blocks(element: Any) -> list[str]:
    """Return the blocks of an element: what stands between blocks is one of its own."""
    found: list[str] = []
    line = _escaped(element.text)
    for child in element:
        if child.tag in _BLOCKS or child.tag == "li":
            found += [_escaped_start(line)]
            found += _block(child)
            line = _escaped(child.tail)
        else:
            line += _inline(child) + _escaped(child.tail)
    found.append(_escaped_start(line))
    return [block for block in found if block.strip()]


def _block(element: Any) -> list[str]:
    tag = element.tag
    stray = [element.text, *(child.tail for child in element)]
    is_list = (
        all(child.tag == "li" for child in element) and not "".join(filter(None, stray)).strip()
    )
    if tag in {"ul", "ol"} and is_list:
        items = [_blocks(item) for item in element]
        return ["\n".join(f"{_mark(tag, n)} {_item(parts)}" for n, parts in enumerate(items, 1))]
    inner = _blocks(element)
    if tag[0] == "h" and inner:
        level = "##" if tag in {"h1", "h2"} else "###"
        return [f"{level} {' '.join(inner).replace(chr(10), ' ')}"]
    if tag == "blockquote":
        return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(inner).split("\n"))]
    return inner


def _mark(tag: str, number: int) -> str:
    return "-" if tag == "ul" else f"{number}."


def _item(parts: list[str]) -> str:
    return " ".join(part.replace("\n", " ") for part in parts)


def _inline(element: Any) -> str:
    if element.tag == "br":
        return "  \n"
    inner = _escaped(element.text)
    inner += "".join(_inline(child) + _escaped(child.tail) for child in element)
    bare = inner.strip()
    if not bare:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    if element.tag == "a":
        target = element.get("href", "").replace(" ", "%20")
        is_link = target and not link_fault(target) and not re.search(r"[()<>]", target)
        return f"{before}[{bare}]({target}){after}" if is_link else inner
    mark = _MARKS.get(element.tag, "")
    return f"{before}{mark}{bare}{mark}{after}" if "\n" not in bare else inner


def _escaped(text: str | None) -> str:
    return _SIGNS.sub(r"\\\g<0>", _SPACES.sub(" ", visible(text or "")))


def _escaped_start(line: str) -> str:
    """Return a paragraph whose lines do not begin like a heading, a list or a quotation."""
    lines = [part.strip(" ") + ("  " if part.endswith("  ") else "") for part in line.split("\n")]
    return _START.sub(lambda m: f"{m[1] or ''}\\", "\n".join(lines).strip())
