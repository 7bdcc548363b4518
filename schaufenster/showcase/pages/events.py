"""Events: what is coming, the archive by year and series, and a page for each with its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice, pairwise
from typing import Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import has_days, is_over, registration_of
from schaufenster.problems import Language
from schaufenster.showcase import photos, structured
from schaufenster.showcase.page import PageSpec, Spoken
from schaufenster.templates import Words

RECENT: Final = 6
"""How many past events the calendar shows before it sends people to the archive."""


def calendar(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """What is coming, what has just been, and the ways into the archive."""
    today = cluster.now.date()
    ordered = _newest_first(cluster.events)
    coming = [e for e in reversed(ordered) if not is_over(e, today)]
    years = Counter(e.start.year for e in ordered)  # newest first, as the events are
    by_series = _by_series(ordered)
    yield PageSpec(
        "events", "events", "events", "events_lead",
        {
            "upcoming": coming,
            "recent": [e for e in ordered if is_over(e, today)][:RECENT],
            "years": list(years.items()),
            "in_series": {s: len(by_series[s]) for s in cluster.series if s in by_series},
        },
    )  # fmt: skip


def years(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each year: everything that happened in it, newest first."""
    found: dict[int, list[model.Event]] = {}
    for event in _newest_first(cluster.events):
        found.setdefault(event.start.year, []).append(event)
    before = dict(pairwise(found))
    after = {earlier: later for later, earlier in pairwise(found)}
    for year, rows in sorted(found.items()):
        title = Spoken(partial(_year_title, str(year)))
        yield PageSpec(
            "year", "events", title, title,
            {"year": year, "rows": rows, "before": before.get(year), "after": after.get(year)},
            {"year": str(year)},
        )  # fmt: skip


def _year_title(year: str, _lang: Language, say: Words) -> str:
    return say("events_of", year=year)


def series(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each series with its editions, newest first."""
    today = cluster.now.date()
    by_series = _by_series(_newest_first(cluster.events))
    for slug, entry in cluster.series.items():
        rows = by_series.get(slug, [])
        yield PageSpec(
            "series", "events", entry.name, entry.summary,
            {
                "entry": entry,
                "upcoming": [e for e in reversed(rows) if not is_over(e, today)],
                "rows": [e for e in rows if is_over(e, today)],
            },
            {"slug": slug},
            curve=("event", slug, "other"),
            translated=entry.summary.en is not None,
            about=partial(structured.series, slug, entry, rows, site),
        )  # fmt: skip


def events(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each event, with its report if there is one."""
    today = cluster.now.date()
    by_series = _by_series(_newest_first(cluster.events))
    for event in cluster.events:
        report = cluster.reports.get(event.slug)
        siblings = (e for e in by_series.get(event.series or "", ()) if e is not event)
        main = report.title if report else event.title
        pictures = photos.photos_of(event, cluster, site)
        front = pictures[0] if report and pictures else None  # it takes the cover's place
        yield PageSpec(
            "event", "events", main, report.lead if report else event.summary,
            {
                "event": event,
                "report": report,
                "over": is_over(event, today),
                "registration": registration_of(event, today),
                "siblings": list(islice(siblings, 3)),
                "calendar_file": Spoken(partial(_calendar_file, event, site)),
                "front": front,
                "photos": pictures[1:] if front else pictures,
            },
            {"slug": event.slug},
            curve=("event", event.slug, event.format),
            translated=main.en is not None,
            about=partial(structured.event, event, cluster, site),
        )  # fmt: skip


def _newest_first(events: Iterable[model.Event]) -> list[model.Event]:
    return sorted(events, key=lambda e: (-e.start.first().toordinal(), e.slug))


def _by_series(events: Iterable[model.Event]) -> dict[str, list[model.Event]]:
    """Return events by their series, those of none left out."""
    found: dict[str, list[model.Event]] = {}
    for event in events:
        if event.series:
            found.setdefault(event.series, []).append(event)
    return found


def _calendar_file(event: model.Event, site: addresses.Site, lang: Language, _: Words) -> str:
    """Return the address of the event's calendar file; empty if its days are not known."""
    return site.base + addresses.calendar_path(event.slug, lang) if has_days(event) else ""
