"""Who belongs to the cluster: who has left keeps its page, and stands in no list any more."""

from __future__ import annotations

import datetime as dt

from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster


def left_on(member: model.Member, today: dt.date) -> PartialDate | None:
    """Return when the last of its memberships ended; None for one that holds or was never told."""
    ends = [entry.to for entry in member.membership if entry.to]
    if not ends or len(ends) < len(member.membership):
        return None
    last = max(ends, key=PartialDate.last)
    return last if last.last() < today else None


def present(cluster: Cluster) -> tuple[model.Member, ...]:
    """Return the profiles that lists, maps and counts are made of: all but those that left."""
    today = cluster.today
    return tuple(member for member in cluster.members if left_on(member, today) is None)
