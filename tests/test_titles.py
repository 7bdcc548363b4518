"""No two windows of a language have one title, and none is too long for a tab."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest

from schaufenster import write
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.editing import DEMO_DAY, demo
from schaufenster.facts.release import released
from tests.conftest import PROJECT, SAMPLE, TODAY, load_sample, rendered, templates_for, tree_of
from tests.rendering import fronts_of


def titles_of(cluster: Cluster) -> dict[str, str]:
    """Return the title in the front matter of each page, by the page's path."""
    fronts = fronts_of(cluster, templates_for(cluster))
    return {path: front["title"] for path, front in fronts.items()}


def twice(titles: dict[str, str]) -> list[tuple[str, bool]]:
    """Return the titles that two pages of a language have."""
    counts = Counter((title, path.startswith("en/")) for path, title in titles.items())
    return [title for title, count in counts.items() if count > 1]


@pytest.mark.parametrize("which", ["sample", "own", "demo"])
def test_every_page_has_a_title_of_its_own(which: str, tmp_path: Path) -> None:
    root, day = {
        "sample": (SAMPLE, TODAY),
        "own": (PROJECT, "2026-11-29"),
        "demo": (tmp_path, DEMO_DAY.isoformat()),
    }[which]
    if which == "demo":
        write.write_changed(root, demo.render_demo(45))
    titles = titles_of(released(load_sample(day, root)))
    assert len(titles) > 50
    assert twice(titles) == []
    assert [title for title in titles.values() if len(title) > 70] == []


def test_pages_of_one_name_say_what_tells_them_apart(sample: Cluster) -> None:
    name = model.Title(de="Feinmechanik")
    first, *offers = sample.offers
    news = sample.news[0]
    later = news.model_copy(update={"slug": "später", "published": PartialDate(2030, 5, 2)})
    cluster = dataclasses.replace(
        sample,
        offers=(first.model_copy(update={"title": name}), *offers),
        news=(*sample.news, later),
        texts={**sample.texts, "news/später": sample.texts[f"news/{news.slug}"]},
    )
    titles = titles_of(cluster)
    assert twice(titles) == []
    assert titles["kompetenzen/feinmechanik/"].startswith("Feinmechanik (Kompetenz)")
    assert titles["en/competences/feinmechanik/"].startswith("Feinmechanik (Competence)")
    offer = titles[f"marktplatz/{first.member}/{first.slug}/"]
    assert offer.startswith(f"Feinmechanik ({sample.member(first.member).short})")
    assert "2.\u00a0Mai 2030" in titles["aktuelles/später/"]
    assert "2.\u00a0Mai 2030" in titles["presse/später/"]


def test_a_long_title_keeps_what_tells_it_apart(sample: Cluster) -> None:
    long = model.Title(de=" ".join(["Prüfstandsvermietung"] * 5))
    offers = tuple(offer.model_copy(update={"title": long}) for offer in sample.offers)
    titles = titles_of(dataclasses.replace(sample, offers=offers))
    cut = [title for title in titles.values() if "… (" in title]
    assert len(cut) >= len({offer.member for offer in offers})
    assert max(map(len, titles.values())) <= 70


def test_no_line_of_a_heading_begins_with_a_dash(sample: Cluster) -> None:
    """The dash stays with the word before it; a window's title is plain text."""
    title = model.Title(de="Erst messen – dann reden", en="Measure – then talk")
    story = sample.news[0]
    text = sample.texts[f"news/{story.slug}"].model_copy(update={"title": title})
    cluster = dataclasses.replace(
        sample,
        events=tuple(e.model_copy(update={"title": title}) for e in sample.events),
        offers=tuple(o.model_copy(update={"title": title}) for o in sample.offers),
        texts={**sample.texts, f"news/{story.slug}": text},
    )
    pages = list(rendered(cluster).values())
    headings = [
        heading.text_content()
        for page in pages
        for heading in tree_of(page).xpath("//h1 | //h2 | //h3")
        if "dann reden" in heading.text_content() or "then talk" in heading.text_content()
    ]
    assert len(headings) > 40
    assert [heading for heading in headings if " –" in heading] == []
    assert {p.title for p in pages if p.what == "offer"} == {title["de"], title.get("en")}
