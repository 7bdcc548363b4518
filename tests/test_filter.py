"""Lists that can be narrowed: facets and counts equal the model, with a browser and without."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

from schaufenster.content.load import Cluster
from schaufenster.showcase import facets
from schaufenster.showcase.pages.members import _marks
from schaufenster.templates import Words
from tests.conftest import LANGUAGES, served, templates_of

SAY = Words("en", templates_of("theme/pages").words)


@pytest.fixture(scope="module")
def site(demo_site: Path) -> Iterator[str]:
    with served(demo_site) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    size = ViewportSize(width=1440, height=900)
    context: BrowserContext = browser.new_context(base_url=site, viewport=size)
    yield context.new_page()
    context.close()


def rows(page: Page) -> int:
    return page.locator("[data-rows] > :visible").count()


def values_of(page: Page, facet: str) -> list[str]:
    found = page.locator(f"[data-value^='{facet}:']").all()
    return [value.get_attribute("data-value") or "" for value in found]


def count_of(page: Page, value: str) -> int:
    return int(page.locator(f"[data-value='{value}'] i").inner_text())


# ── the model ────────────────────────────────────────────────────────────────────────────────


def test_every_count_of_a_facet_is_the_number_of_rows_that_have_the_value(sample: Cluster) -> None:
    marks = _marks(sample)
    for facet in facets.facets(marks.values(), sample, SAY):
        for value in facet.values:
            having = [m for m in marks.values() if value.id in m[facet.id]]
            assert value.count == len(having) > 0, (facet.id, value.id)


def test_a_facet_that_tells_nothing_apart_is_left_out(sample: Cluster) -> None:
    same = {"type": ["company"], "industry": []}
    assert facets.facets([same, same], sample, SAY) == ()


def test_words_of_a_competence_hold_both_languages_and_all_synonyms(sample: Cluster) -> None:
    words = facets.words_of(sample)
    languages = set(chain.from_iterable(e.synonyms for e in sample.competences.values()))
    assert languages == set(LANGUAGES)
    for key, entry in sample.competences.items():
        told = words[f"competence:{key}"]
        for word in (*entry.name.values(), *chain.from_iterable(entry.synonyms.values())):
            assert word in told


# ── without a script ─────────────────────────────────────────────────────────────────────────


def test_without_a_script_every_value_leads_to_a_list_that_holds_its_members(
    demo_site: Path,
) -> None:
    tree: Any = html.fromstring((demo_site / "mitglieder/index.html").read_text("utf-8"))
    seen = set()
    for value in tree.xpath("//a[@data-value]"):
        path, _, anchor = value.get("href").partition("#")
        target: Any = html.fromstring(
            (demo_site / path.strip("/") / "index.html").read_text("utf-8")
        )
        if anchor:
            (entry,) = target.xpath(f"//*[@id='{anchor}']")
            assert len(entry.xpath(".//dd/a")) == int(value.findtext("i")), anchor
        seen.add(value.get("data-value").split(":")[0])
    assert {"competence", "district", "industry", "type", "status", "market"} <= seen


def test_without_a_script_no_control_stands_there_that_does_nothing(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("/mitglieder/", "/marktplatz/"):
        page.goto(site + path)
        assert page.locator(".sf-facets :is(input, select, button):visible").count() == 0
        assert page.locator("button:visible:not(.sf-theme)").count() == 0
    context.close()


# ── with a script ────────────────────────────────────────────────────────────────────────────


def test_a_value_narrows_the_list_to_as_many_rows_as_it_says(page: Page) -> None:
    page.goto("/mitglieder/")
    whole = rows(page)
    value = page.locator("[data-value^='type:']").first
    told = int(value.locator("i").inner_text())
    value.click()
    assert 0 < rows(page) == told < whole
    assert value.get_attribute("aria-checked") == "true"
    expect(page.locator("[data-told]")).to_have_text(f"{told} von {whole} Profilen")


def test_values_of_one_facet_add_up_and_facets_cut(page: Page) -> None:
    page.goto("/mitglieder/")
    first, second = values_of(page, "type")[:2]
    both = count_of(page, first) + count_of(page, second)
    page.locator(f"[data-value='{first}']").click()
    page.locator(f"[data-value='{second}']").click()
    assert rows(page) == both
    told = count_of(page, "market:offer")
    page.locator("[data-value='market:offer']").click()
    assert rows(page) == told <= both


def test_the_choice_lives_in_the_address_and_goes_along_to_the_other_language(page: Page) -> None:
    page.goto("/mitglieder/")
    page.locator("[data-value='market:offer']").click()
    page.fill("#filter-q", "a")
    page.select_option("#filter-sort", "place")
    found = rows(page)
    expect(page).to_have_url(re.compile(r"/mitglieder/\?market=offer&q=a&sort=place$"))
    page.reload()
    assert rows(page) == found
    page.locator(".md-header a[hreflang]").click()
    page.wait_for_url("**/en/members/?market=offer&q=a&sort=place")
    assert page.locator("[data-value='market:offer']").get_attribute("aria-checked") == "true"


def test_a_synonym_in_either_language_finds_those_who_have_the_competence(page: Page) -> None:
    page.goto("/mitglieder/")
    known: dict[str, str] = json.loads(page.locator("#words").text_content() or "")
    held = values_of(page, "competence")
    mark = next(m for m in known if m in held)
    having = page.locator(f"[data-rows] > [data-marks~='{mark}']").count()
    for word in known[mark].split()[:4]:
        page.fill("#filter-q", word)
        kept = page.locator(f"[data-rows] > [data-marks~='{mark}']:visible").count()
        assert kept == having > 0, word


@pytest.mark.parametrize(
    "typed",
    [
        "groessenwerk",
        "größenwerk",
        "grossenwerk",
        "GRÖSSENWERK",
        "größen\u00adwerk",
        "Film-Größenwerk",
    ],
)
def test_a_name_is_found_however_it_is_typed(page: Page, typed: str) -> None:
    def with_a_name(route: Route) -> None:
        head, rows_, tail = route.fetch().text().partition(" data-rows")
        text = head + rows_ + tail.replace("</h3>", " ﬁlm\u2011Größen\u00adwerk</h3>", 1)
        route.fulfill(body=text, content_type="text/html; charset=utf-8")

    page.route("**/mitglieder/", with_a_name)
    page.goto("/mitglieder/")
    page.fill("#filter-q", typed)
    assert page.locator("[data-rows] h3:visible:has-text('ﬁlm\u2011Größen\u00adwerk')").count() == 1


def test_a_word_at_the_border_of_an_element_is_a_word(page: Page) -> None:
    page.goto("/mitglieder/")
    lists = page.locator("[data-rows] .sf-can:has(li + li)").all()
    assert lists
    for row in lists[:5]:
        second = row.locator("li").nth(1).inner_text()[:3]
        page.fill("#filter-q", second)
        assert row.is_visible(), second


def test_nothing_found_says_so_and_leads_on(page: Page) -> None:
    page.goto("/en/marketplace/")
    page.fill("#filter-q", "qqqq")
    assert rows(page) == 0
    expect(page.locator("[data-empty]")).to_contain_text("No entry fits this choice.")
    page.locator("[data-empty] [data-reset]").click()
    assert rows(page) > 0
    assert page.locator("[data-empty]").is_hidden()


def test_the_keyboard_chooses_a_value_and_the_screen_reader_hears_the_result(page: Page) -> None:
    page.goto("/mitglieder/")
    page.locator("[data-value='market:offer']").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("market=offer"))
    assert page.locator("[data-told]").get_attribute("role") == "status"
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("market"))


def test_the_order_can_be_chosen(page: Page) -> None:
    page.goto("/mitglieder/")
    page.select_option("#filter-sort", "place")
    places = [e.get_attribute("data-place") or "" for e in page.locator("[data-rows] > *").all()]
    assert places == page.evaluate("p => [...p].sort((a, b) => a.localeCompare(b, 'de'))", places)


def test_on_a_phone_the_facets_open_on_demand(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(site + "/mitglieder/")
    assert page.locator("#facets").is_hidden()
    assert page.locator("#filter-q").is_visible()
    page.locator("[data-opener]").click()
    page.locator("[data-value='market:offer']").click()
    assert page.locator("[data-opener]").get_attribute("data-chosen") == "1"
    page.close()
