"""Every record with a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schaufenster.content.load import Cluster


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record and its page: `what` and `names` are those of `addresses`."""

    what: str
    names: Mapping[str, str]
    record: Any

    @property
    def key(self) -> tuple[str, ...]:
        """Return the kind of page and its names, as a key."""
        return (self.what, *self.names.values())


def pages_of_records(cluster: Cluster) -> Iterator[RecordPage]:
    """Yield the page of each member, offer, event, news item, project and call for funding."""
    for member in cluster.members:
        yield RecordPage("member", {"slug": member.slug}, member)
    for offer in cluster.offers:
        yield RecordPage("offer", {"member": offer.member, "slug": offer.slug}, offer)
    for what, records in (
        ("event", cluster.events),
        ("news", cluster.news),
        ("project", cluster.projects),
        ("funding", cluster.funding),
    ):
        for record in records:
            yield RecordPage(what, {"slug": record.slug}, record)
