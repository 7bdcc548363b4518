"""MJML to HTML by mjml-python (mrml): the only module that knows the compiler and its traps."""

from __future__ import annotations

from mjml import mjml2html


class MjmlError(Exception):
    """The compiler refused a mail: the template is broken, not the content."""


def compile_mjml(source: str) -> str:
    """Return the HTML of an MJML document; no font is loaded, Outlook's conditionals are kept."""
    try:
        return f"{mjml2html(source, disable_comments=False, fonts={})}\n"
    except ValueError as error:
        raise MjmlError(str(error)) from error
