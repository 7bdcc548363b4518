"""The deadline board: what each channel gets by when, what is missing, what has happened to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.fields import stated
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import unsubscribe_of
from schaufenster.mail.pictures import photos
from schaufenster.selection import SelectedStory, Variant, variant
from schaufenster.selection.editions import PARTS

BoardState = Literal["nothing", "draft", "changed", "approved", "handed-in", "sent", "redacted"]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: the key of a sentence in `theme/strings.yml`, and its values."""

    key: str
    values: Mapping[str, object]


class Month(NamedTuple):
    """A month of a year."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A channel on the board; `closing` is its next deadline, `issue` the month it is for."""

    chosen: Variant
    name: model.Word
    closing: dt.date | None
    issue: Month | None
    gaps: tuple[Gap, ...]
    kept: tuple[model.Kept, ...]
    printed: tuple[model.Clipping, ...]

    @property
    def channel(self) -> model.Channel:
        """Return the channel."""
        return self.chosen.channel

    @property
    def gone_out(self) -> dt.date | None:
        """Return the day on which the channel got its mail, if it has."""
        return min((kept.date.first() for kept in self.kept), default=None)


def board(edition: model.Edition, cluster: Cluster) -> tuple[BoardRow, ...]:
    """Return a row for each channel: those with a deadline first, the nearest one on top."""
    rows = [_row(variant(edition, c, cluster), cluster) for c in cluster.channels.values()]
    return tuple(
        sorted(rows, key=lambda r: (not r.chosen.stories, r.closing or dt.date.max, r.channel.id))
    )


def _row(chosen: Variant, cluster: Cluster) -> BoardRow:
    edition, channel, today = chosen.edition, chosen.channel, cluster.now.date()
    sent = cluster.sent.get(edition.id)
    refs = {story.item.ref for story in chosen.stories}
    closing = next_closing(chosen, today)
    return BoardRow(
        chosen=chosen,
        name=channel.name(today),
        closing=closing,
        issue=_issue(channel, closing),
        gaps=tuple(_gaps(chosen)) if chosen.stories else (),
        kept=tuple(v for v in sent.variants if v.channel == channel.id) if sent else (),
        printed=tuple(c for c in cluster.clippings if c.item in refs),
    )


# ── when ─────────────────────────────────────────────────────────────────────────────────────


def next_closing(chosen: Variant, today: dt.date) -> dt.date | None:
    """Return the first day on which copy must be there, once the edition is complete.

    A deadline by an event counts from the first event that is still to come and can be met.
    """
    deadline = chosen.channel.deadline
    if deadline is None:
        return None
    if deadline.day is not None:
        return deadline.next_date(max(today, chosen.edition.until.last()))
    before = dt.timedelta(days=deadline.days_before_event or 0)
    days = [
        story.item.record.start.first() - before
        for story in chosen.stories
        if story.item.kind == "event" and story.item.record.start.precision == "day"
    ]
    return min((day for day in days if day >= today), default=None)


def _issue(channel: model.Channel, closing: dt.date | None) -> Month | None:
    """Return the month of the issue that a monthly deadline is for."""
    deadline = channel.deadline
    if deadline is None or deadline.day is None or closing is None:
        return None
    months = closing.year * 12 + closing.month - 1 + deadline.months_before
    return Month(months // 12, months % 12 + 1)


# ── what is missing ──────────────────────────────────────────────────────────────────────────


def _gaps(chosen: Variant) -> Iterator[Gap]:
    channel = chosen.channel
    contact = channel.contact
    if channel.kind == "press" and not (contact and (contact.url or stated(contact.email))):
        yield Gap("gap_contact", {})
    if channel.visibility == "public" and not unsubscribe_of(channel).link:
        yield Gap("gap_unsubscribe", {})
    for story in chosen.stories:
        yield from _gaps_of(story, channel)


def _gaps_of(story: SelectedStory, channel: model.Channel) -> Iterator[Gap]:
    title = {"title": story.headline.de}
    for part in PARTS:
        limit: model.Limit | None = getattr(channel.limits, part)
        words: model.Text = getattr(story, part)
        longest = max(len(words.text(lang)) for lang in channel.languages)
        if limit and longest > limit.max:
            yield Gap(f"gap_{part}", {**title, "length": longest, "most": limit.max})
    if channel.mail.prints_text:
        yield from _text_gaps(story, channel)


def _text_gaps(story: SelectedStory, channel: model.Channel) -> Iterator[Gap]:
    title = {"title": story.headline.de}
    length = body_length(story, channel)
    limit = channel.limits.body
    if limit and length > limit.max:
        yield Gap("gap_body", {**title, "length": length, "most": limit.max})
    if "en" in channel.languages and not (story.headline.en and story.lead.en and _english(story)):
        yield Gap("gap_english", title)
    if not photos(story.item, channel.mail.photo_use, ""):
        yield Gap("gap_picture", title)


def _english(story: SelectedStory) -> bool:
    return story.item.body is None or bool(story.item.body.en)


def body_length(story: SelectedStory, channel: model.Channel) -> int:
    """Return how many characters the longest version of a story's text has for a channel."""
    body = story.item.body
    if body is None:
        return 0
    return max(len(sanitize.plain(body.text(lang), home="")) for lang in channel.languages)
