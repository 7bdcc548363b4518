"""Texts in the headers of mails: one line each, and readable by every program."""

from __future__ import annotations

import re
from email.charset import QP, Charset
from email.header import Header
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import idna

_QUOTED: Final = Charset("utf-8")
_QUOTED.header_encoding = QP  # notmuch drops what follows an encoded word of padded base64

_BREAKS: Final = re.compile(r"[ \t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
"""White space that is no part of a text: no-break and narrow spaces are."""
_KEPT: Final = "/!$&'()*+,;=:@?%~-._"
"""What stays as it is in what follows a host."""


def one_line(text: str) -> str:
    """Return text for a header: one line, without any encoded word (RFC 2047) typed by a user.

    Python's `email` decodes `=?…?=` and writes the result: a typed `=?utf-8?q?x=0D=0ABcc:…?=`
    became another header (Python 3.11).
    """
    return " ".join(_BREAKS.split(text.replace("=?", "= ?"))).strip()


def encoded_words(text: str, header: str) -> str:
    """Return a text as encoded words throughout, for a header of this name, folded by CRLF.

    Python's folding encodes single words of a text and loses or doubles the spaces between them.
    """
    return Header(text, _QUOTED, header_name=header).encode(linesep="\r\n")


def ascii_address(address: str) -> str:
    """Return a mail address with its domain as the DNS has it (IDNA 2008); its local part stays.

    Python's own codec follows IDNA 2003 and makes another domain of `straße.example`. Raises
    `ValueError` for a domain that cannot be written so.
    """
    local, _, domain = address.rpartition("@")
    name = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    return f"{local}@{name.lower()}"


def ascii_url(url: str) -> str:
    """Return a web address in ASCII alone: its host by IDNA 2008, all else escaped."""
    if url.isascii():
        return url
    parts = urlsplit(url)
    host = idna.encode(parts.hostname or "", uts46=True).decode()
    place = f"{host}:{parts.port}" if parts.port else host
    rest = (quote(part, safe=_KEPT) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, place, *rest))
