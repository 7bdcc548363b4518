"""The Content-Security-Policy of pages, and the headers of their responses.

Every page contains its policy, so that it holds on servers without a configuration. Only
`frame-ancestors` and the other headers need the server: `_headers` for Netlify and Cloudflare
Pages; docs/publishing.md has the same for nginx and Apache.
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
"""The policy of every page (W3C CSP, level 3)."""

EMBED_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'"
)
"""The policy of the pages for other sites' frames, which have no script."""

_PATTERNS: Final = ("", "404.html", "en/", "assets/*", "pagefind/*")
"""The patterns of every site, whatever its files."""
_ALWAYS: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
)
_IMMUTABLE: Final = "public, max-age=31536000, immutable"
_CACHED: Final = (
    ("assets/*", "public, max-age=3600"),
    ("cards/*", "public, max-age=86400"),
    ("feeds/*", "public, max-age=900"),
    ("data/*", "public, max-age=900"),
    ("pictures/*", _IMMUTABLE),
    ("pagefind/fragment/*", _IMMUTABLE),
    ("pagefind/index/*", _IMMUTABLE),
)
"""How long browsers cache other files; the names of the last three contain a hash."""


def render_headers(paths: Iterable[str], site: Site) -> OutputFile:
    """Return `_headers` for a site with these files, by path below its root.

    Where two rules match an address, both servers send both values, and of two policies the
    stricter holds. So each folder has a rule with its policy.
    """
    framed = {_pattern(path_of("embed", lang)) for lang in LANGUAGES}
    others = {*_PATTERNS, *(_pattern(path) for path in paths if "/" in path)}
    others -= framed
    policy, embed_policy = f"{POLICY}; frame-ancestors 'none'", f"{EMBED_POLICY}; frame-ancestors *"
    rules = [
        ("*", _ALWAYS),
        *((p, [("Content-Security-Policy", policy)]) for p in sorted(others)),
        *((p, [("Content-Security-Policy", embed_policy)]) for p in sorted(framed)),
        *((p, [("Cache-Control", value)]) for p, value in _CACHED),
    ]
    return output("_headers", "\n".join(_rule(site.base + p, headers) for p, headers in rules))


def _pattern(path: str) -> str:
    """Return the pattern of a path's rule: its first folder, or in English the second."""
    folders = path.split("/")[:-1]
    depth = 2 if folders[:1] == ["en"] else 1
    return f"{'/'.join(folders[:depth])}/*" if len(folders) >= depth else path


def _rule(pattern: str, headers: Iterable[tuple[str, str]]) -> str:
    return pattern + "\n" + "".join(f"  {name}: {value}\n" for name, value in headers)
