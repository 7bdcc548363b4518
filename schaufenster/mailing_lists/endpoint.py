"""A small WSGI program at which one person leaves a list with one click (RFC 8058).

Only POST takes somebody off a list. GET shows a page with a button, because mailboxes, scanners
and previews open every link. Who asks learns nothing about who is on a list.
"""

from __future__ import annotations

import html
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

from schaufenster import words
from schaufenster.problems import Language

MOST_BYTES: Final = 4096
"""Of a body: what mailboxes send has some thirty bytes, as a form with parts some two hundred."""
MOST_A_MINUTE: Final = 60
"""Requests from one network in a minute: a large mail provider has many, each one asks rarely."""
_MOST_NETWORKS: Final = 10_000
_ONE_CLICK: Final = b"One-Click"
_HEADERS: Final = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
)
_STATUS: Final = {
    200: "200 OK", 400: "400 Bad Request", 405: "405 Method Not Allowed",
    413: "413 Content Too Large", 429: "429 Too Many Requests", 503: "503 Service Unavailable",
}  # fmt: skip

Environment = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]


class LeavingError(Exception):
    """The list could not be reached; the same click later may succeed."""


@dataclass
class Endpoint:
    """The program. `who` reads a token: list and address, or None where it is not ours.

    `leave` takes an address off a list and raises `LeavingError` where that fails. The clock counts
    seconds. The first language is that of who states none we know.
    """

    who: Callable[[str], tuple[str, str] | None]
    leave: Callable[[str, str], object]
    languages: tuple[Language, ...]
    clock: Callable[[], float]
    _counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: Environment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        lang = _language_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""), self.languages)
        method = environ["REQUEST_METHOD"]
        code, said = self._answer(environ)
        more = {405: [("Allow", "GET, HEAD, POST")], 429: [("Retry-After", "60")],
                503: [("Retry-After", "600")]}.get(code, [])  # fmt: skip
        page = _page(said, lang).encode()
        start(_STATUS[code], [*_HEADERS, ("Content-Length", str(len(page))), *more])
        return [b"" if method == "HEAD" else page]

    def _answer(self, environ: Environment) -> tuple[int, str]:
        """Return the status and the key of what the page says."""
        if self._is_too_often(_network_of(environ.get("REMOTE_ADDR", ""))):
            return 429, "leaving-often"
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD", "POST"}:
            return 405, "leaving-wrong"
        token = parse_qs(environ.get("QUERY_STRING", "")[:MOST_BYTES]).get("t", [""])[0]
        known = self.who(token)
        if known is None:
            return 400, "leaving-wrong"
        return (200, "leaving-ask") if method != "POST" else self._post(environ, *known)

    def _post(self, environ: Environment, mailing_list: str, address: str) -> tuple[int, str]:
        """Take somebody off a list if the body says that this is meant."""
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return 413, "leaving-wrong"
        if _ONE_CLICK not in environ["wsgi.input"].read(int(length)):
            return 400, "leaving-wrong"
        try:
            self.leave(mailing_list, address)
        except LeavingError:
            return 503, "leaving-later"
        return 200, "leaving-done"

    def _is_too_often(self, network: str) -> bool:
        """Count a request; return whether its network has had its share of this minute."""
        minute = int(self.clock() // 60)
        with self._lock:
            if len(self._counts) > _MOST_NETWORKS:
                self._counts = {n: c for n, c in self._counts.items() if c[0] == minute}
            since, count = self._counts.get(network, (minute, 0))
            count = count + 1 if since == minute else 1
            self._counts[network] = minute, count
            return count > MOST_A_MINUTE


def _network_of(address: str) -> str:
    """Return what counts as one who asks: a whole address, of IPv6 the network (/64)."""
    return ":".join(address.split(":")[:4]) if ":" in address else address


def _language_of(accepted: str, languages: tuple[Language, ...]) -> Language:
    """Return the first of the languages that a browser wants and we have (RFC 9110)."""
    wanted = [part.split(";")[0].strip().split("-")[0].lower() for part in accepted.split(",")]
    return next((lang for lang in wanted if lang in languages), languages[0])


def _page(said: str, lang: Language) -> str:
    """Return a page with one sentence; where something can be done, with its button."""
    title, text = words.text("leaving", "leaving-title", lang), words.text("leaving", said, lang)
    form = ""
    if said == "leaving-ask":
        button = html.escape(words.text("leaving", "leaving-button", lang))
        form = (
            '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">'
            f"<button>{button}</button></form>"
        )
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title></head>\n"
        f"<body><main><h1>{html.escape(title)}</h1><p>{html.escape(text)}</p>{form}</main></body>"
        "</html>\n"
    )
