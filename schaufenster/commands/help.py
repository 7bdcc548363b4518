"""`--help` in the language of the messages: the code has English, `words/…/help.po` the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

import click
from click.formatting import wrap_text

from schaufenster import words

_PART: Final = re.compile(r"\\{(\w+)\\}")
_CAPITALS: Final = re.compile(r"\b[A-Z]{2,}\b")
_ADDED: Final = re.compile(r"(?<=\[)(default|required)\b")


def in_language(text: str, lang: str) -> str:
    """Return what click says in English in another language; what it does not know stays."""
    for key, pattern in _sentences():
        if found := pattern.fullmatch(text):
            parts = {name: in_language(part, lang) for name, part in found.groupdict().items()}
            return words.text("click", key, lang).format(**parts)
    return _capitals(text, lang) if text.strip("'").isupper() else text


@cache
def _sentences() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return click's sentences as patterns by their keys; what stands in others comes last."""
    english = words.catalogue(words.ENGLISH, "click").texts
    return tuple(
        (key, re.compile(_PART.sub(r"(?P<\1>.+)", re.escape(text)), re.DOTALL))
        for key, (text,) in english.items()
        if key.islower() and " " in text
    )


def _capitals(text: str, lang: str) -> str:
    """Return a line of usage with its words for what is typed (`PATH`) in a language."""
    return _CAPITALS.sub(lambda word: words.find("click", word[0], lang) or word[0], text)


def usage_error(error: click.UsageError, lang: str) -> str:
    """Return what is wrong with a command as it was typed, how it goes, and who helps."""
    context = error.ctx
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return f"{error.format_message()}\n"
    told = in_language(f"Error: {error.format_message()}", lang)
    if context is None:
        return f"{told}\n"
    context.find_root().params.setdefault("lang", lang)
    way = in_language(f"Try '{context.command_path} --help' for help.", lang)
    return f"{context.get_usage()}\n{way}\n\n{told}\n"


def option_of(typed: Sequence[str], name: str) -> str:
    """Return the value of an option as it was typed, before anything else is understood."""
    asked = re.search(rf"(?:^|\0){name}(?:=|\0)([^\0]+)", "\0".join(typed))
    return asked[1] if asked else ""


class Formatter(click.HelpFormatter):
    """Writes help in a language; a text that it does not have stays as it is."""

    def __init__(self, lang: str, **sizes: Any) -> None:
        super().__init__(**sizes)
        self._lang = lang
        english, spoken = words.catalogue(words.ENGLISH, "help"), words.catalogue(lang, "help")
        self._commands = {key: text for key, (text,) in spoken.texts.items()}
        self._told = {
            text: self._commands[key]
            for key, (text,) in english.texts.items()
            if key in self._commands
        }

    def _say(self, text: str) -> str:
        return self._told.get(text, text)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage."""
        typed = _capitals(args, self._lang)
        super().write_usage(prog, typed, prefix or self._say("Usage:") + " ")

    def write_heading(self, heading: str) -> None:
        """Write the heading of options or commands."""
        super().write_heading(self._say(heading))

    def write_text(self, text: str) -> None:
        """Write what a command does."""
        indent = " " * self.current_indent
        wrapped = wrap_text(
            self._say(text), max(self.width - len(indent), 11), indent, indent,
            preserve_paragraphs=True,
        )  # fmt: skip
        self.buffer.append(f"{wrapped}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], *widths: Any, **more: Any) -> None:
        """Write options, or commands with all they do: click has cut that short."""
        super().write_dl(list(self._rows(rows)), *widths, **more)

    def _rows(self, rows: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        for name, text in rows:
            if name.startswith("-"):  # an option, and what click adds, such as a default
                own, mark, added = text.partition("  [")
                told = f"{self._say(own)}{mark}{added}"
                told = _ADDED.sub(lambda word: words.text("click", word[0], self._lang), told)
                yield _capitals(name, self._lang), told
            else:
                yield name, self._told.get(text, self._commands.get(name, text))


class Context(click.Context):
    """A command's context, which knows the language of its help."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return what writes the help."""
        root = self.find_root()
        usual = root.lookup_default("lang")  # `--help` comes before what is left out
        lang = str(root.params.get("lang") or usual or words.ENGLISH)
        return Formatter(lang, width=self.terminal_width, max_width=self.max_content_width)


class HelpfulGroup(click.Group):
    """A group of commands that say their help in the language of the messages."""

    context_class = Context

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name."""
        command = super().get_command(ctx, cmd_name)
        if command:
            command.context_class = Context
        return command
