"""Sending with a ledger: each recipient at most once, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from schaufenster.sending.message import Addressee, PreparedMail
from schaufenster.sending.transports import Delivery, Transport, TransportError
from schaufenster.write.ledger import Entry, Ledger, Run

MOST_REFUSED: Final = 10
"""Mails refused for good in a row, after which it is not the recipients that are wrong."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast mails leave: so many a second (0: as they go), and when the deferred ones do.

    `tries`: how often a mail is offered in one go; `again` seconds lie between. `now` gives seconds
    of which only differences mean something, `pause` waits.
    """

    rate: float
    tries: int
    again: float
    now: Callable[[], float]
    pause: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Sender:
    """What a run sends by: its mails by language, a way, a pace, and where each one leaves.

    `told` hears of each mail that was handed over, `waits` of each long pause, in seconds; when
    `stopped` says so, the mail at hand is the last.
    """

    mails: Mapping[str, PreparedMail]
    transport: Transport
    pace: Pace
    link_to_leave: Callable[[str], str]
    told: Callable[[Delivery], None]
    waits: Callable[[float], None]
    stopped: Callable[[], bool]

    def send(self, ledger: Ledger, run: Run) -> None:
        """Send to everybody who is waiting, then to whom was deferred, as often as the pace says.

        Raises `TransportError` where nothing can leave; all is noted then.
        """
        self._offer(ledger, run)
        for _ in range(1, self.pace.tries):
            if self.stopped() or not ledger.counts(run)["deferred"]:
                return
            self.waits(self.pace.again)
            self.pace.pause(self.pace.again)
            self._offer(ledger, run)

    def _offer(self, ledger: Ledger, run: Run) -> None:
        """Offer each waiting mail once."""
        done: tuple[Entry, Delivery] | None = None
        refused: list[Entry] = []
        due = 0.0
        for entry in ledger.entries(run, "pending", "deferred"):
            if (early := due - self.pace.now()) > 0:
                _note(ledger, done)
                done = None
                self.pace.pause(early)
            if self.stopped():
                break
            if self.pace.rate:
                due = self.pace.now() + 1 / self.pace.rate
            _note(ledger, done, entry)
            try:
                delivery = self._deliver(entry)
            except TransportError:
                ledger.note((entry, "pending", ""))
                raise
            done = (entry, delivery)
            try:
                self.told(delivery)
            except BaseException:  # whatever happened there: this mail's end is known
                _note(ledger, done)
                raise
            refused = [*refused, entry] if delivery.outcome == "failed" else []
            if len(refused) == MOST_REFUSED:
                _give_back(ledger, refused, delivery)
        _note(ledger, done)

    def _deliver(self, entry: Entry) -> Delivery:
        link = self.link_to_leave(entry.address)
        to = Addressee(entry.address, entry.name, entry.message, link)
        return self.transport.deliver(self.mails[entry.lang].addressed(to), entry.address)


def _give_back(ledger: Ledger, refused: list[Entry], last: Delivery) -> NoReturn:
    """Let those wait again whom a server refuses that refuses everybody: none has the mail."""
    for entry in refused:
        ledger.note((entry, "deferred", last.reply))
    raise TransportError("send-relay-refuses", n=len(refused), reply=last.reply)


def _note(ledger: Ledger, done: tuple[Entry, Delivery] | None, begun: Entry | None = None) -> None:
    if done or begun:
        ended = (done[0], done[1].outcome, done[1].reply) if done else None
        ledger.note(ended, begun)
