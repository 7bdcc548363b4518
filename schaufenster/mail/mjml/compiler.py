"""MJML to HTML by mjml-python (mrml), with the workarounds for this compiler."""

from __future__ import annotations

import re
from typing import Final

from mjml import mjml2html

from schaufenster.mail.mjml.check import check_mjml
from schaufenster.problems import ContentError, Problem

# The compiler writes attributes as Rust writes strings: a no-break space becomes the six characters
# \u{a0}, and a quotation mark ends the attribute. It copies references, so those are used instead.
_PLAIN: Final = " !#-\\[\\]-~¡-¬®-ſ‐-‧‰-⁞€"
_NOT_PLAIN: Final = re.compile(f"[^{_PLAIN}]")
_VALUE: Final = re.compile(
    f"=\\s*(?:\"(?![{_PLAIN}]*\")([^\"<]*)\"|'(?![{_PLAIN}]*')([^'<]*)')", re.DOTALL
)
# It panics at a > in a text right after a character of several bytes.
_TORN: Final = re.compile(r">(?:(?<=[^\x00-\x7f]>)|(?<=[^\x00-\x7f][^\"'<>]>))")
# Between some elements it accepts a line end, but no single space.
_GAP: Final = re.compile(r">[ \t]\s*(?=</?mj-|<!--)")
_STYLE: Final = re.compile(r"(<mj-style\b[^<]*)")


class MjmlError(ContentError):
    """A mail's template is broken: `problems` says where, in lines of the rendered document."""


def compile_mjml(source: str, name: str, *, sources: tuple[str, ...] = ("https://",)) -> str:
    """Return the HTML of a rendered MJML document, which is checked first (`check_mjml`).

    No font is loaded, Outlook's conditionals are kept. Raises MjmlError with every fault.
    """
    problems = check_mjml(source, name, sources=sources)
    if problems:
        raise MjmlError(problems)
    try:
        return f"{mjml2html(_for_compiler(source), disable_comments=False, fonts={})}\n"
    except BaseException as error:
        if not isinstance(error, ValueError) and type(error).__name__ != "PanicException":
            raise  # a panic of Rust is no Exception for PyO3, and its class cannot be imported
        reason = Problem(name, 0, 0, "", "mjml-compiler", {"reason": str(error)})
        raise MjmlError([reason]) from error


def _for_compiler(source: str) -> str:
    """Return the source with attributes, texts and gaps in characters the compiler accepts."""
    parts = _STYLE.split(_GAP.sub(">\n", source))
    return "".join(
        _TORN.sub("  >", part)
        if part.startswith("<mj-style")
        else _VALUE.sub(_value, _TORN.sub("&gt;", part))
        for part in parts
    )


def _value(match: re.Match[str]) -> str:
    value = match[1] if match[1] is not None else match[2]
    return f'="{_NOT_PLAIN.sub(_reference, value)}"'


def _reference(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"
