"""`--help` in the language of the messages: the code has English, `words/…/help.po` the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click
from click.formatting import wrap_text

from schaufenster import words


class Formatter(click.HelpFormatter):
    """Writes help in a language; a text that it does not have stays as it is."""

    def __init__(self, lang: str, **sizes: Any) -> None:
        super().__init__(**sizes)
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
        super().write_usage(prog, args, prefix or self._say("Usage:") + " ")

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
            if name.startswith("-"):  # an option: what click adds, such as a default, stays
                own, mark, added = text.partition("  [")
                yield name, f"{self._say(own)}{mark}{added}"
            else:
                yield name, self._commands.get(name, text)


class Context(click.Context):
    """A command's context, which knows the language of its help."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return what writes the help."""
        root = self.find_root()
        usual = next((o.default for o in root.command.params if o.name == "lang"), words.ENGLISH)
        lang = str(root.params.get("lang", usual))  # `--help` comes before what is left out
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
