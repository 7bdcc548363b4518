"""When the content of a page was published and last changed."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from schaufenster.content import model
from schaufenster.content.fields import PartialDate


class Dates(NamedTuple):
    """The days on which something was published and changed last, in ISO 8601; `""` if unknown."""

    published: str
    updated: str


UNDATED: Final = Dates("", "")


def dates_of(
    published: PartialDate | dt.date | None, updated: PartialDate | dt.date | None
) -> Dates:
    """Return two days as text; what never changed was last changed when it was published.

    Search engines take whole days only.
    """
    days = (published, updated or published)
    return Dates(*(str(day) if len(str(day)) == len("2030-06-01") else "" for day in days))


def confirmed_on(member: model.Member) -> PartialDate | None:
    """Return when a profile was last confirmed, else the newest date of its sources."""
    if member.confirmed:
        return member.confirmed.on
    days = [*(s.date for s in member.sources), *(m.date for m in member.membership)]
    return max(filter(None, days), key=lambda day: day.last(), default=None)
