"""A mail as a file that opens as a draft (RFC 5322; `X-Unsent` for Outlook and Thunderbird).

Same content, same bytes: date, Message-ID and boundaries come from the edition, never from a clock.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from schaufenster.content import model
from schaufenster.facts.contact import Unsubscribe, office_of, unsubscribe_of
from schaufenster.problems import Language


class _HeaderPolicy(EmailPolicy):
    """The policy of SMTP, but texts that are not ASCII are encoded words (RFC 2047) throughout.

    Python's folding encodes single words of a text and loses or doubles the spaces between them;
    and it encodes a long address to unsubscribe, which mailboxes then ignore.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as lines that end with CRLF."""
        text, address = str(value), ""
        if name == "From":
            [sender] = value.addresses
            text, address = sender.display_name, f"\r\n <{sender.addr_spec}>"
        elif name == "List-Id":
            text, _, identifier = text.rpartition(" <")
            address = f"\r\n <{identifier}"
        elif name == "List-Unsubscribe":
            folded = text.replace(", ", ",\r\n ")
            return f"{name}: {folded}\r\n".encode()
        if text.isascii():
            return super().fold_binary(name, value)
        words = Header(text, "utf-8", header_name=name).encode(linesep="\r\n")
        return f"{name}: {words}{address}\r\n".encode()


_POLICY = _HeaderPolicy(linesep="\r\n", max_line_length=76)
"""76: Python writes lines of quoted-printable as long as those of a header (RFC 2045, 6.7)."""


def draft(
    *,
    subject: str,
    html: str,
    text: str,
    lang: Language,
    day: dt.date,
    channel: model.Channel,
    edition: str,
    identity: model.Identity,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a message with text and HTML, without recipient, as bytes with CRLF line ends.

    `pictures` are JPEGs by their `src` in the HTML; they become parts of the message (`cid:`, RFC
    2392).
    """
    key = f"{edition}.{channel.id}.{lang}"
    name = _one_line(identity.name)
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = _one_line(subject)
    if sender := office_of(identity).email:
        message["From"] = Address(name, addr_spec=sender)
    noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    message["Date"] = format_datetime(noon)
    message["Message-ID"] = f"<{key}@{identity.tag}>"
    message["List-Id"] = f"{name} <{channel.id}.{identity.tag}>"
    for header, value in _unsubscribe_headers(unsubscribe_of(channel)):
        message[header] = value
    message["Auto-Submitted"] = "auto-generated"
    message["X-Unsent"] = "1"
    _set_content(message, text, html, pictures or {}, key, identity.tag)
    message["Content-Language"] = lang  # last: setting the content deletes every Content-* header
    message.set_boundary(_boundary(key))
    return message.as_bytes()


def _unsubscribe_headers(to: Unsubscribe) -> Iterator[tuple[str, str]]:
    """Yield the headers for a mailbox's button to unsubscribe (RFC 2369, RFC 8058)."""
    addresses = [f"<{to.url}>"] if to.url else []
    addresses += [f"<mailto:{to.email}>"] if to.email else []
    if addresses:
        yield "List-Unsubscribe", ", ".join(addresses)
    if to.url:
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _set_content(
    message: EmailMessage, text: str, html: str, pictures: Mapping[str, bytes], key: str, tag: str
) -> None:
    """Set a message's text, and its HTML with the pictures as parts."""
    cids = {src: f"{number}.{key}@{tag}" for number, src in enumerate(pictures, 1)}
    for src, cid in cids.items():
        html = html.replace(f'src="{src}"', f'src="cid:{cid}"')
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if not pictures:
        return
    _, page = message.iter_parts()
    for src, raw in pictures.items():
        name = src.rsplit("/", 1)[-1]
        page.add_related(
            raw, "image", "jpeg", cid=f"<{cids[src]}>", filename=name, disposition="inline"
        )
    page.set_boundary(_boundary(f"{key}.related"))


def _boundary(key: str) -> str:
    return f"sf-{hashlib.sha256(key.encode()).hexdigest()[:24]}"


def _one_line(text: str) -> str:
    """Return text for a header: one line, without any encoded word (RFC 2047) typed by a user.

    Python's `email` decodes `=?…?=` and writes the result: a typed `=?utf-8?q?x=0D=0ABcc:…?=`
    became another header (Python 3.11).
    """
    return " ".join(text.replace("=?", "= ?").split())
