"""A walk through the site by keyboard alone, in forced colours, and at twice the size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from .browser import launched
from .conftest import NEW_SITES, OWN_SITES, kinds, served

SOME: Final = ("", "mitglieder/", "regionen/", "kompetenzen/", "en/marketplace/", "suche/")
"""Pages that differ most in what they are made of; the long tests visit all kinds."""
SITES: Final = ("sample_site", "demo_site", *OWN_SITES, *NEW_SITES)
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(sample_site: Path) -> Iterator[str]:
    with served(sample_site) as found:
        yield found


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Return a function that opens a page in a window of its own."""
    opened: list[Page] = []

    def page_at(path: str, width: int = 1440, **settings: Any) -> Page:
        size = ViewportSize(width=width, height=900)
        page = browser.new_page(viewport=size, reduced_motion="reduce", **settings)
        page.goto(f"{address}/{path}")
        opened.append(page)
        return page

    yield page_at
    for page in opened:
        page.close()


# ── by keyboard ──────────────────────────────────────────────────────────────────────────────


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until an element has the focus, as a person would."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached in {most} steps")


def has_focus(page: Page, selector: str) -> bool:
    return bool(page.evaluate("(s) => document.activeElement.matches(s)", selector))


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_the_frame_is_walked_by_keyboard_alone(visit: Open, width: int) -> None:
    page = visit("mitglieder/", width)
    page.keyboard.press("Tab")
    assert has_focus(page, ".md-skip")
    expect(page.locator(".md-skip")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")

    page.goto(page.url.partition("#")[0])
    if width == 390:
        tab_to(page, ".sf-drawer summary")
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('main').inert")
        page.keyboard.press("Tab")
        assert has_focus(page, ".sf-drawer__panel a")
        page.keyboard.press("Escape")
        assert has_focus(page, ".sf-drawer summary")
        assert not page.locator(".sf-drawer__panel").is_visible()

    tab_to(page, ".sf-find__open")
    page.keyboard.press("Enter")
    assert has_focus(page, ".sf-find input")
    page.keyboard.press("Escape")
    assert has_focus(page, ".sf-find__open")
    assert not page.locator(".sf-find").is_visible()

    tab_to(page, ".sf-theme", 3)
    page.keyboard.press("Space")
    assert page.locator(".sf-theme").get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    assert has_focus(page, ".sf-theme")
    page.keyboard.press("Shift+Tab")
    assert has_focus(page, ".md-header a[hreflang=en]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/members/")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_the_facets_are_set_by_keyboard_alone(visit: Open, width: int) -> None:
    page = visit("mitglieder/", width)
    told = page.locator("[data-told]")
    before = told.inner_text()
    if width == 390:
        tab_to(page, "[data-opener]")
        page.keyboard.press("Enter")
    tab_to(page, "#facets [role=checkbox]")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.getAttribute('aria-checked')") == "true"
    assert told.inner_text() != before
    tab_to(page, "[data-reset]", 120)
    page.keyboard.press("Enter")
    assert told.inner_text() == before


STEP: Final = """() => {
  const one = document.activeElement;
  if (one === document.body || one.dataset.walked) return null;
  one.dataset.walked = "yes";
  const boxes = [...one.getClientRects(), one.getBoundingClientRect()];
  const box = boxes.find((each) => each.width && each.height) ?? boxes[0];
  const outlined = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  // a field or a choice may show its focus on what stands around or beside it
  const beside = [one.parentElement, one.nextElementSibling].filter(Boolean);
  const within = (value, most) => Math.min(Math.max(value, 0), most - 1);
  const x = within(box.x + box.width / 2, innerWidth);
  const y = within(box.y + Math.min(box.height, innerHeight) / 2, innerHeight);
  const top = document.elementFromPoint(x, y);
  const inside = box.right > 0 && box.bottom > 0 && box.x < innerWidth && box.y < innerHeight;
  const free = one.contains(top) || top?.contains(one) || top?.closest("label")?.contains(one);
  const faults = { unseen: ![one, ...beside].some(outlined), covered: !free, outside: !inside };
  const what = one.outerHTML.slice(0, 140);
  return Object.keys(faults).filter((name) => faults[name]).map((name) => `${name}: ${what}`);
}"""
LEFT: Final = """() => {
  const stops = "a[href], button, input:not([type=radio]), select, summary, [tabindex='0']";
  return [...document.querySelectorAll(stops)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.dataset.walked)
    .map((one) => `not reached: ${one.outerHTML.slice(0, 140)}`);
}"""


def stumbles(page: Page) -> list[str]:
    """Walk a page with Tab from its first to its last stop; return what was hidden or left out."""
    found: list[str] = []
    for _ in range(3000):
        page.keyboard.press("Tab")
        step = page.evaluate(STEP)
        if step is None:
            break
        found += step
    return [*found, *page.evaluate(LEFT)]


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_every_stop_is_reached_seen_and_uncovered(visit: Open, width: int) -> None:
    for path in SOME[::2] if width == 390 else SOME[1::2]:
        assert stumbles(visit(path, width)) == [], path


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("which", SITES)
def test_every_stop_of_every_kind_of_page_is_reached(
    browser: Browser, which: str, width: int, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(which)
    with served(site) as found:
        page = browser.new_page(
            viewport=ViewportSize(width=width, height=900), reduced_motion="reduce"
        )
        for path in [*kinds(site), "404.html"]:
            page.goto(f"{found}/{path}")
            assert stumbles(page) == [], path
        page.close()


# ── in forced colours ────────────────────────────────────────────────────────────────────────

COLOURS: Final = """([selector, pseudo, name]) => {
  const one = document.querySelector(selector);
  if (!one) return null;
  const read = (text) => text.match(/[\\d.]+/g).map(Number);
  const canvas = document.createElement("i");
  canvas.style.color = "Canvas";
  document.body.append(canvas);
  const found = [getComputedStyle(one, pseudo)[name], getComputedStyle(canvas).color].map(read);
  canvas.remove();
  return found;
}"""


def contrast(page: Page, selector: str, pseudo: str = "", name: str = "backgroundColor") -> float:
    """Return how a part differs from the system's canvas, as WCAG counts it; 0 if unpainted."""
    colours = page.evaluate(COLOURS, [selector, pseudo, name])
    assert colours, f"no {selector}"
    own, canvas = colours
    if len(own) == 4 and own[3] == 0:
        return 0
    light, dark = sorted((luminance(own[:3]), luminance(canvas[:3])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(rgb: list[float]) -> float:
    parts = (v / 255 / 12.92 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in rgb)
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


CHOSEN: Final = "#facets [aria-checked=true]"
FORCED: Final = (
    # the current page, wide and narrow
    ("mitglieder/", 1440, ".md-tabs__link[aria-current]", "::after", "backgroundColor"),
    ("mitglieder/", 390, ".sf-drawer__panel [aria-current]", "::before", "backgroundColor"),
    # what a tile and a mark say
    ("regionen/", 1440, ".sf-map .has", "", "backgroundColor"),
    ("regionen/", 1440, ".sf-map .part", "", "borderTopColor"),
    ("regionen/seenkreis/", 1440, ".sf-map .on", "", "borderBottomColor"),
    ("kompetenzen/", 1440, ".sf-matrix td a", "::before", "backgroundColor"),
    # what is chosen
    ("mitglieder/?type=company", 1440, CHOSEN, "::before", "backgroundColor"),
    ("suche/?q=Licht", 1440, ".sf-chips :checked + span", "", "backgroundColor"),
)  # fmt: skip


DARK: Final = pytest.param("dark", marks=pytest.mark.long)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", DARK])
def test_marks_can_be_told_from_the_canvas_in_forced_colours(visit: Open, scheme: str) -> None:
    faint = []
    for path, width, selector, pseudo, name in FORCED:
        page = visit(path, width, forced_colors="active", color_scheme=scheme)
        if width == 390:
            page.locator(".sf-drawer summary").click()
        if "q=" in path:
            page.wait_for_selector(".sf-hits li")
        if (found := contrast(page, selector, pseudo, name)) < 3:
            faint.append((selector, found))
        page.close()
    assert faint == []


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tiles_differ_by_what_they_say_in_forced_colours(
    browser: Browser, demo_site: Path, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(forced_colors="active", color_scheme=scheme)
    with served(demo_site) as found:
        page.goto(f"{found}/regionen/")
    assert contrast(page, ".sf-map .none", "", "borderTopColor") >= 3
    style = "(e) => { const s = getComputedStyle(e); return s.backgroundColor + s.borderTopColor }"
    kinds_of_tile = [page.locator(f".sf-map .{kind}").first for kind in ("has", "part", "none")]
    assert len({tile.evaluate(style) for tile in kinds_of_tile}) == 3
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", DARK])
def test_the_focus_is_seen_in_forced_colours(visit: Open, scheme: str) -> None:
    width = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
    for path, goals in (
        ("regionen/", (".sf-map .has", ".sf-btn, main a")),
        ("kompetenzen/", (".sf-matrix td a",)),
        ("mitglieder/", ("#facets [role=checkbox]", ".md-tabs a", ".md-footer a", ".sf-theme")),
    ):
        page = visit(path, forced_colors="active", color_scheme=scheme)
        page.keyboard.press("Tab")  # from here on the browser shows where the focus is
        for goal in goals:
            page.locator(goal).first.focus()
            assert has_focus(page, ":focus-visible")
            assert contrast(page, ":focus-visible", "", "outlineColor") >= 3, goal
            assert page.evaluate(width) > 2


# ── at twice the size ────────────────────────────────────────────────────────────────────────

CUT: Final = """() => {
  const wide = document.documentElement.scrollWidth > innerWidth ? ["page scrolls sideways"] : [];
  const scrolls = (element) => element &&
    (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const parts = [...document.querySelectorAll("body *")].filter(
    (element) => element.checkVisibility() && !element.closest("svg, .sf-vh, .md-skip"));
  const outside = parts.filter((element) => {
    const box = element.getBoundingClientRect();
    const beyond = box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
    return beyond && !scrolls(element.parentElement);
  });
  const cut = parts.filter((element) => {
    const style = getComputedStyle(element);
    const clips = (value) => value === "hidden" || value === "clip";
    const meant = element.clientWidth <= 1 || style.clipPath.includes("inset");
    return element.textContent.trim() && !meant && (
      (clips(style.overflowX) && element.scrollWidth > element.clientWidth + 1) ||
      (clips(style.overflowY) && element.scrollHeight > element.clientHeight + 1));
  });
  const named = (why, some) => some.map((one) => `${why}: ${one.outerHTML.slice(0, 160)}`);
  return [...wide, ...named("outside", outside), ...named("cut", cut)].slice(0, 6);
}"""
ZOOMED: Final = ((720, 2.0), (320, 1.0))
"""A window of 1440 pixels at 200 %, and of 1280 pixels at 400 % (WCAG 1.4.4 and 1.4.10)."""


def cut_at(page: Page, address: str, paths: tuple[str, ...] | list[str]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        page.goto(f"{address}/{path}")
        if cut := page.evaluate(CUT):
            found[path] = cut
    return found


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scale"), ZOOMED)
def test_nothing_is_cut_at_200_and_400_percent(
    browser: Browser, address: str, width: int, scale: float
) -> None:
    page = browser.new_page(
        viewport=ViewportSize(width=width, height=450), device_scale_factor=scale
    )
    assert cut_at(page, address, SOME) == {}
    page.close()


LARGE: Final = "--blink-settings=defaultFontSize=32"
"""The setting for letters twice as large; it moves the breakpoints, which are in em."""


@pytest.mark.browser
def test_nothing_is_cut_with_letters_twice_as_large(browser: Browser, address: str) -> None:
    large = launched(browser.browser_type, LARGE)
    page = large.new_page(viewport=ViewportSize(width=1440, height=900))
    assert cut_at(page, address, SOME) == {}
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "40px"
    large.close()


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("which", SITES)
@pytest.mark.parametrize("width", [768, 1440])
def test_nothing_is_cut_on_any_kind_of_page_with_letters_twice_as_large(
    browser: Browser, which: str, width: int, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(which)
    large = launched(browser.browser_type, LARGE)
    page = large.new_page(viewport=ViewportSize(width=width, height=900))
    with served(site) as found:
        assert cut_at(page, found, [*kinds(site), "404.html"]) == {}
    large.close()


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("which", SITES)
@pytest.mark.parametrize(("width", "scale"), ZOOMED)
def test_nothing_is_cut_on_any_kind_of_page(
    browser: Browser, which: str, width: int, scale: float, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(which)
    page = browser.new_page(
        viewport=ViewportSize(width=width, height=450), device_scale_factor=scale
    )
    with served(site) as found:
        assert cut_at(page, found, [*kinds(site), "404.html"]) == {}
    page.close()
