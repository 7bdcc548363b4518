"""What pages are allowed to do, as each page says it and as servers say it.

Every page carries its policy itself, so that it holds on servers that cannot be told anything.
Only `frame-ancestors` and the other headers need the server: `_headers` for Netlify and Cloudflare
Pages; docs/publishing.md says the same for nginx and Apache.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from schaufenster.addresses import Site, path_of
from schaufenster.output import OutputFile, output
from schaufenster.problems import LANGUAGES

POLICY: Final = (
    "default-src 'none'; "
    "script-src 'self' 'wasm-unsafe-eval'; "  # the search runs WebAssembly of our own
    "style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
"""The Content-Security-Policy of every page but those of a room apart (W3C CSP, level 3)."""

EMBED_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'"
)
"""The policy of the pages for other sites' frames: they run nothing at all."""

APART: Final = ("redaktion/",)
"""Rooms with a policy of their own: none of ours is sent with what stands there."""

_PLACES: Final = ("", "404.html", "en/", "assets/*", "pagefind/*")
"""Places that every site has, whatever its files."""
_ALWAYS: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
)
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_KEPT: Final = (
    ("assets/*", "public, max-age=3600"),
    ("cards/*", "public, max-age=86400"),
    ("feeds/*", "public, max-age=900"),
    ("data/*", "public, max-age=900"),
    ("pictures/*", _FOR_EVER),
    ("pagefind/fragment/*", _FOR_EVER),
    ("pagefind/index/*", _FOR_EVER),
)
"""How long browsers keep what no page is; the last three carry a hash of their content."""


def render_headers(paths: Iterable[str], site: Site) -> OutputFile:
    """Return `_headers` for a site with these files, by path below its root.

    Where two rules fit an address both servers send both values, and of two policies the stricter
    holds. So the policy is given folder by folder, leaving out the rooms apart.
    """
    framed = {_room(path_of("embed", lang)) for lang in LANGUAGES}
    rooms = {*_PLACES, *(_room(path) for path in paths if "/" in path)}
    rooms -= framed | {f"{folder}*" for folder in APART}
    rules = [_rule(f"{site.base}*", _ALWAYS)]
    rules += [_policy(site, room, f"{POLICY}; frame-ancestors 'none'") for room in sorted(rooms)]
    rules += [_policy(site, room, f"{EMBED_POLICY}; frame-ancestors *") for room in sorted(framed)]
    rules += [_rule(site.base + place, [("Cache-Control", kept)]) for place, kept in _KEPT]
    return output("_headers", "\n".join(rules))


def _room(path: str) -> str:
    """Return the place that shares a path's policy: its first folder, or of English the second."""
    folders = path.split("/")[:-1]
    depth = 2 if folders[:1] == ["en"] else 1
    return f"{'/'.join(folders[:depth])}/*" if len(folders) >= depth else path


def _policy(site: Site, place: str, policy: str) -> str:
    return _rule(site.base + place, [("Content-Security-Policy", policy)])


def _rule(place: str, headers: Iterable[tuple[str, str]]) -> str:
    return place + "\n" + "".join(f"  {name}: {value}\n" for name, value in headers)
