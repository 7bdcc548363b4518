"""An edition as each channel gets it: which items, in whose words, and what is too long for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.problems import Fault, Language, Loc, Problem
from schaufenster.selection.decisions import Decision, decide

Part = Literal["headline", "lead"]
PARTS: Final[tuple[Part, ...]] = ("headline", "lead")


@dataclass(frozen=True, slots=True)
class SelectedStory:
    """An item of a variant in its channel's words; `place` is its place in the edition's list."""

    item: Item
    headline: model.Title
    lead: model.Sentence
    points: model.Points | None
    decision: Decision
    place: int


@dataclass(frozen=True, slots=True)
class Variant:
    """What one channel gets: the stories taken, in order, and why the others are not."""

    edition: model.Edition
    channel: model.Channel
    stories: tuple[SelectedStory, ...]
    left_out: tuple[Decision, ...]


def last_moment(edition: model.Edition) -> dt.datetime:
    """Return the moment an edition is seen at, so that it stays what it was: its last day's end."""
    return dt.datetime.combine(edition.until.last(), dt.time.max)


def variant(edition: model.Edition, channel: model.Channel, cluster: Cluster) -> Variant:
    """Return an edition as a channel gets it: pinned items first, then in the edition's order."""
    return _variant(edition, channel, {item.ref: item for item in items(cluster)})


def _variant(edition: model.Edition, channel: model.Channel, known: Mapping[str, Item]) -> Variant:
    seen_at = last_moment(edition)
    chosen = [
        (place, choice)
        for place, choice in enumerate(edition.items)
        if not choice.omit and choice.ref in known
    ]
    taken: list[SelectedStory] = []
    left_out: list[Decision] = []
    for place, choice in sorted(chosen, key=lambda row: not row[1].pin):
        item = known[choice.ref]
        decision = decide(item, channel.select, seen_at, channel.id)
        full = channel.select.most is not None and len(taken) >= channel.select.most
        if decision.taken and full:
            most = str(channel.select.most)
            decision = Decision(item, taken=False, reason="most", value=most)
        if decision.taken:
            taken.append(_worded(item, choice, channel.id, decision, place))
        else:
            left_out.append(decision)
    return Variant(edition, channel, tuple(taken), tuple(left_out))


def _worded(
    item: Item, choice: model.Choice, channel: str, decision: Decision, place: int
) -> SelectedStory:
    """Return the item in the channel's words, else the edition's, else its own."""
    return SelectedStory(
        item=item,
        headline=choice.headline.get(channel) or choice.headline.get("all") or item.title,
        lead=choice.lead.get(channel) or choice.lead.get("all") or item.summary,
        points=choice.points.get(channel) or choice.points.get("all"),
        decision=decision,
        place=place,
    )


# ── limits ───────────────────────────────────────────────────────────────────────────────────


def check_editions(cluster: Cluster) -> Iterator[Problem]:
    """Yield every headline and lead that is too long for a channel that takes the item.

    Each language is counted as the channel would show it; the place is where it can be changed.
    """
    if not cluster.editions:
        return
    known = {item.ref: item for item in items(cluster)}
    for edition in cluster.editions.values():
        document = cluster.source.documents[edition.path]
        for channel in cluster.channels.values():
            if channel.limits.headline or channel.limits.lead:
                shown = _variant(edition, channel, known)
                yield from (document.locate(fault) for fault in _too_long(shown))


def _too_long(shown: Variant) -> Iterator[Fault]:
    channel = shown.channel
    for story in shown.stories:
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
                    loc = _place(shown, story, part, lang)
                    yield Fault(f"{part}-too-long", loc, values)


def _place(shown: Variant, story: SelectedStory, part: Part, lang: Language) -> Loc:
    """Return the way to the words in the edition, or to the item if it speaks for itself."""
    choice = shown.edition.items[story.place]
    for whose in (shown.channel.id, "all"):
        if whose in getattr(choice, part):
            return ("items", story.place, part, whose, lang)
    return ("items", story.place, "ref")
