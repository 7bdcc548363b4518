"""From when until when a record may be shown: embargo, publication, expiry.

What is held back is taken out of the cluster before any renderer sees it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from schaufenster.content import model
from schaufenster.content.fields import Moment, PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.membership import left_on
from schaufenster.reads import Table

R = TypeVar("R", bound=model.Released)


def strictest_embargo(records: Iterable[model.Released]) -> Moment | None:
    """Return the latest embargo of all records that a story comes from; None where none has one."""
    return max((record.embargo for record in records if record.embargo), default=None)


def expiry_of(offer: model.Offer | model.FundingCall) -> dt.date | None:
    """Return the last day of an offer, request or call for funding; None where it has none."""
    return offer.valid.until.last() if offer.valid and offer.valid.until else None


def is_expired(offer: model.Offer | model.FundingCall, today: dt.date) -> bool:
    """Return whether an offer, request or call for funding has passed its last day."""
    last = expiry_of(offer)
    return last is not None and last < today


def released(cluster: Cluster) -> Cluster:
    """Return the cluster without what is under embargo or dated in the future.

    Renderers get nothing else, so that no page, feed or sitemap can leak it.
    """
    now = cluster.now
    events, news = _released(cluster.events, now), _released(cluster.news, now)
    projects = _released(cluster.projects, now)
    slugs = {event.slug for event in events}
    reports = {
        slug: report
        for slug, report in cluster.reports.items()
        if slug in slugs and is_released(report, now)
    }
    refs = {*(f"news/{n.slug}" for n in news), *(f"projects/{p.slug}" for p in projects)}
    texts = {
        ref: text for ref, text in cluster.texts.items() if ref in refs or ref.startswith("pages/")
    }
    return replace(
        cluster,
        funding=_released(cluster.funding, now),
        offers=_held(_released(cluster.offers, now), cluster),
        events=events,
        news=news,
        projects=projects,
        texts=Table("texts", texts),
        reports=Table("reports", reports),
    )


def _held(offers: Iterable[model.Offer], cluster: Cluster) -> tuple[model.Offer, ...]:
    """Return offers and requests, which hold no longer than their member is one."""
    today = cluster.today
    gone = {m.slug: left for m in cluster.members if (left := left_on(m, today))}
    return tuple(_ended(offer, gone[offer.member]) if offer.member in gone else offer
                 for offer in offers)  # fmt: skip


def _ended(offer: model.Offer, end: PartialDate) -> model.Offer:
    """Return an offer that holds until a date, if it does not end sooner."""
    last = expiry_of(offer)
    if last and last < end.last():
        return offer
    valid = (offer.valid or model.Period()).model_copy(update={"until": end})
    return offer.model_copy(update={"valid": valid})


def _released(records: Iterable[R], now: dt.datetime) -> tuple[R, ...]:
    return tuple(record for record in records if is_released(record, now))


def is_released(record: model.Released, now: dt.datetime) -> bool:
    """Return whether a record's embargo is over at a moment and it is not dated in the future."""
    published: PartialDate | None = getattr(record, "published", None)
    is_dated_later = published is not None and published.first() > now.date()
    return not is_dated_later and (record.embargo is None or record.embargo.at <= now)
