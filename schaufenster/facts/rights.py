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
    return not objections_to(picture, use)


def objections_to(picture: model.Picture, use: Use) -> tuple[str, ...]:
    """Return why a picture may not be shown: `unreleased`, `minors`, else the use it is not for."""
    return picture.objections or (() if use in picture.scope else (use,))


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


def withheld(
    pictures: Iterable[tuple[str, model.Picture]], use: Use
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the path of each photograph that rights keep from a use, and what objects to it."""
    for path, picture in pictures:
        if path.endswith(BITMAPS) and (objections := objections_to(picture, use)):
            yield path, objections
