"""A Mailman 3 of this machine's own, behind a mail server that knows its lists."""

from __future__ import annotations

import asyncio
import email
import email.policy
import os
import shutil
import smtplib
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Final

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from schaufenster.mailing_lists import Mailman, MailmanError

from .conftest import HANGS
from .relays import Postbox, free_port, relay

HOST: Final = "liste.example"
USER, PASSWORD = "office", "geheim"
_BIN: Final = "/usr/lib/mailman3/bin"
_SETTINGS: Final = """\
[mailman]
layout: here
site_owner: postmaster@liste.example
[paths.here]
var_dir: {var}
bin_dir: {bin}
[webservice]
hostname: 127.0.0.1
port: {rest}
admin_user: {user}
admin_pass: {password}
workers: 1
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: {smtp}
lmtp_host: 127.0.0.1
lmtp_port: {lmtp}
max_recipients: 1
[runner.bounces]
sleep_time: 1s
[runner.archive]
start: no
[runner.digest]
start: no
[runner.nntp]
start: no
[runner.retry]
start: no
[runner.task]
start: no
"""


@dataclass
class MailServer(Postbox):
    """Keeps mails for people, and hands those for a list to Mailman, as Postfix does."""

    lmtp: int = 0

    async def handle_DATA(  # noqa: N802 - the server looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        [address] = envelope.rcpt_tos
        if not address.endswith(f"@{HOST}"):
            return await super().handle_DATA(server, session, envelope)
        assert isinstance(envelope.content, bytes)
        await asyncio.to_thread(self._hand_over, envelope.mail_from or "", address,
                                envelope.content)  # fmt: skip
        return "250 OK"

    def _hand_over(self, sender: str, address: str, raw: bytes) -> None:
        with smtplib.LMTP("127.0.0.1", self.lmtp) as line:
            line.sendmail(sender, [address], raw)


@dataclass
class ListServer:
    """A Mailman that runs: its folder, what people got, where mails go in, and its REST API."""

    folder: Path
    box: MailServer
    at: str
    rest: Mailman

    def inbox(self, address: str) -> list[EmailMessage]:
        """Return what came for somebody, oldest first."""
        return [
            email.message_from_bytes(raw, policy=email.policy.default)
            for _, to, raw in list(self.box.taken)
            if to == address
        ]

    def post(self, sender: str, to: str, text: str = "", subject: str = "") -> None:
        """Send a mail as somebody does."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message.set_content(text)
        self.post_raw(sender, to, bytes(message))

    def post_raw(self, sender: str, to: str, raw: bytes) -> None:
        host, _, port = self.at.rpartition(":")
        with smtplib.SMTP(host, int(port)) as line:
            line.sendmail(sender, [to], raw)

    def answer(self, address: str, number: int) -> EmailMessage:
        """Wait for somebody's mail of this number and reply to it; return it."""
        until(lambda: len(self.inbox(address)) > number)
        got = self.inbox(address)[number]
        to = got["Reply-To"] or got["From"]
        self.post(address, to.addresses[0].addr_spec, subject=f"Re: {got['Subject']}")
        return got

    def members(self, name: str) -> set[str]:
        """Return who gets what is sent to a list."""
        return {found.address for found in self.rest.subscribers(name)}


def until(comes: Callable[..., object], *words: object) -> None:
    """Wait until something has come true: what a function says of these words."""
    end = time.monotonic() + HANGS
    while not comes(*words):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def text_in(message: EmailMessage) -> str:
    """Return what a mail says, as plain text."""
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


@contextmanager
def list_server(folder: Path) -> Iterator[ListServer]:
    """Run Mailman from Debian's package below a folder."""
    if not shutil.which("mailman"):
        pytest.fail("mailman is not installed: python tools/programs.py")
    rest, box = free_port(), MailServer(lmtp=free_port())
    root = ["--run-as-root"] if os.geteuid() == 0 else []
    with relay(box) as at:
        values = {
            "var": folder / "var", "bin": _BIN, "rest": rest, "user": USER, "password": PASSWORD,
            "smtp": at.rpartition(":")[2], "lmtp": box.lmtp,
        }  # fmt: skip
        (folder / "mailman.cfg").write_text(_SETTINGS.format(**values))
        command = ["mailman", *root, "-C", str(folder / "mailman.cfg")]
        made = ListServer(folder, box, at, Mailman(f"http://127.0.0.1:{rest}/3.1", USER, PASSWORD))

        def control(*words: str) -> None:
            """Start or stop it; what it starts would keep a pipe open."""
            silent = subprocess.DEVNULL
            subprocess.run([*command, *words], cwd=folder, check=True, stdout=silent, stderr=silent)

        control("start", "--run-as-user")
        try:
            until(lambda: _answers(made.rest))
            yield made
        finally:
            control("stop")


def _answers(rest: Mailman) -> bool:
    try:
        rest.call("GET", "system/versions")
    except MailmanError:
        return False
    return True
