"""Checks attributes of MJML elements: known, of the right form, with effect, none missing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schaufenster.mail.mjml.markup import check_address
from schaufenster.mail.mjml.rules import ELEMENTS, IDLE, INHERITED, REQUIRED, SETTABLE
from schaufenster.mail.mjml.values import ADDRESSES, choices, examples, fits
from schaufenster.problems import Fault

_MISSING = {"lang": "mjml-no-lang", "alt": "mjml-no-alt"}


def near(word: str, candidates: Iterable[str]) -> dict[str, object]:
    """Return the message's value for “did you mean”, if a candidate is similar."""
    matches = difflib.get_close_matches(word.lower(), list(candidates), 1, 0.75)
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
        has_classes = "mj-class" in ELEMENTS[tag].attributes
        classes = attributes.get("mj-class", "").split() if has_classes else []
        for name in classes:
            if name not in self.classes:
                values = {"value": name, **near(name, self.classes)}
                yield Fault("mjml-class", ("mj-class",), values)
            for idle in sorted(self.classes.get(name, set()).intersection(INHERITED.get(tag, ()))):
                yield Fault("mjml-inherited", ("mj-class",), {"tag": tag, "attribute": idle})
        present = {*attributes, *self.elements.get(tag, ()), *self.elements.get("mj-all", ())}
        present.update(*(self.classes.get(name, ()) for name in classes))
        for name in REQUIRED.get(tag, ()):
            if name not in present:
                yield Fault(_MISSING.get(name, "mjml-no-source"), (), {"tag": tag, "part": name})


def check_attributes(
    tag: str, attributes: Mapping[str, str], sources: tuple[str, ...]
) -> Iterator[Fault]:
    """Yield what is wrong with an element's attributes, whatever `mj-attributes` says."""
    kinds = ELEMENTS[tag].attributes
    for name, value in attributes.items():
        kind = kinds.get(name)
        if kind is None:
            yield _unknown(tag, name, kinds)
        elif kind != "text":
            yield from _check_value(tag, name, value, (kind,), sources)


def check_default(
    tag: str, attributes: Mapping[str, str], sources: tuple[str, ...]
) -> Iterator[Fault]:
    """Yield what is wrong with an element in `mj-attributes`."""
    kinds = SETTABLE[tag]
    if tag == "mj-class" and "name" not in attributes:
        yield Fault("mjml-no-name")
    for name, value in attributes.items():
        if (tag, name) == ("mj-class", "name"):
            continue
        if name not in kinds:
            yield _unknown(tag, name, kinds)
        elif name in INHERITED.get(tag, ()):
            yield Fault("mjml-inherited", (name,), {"tag": tag, "attribute": name})
        else:
            yield from _check_value(tag, name, value, kinds[name], sources)


def _unknown(tag: str, name: str, candidates: Iterable[str]) -> Fault:
    if name in IDLE.get(tag, ()):
        return Fault("mjml-idle", (name,), {"tag": tag, "attribute": name})
    if (tag, name) == ("mj-style", "inline"):
        return Fault("mjml-inline", (name,))
    return Fault(
        "mjml-attribute", (name,), {"tag": tag, "attribute": name, **near(name, candidates)}
    )


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
    values = {"attribute": name, "value": value}
    words = [word for kind in kinds for word in choices(kind)]
    if words:
        listed = tuple(dict.fromkeys(words))
        return Fault("mjml-choice", (name,), {**values, "choices": listed, **near(value, words)})
    return Fault("mjml-value", (name,), {**values, "forms": examples(kinds[0])})
