"""Where a link may lead, and the addresses that stand in a text as they are.

In bodies, leads, facts and captions a bare web or mail address is a link by the same rule: pages,
mails and Word files ask here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from schaufenster.problems import Fault
from schaufenster.sanitize.line import check_mail, check_url, visible

ADDRESS: Final = re.compile(
    r"(?<!\]\()(?<![\w/\"'=\[])"
    r"https?://[^\s<>()\[\]\"'„“”»«`*\\\x02\x03]*[^\s<>()\[\]\"'„“”»«`*\\.,;:!?\x02\x03]"
    r"|(?<![\w.+/:=-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
)
"""A web or mail address in a text, without the sign that ends a sentence behind it.

A mail address begins where its run of characters does: else a long run takes its square.
"""
_SITE_PATH: Final = re.compile(r"/(?!/)[^\s<>\"\\^`{|}]*")
_MAIL_SUBJECT: Final = re.compile(r"(?:subject=[^\s&<>\"\\^`{|}]*)?")


def link_fault(target: str) -> Fault | None:
    """Return why a link may not lead to `target`, or None if it may."""
    scheme, _, path = target.partition(":")
    if scheme.lower() in {"http", "https"}:
        return next(check_url(target), None)
    if scheme.lower() == "mailto":
        address, _, query = path.partition("?")
        if _MAIL_SUBJECT.fullmatch(query):
            return next(check_mail(address), None)
    elif _SITE_PATH.fullmatch(target) and visible(target) == target:
        return None
    return Fault("link-target", values={"link": target})


def target_of(address: str) -> str | None:
    """Return where a bare address leads, or None where no link may."""
    target = address if "://" in address else f"mailto:{address}"
    return None if link_fault(target) else target


def parts(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield a plain text in parts, each with the target of its link; None is no link."""
    end = 0
    for found in ADDRESS.finditer(text):
        if target := target_of(found[0]):
            yield text[end : found.start()], None
            yield found[0], target
            end = found.end()
    yield text[end:], None


def linked(text: str) -> str:
    """Return a plain text as safe XHTML in which its bare addresses are links."""
    return "".join(
        f'<a href="{html.escape(target)}"{REL if "://" in target else ""}>{html.escape(part)}</a>'
        if target
        else html.escape(part)
        for part, target in parts(text)
    )


REL: Final = ' rel="noopener"'
