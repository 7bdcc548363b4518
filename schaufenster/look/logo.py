"""On which ground a logo is seen: on its own, on the page's, or on a plate."""

from __future__ import annotations

from typing import Final, Literal

from schaufenster.look.colour import contrast
from schaufenster.look.oklch import Hex, Tone
from schaufenster.sanitize import LogoColours

Plate = Literal["light", "dark", "none"]
"""What a logo stands on where the page is not like it: `light` in the dark scheme, `dark` in the
light one, `none` in neither."""

WHITE: Final[Hex] = "#ffffff"
DARK: Final[Hex] = Tone(0.232, 0.0, 0.0).hex()
"""The darkest scheme's ground without its tint: the lighter one of two, below a pointer."""
_LOST_BELOW: Final = 1.4
"""Contrast below which a colour is not seen: between light grey (#ddd) and a full yellow."""
_CLEAR_FROM: Final = 3.0
"""Contrast of WCAG 2.2 for what is no text."""
_MOST_LOST: Final = 0.5
"""The share of a picture that may melt into its ground."""
_WHOLE: Final = 0.999
_MOST_UNCLEAR: Final = 0.05
"""The share of a logo that may be less clear than `_CLEAR_FROM`: soft edges."""


def is_lost(colours: LogoColours, ground: Hex) -> bool:
    """Return whether a logo is surely not seen on a ground: most of a picture, all of a drawing.

    What brings its own ground is seen on every other one.
    """
    if colours.ground or not colours.shares:
        return False
    lost = _share_below(_LOST_BELOW, colours, ground)
    return lost > (_MOST_LOST if colours.measured else _WHOLE)


def has_white_ground(colours: LogoColours) -> bool:
    """Return whether a logo brings a ground that looks white."""
    return colours.ground is not None and contrast(colours.ground, WHITE) < _LOST_BELOW


def plate_of(colours: LogoColours) -> Plate:
    """Return the plate that makes a logo visible in both schemes."""
    if is_lost(colours, WHITE):
        return "dark"
    if colours.ground:
        clear = contrast(colours.ground, DARK) >= _CLEAR_FROM and not has_white_ground(colours)
    else:
        clear = _share_below(_CLEAR_FROM, colours, DARK) <= _MOST_UNCLEAR
    return "none" if clear else "light"


def _share_below(limit: float, colours: LogoColours, ground: Hex) -> float:
    """Return the share of a logo that has less contrast with a ground."""
    return sum(share for c, share in colours.shares.items() if contrast(c, ground) < limit)
