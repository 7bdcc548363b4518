"""Old addresses lead on: at once, in both languages, never over a page."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser

from schaufenster.content.load import Cluster
from schaufenster.output import OutputFile
from schaufenster.showcase.redirects import moves

from .conftest import served, templates_of
from .rendering import all_pages, paths_of, redirects_of

WORDS = templates_of("theme/pages")

HOME = "https://www.muster-cluster.example/"


def changed(cluster: Cluster, room: str, slug: str, **fields: object) -> Cluster:
    """Return a cluster in which a record has other values."""
    records = tuple(
        r.model_copy(update=fields) if r.slug == slug else r for r in getattr(cluster, room)
    )
    changes: dict[str, Any] = {room: records}
    return replace(cluster, **changes)


def renamed(cluster: Cluster, room: str, slug: str, *formerly: str) -> Cluster:
    """Return a cluster in which a record had other names before."""
    return changed(cluster, room, slug, formerly=formerly)


def moved_in(cluster: Cluster, room: str, slug: str, *addresses: str) -> Cluster:
    """Return a cluster in which a record stood on an earlier website."""
    return changed(cluster, room, slug, was_at=addresses)


def led(cluster: Cluster) -> dict[str, str]:
    return {move.old: move.new for move in moves(cluster, paths_of(cluster, WORDS))}


def test_the_paths_of_all_pages_are_known_without_rendering_one(sample: Cluster) -> None:
    rendered = {page.path for page in all_pages(sample, templates_of("theme/pages"))}
    assert paths_of(sample, WORDS) == rendered


def test_a_renamed_event_and_its_press_pack_lead_on_in_both_languages(sample: Cluster) -> None:
    found = led(sample)
    assert found["termine/werkstatt/"] == "termine/werkstatt-2030/"
    assert found["en/events/werkstatt/"] == "en/events/werkstatt-2030/"
    assert found["presse/werkstatt/"] == "presse/werkstatt-2030/"
    assert found["en/press/werkstatt/"] == "en/press/werkstatt-2030/"


def test_every_kind_of_record_leads_on(sample: Cluster) -> None:
    many = renamed(sample, "news", "messpreis-2030", "preis")
    many = renamed(many, "projects", "messnetz", "netz", "altes-netz")
    found = led(many)
    assert found["aktuelles/preis/"] == "aktuelles/messpreis-2030/"
    assert {found[f"projekte/{old}/"] for old in ("netz", "altes-netz")} == {"projekte/messnetz/"}


@pytest.mark.parametrize(
    ("vocabulary", "now", "pages"),
    [
        ("competences", "lichtmessung", ["kompetenzen/{}/", "en/competences/{}/",
                                         "einbetten/mitglieder/kompetenz-{}/"]),
        ("districts", "seenkreis", ["regionen/{}/", "en/regions/{}/",
                                    "einbetten/mitglieder/kreis-{}/"]),
        ("chambers", "nord", ["einbetten/mitglieder/kammer-{}/"]),
        ("series", "messtag", ["termine/reihe/{}/", "en/events/series/{}/"]),
    ],
)  # fmt: skip
def test_a_renamed_word_leads_on_wherever_it_has_a_page(
    sample: Cluster, vocabulary: str, now: str, pages: list[str]
) -> None:
    terms = getattr(sample, vocabulary)
    changes: dict[str, Any] = {
        vocabulary: {**terms, now: terms[now].model_copy(update={"formerly": ("einst", "erst")})}
    }
    found = led(replace(sample, **changes))
    for page, old in product(pages, ("einst", "erst")):
        assert found[page.format(old)] == page.format(now)


@pytest.mark.parametrize(
    ("room", "slug", "page"),
    [
        ("members", "lichtblick", "profile/lichtblick/"),
        ("offers", "messraum", "marktplatz/lichtblick/messraum/"),
        ("events", "werkstatt-2030", "termine/werkstatt-2030/"),
        ("news", "messpreis-2030", "aktuelles/messpreis-2030/"),
        ("projects", "messnetz", "projekte/messnetz/"),
    ],
)
def test_an_address_of_an_earlier_website_leads_here(
    sample: Cluster, room: str, slug: str, page: str
) -> None:
    before = led(sample)
    many = moved_in(sample, room, slug, f"{HOME}2025/09/r%C3%BCckblick", f"{HOME}alt/x.html/")
    found = {old: new for old, new in led(many).items() if old not in before}
    assert found == {"2025/09/rückblick/": page, "alt/x.html/": page}


@pytest.mark.parametrize(
    "address",
    ["https://anderswo.example/x/", f"{HOME}?p=12", f"{HOME}x/?p=12", f"{HOME}a/../b/", HOME,
     f"{HOME}a/%2e%2e/b", f"{HOME}termine/", f"{HOME}a//b/", f"{HOME}.well-known/x/"],
)  # fmt: skip
def test_what_is_no_plain_path_of_this_host_leads_nowhere(sample: Cluster, address: str) -> None:
    assert led(moved_in(sample, "news", "messpreis-2030", address)) == led(sample)


def test_servers_get_old_paths_as_browsers_send_them(sample: Cluster) -> None:
    many = moved_in(sample, "news", "messpreis-2030", f"{HOME}r%C3%BCckblick/")
    files = redirects_of(many, WORDS)
    texts = {file.path: file.content.decode() for file in files}
    assert "/r%C3%BCckblick/ /aktuelles/messpreis-2030/ 301\n" in texts["_redirects"]
    assert "/aktuelles/messpreis-2030/" in texts["rückblick/index.html"]


def test_the_offers_of_a_renamed_member_lead_on_in_one_step(sample: Cluster) -> None:
    many = renamed(sample, "members", "lichtblick", "leuchtwerk", "lampe")
    many = renamed(many, "offers", "messraum", "dunkelraum")
    found = {old: new for old, new in led(many).items() if old.startswith(("profile", "marktpl"))}
    goal = "marktplatz/lichtblick/messraum/"
    assert found["profile/lampe/"] == "profile/lichtblick/"
    assert {old: new for old, new in found.items() if new == goal} == {
        f"marktplatz/{member}/{slug}/": goal
        for member in ("lichtblick", "leuchtwerk", "lampe")
        for slug in ("messraum", "dunkelraum")
        if (member, slug) != ("lichtblick", "messraum")
    }


def test_no_redirect_leads_to_another_or_to_nowhere(sample: Cluster) -> None:
    many = renamed(sample, "members", "lichtblick", "leuchtwerk")
    found = led(many)
    assert found
    assert set(found.values()) <= paths_of(many, WORDS)
    assert not set(found) & (set(found.values()) | paths_of(many, WORDS))


def test_a_redirect_never_stands_where_a_page_stands(sample: Cluster) -> None:
    many = renamed(sample, "offers", "messraum", "kalibrierkoffer", "spektralwaage", "schwingprobe")
    taken = paths_of(many, WORDS)
    assert not set(led(many)) & taken
    same = renamed(sample, "events", "klausur-2031", "werkstatt-2030")
    assert "termine/werkstatt-2030/" not in led(same)


def test_a_year_without_an_event_leads_to_the_events_if_it_was_ever_published(
    sample: Cluster,
) -> None:
    ledger = ("# note", "/termine/1999/", "/en/events/1999/", "/termine/2030/", "/termine/x/")
    noted = replace(sample, source=replace(sample.source, ledger=ledger))
    assert {o: n for o, n in led(noted).items() if "1999" in o or o.endswith("/x/")} == {
        "termine/1999/": "termine/",
        "en/events/1999/": "en/events/",
    }
    assert "termine/2030/" not in led(noted)
    assert "termine/1999/" not in led(sample)


def test_a_redirect_is_a_small_page_that_nobody_indexes(outputs: dict[str, OutputFile]) -> None:
    page = html.document_fromstring(outputs["site/en/events/werkstatt/index.html"].content.decode())
    goal = f"{HOME}en/events/werkstatt-2030/"
    assert page.get("lang") == "en"
    assert page.xpath("//link[@rel='canonical']/@href") == [goal]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//meta[@http-equiv='refresh']/@content") == [
        "0; url=/en/events/werkstatt-2030/"
    ]
    assert page.xpath("//a/@href") == ["/en/events/werkstatt-2030/"]


def test_servers_get_one_list_of_all_moves(outputs: dict[str, OutputFile]) -> None:
    rows = outputs["site/_redirects"].content.decode().splitlines()
    assert "/termine/werkstatt/ /termine/werkstatt-2030/ 301" in rows
    assert rows == sorted(rows)
    pages = {p for p in outputs if p.endswith("/index.html") and p.startswith("site/")}
    assert {f"site{row.split(' ')[0]}index.html" for row in rows} == pages


def test_a_site_in_a_folder_leads_inside_its_folder(sample: Cluster) -> None:
    identity = sample.identity.model_copy(update={"site_url": "https://a.example/cluster/"})
    moved = replace(sample, identity=identity)
    files = list(redirects_of(moved, WORDS))
    rows = next(f for f in files if f.path == "_redirects").content.decode().splitlines()
    assert all(part.startswith("/cluster/") for row in rows for part in row.split(" ")[:2])


@pytest.mark.browser
def test_a_browser_lands_on_the_new_page(browser: Browser, sample_site: Path) -> None:
    with served(sample_site) as address:
        page = browser.new_page()
        page.goto(f"{address}/termine/werkstatt/")
        page.wait_for_url(f"{address}/termine/werkstatt-2030/")
        assert page.locator("h1").count() == 1
        page.close()
