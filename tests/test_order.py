"""Lists of names run in the order of the page's language, never by slug."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from lxml import html

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.language import letter, sort_key
from tests.conftest import rendered, text_of

NAMES = ("Ähre", "Zirkel", "Abele", "Ökomess")
"""Another order than that of the slugs; `Ä` is an `A`, `Ö` an `O`."""
LISTS = {
    "": "//*[@class='sf-wall']/*",
    "en/": "//*[@class='sf-chan']//a",
    "mitglieder/": "//*[@data-rows]/*//h3",
    "en/members/": "//*[@class='sf-wall']/*",
    "mitglieder/liste/": "//*[@id='competence-feinmechanik']//dd/a",
    "suche/": "//ul[@class='sf-letters']/li/ul/li",
    "en/search/": "//li[a[contains(@href, '/feinmechanik/')]]/span/a",
    "kompetenzen/": "//thead//th//a",
    "kompetenzen/feinmechanik/": "//a[contains(@href, '/profile/')]",
    "regionen/": "//a[contains(@href, '/profile/')]",
    "en/regions/bergkreis/": "//a[contains(@href, '/profiles/')]",
    "einbetten/mitglieder/": "//a[contains(@href, '/profile/')]",
}


SORTED = {
    "de": "Ähre Ångström Chemnitz École Horn Zirkel",
    "en": "Ähre Ångström Chemnitz École Horn Zirkel",
    "fr": "Ähre Ångström Chemnitz École Horn Zirkel",
    "da": "Chemnitz École Horn Zirkel Ähre Ångström",
    "sv": "Chemnitz École Horn Zirkel Ångström Ähre",
    "cs": "Ähre Ångström École Horn Chemnitz Zirkel",
}


@pytest.fixture(scope="module")
def pages(sample: Cluster) -> dict[str, Any]:
    return pages_of(sample, NAMES)


def pages_of(sample: Cluster, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the pages of the sample, whose members have new names and all else in common."""
    seat = model.Seat(place="Bergstadt", district="bergkreis")
    skills = (model.Skill(id="feinmechanik"), model.Skill(id="wegmessung"))
    member_of_all = next(m for m in sample.members if m.slug == "lichtblick").membership
    members = tuple(
        member.model_copy(
            update={"name": name, "names": model.Names(), "short": name, "aliases": ()}
            | {"membership": member_of_all}
            | {"seat": seat, "competences": skills}
        )
        for member, name in zip(sample.members, names, strict=True)
    )
    cluster = dataclasses.replace(sample, members=members, offers=())
    return {
        path: html.fragment_fromstring(page.body, create_parent="main")
        for path, page in rendered(cluster).items()
    }


@pytest.mark.parametrize(("path", "names"), LISTS.items())
def test_names_run_in_their_order(pages: dict[str, Any], path: str, names: str) -> None:
    assert named(pages[path], names, NAMES) == ["Abele", "Ähre", "Ökomess", "Zirkel"]


def named(page: Any, xpath: str, names: tuple[str, ...]) -> list[str]:
    """Return which of the names some elements of a page have, in their order."""
    shown = [text_of(element) for element in page.xpath(xpath)]
    return list(dict.fromkeys(name for text in shown for name in names if name in text))


@pytest.mark.parametrize("lang", SORTED)
def test_each_language_sorts_names_in_its_own_way(lang: str) -> None:
    names = sorted(SORTED[lang].split(), reverse=True)
    assert sorted(names, key=lambda name: sort_key(name, lang)) == SORTED[lang].split()


@pytest.mark.parametrize(
    ("lang", "letters"),
    [("de", "A 3 E C O"), ("da", "Å 3 E C Ø"), ("sv", "Å 3 E C Ö"), ("cs", "A 3 E CH O")],
)
def test_a_name_stands_under_a_letter_of_the_language(lang: str, letters: str) -> None:
    names = ("Ångström", "3D-Druck", "„École“", "Chemnitz", "Ørsted")
    assert [letter(name, lang) for name in names] == letters.split()


@pytest.mark.parametrize("lang", ["de", "en", "fr"])
def test_names_are_sorted_word_by_word_and_without_punctuation(lang: str) -> None:
    wanted = ["A & B", "Neu Ulm", "Neu-Wulm", "Neuilly", "„Neuss“", "Straße", "Strassen"]
    mixed = wanted[::-1]
    assert sorted(mixed, key=lambda name: sort_key(name, lang)) == wanted


def test_a_page_sorts_in_its_own_language_and_not_in_the_first(sample: Cluster) -> None:
    """Danish has its own letters, which stand last; the same list in German does not."""
    names = ("Ångström", "Zirkel", "Abele", "Ökomess")
    identity = sample.identity.model_copy(update={"languages": ("de", "da")})
    pages = pages_of(dataclasses.replace(sample, identity=identity), names)
    danish = {
        "da/": "//*[@class='sf-wall']/*",
        "da/members/": "//*[@data-rows]/*//h3",
        "da/members/list/": "//*[@id='competence-feinmechanik']//dd/a",
        "da/search/": "//ul[@class='sf-letters']/li/ul/li",
        "da/competences/": "//a[contains(@href, '/profiles/')]",
        "da/competences/feinmechanik/": "//a[contains(@href, '/profiles/')]",
        "da/regions/": "//a[contains(@href, '/profiles/')]",
        "da/regions/bergkreis/": "//a[contains(@href, '/profiles/')]",
        "da/embed/members/": "//a[contains(@href, '/profiles/')]",
    }
    for path, xpath in danish.items():
        assert named(pages[path], xpath, names) == ["Abele", "Zirkel", "Ökomess", "Ångström"], path
    for path, xpath in LISTS.items():
        if not path.startswith("en/"):
            expected = ["Abele", "Ångström", "Ökomess", "Zirkel"]
            assert named(pages[path], xpath, names) == expected, path
    shown = pages["da/search/"].xpath("//ul[@class='sf-letters']/li/b")
    assert [text_of(sign) for sign in shown] == ["A", "Z", "Ø", "Å"]


def test_districts_run_in_the_order_of_the_page_s_language(sample: Cluster) -> None:
    names = {"seenkreis": ("Zetakreis", "Alpha"), "musterstadt-stadt": ("Ährental", "Äpsilon")}
    renamed = {
        key: district.model_copy(update={"name": model.Text(de=names[key][0], en=names[key][1])})
        if key in names
        else district
        for key, district in sample.districts.items()
    }
    pages = rendered(dataclasses.replace(sample, districts=renamed))
    for path, names_in, wanted in (
        ("suche/", "//option/text()", ["Ährental", "Bergkreis", "Zetakreis"]),
        ("en/search/", "//option/text()", ["Alpha", "Äpsilon", "Bergkreis"]),
        (
            "regionen/",
            "//tbody//th[@scope='row']//a/text()",
            ["Ährental", "Zetakreis", "Bergkreis"],
        ),
        ("en/regions/", "//tbody//th[@scope='row']//a/text()", ["Alpha", "Äpsilon"]),
    ):
        tree = html.fragment_fromstring(pages[path].body, create_parent="main")
        shown = [" ".join(text.split()) for text in tree.xpath(names_in)]
        assert [text for text in shown if text in wanted] == wanted, path
