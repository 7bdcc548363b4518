"""Who is on a list, and the address by which one person leaves it."""

from __future__ import annotations

import base64
import http.server
import json
import string
import threading
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schaufenster.mailing_lists import (
    Mailman,
    MailmanError,
    Subscriber,
    link_to_leave,
    list_texts,
    mailman,
    who_leaves,
)

LIST = "leser@liste.example"
SECRET = "a secret of both sides"  # noqa: S105 - of this test
ENDPOINT = "https://liste.example/ein-klick"

# ── one click ────────────────────────────────────────────────────────────────────────────────


def token_of(link: str) -> str:
    return parse_qs(urlsplit(link).query, keep_blank_values=True)["t"][0]


@given(address=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n")))
def test_a_token_says_who_leaves_and_shows_nobody(address: str) -> None:
    link = link_to_leave(ENDPOINT, SECRET, LIST, address)
    assert link == link_to_leave(ENDPOINT, SECRET, LIST, address)
    assert who_leaves(token_of(link), SECRET) == (LIST, address)
    assert who_leaves(token_of(link), SECRET + "!") is None


def test_a_token_does_not_hold_the_address_in_any_plain_form() -> None:
    token = token_of(link_to_leave(ENDPOINT, SECRET, LIST, "erika@muster.example"))
    assert b"erika" not in base64.urlsafe_b64decode(token + "==")


@pytest.mark.parametrize("spoilt", ["", "x", "ä", "=", "A" * 40, "a.b", "%00"])
def test_a_token_that_nobody_made_names_nobody(spoilt: str) -> None:
    assert who_leaves(spoilt, SECRET) is None


def test_each_changed_letter_of_a_token_spoils_it() -> None:
    token = token_of(link_to_leave(ENDPOINT, SECRET, LIST, "erika@muster.example"))
    for place, letter in enumerate(token[:-1]):  # the last one has bits that mean nothing
        changed = token[:place] + ("B" if letter == "A" else "A") + token[place + 1 :]
        assert who_leaves(changed, SECRET) is None


def test_an_endpoint_may_have_a_query_of_its_own() -> None:
    assert "/ein-klick?l=de&t=" in link_to_leave(f"{ENDPOINT}?l=de", SECRET, LIST, "a@b.example")


# ── Mailman ──────────────────────────────────────────────────────────────────────────────────


class Rest(http.server.BaseHTTPRequestHandler):
    """What Mailman 3.3.10 answers to these calls, as its `rest/members.py` says."""

    members: ClassVar[list[dict[str, Any]]] = []
    asked: ClassVar[list[str]] = []

    def log_message(self, *_: object) -> None: ...

    def _say(self, code: int, value: object = None) -> None:
        self.send_response(code)
        self.end_headers()
        self.wfile.write(json.dumps(value).encode() if value is not None else b"")

    def do_GET(self) -> None:
        self.asked.append(self.path)
        url = urlsplit(self.path)
        asked = {key: value[0] for key, value in parse_qs(url.query).items()}
        secret = base64.b64encode("büro:geheim".encode()).decode()
        if self.headers["Authorization"] != f"Basic {secret}":
            self._say(401, {"title": "401 Unauthorized"})
        elif unquote(url.path) == f"/3.1/lists/{LIST}":
            self._say(200, {"list_id": "leser.liste.example"})
        elif url.path == "/3.1/members/find":
            assert (asked["list_id"], asked["role"], asked["delivery_status"]) == (
                "leser.liste.example", "member", "enabled",
            )  # fmt: skip
            size, page = int(asked["count"]), int(asked["page"])
            some = self.members[size * (page - 1) : size * page]
            self._say(200, {"total_size": len(self.members), **({"entries": some} if some else {})})
        elif url.path.endswith("/all/preferences"):
            found = {"preferred_language": "en"} if "/7/" in url.path else {}
            self._say(200, found)
        else:
            self._say(404, {"title": "404 Not Found"})

    def do_DELETE(self) -> None:
        self.asked.append(self.path)
        self._say(204 if unquote(self.path).endswith("/member/erika@muster.example") else 404)


@pytest.fixture
def rest() -> Iterator[str]:
    Rest.members, Rest.asked = [], []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Rest) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/3.1"
        server.shutdown()


def member(number: int) -> dict[str, Any]:
    return {"email": f"p{number}@muster.example", "display_name": "", "member_id": str(number)}


@pytest.mark.parametrize("count", [0, 1, 500, 501, 1200])
def test_all_pages_of_a_list_are_read(rest: str, count: int) -> None:
    Rest.members = [member(number) for number in range(count)]
    found = list(Mailman(rest, "büro", "geheim").subscribers(LIST))
    assert found == [Subscriber(f"p{n}@muster.example", "") for n in range(count)]
    assert len(Rest.asked) == 1 + max(1, -(-count // mailman._PAGE))


def test_languages_are_asked_for_only_where_they_matter(rest: str) -> None:
    Rest.members = [member(6), {**member(7), "display_name": "Erika Muster"}]
    found = list(Mailman(f"{rest}/", "büro", "geheim").subscribers(LIST, languages=True))
    assert found == [
        Subscriber("p6@muster.example", ""),
        Subscriber("p7@muster.example", "Erika Muster", "en"),
    ]


def test_an_address_is_taken_off_a_list_once(rest: str) -> None:
    office = Mailman(rest, "büro", "geheim")
    assert office.leave(LIST, "erika@muster.example") is True
    assert office.leave(LIST, "niemand@muster.example") is False


def test_what_goes_wrong_is_said(rest: str) -> None:
    with pytest.raises(MailmanError, match="401"):
        list(Mailman(rest, "büro", "falsch").subscribers(LIST))
    with pytest.raises(MailmanError, match="404"):
        list(Mailman(rest, "büro", "geheim").subscribers("keine@liste.example"))
    with pytest.raises(MailmanError, match="refused"):
        list(Mailman("http://127.0.0.1:9/3.1", "büro", "geheim").subscribers(LIST))


# ── what a list writes by itself ─────────────────────────────────────────────────────────────


def test_a_list_speaks_each_language_of_its_channel_the_own_one_first() -> None:
    names = {"de": "Post 5$", "fr": "Courrier"}
    files = {
        file.path: file.content.decode()
        for file in list_texts(LIST, names, "leser-leave@liste.example", "buero@muster.example")
    }
    assert {path.split("/")[2] for path in files} == {"de", "fr"}
    for lang, first, second in (("de", "Guten Tag", "Bonjour"), ("fr", "Bonjour", "Guten Tag")):
        room = f"lists/leser.liste.example/{lang}/list:"
        for part in ("user:action:subscribe", "user:action:unsubscribe", "user:notice:welcome"):
            text = files[f"{room}{part}.txt"]
            assert 0 <= text.index(first) < text.index(second)
            assert string.Template(text).substitute(user_email="x@y.example").count("Post 5$") == 1
        assert "leser-leave@liste.example" in files[f"{room}user:notice:welcome.txt"]
        assert files[f"{room}member:regular:footer.txt"] == ""
