"""Contributed Markdown as plain text: for descriptions, counts and the text part of mails."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from schaufenster.sanitize.text import prose, tree

_INLINE = frozenset({"strong", "em", "a", "code", "br"})
_SPACE = re.compile("[ \t\n]+")
_SPACE_AT_BREAK = re.compile(" *\n *")


def plain(markdown_text: str, *, home: str = "", targets: bool = True) -> str:
    """Return the text of contributed Markdown without markup.

    Blocks are parted by a blank line, list items start with "– " (numbered ones with their
    number), links read "text (address)", or without `targets` "text"; `home` as in `prose`. The
    only control character is the line feed.
    """
    root = tree(prose(markdown_text, home=home))
    if root is not None and not targets:
        etree.strip_attributes(root, "href")
    return "" if root is None else "\n\n".join(_blocks(root))


def _blocks(parent: etree._Element) -> Iterator[str]:
    """Yield the blocks of an element: runs of inline content, lists, tables, code."""
    run = _SPACE.sub(" ", parent.text or "")
    for child in parent:
        if child.tag not in _INLINE:
            yield from _run(run)
            yield from _block(child)
            run = ""
        else:
            run += _inline(child)
        run += _SPACE.sub(" ", child.tail or "")
    yield from _run(run)


def _block(block: etree._Element) -> Iterator[str]:
    match block.tag:
        case "ul":
            yield "\n".join(_item(item, "– ") for item in block)
        case "ol":
            yield "\n".join(_item(item, f"{n}. ") for n, item in enumerate(block, 1))
        case "table":
            rows = (" | ".join(map(_cell, row)) for row in block.iter("tr"))
            yield "\n".join(rows)
        case "pre":
            yield "".join(map(str, block.itertext())).strip("\n")
        case _:
            yield from _blocks(block)


def _item(item: etree._Element, mark: str) -> str:
    """Return a list item; what follows its first line stands below the text, not the mark."""
    return mark + "\n".join(_blocks(item)).replace("\n", "\n" + " " * len(mark))


def _cell(cell: etree._Element) -> str:
    return next(_blocks(cell), "")


def _run(run: str) -> Iterator[str]:
    text = _SPACE_AT_BREAK.sub("\n", run).strip(" \n")
    if text:
        yield text


def _inline(element: etree._Element) -> str:
    if element.tag == "br":
        return "\n"
    text = _SPACE.sub(" ", element.text or "")
    for child in element:
        text += _inline(child) + _SPACE.sub(" ", child.tail or "")
    address = element.get("href", "")
    if address.startswith("mailto:"):
        address = address.removeprefix("mailto:").partition("?")[0]
    return f"{text} ({address})" if address and address != text else text
