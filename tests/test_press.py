"""Stories for the press: three lengths within their limits, and files that say the same."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schaufenster import press, showcase
from schaufenster.addresses import pack_path, path_of
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import items
from schaufenster.facts.press import district_word
from schaufenster.facts.rights import may_be_shown
from schaufenster.mail import render_packs
from schaufenster.problems import LANGUAGES
from tests.conftest import templates_of

LETTERS = templates_of("newsletter/templates")
SENTENCE = st.text("abcdefgh äöü", min_size=20, max_size=120).map(
    lambda words: f"{words.strip().capitalize() or 'Wort'}wort."
)
PARAGRAPHS = st.lists(
    st.lists(SENTENCE, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=9
)


def releases(cluster: Cluster) -> list[Any]:
    return list(press.releases(items(cluster)))


def with_body(cluster: Cluster, **changes: Any) -> tuple[Any, Cluster]:
    """Return the first news item with another text, and the cluster it lies in."""
    item = next(i for i in releases(cluster) if i.kind == "news")
    text = cluster.texts[item.ref].model_copy(update=changes)
    texts = MappingProxyType({**cluster.texts, item.ref: text})
    return item, replace(cluster, texts=texts)


@given(PARAGRAPHS)
def test_every_length_keeps_its_limit_and_says_nothing_that_was_not_written(
    sample: Cluster, paragraphs: list[str]
) -> None:
    body = model.Article(de="\n\n".join(["## Zwischentitel", *paragraphs]))
    item, cluster = with_body(sample, body=body)
    pack = press.pack(item, cluster, "de")
    whole = " ".join([pack.passage("lead").text, *paragraphs]).split()
    for name, most in press.LENGTHS.items():
        passage = pack.passage(name)
        assert passage.count <= most
        assert passage.text.split() == whole[: len(passage.text.split())]
        assert passage.text.endswith(".")
        assert passage.whole == (passage.text.split() == whole)
    counts = [pack.passage(name).count for name in press.LENGTHS]
    assert counts == sorted(counts)


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Am 25. Februar kam der Start. Danach folgte mehr.", 35, "Am 25. Februar kam der Start."),
        ("Es kostet ca. Zehn Euro. Das ist viel.", 26, "Es kostet ca. Zehn Euro."),
        ("Dr. Muster sprach. Alle hörten zu.", 20, "Dr. Muster sprach."),
        ("Ein einziger Satz ohne Ende", 10, ""),
        ("Er fragte: „Warum?“ Niemand wusste es.", 22, "Er fragte: „Warum?“"),
    ],
)
def test_a_text_is_cut_where_a_sentence_ends(text: str, most: int, expected: str) -> None:
    assert press._sentences(text, most) == expected


def test_what_the_author_wrote_for_the_press_stands_as_written(sample: Cluster) -> None:
    own = model.PressText(bullets=("Ein Punkt.",), short="Kurz und gut.")
    item, cluster = with_body(sample, press=own)
    pack = press.pack(item, cluster, "de")
    assert pack.passage("short").text == "Kurz und gut."
    assert pack.bullets == ("Ein Punkt.",)
    assert pack.passage("medium").text.startswith(pack.passage("lead").text)


def test_without_english_a_pack_is_german_and_says_so(sample: Cluster) -> None:
    article = sample.texts[next(i.ref for i in releases(sample) if i.kind == "news")]
    item, cluster = with_body(sample, body=model.Article(de=article.body.de))
    assert press.pack(item, cluster, "en").lang == "de"
    assert press.pack(item, cluster, "en").passage("headline").text == article.title.de


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"scope": ("web",)}, False),
        ({"persons": "unreleased"}, False),
        ({"minors": True}, False),
    ],
)
def test_only_pictures_with_every_right_go_to_the_press(
    changes: dict[str, Any],
    expected: bool,  # noqa: FBT001
) -> None:
    picture = model.Picture(
        file="a.jpg", author="Beispiel", licence="frei", scope=("web", "press"),
        persons="released", alt=model.Sentence(de="Ein Prüfstand."),
    )  # fmt: skip
    assert may_be_shown(picture.model_copy(update=changes), "press") == expected


def test_each_pack_has_its_files_in_both_languages_and_they_say_what_the_model_says(
    sample: Cluster,
) -> None:
    found = {file.path: file.content for file in render_packs(sample, LETTERS)}
    assert len(found) == len(releases(sample)) * len(LANGUAGES) * 3
    for item in releases(sample):
        for lang in LANGUAGES:
            pack = press.pack(item, sample, lang)
            plain = found[pack_path(pack.slug, lang, "txt")].decode("utf-8-sig")
            raw = io.BytesIO(found[pack_path(pack.slug, lang, "docx")])
            said = [p.text for p in docx.Document(raw).paragraphs]
            for passage in pack.passages:
                assert set(passage.paragraphs) <= set(said)
                assert " ".join(passage.text.split()) in " ".join(plain.split())
            assert max(map(len, plain.splitlines())) <= 72 or "://" in plain
            with zipfile.ZipFile(io.BytesIO(found[pack_path(pack.slug, lang, "zip")])) as archive:
                assert archive.namelist() == [f"{pack.slug}.txt", f"{pack.slug}.docx"]
                assert archive.testzip() is None


def test_a_pack_has_the_same_bytes_every_time(sample: Cluster) -> None:
    def once() -> dict[str, bytes]:
        return {file.path: file.content for file in render_packs(sample, LETTERS)}

    assert once() == once()


def test_the_time_of_day_is_in_no_file_of_a_pack(sample: Cluster) -> None:
    for file in render_packs(sample, LETTERS):
        if file.path.endswith((".zip", ".docx")):
            with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
                assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("seenkreis", "bergkreis"), "district"),
        (("musterstadt-stadt",), "city"),
        (("seenkreis", "musterstadt-stadt"), "districts_and_cities"),
        ((), "district"),
    ],
)
def test_a_city_of_its_own_is_not_called_a_rural_district(
    sample: Cluster, keys: tuple[str, ...], expected: str
) -> None:
    assert district_word(keys, sample) == expected


def test_every_story_leads_to_its_press_pack(sample: Cluster) -> None:
    pages = {p.path: p for p in showcase.render_pages(sample, templates_of("theme/pages"))}
    told = {item.names["slug"]: item for item in press.releases(items(sample))}
    for slug, item in told.items():
        for lang in LANGUAGES:
            page = pages[path_of(item.page, lang, slug=slug)]
            assert f'href="/{path_of("press_pack", lang, slug=slug)}"' in page.body
    assert "/presse/" not in pages["termine/klausur-2031/"].body
