"""The ledger of what was sent to whom: SQLite, so that no kill and no power cut loses a line.

Before a mail leaves, its recipient's line says `sending`; afterwards what became of it. Who finds
`sending` later knows that nobody knows: the line becomes `unknown`, never `pending`.

What a process has written survives its being killed. A power cut takes what has not reached the
disk, and waiting for the disk takes as long as a mail. So the next few lines are claimed together,
on the disk, before the first of them leaves: after a power cut, which is told by the id of the
boot, each of them is unknown; after a kill they wait as before.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from schaufenster.write.lock import file_lock
from schaufenster.write.refusals import Refused

SendState = Literal["pending", "sending", "sent", "failed", "deferred", "unknown"]
"""What is known of a recipient: not begun; begun; taken, refused, refused for now; not known."""
STATES: Final[tuple[SendState, ...]] = (
    "pending", "sending", "sent", "failed", "deferred", "unknown",
)  # fmt: skip
_VERSION: Final = 1
_AT_ONCE: Final = 500
CLAIMED: Final = 20
"""Lines that are claimed together, and may be uncertain after a power cut."""
BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
"""Where Linux says which boot this is; elsewhere nobody knows: what was claimed is uncertain."""
_SCHEMA: Final = """
CREATE TABLE run (
    id INTEGER PRIMARY KEY, edition TEXT NOT NULL, channel TEXT NOT NULL, way TEXT NOT NULL,
    digest TEXT NOT NULL, begun TEXT NOT NULL, key BLOB NOT NULL,
    UNIQUE (edition, channel, way));
CREATE TABLE mail (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE, lang TEXT NOT NULL,
    draft BLOB NOT NULL, PRIMARY KEY (run, lang));
CREATE TABLE recipient (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    address TEXT, name TEXT, lang TEXT NOT NULL, message TEXT NOT NULL, state TEXT NOT NULL,
    reply TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0, bounce TEXT, claim TEXT,
    UNIQUE (run, address), UNIQUE (message));
CREATE INDEX recipient_state ON recipient (run, state, id);
CREATE INDEX recipient_address ON recipient (address);
"""


class LedgerDamaged(Refused):
    """The ledger at `path` cannot be read, or was written by a later version of the program."""

    rule = "ledger-damaged"


class SendingBusy(Refused):
    """Another command sends with the ledger at `path`."""

    rule = "sending-busy"


@dataclass(frozen=True, slots=True)
class Run:
    """The sending of an edition to a channel by one way, from its first mail to its last.

    `digest` is that of the mails as they were rendered then, `begun` the moment (ISO 8601), `key` a
    secret from which the ids of its messages follow.
    """

    id: int
    edition: str
    channel: str
    way: str
    digest: str
    begun: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A recipient's line: `message` is the id of its mail; a forgotten address is empty."""

    id: int
    address: str
    name: str
    lang: str
    message: str
    state: SendState
    reply: str
    tries: int
    bounce: str


_RUN: Final = "SELECT id, edition, channel, way, digest, begun, key FROM run "
_ENTRY: Final = (
    "SELECT id, COALESCE(address, ''), COALESCE(name, ''), lang, message, state, reply, tries, "
    "COALESCE(bounce, '') FROM recipient "
)


class Ledger:
    """What was sent to whom. Made by `open_ledger`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._boot = BOOT.read_text("ascii").strip() if BOOT.exists() else ""
        self._claimed: set[int] = set()

    def runs(self, edition: str = "", channel: str = "") -> tuple[Run, ...]:
        """Return the runs of an edition, or of all, to a channel or to all, oldest first."""
        found = self._database.execute(
            f"{_RUN} WHERE ? IN ('', edition) AND ? IN ('', channel) ORDER BY id",
            (edition, channel),
        )
        return tuple(Run(*row) for row in found)

    def begin(
        self,
        run: tuple[str, str, str, str, str],
        drafts: Mapping[str, bytes],
        recipients: Iterable[tuple[str, str, str, str]],
        key: bytes,
    ) -> Run:
        """Note a run whole, or not at all, before the first mail: its drafts, its recipients.

        `run` is edition, channel, way, digest and moment, a recipient address, name, language and
        message id. Raises `sqlite3.IntegrityError` for a second run of the kind.
        """
        with self._database as database:
            database.execute("BEGIN IMMEDIATE")
            made = database.execute(
                "INSERT INTO run (edition, channel, way, digest, begun, key) "
                "VALUES (?, ?, ?, ?, ?, ?)", (*run, key),
            ).lastrowid  # fmt: skip
            database.executemany(
                "INSERT INTO mail VALUES (?, ?, ?)",
                [(made, lang, draft) for lang, draft in drafts.items()],
            )
            database.executemany(
                "INSERT INTO recipient (run, address, name, lang, message, state) "
                "VALUES (?, ?, ?, ?, ?, 'pending')",
                ((made, *recipient) for recipient in recipients),
            )
        return Run(made or 0, *run, key)

    def drafts(self, run: Run) -> dict[str, bytes]:
        """Return the drafts of a run by language, as they were when it began."""
        found = self._database.execute("SELECT lang, draft FROM mail WHERE run = ?", (run.id,))
        return dict(found.fetchall())

    def settle(self, run: Run) -> int:
        """Give up what a killed run was about to send as `unknown`; return how many there were.

        After a power cut this is all that was claimed.
        """
        with self._database as database:
            database.execute("BEGIN IMMEDIATE")
            lost = database.execute(
                "UPDATE recipient SET state = 'unknown' WHERE run = ? AND (state = 'sending' "
                "OR state IN ('pending', 'deferred') AND claim IS NOT NULL "
                "AND (claim != ? OR ? = ''))",
                (run.id, self._boot, self._boot),
            ).rowcount
            database.execute("UPDATE recipient SET claim = NULL WHERE run = ?", (run.id,))
        return lost

    def release(self) -> None:
        """Let go of what was claimed and not begun: whoever stops in order leaves no doubt."""
        with self._database as database:
            database.execute("UPDATE recipient SET claim = NULL WHERE claim IS NOT NULL")

    def again(self, run: Run) -> int:
        """Let those be sent to of whom nothing is known: a person has decided it."""
        with self._database as database:
            return database.execute(
                "UPDATE recipient SET state = 'pending' WHERE run = ? AND state = 'unknown'",
                (run.id,),
            ).rowcount

    def waiting_besides(self, run: Run, addresses: Collection[str]) -> list[int]:
        """Return the lines of those who wait for a mail and are not among these addresses."""
        waiting = self._database.execute(
            "SELECT id, address FROM recipient WHERE run = ? AND state IN ('pending', 'deferred')",
            (run.id,),
        )
        return [id_ for id_, address in waiting if address not in addresses]

    def drop(self, lines: Iterable[int]) -> None:
        """Forget some lines whole."""
        with self._database as database:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("DELETE FROM recipient WHERE id = ?", ((id_,) for id_ in lines))

    def entries(self, run: Run, *states: SendState) -> Iterator[Entry]:
        """Yield the lines of a run in these states, each once. Lines may be noted meanwhile."""
        last = 0
        marks = ", ".join("?" * len(states))
        while True:
            rows = self._database.execute(
                f"{_ENTRY} WHERE +run = ? AND +state IN ({marks}) AND id > ? "
                "ORDER BY id LIMIT ?", (run.id, *states, last, _AT_ONCE),
            ).fetchall()  # fmt: skip
            if not rows:
                return
            last = rows[-1][0]
            yield from (Entry(*row) for row in rows)

    def note(
        self, done: tuple[Entry, SendState, str] | None = None, begun: Entry | None = None
    ) -> None:
        """Note what became of one mail, with the reply, and that another is about to leave.

        Both or none. The other one is claimed on the disk when the call returns.
        """
        claims = begun is not None and begun.id not in self._claimed
        self._database.execute(f"PRAGMA synchronous = {'FULL' if claims else 'NORMAL'}")
        with self._database as database:
            database.execute("BEGIN IMMEDIATE")
            if done:
                entry, state, reply = done
                database.execute(
                    "UPDATE recipient SET state = ?, reply = ?, tries = tries + ?, claim = NULL "
                    "WHERE id = ?", (state, reply, state != "pending", entry.id),
                )  # fmt: skip
            if begun:
                if claims:
                    self._claim(begun)
                database.execute(
                    "UPDATE recipient SET state = 'sending', reply = '' WHERE id = ?", (begun.id,)
                )

    def _claim(self, first: Entry) -> None:
        """Claim a line and the next ones that wait behind it.

        `+` keeps SQLite from an index by state, of which it would sort all lines for these few.
        """
        rows = self._database.execute(
            "SELECT id FROM recipient WHERE +run = (SELECT run FROM recipient WHERE id = ?) "
            "AND +state IN ('pending', 'deferred') AND id >= ? ORDER BY id LIMIT ?",
            (first.id, first.id, CLAIMED),
        ).fetchall()
        self._claimed = {id_ for (id_,) in rows}
        self._database.executemany(
            "UPDATE recipient SET claim = ? WHERE id = ?",
            ((self._boot or "unknown", id_) for id_ in self._claimed),
        )

    def counts(self, run: Run) -> dict[SendState, int]:
        """Return how many lines of a run are in each state."""
        found = dict(
            self._database.execute(
                "SELECT state, COUNT(*) FROM recipient WHERE run = ? GROUP BY state", (run.id,)
            ).fetchall()
        )
        return {state: found.get(state, 0) for state in STATES}

    # ── bounces ──────────────────────────────────────────────────────────────────────────────

    def bounces(self, run: Run) -> int:
        """Return how many mails of a run came back for good."""
        found = self._database.execute(
            "SELECT COUNT(*) FROM recipient WHERE run = ? AND bounce LIKE '5%'", (run.id,)
        )
        return int(found.fetchone()[0])

    def note_bounce(self, message: str, status: str) -> Entry | None:
        """Note that the mail with this id came back, with its status (RFC 3463).

        Return the line, None if no mail has this id. A final status is never replaced.
        """
        with self._database as database:
            database.execute(
                "UPDATE recipient SET bounce = ? WHERE message = ? "
                "AND COALESCE(bounce, '') NOT LIKE '5%'", (status, message),
            )  # fmt: skip
        row = self._database.execute(f"{_ENTRY} WHERE message = ?", (message,)).fetchone()
        return Entry(*row) if row else None

    def sent_to(self, address: str) -> str:
        """Return the id of the last mail that an address got; empty if there is none."""
        row = self._database.execute(
            "SELECT message FROM recipient WHERE address = ? COLLATE NOCASE "
            "AND state IN ('sent', 'unknown') ORDER BY id DESC", (address,),
        ).fetchone()  # fmt: skip
        return str(row[0]) if row else ""

    # ── forgetting ───────────────────────────────────────────────────────────────────────────

    def spellings(self, address: str) -> list[str]:
        """Return an address in each way, of small letters and capitals, in which it is known."""
        rows = self._database.execute(
            "SELECT DISTINCT address FROM recipient WHERE address = ? COLLATE NOCASE", (address,)
        )
        return [row[0] for row in rows]

    def erase(self, address: str) -> int:
        """Erase an address everywhere; return how many lines named it.

        Who was still waiting loses the line, all others keep it without address, name and reply.
        """
        waiting = "state IN ('pending', 'deferred')"
        with self._database as database:
            database.execute("BEGIN IMMEDIATE")
            gone = database.execute(
                f"DELETE FROM recipient WHERE address = ? AND {waiting}",
                (address,),
            ).rowcount
            kept = self._blank("address = ? COLLATE NOCASE", (address,))
        self._overwrite()
        return gone + kept

    def forget(self, before: str) -> int:
        """Erase the addresses of all runs that began before a day (ISO 8601); return how many.

        Who was still waiting then will get nothing any more.
        """
        old = "run IN (SELECT id FROM run WHERE begun < ?)"
        with self._database as database:
            database.execute("BEGIN IMMEDIATE")
            gone = database.execute(
                f"DELETE FROM recipient WHERE state IN ('pending', 'deferred') AND {old}",
                (before,),
            ).rowcount
            kept = self._blank(f"address IS NOT NULL AND {old}", (before,))
        self._overwrite()
        return gone + kept

    def _blank(self, where: str, values: tuple[str, ...]) -> int:
        """Take address, name and reply out of lines; what was begun and never noted is unknown."""
        return self._database.execute(
            "UPDATE recipient SET address = NULL, name = NULL, reply = '', "
            f"state = replace(state, 'sending', 'unknown') WHERE {where}",
            values,
        ).rowcount

    def _overwrite(self) -> None:
        """Leave nothing of what was erased in the ledger's files."""
        self._database.execute("VACUUM")
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def new_key() -> bytes:
    """Return a new secret for a run."""
    return secrets.token_bytes(32)


@contextmanager
def open_ledger(file: Path) -> Iterator[Ledger]:
    """Open a ledger, made where there is none, for this process alone; only its owner may read it.

    Raises `SendingBusy` while another process has it, `LedgerDamaged` where it cannot be read.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file_lock(file.with_suffix(".lock"), SendingBusy):
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        try:
            with closing(sqlite3.connect(file, isolation_level=None)) as database:
                _prepare(database, file)
                ledger = Ledger(database)
                try:
                    yield ledger
                finally:
                    ledger.release()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError | sqlite3.IntegrityError):
                raise
            raise LedgerDamaged(file) from error


@contextmanager
def read_ledger(file: Path) -> Iterator[Ledger | None]:
    """Open a ledger to look something up, also while somebody sends; None where there is none."""
    if not file.is_file():
        yield None
        return
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as database:
            if database.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                raise LedgerDamaged(file)
            yield Ledger(database)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise LedgerDamaged(file) from error


def _prepare(database: sqlite3.Connection, file: Path) -> None:
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA secure_delete = ON")
    database.execute("PRAGMA foreign_keys = ON")
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        database.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
    elif version != _VERSION:
        raise LedgerDamaged(file)
