"""The way by a relay: SMTP with TLS and authentication, one connection, renewed when it breaks.

At every stage it is certain whether the server may have the mail: until the last dot has left it
has not; from then on until its answer nobody knows.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from schaufenster.sending.message import Message
from schaufenster.sending.transports import Delivery, TransportError

_LONGEST_REPLY: Final = 300
_TRIES: Final = 5
"""Connections that are tried before a run stops, each after a longer pause."""
_LOST_IN_A_ROW: Final = 5
"""Mails in a row that lose the connection twice: it is not they that are wrong."""
_BUSY: Final = 421
_READY: Final = 354
_SUCCESS: Final = 200
LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts to which no line leads that somebody could read: no TLS is needed there."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A server that takes mails: its name, and how it is spoken to.

    `implicit`: TLS from the first byte; else STARTTLS, except on this machine. `ca` is a PEM text
    of certificates to trust beside the system's, `timeout` in seconds.
    """

    host: str
    port: int
    implicit: bool = False
    user: str = ""
    password: str = ""
    ca: str = ""
    timeout: float = 300.0


def relay_at(url: str, user: str, password: str, ca: str, timeout: float) -> Relay:
    """Return the relay at `smtp://HOST[:PORT]` or `smtps://HOST[:PORT]`.

    Raises `ValueError` for any other address.
    """
    parts = urlsplit(url)
    usual = {"smtp": 587, "smtps": 465}
    if parts.scheme not in usual or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(url)
    if parts.username or parts.password:  # it would lie in a file that is shown around
        raise ValueError(url)
    port = parts.port or usual[parts.scheme]
    return Relay(parts.hostname, port, parts.scheme == "smtps", user, password, ca, timeout)


class _LostError(Exception):
    """The connection broke before the mail was whole."""


@dataclass(slots=True)
class SmtpTransport:
    """Hands mails to a relay; `sender` is the address to which they come back.

    `pause` waits for so many seconds.
    """

    relay: Relay
    sender: str
    pause: Callable[[float], None]
    _client: smtplib.SMTP | None = field(default=None, init=False)
    _lost: int = field(default=0, init=False)
    _had: bool = field(default=False, init=False)
    _is_new: bool = field(default=False, init=False)

    def deliver(self, message: Message, address: str) -> Delivery:
        """Hand over one mail; a connection that breaks too early is renewed once.

        Raises `TransportError` where the relay serves nobody.
        """
        for _ in range(2):
            client = self._client or self._connected()
            try:
                delivery = self._hand_over(client, message, address)
            except _LostError:
                self._drop()
                continue
            self._lost, self._is_new = 0, False
            return delivery
        self._lost += 1
        if self._lost >= _LOST_IN_A_ROW:
            raise TransportError("send-relay-lost", host=self.relay.host)
        return Delivery("deferred", "connection lost")

    def _hand_over(self, client: smtplib.SMTP, message: Message, address: str) -> Delivery:
        size = len(message.header) + 2 + len(message.body.for_smtp)
        sized = [f"size={size}"] if client.has_extn("size") else []
        code, said = self._ask(client.mail, self.sender, sized)
        if code // 100 != 2:
            self._reset(client, code)
            if code // 100 == 5:
                raise TransportError(
                    "send-relay-sender", sender=self.sender, reply=_text(code, said)
                )
            return Delivery("deferred", _text(code, said))
        code, said = self._ask(client.rcpt, address, ())
        if code // 100 != 2:
            self._reset(client, code)
            return Delivery(_refused(code), _text(code, said))
        code, said = self._ask(client.docmd, "DATA", "")
        if code != _READY:
            self._reset(client, code)
            return Delivery(_refused(code), _text(code, said))
        return self._data(client, message)

    def _data(self, client: smtplib.SMTP, message: Message) -> Delivery:
        """Send the mail itself: all of it, then the dot that makes it the server's."""
        try:
            client.send(message.header + b"\r\n" + message.body.for_smtp)
        except (OSError, smtplib.SMTPException):
            raise _LostError from None
        try:
            client.send(b".\r\n")
            code, said = client.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Delivery("unknown", _short(str(error)))
        if code == _BUSY:
            self._drop()
        if code < _SUCCESS:  # no answer that SMTP knows
            return Delivery("unknown", _text(code, said))
        return Delivery("sent" if code // 100 == 2 else _refused(code), _text(code, said))

    def _ask(
        self, command: Callable[[str, Any], tuple[int, bytes]], word: str, more: object
    ) -> tuple[int, bytes]:
        """Return the answer to a command before the mail is whole. Raises `_LostError`."""
        try:
            code, said = command(word, more)
        except (OSError, smtplib.SMTPException):
            raise _LostError from None
        if code == _BUSY and not self._is_new:
            raise _LostError  # the server closes: perhaps it had enough of this connection
        return code, said

    def _reset(self, client: smtplib.SMTP, code: int) -> None:
        """Forget what was begun; a server that closes is left."""
        try:
            if code == _BUSY or client.rset()[0] // 100 != 2:
                self._drop()
        except (OSError, smtplib.SMTPException):
            self._drop()

    # ── the connection ───────────────────────────────────────────────────────────────────────

    def _connected(self) -> smtplib.SMTP:
        """Return a new connection. Raises `TransportError` where there is none to be had.

        Where there was one before, the relay gets time to come back.
        """
        for number in range(_TRIES):
            try:
                self._client = self._open()
            except (OSError, smtplib.SMTPException) as error:
                if isinstance(error, ssl.SSLError):
                    raise TransportError(
                        "send-relay-tls", host=self.relay.host, reason=error
                    ) from None
                if not self._had or number == _TRIES - 1:
                    where = f"{self.relay.host}:{self.relay.port}"
                    raise TransportError("send-relay-away", host=where, reason=error) from None
                self.pause(2.0**number)
            else:
                self._had = self._is_new = True
                return self._client
        raise AssertionError

    def _open(self) -> smtplib.SMTP:
        relay = self.relay
        context = ssl.create_default_context()
        if relay.ca:
            context.load_verify_locations(cadata=relay.ca)
        client: smtplib.SMTP
        if relay.implicit:
            client = smtplib.SMTP_SSL(
                relay.host, relay.port, timeout=relay.timeout, context=context
            )
        else:
            client = smtplib.SMTP(relay.host, relay.port, timeout=relay.timeout)
        try:
            self._greet(client, context)
        except BaseException:
            client.close()
            raise
        if client.sock:  # the dot that follows a mail does not wait for anything
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def _greet(self, client: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Say who we are, over TLS, with name and password where there are any."""
        relay = self.relay
        client.ehlo_or_helo_if_needed()
        is_safe = relay.implicit
        if not is_safe and client.has_extn("starttls"):
            client.starttls(context=context)
            client.ehlo_or_helo_if_needed()
            is_safe = True
        if not is_safe and relay.host not in LOCAL:
            raise TransportError("send-relay-plain", host=relay.host)
        if relay.user:
            try:
                client.login(relay.user, relay.password)
            except smtplib.SMTPNotSupportedError:
                raise TransportError("send-relay-no-auth", host=relay.host) from None
            except smtplib.SMTPAuthenticationError as error:
                reply = _text(error.smtp_code, error.smtp_error)
                raise TransportError("send-relay-auth", user=relay.user, reply=reply) from None

    def _drop(self) -> None:
        """Leave the connection as it is."""
        if self._client:
            self._client.close()
        self._client = None

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        if self._client:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._client.quit()
        self._drop()


def _refused(code: int) -> Literal["failed", "deferred"]:
    return "failed" if code // 100 == 5 else "deferred"


def _text(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return _short(f"{code} {text}")


def _short(text: str) -> str:
    """Return what a server said, fit for a terminal: one line, not endless."""
    return "".join(c if c.isprintable() else " " for c in text)[:_LONGEST_REPLY]
