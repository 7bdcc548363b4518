"""Parses the HTML of mails: the only module that reads finished HTML.

The MJML compiler writes it, and sent mails are kept as bytes, so other versions of a mail can only
be made from its HTML. All other HTML is rendered from values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree, html


def parse(mail: bytes) -> Any:
    """Return a mail as an `lxml.html` tree without comments, which only Outlook reads."""
    tree = html.document_fromstring(mail, parser=html.HTMLParser(encoding="utf-8"))
    etree.strip_tags(tree, etree.Comment)
    return tree


def text(tree: Any) -> str:
    """Return a tree as HTML with its doctype."""
    return etree.tostring(tree.getroottree(), method="html", encoding="unicode")


def addresses(mail: bytes) -> Iterator[str]:
    """Yield every address that a mail loads or links to."""
    return (address for _, _, address, _ in parse(mail).iterlinks())
