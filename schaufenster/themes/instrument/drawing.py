"""The curves as SVG for pages.

A curve is sampled evenly, three to five times per period of its fastest tone, and joined by cubic
Béziers whose handles come from its own slope. Each handle mirrors the one before it, so that SVG's
smooth command `s` draws a sample without a corner and saves a third of the bytes. Coordinates are
relative integers; heights lie on a grid finer than the picture, since a handle is short and a
rounded one shows as a corner. Colours and widths of SVG come from the style sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import ceil, pi, sin, sqrt

from schaufenster.look.monogram import text_element
from schaufenster.look.subject import Kind
from schaufenster.themes.instrument.curves import (
    FADED,
    FLAT,
    JOINED,
    Curve,
    CurveSet,
    Times,
    channel,
    common,
    curve_set,
    footer_curves,
    waveform,
)

MOST_CHANNELS = 48
"""More would be a mat, not a plot; all profiles stand in the list below it anyway."""
MOST_LABELS = 24
"""So many channel names fit beside the plot at its largest; with more members there are none."""

_FINE = 4
_EPSILON = 1e-6
_STRETCHED = 'preserveAspectRatio="none" aria-hidden="true" focusable="false"'

_FEWEST, _MOST = 20, 37
"""Béziers per curve. The upper bound keeps a cover within 3 KB."""
_COVER_DENSITY, _TILE_DENSITY, _MEMBER_DENSITY, _PARTNER_DENSITY = 4.4, 2.8, 4.0, 3.0
"""Béziers per period of the fastest tone: more where a curve is thick and large."""

_TICK = 0.09
_TILE_LINE, _TILE_LOUD = 0.15, 0.20
_MARGIN = 5.0
_HEAT = (0.57, 0.70)
_CACHED = 8192
"""Drawings kept for other pages: about 20 MB at most."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """The units of a picture: its size, and how many steps a unit of height has in path data."""

    width: int
    height: int
    fine: int = _FINE

    @property
    def view(self) -> str:
        return f'viewBox="0 0 {self.width} {self.height}"'

    def drawn(self, paths: str) -> str:
        """Return paths of fine steps in a group that brings them to the picture's units."""
        return f'<g transform="scale(1 {1 / self.fine:g})">{paths}</g>'


_COVER = _Grid(960, 540, 2)
_TILE = _Grid(320 * _FINE, 240)
_HERO = _Grid(2880, 3200, 1)
_FOOT = _Grid(1440, 360, 1)


def cover(kind: Kind, slug: str, *, wide: bool = False, form: str = "other") -> str:
    """Return the cover of a page or card as SVG, at most 3 KB.

    `form` is an event's format; formats without a pace of their own ring like `other`.
    """
    name = "sf-cover sf-cover--wide" if wide else "sf-cover"
    return f'<svg class="{name}" {_COVER.view} {_STRETCHED}>{_drawn(kind, slug, form)}</svg>'


@lru_cache(_CACHED)
def _drawn(kind: Kind, slug: str, form: str) -> str:
    """Return what is drawn in a cover: it is stretched, so that every shape shows the same."""
    shape = curve_set(kind, slug, form)
    marks = "".join(f'<path class="{mark}" d="{data}"/>' for mark, data in _marks(shape, _COVER))
    return _COVER.drawn(_curves(shape, _COVER)) + marks


def footer(seed: str) -> str:
    """Return the curves above the footer as SVG; `seed` is the cluster's own slug."""
    drawn = _curves(footer_curves(seed), _FOOT)
    return f'<svg class="sf-foot__trace" {_FOOT.view} {_STRETCHED}>{drawn}</svg>'


def not_found() -> str:
    """Return the picture of a missing address: a flat line on a ruler, as HTML."""
    return (
        '<svg class="sf-cover sf-cover--wide" viewBox="0 0 1440 320" preserveAspectRatio="none"'
        ' aria-hidden="true" focusable="false"><path class="h" d="M0 160h1440"/></svg>\n'
        '<div class="sf-ruler"></div>\n'
    )


@lru_cache(_CACHED)
def monogram(slug: str, text: str) -> str:
    """Return an organisation's tile as SVG, about 0.5 KB: its waveform above its letters.

    The line starts and ends level at the same height, so that it runs on into the next tile.
    """
    own = waveform(slug)

    def curve(times: Times) -> list[float]:
        windows = [max(sin(pi * t), 0.0) for t in times]
        return [
            _TILE_LINE + _TILE_LOUD * window * sqrt(window) * height
            for window, height in zip(windows, own.curve(times), strict=True)
        ]

    (line,) = _paths([curve], _TILE, max(_FEWEST, ceil(_TILE_DENSITY * own.periods)))
    return (
        '<svg class="sf-mono" viewBox="0 0 320 240" aria-hidden="true" focusable="false">'
        f'<path transform="scale(.25)" d="{line}"/>'
        f"{text_element(text)}</svg>"
    )


def hero(members: Sequence[str], partners: Sequence[str]) -> str:
    """Return the start page's plot: every channel flat, then its waveform, then one common signal.

    Both are slugs in the order given. Members lie at `hero_positions`, partners between
    them. Of more than
    `MOST_CHANNELS` some are left out, evenly, partners first. With no channel at all one quiet
    line leads to the common signal.
    """
    members = _picked(members, MOST_CHANNELS)
    partners = _picked(partners, MOST_CHANNELS - len(members))
    homes = hero_positions(len(members))
    crowd = len(members) + len(partners)
    between = _between(homes, len(partners))
    faint = [
        _channel(s, y, crowd, _PARTNER_DENSITY) for s, y in zip(partners, between, strict=True)
    ]
    strong = [_channel(s, y, crowd, _MEMBER_DENSITY) for s, y in zip(members, homes, strict=True)]
    if not crowd:
        faint = _paths([common], _HERO, _FEWEST, FLAT, JOINED)
    (heat,) = _paths([common], _HERO, _FEWEST, _HEAT[0] - 0.01, lead=False)
    return (
        f'<svg class="sf-hero__trace" {_HERO.view} {_STRETCHED}>{_gradient()}'
        f'<g class="p">{_plain(faint)}</g><g class="m">{_plain(strong)}</g>'
        f'<path class="h" d="{heat}"/></svg>'
    )


def hero_positions(members: int) -> tuple[float, ...]:
    """Return where each member's channel lies flat, in percent of the plot's height from the top.

    They are the middles of equal rows between 5 and 95 %: a list laid over this part of the plot,
    as a grid of equal rows, labels the channels without inline style, which the site's
    Content-Security-Policy forbids.
    """
    return tuple(_rows(members))


def _curves(shape: CurveSet, grid: _Grid) -> str:
    """Return the curves of a set; copies of the accent curve are its own path, drawn again.

    That path begins so far left of the picture that the latest copy, too, comes in at the edge.
    """
    start = -shape.copies[0][0] if shape.copies else shape.start
    drawn = shape.curves[-1:] if shape.copies else shape.curves
    count = _samples(shape.periods * (1 - start))
    *faint, strong = _paths(drawn, grid, count, start)
    copies = (
        f'<path transform="{_moved(late, high, grid)}" d="{strong}"/>'
        for late, high in shape.copies
    )
    return f'{_plain(faint)}{"".join(copies)}<path class="h" d="{strong}"/>'


def _moved(late: float, high: float, grid: _Grid) -> str:
    """Return the transform that brings a curve to the right and to a part of its height."""
    down = grid.height * grid.fine / 2 * (1 - high)
    return f"matrix(1 0 0 {high:.3f} {late * grid.width:.0f} {down:.0f})".replace(" 0.", " .")


def _plain(paths: Iterable[str]) -> str:
    return "".join(f'<path d="{path}"/>' for path in paths)


def _marks(shape: CurveSet, grid: _Grid) -> list[tuple[str, str]]:
    """Return class and path of a tick at the start, or of a ring on the accent curve."""
    if shape.start:
        x = round(shape.start * grid.width)
        return [("k", f"M{x} {grid.height}v-{round(_TICK * grid.height)}")]
    count = _samples(shape.periods)
    x = round(round(shape.ring * count) / count * grid.width)
    y = round((0.5 - _height(shape, x / grid.width)) * grid.height)
    return [("s", f"M{x} {y}h.1"), ("s i", f"M{x} {y}h.1")]


def _height(shape: CurveSet, t: float) -> float:
    """Return the height of the accent curve at a time."""
    return shape.curves[-1]([t])[0]


def _samples(periods: float) -> int:
    return min(max(_FEWEST, ceil(_COVER_DENSITY * periods)), _MOST)


def _paths(
    curves: Iterable[Curve],
    grid: _Grid,
    count: int,
    start: float = 0.0,
    end: float = 1.0,
    *,
    lead: bool = True,
) -> list[str]:
    """Return the path data of curves: `count` Béziers each from `start` to `end`.

    With `lead` a level line leads there from the left edge. Heights are taken at the rounded
    places, so that rounding a place never shifts a curve. All that lies across is the same for
    every curve and written once, as a form for the numbers that lie down.
    """
    width, height = grid.width, grid.height * grid.fine
    step = (end - start) / count * width
    arm = round(step / 3)
    per_arm = arm * height / (width * _EPSILON)
    places = [round(start * width + k * step) for k in range(count + 1)]
    times = [x / width for x in places]
    later = [t + _EPSILON for t in times]
    x = places[0]
    smooth = "s".join(f"{b - a - arm}% d {b - a}% d" for a, b in pairwise(places))
    form = f"M0% dH{x}" if lead and x > 0 else f"M{x}% d"  # a sign parts numbers as a space does
    form += f"c{arm}% d {smooth}"

    def path(curve: Curve) -> str:
        heights = curve(times)
        exact = [(0.5 - here) * height for here in heights]
        rises = [(soon - h) * per_arm for h, soon in zip(heights, curve(later), strict=True)]
        lines = [round(y) for y in exact]
        handles = [round(y + rise) for y, rise in zip(exact, rises, strict=True)]
        down = [lines[0], round(-rises[0])]
        for y, handle, next_y in zip(lines, handles[1:], lines[1:], strict=False):
            down += handle - y, next_y - y
        return form % tuple(down)

    return [path(curve) for curve in curves]


def _channel(slug: str, home: float, crowd: int, density: float) -> str:
    """Return the path of a channel at `home` percent; the more of them, the calmer each."""
    loudness = 0.18 + 0.24 / (1 + crowd / 12)
    last = FADED[0] + (FADED[1] - FADED[0]) * min(1.0, crowd / 12)
    own = channel(slug, 0.5 - home / 100, loudness, last)
    count = max(_FEWEST, ceil(density * own.periods * (JOINED - FLAT)))
    return _paths([own.curve], _HERO, count, FLAT, JOINED)[0]


def _picked(slugs: Sequence[str], most: int) -> Sequence[str]:
    """Return at most so many slugs, evenly picked, in their order."""
    if len(slugs) <= most:
        return slugs
    return [slugs[index * len(slugs) // most] for index in range(most)]


def _rows(count: int) -> list[float]:
    return [_MARGIN + (100 - 2 * _MARGIN) * (row + 0.5) / count for row in range(count)]


def _between(homes: Sequence[float], count: int) -> list[float]:
    """Return `count` positions, evenly distributed over the gaps between `homes`, top to bottom."""
    evenly = _rows(count)
    walls = [_MARGIN / 2, *homes, 100 - _MARGIN / 2]
    positions: list[float] = []
    for above, below in pairwise(walls):
        inside = sum(above <= row < below for row in evenly)
        positions += [above + (below - above) * (n + 1) / (inside + 1) for n in range(inside)]
    return positions


def _gradient() -> str:
    """Return the turn from primary to signal; the classes of its stops carry the colours."""
    start, end = (round(part * _HERO.width) for part in _HEAT)
    return (
        '<defs><linearGradient id="sf-heat" gradientUnits="userSpaceOnUse" '
        f'x1="{start}" x2="{end}" y1="0" y2="0"><stop class="a"/><stop class="z" offset="1"/>'
        "</linearGradient></defs>"
    )
