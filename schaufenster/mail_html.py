"""The HTML of a mail, read by a parser: the one place where finished HTML is read back.

MJML makes it, and what was sent is kept as bytes and never made again: whoever shows it elsewhere
can only start from these. All other HTML is made once, from values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree, html


def parse(mail: bytes) -> Any:
    """Return a mail as a tree of `lxml.html`, without comments: only Outlook reads those."""
    tree = html.document_fromstring(mail, parser=html.HTMLParser(encoding="utf-8"))
    etree.strip_tags(tree, etree.Comment)
    return tree


def text(tree: Any) -> str:
    """Return a tree as HTML, with its own doctype."""
    return etree.tostring(tree.getroottree(), method="html", encoding="unicode")


def addresses(mail: bytes) -> Iterator[str]:
    """Yield every address that a mail shows, loads or links to."""
    return (address for _, _, address, _ in parse(mail).iterlinks())
