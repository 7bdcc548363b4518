"""The fictional calls for funding: open, at any time, announced, ended, held back, undated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schaufenster.editing.demo.members import Record
from schaufenster.editing.demo.parts import (
    HOME,
    Dice,
    Value,
    day,
    evidence,
    translated,
    translation_of,
)
from schaufenster.editing.demo.words import fill, ids, subject, table

CASES: Final[dict[str, Value]] = {
    "offen": {"valid": {"from": day(-20), "until": day(45)}},
    "laufend": {"rolling": "true"},
    "angekuendigt": {"valid": {"from": day(60), "until": day(150)}},
    "beendet": {"valid": {"from": day(-90), "until": day(-9)}},
    "gesperrt": {"valid": {"until": day(300)}, "embargo": day(90), "not_for": ["presse-nord"]},
    "ohne-termin": {},
}
"""What is special about a call, in turn, with its dates."""
_AUDIENCES: Final[tuple[Value, ...]] = (
    {"types": ["company"], "sizes": ["micro", "small", "medium"]},
    {"types": ["company", "research"]},
    {},
)


def calls(count: int, seed: int) -> Iterator[Record]:
    """Yield `count` calls."""
    for number in range(1, count + 1):
        case = list(CASES)[(number - 1) % len(CASES)]
        yield f"content/funding/{case}-{number}.yml", _call(case, number, seed)


def _call(case: str, number: int, seed: int) -> Value:
    dice, words = Dice(seed, "funding", number), table("funding")
    noun, use = subject(dice)
    value: Value = {
        "title": translated(fill(dice.pick(words["titles"]), noun, use), translation_of(number)),
        "programme": translated(words["programme"]),
        "funder": dice.pick(ids("funders")),
        "summary": translated(fill(words["summary"], noun, use)),
        "text": translated(fill(words["text"], noun, use)),
        "topics": dice.some(ids("topics"), 1),
        **_AUDIENCES[number % len(_AUDIENCES)],
        **CASES[case],
        "quota": translated(words["quota"]),
        "help": translated(words["help"]),
        "contact": f"foerderung@{HOME}",
        "website": f"https://aufruf{number}.{HOME}/",
        "published": day(-100 if case == "beendet" else -3 - number % 20),
        "updated": day(-1),
        "sources": [evidence("aufruf", number)],
    }
    if number % 4:
        value["competences"] = dice.some(ids("competences"), 6)
    if number % 3 == 1:
        value["districts"] = dice.some(ids("districts"), 4)
    if number % 6 == 1:
        value |= {"formerly": [f"aufruf-{number}"]}
        value |= {"was_at": [f"https://www.{HOME}/alt/aufruf-{number}/"]}
    return value
