"""What the model says of a place in a file: the order of its keys, and if it is by language."""

from __future__ import annotations

import typing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from schaufenster.content import model
from schaufenster.content.fields import unwrapped
from schaufenster.content.records import kind_of
from schaufenster.content.validation import fields_of
from schaufenster.problems import Language

_LAST: Final = (*model.Released.model_fields, *model.Filed.model_fields)
"""What several records share stands behind what is a record's own, its sources at the end."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The type of a part of a file in a cluster's languages; of an unknown part it says nothing."""

    annotation: Any = None
    languages: tuple[Language, ...] = ()
    is_table: bool = False
    """Whether it holds many records, each under its id."""
    in_blocks: bool = True
    """Whether a text may be a block; else what follows it could become a part of it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the keys that there may be, in the order of the model."""
        if self.is_table:
            return ()
        names = _fields(self.annotation, self.languages)
        return (*(name for name in names if name not in _LAST), *(n for n in _LAST if n in names))

    @property
    def is_by_language(self) -> bool:
        """Return whether it holds a value for each language."""
        return not self.is_table and _is_by_language(unwrapped(self.annotation)[0])

    def below(self, key: str) -> Shape:
        """Return the shape of the value of a key."""
        if self.is_table:
            return self._part(self.annotation)
        plain = unwrapped(self.annotation)[0] if self.annotation is not None else None
        if typing.get_origin(plain) is dict:
            return self._part(typing.get_args(plain)[1])
        return self._part(_fields(self.annotation, self.languages).get(key))

    @property
    def item(self) -> Shape:
        """Return the shape of the items of a list."""
        plain = unwrapped(self.annotation)[0] if self.annotation is not None else None
        is_list = typing.get_origin(plain) is tuple
        return self._part(typing.get_args(plain)[0] if is_list else None)

    def _part(self, annotation: Any) -> Shape:
        return Shape(annotation, self.languages, in_blocks=self.in_blocks)


UNKNOWN: Final = Shape()


def shape_of(path: str, languages: tuple[Language, ...]) -> Shape:
    """Return the shape of the file at a path below the cluster's folder, by its kind."""
    match = kind_of(path, languages)
    return Shape(match[0].record, languages, match[0].vocabulary) if match else Shape()


def _is_by_language(plain: Any) -> bool:
    return isinstance(plain, type) and issubclass(plain, model.ByLanguage)


@lru_cache(maxsize=1024)
def _fields(annotation: Any, languages: tuple[Language, ...]) -> dict[str, Any]:
    plain = unwrapped(annotation)[0] if annotation is not None else None
    if not isinstance(plain, type):
        return {}
    if issubclass(plain, model.ByLanguage):
        plain = plain.form(languages)
    return dict(fields_of(plain)) if issubclass(plain, model.Record) else {}
