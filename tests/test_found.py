"""What a word names is found by it: on the page of results and in the lists that can be narrowed.

The index is made of a cluster's pages as they are rendered, and asked in Chromium by the scripts
that the site publishes.
"""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from schaufenster import write
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.editing import DEMO_DAY, demo
from schaufenster.facts.release import released
from schaufenster.problems import Language
from schaufenster.showcase import pagefind
from schaufenster.showcase.ordering import valid_offers
from tests.conftest import (
    LANGUAGES,
    OWN_SITES,
    PROJECT,
    load_sample,
    path_of,
    served,
    some,
    templates_for,
)
from tests.rendering import all_documents, all_pages

pytestmark = pytest.mark.browser
FOUND: Final = """async words => {
  const { find } = await import("/assets/search.js");
  const found = {};
  for (const word of words) {
    const { results } = await find(word);
    const pages = await Promise.all(results.map(({ data }) => data()));
    found[word] = pages.map(page => page.url.slice(1));
  }
  return found;
}"""
KEPT: Final = """words => {
  const field = document.querySelector("input[type=search]");
  const found = {};
  for (const word of words) {
    field.value = word;
    field.dispatchEvent(new Event("input"));
    const rows = document.querySelectorAll("[data-rows] > :not([hidden]) h3 a");
    found[word] = [...rows].map(row => row.pathname.slice(1));
  }
  return found;
}"""


def write_site(cluster: Cluster, folder: Path) -> None:
    """Write a cluster's search index, its lists and the scripts, without the frame."""
    templates = templates_for(cluster)
    pages = list(all_pages(cluster, templates))
    files = pagefind.run_pagefind(all_documents(cluster, templates))
    for file in files:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.content)
    shutil.copytree(DEFAULTS / "theme/overrides/assets", folder / "assets")
    for page in pages:
        if page.what in {"members", "market"}:
            scripts = (f'<script src="/assets/{name}" defer></script>' for name in page.scripts)
            place = folder / page.path / "index.html"
            place.parent.mkdir(parents=True, exist_ok=True)
            head = f'<!DOCTYPE html><html lang="{page.lang}"><meta charset="utf-8">'
            place.write_text(f"{head}{''.join(scripts)}<body>{page.body}", "utf-8")


@contextlib.contextmanager
def opened(browser: Browser, cluster: Cluster, folder: Path) -> Iterator[Page]:
    """Give a page that shows a cluster's site."""
    write_site(cluster, folder)
    with served(folder) as address:
        context = browser.new_context(base_url=address)
        yield context.new_page()
        context.close()


def found(page: Page, lang: Language, words: Iterable[str]) -> dict[str, list[str]]:
    """Return the pages that the search finds by each word, best first."""
    page.goto(f"/{path_of('members', lang)}")  # any page in the language
    results: dict[str, list[str]] = page.evaluate(FOUND, list(words))
    return results


def kept(page: Page, what: str, lang: Language, words: Iterable[str]) -> dict[str, list[str]]:
    """Return the pages in a list that is narrowed by each word."""
    page.goto(f"/{path_of(what, lang)}")
    results: dict[str, list[str]] = page.evaluate(KEPT, list(words))
    return results


def names_of(skill: model.Competence) -> list[str]:
    names = (
        skill.name["de"],
        skill.name.get("en"),
        *skill.synonyms["de"],
        *skill.synonyms.get("en", ()),
    )
    return [name for name in names if name]


# ── every competence by each of its names ────────────────────────────────────────────────────


@pytest.fixture(scope="module", params=[*OWN_SITES, pytest.param("demo", marks=pytest.mark.long)])
def known(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Cluster, Page]]:
    """Give a cluster and its site."""
    root, day = PROJECT, "2026-11-29"
    if request.param == "demo":
        root, day = tmp_path_factory.mktemp("demo"), DEMO_DAY.isoformat()
        write.write_changed(root, demo.render_demo(45))
    cluster = released(load_sample(day, root))
    with opened(browser, cluster, tmp_path_factory.mktemp("site")) as page:
        yield cluster, page


def holders(skill: model.Competence, cluster: Cluster, lang: Language) -> dict[str, set[str]]:
    """Return the profiles, and the offers and requests, that state a competence."""
    members = [m.slug for m in cluster.members if skill.id in {s.id for s in m.competences}]
    offers = [o for o in valid_offers(cluster) if skill.id in o.competences]
    paths = (path_of("offer", lang, member=o.member, slug=o.slug) for o in offers)
    return {
        "members": {path_of("member", lang, slug=slug) for slug in members},
        "market": set(paths),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_name_of_a_competence_finds_all_who_have_it(
    known: tuple[Cluster, Page], lang: Language
) -> None:
    cluster, page = known
    skills = cluster.competences.values()
    pages = found(page, lang, {name for skill in skills for name in names_of(skill)})
    missing = {}
    for skill in skills:
        lists = holders(skill, cluster, lang)
        own = path_of("competence", lang, id=skill.id)
        for name in names_of(skill):
            lost = {own, *lists["members"], *lists["market"]} - set(pages[name])
            if lost:
                missing[name] = lost
    assert missing == {}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", ["members", "market"])
def test_every_name_of_a_competence_keeps_all_who_have_it(
    known: tuple[Cluster, Page], lang: Language, what: str
) -> None:
    cluster, page = known
    skills = cluster.competences.values()
    rows = kept(page, what, lang, {name for skill in skills for name in names_of(skill)})
    assert sum(map(len, rows.values())) > 0
    missing = {
        name: lost
        for skill in skills
        for name in names_of(skill)
        if (lost := holders(skill, cluster, lang)[what] - set(rows[name]))
    }
    assert missing == {}


# ── short words ──────────────────────────────────────────────────────────────────────────────

TERMS: Final = ("IR", "5G", "C++", "µm", "3D", "CO₂", "C#")
ABOUT: Final = (
    "Wir zeigen 5 Geräte und 3 Stände in Irland. Was isoliert, wird geprüft. Der Kreis C bleibt "
    "frei. Die Cloud speichert 9002 Werte. Das Gas heißt Coffein und ist 5Gramm schwer."
)


@pytest.fixture(scope="module")
def short(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, str, str]]:
    """Give a site, the slug of a profile without and of one with short names for what it can."""
    cluster = released(load_sample())
    first, second, *others = cluster.members
    (key, skill), *rest = cluster.competences.items()
    skill = skill.model_copy(update={"synonyms": model.Synonyms(de=TERMS, en=TERMS)})
    has = second.competences[0].model_copy(update={"id": key})
    norm = model.Prose(de="Das Werk ist nach ISO\u00a09001 geprüft und hat eine Ka\u00adbine.")
    first = first.model_copy(update={"competences": (), "about": model.Prose(de=ABOUT)})
    second = second.model_copy(update={"competences": (has,), "about": norm})
    changed = dataclasses.replace(
        cluster, members=(first, second, *others), competences={key: skill, **dict(rest)}, offers=()
    )
    with opened(browser, changed, tmp_path_factory.mktemp("short")) as page:
        yield page, first.slug, second.slug


Short = tuple[Page, str, str]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "typed", some([*TERMS, "ir", "5g", "c++", "μm", "co2", "ISO 9001", "iso 9001"])
)
def test_a_short_word_finds_what_it_names_and_nothing_that_only_begins_like_it(
    short: Short, lang: Language, typed: str
) -> None:
    page, *slugs = short
    without, having = (path_of("member", lang, slug=slug) for slug in slugs)
    pages = found(page, lang, [typed])[typed]
    assert having in pages
    assert without not in pages
    rows = kept(page, "members", lang, [typed])[typed]
    if "9001" not in typed:  # rows do not show a profile's text
        assert having in rows
        assert without not in rows


@pytest.mark.parametrize("typed", ["9003", "Xylophon", "Koriander", "3E"])
def test_a_word_that_no_page_has_finds_nothing(short: Short, typed: str) -> None:
    assert found(short[0], "de", [typed])[typed] == []


def test_a_word_that_nobody_has_does_not_lead_to_what_begins_like_its_neighbour(
    short: Short,
) -> None:
    assert found(short[0], "de", ["ISO 9003"])["ISO 9003"] == [f"profile/{short[2]}/"]


@pytest.mark.parametrize("typed", ["gas", "Gas", "iso", "Isol", "coff", "Kabine", "Kabinen"])
def test_a_beginning_finds_what_goes_on(short: Short, typed: str) -> None:
    assert {f"profile/{slug}/" for slug in short[1:]} & set(found(short[0], "de", [typed])[typed])


def test_a_word_of_its_own_comes_before_what_begins_like_it(short: Short) -> None:
    page, without, having = short
    pages = found(page, "de", ["iso"])["iso"]
    assert pages.index(f"profile/{having}/") < pages.index(f"profile/{without}/")


# ── excerpts ─────────────────────────────────────────────────────────────────────────────────

EXCERPT: Final = """async ([text, word]) => {
  const { excerpt } = await import("/assets/search.js");
  const words = text.split(" ");
  const places = words.map((each, i) => (each.startsWith(word) ? i : -1)).filter(i => i >= 0);
  return excerpt(text, places).map(part => part.textContent ?? part).join("");
}"""
NUMBERS: Final = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn"
STORY: Final = (
    f"Vorweg. {'Wort ' * 30}ist. Ein Leihgerät kommt am 20. Mai, so z. B. am Fuß. {NUMBERS} "
    f"{NUMBERS} Waage vierzehn {'und ' * 30}weiter. Dr. Muster (seit 2025). Zum Schluss zählt "
    "Strom."
)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("Leihgerät", "Ein Leihgerät kommt am 20. Mai, so z. B. am Fuß. eins zwei"),
        ("Mai", "Ein Leihgerät kommt am 20. Mai,"),
        ("Waage", "… acht neun zehn elf zwölf dreizehn Waage vierzehn und"),
        ("Strom", "Zum Schluss zählt Strom."),
        ("Muster", "Dr. Muster (seit 2025). Zum Schluss zählt Strom."),
        ("nirgends", "Vorweg. Wort Wort"),
    ],
)
def test_an_excerpt_starts_with_a_sentence(short: Short, word: str, told: str) -> None:
    page = short[0]
    page.goto("/mitglieder/")
    shown = page.evaluate(EXCERPT, [STORY, word])
    assert shown.startswith(told)
    assert shown.endswith((" …", "Strom."))
    assert len(shown.removeprefix("… ").removesuffix(" …").split()) <= 26
