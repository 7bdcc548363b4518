"""The bars of every kind of page: accessibility, valid markup, weight, stillness, speed.

What needs node's programs is long: `make test-all` installs them.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize

from schaufenster import command_names as names
from schaufenster.editing import DEMO_DAY

from .conftest import NEW_SITES, OWN_SITES, PROJECT, Quiet, kinds, run_build, served
from .test_mjml import load_tool

npm: Final = load_tool("npm")
PHONE: Final = ViewportSize(width=390, height=844)
DESK: Final = ViewportSize(width=1440, height=900)
SITES: Final = ("sample_site", "demo_site", *OWN_SITES, *NEW_SITES)

# ── accessibility ────────────────────────────────────────────────────────────────────────────

AXE: Final = """() => axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
  "best-practice"]}).then((found) => found.violations.map((v) => [v.id, v.nodes[0].html]))"""
OPEN: Final = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  for (const part of document.querySelectorAll("[data-opener], .sf-find__open")) part.click();
}"""
"""Unfolds everything but the drawer, which makes the rest inert and is looked at by itself."""

SET_ASIDE: Final = {"landmark-one-main", "page-has-heading-one"}
"""What axe misses while the drawer is open: <main> is inert then, and that is the point."""


def axe_context(browser: Browser) -> BrowserContext:
    """Return a context in which axe may run: the pages' policy would refuse its script."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    context.add_init_script(path=npm.MODULES / "axe-core/axe.min.js")
    return context


def found_by_axe(page: Page) -> Iterator[tuple[int, str, Any]]:
    """Yield what axe finds on a page, on a phone and on a context, light and dark."""
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
            if found := page.evaluate(AXE):
                yield width, scheme, found


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("which", SITES)
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: Browser, which: str, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(which)
    visited = [*kinds(site), "404.html"]
    assert len(visited) > 25
    context = axe_context(browser)
    with served(site) as address:
        page = context.new_page()
        for path in visited:
            page.goto(f"{address}/{path}")
            assert list(found_by_axe(page)) == [], path
    context.close()


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("path", ["mitglieder/", "en/marketplace/", "suche/?q=mess", "presse/"])
def test_axe_finds_nothing_in_what_opens(browser: Browser, demo_site: Path, path: str) -> None:
    context = axe_context(browser)
    with served(demo_site) as address:
        page = context.new_page()
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{address}/{path}", wait_until="networkidle")
            page.locator(".sf-find__open[aria-expanded]").wait_for()  # until then it is a link
            page.evaluate(OPEN.replace('"details"', '"main details"'))
            assert page.evaluate(AXE) == [], (path, width)
        page.set_viewport_size(PHONE)
        page.reload()
        page.locator(".sf-drawer summary").click()
        page.wait_for_function("document.querySelector('main').inert")
        found = {rule for rule, _ in page.evaluate(AXE)}
        assert found <= SET_ASIDE, path
    context.close()


@pytest.mark.long
@pytest.mark.browser
def test_axe_would_find_a_fault(browser: Browser, sample_site: Path) -> None:
    context = axe_context(browser)
    with served(sample_site) as address:
        page = context.new_page()
        page.goto(f"{address}/impressum/")
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        assert [found[0] for found in page.evaluate(AXE)] == ["button-name"]
    context.close()


# ── markup ───────────────────────────────────────────────────────────────────────────────────

RULES: Final = {
    "root": True,
    "extends": ["html-validate:recommended"],
    "rules": {
        "valid-id": ["error", {"relaxed": True}],  # ids are slugs, some begin with a digit
        "no-trailing-whitespace": "off",  # templates leave ends of lines that nobody sees
    },
}


@pytest.mark.long
@pytest.mark.parametrize("which", SITES)
def test_every_page_is_valid(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """All pages, the redirects too; `mail.html` are the bytes of a mail, built for mailboxes."""
    site: Path = request.getfixturevalue(which)
    (tmp_path / "rules.json").write_text(json.dumps(RULES), "utf-8")
    pages = sorted(str(file) for file in site.rglob("*.html") if file.name != "mail.html")
    assert len(pages) > 30
    program = npm.npm_bin("html-validate")
    assert program
    told = tmp_path / "told.json"  # a pipe would lose what comes after its first 64 KB
    done = subprocess.run(
        [program, "--config", str(tmp_path / "rules.json"), "--formatter", f"json={told}", *pages],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    found = [
        (result["filePath"], message["line"], message["ruleId"], message["message"])
        for result in json.loads(told.read_bytes())
        for message in result["messages"]
    ]
    assert (found[:20], done.returncode) == ([], 0), done.stderr


# ── weight and stillness ─────────────────────────────────────────────────────────────────────

WATCH: Final = """window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries())
    window.shifts.push([one.value, ...one.sources.map((s) => s.node?.outerHTML?.slice(0, 120))]);
}).observe({type: "layout-shift", buffered: true});"""
SETTLED: Final = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))"""


def heavy(browser: Browser, address: str, path: str) -> list[object]:
    """Return what a first visit by phone weighs or moves too much; bytes as a server with gzip."""
    context = browser.new_context(viewport=PHONE)
    context.add_init_script(WATCH)
    page = context.new_page()
    got: list[Response] = []
    page.on("response", lambda one: got.append(one))  # noqa: PLW0108 - playwright marks it
    page.goto(f"{address}/{path}", wait_until="load")
    page.evaluate(SETTLED)
    photos = [len(one.body()) for one in got if one.url.endswith(".webp")]
    rest = sum(len(gzip.compress(one.body(), 6)) for one in got if not one.url.endswith(".webp"))
    shifts = page.evaluate("window.shifts")
    context.close()
    return [
        *([f"{rest} bytes"] if rest > 100_000 else []),
        *[f"photo of {size} bytes" for size in photos if size > 80_000],
        *([f"{len(got)} requests"] if len(got) > 12 else []),
        *shifts,
    ]


@pytest.mark.browser
def test_the_first_view_is_light_and_stands_still(browser: Browser, sample_site: Path) -> None:
    """One page of each kind that differs in what it loads; the long test visits all kinds."""
    with served(sample_site) as address:
        for path in ("", "mitglieder/", "marktplatz/", "en/events/werkstatt-2030/", "regionen/"):
            assert heavy(browser, address, path) == [], path


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("which", SITES)
def test_every_kind_of_page_is_light_and_stands_still(
    browser: Browser, which: str, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(which)
    with served(site) as address:
        found = {path: heavy(browser, address, path) for path in [*kinds(site), "404.html"]}
    assert {path: faults for path, faults in found.items() if faults} == {}


class InPieces(Quiet):
    """Serves pages as a slow line brings them: their head and header, then a twelfth at a time."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Write a page up to the ends of lines, with pauses long enough for a frame."""
        text: bytes = source.read()
        start = text.find(b'id="inhalt"') if self.path.endswith("/") else len(text)
        ends = [text.find(b"\n", start + (len(text) - start) * part // 12) for part in range(1, 12)]
        last = 0
        for end in [*sorted({end for end in ends if end >= start}), len(text)]:
            outputfile.write(text[last:end])
            outputfile.flush()
            last = end
            if end < len(text):
                time.sleep(0.03)


def wandering(browser: Browser, address: str, path: str, view: ViewportSize) -> list[object]:
    """Return what moves while a page comes in pieces."""
    context = browser.new_context(viewport=view)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(f"{address}/{path}", wait_until="load")
    page.evaluate(SETTLED)
    shifts: list[object] = page.evaluate("window.shifts")
    context.close()
    return shifts


@pytest.mark.browser
@pytest.mark.parametrize(
    "view",
    [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="context", marks=pytest.mark.long)],
)
def test_nothing_moves_while_a_page_comes_in_pieces(
    browser: Browser, sample_site: Path, view: ViewportSize
) -> None:
    with served(sample_site, InPieces) as address:
        for path in ("", "kompetenzen/", "mitglieder/", "en/join/", "newsletter/"):
            assert wandering(browser, address, path, view) == [], path


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("view", [PHONE, DESK], ids=["phone", "context"])
@pytest.mark.parametrize("which", SITES)
def test_nothing_moves_on_any_kind_of_page_that_comes_in_pieces(
    browser: Browser, which: str, view: ViewportSize, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(which)
    with served(site, InPieces) as address:
        found = {path: wandering(browser, address, path, view) for path in kinds(site)}
    assert {path: shifts for path, shifts in found.items() if shifts} == {}


@pytest.mark.browser
def test_a_page_that_moves_or_weighs_too_much_would_be_found(
    browser: Browser, tmp_path: Path
) -> None:
    filler = "".join(f"{n * n:x}" for n in range(60_000))
    (tmp_path / "index.html").write_text(
        "<p id=a>a</p><script>setInterval(() => document.body.prepend("
        'Object.assign(document.createElement("h1"), {textContent: "b"})), 20)</script>'
        f"<!--{filler}-->",
        "utf-8",
    )
    with served(tmp_path) as address:
        weight, *shifts = heavy(browser, address, "")
    assert str(weight).endswith("bytes")
    assert shifts


# ── 2,500 members ────────────────────────────────────────────────────────────────────────────

CLICK: Final = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const box = document.querySelector("[data-value^='type:']");
  const times = [];
  for (let turn = 0; turn < 10; turn++) {
    await frame();
    const start = performance.now();
    box.click();
    document.body.offsetHeight; // style and layout belong to the answer
    await frame();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}"""


@pytest.fixture(scope="module")
def big_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("big") / "root"
    run_build(names.DEMO, "--members", "2500", "--out", str(root))
    run_build("--root", str(root), names.SITE, "--today", str(DEMO_DAY))
    return root / "build" / "site"


@pytest.mark.long
def test_no_page_of_2500_members_weighs_more_than_400_kb(big_site: Path) -> None:
    weights = {f: len(gzip.compress(f.read_bytes(), 6)) for f in big_site.rglob("*.html")}
    heaviest = max(weights, key=lambda file: weights[file])
    assert weights[heaviest] < 400_000, (heaviest, weights[heaviest])


@pytest.mark.long
@pytest.mark.browser
def test_a_filter_of_2500_members_answers_in_100_ms(browser: Browser, big_site: Path) -> None:
    """The best of three medians: what else the machine does must not decide."""
    with served(big_site) as address:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/mitglieder/", wait_until="load")
        assert page.locator("[data-rows] > li").count() > 2400
        before = page.locator("[data-told]").inner_text()
        page.locator("[data-value^='type:']").first.click()
        assert page.locator("[data-told]").inner_text() != before
        medians = []
        for _ in range(3):
            times = page.evaluate(CLICK)
            medians.append(times[len(times) // 2])
        assert min(medians) < 100
        page.close()


# ── Lighthouse ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize(
    "kind", ["", "mitglieder/", "profile/*/", "en/marketplace/", "termine/fach*/"]
)
def test_lighthouse_gives_a_hundred_everywhere(
    demo_site: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By phone, the median of three; a busy machine costs speed first, so that is said."""
    monkeypatch.syspath_prepend(PROJECT / "tools")
    lighthouse = load_tool("lighthouse")
    pages = sorted(demo_site.glob(f"{kind}index.html"))
    page = next(page for page in pages if 'http-equiv="refresh"' not in page.read_text("utf-8"))
    path = page.relative_to(demo_site).as_posix().removesuffix("index.html")
    with lighthouse.served(demo_site) as address:
        reports = [lighthouse.look(f"{address}/{path}") for _ in range(lighthouse.RUNS)]
    said = f"load {os.getloadavg()[0]:.0f}: {lighthouse.findings(reports[-1])}"
    assert lighthouse.scores(reports) == dict.fromkeys(lighthouse.CATEGORIES, 100), said


UNFELT: Final = 50
"""Milliseconds a page may be busy without anybody noticing: the shortest long task."""


@pytest.mark.long
@pytest.mark.browser
def test_the_start_page_blocks_at_most_twice_as_long_as_the_list(
    demo_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lighthouse's blocking time, the median of three, by turns: a busy machine meets both."""
    monkeypatch.syspath_prepend(PROJECT / "tools")
    lighthouse = load_tool("lighthouse")
    times: dict[str, list[float]] = {"": [], "mitglieder/": []}
    with lighthouse.served(demo_site) as address:
        for _ in range(lighthouse.RUNS):
            for path, found in times.items():
                audits = lighthouse.look(f"{address}/{path}")["audits"]
                found.append(audits["total-blocking-time"]["numericValue"])
    start, listed = map(median, times.values())
    assert start <= max(2 * listed, UNFELT), f"load {os.getloadavg()[0]:.0f}: {times}"


def drawing_time(browser: Browser, address: str, path: str) -> float:
    """Return the processor's milliseconds that tiles take until nothing moves any more."""
    page = browser.new_page(viewport=PHONE)
    browser.start_tracing(page=page, categories=["disabled-by-default-devtools.timeline"])
    page.goto(f"{address}/{path}", wait_until="load")
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished)).then(() => 0)")
    page.evaluate(SETTLED)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    page.close()
    spent: float = sum(one.get("tdur", 0) for one in events if one["name"] == "RasterTask")
    return spent / 1000


@pytest.mark.long
@pytest.mark.browser
def test_the_curves_of_the_start_page_are_drawn_once(browser: Browser, demo_site: Path) -> None:
    """What moves over them must not have them drawn anew for each frame: 40 times the work."""
    with served(demo_site) as address:
        start, listed = (
            min(drawing_time(browser, address, path) for _ in range(3))
            for path in ("", "mitglieder/")
        )
    assert 0 < start < 3 * listed
