"""A mail as a file that opens as a ready draft (RFC 5322; `X-Unsent` for Outlook and Thunderbird).

Same content, same bytes: date, Message-ID and boundary come from the edition, never from a clock.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from schaufenster.content import model
from schaufenster.content.fields import OPEN
from schaufenster.problems import Language


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
) -> bytes:
    """Return a message with text and HTML, without recipient, as bytes with CRLF line ends."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _one_line(subject)
    sender = identity.imprint.email
    if sender != OPEN:
        message["From"] = Address(_one_line(identity.name), addr_spec=sender)
    noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    message["Date"] = format_datetime(noon)
    key = f"{edition}.{channel.id}.{lang}"
    message["Message-ID"] = f"<{key}@{identity.tag}>"
    message["List-Id"] = f"{_one_line(identity.name)} <{channel.id}.{identity.tag}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Unsent"] = "1"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = lang  # last: setting the content deletes every Content-* header
    message.set_boundary(f"sf-{hashlib.sha256(key.encode()).hexdigest()[:24]}")
    return message.as_bytes()


def _one_line(text: str) -> str:
    """Return text fit for a header: one line, and no encoded word (RFC 2047) that anybody typed.

    Python's `email` decodes `=?…?=` in what it is given and writes what comes out: a typed
    `=?utf-8?q?x=0D=0ABcc:…?=` became a header of its own (seen with Python 3.11).
    """
    return " ".join(text.replace("=?", "= ?").split())
