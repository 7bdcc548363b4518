"""Changes to YAML files: values come back as they were given, and no other line changes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from schaufenster.content import yaml_text
from schaufenster.problems import Loc
from schaufenster.yaml_edits import new_text, set_fields, shape_of, with_value
from schaufenster.yaml_edits.tree import tree_of
from tests.conftest import PROJECT

FOLDERS = ("content", "members", "events", "newsletter", "tests/sample")
FILES = sorted(
    str(path.relative_to(PROJECT))
    for folder in FOLDERS
    for path in (PROJECT / folder).rglob("*.yml")
)
TRICKY = [
    "07743", "98693", "NO", "no", "Yes", "on", "off", "y", "N", "true", "false", "True", "null",
    "Null", "~", "18:30", "10:00", "1:2:3", "1_000", "1,5", "1.50", "7.6", "0.1", "00", "0", "-1",
    "+1", "0x1F", "0o17", "0b1", "1e3", "87e25219", "0e501944", ".inf", "-.inf", ".nan", "12e",
    "2025", "2025-09", "2025-09-10", "2025-09-10 10:00", "2024-13-01", "12.03.2026", "0001-01-01",
    "+49 3641 12345", "+4936411234", "03677/6690", "#3", "# 3", "a #b", "a#b", "#", "a: b", "a:b",
    "a:", ":a", ": a", "- a", "-a", "-", "--", "---", "...", "--- a", "? a", "?", "{{ }}",
    "{{ name }}", "{a: b}", "[a]", "a, b", "a]", "}", "&a", "*a", "!a", "!!str a", "|", ">", "> a",
    "%a", "@a", "`a`", "'a'", '"a"', "it's", 'a "b" c', "'", '"', "\\", "a\\nb", "\\u00fc",
    "Würth & Söhne", "Straße 1", "»Ja«", "„Nein“", "O’Neill", "日本語", "😀 Emoji", "z.\u00a0B.",
    "\u00a0a", "a\u00a0", "weich\u00adtrennen", "a\u200bb", " a", "a ", "  a  b  ", "a\tb", "a\t",
    "a\nb", "a\n", "a\n\n", "\na", "\n", "a\n\nb", "a\n\n\nb\n", "- a\n- b", "# a\nb", "  a\nb",
    "a\n  b", "a \nb", "---\na\n---", "a\n...\nb", "<<", "<<<<<<< HEAD", "=", "a = b", "$a", "a|b",
    "https://a.example/?b=c&d=%20#e", "a@b.example", "C:\\x", "<b>x</b>", "<!-- -->", "1. Halbjahr",
    "Ein Satz: länger als eine Zeile, " + "damit er umbricht # und " * 5 + "endet.",
    "Ein  Satz  mit  doppelten  Leerzeichen, "  + "auch  lang " * 9,
    "x" * 150, "Absatz eins, " + "der lang ist, " * 9 + "lang.\n\nZwei.",
]  # fmt: skip
SMALL = """\
# Kopf, der bleibt
name: Beispiel GmbH   # so heißt sie

# über dem Sitz
seat:
    place: Ort    # der Ort
    # die Straße fehlt
    postcode: '07743'
phone:
email: ""
tags: [eins, "zwei",   drei]
pair: {de: Haus, en: "house", en_of: 87e25219}
multi: [
  a, # das erste
  b,
]
# die Liste
items:
# ohne Einzug
- id: a
  # im ersten
  note: {de: A, en: B}

- id: b   # zweites
  text: >-  # gefaltet
    Ein Text
    in zwei Zeilen.
- wert
long: |
  eins

  zwei

unknown_field:   wert    # niemand kennt es
# Fuß, der bleibt
"""


def lines_of(text: str) -> list[str]:
    return text.split("\n")


def assert_others_stay(old: str, new: str, span: tuple[int, int]) -> None:
    """Every line before the span's first and behind its last is there as it was."""
    first, last = span
    assert lines_of(new)[:first] == lines_of(old)[:first]
    behind = lines_of(old)[last + 1 :]
    assert lines_of(new)[len(lines_of(new)) - len(behind) :] == behind


def locations(value: Any, loc: Loc = ()) -> Iterator[Loc]:
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*loc, key)
        if isinstance(child, dict | list):
            yield from locations(child, (*loc, key))


def at(value: Any, loc: Loc) -> Any:
    for part in loc:
        value = value[part]
    return value


def span_of(text: str, loc: Loc, *, is_gone: bool = False) -> tuple[int, int]:
    """The first and last line of a field from its key to the end of its value.

    In braces it is all that stands in them; a first field that goes takes the line's rest along, so
    that the next one stands beside the dash.
    """
    node = tree_of(text)
    assert node is not None
    start = end = -1
    outer = (0, len(text))
    for part in loc:
        present = [e for e in node.entries if e.node.value not in ("", {}, [])]
        number = part if isinstance(part, int) else [e.name for e in present].index(part)
        start, end = present[number].start, present[number].node.end
        if node.flow:
            start, end = outer
            break
        if is_gone and part == loc[-1] and text[:start].rpartition("\n")[2].strip() == "-":
            end = present[number + 1].start if number + 1 < len(present) else end
        node, outer = present[number].node, (start, end)
    return text.count("\n", 0, start), text.count("\n", 0, end)


@pytest.mark.parametrize("value", TRICKY)
def test_every_value_reads_back_as_it_was_given(value: str) -> None:
    for loc in [("name",), ("seat", "place"), ("seat", "new"), ("tags", 1), ("pair", "en"),
                ("items", 1, "text"), ("items", 2), ("items", 3), ("multi", 0), ("phone",),
                ("long",), ("added",)]:  # fmt: skip
        changed = set_fields(SMALL, {loc: value})
        assert at(yaml_text.parse(changed).value, loc) == value, loc
        for line in re.findall(r"^#.*$|^ *# .*$", SMALL, re.MULTILINE):
            assert line in lines_of(changed), (loc, line)


@pytest.mark.parametrize("value", TRICKY)
def test_every_value_means_the_same_in_another_reader(value: str) -> None:
    """Another YAML 1.2 reader gives back the text, or a number or date that prints as it."""
    changed = set_fields(
        "a: b\nc: d\n", {("a",): value, ("e",): [value, "x"], ("f",): {"g": value}}
    )
    reader = YAML(typ="safe", pure=True)
    for read in (yaml.load(changed, yaml.BaseLoader), reader.load(changed)):  # noqa: S506
        texts = [read["a"], read["e"][0], read["f"]["g"]]
        said = [str(t).lower() if isinstance(t, bool) else str(t) for t in texts]
        assert said == [value] * 3, changed


@pytest.mark.parametrize("path", FILES)
def test_the_files_of_the_project_are_left_alone(path: str) -> None:
    text = (PROJECT / path).read_bytes().decode()
    value = yaml_text.parse(text).value
    shape = shape_of(path.removeprefix("tests/sample/"), ("de", "en"))
    assert with_value(text, value, shape) == text
    assert yaml_text.parse(new_text(value, shape)).value == value


def pick(items: list[Any], count: int) -> list[Any]:
    return items[:: max(len(items) // count, 1)]


@pytest.mark.parametrize("path", pick(FILES, 12))
def test_a_change_touches_only_its_own_lines(path: str) -> None:
    assert_only_own_lines(path, 12)


@pytest.mark.long
@pytest.mark.parametrize("path", FILES)
def test_every_change_of_every_file_touches_only_its_own_lines(path: str) -> None:
    assert_only_own_lines(path, 400)


def is_another_item(value: Any, loc: Loc) -> bool:
    """Whether a text in this place would be another item: it stands before the other's comments."""
    return isinstance(loc[-1], int) and isinstance(at(value, loc), dict | list)


def assert_only_own_lines(path: str, count: int) -> None:
    text = (PROJECT / path).read_bytes().decode()
    shape = shape_of(path.removeprefix("tests/sample/"), ("de", "en"))
    value = yaml_text.parse(text).value
    if re.search(r"(?:: |- )&\w", text):
        return  # what repeats something is spelt out: a test of its own
    for number, loc in enumerate(pick(list(locations(value)), count)):
        typed = () if is_another_item(value, loc) else (TRICKY[number * 7 % len(TRICKY)],)
        for wanted in (*typed, None):
            changed = set_fields(text, {loc: wanted}, shape)
            assert_others_stay(text, changed, span_of_gone(text, loc, wanted))


def span_of_gone(text: str, loc: Loc, wanted: Any) -> tuple[int, int]:
    """The lines that may change: where all of a part is gone, those of the part above."""
    value = yaml_text.parse(text).value
    while wanted is None and len(loc) > 1 and len(at(value, loc[:-1])) == 1:
        loc = loc[:-1]
    return span_of(text, loc, is_gone=wanted is None)


# ── drawn ────────────────────────────────────────────────────────────────────────────────────

NEVER = "\u2028\u2029\ufeff\ufffe\uffff"
TEXTS = st.one_of(
    st.sampled_from(TRICKY),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=NEVER),
        min_size=1, max_size=30,
    ),
    st.text("ab :#-,[]{}'\"\n\\&*!|>%@?.", min_size=1, max_size=12),
)  # fmt: skip
KEYS = st.one_of(st.sampled_from("abcdefgh"), st.sampled_from(["de", "en", "id", "on", "1", "a b"]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4)
        | st.dictionaries(KEYS, inner, min_size=1, max_size=4)
    ),
    max_leaves=8,
)
RECORDS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=5)


@st.composite
def files(draw: st.DrawFn) -> str:
    """A valid file as somebody types it: comments, blank lines, flow and block, CRLF, aliases."""
    record = draw(RECORDS)
    width = draw(st.sampled_from([20, 80, 4096]))
    style = draw(st.sampled_from([True, False, None]))
    text = new_text(record)
    if draw(st.booleans()):
        text = yaml.dump(
            json.loads(json.dumps(record)), default_flow_style=style, allow_unicode=True,
            sort_keys=False, width=width, indent=draw(st.sampled_from([2, 4])),
        )  # fmt: skip
    lines = lines_of(text)
    for _ in range(draw(st.integers(0, 4))):
        index = draw(st.integers(0, len(lines)))
        lines.insert(
            index, draw(st.sampled_from(["", "# Hinweis", "  # eingerückt", "    # tief"]))
        )
    commented = "\n".join(lines)
    parsed = yaml_text.parse(commented)
    if parsed.faults or parsed.value != yaml_text.parse(text).value:
        commented = text
    if draw(st.booleans()):
        commented = commented.replace("\n", "\r\n")
    return commented


@settings(max_examples=40, deadline=None)
@given(files(), RECORDS, st.data())
def test_any_file_can_be_made_to_say_anything(
    text: str, other: dict[str, Any], data: st.DataObject
) -> None:
    parsed = yaml_text.parse(text.replace("\r\n", "\n"))
    if parsed.faults:
        return
    value = parsed.value or {}
    wanted = {k: v for k, v in value.items() if data.draw(st.booleans(), label=f"keep {k}")} | other
    changed = with_value(text, wanted)
    assert yaml_text.parse(changed.replace("\r\n", "\n")).value == wanted
    assert with_value(changed, wanted) == changed
    if "\r\n" in text:
        assert not re.search("(?<!\r)\n", changed)
    assert with_value(text, value) == text


@settings(max_examples=40, deadline=None)
@given(files(), TEXTS, st.data())
def test_a_change_of_any_file_touches_only_its_own_lines(
    text: str, new: str, data: st.DataObject
) -> None:
    text = text.replace("\r\n", "\n")
    parsed = yaml_text.parse(text)
    if parsed.faults or not parsed.value or "&" in text:
        return
    loc = data.draw(st.sampled_from(list(locations(parsed.value))))
    if is_another_item(parsed.value, loc) or re.search(r"^\s*- +- ", text, re.MULTILINE):
        return  # a list that begins behind a dash is written anew as a whole
    changed = set_fields(text, {loc: new})
    assert at(yaml_text.parse(changed).value, loc) == new
    assert_others_stay(text, changed, span_of(text, loc))


def test_new_keys_stand_where_the_model_has_them() -> None:
    text = "name: A\nseat:\n  place: B\nsummary: {de: C}\n"
    changed = set_fields(
        text,
        {("short",): "S", ("seat", "street"): "Weg 1", ("email",): "a@b.example",
         ("summary", "en"): "E", ("summary", "en_of"): "12345678", ("sources",): [{"url": "x"}]},
        shape_of("members/a/member.yml", ("de", "en")),
    )  # fmt: skip
    assert changed == (
        "name: A\nshort: S\nseat:\n  street: Weg 1\n  place: B\nemail: a@b.example\n"
        "summary: {de: C, en: E, en_of: 12345678}\nsources:\n  - url: x\n"
    )


def test_what_repeats_something_is_spelt_out_when_it_changes() -> None:
    text = "a: &x\n  b: c\nd: *x\ne: [&y f, *y]\n"
    assert set_fields(text, {("g",): "h"}) == text + "g: h\n"
    assert yaml_text.parse(set_fields(text, {("a", "b"): "new"})).value == {
        "a": {"b": "new"}, "d": {"b": "c"}, "e": ["f", "f"],
    }  # fmt: skip


def test_a_comment_that_lies_deeper_is_not_swallowed_by_a_text() -> None:
    text = "c:\n  a: b\n  # tief\nd: e\n"
    assert set_fields(text, {("c",): "x\ny\n"}) == 'c: "x\\ny\\n"\n  # tief\nd: e\n'


def test_line_ends_and_byte_order_mark_stay() -> None:
    text = "\ufeffa: b\r\nc: d # e\nf: g\r\n"
    assert (
        set_fields(text, {("c",): "x", ("h",): "i"}) == "\ufeffa: b\r\nc: x # e\nf: g\r\nh: i\r\n"
    )


def test_items_are_known_again_and_keep_their_comments() -> None:
    text = "l:\n  - id: a # eins\n  # zwei\n  - id: b\n    n: x\n  - id: c # drei\n"
    wanted = {"l": [{"id": "c"}, {"id": "b", "n": "z"}, {"id": "d"}]}
    assert with_value(text, wanted) == (
        "l:\n  - id: c # drei\n  # zwei\n  - id: b\n    n: z\n  - id: d\n"
    )


@pytest.mark.parametrize("bad", ["a: 'b", "a: b\na: c", "a: {b: c", "\ta: b"])
def test_a_broken_file_is_never_touched(bad: str) -> None:
    with pytest.raises(ValueError, match=r"yaml-"):
        set_fields(bad, {("a",): "x"})


@pytest.mark.parametrize("loc", [("name", "x"), ("items", 9), ("items", "a"), ("seat", 0)])
def test_a_location_that_leads_nowhere_is_refused(loc: Loc) -> None:
    with pytest.raises(ValueError, match=re.escape(str(loc[-1]))):
        set_fields(SMALL, {loc: "x"})


def test_what_no_file_may_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="value"):
        set_fields("a: b\n", {("a",): "x\x07y"})


def test_an_empty_file_gets_its_values_below_its_comments() -> None:
    assert set_fields("# nur ein Kommentar", {("a",): "b"}) == "# nur ein Kommentar\na: b\n"
    assert set_fields("", {("a",): ["b"]}) == "a: [b]\n"
    assert set_fields("a: b # c\n", {("a",): None}) == ""


def test_folder() -> None:
    assert len(FILES) > 100
    assert isinstance(PROJECT, Path)
