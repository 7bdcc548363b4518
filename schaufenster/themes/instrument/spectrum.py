"""Competences as a line spectrum: one peak each, as high as the number of profiles that state it.

Nothing here comes from a hash: the curves are counts. A peak is two cubic Béziers, a competence
without a profile a level line, so that spectra laid side by side are one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

SLOT: Final = 40
"""The width per peak where peaks are closest."""
_ARM: Final = 9
"""Half the width of a flank."""
_RELATIVES: Final = 4
_LAG: Final = 4

_HEIGHT, _BASE = 120, 104
"""A panel's height, and where its line lies flat."""
_WIDE_HEIGHT, _WIDE_BASE = 320, 276
_LOUD: Final = 0.86
"""How much of the room above the line the highest peak takes."""

_STRETCHED: Final = 'preserveAspectRatio="none" aria-hidden="true" focusable="false"'


def panel(counts: Sequence[int], highest: int, most: int) -> str:
    """Return the spectrum of a group as SVG.

    `highest` is the count of the highest peak of all groups, `most` the number of peaks of the
    largest: peaks are equally wide in every panel.
    """
    width = SLOT * most
    line = _line(_heights(counts, highest, _BASE), _BASE, width)
    view = f'viewBox="0 0 {width} {_HEIGHT}"'
    return f'<svg class="sf-spec__line" {view} {_STRETCHED}><path d="{line}"/></svg>'


def relatives(counts: Sequence[int]) -> str:
    """Return the faint curves of a wide spectrum: all peaks, each curve later and lower."""
    width = SLOT * len(counts)
    heights = _heights(counts, max(counts, default=0), _WIDE_BASE)
    lower = ([height * (5 - step) // 6 for height in heights] for step in range(_RELATIVES))
    lines = [_line(h, _WIDE_BASE, width, _LAG * step) for step, h in enumerate(lower)]
    return "".join(f'<path d="{line}"/>' for line in reversed(lines))


def cover(counts: Sequence[int], place: int, faint: str) -> str:
    """Return the wide spectrum of all competences with the one at `place` in the accent colour.

    `faint` is what `relatives` returned of the same counts: it is the same for every competence.
    """
    width = SLOT * len(counts)
    heights = _heights(counts, max(counts), _WIDE_BASE)
    own = [height if number == place else 0 for number, height in enumerate(heights)]
    x, y = place * SLOT + SLOT // 2, _WIDE_BASE - own[place]
    marks = f'<path class="s" d="M{x} {y}h.1"/><path class="s i" d="M{x} {y}h.1"/>'
    return (
        f'<svg class="sf-cover sf-cover--wide" viewBox="0 0 {width} {_WIDE_HEIGHT}" {_STRETCHED}>'
        f'{faint}<path class="h" d="{_line(own, _WIDE_BASE, width)}"/>{marks}</svg>'
    )


def _heights(counts: Sequence[int], highest: int, room: int) -> list[int]:
    return [round(_LOUD * room * count / highest) if highest else 0 for count in counts]


def _line(heights: Sequence[int], base: int, width: int, lag: int = 0) -> str:
    """Return a level line with a peak in the middle of every slot that has a height."""
    parts, x = [f"M0 {base}"], 0
    for place, height in enumerate(heights):
        if height:
            foot = (2 * place + 1) * width // (2 * len(heights)) - 2 * _ARM + lag
            parts.append(
                f"H{foot}c{_ARM} 0 {_ARM}-{height} {2 * _ARM}-{height}"
                f"s{_ARM} {height} {2 * _ARM} {height}"
            )
            x = foot + 4 * _ARM
    return "".join(parts) + (f"H{width}" if x < width else "")
