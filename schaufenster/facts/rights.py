"""Which pictures may be shown where, by the rights noted for each picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

from schaufenster.content import model

Use = Literal["web", "newsletter", "press"]
"""Where a picture is shown: on the site and in its feeds, in mails to readers, by editors."""

BITMAPS: Final = (".jpg", ".jpeg", ".png", ".webp")
"""Endings of photographs; drawings (SVG) are for logos alone."""


def may_be_shown(picture: model.Picture, use: Use) -> bool:
    """Return whether a picture is released for a use, shows no minors, and all persons agreed."""
    return use in picture.scope and not picture.objections


def pictures_of(record: Any) -> tuple[tuple[str, model.Picture], ...]:
    """Return a record's pictures with their paths, whatever their rights."""
    folder = record.path.rpartition("/")[0]
    return tuple((f"{folder}/{picture.file}", picture) for picture in record.pictures)


def photographs(
    pictures: Iterable[tuple[str, model.Picture]], use: Use
) -> Iterator[tuple[str, model.Picture]]:
    """Yield the photographs among pictures that may be shown, in their order."""
    for path, picture in pictures:
        if path.endswith(BITMAPS) and may_be_shown(picture, use):
            yield path, picture
