"""An edition proposed from what is new: a file to edit, with the reason for each choice."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from schaufenster import language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.mail.board import text_length
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.selection import Decision, decide
from schaufenster.words import words_of

MOST: Final = 12
"""The most items of a proposed edition; the others become comments."""
_FIRST_DAYS: Final = 92
"""The days that the first edition covers."""
_MOST_SUBJECT: Final = 110
"""The longest proposed subject, in characters."""
_NAME: Final = re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed edition: its file, its number of items, and their first possible day."""

    file: OutputFile
    count: int
    since: dt.date


@dataclass(frozen=True, slots=True)
class _New:
    """An item with the decision for each channel."""

    item: Item
    decisions: tuple[tuple[model.Channel, Decision], ...]

    @property
    def channels(self) -> int:
        """Return how many channels take the item."""
        return sum(decision.taken for _, decision in self.decisions)


def is_name(edition: str) -> bool:
    """Return whether a text can name an edition: a year, a month, and perhaps words."""
    return _NAME.fullmatch(edition) is not None


def propose(edition: str, cluster: Cluster, lang: Language) -> Proposal:
    """Return an edition of the items published since the last one, by each channel's rules.

    Items that most channels take come first. The edition ends with the last day of its month.
    `lang` is the language of its comments. Raises `ValueError` for a name that `is_name` rejects.
    """
    name = _NAME.fullmatch(edition)
    if not name:
        raise ValueError(edition)
    year, month = int(name["year"]), int(name["month"])
    until = dt.date(year, month, calendar.monthrange(year, month)[1])
    ends = [e.until.last() for e in cluster.editions.values() if e.until.last() < until]
    since = max(ends, default=until - dt.timedelta(days=_FIRST_DAYS)) + dt.timedelta(days=1)
    new = [
        _New(item, tuple(_decisions(item, cluster, until)))
        for item in items(cluster)
        if since <= item.published <= until
    ]
    # The sort is stable: with as many channels, the newest first.
    candidates = sorted((n for n in new if n.channels), key=lambda n: -n.channels)
    chosen = candidates[:MOST]
    others = [n for n in new if n not in chosen]
    lines = _Lines(lang, cluster)
    text = "\n".join(lines.of(since, until, chosen, others)) + "\n"
    file = output(f"newsletter/editions/{edition}.yml", text)
    return Proposal(file, len(chosen), since)


def _decisions(
    item: Item, cluster: Cluster, until: dt.date
) -> Iterator[tuple[model.Channel, Decision]]:
    moment = dt.datetime.combine(until, dt.time.max)
    for channel in cluster.channels.values():
        yield channel, decide(item, channel.select, moment, channel.id)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a proposal, comments in one language."""

    lang: Language
    cluster: Cluster

    def of(
        self, since: dt.date, until: dt.date, chosen: list[_New], others: list[_New]
    ) -> Iterator[str]:
        """Yield the file's lines."""
        yield from _comment(self._say("head", since=language.date(since, self.lang)))
        yield ""
        yield f"since: {since.isoformat()}"
        yield f"until: {until.isoformat()}"
        yield from self._words(until, chosen)
        yield "items:" if chosen else "items: []"
        for new in chosen:
            yield from self._item(new, until)
        if others:
            yield ""
            yield from _comment(self._say("rest"))
            for new in others:
                why = self._say("full" if new.channels else "nobody")
                yield from _comment(f"{new.item.ref}: {why}")

    def _words(self, until: dt.date, chosen: list[_New]) -> Iterator[str]:
        short, month = self.cluster.identity.short, until.month
        german = f"{short} im {language.month(month, 'de')} {until.year}"
        english = f"{short} in {language.month(month, 'en')} {until.year}"
        yield f"title: {_both(german, english)}"
        lead = chosen[0].item.summary if chosen else model.Sentence(de=german, en=english)
        if chosen:
            title = chosen[0].item.title
            german = _cut(f"{german}: {title.de}", _MOST_SUBJECT)
            english = _cut(f"{english}: {title.text('en')}", _MOST_SUBJECT)
        yield f"subject: {_both(german, english)}"
        yield f"preheader: {_both(lead.de, lead.en)}"

    def _item(self, new: _New, until: dt.date) -> Iterator[str]:
        yield ""
        for is_taken, key in ((True, "for"), (False, "not")):
            channels: dict[str, list[str]] = {}
            for channel, decision in new.decisions:
                if decision.taken is is_taken:
                    why = decision.why(self.lang, self.cluster)
                    channels.setdefault(why, []).append(channel.name(until).text(self.lang))
            for why, names in channels.items():
                reason = self._say(key, name=language.listed(names, self.lang), why=why)
                yield from _comment(reason, "  ")
        yield f"  - ref: {new.item.ref}"
        for part, words in (("headline", new.item.title), ("lead", new.item.summary)):
            yield from self._shortened(new, part, words)

    def _shortened(self, new: _New, part: str, words: model.Text) -> Iterator[str]:
        """Yield shortened words for the channels whose limit they exceed."""
        lines = []
        for channel, decision in new.decisions:
            limit: model.Limit | None = getattr(channel.limits, part)
            if not decision.taken or limit is None:
                continue
            length = text_length(words, channel)
            if length > limit.max:
                german = _cut(words.de, limit.max)
                english = _cut(words.en, limit.max) if words.en else None
                comment = self._say("short", length=length, most=limit.max)
                lines.append(f"      {channel.id}: {_both(german, english)} # {comment}")
        if lines:
            yield f"    {part}:"
            yield from lines

    def _say(self, key: str, **values: object) -> str:
        text: str = words_of("proposal")[key][self.lang]
        return text.format(**values)


def _both(german: str, english: str | None) -> str:
    """Return a text in both languages as one line of YAML, with the hash of its German."""
    if not english:
        return f"{{de: {_quoted(german)}}}"
    hashed = model.hash_of(german)
    return f"{{de: {_quoted(german)}, en: {_quoted(english)}, en_of: {hashed}}}"


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
