"""Events: what is coming, the archive by year and series, and a page for each with its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice, pairwise
from typing import Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.dates import dates_of
from schaufenster.facts.events import (
    awaits_report,
    can_be_noted,
    is_over,
    registration_of,
    with_notice,
)
from schaufenster.problems import Language
from schaufenster.showcase import ordering, photos, structured
from schaufenster.showcase.page import Localised, PageSpec
from schaufenster.templates import Words

RECENT: Final = 6
"""The most past events in the calendar; the archive has all."""


def calendar(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """Events to come, the last ones, and links to the archive."""
    today = cluster.now.date()
    newest = ordering.newest_events(cluster.events)
    in_series = Counter(e.series for e in newest)
    yield PageSpec(
        "events", "events", "events", "events_lead",
        {
            "upcoming": [e for e in reversed(newest) if not is_over(e, today)],
            "photo_of": photos.photographs_of_cards(cluster, site),
            "recent": [e for e in newest if is_over(e, today)][:RECENT],
            "years": Counter(e.start.year for e in newest).items(),  # newest first
            "in_series": {s: in_series[s] for s in cluster.series if s in in_series},
        },
    )  # fmt: skip


def years(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each year: everything that happened in it, newest first."""
    by_year = ordering.grouped((e.start.year, e) for e in ordering.newest_events(cluster.events))
    before = dict(pairwise(by_year))
    after = {earlier: later for later, earlier in pairwise(by_year)}
    for year, events in sorted(by_year.items()):
        title = Localised(partial(_year_title, year))
        yield PageSpec(
            "year", "events", title, title,
            {"year": year, "events": events, "before": before.get(year), "after": after.get(year)},
            {"year": str(year)},
        )  # fmt: skip


def _year_title(year: int, _lang: Language, say: Words) -> str:
    return say("events_of", year=str(year))


def series(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each series with its editions, newest first."""
    today = cluster.now.date()
    by_series = _by_series(cluster)
    for slug, entry in cluster.series.items():
        events = by_series.get(slug, [])
        yield PageSpec(
            "series", "events", entry.name, entry.summary,
            {
                "entry": entry,
                "upcoming": [e for e in reversed(events) if not is_over(e, today)],
                "rows": [e for e in events if is_over(e, today)],
            },
            {"slug": slug},
            curve=("event", slug, "other"),
            translated=entry.summary.en is not None,
            about=partial(structured.series, slug, entry, events, site),
        )  # fmt: skip


def events(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each event, with its report if there is one."""
    today = cluster.now.date()
    by_series = _by_series(cluster)
    for event in cluster.events:
        report = cluster.reports.get(event.slug)
        siblings = (e for e in by_series.get(event.series or "", ()) if e is not event)
        main = report.title if report else event.title
        told = report or event
        title = report.title if report else Localised(partial(_title, event))
        pictures = photos.photos_of(event, cluster, site)
        front = pictures[0] if report and pictures else None  # instead of the cover
        yield PageSpec(
            "event", "events", title, report.lead if report else event.summary,
            {
                "event": event,
                "report": report,
                "awaits_report": not report and awaits_report(event, today),
                "registration": registration_of(event, today),
                "siblings": list(islice(siblings, 3)),
                "calendar_file": Localised(partial(_calendar_file, event, site))
                if can_be_noted(event, today)
                else "",
                "front": front,
                "photos": pictures[1:] if front else pictures,
            },
            {"slug": event.slug},
            curve=("event", event.slug, event.format),
            translated=main.en is not None,
            about=partial(structured.event, event, cluster, site),
            dates=dates_of(told.published, told.updated),
        )  # fmt: skip


def _by_series(cluster: Cluster) -> Mapping[str | None, list[model.Event]]:
    """Return events by their series, newest first."""
    return ordering.grouped((e.series, e) for e in ordering.newest_events(cluster.events))


def _title(event: model.Event, lang: Language, say: Words) -> str:
    return with_notice(event.title.text(lang), event, say)


def _calendar_file(event: model.Event, site: addresses.Site, lang: Language, _: Words) -> str:
    """Return the address of the event's calendar file."""
    return site.base + addresses.calendar_path(event.slug, lang)
