"""How faults are told: to people, to GitHub, to programs, whatever a file or a field is called."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schaufenster.command_names import TRANSLATED
from schaufenster.content.load import check_cluster
from schaufenster.problems import (
    ContentError,
    Language,
    Problem,
    as_github,
    as_gitlab,
    as_json,
    as_text,
    by_kind,
    errors,
    field_name,
    in_order,
    is_below,
)
from tests.conftest import LANGUAGES

from .conftest import CLOCK, SAMPLE

LANGUAGE = st.sampled_from(LANGUAGES)
MISSING = Problem("members/muster/member.yml", 3, 7, "seat.place", "missing")
OUTDATED = Problem(
    "members/muster/member.yml",
    9,
    3,
    "about.en_of",
    "translation-outdated",
    {"first": "de", "lang": "en", "path": "x.yml"},
)
WHOLE_FILE = Problem("members/muster/LOGO.PNG", 0, 0, "", "path-name", {"name": "logo.png"})


def unknown(value: str, path: str = "events/x/event.yml", field: str = "organisers[1]") -> Problem:
    where = "members/SLUG/member.yml"
    return Problem(path, 2, 5, field, "unknown-ref", {"value": value, "where": where})


# ── text, for people and their editors ───────────────────────────────────────────────────────


def test_text_says_where_what_must_hold_and_what_to_do() -> None:
    assert as_text([MISSING], "de") == (
        "members/muster/member.yml:3:7: seat.place: Diese Angabe fehlt. Bitte ergänzen.\n"
    )
    assert as_text([MISSING], "en") == (
        "members/muster/member.yml:3:7: seat.place: This field is missing. Please add it.\n"
    )


def test_text_calls_a_warning_a_warning() -> None:
    assert as_text([OUTDATED], "de").startswith(
        "members/muster/member.yml:9:3: Hinweis: about.en_of: Der Text unter `de`"
    )
    assert as_text([OUTDATED], "en").startswith(
        "members/muster/member.yml:9:3: warning: about.en_of: The text in `de`"
    )


def test_text_names_no_line_where_the_whole_file_is_meant() -> None:
    assert as_text([WHOLE_FILE], "de").startswith("members/muster/LOGO.PNG: Datei- und Ordnernamen")


def test_problems_of_a_kind_are_one_line_with_some_of_their_places() -> None:
    hints = [replace(OUTDATED, line=line) for line in range(9, 15)]
    told = by_kind([MISSING, *hints], "en").splitlines()
    assert len(told) == 2
    assert as_text([MISSING], "en") == f"{told[0]}\n"
    path = OUTDATED.path
    assert told[1].startswith(as_text(hints[:1], "en").rstrip("\n"))
    assert told[1].endswith(
        f" (and 5 more like it: {path}:10:3, {path}:11:3, {path}:12:3 and 2 others, "
        "build.py check FILE names each)"
    )
    assert "others" not in by_kind(hints[:4], "en")
    assert by_kind([], "de") == ""


def test_a_name_that_nearly_fits_is_offered() -> None:
    fault = Problem("a.yml", 1, 1, "kind", "choice",
                    {"value": "ofer", "choices": "offer, request", "near": "offer"})  # fmt: skip
    assert fault.message("de") == (
        "„ofer“ ist hier nicht vorgesehen. Erlaubt sind: offer, request. Meinten Sie „offer“?"
    )
    assert fault.message("en") == (
        "“ofer” is not allowed here. Allowed are: offer, request. Did you mean “offer”?"
    )


def test_a_value_with_braces_is_no_pattern() -> None:
    assert unknown("{value} {0} {where!r}").message("en") == (
        "“{value} {0} {where!r}” does not exist in members/SLUG/member.yml."
    )


def test_a_long_value_is_cut_so_that_the_sentence_stays_readable() -> None:
    told = unknown("x" * 5000).message("en")
    assert told == f"“{'x' * 79}…” does not exist in members/SLUG/member.yml."


# ── GitHub ───────────────────────────────────────────────────────────────────────────────────


def test_github_gets_a_command_with_file_place_and_title() -> None:
    assert as_github([MISSING], "en") == (
        "::error file=members/muster/member.yml,line=3,col=7,title=seat.place::"
        "seat.place: This field is missing. Please add it.\n"
    )
    assert as_github([OUTDATED], "en").startswith("::warning file=")


def test_github_gets_the_first_line_where_the_whole_file_is_meant() -> None:
    assert as_github([WHOLE_FILE], "en").startswith(
        "::error file=members/muster/LOGO.PNG,line=1,col=1,title=members/muster/LOGO.PNG::"
    )


def test_signs_that_mean_something_to_github_are_escaped() -> None:
    told = as_github([unknown("50 %,\na::b", "events/a,b:c%/x.yml", "topics[1]: a,b%")], "en")
    assert told == (
        "::error file=events/a%2Cb%3Ac%25/x.yml,line=2,col=5,title=topics[1]%3A a%2Cb%25::"
        "topics[1]: a,b%25: “50 %25, a::b” does not exist in members/SLUG/member.yml.\n"
    )


ANY = st.text(st.characters() | st.sampled_from("%:,\n\r\x1b\x9b\u202e\u2028\u0085"), max_size=30)
FAULTS = st.builds(unknown, ANY, ANY, ANY)


@given(st.lists(FAULTS, max_size=4), LANGUAGE)
def test_no_value_can_start_a_command_of_its_own(faults: list[Problem], lang: Language) -> None:
    lines = as_github(faults, lang).splitlines()
    assert len(lines) == len(faults)
    for line in lines:
        assert re.fullmatch(
            r"::error file=[^,:]*,line=2,col=5,title=[^,:]*::(?:[^%]|%25)*", line
        ), line


# ── JSON, for programs ───────────────────────────────────────────────────────────────────────


def test_json_carries_everything_in_every_language() -> None:
    assert json.loads(as_json([MISSING, OUTDATED])) == [
        {
            "path": "members/muster/member.yml",
            "line": 3,
            "column": 7,
            "field": "seat.place",
            "rule": "missing",
            "severity": "error",
            "message": {
                "de": "Diese Angabe fehlt. Bitte ergänzen.",
                "en": "This field is missing. Please add it.",
                "fr": "Cette indication manque. Veuillez l’ajouter.",
            },
        },
        {
            "path": "members/muster/member.yml",
            "line": 9,
            "column": 3,
            "field": "about.en_of",
            "rule": "translation-outdated",
            "severity": "warning",
            "message": {
                "de": "Der Text unter `de` hat sich geändert, der unter `en` nicht. Bitte die "
                f"Übersetzung durchsehen, dann `build.py {TRANSLATED} x.yml` aufrufen.",
                "en": "The text in `de` has changed, the one in `en` has not. Please revise the "
                f"translation, then run `build.py {TRANSLATED} x.yml`.",
                "fr": "Le texte sous `de` a changé, celui sous `en` non. Veuillez revoir la "
                f"traduction, puis lancer `build.py {TRANSLATED} x.yml`.",
            },
        },
    ]


def test_json_of_nothing_is_an_empty_list() -> None:
    assert as_json([]) == "[]\n"


def test_json_keeps_umlauts_readable() -> None:
    assert "Prüfstand" in as_json([unknown("Prüfstand")])


@given(st.lists(FAULTS, max_size=3))
def test_json_names_the_file_as_it_is_called(faults: list[Problem]) -> None:
    assert [row["path"] for row in json.loads(as_json(faults))] == [f.path for f in faults]


# ── GitLab ───────────────────────────────────────────────────────────────────────────────────


def test_gitlab_gets_a_code_quality_report() -> None:
    error, warning, whole = json.loads(as_gitlab([MISSING, OUTDATED, WHOLE_FILE], "en"))
    assert re.fullmatch("[0-9a-f]{64}", error.pop("fingerprint"))
    assert error == {
        "description": "seat.place: This field is missing. Please add it.",
        "check_name": "missing",
        "severity": "major",
        "location": {"path": "members/muster/member.yml", "lines": {"begin": 3}},
    }
    assert warning["severity"] == "info"
    assert whole["location"]["lines"] == {"begin": 1}


def test_gitlab_knows_a_fault_again_when_its_line_moves() -> None:
    moved = Problem("members/muster/member.yml", 30, 7, "seat.place", "missing")
    (before,), (after,) = (json.loads(as_gitlab([p], "de")) for p in (MISSING, moved))
    assert before["fingerprint"] == after["fingerprint"]


@given(st.lists(FAULTS, max_size=3))
def test_gitlab_tells_every_fault_apart_even_two_of_a_kind(faults: list[Problem]) -> None:
    rows = json.loads(as_gitlab([*faults, *faults], "de"))
    assert len({row["fingerprint"] for row in rows}) == 2 * len(faults)


# ── whatever things are called ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "sign",
    [
        "\x1b[2J",  # clears a terminal
        "\x1b]0;title\x07",
        "\x9b31m",  # the same escape as one character (ECMA-48)
        "\x00",
        "\x07",
        "\x08",
        "\x7f",
        "\r",
        "\u0085",
        "\u2028",
        "\u202e",  # turns the writing direction
        "\u200b",
        "\ue000",
        "\udcff",  # how Python holds a byte of a file name that is no UTF-8
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_that_moves_a_terminal_gets_through(sign: str, lang: Language) -> None:
    fault = unknown(f"a{sign}b", f"events/a{sign}b/event.yml", f"topics.a{sign}b")
    tellings = (as_text([fault], lang), as_github([fault], lang), as_gitlab([fault], lang))
    for told in (*tellings, as_json([fault])):
        lines = told.split("\n")
        assert [line for line in lines if not line.isprintable()] == []
        told.encode()


@given(st.lists(FAULTS, max_size=3), LANGUAGE)
def test_every_fault_is_one_printable_line(faults: list[Problem], lang: Language) -> None:
    for told in (as_text(faults, lang), as_github(faults, lang)):
        lines = told.split("\n")
        assert len(lines) == len(faults) + 1
        assert all(line.isprintable() for line in lines)


# ── order, places, names ─────────────────────────────────────────────────────────────────────


def test_faults_stand_in_reading_order() -> None:
    first = Problem("a.yml", 2, 1, "", "missing")
    second = Problem("a.yml", 2, 9, "", "choice")
    third = Problem("a.yml", 10, 1, "", "missing")
    fourth = Problem("b.yml", 1, 1, "", "missing")
    assert in_order([fourth, third, second, first]) == (first, second, third, fourth)
    assert ContentError([fourth, first]).problems == (first, fourth)


def test_only_errors_stop_a_build() -> None:
    assert errors([OUTDATED, MISSING]) == (MISSING,)


@pytest.mark.parametrize(
    ("loc", "expected"),
    [
        ((), ""),
        (("name",), "name"),
        (("membership", 0, "from"), "membership[1].from"),
        (("items", 11, "headline", "kammer", "de"), "items[12].headline.kammer.de"),
    ],
)
def test_a_place_in_a_record_is_named_as_people_count(
    loc: tuple[str | int, ...], expected: str
) -> None:
    assert field_name(loc) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("members/muster/member.yml", True),
        ("members/muster", True),
        ("members/muster/", True),
        ("./members", True),
        ("members\\muster", True),
        ("members/im", False),
        ("members/muster/member.y", False),
        ("events", False),
        (".", True),
        ("./", True),
    ],
)
def test_a_fault_lies_below_its_file_and_its_folders(asked: str, *, expected: bool) -> None:
    assert is_below(MISSING, [asked]) is expected


# ── the sample ───────────────────────────────────────────────────────────────────────────────


def test_the_sample_has_the_three_warnings_it_is_meant_to_have() -> None:
    *_, problems = check_cluster(SAMPLE, CLOCK)
    assert [(p.rule, p.severity) for p in problems] == [
        ("source-own-host", "warning"),
        ("translation-outdated", "warning"),
        ("contact-open", "warning"),
    ]
    assert as_text(problems[1:2], "de") == (
        "members/feinwerk-see/member.yml:19:10: Hinweis: about.en_of: Der Text unter `de` hat "
        "sich geändert, der unter `en` nicht. Bitte die Übersetzung durchsehen, dann `build.py "
        "translated members/feinwerk-see/member.yml` aufrufen.\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        "summary: {de: Ein Raum, in dem nichts leuchtet.}",
        "summary: {de: Ein Raum, in dem nichts leuchtet., en: A room, where nothing shines.}",
    ],
)
def test_a_comma_does_not_cut_a_text_in_silence(tmp_path: Path, line: str) -> None:
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    offer = tmp_path / "members/feinwerk-see/offers/leihpruefstand.yml"
    text = re.sub(r"(?m)^summary: .*$", line, offer.read_text(encoding="utf-8"))
    offer.write_text(text, encoding="utf-8")
    place = text.splitlines().index(line) + 1
    *_, problems = check_cluster(tmp_path, CLOCK)
    found = [p for p in problems if p.path == "members/feinwerk-see/offers/leihpruefstand.yml"]
    assert found
    assert {(p.line, p.severity) for p in found} == {(place, "error")}
