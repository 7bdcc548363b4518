"""Checks HTML and CSS inside a mail's texts: active elements, links, sources of pictures.

Unknown elements are allowed; `check` finds markup that is not well-formed XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from schaufenster.problems import Fault

_VOID = "area|br|col|embed|hr|img|input|link|meta|source|track|wbr"
VOID_END: Final = re.compile(rf"</(?:{_VOID})(?=[\s>])".encode(), re.IGNORECASE)
"""An end tag of an HTML element without content: the compiler writes such an element as one tag."""

_ACTIVE = frozenset(
    "script iframe frame object embed applet link base audio video form input button select "
    "style textarea".split()
)
"""HTML elements that load or run something, or that mail clients remove."""

_ADDRESSES: Final[Mapping[str, str]] = {
    "src": "picture", "background": "picture", "poster": "picture", "srcset": "pictures",
    "href": "link", "action": "link", "formaction": "link",
}  # fmt: skip
"""HTML attributes that hold addresses, with the kind of address."""
_LINK = re.compile(r"https?://[^\s/]|mailto:.|tel:[+\d]|#", re.IGNORECASE)
_LOADING_CSS = re.compile(
    r"@import|@font-face|expression\s*\(|url\(\s*(['\"]?)(?P<url>[^'\")]*)\1\s*\)", re.IGNORECASE
)


def check_html(
    tag: str, attributes: Mapping[str, str], sources: tuple[str, ...]
) -> Iterator[Fault]:
    """Yield the faults of an HTML element; `sources` as in `check_mjml`."""
    if tag.lower() in _ACTIVE:
        yield Fault("mjml-active", (), {"tag": tag})
    for name, value in attributes.items():
        lower = name.lower()
        if lower.startswith("on"):
            yield Fault("mjml-event", (name,), {"attribute": name})
        elif lower in _ADDRESSES:
            yield from check_address(name, value, _ADDRESSES[lower], sources)
        elif lower == "style":
            for match in loading_css(value, sources):
                yield Fault("mjml-css", (name,), {"value": match[0]})


def check_address(name: str, value: str, kind: str, sources: tuple[str, ...]) -> Iterator[Fault]:
    """Yield why an attribute's address may not stand in a mail.

    A `link` must be a whole address. A `picture`, and each of `pictures` (as in `srcset`), must
    start like one of `sources` or travel in the mail (`cid:`, RFC 2392).
    """
    if kind == "link":
        if not _LINK.match(value):
            yield Fault("mjml-link", (name,), {"value": value})
        return
    for part in value.split(",") if kind == "pictures" else (value,):
        url = part.split()[0] if kind == "pictures" and part.split() else part
        if not _may_load(url, sources):
            yield Fault("mjml-source", (name,), {"value": url})


@lru_cache(maxsize=64)
def loading_css(css: str, sources: tuple[str, ...]) -> tuple[re.Match[str], ...]:
    """Return the matches where a style sheet runs code or loads from a foreign source."""
    return tuple(
        match
        for match in _LOADING_CSS.finditer(css)
        if match["url"] is None or not _may_load(match["url"], sources)
    )


def _may_load(url: str, sources: tuple[str, ...]) -> bool:
    return url.startswith((*sources, "cid:"))
