"""Who belongs to the cluster: who has left keeps its page, and stands in no list any more."""

from __future__ import annotations

import datetime as dt

from schaufenster.content import model
from schaufenster.content.fields import PartialDate, holds
from schaufenster.content.load import Cluster


def left_on(member: model.Member, today: dt.date) -> PartialDate | None:
    """Return when the last of its memberships ended; None for one that holds or was never told."""
    ends = [entry.to for entry in member.membership if entry.to]
    if not ends or len(ends) < len(member.membership):
        return None
    last = max(ends, key=PartialDate.last)
    return last if last.last() < today else None


def memberships_of(member: model.Member, today: dt.date) -> tuple[model.Membership, ...]:
    """Return the memberships that hold on a day, whatever shows them."""
    return tuple(entry for entry in member.membership if holds(entry.from_, entry.to, today))


def evidence_of(entry: model.Membership) -> str:
    """Return the key of the word for what shows a membership: a confirmation counts most."""
    return "shown_confirmed" if entry.confirmed else f"shown_{entry.evidence}"


def present(cluster: Cluster) -> tuple[model.Member, ...]:
    """Return the profiles that lists, maps and counts are made of: all but those that left."""
    today = cluster.today
    return tuple(member for member in cluster.members if left_on(member, today) is None)
