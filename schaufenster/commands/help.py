"""`--help` in the language of the messages: the code has English, `words/help.yml` its German."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import click
from click.formatting import wrap_text

from schaufenster.words import words_of

_HEADINGS: Final = {"Options": "Optionen", "Commands": "Befehle"}


class GermanFormatter(click.HelpFormatter):
    """Writes help in German; a text without German stays as it is."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage."""
        super().write_usage(prog, args, prefix or "Aufruf: ")

    def write_heading(self, heading: str) -> None:
        """Write the heading of options or commands."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_text(self, text: str) -> None:
        """Write what a command does."""
        indent = " " * self.current_indent
        wrapped = wrap_text(
            _german().get(text, text), max(self.width - len(indent), 11), indent, indent,
            preserve_paragraphs=True,
        )  # fmt: skip
        self.buffer.append(f"{wrapped}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], *widths: Any, **more: Any) -> None:
        """Write options, or commands with all they do: click has cut that short."""
        super().write_dl(list(_rows(rows)), *widths, **more)


class Context(click.Context):
    """A command's context, which knows the language of its help."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return what writes the help."""
        if self.find_root().params.get("lang", "de") != "de":
            return super().make_formatter()
        return GermanFormatter(width=self.terminal_width, max_width=self.max_content_width)


class HelpfulGroup(click.Group):
    """A group of commands that say their help in the language of the messages."""

    context_class = Context

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name."""
        command = super().get_command(ctx, cmd_name)
        if command:
            command.context_class = Context
        return command


def _german() -> dict[str, str]:
    """Return the German texts by the English ones."""
    return {words["en"]: words["de"] for words in words_of("help").values()}


def _rows(rows: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    german = _german()
    for name, text in rows:
        if name.startswith("-"):  # an option: what click adds, such as a default, stays
            own, mark, added = text.partition("  [")
            yield name, f"{german.get(own, own)}{mark}{added}"
        else:
            yield name, words_of("help").get(name, {"de": text})["de"]
