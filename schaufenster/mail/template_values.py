"""The values of a mail's templates: stories in a channel's words, facts, addresses, colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from schaufenster import addresses, language, press, selection
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import office_of, unsubscribe_of
from schaufenster.facts.events import has_days, notice_in_words, span_in_words, with_notice
from schaufenster.facts.funding import deadline_in_words
from schaufenster.facts.items import STORY_KINDS, Item
from schaufenster.facts.parties import names_of
from schaufenster.facts.press import PressFact, press_facts
from schaufenster.look import colour
from schaufenster.mail.pictures import MailPhoto, cover_path, photo_folder, photos, ruler_path
from schaufenster.problems import Language
from schaufenster.selection import SelectedStory, Variant
from schaufenster.templates import Words
from schaufenster.themes import pictures_of

PHOTOS_INSIDE = "pictures/"
"""The folder of photographs inside a mail."""


PREHEADER_FILLS: Final = 150
"""The characters of a preview line that no inbox exceeds."""
_NOTHING: Final = "\u034f\u200c\xa0"
"""A blank that no program joins with the next one, as most newsletters have it."""


@dataclass(frozen=True, slots=True)
class MailStory:
    """A story as a template prints it; `event` is None unless the story announces one.

    `by` is who offers or asks; `""` for other stories.
    """

    kind: model.ItemKind
    by: str
    headline: model.Title
    lead: model.Sentence
    points: tuple[str, ...]
    body: model.Text | None
    day: str
    notice: str
    event: model.Event | None
    facts: tuple[PressFact, ...]
    photos: tuple[MailPhoto, ...]
    picture: str
    link: str
    calendar: str

    @property
    def registration(self) -> PressFact | None:
        """Return until when and where to register; None without registration."""
        return next((fact for fact in self.facts if fact.name == "registration"), None)

    @property
    def photo(self) -> MailPhoto | None:
        """Return the first photograph, or None."""
        return next(iter(self.photos), None)


def values(variant: Variant, lang: Language, cluster: Cluster, say: Words) -> Mapping[str, object]:
    """Return the values for the templates of a mail in a language."""
    identity, channel, edition = cluster.identity, variant.channel, variant.edition
    site = addresses.site_of(cluster)
    palette = colour.derive(identity.colours.primary, identity.colours.accent)
    names = {"edition": edition.id, "channel": channel.id}
    return {
        "identity": identity,
        "has_regions": bool(cluster.districts),
        "edition": edition,
        "channel": channel,
        "channel_name": channel.name(variant.day),
        "subject": subject(variant, lang, say),
        "preheader": preheader(variant, lang),
        "after_preheader": after_preheader(preheader(variant, lang).text(lang)),
        "stories": tuple(stories(variant, lang, cluster, say)),
        "closing": selection.closing(variant),
        "web_copy": (
            site.absolute("edition", lang, **names) if channel.visibility == "public" else ""
        ),
        "contact": office_of(identity, lang),
        "unsubscribe": unsubscribe_of(channel).link,
        "light": palette.light,
        "dark": palette.dark,
        "ruler": site.url + ruler_path(edition) if pictures_of(identity.theme).MAIL else "",
        "prose_home": site.url.rstrip("/"),
        "home": site.absolute("start", lang),
        "imprint": site.absolute("imprint", lang),
        "privacy": site.absolute("privacy", lang) if "pages/privacy" in cluster.texts else "",
    }


def subject(variant: Variant, lang: Language, say: Words) -> str:
    """Return the subject: the edition's own, or a sentence with the first headline.

    What was called off or moved is announced as that, not as an invitation.
    """
    key = variant.channel.mail.subject
    if not key or not variant.stories:
        return variant.edition.subject.text(lang)
    first = variant.first(lang)
    headline = first.headline.text(lang)
    if (told := with_notice(headline, first.item.record, say)) != headline:
        return told
    return say(key, headline=headline, n=len(variant.stories))


def preheader(variant: Variant, lang: Language) -> model.Text:
    """Return the preview line of an inbox: the edition's own, or the first lead."""
    if not variant.channel.mail.subject or not variant.stories:
        return variant.edition.preheader
    return variant.first(lang).lead


def after_preheader(text: str) -> str:
    """Return what nobody sees, to fill an inbox's preview line that would go on into the mail."""
    return _NOTHING * max(0, PREHEADER_FILLS - len(text))


def tokens(cluster: Cluster) -> Markup:
    """Return the colours as custom properties, for pages that load no style sheet."""
    colours = cluster.identity.colours
    return Markup(colour.as_css(colour.derive(colours.primary, colours.accent)))  # noqa: S704


def stories(variant: Variant, lang: Language, cluster: Cluster, say: Words) -> Iterator[MailStory]:
    """Yield a variant's stories as its templates print them."""
    site, mail = addresses.site_of(cluster), variant.channel.mail
    drawn = pictures_of(cluster.identity.theme).MAIL
    folder = PHOTOS_INSIDE if mail.photos_inside else site.url + photo_folder(variant.edition)
    for story in variant.stories:
        item = story.item
        event = item.record if item.kind == "event" else None
        yield MailStory(
            kind=item.kind,
            by=_by(item, cluster, lang),
            headline=story.headline,
            lead=story.lead,
            points=_points(story, lang),
            body=body_of(item, variant.channel, cluster),
            day=_day(item, event, say),
            notice=notice_in_words(event, say) if event else "",
            event=event,
            facts=press_facts(item, cluster, say),
            photos=photos(item, mail.photo_use, folder),
            picture=site.url + cover_path(variant.edition, item) if drawn else "",
            link=site.absolute(item.page, lang, **item.names),
            calendar=_calendar(event, site, lang),
        )


def _by(item: Item, cluster: Cluster, lang: Language) -> str:
    """Return who offers or asks; `""` for a story of another kind."""
    return names_of(item.record, cluster)[0].text(lang) if item.kind in {"offer", "request"} else ""


def _day(item: Item, event: model.Event | None, say: Words) -> str:
    """Return the days of an event, the last day of a call, else the day of publication."""
    if event:
        return span_in_words(event, say)
    if isinstance(item.record, model.FundingCall):
        return f"{say('funding_deadline')}: {deadline_in_words(item.record, say)}"
    return language.date(item.dated, say.locale)


def _calendar(event: model.Event | None, site: addresses.Site, lang: Language) -> str:
    """Return the address of an event's calendar file, where one may want it in the calendar."""
    wanted = event and has_days(event) and event.status != "cancelled"
    return site.url + site.calendar_path(event.slug, lang) if event and wanted else ""


def body_of(item: Item, channel: model.Channel, cluster: Cluster) -> model.Text | None:
    """Return an item's text, cut to what the channel prints."""
    limit = channel.limits.body
    if limit and channel.mail.prints_text and item.kind in STORY_KINDS:
        return press.fitting(item, cluster, limit.max)
    return item.body


def _points(story: SelectedStory, lang: Language) -> tuple[str, ...]:
    """Return a story's points in a language, never those of another one."""
    return story.points.get(lang, ()) if story.points else ()
