"""A newsletter's list in a real Mailman 3: joining, getting, leaving, and who is gone."""

from __future__ import annotations

import email
import http.client
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from schaufenster import command_names as names
from schaufenster.sending.dkim import load_key, public_part

from .conftest import PROJECT, SAMPLE, change
from .mailman import HOST, PASSWORD, USER, ListServer, list_server, text_in, until
from .relays import free_port
from .test_deliveries import BOUNCE, WHOLE
from .test_mailing_lists import SECRET
from .test_send_command import EDITION, pem_of, said, send, settings
from .test_send_lists import WAY_OUT

pytestmark = pytest.mark.long

LIST: Final = f"leser@{HOST}"
NEXT: Final = "2030-05"
EVA, JAN, UTA, ODD = (f"{name}@leser.example" for name in ("eva", "jan", "uta", "odd"))
CONFIRM_DE: Final = "Bitte antworten Sie auf diese Mail, ohne etwas zu ändern."
CONFIRM_EN: Final = "Please reply to this mail without changing anything."


@dataclass
class Office:
    """A cluster whose readers are on a list, and the Mailman that has it."""

    root: Path
    lists: ListServer
    key: bytes
    port: int

    def join(self, *people: str) -> None:
        """Let people join by mail, and confirm."""
        for address in people:
            self.lists.post(address, f"leser-join@{HOST}", subject="bitte")
            self.lists.answer(address, 0)
            until(lambda who: len(self.lists.inbox(who)) > 1, address)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("mailman")
    root, state, port = folder / "cluster", folder / "state", free_port()
    shutil.copytree(SAMPLE, root)
    state.mkdir()
    more = f"  mailing_list: {LIST}\n{WAY_OUT}    one_click: https://{HOST}/ein-klick\n"
    change(root, "newsletter/channels.yml", WAY_OUT, more)
    key = pem_of(rsa.generate_private_key(65537, 2048))
    (state / "k.pem").write_bytes(key)
    with list_server(folder) as lists, pytest.MonkeyPatch.context() as patch:
        environment = {
            "STATE": str(state), "MAILMAN_USER": USER, "MAILMAN_PASSWORD": PASSWORD,
            "ONE_CLICK_SECRET": SECRET,
        }  # fmt: skip
        for name, value in environment.items():
            patch.setenv(f"SCHAUFENSTER_{name}", value)
        settings(
            root,
            f'[smtp]\nserver = "smtp://{lists.at}"\nrate = 0\n'
            f'[mailman]\nurl = "{lists.rest.url}"\n[[dkim]]\nselector = "s"\nkey = "k.pem"\n',
        )
        said(root, names.APPROVE, EDITION)
        texts = ("--texts", str(folder / "var/templates"))
        assert "is not in Mailman" in said(root, names.LIST, "--channel", "leser", *texts)
        for _ in range(2):
            told = said(root, names.LIST, "--channel", "leser", *texts, "--really")
            assert "only the office posts" in told
        assert "is in Mailman" in said(root, names.LIST, "--channel", "leser", *texts)
        yield Office(root, lists, key, port)


def test_who_joins_by_mail_confirms_first_and_is_written_to_in_the_channels_languages(
    office: Office,
) -> None:
    lists, eva = office.lists, "eva.erste@leser.example"
    lists.post(eva, f"leser-join@{HOST}")
    until(lambda: lists.inbox(eva))
    assert eva not in lists.members(LIST)
    asked = text_in(lists.answer(eva, 0))
    assert 0 < asked.index(CONFIRM_DE) < asked.index(CONFIRM_EN)
    assert "Mailman" not in asked
    until(lambda: eva in lists.members(LIST))
    until(lambda: len(lists.inbox(eva)) > 1)
    assert any("ist angemeldet für: " in text_in(mail) for mail in lists.inbox(eva))


def test_who_joins_by_a_form_confirms_too(office: Office) -> None:
    """A form such as Postorius asks Mailman in this way; nobody is signed up by somebody else."""
    lists, uta = office.lists, "uta.form@leser.example"
    lists.rest.call("POST", "members", {
        "list_id": LIST.replace("@", "."), "subscriber": uta, "display_name": "Uta Muster",
        "pre_verified": "false", "pre_confirmed": "false", "pre_approved": "true",
    })  # fmt: skip
    until(lambda: lists.inbox(uta))
    assert uta not in lists.members(LIST)
    assert CONFIRM_DE in text_in(lists.answer(uta, 0))
    until(lambda: uta in lists.members(LIST))


def test_an_edition_reaches_who_is_there_as_it_was_built_and_signed(office: Office) -> None:
    office.join(EVA, JAN, UTA, ODD)
    there = office.lists.members(LIST)
    before = {address: len(office.lists.inbox(address)) for address in there}
    said(office.root, names.BUILD, EDITION)
    built = (office.root / f"build/newsletter/{EDITION}/leser/de/mail.eml").read_bytes()
    send(office.root, "--by", "list", "--really")
    until(lambda: all(len(office.lists.inbox(a)) > n for a, n in before.items()))
    record = f"v=DKIM1; k=rsa; p={public_part(load_key(office.key))}".encode()
    for address in there:
        [raw] = [raw for _, to, raw in office.lists.box.taken
                 if to == address and b"DKIM-Signature" in raw]  # fmt: skip
        assert raw.partition(b"\r\n\r\n")[2] == built.partition(b"\r\n\r\n")[2]
        assert dkim.verify(raw, dnsfunc=lambda *_, **__: record)
        message = email.message_from_bytes(raw)
        assert f"leser-leave@{HOST}" in message["List-Unsubscribe"]
        assert "List-Unsubscribe-Post" not in message
        assert message["Subject"] == email.message_from_bytes(built)["Subject"]


def test_who_is_no_office_reaches_nobody(office: Office) -> None:
    lists = office.lists
    for stranger in ("fremd@anders.example", EVA):
        before = {address: len(lists.inbox(address)) for address in lists.members(LIST)}
        mine = len(lists.inbox(stranger))
        lists.post(stranger, LIST, "Kauft!", "Angebot")
        until(lambda who, had: len(lists.inbox(who)) > had, stranger, mine)  # it comes back
        others = before.keys() - {stranger}
        assert all(len(lists.inbox(address)) == before[address] for address in others)


def test_leaving_by_mail_by_one_click_and_by_being_gone_and_the_next_edition(
    office: Office,
) -> None:
    lists, root = office.lists, office.root
    had = len(lists.inbox(JAN))
    lists.post(JAN, f"leser-leave@{HOST}")
    assert "Erst dann sind Sie abgemeldet." in text_in(lists.answer(JAN, had))
    until(lambda: JAN not in lists.members(LIST))
    until(lambda: any("ist abgemeldet von: " in text_in(mail) for mail in lists.inbox(JAN)))

    lists.rest.call("PATCH", f"lists/{LIST}/config", {"bounce_score_threshold": 1})
    original = WHOLE.format(id="edition@muster-cluster.example")
    lists.post_raw("", f"leser-bounces@{HOST}", BOUNCE.format(
        address=ODD, action="failed", status="5.1.1", original=original).encode())  # fmt: skip
    until(lambda: ODD not in lists.members(LIST))

    said(root, names.APPROVE, NEXT)
    took = len(lists.box.taken)
    told = said(root, names.SEND, NEXT, "--channel", "leser", "--by", "smtp", "--really")
    assert "handed over" in told
    got = {to: raw for _, to, raw in lists.box.taken[took:]}
    assert got.keys() == lists.members(LIST) >= {EVA, UTA}
    click_to_leave(office, got[UTA])
    until(lambda: UTA not in lists.members(LIST))
    assert EVA in lists.members(LIST)


def click_to_leave(office: Office, raw: bytes) -> None:
    """Do what a mailbox does with the header for one click, at the endpoint of the product."""
    headers = re.sub(rb"\r\n[ \t]", b" ", raw.partition(b"\r\n\r\n")[0])
    [link] = re.findall(rb"^List-Unsubscribe: <(https://[^>]+)>", headers, re.MULTILINE)
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in headers
    url = urlsplit(link.decode())
    command = [sys.executable, "build.py", "--root", str(office.root), names.NEWSLETTER,
               names.LEAVING, "--port", str(office.port)]  # fmt: skip
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout
            server.stdout.readline()
            until(lambda: _clicked(office.port, f"/?{url.query}") == 200)
        finally:
            server.terminate()


def _clicked(port: int, path: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("POST", path, b"List-Unsubscribe=One-Click",
                     {"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
        return line.getresponse().status
    except ConnectionRefusedError:
        return 0
    finally:
        line.close()
