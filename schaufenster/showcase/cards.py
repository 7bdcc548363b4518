"""Share cards: which page shows which card, and what messengers and networks read of a page.

A card belongs to a record or to a page that there is one of; every other page shows the card of the
page above it. An English page has its own card only where its title is English, and a profile,
whose title is a name, has one card for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from schaufenster import addresses, language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import days_in_words
from schaufenster.facts.pages import pages_of_records
from schaufenster.facts.places import town_in_words
from schaufenster.look import card, colour, trace
from schaufenster.output import Rendition
from schaufenster.problems import Language
from schaufenster.showcase.breadcrumbs import Lists, above, lists_of
from schaufenster.showcase.page import Page
from schaufenster.templates import Templates, Words

_KINDS: Final[Mapping[str, trace.Kind]] = {
    "member": "member",
    "event": "event",
    "news": "news",
    "project": "project",
}
"""The kind of curve of each kind of record; an offer says itself whether it is a request."""
_RECORDS: Final = frozenset({*_KINDS, "offer"})
_CURVES: Final[Mapping[str, trace.Kind]] = {
    "market": "offer",
    "events": "event",
    "news_list": "news",
    "press": "news",
    "projects": "project",
}
"""The kind of curve on the card of a list; others speak with a voice of their own."""
_ARTICLES: Final = frozenset({"news", "project"})


@dataclass(frozen=True, slots=True)
class CardContext:
    """What cards are made from: the cluster, its words and light tones, and the lists of pages."""

    cluster: Cluster
    templates: Templates
    tones: tuple[tuple[str, str], ...]
    lists: Lists
    records: Mapping[tuple[str, ...], Any]


def card_context(pages: Iterable[Page], cluster: Cluster, templates: Templates) -> CardContext:
    """Return the context of a released cluster with these pages."""
    colours = cluster.identity.colours
    light = colour.derive(colours.primary, colours.accent).light
    return CardContext(
        cluster,
        templates,
        tuple((name, light[name]) for name in card.TONES),
        lists_of(pages),
        {page.key: page.record for page in pages_of_records(cluster)},
    )


def render_cards(
    pages: Iterable[Page], cluster: Cluster, templates: Templates
) -> Iterator[Rendition]:
    """Yield every card of a released cluster's pages once: drawing one takes about 3 ms."""
    pages = list(pages)
    context = card_context(pages, cluster, templates)
    for page in pages:
        if _has_own(page) and _language_of(page) == page.lang:
            drawn = _card(page, context)
            key = card.card_key(drawn)
            yield Rendition(_path(page), key, partial(card.card_png, drawn))


def share(page: Page, context: CardContext, site: addresses.Site) -> list[dict[str, str]]:
    """Return what a page tells of itself when somebody passes it on: Open Graph, as its tags.

    https://ogp.me/; a card's size is that of all cards.
    """
    shows = page if _has_own(page) else next(_nearest(page, context), page)
    identity = context.cluster.identity
    is_article = page.what in _ARTICLES or (
        page.what == "event" and page.names["slug"] in context.cluster.reports
    )
    locales = context.templates.words["locale"]
    tags = {
        "og:site_name": identity.name,
        "og:type": "article" if is_article else "website",
        "og:title": page.title,
        "og:description": page.description,
        "og:url": site.url + page.path,
        "og:locale": locales[page.lang],
    }
    if page.translated:
        tags["og:locale:alternate"] = locales["en" if page.lang == "de" else "de"]
    if _has_own(shows):
        width, height = card.SIZE
        tags |= {
            "og:image": site.url + _path(shows),
            "og:image:type": "image/png",
            "og:image:width": str(width),
            "og:image:height": str(height),
            "og:image:alt": _alt(shows, context),
        }
    return [{"property": name, "content": content} for name, content in tags.items()]


def _has_own(page: Page) -> bool:
    return page.what in _RECORDS or not (page.names or page.bare)


def _nearest(page: Page, context: CardContext) -> Iterator[Page]:
    """Yield the pages whose card a page without its own may show, the nearest first."""
    yield from above(page, context.lists)
    if ("start", page.lang) in context.lists:
        yield context.lists["start", page.lang]


def _language_of(page: Page) -> Language:
    """Return the language of the card that a page shows."""
    return page.lang if page.translated and page.what != "member" else "de"


def _path(page: Page) -> str:
    return addresses.card_path(page.what, _language_of(page), **page.names)


def _alt(page: Page, context: CardContext) -> str:
    """Return what is on a card, for people who do not see it."""
    drawn = _card(page, context)
    return " – ".join(part for part in (drawn.brand, drawn.label, drawn.headline) if part)


def _card(page: Page, context: CardContext) -> card.Card:
    lang, identity = _language_of(page), context.cluster.identity
    say = Words(lang, context.templates.words)
    slug = "/".join(page.names.values())
    kind: trace.Kind = _CURVES.get(page.what, "member")
    form, label, note = "other", identity.name, ""
    if page.what in _RECORDS:
        record = context.records[page.what, *page.names.values()]
        form = getattr(record, "format", form)
        kind = record.kind if page.what == "offer" else _KINDS[page.what]
        label, note = _told(page, record, context, lang, say)
    headline = page.title
    return card.Card(
        kind, slug or page.what, form, headline, label, note,
        identity.short, identity.descriptor.text(lang), context.tones,
    )  # fmt: skip


def _told(
    page: Page, record: Any, context: CardContext, lang: Language, say: Words
) -> tuple[str, str]:
    """Return what a record is, and a few words about it: a date, a place, who it is from."""
    match record:
        case model.Member():
            return record.seat.place or "", ""
        case model.Offer():
            return say(f"kind_{record.kind}"), context.cluster.member(record.member).short
        case model.Event():
            kind = "report" if record.slug in context.cluster.reports else "event"
            when = days_in_words(record, lang, say)
            return say(f"kind_{kind}"), ", ".join(
                filter(None, (when, town_in_words(record.place, say)))
            )
        case model.Project() if record.period.from_:
            return say("kind_project"), language.dates(
                record.period.from_, record.period.until, lang
            )
        case _:
            return say(f"kind_{page.what}"), language.date(record.published, lang)
