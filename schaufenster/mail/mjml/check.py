"""Checks a mail's MJML against the rules: every fault with its line and column, all at once.

Expat reads the document once: strict XML, no entity is ever expanded, nothing is loaded. Results
for a start tag in its parent are cached (`elements`); lines and columns are computed only for
faults.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from contextlib import suppress
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

# Outlook's conditional comments. The compiler reads their content as markup, and so does this
# check: the conditions are read as processing instructions of the same length.
_CONDITION = re.compile(rb"<!(?:--\[if[\t\r\n -\\^-~]*\]>(?:<!-->)?|(?:--<!)?\[endif\]-->)")

_TAG = re.compile(rb"<[^\s/>]+((?:\s+[^\s=<>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)")
_ATTRIBUTE = re.compile(rb"\s+([^\s=<>]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_MOST_PROBLEMS: Final = 500
"""As many problems of one document are told: who mends them sees the rest."""
_SNIPPET = re.compile(r"<[^>\n]*>?|[^\s=<>]+\s*=\s*(?:\"[^\"\n]*\"|'[^'\n]*')|[^<\n]*")

_XML = expat.errors.codes


def check_mjml(
    source: str, name: str, *, sources: tuple[str, ...] = ("https://",)
) -> tuple[Problem, ...]:
    """Return every fault of a rendered MJML document, in reading order; `name` is its path.

    `sources` are the allowed starts of a picture's address besides `cid:`: the site's address,
    names of pictures inside the mail. A fault's `field` is its piece of source. Never raises.
    """
    check = _Check(source, name, sources)
    check.run()
    return in_order(check.problems)


class _Stop(Exception):  # noqa: N818 - ends the check, is no error
    """The rest of the document cannot be checked."""


class _Check:
    """One check of one document: follows it from tag to tag and collects the problems."""

    def __init__(self, source: str, name: str, sources: tuple[str, ...]) -> None:
        self.raw = source.encode("utf-8", "surrogatepass")
        self.name = name
        self.sources = sources
        self.problems: list[Problem] = []
        self.lines = [0, *(match.end() for match in re.finditer(b"\n", self.raw))]
        self.attributes: tuple[int, dict[bytes, int]] = (-1, {})  # of the tag asked for last
        # Open elements: tag, index of the start tag, rules for what is in it.
        self.open: list[tuple[str, int, Component]] = [("", 0, DOCUMENT)]
        self.text_reported = False  # whether the text since the last tag is a problem already
        self.condition = -1  # the index of Outlook's condition that is open
        self.elements: set[tuple[str, int]] = set()  # names of elements with their parent's index
        self.defaults = Defaults()
        self.parser = self._parser()

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8")
        parser.ordered_attributes = True
        parser.UseForeignDTD(True)  # noqa: FBT003 - makes &nbsp; a problem, not a fatal error
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
        """Read to the end, to the first fault of XML itself, or to the last problem told."""
        with suppress(_Stop):
            self._parse()

    def _parse(self) -> None:
        try:
            self.parser.Parse(_CONDITION.sub(_instruction_like, self.raw), True)  # noqa: FBT003 - Expat's "this was all"
        except expat.ExpatError as error:
            self._syntax(error)
        else:
            if not self.problems and all(tag != "mj-body" for tag, _ in self.elements):
                self._report("mjml-no-body", 0)

    # ── tags ─────────────────────────────────────────────────────────────────────────────────

    def _start(self, tag: str, attributes: list[str]) -> None:
        self.text_reported = False
        index = self.parser.CurrentByteIndex
        if len(self.open) > _MOST_LEVELS:
            self._report("mjml-deep", index, most=_MOST_LEVELS)
            raise _Stop
        _, opened, parent = self.open[-1]
        component, faults, is_default, depends = check_start_tag(
            self.sources, parent, tag, *attributes
        )
        if faults:
            self._report_all(index, faults)
        if is_default:
            self.defaults.add(component.name, pairs(attributes))
        elif depends:
            self._report_all(index, self.defaults.check(component.name, pairs(attributes)))
            self._check_order(component.name, opened, index)
        self.open.append((tag, index, component))

    def _check_order(self, element: str, opened: int, index: int) -> None:
        """Report an element that is repeated or too late in its parent (index `opened`)."""
        if element in ONCE and (element, opened) in self.elements:
            self._report("mjml-once", index, tag=element)
        elif element == "mj-head" and ("mj-body", opened) in self.elements:
            self._report("mjml-order", index)
        self.elements.add((element, opened))

    def _end(self, tag: str) -> None:
        self.text_reported = False
        _, index, component = self.open.pop()
        if component.content not in TEXTS:
            return
        end = self.parser.CurrentByteIndex
        if self.open[-1][2].content in TEXTS:
            if VOID_END.match(self.raw, end):
                self._report("mjml-void", end, tag=tag)
            return
        if self.condition >= 0 and tag in CONDITIONS:
            self._report("mjml-half", self.condition)
        self.condition = -1
        if component.content == "css":
            css = self.raw[index:end].decode("utf-8", "replace")
            for match in loading_css(css, self.sources):
                self._report("mjml-css", index + len(css[: match.start()].encode()), value=match[0])

    # ── text ─────────────────────────────────────────────────────────────────────────────────

    def _text(self, text: str) -> None:
        if self.text_reported or self.open[-1][2].content in TEXTS or not text.strip(_SPACE):
            return
        indent = len(text) - len(text.lstrip(_SPACE))
        self._report_text(self.parser.CurrentByteIndex + indent)

    def _report_text(self, index: int) -> None:
        self.text_reported = True
        self._report("mjml-text", index, parent=self.open[-1][0])

    def _entity(self, name: str, is_parameter: bool) -> None:  # noqa: FBT001 - Expat calls it
        del is_parameter
        index = self.parser.CurrentByteIndex
        if self.open[-1][2].content not in TEXTS:
            self._report_text(index)
        elif f"{name};" not in html5:
            self._report("mjml-entity", index, value=f"&{name};")

    def _comment(self, text: str) -> None:
        parent, _, component = self.open[-1]
        if parent in NO_COMMENT or component.content == "none":
            self._report("mjml-comment", self.parser.CurrentByteIndex, parent=parent)
        elif text.startswith("[if") or "<?c" in text:  # as `_instruction_like` writes a condition
            self._report("mjml-half", self.parser.CurrentByteIndex)

    def _cdata(self) -> None:
        self._report("mjml-cdata", self.parser.CurrentByteIndex)
        self.text_reported = True

    def _doctype(self, *_: object) -> None:
        self._report("mjml-declaration", max(self.raw.find(b"<!DOCTYPE"), 0))
        raise _Stop

    def _instruction(self, *_: object) -> None:
        index = self.parser.CurrentByteIndex
        if self.raw.startswith(b"<?", index):
            self._report("mjml-declaration", index)
            return
        component = self.open[-1][2]
        if component is UNKNOWN:
            return
        begins = self.raw.startswith(b"<!--[if", index)
        half = begins == (self.condition >= 0)
        if component.name in CONDITIONS:
            if half:
                self._report("mjml-half", index)
        elif begins or half:
            self._report("mjml-conditional", index)
        self.condition = index if begins else -1

    # ── reporting ────────────────────────────────────────────────────────────────────────────

    def _syntax(self, error: expat.ExpatError) -> None:
        index = max(self.parser.ErrorByteIndex, 0)
        tag, opened, _ = self.open[-1]
        if error.code == _XML[expat.errors.XML_ERROR_TAG_MISMATCH]:
            closing = re.match(rb"[^\s>]*", self.raw[index:])
            end_tag = closing[0].decode("utf-8", "replace") if closing else ""
            line = self._position(opened)[0]
            self._report("mjml-unclosed", index - 2, tag=tag, line=line, closing=end_tag)
        elif error.code == _XML[expat.errors.XML_ERROR_NO_ELEMENTS] and tag:
            self._report("mjml-end", opened, tag=tag)
        elif error.code == _XML[expat.errors.XML_ERROR_INVALID_TOKEN]:
            before = self.raw[index - 1 : index] in {b"&", b"<"}
            self._report("mjml-sign", index - 1 if before else index)
        elif error.code == _XML[expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE]:
            self._report("mjml-twice", index)
        else:
            self._report("mjml-xml", index, reason=expat.errors.messages[error.code])

    def _report_all(self, index: int, faults: Iterable[Fault]) -> None:
        """Report the faults of the element at an index; `loc` of a fault is its attribute."""
        for fault in faults:
            start = self._index_of(index, str(fault.loc[0])) if fault.loc else index
            self._report(fault.rule, start, **fault.values)

    def _index_of(self, index: int, attribute: str) -> int:
        """Return the index at which an attribute of the tag at an index starts."""
        if self.attributes[0] != index:
            self.attributes = index, self._attributes_of(index)
        return self.attributes[1].get(attribute.encode(), index)

    def _attributes_of(self, index: int) -> dict[bytes, int]:
        """Return the index of each attribute of the tag at an index."""
        starts: dict[bytes, int] = {}
        if tag := _TAG.match(self.raw, index):
            for match in _ATTRIBUTE.finditer(self.raw, tag.start(1), tag.end(1)):
                starts.setdefault(match[1], match.start(1))
        return starts

    def _report(self, rule: str, index: int, **values: object) -> None:
        line, column = self._position(index)
        following = self.raw[index : index + 4 * _LONGEST_SNIPPET].decode("utf-8", "replace")
        match = _SNIPPET.match(following)
        snippet = match[0][:_LONGEST_SNIPPET].strip() if match else ""
        self.problems.append(Problem(self.name, line, column, snippet, rule, values))
        if len(self.problems) >= _MOST_PROBLEMS:
            raise _Stop

    def _position(self, index: int) -> tuple[int, int]:
        """Return line and column, from 1, of an index in the bytes."""
        line = bisect_right(self.lines, index)
        before = self.raw[self.lines[line - 1] : index]
        return line, len(before.decode("utf-8", "replace").lstrip("\ufeff")) + 1


def _instruction_like(condition: re.Match[bytes]) -> bytes:
    """Return a processing instruction as long as one of Outlook's conditions."""
    return b"<?c" + b" " * (len(condition[0]) - 5) + b"?>"
