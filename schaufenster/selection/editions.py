"""An edition as each channel gets it: its items, its texts, and what is too long for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import has_days
from schaufenster.facts.items import Item, items_by_ref
from schaufenster.problems import Fault, Language, Loc, Problem
from schaufenster.selection.decisions import Decision, decide, select

Part = Literal["headline", "lead"]
PARTS: Final[tuple[Part, ...]] = ("headline", "lead")


@dataclass(frozen=True, slots=True)
class SelectedStory:
    """An item of a variant in its channel's words; `index` is its place in the edition's list."""

    item: Item
    headline: model.Title
    lead: model.Sentence
    points: model.Points | None
    decision: Decision
    index: int


@dataclass(frozen=True, slots=True)
class Variant:
    """What one channel gets: the stories taken, in order, and why the others are not.

    `day` is the day it is seen at: deadlines, ages and its date are counted from it.
    """

    edition: model.Edition
    channel: model.Channel
    day: dt.date
    stories: tuple[SelectedStory, ...]
    left_out: tuple[Decision, ...]

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return the languages of its mails: those of its subject and of at least a headline."""
        return tuple(lang for lang in self.channel.languages if self._speaks(lang))

    def _speaks(self, lang: Language) -> bool:
        subject = self.edition.subject if not self.channel.mail.subject else None
        is_ours = subject is None or subject.language(lang) == lang
        return is_ours and any(s.headline.language(lang) == lang for s in self.stories)

    def first(self, lang: Language) -> SelectedStory:
        """Return the story that a subject names: the first one whose headline is in a language."""
        own = (story for story in self.stories if story.headline.language(lang) == lang)
        return next(own, self.stories[0])


def moment_of(edition: model.Edition, cluster: Cluster) -> dt.datetime:
    """Return the moment an edition is seen at: the end of its last day, so that it never changes.

    While that day lies ahead it is the day of its approval, else that of the build.
    """
    approval = cluster.approvals.get(edition.id)
    days = [edition.until.last(), cluster.today, *([approval.on.first()] if approval else [])]
    return dt.datetime.combine(min(days), dt.time.max)


def variant(edition: model.Edition, channel: model.Channel, cluster: Cluster) -> Variant:
    """Return an edition as a channel gets it: pinned items first, then in the edition's order."""
    by_ref, moment = items_by_ref(cluster), moment_of(edition, cluster)
    choices = [
        (index, choice)
        for index, choice in enumerate(edition.items)
        if not choice.omit and choice.ref in by_ref
    ]
    choices.sort(key=lambda row: not row[1].pin)
    ours = [row for row in choices if not row[1].channels or channel.id in row[1].channels]
    others = [by_ref[choice.ref] for index, choice in choices if (index, choice) not in ours]
    chosen_items = (by_ref[choice.ref] for _, choice in ours)
    decisions = select(chosen_items, channel.select, moment, channel.id)
    stories = tuple(
        _story(choice, channel.id, decision, index)
        for (index, choice), decision in zip(ours, decisions, strict=True)
        if decision.taken
    )
    left_out = (
        *(decision for decision in decisions if not decision.taken),
        *(_elsewhere(decide(item, channel.select, moment, channel.id)) for item in others),
    )
    return Variant(edition, channel, moment.date(), stories, left_out)


def _elsewhere(decision: Decision) -> Decision:
    """Return why an edition that names others does not give a channel an item."""
    return Decision(decision.item, "elsewhere") if decision.taken else decision


def closing(variant: Variant) -> dt.date | None:
    """Return when a channel wants its copy of an edition; None where nobody knows.

    It follows from edition, channel and events alone, never from the day of the question, so that
    board, table, calendar, mail and pack name one date. A deadline relative to events is that of
    the first one.
    """
    deadline = variant.channel.deadline
    if deadline is None:
        return None
    if deadline.day is not None:
        return deadline.next_date(variant.day)
    before = dt.timedelta(days=deadline.days_before_event or 0)
    events = (story.item.record for story in variant.stories if story.item.kind == "event")
    return min((e.start.first() - before for e in events if has_days(e)), default=None)


def _story(choice: model.Choice, channel: str, decision: Decision, index: int) -> SelectedStory:
    """Return an item in the channel's words, else the edition's, else its own."""
    return SelectedStory(
        item=decision.item,
        headline=choice.headline.get(channel) or choice.headline.get("all") or decision.item.title,
        lead=choice.lead.get(channel) or choice.lead.get("all") or decision.item.summary,
        points=choice.points.get(channel) or choice.points.get("all"),
        decision=decision,
        index=index,
    )


# ── limits ───────────────────────────────────────────────────────────────────────────────────


def check_editions(cluster: Cluster) -> Iterator[Problem]:
    """Yield every headline and lead that is too long for a channel that takes the item.

    Each language is counted as the channel would show it; located where it can be changed.
    """
    for edition in cluster.editions.values():
        document = cluster.source.document(edition.path)
        for channel in cluster.channels.values():
            if channel.limits.headline or channel.limits.lead:
                faults = _too_long(variant(edition, channel, cluster))
                yield from map(document.locate, faults)


def _too_long(variant: Variant) -> Iterator[Fault]:
    channel = variant.channel
    for story in variant.stories:
        for part in PARTS:
            limit: model.Limit | None = getattr(channel.limits, part)
            words: model.Text = getattr(story, part)
            for lang in sorted({words.language(lang) for lang in channel.languages}):
                length = len(words.text(lang))
                if limit and length > limit.max:
                    values = {
                        "channel": channel.id, "lang": lang, "length": length, "most": limit.max,
                        "ref": story.item.ref,
                    }  # fmt: skip
                    yield Fault(f"{part}-too-long", _loc(variant, story, part, lang), values)


def _loc(variant: Variant, story: SelectedStory, part: Part, lang: Language) -> Loc:
    """Return the loc of a text in the edition, or of the ref where the edition has no text."""
    choice = variant.edition.items[story.index]
    for name in (variant.channel.id, "all"):
        if name in getattr(choice, part):
            return ("items", story.index, part, name, lang)
    return ("items", story.index, "ref")
