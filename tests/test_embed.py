"""The list of members in the frames of other sites: what it holds, and that only it may."""

from __future__ import annotations

import contextlib
import html as escapes
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser

from schaufenster.content.load import Cluster
from schaufenster.showcase import facets
from schaufenster.showcase.page import RenderedPage
from schaufenster.showcase.published_addresses import published

from .conftest import Quiet, served, templates_of, text_of, tree_of
from .rendering import all_pages
from .test_headers import fitting, rules


@pytest.fixture(scope="module")
def site(sample: Cluster) -> dict[str, RenderedPage]:
    return {page.path: page for page in all_pages(sample, templates_of("theme/pages"))}


def named(page: RenderedPage) -> list[str]:
    return [heading.text_content() for heading in tree_of(page).xpath("//h2")]


# ── what is in it ────────────────────────────────────────────────────────────────────────────


def test_everybody_who_belongs_is_in_the_list_members_first(site: dict[str, RenderedPage]) -> None:
    page = site["einbetten/mitglieder/"]
    assert named(page) == [
        "Lichtblick Sensorik GmbH",
        "Feinwerk am See KG",
        "Institut für Muster und Maße",
    ]
    assert "Quell &amp; Werk" not in page.body  # nobody has shown that it belongs


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("einbetten/mitglieder/kammer-nord/", 2),
        ("einbetten/mitglieder/kreis-seenkreis/", 1),
        ("einbetten/mitglieder/kreis-bergkreis/", 1),
        ("en/embed/members/competence-lichtmessung/", 1),
        ("en/embed/members/competence-feinmechanik/", 2),
    ],
)
def test_a_selection_holds_its_own(site: dict[str, RenderedPage], path: str, expected: int) -> None:
    assert len(named(site[path])) == expected


def test_a_row_is_the_same_in_every_list_but_for_its_curve_and_language(
    sample: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "CARDS_WITH_PICTURES", 2)  # all are three, the chamber's are two
    rendered = all_pages(sample, templates_of("theme/pages"))
    pages = {page.path: tree_of(page) for page in rendered if page.bare}
    for whole, some in (
        ("einbetten/mitglieder/", "einbetten/mitglieder/kammer-nord/"),
        ("en/embed/members/", "en/embed/members/chamber-nord/"),
    ):
        assert not pages[whole].xpath("//svg")
        rows = pages[some].xpath("//li[.//h2]")
        assert [len(row.xpath(".//svg")) for row in rows] == [1, 1]
        for drawing in pages[some].xpath("//svg"):
            drawing.drop_tree()
        plain = [text_of(row) for row in pages[whole].xpath("//li[.//h2]")]
        assert [text_of(row) in plain for row in rows] == [True, True]
    german, english = (
        [row.xpath(".//h2/a/@href") for row in pages[path].xpath("//li[.//h2]")]
        for path in ("einbetten/mitglieder/", "en/embed/members/")
    )
    assert len(german) == len(english)
    assert not {str(href) for href in german} & {str(href) for href in english}


def test_an_empty_list_says_so_and_keeps_its_address(sample: Cluster) -> None:
    left = tuple(member.model_copy(update={"membership": ()}) for member in sample.members)
    bare = all_pages(replace(sample, members=left), templates_of("theme/pages"))
    found = [page.body for page in bare if page.bare and page.lang == "de"]
    assert len(found) == 9
    assert all("Zurzeit ist hier niemand verzeichnet." in body for body in found)


def test_every_link_opens_a_window_of_its_own_on_a_page_that_is_there(
    site: dict[str, RenderedPage],
) -> None:
    links = [link for page in site.values() if page.bare for link in tree_of(page).xpath("//a")]
    assert len(links) > 20
    for link in links:
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
        assert link.get("href").strip("/") + "/" in site


def test_the_page_is_bare_and_neither_listed_nor_found(sample_site: Path) -> None:
    for path in ("einbetten/mitglieder/", "en/embed/members/chamber-nord/"):
        tree: Any = html.parse(sample_site / path / "index.html").getroot()
        assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert tree.xpath("//script | //header | //footer | //form | //iframe") == []
        assert len(tree.xpath("//h1")) == 1
        assert path not in (sample_site / "sitemap.xml").read_text("utf-8")
        assert not (sample_site.parent / "cache/search" / path).exists()
        assert not list((sample_site / "cards").rglob("einbetten*"))


def test_its_address_counts_as_published(site: dict[str, RenderedPage]) -> None:
    """A partner's frame must not break: what is unlisted because it may change is another thing."""
    assert all(page.listed for page in site.values() if page.bare)
    assert published(["einbetten/mitglieder/index.html"]) == {"einbetten/mitglieder/"}


def test_partners_find_the_line_and_every_selection_on_the_page_of_open_data(
    site: dict[str, RenderedPage],
) -> None:
    tree = tree_of(site["daten/"])
    (line,) = tree.xpath("//section[@aria-labelledby='partners']//code")
    frame: Any = html.fragment_fromstring(line.text_content())
    assert frame.get("src") == "https://www.muster-cluster.example/einbetten/mitglieder/"
    assert frame.get("title") == "Mitglieder und Partner: Muster-Cluster eG"
    links = tree.xpath("//section[@aria-labelledby='partners']//a/@href")
    bare = {f"/{path}" for path, page in site.items() if page.bare and page.lang == "de"}
    assert bare <= set(links)
    assert {"/data/members.csv", "/data/members.json"} <= set(links)
    assert "/daten/#partners" in tree_of(site["presse/"]).xpath("//a/@href")


def test_a_name_with_quotation_marks_stays_inside_the_title(sample: Cluster) -> None:
    hostile = '"><script>alert(1)</script>'
    identity = sample.identity.model_copy(update={"name": hostile})
    pages = all_pages(replace(sample, identity=identity), templates_of("theme/pages"))
    data = next(page for page in pages if page.path == "daten/")
    (line,) = tree_of(data).xpath("//section[@aria-labelledby='partners']//code")
    assert escapes.escape(hostile) in line.text_content()
    assert tree_of(data).xpath("//section[@aria-labelledby='partners']//script") == []


# ── in a real browser, with the headers that servers send ────────────────────────────────────


@contextlib.contextmanager
def sent_with_headers(site: Path) -> Iterator[str]:
    """Serve a site with its own `_headers`, as Netlify and Cloudflare Pages do."""
    known = rules((site / "_headers").read_text("utf-8"))

    class Handler(Quiet):
        def end_headers(self) -> None:
            for value in fitting(known, self.path, "Content-Security-Policy"):
                self.send_header("Content-Security-Policy", value)
            super().end_headers()

    with served(site, Handler) as address:
        yield address


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_partners_page_may_frame_the_list_and_nothing_else(
    browser: Browser, sample_site: Path, tmp_path: Path, scheme: Any
) -> None:
    with sent_with_headers(sample_site) as address, served(tmp_path) as partner:
        page = browser.new_page(color_scheme=scheme)
        for number, (path, expected) in enumerate(
            (
                ("einbetten/mitglieder/", 1),
                ("en/embed/members/chamber-nord/", 1),
                ("mitglieder/", 0),
                ("en/members/", 0),
            )
        ):
            text = f'<!doctype html><iframe src="{address}/{path}" height="640"></iframe>'
            (tmp_path / f"{number}.html").write_text(text, "utf-8")
            page.goto(f"{partner}/{number}.html")
            frame = page.frames[1]
            frame.wait_for_load_state()
            assert frame.locator("main h1").count() == expected, path
        page.goto(f"{address}/einbetten/mitglieder/")
        shade = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (shade == "rgb(255, 255, 255)") == (scheme == "light")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.close()
