"""The address by which one person leaves a list with one click (RFC 8058).

Its token is the list and the person's address, encrypted and authenticated (AES-SIV, RFC 5297): no
log of a web server tells whose it is, nobody can make one for somebody else, and the same mail has
the same token whenever it is made.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

SHORTEST_SECRET: Final = 16
"""Characters of a secret that is not guessed."""


def link_to_leave(endpoint: str, secret: str, mailing_list: str, address: str) -> str:
    """Return the address of an endpoint at which `address` leaves a list.

    `secret` is a text that only the sender and the endpoint know.
    """
    content = f"{mailing_list}\n{address}".encode()
    token = base64.urlsafe_b64encode(_cipher(secret).encrypt(content, None)).decode().rstrip("=")
    return f"{endpoint}{'&' if '?' in endpoint else '?'}t={token}"


def who_leaves(token: str, secret: str) -> tuple[str, str] | None:
    """Return the list and the address of a token; None if it was not made with this secret."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        mailing_list, _, address = _cipher(secret).decrypt(raw, None).decode().partition("\n")
    except (ValueError, InvalidTag):
        return None
    return mailing_list, address


def _cipher(secret: str) -> AESSIV:
    return AESSIV(hashlib.sha512(secret.encode()).digest())
