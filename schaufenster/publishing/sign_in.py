"""Sign-in at GitHub for the web form: a WSGI application that keeps nothing.

GitHub gives a token only to who knows the secret of the application, and a static site has none.
The form opens `/auth` in a window. From there GitHub is asked, comes back to `/callback`, and the
token goes to the window that belongs to the site, to no other. What links both requests is signed
and lies in a cookie of the window's browser: nobody can be signed in by a link of somebody else.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.cookies
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

Answer = tuple[str, list[tuple[str, str]], str]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]

COOKIE: Final = "__Host-sign-in"
"""A cookie of this name belongs to one host, over TLS alone."""
SCOPE: Final = "public_repo"
"""What an account is asked for, whatever the form says: public repositories."""
_AGE: Final = 600
"""Seconds in which somebody has to sign in at GitHub, whose codes last as long."""
_SECONDS: Final = 20
"""How long GitHub may take to answer."""
_LONGEST: Final = 64 * 1024
_BASE: Final = (
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
_TEXT: Final = (("Content-Type", "text/plain; charset=utf-8"),)
_SCRIPT: Final = """\
const { answer, origin } = JSON.parse(document.getElementById("answer").textContent)
if (window.opener) {
  window.addEventListener("message", (message) => {
    if (message.origin !== origin || message.source !== window.opener) return
    window.opener.postMessage(answer, origin)
    window.close()
  })
  window.opener.postMessage("authorizing:github", origin)
}
"""


@dataclass(frozen=True)
class SignInGateway:
    """The application: `site` is the address of the site whose form it serves.

    `client_id` and `client_secret` are those of an OAuth app whose callback is this gateway's
    `/callback`. `github` is the address of a GitHub of one's own.
    """

    client_id: str
    client_secret: str
    site: str
    github: str = "https://github.com"

    def __post_init__(self) -> None:
        """Refuse to run without a secret or for anything but one site over TLS."""
        parts = urlsplit(self.site)
        is_here = parts.hostname in {"127.0.0.1", "localhost"}
        if not self.client_id or not self.client_secret:
            raise ValueError("client_id and client_secret are needed")
        if not parts.netloc or not (parts.scheme == "https" or is_here):
            raise ValueError(f"no address of a site: {self.site!r}")

    @property
    def origin(self) -> str:
        """Return the origin of the site: the only one that gets a token."""
        parts = urlsplit(self.site)
        return f"{parts.scheme}://{parts.netloc}"

    def __call__(
        self, environ: Mapping[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request as WSGI (PEP 3333) asks for it."""
        status, headers, text = self._answer(environ)
        raw = text.encode()
        start_response(status, [*_BASE, *headers, ("Content-Length", str(len(raw)))])
        return [raw] if environ.get("REQUEST_METHOD") != "HEAD" else []

    def _answer(self, environ: Mapping[str, Any]) -> Answer:
        if environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            return _plain("405 Method Not Allowed", "GET")
        asked = {
            name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()
        }
        match environ.get("PATH_INFO", ""):
            case "/auth":
                return self._begin(asked)
            case "/callback":
                return self._end(asked, environ.get("HTTP_COOKIE", ""))
        return _plain("404 Not Found", "")

    def _begin(self, asked: Mapping[str, str]) -> Answer:
        """Lead to GitHub, with a state that only this browser can bring back."""
        if asked.get("provider", "github") != "github":
            return _plain("400 Bad Request", "provider")
        nonce = secrets.token_urlsafe(24)
        query = {"client_id": self.client_id, "scope": SCOPE, "state": self._signed(nonce)}
        cookie = f"{COOKIE}={nonce}; Max-Age={_AGE}; Path=/; Secure; HttpOnly; SameSite=Lax"
        there = f"{self.github}/login/oauth/authorize?{urlencode(query)}"
        return "302 Found", [*_TEXT, ("Location", there), ("Set-Cookie", cookie)], ""

    def _end(self, asked: Mapping[str, str], cookie: str) -> Answer:
        """Take GitHub's answer and hand it to the site's window."""
        gone = ("Set-Cookie", f"{COOKIE}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax")
        if not self._is_own(asked.get("state", ""), cookie):
            return _plain("403 Forbidden", "state")
        status, content = self._token(asked)
        text = f"authorization:github:{status}:{json.dumps(content)}"
        return self._page(text, gone)

    def _token(self, asked: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """Return `success` with the token, or `error` with a message, for the form."""
        if "code" not in asked:
            return "error", {"message": asked.get("error", "no code")[:200]}
        fields = {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "code": asked["code"],
        }
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's
            f"{self.github}/login/oauth/access_token",
            urlencode(fields).encode(),
            {"Accept": "application/json", "User-Agent": "schaufenster"},
        )
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                found = json.loads(answer.read(_LONGEST))
            return "success", {"token": str(found["access_token"]), "provider": "github"}
        except (OSError, ValueError, KeyError, TypeError):
            return "error", {"message": "GitHub gave no token"}

    def _page(self, answer: str, cookie: tuple[str, str]) -> Answer:
        """Return the page that hands the answer over; it runs this one script."""
        data = json.dumps({"answer": answer, "origin": self.origin}).replace("<", "\\u003c")
        script = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
        policy = f"default-src 'none'; script-src 'sha256-{script}'; frame-ancestors 'none'"
        page = (
            '<!DOCTYPE html><meta charset="utf-8"><title>GitHub</title>'
            f'<script type="application/json" id="answer">{data}</script>'
            f"<script>{_SCRIPT}</script>"
        )
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", policy),
            cookie,
        ]
        return "200 OK", headers, page

    # ── the state ────────────────────────────────────────────────────────────────────────────

    def _signed(self, nonce: str) -> str:
        key = hashlib.sha256(f"state {self.client_secret}".encode()).digest()
        return f"{nonce}.{hmac.new(key, nonce.encode(), hashlib.sha256).hexdigest()}"

    def _is_own(self, state: str, cookie: str) -> bool:
        """Return whether a state was signed here and comes with the browser that it was for."""
        nonce = _cookie(cookie)
        return bool(nonce) and hmac.compare_digest(self._signed(nonce).encode(), state.encode())


def _cookie(header: str) -> str:
    try:
        found = http.cookies.SimpleCookie(header).get(COOKIE)
    except http.cookies.CookieError:
        return ""
    return found.value if found else ""


def _plain(status: str, text: str) -> Answer:
    return status, [*_TEXT], text
