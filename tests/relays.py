"""Mail servers for tests: aiosmtpd on loopback, as bad as asked."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Rule = Callable[[str, str, int], str | None]
"""What a server says at a stage (`MAIL`, `RCPT`, `DATA`) for an address, the nth time; None: fine.

`cut` breaks the connection there, `late cut` after the mail was taken.
"""


def fine(stage: str, address: str, time: int) -> None:
    """Take everything."""
    del stage, address, time


@dataclass
class Postbox:
    """Keeps what a server took: for whom, and each byte of it."""

    rule: Rule = fine
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    asked: dict[tuple[str, str], int] = field(default_factory=dict)
    connections: int = 0
    delay: float = 0.0

    def _said(self, stage: str, address: str, server: SMTP) -> str | None:
        key = (stage, address)
        self.asked[key] = self.asked.get(key, 0) + 1
        said = self.rule(stage, address, self.asked[key])
        if said == "cut":
            _break(server)
        return said

    async def handle_MAIL(  # noqa: N802 - the server looks for these names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del session, options
        said = self._said("MAIL", address, server)
        envelope.mail_from = address
        return said or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del session, options
        said = self._said("RCPT", address, server)
        if not said:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del session
        [address] = envelope.rcpt_tos
        if self.delay:
            await asyncio.sleep(self.delay)
        said = self._said("DATA", address, server)
        if said in (None, "late cut"):
            assert isinstance(envelope.content, bytes)
            self.taken.append((envelope.mail_from or "", address, envelope.content))
        if said == "late cut":
            _break(server)
        return said or "250 OK"

    @property
    def addresses(self) -> list[str]:
        """Return to whom mails went, in their order."""
        return [address for _, address, _ in self.taken]


def _break(server: SMTP) -> None:
    """Break a connection without a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


class _Server(SMTP):
    """aiosmtpd's server, which may also leave in the middle of a mail."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        box, envelope = self.event_handler, self.envelope
        address = envelope.rcpt_tos[0] if envelope and envelope.rcpt_tos else ""
        said = box._said("354", address, self)
        if said == "cut inside":
            await self.push("354 go on")
            await self._reader.readline()
            _break(self)
            return
        if said:
            await self.push(said)
            return
        await super().smtp_DATA(arg)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.connections += 1
        super().connection_made(transport)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@contextmanager
def relay(box: Postbox, *, tls: ssl.SSLContext | None = None, **more: Any) -> Iterator[str]:
    """Run a server; yield `HOST:PORT`. With `tls` it speaks TLS from the first byte."""
    port = free_port()
    server = _Controller(
        box, hostname="127.0.0.1", port=port, enable_SMTPUTF8=False, ssl_context=tls, **more
    )
    server.start()
    box.connections = 0  # the first was the controller's own
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop()


def password_of(user: str, password: str) -> Callable[..., AuthResult]:
    """Return who may send: one user."""

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        del server, session, envelope, mechanism
        is_user = isinstance(data, LoginPassword) and (data.login, data.password) == (
            user.encode(), password.encode(),
        )  # fmt: skip
        return AuthResult(success=is_user, handled=False)

    return authenticate


def certificate(folder: Path, names: Sequence[str] = ("127.0.0.1",)) -> tuple[ssl.SSLContext, Path]:
    """Return a context with a certificate of its own for these hosts, and that as a PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay")])
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(1).not_valid_before(day).not_valid_after(day + dt.timedelta(days=20000))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(n)) for n in names]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, secret = folder / "relay.pem", folder / "relay.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, secret)
    return context, pem
