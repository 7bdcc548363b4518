"""What machines read of the built site: links that lead somewhere, things that are whole."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

from .conftest import NEW_SITES, OWN_SITES

READ: Final = {".atom", ".css", ".csv", ".ics", ".json", ".opml", ".rss", ".txt", ".vcf", ".xml"}
"""What may name an address of the site beside its pages."""


def pages_of(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


@functools.cache
def tree_of(file: Path) -> html.HtmlElement:
    return html.document_fromstring(file.read_bytes())


def address_of(file: Path, site: Path) -> str:
    return "/" + file.relative_to(site).as_posix().removesuffix("index.html")


# ── links ────────────────────────────────────────────────────────────────────────────────────


@functools.cache
def anchors_of(file: Path) -> frozenset[str]:
    return frozenset(map(str, tree_of(file).xpath("//@id | //a/@name")))


def home_of(site: Path) -> str:
    """Return the site's public address, as its start page names it."""
    return str(tree_of(site / "index.html").xpath("string(//link[@rel='canonical']/@href)"))


def links_of(page: Path) -> Iterator[str]:
    """Yield every address that a page leads to or loads."""
    tree = tree_of(page)
    shared = "//meta[@property='og:url' or @property='og:image']/@content"
    yield from map(str, tree.xpath(f"//@href | //@src | //@action | //@poster | {shared}"))
    for sources in tree.xpath("//@srcset"):
        yield from (each.split()[0] for each in sources.split(","))
    for refresh in tree.xpath("//meta[@http-equiv='refresh']/@content"):
        yield refresh.split("url=", 1)[1]


def named_in(file: Path, home: str) -> Iterator[str]:
    """Yield every address of the site that a feed, a calendar or a data file names."""
    text = re.sub(r"\r?\n[ \t]", "", file.read_text("utf-8"))  # calendars fold their lines
    text = unescape(unescape(text.replace("\\,", ",").replace("\\/", "/")))
    yield from re.findall(re.escape(home) + r"[^\s\"'<>;\\)\]]*", text)
    if file.suffix == ".css":
        yield from re.findall(r"url\([\"']?((?!data:|#)[^\"')]+)", text)


def fault_of(link: str, page: str, home: str, site: Path) -> str:
    """Return what is wrong with a link on a page of the site; nothing if it leads elsewhere."""
    wrong = wrong_at(urljoin(urljoin(home, page), link), home, site)
    return f"{page} leads to {link}: {wrong}" if wrong else ""


@functools.cache
def wrong_at(address: str, home: str, site: Path) -> str:
    whole = urlsplit(address)
    if whole.netloc != urlsplit(home).netloc or whole.scheme not in {"http", "https"}:
        return ""
    path = unquote(whole.path)
    file = site / path.lstrip("/")
    file = file / "index.html" if path.endswith("/") else file
    if not file.is_file():
        return "no such file"
    if whole.fragment and unquote(whole.fragment) not in anchors_of(file):
        return "no such place on the page"
    return ""


def typed_in(root: Path) -> set[str]:
    """Return what people typed: sources may name what stood at the same host before."""
    files = [f for f in root.rglob("*.*") if f.suffix in {".md", ".yml"} and "build" not in f.parts]
    texts = (f.read_text("utf-8") for f in files if f.is_file())
    return {link for text in texts for link in re.findall(r"https?://[^\s\"'<>,)\]}]+", text)}


def faults_of(site: Path) -> list[str]:
    home = home_of(site)
    typed = typed_in(site.parent.parent)
    found: dict[str, None] = {}
    for page in pages_of(site):
        for link in set(links_of(page)) - typed:
            found[fault_of(link, address_of(page, site), home, site)] = None
    for file in sorted(site.rglob("*.*")):
        if file.suffix in READ and "pagefind" not in file.parts:
            for link in set(named_in(file, home)) - typed:
                found[fault_of(link, address_of(file, site), home, site)] = None
    return sorted(filter(None, found))


def test_no_link_and_no_anchor_is_broken(sample_site: Path) -> None:
    assert faults_of(sample_site) == []


@pytest.mark.long
@pytest.mark.parametrize("which", ["demo_site", *OWN_SITES, *NEW_SITES])
def test_no_link_is_broken_on_any_site(which: str, request: pytest.FixtureRequest) -> None:
    assert faults_of(request.getfixturevalue(which)) == []


def test_a_broken_link_would_be_found_wherever_it_stands(tmp_path: Path) -> None:
    site = tmp_path / "build/site"
    site.mkdir(parents=True)
    home = "https://a.example/"
    (site / "index.html").write_text(
        f'<link rel="canonical" href="{home}"><h1 id="here">a</h1><a href="/gone/"></a>'
        '<a href="#here"></a><a href="#there"></a><img src="a.png" srcset="b.png 2x">'
        '<a href="https://b.example/gone/"></a><a href="mailto:a@b.example"></a>',
        "utf-8",
    )
    (site / "a.rss").write_text("<p>&lt;a href=&quot;https://a.example/x/&quot;&gt;</p>")
    (site / "a.ics").write_text("URL:https://a.exa\r\n mple/y/\r\nURL:https://a.example/\r\n")
    found = " ".join(faults_of(site))
    assert [word in found for word in ("/gone/:", "#there", "a.png", "b.png")] == [True] * 4
    assert [word in found for word in ("/x/", "/y/")] == [True] * 2
    assert len(faults_of(site)) == 6


# ── structured data ──────────────────────────────────────────────────────────────────────────

REQUIRED: Final = {
    # https://developers.google.com/search/docs/appearance/structured-data/event
    "Event": {"name", "startDate", "location", "url", "eventStatus"},
    "EventSeries": {"name", "url"},
    "Place": {"name", "address"},
    "VirtualLocation": {"url"},
    # …/structured-data/organization, …/article, …/breadcrumb, …/carousel
    "Organization": {"name", "url"},
    "PostalAddress": set(),
    "NewsArticle": {"headline", "datePublished", "dateModified", "publisher", "inLanguage"},
    "Article": {"headline", "datePublished", "dateModified", "publisher", "inLanguage"},
    "BreadcrumbList": {"itemListElement"},
    "ItemList": {"itemListElement", "numberOfItems"},
    "ListItem": {"position"},
    # schema.org
    "Offer": {"name", "url", "itemOffered", "offeredBy"},
    "Demand": {"name", "url", "itemOffered", "@reverse"},
    "PriceSpecification": {"description"},
    "MonetaryGrant": {"name", "url", "funder"},
    "Product": {"name"},
    "Service": {"name"},
    "DefinedTerm": {"name", "url"},
    "DefinedTermSet": {"url", "hasDefinedTerm"},
    "CollectionPage": {"url"},
    "AdministrativeArea": {"name"},
    "WebPage": set(),
}
KINDS: Final = {
    r"/(en/)?": {"Organization"},
    r"/(profile|en/profiles)/[^/]+/": {"Organization"},
    r"/(marktplatz|en/marketplace)/[^/]+/[^/]+/": {"Offer", "Demand"},
    r"/(termine|en/events)/(?!\d{4}/)[^/]+/": {"Event", "Article", "WebPage"},
    r"/(termine/reihe|en/events/series)/[^/]+/": {"EventSeries"},
    r"/(aktuelles|en/news)/[^/]+/": {"NewsArticle"},
    r"/(projekte|en/projects)/[^/]+/": {"Article"},
    r"/(foerderung|en/funding)/[^/]+/": {"MonetaryGrant"},
    r"/(kompetenzen|en/competences)/[^/]+/": {"DefinedTerm"},
    r"/(regionen|en/regions)/[^/]+/": {"CollectionPage"},
}
"""What the page of each kind is about."""
RELATED: Final = ("parentOrganization", "subOrganization", "memberOf", "funder")
"""Whom a member belongs to, who to it, who pays: often organisations known by name alone."""
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?)?")


def things_of(page: Path) -> list[dict[str, Any]]:
    """Return what a page says it is about, each thing of a graph by itself."""
    found: list[dict[str, Any]] = []
    for text in tree_of(page).xpath("//script[@type='application/ld+json']/text()"):
        said = json.loads(text)
        assert said["@context"] == "https://schema.org"
        found += said.get("@graph", [said])
    return found


def nodes_of(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from nodes_of(each)
    if isinstance(value, dict):
        yield value
        for name, each in value.items():
            related = name in RELATED
            yield from (n for n in nodes_of(each) if not (related and is_named_alone(n)))


def is_named_alone(node: dict[str, Any]) -> bool:
    """Return whether a thing is an organisation without a profile."""
    is_short = node.keys() == {"@type", "name"} and node["@type"] == "Organization"
    return is_short and bool(node["name"].strip())


def wrong_with(node: dict[str, Any]) -> str:
    """Return what a thing lacks. Without a type it may only point at a thing, or say its side."""
    kind = node.get("@type")
    if kind is None:
        return "" if set(node) in ({"@id"}, {"seeks"}) else f"no type: {node}"
    lacking = {name for name in REQUIRED[kind] if not node.get(name)}
    if kind == "ListItem" and not (node.get("item") or node.get("url")):
        lacking.add("item")
    for name in ("startDate", "endDate", "datePublished", "dateModified", "availabilityEnds"):
        if not MOMENT.fullmatch(node.get(name, "2030-06-01")):
            lacking.add(name)
    for name in ("url", "@id", "item"):
        value = node.get(name, "https://")
        if isinstance(value, str) and not value.startswith(("https://", "http://")):
            lacking.add(name)
    lacking |= {name for name, value in node.items() if isinstance(value, float)}  # not read alike
    return f"{kind} without {sorted(lacking)}: {node}" if lacking else ""


def indexed(site: Path) -> Iterator[tuple[str, Path]]:
    """Yield every page that leads nowhere else at once, with its address."""
    for page in sorted(site.rglob("index.html")):
        if not tree_of(page).xpath("//meta[@http-equiv='refresh']"):
            yield address_of(page, site), page


@pytest.mark.parametrize(
    "which",
    ["sample_site", "demo_site", *(pytest.param(n, marks=pytest.mark.long) for n in NEW_SITES)],
)
def test_every_thing_has_what_search_engines_require(
    which: str, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(which)
    kinds: set[str] = set()
    for address, page in indexed(site):
        things = things_of(page)
        assert [wrong for node in nodes_of(things) if (wrong := wrong_with(node))] == [], address
        types = {thing["@type"] for thing in things}
        for pattern, expected in KINDS.items():
            assert types & expected or not re.fullmatch(pattern, address), address
        kinds |= {str(node.get("@type")) for node in nodes_of(things)}
    assert {"Event", "Offer", "Organization", "NewsArticle", "DefinedTerm"} <= kinds
    assert "Demand" in kinds or which in NEW_SITES


def test_every_page_below_another_says_the_way_to_it(demo_site: Path) -> None:
    home = home_of(demo_site)
    found = 0
    for address, page in indexed(demo_site):
        ways = [thing for thing in things_of(page) if thing["@type"] == "BreadcrumbList"]
        if "/einbetten/" in address or "/embed/" in address:
            continue  # stands in a frame of somebody else's page
        deep = address.removeprefix("/en").count("/") > 2
        assert len(ways) == deep or (not deep and len(ways) < 2), address
        for way in ways:
            steps = way["itemListElement"]
            found += 1
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            assert len(steps) > 1
            assert steps[-1]["item"] == urljoin(home, address)
            assert all(step["name"].strip() for step in steps)
            assert [fault_of(s["item"], address, home, demo_site) for s in steps] == [""] * len(
                steps
            )
    assert found > 200


def test_an_event_on_a_page_is_the_one_in_its_calendar(demo_site: Path) -> None:
    """Whoever reads the page and whoever subscribes to it meet the same day."""
    checked = 0
    for address, page in indexed(demo_site):
        for thing in things_of(page):
            calendars = list(page.parent.glob("*.ics"))
            if thing["@type"] != "Event" or not calendars:
                continue
            day = dt.date.fromisoformat(thing["startDate"][:10])
            assert f"{day:%Y%m%d}" in calendars[0].read_text("utf-8"), address
            checked += 1
    assert checked > 0
