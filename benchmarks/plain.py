"""A plain site for stock MkDocs and Material: as many pages as ours, with the same text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from lxml import html

_MARKS: Final = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "li": "- "}
_BLOCKS: Final = " | ".join(f".//{name}" for name in (*_MARKS, "p", "dt", "dd", "td", "th"))
_SIGNS: Final = re.compile(r"([\\`*_{}\[\]<>#+!|-])")
_SETTINGS: Final = """\
site_name: Plain pages
site_url: https://plain.example/
docs_dir: pages
site_dir: site
theme:
  name: material
"""
_SHORT_MENU: Final = """\
nav:
  - index.md
not_in_nav: "*"
"""


def write_plain(stage: Path, folder: Path) -> tuple[int, int]:
    """Write a plain site into `folder` from the staged pages of ours; return pages and words.

    `off.yml` builds it without the search plugin, `on.yml` with it, `menu.yml` as it is without any
    settings: with search, and every page in the menu of every page.
    """
    pages = words = 0
    for file in sorted(stage.rglob("*.md")):
        title, *blocks = blocks_of(file.read_text("utf-8"))
        text = f"---\ntitle: {yaml.safe_dump(title, width=1 << 30).splitlines()[0]}\n---\n"
        text += "".join(f"\n{block}\n" for block in blocks)
        target = folder / "pages" / file.relative_to(stage)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        pages, words = pages + 1, words + len(text.split())
    (folder / "off.yml").write_text(f"{_SETTINGS}{_SHORT_MENU}plugins: []\n", "utf-8")
    (folder / "on.yml").write_text(_SETTINGS + _SHORT_MENU, "utf-8")
    (folder / "menu.yml").write_text(_SETTINGS, "utf-8")
    return pages, words


def blocks_of(staged: str) -> Iterator[str]:
    """Yield a staged page's title, then its headings, paragraphs and list items as Markdown."""
    front: dict[str, Any] = yaml.load(staged.split("---\n", 2)[1], Loader=yaml.CSafeLoader)
    yield front["title"]
    yield from blocks_in(html.fromstring(f"<div>{front['body']}</div>"))


def blocks_in(body: Any) -> Iterator[str]:
    """Yield the headings, paragraphs and list items of an element as Markdown, without drawings."""
    for drawing in body.xpath(".//svg"):
        drawing.drop_tree()
    for block in body.xpath(_BLOCKS):
        text = " ".join(block.text_content().split())
        if text and not block.xpath(_BLOCKS):
            yield _MARKS.get(block.tag, "") + _SIGNS.sub(r"\\\1", text)
