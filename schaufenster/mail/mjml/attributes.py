"""The attributes of MJML's elements: known, of the right form, with effect, and none missing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schaufenster.mail.mjml.markup import check_address
from schaufenster.mail.mjml.rules import ELEMENTS, IDLE, INHERITED, REQUIRED, SETTABLE
from schaufenster.mail.mjml.values import ADDRESSES, choices, examples, fits
from schaufenster.problems import Fault

_NO = {"lang": "mjml-no-lang", "alt": "mjml-no-alt"}


def near(word: str, known: Iterable[str]) -> dict[str, object]:
    """Return the message's value for “did you mean”, if there is something like it."""
    matches = difflib.get_close_matches(word.lower(), list(known), 1, 0.75)
    return {"near": matches[0]} if matches else {}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What `mj-attributes` has set so far: attributes by element (or `mj-all`) and by class."""

    elements: dict[str, set[str]] = field(default_factory=dict)
    classes: dict[str, set[str]] = field(default_factory=dict)

    def add(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Add what an element in `mj-attributes` sets."""
        if tag == "mj-class":
            self.classes.setdefault(attributes.get("name", ""), set()).update(attributes)
        else:
            self.elements.setdefault(tag, set()).update(attributes)

    def check(self, tag: str, attributes: Mapping[str, str]) -> Iterator[Fault]:
        """Yield what is wrong with an element's classes, and what it lacks in spite of defaults."""
        inherited = INHERITED.get(tag, frozenset())
        own = (
            attributes.get("mj-class", "").split() if "mj-class" in ELEMENTS[tag].attributes else []
        )
        for name in own:
            if name not in self.classes:
                values = {"value": name, **near(name, self.classes)}
                yield Fault("mjml-class", ("mj-class",), values)
            for idle in sorted(self.classes.get(name, set()) & inherited):
                yield Fault("mjml-inherited", ("mj-class",), {"tag": tag, "attribute": idle})
        given = {*attributes, *self.elements.get(tag, ()), *self.elements.get("mj-all", ())}
        given.update(*(self.classes.get(name, ()) for name in own))
        for name in REQUIRED.get(tag, ()):
            if name not in given:
                yield Fault(_NO.get(name, "mjml-no-source"), (), {"tag": tag, "part": name})


def check_attributes(
    tag: str, attributes: Mapping[str, str], sources: tuple[str, ...]
) -> Iterator[Fault]:
    """Yield what is wrong with an element's attributes, whatever `mj-attributes` says."""
    known = ELEMENTS[tag].attributes
    for name, value in attributes.items():
        kind = known.get(name)
        if kind is None:
            yield _unknown(tag, name, known)
        elif kind != "text":
            yield from _check_value(tag, name, value, (kind,), sources)


def check_default(
    tag: str, attributes: Mapping[str, str], sources: tuple[str, ...]
) -> Iterator[Fault]:
    """Yield what is wrong with an element in `mj-attributes`."""
    known = SETTABLE[tag]
    if tag == "mj-class" and "name" not in attributes:
        yield Fault("mjml-no-name")
    for name, value in attributes.items():
        if (tag, name) == ("mj-class", "name"):
            continue
        if name not in known:
            yield _unknown(tag, name, known)
        elif name in INHERITED.get(tag, ()):
            yield Fault("mjml-inherited", (name,), {"tag": tag, "attribute": name})
        else:
            yield from _check_value(tag, name, value, known[name], sources)


def _unknown(tag: str, name: str, known: Iterable[str]) -> Fault:
    if name in IDLE.get(tag, ()):
        return Fault("mjml-idle", (name,), {"tag": tag, "attribute": name})
    if (tag, name) == ("mj-style", "inline"):
        return Fault("mjml-inline", (name,))
    return Fault("mjml-attribute", (name,), {"tag": tag, "attribute": name, **near(name, known)})


def _check_value(
    tag: str, name: str, value: str, kinds: tuple[str, ...], sources: tuple[str, ...]
) -> Iterator[Fault]:
    if not any(fits(kind, value) for kind in kinds):
        yield _wrong_value(name, value, kinds)
        return
    for kind in ADDRESSES.intersection(kinds):
        if (tag, kind) != ("mj-navbar-link", "link"):  # which may continue `base-url`
            yield from check_address(name, value, kind, sources)


def _wrong_value(name: str, value: str, kinds: tuple[str, ...]) -> Fault:
    shown = {"attribute": name, "value": value}
    words = [word for kind in kinds for word in choices(kind)]
    if words:
        listed = ", ".join(dict.fromkeys(words))
        return Fault("mjml-choice", (name,), {**shown, "choices": listed, **near(value, words)})
    return Fault("mjml-value", (name,), {**shown, "forms": examples(kinds[0])})
