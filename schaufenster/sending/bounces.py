"""Mails that came back: delivery status notifications (RFC 3464), from files and Maildirs."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Final

_MOST_BYTES: Final = 10_000_000
_ID: Final = re.compile(r"<([^<>\s]+)>")
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a notification says of one recipient; `message` is the id of the mail, if it tells.

    `status` is a code of RFC 3463: 5 is for good, 4 for now.
    """

    address: str
    status: str
    message: str
    reason: str


def files_at(place: Path) -> Iterator[Path]:
    """Yield the files of mails at a place: itself, or all below a folder, such as a Maildir."""
    if place.is_file():
        yield place
        return
    for file in sorted(place.rglob("*")):
        if file.is_file() and not file.is_symlink() and file.stat().st_size <= _MOST_BYTES:
            yield file


def read_bounces(raw: bytes) -> tuple[Bounce, ...]:
    """Return what a mail says of mails that did not arrive; nothing if it is no notification."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    if message.get_content_type() != "multipart/report":
        return ()
    original = _original_id(message)
    return tuple(
        bounce
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for bounce in _said(part, original)
    )


def _said(part: Message, original: str) -> Iterator[Bounce]:
    """Yield what a notification says of each recipient, below what it says of the mail."""
    for block in part.get_payload():
        if not isinstance(block, Message) or "final-recipient" not in block:
            continue
        action = str(block.get("action", "")).strip().lower()
        status = _STATUS.search(str(block.get("status", "")))
        if action not in {"failed", "delayed"}:
            continue
        address = str(block.get("original-recipient") or block["final-recipient"])
        yield Bounce(
            address=address.rpartition(";")[2].strip().strip("<>"),
            status=status[0] if status else ("5.0.0" if action == "failed" else "4.0.0"),
            message=original,
            reason=" ".join(str(block.get("diagnostic-code", "")).split())[:300],
        )


def _original_id(message: Message) -> str:
    """Return the id of the mail that came back, from its headers inside the notification."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) else None
            found = str(first.get("message-id", "")) if isinstance(first, Message) else ""
        elif kind == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            head = text.decode("ascii", "replace") if isinstance(text, bytes) else ""
            found = str(email.message_from_string(head).get("message-id", ""))
        else:
            continue
        if id_ := _ID.search(found):
            return id_[1]
    return ""
