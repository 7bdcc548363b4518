"""Profiles side by side: chosen in a list, in the words of their pages, at an address to share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from schaufenster.content.load import Cluster
from schaufenster.showcase.pages.compare import FACTS, MOST

from .conftest import OWN_SITES, rendered, served, tree_of
from .test_frame import TOO_SMALL
from .test_layout import faults
from .test_quality import PHONE, WATCH, axe_context, found_by_axe

HEAD = {"name", "status", "tile"}
"""What stands above a column; `FACTS` are the rows."""
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(sample_site: Path) -> Iterator[str]:
    with served(sample_site) as home:
        yield home


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Open a page as a new visitor; afterwards no other site was asked and nothing was stored."""
    said: list[str] = []
    asked: list[str] = []
    opened: list[Page] = []

    def page_at(path: str, width: int = 1440, **settings: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/{path}")
        opened.append(page)
        return page

    yield page_at
    for page in opened:
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert page.context.cookies() == []
        page.context.close()
    assert [text for text in said if "404" not in text] == []  # a name that nobody has
    assert [url for url in asked if not url.startswith(address)] == []


def told(page: Page, columns: int) -> dict[str, list[str]]:
    """Return what the comparison says of each fact, once it has so many columns."""
    expect(page.locator(".sf-versus thead th")).to_have_count(columns)
    rows: dict[str, list[str]] = page.evaluate(
        """() => Object.fromEntries(
          [...document.querySelectorAll("[data-row]:not([hidden])")].map((row) =>
            [row.dataset.row, [...row.querySelectorAll("td")].map((td) => td.textContent)]))"""
    )
    return {fact: [bare(cell) for cell in cells] for fact, cells in rows.items()}


def bare(text: str) -> str:
    """Return a text without spaces and soft hyphens, which only decide how it stands in lines."""
    return "".join(text.split()).replace("\u00ad", "")


# ── what a profile's page gives ──────────────────────────────────────────────────────────────


def test_a_profile_marks_every_fact_that_is_compared(sample: Cluster) -> None:
    marks = {
        mark.get("data-fact")
        for page in rendered(sample).values()
        if page.what == "member"
        for mark in tree_of(page).xpath("//*[@data-fact]")
    }
    assert marks == HEAD | {fact for fact, _ in FACTS} - {"certificates", "industries"} | {
        fact
        for fact in ("certificates", "industries")
        if any(getattr(member, fact) for member in sample.members)
    }


# ── from the list to the comparison ──────────────────────────────────────────────────────────


@pytest.mark.browser
def test_a_buyer_puts_two_profiles_side_by_side_by_keyboard(visit: Open, sample_site: Path) -> None:
    page = visit("mitglieder/?m=niemand")
    expect(page.locator("#choice [type=submit]")).to_be_hidden()
    for name in ("Lichtblick", "Feinwerk"):
        page.get_by_role("checkbox", name=f"Vergleichen {name}").focus()
        page.keyboard.press("Space")
    status = page.locator("#choice [role=status]")
    expect(status).to_have_text(f"2 von {MOST} gewählt")
    expect(page).to_have_url(re.compile(r"/mitglieder/\?m=feinwerk-see&m=lichtblick$"))
    page.fill("#filter-q", "Lichtblick")  # who is chosen stays so
    expect(page).to_have_url(re.compile("m=feinwerk-see&m=lichtblick&q=Lichtblick$"))
    page.locator("#choice [type=submit]").focus()
    page.keyboard.press("Enter")
    rows = told(page, 2)
    assert page.url.endswith("/mitglieder/vergleich/?m=feinwerk-see&m=lichtblick")
    expect(page.locator(".sf-versus [role=status]")).to_have_text("2 Profile")
    for column, slug in enumerate(("feinwerk-see", "lichtblick")):
        profile: Any = html.parse(str(sample_site / f"profile/{slug}/index.html"))
        for fact, cells in rows.items():
            own = [part.text_content() for part in profile.xpath(f"//*[@data-fact='{fact}']")]
            assert cells[column] == (bare("".join(own)) or "–keineAngabe"), (slug, fact)
    assert {"place", "size", "competences", "offers", "contact"} <= rows.keys()
    page.locator(".md-header a[hreflang]").click()
    assert told(page, 2).keys() == rows.keys()
    assert page.url.endswith("/en/members/compare/?m=feinwerk-see&m=lichtblick")
    page.get_by_role("link", name="Remove Feinwerk").click()
    told(page, 1)
    page.get_by_role("link", name="Change the choice").click()
    expect(page.get_by_role("checkbox", name="Compare Lichtblick")).to_be_checked()


@pytest.mark.browser
@pytest.mark.long
def test_an_address_that_names_nobody_says_what_to_do(visit: Open) -> None:
    page = visit("mitglieder/vergleich/")
    way = page.locator("[data-none] a")
    expect(way).to_be_visible()
    assert way.get_attribute("href") == "/mitglieder/"
    page.goto(page.url + "?m=niemand&m=../impressum&m=<b>")
    expect(page.locator(".sf-versus [role=status]")).to_have_text(
        "Hier gibt es kein Profil mit dem Namen niemand, ../impressum, <b>"
    )
    expect(way).to_be_visible()
    page.goto(page.url.partition("?")[0] + "?m=lichtblick&m=niemand&m=lichtblick")
    told(page, 1)
    expect(page.locator(".sf-versus [role=status]")).to_have_text(
        "Ein Profil. Hier gibt es kein Profil mit dem Namen niemand"
    )
    expect(way).to_be_hidden()


@pytest.mark.browser
@pytest.mark.long
def test_a_former_name_leads_to_the_profile_of_today(visit: Open) -> None:
    page = visit("mitglieder/vergleich/?m=feinwerk&m=lichtblick")
    told(page, 2)
    expect(page.locator(".sf-versus thead th").first).to_contain_text("Feinwerk")


@pytest.mark.browser
@pytest.mark.long
def test_more_than_fit_cannot_be_chosen_and_are_left_out(browser: Browser, demo_site: Path) -> None:
    with served(demo_site) as home:
        page = browser.new_page()
        page.goto(f"{home}/en/members/")
        boxes = page.locator(".sf-choice__one input")
        for number in range(MOST):
            boxes.nth(number).check()
        expect(boxes.nth(MOST)).to_be_disabled()
        expect(page.locator("#choice [role=status]")).to_contain_text("no more fit side by side")
        page.locator("#choice [type=reset]").click()
        assert page.url.endswith("/en/members/")
        expect(boxes.nth(MOST)).to_be_enabled()
        assert page.evaluate("document.activeElement.type") == "checkbox"
        slugs = [box.get_attribute("value") for box in boxes.all()[: MOST + 1]]
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{home}/en/members/compare/?{'&'.join(f'm={slug}' for slug in slugs)}")
        told(page, MOST)
        expect(page.locator(".sf-versus [role=status]")).to_contain_text(f"Only {MOST} fit")
        assert len([url for url in asked if "/profiles/" in url]) == MOST
        page.close()


@pytest.mark.browser
@pytest.mark.long
def test_without_a_script_no_choice_is_offered(visit: Open) -> None:
    for path in ("mitglieder/", "kompetenzen/lichtmessung/", "mitglieder/vergleich/"):
        page = visit(path, java_script_enabled=False)
        assert (
            page.locator("#choice, .sf-choice__one, .sf-versus").locator("visible=true").count()
            == 0
        )
    expect(page.locator("noscript a")).to_have_attribute("href", "/mitglieder/")


@pytest.mark.browser
@pytest.mark.long
def test_profiles_that_cannot_be_loaded_are_told(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.route("**/profile/**", lambda route: route.abort())
    page.goto(f"{address}/mitglieder/vergleich/?m=lichtblick")
    expect(page.locator(".sf-versus [role=status]")).to_contain_text("gerade nicht laden")
    page.close()


# ── the bars ─────────────────────────────────────────────────────────────────────────────────


def chosen(page: Page, home: str, where: str) -> None:
    """Open the list or the comparison with four profiles."""
    page.goto(f"{home}/mitglieder/")
    boxes = page.locator(".sf-choice__one input")
    slugs = [box.get_attribute("value") for box in boxes.all()[:MOST]]
    page.goto(f"{home}/{where}?{'&'.join(f'm={slug}' for slug in slugs)}")
    page.locator("#choice [type=submit], .sf-versus td").first.wait_for()


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.parametrize("where", ["mitglieder/", "mitglieder/vergleich/", "en/members/compare/"])
@pytest.mark.parametrize("which", ["demo_site", *OWN_SITES])
def test_axe_finds_nothing_and_no_word_is_torn(
    browser: Browser, which: str, where: str, request: pytest.FixtureRequest
) -> None:
    context = axe_context(browser)
    with served(request.getfixturevalue(which)) as home:
        page = context.new_page()
        chosen(page, home, where)
        assert list(found_by_axe(page)) == []
        page.emulate_media(color_scheme="light")
        bar = where == "mitglieder/"  # what is chosen stands over the list
        assert [f for f in faults(page) if not (bar and "over each other" in f)] == []
        for width in (320, 390, 768):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width
            small = [one for one in page.evaluate(TOO_SMALL) if 'form="choice"' not in one]
            assert small == []  # a box belongs to its label
            labels = page.locator(".sf-choice__one:visible").all()[:3]
            assert (
                min([box["height"] for one in labels if (box := one.bounding_box())] or [44]) >= 44
            )
    context.close()


@pytest.mark.browser
@pytest.mark.long
def test_nothing_moves_while_boxes_and_columns_come(browser: Browser, demo_site: Path) -> None:
    with served(demo_site) as home:
        context = browser.new_context(viewport=PHONE)
        context.add_init_script(WATCH)
        page = context.new_page()
        skill = next(
            file.parent.name
            for file in sorted(demo_site.glob("kompetenzen/*/index.html"))
            if "data-choice-of" in file.read_text("utf-8")
        )
        for where in (f"kompetenzen/{skill}/", "mitglieder/", "mitglieder/vergleich/"):
            chosen(page, home, where)
            assert page.evaluate("window.shifts") == [], where
        context.close()


@pytest.mark.browser
@pytest.mark.long
def test_a_comparison_is_printed_without_its_tools(browser: Browser, demo_site: Path) -> None:
    with served(demo_site) as home:
        page = browser.new_page()
        chosen(page, home, "mitglieder/vergleich/")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 1000, "height": 700})  # A4 across
        assert page.locator(".sf-versus a:has-text('Entfernen'):visible").count() == 0
        assert page.locator(".sf-versus > .sf-act").is_hidden()
        box = page.locator(".sf-versus table").bounding_box()
        assert box
        assert box["width"] <= 1000
        page.close()
