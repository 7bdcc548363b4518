"""The schematic map as a small picture: where somebody sits. Its words stand beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

Cell = tuple[int, int]

_SIDE: Final = 20
_GAP: Final = 1
_LINES: Final = {"t": "h", "b": "h", "l": "v", "rr": "v"}


def land(places: Iterable[Cell], walls: Iterable[tuple[Cell, str]]) -> str:
    """Return all tiles, and the lines on those sides of them that are in `walls`."""
    squares = "".join(map(_square, sorted(places)))
    lines = "".join(dict.fromkeys(_line(place, side) for place, side in sorted(walls)))
    return f'<path d="{squares}"/><path class="w" d="{lines}"/>'


def where(drawn: str, places: Iterable[Cell], own: Cell) -> str:
    """Return the picture of a land with one tile marked."""
    across, down = zip(*places, strict=True)
    view = f'viewBox="-1 -1 {max(across) * _SIDE + 2} {max(down) * _SIDE + 2}"'
    return (
        f'<svg class="sf-where" {view} aria-hidden="true" focusable="false">{drawn}'
        f'<path class="h" d="{_square(own)}"/></svg>'
    )


def _square(place: Cell) -> str:
    x, y = (_SIDE * (number - 1) + _GAP for number in place)
    side = _SIDE - 2 * _GAP
    return f"M{x} {y}h{side}v{side}h-{side}z"


def _line(place: Cell, side: str) -> str:
    x, y = (_SIDE * (number - 1) for number in place)
    x, y = x + _SIDE * (side == "rr"), y + _SIDE * (side == "b")
    return f"M{x} {y}{_LINES[side]}{_SIDE}"
