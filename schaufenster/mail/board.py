"""The deadline board: each channel's deadline, what is missing, what was sent and printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from schaufenster import sanitize, selection
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.clippings import printed, ref_of
from schaufenster.facts.contact import unsubscribe_of
from schaufenster.language import language_name
from schaufenster.mail.pictures import photos
from schaufenster.selection import SelectedStory, Variant
from schaufenster.selection.editions import PARTS
from schaufenster.templates import Words

BoardState = Literal["nothing", "draft", "changed", "approved", "handed-in", "sent", "redacted"]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing: the key of a sentence in `words/…/mail.po`, and its values."""

    key: str
    values: Mapping[str, object]

    def sentence(self, say: Words, longest: int | None = None) -> str:
        """Return what is missing; a title in it has at most `longest` characters."""
        values = dict(self.values)
        title = str(values.get("title", ""))
        if longest and len(title) > longest:
            values["title"] = title[: longest - 1].rstrip() + "…"
        if "language" in values:
            values["language"] = language_name(str(values["language"]), say.lang)
        return say(self.key, **values)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A channel on the board; `closing` is its deadline, `issue` the first of its month.

    `missed`: the deadline is over, and the channel has got nothing.
    """

    variant: Variant
    name: model.Word
    closing: dt.date | None
    issue: dt.date | None
    missed: bool
    gaps: tuple[Gap, ...]
    kept: tuple[model.Kept, ...]
    printed: tuple[model.Clipping, ...]

    @property
    def channel(self) -> model.Channel:
        """Return the channel."""
        return self.variant.channel

    @property
    def gone_out(self) -> dt.date | None:
        """Return the day on which the channel got its mail, if it has."""
        return min((kept.date.first() for kept in self.kept), default=None)

    @property
    def taken_back(self) -> dt.date | None:
        """Return the day on which the channel's mails were taken back, if they were."""
        notes = [kept.redacted for kept in self.kept]
        return max(note.date.first() for note in notes if note) if any(notes) else None


def board(edition: model.Edition, cluster: Cluster) -> tuple[BoardRow, ...]:
    """Return a row for each channel: those with stories first, by their deadlines."""
    rows = [
        _row(selection.variant(edition, c, cluster), cluster) for c in cluster.channels.values()
    ]
    return tuple(
        sorted(rows, key=lambda r: (not r.variant.stories, r.closing or dt.date.max, r.channel.id))
    )


def _row(variant: Variant, cluster: Cluster) -> BoardRow:
    channel, today = variant.channel, cluster.today
    sent = cluster.sent.get(variant.edition.id)
    refs = {story.item.ref for story in variant.stories}
    closing = selection.closing(variant)
    kept = tuple(v for v in sent.variants if v.channel == channel.id) if sent else ()
    refs |= {ref_of(carried.ref, cluster) for mail in kept for carried in mail.items}
    return BoardRow(
        variant=variant,
        name=channel.name(today),
        closing=closing,
        issue=_issue(channel, closing),
        missed=closing is not None and closing < today and not kept,
        gaps=tuple(_gaps(variant, today)) if variant.stories else (),
        kept=kept,
        printed=printed(channel.id, refs, cluster),
    )


# ── when ─────────────────────────────────────────────────────────────────────────────────────


def _issue(channel: model.Channel, closing: dt.date | None) -> dt.date | None:
    """Return the first day of the month whose issue a monthly deadline is for."""
    deadline = channel.deadline
    if deadline is None or deadline.day is None or closing is None:
        return None
    months = closing.year * 12 + closing.month - 1 + deadline.months_before
    return dt.date(months // 12, months % 12 + 1, 1)


# ── what is missing ──────────────────────────────────────────────────────────────────────────


def _gaps(variant: Variant, today: dt.date) -> Iterator[Gap]:
    channel = variant.channel
    contact = channel.contact
    if channel.kind == "press" and not (contact and (contact.url or contact.email)):
        yield Gap("gap_contact", {})
    if channel.visibility == "public" and not unsubscribe_of(channel).link:
        yield Gap("gap_unsubscribe", {})
    for lang in channel.languages:
        if lang not in variant.languages:
            yield Gap("gap_language", {"language": lang})
    for story in variant.stories:
        if story.item.expires and story.item.expires < today:
            yield Gap("gap_over", {"title": story.headline.first})
        yield from _gaps_of(story, channel)


def _gaps_of(story: SelectedStory, channel: model.Channel) -> Iterator[Gap]:
    title = {"title": story.headline.first}
    for part in PARTS:
        limit: model.Limit | None = getattr(channel.limits, part)
        length = text_length(getattr(story, part), channel)
        if limit and length > limit.max:
            yield Gap(f"gap_{part}", {**title, "length": length, "most": limit.max})
    if not channel.mail.prints_text:
        return
    length, limit = body_length(story.item.body, channel), channel.limits.body
    if limit and length > limit.max:
        yield Gap("gap_body", {**title, "length": length, "most": limit.max})
    texts = (story.headline, story.lead, story.item.body)
    for lang in channel.languages:
        if not all(lang in text for text in texts if text):
            yield Gap("gap_translation", {**title, "language": lang})
    if not photos(story.item, channel.mail.photo_use, ""):
        yield Gap("gap_picture", title)


def text_length(text: model.Text, channel: model.Channel) -> int:
    """Return the characters of a text in the longest of a channel's languages."""
    return max(len(text.text(lang)) for lang in channel.languages)


def body_length(body: model.Text | None, channel: model.Channel) -> int:
    """Return the characters of a text, read as plain text, in the longest of the languages."""
    if body is None:
        return 0
    return max(len(sanitize.plain(body.text(lang), home="")) for lang in channel.languages)
