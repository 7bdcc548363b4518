"""Lists of names run in their order: as in a German or English directory, never by slug."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from lxml import html

from schaufenster.content import model
from schaufenster.content.load import Cluster
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


@pytest.fixture(scope="module")
def pages(sample: Cluster) -> dict[str, Any]:
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
        for member, name in zip(sample.members, NAMES, strict=True)
    )
    cluster = dataclasses.replace(sample, members=members, offers=())
    return {
        path: html.fragment_fromstring(page.body, create_parent="main")
        for path, page in rendered(cluster).items()
    }


@pytest.mark.parametrize(("path", "names"), LISTS.items())
def test_names_run_in_their_order(pages: dict[str, Any], path: str, names: str) -> None:
    shown = [text_of(element) for element in pages[path].xpath(names)]
    found = [name for text in shown for name in NAMES if name in text]
    assert list(dict.fromkeys(found)) == ["Abele", "Ähre", "Ökomess", "Zirkel"]


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
