"""News and projects: the lists, and a page for each story."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.dates import dates_of
from schaufenster.facts.funding import funder_of
from schaufenster.facts.items import STORY_KINDS, Item, items
from schaufenster.showcase import ordering, photos, structured
from schaufenster.showcase.page import Localised, PageSpec

STATES: Final = ("running", "planned", "finished")
"""The states of a project, in the order in which people look for them."""


def stories(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """Everything that was reported, newest first."""
    yield PageSpec(
        "news_list", "news_list", "news", "news_lead",
        {
            "stories": [i for i in items(cluster) if i.kind in STORY_KINDS],
            "photo_of": photos.photographs_of_cards(cluster, site),
            "has_projects": bool(cluster.projects),
        },
    )  # fmt: skip


def projects(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """All projects: those that run, those to come, those that are over, each the latest first."""
    projects = sorted((i for i in items(cluster) if i.kind == "project"), key=_by_state)
    yield PageSpec(
        "projects", "news_list", "projects", "projects_lead",
        {
            "rows": [(item, funder_of(item.record, cluster)) for item in projects],
            "today": cluster.now.date(),
            "photo_of": photos.photographs_of_cards(cluster, site),
            "news_feed": Localised(
                lambda lang, _: site.base + addresses.feed_path("news", lang, "rss")
            ),
        },
    )  # fmt: skip


def _by_state(item: Item) -> tuple[int, int]:
    """Return a project's sort key: its state, then the latest first day."""
    project: model.Project = item.record
    start = project.period.from_
    return STATES.index(project.status), -start.first().toordinal() if start else 0


def pages(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each news item and each project."""
    projects = {p.slug: p for p in cluster.projects}
    events = {e.slug: e for e in cluster.events}
    for item in ordering.news_and_projects(cluster):
        record, text = item.record, cluster.texts[item.ref]
        yield PageSpec(
            item.kind, "news_list", text.title, text.lead,
            {
                "story": record,
                "text": text,
                "photos": photos.photos_of(record, cluster, site),
                "project": projects.get(getattr(record, "project", None) or ""),
                "event": events.get(getattr(record, "event", None) or ""),
                "funder": (funder := funder_of(record, cluster)),
                "logo": funder and photos.funder_logo(funder, cluster, site.base),
                "plate": funder and photos.funder_plate(funder, cluster),
                "today": cluster.now.date(),
            },
            item.names,
            curve=item.curve,
            translated=text.title.en is not None,
            about=partial(structured.story, item, cluster, site),
            dates=dates_of(item.published, item.updated),
        )  # fmt: skip
