"""The themes that come with the engine.

A theme is a folder with the tree of a cluster's own `theme/`, laid over the files of the neutral
one, and a module of what it draws. The code of a theme is loaded by those clusters alone that name
it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from schaufenster.look.pictures import Pictures

Theme = Literal["neutral", "instrument"]
NEUTRAL: Final[Theme] = "neutral"
"""The theme of a cluster that names none: the files of the package."""


def pictures_of(theme: Theme) -> Pictures:
    """Return what a theme draws."""
    if theme == "instrument":
        from schaufenster.themes.instrument import pictures as curves

        return curves
    from schaufenster.themes.neutral import pictures as letters

    return letters


def root_of(theme: Theme) -> Path:
    """Return the folder in which a theme has files as a cluster has its own."""
    return Path(__file__).parent / theme
