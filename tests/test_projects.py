"""The list of projects: what runs, with whom, who pays, and how people get there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from schaufenster import showcase
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.showcase.page import RenderedPage

from .conftest import PROJECT, templates_of
from .rendering import all_pages

WORDS = templates_of("theme/pages")


@pytest.fixture(scope="module")
def site(sample: Cluster) -> dict[str, RenderedPage]:
    return {page.path: page for page in all_pages(sample, WORDS)}


def tree_of(page: RenderedPage) -> Any:
    return html.fromstring(page.body)


def text_of(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_a_project_stands_with_its_term_its_money_and_all_who_take_part(
    site: dict[str, RenderedPage],
) -> None:
    (row,) = tree_of(site["projekte/"]).xpath("//article")
    assert row.xpath(".//h2/a/@href") == ["/projekte/messnetz/"]
    said = text_of(row)
    for words in (
        "Messnetz Musterland", "Zwölf Messplätze", "Läuft", "April 2029 – März 2032",
        "rund 1,2 Mio. €", "Messverein Seenkreis",
    ):  # fmt: skip
        assert words in said.replace("\xa0", " "), words
    links = row.xpath(".//p/a/@href")
    assert links == ["/profile/institut-fuer-muster/", "/profile/lichtblick/"]


def test_the_funder_is_named_and_thanked_in_the_words_of_the_grant(
    site: dict[str, RenderedPage], sample: Cluster
) -> None:
    funder = sample.funders["land"]
    assert funder.sentence
    for path, lang in (("projekte/", "de"), ("en/projects/", "en")):
        (row,) = tree_of(site[path]).xpath("//article")
        assert [text_of(p) for p in row.xpath(".//p[@class='sf-note']")] == [
            funder.sentence.text(lang)
        ]
        assert funder.names[-1].name.text(lang) in text_of(row)


def test_what_runs_comes_first_then_what_is_planned_then_what_is_over(sample: Cluster) -> None:
    (one,) = sample.projects
    begun = {"alt": "2020", "neu": "2029-05", "bald": "2031", "aus": "2035"}
    state = {"bald": "planned", "aus": "finished"}
    many = [
        one.model_copy(
            update={
                "slug": slug,
                "status": state.get(slug, "running"),
                "period": one.period.model_copy(update={"from_": PartialDate.parse(begun[slug])}),
            }
        )
        for slug in ("aus", "alt", "bald", "neu")
    ]
    texts = {f"projects/{p.slug}": sample.texts["projects/messnetz"] for p in many}
    cluster = replace(sample, projects=tuple(many), texts={**sample.texts, **texts})
    page = next(p for p in all_pages(cluster, WORDS) if p.path == "projekte/")
    assert tree_of(page).xpath("//article//h2/a/@href") == [
        f"/projekte/{slug}/" for slug in ("neu", "alt", "bald", "aus")
    ]


def test_a_cluster_without_projects_says_so_and_does_not_lead_there(sample: Cluster) -> None:
    bare = replace(sample, projects=())
    pages = {page.path: page for page in all_pages(bare, WORDS)}
    assert "Zurzeit ist kein Projekt verzeichnet." in pages["projekte/"].body
    assert "/projekte/" not in pages["aktuelles/"].body
    for cluster, expected in ((sample, 1), (bare, 0)):
        settings = showcase.mkdocs_settings(cluster, WORDS, PROJECT.joinpath, PROJECT / "build")
        assert settings.decode().count('"/en/projects/"') == expected


def test_the_list_is_reached_from_the_news_and_from_each_project(
    site: dict[str, RenderedPage],
) -> None:
    assert "/projekte/" in tree_of(site["aktuelles/"]).xpath("//a/@href")
    assert tree_of(site["en/projects/messnetz/"]).xpath(
        "//p[contains(@class, 'crumb')]//a/@href"
    ) == ["/en/projects/"]


def test_the_list_offers_the_feed_in_its_own_language(site: dict[str, RenderedPage]) -> None:
    assert "/feeds/news.de.rss" in tree_of(site["projekte/"]).xpath("//a/@href")
    assert "/feeds/news.en.rss" in tree_of(site["en/projects/"]).xpath("//a/@href")
