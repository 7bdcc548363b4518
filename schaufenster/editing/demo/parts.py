"""Helpers of the demo: random choices, dates, texts in its languages, slugs and YAML.

They come from `random.Random` (the Mersenne Twister MT19937, seeded with a text), of which only
`random()` is used: Python promises its sequence for every later version. Each record has dice of
its own, so that a member is the same in a demo of any size.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeVar

from schaufenster.content.model import hash_of, mark_of
from schaufenster.problems import Language

TODAY: Final = dt.date(2030, 6, 1)
"""The day the demo is made for: all its dates are relative to it, no clock is read."""
HOME: Final = "demo.example"
SOURCES: Final = f"https://quellen.{HOME}"
"""Where sources lie: on the site's own host they would be gone when it is launched."""
COMMENT: Final = "# Erfunden: eine Demo von Schaufenster. / Fictional: a demo of Schaufenster.\n"

LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")
"""The languages that the demo is written in."""
Translation = Literal["current", "missing", "outdated"]
Value = dict[str, Any]
Words = Mapping[str, str]
"""The same in each of the demo's languages, the first one first."""
_Item = TypeVar("_Item")
_PLAIN = re.compile(r"[^\W_](?:[^:#\n]|:(?=\S)|(?<=\S)#)*")
_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class Dice:
    """The random choices of one record: the same for the same seed and name."""

    def __init__(self, seed: int, *name: object) -> None:
        self._random = random.Random("/".join(map(str, (seed, *name))))  # noqa: S311 - no secret

    def below(self, count: int) -> int:
        """Return a number from 0 up to, not including, `count`."""
        return int(self._random.random() * count)

    def pick(self, items: Sequence[_Item]) -> _Item:
        """Return one of the items."""
        return items[self.below(len(items))]

    def some(self, items: Sequence[_Item], count: int) -> list[_Item]:
        """Return `count` different items, neighbours in their order."""
        first = self.below(len(items))
        return [items[(first + step) % len(items)] for step in range(min(count, len(items)))]


def day(after: int) -> str:
    """Return the date so many days after `TODAY`."""
    return (TODAY + dt.timedelta(days=after)).isoformat()


def translated(words: Words, state: Translation = "current") -> Value:
    """Return a text in the demo's languages, its translations current, missing or outdated."""
    (first, text), *others = words.items()
    value = {first: text}
    for lang, translation in others if state != "missing" else ():
        mark = hash_of(text if state == "current" else f"{text} (früher)")
        value |= {lang: translation, mark_of(lang): mark}
    return value


def translation_of(number: int) -> Translation:
    """Return how a record's translations are: of 33 three are missing and one is outdated."""
    return "missing" if number % 11 == 4 else "outdated" if number % 33 == 7 else "current"


def slug_of(text: str) -> str:
    """Return a text as a slug of at most 48 characters: a number may follow."""
    plain = text.lower().translate(_ASCII)
    return re.sub(r"[^a-z0-9]+", "-", plain)[:48].strip("-")


def evidence(name: str, number: int) -> Value:
    """Return a source."""
    return {
        "url": f"{SOURCES}/{name}-{number}",
        "title": f"Erfundene Quelle {number}",
        "date": day(-40 - number % 300),
        "read": day(-5),
        "note": "Es gibt sie nicht.",
    }


# ── YAML in block style ──────────────────────────────────────────────────────────────────────


def as_yaml(value: Value) -> str:
    """Return YAML text in block style: every value on a line of its own."""
    return "\n".join(_mapping(value, "")) + "\n"


def as_markdown(front: Value, body: str) -> str:
    """Return a Markdown file with its front matter."""
    return f"---\n{COMMENT}{as_yaml(front)}---\n\n{body}\n"


def _mapping(value: Value, pad: str) -> Iterator[str]:
    for key, item in value.items():
        if isinstance(item, dict):
            yield f"{pad}{key}:"
            yield from _mapping(item, pad + "  ")
        elif isinstance(item, list | tuple):
            yield f"{pad}{key}:"
            yield from _items(item, pad + "  ")
        elif "\n" in item:
            yield f"{pad}{key}: |"
            yield from (f"{pad}  {line}" if line else "" for line in item.split("\n"))
        else:
            yield f"{pad}{key}: {_scalar(item)}"


def _items(items: Sequence[Any], pad: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict):
            first, *more = _mapping(item, pad + "  ")
            yield f"{pad}- {first.lstrip()}"
            yield from more
        else:
            yield f"{pad}- {_scalar(item)}"


def _scalar(text: str) -> str:
    """Return a text as a plain scalar, quoted where YAML would read something else."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
