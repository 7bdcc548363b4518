"""The addresses of everything that is published: as the contract has them, stable for ever."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schaufenster import addresses
from schaufenster.addresses import data_path, feed_path, site_at
from schaufenster.content.fields import RESERVED
from schaufenster.problems import Language
from schaufenster.words.address_words import all_words, pages, words_for
from tests.conftest import LANGUAGES, path_of

LANGUAGE = st.sampled_from(LANGUAGES)
PART = st.text("abz09", min_size=1, max_size=4)
SLUG = (
    st.lists(PART, min_size=1, max_size=3)
    .map("-".join)
    .filter(lambda slug: slug not in RESERVED and not re.fullmatch(r"(19|20)\d\d", slug))
)
NAMES = st.fixed_dictionaries(
    {
        "slug": SLUG,
        "id": SLUG,
        "member": SLUG,
        "edition": st.just("2030-05"),
        "channel": SLUG,
        "year": st.integers(1900, 2099).map(str),
    }
)


def of(what: str, lang: Language, names: dict[str, str]) -> str:
    wanted = re.findall(r"{(\w+)}", words_for(what, "de"))
    return path_of(what, lang, **{name: names[name] for name in wanted})


@pytest.mark.parametrize(
    ("what", "names", "german", "english"),
    [
        ("start", {}, "", "en/"),
        ("members", {}, "mitglieder/", "en/members/"),
        ("member", {"slug": "muster"}, "profile/muster/", "en/profiles/muster/"),
        ("market", {}, "marktplatz/", "en/marketplace/"),
        ("offer", {"member": "muster", "slug": "asic"}, "marktplatz/muster/asic/",
         "en/marketplace/muster/asic/"),
        ("events", {}, "termine/", "en/events/"),
        ("event", {"slug": "messtag"}, "termine/messtag/", "en/events/messtag/"),
        ("edition", {"edition": "2030-05", "channel": "leser"}, "newsletter/2030-05/leser/",
         "en/newsletter/2030-05/leser/"),
        ("competences", {}, "kompetenzen/", "en/competences/"),
        ("competence", {"id": "sensorik"}, "kompetenzen/sensorik/", "en/competences/sensorik/"),
        ("regions", {}, "regionen/", "en/regions/"),
        ("district", {"id": "jena"}, "regionen/jena/", "en/regions/jena/"),
        ("series", {"slug": "klausur"}, "termine/reihe/klausur/", "en/events/series/klausur/"),
        ("year", {"year": "2030"}, "termine/2030/", "en/events/2030/"),
        ("projects", {}, "projekte/", "en/projects/"),
        ("press", {}, "presse/", "en/press/"),
        ("press_pack", {"slug": "messtag"}, "presse/messtag/", "en/press/messtag/"),
        ("newsletter", {}, "newsletter/", "en/newsletter/"),
        ("search", {}, "suche/", "en/search/"),
        ("subscribe", {}, "abonnieren/", "en/subscribe/"),
        ("data", {}, "daten/", "en/data/"),
        ("imprint", {}, "impressum/", "en/imprint/"),
    ],
)  # fmt: skip
def test_a_page_stands_where_the_contract_has_it(
    what: str, names: dict[str, str], german: str, english: str
) -> None:
    assert [path_of(what, lang, **names) for lang in LANGUAGES] == [german, english]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_feed_stands_where_the_contract_has_it(lang: Language) -> None:
    assert feed_path("all", lang, "rss") == f"feeds/all.{lang}.rss"


def test_calendars_and_data_stand_where_the_contract_has_them() -> None:
    site = site_at("https://a.example/", LANGUAGES)
    assert site.calendar_path("messtag", "de") == "termine/messtag/termin.ics"
    assert site.calendar_path("messtag", "en") == "en/events/messtag/event.ics"
    assert data_path("members", "csv") == "data/members.csv"
    assert data_path("members", "schema") == "data/schema/members.json"


@given(NAMES, LANGUAGE)
def test_an_address_is_lower_case_ascii_and_ends_with_a_slash(
    names: dict[str, str], lang: Language
) -> None:
    for what in pages():
        path = of(what, lang, names)
        assert re.fullmatch(r"([a-z0-9-]+/)*", path), path


@given(NAMES)
def test_no_two_pages_share_an_address(names: dict[str, str]) -> None:
    paths = [of(what, lang, names) for what in pages() for lang in LANGUAGES]
    assert len(set(paths)) == len(paths)


@given(NAMES, NAMES)
def test_other_names_have_other_addresses(one: dict[str, str], other: dict[str, str]) -> None:
    for what in pages():
        wanted = re.findall(r"{(\w+)}", words_for(what, "de"))
        same = all(one[name] == other[name] for name in wanted)
        assert (of(what, "de", one) == of(what, "de", other)) == same


def test_the_words_of_the_addresses_can_be_no_slug() -> None:
    words = all_words()
    assert {"mitglieder", "members", "reihe"} <= words
    assert words - RESERVED == set()


def test_a_page_that_is_unknown_or_lacks_a_name_raises() -> None:
    with pytest.raises(KeyError):
        path_of("nowhere", "de")
    with pytest.raises(KeyError):
        path_of("member", "de")


@pytest.mark.parametrize("typed", ["https://a.example", "https://a.example/"])
def test_the_last_slash_of_a_site_may_be_left_out(typed: str) -> None:
    assert site_at(typed, LANGUAGES) == addresses.Site("https://a.example/", LANGUAGES)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://www.a.example/", "/"),
        ("https://a.example/cluster", "/cluster/"),
        ("https://a.example:8443/x/y/", "/x/y/"),
    ],
)
def test_a_site_knows_its_folder(url: str, base: str) -> None:
    assert site_at(url, LANGUAGES).base == base


def test_links_stay_inside_the_site_and_full_addresses_name_it() -> None:
    site = site_at("https://a.example/cluster/", LANGUAGES)
    assert site.link("member", "en", slug="muster") == "/cluster/en/profiles/muster/"
    assert site.absolute("member", "en", slug="muster") == (
        "https://a.example/cluster/en/profiles/muster/"
    )
    assert site.link("start", "de") == "/cluster/"
    assert site.absolute("start", "de") == "https://a.example/cluster/"
