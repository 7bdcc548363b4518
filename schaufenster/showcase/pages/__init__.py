"""Every page of the site, in both languages: `KINDS` lists their makers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Final

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.reads import unnoted
from schaufenster.selection.issues import NOTHING, Key, Rendered
from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.page import RenderedPage
from schaufenster.showcase.pages import (
    compare,
    competences,
    editor,
    embed,
    events,
    funding,
    market,
    members,
    news,
    newsletter,
    office,
    press,
    regions,
    search,
    start,
    subscribe,
)
from schaufenster.templates import Templates

KINDS: Final = (
    start.start,
    members.directory, members.lists, compare.compare, members.profiles,
    competences.competences, competences.pages,
    regions.regions, regions.districts,
    market.marketplace, market.offers,
    events.calendar, events.years, events.series, events.events,
    funding.calls, funding.pages,
    news.stories, news.projects, news.pages,
    press.overview, press.packs,
    office.texts, office.imprint,
    search.search,
    editor.editor,
    subscribe.subscribe, subscribe.data,
    embed.embeds,
    newsletter.archive,
)  # fmt: skip


def site_context(
    cluster: Cluster, templates: Templates, ready: Mapping[Key, Rendered] = NOTHING
) -> SiteContext:
    """Return what the pages of a released cluster are made from.

    `ready` are the mails of approved editions that have not been sent.
    """
    with unnoted():  # which pages there are is found out each time
        site = addresses.site_of(cluster)
        specs = chain(
            chain.from_iterable(kind(cluster, site) for kind in KINDS),
            newsletter.editions(cluster, site, ready),
        )
        return SiteContext(cluster, templates, tuple(specs))


def render_pages(context: SiteContext) -> list[RenderedPage]:
    """Return every page in every language."""
    return list(chain.from_iterable(map(context.render, context.specs)))
