"""What an office sets once: `sending.toml`, beside the ledger and never in the repository.

It holds no password: those come from the environment.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schaufenster.mail_headers import ascii_address
from schaufenster.sanitize import check_mail
from schaufenster.sending.refusal import SendingError

_KNOWN: Final[Mapping[str, Mapping[str, type | tuple[type, ...]]]] = {
    "smtp": {
        "server": str, "bounces": str, "rate": (int, float), "tries": int,
        "again": (int, float), "timeout": (int, float), "ca": str,
    },
    "dkim": {"selector": str, "key": str, "domain": str},
    "mailman": {"url": str},
    "ways": {},
}  # fmt: skip
WAYS: Final = ("outbox", "smtp", "list")
_RATE, _TRIES, _AGAIN, _TIMEOUT = 5.0, 3, 600.0, 300.0
_MOST: Final = 100_000


class SettingsError(SendingError):
    """Settings that cannot hold."""


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A key to sign with: its selector, its file beside the settings, its domain if it is another.

    Without `domain` it is that of the sender.
    """

    selector: str
    file: str
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where mails leave: the relay, who signs, where Mailman is, and which way a channel goes."""

    server: str = ""
    bounces: str = ""
    rate: float = _RATE
    tries: int = _TRIES
    again: float = _AGAIN
    timeout: float = _TIMEOUT
    ca: str = ""
    dkim: tuple[DkimKey, ...] = ()
    mailman: str = ""
    ways: Mapping[str, str] | None = None

    def way(self, channel: str) -> str:
        """Return the way of a channel: the one that is set, else the folder."""
        return (self.ways or {}).get(channel, WAYS[0])


def read_settings(raw: bytes) -> Settings:
    """Return the settings of a file, with what it leaves out. Raises `SettingsError`."""
    try:
        found = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, UnicodeDecodeError) as error:
        raise SettingsError("send-settings-toml", reason=error) from None
    for part, values in found.items():
        _refuse_unknown(part, values)
    smtp, ways = found.get("smtp", {}), found.get("ways", {})
    for way in ways.values():
        if way not in WAYS:
            raise _wrong("ways", way, ", ".join(WAYS))
    for name in ("rate", "tries", "again", "timeout"):
        if not 0 <= smtp.get(name, 1) <= _MOST:
            raise _wrong(f"smtp.{name}", smtp[name], f"0–{_MOST}")
    if (bounces := smtp.get("bounces", "")) and any(check_mail(bounces)):
        raise _wrong("smtp.bounces", bounces, "bounces@cluster.example")
    return Settings(
        server=smtp.get("server", ""),
        bounces=ascii_address(bounces) if bounces else "",
        rate=smtp.get("rate", _RATE),
        tries=max(1, smtp.get("tries", _TRIES)),
        again=smtp.get("again", _AGAIN),
        timeout=max(1, smtp.get("timeout", _TIMEOUT)),
        ca=smtp.get("ca", ""),
        dkim=tuple(
            DkimKey(one["selector"], one["key"], one.get("domain", ""))
            for one in found.get("dkim", ())
        ),
        mailman=found.get("mailman", {}).get("url", ""),
        ways=ways,
    )


def _refuse_unknown(part: str, values: Any) -> None:
    """Raise for a part, a name or a kind of value that settings do not have."""
    known = _KNOWN.get(part)
    if known is None:
        raise _unknown(part, _KNOWN)
    tables = values if part == "dkim" else [values]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _unknown(part, ["[smtp]", "[[dkim]]", "[mailman]", "[ways]"])
    for table in tables:
        for name, value in table.items():
            if known and name not in known:
                raise _unknown(f"{part}.{name}", known)
            if not isinstance(value, known.get(name, str)) or isinstance(value, bool):
                raise _wrong(f"{part}.{name}", value, _kind(known.get(name, str)))
        if part == "dkim" and not {"selector", "key"} <= table.keys():
            raise _unknown("dkim", known)


def _unknown(name: str, known: Iterable[str]) -> SettingsError:
    return SettingsError("send-settings-name", name=name, known=", ".join(known))


def _wrong(name: str, value: object, known: str) -> SettingsError:
    return SettingsError("send-settings-value", name=name, value=value, known=known)


def _kind(kind: type | tuple[type, ...]) -> str:
    """Return an example of a kind of value, as it is written."""
    return '"…"' if kind is str else "3" if kind is int else "2.5"
