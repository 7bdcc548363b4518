"""Who can do what: list, spectrum, matrix and the page of each competence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.showcase import listing, matrix, ordering, structured
from schaufenster.showcase.page import RenderedPage
from schaufenster.showcase.pages import competences
from schaufenster.showcase.pages import members as directory_pages
from schaufenster.themes.instrument import spectrum

from .conftest import languages_of, rendered, text_of, tree_of

Relation = dict[str, tuple[str, ...]]
"""For each member, which competences it states."""


@pytest.fixture(scope="module")
def site(sample: Cluster) -> dict[str, RenderedPage]:
    return rendered(sample)


def texts(page: RenderedPage, path: str) -> list[str]:
    return [text_of(element) for element in tree_of(page).xpath(path)]


def holders_in(cluster: Cluster) -> dict[str, set[str]]:
    """Return who states which competence, straight from the records."""
    return {
        key: {m.slug for m in cluster.members if key in {s.id for s in m.competences}}
        for key in cluster.competences
    }


def with_members(cluster: Cluster, relation: Mapping[str, tuple[str, ...]]) -> Cluster:
    """Return a cluster whose members state what a relation says, and offer nothing."""
    like = cluster.member("quellwerk")
    members = tuple(
        like.model_copy(
            update={
                "slug": slug,
                "short": slug,
                "competences": tuple(model.Skill(id=key) for key in keys),
            }
        )
        for slug, keys in relation.items()
    )
    bare: dict[str, Any] = {"offers": (), "events": (), "news": (), "projects": (), "reports": {}}
    return replace(cluster, members=members, **bare)


def with_competences(cluster: Cluster, count: int, groups: int) -> Cluster:
    like = cluster.competences["lichtmessung"]
    kinds = [model.Group(id=f"g{n}", name=model.Word(de=f"Gruppe {n}")) for n in range(groups)]
    terms = {
        f"k{n}": like.model_copy(update={"id": f"k{n}", "group": f"g{n % groups}"})
        for n in range(count)
    }
    return replace(cluster, competences=terms, groups={group.id: group for group in kinds})


# ── the value chain ──────────────────────────────────────────────────────────────────────────


def along(cluster: Cluster, **stations: int | None) -> RenderedPage:
    """The German page of a cluster whose groups have these stations."""
    groups = {
        key: group.model_copy(update={"station": stations.get(key)})
        for key, group in cluster.groups.items()
    }
    return rendered(replace(cluster, groups=groups))["kompetenzen/"]


def test_stations_stand_in_the_order_of_the_chain_with_what_can_be_done_there(
    sample: Cluster,
) -> None:
    page = along(sample, mechanik=1, sensorik=2)
    assert texts(page, "//figure//ol/li/a/b") == ["Mechanik", "Sensorik"]
    assert texts(page, "//figure//ol/li[2]/ul/li") == [
        "Lichtmessung 1 Profil",
        "Wegmessung 2 Profile",
    ]
    links = tree_of(page).xpath("//figure//ol/li[1]//a/@href")
    assert links == ["#group-mechanik", "/kompetenzen/feinmechanik/"]
    assert texts(page, "//figure/p") == []


def test_a_group_without_a_station_goes_with_all_of_them(sample: Cluster) -> None:
    page = along(sample, mechanik=1)
    assert texts(page, "//figure//ol/li/a/b") == ["Mechanik"]
    assert texts(page, "//figure/p") == ["Begleitet alle Stationen"]
    assert texts(page, "//figure/ul/li/a/b") == ["Sensorik"]


def test_without_a_station_no_order_is_claimed(sample: Cluster) -> None:
    page = along(sample)
    assert tree_of(page).xpath("//figure") == []
    assert "Lesehilfe" not in page.body
    assert "Lesehilfe" in along(sample, mechanik=1).body


def test_the_chain_is_called_as_the_cluster_calls_it(sample: Cluster) -> None:
    assert texts(along(sample, mechanik=1), "//figure/h2") == ["Die Wertschöpfungskette"]
    named = sample.identity.model_copy(update={"chain": model.Word(de="Rund um das Maß")})
    page = along(replace(sample, identity=named), mechanik=1)
    assert texts(page, "//figure/h2") == ["Rund um das Maß"]


# ── the list ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("path", "prefix"), [("kompetenzen/", "/"), ("en/competences/", "/en/")])
def test_the_list_names_for_every_competence_who_states_it(
    site: dict[str, RenderedPage], sample: Cluster, path: str, prefix: str
) -> None:
    rows = tree_of(site[path]).xpath("//ul[@class='sf-skills']/li")
    listed = {
        str(row.xpath("./h3/a/@href")[0]).rstrip("/").rsplit("/", 1)[-1]: {
            str(href).rstrip("/").rsplit("/", 1)[-1]
            for href in row.xpath("./p[@class='w']/a/@href")
        }
        for row in rows
    }
    assert listed == holders_in(sample)
    assert all(str(href).startswith(prefix) for row in rows for href in row.xpath(".//a/@href"))


def test_the_list_counts_what_the_records_say(
    site: dict[str, RenderedPage], sample: Cluster
) -> None:
    figures = [
        int(re.sub(r"\D", "", text)) for text in texts(site["kompetenzen/"], "//span[@class='n']")
    ]
    by_group = [c for g in sample.groups for c in sample.competences.values() if c.group == g]
    assert figures == [len(holders_in(sample)[c.id]) for c in by_group]


def test_groups_stand_in_the_order_of_the_vocabulary(site: dict[str, RenderedPage]) -> None:
    assert texts(site["en/competences/"], "//ol[contains(@class, 'sf-spec')]/li") == [
        "Sensors 2 competences, 3 profiles",
        "Mechanics One competence, 2 profiles",
    ]
    assert texts(site["en/competences/"], "//section[@class='sf-row md-grid']//h2") == [
        "Sensors",
        "Mechanics",
    ]


def test_a_competence_that_many_state_gives_their_number_instead_of_a_few_names(
    sample: Cluster,
) -> None:
    many = {f"m{n}": ("wegmessung",) for n in range(competences.NAMED + 1)}
    row = tree_of(rendered(with_members(sample, many))["kompetenzen/"]).xpath(
        "//ul[@class='sf-skills']/li[h3/a/@href='/kompetenzen/wegmessung/']/p[@class='w']"
    )[0]
    assert text_of(row) == "Alle 7 Profile"
    assert row.xpath("./a/@href") == ["/kompetenzen/wegmessung/"]


def test_who_states_nothing_yet_is_named_too(site: dict[str, RenderedPage]) -> None:
    assert texts(site["kompetenzen/"], "//section[@aria-labelledby='missing']//p")[-1] == (
        "Noch ohne Kompetenz im Profil: Quell & Werk"
    )


def test_a_cluster_in_which_nobody_states_anything_has_a_list_and_no_matrix(
    sample: Cluster,
) -> None:
    page = rendered(with_members(sample, {"a": ()}))["kompetenzen/"]
    assert tree_of(page).xpath("//table") == []
    assert tree_of(page).xpath("//a[@href='#matrix']") == []
    assert len(tree_of(page).xpath("//ul[@class='sf-skills']/li")) == len(sample.competences)


# ── the matrix ───────────────────────────────────────────────────────────────────────────────


def dots(table: html.HtmlElement) -> set[tuple[str, str]]:
    """Return the dots of a table as (member, competence), by the addresses of both heads."""

    def slug(href: str) -> str:
        return href.rstrip("/").rsplit("/", 1)[-1]

    columns = [slug(str(a)) for a in table.xpath("./thead//th/a/@href")]
    marked = set()
    for row in table.xpath("./tbody/tr[th[@scope='row']]"):
        cells = row.xpath("./td[not(@class)]")
        assert len(cells) == len(columns)
        for column, cell in zip(columns, cells, strict=True):
            for href in cell.xpath("./a/@href"):
                assert slug(str(href)) == column
                marked.add((column, slug(str(row.xpath("./th/a/@href")[0]))))
    return marked


@pytest.mark.parametrize("path", ["kompetenzen/", "en/competences/"])
def test_every_dot_of_the_matrix_is_in_the_records_and_none_is_missing(
    site: dict[str, RenderedPage], sample: Cluster, path: str
) -> None:
    tables = tree_of(site[path]).xpath("//table")
    stated = {(m, key) for key, members in holders_in(sample).items() for m in members}
    assert len(tables) == 1
    assert dots(tables[0]) == stated


def test_the_matrix_is_a_table_that_can_be_read_aloud(site: dict[str, RenderedPage]) -> None:
    table = tree_of(site["en/competences/"]).xpath("//table")[0]
    assert text_of(table.find("caption")) == "Competences and profiles"
    assert {str(scope) for scope in table.xpath(".//th/@scope")} == {"col", "row", "rowgroup"}
    assert table.xpath(".//th[not(@scope)]") == []
    named = [text_of(cell) for cell in table.xpath("./tbody//td[a]")]
    assert named
    assert "" not in named


SLUGS = st.integers(1, 80).map(lambda n: f"m{n:02}")


@st.composite
def relations(draw: st.DrawFn, competences: int, most: int) -> Relation:
    keys = [f"k{n}" for n in range(competences)]
    found = draw(st.dictionaries(SLUGS, st.sets(st.sampled_from(keys), max_size=6), max_size=most))
    return {slug: tuple(sorted(stated)) for slug, stated in sorted(found.items())}


def shown_dots(panels: tuple[matrix.MatrixPanel, ...]) -> list[tuple[str, str]]:
    return [
        (member.slug, competence.id)
        for panel in panels
        for table in panel.tables
        for _, rows in table.bodies
        for competence, dots in rows
        for member, dot in zip(table.members, dots, strict=True)
        if dot
    ]


@given(relation=relations(9, 40))
@settings(max_examples=60)
def test_whatever_members_state_the_tables_show_it_once_and_nothing_else(
    sample: Cluster, relation: Relation
) -> None:
    cluster = with_members(with_competences(sample, 9, 3), relation)
    held = matrix.all_holders(cluster)
    panels = matrix.panels(matrix.families(cluster), held, "de")
    stated = sorted((slug, key) for slug, keys in relation.items() for key in keys)
    assert sorted(shown_dots(panels)) == stated
    widths = [len(table.members) for panel in panels for table in panel.tables]
    assert all(0 < width <= matrix.WIDEST for width in widths)
    several = sum(bool(keys) for keys in relation.values()) > matrix.WIDEST
    assert all((panel.family is not None) is several for panel in panels)


@given(relation=relations(9, 40))
@settings(max_examples=60)
def test_dots_fall_from_left_to_right(sample: Cluster, relation: Relation) -> None:
    """The mean place of a profile's competences never rises from one column to the next."""
    cluster = with_members(with_competences(sample, 9, 3), relation)
    held = matrix.all_holders(cluster)
    families = matrix.families(cluster)
    for panel in matrix.panels(families, held, "de"):
        terms = (
            panel.family.competences
            if panel.family
            else [c for f in families for c in f.competences]
        )
        place = {term.id: number for number, term in enumerate(terms)}
        columns = [member for table in panel.tables for member in table.members]
        means = []
        for member in columns:
            own = [place[skill.id] for skill in member.competences if skill.id in place]
            means.append(sum(own) / len(own))
        assert means == sorted(means)
        assert len({member.slug for member in columns}) == len(columns) == panel.profiles


def test_a_group_of_very_many_shows_those_that_state_most_and_says_so(sample: Cluster) -> None:
    relation = {f"m{n:03}": ("k0", "k1") if n % 2 else ("k0",) for n in range(150)}
    cluster = with_members(with_competences(sample, 2, 1), relation)
    held = matrix.all_holders(cluster)
    (panel,) = matrix.panels(matrix.families(cluster), held, "de")
    columns = [member.slug for table in panel.tables for member in table.members]
    assert len(columns) == panel.profiles == matrix.MOST
    assert {int(slug[1:]) % 2 for slug in columns} == {1}
    page = rendered(cluster)["kompetenzen/"]
    assert "Die Tabelle zeigt die 60 von 150 Profilen" in text_of(tree_of(page))
    own = rendered(cluster)["kompetenzen/k0/"]
    assert len(tree_of(own).xpath("//section[@aria-labelledby='who']//li")) == 150


def test_thirteen_profiles_make_a_table_for_each_group_with_its_own_profiles_alone(
    sample: Cluster,
) -> None:
    relation = {f"m{n:02}": (("lichtmessung", "feinmechanik")[n % 2],) for n in range(13)}
    page = rendered(with_members(sample, relation))["kompetenzen/"]
    captions = texts(page, "//table/caption")
    assert captions == ["Kompetenzen und Profile: Sensorik", "Kompetenzen und Profile: Mechanik"]
    assert [len(t.xpath("./thead//th/a")) for t in tree_of(page).xpath("//table")] == [7, 6]


def test_strips_of_a_large_group_are_numbered(sample: Cluster) -> None:
    relation = {f"m{n:02}": ("feinmechanik",) for n in range(25)}
    page = rendered(with_members(sample, relation))["en/competences/"]
    captions = texts(page, "//table/caption")
    assert captions == [f"Competences and profiles: Mechanics, part {n} of 3" for n in (1, 2, 3)]


# ── the spectrum ─────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40))
def test_a_spectrum_has_a_peak_for_each_competence_that_somebody_states(counts: list[int]) -> None:
    (line,) = html.fragment_fromstring(spectrum.panel(counts, max(counts), len(counts))).xpath(
        "./path/@d"
    )
    peaks = re.findall(r"H(\d+)c9 0 9-(\d+) 18-\2s9 \2 18 \2", str(line))
    middles = [int(foot) + 18 for foot, _ in peaks]
    assert middles == [40 * place + 20 for place, count in enumerate(counts) if count]
    heights = [int(height) for _, height in peaks]
    stated = [count for count in counts if count]
    tallest = max(heights, default=0)
    for height, count in zip(heights, stated, strict=True):
        assert abs(height - tallest * count / max(counts)) <= 1
    assert str(line).endswith(f"H{40 * len(counts)}")


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40), st.integers(0, 39))
def test_a_cover_stays_small_and_marks_one_competence(counts: list[int], place: int) -> None:
    own = place % len(counts)
    drawn = spectrum.cover(counts, own, spectrum.relatives(counts))
    assert len(drawn) < 9_000
    x = own * spectrum.SLOT + spectrum.SLOT // 2
    assert drawn.count(f'd="M{x} ') == 2
    html.fragment_fromstring(drawn)


# ── the page of a competence ─────────────────────────────────────────────────────────────────


def test_a_competences_page_lists_who_has_it_with_the_remark_made_there(
    site: dict[str, RenderedPage], sample: Cluster
) -> None:
    for key, members in holders_in(sample).items():
        for path in (f"kompetenzen/{key}/", f"en/competences/{key}/"):
            cards = tree_of(site[path]).xpath("//li[@class='sf-card']")
            slugs = {str(c.xpath(".//h3/a/@href")[0]).rstrip("/").rsplit("/", 1)[-1] for c in cards}
            assert slugs == members, path
            assert all(card.xpath(".//svg[@class='sf-mono']") for card in cards)
    noted = [
        (m.slug, s.id, s.note["de"])
        for m in sample.members
        for s in m.competences
        if s.note is not None
    ]
    assert noted
    for slug, key, note in noted:
        card = tree_of(site[f"kompetenzen/{key}/"]).xpath(f"//li[.//a[@href='/profile/{slug}/']]")[
            0
        ]
        assert note in text_of(card)


def test_members_stand_before_partners(sample: Cluster) -> None:
    held = matrix.all_holders(sample)
    today = sample.now.date()
    for members in held.values():
        ranks = [ordering.standing(member, today, "de")[0] for member in members]
        assert ranks == sorted(ranks)


def test_a_competences_page_shows_what_is_offered_sought_and_planned(
    site: dict[str, RenderedPage],
) -> None:
    headings = {
        path: texts(site[path], "//section//h3/a")
        for path in ("kompetenzen/wegmessung/", "kompetenzen/lichtmessung/")
    }
    assert "Prüfstand auf Zeit" in headings["kompetenzen/wegmessung/"]
    assert "Gesucht werden Probekörper mit bekannten Fehlern" in headings["kompetenzen/wegmessung/"]
    assert "Messtag Musterland 2030" in headings["kompetenzen/lichtmessung/"]
    assert "Prüfstand auf Zeit" not in headings["kompetenzen/lichtmessung/"]


def test_a_competences_page_names_its_other_words_its_feed_and_its_neighbours(
    site: dict[str, RenderedPage],
) -> None:
    for path, other, lang in (
        ("kompetenzen/lichtmessung/", "Photometrie", "de"),
        ("en/competences/lichtmessung/", "photometry", "en"),
    ):
        page = tree_of(site[path])
        assert other in text_of(page.xpath("//dl[@class='sf-facts']")[0])
        hrefs = [str(href) for href in page.xpath("//div[@class='sf-follow']//a/@href")]
        assert hrefs == [f"/feeds/competence-lichtmessung.{lang}.{form}" for form in ("rss", "ics")]
        (near,) = page.xpath("//section[@aria-labelledby='related']//a/@href")
        assert str(near).endswith("/wegmessung/")


def test_other_words_that_exist_only_in_german_are_marked(sample: Cluster) -> None:
    own = sample.competences["lichtmessung"]
    german = own.model_copy(update={"synonyms": model.Synonyms(de=("Photometrie",))})
    changed = replace(sample, competences={**sample.competences, own.id: german})
    page = rendered(changed)["en/competences/lichtmessung/"]
    assert [lang for _, lang in languages_of(tree_of(page), "Photometrie")] == ["de"]


def test_a_competence_that_nobody_states_says_so_and_leads_on(sample: Cluster) -> None:
    page = tree_of(rendered(with_members(sample, {"a": ()}))["kompetenzen/wegmessung/"])
    (box,) = page.xpath("//div[@class='sf-empty']")
    assert text_of(box.find("h3")) == "Dazu gibt es noch kein Profil."
    assert box.xpath(".//a/@href") == ["/marktplatz/"]
    text = sample.texts["pages/about"]
    joinable = replace(sample, texts={**sample.texts, "pages/join": text})
    page = tree_of(rendered(with_members(joinable, {"a": ()}))["en/competences/wegmessung/"])
    assert page.xpath("//div[@class='sf-empty']//a/@href") == ["/en/join/"]


def test_more_profiles_than_tiles_stand_in_a_list_and_none_is_left_out(sample: Cluster) -> None:
    many = {f"m{n:02}": ("wegmessung",) for n in range(listing.MOST_TILES + 1)}
    page = tree_of(rendered(with_members(sample, many))["kompetenzen/wegmessung/"])
    assert page.xpath("//section[@aria-labelledby='who']//svg") == []
    links = page.xpath("//section[@aria-labelledby='who']//li/a/@href")
    assert [str(href) for href in links] == [f"/profile/{slug}/" for slug in many]


def test_a_profile_links_each_of_its_competences(
    site: dict[str, RenderedPage], sample: Cluster
) -> None:
    for member in sample.members:
        hrefs = tree_of(site[f"profile/{member.slug}/"]).xpath("//ul[@class='sf-comp']/li/a/@href")
        linked = [str(href) for href in hrefs if "/kompetenzen/" in str(href)]
        assert linked == [f"/kompetenzen/{skill.id}/" for skill in member.competences]


# ── structured data ──────────────────────────────────────────────────────────────────────────

HOME = "https://www.muster-cluster.example/"


def test_a_competence_is_a_defined_term_of_the_set(site: dict[str, RenderedPage]) -> None:
    page = site["en/competences/lichtmessung/"]
    assert page.jsonld is not None
    term, profiles, way = page.jsonld["@graph"]
    assert term == {
        "@type": "DefinedTerm",
        "@id": f"{HOME}kompetenzen/lichtmessung/",
        "name": "Light measurement",
        "alternateName": ["photometry"],
        "description": "How bright something is and in which colour.",
        "inDefinedTermSet": {"@id": f"{HOME}kompetenzen/"},
        "url": f"{HOME}en/competences/lichtmessung/",
    }
    assert profiles["numberOfItems"] == 1
    assert [step["item"] for step in way["itemListElement"]] == [
        f"{HOME}en/competences/#group-sensorik",
        f"{HOME}en/competences/lichtmessung/",
    ]
    whole = site["kompetenzen/"].jsonld
    assert whole is not None
    assert whole["@id"] == f"{HOME}kompetenzen/"
    assert f"{HOME}kompetenzen/lichtmessung/" in [t["@id"] for t in whole["hasDefinedTerm"]]
    assert "\\u003c" not in structured.as_script(whole)


# ── on the cards of the directory ────────────────────────────────────────────────────────────


def test_a_card_in_the_directory_links_what_the_profile_can_do(
    site: dict[str, RenderedPage],
) -> None:
    for path, place in (("mitglieder/", "/kompetenzen/"), ("en/members/", "/en/competences/")):
        cards = tree_of(site[path]).xpath("//li[@class='sf-card']")
        found = {card.xpath("string(.//h3)"): card.xpath(".//ul/li/a/@href") for card in cards}
        skills = [f"{place}lichtmessung/", f"{place}feinmechanik/"]
        assert found["Lichtblick Sensorik GmbH"] == skills
        assert not any(card.xpath(".//a//a") for card in cards)


def test_a_card_counts_what_it_has_no_room_for(sample: Cluster) -> None:
    (own,) = (m for m in sample.members if m.slug == "lichtblick")
    room = directory_pages.NAMED
    many = own.model_copy(update={"competences": own.competences[:1] * (room + 2)})
    page = rendered(with_members(sample, {}))["mitglieder/"]
    assert tree_of(page).xpath("//li[@class='sf-card']//ul") == []
    page = rendered(replace(with_members(sample, {}), members=(many,)))["mitglieder/"]
    entries = tree_of(page).xpath("//li[@class='sf-card']//ul/li")
    assert len(entries) == room + 1
    assert text_of(entries[-1]) == "und 2 weitere"
