"""News and projects: the lists, and a page for each story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.dates import dates_of
from schaufenster.facts.funding import funder_of, logo_path
from schaufenster.facts.items import STORY_KINDS, Item, item_of, items
from schaufenster.look.subject import Subject
from schaufenster.problems import Language
from schaufenster.showcase import ordering, photos, structured
from schaufenster.showcase.page import Localised, PageHead, PageSpec

STATES: Final = ("running", "planned", "finished")
"""The states of a project, in the order in which people look for them."""


def stories(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Everything that was reported, newest first."""
    yield PageSpec(
        "news_list", "news_list", lambda: PageHead("news", "news_lead"),
        lambda: {
            "stories": [i for i in items(cluster) if i.kind in STORY_KINDS],
            "has_projects": bool(cluster.projects),
        },
    )  # fmt: skip


def projects(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """All projects: those that run, those to come, those that are over, each the latest first."""
    yield PageSpec(
        "projects", "news_list", lambda: PageHead("projects", "projects_lead"),
        partial(_projects, cluster, site),
    )  # fmt: skip


def _projects(cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    projects = sorted((i for i in items(cluster) if i.kind == "project"), key=_by_state)
    return {
        "rows": [(item, funder_of(item.record, cluster)) for item in projects],
        "today": cluster.today,
        "news_feed": Localised(
            lambda lang, _: site.base + addresses.feed_path("news", lang, "rss")
        ),
    }


def _by_state(item: Item) -> tuple[int, int]:
    """Return a project's sort key: its state, then the latest first day."""
    project: model.Project = item.record
    start = project.period.from_
    return STATES.index(project.status), -start.first().toordinal() if start else 0


def pages(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each news item and each project."""
    for item in ordering.news_and_projects(cluster):
        ref = item.ref
        yield PageSpec(
            item.kind, "news_list", partial(_head, ref, cluster),
            partial(_values, ref, cluster, site), item.names,
            about=partial(_about, ref, cluster, site),
            subject=partial(_subject, ref, cluster),
        )  # fmt: skip


def _head(ref: str, cluster: Cluster) -> PageHead:
    item, text = item_of(cluster, ref), cluster.texts[ref]
    return PageHead(
        text.title,
        text.lead,
        spoken=tuple(text.title),
        dates=dates_of(item.dated, item.record.updated),
    )


def _subject(ref: str, cluster: Cluster) -> Subject:
    return item_of(cluster, ref).subject


def _about(ref: str, cluster: Cluster, site: addresses.Site, lang: Language) -> Mapping[str, Any]:
    return structured.story(item_of(cluster, ref), cluster, site, lang)


def _values(ref: str, cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    record = item_of(cluster, ref).record
    project, event = getattr(record, "project", None), getattr(record, "event", None)
    return {
        "story": record,
        "text": cluster.texts[ref],
        "photos": photos.photos_of(record, cluster, site),
        "project": cluster.find_project(project or ""),
        "event": cluster.find_event(event or ""),
        "funder": (funder := funder_of(record, cluster)),
        "logo": funder and photos.printed_logo(logo_path(funder), cluster, site.base),
        "plate": funder and photos.printed_plate(logo_path(funder), cluster),
        "today": cluster.today,
    }
