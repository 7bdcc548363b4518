"""What came in: an answered form as a file of its own, or a mail with attachments."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from html import unescape
from typing import Final

from schaufenster.editing.intake.answers import Answered, read_answers
from schaufenster.editing.intake.questions import wording
from schaufenster.editing.intake.sent_files import SentFile, is_word, sent_file, word_text
from schaufenster.problems import Language

MOST_BYTES: Final = 40_000_000
_MOST_PARTS: Final = 60
_TAG: Final = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
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
    message = email.message_from_bytes(raw, policy=email.policy.default)
    text, html, files = "", "", list[SentFile]()
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS or part.is_multipart():
            continue
        name = part.get_filename()
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


def reply(raw: bytes, lines: list[str], lang: Language, sender: str, stamp: str) -> bytes:
    """Return a draft of an answer to a mail, as a file that mail programs open."""
    came = email.message_from_bytes(raw, policy=email.policy.default)
    draft = EmailMessage(policy=email.policy.SMTP)
    draft["From"] = sender or "office@localhost"
    to = came.get("Reply-To") or came.get("From")
    if to:
        draft["To"] = re.sub(r"[\r\n]", " ", str(to))
    subject = re.sub(r"[\r\n]", " ", str(came.get("Subject", "")))
    draft["Subject"] = wording("reply-subject", lang, subject=subject)
    draft["Date"] = stamp
    draft["X-Unsent"] = "1"
    if found := came.get("Message-ID"):
        draft["In-Reply-To"] = re.sub(r"\s", "", str(found))
    draft.set_content("\n\n".join(lines) + "\n")
    return draft.as_bytes()
