"""A mail as it leaves: the frozen draft, with what makes it one recipient's own.

The body is the same for everybody and is hashed once; only a few headers differ. What was approved
is not written anew: headers of the draft stay as they are, byte for byte.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Protocol

from schaufenster.mail_headers import encoded_words, one_line
from schaufenster.sending.refusal import SendingError

LONGEST_LINE: Final = 998
"""Bytes of a line (RFC 5322, 2.1.1)."""
LONGEST_SUBJECT: Final = 1_000
"""Bytes of a subject as it is written: what the content allows stays well below."""
_HEADER: Final = re.compile(rb"(?P<name>[!-9;-~]+):[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*")
_BLANKS: Final = re.compile(rb"[ \t]+")
_BARE: Final = re.compile(rb"\r(?!\n)|(?<!\r)\n|\0")
"""Half a line end: two servers read two mails where one was sent."""
_OWN: Final = ("x-unsent", "to", "cc", "bcc", "date", "message-id", "return-path", "sender")
"""What a draft says of itself, or what differs from recipient to recipient."""
_OF_A_LIST: Final = ("list-id", "list-unsubscribe", "list-unsubscribe-post")
"""What a list server writes for itself: Mailman keeps a header for one click that it finds."""

Headers = tuple[tuple[str, bytes], ...]
"""Names and whole headers, with their line ends."""


class DraftError(SendingError):
    """A draft that cannot be sent."""


@dataclass(frozen=True)
class Body:
    """What all recipients of a mail get alike."""

    raw: bytes

    @cached_property
    def for_smtp(self) -> bytes:
        """Return it as SMTP carries it: a dot at the start of a line is doubled (RFC 5321)."""
        stuffed = re.sub(rb"(?m)^\.", b"..", self.raw)
        return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"

    @cached_property
    def relaxed_hash(self) -> str:
        """Return its hash as DKIM has it: single blanks, none at ends, no empty last lines."""
        lines = [_BLANKS.sub(b" ", line).rstrip(b" ") for line in self.raw.split(b"\r\n")]
        while lines and not lines[-1]:
            lines.pop()
        digest = hashlib.sha256(b"".join(line + b"\r\n" for line in lines)).digest()
        return base64.b64encode(digest).decode()


@dataclass(frozen=True, slots=True)
class Message:
    """One recipient's mail."""

    header: bytes
    body: Body

    def __bytes__(self) -> bytes:
        return self.header + b"\r\n" + self.body.raw


class Signer(Protocol):
    """Makes the header that says whose a mail is."""

    def sign(self, headers: Headers, body: Body) -> bytes:
        """Return a whole header for a mail with these headers and this body."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """For whom a mail is: an address in ASCII, a name, the id of the mail, where one leaves."""

    address: str
    name: str
    message_id: str
    leave: str = ""


@dataclass(frozen=True)
class PreparedMail:
    """What is shared by all mails of a language: headers, body, signers; `date` as RFC 5322 has it.

    `for_list` leaves out what the list's server says itself.
    """

    headers: Headers
    body: Body
    date: str
    signers: Sequence[Signer] = ()
    for_list: bool = False
    _shared: Headers = field(init=False)

    def __post_init__(self) -> None:
        left_out = (*_OWN, *(_OF_A_LIST if self.for_list else ()))
        shared = tuple((name, raw) for name, raw in self.headers if name not in left_out)
        object.__setattr__(self, "_shared", shared)

    def addressed(self, to: Addressee) -> Message:
        """Return the mail of one recipient, signed."""
        headers = (*self._own(to), *self._with_way_out(to))
        signed = (signer.sign(headers, self.body) for signer in self.signers)
        return Message(b"".join([*signed, *(raw for _, raw in headers)]), self.body)

    def _own(self, to: Addressee) -> Headers:
        return (
            ("date", f"Date: {self.date}\r\n".encode()),
            ("message-id", f"Message-ID: <{to.message_id}>\r\n".encode()),
            ("to", f"To: {address_header(to.name, to.address, 'To')}\r\n".encode()),
        )

    def _with_way_out(self, to: Addressee) -> Iterator[tuple[str, bytes]]:
        """Yield the shared headers, with the address by which this one leaves with one click."""
        for name, raw in self._shared:
            if not to.leave or name not in _OF_A_LIST[1:]:
                yield name, raw
        if to.leave:
            others = [raw for name, raw in self._shared if name == "list-unsubscribe"]
            mailto = re.findall(rb"<mailto:[^<>]*>", b"".join(others))
            ways = ",\r\n ".join([f"<{to.leave}>", *(way.decode() for way in mailto)])
            yield "list-unsubscribe", f"List-Unsubscribe: {ways}\r\n".encode()
            yield (
                "list-unsubscribe-post",
                b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
            )


def address_header(name: str, address: str, header: str) -> str:
    """Return a name and an address for a header, on a line of its own each where it is long."""
    shown = one_line(name)
    if not shown:
        return address
    if not shown.isascii():
        return f"{encoded_words(shown, header)}\r\n <{address}>"
    quoted = re.sub(r'(["\\])', r"\\\1", shown)
    return f'"{quoted}"\r\n <{address}>'


def read_draft(raw: bytes) -> tuple[Headers, Body]:
    """Return headers and body of a draft. Raises `DraftError` for what no server should get."""
    head, end, body = raw.partition(b"\r\n\r\n")
    head += b"\r\n"
    headers = tuple((m["name"].decode().lower(), m[0]) for m in _HEADER.finditer(head))
    if not end or b"".join(whole for _, whole in headers) != head:
        raise DraftError("send-draft-broken")
    names = [name for name, _ in headers]
    if "from" not in names:
        raise DraftError("send-draft-sender")
    if len(names) != len(set(names)):
        raise DraftError("send-draft-broken")
    if not raw.isascii() or _BARE.search(raw) or _longest(raw) > LONGEST_LINE:
        raise DraftError("send-draft-lines")
    subject = dict(headers).get("subject", b"")
    if not value_of(subject):
        raise DraftError("send-draft-subject")
    if len(subject) > LONGEST_SUBJECT:
        raise DraftError("send-draft-subject-long", length=len(subject), most=LONGEST_SUBJECT)
    return headers, Body(body)


def _longest(raw: bytes) -> int:
    return max(map(len, raw.split(b"\r\n")))


def value_of(header: bytes) -> str:
    """Return what a header says, on one line, as it is written."""
    return " ".join(header.partition(b":")[2].decode("ascii", "replace").split())


def sender_of(headers: Headers) -> str:
    """Return the address that a mail is from."""
    value = value_of(dict(headers)["from"])
    return value.rpartition("<")[2].rstrip("> ")


def message_id(key: bytes, parts: Mapping[str, str], domain: str) -> str:
    """Return the id of one recipient's mail: the same whenever it is made, and it names nobody.

    `parts` are edition, channel, language and address.
    """
    secret = hmac.digest(key, repr(sorted(parts.items())).encode(), hashlib.sha256).hex()
    return f"{parts['edition']}.{parts['channel']}.{parts['lang']}.{secret[:32]}@{domain}"
