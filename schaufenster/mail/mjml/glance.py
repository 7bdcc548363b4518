"""Is a mail's MJML sound at a glance? What this cannot tell by its tags alone, `check` reads whole.

Mails repeat themselves, and most are sound. Here a document is cut at its tags, and each tag in its
place is asked once of the same rules; places in the text are never worked out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple
from xml.parsers import expat

from schaufenster.mail.mjml.attributes import Defaults, check_default, is_sound
from schaufenster.mail.mjml.markup import VOID, check_css, is_sound_element
from schaufenster.mail.mjml.rules import COMPONENTS, DEFINABLE, ONCE

_SPACE: Final = " \t\r\n"
_DEFAULTS: Final = "mj-attributes"
_HTML: Final = "html"
"""The place of what stands in an element that holds HTML, at any depth."""
_ODD: Final = ("<!", "<?", "]]>", "\ufffe", "\uffff")
_REFERENCE: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|nbsp|#34|#39|#160);)")
_CONTROL: Final = bytes(set(range(32)) - set(_SPACE.encode()))
_TEXTS: Final = frozenset({_HTML, "words", "css"})
_ROOT: Final = {"": ("mjml",)}
_ONCE: Final = ONCE | {"mjml"}
_MOST_LEVELS: Final = 90


class _Begun(NamedTuple):
    """What begins: its end tag, if it has one, the place inside, its name if it stands once."""

    end: str
    inside: str
    once: str = ""


def is_sound_at_a_glance(source: str, sources: tuple[str, ...]) -> bool:
    """Tell whether a rendered MJML document has no fault for sure; False says nothing."""
    if _is_odd(source):
        return False
    before, *pieces = source.split("<")
    outline = _Outline(sources)
    return not before.strip(_SPACE) and all(map(outline.takes, pieces)) and outline.is_whole


def _is_odd(source: str) -> bool:
    """Tell of comments, conditions, rare references, and what no text in XML holds."""
    if any(odd in source for odd in _ODD) or _REFERENCE.search(source):
        return True
    try:
        raw = source.encode()
    except UnicodeEncodeError:
        return True
    return len(raw.translate(None, _CONTROL)) != len(raw)


class _Outline:
    """What is open in a document, tag by tag."""

    def __init__(self, sources: tuple[str, ...]) -> None:
        self.sources = sources
        self.open: list[tuple[str, str]] = []  # end tags, with the places around them
        self.place = ""
        self.once: set[str] = set()

    @property
    def is_whole(self) -> bool:
        """Tell whether everything has its end."""
        return not self.open and "mj-body" in self.once

    def takes(self, piece: str) -> bool:
        """Go on by a tag without its first bracket and the text behind it, if both are right."""
        tag, closed, text = piece.partition(">")
        if not closed:
            return False
        if tag[:1] != "/":
            if not self._begins(tag):
                return False
        elif self.open and self.open[-1][0] == tag:
            self.place = self.open.pop()[1]
        else:
            return False
        if self.place == "css":
            return _is_sound_css(text, self.sources)
        return self.place in _TEXTS or not text.strip(_SPACE)

    def _begins(self, tag: str) -> bool:
        begun = _begun(tag, self.place, self.sources)
        if begun is None or len(self.open) > _MOST_LEVELS:
            return False
        if begun.once:
            if begun.once in self.once or (begun.once == "mj-head" and "mj-body" in self.once):
                return False
            self.once.add(begun.once)
        if begun.end:
            self.open.append((begun.end, self.place))
            self.place = begun.inside
        return True


@lru_cache(maxsize=8192)
def _begun(tag: str, place: str, sources: tuple[str, ...]) -> _Begun | None:
    """Return what begins with a start tag (without its brackets) in a place, None for a fault."""
    name, given = _read(tag)
    end = "" if tag.endswith("/") else f"/{name}"
    if place == _HTML and name:
        sound = is_sound_element(name, *given, at=sources) and not (end and name.lower() in VOID)
        return _Begun(end, _HTML) if sound else None
    if place == _DEFAULTS:
        return _Begun(end, "none") if _is_sound_default(name, given, sources) else None
    if name == _DEFAULTS:
        return _Begun(end, _DEFAULTS) if place == "mj-head" and not given else None
    children = COMPONENTS[place].children if place in COMPONENTS else _ROOT.get(place, ())
    if name not in children or not is_sound(name, *given, at=sources):
        return None
    content = COMPONENTS[name].content
    return _Begun(end, name if content == "elements" else content, name if name in _ONCE else "")


def _is_sound_default(name: str, given: list[str], sources: tuple[str, ...]) -> bool:
    pairs = dict(zip(given[::2], given[1::2], strict=True))
    known = name in DEFINABLE or name in {"mj-all", "mj-class"}
    return known and next(check_default(name, pairs, Defaults(), sources), None) is None


def _read(tag: str) -> tuple[str, list[str]]:
    """Return the name of a start tag ("" if it is none), and its attributes' names and values."""
    found: list[tuple[str, list[str]]] = []
    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.StartElementHandler = lambda name, given: found.append((name, given))
    try:
        parser.Parse(f"<{tag}>" if tag.endswith("/") else f"<{tag}/>", True)  # noqa: FBT003
    except expat.ExpatError:
        return "", []
    return found[0]


@lru_cache(maxsize=64)
def _is_sound_css(text: str, sources: tuple[str, ...]) -> bool:
    return next(check_css(text, sources), None) is None
