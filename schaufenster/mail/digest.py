"""What is new for the office since a day: requests, what fits them, calls and their last days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Final

from schaufenster import addresses, language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts import matching
from schaufenster.facts.funding import by_deadline, deadline_in_words
from schaufenster.facts.release import expiry_of, is_expired
from schaufenster.templates import Words

REMINDED: Final = 14
"""Days before the last day of a call on which it is named again."""


def digest(cluster: Cluster, since: dt.date, say: Words) -> tuple[str, str] | None:
    """Return subject and text of what appeared after a day, up to the cluster's own.

    None where nothing did. The cluster is a released one: what is held back is not told.
    """
    site, new = addresses.site_of(cluster), set()
    parts = []
    for heading, rows in (
        ("digest_requests", [*_requests(cluster, since, site, say)]),
        ("digest_fits", [*_fits(cluster, since, site, say)]),
        ("digest_calls", [*_calls(cluster, since, site, say)]),
        ("digest_ends", [*_ending(cluster, since, site, say)]),
    ):
        if rows:
            new.add(heading)
            title = f"{say(heading)} ({len(rows)})"
            parts.append("\n\n".join((f"{title}\n{'-' * len(title)}", *rows)))
    if not parts:
        return None
    day = say(
        "digest_subject", name=cluster.identity.short, date=language.date(cluster.today, say.locale)
    )
    rules = [say("fits_rule")] if new & {"digest_requests", "digest_fits"} else []
    rules += [say("fits_call_rule")] if "digest_calls" in new else []
    return day, "\n\n\n".join((*parts, "\n\n".join(rules))).rstrip() + "\n"


def _requests(cluster: Cluster, since: dt.date, site: addresses.Site, say: Words) -> Iterator[str]:
    """Yield the new requests, each with all that fits it."""
    for request in _open_requests(cluster):
        if matching.since(request) > since:
            found = [
                *matching.offers_for(request, cluster),
                *matching.members_for(request, cluster),
            ]
            rows = [_fit(match, cluster, say) for match in found]
            yield "\n".join((_head(request, cluster, site, say), *_cut(rows, say)))


def _fits(cluster: Cluster, since: dt.date, site: addresses.Site, say: Words) -> Iterator[str]:
    """Yield the requests that were there before and that a new offer fits."""
    for request in _open_requests(cluster):
        if matching.since(request) > since:
            continue
        rows = [
            _fit(match, cluster, say)
            for match in matching.offers_for(request, cluster)
            if matching.since(match.record) > since
        ]
        if rows:
            yield "\n".join((_head(request, cluster, site, say), *_cut(rows, say)))


def _calls(cluster: Cluster, since: dt.date, site: addresses.Site, say: Words) -> Iterator[str]:
    """Yield the new calls for funding, each with whom it fits."""
    for call in _open_calls(cluster):
        if matching.since(call) > since:
            rows = [_fit(fit, cluster, say) for fit in matching.members_for_call(call, cluster)]
            yield "\n".join((_call(call, site, say), *_cut(rows, say)))


def _ending(cluster: Cluster, since: dt.date, site: addresses.Site, say: Words) -> Iterator[str]:
    """Yield the calls whose last day has come near since then."""
    ahead = dt.timedelta(days=REMINDED)
    for call in _open_calls(cluster):
        last = expiry_of(call)
        if last and since + ahead < last <= cluster.today + ahead and matching.since(call) <= since:
            yield _call(call, site, say)


def _open_requests(cluster: Cluster) -> Iterator[model.Offer]:
    offers = (offer for offer in cluster.offers if offer.kind == "request")
    return (offer for offer in offers if not is_expired(offer, cluster.today))


def _open_calls(cluster: Cluster) -> list[model.FundingCall]:
    calls = (call for call in cluster.funding if not is_expired(call, cluster.today))
    return sorted(calls, key=by_deadline)


def _head(request: model.Offer, cluster: Cluster, site: addresses.Site, say: Words) -> str:
    house = cluster.member(request.member).short
    page = site.absolute("offer", say.lang, member=request.member, slug=request.slug)
    return f"{request.title.text(say.lang)} ({house})\n{page}"


def _call(call: model.FundingCall, site: addresses.Site, say: Words) -> str:
    page = site.absolute("funding", say.lang, slug=call.slug)
    last = f"{say('funding_deadline')}: {deadline_in_words(call, say)}"
    return f"{call.title.text(say.lang)}, {last}\n{page}"


def _fit(match: matching.Match | matching.Fit, cluster: Cluster, say: Words) -> str:
    """Return a line: who or what fits, and why."""
    record, why = match.record, matching.why_in_words(match, cluster, say)
    if isinstance(record, model.Member):
        return f"- {record.short}: {why}"
    return f"- {record.title.text(say.lang)} ({cluster.member(record.member).short}): {why}"


def _cut(rows: list[str], say: Words) -> Iterator[str]:
    """Yield as many rows as a page names, and how many more there are."""
    yield from islice(rows, matching.MOST) if rows else [f"- {say('digest_nobody')}"]
    if len(rows) > matching.MOST:
        yield f"  {say('and_more', n=len(rows) - matching.MOST)}"
