"""What MJML 4 allows and the compiler carries out: components, their places, attributes, values.

Taken from MJML 4.18's own tables, less what mjml-python 1.4.2 (mrml 6.0.1) does not do. The tests
hold both: every attribute here changes the compiler's output, no attribute in `IDLE` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Content = Literal["elements", "html", "words", "css", "none"]


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """What may stand in an element: which elements or which text, and its attributes' kinds."""

    name: str
    content: Content
    children: frozenset[str] = frozenset()
    attributes: Mapping[str, str] = field(default_factory=dict)


# Attributes that many components share; a word with `+` stands for all of a set.
_SETS = {
    "padding": "padding:sizes padding-top:size padding-right:size padding-bottom:size"
    " padding-left:size",
    "border": "border:text border-top:text border-right:text border-bottom:text border-left:text",
    "box": "container-background-color:colour +padding",
    "type": "color:colour font-family:text font-size:px font-weight:text line-height:line",
    "slant": "font-style:text text-decoration:text",
    "loose": "letter-spacing:spacing text-transform:text",
    "link": "href:link rel:text target:text",
    "aligned": "align:left/center/right",
    "upright": "vertical-align:top/middle/bottom",
    "section": "background-color:colour background-url:picture background-position:text"
    " background-repeat:repeat/no-repeat background-size:text background-position-x:text"
    " background-position-y:text +border +padding border-radius:text direction:ltr/rtl"
    " full-width:full-width text-align:left/center/right",
    "icons": "border:text font-family:text icon-align:top/middle/bottom icon-width:size"
    " icon-height:size icon-wrapped-url:picture icon-wrapped-alt:text icon-unwrapped-url:picture"
    " icon-unwrapped-alt:text icon-position:left/right",
    "social": "icon-size:size icon-height:size icon-padding:sizes text-padding:sizes",
    "class": "css-class:text mj-class:text",
}

_LEAVES = (
    "mj-accordion mj-button mj-carousel mj-divider mj-image mj-navbar mj-raw mj-social mj-spacer "
    "mj-table mj-text"
)

# name: (what may stand in it, which elements, which attributes)
_TABLE: dict[str, tuple[Content, str, str]] = {
    "mjml": ("elements", "mj-head mj-body", "lang:language dir:ltr/rtl/auto"),
    "mj-head": (
        "elements", "mj-attributes mj-breakpoint mj-preview mj-raw mj-style mj-title", "",
    ),
    "mj-title": ("words", "", ""),
    "mj-preview": ("words", "", ""),
    "mj-style": ("css", "", ""),
    "mj-breakpoint": ("none", "", "width:px"),
    "mj-raw": ("html", "", ""),
    "mj-body": (
        "elements", "mj-hero mj-raw mj-section mj-wrapper",
        "width:px background-color:colour +class",
    ),
    "mj-wrapper": ("elements", "mj-hero mj-raw mj-section", "+section +class"),
    "mj-section": ("elements", "mj-column mj-group mj-raw", "+section +class"),
    "mj-group": (
        "elements", "mj-column mj-raw",
        "background-color:colour direction:ltr/rtl +upright width:size +class",
    ),
    "mj-column": (
        "elements", _LEAVES,
        (
            "background-color:colour +border border-radius:sizes direction:ltr/rtl +padding"
            " inner-background-color:colour inner-border:text inner-border-top:text"
            " inner-border-right:text inner-border-bottom:text inner-border-left:text"
            " inner-border-radius:sizes +upright width:size +class"
        ),
    ),
    "mj-hero": (
        "elements", _LEAVES,
        (
            "mode:fixed-height height:px background-color:colour background-url:picture"
            " background-width:size background-height:size background-position:text"
            " inner-background-color:colour inner-padding:sizes inner-padding-top:size"
            " inner-padding-right:size inner-padding-bottom:size inner-padding-left:size +padding"
            " +upright +class"
        ),
    ),
    "mj-text": (
        "html", "",
        "align:left/center/right/justify +box +type +slant +loose height:size +upright +class",
    ),
    "mj-button": (
        "html", "",
        (
            "+aligned background-color:colour +border border-radius:text +box +type +slant +loose"
            " +link height:size width:size inner-padding:sizes name:text"
            " text-align:left/center/right +upright +class"
        ),
    ),
    "mj-table": (
        "html", "",
        (
            "+aligned border:text cellpadding:count cellspacing:count +box color:colour"
            " font-family:text font-size:px line-height:line"
            " table-layout:auto/fixed/initial/inherit +upright width:size-auto +class"
        ),
    ),
    "mj-image": (
        "none", "",
        (
            "alt:text src:picture srcset:pictures title:text name:text usemap:text +link +aligned"
            " border:text border-left:text border-right:text border-radius:sizes +box width:px"
            " height:px-auto max-height:size font-size:px fluid-on-mobile:flag +class"
        ),
    ),
    "mj-divider": (
        "none", "",
        "border-color:colour border-style:text border-width:px +box width:size +aligned +class",
    ),
    "mj-spacer": ("none", "", "height:size +box +class"),
    "mj-social": (
        "elements", "mj-social-element",
        (
            "+aligned border-radius:size +box +type +slant +social inner-padding:sizes"
            " mode:horizontal/vertical +upright +class"
        ),
    ),
    "mj-social-element": (
        "html", "",
        (
            "+aligned background-color:colour border-radius:px +padding +type +slant +social +link"
            " name:text src:picture alt:text title:text +upright +class"
        ),
    ),
    "mj-navbar": (
        "elements", "mj-navbar-link",
        (
            "+aligned base-url:link hamburger:hamburger +padding ico-align:left/center/right"
            " ico-open:text ico-close:text ico-color:colour ico-font-size:size ico-font-family:text"
            " ico-text-transform:text ico-text-decoration:text ico-line-height:line"
            " ico-padding:sizes ico-padding-top:size ico-padding-right:size"
            " ico-padding-bottom:size ico-padding-left:size +class"
        ),
    ),
    "mj-navbar-link": ("html", "", "+type +slant +loose +link name:text +padding +class"),
    "mj-accordion": (
        "elements", "mj-accordion-element",
        "container-background-color:colour +icons +padding +class",
    ),
    "mj-accordion-element": (
        "elements", "mj-accordion-title mj-accordion-text",
        "background-color:colour +icons +class",
    ),
    "mj-accordion-title": (
        "words", "",
        "background-color:colour color:colour font-family:text font-size:px +padding +class",
    ),
    "mj-accordion-text": (
        "html", "", "background-color:colour +type letter-spacing:spacing +padding +class",
    ),
    "mj-carousel": (
        "elements", "mj-carousel-image",
        (
            "+aligned border-radius:sizes +box icon-width:size left-icon:picture right-icon:picture"
            " thumbnails:visible/hidden/supported tb-border:text tb-border-radius:size"
            " tb-hover-border-color:colour tb-selected-border-color:colour tb-width:px +class"
        ),
    ),
    "mj-carousel-image": (
        "none", "",
        (
            "alt:text +link title:text src:picture thumbnails-src:picture border-radius:sizes"
            " tb-border:text tb-border-radius:sizes +class"
        ),
    ),
}  # fmt: skip


def _read(attributes: str) -> Mapping[str, str]:
    """Return `name:kind` words, with the sets they name, as a mapping."""
    kinds: dict[str, str] = {}
    for word in attributes.split():
        if word.startswith("+"):
            kinds |= _read(_SETS[word[1:]])
        else:
            name, kind = word.split(":", 1)
            kinds[name] = kind
    return MappingProxyType(kinds)


COMPONENTS: Final[Mapping[str, Component]] = MappingProxyType(
    {
        name: Component(name, content, frozenset(children.split()), _read(attributes))
        for name, (content, children, attributes) in _TABLE.items()
    }
)
"""Every element that a mail may use, but for `mj-attributes` and what stands in it."""

_UNSTYLED = frozenset("mjml mj-head mj-title mj-preview mj-style mj-breakpoint mj-raw".split())
DEFINABLE: Final = frozenset(COMPONENTS) - _UNSTYLED - {"mj-body"}
"""What `mj-attributes` may give defaults; the compiler ignores them for `mj-body`."""

_SHARED: dict[str, tuple[str, ...]] = {}
for _component in (COMPONENTS[name] for name in sorted(DEFINABLE)):
    for _name, _kind in _component.attributes.items():
        _SHARED[_name] = tuple(sorted({*_SHARED.get(_name, ()), _kind}))
del _SHARED["mj-class"]
SETTABLE: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        tag: {n: (kind,) for n, kind in COMPONENTS[tag].attributes.items() if n != "mj-class"}
        for tag in DEFINABLE
    }
    | {"mj-all": _SHARED, "mj-class": _SHARED}
)
"""What may stand in `mj-attributes`, and which attributes it may set, each with its kinds."""

ELEMENTS: Final[Mapping[str, Component]] = MappingProxyType(
    {
        **COMPONENTS,
        "mj-attributes": Component("mj-attributes", "elements", frozenset(SETTABLE)),
        "mj-all": Component("mj-all", "none"),
        "mj-class": Component("mj-class", "none"),
    }
)
"""Every element that a mail may use."""

PARENTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        child: tuple(name for name, parent in COMPONENTS.items() if child in parent.children)
        for child in (*COMPONENTS, "mj-attributes")
    }
    | {"mj-all": ("mj-attributes",), "mj-class": ("mj-attributes",)}
)
"""Where an element may stand."""

IDLE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "mjml": frozenset({"owa"}),
        "mj-accordion-title": frozenset({"font-weight"}),
        "mj-button": frozenset({"title"}),
        "mj-hero": frozenset({"border-radius", "container-background-color"}),
        "mj-image": frozenset({"border-bottom", "border-top", "sizes"}),
        "mj-raw": frozenset({"position"}),
        "mj-section": frozenset({"text-padding"}),
        "mj-social": frozenset({"table-layout"}),
        "mj-social-element": frozenset({"icon-position", "sizes", "srcset"}),
        "mj-spacer": frozenset(_read("+border")),
        "mj-table": frozenset({"font-weight", "role"}),
        "mj-text": frozenset({"background-color"}),
        "mj-wrapper": frozenset({"gap", "text-padding"}),
    }
)
"""Attributes of MJML 4 that change nothing in what the compiler writes."""

_TAKEN_ALONG = "border-radius color font-family font-size icon-size line-height text-decoration"
INHERITED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "mj-social-element": frozenset(_TAKEN_ALONG.split()),
        "mj-accordion-element": frozenset(_read("+icons")),
        "mj-accordion-text": frozenset({"font-family"}),
        "mj-accordion-title": frozenset({"font-family"}),
        "mj-carousel-image": frozenset({"border-radius", "tb-border", "tb-border-radius"}),
    }
)
"""What an element takes from the one around it, so that defaults and classes do nothing."""

REQUIRED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "mjml": ("lang",),
        "mj-image": ("src", "alt"),
        "mj-social-element": ("src",),
        "mj-carousel": ("left-icon", "right-icon"),
        "mj-carousel-image": ("src", "alt"),
        "mj-accordion": ("icon-wrapped-url", "icon-unwrapped-url"),
    }
)
"""Without these a mail lacks a text or loads an icon from a foreign host."""

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
