"""Mails leave by a real server, as bad as servers are: each recipient at most once, none lost."""

from __future__ import annotations

import functools
import itertools
import re
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from schaufenster import problems, sending
from schaufenster.commands.sending import _Stop
from schaufenster.sending.message import Addressee, DraftError, PreparedMail, read_draft
from schaufenster.sending.send import MOST_REFUSED, Pace, Sender
from schaufenster.sending.smtp import Relay, SmtpTransport
from schaufenster.sending.transports import Delivery, TransportError
from schaufenster.write import ledger as ledger_module
from schaufenster.write.ledger import (
    Entry,
    Ledger,
    LedgerDamaged,
    Run,
    SendingBusy,
    SendState,
    open_ledger,
)

from .relays import Postbox, certificate, fine, free_port, password_of, relay

DRAFT: Final = (
    b"Subject: =?utf-8?q?Ma=C3=9F?=\r\nFrom: Netz <buero@muster.example>\r\n"
    b"Date: Sat, 01 Jun 2030 00:00:00 +0200\r\nMessage-ID: <x@muster.example>\r\n"
    b"List-Id: Netz <leser.muster.example>\r\nX-Unsent: 1\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n.Ein Punkt\r\n..\r\n.\r\nEnde.\r\n"
)
BODY: Final = DRAFT.partition(b"\r\n\r\n")[2]


def mail_of(draft: bytes = DRAFT, **more: Any) -> PreparedMail:
    return PreparedMail(*read_draft(draft), "Sat, 01 Jun 2030 10:00:00 +0200", **more)


def people(count: int) -> list[str]:
    return [f"p{number:04}@muster.example" for number in range(count)]


def begun(ledger: Ledger, addresses: Iterable[str], way: str = "smtp") -> Run:
    rows = ((address, "", "de", f"{address}.{way}.id") for address in addresses)
    head = ("2030-06", "leser", way, "0" * 64, "2030-06-01T10:00:00+02:00")
    return ledger.begin(head, {"de": DRAFT}, rows, b"k" * 32)


class Clock:
    """A clock that a test turns: pauses take no time."""

    def __init__(self) -> None:
        self.time = 0.0
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time += seconds


def sent_by(
    ledger: Ledger, run: Run, at: str, *, tries: int = 1, rate: float = 0,
    clock: Clock | None = None, stopped: Callable[[], bool] = lambda: False, **of_relay: Any,
) -> list[Delivery]:  # fmt: skip
    """Send a run by a server; return what became of each mail that was offered."""
    host, _, port = at.rpartition(":")
    clock, told = clock or Clock(), list[Delivery]()
    there = Relay(host, int(port), **{"timeout": 20.0, **of_relay})
    transport = SmtpTransport(there, "bounces@muster.example", clock.pause)
    pace = Pace(rate, tries, 60.0, lambda: clock.time, clock.pause)
    sender = Sender({"de": mail_of()}, transport, pace, lambda _: "", told.append,
                    lambda _: None, stopped)  # fmt: skip
    try:
        sender.send(ledger, run)
    finally:
        transport.close()
    return told


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state/ledger.sqlite"


# ── what no server should get ────────────────────────────────────────────────────────────────

HEAD: Final = b"Subject: =?utf-8?q?Ma=C3=9F?=\r\n"
UNFIT: Final = {
    "a subject of 10,000 characters": (
        HEAD,
        b"Subject: " + b" Messen\r\n" * 1400,
        "send-draft-subject-long",
    ),
    "no subject": (HEAD, b"", "send-draft-subject"),
    "a header too many": (HEAD, HEAD + HEAD, "send-draft-broken"),
    "a line that is no header": (HEAD, HEAD + b"Bcc alle@x.example\r\n", "send-draft-broken"),
    "no sender": (b"From: Netz", b"X-From: Netz", "send-draft-sender"),
    "half a line end in a subject": (b"Ma=C3", b"Ma\nBcc: alle@x.example", "send-draft-broken"),
    "half a line end in the text": (b"Ende", b"En\rde", "send-draft-lines"),
    "letters beyond ASCII": (b"Ende", "Größe".encode(), "send-draft-lines"),
    "a line without end": (b"Ende", b"x" * 999, "send-draft-lines"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_draft_that_no_server_should_get_is_refused_in_plain_words(case: str) -> None:
    old, new, key = UNFIT[case]
    assert DRAFT.count(old) == 1
    with pytest.raises(DraftError) as told:
        read_draft(DRAFT.replace(old, new))
    assert told.value.key == key
    assert "{" not in problems.said(key, "de", **told.value.values)


# ── each stage, each answer ──────────────────────────────────────────────────────────────────

ODD: Final = "p0002@muster.example"
ANSWERS: Final = {
    ("RCPT", "550 no such user"): "failed",
    ("RCPT", "452 too many"): "deferred",
    ("RCPT", "421 closing"): "deferred",
    ("RCPT", "cut"): "deferred",
    ("354", "554 no"): "failed",
    ("354", "451 later"): "deferred",
    ("354", "cut"): "deferred",
    ("354", "cut inside"): "unknown",
    ("DATA", "554 spam"): "failed",
    ("DATA", "451 greylisted"): "deferred",
    ("DATA", "421 closing"): "deferred",
    ("DATA", "cut"): "unknown",
    ("DATA", "late cut"): "unknown",
}


@pytest.mark.parametrize(("stage", "answer"), ANSWERS, ids=lambda part: part.replace(" ", "-"))
def test_one_bad_recipient_costs_nobody_else_the_mail(stage: str, answer: str, file: Path) -> None:
    def rule(at: str, address: str, _: int) -> str | None:
        return answer if (at, address) == (stage, ODD) else None

    box = Postbox(rule)
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(5))
        sent_by(ledger, run, at)
        states = {entry.address: entry.state for entry in ledger.entries(run, *ledger.counts(run))}
    expected = dict.fromkeys(people(5), "sent") | {ODD: ANSWERS[stage, answer]}
    assert states == expected
    others = [address for address in people(5) if address != ODD]
    assert sorted(set(box.addresses) - {ODD}) == others
    assert len(box.addresses) == len(set(box.addresses))
    assert (ODD in box.addresses) == (answer == "late cut")


@pytest.mark.parametrize("stage", ["RCPT", "354", "DATA"])
def test_a_connection_that_breaks_once_is_renewed(stage: str, file: Path) -> None:
    def rule(at: str, address: str, time: int) -> str | None:
        is_first = (at, address, time) == (stage, ODD, 1)
        return ("cut" if stage == "354" else "421 enough") if is_first else None

    box = Postbox(rule)
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(5))
        sent_by(ledger, run, at, tries=2)
        counts = ledger.counts(run)
    assert counts["sent"] == 5
    assert sorted(box.addresses) == people(5)
    assert box.connections == 2


def test_greylisting_is_waited_for(file: Path) -> None:
    box = Postbox(lambda stage, _, time: "451 later" if (stage, time) == ("RCPT", 1) else None)
    clock = Clock()
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(20))
        told = sent_by(ledger, run, at, tries=3, clock=clock)
        assert ledger.counts(run)["sent"] == 20
    assert [done.outcome for done in told] == ["deferred"] * 20 + ["sent"] * 20
    assert clock.pauses == [60.0]
    assert sorted(box.addresses) == people(20)


def test_who_is_always_deferred_is_left_for_the_next_time(file: Path) -> None:
    box = Postbox(lambda stage, *_: "451 never" if stage == "RCPT" else None)
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(3))
        assert len(sent_by(ledger, run, at, tries=3)) == 9
        assert ledger.counts(run)["deferred"] == 3
        [one, *_] = ledger.entries(run, "deferred")
        assert (one.tries, one.reply) == (3, "451 never")
        box.rule = fine
        sent_by(ledger, run, at)
        assert ledger.counts(run)["sent"] == 3
    assert sorted(box.addresses) == people(3)


def test_a_server_that_refuses_everybody_is_not_believed(file: Path) -> None:
    box = Postbox(lambda stage, *_: "554 go away" if stage == "RCPT" else None)
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(50))
        with pytest.raises(TransportError) as stopped:
            sent_by(ledger, run, at)
        assert (stopped.value.key, stopped.value.values["n"]) == (
            "send-relay-refuses",
            MOST_REFUSED,
        )
        counts = ledger.counts(run)
        assert (counts["failed"], counts["deferred"], counts["pending"]) == (0, 10, 40)
        box.rule = fine
        sent_by(ledger, run, at)
        assert ledger.counts(run)["sent"] == 50


def test_a_sender_that_is_not_accepted_costs_nobody_the_mail(file: Path) -> None:
    box = Postbox(lambda stage, *_: "530 authenticate first" if stage == "MAIL" else None)
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(3))
        with pytest.raises(TransportError, match="send-relay-sender"):
            sent_by(ledger, run, at)
        assert ledger.counts(run)["pending"] == 3


def test_a_server_that_goes_away_is_waited_for_and_then_left(file: Path) -> None:
    box, clock = Postbox(), Clock()
    with open_ledger(file) as ledger:
        run = begun(ledger, people(4))
        with pytest.raises(TransportError, match="send-relay-away"):
            sent_by(ledger, run, f"127.0.0.1:{free_port()}", clock=clock)
        assert clock.pauses == []
        with relay(box) as at:
            host, _, port = at.rpartition(":")
            transport = SmtpTransport(Relay(host, int(port)), "b@muster.example", clock.pause)
            assert transport.deliver(mail_of().addressed(Addressee("a@b.example", "", "i@x")),
                                     "a@b.example").outcome == "sent"  # fmt: skip
        with pytest.raises(TransportError, match="send-relay-away"):
            transport.deliver(
                mail_of().addressed(Addressee("c@b.example", "", "j@x")), "c@b.example"
            )
        assert clock.pauses == [1.0, 2.0, 4.0, 8.0]
        assert ledger.counts(run)["pending"] == 4


def test_a_server_that_breaks_for_everybody_ends_the_run(file: Path) -> None:
    box = Postbox(lambda stage, *_: "cut" if stage == "RCPT" else None)
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(20))
        with pytest.raises(TransportError, match="send-relay-lost"):
            sent_by(ledger, run, at)
        assert ledger.counts(run)["sent"] == 0
        assert ledger.counts(run)["unknown"] == 0


def test_a_slow_answer_is_waited_for_and_none_at_all_is_unknown(file: Path) -> None:
    box = Postbox(delay=0.3)
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(1))
        sent_by(ledger, run, at, timeout=10.0)
        assert ledger.counts(run)["sent"] == 1
        other = begun(ledger, people(1), way="list")
        box.delay = 2.0
        sent_by(ledger, other, at, timeout=0.5)
        assert ledger.counts(other)["unknown"] == 1


# ── what arrives ─────────────────────────────────────────────────────────────────────────────


def test_every_byte_of_the_body_arrives_dots_included(file: Path) -> None:
    box = Postbox()
    with relay(box) as at, open_ledger(file) as ledger:
        sent_by(ledger, begun(ledger, people(2)), at)
    for sender, address, raw in box.taken:
        assert sender == "bounces@muster.example"
        head, _, body = raw.partition(b"\r\n\r\n")
        assert body == BODY
        assert f"To: {address}".encode() in head.split(b"\r\n")
        assert b"X-Unsent" not in head
        assert b"Date: Sat, 01 Jun 2030 10:00:00 +0200" in head.split(b"\r\n")
    heads = {raw.partition(b"\r\n\r\n")[0] for *_, raw in box.taken}
    assert len(heads) == 2


# ── TLS and names ────────────────────────────────────────────────────────────────────────────


NETZ: Final[dict[str, Any]] = {"user": "netz", "password": "geheim"}


def test_starttls_is_used_with_name_and_password(tmp_path: Path, file: Path) -> None:
    context, pem = certificate(tmp_path)
    box = Postbox()
    more = {"require_starttls": True, "auth_required": True, "auth_require_tls": True}
    with (
        relay(Postbox(), tls=None) as plain,
        open_ledger(file) as ledger,
        _starttls(box, context, **more) as at,
    ):
        run = begun(ledger, people(2))
        with pytest.raises(TransportError, match="send-relay-auth"):
            sent_by(ledger, run, at, ca=pem.read_text(), **{**NETZ, "password": "falsch"})
        with pytest.raises(TransportError, match="send-relay-tls"):
            sent_by(ledger, run, at, **NETZ)
        with pytest.raises(TransportError, match="send-relay-no-auth"):
            sent_by(ledger, run, plain, **NETZ)
        sent_by(ledger, run, at, ca=pem.read_text(), **NETZ)
        assert ledger.counts(run)["sent"] == 2


def _starttls(box: Postbox, context: Any, **more: Any) -> Any:
    return relay(box, tls_context=context, authenticator=password_of("netz", "geheim"), **more)


def test_tls_from_the_first_byte(tmp_path: Path, file: Path) -> None:
    context, pem = certificate(tmp_path)
    box = Postbox()
    with relay(box, tls=context) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(2))
        with pytest.raises(TransportError, match="send-relay-tls"):
            sent_by(ledger, run, at, implicit=True)
        sent_by(ledger, run, at, implicit=True, ca=pem.read_text())
        assert ledger.counts(run)["sent"] == 2


def test_nothing_leaves_this_machine_unencrypted(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schaufenster.sending.smtp.LOCAL", frozenset())
    box = Postbox()
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(2))
        with pytest.raises(TransportError, match="send-relay-plain"):
            sent_by(ledger, run, at)
        assert ledger.counts(run)["pending"] == 2
    assert box.taken == []


@pytest.mark.parametrize("url", ["", "relay", "http://relay", "smtp://", "smtp://a:b@relay",
                                 "smtp://relay/folder", "smtp://relay:x"])  # fmt: skip
def test_addresses_that_name_no_relay_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        sending.relay_at(url, "", "", "", 1)


def test_the_usual_ports() -> None:
    assert sending.relay_at("smtp://r.example", "", "", "", 1).port == 587
    assert sending.relay_at("smtps://r.example", "", "", "", 1).port == 465
    assert sending.relay_at("smtp://r.example:25/", "", "", "", 1).port == 25


# ── pace and stops ───────────────────────────────────────────────────────────────────────────


def test_mails_leave_no_faster_than_they_may(file: Path) -> None:
    box, clock = Postbox(), Clock()
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(9))
        sent_by(ledger, run, at, rate=4, clock=clock)
        assert ledger.counts(run)["sent"] == 9
    assert clock.time == pytest.approx(2.0)


def test_whoever_stops_loses_nothing_and_doubts_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Postbox()
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(9))
        calls = itertools.count(1)
        sent_by(ledger, run, at, stopped=lambda: next(calls) > 4)
    monkeypatch.setattr(ledger_module, "BOOT", Path("nowhere"))  # it was switched off meanwhile
    with relay(box) as at, open_ledger(file) as ledger:
        assert ledger.settle(run) == 0
        counts = ledger.counts(run)
        assert (counts["sent"], counts["pending"], counts["unknown"]) == (4, 5, 0)
        sent_by(ledger, run, at)
        assert ledger.counts(run)["sent"] == 9
    assert sorted(box.addresses) == people(9)


def test_what_fails_beside_a_mail_makes_none_uncertain(file: Path) -> None:
    def told(_: Delivery) -> None:
        raise OSError

    box = Postbox()
    with relay(box) as at, open_ledger(file) as ledger:
        run = begun(ledger, people(3))
        host, _, port = at.rpartition(":")
        transport = SmtpTransport(Relay(host, int(port)), "b@muster.example", time.sleep)
        pace = Pace(0, 1, 0, time.monotonic, time.sleep)
        sender = Sender({"de": mail_of()}, transport, pace, lambda _: "", told,
                        lambda _: None, lambda: False)  # fmt: skip
        with pytest.raises(OSError, match=r"^$"):
            sender.send(ledger, run)
        transport.close()
        counts = ledger.counts(run)
    assert (counts["sent"], counts["pending"], counts["sending"]) == (1, 2, 0)


# ── the ledger ───────────────────────────────────────────────────────────────────────────────


def test_a_run_that_was_killed_doubts_only_what_was_on_its_way(file: Path) -> None:
    with open_ledger(file) as ledger:
        run = begun(ledger, people(3))
        first, second, _ = ledger.entries(run, "pending")
        ledger.note(None, first)
        ledger.note((first, "sent", "250"), second)
    with open_ledger(file) as ledger:
        [same] = ledger.runs("2030-06", "leser")
        assert same == run
        assert ledger.settle(run) == 1
        counts = ledger.counts(run)
        assert (counts["sent"], counts["unknown"], counts["pending"]) == (1, 1, 1)
        assert ledger.again(run) == 1
        assert ledger.counts(run)["pending"] == 2


@pytest.mark.parametrize("boot", ["same", "another", "nobody knows"])
def test_after_a_power_cut_all_that_was_claimed_is_uncertain(
    boot: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "boot_id"
    monkeypatch.setattr(ledger_module, "BOOT", place)
    place.write_text("first\n")
    with open_ledger(file) as ledger:
        run = begun(ledger, people(60))
        first, second, *_ = ledger.entries(run, "pending")
        ledger.note(None, first)
        ledger.note((first, "sent", "250"), second)
        monkeypatch.setattr(ledger, "release", lambda: None)  # as a kill would
    if boot == "another":
        place.write_text("second\n")
    elif boot == "nobody knows":
        place.unlink()
    with open_ledger(file) as ledger:
        assert ledger.settle(run) == (1 if boot == "same" else ledger_module.CLAIMED - 1)
        assert ledger.counts(run)["sent"] == 1
        assert ledger.settle(run) == 0


def test_a_second_run_of_a_kind_is_refused(file: Path) -> None:
    with open_ledger(file) as ledger:
        begun(ledger, people(3))
        with pytest.raises(sqlite3.IntegrityError):
            begun(ledger, people(3))
        with pytest.raises(sqlite3.IntegrityError):  # nor is half of one left behind
            begun(ledger, [*people(3), people(3)[0]], way="list")
        assert len(ledger.runs()) == 1


def _count(number: itertools.count[int]) -> None:
    next(number)


def test_a_mail_costs_the_ledger_the_same_among_many(tmp_path: Path) -> None:
    """Counted in steps of SQLite's machine, which no other program slows down."""
    steps = dict[int, float]()
    for count in (500, 4000):
        with open_ledger(tmp_path / f"{count}.sqlite") as ledger:
            run, number = begun(ledger, people(count)), itertools.count()
            handler = functools.partial(_count, number)
            ledger._database.set_progress_handler(handler, 10)
            done: tuple[Entry, SendState, str] | None = None
            for entry in ledger.entries(run, "pending", "deferred"):
                ledger.note(done, entry)
                done = (entry, "sent", "250")
            ledger.note(done)
            steps[count] = next(number) / count
    assert steps[4000] < 1.2 * steps[500]


def test_one_sends_at_a_time(file: Path) -> None:
    with open_ledger(file), pytest.raises(SendingBusy), open_ledger(file):
        pass


def test_a_damaged_or_later_ledger_is_refused(file: Path) -> None:
    with open_ledger(file) as ledger:
        begun(ledger, people(3))
    assert file.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerDamaged), open_ledger(file):
        pass
    file.write_bytes(b"no database" * 500)
    with pytest.raises(LedgerDamaged), open_ledger(file):
        pass


ID: Final = rb"p\d{4}@muster\.example\.(smtp|list)\.id"


def bytes_of(folder: Path) -> bytes:
    return b"".join(place.read_bytes() for place in folder.iterdir() if place.is_file())


def test_who_asks_is_forgotten_to_the_last_byte_and_never_sent_to_again(file: Path) -> None:
    box = Postbox(lambda stage, address, _: "550 p0001 unknown"
                  if (stage, address) == ("RCPT", "p0001@muster.example") else None)  # fmt: skip
    with relay(box) as at:
        with open_ledger(file) as ledger:
            run = begun(ledger, people(4))
            sent_by(ledger, run, at)
            other = begun(ledger, people(4), way="list")
            assert ledger.erase("p0001@muster.example") == 2
            assert ledger.erase("p0001@muster.example") == 0
            assert ledger.counts(run) == {"pending": 0, "sending": 0, "sent": 3, "failed": 1,
                                          "deferred": 0, "unknown": 0}  # fmt: skip
            assert ledger.counts(other)["pending"] == 3
        rest = bytes_of(file.parent)
        assert b"p0002@muster.example" in rest
        assert b"p0001" not in re.sub(ID, b"", rest)
        with open_ledger(file) as ledger:
            assert ledger.forget("2030-06-01") == 0
            assert ledger.forget("2030-06-02") == 6
            assert ledger.counts(run)["sent"] == 3
        assert b"p0002@muster.example" not in re.sub(ID, b"", bytes_of(file.parent))  # fmt: skip


def test_a_stopwatch_that_a_person_reads_ends_early() -> None:
    stop = _Stop()
    begin = time.monotonic()
    with stop:
        stop.pause(0.05)
        stop._ask()
        stop.pause(60)
    assert time.monotonic() - begin < 30
    assert stop.asked
