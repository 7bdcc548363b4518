"""What a server answers with: headers, media types, how long files last.

One table for all that serve the site: `_headers` (Netlify, Cloudflare Pages), the configurations
for nginx, Apache and Caddy, and the check of a site that is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from schaufenster.addresses import Site, site_of
from schaufenster.content.load import Cluster
from schaufenster.forges import form_access

ALWAYS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
}
"""The headers of every answer."""

_IMMUTABLE: Final = "public, max-age=31536000, immutable"
CACHED: Final[Mapping[str, str]] = {
    "assets/": "public, max-age=3600",
    "cards/": "public, max-age=86400",
    "feeds/": "public, max-age=900",
    "data/": "public, max-age=900",
    "pictures/": _IMMUTABLE,
    "pagefind/fragment/": _IMMUTABLE,
    "pagefind/index/": _IMMUTABLE,
}
"""How long browsers keep the files of a folder; the names in the last three contain a hash."""

OWN_FRAMES: Final = "frame-ancestors 'none'"
ALL_FRAMES: Final = "frame-ancestors *"
"""Where a page may be framed: only a server can say it, the rest of the policy is in the page."""

TYPES: Final[Mapping[str, str]] = {
    "atom": "application/atom+xml",
    "css": "text/css",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "ics": "text/calendar",
    "js": "text/javascript",
    "json": "application/json",
    "md": "text/markdown",
    "opml": "text/x-opml",
    "pdf": "application/pdf",
    "png": "image/png",
    "rss": "application/rss+xml",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "vcf": "text/vcard",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "text/xml",
    "zip": "application/zip",
}
"""Media types by the ending of a file, as IANA or the format's authors name them."""

UNSERVED: Final = ("_headers", "_redirects")
"""Files for the host, which it obeys instead of serving them."""


def form_policy(contacted: tuple[str, ...], pictured: tuple[str, ...] = ()) -> str:
    """Return the policy of the form's page, which may ask these origins for data and pictures.

    Decap compiles the rules of its configuration (`unsafe-eval`) and writes its styles into the
    page. What it shows of a repository's pictures and keeps of unsaved ones are `blob:` addresses.
    """
    data, pictures = " ".join(("blob:", *contacted)), " ".join(("data:", "blob:", *pictured))
    return (
        "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' {pictures}; font-src 'self' data:; connect-src 'self' {data}; "
        "form-action 'none'; base-uri 'none'"
    )


@dataclass(frozen=True, slots=True)
class Responses:
    """How a site is to be served: its address, and the folders that other sites may frame.

    `editing` are the folders of the form, whose pages have `editing_policy`.
    """

    site: Site
    framed: tuple[str, ...]
    editing: tuple[str, ...] = ()
    editing_policy: str = ""

    def headers(self, path: str) -> Iterator[tuple[str, str]]:
        """Yield the headers of the answer for a file, by its path below the site's root."""
        yield from ALWAYS.items()
        yield "Content-Security-Policy", ALL_FRAMES if self.may_be_framed(path) else OWN_FRAMES
        yield from (
            ("Cache-Control", value) for folder, value in CACHED.items() if path.startswith(folder)
        )

    def may_be_framed(self, path: str) -> bool:
        """Return whether other sites may show a file in a frame."""
        return path.startswith(self.framed)


def responses_of(cluster: Cluster) -> Responses:
    """Return how the site of a cluster is to be served."""
    site = site_of(cluster)
    framed = tuple(site.path("embed", lang) for lang in site.languages)
    access = form_access(cluster.identity)
    if access is None:
        return Responses(site, framed)
    editing = tuple(site.path("editor", lang) for lang in site.languages)
    return Responses(site, framed, editing, form_policy(access.contacted, access.pictured))
