"""Does a mail's MJML hold to the rules? Every fault with its line and column, all at once.

One pass of Expat: strict XML, no entity is ever expanded, nothing is loaded. Places are worked
out only for faults, so that a sound mail costs almost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.entities import html5
from typing import Final
from xml.parsers import expat

from schaufenster.mail.mjml.attributes import (
    Defaults,
    check_attributes,
    check_default,
    is_sound,
    near,
)
from schaufenster.mail.mjml.glance import is_sound_at_a_glance
from schaufenster.mail.mjml.markup import (
    VOID_CLOSED,
    Found,
    check_css,
    check_element,
    is_sound_element,
)
from schaufenster.mail.mjml.rules import (
    COMPONENTS,
    CONDITIONS,
    DEFINABLE,
    NO_COMMENT,
    ONCE,
    PARENTS,
    Component,
)
from schaufenster.problems import Problem, in_order

_MOST_LEVELS: Final = 100
_LONGEST_SNIPPET: Final = 60
_SPACE: Final = " \t\r\n"

# What Outlook reads and others skip. The compiler reads what is between them as markup, and so
# does this check: the marks are read as processing instructions of the same length.
_CONDITION = re.compile(rb"<!(?:--\[if[^\]\x80-\xff]*\]>(?:<!-->)?|(?:--<!)?\[endif\]-->)")

_TAG = re.compile(rb"<[^\s/>]+((?:\s+[^\s=<>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)")
_ATTRIBUTE = re.compile(rb"\s+([^\s=<>]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_SNIPPET = re.compile(r"<[^>\n]*>?|[^\s=<>]+\s*=\s*(?:\"[^\"\n]*\"|'[^'\n]*')|[^<\n]*")

_DEFAULT = Component("none", frozenset(), {})
_ANYTHING = Component("html", frozenset(), {})  # below what is unknown: one fault is enough
_KNOWN = {
    **COMPONENTS,
    "mj-attributes": Component("elements", DEFINABLE | {"mj-all", "mj-class"}, {}),
    "mj-all": _DEFAULT,
    "mj-class": _DEFAULT,
}
_PLAIN = {
    name: (component.children & COMPONENTS.keys()) - ONCE for name, component in COMPONENTS.items()
}
"""What may stand in an element with no rule but its place and its attributes."""
_TEXTS = frozenset({"html", "words", "css"})
_REFUSED = {
    "mj-include": "mjml-include",
    "mj-font": "mjml-font",
    "mj-html-attributes": "mjml-selector",
    "mj-selector": "mjml-selector",
    "mj-html-attribute": "mjml-selector",
}
_XML = expat.errors.codes


def check_mjml(
    source: str, name: str, *, sources: tuple[str, ...] = ("https://",)
) -> tuple[Problem, ...]:
    """Return every fault of a rendered MJML document, in reading order; `name` is its path.

    `sources` is how the address of a picture may start: the site's address, names of pictures that
    travel in the mail. `cid:` always may.
    A fault's `field` is the piece of source it is about. Never raises for any text.
    """
    if is_sound_at_a_glance(source, sources):
        return ()
    reader = _Reader(source, name, sources)
    reader.read()
    return in_order(reader.found)


class _Enough(Exception):  # noqa: N818 - ends the reading, is no error of ours
    """What follows cannot be read with sense."""


class _Reader:
    """Follows a document from tag to tag and notes what is wrong."""

    def __init__(self, source: str, name: str, sources: tuple[str, ...]) -> None:
        self.raw = source.encode("utf-8", "surrogatepass")
        self.name = name
        self.sources = sources
        self.found: list[Problem] = []
        self.open: list[tuple[str, int, Component]] = []
        self.host = 0  # how many elements are open at the one whose text is read; 0 for none
        self.stray = False
        self.condition = -1  # where Outlook's condition began that is open
        self.seen: set[str] = set()
        self.defaults = Defaults()
        self.closed = {match.start() for match in VOID_CLOSED.finditer(self.raw)}
        self.parser = self._parser()

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8")
        parser.ordered_attributes = True
        parser.UseForeignDTD(True)  # noqa: FBT003 - so that &nbsp; is told, not fatal
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parser.SkippedEntityHandler = self._entity
        parser.StartCdataSectionHandler = self._cdata
        parser.StartDoctypeDeclHandler = self._doctype
        parser.XmlDeclHandler = self._instruction
        parser.ProcessingInstructionHandler = self._instruction
        return parser

    def read(self) -> None:
        """Read to the end, or to the first fault of XML itself."""
        try:
            self.parser.Parse(_CONDITION.sub(_mark, self.raw), True)  # noqa: FBT003 - Expat's "this was all"
        except expat.ExpatError as error:
            self._syntax(error)
        except _Enough:
            return
        else:
            if "mj-body" not in self.seen and not self.found:
                self._tell("mjml-no-body", 0)

    # ── tags ─────────────────────────────────────────────────────────────────────────────────

    def _start(self, tag: str, given: list[str]) -> None:
        self.stray = False
        at = self.parser.CurrentByteIndex
        if len(self.open) >= _MOST_LEVELS:
            self._tell("mjml-deep", at, most=_MOST_LEVELS)
            raise _Enough
        if self.host:
            self._start_markup(tag, given, at)
            return
        parent = self.open[-1][0] if self.open else ""
        if tag in _PLAIN.get(parent, ()) and is_sound(tag, *given, at=self.sources):
            component = COMPONENTS[tag]
        else:
            component = self._checked(tag, _pairs(given), at)
        self.open.append((tag, at, component))
        if component.content in _TEXTS:
            self.host = len(self.open)
            self.parser.CharacterDataHandler = None

    def _checked(self, tag: str, attributes: dict[str, str], at: int) -> Component:
        """Tell what is wrong with an element, its place and its attributes; return its rules."""
        parent, within, around = self.open[-1] if self.open else ("", 0, _DEFAULT)
        meant = self._meant(tag, at, parent, within, around)
        component = _KNOWN.get(meant, _ANYTHING)
        if parent == "mj-attributes" and meant in DEFINABLE | {"mj-all", "mj-class"}:
            component = _DEFAULT
            self._tell_all(at, check_default(meant, attributes, self.defaults, self.sources))
        elif meant in COMPONENTS:
            self._tell_all(at, check_attributes(meant, attributes, self.defaults, self.sources))
        elif component is not _ANYTHING:
            self._tell_all(at, (_bare(meant, name) for name in attributes))
        return component

    def _meant(self, tag: str, at: int, parent: str, within: int, around: Component) -> str:
        """Return the element as the rules know it, a misspelt one by its right name; else ""."""
        if tag in around.children or (not parent and tag == "mjml"):
            self._tell_order(tag, at, within)
            return tag
        if tag in _REFUSED:
            self._tell(_REFUSED[tag], at, tag=tag)
            return ""
        if not parent:
            self._tell("mjml-root", at, tag=tag)
            return tag
        if tag in _KNOWN:
            self._tell_place(tag, parent, at)
            return tag
        guess = near(tag, around.children) or near(tag, _KNOWN)
        rule = "mjml-tag" if guess or tag.startswith("mj") else "mjml-html"
        self._tell(rule, at, tag=tag, parent=parent, **guess)
        self.seen.update(str(name) for name in guess.values())
        return str(guess.get("near", ""))

    def _tell_order(self, tag: str, at: int, within: int) -> None:
        if tag in ONCE and f"{tag} {within}" in self.seen:
            self._tell("mjml-once", at, tag=tag)
        elif tag == "mj-head" and "mj-body" in self.seen:
            self._tell("mjml-order", at)
        self.seen |= {tag, f"{tag} {within}"}

    def _tell_place(self, tag: str, parent: str, at: int) -> None:
        parents = ", ".join(f"<{name}>" for name in PARENTS[tag])
        self._tell("mjml-place", at, tag=tag, parent=parent, parents=parents or "–")

    def _start_markup(self, tag: str, given: list[str], at: int) -> None:
        host, _, component = self.open[self.host - 1]
        self.open.append((tag, at, component))
        if component is _ANYTHING:
            return
        if component.content == "html" and is_sound_element(tag, *given, at=self.sources):
            return
        if tag in _KNOWN:
            self._tell_place(tag, host, at)
        elif tag.startswith("mj-"):
            self._tell("mjml-tag", at, tag=tag, **near(tag, _KNOWN))
        elif component.content != "html":
            self._tell("mjml-words", at, tag=tag, parent=host)
        else:
            self._tell_all(at, check_element(tag, _pairs(given), self.sources))

    def _end(self, tag: str) -> None:
        self.stray = False
        _, at, component = self.open.pop()
        if not self.host:
            return
        if len(self.open) >= self.host:
            if self.closed and (here := self.parser.CurrentByteIndex) in self.closed:
                self._tell("mjml-void", here, tag=tag)
            return
        self.host = 0
        self.parser.CharacterDataHandler = self._text
        if self.condition >= 0 and tag in CONDITIONS:
            self._tell("mjml-half", self.condition)
        self.condition = -1
        if component.content == "css":
            css = self.raw[at : self.parser.CurrentByteIndex].decode("utf-8", "replace")
            for rule, index, values in check_css(css, self.sources):
                self._tell(rule, at + len(css[:index].encode()), **values)

    # ── text ─────────────────────────────────────────────────────────────────────────────────

    def _text(self, text: str) -> None:
        if self.stray or not text.strip(_SPACE):
            return
        before = len(text) - len(text.lstrip(_SPACE))
        self._tell_stray(self.parser.CurrentByteIndex + before)

    def _tell_stray(self, at: int) -> None:
        self.stray = True
        self._tell("mjml-text", at, parent=self.open[-1][0])

    def _entity(self, name: str, is_parameter: bool) -> None:  # noqa: FBT001 - Expat calls it
        del is_parameter
        at = self.parser.CurrentByteIndex
        if not self.host:
            self._tell_stray(at)
        elif f"{name};" not in html5:
            self._tell("mjml-entity", at, value=f"&{name};")

    def _comment(self, text: str) -> None:
        parent, _, component = self.open[-1] if self.open else ("", 0, _ANYTHING)
        if parent in NO_COMMENT or component.content == "none":
            self._tell("mjml-comment", self.parser.CurrentByteIndex, parent=parent)
        elif text.startswith("[if") or "<?c" in text:  # as `_mark` writes a condition
            self._tell("mjml-half", self.parser.CurrentByteIndex)

    def _cdata(self) -> None:
        self._tell("mjml-cdata", self.parser.CurrentByteIndex)
        self.stray = True

    def _doctype(self, *_: object) -> None:
        self._tell("mjml-declaration", max(self.raw.find(b"<!DOCTYPE"), 0))
        raise _Enough

    def _instruction(self, *_: object) -> None:
        at = self.parser.CurrentByteIndex
        if self.raw.startswith(b"<?", at):
            self._tell("mjml-declaration", at)
            return
        begins = self.raw.startswith(b"<!--[if", at)
        host, _at, component = self.open[self.host - 1] if self.host else ("", 0, _DEFAULT)
        if component is _ANYTHING:
            return
        half = begins == (self.condition >= 0)
        if host in CONDITIONS:
            if half:
                self._tell("mjml-half", at)
        elif begins or half:
            self._tell("mjml-conditional", at)
        self.condition = at if begins else -1

    # ── telling ──────────────────────────────────────────────────────────────────────────────

    def _syntax(self, error: expat.ExpatError) -> None:
        at = max(self.parser.ErrorByteIndex, 0)
        tag, opened = self.open[-1][:2] if self.open else ("", 0)
        if error.code == _XML[expat.errors.XML_ERROR_TAG_MISMATCH]:
            closing = re.match(rb"[^\s>]*", self.raw[at:])
            found = closing[0].decode("utf-8", "replace") if closing else ""
            line = self._place(opened)[0]
            self._tell("mjml-unclosed", at - 2, tag=tag, line=line, closing=found)
        elif error.code == _XML[expat.errors.XML_ERROR_NO_ELEMENTS] and tag:
            self._tell("mjml-end", opened, tag=tag)
        elif error.code == _XML[expat.errors.XML_ERROR_INVALID_TOKEN]:
            before = self.raw[at - 1 : at] in {b"&", b"<"}
            self._tell("mjml-sign", at - 1 if before else at)
        elif error.code == _XML[expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE]:
            self._tell("mjml-twice", at)
        else:
            self._tell("mjml-xml", at, reason=expat.errors.messages[error.code])

    def _tell_all(self, at: int, found: Iterable[Found]) -> None:
        for rule, attribute, values in found:
            self._tell(rule, self._place_of(at, attribute) if attribute else at, **values)

    def _place_of(self, at: int, attribute: str) -> int:
        """Return where an attribute of the tag at an index begins."""
        tag = _TAG.match(self.raw, at)
        if tag:
            for match in _ATTRIBUTE.finditer(self.raw, tag.start(1), tag.end(1)):
                if match[1] == attribute.encode():
                    return match.start(1)
        return at

    def _tell(self, rule: str, at: int, **values: object) -> None:
        line, column = self._place(at)
        rest = self.raw[at : at + 4 * _LONGEST_SNIPPET].decode("utf-8", "replace")
        match = _SNIPPET.match(rest)
        snippet = match[0][:_LONGEST_SNIPPET].strip() if match else ""
        self.found.append(Problem(self.name, line, column, snippet, rule, values))

    def _place(self, at: int) -> tuple[int, int]:
        """Return line and column, from 1, of an index in the bytes."""
        before = self.raw[:at]
        start = before.rfind(b"\n") + 1
        column = len(before[start:].decode("utf-8", "replace").lstrip("\ufeff")) + 1
        return before.count(b"\n") + 1, column


def _mark(condition: re.Match[bytes]) -> bytes:
    return b"<?c" + b" " * (len(condition[0]) - 5) + b"?>"


def _pairs(given: list[str]) -> dict[str, str]:
    return dict(zip(given[::2], given[1::2], strict=True))


def _bare(tag: str, name: str) -> Found:
    return "mjml-attribute", name, {"tag": tag, "attribute": name}
