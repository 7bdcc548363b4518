"""What a theme draws: the pictures that stand for records where there is no photograph.

The code behind them belongs to a theme (`themes.pictures_of`), so that a cluster with another theme
never loads it. What only templates ask for is theirs: they get the whole module as `draw`.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Sequence
from functools import lru_cache
from types import ModuleType
from typing import Protocol

from schaufenster.look import card, lettering, raster
from schaufenster.look.card import Card, Sheet
from schaufenster.look.colour import MailTones
from schaufenster.look.subject import Subject


class MailPictures(Protocol):
    """The pictures of mails, as PNG."""

    def mail_cover(
        self, subject: Subject, tones: MailTones, /, *, width: int, height: int
    ) -> bytes:
        """Return the picture of a story without a photograph."""

    def mail_rule(self, tones: MailTones, /, *, width: int) -> bytes:
        """Return what parts one story from the next."""


class Pictures(Protocol):
    """The pictures of a theme. The same arguments give the same bytes."""

    @property
    def SOURCES(self) -> Sequence[ModuleType]:  # noqa: N802 - a constant of a module
        """The modules that a share card's bytes depend on."""

    @property
    def MAIL(self) -> MailPictures | None:  # noqa: N802 - a constant of a module
        """The pictures of mails; None: a line parts stories, and only photographs are shown."""

    def monogram(self, slug: str, text: str, /) -> str:
        """Return an organisation's tile as SVG: its letters, empty beside a logo."""

    def footer(self, seed: str, /) -> str:
        """Return what stands above the footer of every page as SVG, or nothing."""

    def not_found(self) -> str:
        """Return what stands above the text of a missing address, as HTML."""

    def draw_card(self, shown: Card, /) -> Sheet:
        """Return a share card, drawn."""


def card_png(shown: Card, pictures: Pictures) -> bytes:
    """Return a card as PNG in a palette of its tones. Same card, same bytes."""
    sheet = pictures.draw_card(shown)
    return raster.indexed_png(sheet.image, bytes(sheet.palette))


def card_key(shown: Card, pictures: Pictures) -> str:
    """Return what a card's bytes depend on: its values, the drawing and the library behind it."""
    modules = (card, lettering, raster, *pictures.SOURCES)
    sources = "".join(map(_source, modules))
    return f"{hashlib.sha256((sources + raster.MADE_WITH).encode()).hexdigest()} {shown!r}"


@lru_cache(16)
def _source(module: ModuleType) -> str:
    return inspect.getsource(module)
