"""An edition proposed from what no earlier one carried: a file to edit, with a reason each."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from schaufenster import language, words
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.mail.board import text_length
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.selection import (
    Decision,
    History,
    decide,
    history,
    mismatch,
    reason_in_words,
)

MOST: Final = 12
"""The most items of a proposed edition; the others wait for the next one."""
FIRST: Final = dt.timedelta(days=92)
"""How far back a channel's first edition reaches."""
OLDEST: Final = dt.timedelta(days=366)
"""How far back any edition reaches."""
_MOST_SUBJECT: Final = 110
"""The longest proposed subject, in characters."""
_NAME: Final = re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed edition: its file, its number of items, and why the other new ones are not in."""

    file: OutputFile
    count: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _New:
    """An item with the decision for each channel."""

    item: Item
    decisions: tuple[tuple[model.Channel, Decision], ...]

    @property
    def channels(self) -> tuple[str, ...]:
        """Return the channels that take the item."""
        return tuple(channel.id for channel, decision in self.decisions if decision.taken)

    @property
    def reasons(self) -> frozenset[str]:
        """Return the keys of all reasons."""
        return frozenset(decision.reason for _, decision in self.decisions)


def is_name(edition: str) -> bool:
    """Return whether a text can name an edition: a year, a month, and perhaps words."""
    return _NAME.fullmatch(edition) is not None


def propose(edition: str, cluster: Cluster, lang: Language) -> Proposal:
    """Return an edition of what no earlier one carried, by each channel's rules on the build's day.

    Items that most channels take come first, then the newest. Each says which channels it is for,
    so that what changes later waits for the next edition. The name gives the title its month and
    decides nothing else. `lang` is the language of the comments. Raises `ValueError` for a name
    that `is_name` rejects.
    """
    name = _NAME.fullmatch(edition)
    if not name:
        raise ValueError(edition)
    editions = {key: e for key, e in cluster.editions.items() if key != edition}
    cluster = replace(cluster, editions=editions)
    since = _since(cluster)
    before = {c.id: history(c, cluster) for c in cluster.channels.values()}
    new = [_new(item, before, cluster) for item in items(cluster)]
    chosen, others = _chosen(sorted((n for n in new if n.channels), key=_rank))
    reach = min((_reach(b, cluster) for b in before.values()), default=since)
    others += [n for n in new if not n.channels and _is_told(n, since, reach)]
    lines = _Lines(lang, cluster, dt.date(int(name["year"]), int(name["month"]), 1))
    rest = tuple(lines.rest(others))
    text = "\n".join(lines.of(since, chosen, rest)) + "\n"
    return Proposal(output(f"newsletter/editions/{edition}.yml", text), len(chosen), rest)


# ── what is new ──────────────────────────────────────────────────────────────────────────────


def _new(item: Item, before: Mapping[str, History], cluster: Cluster) -> _New:
    channels = cluster.channels.values()
    return _New(item, tuple((c, _decision(item, c, before[c.id], cluster)) for c in channels))


def _decision(item: Item, channel: model.Channel, before: History, cluster: Cluster) -> Decision:
    """Return a channel's decision about an item today: by what it carried, then by its rule."""
    rule, moment = channel.select, dt.datetime.combine(cluster.today, dt.time.max)
    known = before.decision(item) or mismatch(item, rule)
    decision = known or decide(item, rule, moment, channel.id)
    reach = _reach(before, cluster)
    if decision.taken and item.available < reach:
        return Decision(item, "early", reach.isoformat())
    if decision.taken and (begun := _long_begun(item, cluster)):
        return Decision(item, "begun", str(begun))
    return decision


def _long_begun(item: Item, cluster: Cluster) -> PartialDate | None:
    """Return when a project began that is no news, though its page is new; None for all else."""
    begun = item.record.period.from_ if isinstance(item.record, model.Project) else None
    return begun if begun and begun.last() < cluster.today - OLDEST else None


def _reach(before: History, cluster: Cluster) -> dt.date:
    """Return the first day of what a channel may still get."""
    today = cluster.today
    return max(before.since or today - FIRST, today - OLDEST)


def _since(cluster: Cluster) -> dt.date:
    """Return the day after the last edition, or where the first one begins."""
    today = cluster.today
    ends = [e.until.last() for e in cluster.editions.values()]
    return min(max(ends) + dt.timedelta(days=1), today) if ends else today - FIRST


def _rank(new: _New) -> tuple[int, int]:
    return -len(new.channels), -new.item.available.toordinal()


def _chosen(candidates: Iterable[_New]) -> tuple[list[_New], list[_New]]:
    """Return the items of the edition, and those for which channels or the edition are full."""
    chosen: list[_New] = []
    others: list[_New] = []
    counts: dict[str, int] = {}
    for candidate in candidates:
        new = _New(candidate.item, tuple(_limited(candidate, counts)))
        if new.channels and len(chosen) < MOST:
            chosen.append(new)
            counts |= {channel: counts.get(channel, 0) + 1 for channel in new.channels}
        else:
            others.append(new)
    return chosen, others


def _limited(new: _New, counts: Mapping[str, int]) -> Iterator[tuple[model.Channel, Decision]]:
    for channel, decision in new.decisions:
        most = channel.select.most
        is_full = decision.taken and most is not None and counts.get(channel.id, 0) >= most
        yield channel, Decision(new.item, "most", str(most)) if is_full else decision


def _is_told(new: _New, since: dt.date, reach: dt.date) -> bool:
    """Return whether the edition says why no channel takes an item.

    What just appeared is told; later only what a rule would have taken, but for its time.
    """
    if new.reasons - {"other", "carried", "omitted"}:
        return new.item.available >= reach
    return new.item.available >= since and new.reasons == {"other"}


# ── the file ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a proposal, comments in one language; `month` is that of its title."""

    lang: Language
    cluster: Cluster
    month: dt.date

    def of(self, since: dt.date, chosen: list[_New], rest: Iterable[str]) -> Iterator[str]:
        """Yield the file's lines."""
        today = self.cluster.today
        yield from _comment(self._say("head", day=language.date(today, self.lang)))
        yield ""
        yield f"since: {since.isoformat()}"
        yield f"until: {today.isoformat()}"
        yield from self._words(chosen)
        yield "items:" if chosen else "items: []"
        for new in chosen:
            yield from self._item(new)
        if rest:
            yield ""
            yield from rest

    def rest(self, others: Iterable[_New]) -> Iterator[str]:
        """Yield why other items are not in, a comment for each reason."""
        refs: dict[str, list[str]] = {}
        for new in others:
            refs.setdefault(self._why_not(new), []).append(new.item.ref)
        if refs:
            yield from _comment(self._say("rest"))
        for why, names in refs.items():
            yield from _comment(f"{why}: {', '.join(names)}")

    def _why_not(self, new: _New) -> str:
        if new.channels:
            return self._say("full")
        told = [d for _, d in new.decisions if d.reason not in {"other", "carried", "omitted"}]
        whys = dict.fromkeys(decision.why(self.lang, self.cluster) for decision in told)
        return "; ".join(whys) or reason_in_words("unasked", self.lang)

    def _words(self, chosen: list[_New]) -> Iterator[str]:
        short, month = self.cluster.identity.short, self.month
        title = model.Title(
            {
                lang: self._say("title", lang, short=short, month=_month(month, lang))
                for lang in self.cluster.identity.languages
            }
        )
        yield f"title: {_on_a_line(title)}"
        lead = chosen[0].item.summary if chosen else title
        subject = _subject(title, chosen[0].item.title) if chosen else title
        yield f"subject: {_on_a_line(subject)}"
        yield f"preheader: {_on_a_line(lead)}"

    def _item(self, new: _New) -> Iterator[str]:
        yield ""
        today = self.cluster.today
        for is_taken, key in ((True, "for"), (False, "not")):
            channels: dict[str, list[str]] = {}
            for channel, decision in new.decisions:
                if decision.taken is is_taken and decision.reason != "other":
                    why = decision.why(self.lang, self.cluster)
                    channels.setdefault(why, []).append(channel.name(today).text(self.lang))
            for why, names in channels.items():
                reason = self._say(key, name=language.listed(names, self.lang), why=why)
                yield from _comment(reason, "  ")
        yield f"  - ref: {new.item.ref}"
        waiting = (c.id for c, d in new.decisions if d.taken or d.reason == "most")
        yield f"    channels: [{', '.join(waiting)}]"
        for part, text in (("headline", new.item.title), ("lead", new.item.summary)):
            yield from self._shortened(new, part, text)

    def _shortened(self, new: _New, part: str, words: model.Text) -> Iterator[str]:
        """Yield shortened words for the channels whose limit they exceed."""
        lines = []
        for channel, decision in new.decisions:
            limit: model.Limit | None = getattr(channel.limits, part)
            if not decision.taken or limit is None:
                continue
            length = text_length(words, channel)
            if length > limit.max:
                cut = model.Text({lang: _cut(text, limit.max) for lang, text in words.items()})
                comment = self._say("short", length=length, most=limit.max)
                lines.append(f"      {channel.id}: {_on_a_line(cut)} # {comment}")
        if lines:
            yield f"    {part}:"
            yield from lines

    def _say(self, key: str, lang: Language | None = None, **values: object) -> str:
        return words.text("proposal", key, lang or self.lang).format(**values)


def _subject(edition: model.Title, story: model.Title) -> model.Title:
    """Return a subject of an edition's title and its first story's, in the story's languages."""
    texts = {lang: f"{edition.text(lang)}: {title}" for lang, title in story.items()}
    return model.Title({lang: _cut(text, _MOST_SUBJECT) for lang, text in texts.items()})


def _on_a_line(text: model.Text) -> str:
    """Return a text as one line of YAML, its translations with the hash of the first."""
    parts = []
    for lang, said in text.items():
        parts.append(f"{lang}: {_quoted(said)}")
        if lang != next(iter(text)):
            parts.append(f"{model.mark_of(lang)}: {model.hash_of(text.first)}")
    return f"{{{', '.join(parts)}}}"


def _quoted(text: str) -> str:
    """Return a text in double quotes: JSON is YAML."""
    return json.dumps(text, ensure_ascii=False)


def _cut(text: str, most: int) -> str:
    """Return a text cut after a word, with an ellipsis, if it is longer than `most` characters."""
    if len(text) <= most:
        return text
    words = text[: most - 1]
    if " " in words:
        words = words.rsplit(" ", 1)[0]
    return words.rstrip(" ,;:–-") + "…"


def _comment(text: str, indent: str = "") -> Iterator[str]:
    """Yield a text as comment lines of at most 100 columns."""
    line = f"{indent}#"
    for word in text.split():
        if len(line) + 1 + len(word) > 100 and line != f"{indent}#":
            yield line
            line = f"{indent}#  "
        line += f" {word}"
    yield line


def _month(day: dt.date, lang: Language) -> str:
    return language.date(PartialDate(day.year, day.month), lang).replace(language.NO_BREAK, " ")
