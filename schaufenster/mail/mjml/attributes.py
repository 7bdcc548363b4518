"""The attributes of MJML's elements: known, of the right form, with effect, and none missing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from schaufenster.mail.mjml.markup import Found, check_link, check_source
from schaufenster.mail.mjml.rules import COMPONENTS, IDLE, INHERITED, REQUIRED, SHARED
from schaufenster.mail.mjml.values import RESOURCES, choices, examples, fits

_NO = {"lang": "mjml-no-lang", "alt": "mjml-no-alt"}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What `mj-attributes` has set so far: attributes by element (or `mj-all`) and by class."""

    elements: dict[str, set[str]] = field(default_factory=dict)
    classes: dict[str, set[str]] = field(default_factory=dict)

    def gives(self, tag: str, name: str, classes: str) -> bool:
        """Tell whether an element gets an attribute that it does not carry itself."""
        return (
            name in self.elements.get(tag, ())
            or name in self.elements.get("mj-all", ())
            or any(name in self.classes.get(each, ()) for each in classes.split())
        )


def near(word: str, known: Iterable[str]) -> dict[str, object]:
    """Return the message's value for “did you mean”, if there is something like it."""
    found = difflib.get_close_matches(word.lower(), list(known), 1, 0.75)
    return {"near": found[0]} if found else {}


@lru_cache(maxsize=8192)
def is_sound(tag: str, *given: str, at: tuple[str, ...]) -> bool:
    """Tell whether attributes are right whatever `mj-attributes` says: mails repeat themselves.

    `given` are names and values in turn, `at` the sources of pictures.
    """
    attributes = dict(zip(given[::2], given[1::2], strict=True))
    return next(check_attributes(tag, attributes, Defaults(), at), None) is None


def check_attributes(
    tag: str, attributes: Mapping[str, str], defaults: Defaults, sources: tuple[str, ...]
) -> Iterator[Found]:
    """Yield what is wrong with an element's attributes."""
    known = COMPONENTS[tag].attributes
    for name, value in attributes.items():
        kind = known.get(name)
        if kind is None:
            yield _unknown(tag, name, known)
        elif kind != "text":
            yield from _check_value(tag, name, value, (kind,), sources)
    classes = attributes.get("mj-class", "")
    if classes and "mj-class" in known:
        yield from _check_classes(tag, classes, defaults)
    for name in REQUIRED.get(tag, ()):
        if name not in attributes and not defaults.gives(tag, name, classes):
            yield _NO.get(name, "mjml-no-source"), "", {"tag": tag, "part": name}


def check_default(
    tag: str, attributes: Mapping[str, str], defaults: Defaults, sources: tuple[str, ...]
) -> Iterator[Found]:
    """Yield what is wrong with a line of `mj-attributes`, and note in `defaults` what it sets."""
    names = set(attributes)
    if tag == "mj-class":
        names -= {"name"}
        if "name" not in attributes:
            yield "mjml-no-name", "", {}
        defaults.classes.setdefault(attributes.get("name", ""), set()).update(names)
    else:
        defaults.elements.setdefault(tag, set()).update(names)
    for name in attributes:
        if name in names:
            yield from _check_default(tag, name, attributes[name], sources)


def _check_default(tag: str, name: str, value: str, sources: tuple[str, ...]) -> Iterator[Found]:
    kinds: tuple[str, ...]
    if tag in {"mj-all", "mj-class"}:
        known, kinds = set(SHARED), SHARED.get(name, ())
    else:
        known = set(COMPONENTS[tag].attributes) - {"mj-class"}
        kinds = (COMPONENTS[tag].attributes[name],) if name in known else ()
    if not kinds:
        yield _unknown(tag, name, known)
    elif name in INHERITED.get(tag, ()):
        yield "mjml-inherited", name, {"tag": tag, "attribute": name}
    else:
        yield from _check_value(tag, name, value, kinds, sources)


def _unknown(tag: str, name: str, known: Iterable[str]) -> Found:
    if name in IDLE.get(tag, ()):
        return "mjml-idle", name, {"tag": tag, "attribute": name}
    if (tag, name) == ("mj-style", "inline"):
        return "mjml-inline", name, {}
    return "mjml-attribute", name, {"tag": tag, "attribute": name, **near(name, known)}


def _check_value(
    tag: str, name: str, value: str, kinds: tuple[str, ...], sources: tuple[str, ...]
) -> Iterator[Found]:
    if not any(fits(kind, value) for kind in kinds):
        yield _wrong_value(name, value, kinds)
        return
    for kind in kinds:
        if kind in RESOURCES:
            for rule, values in check_source(value, sources, several=kind == "pictures"):
                yield rule, name, values
        elif kind == "link" and tag != "mj-navbar-link":  # those may go below `base-url`
            for rule, values in check_link(value):
                yield rule, name, values


def _wrong_value(name: str, value: str, kinds: tuple[str, ...]) -> Found:
    shown = {"attribute": name, "value": value}
    words = [word for kind in kinds for word in choices(kind)]
    if words:
        listed = ", ".join(dict.fromkeys(words))
        return "mjml-choice", name, {**shown, "choices": listed, **near(value, words)}
    return "mjml-value", name, {**shown, "forms": examples(kinds[0])}


def _check_classes(tag: str, classes: str, defaults: Defaults) -> Iterator[Found]:
    for name in classes.split():
        if name not in defaults.classes:
            yield "mjml-class", "mj-class", {"value": name, **near(name, defaults.classes)}
        for idle in sorted(defaults.classes.get(name, set()) & INHERITED.get(tag, frozenset())):
            yield "mjml-inherited", "mj-class", {"tag": tag, "attribute": idle}
