"""YAML as text with places: what is read, and what is refused where."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from schaufenster import words
from schaufenster.content import yaml_text
from schaufenster.content.yaml_faults import MOST_FAULTS, check_letters


def rules(text: str) -> list[tuple[str, int, int]]:
    return [(f.rule, f.line, f.column) for f in yaml_text.parse(text).faults]


@pytest.mark.parametrize(
    "word", ["07743", "+493641123456", "NO", "no", "on", "18:30", "1_000", "2025-09", "null", "~",
             "0x1F", "1e3", ".inf", "2024-13-01", "=", "yes"],
)  # fmt: skip
def test_a_plain_scalar_stays_the_text_that_was_typed(word: str) -> None:
    assert yaml_text.parse(f"field: {word}\n").value == {"field": word}


def test_what_is_empty_counts_as_absent() -> None:
    text = 'a: ""\nb:\nc: {d: "", e: []}\nf: ["", x, ""]\ng: [{h: ""}]\n'
    assert yaml_text.parse(text).value == {"f": ["x"]}


def test_a_file_of_nothing_but_empty_values_says_nothing() -> None:
    assert yaml_text.parse('a: ""\n') == yaml_text.ParsedYaml(None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("yaml-empty", 1, 1)]),
        ("# only a comment\n", [("yaml-empty", 1, 1)]),
        ("a: 1\nb:\n\t- x\n", [("yaml-tab", 3, 1)]),
        ("a: 1\nb: x\x07y\n", [("yaml-control", 2, 5)]),
        ("a: x\u2028y\n", [("yaml-control", 1, 5)]),
        ('a: "x\\0y"\n', [("yaml-control", 1, 4)]),
        ("a: 1\nb: 2\na: 3\n", [("yaml-duplicate", 3, 1)]),
        ("a: {b: 1, b: 2}\n", [("yaml-duplicate", 1, 11)]),
        ("a: !!python/object:os.system x\n", [("yaml-tag", 1, 4)]),
        ("a: !!str x\nb: !local {c: 1}\n", [("yaml-tag", 1, 4), ("yaml-tag", 2, 4)]),
        ("a: &x !!str y\n", [("yaml-tag", 1, 4)]),
        ("base: &b {x: 1}\na:\n  <<: *b\n", [("yaml-merge", 3, 3)]),
        ("? [a]\n: b\n", [("yaml-key", 1, 3)]),
        ("a: b: c\n", [("yaml-colon", 1, 5)]),
        ("title: Gas: sensors\n", [("yaml-colon", 1, 11)]),
        ('a: 1\nb: "open\nc: 2\n', [("yaml-quote", 2, 4)]),
        ("a: *nobody\n", [("yaml-unknown-alias", 1, 4)]),
        ("a: 1\n---\nb: 2\n", [("yaml-documents", 2, 1)]),
        ("a: @home\n", [("yaml-start", 1, 4)]),
        ("a: `x`\n", [("yaml-start", 1, 4)]),
        ("a: 1\nb\nc: 2\n", [("yaml-no-colon", 2, 1)]),
        ("a:\n  - x\n - y\n", [("yaml-indent", 3, 2)]),
        ("a: [1, 2\nb: 3\n", [("yaml-bracket", 1, 4)]),
    ],
)
def test_what_cannot_be_read_is_named_with_line_and_column(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert rules(text) == expected


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        # a quote that nobody closed: libyaml stops at the next one, many lines below
        ('a: 1\nb: "Haus\nc: 2\nd: 3\ne: "x"\n', "yaml-quote", 2, 4),
        ("a: 1\nb: 'Haus\nc: 2\nd:\n  - 'x'\n", "yaml-quote", 2, 4),
        # quotes inside a text, and words behind one
        ('a: 1\nb: "Das "Haus" am See"\n', "yaml-after", 2, 9),
        ("b: 'Muster's Haus'\nc: 1\n", "yaml-after", 1, 11),
        ('b: "Foto" von gestern\nc: 1\n', "yaml-after", 1, 9),
        ('b: {de: "Foto" von gestern, en: x}\n', "yaml-after", 1, 14),
        ("b: [Wort](https://x.example/)\nc: 1\n", "yaml-after", 1, 9),
        ("b: [x, y]]\nc: 1\n", "yaml-after", 1, 9),
        ('b: "C:\\data"\nc: 1\n', "yaml-escape", 1, 7),
        # no space behind a colon, or one that is none
        ("a: 1\nb:Haus\nc: 2\n", "yaml-glued", 2, 2),
        ("a: 1\nb:Haus\n", "yaml-glued", 2, 2),
        ("b:Haus\nc: 2\n", "yaml-glued", 1, 2),
        ("a:\n  de: x\n  en:Haus\nc: 2\n", "yaml-glued", 3, 5),
        ("a: 1\nb:\u00a0Haus\nc: 2\n", "yaml-space", 2, 3),
        ("a:\n\u00a0 de: x\n", "yaml-space", 2, 1),
        ("a:\n  de: x\n \u202f en: x\n", "yaml-space", 3, 2),
        # a line that lost its indent
        ("a: |\n  Eins\nZwei, ohne.\nb: 1\n", "yaml-no-colon", 3, 1),
        ("a:\n  de: |\n    Eins\n  Zwei, ohne.\n  en: y\n", "yaml-no-colon", 4, 3),
        ("a:\n  b: 1\n   c: 2\n", "yaml-indent", 3, 4),
        ("a: 1\n b: 2\nc: 3\n", "yaml-indent", 2, 2),
        ("a:\n  b: 1\n c: 2\nd: 3\n", "yaml-indent", 3, 2),
        ("a:\n  - b: 1\n  c: 2\nd: 3\n", "yaml-indent", 3, 3),
        ("a:\nde: x\n  en: y\n", "yaml-indent", 2, 1),
        ("a:\n  de: x\nen: y\n  en_of: z\n", "yaml-indent", 3, 1),
        ("a:\n  b: 1\nc: x\n  d: y\n", "yaml-indent", 4, 3),  # one that has too much of it
        # a line that is no field, above one that is
        ("a = Haus\nb: 1\n", "yaml-no-colon", 1, 1),
        ("a： Haus\nb: 1\n", "yaml-no-colon", 1, 1),
        ("x: 1\na Haus\nb: 1\n", "yaml-no-colon", 2, 1),
        ("a:\n  Haus\n  b: 1\n", "yaml-no-colon", 2, 3),
        ("a: Haus\n  am See\n  b: 1\n", "yaml-indent", 3, 3),
        # entries of a list as a text program makes them
        ("a:\n  – id: x\n    note: y\n", "yaml-dash", 2, 3),
        ("a:\n  • id: x\n    note: y\n", "yaml-dash", 2, 3),
        ("a:\n  -id: x\n    note: y\n", "yaml-dash", 2, 3),
        ("a:\n  - id: x\n    note: y\n  – id: z\n    note: y\n", "yaml-dash", 4, 3),
        # signs that mean something at the start of a value
        *(
            (f"a: 1\nb: {sign} Haus\nc: 2\n", "yaml-start", 2, 4)
            for sign in ("&", "*", "@", "`", "%", ">", ",", "]", "}", "-", "?")
        ),
        ("a: 1\n%x\n", "yaml-start", 2, 1),
        ("a: **fett** und mehr\n", "yaml-start", 1, 4),
        ("a: |x\nb: 1\n", "yaml-start", 1, 4),
        ("a: &Klang im Raum\n", "yaml-anchor", 1, 4),
        ("a: &Klang\n", "yaml-anchor", 1, 4),
        ("a: &x 1\nb: &x 2\n", "yaml-anchor", 2, 4),
        ("a: !<x y\n", "yaml-tag", 1, 4),
        # brackets
        ("a: 1\nb: [1,\n  2\nc: 3\nd: 4\n", "yaml-bracket", 2, 4),
        ("a: {b: x\nc: 3\n", "yaml-bracket", 1, 4),
        ("a: [x}\nb: 3\n", "yaml-bracket", 1, 4),
        ("a: {b: Text: mehr, c: x}\n", "yaml-colon", 1, 12),
        (": x\n", "yaml-key", 1, 1),
        ("a: 1\n...\nb: 1\n", "yaml-documents", 3, 1),
    ],
)
def test_a_fault_is_told_at_its_cause(text: str, rule: str, line: int, column: int) -> None:
    assert rules(text) == [(rule, line, column)]


def test_only_so_many_faults_of_one_file_are_told() -> None:
    assert len(rules("\x07\n" * 5_000)) == len(rules("x: !a\n" * 5_000)) == MOST_FAULTS


@pytest.mark.parametrize(
    ("text", "cuts"),
    [
        ("title: Raum C #3\n", [(1, 15, "#3")]),
        ("title: Raum C  #3 und #4", [(1, 16, "#3 und #4")]),
        ("colour: #0b4f5e\n", [(1, 9, "#0b4f5e")]),
        ("a: C #\nb: x\n", [(1, 6, "#")]),
        ("a:\n  - x\n  - #eins\n  - y #zwei\n", [(3, 5, "#eins"), (4, 7, "#zwei")]),
        ("a: {b: c #d\n}\n", [(1, 10, "#d")]),
        ("a: eins\n  zwei #drei\n", [(2, 8, "#drei")]),
        ("a: &x b #c\nd: *x\n", [(1, 9, "#c")]),
    ],
)
def test_a_comment_that_looks_like_text_is_told(
    text: str, cuts: list[tuple[int, int, str]]
) -> None:
    found = yaml_text.parse(text)
    assert found.faults == ()
    assert [(f.rule, f.line, f.column, f.values["lost"]) for f in found.warnings] == [
        ("comment-cuts", *cut) for cut in cuts
    ]


@pytest.mark.parametrize(
    "text",
    [
        "title: Raum C # im Erdgeschoss\n",
        'title: "Raum C #3"\n',
        "title: 'Raum C #3' #3\n",
        "title: C#3\n",
        "#eins\na: b\n  #zwei\n#drei\nc: d\n",
        "a: #eins\n  b: c\n",
        "a: |\n  x #y\n\n  #z\nb: >- #y\n  x\n",
        "url: https://example.org/#top\n",
    ],
)
def test_a_comment_that_is_meant_as_one_is_not_told(text: str) -> None:
    found = yaml_text.parse(text)
    assert (found.faults, found.warnings) == ((), ())


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert {rule for rule, _, _ in rules("\n".join(lines))} <= {"yaml-aliases", "yaml-nodes"}
    assert rules("\n".join(lines)) != []


def test_a_few_aliases_are_allowed() -> None:
    assert yaml_text.parse("a: &x [1]\nb: *x\n").value == {"a": ["1"], "b": ["1"]}


def test_an_alias_to_itself_ends() -> None:
    assert [rule for rule, _, _ in rules("a: &a [*a]\n")] == ["yaml-depth"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "? - ", "- [", "- ? [{a: "])
def test_nesting_without_end_does_not_crash(opening: str) -> None:
    found = [rule for rule, _, _ in rules(opening * 120_000)]
    assert found == ["yaml-depth"]
    assert rules(opening * 200) != []


def test_too_many_values_are_refused_once() -> None:
    assert [r for r, _, _ in rules("a: [" + "x, " * 30_000 + "x]")] == ["yaml-nodes"]


def test_a_place_is_found_by_the_way_to_it() -> None:
    text = "a: 1\nlist:\n  - x: 1\n    y: 2\n  - x: 3\n"
    assert yaml_text.place(text, ("list", 1, "x"))[:2] == (5, 8)
    assert yaml_text.place(text, ("list", 1, "x"), at_key=True)[:2] == (5, 5)


def test_a_missing_field_has_the_place_of_what_should_hold_it() -> None:
    assert yaml_text.place("a:\n  b: 1\n", ("a", "c"))[:2] == (2, 3)


def test_absent_items_do_not_shift_the_places_of_others() -> None:
    text = 'list:\n  - ""\n  - x\n'
    assert yaml_text.parse(text).value == {"list": ["x"]}
    assert yaml_text.place(text, ("list", 0))[:2] == (3, 5)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_without_raising(text: str) -> None:
    parsed = yaml_text.parse(text)
    assert all(
        f.rule in words.keys("messages") and f.line >= 1 and f.column >= 1 for f in parsed.faults
    )


@given(st.recursive(
    st.text("abcäöü 0:#-'\"&*!%@{}[],", max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner),
    max_leaves=12,
))  # fmt: skip
def test_what_a_yaml_library_writes_is_read_back_as_text(value: object) -> None:
    written = yaml.safe_dump({"v": value}, allow_unicode=True)
    expected = _without_nothing(value)
    parsed = yaml_text.parse(written)
    assert parsed.faults == ()
    assert (parsed.value or {}).get("v") == expected


def _without_nothing(value: object) -> object:
    if isinstance(value, list):
        return [i for v in value if (i := _without_nothing(v)) is not None] or None
    if isinstance(value, dict):
        inner = {k: _without_nothing(v) for k, v in value.items()}
        return {k: v for k, v in inner.items() if v is not None} or None
    return value or None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: M\u00c3\u00bcller\n", [(1, 5)]),
        (
            "a: x\nb: Stra\u00c3\u0178e und Gr\u00c3\u00b6\u00c3\u0178e\n",
            [(2, 8), (2, 18), (2, 20)],
        ),
        ("a: 20 \u00c2\u00b0C\n", [(1, 7)]),
        ("a: eins \u00e2\u20ac\u201c zwei\n", [(1, 9)]),
        ("a: M\ufffdller\n", [(1, 5)]),
        ("a: M\u00fcller, S\u00e3o Paulo, \u00c2ge, 20 \u00b0C, 5 \u20ac \u2013 \u00e2\n", []),
    ],
)
def test_letters_of_a_wrong_encoding_are_told(text: str, places: list[tuple[int, int]]) -> None:
    faults = list(check_letters(text))
    assert [(f.rule, f.line, f.column) for f in faults] == [("mojibake", *p) for p in places]
