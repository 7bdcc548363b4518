"""The sign-in gateway: a token goes to the site's own window, and only to who asked for it."""

from __future__ import annotations

import contextlib
import http.server
import json
import re
import threading
import wsgiref.simple_server
import wsgiref.util
import wsgiref.validate
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from schaufenster.publishing import SignInGateway

SITE = "https://www.muster.example/folder/"
SECRET = "a secret of the test"  # noqa: S105 - it is none


def gateway(github: str = "https://github.com", site: str = SITE) -> SignInGateway:
    return SignInGateway("id-1", SECRET, site, github)


def ask(
    app: SignInGateway, path: str, query: str = "", cookie: str = "", method: str = "GET"
) -> tuple[str, dict[str, str], str]:
    """Return status, headers and text of an answer, held against PEP 3333 on the way."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        **({"HTTP_COOKIE": cookie} if cookie else {}),
    }  # fmt: skip
    wsgiref.util.setup_testing_defaults(environ)
    told: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        told.extend((status, dict(headers)))
        return lambda _: None

    parts = wsgiref.validate.validator(app)(environ, start)
    text = b"".join(parts).decode()
    parts.close()  # type: ignore[attr-defined]
    return told[0], told[1], text


def begun(app: SignInGateway) -> tuple[str, str]:
    """Return the state that GitHub would bring back, and the cookie of the browser."""
    _, headers, _ = ask(app, "/auth", "provider=github&scope=repo&site_id=muster.example")
    state = parse_qs(urlsplit(headers["Location"]).query)["state"][0]
    return state, headers["Set-Cookie"].partition(";")[0]


class GitHub(http.server.BaseHTTPRequestHandler):
    """Gives a token for one code, as GitHub's documentation has it."""

    asked: list[dict[str, list[str]]]

    def do_POST(self) -> None:
        """Answer a request for a token."""
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.asked.append(fields)
        known = fields["code"] == ["right"] and fields["client_secret"] == [SECRET]
        answer = {"access_token": "token-1"} if known else {"error": "bad_verification_code"}
        raw = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def do_GET(self) -> None:
        """Let everybody in: lead back with a code."""
        query = parse_qs(urlsplit(self.path).query)
        self.send_response(302)
        port = query["client_id"][0].partition("-")[2]
        back = f"http://localhost:{port}/callback?code=right&state={query['state'][0]}"
        self.send_header("Location", back)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def running(server: http.server.HTTPServer) -> Iterator[str]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def github() -> Iterator[str]:
    GitHub.asked = []
    with running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), GitHub)) as address:
        yield address


def test_it_leads_to_github_and_asks_for_public_repositories_alone() -> None:
    status, headers, _ = ask(gateway(), "/auth", "provider=github&scope=repo,admin:org")
    there = urlsplit(headers["Location"])
    assert (status, there.netloc, there.path) == (
        "302 Found", "github.com", "/login/oauth/authorize",
    )  # fmt: skip
    query = parse_qs(there.query)
    assert query["client_id"] == ["id-1"]
    assert query["scope"] == ["public_repo"]
    assert SECRET not in headers["Location"]
    cookie = headers["Set-Cookie"]
    assert cookie.startswith("__Host-sign-in=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert headers["Cache-Control"] == "no-store"


def test_the_token_goes_to_the_origin_of_the_site_and_nowhere_else(github: str) -> None:
    app = gateway(github)
    state, cookie = begun(app)
    status, headers, page = ask(app, "/callback", f"code=right&state={state}", cookie)
    assert status == "200 OK"
    assert GitHub.asked[0]["client_secret"] == [SECRET]
    found = re.search(r'id="answer">(.*?)</script>', page)
    assert found
    told = json.loads(found[1])
    assert told["origin"] == "https://www.muster.example"
    kind, _, content = told["answer"].partition("{")
    assert kind == "authorization:github:success:"
    assert json.loads("{" + content) == {"token": "token-1", "provider": "github"}
    assert '"*"' not in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Max-Age=0" in headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("state_of", "cookie_of"),
    [
        ("", "{}"),
        ("{}", ""),
        ("{}0", "{}"),
        ("x{}", "{}"),
        ("{}", "{}x"),
        ("another", "{}"),
        ("{}", "__Host-sign-in="),
        (".", "__Host-sign-in=."),
        ("%FFx", "{}"),
        ("{}", '__Host-sign-in="\\"; a=\x01b'),
    ],
)
def test_what_this_browser_did_not_begin_gets_no_token(
    github: str, state_of: str, cookie_of: str
) -> None:
    app = gateway(github)
    state, cookie = begun(app)
    own = begun(app)[0] if state_of == "another" else state_of.format(state)
    cookie = cookie_of.format(cookie)
    status, _, text = ask(app, "/callback", f"code=right&state={own}", cookie)
    assert (status, text) == ("403 Forbidden", "state")
    assert GitHub.asked == []


@pytest.mark.parametrize("query", ["code=wrong", "error=access_denied", "error=%3C/script%3E"])
def test_what_github_refuses_is_told_to_the_form(github: str, query: str) -> None:
    app = gateway(github)
    state, cookie = begun(app)
    status, _, page = ask(app, "/callback", f"{query}&state={state}", cookie)
    assert status == "200 OK"
    assert "authorization:github:error:" in page
    assert "token-1" not in page
    assert page.count("</script>") == 2


def test_a_github_that_does_not_answer_is_an_error_too() -> None:
    app = gateway("http://127.0.0.1:9")
    state, cookie = begun(app)
    assert "gave no token" in ask(app, "/callback", f"code=right&state={state}", cookie)[2]


def test_other_addresses_methods_and_providers_are_refused() -> None:
    app = gateway()
    assert ask(app, "/")[0].startswith("404")
    assert ask(app, "/auth", "provider=gitlab")[0].startswith("400")
    assert ask(app, "/auth", method="POST")[0].startswith("405")
    assert ask(app, "/auth", method="HEAD")[2] == ""


@pytest.mark.parametrize("site", ["", "http://www.muster.example/", "www.muster.example", "*"])
def test_it_serves_one_site_over_tls(site: str) -> None:
    with pytest.raises(ValueError, match="no address of a site"):
        gateway(site=site)


def test_it_does_not_start_without_a_secret() -> None:
    with pytest.raises(ValueError, match="client_secret"):
        SignInGateway("id-1", "", SITE)


OPENER = b"""<!DOCTYPE html><title>Form</title><script>
window.got = []
window.addEventListener("message", (message) => {
  got.push(message.data)
  if (message.data === "authorizing:github") popup.postMessage(message.data, message.origin)
})
</script>"""


def test_a_browser_gets_its_token_and_a_foreign_page_nothing(browser: Browser, github: str) -> None:
    """As the form does it: a window, a greeting, its answer, the token."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(OPENER)

        def log_message(self, *_: object) -> None:
            pass

    quiet = type("Quiet", (wsgiref.simple_server.WSGIRequestHandler,),
                 {"log_message": lambda *_: None})  # fmt: skip
    behind = wsgiref.simple_server.make_server(
        "127.0.0.1", 0, cast("Any", gateway()), handler_class=quiet
    )
    with (
        running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)) as own,
        running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)) as foreign,
        running(behind) as door,
    ):
        behind.set_app(SignInGateway(f"id-{behind.server_port}", SECRET, own, github))
        for address, expected in ((own, 2), (foreign, 0)):
            page = browser.new_page()
            page.goto(address)
            page.evaluate(f"window.popup = window.open('{door}/auth?provider=github')")
            popup = page.wait_for_event("popup") if len(page.context.pages) < 2 else (
                page.context.pages[1]
            )  # fmt: skip
            if expected:
                page.wait_for_function("got.length === 2")
                assert json.loads(page.evaluate("got[1]").partition(":success:")[2]) == {
                    "token": "token-1", "provider": "github",
                }  # fmt: skip
            else:
                popup.wait_for_url(f"{door}/callback**")
                popup.wait_for_load_state()
                page.wait_for_timeout(200)
                assert page.evaluate("got") == []
            page.context.close()
