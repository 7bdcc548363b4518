"""News and projects: the list, and a page for each story."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.selection import items
from schaufenster.showcase import photos, structured
from schaufenster.showcase.page import Draft


def stories(cluster: Cluster, _site: addresses.Site) -> Iterator[Draft]:
    """Everything that was reported, newest first."""
    told = [i for i in items(cluster) if i.kind in {"report", "news", "project"}]
    yield Draft(
        "news_list", "news_list", "news", "news_lead",
        {"stories": told},
        frozenset({"events/", "content/news/", "content/projects/"}),
    )  # fmt: skip


def each(cluster: Cluster, site: addresses.Site) -> Iterator[Draft]:
    """A page for each news item and each project."""
    projects = {p.slug: p for p in cluster.projects}
    events = {e.slug: e for e in cluster.events}
    for item in items(cluster):
        if item.kind not in {"news", "project"}:
            continue
        record, text = item.record, cluster.texts[item.ref]
        pictures = photos.photos_of(record, cluster, site)
        named = [*record.parties, *([c] if (c := getattr(record, "coordinator", None)) else [])]
        yield Draft(
            item.kind, "news_list", text.title, text.lead,
            {
                "story": record,
                "text": text,
                "photos": pictures,
                "project": projects.get(getattr(record, "project", None) or ""),
                "event": events.get(getattr(record, "event", None) or ""),
                "funder": cluster.funders.get(getattr(record, "funder", None) or ""),
            },
            frozenset({*item.paths, "content/vocabularies/", "events/", "content/projects/"})
            | {photo.path for photo in pictures}
            | {f"members/{party.member}/" for party in named if party.member},
            item.names,
            curve=item.curve,
            translated=text.title.en is not None,
            about=partial(structured.story, item, cluster, site),
        )  # fmt: skip
