"""What all pages of a site are made from: the released cluster, templates, and the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.pages import pages_of_records
from schaufenster.problems import Language
from schaufenster.reads import memory_of, note_table, unnoted
from schaufenster.showcase.page import (
    Page,
    PageSpec,
    RenderedPage,
    page_of,
    render_page,
    shared_values,
)
from schaufenster.templates import Templates, Words


@dataclass(frozen=True, eq=False)
class SiteContext:
    """The inputs of all pages of a released cluster: `specs` are the pages that there are."""

    cluster: Cluster
    templates: Templates
    specs: tuple[PageSpec, ...]

    @property
    def paths(self) -> frozenset[str]:
        """Return the paths of all pages."""
        return frozenset(
            self.site.path(spec.what, lang, **spec.names)
            for spec in self.specs
            for lang in self.site.languages
        )

    @cached_property
    def site(self) -> addresses.Site:
        """Return where the site is."""
        return addresses.site_of(self.cluster)

    @cached_property
    def lists(self) -> Mapping[str, PageSpec]:
        """Return the pages that exist once in a language, by `what`: others are below them."""
        with unnoted():  # they belong to the key of a build
            return {spec.what: spec for spec in self.specs if not (spec.names or spec.bare)}

    @cached_property
    def records(self) -> Mapping[tuple[str, ...], Any]:
        """Return the record of each page that has one, by the kind of page and its names."""
        with unnoted():
            return {page.key: page.record for page in pages_of_records(self.cluster)}

    def say(self, lang: Language) -> Words:
        """Return the words of a language."""
        return Words(lang, self.templates.words)

    def page(self, spec: PageSpec, lang: Language) -> Page:
        """Return a page in a language, without rendering it."""
        return page_of(spec, self.say(lang), self.site)

    def pages(self) -> Iterator[Page]:
        """Yield every page in every language, without rendering one."""
        for spec in self.specs:
            for lang in self.site.languages:
                yield self.page(spec, lang)

    def render(self, spec: PageSpec) -> Iterator[RenderedPage]:
        """Yield a page rendered in every language."""
        own = spec.values()
        for lang in self.site.languages:
            make = partial(shared_values, self.cluster, self.site, lang, self.templates)
            shared = memory_of(self).get(("shared", lang), make)
            yield render_page(spec, own, shared, self.page(spec, lang), self.templates)


note_table(SiteContext, "specs")
