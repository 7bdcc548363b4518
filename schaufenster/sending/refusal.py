"""Why nothing leaves."""

from __future__ import annotations


class SendingError(Exception):
    """A reason that a person can remove; `key` is a sentence of the room `sending`."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(key)
