"""Addresses and postcodes are those of a country, in every output."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from schaufenster.content import model
from schaufenster.content.countries import address_lines, is_country, is_postcode, postcode_example
from schaufenster.content.load import check_cluster
from schaufenster.facts.places import postal_address, seat_in_words
from schaufenster.problems import Language

from .conftest import CLOCK, SAMPLE, change, load_sample, render_all

FULL = {"street": "1 Main St", "postcode": "12345", "town": "Town", "state": "State"}
MEMBER = "members/lichtblick/member.yml"


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("DE", ("1 Main St", "12345 Town")),
        ("AT", ("1 Main St", "12345 Town")),
        ("CH", ("1 Main St", "12345 Town")),
        ("FR", ("1 Main St", "12345 Town")),
        ("IT", ("1 Main St", "12345 Town State")),
        ("US", ("1 Main St", "Town, State 12345")),
        ("GB", ("1 Main St", "Town", "12345")),
        ("HK", ("1 Main St", "Town", "State")),
    ],
)
def test_an_address_has_the_lines_of_its_country(country: str, expected: tuple[str, ...]) -> None:
    assert address_lines(country, FULL) == expected


def test_what_is_not_known_leaves_no_comma_behind() -> None:
    assert address_lines("US", {"town": "Boston", "postcode": "02139"}) == ("Boston 02139",)
    assert address_lines("US", {"state": "MA"}) == ("MA",)
    assert address_lines("DE", {}) == ()


@pytest.mark.parametrize(
    ("country", "good", "bad"),
    [("DE", "07743", "1010"), ("AT", "1010", "07743"), ("CH", "8001", "CH-8001"),
     ("NL", "1012 AB", "1012"), ("GB", "EC1Y 8SY", "12345"), ("FR", "75001", "7500")],
)  # fmt: skip
def test_a_postcode_is_that_of_its_country(country: str, good: str, bad: str) -> None:
    assert is_postcode(good, country)
    assert not is_postcode(bad, country)
    assert is_postcode(postcode_example(country), country)


def test_a_country_without_postcodes_refuses_none() -> None:
    assert is_postcode("any", "HK")


@pytest.mark.parametrize("code", ["de", "DEU", "ZZ", "XX", "Österreich", "", "../DE"])
def test_what_is_no_code_is_no_country(code: str) -> None:
    assert is_country("DE")
    assert not is_country(code)


@pytest.mark.parametrize(
    ("seat", "lang", "words", "country"),
    [
        ({"place": "Wien", "country": "AT"}, "de", "Wien, Österreich", "AT"),
        ({"place": "Wien", "country": "AT"}, "en", "Wien, Austria", "AT"),
        ({"place": "Jena", "country": "DE"}, "de", "Jena", "DE"),
        ({"place": "Jena", "postcode": "07743"}, "de", "Jena", "DE"),
        ({"place": "Jena"}, "de", "Jena", ""),
        ({}, "de", "", ""),
    ],
)
def test_a_seat_abroad_names_its_country(
    seat: dict[str, str], lang: Language, words: str, country: str
) -> None:
    assert seat_in_words(model.Seat(**seat), "DE", lang) == words
    assert postal_address(model.Seat(**seat), "DE").country == country


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "cluster")
    return tmp_path / "cluster"


def test_a_postcode_is_told_by_the_rule_of_its_country(root: Path) -> None:
    def told() -> set[tuple[str, str]]:
        *_, found = check_cluster(root, CLOCK)
        return {(problem.path, problem.message("de")) for problem in found}

    before = told()
    change(root, "content/cluster.yml", "country: DE", "country: AT")
    wrong = dict(told() - before)
    assert "„00100“ ist in AT keine Postleitzahl" in wrong["content/cluster.yml"]
    assert "aus wie 1010." in wrong["content/cluster.yml"]
    change(root, "content/cluster.yml", "postcode: 00100", "country: DE\n  postcode: 00100")
    assert "content/cluster.yml" not in {path for path, _ in told() - before}


def test_a_member_abroad_is_abroad_in_every_output(root: Path) -> None:
    text = (root / MEMBER).read_text("utf-8")
    start = text.index("seat:")
    end = start + text[start:].index("\n") + 1
    while text[end:].startswith(" "):
        end += text[end:].index("\n") + 1
    seat = "seat: {place: Graz, postcode: 8010, state: Steiermark, country: AT}\n"
    (root / MEMBER).write_text(text[:start] + seat + text[end:], "utf-8")
    made = render_all(load_sample(root=root))
    card = made["site/profile/lichtblick/lichtblick.vcf"].content.decode()
    assert "ADR;TYPE=work:;;;Graz;Steiermark;8010;Österreich" in card
    page = next(f.content.decode() for p, f in made.items() if "stage/en/profiles/lichtblick" in p)
    assert "Graz, Austria" in page
    told = page.replace("\\", "")
    assert '"addressRegion":"Steiermark","addressCountry":"AT"' in told
