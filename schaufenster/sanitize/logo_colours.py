"""The colours of a logo that are seen, and the ground it brings along."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from lxml import etree
from PIL import ImageColor

from schaufenster.sanitize import references
from schaufenster.sanitize.picture import small_pixels
from schaufenster.sanitize.svg import clean_svg

_SIDE: Final = 32
"""Pictures are looked at in so many pixels."""
_SEEN_FROM: Final = 8
"""The least opacity, of 255, with which a pixel can be seen."""
_OWN_GROUND: Final = 0.75
"""A picture of which so much is opaque brings its own ground."""
_UNKNOWN: Final = "#606060"
"""What a colour counts as that is written in no way known here: as most logos, it is for white."""

_SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_ASIDE: Final = frozenset({"defs", "symbol", "clipPath", "mask", "marker", "pattern"})
_Paints = Mapping[str, str]
_FIRST_PAINTS: Final[_Paints] = {"fill": "black", "stroke": "none", "color": "black"}
_ZERO: Final = re.compile(r"0*\.?0*(?:px|%)?")
_FUNCTION: Final = re.compile(
    r"(rgb|hsl)a?\(\s*([^\s,/]+)[\s,]+([^\s,/]+)[\s,]+([^\s,/]+)(?:[\s,/]+(?P<alpha>[^\s,/]+))?\s*\)"
)
"""CSS Color 4 writes `rgb(1 2 3 / 50%)`, Pillow reads `rgb(1,2,3)`."""
_RECTANGLE: Final = re.compile(r"M0[ ,]?0[hH]([\d.]+)[vV]([\d.]+)[hH](?:0|-[\d.]+)[zZ]?")


@dataclass(frozen=True, slots=True)
class LogoColours:
    """The share of each colour (`#rrggbb`) of a logo, together 1, and the ground it brings along.

    A picture's colours weigh what they cover, a drawing's all the same (`measured` is false).
    """

    shares: Mapping[str, float]
    ground: str | None
    measured: bool


_KNOWN: Final[dict[bytes, LogoColours]] = {}
"""The colours of each logo by its hash: a preview looks at it once, not at every edit."""


def logo_colours(raw: bytes, *, drawing: bool) -> LogoColours:
    """Return the colours of a logo. Raises SvgError or PictureError for what `check` refuses."""
    key = sha256(raw).digest()
    if key not in _KNOWN:
        _KNOWN[key] = _of_drawing(clean_svg(raw)) if drawing else _of_picture(raw)
    return _KNOWN[key]


# ── pictures ─────────────────────────────────────────────────────────────────────────────────


def _of_picture(raw: bytes) -> LogoColours:
    image = small_pixels(raw, _SIDE)
    weights: Counter[str] = Counter()
    edge: Counter[str] = Counter()
    width, height = image.size
    pixels: Any = image.get_flattened_data()
    for place, (red, green, blue, alpha) in enumerate(pixels):
        if alpha < _SEEN_FROM:
            continue
        colour = f"#{_coarse(red):02x}{_coarse(green):02x}{_coarse(blue):02x}"
        weights[colour] += alpha
        if place // width in {0, height - 1} or place % width in {0, width - 1}:
            edge[colour] += alpha
    whole = weights.total()
    opaque = whole >= _OWN_GROUND * 255 * width * height
    return LogoColours(
        {colour: weight / whole for colour, weight in weights.items() if weight},
        edge.most_common(1)[0][0] if opaque else None,
        measured=True,
    )


def _coarse(part: int) -> int:
    """Return one of 52 steps, of which black and white are two."""
    return round(part / 5) * 5


# ── drawings ─────────────────────────────────────────────────────────────────────────────────


def _of_drawing(svg: bytes) -> LogoColours:
    drawing = _Drawing(etree.fromstring(svg))
    painted = list(drawing.painted(drawing.root, _FIRST_PAINTS))
    colours = dict.fromkeys(colour for _, colour in painted)
    ground = next((colour for shape, colour in painted[:1] if drawing.is_covered_by(shape)), None)
    return LogoColours({colour: 1 / len(colours) for colour in colours}, ground, measured=False)


class _Drawing:
    """A clean drawing, and what of it was followed already: it is looked at once."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.by_id = references.elements_by_id(root)
        self.done: set[tuple[object, ...]] = set()

    def painted(
        self, element: etree._Element, inherited: _Paints, *, followed: bool = False
    ) -> Iterator[tuple[etree._Element, str]]:
        """Yield each shape in an element with each of its colours, in the order they are drawn.

        `followed`: a reference leads here, so that what stands aside is drawn.
        """
        tag = etree.QName(element).localname
        if _is_hidden(element) or (tag in _ASIDE and not followed):
            return
        paints = {name: _own(element, name, inherited[name]) for name in inherited}
        if tag in _SHAPES:
            for colour in self.colours(element, paints):
                yield element, colour
        elif tag == "use":
            yield from self.follow(element.get("href", ""), paints)
        else:
            for child in element:
                yield from self.painted(child, paints)

    def follow(self, href: str, paints: _Paints) -> Iterator[tuple[etree._Element, str]]:
        """Yield the shapes of what a reference leads to; what was followed before has none new."""
        key = (href, *paints.values())
        if href and key not in self.done:
            self.done.add(key)
            yield from self.painted(self.by_id[href[1:]], paints, followed=True)

    def colours(self, shape: etree._Element, paints: _Paints) -> Iterator[str]:
        """Yield the colours of a shape's fill and stroke."""
        for name in ("fill", "stroke"):
            line = shape.tag.endswith("}line") and name == "fill"
            thin = _is_zero(shape.get("stroke-width")) and name == "stroke"
            if line or thin or _is_zero(shape.get(f"{name}-opacity")):
                continue
            if reference := references.LOCAL_URL.match(paints[name]):
                yield from self.blend(f"#{reference['id']}")
            else:
                yield from _colour(paints[name], paints["color"])

    def blend(self, href: str) -> Iterator[str]:
        """Yield the colours of a gradient or pattern, or of the one it is made after."""
        server = self.by_id[href[1:]]
        if len(server) == 0 and (template := server.get("href")):
            yield from self.blend(template)
            return
        for stop in server.iterfind("{*}stop"):
            if not _is_zero(stop.get("stop-opacity")):
                yield from _colour(stop.get("stop-color", "black"), stop.get("color", "black"))
        yield from (colour for _, colour in self.follow(href, _FIRST_PAINTS))

    def is_covered_by(self, shape: etree._Element) -> bool:
        """Return whether a shape is a rectangle of the drawing's size."""
        sizes = re.split(r"[ ,]+", str(self.root.attrib["viewBox"]))[2:]
        path = _RECTANGLE.fullmatch(shape.get("d", ""))
        own = path.groups() if path else (shape.get("width"), shape.get("height"))
        return list(own) == sizes or own == ("100%", "100%")


def _own(element: etree._Element, name: str, inherited: str) -> str:
    value = element.get(name, "inherit")
    return inherited if value == "inherit" else value


def _is_hidden(element: etree._Element) -> bool:
    return (
        element.get("display") == "none"
        or element.get("visibility") in {"hidden", "collapse"}
        or _is_zero(element.get("opacity"))
    )


def _is_zero(value: str | None) -> bool:
    return value is not None and _ZERO.fullmatch(value) is not None


def _colour(value: str, current: str) -> Iterator[str]:
    """Yield a colour as `#rrggbb`; nothing for one that is not seen."""
    named = current if value.lower() == "currentcolor" else value
    function = _FUNCTION.fullmatch(named)
    if named in {"none", "transparent"} or (function and _is_zero(function["alpha"])):
        return
    try:
        red, green, blue, *alpha = ImageColor.getrgb(_FUNCTION.sub(r"\1(\2,\3,\4)", named))
    except ValueError:
        yield _UNKNOWN
        return
    if alpha != [0]:
        yield f"#{red:02x}{green:02x}{blue:02x}"
