"""Rules about texts: clean Markdown, functional contacts, English that is up to date."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.check.walk import Found, Walk, inside, metadata, plan_of
from schaufenster.content.fields import Line
from schaufenster.content.records import TEXTS, Records
from schaufenster.problems import LANGUAGES, Fault, Problem


def markdown_is_clean(_records: Records, walked: Walk) -> Found:
    """Markdown holds no HTML, no forbidden link, no picture."""
    for table, key, loc, part in walked.of(model.Prose):
        for lang in LANGUAGES:
            for fault in sanitize.check_prose(getattr(part, lang) or ""):
                yield table, key, inside(fault, (*loc, lang))
    for table, key, loc, text in walked.of(model.PressText):
        for length in ("short", "medium", "long"):
            for fault in sanitize.check_prose(getattr(text, length) or ""):
                yield table, key, inside(fault, (*loc, length))


def lines_hold_no_markdown(_records: Records, walked: Walk) -> Found:
    """A field of one line shows its signs as they stand."""
    for table, key, loc, part in walked.parts:
        for attribute, name in _lines_of(part.__class__):
            value = getattr(part, attribute)
            for text in (value,) if isinstance(value, str) else value or ():
                for fault in sanitize.check_signs(text):
                    yield table, key, inside(fault, (*loc, name))


@cache
def _lines_of(cls: type[model.Record]) -> tuple[tuple[str, str], ...]:
    """Return attribute and name in the file of the fields of one line, or of several such."""
    fields = cls.model_fields
    return tuple(
        (attribute, name)
        for attribute, name in plan_of(cls).texts
        if any(isinstance(rule, Line) for rule in metadata(fields[attribute]))
    )


def english_keeps_up(records: Records, walked: Walk) -> Found:
    """An English text was made from the current German text."""
    for table, key, loc, part in walked.of(model.Text):
        if part.de and part.outdated:
            path = records.origin[table, key][0]
            yield table, key, Fault("english-outdated", (*loc, "en_of"), {"path": path})


def contacts_are_functional(_records: Records, walked: Walk) -> Found:
    """No address and no number of a person: neither in a field nor in a text."""
    for table, key, loc, part in walked.parts:
        for attribute, name in plan_of(part.__class__).texts:
            value = getattr(part, attribute)
            if isinstance(value, str):
                for fault in sanitize.check_contacts(value):
                    yield table, key, inside(fault, (*loc, name))


def check_bodies(records: Records) -> Iterator[Problem]:
    """The Markdown after a front matter is there, clean, not too long and up to date."""
    for name, *_ in TEXTS:
        for table in (f"german_{name}", f"english_{name}"):
            for key in records.read(table):
                document = records.documents[records.origin[table, key][0]]
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
        for key in records.read(f"english_{name}"):
            yield from _outdated(records, name, key)


def _outdated(records: Records, name: str, key: str) -> Iterator[Problem]:
    of = _read(records, f"english_{name}", key).of
    if of and (f"german_{name}", key) in records.origin:
        german, english = (
            records.documents[records.origin[f"{lang}_{name}", key][0]]
            for lang in ("german", "english")
        )
        if of != model.hash_of(german.body):
            yield english.locate(Fault("english-outdated", ("of",), {"path": english.path}))


def _read(records: Records, table: str, key: str) -> Any:
    return records.tables[table].get(key) or records.partial[table].get(key)


def check_pairs(records: Records) -> Iterator[Problem]:
    """A text has what it is about, an English text its German one, an offer its member."""
    for name, owners, file, text in TEXTS:
        expected = f"{text}.de.md" if text else "SLUG.de.md"
        yield from _alone(records, f"english_{name}", f"german_{name}", expected)
        if owners:
            yield from _alone(records, f"german_{name}", owners, file)
        if owners == name:  # news and projects are nothing without their text
            yield from _alone(records, owners, f"german_{name}", expected)
    for key in records.read("offers"):
        member = key.split("/")[0]
        if member not in records.keys["members"]:
            path = records.origin["offers", key][0]
            expected = f"members/{member}/member.yml"
            yield Problem(path, 0, 0, "", "pair-missing", {"expected": expected})


def _alone(records: Records, table: str, other: str, expected: str) -> Iterator[Problem]:
    for key in sorted(set(records.read(table)) - records.keys[other]):
        path = records.origin[table, key][0]
        yield Problem(path, 0, 0, "", "pair-missing", {"expected": expected})


IN_TEXTS: Final = (
    markdown_is_clean,
    lines_hold_no_markdown,
    english_keeps_up,
    contacts_are_functional,
)
