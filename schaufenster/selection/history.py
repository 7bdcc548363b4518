"""What a channel has had: by the mails that were sent, else by its editions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items_by_ref
from schaufenster.selection.decisions import Decision
from schaufenster.selection.editions import variant


@dataclass(frozen=True, slots=True)
class History:
    """What a channel's editions carried or omitted, by ref: the reason and the first edition.

    `since` is the first day of the first edition it got anything of; None if it has had none.
    """

    since: dt.date | None
    reasons: Mapping[str, tuple[str, str]]

    def decision(self, item: Item) -> Decision | None:
        """Return why an item is not for this channel any more; None if no edition had it."""
        found = self.reasons.get(item.ref)
        return Decision(item, *found) if found else None


def history(channel: model.Channel, cluster: Cluster) -> History:
    """Return what the editions of a cluster carried to a channel, sent or not yet."""
    since: dt.date | None = None
    reasons: dict[str, tuple[str, str]] = {}
    for edition in sorted(cluster.editions.values(), key=lambda e: (e.until, e.id)):
        refs = frozenset(_refs(edition, channel, cluster))
        if refs and since is None:
            since = (edition.since or edition.until).first()
        omitted = [choice.ref for choice in edition.items if choice.omit]
        for reason, names in (("carried", refs), ("omitted", omitted)):
            for ref in names:
                reasons.setdefault(ref, (reason, edition.id))
    return History(since, reasons)


def _refs(edition: model.Edition, channel: model.Channel, cluster: Cluster) -> Iterator[str]:
    """Yield today's refs of what an edition carried to a channel."""
    sent = cluster.sent.get(edition.id)
    mails = [v for v in sent.variants if v.channel == channel.id] if sent else []
    if not mails or any(mail.redacted for mail in mails):
        yield from (story.item.ref for story in variant(edition, channel, cluster).stories)
    by_ref = items_by_ref(cluster)
    for mail in mails:
        yield from (by_ref[i.ref].ref for i in mail.items if i.ref in by_ref)
