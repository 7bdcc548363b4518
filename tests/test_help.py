"""`--help` speaks the language of the messages, and knows a German for each English text."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Final

import click
import pytest
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster import words
from schaufenster.commands import help as help_
from schaufenster.commands import program

TEXTS = {
    lang: {key: words.text("help", key, lang) for key in words.keys("help")}
    for lang in words.languages()
}


def texts(command: click.Command) -> Iterator[str]:
    """Yield the help of a command, its options and the commands below it."""
    yield inspect.cleandoc(command.help or "")
    yield from (o.help for o in command.params if isinstance(o, click.Option) and o.help)
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from texts(below)


def test_every_text_in_the_code_has_its_german_and_no_other_text_stands_in_the_table() -> None:
    hidden = {"for benchmarks"}
    in_code = {*texts(program.main), "Show this message and exit."} - hidden
    headings = {"usage", "options", "commands"}
    assert {TEXTS["en"][key] for key in words.keys("help") - headings} == in_code


def said(*typed: str) -> str:
    result = CliRunner().invoke(program.main, [*typed, "--help"])
    assert result.exit_code == 0
    return " ".join(result.output.split())


@pytest.mark.parametrize("typed", [[], [names.SITE], [names.NEWSLETTER], [names.NEWSLETTER, "new"]])
def test_help_is_german_unless_english_is_asked_for(typed: list[str]) -> None:
    english = said("--lang", "en", *typed)
    german = said(*typed)
    assert ("Usage: " in english, "Options: " in english) == (True, True)
    assert ("Aufruf: " in german, "Optionen: " in german) == (True, True)
    for key, text in TEXTS["en"].items():
        if text in english and len(text) > 12:
            assert TEXTS["de"][key] in german
            assert text not in german
    assert said("--lang", "en", *typed) == english


WRONG: Final = {
    "--nonsense": "Die Option '--nonsense' gibt es nicht.",
    "--lang xx check": "'--lang': 'xx' gibt es hier nicht. Möglich sind 'de', 'en', 'fr'.",
    "sit": "Den Befehl 'sit' gibt es nicht. Meinten Sie 'site'?",
    "newsletter biuld": "Den Befehl 'biuld' gibt es nicht. Meinten Sie 'build'?",
    "site --engin x": "Die Option '--engin' gibt es nicht. Meinten Sie eine von diesen: "
    "'--edition', '--engine'?",
    "serve --port abc": "'--port': 'abc' ist keine ganze Zahl.",
    "newsletter new": "'AUSGABE' fehlt.",
    "newsletter build 2030-05 a": "Das ist zu viel: a",
    "newsletter build 2030-05 a b": "Das ist zu viel: a b",
    "site --out": "Die Option '--out' braucht einen Wert.",
    "site --publish=1": "Die Option '--publish' hat keinen Wert.",
    "demo": "Die Option '--out' fehlt.",
    "demo --members x --out y": "'--members': 'x' ist keine ganze Zahl.",
    "demo --members 0 --out y": "'--members': 0 liegt nicht im Bereich 1<=x<=5000.",
}
ENGLISH: Final = re.compile(
    "Usage|Try |Error|No such|Invalid|Missing|Did you|Got|not a|requires|OPTIONS|COMMAND|default:"
)


def refused(*typed: str) -> str:
    result = CliRunner().invoke(program.main, typed, prog_name="build.py")
    assert result.exit_code == 1
    return result.output


@pytest.mark.parametrize("typed", WRONG)
def test_what_was_typed_wrong_is_told_in_the_language_of_the_messages(typed: str) -> None:
    told = refused(*typed.split())
    assert told.splitlines()[-1] == f"Fehler: {WRONG[typed]}"
    assert not ENGLISH.search(told)


@pytest.mark.parametrize("typed", WRONG)
def test_what_was_typed_wrong_is_told_in_french(typed: str) -> None:
    told = refused("--lang", "fr", *(typed.split() if "--lang" not in typed else ["sit"]))
    assert told.splitlines()[-1].startswith("Erreur\u00a0: ")
    assert not ENGLISH.search(re.sub(r"\bOPTIONS\b|\bCOMMANDE\b", "", told))  # French as well


def test_what_was_typed_wrong_is_told_in_english_when_that_is_asked_for() -> None:
    for lang in (["--lang", "en"], ["--lang=en"]):
        told = refused(*lang, "--nonsense")
        assert told.startswith("Usage: build.py [OPTIONS] COMMAND [ARGS]...\nTry 'build.py --help'")
        assert told.endswith("\n\nError: No such option '--nonsense'.\n")
        assert "Error: Missing option '--out'.\n" in refused(*lang, names.DEMO)
        assert "Error: No such option '--x'.\n" in refused(*lang, names.NEWSLETTER, "--x")


def test_every_sentence_of_click_that_we_know_is_said() -> None:
    """A new version of click may say it otherwise: then what it says would stay English."""
    said_of = {key for key in words.keys("click") if key.islower() and not key.startswith("extra")}
    seen = {
        key
        for key, pattern in help_._sentences()
        for typed in WRONG
        if any(pattern.search(line) for line in refused("--lang", "en", *typed.split()).split("\n"))
    }
    assert said_of - seen == {"required", "default"}


def test_every_help_is_in_one_language() -> None:
    for typed in ([], [names.DEMO], [names.CHECK], [names.SERVE], [names.NEWSLETTER, "handed-in"]):
        result = CliRunner().invoke(program.main, [*typed, "--help"])
        assert not ENGLISH.search(result.output)
        assert "required" not in result.output
    nothing = CliRunner().invoke(program.main, [names.NEWSLETTER])
    assert (nothing.exit_code, nothing.output.split()[0]) == (1, "Aufruf:")
    assert not ENGLISH.search(nothing.output)


def test_the_list_of_commands_is_not_cut() -> None:
    assert TEXTS["de"]["demo"] in said()
