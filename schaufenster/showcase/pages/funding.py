"""Calls for funding: the list by deadline, and a page for each call, ended ones too."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts import matching
from schaufenster.facts.dates import dates_of
from schaufenster.facts.funding import by_deadline, deadline_of, state_of
from schaufenster.facts.press import funding_facts
from schaufenster.facts.release import is_expired
from schaufenster.look.subject import Subject
from schaufenster.showcase import listing, structured
from schaufenster.showcase.page import Localised, PageHead, PageSpec


def calls(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The calls that have not ended, the next deadline first; no page where there never was one."""
    if cluster.funding:
        yield PageSpec(
            "funding_list", "funding_list", lambda: PageHead("funding", "funding_lead"),
            partial(_list, cluster, site),
        )  # fmt: skip


def _list(cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    today = cluster.today
    calls = sorted((c for c in cluster.funding if not is_expired(c, today)), key=by_deadline)
    return {
        "rows": [
            (call, state_of(call, today), len(matching.members_for_call(call, cluster)))
            for call in calls
        ],
        "facts_of": Localised(
            lambda _, say: {c.slug: tuple(funding_facts(c, cluster, say)) for c in calls}
        ),
        "feeds_of": listing.feeds(cluster, site),
    }


def pages(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each call, ended ones too."""
    for call in cluster.funding:
        yield PageSpec(
            "funding", "funding_list", partial(_head, call, cluster),
            partial(_values, call, cluster, site),
            {"slug": call.slug},
            about=partial(structured.funding, call, cluster, site),
            subject=partial(Subject, "funding", call.slug),
        )  # fmt: skip


def _head(call: model.FundingCall, cluster: Cluster) -> PageHead:
    return PageHead(
        call.title,
        call.summary,
        spoken=tuple(call.title),
        listed=not is_expired(call, cluster.today),
        dates=dates_of(call.published, call.updated),
    )


def _values(call: model.FundingCall, cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    found = matching.members_for_call(call, cluster)
    state = state_of(call, cluster.today)
    is_dated = deadline_of(call) is not None and state != "closed"
    return {
        "call": call,
        "districts": cluster.districts,
        "state": state,
        "facts": Localised(lambda _, say: tuple(funding_facts(call, cluster, say))),
        "able": matching.with_reasons(found, cluster),
        "more": len(found) - matching.MOST,
        "calendar_file": Localised(
            lambda lang, _: site.base + site.calendar_path(call.slug, lang, "funding")
        )
        if is_dated
        else "",
    }
