"""What `new` asks about each kind of record: paths of fields in the order of the questions.

What a field means, what may stand there and whether it must, the model says. The options of the
commands are made of the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import click

from schaufenster import command_names as names


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of record that can be begun: its table, its fields, what is fixed, where it lies."""

    table: str
    paths: tuple[str, ...]
    place: str
    fixed: Mapping[str, str] = field(default_factory=dict)


_OFFER: Final = (
    "member", "form", "title", "summary", "text", "competences", "valid.until", "contact",
    "website", "cost", "published",
)  # fmt: skip

ASKED: Final[dict[str, Asked]] = {
    names.MEMBER: Asked(
        "members",
        ("name", "short", "legal_form", "type", "summary", "website", "email", "phone",
         "seat.street", "seat.postcode", "seat.place", "seat.district", "competences",
         "industries", "founded", "membership.status", "membership.from"),
        "members/{slug}/member.yml",
    ),
    names.OFFER: Asked("offers", _OFFER, "members/{member}/offers/{slug}.yml", {"kind": "offer"}),
    names.REQUEST: Asked(
        "offers", _OFFER, "members/{member}/offers/{slug}.yml", {"kind": "request"}
    ),
    names.EVENT: Asked(
        "events",
        ("title", "summary", "format", "start", "end", "time", "end_time", "status", "role",
         "place.name", "place.street", "place.postcode", "place.town", "place.district",
         "place.online", "topics", "competences", "registration.url", "registration.until",
         "published"),
        "events/{slug}/event.yml",
    ),
    names.NEWS: Asked(
        "news",
        ("title", "lead", "text", "published", "parties", "topics", "competences", "districts"),
        "content/news/{slug}/news.yml",
    ),
    names.FUNDING: Asked(
        "funding",
        ("title", "programme", "funder", "summary", "text", "competences", "topics",
         "districts", "valid.from", "valid.until", "rolling", "quota", "help", "contact",
         "website", "sources.url", "sources.date", "published"),
        "content/funding/{slug}.yml",
    ),
}  # fmt: skip

_OPTIONS: Final = {
    "valid.from": "opens", "valid.until": "until", "sources.url": "source", "help": "office-help",
    "sources.date": "source-date", "registration.url": "registration",
    "registration.until": "registration-until", "place.name": "venue",
    "membership.status": "status", "membership.from": "member-since",
}  # fmt: skip
"""Names of options that differ from the last word of their field."""


def option_of(path: str) -> str:
    """Return the option that answers the question about a field: `seat.place` is `--place`."""
    return f"--{_OPTIONS.get(path, path.rpartition('.')[2]).replace('_', '-')}"


def parameter_of(path: str) -> str:
    """Return the name under which a command gets that option."""
    return path.replace(".", "__")


class FieldOption(click.Option):
    """An option that answers the question about a field; its help is what the model says of it."""

    def __init__(self, kind: str, path: str) -> None:
        super().__init__([option_of(path), parameter_of(path)])
        self._kind, self._path = kind, path

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and its help, in the language of the messages."""
        from schaufenster.editing import question

        root = ctx.find_root()
        usual = next((o.default for o in root.command.params if o.name == "lang"), "")
        lang: Any = root.params.get("lang", usual)
        found = super().get_help_record(ctx)
        return (
            (found[0], question(ASKED[self._kind].table, self._path, lang).label) if found else None
        )
