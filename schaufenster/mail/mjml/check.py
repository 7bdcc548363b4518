"""Checks a mail's MJML against the rules: every fault with its line and column, all at once.

Expat reads the document once: strict XML, no entity is ever expanded, nothing is loaded. Mails
repeat themselves, so each start tag is checked once in its parent (`elements`) and remembered;
lines and columns are worked out only for faults.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.entities import html5
from typing import Final
from xml.parsers import expat

from schaufenster.mail.mjml.attributes import Defaults
from schaufenster.mail.mjml.elements import DOCUMENT, TEXTS, UNKNOWN, check_start_tag, pairs
from schaufenster.mail.mjml.markup import VOID_END, loading_css
from schaufenster.mail.mjml.rules import CONDITIONS, NO_COMMENT, ONCE, Component
from schaufenster.problems import Fault, Problem, in_order

_MOST_LEVELS: Final = 100
_LONGEST_SNIPPET: Final = 60
_SPACE: Final = " \t\r\n"

# What Outlook reads and others skip. The compiler reads what is between them as markup, and so
# does this check: the conditions are read as processing instructions of the same length.
_CONDITION = re.compile(rb"<!(?:--\[if[\t\r\n -\\^-~]*\]>(?:<!-->)?|(?:--<!)?\[endif\]-->)")

_TAG = re.compile(rb"<[^\s/>]+((?:\s+[^\s=<>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)")
_ATTRIBUTE = re.compile(rb"\s+([^\s=<>]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_SNIPPET = re.compile(r"<[^>\n]*>?|[^\s=<>]+\s*=\s*(?:\"[^\"\n]*\"|'[^'\n]*')|[^<\n]*")

_XML = expat.errors.codes


def check_mjml(
    source: str, name: str, *, sources: tuple[str, ...] = ("https://",)
) -> tuple[Problem, ...]:
    """Return every fault of a rendered MJML document, in reading order; `name` is its path.

    `sources` is how the address of a picture may start: the site's address, names of pictures that
    travel in the mail. `cid:` always may.
    A fault's `field` is the piece of source it is about. Never raises for any text.
    """
    check = _Check(source, name, sources)
    check.run()
    return in_order(check.problems)


class _Enough(Exception):  # noqa: N818 - ends the reading, is no error of ours
    """What follows cannot be read with sense."""


class _Check:
    """One check of one document: follows it from tag to tag and collects what is wrong."""

    def __init__(self, source: str, name: str, sources: tuple[str, ...]) -> None:
        self.raw = source.encode("utf-8", "surrogatepass")
        self.name = name
        self.sources = sources
        self.problems: list[Problem] = []
        # Open elements: tag, index of the start tag, rules for what is in it.
        self.open: list[tuple[str, int, Component]] = [("", 0, DOCUMENT)]
        self.stray = False  # whether the text since the last tag has a fault already
        self.condition = -1  # the index of Outlook's condition that is open
        self.seen: set[tuple[str, int]] = set()  # elements by name and their parent's index
        self.defaults = Defaults()
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

    def run(self) -> None:
        """Read to the end, or to the first fault of XML itself."""
        try:
            self.parser.Parse(_CONDITION.sub(_instruction_like, self.raw), True)  # noqa: FBT003 - Expat's "this was all"
        except expat.ExpatError as error:
            self._syntax(error)
        except _Enough:
            return
        else:
            if not self.problems and all(tag != "mj-body" for tag, _ in self.seen):
                self._tell("mjml-no-body", 0)

    # ── tags ─────────────────────────────────────────────────────────────────────────────────

    def _start(self, tag: str, attributes: list[str]) -> None:
        self.stray = False
        at = self.parser.CurrentByteIndex
        if len(self.open) > _MOST_LEVELS:
            self._tell("mjml-deep", at, most=_MOST_LEVELS)
            raise _Enough
        _, opened, parent = self.open[-1]
        component, faults, is_default, depends = check_start_tag(
            self.sources, parent, tag, *attributes
        )
        if faults:
            self._tell_all(at, faults)
        if is_default:
            self.defaults.add(component.name, pairs(attributes))
        elif depends:
            self._tell_all(at, self.defaults.check(component.name, pairs(attributes)))
            self._tell_order(component.name, opened, at)
        self.open.append((tag, at, component))

    def _tell_order(self, element: str, opened: int, at: int) -> None:
        """Tell of an element that stands twice in its parent, which was opened at an index."""
        if element in ONCE and (element, opened) in self.seen:
            self._tell("mjml-once", at, tag=element)
        elif element == "mj-head" and ("mj-body", opened) in self.seen:
            self._tell("mjml-order", at)
        self.seen.add((element, opened))

    def _end(self, tag: str) -> None:
        self.stray = False
        _, at, component = self.open.pop()
        if component.content not in TEXTS:
            return
        here = self.parser.CurrentByteIndex
        if self.open[-1][2].content in TEXTS:
            if VOID_END.match(self.raw, here):
                self._tell("mjml-void", here, tag=tag)
            return
        if self.condition >= 0 and tag in CONDITIONS:
            self._tell("mjml-half", self.condition)
        self.condition = -1
        if component.content == "css":
            css = self.raw[at:here].decode("utf-8", "replace")
            for match in loading_css(css, self.sources):
                self._tell("mjml-css", at + len(css[: match.start()].encode()), value=match[0])

    # ── text ─────────────────────────────────────────────────────────────────────────────────

    def _text(self, text: str) -> None:
        if self.stray or self.open[-1][2].content in TEXTS or not text.strip(_SPACE):
            return
        before = len(text) - len(text.lstrip(_SPACE))
        self._tell_stray(self.parser.CurrentByteIndex + before)

    def _tell_stray(self, at: int) -> None:
        self.stray = True
        self._tell("mjml-text", at, parent=self.open[-1][0])

    def _entity(self, name: str, is_parameter: bool) -> None:  # noqa: FBT001 - Expat calls it
        del is_parameter
        at = self.parser.CurrentByteIndex
        if self.open[-1][2].content not in TEXTS:
            self._tell_stray(at)
        elif f"{name};" not in html5:
            self._tell("mjml-entity", at, value=f"&{name};")

    def _comment(self, text: str) -> None:
        parent, _, component = self.open[-1]
        if parent in NO_COMMENT or component.content == "none":
            self._tell("mjml-comment", self.parser.CurrentByteIndex, parent=parent)
        elif text.startswith("[if") or "<?c" in text:  # as `_instruction_like` writes a condition
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
        component = self.open[-1][2]
        if component is UNKNOWN:
            return
        begins = self.raw.startswith(b"<!--[if", at)
        half = begins == (self.condition >= 0)
        if component.name in CONDITIONS:
            if half:
                self._tell("mjml-half", at)
        elif begins or half:
            self._tell("mjml-conditional", at)
        self.condition = at if begins else -1

    # ── telling ──────────────────────────────────────────────────────────────────────────────

    def _syntax(self, error: expat.ExpatError) -> None:
        at = max(self.parser.ErrorByteIndex, 0)
        tag, opened, _ = self.open[-1]
        if error.code == _XML[expat.errors.XML_ERROR_TAG_MISMATCH]:
            closing = re.match(rb"[^\s>]*", self.raw[at:])
            end_tag = closing[0].decode("utf-8", "replace") if closing else ""
            line = self._place(opened)[0]
            self._tell("mjml-unclosed", at - 2, tag=tag, line=line, closing=end_tag)
        elif error.code == _XML[expat.errors.XML_ERROR_NO_ELEMENTS] and tag:
            self._tell("mjml-end", opened, tag=tag)
        elif error.code == _XML[expat.errors.XML_ERROR_INVALID_TOKEN]:
            before = self.raw[at - 1 : at] in {b"&", b"<"}
            self._tell("mjml-sign", at - 1 if before else at)
        elif error.code == _XML[expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE]:
            self._tell("mjml-twice", at)
        else:
            self._tell("mjml-xml", at, reason=expat.errors.messages[error.code])

    def _tell_all(self, at: int, faults: Iterable[Fault]) -> None:
        """Tell faults of the element at an index; `loc` of each is the attribute, if it is one."""
        for fault in faults:
            place = self._place_of(at, str(fault.loc[0])) if fault.loc else at
            self._tell(fault.rule, place, **fault.values)

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
        self.problems.append(Problem(self.name, line, column, snippet, rule, values))

    def _place(self, at: int) -> tuple[int, int]:
        """Return line and column, from 1, of an index in the bytes."""
        before = self.raw[:at]
        start = before.rfind(b"\n") + 1
        column = len(before[start:].decode("utf-8", "replace").lstrip("\ufeff")) + 1
        return before.count(b"\n") + 1, column


def _instruction_like(condition: re.Match[bytes]) -> bytes:
    """Return a processing instruction as long as one of Outlook's conditions."""
    return b"<?c" + b" " * (len(condition[0]) - 5) + b"?>"
