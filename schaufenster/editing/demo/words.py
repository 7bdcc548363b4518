"""The demo's words, from `words.yml` beside: its fixed records, and sentences made by chance."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from schaufenster.editing.demo.parts import LANGUAGES, Dice, Value, Words, slug_of, translated

_NO_USE: Words = dict.fromkeys(LANGUAGES, "")


class Noun(NamedTuple):
    """A thing people build, measure with or look for; `des` and `ens` are its plurals."""

    de: str
    des: str
    en: str
    ens: str
    gender: str


def table(name: str) -> Any:
    """Return one of the tables in `words.yml`; it is not to be changed."""
    return _tables()[name]


@cache
def _tables() -> Mapping[str, Any]:
    text = Path(__file__).with_suffix(".yml").read_text("utf-8")
    tables: Mapping[str, Any] = yaml.load(text, yaml.CBaseLoader)  # noqa: S506 - makes texts alone
    return tables


@cache
def ids(vocabulary: str) -> list[str]:
    """Return the ids of a vocabulary."""
    if vocabulary == "competences":
        return [slug_of(row[0]) for rows in table("competences").values() for row in rows]
    return list(table("files")[f"content/vocabularies/{vocabulary}.yml"])


def record(value: Any) -> Any:
    """Return a copy of values from the tables in which every translation has its mark."""
    if isinstance(value, list):
        return [record(item) for item in value]
    if not isinstance(value, dict):
        return value
    if tuple(value) == LANGUAGES and isinstance(value[LANGUAGES[0]], str):
        return translated(value)
    return {key: record(item) for key, item in value.items()}


def competences() -> Value:
    """Return the vocabulary of competences; the translation of one of them is outdated."""
    count = len(LANGUAGES)
    return {
        slug_of(row[0]): {
            "name": translated(names := dict(zip(LANGUAGES, row[:count], strict=True))),
            "group": group,
            "synonyms": {lang: [word] for lang, word in zip(LANGUAGES, row[count:], strict=True)},
            "explanation": translated(
                formatted(table("competence"), **names),
                "outdated" if row[0] == "Kalibrierung" else "current",
            ),
            **({"formerly": ["eichung"]} if row[0] == "Kalibrierung" else {}),
        }
        for group, rows in table("competences").items()
        for row in rows
    }


def subject(dice: Dice) -> tuple[Noun, Words]:
    """Return something to build and where it is used."""
    return Noun(**dice.pick(table("nouns"))), dice.pick(table("uses"))


def formatted(pattern: Words, **values: object) -> Words:
    """Return a pattern with values put in: every language gets all of them."""
    return {lang: text.format(**values) for lang, text in pattern.items()}


def numbered(words: Words, number: int) -> Words:
    """Return a long text that no other record has: real texts do not repeat either."""
    details = formatted(table("details"), number=number)
    return {lang: f"{text}\n\n{details[lang]}" for lang, text in words.items()}


def fill(pattern: Words, noun: Noun, use: Words = _NO_USE) -> Words:
    """Return a sentence with the noun and the place of use put in; see `words.yml`."""
    one, an = "eine" if noun.gender == "f" else "ein", "an" if noun.en[0] in "aeiou" else "a"
    values: Mapping[str, str] = {
        "de": f"{one} {noun.de}",
        "des": noun.des,
        "De": noun.des,
        "en": f"{an} {noun.en}",
        "ens": noun.ens,
        "En": noun.ens.capitalize(),
        "Ens": noun.ens.capitalize(),
    }
    return {lang: text.format(**values, use=use[lang]).strip() for lang, text in pattern.items()}
