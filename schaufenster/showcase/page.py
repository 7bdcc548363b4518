"""A page: before its language (`PageSpec`), and rendered in one (`Page`).

Each module of `pages/` yields `PageSpec`s, which know no language; `pages.render_pages` renders
every spec in German and English. MkDocs comes later and only frames the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import office_of
from schaufenster.facts.events import days_in_words, notice_of
from schaufenster.facts.parties import party_name
from schaufenster.facts.places import town_in_words, where_in_words
from schaufenster.look import trace
from schaufenster.problems import Language
from schaufenster.showcase import drawings, forge, photos
from schaufenster.templates import Templates, Words


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page before its language: its address, template, values and the files it is made from.

    `title` and `description` are a text, the key of one in `theme/strings.yml`, or made from such
    words. `translated` says whether an English version exists that deserves it (for hreflang).
    `scripts` are files of `theme/overrides/assets` that this page needs besides the frame's. What
    is not `listed` is there for those who know its address: not in the sitemap, not for searching.
    What is `bare` is made for the frames of other sites: nothing stands around it.
    `curve` says by kind, slug and form which curve is the `cover` at its head.
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
    curve: tuple[trace.Kind, str, str] | None = None


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

    @property
    def indexed(self) -> bool:
        """Tell whether search engines and the site's own search may find the page."""
        return self.listed and not self.bare

    @property
    def path(self) -> str:
        """Return the page's path below the site's root."""
        return addresses.path_of(self.what, self.lang, **self.names)


@dataclass(frozen=True, slots=True)
class Localised:
    """A value that depends on the page's language."""

    make: Callable[[Language, Words], Any]

    def __call__(self, lang: Language, say: Words) -> Any:
        """Return the value in a language."""
        return self.make(lang, say)


def shared_values(
    cluster: Cluster, site: addresses.Site, lang: Language, templates: Templates
) -> Mapping[str, Any]:
    """Return what every template of a language gets, made once for all pages."""
    say = Words(lang, templates.words)

    def link(what: str, **names: str) -> str:
        return site.link(what, lang, **names)

    return {
        "link": link,
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
        "event_when": lambda event: days_in_words(event, lang, say),
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
            return str(text(lang, say))
        return say(text) if isinstance(text, str) else text.text(lang)

    name = f"{spec.template or spec.what}.html.j2"
    own = {k: v(lang, say) if isinstance(v, Localised) else v for k, v in spec.values.items()}
    if spec.curve:
        own["cover"] = drawings.wide_cover(*spec.curve)
    body = templates.render(name, lang, **{**shared, **own})
    return Page(
        spec.what, dict(spec.names), lang, spec.section, localised(spec.title),
        localised(spec.description), body, spec.translated,
        spec.about(lang) if spec.about else None,
        spec.scripts, spec.listed, spec.bare,
    )  # fmt: skip
