"""What pages may do: the policy on every page, the servers' headers, and a browser that obeys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, Page

from schaufenster.addresses import site_at
from schaufenster.responses import Responses
from schaufenster.showcase.headers import EMBED_POLICY, POLICY, render_headers
from tests.conftest import LANGUAGES

from .conftest import NEW_SITES, PROJECT, kinds, served

WATCH = """window.broken = [];
addEventListener("securitypolicyviolation", (e) => window.broken.push(
  `${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`));"""
STORED = """async () => [
  document.cookie, Object.keys(localStorage), Object.keys(sessionStorage),
  (await indexedDB.databases()).length, (await caches.keys()).length,
]"""


def test_every_page_carries_the_policy_before_anything_it_loads(sample_site: Path) -> None:
    for file in sample_site.rglob("*.html"):
        head = html.parse(file).getroot().find("head")
        found = head.xpath("meta[@http-equiv='Content-Security-Policy']/@content")
        assert found == [EMBED_POLICY if framed(file, sample_site) else POLICY], file
        names = [element.tag for element in head if element.tag in {"script", "link", "style"}]
        first = next(i for i, e in enumerate(head) if e.get("http-equiv"))
        assert all(list(head).index(e) > first for e in head if e.tag in names)


def framed(file: Path, site: Path) -> bool:
    """Tell whether a page is made for the frames of other sites."""
    return file.relative_to(site).as_posix().startswith(("einbetten/", "en/embed/"))


def rules(text: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for block in text.split("\n\n"):
        place, *lines = block.strip().splitlines()
        for line in lines:
            name, value = line.strip().split(": ", 1)
            found.setdefault(place, {}).setdefault(name, []).append(value)
    return found


def fitting(found: dict[str, dict[str, list[str]]], path: str, name: str) -> list[str]:
    """Return every value of a header that a server would send with a path."""
    return [
        value
        for place, headers in found.items()
        if re.fullmatch(re.escape(place).replace(r"\*", ".*"), path)
        for value in headers.get(name, [])
    ]


def test_servers_send_one_policy_with_every_file_but_none_with_the_room_apart(
    sample_site: Path,
) -> None:
    found = rules((sample_site / "_headers").read_text("utf-8"))
    files = [f"/{f.relative_to(sample_site).as_posix()}" for f in sample_site.rglob("*.*")]
    assert len(files) > 100
    for path in files:
        if path.count("/") > 1:
            sent = fitting(found, path, "Content-Security-Policy")
            may = framed(sample_site / path[1:], sample_site)
            ours = (
                f"{EMBED_POLICY}; frame-ancestors *" if may else f"{POLICY}; frame-ancestors 'none'"
            )
            assert sent == [ours], path
            assert fitting(found, path, "X-Content-Type-Options") == ["nosniff"]
    for path in ("/", "/en/"):
        assert fitting(found, path, "Content-Security-Policy") != []
    site = site_at("https://a.b/", LANGUAGES)
    text = render_headers(["termine/index.html"], Responses(site, ("einbetten/",)))
    assert fitting(rules(text.content.decode()), "/termine/x/", "Content-Security-Policy") != []


def test_only_what_carries_a_hash_is_kept_for_ever(sample_site: Path) -> None:
    found = rules((sample_site / "_headers").read_text("utf-8"))
    kept = {place: h["Cache-Control"] for place, h in found.items() if "Cache-Control" in h}
    for_ever = {place for place, (value,) in kept.items() if "immutable" in value}
    assert for_ever == {"/pictures/*", "/pagefind/fragment/*", "/pagefind/index/*"}
    assert all("/termine" not in place for place in kept)


@pytest.mark.parametrize(
    "which", ["sample_site", pytest.param("demo_site", marks=pytest.mark.long)]
)
def test_the_rules_fit_what_servers_read(which: str, request: pytest.FixtureRequest) -> None:
    """Cloudflare Pages takes 100 rules of 2,000 characters a line."""
    text = (request.getfixturevalue(which) / "_headers").read_text("utf-8")
    assert len(rules(text)) <= 100
    assert max(map(len, text.splitlines())) <= 2000


@pytest.mark.browser
@pytest.mark.parametrize(
    "which",
    ["sample_site", *(pytest.param(n, marks=pytest.mark.long) for n in ("demo_site", *NEW_SITES))],
)
def test_no_page_breaks_the_policy_asks_strangers_or_stores_anything(
    browser: Browser, which: str, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(which)
    with served(site) as address:
        context = browser.new_context()
        context.add_init_script(WATCH)
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda sent: asked.append(sent.url))
        page.on("console", lambda message: said.append(f"{page.url} {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{page.url} {error}"))
        visited = kinds(site)
        assert len(visited) > 25
        for path in [*visited, "404.html"]:
            visit(page, f"{address}/{path}")
            assert page.evaluate(STORED) == ["", [], [], 0, 0], path
        assert context.cookies() == []
        assert foreign(asked, address) == []
        assert said == []
        context.close()


def visit(page: Page, address: str) -> None:
    page.goto(address, wait_until="load")
    # without a value: scrolling smoothly gives a promise, which evaluate would wait for
    page.evaluate("() => { scrollTo({top: document.body.scrollHeight, behavior: 'instant'}) }")
    assert page.evaluate("window.broken") == [], address


def foreign(asked: Iterable[str], address: str) -> list[str]:
    return [url for url in asked if not url.startswith(f"{address}/")]


@pytest.mark.browser
def test_the_search_works_under_the_policy(browser: Browser, sample_site: Path) -> None:
    with served(sample_site) as address:
        context = browser.new_context()
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{address}/suche/?q=Messraum")
        page.locator("main a[href*='messraum']").first.wait_for()
        assert page.evaluate("window.broken") == []
        context.close()


@pytest.mark.browser
def test_what_is_foreign_or_inline_is_stopped(browser: Browser, sample_site: Path) -> None:
    """The policy is in force: the same page refuses what it must refuse."""
    with served(sample_site) as address:
        context = browser.new_context()
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{address}/impressum/")
        page.evaluate("""() => {
          document.body.insertAdjacentHTML("beforeend",
            '<p style="color:red" id="styled">x</p><img src="https://a.example/x.png" alt="">');
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
        }""")
        page.wait_for_function("window.broken.length > 2")
        directives = {line.split()[0] for line in page.evaluate("window.broken")}
        assert directives == {"style-src-attr", "img-src", "script-src-elem"}
        assert page.evaluate("window.ran") is None
        context.close()


def test_the_guide_to_publishing_names_only_addresses_that_are_there(sample_site: Path) -> None:
    guide = (PROJECT / "docs/publishing.md").read_text("utf-8")
    named = re.findall(r"`(/(?:[a-z-]+/)+)`", guide)
    assert named
    assert [path for path in named if not (sample_site / path[1:]).is_dir()] == []
