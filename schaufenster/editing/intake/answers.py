"""What somebody answered: the questions of a form and below each the answer, as a forge writes it.

The same text as a mail is read alike: `### Question` and its answer, or `Question: answer`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from schaufenster.editing.intake.questions import FORMS, WHOSE, Form, asked, wording
from schaufenster.problems import Language
from schaufenster.word_comparison import spelt

_EMPTY: Final = frozenset({"_no response_", "none", "_keine antwort_"})
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING: Final = re.compile(r"(?:[>*_ ]*#{1,6}\s+|[>*_ ]+)?(?P<label>[^\n]+?)[*_# ]*")
_TICKED: Final = re.compile(r"^\s*[-*] \[[xX]\] (.+)$", re.MULTILINE)
_WORD_SIGNS: Final = {
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u2060": "",
    "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\t": " ", "\x0b": "\n", "\x0c": "\n",
    "\u2028": "\n", "\u2029": "\n\n", "\uf0b7": "•", "\uf0a7": "•",
}  # fmt: skip
_CLEANED: Final = str.maketrans(_WORD_SIGNS)
_BULLET: Final = re.compile(r"^[ ]*[•▪◦●o·–—](?:[ ]+)(?=\S)", re.MULTILINE)
_CONTROL: Final = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Answered:
    """A form with its answers by the key of the question; `typed` are the words as they came."""

    form: Form
    lang: Language
    answers: Mapping[str, str]
    typed: Mapping[str, str] = field(default_factory=dict)
    has_consent: bool = False


def read_answers(text: str, languages: tuple[Language, ...]) -> Answered | None:
    """Return which form was answered and how; None where no question of a form is in the text."""
    lines = _lines(text)
    best = max(
        ((form, lang) for form in FORMS for lang in languages),
        key=lambda choice: _hits(lines, choice[0], choice[1], languages),
    )
    form, lang = best
    if not _hits(lines, form, lang, languages):
        return None
    typed = dict(_sections(lines, form, lang, languages))
    consent = typed.pop("consent", "")
    ticked = {spelt(line).strip() for line in _TICKED.findall(consent)}
    needed = {spelt(wording(f"consent-{key}", lang)).strip() for key in ("public", "rights")}
    answers = {key: cleaned(answer) for key, answer in typed.items()}
    answers = {key: answer for key, answer in answers.items() if answer}
    return Answered(form, lang, answers, typed, needed <= ticked)


def cleaned(text: str) -> str:
    """Return a text without what word processors leave in it: odd spaces, bullets, soft hyphens."""
    plain = _CONTROL.sub("", text.translate(_CLEANED))
    plain = _BULLET.sub("- ", plain)
    plain = re.sub(r"[ ]+$", "", plain, flags=re.MULTILINE)
    plain = re.sub(r"\n{3,}", "\n\n", plain).strip()
    return "" if plain.casefold() in _EMPTY else plain


def _lines(text: str) -> list[str]:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _COMMENT.sub("", plain).split("\n")


def _labels(form: Form, lang: Language, languages: tuple[Language, ...]) -> list[tuple[str, str]]:
    """Return label and key of each question, in their order."""
    found = [(_spelt(one.label), one.key) for one in asked(form, lang, languages)]
    return [*found, (_spelt(wording("consent", lang)), "consent")]


def _spelt(text: str) -> str:
    return spelt(text).strip(" ?:.*_")


def _hits(
    lines: list[str], form: Form, lang: Language, languages: tuple[Language, ...]
) -> tuple[bool, int] | tuple[()]:
    """Return whether the form's own first question is there, and how many are; () for none."""
    keys = [key for key, _ in _sections(lines, form, lang, languages)]
    return (WHOSE in keys, len(keys)) if keys else ()


def _sections(
    lines: list[str], form: Form, lang: Language, languages: tuple[Language, ...]
) -> Iterator[tuple[str, str]]:
    """Yield key and answer of each question; one that was asked before is a part of an answer."""
    labels = _labels(form, lang, languages)
    places = {label: number for number, (label, _) in enumerate(labels)}
    last, key, answer = -1, "", list[str]()
    for line in lines:
        label, rest = _question_in(line, places)
        if label and places[label] > last:
            if key:
                yield key, "\n".join(answer)
            last, key, answer = places[label], labels[places[label]][1], [rest]
        else:
            answer.append(line)
    if key:
        yield key, "\n".join(answer)


def _question_in(line: str, places: Mapping[str, int]) -> tuple[str, str]:
    """Return the question that a line is, and what is answered on the same line."""
    found = _HEADING.fullmatch(line.strip())
    whole = _spelt(found["label"]) if found else ""
    if whole in places:
        return whole, ""
    for end in reversed([match.start() for match in re.finditer(":", line)]):
        if (label := _spelt(line[:end].lstrip("#>* "))) in places:  # the longest one
            return label, line[end + 1 :].strip()
    return "", ""
