"""A mail as a file that opens as a draft (RFC 5322; `X-Unsent` for Outlook and Thunderbird).

Same content, same bytes: the date and the boundaries come from the edition, the Message-ID from the
content, nothing from a clock. Nobody's address is in it, so that no address to unsubscribe can say
who leaves: whoever sends to a list adds what one click needs (RFC 8058).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from schaufenster.content import model
from schaufenster.facts.contact import Way, unsubscribe_of
from schaufenster.mail_headers import ascii_address, ascii_url, encoded_words, one_line
from schaufenster.problems import Language


class _HeaderPolicy(EmailPolicy):
    """The policy of SMTP, but texts that are not ASCII are encoded words (RFC 2047) throughout.

    Python encodes long addresses to unsubscribe and long ids, too, which mailboxes then ignore.
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
        elif name == "Message-ID":
            return f"{name}: {text}\r\n".encode()
        if text.isascii():
            return super().fold_binary(name, value)
        return f"{name}: {encoded_words(text, name)}{address}\r\n".encode()


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
    name = one_line(identity.name)
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = one_line(subject)
    if sender := identity.imprint.email:
        message["From"] = Address(name, addr_spec=ascii_address(sender))
    message["Date"] = format_datetime(_start_of(day, identity.time_zone))
    ways = _unsubscribe(unsubscribe_of(channel))
    content = (subject, text, html, ways, *map(_digest, (pictures or {}).values()))
    message["Message-ID"] = f"<{key}.{_digest(repr(content).encode())[:16]}@{identity.tag}>"
    message["List-Id"] = f"{name} <{channel.id}.{identity.tag}>"
    if ways:
        message["List-Unsubscribe"] = ways
    message["Auto-Submitted"] = "auto-generated"
    message["X-Unsent"] = "1"
    _set_content(message, text, html, pictures or {}, key, identity.tag)
    message["Content-Language"] = lang  # last: setting the content deletes every Content-* header
    message.set_boundary(_boundary(key))
    return message.as_bytes()


def letter(
    *, subject: str, text: str, to: str, lang: Language, day: dt.date, identity: model.Identity
) -> bytes:
    """Return a letter of plain text to one address, as bytes that open as a draft."""
    key = _digest(f"{to}\n{subject}\n{text}".encode())[:24]
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = one_line(subject)
    message["To"] = to
    message["Date"] = format_datetime(_start_of(day, identity.time_zone))
    message["Message-ID"] = f"<letter.{key}@{identity.tag}>"
    message["X-Unsent"] = "1"
    message.set_content(text, cte="quoted-printable")
    message["Content-Language"] = lang
    return message.as_bytes()


def _start_of(day: dt.date, time_zone: str) -> dt.datetime:
    """Return the first moment of a day: none of that day's builds is earlier."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=zoneinfo.ZoneInfo(time_zone))


def _unsubscribe(to: Way) -> str:
    """Return the header for a mailbox's button to unsubscribe (RFC 2369)."""
    addresses = [f"<{ascii_url(to.url)}>"] if to.url else []
    addresses += [f"<mailto:{ascii_address(to.email)}>"] if to.email else []
    return ", ".join(addresses)


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
    return f"sf-{_digest(key.encode())[:24]}"


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
