"""`--help` speaks the language of the messages, and knows a German for each English text."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster import words
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


def test_the_list_of_commands_is_not_cut() -> None:
    assert TEXTS["de"]["demo"] in said()
