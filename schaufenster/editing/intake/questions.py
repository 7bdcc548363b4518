"""The forms: which questions each asks, in the words of the model.

Everything that forges show and what reads their answers is made from this one table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from schaufenster import language, words
from schaufenster.editing.new_record import BODY, Question, question
from schaufenster.problems import Language, with_meaning

ROOM: Final = "intake"
WHOSE: Final = "whose"
"""The first question of every form, by which it is known."""
PICTURE: Final = "picture"
CONSENT: Final = "consent"
REQUIRED: Final = frozenset({WHOSE, CONSENT})
_LONG: Final = frozenset({"about", "text", BODY, "summary", "lead"})


@dataclass(frozen=True, slots=True)
class Form:
    """A form: the kind of record it is about, the fields it asks for, those that it settles."""

    name: str
    table: str
    paths: tuple[str, ...]
    settled: tuple[tuple[str, str], ...] = ()

    @property
    def is_change(self) -> bool:
        """Return whether it changes a record that is there."""
        return self.table == "members"


_OFFER: Final = (
    "title", "summary", "text", "form", "competences", "valid.until", "contact", "website", "cost",
    PICTURE, "pictures.alt", "pictures.author", "pictures.licence", "pictures.persons",
)  # fmt: skip
FORMS: Final = (
    Form(
        "profile", "members",
        ("website", "email", "phone", "seat.street", "seat.postcode", "seat.place", "summary",
         "about", "competences", "industries", "logo"),
        (),
    ),
    Form("offer", "offers", _OFFER, (("kind", "offer"),)),
    Form("request", "offers", _OFFER, (("kind", "request"),)),
    Form(
        "event", "events",
        ("title", "summary", "format", "start", "end", "time", "end_time", "place.name",
         "place.street", "place.postcode", "place.town", "registration.url", "registration.until"),
        (),
    ),
    Form("news", "news", ("title", "lead", BODY, "topics")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a form asks it: `key` names it, `lang` is that of a text it asks for."""

    key: str
    label: str
    hint: str
    choices: tuple[tuple[str, str], ...]
    is_long: bool
    is_required: bool
    path: str = ""
    lang: Language = ""
    question: Question | None = None


@cache
def asked(form: Form, lang: Language, languages: tuple[Language, ...]) -> tuple[Asked, ...]:
    """Return the questions of a form in a language of those that the program speaks."""
    spoken = lang if lang in words.languages() else words.ENGLISH
    return (
        Asked(
            WHOSE,
            wording(f"whose-{form.name}", lang),
            wording("whose", lang),
            (),
            is_long=False,
            is_required=True,
        ),
        *(part for path in form.paths for part in _asked(form, path, spoken, languages)),
    )


def wording(key: str, lang: Language, **values: object) -> str:
    """Return one of the room's sentences."""
    spoken = lang if lang in words.languages() else words.ENGLISH
    return words.text(ROOM, key, spoken).format(**values)


def _asked(
    form: Form, path: str, lang: Language, languages: tuple[Language, ...]
) -> Iterator[Asked]:
    if path == PICTURE:
        yield Asked(
            PICTURE,
            wording("picture", lang),
            wording("picture-hint", lang),
            (),
            is_long=True,
            is_required=False,
            path=path,
        )
        return
    found = question(form.table, path, lang)
    hint = wording("logo-hint", lang) if path == "logo" else found.rule
    choices = tuple((c, _meaning(path, c, lang)) for c in found.choices)
    is_story = form.table == "news" and path in {"title", "lead", BODY}
    is_required = found.is_required and not form.is_change
    is_long = path in _LONG or found.is_many
    label = wording("logo", lang) if path == "logo" else found.label
    if path.startswith("pictures."):
        label = wording("picture-part", lang, part=label)
    if not found.is_text and not is_story:
        yield Asked(path, label, "" if choices else hint, choices, is_long, is_required, path,
                    question=found)  # fmt: skip
        return
    for number, each in enumerate(languages):
        one = f"{label} ({language.language_name(each, lang)})" if len(languages) > 1 else label
        needed = is_required and number == 0
        yield Asked(f"{path}.{each}", one, hint, (), is_long, needed, path, each, found)


def _meaning(path: str, choice: str, lang: Language) -> str:
    """Return what a choice is called, without the word that files have for it."""
    said = with_meaning(path.rpartition(".")[2], choice, lang)
    return said.removeprefix(f"{choice} (").removesuffix(")") if "(" in said else said
