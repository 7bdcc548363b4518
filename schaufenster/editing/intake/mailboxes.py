"""Mailboxes that answers come into: a maildir, or a folder of an IMAP server.

No letter is changed, marked or moved. Replies become drafts; a letter that has its draft is known
by its key, so that a run that was broken off, or that comes again, makes no second one.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from schaufenster.editing.intake.letters import MOST_BYTES

MAILDIR: Final = "maildir:"
IMAP: Final = "imaps://"
_PORT: Final = 993
_SECONDS: Final = 60
_DRAFTS: Final = re.compile(rb'\(([^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (.+)', re.DOTALL)
_NOT_PLAIN: Final = re.compile(r"[^\x20-\x7e]+|&")


class MailboxError(Exception):
    """A mailbox that cannot be read: the key of the words that say why, and their values."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class Mailbox(Protocol):
    """What comes in, each letter by a key that stays the same, and where drafts of replies go."""

    def letters(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Yield the key of each letter and what reads its bytes."""

    def keep(self, key: str, draft: bytes) -> None:
        """Put the draft of a reply where the office finds it, unless it is there already."""


@contextlib.contextmanager
def open_mailbox(address: str, user: str, password: str) -> Iterator[Mailbox]:
    """Open `maildir:FOLDER` or `imaps://HOST[:PORT][/FOLDER]`; raises MailboxError."""
    if address.startswith(MAILDIR):
        yield _Maildir(Path(address.removeprefix(MAILDIR)))
        return
    host, port, folder = _place(address)
    with contextlib.ExitStack() as stack:
        with _told(host):
            client = imaplib.IMAP4_SSL(
                host, port, ssl_context=ssl.create_default_context(), timeout=_SECONDS
            )
            stack.callback(_leave, client)
            _sign_in(client, host, user, password)
            box = _Imap(client, host, user, folder)
        yield box


@contextlib.contextmanager
def _told(host: str) -> Iterator[None]:
    """Turn what a server or the way to it refuses into a MailboxError."""
    try:
        yield
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxError("intake-imap", host=host, reason=_one_line(error)) from error


def _leave(client: imaplib.IMAP4) -> None:
    with contextlib.suppress(imaplib.IMAP4.error, OSError):
        client.logout()


def _place(address: str) -> tuple[str, int, str]:
    """Return host, port and folder of an address; a password in it would stay in many histories."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host, port = None, _PORT
    if not host or parts.scheme != "imaps" or parts.username or parts.password:
        raise MailboxError("intake-imap-address")
    return host, port, unquote(parts.path.strip("/")) or "INBOX"


def _sign_in(client: imaplib.IMAP4, host: str, user: str, password: str) -> None:
    if not user or not password:
        raise MailboxError("intake-imap-nobody")
    try:  # not LOGIN, which takes no password with an umlaut
        client.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        reason = _one_line(error)
        if reason.startswith("[UNAVAILABLE]"):  # for now, whatever the password (RFC 5530, 3)
            raise
        raise MailboxError("intake-imap-refused", host=host, user=user, reason=reason) from error


def _one_line(error: Exception) -> str:
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error)
    return " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else said).split())


class _Maildir:
    def __init__(self, box: Path) -> None:
        self._box = box

    def letters(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        for part in ("new", "cur"):
            for file in sorted((self._box / part).iterdir()):
                yield _key(file.read_bytes()), file.read_bytes

    def keep(self, key: str, draft: bytes) -> None:
        """Nothing: the copy that the command writes is the draft."""


class _Imap:
    def __init__(self, client: imaplib.IMAP4, host: str, user: str, folder: str) -> None:
        self._client, self._host, self._folder = client, host, _quoted(folder)
        self._drafts = self._folder_of_drafts()
        self._open(self._folder)
        # A uid is that of one letter as long as UIDVALIDITY stays the same (RFC 9051, 2.3.1.1).
        state = client.response("UIDVALIDITY")[1][0] or b""
        self._box = f"{user}@{host}/{folder}/".encode() + state + b"/"

    def letters(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        with _told(self._host):
            uids = self._asked("SEARCH", "UNDELETED", "UNDRAFT")[0].split()
        for uid in uids:
            yield _key(self._box + uid), partial(self._letter, uid.decode("ascii"))

    def _letter(self, uid: str) -> bytes:
        """Return a letter, cut behind the most that is read; PEEK leaves it unread."""
        with _told(self._host):
            self._open(self._folder)
            rows = self._asked("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
        return next((row[1] for row in rows if isinstance(row, tuple)), b"")

    def keep(self, key: str, draft: bytes) -> None:
        with _told(self._host):
            self._open(self._drafts)
            if not self._asked("SEARCH", "HEADER", "Message-ID", f"intake.{key}@")[0]:
                self._done(*self._client.append(self._drafts, r"(\Draft)", "", draft))

    def _open(self, folder: str) -> None:
        self._done(*self._client.select(folder, readonly=True))

    def _asked(self, command: str, *words: str) -> list:  # type: ignore[type-arg]
        return self._done(*self._client.uid(command, *words))

    @staticmethod
    def _done(state: str, said: list) -> list:  # type: ignore[type-arg]
        if state != "OK":
            raise imaplib.IMAP4.error(*said)
        return said

    def _folder_of_drafts(self) -> str:
        """Return the folder that the server names as that of drafts (RFC 6154), else `Drafts`."""
        told = " RETURN (SPECIAL-USE)" if "SPECIAL-USE" in self._client.capabilities else ""
        rows = self._done(*self._client.list('""', f'"*"{told}'))
        named = [m for row in rows if isinstance(row, bytes) and (m := _DRAFTS.fullmatch(row))]
        for is_it in (
            lambda flags, _: b"\\drafts" in flags.lower().split(),
            lambda _, name: name.strip(b'"') == b"Drafts",
        ):
            for match in named:
                if is_it(match[1], match[2]):
                    return match[2].decode("utf-8")
        raise MailboxError("intake-imap-drafts")


def _key(of: bytes) -> str:
    return hashlib.sha256(of).hexdigest()[:16]


def _quoted(folder: str) -> str:
    """Return a folder's name as IMAP writes it: modified UTF-7 (RFC 3501, 5.1.3), in quotes."""

    def shifted(match: re.Match[str]) -> str:
        if match[0] == "&":
            return "&-"
        coded = base64.b64encode(match[0].encode("utf-16-be")).decode("ascii")
        return f"&{coded.rstrip('=').replace('/', ',')}-"

    name = _NOT_PLAIN.sub(shifted, folder)
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
