"""Share cards, and the Open Graph tags of pages that refer to them.

Records and pages that exist once have a card; every other page shows the card of the page above it.
A translated page has its own card only if its title is in its language: a profile, whose title is a
name, if the member has a name in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Any, Final

from schaufenster import language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import days_in_words
from schaufenster.facts.funding import deadline_in_words
from schaufenster.facts.places import town_in_words
from schaufenster.facts.release import expiry_of, is_expired
from schaufenster.look import card, colour
from schaufenster.look.pictures import card_key, card_png
from schaufenster.look.subject import Kind
from schaufenster.output import Rendition
from schaufenster.problems import Language
from schaufenster.showcase.breadcrumbs import above
from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.page import Page
from schaufenster.templates import Words
from schaufenster.themes import pictures_of

_RECORDS: Final = frozenset({"member", "offer", "event", "news", "project", "funding"})
_KINDS: Final[Mapping[str, Kind]] = {
    "member": "member",
    "event": "event",
    "news": "news",
    "project": "project",
    "market": "offer",
    "events": "event",
    "news_list": "news",
    "press": "news",
    "projects": "project",
    "funding": "funding",
    "funding_list": "funding",
}
"""The kind of subject by kind of page; other pages have a member's, an offer has its own kind."""
_ARTICLES: Final = frozenset({"news", "project", "press_pack", "edition"})


def render_cards(pages: Iterable[Page], context: SiteContext) -> Iterator[Rendition]:
    """Yield the cards of pages that have their own, each once; one takes about 3 ms to make."""
    pictures = pictures_of(context.cluster.identity.theme)
    for page in pages:
        if _has_own(page) and _language_of(page, context) == page.lang:
            page_card = _card(page, context)
            yield Rendition(
                _path(page, page_card, context),
                card_key(page_card, pictures),
                partial(card_png, page_card, pictures),
            )


def share(page: Page, context: SiteContext) -> list[dict[str, str]]:
    """Return a page's Open Graph tags, https://ogp.me/."""
    source = _shown_for(page, context)
    identity, site = context.cluster.identity, context.site
    is_article = page.what in _ARTICLES or (
        page.what == "event" and page.names["slug"] in context.cluster.reports
    )
    tags = [
        ("site_name", identity.name),
        ("type", "article" if is_article else "website"),
        ("title", page.title),
        ("description", page.description),
        ("url", site.url + page.path),
        ("locale", context.say(page.lang).locale),
    ]
    tags = [(f"og:{name}", content) for name, content in tags]
    if is_article:
        times = zip(("published_time", "modified_time"), page.dates, strict=True)
        tags += [(f"article:{name}", day) for name, day in times if day]
    others = [lang for lang in page.spoken if page.is_spoken and lang != page.lang]
    tags += [("og:locale:alternate", context.say(lang).locale) for lang in others]
    image = _card(source, context)
    width, height = card.SIZE
    said = filter(None, (image.brand, image.label, image.headline, image.note))
    tags += [
        ("og:image", site.url + _path(source, image, context)),
        ("og:image:type", "image/png"),
        ("og:image:width", str(width)),
        ("og:image:height", str(height)),
        ("og:image:alt", " – ".join(said)),
    ]
    return [{"property": name, "content": content} for name, content in tags]


def _shown_for(page: Page, context: SiteContext) -> Page:
    """Return the page whose card a page shows: its own, else the nearest one above it."""
    candidates = chain((page,), above(page, context))
    if nearest := next((other for other in candidates if _has_own(other)), None):
        return nearest
    return context.page(context.lists["start"], page.lang)


def _has_own(page: Page) -> bool:
    return page.what in _RECORDS or not (page.names or page.bare)


def _language_of(page: Page, context: SiteContext) -> Language:
    """Return the language of a page's card."""
    if page.what == "member":
        own = page.lang in context.records["member", page.names["slug"]].names
    else:
        own = page.is_spoken and len(page.spoken) > 1
    return page.lang if own else context.site.first_language


def _path(page: Page, image: card.Card, context: SiteContext) -> str:
    shown = sha256(repr(image).encode()).hexdigest()[:10]
    return context.site.card_path(page.what, _language_of(page, context), shown, **page.names)


def _card(page: Page, context: SiteContext) -> card.Card:
    lang, identity = _language_of(page, context), context.cluster.identity
    say = context.say(lang)
    slug = "/".join(page.names.values())
    kind: Kind = _KINDS.get(page.what, "member")
    form, label, note = "other", identity.name, ""
    if page.what in _RECORDS:
        record = context.records[page.what, *page.names.values()]
        form = getattr(record, "format", form)
        kind = record.kind if page.what == "offer" else kind
        label, note = _label_and_note(record, page.what, context.cluster, say)
    return card.Card(
        kind, slug or page.what, form, page.title, label, note,
        identity.short, identity.descriptor.text(lang), _tones(context),
    )  # fmt: skip


def _tones(context: SiteContext) -> tuple[tuple[str, str], ...]:
    """Return the tones of the light scheme by name."""
    colours = context.cluster.identity.colours
    light = colour.derive(colours.primary, colours.accent).light
    return tuple((name, light[name]) for name in card.TONES)


def _label_and_note(record: Any, what: str, cluster: Cluster, say: Words) -> tuple[str, str]:
    """Return what a record is, and a note: its date, place or member."""
    match record:
        case model.Member():
            return record.seat.place or "", ""
        case model.Offer():
            note = _end_of(record, cluster, say) or cluster.member(record.member).short
            return say(f"kind_{record.kind}"), note
        case model.FundingCall():
            until = deadline_in_words(record, say)
            return say("kind_funding"), _end_of(record, cluster, say) or until
        case model.Event():
            label = say("kind_report" if record.slug in cluster.reports else "kind_event")
            notes = days_in_words(record, say), town_in_words(record.place, say)
            return label, ", ".join(filter(None, notes))
        case model.Project() if record.period.from_:
            period = language.dates(record.period.from_, record.period.until, say.locale)
            return say("kind_project"), period
        case _:
            return say(f"kind_{what}"), language.date(record.published, say.locale)


def _end_of(record: model.Offer | model.FundingCall, cluster: Cluster, say: Words) -> str:
    """Return until when it held; empty while it does."""
    until = expiry_of(record)
    if until is None or not is_expired(record, cluster.today):
        return ""
    key = "funding_ended" if isinstance(record, model.FundingCall) else "expired_note"
    return say(key, date=language.date(until, say.locale))
