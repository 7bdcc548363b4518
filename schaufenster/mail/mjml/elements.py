"""The start tags of a mail's elements: known, in a place where they may stand, right attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from schaufenster.mail.mjml.attributes import Defaults, check_attributes, check_default, near
from schaufenster.mail.mjml.markup import check_html
from schaufenster.mail.mjml.rules import ELEMENTS, ONCE, PARENTS, SETTABLE, Component
from schaufenster.problems import Fault

DOCUMENT: Final = Component("", "elements", frozenset({"mjml"}))
"""What is around the first element."""
UNKNOWN: Final = Component("", "html")
"""Any element that the rules do not know. What it holds is not checked: one fault is enough."""
TEXTS: Final = frozenset({"html", "words", "css"})
"""Content that is text."""

_DEFAULTS = {tag: Component(tag, "none") for tag in SETTABLE}
_REFUSED = {
    "mj-include": "mjml-include",
    "mj-font": "mjml-font",
    "mj-html-attributes": "mjml-selector",
    "mj-selector": "mjml-selector",
    "mj-html-attribute": "mjml-selector",
}


class StartTag(NamedTuple):
    """What a start tag amounts to.

    `component` has the rules for what it contains; a misspelt element's are those of the right
    one. `is_default` says that it sets defaults for elements to come; `depends`, that there may
    be more faults, depending on what came before.
    """

    component: Component
    faults: tuple[Fault, ...]
    is_default: bool = False
    depends: bool = False


@lru_cache(maxsize=8192)
def check_start_tag(
    sources: tuple[str, ...], parent: Component, tag: str, *attributes: str
) -> StartTag:
    """Check a start tag in its parent, or in the component whose text it is part of.

    `attributes` are names and values in turn, `sources` as in `check_mjml`. Mails repeat
    themselves, so what was found is remembered.
    """
    given = pairs(attributes)
    if parent.content in TEXTS:
        return StartTag(parent, tuple(_check_in_text(parent, tag, given, sources)))
    name, misplaced = _check_place(parent, tag)
    if name not in ELEMENTS:
        return StartTag(UNKNOWN, misplaced)
    if parent is ELEMENTS["mj-attributes"] and name in SETTABLE:
        faults = (*misplaced, *check_default(name, given, sources))
        return StartTag(_DEFAULTS[name], faults, is_default=True)
    faults = (*misplaced, *check_attributes(name, given, sources))
    once = name in ONCE and name in parent.children
    depends = once or any(Defaults().check(name, given))
    return StartTag(ELEMENTS[name], faults, depends=depends)


def pairs(attributes: tuple[str, ...] | list[str]) -> dict[str, str]:
    """Return names and values in turn as a mapping."""
    return dict(zip(attributes[::2], attributes[1::2], strict=True))


def _check_place(parent: Component, tag: str) -> tuple[str, tuple[Fault, ...]]:
    """Return the name of the element that is meant, and what is wrong with its name or place."""
    if tag in parent.children:
        return tag, ()
    if tag in _REFUSED:
        return "", (Fault(_REFUSED[tag], (), {"tag": tag}),)
    if parent is DOCUMENT:
        return tag, (Fault("mjml-root", (), {"tag": tag}),)
    if tag in ELEMENTS:
        return tag, (_misplaced(parent, tag),)
    guess = near(tag, parent.children) or near(tag, ELEMENTS)
    rule = "mjml-tag" if guess or tag.startswith("mj") else "mjml-html"
    return str(guess.get("near", "")), (
        Fault(rule, (), {"tag": tag, "parent": parent.name, **guess}),
    )


def _check_in_text(
    parent: Component, tag: str, given: Mapping[str, str], sources: tuple[str, ...]
) -> Iterator[Fault]:
    """Yield what is wrong with an element anywhere in the text of `parent`."""
    if parent is UNKNOWN:
        return
    if tag in ELEMENTS:
        yield _misplaced(parent, tag)
    elif tag.startswith("mj-"):
        yield Fault("mjml-tag", (), {"tag": tag, **near(tag, ELEMENTS)})
    elif parent.content != "html":
        yield Fault("mjml-words", (), {"tag": tag, "parent": parent.name})
    else:
        yield from check_html(tag, given, sources)


def _misplaced(parent: Component, tag: str) -> Fault:
    parents = ", ".join(f"<{name}>" for name in PARENTS[tag])
    return Fault("mjml-place", (), {"tag": tag, "parent": parent.name, "parents": parents or "–"})
