"""Is a mail's MJML sound at a glance? What this cannot tell by its tags alone, `check` reads whole.

Mails repeat themselves, and most are sound. Here a document is cut at its tags, and each tag in its
place is asked once of the same rules; places in the text are never worked out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final, NamedTuple
from xml.parsers import expat

from schaufenster.mail.mjml.attributes import Defaults, check_default, is_sound
from schaufenster.mail.mjml.markup import VOID, check_css, is_sound_element
from schaufenster.mail.mjml.rules import COMPONENTS, DEFINABLE, ONCE

_SPACE: Final = b" \t\r\n"
_DEFAULTS: Final = "mj-attributes"
_HTML: Final = "html"
"""The place of what stands in an element that holds HTML, at any depth."""
_NO_SIGN: Final = re.compile("\ufffe|\uffff".encode())
_SECTION_END: Final = re.compile(rb"\]\]>")
_REFERENCE: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|nbsp|#34|#39|#160);)")
_GAPS: Final = (b"", b"\n")
_CONTROL: Final = bytes(set(range(32)) - set(_SPACE))
_TEXTS: Final = frozenset({_HTML, "words"})
_ROOT: Final = {"": ("mjml",)}
_ONCE: Final = ONCE | {"mjml"}
_MOST_LEVELS: Final = 90

Sources = tuple[str, ...]


class _Begun(NamedTuple):
    """What begins: its end tag, if it has one, the place inside, its name if it stands once."""

    end: bytes
    inside: str
    once: str = ""


def is_sound_at_a_glance(source: str, sources: Sources) -> bool:
    """Tell whether a rendered MJML document has no fault for sure; False says nothing."""
    try:
        raw = source.encode()  # searched and cut in half the time that a text takes
    except UnicodeEncodeError:
        return False
    if _is_odd(raw):
        return False
    before, *pieces = raw.split(b"<")
    return not before.strip(_SPACE) and _is_sound_outline(pieces, sources)


def _is_odd(raw: bytes) -> bool:
    """Tell of rare references and of what no text in XML holds.

    One byte is looked for fifty times as fast as two, and several words one by one are sooner found
    than at once. Comments and conditions are no start tags for `_read`.
    """
    if b"\xef" in raw and _NO_SIGN.search(raw):
        return True
    if _SECTION_END.search(raw) or _REFERENCE.search(raw):
        return True
    return len(raw.translate(None, _CONTROL)) != len(raw)


def _is_sound_outline(pieces: list[bytes], sources: Sources) -> bool:
    """Follow a document from tag to tag; a piece is a tag without its first bracket, and a text."""
    begun_by = _reader(sources)
    opened: list[tuple[bytes, str]] = []  # end tags, with the places around them
    place = ""
    seen: set[str] = set()
    for piece in pieces:
        tag, closed, text = piece.partition(b">")
        if not closed:
            return False
        if tag[:1] != b"/":
            begun = begun_by(tag, place)
            if begun is None or len(opened) > _MOST_LEVELS:
                return False
            end, inside, once = begun
            if once and not _is_first(once, seen):
                return False
            if end:
                opened.append((end, place))
                place = inside
        elif opened and opened[-1][0] == tag:
            place = opened.pop()[1]
        else:
            return False
        if text in _GAPS or place in _TEXTS:
            continue
        if not (_is_sound_css(text, sources) if place == "css" else not text.strip(_SPACE)):
            return False
    return not opened and "mj-body" in seen


def _is_first(once: str, seen: set[str]) -> bool:
    """Note an element that stands once; tell whether it does, and the head before the body."""
    if once in seen or (once == "mj-head" and "mj-body" in seen):
        return False
    seen.add(once)
    return True


@lru_cache(maxsize=64)
def _reader(sources: Sources) -> Callable[[bytes, str], _Begun | None]:
    """Return `_begun` for some sources, with a memory."""
    return lru_cache(maxsize=8192)(partial(_begun, sources))


def _begun(sources: Sources, tag: bytes, place: str) -> _Begun | None:
    """Return what begins with a start tag (without its brackets) in a place, None for a fault."""
    name, given = _read(tag)
    end = b"" if tag.endswith(b"/") else f"/{name}".encode()
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


def _is_sound_default(name: str, given: list[str], sources: Sources) -> bool:
    pairs = dict(zip(given[::2], given[1::2], strict=True))
    known = name in DEFINABLE or name in {"mj-all", "mj-class"}
    return known and next(check_default(name, pairs, Defaults(), sources), None) is None


def _read(tag: bytes) -> tuple[str, list[str]]:
    """Return the name of a start tag ("" if it is none), and its attributes' names and values."""
    found: list[tuple[str, list[str]]] = []
    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.StartElementHandler = lambda name, given: found.append((name, given))
    try:
        parser.Parse(b"<%b>" % tag if tag.endswith(b"/") else b"<%b/>" % tag, True)  # noqa: FBT003
    except expat.ExpatError:
        return "", []
    return found[0]


@lru_cache(maxsize=64)
def _is_sound_css(text: bytes, sources: Sources) -> bool:
    return next(check_css(text.decode(), sources), None) is None
