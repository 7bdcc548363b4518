"""HTML and CSS inside a mail's texts: what is active, what leads where, what loads from elsewhere.

Unknown elements may pass; that the markup is well-formed XML is checked by the parser in `check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
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

_ADDRESSES: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("src", "background", "poster"), "picture")
    | {"srcset": "pictures"}
    | dict.fromkeys(("href", "action", "formaction"), "link")
)
"""HTML attributes that hold addresses, with the kind of address."""
_LINK = re.compile(r"https?://[^\s/]|mailto:.|tel:[+\d]|#", re.IGNORECASE)
_LOADING_CSS = re.compile(
    r"@import|@font-face|expression\s*\(|url\(\s*(['\"]?)(?P<url>[^'\")]*)\1\s*\)", re.IGNORECASE
)


def check_html(
    tag: str, attributes: Mapping[str, str], sources: tuple[str, ...]
) -> Iterator[Fault]:
    """Yield what an HTML element may not be or carry; `sources` as in `check_mjml`."""
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
    for one in value.split(",") if kind == "pictures" else (value,):
        url = one.split()[0] if kind == "pictures" and one.split() else one
        if not _may_load(url, sources):
            yield Fault("mjml-source", (name,), {"value": url})


@lru_cache(maxsize=64)
def loading_css(css: str, sources: tuple[str, ...]) -> tuple[re.Match[str], ...]:
    """Return the places where a style sheet would run something or load from elsewhere."""
    return tuple(
        match
        for match in _LOADING_CSS.finditer(css)
        if match["url"] is None or not _may_load(match["url"], sources)
    )


def _may_load(url: str, sources: tuple[str, ...]) -> bool:
    return url.startswith((*sources, "cid:"))
