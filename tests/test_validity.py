"""Labels, certificates and names of funders: shown while they hold, not a day longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from schaufenster import write
from schaufenster.content import model
from schaufenster.content.fields import PartialDate, holds
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.editing import DEMO_DAY, render_demo
from schaufenster.facts.open_data import DATASETS, open_records
from schaufenster.facts.release import released
from schaufenster.output import OutputFile, Rendition
from schaufenster.problems import Language
from schaufenster.showcase import photos, sheets
from schaufenster.showcase.pages import site_context
from schaufenster.showcase.search import render_documents
from schaufenster.templates import Words
from tests.conftest import LANGUAGES

from .conftest import rendered, templates_for, tree_of
from .rendering import packs_of

FIRST, LAST = PartialDate(2030, 3), PartialDate(2030, 6, 1)


@pytest.mark.parametrize(
    ("first", "last", "day", "expected"),
    [
        (FIRST, LAST, "2030-02-28", False),
        (FIRST, LAST, "2030-03-01", True),
        (FIRST, LAST, "2030-06-01", True),
        (FIRST, LAST, "2030-06-02", False),
        (None, PartialDate(2030), "2030-12-31", True),
        (None, PartialDate(2030), "2031-01-01", False),
        (FIRST, None, "2999-01-01", True),
        (None, None, "1999-01-01", True),
    ],
)
def test_a_span_holds_from_its_first_day_to_its_last(
    first: PartialDate | None, last: PartialDate | None, day: str, *, expected: bool
) -> None:
    assert holds(first, last, dt.date.fromisoformat(day)) is expected


def label(**valid: Any) -> model.Label:
    return model.Label.model_validate(
        {
            "id": "silber",
            "name": {"de": "Netzsiegel Silber", "en": "Network Label Silver"},
            "valid": valid,
            "proof": {"url": "https://siegel.example/urkunde", "date": "2030-03"},
        }
    )


def on(cluster: Cluster, day: str) -> Cluster:
    return replace(cluster, now=dt.datetime.fromisoformat(day).replace(tzinfo=cluster.now.tzinfo))


def words_of(element: html.HtmlElement) -> str:
    """Return what a reader sees of an element, a blank between any two parts of it."""
    return " ".join(" ".join(element.itertext()).split())


def packs(cluster: Cluster, lang: Language) -> str:
    """Return the texts of all press packs in a language."""
    files = packs_of(cluster, templates_for(cluster, "newsletter/templates"))
    texts = [file for file in files if file.path.endswith(f".{lang}.txt")]
    assert texts
    return " ".join(" ".join(file.content.decode("utf-8-sig").split()) for file in texts)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2030-02-28 23:59", False),
        ("2030-03-01 00:00", True),
        ("2030-06-01 23:59", True),
        ("2030-06-02 00:00", False),
    ],
)
def test_a_label_is_shown_while_it_is_valid(sample: Cluster, day: str, *, shown: bool) -> None:
    entry = label(**{"from": "2030-03", "until": "2030-06-01"})
    cluster = on(replace(sample, labels={"silber": entry}), day)
    pages = rendered(cluster)
    said = {
        "de": "Netzsiegel Silber gültig bis 1. Juni 2030",
        "en": "Network Label Silver valid until 1 June 2030",
    }
    for path, lang in (("ueber-uns/", "de"), ("presse/", "de"), ("en/press/", "en")):
        assert (said[lang] in words_of(tree_of(pages[path]))) is shown
        assert ("https://siegel.example/urkunde" in pages[path].body) is shown
    assert ("Gütesiegel: Netzsiegel Silber (gültig bis 1. Juni 2030)." in packs(cluster, "de")) is (
        shown
    )
    assert ("Quality label: Network Label Silver (valid until" in packs(cluster, "en")) is shown


@pytest.mark.parametrize(("day", "shown"), [("2031-10-14", True), ("2031-10-15", False)])
def test_a_label_has_its_logo_and_last_day_while_it_holds_and_nowhere_after(
    demo: Cluster, day: str, *, shown: bool
) -> None:
    """On pages, sheet, in search, press packs, open data, and among the files of pictures."""
    cluster, templates = on(demo, day), templates_for(demo)
    pages = rendered(cluster)
    for path in ("ueber-uns/", "presse/", "en/about/", "en/press/"):
        assert ("/pictures/content-guete-gold-" in pages[path].body) is shown, path
    words = Words("de", templates.words)
    context = site_context(cluster, templates)
    (press,) = (page for page in context.pages() if page.path == "presse/")
    told = {
        "sheet": repr(sheets._cluster(press, cluster, words).facts),
        "search": _text_of(render_documents(context)),
        "packs": packs(cluster, "de"),
    }
    assert {name: "Gütezeichen Gold" in text for name, text in told.items()} == dict.fromkeys(
        told, shown
    )
    assert ("Gütezeichen Gold (gültig bis 14." in told["sheet"]) is shown
    files = {output.name for output in photos.picture_outputs(cluster, _nothing_is_made)}
    assert ("label guetezeichen-gold" in files) is shown
    assert "label guetezeichen-silber" not in files


def test_open_data_names_certificates_while_they_hold(demo: Cluster) -> None:
    certificate = min(demo.certificates)
    cluster = with_member(demo, certificates=[{"id": certificate, "until": "2030-05-31"}])
    for day, expected in (("2030-05-31", [certificate]), ("2030-06-01", [])):
        first = next(open_records(DATASETS["members"], on(cluster, day)))
        assert [entry["id"] for entry in first.get("certificates", ())] == expected


def _nothing_is_made(rendition: Rendition) -> OutputFile:
    raise AssertionError(rendition)


def _text_of(documents: Iterable[OutputFile]) -> str:
    return " ".join(document.content.decode() for document in documents)


def test_a_label_without_a_last_day_names_none(sample: Cluster) -> None:
    cluster = replace(sample, labels={"silber": label()})
    said = words_of(tree_of(rendered(cluster)["presse/"]))
    assert "Netzsiegel Silber" in said
    assert "Netzsiegel Silber gültig" not in said
    assert "Gütesiegel: Netzsiegel Silber." in packs(cluster, "de")


# ── profiles ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """A small demo on its day: profiles have everything they can have."""
    root = tmp_path_factory.mktemp("demo")
    write.write_changed(root, render_demo(7))
    noon = dt.datetime.combine(DEMO_DAY, dt.time(12))
    return released(load_cluster(root, lambda zone: noon.replace(tzinfo=zone)))


def with_member(cluster: Cluster, **fields: Any) -> Cluster:
    """Return the cluster with other facts about its first member."""
    first, *others = cluster.members
    values = first.model_dump(by_alias=True) | fields
    return replace(cluster, members=(model.Member.model_validate(values), *others))


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("de", ("Größe Kleines Unternehmen Angabe von 2029", "gültig bis 31. Mai 2030")),
        ("en", ("Size Small enterprise as told in 2029", "valid until 31 May 2030")),
    ],
)
def test_a_profile_says_size_industries_and_certificates(
    demo: Cluster, lang: Language, expected: tuple[str, str]
) -> None:
    size, until = expected
    industries = [demo.industries[key] for key in sorted(demo.industries)[:2]]
    certificate = demo.certificates[min(demo.certificates)]
    held = {"id": certificate.id, "until": "2030-05-31", "source": "https://zertifikat.example/"}
    cluster = with_member(
        demo,
        size={"class": "small", "year": "2029"},
        industries=[each.id for each in industries],
        certificates=[held],
    )
    path = ("profile/" if lang == "de" else "en/profiles/") + f"{demo.members[0].slug}/"
    facts = {day: rendered(on(cluster, day))[path] for day in ("2030-05-31", "2030-06-01")}
    before, after = (
        words_of(tree_of(page).find(".//dl[@class='sf-facts']")) for page in facts.values()
    )
    for text in (before, after):
        assert size in text
        assert ", ".join(each.name.text(lang) for each in industries) in text
    assert certificate.explanation
    assert f"{certificate.name.text(lang)} {certificate.explanation.text(lang)} {until}" in before
    assert certificate.name.text(lang) not in after
    assert ("https://zertifikat.example/" in facts["2030-05-31"].body) is True
    assert ("https://zertifikat.example/" in facts["2030-06-01"].body) is False


def test_a_profile_without_these_facts_has_no_rows_for_them(demo: Cluster) -> None:
    cluster = with_member(demo, size=None, industries=[], certificates=[])
    text = words_of(tree_of(rendered(cluster)[f"profile/{demo.members[0].slug}/"]))
    assert not {"Größe", "Branche", "Branchen", "Zertifikat", "Zertifikate"} & set(text.split())


# ── funders ──────────────────────────────────────────────────────────────────────────────────


def test_a_funder_is_called_as_on_the_day(demo: Cluster) -> None:
    funder = demo.funders["landesmittel"]
    names = [funder.name(dt.date(year, 12, 31))["de"] for year in (2027, 2028)]
    assert names == ["Ministerium für Maße und Gewichte", "Ministerium für Messwesen"]


def test_a_funded_project_carries_sentence_and_logo_wherever_it_is_told(demo: Cluster) -> None:
    funder = demo.funders["landesmittel"]
    project = next(p for p in demo.projects if p.funder == funder.id)
    assert funder.sentence
    for lang in LANGUAGES:
        page = rendered(demo)[f"{'projekte' if lang == 'de' else 'en/projects'}/{project.slug}/"]
        logos = tree_of(page).xpath("//img[@class='sf-funder']/@src")
        assert [logo.startswith("/pictures/content-funders-landesmittel-") for logo in logos] == [
            True
        ]
        assert funder.sentence.text(lang) in words_of(tree_of(page))
        assert funder.sentence.text(lang) in packs(demo, lang)
        assert funder.logo_rule
        assert funder.logo_rule in packs(demo, lang)
