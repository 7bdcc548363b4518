"""A page: before its language (`PageSpec`), in one (`Page`), and rendered (`RenderedPage`).

Each module of `pages/` yields `PageSpec`s, which know no language and hold functions: what a page
shows is read when it is made, so that what was read tells whether it must be made again. MkDocs
comes later and only frames the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import office_of
from schaufenster.facts.dates import UNDATED, Dates
from schaufenster.facts.events import (
    days_in_words,
    is_running,
    notice_of,
    role_of,
    span_in_words,
    when_in_words,
)
from schaufenster.facts.parties import party_name
from schaufenster.facts.places import seat_in_words, town_in_words, where_in_words
from schaufenster.look.subject import Subject
from schaufenster.problems import Language
from schaufenster.showcase import drawings, forge, photos
from schaufenster.templates import Templates, Words
from schaufenster.themes import pictures_of


@dataclass(frozen=True, slots=True)
class Localised:
    """A value that depends on the page's language."""

    make: Callable[[Language, Words], Any]


@dataclass(frozen=True, slots=True)
class PageHead:
    """What other pages say of a page: its title, what it is about, its dates.

    `title` and `description` are a text, the key of one in `words/…/site.po`, or `Localised`.
    `spoken` are the languages that its content is in (for hreflang), None for all. A page that is
    not `listed` is neither in the sitemap nor in search engines. `dates` tell when its content was
    published and changed. `homes` are the clusters that a hub has it from.
    """

    title: model.Text | str | Localised
    description: model.Text | str | Localised
    spoken: tuple[Language, ...] | None = None
    listed: bool = True
    dates: Dates = UNDATED
    homes: tuple[model.Home, ...] = ()


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page before its language: its address, and functions of what it shows.

    `head` and `values` read the records: `values` are those of the template. `scripts` are files of
    `theme/overrides/assets` besides the frame's. A `bare` page is for frames of other sites,
    without header and footer. `subject` is what a picture at its
    head stands for.
    """

    what: str
    section: str
    head: Callable[[], PageHead]
    values: Callable[[], Mapping[str, Any]]
    names: Mapping[str, str] = field(default_factory=dict)
    about: Callable[[Language], Mapping[str, Any]] | None = None
    template: str = ""
    scripts: tuple[str, ...] = ()
    bare: bool = False
    subject: Callable[[], Subject] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language, as other pages, the sitemap and the search know it.

    `path` is below the site's root; `spoken` are the languages that its content is in; `home` is
    the page at the cluster that a hub has it from.
    """

    what: str
    names: Mapping[str, str]
    lang: Language
    path: str
    section: str
    title: str
    description: str
    spoken: tuple[Language, ...]
    scripts: tuple[str, ...] = ()
    listed: bool = True
    bare: bool = False
    dates: Dates = UNDATED
    home: str = ""

    @property
    def indexed(self) -> bool:
        """Return whether search engines may list the page."""
        return self.listed and not self.bare

    @property
    def is_spoken(self) -> bool:
        """Return whether the page's content is in the page's language."""
        return self.lang in self.spoken

    def versions(self, site: addresses.Site) -> Iterator[tuple[str, str]]:
        """Yield the page's addresses by language, that of the first again as `x-default`.

        Languages that its content is not in have none; nor has what is in one language only, or
        at home elsewhere.
        """
        if self.is_spoken and len(self.spoken) > 1 and not self.home:
            for lang in self.spoken:
                yield lang, site.absolute(self.what, lang, **self.names)
            yield "x-default", site.id_of(self.what, **self.names)


@dataclass(frozen=True, slots=True)
class RenderedPage(Page):
    """A page ready to be framed: its body as HTML and its structured data.

    `values` are those that its template got.
    """

    body: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    jsonld: Mapping[str, Any] | None = None


def shared_values(
    cluster: Cluster, site: addresses.Site, lang: Language, templates: Templates
) -> Mapping[str, Any]:
    """Return the values that all templates of a language share."""
    say = Words(lang, templates.words)
    return {
        "link": lambda what, **names: site.link(what, lang, **names),
        "host": addresses.host,
        "identity": cluster.identity,
        "competences": cluster.competences,
        "topics": cluster.topics,
        "series": cluster.series,
        "has_regions": bool(cluster.districts),
        "reported": cluster.reports,
        "member_of": cluster.member,
        "party_name": lambda party: party_name(party, cluster),
        "office": office_of(cluster.identity, lang),
        "feed": site.base + addresses.feed_path("all", lang, "rss"),
        "prose_home": site.base.rstrip("/"),
        "sheet_of": partial(_sheet_of, cluster, site, lang),
        "edit_of": partial(forge.edit_link, cluster, site, lang),
        "monogram": photos.monograms(cluster, site),
        "photo_of": photos.photographs_of_cards(cluster, site),
        "draw": pictures_of(cluster.identity.theme),
        "when_of": lambda item: drawings.when(item, say),
        "event_when": lambda event: days_in_words(event, say),
        "when_of_event": lambda event: when_in_words(event, cluster, say),
        "card_line": lambda event: drawings.card_line(event, cluster.today, say),
        "event_span": lambda event: span_in_words(event, say),
        "is_running": lambda event: is_running(event, cluster.today),
        "notice_of": notice_of,
        "role_of": role_of,
        "where_of": lambda place: where_in_words(place, cluster, say),
        "seat_of": lambda seat: seat_in_words(seat, cluster.identity.country, lang),
        "town_of": lambda place: town_in_words(place, say),
    }


def sheet_kind(what: str, cluster: Cluster) -> str:
    """Return which kind of sheet belongs to a kind of page; empty where the cluster wants none."""
    kind = "cluster" if what == "press" else what
    return kind if kind in cluster.identity.sheets else ""


def _sheet_of(
    cluster: Cluster, site: addresses.Site, lang: Language, what: str, **names: str
) -> str:
    """Return the address of a page's sheet for print; empty where there is none."""
    return site.base + site.sheet_path(what, lang, **names) if sheet_kind(what, cluster) else ""


def page_of(spec: PageSpec, say: Words, site: addresses.Site) -> Page:
    """Return a page in one language, without rendering it."""
    head = spec.head()
    spoken = site.languages if head.spoken is None else head.spoken
    return Page(
        spec.what, dict(spec.names), say.lang, site.path(spec.what, say.lang, **spec.names),
        spec.section, in_words(head.title, say), in_words(head.description, say),
        tuple(lang for lang in site.languages if lang in spoken), spec.scripts, head.listed,
        spec.bare, head.dates, head.homes[0].address(say.lang) if head.homes else "",
    )  # fmt: skip


def in_words(text: model.Text | str | Localised, say: Words) -> str:
    """Return a title or description in one language."""
    if isinstance(text, Localised):
        return str(text.make(say.lang, say))
    return say(text) if isinstance(text, str) else text.text(say.lang)


def render_page(
    spec: PageSpec,
    own: Mapping[str, Any],
    shared: Mapping[str, Any],
    page: Page,
    templates: Templates,
) -> RenderedPage:
    """Return a page rendered; its template gets `shared` values and its `own`."""
    say = Words(page.lang, templates.words)
    values = dict(shared)
    for key, value in own.items():
        values[key] = value.make(page.lang, say) if isinstance(value, Localised) else value
    if spec.subject:
        values["subject"] = spec.subject()
    body = templates.render(f"{spec.template or spec.what}.html.j2", page.lang, **values)
    about = spec.about(page.lang) if spec.about else None
    known = {field.name: getattr(page, field.name) for field in fields(page)}
    return RenderedPage(**known, body=body, values=values, jsonld=about)
