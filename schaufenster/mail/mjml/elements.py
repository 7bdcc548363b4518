"""Checks start tags: known elements, allowed in their parent, with the right attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from schaufenster.mail.mjml.attributes import Defaults, check_attributes, check_default, near
from schaufenster.mail.mjml.markup import check_html
from schaufenster.mail.mjml.rules import ELEMENTS, ONCE, PARENTS, SETTABLE, Component
from schaufenster.problems import Fault

DOCUMENT: Final = Component("", "elements", frozenset({"mjml"}))
"""The parent of the first element."""
UNKNOWN: Final = Component("", "html")
"""Any unknown element. Its content is not checked: one fault is enough."""
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
    """The result for a start tag.

    `component` has the rules for its content; those of the right element if it is misspelt.
    `is_default`: it sets defaults for later elements. `depends`: more faults may depend on earlier
    elements.
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

    `attributes` are names and values in turn, `sources` as in `check_mjml`. Results are cached,
    because tags repeat.
    """
    values = pairs(attributes)
    if parent.content in TEXTS:
        return StartTag(parent, tuple(_check_in_text(parent, tag, values, sources)))
    name, misplaced = _check_place(parent, tag)
    if name not in ELEMENTS:
        return StartTag(UNKNOWN, misplaced)
    if parent is ELEMENTS["mj-attributes"] and name in SETTABLE:
        faults = (*misplaced, *check_default(name, values, sources))
        return StartTag(_DEFAULTS[name], faults, is_default=True)
    faults = (*misplaced, *check_attributes(name, values, sources))
    once = name in ONCE and name in parent.children
    depends = once or any(Defaults().check(name, values))
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
    parent: Component, tag: str, attributes: Mapping[str, str], sources: tuple[str, ...]
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
        yield from check_html(tag, attributes, sources)


def _misplaced(parent: Component, tag: str) -> Fault:
    parents = tuple(f"<{name}>" for name in PARENTS[tag]) or ("–",)
    return Fault("mjml-place", (), {"tag": tag, "parent": parent.name, "parents": parents})
