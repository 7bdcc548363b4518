"""Errors whose reason a person can remove."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar


class Refused(Exception):  # noqa: N818 - its kinds say what is wrong
    """Nothing was written, for a reason that a person can remove. `rule` is one of `messages`."""

    rule: ClassVar[str]

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{self.rule}: {path}")


class Busy(Refused):
    """Another build holds the lock at `path`."""

    rule = "busy"


class NotOurs(Refused):
    """What is at `path` was not made by this package, so it is not replaced."""

    rule = "not-ours"


class StateDamaged(Refused):
    """The manifest at `path` cannot be read, so nothing proves whose the site is."""

    rule = "state-damaged"
