"""Items as entries: what a feed says of a story, in one language, whatever the format.

RSS, Atom and JSON Feed are written from the same `Entry`, so that they cannot differ.
"""

from __future__ import annotations

import datetime as dt
import html
import re
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from schaufenster import addresses, language, sanitize
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import registration_of, revision_of, when_in_words, with_notice
from schaufenster.facts.identifiers import entry_id, tag_uri
from schaufenster.facts.items import Item
from schaufenster.facts.parties import party_name
from schaufenster.facts.places import address_of, where_in_words
from schaufenster.facts.press import PressFact, funding_facts, until_in_words
from schaufenster.facts.rights import photographs
from schaufenster.output import AnyFile
from schaufenster.problems import Language
from schaufenster.templates import Words

MEDIA_TYPES: Final = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
    "avif": "image/avif", "svg": "image/svg+xml",
}  # fmt: skip

_HOURS: Final = 2 * 60 * 60 * 1000
"""Two hours in milliseconds: so many moments of a day, that no two entries share one."""
_BREAKS: Final = re.compile("[\t\n\r]+")


@dataclass(frozen=True, slots=True)
class Category:
    """A category of an entry: its id, the URI of its vocabulary, its name."""

    term: str
    scheme: str
    label: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A picture that belongs to an entry; `length` is in bytes."""

    url: str
    media_type: str
    length: int
    alt: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A story as feeds carry it.

    `title` and `summary` are plain text, each with the language it is really in; `html` is the
    whole text with absolute links, in the feed's language where no `lang` says otherwise.
    """

    id: str
    url: str
    title: str
    title_lang: Language
    summary: str
    summary_lang: Language
    html: str
    published: dt.datetime
    updated: dt.datetime
    author: str
    author_url: str
    categories: tuple[Category, ...]
    pictures: tuple[Enclosure, ...]


@dataclass(frozen=True, slots=True)
class FeedContext:
    """What the entries of one language share.

    `picture_of` returns the published picture of a source file. What is `settled` does not depend
    on the day: nobody can register any more.
    """

    cluster: Cluster
    say: Words
    picture_of: Callable[[str], AnyFile | None]
    site: addresses.Site
    settled: bool = False

    @property
    def lang(self) -> Language:
        """Return the feed's language."""
        return self.say.lang

    def moment(self, day: dt.date, key: str, revision: int = 0) -> dt.datetime:
        """Return the moment of a day that belongs to the name of an entry, never after the build.

        It lies in the first two hours of the day in UTC, which is then the same day in Europe, and
        before the build of every night. Each revision is a second later than the one before.
        """
        start = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
        after = int.from_bytes(sha256(key.encode()).digest()[:8]) % _HOURS
        moment = start + dt.timedelta(seconds=revision, milliseconds=after)
        zone = zoneinfo.ZoneInfo(self.cluster.identity.time_zone)
        if moment < dt.datetime.combine(self.cluster.today, dt.time(), zone):
            return moment  # without a look at the clock: feeds of earlier days stay as they are
        return min(moment, self.cluster.now.replace(tzinfo=zone, microsecond=0))

    def entry(self, item: Item) -> Entry:
        """Return an item as an entry."""
        return _entry(item, self)


def noon(day: dt.date) -> dt.datetime:
    """Return noon in UTC, which is the same day in every European time zone."""
    return dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)


def title_of(item: Item, say: Words) -> str:
    """Return the title on one line; that an event was called off or moved stands before it."""
    return with_notice(line(item.title.text(say.lang)), item.record, say)


def line(text: str) -> str:
    """Return a text on one line, without invisible characters."""
    return _BREAKS.sub(" ", sanitize.visible(text))


def _entry(item: Item, context: FeedContext) -> Entry:
    lang, identity = context.lang, context.cluster.identity
    name, url = _author(item, context)
    return Entry(
        id=entry_id(identity, item.key, lang),
        url=context.site.absolute(item.page, lang, **item.names),
        title=title_of(item, context.say),
        title_lang=item.title.language(lang),
        summary=line(item.summary.text(lang)),
        summary_lang=item.summary.language(lang),
        html="\n".join(_blocks(item, context)),
        published=context.moment(item.published, item.key),
        updated=_updated(item, context),
        author=name,
        author_url=url,
        categories=tuple(_categories(item, context)),
        pictures=tuple(_pictures(item, context)),
    )


def _updated(item: Item, context: FeedContext) -> dt.datetime:
    """Return when a story changed; an event as its calendars say."""
    if item.kind != "event":
        return context.moment(item.updated, item.key)
    revision = revision_of(item.record, context.cluster)
    return context.moment(revision.day, item.key, revision.number)


def _author(item: Item, context: FeedContext) -> tuple[str, str]:
    """Return name and page of the member that offers or asks, else of the cluster."""
    if item.kind in {"offer", "request"}:
        member = context.cluster.member(item.record.member)
        name = member.full_name.text(context.lang)
        return name, context.site.absolute("member", context.lang, slug=member.slug)
    return context.cluster.identity.name, context.site.absolute("start", context.lang)


# ── the whole text ───────────────────────────────────────────────────────────────────────────


def _blocks(item: Item, context: FeedContext) -> Iterator[str]:
    """Yield the parts of the text as markup: the summary, the facts, the text itself."""
    lang = context.lang
    yield _marked(f"<p>{_escaped(line(item.summary.text(lang)))}</p>", item.summary, lang)
    if facts := "".join(f"<p>{row}</p>" for row in _facts(item.record, context)):
        yield facts
    if text := item.body:
        home = context.site.url.rstrip("/")
        yield _marked(sanitize.prose(text.text(lang), home=home), text, lang)


def _facts(record: object, context: FeedContext) -> Iterator[str]:
    """Yield the facts of an event, offer or call for funding as markup."""
    match record:
        case model.Event():
            yield from _event_facts(record, context)
        case model.Offer():
            yield from _offer_facts(record, context)
        case model.FundingCall():
            for fact in funding_facts(record, context.cluster, context.say):
                yield _fact(context.say(fact.name), _row(fact, context))


def _row(fact: PressFact, context: FeedContext) -> str:
    """Return what a row of facts says, as markup."""
    text = _escaped(line(fact.label or fact.text(context.lang)))
    if fact.link:
        return f'<a href="{html.escape(fact.link)}" rel="noopener">{text}</a>'
    spoken = fact.language(context.lang)
    return text if spoken == context.lang else f'<span lang="{spoken}">{text}</span>'


def _offer_facts(offer: model.Offer, context: FeedContext) -> Iterator[str]:
    """Yield the cost of an offer and its own page, as markup."""
    if offer.cost:
        cost = _escaped(line(offer.cost.text(context.lang)))
        yield _fact(context.say("cost"), _marked(cost, offer.cost, context.lang, "span"))
    if offer.website:
        url = html.escape(offer.website)
        name = _escaped(addresses.host(offer.website))
        yield _fact(context.say("website"), f'<a href="{url}" rel="noopener">{name}</a>')


def _event_facts(event: model.Event, context: FeedContext) -> Iterator[str]:
    """Yield when, where, by whom and how to register, as markup."""
    say, lang, cluster = context.say, context.lang, context.cluster
    yield _fact(say("when"), _escaped(when_in_words(event, cluster, say)))
    if where := where_in_words(event.place, cluster, say):
        markup = _escaped(line(where))
        is_named = address_of(event.place, cluster, lang)
        yield _fact(say("where"), _named(markup, context) if is_named else markup)
    if event.organisers:
        names = (party_name(party, cluster) for party in event.organisers)
        marked = [_marked(_escaped(name.text(lang)), name, lang, "span") for name in names]
        yield _fact(say("organisers"), language.listed(marked, say.locale))
    registration = None if context.settled else registration_of(event, cluster.today)
    if registration:
        url = html.escape(registration.url)
        until = " ".join(map(_escaped, until_in_words(registration, say)))
        anchor = f'<a href="{url}" rel="noopener">{url}</a>'
        yield _fact(say("registration"), f"{until} {anchor}" if until else anchor)


def _fact(name: str, value: str) -> str:
    return f"{_escaped(name)}: {value}"


def _marked(markup: str, text: model.Text, lang: Language, tag: str = "div") -> str:
    """Return markup; what is in another language than the feed is marked."""
    spoken = text.language(lang)
    return markup if spoken == lang else f'<{tag} lang="{spoken}">{markup}</{tag}>'


def _named(markup: str, context: FeedContext) -> str:
    """Return names as they are written in the content, whatever the feed's language."""
    first = context.cluster.identity.first_language
    return markup if context.lang == first else f'<span lang="{first}">{markup}</span>'


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


# ── categories and pictures ──────────────────────────────────────────────────────────────────


def _categories(item: Item, context: FeedContext) -> Iterator[Category]:
    cluster, lang = context.cluster, context.lang
    yield Category(item.kind, tag_uri(cluster.identity, "kinds"), context.say(f"kind_{item.kind}"))
    tables: tuple[tuple[str, Mapping[str, model.Tag], frozenset[str]], ...] = (
        ("topics", cluster.topics, item.topics),
        ("competences", cluster.competences, item.competences),
        ("ris", cluster.ris, item.ris),
        ("districts", cluster.districts, item.districts),
    )
    for name, table, ids in tables:
        scheme = tag_uri(cluster.identity, f"vocabularies/{name}")
        for key in sorted(ids):
            yield Category(key, scheme, line(table[key].name.text(lang)))


def _pictures(item: Item, context: FeedContext) -> Iterator[Enclosure]:
    """Yield the photographs that the site shows of a story."""
    for source, picture in photographs(item.pictures, "web"):
        if published := context.picture_of(source):
            yield Enclosure(
                context.site.url + published.path,
                MEDIA_TYPES[published.path.rpartition(".")[2]],
                len(published.content),
                line(picture.alt.text(context.lang)),
            )
