"""A new file of a record: its values with what each means, and what else may stand there.

Comments come from the model's own words, so that nothing here says what a field is. The program's
reader takes every scalar as text; quotes stand where another reader of YAML would not.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from schaufenster import words
from schaufenster.content.records import FileKind
from schaufenster.editing.reference import describe, meaning, written
from schaufenster.problems import Language

_WIDTH: Final = 96
_PLAIN: Final = re.compile(r"[^\W_](?:[^:#\n]|:(?=\S)|(?<=\S)#)*")
_TYPED: Final = re.compile(
    r"0\d+|[\d_]*_[\d_]*|\d+(:\d+)+|0[xob]\w+|\d[\d.]*e[+-]?\d+|\d*\.\d+|\d+\.\d*"
    r"|y|n|yes|no|on|off|true|false|null|nan|inf",
    re.IGNORECASE,
)
"""What YAML 1.1 or 1.2 reads as something else than the text that was typed."""


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
    fields = {k: v for k, v in written(kind.record, languages).items() if k not in _SILENT}
    lines = [*_comment(words.text("meanings", f"kinds.{kind.table}.purpose", lang))]
    lines += [*_comment(words.text("reference", "new-head", lang)), ""]
    for name in (name for name in fields if name in values):
        lines += _comment(meaning(kind.record, name, lang, languages))
        lines += _comment((notes or {}).get(name, ""))
        lines += [*yaml_lines({name: values[name]}), *_translations(values[name], languages, lang)]
    left = {name: info for name, info in fields.items() if name not in values}
    if left:
        lines += ["", *_comment(words.text("reference", "new-left", lang))]
    for name, info in left.items():
        rule = describe(info.annotation, info.metadata, lang, name)
        said = f"{meaning(kind.record, name, lang, languages)} {_without_links(rule)}"
        lines.append(textwrap.shorten(f"# {name}:   # {said}", 160, placeholder=" …"))
    return "\n".join(lines) + "\n"


_SILENT: Final = ("formerly", "was_at", "monogram", "not_for", "member")
"""Fields that nobody needs in a new file."""


def _translations(value: Any, languages: tuple[Language, ...], lang: Language) -> Iterator[str]:
    """Yield a comment where translations of a text may stand."""
    if isinstance(value, Mapping) and set(value) == {languages[0]}:
        for other in languages[1:]:
            yield f"  # {other}:   # {words.text('reference', 'new-translation', lang)}"


def _without_links(rule: str) -> str:
    return re.sub(r"\[([^\]]*)\]\(#[^)]*\)", r"\1", rule)


def _comment(text: str) -> Iterator[str]:
    yield from (f"# {line}" for line in textwrap.wrap(text, _WIDTH))


# ── YAML ─────────────────────────────────────────────────────────────────────────────────────


def yaml_lines(values: Mapping[str, Any], pad: str = "") -> Iterator[str]:
    """Yield the lines of a mapping in block style; what it means is what was given, as text."""
    for key, item in values.items():
        if isinstance(item, Mapping):
            yield f"{pad}{key}:"
            yield from yaml_lines(item, f"{pad}  ")
        elif isinstance(item, Sequence) and not isinstance(item, str):
            yield f"{pad}{key}:"
            yield from _items(item, f"{pad}  ")
        else:
            yield from _text(f"{pad}{key}:", str(item), f"{pad}  ")


def _items(items: Sequence[Any], pad: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping):
            first, *more = yaml_lines(item, f"{pad}  ")
            yield f"{pad}- {first.lstrip()}"
            yield from more
        else:
            yield from _text(f"{pad}-", str(item), f"{pad}  ")


def _text(before: str, text: str, pad: str) -> Iterator[str]:
    """Yield a text behind its key: on the line, folded if it is long, a block if it has lines."""
    is_clean = text.isprintable() and text == text.strip() and "  " not in text
    if is_clean and len(before) + len(text) > _WIDTH and " " in text:
        yield f"{before} >-"
        yield from (
            f"{pad}{line}"
            for line in textwrap.wrap(
                text, _WIDTH - len(pad), break_long_words=False, break_on_hyphens=False
            )
        )
    elif "\n" in text and _is_block(text):
        yield f"{before} |-"
        yield from (f"{pad}{line}" if line else "" for line in text.split("\n"))
    else:
        yield f"{before} {scalar(text)}"


def _is_block(text: str) -> bool:
    """Return whether a text can stand as a block: lines that are clean, the first not indented."""
    lines = text.split("\n")
    return (
        all(line.isprintable() and line == line.rstrip() for line in lines)
        and lines[0][:1].strip() != ""
        and lines[-1] != ""
    )


def scalar(text: str) -> str:
    """Return a text as a scalar of one line, in double quotes where it could be misread."""
    is_plain = _PLAIN.fullmatch(text) and text.isprintable() and text == text.strip()
    if is_plain and not _TYPED.fullmatch(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)
