"""Copies of finished pages: they open from a folder, and show where two versions differ.

Pages are rendered from values, and nothing else reads them back; these copies must, because they
show what was built, down to the last sign, and two versions of a page know nothing of each other.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Any, Final

from lxml import etree, html

MARK: Final = "data-changed"
"""The attribute of what differs; `ANCHOR` leads to the first such element."""
ANCHOR: Final = "geaendert"
SHEET: Final = "changed.css"
MOST_BLOCKS: Final = 4000
"""Pages with more blocks are shown without marks: comparing takes time by the square."""
_LINK: Final = re.compile(r'(?<=\s)(href|src)="(/(?!/)[^"#?]*)')
_SOURCES: Final = re.compile(r'(?<=\s)srcset="([^"]*)"')
_MODULE: Final = re.compile(r'<script\b[^>]*\stype="module"[^>]*></script>\n?')
_BLOCKS: Final = frozenset("p li h1 h2 h3 h4 dt dd th td figure img summary article".split())
_ENTRIES: Final = frozenset("article li tr a dd".split())
_COVERED: Final = ("sf-offer", "sf-story", "sf-member", "sf-tile")

Place = Callable[[str], str]
"""Returns where a file of the site lies in the folder of the copies, by its path below the site."""


def portable(text: str, copy: str, base: str, place: Place) -> str:
    """Return a page with links that start at it, without module scripts: browsers load none.

    `copy` is where it will lie, `base` the folder of the site's address (`/` or `/a/`).
    """

    def led(link: str) -> str:
        if not link.startswith(base):
            return link
        target = link.removeprefix(base)
        target += "index.html" * (not target or target.endswith("/"))
        return posixpath.relpath(place(target), posixpath.dirname(copy) or ".")

    def sources(match: re.Match[str]) -> str:
        parts = (part.strip().partition(" ") for part in match[1].split(","))
        return 'srcset="{}"'.format(", ".join(f"{led(a)} {size}".strip() for a, _, size in parts))

    text = _LINK.sub(lambda m: f'{m[1]}="{led(m[2])}', _MODULE.sub("", text))
    return _SOURCES.sub(sources, text)


def marked(before: str, after: str, base: str) -> tuple[str, str]:
    """Return two versions of a page in which the blocks that differ are marked."""
    trees = html.document_fromstring(before), html.document_fromstring(after)
    blocks = [list(_blocks(tree)) for tree in trees]
    if max(map(len, blocks)) > MOST_BLOCKS:
        return before, after
    signs = [[_sign(block) for block in each] for each in blocks]
    steps = SequenceMatcher(None, signs[0], signs[1], autojunk=False).get_opcodes()
    for step, *ranges in steps:
        if step != "equal":
            _mark(blocks[0][ranges[0] : ranges[1]])
            _mark(blocks[1][ranges[2] : ranges[3]])
    return _written(trees[0], base), _written(trees[1], base)


def entry_in(text: str, link: str, base: str) -> str | None:
    """Return a list with nothing but the entry that leads to a page; None if it has none.

    What stands around the entry keeps its classes, so that the entry looks as it does there.
    """
    tree = html.document_fromstring(text)
    main = tree.find(".//main")
    links = () if main is None else main.iter("a")
    entry = next((_entry(a) for a in links if a.get("href") == link), None)
    if entry is None:
        return None
    entry.tail = ""
    kept = entry
    while (outer := kept.getparent()) is not None and kept.tag != "body":
        for other in list(outer):
            if other is not kept:
                outer.remove(other)
        outer.text = kept.tail = ""
        kept = outer
    return _written(tree, base)


def _entry(link: Any) -> Any:
    """Return the entry of a list that a link belongs to."""
    inside = [link, *link.iterancestors()]
    covered = (e for e in inside if any(c in _COVERED for c in e.get("class", "").split()))
    entries = (e for e in inside if e.tag in _ENTRIES and e.tag != "a")
    return next(covered, next(entries, link))


def _blocks(tree: Any) -> Iterator[Any]:
    """Yield the smallest blocks of a page's main part, in their order."""
    main = tree.find(".//main")
    for element in () if main is None else main.iter():
        is_block = element.tag in _BLOCKS or element.get("class") == "sf-lead"
        if is_block and not any(inner.tag in _BLOCKS for inner in element.iterdescendants()):
            yield element


def _sign(block: Any) -> tuple[str, ...]:
    """Return what makes two blocks the same: their words and where they lead."""
    words = " ".join(block.text_content().split())
    leads = (part.get(name, "") for part in block.iter() for name in ("href", "src"))
    return block.tag, words, *filter(None, leads)


def _mark(blocks: list[Any]) -> None:
    for block in blocks:
        block.set(MARK, "")


def _written(tree: Any, base: str) -> str:
    """Return a page with the sheet of the copies, and the anchor at what differs first."""
    sheet = etree.SubElement(tree.find("head"), "link", rel="stylesheet", href=base + SHEET)
    sheet.tail = "\n"
    first = next((e for e in tree.iter() if isinstance(e.tag, str) and MARK in e.attrib), None)
    if first is not None and not first.get("id"):
        first.set("id", ANCHOR)
    elif first is not None:
        first.addprevious(etree.Element("span", id=ANCHOR))
    return str(etree.tostring(tree.getroottree(), method="html", encoding="unicode"))
