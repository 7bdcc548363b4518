"""Every page of the site, in both languages: `KINDS` lists their makers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.parallel import parallel_map
from schaufenster.problems import LANGUAGES
from schaufenster.selection.issues import NOTHING, Key, Rendered
from schaufenster.showcase.page import Page, PageSpec, render_page, shared_values
from schaufenster.showcase.pages import (
    compare,
    competences,
    embed,
    events,
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

FEWEST: Final = 50
"""The fewest specs that are rendered in a process of their own."""

KINDS: Final = (
    start.start,
    members.directory, members.lists, compare.compare, members.profiles,
    competences.competences, competences.pages,
    regions.regions, regions.districts,
    market.marketplace, market.offers,
    events.calendar, events.years, events.series, events.events,
    news.stories, news.projects, news.pages,
    press.overview, press.packs,
    office.texts, office.imprint,
    search.search,
    subscribe.subscribe, subscribe.data,
    embed.embeds,
    newsletter.archive,
)  # fmt: skip


def page_paths(cluster: Cluster) -> frozenset[str]:
    """Return the paths of all pages of a released cluster, without rendering one."""
    site = addresses.site_of(cluster)
    return frozenset(
        addresses.path_of(spec.what, lang, **spec.names)
        for spec in _page_specs(cluster, site, NOTHING)
        for lang in LANGUAGES
    )


def render_pages(
    cluster: Cluster, templates: Templates, ready: Mapping[Key, Rendered] = NOTHING
) -> list[Page]:
    """Return every page of a released cluster, in every language.

    `ready` are the mails of approved editions that have not been sent.
    """
    site = addresses.site_of(cluster)
    shared = {lang: shared_values(cluster, site, lang, templates) for lang in LANGUAGES}

    def both(spec: PageSpec) -> list[Page]:
        return [render_page(spec, lang, shared[lang], templates) for lang in LANGUAGES]

    specs = tuple(_page_specs(cluster, site, ready))
    return list(chain.from_iterable(parallel_map(both, specs, fewest=FEWEST)))


def _page_specs(
    cluster: Cluster, site: addresses.Site, ready: Mapping[Key, Rendered]
) -> Iterator[PageSpec]:
    for kind in KINDS:
        yield from kind(cluster, site)
    yield from newsletter.editions(cluster, site, ready)
