"""Events: what is coming, the archive by year and series, and a page for each with its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice, pairwise
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.dates import dates_of
from schaufenster.facts.events import (
    awaits_report,
    can_be_noted,
    is_over,
    registration_of,
    state_of,
    with_notice,
)
from schaufenster.look.subject import Subject
from schaufenster.problems import Language
from schaufenster.reads import Index
from schaufenster.showcase import ordering, photos, structured
from schaufenster.showcase.page import Localised, PageHead, PageSpec
from schaufenster.templates import Words

RECENT: Final = 6
"""The most past events in the calendar; the archive has all."""


def calendar(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Events to come, the last ones, and links to the archive."""
    yield PageSpec(
        "events", "events", lambda: PageHead("events", "events_lead"), partial(_calendar, cluster)
    )


def _calendar(cluster: Cluster) -> dict[str, Any]:
    today = cluster.today
    newest = ordering.newest_events(cluster.events)
    in_series = Counter(e.series for e in newest)
    return {
        "upcoming": [e for e in reversed(newest) if not is_over(e, today)],
        "recent": [e for e in newest if is_over(e, today)][:RECENT],
        "years": Counter(e.start.year for e in newest).items(),  # newest first
        "in_series": {s: in_series[s] for s in cluster.series if s in in_series},
    }


def years(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each year: everything that happened in it, newest first."""
    for year in sorted(_by_year(cluster)):
        title = Localised(partial(_year_title, year))
        yield PageSpec(
            "year", "events", partial(PageHead, title, title), partial(_year, year, cluster),
            {"year": str(year)},
        )  # fmt: skip


@Index
def _by_year(cluster: Cluster) -> dict[int, tuple[str, ...]]:
    """Return the slugs of events by their year, newest first."""
    return _slugs(cluster, lambda event: event.start.year)


@Index
def _by_series(cluster: Cluster) -> dict[str | None, tuple[str, ...]]:
    """Return the slugs of events by their series, newest first."""
    return _slugs(cluster, lambda event: event.series)


def _slugs(cluster: Cluster, key: Callable[[model.Event], Any]) -> dict[Any, tuple[str, ...]]:
    events = ordering.newest_events(cluster.events)
    groups = ordering.grouped((key(event), event.slug) for event in events)
    return {key: tuple(slugs) for key, slugs in groups.items()}


def _year(year: int, cluster: Cluster) -> dict[str, Any]:
    by_year = _by_year(cluster)
    before = dict(pairwise(by_year))
    after = {earlier: later for later, earlier in pairwise(by_year)}
    return {
        "year": year,
        "events": [cluster.event(slug) for slug in by_year[year]],
        "before": before.get(year),
        "after": after.get(year),
    }


def _year_title(year: int, _lang: Language, say: Words) -> str:
    return say("events_of", year=str(year))


def series(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each series with its editions, newest first."""
    for slug, entry in cluster.series.items():
        yield PageSpec(
            "series", "events", partial(_series_head, entry),
            partial(_series, slug, entry, cluster), {"slug": slug},
            about=partial(_about_series, slug, entry, cluster, site),
            subject=partial(_series_subject, slug),
        )  # fmt: skip


def _series_head(entry: model.Series) -> PageHead:
    return PageHead(entry.name, entry.summary, spoken=tuple(entry.summary))


def _series_subject(slug: str) -> Subject:
    return Subject("event", slug)


def _editions(slug: str, cluster: Cluster) -> list[model.Event]:
    return [cluster.event(event) for event in _by_series.at(cluster, slug, ())]


def _series(slug: str, entry: model.Series, cluster: Cluster) -> dict[str, Any]:
    today, events = cluster.today, _editions(slug, cluster)
    return {
        "entry": entry,
        "upcoming": [e for e in reversed(events) if not is_over(e, today)],
        "rows": [e for e in events if is_over(e, today)],
    }


def _about_series(
    slug: str, entry: model.Series, cluster: Cluster, site: addresses.Site, lang: Language
) -> Mapping[str, Any]:
    return structured.series(slug, entry, _editions(slug, cluster), site, lang)


def events(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each event, with its report if there is one."""
    for event in cluster.events:
        yield PageSpec(
            "event", "events", partial(_head, event, cluster),
            partial(_values, event, cluster, site), {"slug": event.slug},
            about=partial(structured.event, event, cluster, site),
            subject=partial(_subject, event),
        )  # fmt: skip


def _head(event: model.Event, cluster: Cluster) -> PageHead:
    report = cluster.reports.get(event.slug)
    main = report.title if report else event.title
    told = report or event
    return PageHead(
        report.title if report else Localised(partial(_title, event)),
        report.lead if report else event.summary,
        spoken=tuple(main),
        dates=dates_of(told.published, told.updated),
        homes=event.homes,
    )


def _subject(event: model.Event) -> Subject:
    return Subject("event", event.slug, event.format)


def _values(event: model.Event, cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    today, report = cluster.today, cluster.reports.get(event.slug)
    siblings = (e for e in _editions(event.series or "", cluster) if e is not event)
    pictures = photos.photos_of(event, cluster, site)
    front = pictures[0] if report and pictures else None  # instead of the picture
    return {
        "event": event,
        "report": report,
        "state": state_of(event, today),
        "awaits_report": not report and awaits_report(event, today),
        "registration": registration_of(event, today),
        "siblings": list(islice(siblings, 3)),
        "calendar_file": Localised(partial(_calendar_file, event, site))
        if can_be_noted(event, today)
        else "",
        "front": front,
        "photos": pictures[1:] if front else pictures,
    }


def _title(event: model.Event, lang: Language, say: Words) -> str:
    return with_notice(event.title.text(lang), event, say)


def _calendar_file(event: model.Event, site: addresses.Site, lang: Language, _: Words) -> str:
    """Return the address of the event's calendar file."""
    return site.base + site.calendar_path(event.slug, lang)
