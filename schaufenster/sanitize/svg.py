"""Logos as SVG: drawing only, copied element by element into a new document.

Active content is refused with its line; editors' metadata is left out without a fault. The result
holds nothing a browser executes or loads, as `<img>`, as a document of its own, or inside a page.
The names are SVG 2's (https://www.w3.org/TR/SVG2/); colours and lengths are checked for safety,
not for sense.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from schaufenster.problems import Fault
from schaufenster.sanitize import references
from schaufenster.sanitize.file_formats import HEAD, check_foreign
from schaufenster.sanitize.line import at, visible

_MOST_BYTES = 200 * 1024
_KEPT = 1024
"""Drawings kept: each is checked, measured and cleaned, for several outputs."""
_MOST_ELEMENTS = 5_000
_LARGEST = 1e6

_SVG = "http://www.w3.org/2000/svg"
_NAMESPACES: Any = {None: _SVG}  # lxml-stubs know no default namespace
_XLINK = "http://www.w3.org/1999/xlink"
# Browsers interpret these; elements of any other namespace are an editor's metadata.
_INTERPRETED = {_SVG, "http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML", None}

_ELEMENTS = frozenset(
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon"
    " linearGradient radialGradient stop clipPath mask pattern marker".split()
)
_TEXTS = frozenset({"title", "desc"})
_DROPPED = frozenset({"metadata"})
_REFUSED = {
    name: rule
    for rule, names in {
        "svg-active": "script foreignobject iframe frame embed object applet audio video source"
        " track canvas link meta base form handler listener html body feimage cursor",
        "svg-animation": "set animate animatecolor animatemotion animatetransform discard mpath",
        "svg-text": "text tspan textpath tref flowroot",
        "svg-image": "image img",
        "svg-style": "style",
        "svg-link": "a",
    }.items()
    for name in names.split()
}
_REFERRING = frozenset({"use", "linearGradient", "radialGradient", "pattern"})

_PAINT = frozenset(references.PAINT)
_PRESENTATION = _PAINT | frozenset(
    "fill-opacity fill-rule stroke-width stroke-opacity stroke-linecap stroke-linejoin"
    " stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color clip-rule mask-type"
    " stop-color stop-opacity display visibility overflow paint-order vector-effect"
    " shape-rendering color-interpolation".split()
)
_ATTRIBUTES = _PRESENTATION | frozenset(
    "x y x1 y1 x2 y2 cx cy r rx ry fx fy fr width height d points pathLength viewBox"
    " preserveAspectRatio transform refX refY offset gradientUnits gradientTransform spreadMethod"
    " clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits patternTransform"
    " markerUnits markerWidth markerHeight orient".split()
)
# In a style these change the drawing but have no attribute to become, so they are refused.
_NOT_IN_STYLE = frozenset({"transform", "filter", "mix-blend-mode", "marker", "animation", "d"})
_NEUTRAL = frozenset({"none", "normal", "auto"})
# On the outermost element these could draw over the page around it.
_NOT_ON_ROOT = frozenset({"x", "y", "overflow", "display", "visibility"})

_EVENT = re.compile("on[a-z]+", re.IGNORECASE)
_HREF = re.compile(r"#([^\s'\"()\\<>]+)")
_FUNCTION = re.compile(
    r"\b(?:rgba?|hsla?|matrix|translate|scale|rotate|skew[XY])\([0-9A-Za-z.,+\-%/\s]*\)"
)
_SIMPLE = re.compile(r"[A-Za-z0-9#%.,+\-\s]*")
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?"
_NUMBERS = re.compile(rf"\s*{_NUMBER}(?:(?:\s+|\s*,\s*){_NUMBER}){{3}}\s*")
_PIXELS = re.compile(rf"({_NUMBER})(?:px)?")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)  # an open one ends with the text, as in CSS
_SPACE = re.compile(r"\s+")
_DOCTYPE = re.compile("<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

# Without state. The encoding is set: a declaration inside the file does not count.
_PARSER = etree.XMLParser(
    encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
)


class SvgError(ValueError):
    """An SVG that is refused. `faults` says why, each with its line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(", ".join(fault.rule for fault in faults))


def clean_svg(raw: bytes) -> bytes:
    """Return the drawing alone, in canonical form: UTF-8, sorted attributes, own ids.

    Cleaning twice changes nothing. Ids are renamed after the content, so that several drawings
    fit into one page. Raises SvgError for everything that `check_svg` yields.
    """
    drawing = _walk(raw)
    if isinstance(drawing, tuple):
        raise SvgError(drawing)
    return drawing


def svg_size(raw: bytes) -> tuple[float, float]:
    """Return width and height of a drawing's `viewBox`. Raises SvgError as `clean_svg` does."""
    box = str(etree.fromstring(clean_svg(raw)).attrib["viewBox"])
    width, height = map(float, re.findall(_NUMBER, box)[2:])
    return width, height


def check_svg(raw: bytes) -> Iterator[Fault]:
    """Yield why an SVG is refused, with line and column: active content, references, size."""
    drawing = _walk(raw)
    if isinstance(drawing, tuple):
        yield from drawing


@lru_cache(_KEPT)
def _walk(raw: bytes) -> bytes | tuple[Fault, ...]:
    """Return the clean drawing, or the faults for which there is none."""
    if len(raw) > _MOST_BYTES:
        return (_too_large(len(raw)),)
    if foreign := tuple(check_foreign(raw[:HEAD], ".svg")):
        return foreign
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return (Fault("not-utf8"),)
    root = _parsed(text)
    if isinstance(root, Fault):
        return (root,)
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        return (_too_large(len(raw)),)
    return _Copy(text).whole(root)


def _parsed(text: str) -> etree._Element | Fault:
    """Return the outermost element of an SVG without DOCTYPE, or why there is none."""
    if doctype := _DOCTYPE.search(text):
        return at(Fault("svg-doctype"), text, doctype.start())
    try:
        root = etree.fromstring(text.encode(), _PARSER)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        return Fault("svg-xml", line=line, column=column)
    return root if root.tag == f"{{{_SVG}}}svg" else Fault("svg-root", line=1, column=1)


def _too_large(size: int) -> Fault:
    values = {"size": -(-size // 1024), "elements": _MOST_ELEMENTS, "most": _MOST_BYTES // 1024}
    return Fault("svg-size", values=values)


class _Copy:
    """One pass over a drawing: copies what is allowed, collects faults for what is refused."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.faults: list[Fault] = []
        self.origins: dict[etree._Element, etree._Element] = {}

    def whole(self, root: etree._Element) -> bytes | tuple[Fault, ...]:
        """Return the copy as bytes, or the faults of the whole document."""
        for sibling in (*root.itersiblings(preceding=True), *root.itersiblings()):
            self.element(sibling)
        drawing = self.element(root)
        if drawing is not None and not self.faults:
            self.references(drawing)
        if drawing is None or self.faults:
            return tuple(self.faults)
        result = references.with_own_ids(drawing)
        return (_too_large(len(result)),) if len(result) > _MOST_BYTES else result

    def element(self, source: etree._Element, *, dropped: bool = False) -> etree._Element | None:
        """Return the copy of an element and its content, or None if it is left out.

        `dropped`: it is inside an element that is left out.
        """
        if not isinstance(source.tag, str):
            if isinstance(source, etree._ProcessingInstruction) and not dropped:  # noqa: SLF001 - lxml's type
                target = str(source.target)
                self.refuse("svg-instruction", source, f"<?{target}", name=target)
            return None
        name = etree.QName(source)
        rule = _refusal(name, dropped=dropped)
        if rule:
            self.refuse(rule, source, name.localname, name=name.localname)
        dropped = dropped or bool(rule) or name.namespace != _SVG or name.localname in _DROPPED
        is_text = name.localname in _TEXTS
        children = self.children(source, dropped=dropped or is_text)
        if dropped:
            return None
        copy = etree.Element(source.tag, self.attributes(source, name.localname), _NAMESPACES)
        copy.extend(children)
        if is_text:
            copy.text = _SPACE.sub(" ", visible("".join(map(str, source.itertext())))).strip()
        self.origins[copy] = source
        return copy

    def children(self, source: etree._Element, *, dropped: bool) -> list[etree._Element]:
        """Return the copies of the elements inside one."""
        copies = [self.element(child, dropped=dropped) for child in source]
        return [copy for copy in copies if copy is not None]

    def attributes(self, source: etree._Element, tag: str) -> dict[str, str]:
        """Return an element's allowed attributes in order; a style becomes attributes."""
        allowed: dict[str, str] = {}
        for qualified, value in sorted(map(_text_pair, source.attrib.items()), key=_style_last):
            name = etree.QName(qualified)
            if name.localname == "href" and name.namespace in {None, _XLINK}:
                allowed |= self.reference(source, tag, value)
            elif name.namespace is not None:
                continue
            elif _EVENT.fullmatch(name.localname):
                self.refuse("svg-event", source, name.localname, name=name.localname)
            elif name.localname == "style":
                allowed |= self.style(source, value)
            elif name.localname in _ATTRIBUTES | {"id"}:
                allowed |= self.attribute(source, name.localname, value)
        if source.getparent() is None:
            allowed = self.outermost(source, allowed)
        return dict(sorted(allowed.items()))

    def attribute(self, source: etree._Element, name: str, value: str) -> dict[str, str]:
        """Return one allowed attribute, or nothing if its value is refused."""
        if name == "id":
            return {name: value}
        other = references.LOCAL_URL.sub("", value) if name in _PAINT else value
        if "url(" in other.lower():
            self.refuse("svg-reference", source, name, name=name, value=value)
        elif not _SIMPLE.fullmatch(_FUNCTION.sub("", other)):
            self.refuse("svg-value", source, name, name=name, value=value)
        else:
            plain_urls = references.LOCAL_URL.sub(r"url(#\g<id>)", value)
            return {name: _SPACE.sub(" ", plain_urls).strip()}
        return {}

    def style(self, source: etree._Element, value: str) -> dict[str, str]:
        """Return a style's declarations as attributes: pages allow no style attribute."""
        allowed: dict[str, str] = {}
        for declaration in _COMMENT.sub("", value).split(";"):
            name, _, setting = (part.strip() for part in declaration.partition(":"))
            name, setting = name.lower(), setting.removesuffix("!important").strip()
            if name in _PRESENTATION:
                allowed |= self.attribute(source, name, setting)
            elif name in _NOT_IN_STYLE and setting not in _NEUTRAL:
                self.refuse("svg-value", source, name, name=name, value=setting)
            elif "url(" in declaration.lower() or "\\" in declaration or "@" in declaration:
                self.refuse("svg-reference", source, "style", name="style", value=declaration)
        return allowed

    def reference(self, source: etree._Element, tag: str, value: str) -> dict[str, str]:
        """Return a reference inside the drawing, on elements that may have one."""
        if not _HREF.fullmatch(value.strip()):
            self.refuse("svg-reference", source, "href", name="href", value=value)
        elif tag in _REFERRING:
            return {"href": value.strip()}
        return {}

    def outermost(self, source: etree._Element, allowed: dict[str, str]) -> dict[str, str]:
        """Return the outermost element's attributes: a valid viewBox, sizes in pixels or none."""
        if "transform" in allowed:
            self.refuse(
                "svg-value", source, "transform", name="transform", value=allowed["transform"]
            )
        allowed = {name: value for name, value in allowed.items() if name not in _NOT_ON_ROOT}
        sizes = [_PIXELS.fullmatch(allowed.pop(name, "")) for name in ("width", "height")]
        if all(size and _is_size(size[1]) for size in sizes):
            width, height = (size[1] for size in sizes if size)
            allowed |= {"width": width, "height": height}
            allowed.setdefault("viewBox", f"0 0 {width} {height}")
        box = allowed.get("viewBox", "")
        if not _NUMBERS.fullmatch(box) or not all(map(_is_size, re.findall(_NUMBER, box)[2:])):
            self.refuse("svg-box", source, "<svg")
        return allowed

    def references(self, drawing: etree._Element) -> None:
        """Refuse references to nowhere, in a circle, and those that multiply the drawing."""
        by_id = references.elements_by_id(drawing)
        for element in drawing.iter():
            for target in references.targets(element):
                if target not in by_id:
                    self.refuse("svg-target", self.origins[element], f"#{target}", value=target)
        if not self.faults and references.drawn_count(drawing, by_id, {}) > references.MOST_DRAWN:
            self.refuse("svg-repetition", self.origins[drawing], "<svg")

    def refuse(self, rule: str, source: etree._Element, wanted: str, **values: str) -> None:
        """Add a fault at `wanted`: lxml gives the line of a tag's end, it is there or above."""
        end: Any = source.sourceline  # lxml-stubs leave its type out
        for line in range(end, 0, -1):
            column = self.lines[line - 1].find(wanted) + 1
            if column:
                self.faults.append(Fault(rule, values=values, line=line, column=column))
                return
        self.faults.append(Fault(rule, values=values, line=end, column=1))


def _refusal(name: etree.QName, *, dropped: bool) -> str | None:
    """Return the rule that refuses an element; in what is dropped only active content counts."""
    if name.namespace not in _INTERPRETED:
        return None
    rule = _REFUSED.get(name.localname.lower())
    if dropped:
        return rule if rule == "svg-active" else None
    if rule or (name.namespace == _SVG and name.localname in _ELEMENTS | _DROPPED):
        return rule
    return "svg-element"


def _text_pair(pair: tuple[str | bytes, str | bytes]) -> tuple[str, str]:
    return str(pair[0]), str(pair[1])


def _style_last(pair: tuple[str, str]) -> tuple[bool, bool, str]:
    """Order attributes as they win: xlink:href before href, a style over the attributes."""
    return pair[0] == "style", not pair[0].startswith("{"), pair[0]


def _is_size(number: str) -> bool:
    return 0 < float(number) < _LARGEST
