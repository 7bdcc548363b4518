"""What a mail's templates may use: stories in a channel's words, facts, addresses, colours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup

from schaufenster import addresses, language, press
from schaufenster.content import model
from schaufenster.content.fields import OPEN, Moment
from schaufenster.content.load import Cluster
from schaufenster.look import colour
from schaufenster.mail.pictures import MailPhoto, cover_path, photo_folder, photos, ruler_path
from schaufenster.problems import Language
from schaufenster.selection import Item, SelectedStory, Variant
from schaufenster.templates import Words

PRESS_PICTURES = "pictures/"
"""What comes before the names of photographs that travel inside a press mail."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of facts: the key of its name in `theme/strings.yml`, and names or texts."""

    name: str
    values: tuple[model.Text | str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A story as a template prints it. `event` is set where the story announces one."""

    kind: model.ItemKind
    headline: model.Title
    lead: model.Sentence
    points: tuple[str, ...]
    body: model.Text | None
    notice: str
    event: model.Event | None
    published: dt.date
    embargo: Moment | None
    facts: tuple[Fact, ...]
    photos: tuple[MailPhoto, ...]
    picture: str
    link: str
    calendar: str


def values(shown: Variant, lang: Language, cluster: Cluster, say: Words) -> Mapping[str, object]:
    """Return everything that the templates of a mail may name."""
    identity, channel, edition = cluster.identity, shown.channel, shown.edition
    site = addresses.site_at(identity.site_url)
    palette = colour.derive(identity.colours.primary, identity.colours.accent)
    names = {"edition": edition.id, "channel": channel.id}
    return MappingProxyType(
        {
            "identity": identity,
            "edition": edition,
            "channel": channel,
            "channel_name": channel.name(edition.until.last()),
            "subject": subject(shown, lang, say),
            "preheader": preheader(shown),
            "stories": tuple(stories(shown, lang, cluster)),
            "closing": closing(shown),
            "web_copy": (
                site.absolute("edition", lang, **names) if channel.visibility == "public" else ""
            ),
            "contact": {
                name: ""
                if getattr(identity.imprint, name) == OPEN
                else getattr(identity.imprint, name)
                for name in ("email", "phone")
            },
            "unsubscribe": leaving(channel),
            "light": palette.light,
            "dark": palette.dark,
            "tones": colour.mail_tones(palette),
            "ruler": site.url + ruler_path(edition),
            "prose_home": site.url.rstrip("/"),
            "home": site.absolute("start", lang),
            "imprint": site.absolute("imprint", lang),
            "privacy": site.absolute("privacy", lang),
        }
    )


def subject(shown: Variant, lang: Language, say: Words) -> str:
    """Return the subject: the edition's for readers, else what it is and the first headline."""
    template = shown.channel.template
    if template in {"readers", "circular"} or not shown.stories:
        return shown.edition.subject.text(lang)
    first = shown.stories[0].headline.text(lang)
    return say(f"mail_subject_{template}", headline=first, n=len(shown.stories))


def preheader(shown: Variant) -> model.Text:
    """Return the line an inbox shows: the edition's for readers, else the first lead."""
    if shown.channel.template in {"readers", "circular"} or not shown.stories:
        return shown.edition.preheader
    return shown.stories[0].lead


def closing(shown: Variant) -> dt.date | None:
    """Return the channel's next closing date after the edition; None where there is none."""
    deadline = shown.channel.deadline
    return deadline.next_date(shown.edition.until.last()) if deadline else None


def leaving(channel: model.Channel) -> str:
    """Return where a link to unsubscribe leads, or nothing as long as it is open."""
    way = channel.unsubscribe
    if way is None or (way.email in (None, OPEN) and not way.url):
        return ""
    return way.url or f"mailto:{way.email}"


def tokens(cluster: Cluster) -> Markup:
    """Return the colours as custom properties, for pages of our own that stand alone."""
    colours = cluster.identity.colours
    return Markup(colour.as_css(colour.derive(colours.primary, colours.accent)))  # noqa: S704


def stories(shown: Variant, lang: Language, cluster: Cluster) -> Iterator[Shown]:
    """Yield a variant's stories as its templates print them."""
    site = addresses.site_at(cluster.identity.site_url)
    inside = shown.channel.template == "press"
    for story in shown.stories:
        item = story.item
        event = item.record if item.kind == "event" else None
        yield Shown(
            kind=item.kind,
            headline=story.headline,
            lead=story.lead,
            points=_points(story, lang),
            body=body_of(item, shown.channel, cluster),
            notice=item.notice,
            event=event,
            published=item.published,
            embargo=item.embargo,
            facts=tuple(f for f in facts(item, cluster, lang) if f.values),
            photos=(
                photos(item, "press", PRESS_PICTURES)
                if inside
                else photos(item, "newsletter", site.url + photo_folder(shown.edition))
            ),
            picture=site.url + cover_path(shown.edition, item),
            link=site.absolute(item.page, lang, **item.names),
            calendar=site.url + addresses.calendar_path(event.slug, lang) if event else "",
        )


def body_of(item: Item, channel: model.Channel, cluster: Cluster) -> model.Text | None:
    """Return an item's text, cut to what the channel prints."""
    limit = channel.limits.body
    if limit and channel.template == "press" and item.kind in {"report", "news", "project"}:
        return press.fitting(item, cluster, limit.max)
    return item.body


def _points(story: SelectedStory, lang: Language) -> tuple[str, ...]:
    """Return a story's points in a language; points are never shown in another one."""
    return getattr(story.points, lang) if story.points else ()


def facts(item: Item, cluster: Cluster, lang: Language) -> Iterator[Fact]:
    """Yield what an editor asks first: when, where, which district and field, who takes part."""
    event = _event_of(item, cluster)
    if event:
        yield Fact("when", (_when(event, lang),))
        yield Fact("where", _place(event.place))
    guests = item.districts - item.at
    word = press.district_word(item.at, cluster)
    yield Fact(word, tuple(cluster.districts[d].name for d in sorted(item.at)))
    yield Fact("mail_guests_from", tuple(cluster.districts[d].name for d in sorted(guests)))
    yield Fact("mail_field", tuple(cluster.ris[field].name for field in sorted(item.ris)))
    yield Fact("topics", tuple(cluster.topics[topic].name for topic in sorted(item.topics)))
    known = {m.slug: m.short for m in cluster.members}
    named = [p.name for p in (*event.organisers, *event.parties) if p.name] if event else []
    members = [known[slug] for slug in sorted(item.members) if slug in known]
    names: list[str] = sorted({*members, *named}, key=str.casefold)
    yield Fact("parties", tuple(names))


def _event_of(item: Item, cluster: Cluster) -> model.Event | None:
    if item.kind not in {"event", "report"}:
        return None
    return next((e for e in cluster.events if e.slug == item.names["slug"]), None)


def _when(event: model.Event, lang: Language) -> str:
    days = language.dates(event.start, event.end, lang)
    return f"{days}, {language.clock(event.time, event.end_time, lang)}" if event.time else days


def _place(place: model.Place) -> tuple[str, ...]:
    town = place.town if place.town and place.town not in (place.name or "") else None
    return tuple(part for part in (place.name, town) if part)
