"""What came in: an answered form as a file of its own, or a mail with attachments."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import getaddresses
from html import unescape
from typing import Final

from schaufenster.editing.intake.answers import Answered, read_answers
from schaufenster.editing.intake.questions import wording
from schaufenster.editing.intake.sent_files import SentFile, is_word, sent_file, word_text
from schaufenster.problems import Language

MOST_BYTES: Final = 40_000_000
_MOST_PARTS: Final = 60
_TAG: Final = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_MESSAGE_ID: Final = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_USER: Final = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_DOMAIN: Final = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_DROPPED: Final = re.compile(
    r"<(script|style|head)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What came in: the answers if a form was found, the other files, and what went wrong."""

    answered: Answered | None
    files: list[SentFile]
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def read_letter(name: str, raw: bytes, languages: tuple[Language, ...]) -> Letter:
    """Return what stands in a file: a mail if its name ends with `.eml`, else an answered form."""
    first = languages[0]
    if len(raw) > MOST_BYTES:
        fault = wording("too-large", first, most=MOST_BYTES // 1_000_000)
        return Letter(None, [], faults=(fault,))
    if name.lower().endswith(".eml"):
        text, files = _parts(raw)
    elif is_word(file := sent_file(name, raw)):
        text, files = "", [file]
    else:
        text, files = raw.decode("utf-8-sig", "replace"), []
    return _with_words(text, files, languages)


def _with_words(text: str, files: list[SentFile], languages: tuple[Language, ...]) -> Letter:
    """Return a letter; where its text holds no form, the first Word file that does is read."""
    first = languages[0]
    answered, notes, faults = read_answers(text, languages), [], []
    others = [file for file in files if not is_word(file)]
    for file in (file for file in files if is_word(file)):
        said, fault = word_text(file, first)
        faults += [fault] if fault else []
        if not answered and (answered := read_answers(said, languages)):
            notes.append(wording("from-word", answered.lang, name=file.name))
        elif not fault:
            notes.append(wording("unused", first, name=file.name))
    if not answered:
        faults.append(wording("no-form", first))
    return Letter(answered, others, tuple(notes), tuple(faults))


def _parts(raw: bytes) -> tuple[str, list[SentFile]]:
    """Return the text of a mail and its attachments; what cannot be decoded is left out."""
    message = email.message_from_bytes(raw)
    text, html, files = "", "", list[SentFile]()
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS or part.is_multipart():
            continue
        name = _plain_header(part.get_filename())
        content = part.get_payload(decode=True)
        body = content if isinstance(content, bytes) else b""
        if name or part.get_content_maintype() != "text":
            files += [sent_file(name or part.get_content_type().replace("/", "."), body)]
        elif part.get_content_type() == "text/html":
            html = html or _decoded(part, body)
        else:
            text = text or _decoded(part, body)
    return text or _plain(html), files


def _decoded(part: object, body: bytes) -> str:
    charset = part.get_content_charset() or "utf-8"  # type: ignore[attr-defined]
    try:
        return body.decode(charset, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _plain(html: str) -> str:
    return unescape(_DROPPED.sub("", _TAG.sub("\n", html)))


def reply(raw: bytes, lines: list[str], lang: Language, sender: str, stamp: str, key: str) -> bytes:
    """Return a draft of an answer to a mail, as a file that mail programs open.

    Its Message-ID holds `key`, by which it is found again in a folder of drafts.
    """
    came = email.message_from_bytes(raw)
    draft = EmailMessage(policy=email.policy.SMTP)
    draft["From"] = sender or "office@localhost"
    if to := _address(came["Reply-To"]) or _address(came["From"]):
        draft["To"] = to
    draft["Subject"] = wording("reply-subject", lang, subject=_plain_header(came["Subject"]))
    draft["Date"] = stamp
    draft["Message-ID"] = f"<intake.{key}@{draft['From'].addresses[0].domain}>"
    draft["X-Unsent"] = "1"
    if found := _MESSAGE_ID.search(_plain_header(came["Message-ID"])):
        draft["In-Reply-To"] = found[0]
    draft.set_content("\n\n".join(lines) + "\n")
    return draft.as_bytes()


def _plain_header(value: object) -> str:
    """Return what a header says, on one line; one that cannot be decoded as it stands.

    Not by the policies that parse headers: those end in an IndexError at `From: <`.
    """
    try:
        said = str(make_header(decode_header(str(value or ""))))
    except (HeaderParseError, LookupError, ValueError):
        said = str(value)
    return " ".join(_CONTROL.sub(" ", said.encode("utf-8", "replace").decode("utf-8")).split())


def _address(value: object) -> Address | None:
    """Return whom a header names first, if that is an address that a reply can have."""
    name, address = next(iter(getaddresses([str(value or "")])), ("", ""))
    user, _, domain = address.rpartition("@")
    if not _USER.fullmatch(user) or not _DOMAIN.fullmatch(domain):
        return None
    return Address(_plain_header(name), user, domain)
