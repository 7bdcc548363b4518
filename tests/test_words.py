"""Tables of words: every key says something in every language, and commands say every key."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from schaufenster.defaults import DEFAULTS
from schaufenster.problems import LANGUAGES
from schaufenster.templates import load_words
from schaufenster.words import words_of
from tests.conftest import PROJECT

TABLES = sorted(file.stem for file in (PROJECT / "schaufenster/words").glob("*.yml"))
TABLES.remove("demo")  # records, which are checked when the demo is


def texts(part: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield every text of a table with its keys: what has no tables inside."""
    for key, value in part.items():
        assert isinstance(value, dict), f"{path}{key} is no text by language"
        if any(isinstance(inner, dict) for inner in value.values()):
            yield from texts(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def values(sentence: str) -> frozenset[str]:
    """Return the names of the values that are filled into a sentence."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


def faults(table: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the texts of a table, by their keys."""
    found = []
    for key, text in texts(table):
        said = {lang: text.get(lang, "") for lang in LANGUAGES}
        if text.keys() - {"severity"} != said.keys() or not all(said.values()):
            found.append(f"{key}: a language is missing")
        elif len({values(sentence) for sentence in said.values()}) > 1:
            found.append(f"{key}: other values")
        elif text.get("severity", "warning") != "warning":
            found.append(f"{key}: severity")
    return found


@pytest.mark.parametrize("name", TABLES)
def test_every_text_stands_in_every_language_with_the_same_values(name: str) -> None:
    assert faults(words_of(name)) == []


def test_so_do_the_words_of_pages_and_mails() -> None:
    assert faults(load_words([DEFAULTS])) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ({"de": "Datei"}, "a language is missing"),
        ({"de": "Datei", "en": ""}, "a language is missing"),
        ({"de": "Datei", "en": "file", "fr": "fichier"}, "a language is missing"),
        ({"de": "{count} Dateien", "en": "{n} files"}, "other values"),
        ({"de": "Datei", "en": "file", "severity": "hint"}, "severity"),
    ],
)
def test_what_is_missing_is_found(text: Mapping[str, str], wrong: str) -> None:
    assert faults({"reading": {"no-file": text}}) == [f"reading.no-file: {wrong}"]


@pytest.mark.parametrize("name", ["messages", "mjml"])
def test_no_rule_says_the_same_in_two_languages(name: str) -> None:
    assert [key for key, text in texts(words_of(name)) if text["de"] == text["en"]] == []


def test_the_commands_say_what_there_is_and_nothing_is_left_unsaid() -> None:
    asked, named = set(), set()
    for file in [PROJECT / "build.py", *(PROJECT / "schaufenster").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name("job"), attr="say" | "fail" | "step"),
                    args=[ast.Constant(key), *_],
                ):
                    asked.add(key)
                case ast.Constant(str(text)):
                    named.add(text)
    begun = tuple(text for text in named if text.endswith("-") and len(text) > 1)
    there = set(words_of("commands"))
    assert asked - there == set()
    assert {key for key in there - named if not key.startswith(begun)} == set()


def test_an_unknown_key_or_table_is_refused() -> None:
    with pytest.raises(KeyError):
        words_of("commands")["no-such-key"]
    with pytest.raises(FileNotFoundError):
        words_of("no-such-table")
