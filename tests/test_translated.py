"""Marks that an English text fits its German one, and nothing else in the file is touched."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schaufenster.content import yaml_text
from schaufenster.content.load import check_cluster
from schaufenster.content.model import hash_of
from schaufenster.editing import translated_file
from schaufenster.editing.translated import mark_markdown, mark_yaml
from tests.conftest import LANGUAGES

from .conftest import CLOCK, SAMPLE

OF_MESSEN = hash_of("Messen")


def test_the_mark_is_a_short_hash_of_the_german_text_without_its_margins() -> None:
    assert OF_MESSEN == "6c1458e2"
    assert hash_of("  Messen\n") == OF_MESSEN
    assert hash_of("messen") != OF_MESSEN


# ── YAML ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: {de: Messen, en: Measuring}\n", "a: {de: Messen, en: Measuring, en_of: #}\n"),
        ("a: {en: Measuring, de: Messen}\n", "a: {en: Measuring, en_of: #, de: Messen}\n"),
        ("a: {de: Messen, en: Measuring, en_of: 00000000}\n",
         "a: {de: Messen, en: Measuring, en_of: #}\n"),
        ("a: {de: Messen, en: Measuring,}\n", "a: {de: Messen, en: Measuring, en_of: #,}\n"),
        ("a: {'de': 'Messen', \"en\": \"Measuring\"}\n",
         "a: {'de': 'Messen', \"en\": \"Measuring\", en_of: #}\n"),
        ("a:\n  de: Messen\n  en: Measuring\n", "a:\n  de: Messen\n  en: Measuring\n  en_of: #\n"),
        ("a:\n  de: Messen\n  en: Measuring", "a:\n  de: Messen\n  en: Measuring\n  en_of: #"),
        ("a:\n  de: Messen\n  en: Measuring # by hand\nb: c\n",
         "a:\n  de: Messen\n  en: Measuring # by hand\n  en_of: #\nb: c\n"),
        ("a:\n  en: Measuring\n  de: Messen\n", "a:\n  en: Measuring\n  en_of: #\n  de: Messen\n"),
        ("a:\n  de: Messen\n  en: Measuring\n  en_of: 00000000 # old\n",
         "a:\n  de: Messen\n  en: Measuring\n  en_of: # # old\n"),
        ("a:\n  de: Messen\n  en: >-\n    Mea-\n    suring\n\n# next\nb: c\n",
         "a:\n  de: Messen\n  en: >-\n    Mea-\n    suring\n  en_of: #\n\n# next\nb: c\n"),
        ("a:\n  de: |\n    Messen\n  en: |\n    Measuring\n\n    more\n",
         "a:\n  de: |\n    Messen\n  en: |\n    Measuring\n\n    more\n  en_of: #\n"),
        ("a:\n  de: Messen\n  en: Mea-\n    suring\nb: c\n",
         "a:\n  de: Messen\n  en: Mea-\n    suring\n  en_of: #\nb: c\n"),
        ("a:\n  - b: {de: Messen, en: Measuring}\n  - {de: Messen, en: x}\n",
         "a:\n  - b: {de: Messen, en: Measuring, en_of: #}\n  - {de: Messen, en: x, en_of: #}\n"),
        ("a:\n  all:\n    de: Messen\n    en: Measuring\n",
         "a:\n  all:\n    de: Messen\n    en: Measuring\n    en_of: #\n"),
        ("- de: Messen\n  en: Measuring\n", "- de: Messen\n  en: Measuring\n  en_of: #\n"),
        ("a: {de: Messen,\n  en: Measuring}\n", "a: {de: Messen,\n  en: Measuring, en_of: #}\n"),
        ("ö: Übermaß – ½\na: {de: Messen, en: Measuring}\n",
         "ö: Übermaß – ½\na: {de: Messen, en: Measuring, en_of: #}\n"),
    ],
)  # fmt: skip
def test_a_mark_is_set_beside_the_english_text(before: str, after: str) -> None:
    expected = after.replace("en_of: #", f"en_of: {OF_MESSEN}")
    assert mark_yaml(before, LANGUAGES) == (expected, expected.count(OF_MESSEN))


@pytest.mark.parametrize("empty", ['en_of: ""', "en_of: ''", "en_of:", "en_of: "])
def test_a_mark_that_was_saved_empty_is_filled(empty: str) -> None:
    for text, after in (
        (f"a:\n  de: Messen\n  en: Measuring\n  {empty}\n", "a:\n  de: Messen\n  en: Measuring\n"),
        (f"a:\n  {empty}\n  de: Messen\n  en: Measuring\n", "a:\n  de: Messen\n  en: Measuring\n"),
    ):
        marked, count = mark_yaml(text, LANGUAGES)
        assert count == 1
        assert yaml_text.parse(marked).value == {
            "a": {"de": "Messen", "en": "Measuring", "en_of": OF_MESSEN}
        }
        assert after.splitlines()[1] in marked.splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "a: {de: Messen}\n",
        "a: {en: Measuring}\n",
        'a: {de: Messen, en: ""}\n',
        "a:\n  de: Messen\n  en:\n",
        "de: [Messung]\nen: [measurement]\n",  # synonyms: lists, no text and its translation
        "a: {de: {x: 1}, en: {x: 2}}\n",
        "# nothing but a remark\n",
        "",
    ],
)
def test_where_there_is_no_translation_nothing_is_marked(text: str) -> None:
    assert mark_yaml(text, LANGUAGES) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "a: &x {de: Messen, en: Measuring}\nb: *x\n",
        "a: &x\n  de: Messen\n  en: Measuring\nb: *x\nc: *x\n",
        "a: {de: &x Messen, en: Measuring}\nb: {de: *x, en: Measuring}\n",
        "a: {de: Messen, en: &x Measuring}\nb: {de: Messen, en: *x}\n",
    ],
)
def test_a_text_that_is_named_again_stays_readable(text: str) -> None:
    before = yaml_text.parse(text)
    marked, _ = mark_yaml(text, LANGUAGES)
    after = yaml_text.parse(marked)
    assert (before.faults, after.faults) == ((), ())
    assert after.value == {
        name: {**value, "en_of": OF_MESSEN} for name, value in before.value.items()
    }


WORD = st.text("abcäöüß€ ", min_size=1, max_size=12).map(str.strip).filter(bool)
STYLE = st.sampled_from(["{}", "'{}'", '"{}"', ">-\n      {}\n      {}", "|\n      {}\n\n      {}"])


@given(st.lists(st.tuples(WORD, WORD, STYLE, STYLE, st.booleans(), st.booleans()), max_size=4))
def test_marking_adds_marks_changes_nothing_else_and_is_done_once(
    texts: list[tuple[str, str, str, str, bool, bool]],
) -> None:
    lines = ["# first\n"]
    for n, (german, english, one, other, outdated, remark) in enumerate(texts):
        lines.append(f"t{n}:\n    de: {one.replace('{}', german)}\n")
        lines.append(f"    en: {other.replace('{}', english)}\n")
        lines.append("    en_of: 00000000\n" if outdated else "")
        lines.append("\n# remark\n" if remark else "")
    text = "".join(lines)
    marked, count = mark_yaml(text, LANGUAGES)
    assert count == len(texts)
    assert mark_yaml(marked, LANGUAGES) == (marked, count)
    without = re.compile(r"\n    en_of: .*")
    assert without.sub("", marked) == without.sub("", text)
    found = yaml_text.parse(marked).value or {}
    assert {value["en_of"] == hash_of(value["de"]) for value in found.values()} <= {True}


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────

GERMAN = "---\ntitle: Messen\n---\n\nMessen\n"


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("title: Measuring\n", "title: Measuring\nof: #\n"),
        ("of: 00000000\ntitle: Measuring\n", "of: #\ntitle: Measuring\n"),
        ("of:\ntitle: Measuring\n", "of: #\ntitle: Measuring\n"),
        ("title: 'a text of: words'\n", "title: 'a text of: words'\nof: #\n"),
    ],
)
def test_an_english_report_is_marked_in_its_front_matter(front: str, expected: str) -> None:
    body = "\nMeasuring\n\n---\n\nof: no mark\n"
    marked = mark_markdown(f"---\n{front}---\n{body}", GERMAN)
    assert marked == f"---\n{expected.replace('#', OF_MESSEN)}---\n{body}"
    assert mark_markdown(marked, GERMAN) == marked


@pytest.mark.parametrize("text", ["", "Measuring\n", "---\ntitle: x\n", "title: x\n---\n"])
def test_without_front_matter_there_is_nothing_to_mark(text: str) -> None:
    with pytest.raises(ValueError, match="front matter"):
        mark_markdown(text, GERMAN)
    with pytest.raises(ValueError, match="front matter"):
        mark_markdown(GERMAN, text)


# ── files ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    return tmp_path


def texts_of(root: Path) -> list[str]:
    """Every file that may hold translations, by its path."""
    files = [*root.rglob("*.yml"), *root.rglob("*.en.md")]
    return sorted(file.relative_to(root).as_posix() for file in files)


def mark(root: Path, path: str) -> int:
    file, count = translated_file(root, path)
    assert file.path == path
    (root / path).write_bytes(file.content)
    return count


def outdated(root: Path) -> list[str]:
    *_, problems = check_cluster(root, CLOCK)
    return [f"{p.path}: {p.field}" for p in problems if p.rule == "translation-outdated"]


def test_marking_a_file_that_is_up_to_date_changes_no_byte() -> None:
    for path in texts_of(SAMPLE):
        if path != "members/feinwerk-see/member.yml":
            assert translated_file(SAMPLE, path)[0].content == (SAMPLE / path).read_bytes()


def test_a_marked_file_is_no_longer_outdated(copy: Path) -> None:
    assert outdated(copy) == ["members/feinwerk-see/member.yml: about.en_of"]
    assert mark(copy, "members/feinwerk-see/member.yml") == 2
    assert outdated(copy) == []


def test_a_mark_shows_that_a_german_text_was_changed_later(copy: Path) -> None:
    for path, old in (
        ("members/quellwerk/member.yml", "fasst Quellen ein"),
        ("events/werkstatt-2030/report.de.md", "wurde gemessen"),
        ("newsletter/editions/2030-05.yml", "Die Anmeldung ist offen."),
    ):
        file = copy / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, "ist jetzt anders"), encoding="utf-8")
    assert outdated(copy) == [
        "events/werkstatt-2030/report.en.md: of",
        "members/feinwerk-see/member.yml: about.en_of",
        "members/quellwerk/member.yml: summary.en_of",
        "newsletter/editions/2030-05.yml: items[4].lead.all.en_of",
    ]
    for path in texts_of(copy):
        mark(copy, path)
    assert outdated(copy) == []


def test_every_mark_of_the_sample_can_be_made_again(copy: Path) -> None:
    for path in texts_of(copy):
        file = copy / path
        text = file.read_text(encoding="utf-8")
        bare = re.sub(r"(?m), en_of: [0-9a-f]{8}|^ *(en_)?of: [0-9a-f]{8}\n", "", text)
        file.write_text(bare, encoding="utf-8")
        mark(copy, path)
        if path != "members/feinwerk-see/member.yml":
            assert file.read_text(encoding="utf-8") == (SAMPLE / path).read_text(encoding="utf-8")
    assert outdated(copy) == []


@pytest.mark.parametrize(
    "path", ["members/quellwerk/member.yml", "events/werkstatt-2030/report.en.md"]
)
@pytest.mark.parametrize(("start", "end"), [(b"", b"\r\n"), (b"\xef\xbb\xbf", b"\n"),
                                           (b"\xef\xbb\xbf", b"\r\n")])  # fmt: skip
def test_line_ends_and_a_byte_order_mark_stay_as_they_are(
    copy: Path, path: str, start: bytes, end: bytes
) -> None:
    bare = re.sub(rb", en_of: [0-9a-f]{8}|\nof: [0-9a-f]{8}", b"", (copy / path).read_bytes())
    (copy / path).write_bytes(start + bare.replace(b"\n", end))
    mark(copy, path)
    expected = (SAMPLE / path).read_bytes()
    assert (copy / path).read_bytes() == start + expected.replace(b"\n", end)


def test_a_german_report_with_other_line_ends_has_the_same_mark(copy: Path) -> None:
    german = copy / "events/werkstatt-2030/report.de.md"
    german.write_bytes(b"\xef\xbb\xbf" + german.read_bytes().replace(b"\n", b"\r\n"))
    path = "events/werkstatt-2030/report.en.md"
    mark(copy, path)
    assert (copy / path).read_bytes() == (SAMPLE / path).read_bytes()


@pytest.mark.parametrize(
    "path",
    ["events/werkstatt-2030/report.de.md", "members/lichtblick/logo.svg", "members/lichtblick"],
)
def test_what_holds_no_translation_is_refused(copy: Path, path: str) -> None:
    with pytest.raises((ValueError, OSError)):
        translated_file(copy, path)


def test_a_file_that_is_not_there_is_an_os_error(copy: Path) -> None:
    with pytest.raises(OSError, match="nobody"):
        translated_file(copy, "members/nobody/member.yml")


def test_a_broken_file_is_refused_before_anything_is_written(copy: Path) -> None:
    path = "members/quellwerk/member.yml"
    (copy / path).write_text("name: [\n", encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(path)):
        translated_file(copy, path)
