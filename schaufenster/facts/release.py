"""From when until when a record may be shown: embargo, publication, expiry.

What is held back is taken out of the cluster before any renderer sees it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from schaufenster.content import model
from schaufenster.content.fields import Moment
from schaufenster.content.load import Cluster


def is_released(record: model.Released, now: dt.datetime) -> bool:
    """Tell whether a record's embargo is over at a moment."""
    return record.embargo is None or record.embargo.at <= now


def strictest_embargo(records: Iterable[model.Released]) -> Moment | None:
    """Return the latest embargo of all records that a story comes from; None where none has one."""
    return max((record.embargo for record in records if record.embargo), default=None)


def expiry_of(offer: model.Offer) -> dt.date | None:
    """Return the last day on which an offer or request holds; None where it holds for good."""
    return offer.valid.until.last() if offer.valid and offer.valid.until else None


def is_expired(offer: model.Offer, today: dt.date) -> bool:
    """Tell whether an offer or request has passed its last day."""
    last = expiry_of(offer)
    return last is not None and last < today


def released(cluster: Cluster) -> Cluster:
    """Return the cluster without what is under embargo or dated in the future.

    Renderers get nothing else, so that no page, feed or sitemap can leak it.
    """
    now = cluster.now
    events = tuple(e for e in cluster.events if is_released(e, now) and _is_out(e, now))
    slugs = {event.slug for event in events}
    news = tuple(n for n in cluster.news if is_released(n, now) and _is_out(n, now))
    projects = tuple(p for p in cluster.projects if is_released(p, now) and _is_out(p, now))
    told = {*(f"news/{n.slug}" for n in news), *(f"projects/{p.slug}" for p in projects)}
    return replace(
        cluster,
        offers=tuple(o for o in cluster.offers if is_released(o, now) and _is_out(o, now)),
        events=events,
        news=news,
        projects=projects,
        texts=MappingProxyType(
            {ref: t for ref, t in cluster.texts.items() if ref in told or ref.startswith("pages/")}
        ),
        reports=MappingProxyType(
            {
                slug: report
                for slug, report in cluster.reports.items()
                if slug in slugs and is_released(report, now) and _is_out(report, now)
            }
        ),
    )


def _is_out(record: Any, now: dt.datetime) -> bool:
    published = getattr(record, "published", None)
    return published is None or bool(published.first() <= now.date())
