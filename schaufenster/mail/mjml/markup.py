"""HTML and CSS inside a mail's texts: what is active, what leads where, what loads from elsewhere.

Unknown elements may pass; that the markup is well-formed XML is the reader's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
"""HTML elements without content: the compiler writes them as one tag or not at all."""
VOID_CLOSED = re.compile(rf"</(?:{'|'.join(sorted(VOID))})(?=[\s>])".encode(), re.IGNORECASE)
"""The end tag that such an element does not have."""

ACTIVE = frozenset(
    "script iframe frame object embed applet link base audio video form input button select "
    "style textarea".split()
)
"""HTML elements that load or run something, or that mail clients remove."""

_LOADED = {"src": False, "background": False, "poster": False, "srcset": True}
_FOLLOWED = frozenset({"href", "action", "formaction"})
_LINK = re.compile(r"https?://[^\s/]|mailto:.|tel:[+\d]|#", re.IGNORECASE)
_FOREIGN_CSS = re.compile(
    r"@import|@font-face|expression\s*\(|url\(\s*(['\"]?)(?P<url>[^'\")]*)\1\s*\)", re.IGNORECASE
)

Found = tuple[str, str, dict[str, object]]
"""A rule, the attribute it is about (or nothing), and the message's values."""


@lru_cache(maxsize=8192)
def is_sound_element(tag: str, *given: str, at: tuple[str, ...]) -> bool:
    """Tell whether an element is HTML and right; `given` are names and values in turn."""
    if tag.startswith("mj"):
        return False
    attributes = dict(zip(given[::2], given[1::2], strict=True))
    return next(check_element(tag, attributes, at), None) is None


def check_element(
    tag: str, attributes: Mapping[str, str], sources: tuple[str, ...]
) -> Iterator[Found]:
    """Yield what an HTML element may not be or carry; `sources` as in `check_source`."""
    if tag.lower() in ACTIVE:
        yield "mjml-active", "", {"tag": tag}
    for name, value in attributes.items():
        lower = name.lower()
        if lower.startswith("on"):
            yield "mjml-event", name, {"attribute": name}
        elif lower in _LOADED:
            for rule, values in check_source(value, sources, several=_LOADED[lower]):
                yield rule, name, values
        elif lower in _FOLLOWED:
            for rule, values in check_link(value):
                yield rule, name, values
        elif lower == "style":
            for rule, _, values in check_css(value, sources):
                yield rule, name, values


def check_link(value: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield why a mail cannot lead to an address: it needs a whole one."""
    if not _LINK.match(value):
        yield "mjml-link", {"value": value}


def check_source(
    value: str, sources: tuple[str, ...], *, several: bool = False
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield why a picture may not be loaded.

    Its address starts like one of `sources`, or it travels in the mail (`cid:`, RFC 2392).
    `several` is for the lists of `srcset`.
    """
    for one in value.split(",") if several else (value,):
        url = one.split()[0] if several and one.split() else one
        if not url.startswith((*sources, "cid:")):
            yield "mjml-source", {"value": url}


def check_css(css: str, sources: tuple[str, ...]) -> Iterator[tuple[str, int, dict[str, object]]]:
    """Yield what a style sheet would load or run, with its index in the text."""
    for match in _FOREIGN_CSS.finditer(css):
        url = match["url"]
        if url is None or next(check_source(url, sources), None):
            yield "mjml-css", match.start(), {"value": match[0]}
