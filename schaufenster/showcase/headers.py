"""The Content-Security-Policy of pages, and the headers of their responses.

Every page contains its policy, so that it holds on servers without a configuration. Only
`frame-ancestors` and the other headers need the server: `_headers` for Netlify and Cloudflare
Pages; `schaufenster.publishing` says the same to nginx, Apache and Caddy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from schaufenster.output import OutputFile, output
from schaufenster.responses import ALL_FRAMES, ALWAYS, CACHED, OWN_FRAMES, Responses

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

_PATTERNS: Final = ("", "404.html", "assets/*", "pagefind/*")
"""The patterns of every site, whatever its files."""


def render_headers(paths: Iterable[str], responses: Responses) -> OutputFile:
    """Return `_headers` for a site with these files, by path below its root.

    Where two rules match an address, both servers send both values, and of two policies the
    stricter holds. So each folder has a rule with its policy.
    """
    site = responses.site
    roots = {f"{lang}/" for lang in site.languages if lang != site.first_language}
    framed = {_pattern(folder, roots) for folder in responses.framed}
    others = {*_PATTERNS, *roots, *(_pattern(path, roots) for path in paths if "/" in path)}
    editing = {_pattern(folder, roots) for folder in responses.editing}
    others -= framed | editing
    rules = [
        ("*", [*ALWAYS.items()]),
        *((p, [("Content-Security-Policy", f"{POLICY}; {OWN_FRAMES}")]) for p in sorted(others)),
        *(
            (p, [("Content-Security-Policy", f"{EMBED_POLICY}; {ALL_FRAMES}")])
            for p in sorted(framed)
        ),
        *(
            (p, [("Content-Security-Policy", f"{responses.editing_policy}; {OWN_FRAMES}")])
            for p in sorted(editing)
        ),
        *((f"{folder}*", [("Cache-Control", value)]) for folder, value in CACHED.items()),
    ]
    base = responses.site.base
    return output("_headers", "\n".join(_rule(base + p, headers) for p, headers in rules))


def _pattern(path: str, roots: Collection[str]) -> str:
    """Return the pattern of a path's rule: its first folder, below the root of its language."""
    folders = path.split("/")[:-1]
    depth = 2 if path.partition("/")[0] + "/" in roots else 1
    return f"{'/'.join(folders[:depth])}/*" if len(folders) >= depth else path


def _rule(pattern: str, headers: Iterable[tuple[str, str]]) -> str:
    return pattern + "\n" + "".join(f"  {name}: {value}\n" for name, value in headers)
