"""Rules about texts: clean Markdown, functional contacts, translations that are up to date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.check.walk import Found, Walk, inside, metadata, plan_of
from schaufenster.content.fields import Line
from schaufenster.content.languages import ASSUMED
from schaufenster.content.records import TEXTS, Records, translation_key
from schaufenster.problems import Fault, Language, Problem


def markdown_is_clean(_records: Records, walked: Walk) -> Found:
    """Markdown holds no HTML, no forbidden link, no picture."""
    for table, key, loc, part in walked.of(model.Prose):
        for lang, markdown in part.items():
            for fault in sanitize.check_prose(markdown):
                yield table, key, inside(fault, (*loc, lang))
    for table, key, loc, text in walked.of(model.PressText):
        for length in ("short", "medium", "long"):
            for fault in sanitize.check_prose(getattr(text, length) or ""):
                yield table, key, inside(fault, (*loc, length))


def lines_hold_no_markdown(_records: Records, walked: Walk) -> Found:
    """A field of one line shows its signs as they stand."""
    for table, key, loc, part in walked.parts:
        lines = _lines_of(part.__class__)
        for name, value in _values(part) if lines else ():
            if name in lines or isinstance(part, model.ByLanguage):
                for text in (value,) if isinstance(value, str) else value or ():
                    for fault in sanitize.check_signs(text):
                        yield table, key, inside(fault, (*loc, name))


@cache
def _lines_of(cls: type[model.Record | model.ByLanguage[Any]]) -> frozenset[str]:
    """Return the names in the file of the fields of one line, or of several such."""
    record = cls.form(ASSUMED) if issubclass(cls, model.ByLanguage) else cls
    fields = record.model_fields
    return frozenset(
        name
        for attribute, name in plan_of(record).texts
        if any(isinstance(rule, Line) for rule in metadata(fields[attribute]))
    )


def translations_keep_up(records: Records, walked: Walk) -> Found:
    """A translation was made from the current text in the first language."""
    first = records.languages[0]
    for table, key, loc, part in walked.of(model.Text):
        for lang in part.outdated if first in part else ():
            values = _behind(records, lang, records.origin[table, key][0])
            yield table, key, Fault("translation-outdated", (*loc, model.mark_of(lang)), values)


def _behind(records: Records, lang: Language, path: str) -> Mapping[str, object]:
    return {"first": records.languages[0], "lang": lang, "path": path}


def contacts_are_functional(_records: Records, walked: Walk) -> Found:
    """No address and no number of a person: neither in a field nor in a text."""
    for table, key, loc, part in walked.parts:
        for name, value in _values(part):
            if isinstance(value, str):
                for fault in sanitize.check_contacts(value):
                    yield table, key, inside(fault, (*loc, name))


def _values(part: model.Record | model.ByLanguage[Any]) -> Iterator[tuple[str, Any]]:
    """Yield name in the file and value of the fields of a part that may be texts."""
    if isinstance(part, model.ByLanguage):
        yield from part.items()
    else:
        plan = plan_of(part.__class__)
        yield from ((name, getattr(part, attribute)) for attribute, name in plan.texts)


def check_bodies(records: Records) -> Iterator[Problem]:
    """The Markdown after a front matter is there, clean, not too long and up to date."""
    for name, *_ in TEXTS:
        for table in (f"{name}_texts", f"{name}_translations"):
            for key in records.read(table):
                document = records.document(table, key)
                faults = [
                    *sanitize.check_prose(document.body),
                    *sanitize.check_contacts(document.body),
                ]
                if not document.body.strip():
                    faults.append(Fault("body-empty"))
                if len(document.body) > model.ARTICLE:
                    values = {"length": len(document.body), "most": model.ARTICLE}
                    faults = [fault for fault in faults if fault.rule != "prose-complex"]
                    faults.append(Fault("too-long", values=values))
                yield from map(document.in_body, faults)
        for key in records.read(f"{name}_texts"):
            yield from _outdated(records, name, key)


def _outdated(records: Records, name: str, key: str) -> Iterator[Problem]:
    now = model.hash_of(records.document(f"{name}_texts", key).body)
    for lang, translation in records.translations(name, key):
        table = f"{name}_translations"
        if _read(records, table, translation).of not in {None, now}:
            document = records.document(table, translation)
            values = _behind(records, lang, document.path)
            yield document.locate(Fault("translation-outdated", ("of",), values))


def _read(records: Records, table: str, key: str) -> Any:
    return records.tables[table].get(key) or records.partial[table].get(key)


def check_pairs(records: Records) -> Iterator[Problem]:
    """A text has what it is about, a translation its text, an offer its member."""
    first, *others = records.languages
    for name, owners, file, text in TEXTS:
        table, expected = f"{name}_texts", f"{text or 'SLUG'}.{first}.md"
        there = {translation_key(k, lang) for k in records.keys[table] for lang in others}
        yield from _alone(records, f"{name}_translations", there, expected)
        if owners:
            yield from _alone(records, table, records.keys[owners], file)
        if owners == name:  # news and projects are nothing without their text
            yield from _alone(records, owners, records.keys[table], expected)
    for key in records.read("offers"):
        member = key.split("/")[0]
        if member not in records.keys["members"]:
            path = records.origin["offers", key][0]
            expected = f"members/{member}/member.yml"
            yield Problem(path, 0, 0, "", "pair-missing", {"expected": expected})


def _alone(records: Records, table: str, there: set[str], expected: str) -> Iterator[Problem]:
    for key in sorted(set(records.read(table)) - there):
        path = records.origin[table, key][0]
        yield Problem(path, 0, 0, "", "pair-missing", {"expected": expected})


IN_TEXTS: Final = (
    markdown_is_clean,
    lines_hold_no_markdown,
    translations_keep_up,
    contacts_are_functional,
)
