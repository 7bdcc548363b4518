"""What MJML 4 allows and the compiler carries out: components, their places, attributes, values.

`components.yml` has the table, taken from MJML 4.18's, less what mjml-python 1.4.2 (mrml 6.0.1)
does not do. The tests hold both: every attribute there changes the compiler's output, no `idle`
one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import yaml

Content = Literal["elements", "html", "words", "css", "none"]


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """What may stand in an element: which elements or which text, and its attributes' kinds."""

    name: str
    content: Content
    children: frozenset[str] = frozenset()
    attributes: Mapping[str, str] = field(default_factory=dict)


_TEXT: Final = Path(__file__).with_name("components.yml").read_text("utf-8")
_DATA: Final[Any] = yaml.load(_TEXT, yaml.CBaseLoader)  # noqa: S506 - makes texts alone
_TABLE: dict[str, dict[str, Any]] = _DATA["components"]


def _kinds(attributes: str) -> dict[str, str]:
    """Return the kinds of `name:kind` words by name; `+set` stands for the words of that set."""
    kinds: dict[str, str] = {}
    for word in attributes.split():
        if word.startswith("+"):
            kinds |= _kinds(_DATA["sets"][word[1:]])
        else:
            name, _, kind = word.partition(":")
            kinds[name] = kind
    return kinds


def _listed(part: str) -> Mapping[str, tuple[str, ...]]:
    """Return the attributes in a part of the table by element, where there are any."""
    return {tag: tuple(_kinds(row[part])) for tag, row in _TABLE.items() if part in row}


COMPONENTS: Final[Mapping[str, Component]] = {
    tag: Component(
        tag,
        row["content"],
        frozenset(row.get("children", "").split()),
        _kinds(row.get("attributes", "")),
    )
    for tag, row in _TABLE.items()
}
"""Every element that a mail may use, but for `mj-attributes` and what stands in it."""

IDLE: Final = _listed("idle")
"""Attributes of MJML 4 that change nothing in what the compiler writes."""
INHERITED: Final = _listed("inherited")
"""What an element takes from the one around it, so that defaults and classes do nothing."""
REQUIRED: Final = _listed("required")
"""Without these a mail lacks a text or loads an icon from a foreign host."""

_UNSTYLED = frozenset("mjml mj-head mj-title mj-preview mj-style mj-breakpoint mj-raw".split())
DEFINABLE: Final = frozenset(COMPONENTS) - _UNSTYLED - {"mj-body"}
"""What `mj-attributes` may give defaults; the compiler ignores them for `mj-body`."""

_SHARED: dict[str, tuple[str, ...]] = {}
for _tag in sorted(DEFINABLE):
    for _name, _kind in COMPONENTS[_tag].attributes.items():
        _SHARED[_name] = tuple(sorted({*_SHARED.get(_name, ()), _kind}))
del _SHARED["mj-class"]
SETTABLE: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    tag: {name: (kind,) for name, kind in COMPONENTS[tag].attributes.items() if name != "mj-class"}
    for tag in DEFINABLE
} | {"mj-all": _SHARED, "mj-class": _SHARED}
"""What may stand in `mj-attributes`, and which attributes it may set, each with its kinds."""

ELEMENTS: Final[Mapping[str, Component]] = {
    **COMPONENTS,
    "mj-attributes": Component("mj-attributes", "elements", frozenset(SETTABLE)),
    "mj-all": Component("mj-all", "none"),
    "mj-class": Component("mj-class", "none"),
}
"""Every element that a mail may use."""

PARENTS: Final[Mapping[str, tuple[str, ...]]] = {
    child: tuple(tag for tag, parent in COMPONENTS.items() if child in parent.children)
    for child in (*COMPONENTS, "mj-attributes")
} | {"mj-all": ("mj-attributes",), "mj-class": ("mj-attributes",)}
"""Where an element may stand."""

ONCE: Final = frozenset(
    "mj-head mj-body mj-title mj-preview mj-breakpoint mj-accordion-title mj-accordion-text".split()
)
"""What stands once in the element around it; of several the compiler keeps the last."""
NO_COMMENT: Final = frozenset(
    "mj-attributes mj-accordion-element mj-accordion-title mj-carousel mj-style mj-title".split()
)
"""Where the compiler stumbles over a comment, as it does in all that holds nothing."""
CONDITIONS: Final = frozenset(
    "mj-text mj-raw mj-navbar-link mj-social-element mj-accordion-text".split()
)
"""Where it reads Outlook's conditions, `<!--[if mso]>`."""
