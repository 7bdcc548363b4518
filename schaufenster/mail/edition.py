"""An edition to each channel's variant: which items, in whose words, and the files it becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.look import colour, drawing
from schaufenster.mail.message import draft
from schaufenster.mail.mjml import compile_mjml
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.selection import Decision, Item, decide, items
from schaufenster.templates import Templates

PICTURE: Final = (560, 180)
"""A cover's width and height in a mail, in CSS pixels."""


@dataclass(frozen=True, slots=True)
class Story:
    """An item of a variant in the words chosen for its channel."""

    item: Item
    headline: model.Title
    lead: model.Sentence
    decision: Decision


@dataclass(frozen=True, slots=True)
class Variant:
    """What one channel gets: the stories taken, in order, and why the others are not."""

    edition: model.Edition
    channel: model.Channel
    stories: tuple[Story, ...]
    left_out: tuple[Decision, ...]


def variant(edition: model.Edition, channel: model.Channel, cluster: Cluster) -> Variant:
    """Return an edition as a channel gets it: pinned items first, then in the edition's order.

    Freshness counts from the edition's last day, so that an edition stays what it was.
    """
    known = {item.ref: item for item in items(cluster)}
    seen_at = dt.datetime.combine(edition.until.last(), dt.time.max)
    chosen = [c for c in edition.items if not c.omit and c.ref in known]
    taken: list[Story] = []
    left_out: list[Decision] = []
    for choice in sorted(chosen, key=lambda c: not c.pin):
        item = known[choice.ref]
        decision = decide(item, channel.select, seen_at, channel.id)
        full = channel.select.most is not None and len(taken) >= channel.select.most
        if decision.taken and full:
            most = str(channel.select.most)
            decision = Decision(item, taken=False, reason="most", value=most)
        if decision.taken:
            taken.append(_worded(item, choice, channel.id, decision))
        else:
            left_out.append(decision)
    return Variant(edition, channel, tuple(taken), tuple(left_out))


def _worded(item: Item, choice: model.Choice, channel: str, decision: Decision) -> Story:
    """Return the item in the channel's words, else the edition's, else its own."""
    headline = choice.headline.get(channel) or choice.headline.get("all") or item.title
    lead = choice.lead.get(channel) or choice.lead.get("all") or item.summary
    return Story(item, headline, lead, decision)


# ── files ────────────────────────────────────────────────────────────────────────────────────


def render_edition(
    edition: model.Edition, channel: str, cluster: Cluster, templates: Templates
) -> Iterator[OutputFile]:
    """Yield `LANG/mail.html`, `.txt` and `.eml` of an edition's variant for a channel."""
    shown = variant(edition, cluster.channels[channel], cluster)
    for lang in shown.channel.languages:
        yield from render_variant(shown, lang, cluster, templates)


def render_variant(
    shown: Variant, lang: Language, cluster: Cluster, templates: Templates
) -> Iterator[OutputFile]:
    """Yield a variant's HTML, text and draft message in a language."""
    values = _values(shown, lang, cluster)
    name = shown.channel.template
    inputs = (
        templates.inputs(f"{name}.mjml.j2")
        | templates.inputs(f"{name}.txt.j2")
        | {shown.edition.path, "newsletter/channels.yml", "content/"}
        | {_folder(choice.ref) for choice in shown.edition.items}  # those left out decide as well
        | {path for story in shown.stories for path in story.item.paths}
    )
    html = compile_mjml(templates.render(f"{name}.mjml.j2", lang, **values))
    text = templates.render(f"{name}.txt.j2", lang, **values)
    message = draft(
        subject=shown.edition.subject.text(lang), html=html, text=text, lang=lang,
        day=shown.edition.until.first(), channel=shown.channel, edition=shown.edition.id,
        identity=cluster.identity,
    )  # fmt: skip
    yield output(f"{lang}/mail.html", html, inputs)
    yield output(f"{lang}/mail.txt", text, inputs)
    yield output(f"{lang}/mail.eml", message, inputs)


def _folder(ref: str) -> str:
    """Return the folder whose files decide about an item: `events/SLUG/`, `members/SLUG/`."""
    return "/".join(ref.split("/")[:2]) + "/"


def render_pictures(cluster: Cluster) -> Iterator[OutputFile]:
    """Yield the pictures of all editions' mails; they stand on the site, mails link to them."""
    identity = cluster.identity
    tones = colour.mail_tones(colour.derive(identity.colours.primary, identity.colours.accent))
    known = {item.ref: item for item in items(cluster)}
    width, height = PICTURE
    for edition in cluster.editions.values():
        for item in (known[c.ref] for c in edition.items if c.ref in known):
            kind, slug, form = item.curve
            raw = drawing.cover_png(kind, slug, form, tones, width=width, height=height)
            inputs = {edition.path, *item.paths, "content/cluster.yml"}
            yield output(_picture_path(edition, item), raw, inputs)


def _picture_path(edition: model.Edition, item: Item) -> str:
    return f"newsletter/{edition.id}/pictures/{'/'.join((item.kind, *item.names.values()))}.png"


def _values(shown: Variant, lang: Language, cluster: Cluster) -> Mapping[str, object]:
    """Return what a mail's templates may use."""
    identity, site = cluster.identity, addresses.site_at(cluster.identity.site_url)
    palette = colour.derive(identity.colours.primary, identity.colours.accent)
    stories = [
        {
            "headline": story.headline,
            "lead": story.lead,
            "kind": story.item.kind,
            "notice": story.item.notice,
            "event": story.item.record if story.item.kind == "event" else None,
            "published": story.item.published,
            "link": site.absolute(story.item.page, lang, **story.item.names),
            "picture": site.url + _picture_path(shown.edition, story.item),
        }
        for story in shown.stories
    ]
    return MappingProxyType(
        {
            "identity": identity,
            "edition": shown.edition,
            "subject": shown.edition.subject.text(lang),
            "preheader": shown.edition.preheader.text(lang),
            "stories": stories,
            "why": shown.channel.why,
            "light": palette.light,
            "dark": palette.dark,
            "tones": colour.mail_tones(palette),
            "prose_home": site.url.rstrip("/"),
            "home": site.absolute("start", lang),
            "imprint": site.absolute("imprint", lang),
        }
    )
