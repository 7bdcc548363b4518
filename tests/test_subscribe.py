"""The pages "Abonnieren" and "Daten", and what the head of every page names."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from schaufenster import showcase, streams
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.output import OutputFile
from schaufenster.problems import Language
from schaufenster.showcase.page import RenderedPage
from tests.conftest import LANGUAGES, path_of

from .conftest import languages_of, templates_of, tree_of
from .rendering import all_pages, staged_of

Outputs = dict[str, OutputFile]
HOME = "https://www.muster-cluster.example/"


def page_of(cluster: Cluster, what: str, lang: Language) -> RenderedPage:
    pages = all_pages(cluster, templates_of("theme/pages"))
    return next(p for p in pages if (p.what, p.lang) == (what, lang))


def links_of(page: RenderedPage) -> list[str]:
    return [str(link) for link in tree_of(page).xpath("//a/@href")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", ["subscribe", "data"])
def test_every_link_leads_to_a_file_there_is(
    sample: Cluster, outputs: Outputs, what: str, lang: Language
) -> None:
    links = [link for link in links_of(page_of(sample, what, lang)) if not link.startswith("#")]
    links = [link for link in links if not link.startswith("mailto:")]
    files = [re.sub("^webcal://www.muster-cluster.example", "", link) for link in links]
    there = {path.removesuffix("index.html") for path in outputs} | {
        f"site/{path.removeprefix('stage/').removesuffix('index.md')}" for path in outputs
    }
    assert [f for f in files if f"site{f}" not in there] == []
    assert len(files) > 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_stream_is_offered_in_every_form_it_carries_something_in(
    sample: Cluster, lang: Language
) -> None:
    links = set(links_of(page_of(sample, "subscribe", lang)))
    for carries in streams.carried(sample):
        stream = carries.stream
        for form in ("rss", "atom", "json"):
            assert (f"/feeds/{stream.id}.{lang}.{form}" in links) is carries.has_feed
        webcal = f"webcal://www.muster-cluster.example/feeds/{stream.id}.{lang}.ics"
        assert (webcal in links) is carries.has_calendar
        assert (f"/feeds/{stream.id}.{lang}.ics" in links) is carries.has_calendar
    assert "/feeds/index.opml" in links


LISTED: Final = {"mailing_list": "newsletter@liste.muster-cluster.example"}
ASKED: Final = {"subscribe": model.Subscribe(url="https://liste.example/bestellen")}


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        (LISTED, "mailto:newsletter-join@liste.muster-cluster.example"),
        (LISTED | ASKED, "https://liste.example/bestellen"),
        ({}, "mailto:buero@muster-cluster.example"),
    ],
)
@pytest.mark.parametrize("what", ["subscribe", "newsletter"])
def test_one_joins_where_the_channel_says_else_at_its_list_else_at_the_office(
    sample: Cluster, fields: dict[str, Any], link: str, what: str
) -> None:
    leser = sample.channels["leser"].model_copy(update=fields)
    page = page_of(with_channel(sample, leser), what, "de")
    assert any(each.startswith(link) for each in links_of(page))
    assert ("Ihre Adresse dient allein dem Versand" in page.body) is bool(fields)
    assert ("newsletter-join@" in page.body) is (fields == LISTED)
    assert "noch nicht bestellen" not in page.body


def test_one_leaves_at_the_list_where_the_channel_says_nothing_else(sample: Cluster) -> None:
    leser = sample.channels["leser"].model_copy(update=LISTED)
    says = links_of(page_of(with_channel(sample, leser), "subscribe", "de"))
    assert "https://liste.muster-cluster.example/abmelden" in says
    silent = leser.model_copy(update={"unsubscribe": None})
    links = links_of(page_of(with_channel(sample, silent), "subscribe", "de"))
    assert "mailto:newsletter-leave@liste.muster-cluster.example" in links


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_where_nobody_takes_orders_the_page_says_so(sample: Cluster, lang: Language) -> None:
    imprint = sample.identity.imprint.model_copy(update={"email": None})
    silent = replace(sample, identity=sample.identity.model_copy(update={"imprint": imprint}))
    said = templates_of("theme/pages").words.find("newsletter_not_yet", lang)
    for what in ("subscribe", "newsletter"):
        assert said in page_of(silent, what, lang).body
        assert said not in page_of(sample, what, lang).body


def test_what_a_channel_brings_and_how_often_is_said(sample: Cluster) -> None:
    said = {
        "about": model.Sentence({"de": "Neues von der Waage."}),
        "frequency": model.Word({"de": "vier Mal im Jahr"}),
    }
    leser = sample.channels["leser"].model_copy(update=LISTED | said)
    body = page_of(with_channel(sample, leser), "subscribe", "de").body
    assert "Neues von der Waage." in body
    assert "Wie oft: vier Mal im Jahr." in body
    assert "Sprachen: Deutsch und Englisch." in body


def with_channel(cluster: Cluster, channel: model.Channel) -> Cluster:
    return replace(cluster, channels={**cluster.channels, channel.id: channel})


def test_the_addresses_to_copy_are_whole(sample: Cluster) -> None:
    shown = tree_of(page_of(sample, "subscribe", "de")).xpath("//code/text()")
    assert shown == [f"{HOME}feeds/news.de.rss", f"{HOME}feeds/events.de.ics"]


def test_german_names_on_the_english_page_are_marked(sample: Cluster) -> None:
    tree = tree_of(page_of(sample, "subscribe", "en"))
    for word in ("Bergkreis", "Feinmechanik", "Feinwerk am See"):
        found = languages_of(tree, word)
        assert found
        assert {mark for _, mark in found} == {"de"}
    named = languages_of(tree, "Institute for Patterns")
    assert named
    assert {mark for _, mark in named} == {""}
    assert languages_of(tree, "Institut für Muster") == []


def test_many_profiles_are_left_to_the_list_of_all(
    sample: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    types = [replace(t, listed_most=2) if t.id == "members" else t for t in streams.TYPES]
    monkeypatch.setattr(streams, "TYPES", types)
    page = page_of(replace(sample), "subscribe", "de")
    assert "/feeds/member-lichtblick.de.rss" not in links_of(page)
    assert "3 Profile haben einen eigenen Feed" in page.body


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_data_page_counts_explains_and_shows_an_example(
    sample: Cluster, lang: Language
) -> None:
    page = page_of(sample, "data", lang)
    text = " ".join(tree_of(page).text_content().split())
    assert {"de": "4 Einträge", "en": "4 records"}[lang] in text
    assert templates_of("theme/pages").words.find("data_terms", lang) in text
    assert '"slug": "feinwerk-see"' in text
    assert "<code>confirmed</code>" in page.body


def test_a_cluster_without_profiles_has_both_pages(sample: Cluster) -> None:
    empty = replace(
        sample, members=(), offers=(), events=(), news=(), projects=(), reports={}, texts={}
    )
    for what in ("subscribe", "data"):
        assert page_of(empty, what, "de").body


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("", ["all"]),
        ("regionen/seenkreis/", ["district-seenkreis", "all"]),
        ("profile/lichtblick/", ["member-lichtblick", "all"]),
        ("profile/quellwerk/", ["all"]),  # it tells nothing and has no feed
        ("marktplatz/", ["offers", "requests", "all"]),
        ("termine/messtag-2030/", ["events", "all"]),
    ],
)
def test_the_head_of_a_page_names_the_feeds_that_fit_it(
    sample: Cluster, path: str, ids: list[str]
) -> None:
    words = templates_of("theme/pages")
    staged = next(
        file.content.decode() for file in staged_of(sample, words) if file.path == f"{path}index.md"
    )
    link = r'"title": "[^"]*", "href": "/feeds/([^"]*)\.de\.(rss|atom|json)"'
    named = re.findall(link, staged)
    assert named == [(name, form) for name in ids for form in ("rss", "atom", "json")]


@pytest.mark.parametrize(
    ("slug", "file"),
    [("messtag-2030", "/termine/messtag-2030/termin.ics"), ("klausur-2031", None)],
)
def test_an_event_of_a_known_day_offers_its_calendar_file(
    sample: Cluster, slug: str, file: str | None
) -> None:
    pages = all_pages(sample, templates_of("theme/pages"))
    page = next(p for p in pages if p.path == f"termine/{slug}/")
    assert [link for link in links_of(page) if link.endswith(".ics")] == ([file] if file else [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_footer_leads_to_both_pages(sample: Cluster, lang: Language) -> None:
    words = templates_of("theme/pages")
    settings = showcase.mkdocs_settings(sample, words, lambda name: DEFAULTS / name, Path("build"))
    frame = yaml.safe_load(settings)["extra"]["frame"][lang]
    title = words.words.find("subscribe", lang)
    column = next(c for c in frame["footer"]["columns"] if c["title"] == title)
    links = [link["href"].partition("#")[0] for link in column["links"]]
    assert {f"/{path_of(what, lang)}" for what in ("subscribe", "data")} <= set(links)
