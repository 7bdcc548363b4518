"""Contributed Markdown as safe HTML, and the faults its author should correct.

Two steps: python-markdown runs without raw HTML and without pictures, so that whatever is not
Markdown stays visible text; then nh3 keeps only the tags, attributes and links listed here. The
result is XHTML, because MJML's parser reads nothing else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from string import punctuation
from typing import Final
from xml.etree.ElementTree import Element

import nh3
from lxml import etree
from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

from schaufenster.problems import Fault
from schaufenster.sanitize.line import at, hidden_characters, visible
from schaufenster.sanitize.links import ADDRESS, link_fault, target_of

_DEEPEST_HEADING = 4
_LONGEST_TEXT = 100_000
_LONGEST_BLOCK = 20_000
_MOST_BRACKET_WORK = 4_000_000  # brackets × characters of a block: about half a second
_MOST_CELLS = 10_000
_MOST_FAULTS = 20

_TAGS = frozenset(
    {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre"}
    | {"br", "hr", "table", "thead", "tbody", "tr", "th", "td"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_VOID = re.compile("<(br|hr)>")
# Forty levels of lists and quotations. Each level is an atomic group: no backtracking.
_TOO_DEEP = re.compile(r"^(?>    |\t|[ \t]{0,3}(?:>|[-*+][ \t]|\d{1,9}\.[ \t])){40}", re.MULTILINE)

_ESCAPED = re.compile(f"{STX}([0-9]+){ETX}")
_NOT_MARKDOWN = re.compile(
    r"<(?:[/?]?[A-Za-z][\w:.-]*(?=[\s/>=]|$)|[A-Za-z][\w+.-]*:|!(?:--|\[|[A-Za-z]))|!\["
)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# What may make more of a text than paragraphs; `$` and `^` are ends of lines.
_MORE = re.compile(r"[\\`*_\[<>&|\t@]|://|[^\S\n]$|^(?![^\W\d_]|$)", re.MULTILINE)
_MARKUP = re.compile(r"[\\`*_\[<@]|  \n|://")
_PLAIN_LINK = re.compile(r"(?<!!)\[[^\[\]<\\&]*\]\(([^\s()\[\]<>\\&\"'`]+)\)")
_SIGNS = re.compile(r"[\[\]<\\&]")

# Compiled objects without state: both may serve any number of texts.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _permitted(tag: str, attribute: str, value: str) -> str | None:
    """Return an attribute's value, or None for a link that is refused."""
    if (tag, attribute) == ("a", "href"):
        return None if link_fault(value) else value
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(),
    attributes={"a": {"href"}, "*": set()},  # without "*" nh3 lets title and lang pass
    tag_attribute_values={"a": {"rel": {"noopener"}}, "th": {"scope": {"col"}}},
    attribute_filter=_permitted,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def prose(markdown_text: str, *, heading: int = 2, home: str = "") -> str:
    """Return contributed Markdown as a safe XHTML fragment (well-formed XML, UTF-8 text).

    The highest heading becomes `heading` (2 to 4), the others follow. Raw HTML and pictures stay
    as the text that was typed; a link that leads to anything but http(s), mailto or a path of this
    site loses its target and keeps its text. `home` goes before such paths: the site's folder for
    pages, its address for feeds and mails. Never raises for any text.
    """
    if not 1 < heading <= _DEEPEST_HEADING:
        raise ValueError(f"heading is {heading}, not 2 to {_DEEPEST_HEADING}")
    xhtml = _safe(markdown_text, heading)
    return xhtml.replace('<a href="/', f'<a href="{html.escape(home)}/')


@lru_cache(maxsize=8192)
def _safe(markdown_text: str, heading: int) -> str:
    """Return a text as safe XHTML without `home`: pages, feeds and mails share it."""
    source = _source(markdown_text)
    if not _MORE.search(source):
        return _paragraphs(source)  # what all the rest would make of it, a hundred times as fast
    converted = _converted(source, heading)
    if converted is None:
        return _paragraphs(source)
    safe = _source(_CLEANER.clean(converted[0]))  # again: `&#13;` is a character now
    xhtml = _VOID.sub(r"<\1 />", safe).replace("&nbsp;", "\xa0")
    return _paragraphs(source) if tree(xhtml) is None else xhtml


def check_prose(text: str) -> Iterator[Fault]:
    """Yield what `prose` would drop or show as typed, each with line and column in `text`."""
    yield from hidden_characters(text)
    for match in _REFERENCE.finditer(text):
        for fault in hidden_characters(_referred(match)):
            yield at(fault, text, match.start())
    source = _source(text)
    if _is_clear(source) and not _too_complex(source):
        return
    converted = _converted(source, _DEEPEST_HEADING)
    if converted is None:
        yield Fault("prose-complex", line=1, column=1)
        return
    yield from islice(converted[1].faults(text), _MOST_FAULTS)


def _is_clear(source: str) -> bool:
    """Return whether a text surely has no HTML, no picture and no refused link; quick.

    Every bracket is part of `[text](target)`, with a target that no other rule of Markdown changes.
    """
    return not _SIGNS.search(_PLAIN_LINK.sub("", source)) and not any(
        map(link_fault, _PLAIN_LINK.findall(source))
    )


def _source(text: str) -> str:
    """Return the text with line feeds only and without characters nobody can see."""
    return visible(_LINE_ENDS.sub("\n", text))


def _paragraphs(source: str) -> str:
    """Return the text as it was typed: for what is too complex to be read as Markdown."""
    blocks = (block.strip() for block in _BLANK_LINE.split(source))
    return "\n".join(f"<p>{html.escape(block, quote=False)}</p>" for block in blocks if block)


def tree(xhtml: str) -> etree._Element | None:
    """Return a fragment below one root, or None if it is not well-formed XML."""
    try:
        return etree.fromstring(f"<body>{xhtml}</body>", _PARSER)
    except etree.XMLSyntaxError:
        return None


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────


class _BareAddress(InlineProcessor):
    """Makes a link of a web or mail address that stands in a text as it is, if it may be one."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override] # noqa: N802 - the library's name
        self, match: re.Match[str], _data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link and where it stands."""
        target = target_of(match[0])
        if target is None:
            return None, None, None
        link = Element("a", {"href": target})
        link.text = AtomicString(match[0])
        return link, match.start(), match.end()


class _NoMarkup(Treeprocessor):
    """Marks texts without any markup as done: saves eleven searches, a third of the time."""

    def run(self, root: Element) -> None:
        """Change the tree in place: before inline markup is read."""
        for element in root.iter():
            if element.text and not _MARKUP.search(element.text):
                element.text = AtomicString(element.text)


class _Adjust(Treeprocessor):
    """Adjusts headings, links and table heads, and collects what it had to change."""

    changes: _Changes
    """Given before each text."""

    def __init__(self, md: Markdown, heading: int) -> None:
        super().__init__(md)
        self.heading = heading

    def run(self, root: Element) -> None:
        """Change the tree in place: after inline markup, before escaped characters return."""
        self.changes.texts = list(root.itertext())
        top = min((_HEADINGS[e.tag] for e in root.iter() if e.tag in _HEADINGS), default=1)
        for element in root.iter():
            if element.tag in _HEADINGS:
                level = self.heading + _HEADINGS[element.tag] - top
                element.tag = f"h{min(level, _DEEPEST_HEADING)}"
            elif element.tag == "th":
                element.set("scope", "col")
            elif element.tag == "a":
                self._set_target(element)

    def _set_target(self, link: Element) -> None:
        raw = link.get("href", "")
        link.attrib.clear()
        typed = _ESCAPED.sub(_character, raw.replace(AMP_SUBSTITUTE, "&"))
        target = _REFERENCE.sub(_referred, typed)  # with its semicolon: `&section=2` is none
        fault = link_fault(target)
        if fault:
            self.changes.links.append((raw, fault))
            link.tag = "span"  # dropped by the cleaner, while its content stays
            return
        link.set("href", target.replace("&", "&amp;"))
        if target[0] in "hH":
            link.set("rel", "noopener")


@dataclass(slots=True)
class _Changes:
    """The refused links of a text with their faults, and all its text nodes."""

    links: list[tuple[str, Fault]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def faults(self, text: str) -> Iterator[Fault]:
        """Yield the faults, each at its position in the text as typed, if it is found there."""
        yield from _placed(text, self.links)
        tags = (match[0] for node in self.texts for match in _NOT_MARKDOWN.finditer(node))
        yield from _placed(text, ((tag, _not_markdown(tag)) for tag in tags))


def _not_markdown(tag: str) -> Fault:
    return Fault("prose-picture" if tag == "![" else "prose-html", values={"tag": tag})


def _placed(text: str, faults: Iterable[tuple[str, Fault]]) -> Iterator[Fault]:
    """Yield each fault at its words in a text: behind those before, else anywhere, else at 0."""
    after = 0
    for words, fault in faults:
        index = text.find(words, after)
        index = index if index >= 0 else max(text.find(words), 0)
        yield at(fault, text, index)
        after = index + len(words)


def _converted(source: str, heading: int) -> tuple[str, _Changes] | None:
    """Return unsafe XHTML and what was changed, or None if the text is too complex."""
    if _too_complex(source):
        return None
    converter = _CONVERTERS.pop(heading) if heading in _CONVERTERS else _markdown(heading)
    markdown, adjust = converter
    adjust.changes = _Changes()
    try:
        xhtml = markdown.reset().convert(source)
    except RecursionError:
        return None
    _CONVERTERS[heading] = markdown, adjust
    return xhtml, adjust.changes


_CONVERTERS: Final[dict[int, tuple[Markdown, _Adjust]]] = {}
"""A converter by level of headings; one that failed is not used again."""


def _markdown(heading: int) -> tuple[Markdown, _Adjust]:
    """Return a new converter: it costs as much as a short text, and `reset` makes it new again."""
    markdown = Markdown(extensions=["tables", "sane_lists"])
    markdown.preprocessors.deregister("html_block")
    for pattern in ("html", "entity", "image_link", "image_reference", "short_image_ref"):
        markdown.inlinePatterns.deregister(pattern)
    markdown.inlinePatterns.register(_BareAddress(ADDRESS.pattern, markdown), "bare-address", 100)
    markdown.ESCAPED_CHARS = list(punctuation)  # as CommonMark, and the forms that write it, do
    adjust = _Adjust(markdown, heading)
    markdown.treeprocessors.register(_NoMarkup(markdown), "no-markup", 30)  # "inline" is 20
    markdown.treeprocessors.register(adjust, "adjust", 5)  # and "unescape" is 0
    return markdown, adjust


def _too_complex(source: str) -> bool:
    """Return whether a text would take python-markdown seconds or nest too deep for it."""
    if len(source) > _LONGEST_TEXT or _TOO_DEEP.search(source):
        return True
    return _is_heavy(source) and any(map(_is_heavy, _BLANK_LINE.split(source)))


def _is_heavy(block: str) -> bool:
    columns = max(line.count("|") for line in block.split("\n"))
    return (
        len(block) > _LONGEST_BLOCK
        or len(block) * block.count("[") > _MOST_BRACKET_WORK
        or columns * block.count("\n") > _MOST_CELLS
    )


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1]))


def _referred(match: re.Match[str]) -> str:
    return html.unescape(match[0])
