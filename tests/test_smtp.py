"""PageSpecs on their way: through a real server, as lines of SMTP, and back from what arrived."""

from __future__ import annotations

import email
import email.policy
import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from schaufenster import mail
from schaufenster.content import model
from schaufenster.mail.eml import draft

from .conftest import load_sample, templates_of
from .test_channels import with_photo

LETTERS = templates_of("newsletter/templates")
SENDER, READER = "buero@muster-cluster.example", "leser@muster.example"


class Postbox:
    """A handler that keeps what the server took, byte for byte."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(  # noqa: N802 - the server looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        assert isinstance(envelope.content, bytes)
        assert envelope.rcpt_tos == [READER]
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture(scope="module")
def postbox() -> Iterator[tuple[Postbox, Controller]]:
    """A real server on a free port; it knows no extension but what every old one has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    server = Controller(Postbox(), hostname="127.0.0.1", port=port, enable_SMTPUTF8=False)
    server.start()
    yield server.handler, server
    server.stop()


def sent(raw: bytes, postbox: tuple[Postbox, Controller]) -> bytes:
    """Send a draft as its bytes stand; return what arrived."""
    box, server = postbox
    with smtplib.SMTP(server.hostname, server.port) as client:
        assert client.sendmail(SENDER, [READER], raw) == {}
    return box.taken[-1]


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def drafts(folder: Path) -> dict[str, bytes]:
    """Return every draft of the sample, one with photographs inside."""
    cluster = with_photo(folder)
    return {
        f"{name}/{file.path}": file.content
        for name, edition in cluster.editions.items()
        for file in mail.render_set(edition, cluster, LETTERS)
        if file.path.endswith(".eml")
    }


def test_every_draft_arrives_byte_for_byte(
    tmp_path: Path, postbox: tuple[Postbox, Controller]
) -> None:
    found = drafts(tmp_path)
    assert len(found) > 10
    assert any(b"image/jpeg" in raw for raw in found.values())
    for path, raw in found.items():
        assert sent(raw, postbox) == raw, path
        assert max(map(len, raw.split(b"\r\n"))) <= 998, path  # RFC 5322, 2.1.1
        _, body = raw.split(b"\r\n\r\n", 1)
        assert max(map(len, body.split(b"\r\n"))) <= 76, path  # RFC 2045, 6.7 and 6.8
        assert raw.isascii(), path  # no 8BITMIME needed


def test_what_arrives_says_what_was_written(
    tmp_path: Path, postbox: tuple[Postbox, Controller]
) -> None:
    cluster = with_photo(tmp_path)
    edition = cluster.editions["2030-03"]
    made = {f.path: f.content for f in mail.render_edition(edition, "leser", cluster, LETTERS)}
    message = read(sent(made["de/mail.eml"], postbox))
    assert message.defects == []
    assert message["Subject"] == edition.subject["de"]
    for part, name in zip(message.iter_parts(), ("de/mail.txt", "de/mail.html"), strict=True):
        assert isinstance(part, EmailMessage)
        assert part.get_content().replace("\r\n", "\n") == made[name].decode()


DOTS = ".\n..\n.ende\nMessgröße: 5 µm\n" + "x" * 2000 + "\n" + "ä" * 500 + "\nFrom hier\n \n. \n"


@pytest.mark.parametrize("text", [DOTS, ".", "\n.\n", "a\n.\nb", "QUIT\n.\nDATA\n"])
def test_no_line_ends_a_message_or_breaks(text: str, postbox: tuple[Postbox, Controller]) -> None:
    """A lone dot would end the message, a line of 2,000 letters would be cut."""
    sample = load_sample()
    raw = draft(
        subject="Maß für Maß: " + "Prüfstände " * 20, html=f"<p>{text}</p>", text=text, lang="de",
        day=sample.now.date(), channel=sample.channels["leser"], edition="2030-05",
        identity=sample.identity,
    )  # fmt: skip
    arrived = sent(raw, postbox)
    assert arrived == raw
    plain, page = (p for p in read(arrived).iter_parts() if isinstance(p, EmailMessage))
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
    assert text.rstrip("\n") in page.get_content().replace("\r\n", "\n")
    assert len(read(arrived)["Subject"]) > 200


def test_a_typed_line_end_is_no_command(postbox: tuple[Postbox, Controller]) -> None:
    sample = load_sample()
    typed = "Mai\r\n.\r\nMAIL FROM:<x@x.example>\r\nBcc: alle@x.example"
    name = model.Title(de=typed)
    before = len(postbox[0].taken)
    raw = draft(
        subject=name["de"], html="<p>x</p>", text=typed, lang="de", day=sample.now.date(),
        channel=sample.channels["leser"], edition="2030-05", identity=sample.identity,
    )  # fmt: skip
    message = read(sent(raw, postbox))
    assert len(postbox[0].taken) == before + 1
    assert "Bcc" not in message
    assert message["Subject"] == "Mai . MAIL FROM:<x@x.example> Bcc: alle@x.example"
