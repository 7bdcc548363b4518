"""One click leaves a list: only a POST that means it, whoever else opens the link."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from wsgiref.simple_server import make_server
from wsgiref.validate import validator

import pytest
from lxml import html

from schaufenster.commands.leaving import _Handler, _Server
from schaufenster.mailing_lists import link_to_leave, who_leaves
from schaufenster.mailing_lists.endpoint import MOST_A_MINUTE, MOST_BYTES, Endpoint, LeavingError

SECRET = "a secret of both sides"  # noqa: S105 - of this test
LIST, EVA = "newsletter@liste.example", "eva@muster.example"
LINK = link_to_leave("/", SECRET, LIST, EVA)
BODY = b"List-Unsubscribe=One-Click"


class Served:
    """The endpoint behind a real server."""

    def __init__(self) -> None:
        self.left: list[tuple[str, str]] = []
        self.fails, self.now = False, 0.0
        program = Endpoint(
            lambda token: who_leaves(token, SECRET), self.leave, ("de", "en"), lambda: self.now
        )
        self.server = make_server("127.0.0.1", 0, validator(program), _Server, _Handler)

    def leave(self, mailing_list: str, address: str) -> None:
        if self.fails:
            raise LeavingError
        self.left.append((mailing_list, address))

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Return status, headers and page of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=60)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {**kind, **named})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), text


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served()
    threading.Thread(target=made.server.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_one_click_leaves_the_list_and_again_does_no_harm(served: Served) -> None:
    for times in (1, 2):
        status, _, page = served.ask("POST", LINK, BODY)
        assert (status, served.left) == (200, [(LIST, EVA)] * times)
        assert "abgemeldet" in page
        assert EVA not in page


def test_the_parts_of_a_form_are_taken_as_well(served: Served) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
    body = head + b"One-Click\r\n--x--\r\n"
    assert served.ask("POST", LINK, body)[0] == 200
    assert served.left == [(LIST, EVA)]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_whoever_only_opens_the_link_takes_nobody_off(served: Served, method: str) -> None:
    status, _, _ = served.ask(method, LINK)
    assert status == (200 if method in {"GET", "HEAD"} else 405)
    assert served.left == []


def test_a_person_who_opens_the_link_finds_a_button_that_works(served: Served) -> None:
    status, headers, page = served.ask("GET", LINK, Accept_Language="fr, en-GB;q=0.8")
    tree = html.document_fromstring(page)
    assert isinstance(tree, html.HtmlElement)
    [form] = tree.forms
    fields = dict(form.fields)
    assert form.method == "POST"
    assert status == 200
    assert tree.findtext(".//h1") == "Unsubscribe"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    body = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    served.ask("POST", LINK, body)
    assert served.left == [(LIST, EVA)]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (LINK, b"", 400),
        (LINK, b"List-Unsubscribe=", 400),
        (LINK, b"x" * (MOST_BYTES + 1), 413),
        (LINK[:-1], BODY, 400),
        (LINK[:-4] + "AAAA", BODY, 400),
        (link_to_leave("/", "another secret of others", LIST, EVA), BODY, 400),
        ("/", BODY, 400),
        ("/?t=" + "A" * 20_000, BODY, 400),
        ("/?t=%00%ff", BODY, 400),
    ],
)
def test_what_is_not_meant_or_not_ours_does_nothing(
    served: Served, path: str, body: bytes, status: int
) -> None:
    assert served.ask("POST", path, body)[0] == status
    assert served.left == []


def test_where_the_list_cannot_be_reached_the_mailbox_tries_again(served: Served) -> None:
    served.fails = True
    status, headers, _ = served.ask("POST", LINK, BODY)
    assert (status, headers["Retry-After"]) == (503, "600")
    served.fails = False
    assert served.ask("POST", LINK, BODY)[0] == 200


def test_one_network_has_so_many_requests_a_minute(served: Served) -> None:
    statuses = [served.ask("GET", LINK)[0] for _ in range(MOST_A_MINUTE + 1)]
    assert statuses == [200] * MOST_A_MINUTE + [429]
    served.now = 60
    assert served.ask("GET", LINK)[0] == 200
