"""A new file of a record: its values with what each means, and what else may stand there.

Comments come from the model's own words, so that nothing here says what a field is.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from schaufenster import words
from schaufenster.content.records import FileKind
from schaufenster.editing.reference import describe, meaning, written
from schaufenster.problems import Language
from schaufenster.yaml_edits import Shape, new_text

_WIDTH: Final = 96


def comment_language(languages: Sequence[Language]) -> Language:
    """Return the language of comments: the cluster's first one, if the program speaks it."""
    return languages[0] if languages[0] in words.languages() else words.ENGLISH


def record_text(
    kind: FileKind,
    values: Mapping[str, Any],
    languages: tuple[Language, ...],
    notes: Mapping[str, str] | None = None,
) -> str:
    """Return the YAML of a record with a comment above each field, and below it what is left out.

    `values` are dicts, lists and texts by field; `notes` are further comments by field.
    """
    lang = comment_language(languages)
    fields = written(kind.record, languages)
    lines = [*_comment(words.text("meanings", f"kinds.{kind.table}.purpose", lang))]
    lines += [*_comment(words.text("reference", "new-head", lang)), ""]
    for name in (name for name in fields if name in values):
        said = meaning(kind.record, name, lang, languages)
        lines += _comment(f"{said}{_translations(values[name], languages, lang)}")
        lines += _comment((notes or {}).get(name, ""))
        lines.append(new_text({name: values[name]}, Shape(kind.record, languages)).rstrip("\n"))
    left = {k: info for k, info in fields.items() if k not in values and k not in _SILENT}
    if left:
        lines += ["", *_comment(words.text("reference", "new-left", lang))]
    for name, info in left.items():
        rule = describe(info.annotation, info.metadata, lang, name)
        said = f"{meaning(kind.record, name, lang, languages)} {_without_links(rule)}"
        lines.append(textwrap.shorten(f"# {name}:   # {said}", 160, placeholder=" …"))
    return "\n".join(lines) + "\n"


_SILENT: Final = ("formerly", "was_at", "monogram", "not_for", "member")
"""Fields that nobody needs in a new file."""


def _translations(value: Any, languages: tuple[Language, ...], lang: Language) -> str:
    """Return where translations of a text go, if it can have some and has none."""
    if languages[1:] and isinstance(value, Mapping) and set(value) == {languages[0]}:
        return (
            f" {words.text('reference', 'new-translation', lang).format(', '.join(languages[1:]))}"
        )
    return ""


def _without_links(rule: str) -> str:
    return re.sub(r"\[([^\]]*)\]\(#[^)]*\)", r"\1", rule)


def _comment(text: str) -> Iterator[str]:
    yield from (f"# {line}" for line in textwrap.wrap(text, _WIDTH))
