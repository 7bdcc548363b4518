"""The schematic map, its table and chambers, and the page of each district."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from schaufenster import command_names as names
from schaufenster.content import model, yaml_text
from schaufenster.content.load import Cluster, check_cluster
from schaufenster.editing import DEMO_DAY, demo
from schaufenster.facts.items import calendar_items, items
from schaufenster.showcase import tilemap
from schaufenster.showcase.page import RenderedPage
from schaufenster.showcase.pages import regions

from .conftest import (
    CLOCK,
    SAMPLE,
    change,
    languages_of,
    render_all,
    rendered,
    run_build,
    served,
    text_of,
    tree_of,
)

HOME = "https://www.muster-cluster.example/"
COVERED = """() => {
  const boxes = (what) =>
    [...document.querySelectorAll(what)].map((e) => [e, e.getBoundingClientRect()]);
  const tiles = boxes(".sf-map li:not(.lab) a");
  return boxes(".sf-map .lab a").flatMap(([label, a]) => tiles
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
    .map(([tile]) => [label.textContent, tile.textContent]));
}"""


@pytest.fixture(scope="module")
def site(sample: Cluster) -> dict[str, RenderedPage]:
    return rendered(sample)


def slug(href: str) -> str:
    return href.split("#", maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1]


def with_seats(cluster: Cluster, seats: Mapping[str, str | None]) -> Cluster:
    """Return a cluster whose members sit in other districts."""
    members = tuple(
        m.model_copy(update={"seat": m.seat.model_copy(update={"district": seats[m.slug]})})
        if m.slug in seats
        else m
        for m in cluster.members
    )
    return replace(cluster, members=members)


# ── the map ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["regionen/", "en/regions/"])
def test_the_map_has_a_link_for_every_district_at_its_place(
    site: dict[str, RenderedPage], sample: Cluster, path: str
) -> None:
    tiles = tree_of(site[path]).xpath(
        "//ul[starts-with(@class, 'sf-map ')]/li[not(contains(@class, 'lab'))]"
    )
    placed = {
        slug(str(tile.xpath("./a/@href")[0])): str(tile.get("class")).split() for tile in tiles
    }
    assert set(placed) == set(sample.districts)
    for key, district in sample.districts.items():
        assert {f"c{district.column}", f"r{district.row}"} <= set(placed[key])
        assert ("city" in placed[key]) is district.city


def test_a_tile_says_in_words_what_its_colour_and_figure_mean(
    site: dict[str, RenderedPage],
) -> None:
    tiles = tree_of(site["regionen/"]).xpath("//ul[starts-with(@class, 'sf-map ')]/li/a")
    said = {text_of(tile): tile.get("class") for tile in tiles if tile.get("class")}
    assert said == {
        "MU Musterstadt 1 Mitglied": "has",
        "SEE Seenkreis 1 Profil": "part",
        "BK Bergkreis 1 Profil": "part",
    }


def test_an_empty_tile_has_its_figure_too(sample: Cluster) -> None:
    moved = rendered(with_seats(sample, {"feinwerk-see": None}))["en/regions/"]
    tile = tree_of(moved).xpath(
        "//ul[starts-with(@class, 'sf-map ')]//a[@href='/en/regions/seenkreis/']"
    )[0]
    assert (text_of(tile), tile.get("class")) == ("SEE Lake district 0 profiles", "none")


def test_lines_stand_between_chambers_and_at_the_edge_alone(site: dict[str, RenderedPage]) -> None:
    sides = {
        text_of(tile)[:2]: set(str(tile.get("class")).split()) & {"t", "b", "l", "rr"}
        for tile in tree_of(site["regionen/"]).xpath("//ul[starts-with(@class, 'sf-map ')]/li[a/b]")
    }
    assert sides == {"MU": {"t", "b", "l"}, "SE": {"t", "b", "rr"}, "BK": {"t", "b", "l", "rr"}}


PLACES = st.dictionaries(
    st.tuples(st.integers(1, 7), st.integers(1, 6)), st.sampled_from(["nord", "sued"]), min_size=1
)


def with_places(cluster: Cluster, places: Mapping[tuple[int, int], str]) -> Cluster:
    like = cluster.districts["seenkreis"]
    districts = {
        f"d{column}-{row}": like.model_copy(
            update={"id": f"d{column}-{row}", "column": column, "row": row, "chamber": chamber}
        )
        for (column, row), chamber in places.items()
    }
    bare = tuple(m.model_copy(update={"seat": model.Seat()}) for m in cluster.members)
    return replace(cluster, districts=districts, members=bare, events=(), offers=())


def cells(classes: str) -> set[tuple[int, int]]:
    """Return the places that the classes of a tile or a label take."""
    column, row = (int(found) for found in re.findall(r"\b[cr](\d+)", classes))
    return {(column + step, row) for step in range(2 if "w2" in classes.split() else 1)}


@given(places=PLACES)
def test_on_any_map_two_neighbours_agree_on_the_line_between_them(
    sample: Cluster, places: dict[tuple[int, int], str]
) -> None:
    cluster = with_places(sample, places)
    board = tilemap.tile_map(tilemap.regions(cluster), cluster)
    assert board
    lines = {next(iter(cells(sides))): set(sides.split()) for _, sides in board.tiles}
    for (column, row), chamber in places.items():
        for side, back, other in (("rr", "l", (column + 1, row)), ("b", "t", (column, row + 1))):
            differs = places.get(other) != chamber
            assert (side in lines[column, row]) is differs
            if other in places:
                assert (back in lines[other]) is differs


@given(places=PLACES)
def test_on_any_map_every_chamber_is_named_once_and_never_on_a_tile(
    sample: Cluster, places: dict[tuple[int, int], str]
) -> None:
    cluster = with_places(sample, places)
    board = tilemap.tile_map(tilemap.regions(cluster), cluster)
    assert board
    named = [*(chamber for chamber, _ in board.labels), *board.below]
    assert sorted(chamber.id for chamber in named) == sorted(set(places.values()))
    taken = set(places)
    for _, classes in board.labels:
        own = cells(classes)
        assert taken.isdisjoint(own)
        taken |= own


@given(places=PLACES)
def test_the_small_map_marks_one_tile(sample: Cluster, places: dict[tuple[int, int], str]) -> None:
    cluster = with_places(sample, places)
    for key, drawn in tilemap.small_maps(cluster).items():
        picture = html.fragment_fromstring(drawn)
        column, row = (int(number) for number in key[1:].split("-"))
        assert picture.xpath("./path[@class='h']/@d") == [
            f"M{20 * (column - 1) + 1} {20 * (row - 1) + 1}h18v18h-18z"
        ]
        assert picture.get("aria-hidden") == "true"


# ── the table ────────────────────────────────────────────────────────────────────────────────


def figures(row: html.HtmlElement) -> list[int]:
    return [
        int(found[0]) if (found := cell.xpath("./span/text()")) else 0 for cell in row.xpath("./td")
    ]


@pytest.mark.parametrize("path", ["regionen/", "en/regions/"])
def test_the_table_says_what_the_records_and_the_map_say(
    site: dict[str, RenderedPage], sample: Cluster, path: str
) -> None:
    page = tree_of(site[path])
    rows = {
        slug(str(row.xpath("./th/a/@href")[0])): figures(row)
        for row in page.xpath("//table//tr[th[@scope='row']]")
    }
    today = sample.now.date()
    for key in sample.districts:
        here = [m for m in sample.members if m.seat.district == key]
        status = [m.status_on(today) for m in here]
        slugs = {m.slug for m in here}
        valid = [
            o for o in sample.offers
            if o.member in slugs
            and not (o.valid and o.valid.until and o.valid.until.last() < today)
        ]  # fmt: skip
        assert rows[key] == [
            status.count("member"),
            status.count("partner") + status.count("project-partner"),
            status.count(""),
            len(valid),
            sum(e.place.district == key for e in sample.events),
        ], key
        figure = page.xpath(
            f"//ul[starts-with(@class, 'sf-map ')]//a[contains(@href, '/{key}/')]//strong"
        )
        assert int(text_of(figure[0])) == (rows[key][0] or sum(rows[key][:3]))


def test_a_chambers_row_is_the_sum_of_its_districts(site: dict[str, RenderedPage]) -> None:
    for body in tree_of(site["regionen/"]).xpath("//table/tbody"):
        head, *rest = body.xpath("./tr")
        assert figures(head) == [sum(column) for column in zip(*map(figures, rest), strict=True)]


def test_on_a_narrow_screen_each_figure_says_what_it_counts(site: dict[str, RenderedPage]) -> None:
    row = tree_of(site["en/regions/"]).xpath("//table//tr[th/a[@href='/en/regions/seenkreis/']]")[0]
    assert [text_of(cell) for cell in row.xpath("./td/i")] == [
        "1 partner",
        "1 marketplace entry",
        "3 events",
    ]


def test_nobody_is_missing_from_the_page(site: dict[str, RenderedPage], sample: Cluster) -> None:
    for path in ("regionen/", "en/regions/"):
        hrefs = tree_of(site[path]).xpath("//a/@href")
        profiles = [slug(str(h)) for h in hrefs if "/profile" in str(h)]
        assert sorted(profiles) == sorted(member.slug for member in sample.members)


def test_every_chamber_has_a_section_with_its_feed_and_its_calendar(
    site: dict[str, RenderedPage], sample: Cluster
) -> None:
    for path, lang in (("regionen/", "de"), ("en/regions/", "en")):
        page = tree_of(site[path])
        for key in sample.chambers:
            (section,) = page.xpath(f"//section[@aria-labelledby='chamber-{key}']")
            links = [str(href) for href in section.xpath(".//a/@href")]
            here = [item for item in items(sample) if key in item.chambers]
            feed, calendar = (f"/feeds/chamber-{key}.{lang}.{form}" for form in ("rss", "ics"))
            assert (feed in links) == bool(here)
            assert (calendar in links) == any(
                key in item.chambers for item in calendar_items(sample)
            )


def test_many_profiles_of_a_chamber_are_counted_by_district(sample: Cluster) -> None:
    like = sample.member("lichtblick")
    crowd = tuple(
        like.model_copy(update={"slug": f"m{n:03}"}) for n in range(regions.MOST_NAMED + 1)
    )
    many = replace(sample, members=(*sample.members, *crowd))
    page = tree_of(rendered(many)["regionen/"])
    rows = page.xpath("//section[@aria-labelledby='chamber-nord']//ul[@class='sf-places']/li")
    assert [text_of(row) for row in rows] == ["Musterstadt 62 Profile", "Seenkreis Ein Profil"]


def test_the_page_says_that_the_map_is_schematic(site: dict[str, RenderedPage]) -> None:
    assert "Die Karte ist schematisch" in text_of(tree_of(site["regionen/"]))
    assert "The map is schematic" in text_of(tree_of(site["en/regions/"]))


# ── the page of a district ───────────────────────────────────────────────────────────────────


def test_a_districts_page_lists_who_is_there_and_what_happens(
    site: dict[str, RenderedPage], sample: Cluster
) -> None:
    for key in sample.districts:
        page = tree_of(site[f"regionen/{key}/"])
        cards = page.xpath("//li[@class='sf-card']//h3/a/@href")
        here = {m.slug for m in sample.members if m.seat.district == key}
        assert {slug(str(href)) for href in cards} == here
        rows = page.xpath("//section[@aria-labelledby='events']//h3/a/@href")
        there = {e.slug for e in sample.events if e.place.district == key}
        assert {slug(str(href)) for href in rows} == there


def test_a_districts_page_begins_with_its_counts(site: dict[str, RenderedPage]) -> None:
    leads = {
        path: [
            text_of(lead) for lead in tree_of(site[path]).xpath("//p[contains(@class, 'sf-lead')]")
        ]
        for path in ("regionen/seenkreis/", "en/regions/seenkreis/")
    }
    assert leads == {
        "regionen/seenkreis/": ["1 Partner, 1 Eintrag auf dem Marktplatz und 3 Termine"],
        "en/regions/seenkreis/": ["1 partner, 1 marketplace entry and 3 events"],
    }
    assert site["regionen/seenkreis/"].description == (
        "Seenkreis: 1 Partner, 1 Eintrag auf dem Marktplatz und 3 Termine."
    )


def test_the_small_map_of_a_district_marks_its_own_tile_alone(
    site: dict[str, RenderedPage], sample: Cluster
) -> None:
    for key in sample.districts:
        page = tree_of(site[f"en/regions/{key}/"])
        marked = page.xpath("//ul[contains(@class, 'sf-map--mini')]//a[@aria-current='page']/@href")
        assert [slug(str(href)) for href in marked] == [key]


def test_a_district_names_its_neighbours_its_chamber_and_its_streams(
    site: dict[str, RenderedPage],
) -> None:
    page = tree_of(site["regionen/musterstadt-stadt/"])
    near = page.xpath("//nav[@aria-labelledby='next-door']//a/@href")
    assert [slug(str(href)) for href in near] == ["seenkreis", "bergkreis"]
    assert page.xpath("//dl[@class='sf-facts']//a/@href") == ["/regionen/#chamber-nord"]
    feeds = [str(href) for href in page.xpath("//ul[@class='sf-feeds']//a/@href")]
    assert feeds == [
        "/feeds/district-musterstadt-stadt.de.rss",
        "/feeds/district-musterstadt-stadt.de.ics",
        "/feeds/chamber-nord.de.rss",
        "/feeds/chamber-nord.de.ics",
    ]


@pytest.mark.parametrize(
    ("member", "path", "said"),
    [
        ("feinwerk-see", "regionen/seenkreis/",
         "Aus diesem Kreis ist noch kein Profil verzeichnet."),
        ("lichtblick", "regionen/musterstadt-stadt/",
         "Aus dieser Stadt ist noch kein Profil verzeichnet."),
        ("lichtblick", "en/regions/musterstadt-stadt/",
         "No profile from this city is listed yet."),
    ],
)  # fmt: skip
def test_a_district_without_a_profile_says_so_and_leads_on(
    sample: Cluster, member: str, path: str, said: str
) -> None:
    page = tree_of(rendered(with_seats(sample, {member: None}))[path])
    (box,) = page.xpath("//div[@class='sf-empty']")
    assert text_of(box.find("h3")) == said
    assert [slug(str(href)) for href in box.xpath(".//a/@href")] in (
        ["marktplatz"],
        ["marketplace"],
    )


def test_a_german_name_of_a_district_is_marked_on_english_pages(
    site: dict[str, RenderedPage],
) -> None:
    for path in ("en/regions/", "en/regions/bergkreis/", "en/regions/musterstadt-stadt/"):
        found = languages_of(tree_of(site[path]), "Bergkreis")
        assert found, path
        assert {lang for _, lang in found} == {"de"}, path


def test_a_profile_links_its_district_and_its_chamber_and_shows_where_it_is(
    site: dict[str, RenderedPage], sample: Cluster
) -> None:
    for member in sample.members:
        facts = tree_of(site[f"profile/{member.slug}/"]).xpath("//aside//a/@href")
        here = [str(href) for href in facts if "/regionen/" in str(href)]
        picture = tree_of(site[f"profile/{member.slug}/"]).xpath("//svg[@class='sf-where']")
        if key := member.seat.district:
            chamber = sample.districts[key].chamber
            assert here == [f"/regionen/{key}/", f"/regionen/#chamber-{chamber}"]
            assert len(picture) == 1
        else:
            assert (here, picture) == ([], [])


def test_a_district_is_a_collection_about_an_area(site: dict[str, RenderedPage]) -> None:
    page = site["en/regions/seenkreis/"]
    assert page.jsonld is not None
    collection, profiles, way = page.jsonld["@graph"]
    assert collection == {
        "@type": "CollectionPage",
        "@id": f"{HOME}regionen/seenkreis/",
        "url": f"{HOME}en/regions/seenkreis/",
        "name": "Lake district",
        "about": {"@type": "AdministrativeArea", "name": "Lake district"},
    }
    assert profiles["numberOfItems"] == 1
    assert [step["name"] for step in way["itemListElement"]] == [
        "Chamber of Musterland North",
        "Lake district",
    ]
    whole = site["en/regions/"].jsonld
    assert whole is not None
    assert whole["mainEntity"]["numberOfItems"] == 3


# ── in the browser ───────────────────────────────────────────────────────────────────────────

SHOWN = (
    "kompetenzen/", "en/competences/", "kompetenzen/wegmessung/", "regionen/", "en/regions/",
    "regionen/musterstadt-stadt/", "en/regions/bergkreis/",
)  # fmt: skip


def opened(browser: Browser, address: str, path: str, width: int, **options: str) -> Tab:
    tab = browser.new_page(viewport={"width": width, "height": 800}, **options)  # type: ignore[arg-type]
    tab.goto(f"{address}/{path}")
    return tab


TOO_SMALL = """() => [...document.querySelectorAll("main a")]
  .filter((one) => one.checkVisibility() && !one.closest("p:not(.w)"))
  .map((one) => [one.getBoundingClientRect(), one.outerHTML])
  .filter(([box]) => box.width && Math.min(box.width, box.height) < 43.9)
  .map(([, text]) => text)"""


@pytest.fixture(scope="module")
def address(sample_site: object) -> object:
    with served(sample_site) as found:  # type: ignore[arg-type]
        yield found


@pytest.mark.browser
@pytest.mark.parametrize(
    "width", [320, *(pytest.param(w, marks=pytest.mark.long) for w in (390, 768, 981, 1440))]
)
def test_pages_fit_every_width_and_targets_fit_a_finger(
    browser: Browser, address: str, width: int
) -> None:
    for path in SHOWN:
        tab = opened(browser, address, path, width)
        assert tab.evaluate("document.documentElement.scrollWidth") == width, path
        if width <= 768:
            assert tab.evaluate(TOO_SMALL) == [], path
        tab.close()


@pytest.mark.browser
def test_the_matrix_is_a_table_from_981_pixels_and_the_list_says_the_same_below(
    browser: Browser, address: str
) -> None:
    for width, seen in ((980, False), (981, True)):
        tab = opened(browser, address, "kompetenzen/", width)
        assert tab.locator(".sf-matrix").first.is_visible() is seen
        assert tab.locator(".sf-skills .w a").first.is_visible()
        tab.close()


@pytest.mark.browser
def test_the_matrix_prints_on_a3_landscape(browser: Browser, address: str) -> None:
    tab = opened(browser, address, "kompetenzen/", 1440)
    printed = tab.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    sizes = {(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in boxes}
    assert (420, 297) in sizes
    assert len(sizes) == 2
    tab.close()


@pytest.mark.browser
def test_the_map_is_walked_by_keyboard_tile_by_tile(browser: Browser, address: str) -> None:
    tab = opened(browser, address, "regionen/", 1440)
    tab.locator(".sf-map a").first.focus()
    words = []
    for _ in range(5):
        words.append(
            tab.evaluate("document.activeElement.querySelector('b')?.textContent ?? 'label'")
        )
        tab.keyboard.press("Tab")
    assert words == ["MU", "SEE", "BK", "label", "label"]
    tab.close()


@pytest.mark.browser
def test_the_map_can_be_read_in_forced_colours(browser: Browser, address: str) -> None:
    tab = opened(browser, address, "regionen/", 1440, forced_colors="active")
    style = "(e) => [getComputedStyle(e).backgroundColor, getComputedStyle(e).borderTopWidth]"
    filled = tab.locator(".sf-map .has").first.evaluate(style)
    outlined = tab.locator(".sf-map .part").first.evaluate(style)
    assert filled[0] != outlined[0]
    assert outlined[1] != "0px"
    tab.close()


# ── without chambers, without a map, without regions ─────────────────────────────────────────


def with_districts(cluster: Cluster, **changes: object) -> Cluster:
    """Return a cluster whose districts differ in some fields."""
    changed = {k: d.model_copy(update=changes) for k, d in cluster.districts.items()}
    return replace(cluster, districts=changed)


def test_without_chambers_nothing_speaks_of_any(sample: Cluster) -> None:
    flat = rendered(replace(with_districts(sample, chamber=None), chambers={}))
    for path in ("regionen/", "regionen/seenkreis/", "profile/feinwerk-see/"):
        assert "ammer" not in text_of(tree_of(flat[path]))
    overview = tree_of(flat["regionen/"])
    assert text_of(overview.xpath("//h2")[0]) == "Alle Regionen"
    assert overview.xpath("//a[starts-with(@href, '/regionen/#')]") == []
    cluster = with_districts(sample, chamber=None)
    board = tilemap.tile_map(tilemap.regions(cluster), cluster)
    assert board
    assert board.labels == ()
    sides = {region.district.id: set(classes.split()) for region, classes in board.tiles}
    assert {"t", "l"} <= sides["musterstadt-stadt"]
    assert "rr" not in sides["musterstadt-stadt"]


def test_a_district_without_a_chamber_stands_at_the_end(sample: Cluster) -> None:
    alone = sample.districts["bergkreis"].model_copy(update={"chamber": None})
    cluster = replace(sample, districts={**sample.districts, "bergkreis": alone})
    overview = tree_of(rendered(cluster)["regionen/"])
    heads = [text_of(h) for h in overview.xpath("//h2[@id]")]
    assert heads[-2:] == ["Weitere Regionen", "Noch ohne Kreis"]


def test_without_places_for_all_there_is_no_map(sample: Cluster) -> None:
    unplaced = sample.districts["bergkreis"].model_copy(update={"row": None})
    cluster = replace(sample, districts={**sample.districts, "bergkreis": unplaced})
    pages = rendered(cluster)
    for path in ("regionen/", "regionen/seenkreis/", "profile/feinwerk-see/"):
        tree = tree_of(pages[path])
        assert tree.xpath("//*[contains(@class, 'sf-map ') or contains(@class, 'sf-where')]") == []
        assert "schematisch" not in text_of(tree)
    assert tree_of(pages["regionen/"]).xpath("//table")


def test_without_regions_nothing_points_to_any(sample: Cluster) -> None:
    def everywhere(channel: model.Channel) -> model.Channel:
        select = channel.select.model_copy(update={"districts": (), "chambers": ()})
        return channel.model_copy(update={"select": select})

    def placeless(event: model.Event) -> model.Event:
        return event.model_copy(update={"place": event.place.model_copy(update={"district": None})})

    bare = replace(
        with_seats(sample, {member.slug: None for member in sample.members}),
        districts={},
        chambers={},
        channels={key: everywhere(channel) for key, channel in sample.channels.items()},
        events=tuple(map(placeless, sample.events)),
    )
    made = render_all(bare)
    pointing = {
        path
        for path, file in made.items()
        if path.endswith((".html", ".md", ".xml", ".json", ".opml"))
        if re.search(rb"regionen/|/regions/|kreis-|district-|chamber-", file.content)
    }
    assert pointing == set()
    assert not [path for path in made if "region" in path]
    told = [
        path
        for path, file in made.items()
        if re.search(rb"(?i)regionen\b|ihrem kreis|kreis oder stadt|your district", file.content)
    ]
    assert told == []


def test_a_projects_coordinator_counts_for_its_district(sample: Cluster) -> None:
    [project] = sample.projects
    coordinated = project.model_copy(
        update={"districts": ("bergkreis",), "coordinator": model.Party(member="feinwerk-see")}
    )
    [item] = [i for i in items(replace(sample, projects=(coordinated,))) if i.kind == "project"]
    assert item.at == {"bergkreis"}
    assert item.districts == {"bergkreis", "seenkreis"}


# ── many regions ─────────────────────────────────────────────────────────────────────────────

ROWS = {1: (4, 8), 2: (3, 9), 3: (2, 10), 4: (1, 11), 5: (1, 12), 6: (2, 13), 7: (2, 13),
        8: (1, 13), 9: (2, 12), 10: (4, 7)}  # fmt: skip
CELLS = [(column, row) for row, (a, b) in ROWS.items() for column in range(a, b + 1)]
KEYS = ("AIC", "M", "WUN", "FRG", "ERH")
CUT = """() => {
  const page = document.documentElement;
  const map = document.querySelector(".sf-map").getBoundingClientRect();
  const within = (e) => {
    const box = e.getBoundingClientRect();
    const large = box.width >= 24 && box.height >= 24;
    return box.left >= map.left - 2 && box.right <= map.right + 2 && large;
  };
  const clipped = [...document.querySelectorAll(".sf-map li:not(.lab) a")].filter((a) => {
    const [key, tile] = [a.querySelector("b"), a.getBoundingClientRect()];
    const range = document.createRange();
    range.selectNodeContents(key);
    return range.getBoundingClientRect().right > tile.right + 1 || !within(a);
  });
  return {wide: page.scrollWidth - page.clientWidth, clipped: clipped.map((a) => a.textContent)};
}"""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a demo with 96 districts in 10 chambers."""
    root = tmp_path_factory.mktemp("many") / "root"
    run_build(names.DEMO, "--members", "12", "--out", str(root))
    folder = root / "content/vocabularies"
    districts = yaml_text.parse((folder / "districts.yml").read_text("utf-8")).value
    chambers = yaml_text.parse((folder / "chambers.yml").read_text("utf-8")).value
    chambers |= {
        f"kammer-{n}": {"name": {"de": f"Kammer Musterau {n}"}} for n in range(len(chambers), 10)
    }
    there = list(chambers)
    for n, (column, row) in enumerate(CELLS):
        key = list(districts)[n] if n < len(districts) else f"kreis-{n}"
        entry = {"name": {"de": f"Landkreis Musterau {n}"}, "city": str(n % 5 == 0).lower()}
        entry |= {**districts.get(key, {}), "key": KEYS[n % len(KEYS)]}
        part = (column > 6) + 2 * (row > 3) + 4 * (row > 7) + (column > 10)
        entry |= {"chamber": there[part % 10], "column": str(column), "row": str(row)}
        districts[key] = entry
    for name, entries in (("districts", districts), ("chambers", chambers)):
        (folder / f"{name}.yml").write_text(demo.as_yaml(entries), "utf-8")
    run_build("--root", str(root), names.SITE, "--today", str(DEMO_DAY))
    return root / "build" / "site"


@pytest.mark.long
@pytest.mark.parametrize("width", [390, 1440])
def test_a_map_of_96_districts_is_whole_and_can_be_read(
    browser: Browser, many: Path, width: int
) -> None:
    assert len(CELLS) == 96
    with served(many) as address:
        tab = browser.new_page(viewport={"width": width, "height": 900})
        for path in ("regionen/", "regionen/nebelkreis/"):
            tab.goto(f"{address}/{path}")
            assert tab.locator(".sf-map li:not(.lab)").count() == 96
            assert tab.evaluate(CUT) == {"wide": 0, "clipped": []}
            assert tab.evaluate(COVERED) == []
        tab.close()


@pytest.mark.long
def test_every_chamber_of_a_large_map_is_named_beside_it_or_below(many: Path) -> None:
    page = (many / "regionen/index.html").read_text("utf-8")
    board = page[page.index('class="sf-map') : page.index("</nav>", page.index('class="sf-map'))]
    linked = re.findall(r'href="/regionen/#(chamber-[^"]+)"', board)
    assert sorted(linked) == sorted(set(re.findall(r'aria-labelledby="(chamber-[^"]+)"', page)))
    assert len(linked) == len(set(linked))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"column": 15}, "tile-outside"),
        ({"row": 25}, "tile-outside"),
        ({"row": None}, "tile-missing"),
        ({"column": 1, "row": 1}, "tile-taken"),
    ],
)
def test_a_tile_that_cannot_be_drawn_is_told(
    tmp_path: Path, changes: dict[str, int | None], rule: str
) -> None:
    root = tmp_path / "cluster"
    shutil.copytree(SAMPLE, root)
    new = {"column": 1, "row": 2, **changes}
    words = ", ".join(f"{name}: {n}" for name, n in new.items() if n is not None)
    change(root, "content/vocabularies/districts.yml", "column: 1, row: 2", words)
    *_, found = check_cluster(root, CLOCK)
    assert [p.rule for p in found if p.rule.startswith("tile-")] == [rule]
