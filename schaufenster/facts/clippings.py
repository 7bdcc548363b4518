"""What others printed of what they got: clippings held against what was handed in."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.items import items_by_ref


def ref_of(ref: str, cluster: Cluster) -> str:
    """Return the folder of an item today, by one that it may have had; the same if it is gone."""
    item = items_by_ref(cluster).get(ref)
    return item.ref if item else ref


def printed(channel: str, refs: Collection[str], cluster: Cluster) -> tuple[model.Clipping, ...]:
    """Return what a channel printed of some items: clippings that name the channel and the item.

    One that names no channel counts for none: who printed it need not have it from there.
    """
    return tuple(
        clipping
        for clipping in cluster.clippings
        if clipping.channel == channel and clipping.item and ref_of(clipping.item, cluster) in refs
    )


def handed_in(channel: str, cluster: Cluster) -> Iterator[tuple[str, PartialDate]]:
    """Yield the items that a channel got, by their folders today, with the day, oldest first.

    What was taken back counts as never handed in.
    """
    mails = (
        mail
        for sent in cluster.sent.values()
        for mail in sent.variants
        if mail.channel == channel and not mail.redacted
    )
    seen: set[str] = set()
    for mail in sorted(mails, key=lambda mail: mail.date.first()):
        for carried in mail.items:
            ref = ref_of(carried.ref, cluster)
            if ref not in seen:
                seen.add(ref)
                yield ref, mail.date
