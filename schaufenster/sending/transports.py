"""How a mail leaves: the one interface of all ways, and the way that needs nothing, a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from schaufenster.sending.message import Message
from schaufenster.sending.refusal import SendingError
from schaufenster.write import write_file

Outcome = Literal["sent", "failed", "deferred", "unknown"]
"""Taken; refused for good; refused for now; nobody knows."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one mail, and what the server said."""

    outcome: Outcome
    reply: str = ""


class TransportError(SendingError):
    """Nothing can leave by this way now, whoever it is for: the mail at hand has not left."""


class Transport(Protocol):
    """A way for mails to leave."""

    def deliver(self, message: Message, address: str) -> Delivery:
        """Hand over one mail. Raises `TransportError` where no mail can leave."""

    def close(self) -> None:
        """Say goodbye."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """A folder of files that a mail program opens; `name_of` names the file of an address."""

    folder: Path
    name_of: Callable[[str], str]

    def deliver(self, message: Message, address: str) -> Delivery:
        """Write one mail as a file."""
        write_file(self.folder / self.name_of(address), bytes(message))
        return Delivery("sent")

    def close(self) -> None:
        """Nothing is open."""
