"""A page: before its language (`PageSpec`), and rendered in one (`Page`).

Each module of `pages/` yields `PageSpec`s, which know no language; `pages.render_pages` renders
every spec in German and English. MkDocs comes later and only frames the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import office_of
from schaufenster.facts.dates import UNDATED, Dates
from schaufenster.facts.events import days_in_words, notice_of, when_in_words
from schaufenster.facts.parties import party_name
from schaufenster.facts.places import town_in_words, where_in_words
from schaufenster.look import curves
from schaufenster.problems import LANGUAGES, Language
from schaufenster.showcase import drawings, forge, photos
from schaufenster.templates import Templates, Words


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page before its language: its address, texts, template and the template's values.

    `title` and `description` are a text, the key of one in `theme/strings.yml`, or `Localised`.
    `translated`: its content is in English, too (for hreflang). `scripts` are files of
    `theme/overrides/assets` besides the frame's. A page that is not `listed` is neither in the
    sitemap nor in search engines. A `bare` page is for frames of other sites, without header and
    footer. `curve` gives kind, slug and form of the curve in the `cover` at its head. `dates` tell
    when its content was published and changed.
    """

    what: str
    section: str
    title: model.Text | str | Localised
    description: model.Text | str | Localised
    values: Mapping[str, Any]
    names: Mapping[str, str] = field(default_factory=dict)
    translated: bool = True
    about: Callable[[Language], Mapping[str, Any]] | None = None
    template: str = ""
    scripts: tuple[str, ...] = ()
    listed: bool = True
    bare: bool = False
    curve: tuple[curves.Kind, str, str] | None = None
    dates: Dates = UNDATED


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language, ready to be framed."""

    what: str
    names: Mapping[str, str]
    lang: Language
    section: str
    title: str
    description: str
    body: str
    translated: bool
    jsonld: Mapping[str, Any] | None
    scripts: tuple[str, ...] = ()
    listed: bool = True
    bare: bool = False
    dates: Dates = UNDATED

    @property
    def indexed(self) -> bool:
        """Return whether search engines may list the page."""
        return self.listed and not self.bare

    @property
    def path(self) -> str:
        """Return the page's path below the site's root."""
        return addresses.path_of(self.what, self.lang, **self.names)

    def versions(self, site: addresses.Site) -> Iterator[tuple[str, str]]:
        """Yield the page's addresses by language, German again as `x-default`."""
        for lang in LANGUAGES:
            yield lang, site.absolute(self.what, lang, **self.names)
        yield "x-default", site.absolute(self.what, "de", **self.names)


@dataclass(frozen=True, slots=True)
class Localised:
    """A value that depends on the page's language."""

    make: Callable[[Language, Words], Any]


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
        "reported": cluster.reports,
        "member_of": cluster.member,
        "party_name": lambda party: party_name(party, cluster),
        "office": office_of(cluster.identity),
        "feed": site.base + addresses.feed_path("all", lang, "rss"),
        "prose_home": site.base.rstrip("/"),
        "edit_of": partial(forge.edit_link, cluster),
        "monogram": photos.monograms(cluster, site),
        "cover_of": drawings.cover_of,
        "offer_cover": drawings.offer_cover,
        "event_cover": drawings.event_cover,
        "when_of": lambda item: drawings.when(item, lang, say),
        "event_when": lambda event: days_in_words(event, say),
        "when_of_event": lambda event: when_in_words(event, cluster, say),
        "notice_of": notice_of,
        "where_of": lambda place: where_in_words(place, say),
        "town_of": lambda place: town_in_words(place, say),
    }


def render_page(
    spec: PageSpec, lang: Language, shared: Mapping[str, Any], templates: Templates
) -> Page:
    """Return a spec as a page in one language; its template gets `shared` and its own values."""
    say = Words(lang, templates.words)

    def localised(text: model.Text | str | Localised) -> str:
        if isinstance(text, Localised):
            return str(text.make(lang, say))
        return say(text) if isinstance(text, str) else text.text(lang)

    values = dict(shared)
    for key, value in spec.values.items():
        values[key] = value.make(lang, say) if isinstance(value, Localised) else value
    if spec.curve:
        values["cover"] = drawings.wide_cover(*spec.curve)
    body = templates.render(f"{spec.template or spec.what}.html.j2", lang, **values)
    return Page(
        spec.what, dict(spec.names), lang, spec.section, localised(spec.title),
        localised(spec.description), body, spec.translated,
        spec.about(lang) if spec.about else None,
        spec.scripts, spec.listed, spec.bare, spec.dates,
    )  # fmt: skip
