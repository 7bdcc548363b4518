"""What stands in the files once for each language of the cluster: texts, lists of words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, Final, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationInfo,
    WithJsonSchema,
    create_model,
)
from pydantic_core import core_schema

from schaufenster.content.fields import refused
from schaufenster.content.languages import ASSUMED, CODE
from schaufenster.problems import Language

Value = TypeVar("Value")


BY_LANGUAGE: Final = "by_language"
"""The key that stands for such a class in a JSON Schema until the languages are known."""


class Record(BaseModel):
    """Base of all records: frozen, unknown fields refused, lists as tuples."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_alias=True)

    @property
    def open_fields(self) -> tuple[str, ...]:
        """Return the fields that were written as not known yet, in the order of the model."""
        written, values = self.model_fields_set, self.__dict__
        return tuple(name for name in values if name in written and values[name] is None)


def languages_of(info: ValidationInfo) -> tuple[Language, ...]:
    """Return the languages of the cluster whose file is read: the context of the validation."""
    return info.context or ASSUMED


def _of_cluster(text: str, info: ValidationInfo) -> str:
    if text not in (known := languages_of(info)):
        raise refused("choice", value=text, choices=known)
    return text


LanguageCode = Annotated[Language, Field(pattern=CODE)]
"""Any language, by its code of ISO 639."""
ClusterLanguage = Annotated[
    Language, AfterValidator(_of_cluster), WithJsonSchema({"of_cluster": "languages"})
]
"""A language of the cluster."""

Hash = Annotated[str, Field(pattern="^[0-9a-f]{8}$")]
"""What of a text is kept with its translations: see `hash_of`."""


def hash_of(text: str) -> str:
    """Return the short hash of a text, kept with the translation made from it."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:8]


class ByLanguage(Mapping[Language, Value], Generic[Value]):
    """Values by language, the first language of the cluster first; never changed.

    A language without a value is not there. `of` has, for each translation that says so, the hash
    of the text it was made from.
    """

    __slots__ = ("_values", "of")

    each: ClassVar[Any]
    """What the value of a language must be."""
    is_required: ClassVar[bool] = True
    """Whether the first language must have a value."""
    is_watched: ClassVar[bool] = False
    """Whether a translation may say what it was made from."""

    def __init__(
        self,
        values: Mapping[Language, Value | None] | None = None,
        /,
        *,
        of: Mapping[Language, str | None] | None = None,
        **more: Value | None,
    ) -> None:
        given = {**(values or {}), **more}
        self._values: Mapping[Language, Value] = {k: v for k, v in given.items() if v}
        self.of: Mapping[Language, str] = {k: v for k, v in (of or {}).items() if v}

    def __getitem__(self, lang: Language) -> Value:
        return self._values[lang]

    def __iter__(self) -> Iterator[Language]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        """Return whether another one says the same, falls back to the same and is as current."""
        return isinstance(other, ByLanguage) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self)})"

    @property
    def _key(self) -> tuple[object, ...]:
        return tuple(self._values.items()), tuple(self.of.items())

    # ── in the files ─────────────────────────────────────────────────────────────────────────

    @classmethod
    @cache
    def form(cls, languages: tuple[Language, ...]) -> type[Record]:
        """Return what stands for it in the files of a cluster: a record with a field for each.

        A translation's `LANG_of` is the hash of the text it was made from.
        """
        first, *others = languages
        fields: dict[str, Any] = {first: (cls.each, ...) if cls.is_required else cls._optional()}
        for lang in others:
            fields[lang] = cls._optional()
            if cls.is_watched:
                fields[mark_of(lang)] = (Hash | None, None)
        return create_model(cls.__name__, __base__=Record, __doc__=cls.__doc__, **fields)

    @classmethod
    def _optional(cls) -> tuple[Any, Any]:
        return cls.each | None, None

    @classmethod
    def joined(cls, values: Mapping[str, Any]) -> Any:
        """Return it made of the fields of a record of its form."""
        languages = [name for name in values if not name.endswith(_OF)]
        marks = {lang: values.get(mark_of(lang)) for lang in languages}
        return cls({lang: values[lang] for lang in languages}, of=marks)

    @classmethod
    def _validated(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, ByLanguage):  # built in code, not read from a file
            return value
        return cls.joined(cls.form(languages_of(info)).model_validate(value).__dict__)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(
            cls._validated,
            serialization=core_schema.plain_serializer_function_ser_schema(dict),
            metadata={"pydantic_js_functions": [lambda *_: {BY_LANGUAGE: cls.__name__}]},
        )


_OF = "_of"


def mark_of(lang: Language) -> str:
    """Return the name of the field with the hash of the text that a translation was made from."""
    return f"{lang}{_OF}"
