"""Who pays for a project or a call, how a call stands on a day, and until when one may apply."""

from __future__ import annotations

import datetime as dt
from typing import Final

from schaufenster import language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.content.records import FUNDERS
from schaufenster.facts.release import expiry_of, is_expired
from schaufenster.templates import Words

STATES: Final = ("open", "announced", "closed")
"""How a call can stand; `funding_STATE` in `words/…/site.po` says it."""


def funder_of(record: object, cluster: Cluster) -> model.Funder | None:
    """Return who pays for a project; None for other records and projects without a funder."""
    return cluster.funders.get(record.funder or "") if isinstance(record, model.Project) else None


def logo_path(funder: model.Funder) -> str | None:
    """Return the file of a funder's logo; None where it has none."""
    return f"{FUNDERS}/{funder.logo}" if funder.logo else None


def state_of(call: model.FundingCall, today: dt.date) -> str:
    """Return how a call stands on a day, one of `STATES`: its dates say so, nobody types it."""
    if is_expired(call, today):
        return "closed"
    opens = call.valid and call.valid.from_
    return "announced" if opens and opens.first() > today else "open"


def deadline_of(call: model.FundingCall) -> dt.date | None:
    """Return the last day to apply if it is known to the day: what a calendar can show."""
    until = call.valid and call.valid.until
    return until.first() if until and until.precision == "day" else None


def deadline_in_words(call: model.FundingCall, say: Words) -> str:
    """Return the last day to apply, or that there is none, or that nobody knows it yet."""
    if call.valid and call.valid.until:
        return language.date(call.valid.until, say.locale)
    return say("funding_rolling" if call.rolling else "funding_undated")


def by_deadline(call: model.FundingCall) -> tuple[dt.date, str]:
    """Return a call's sort key: the next last day first, those without one at the end."""
    return expiry_of(call) or dt.date.max, call.slug
