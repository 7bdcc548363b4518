"""News and projects: the lists, and a page for each story."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.funding import funder_of
from schaufenster.facts.items import STORY_KINDS, Item, items
from schaufenster.problems import Language
from schaufenster.showcase import photos, structured
from schaufenster.showcase.page import PageSpec, Spoken
from schaufenster.templates import Words

STATES: Final = ("running", "planned", "finished")
"""The states of a project, in the order in which people look for them."""


def stories(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Everything that was reported, newest first."""
    told = [i for i in items(cluster) if i.kind in STORY_KINDS]
    yield PageSpec(
        "news_list", "news_list", "news", "news_lead",
        {"stories": told, "has_projects": bool(cluster.projects)},
    )  # fmt: skip


def projects(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """All projects: those that run, those to come, those that are over, each the latest first."""
    found = sorted((i for i in items(cluster) if i.kind == "project"), key=_standing)
    yield PageSpec(
        "projects", "news_list", "projects", "projects_lead",
        {
            "rows": [(item, funder_of(item.record, cluster)) for item in found],
            "today": cluster.now.date(),
            "news_feed": Spoken(partial(_news_feed, site)),
        },
    )  # fmt: skip


def _standing(item: Item) -> tuple[int, int]:
    """Return where a project stands in the list: by its state, then by its first day."""
    project: model.Project = item.record
    begun = project.period.from_
    return STATES.index(project.status), -begun.first().toordinal() if begun else 0


def _news_feed(site: addresses.Site, lang: Language, _say: Words) -> str:
    return site.base + addresses.feed_path("news", lang, "rss")


def each(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each news item and each project."""
    projects = {p.slug: p for p in cluster.projects}
    events = {e.slug: e for e in cluster.events}
    for item in items(cluster):
        if item.kind not in {"news", "project"}:
            continue
        record, text = item.record, cluster.texts[item.ref]
        pictures = photos.photos_of(record, cluster, site)
        yield PageSpec(
            item.kind, "news_list", text.title, text.lead,
            {
                "story": record,
                "text": text,
                "photos": pictures,
                "project": projects.get(getattr(record, "project", None) or ""),
                "event": events.get(getattr(record, "event", None) or ""),
                "funder": (funder := funder_of(record, cluster)),
                "logo": funder and photos.funder_logo(funder, cluster, site.base),
                "today": cluster.now.date(),
            },
            item.names,
            curve=item.curve,
            translated=text.title.en is not None,
            about=partial(structured.story, item, cluster, site),
        )  # fmt: skip
