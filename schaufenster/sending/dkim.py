"""DKIM signatures (RFC 6376; Ed25519: RFC 8463), relaxed for headers and body.

`cryptography` signs: RSA-2048 takes it a tenth of the time that Python alone takes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from schaufenster.sending.message import Body, Headers
from schaufenster.sending.refusal import SendingError

_SIGNED: Final = (
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type",
    "content-language", "list-id", "list-unsubscribe", "list-unsubscribe-post",
)  # fmt: skip
"""What a mailbox shows, what makes the body readable, and what RFC 8058 wants signed."""
_ONCE: Final = ("from", "to", "subject", "date")
"""Signed once more than they are there, so that nobody can add a second one."""
_SMALLEST_RSA: Final = 2048
_BLANKS: Final = re.compile(rb"[ \t]+")


class SigningKeyError(SendingError):
    """A key that cannot sign."""


@dataclass(frozen=True, slots=True)
class DkimSigner:
    """Signs for a domain, with the private key of a selector.

    It tells no time (`t=`): a machine whose clock is fast would sign what others do not believe.
    """

    domain: str
    selector: str
    private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

    @property
    def record(self) -> str:
        """Return what the domain's name server has to say below `SELECTOR._domainkey`."""
        return f"v=DKIM1; k={self._kind}; p={public_part(self.private)}"

    @property
    def _kind(self) -> str:
        return "rsa" if isinstance(self.private, rsa.RSAPrivateKey) else "ed25519"

    def sign(self, headers: Headers, body: Body) -> bytes:
        """Return the signature as a whole header."""
        there = {name: raw for name, raw in headers if name in _SIGNED}
        names = [name for name in _SIGNED if name in there]
        listed = ":".join([*names, *_ONCE])
        value = (
            f"v=1; a={self._kind}-sha256; c=relaxed/relaxed; d={self.domain};\r\n"
            f" s={self.selector};\r\n h={_folded(listed)};\r\n"
            f" bh={body.relaxed_hash};\r\n b="
        )
        start = f"DKIM-Signature: {value}".encode()
        signed = b"".join(_relaxed(there[name]) for name in names)
        signed += _relaxed(start).removesuffix(b"\r\n")
        raw = base64.b64encode(self._signature(signed)).decode()
        lines = "\r\n ".join(raw[at : at + 72] for at in range(0, len(raw), 72))
        return start + f"{lines}\r\n".encode()

    def _signature(self, signed: bytes) -> bytes:
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(hashlib.sha256(signed).digest())


def public_part(private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> str:
    """Return the public part of a key as a name server gives it."""
    public = private.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    else:
        form = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(public.public_bytes(*form)).decode()


def load_key(pem: bytes) -> rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey:
    """Return a private key from PEM. Raises `SigningKeyError` for one that cannot sign mails."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SigningKeyError("send-dkim-unreadable") from None
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SigningKeyError("send-dkim-kind")
    if key.key_size < _SMALLEST_RSA:
        raise SigningKeyError("send-dkim-short", bits=key.key_size, least=_SMALLEST_RSA)
    return key


def _folded(names: str) -> str:
    """Return names with a line end after every few, so that no line is long."""
    return "\r\n ".join(_lines(names.split(":")))


def _lines(names: list[str]) -> Iterator[str]:
    for start in range(0, len(names), 5):
        some = ":".join(names[start : start + 5])
        yield some + (":" if start + 5 < len(names) else "")


def _relaxed(header: bytes) -> bytes:
    """Return a header as RFC 6376, 3.4.2 has it: one line, single blanks, its name in small."""
    name, _, value = header.partition(b":")
    one = _BLANKS.sub(b" ", value.replace(b"\r\n", b""))
    return name.strip().lower() + b":" + one.strip(b" ") + b"\r\n"
