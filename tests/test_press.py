"""Stories for the press: three lengths within their limits, and files that say the same."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import docx
import pytest
from docx.shared import Twips
from hypothesis import given
from hypothesis import strategies as st

from schaufenster import press
from schaufenster.addresses import site_at
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import items
from schaufenster.facts.press import district_word
from schaufenster.facts.rights import may_be_shown
from schaufenster.zip_archive import EARLIEST, archive
from tests.conftest import LANGUAGES, path_of, templates_of
from tests.rendering import all_pages, packs_of

SITE = site_at("https://www.muster-cluster.example/", LANGUAGES)
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
    item, cluster = with_body(sample, press={"de": own})
    pack = press.pack(item, cluster, "de")
    assert pack.passage("short").text == "Kurz und gut."
    assert pack.bullets == ("Ein Punkt.",)
    assert pack.passage("medium").text.startswith(pack.passage("lead").text)


def test_without_english_a_pack_is_german_and_says_so(sample: Cluster) -> None:
    article = sample.texts[next(i.ref for i in releases(sample) if i.kind == "news")]
    item, cluster = with_body(sample, body=model.Article(de=article.body["de"]))
    assert press.pack(item, cluster, "en").lang == "de"
    assert press.pack(item, cluster, "en").passage("headline").text == article.title["de"]


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
    found = {file.path: file.content for file in packs_of(sample, LETTERS)}
    assert len(found) == len(releases(sample)) * len(LANGUAGES) * 3
    for item in releases(sample):
        for lang in LANGUAGES:
            pack = press.pack(item, sample, lang)
            plain = found[SITE.pack_path(pack.slug, lang, "txt")].decode("utf-8-sig")
            raw = io.BytesIO(found[SITE.pack_path(pack.slug, lang, "docx")])
            said = [p.text for p in docx.Document(raw).paragraphs]
            for passage in pack.passages:
                assert set(passage.paragraphs) <= set(said)
                assert " ".join(passage.text.split()) in " ".join(plain.split())
            assert max(map(len, plain.splitlines())) <= 72 or "://" in plain
            with zipfile.ZipFile(
                io.BytesIO(found[SITE.pack_path(pack.slug, lang, "zip")])
            ) as packed:
                assert packed.namelist() == [f"{pack.slug}.txt", f"{pack.slug}.docx"]
                assert packed.testzip() is None


def test_a_pack_has_the_same_bytes_every_time(sample: Cluster) -> None:
    def once() -> dict[str, bytes]:
        return {file.path: file.content for file in packs_of(sample, LETTERS)}

    assert once() == once()


def test_the_files_of_a_pack_are_dated_by_their_content(sample: Cluster) -> None:
    """Parts of a Word file are dated as Word itself does it."""
    updated = {item.names["slug"]: item.updated for item in releases(sample)}
    for file in packs_of(sample, LETTERS):
        if file.path.endswith((".zip", ".docx")):
            day = updated[file.path.split("/")[1]] if file.path.endswith(".zip") else EARLIEST
            with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
                dates = {entry.date_time for entry in packed.infolist()}
            assert dates == {(day.year, day.month, day.day, 12, 0, 0)}


def test_what_is_older_than_zip_has_its_earliest_date() -> None:
    raw = archive({"a": b""}, day=dt.date(1979, 5, 1))
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        assert packed.infolist()[0].date_time[:3] == (1980, 1, 1)


# ── Word ─────────────────────────────────────────────────────────────────────────────────────

MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word_files(cluster: Cluster) -> dict[tuple[str, str], bytes]:
    """Return the Word files by slug and language."""
    found = {f.path: f.content for f in packs_of(cluster, LETTERS) if f.path.endswith(".docx")}
    return {(path.split("/")[1], path.rsplit(".", 2)[1]): raw for path, raw in found.items()}


def test_a_word_file_is_for_a_german_desk_and_says_who_wrote_it_when(sample: Cluster) -> None:
    stories = {item.names["slug"]: item for item in releases(sample)}
    for (slug, lang), raw in word_files(sample).items():
        document, item = docx.Document(io.BytesIO(raw)), stories[slug]
        pack = press.pack(item, sample, "de" if lang == "de" else "en")
        locale = {"de": "de-DE", "en": "en-GB"}[pack.lang]
        section, properties = document.sections[0], document.core_properties
        assert (section.page_width, section.page_height) == (Twips(11906), Twips(16838))  # A4
        assert properties.title == pack.passage("headline").text
        assert properties.author == properties.last_modified_by == sample.identity.name
        assert properties.created.date() == item.published
        assert properties.modified.date() == item.updated
        assert (properties.comments, properties.language) == ("", locale)
        default = document.styles.element.find(f"{MAIN}docDefaults//{MAIN}lang")
        assert default.get(f"{MAIN}val") == locale


def test_a_word_file_tells_nothing_of_the_file_it_was_made_from(sample: Cluster) -> None:
    raw = next(iter(word_files(sample).values()))
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        assert not [n for n in packed.namelist() if "thumbnail" in n or "customXml" in n]
        parts = {n: packed.read(n).decode("utf-8", "replace") for n in packed.namelist()}
    for name, text in parts.items():
        for trace in ("python-docx", "Macintosh", "2013-", "rsid", "en-US", "Normal.dotm", "12240"):
            assert trace not in text or (trace, name) == ("rsid", "word/styles.xml"), (name, trace)
    assert f"<Company>{sample.identity.name}</Company>" in parts["docProps/app.xml"]
    # every part that is referred to is there
    for name, text in parts.items():
        if name.endswith(".rels"):
            inner = re.findall(r'Target="([^"]+)"(?! TargetMode)', text)
            folder = name.partition("_rels/")[0]
            assert {f"{folder}{target}" for target in inner} <= set(parts)


def test_headings_are_styles_and_addresses_are_links(sample: Cluster) -> None:
    for (slug, lang), raw in word_files(sample).items():
        document = docx.Document(io.BytesIO(raw))
        styles = [p.style.name for p in document.paragraphs if p.style]
        assert styles.count("Heading 1") == 1
        assert styles[0] == "Heading 1"
        assert styles.count("Heading 2") >= 5
        links = {link.text: link.address for p in document.paragraphs for link in p.hyperlinks}
        page = f"https://www.muster-cluster.example/{'en/' if lang == 'en' else ''}"
        assert any(slug in a and a.startswith(page) for a in links.values())
        assert links["buero@muster-cluster.example"] == "mailto:buero@muster-cluster.example"
        assert {t for t, a in links.items() if a not in {t, f"mailto:{t}"}} == set()
        plain = [r.text for p in document.paragraphs for r in p.runs]
        assert not [text for text in plain if "://" in text]


def test_a_link_ends_where_the_sentence_goes_on(sample: Cluster) -> None:
    address = "https://netz.example/a?b=1&c=„x“"
    body = model.Article(de=f"Mehr unter {address.partition('„')[0]}. Und (https://b.example/ä).")
    item, cluster = with_body(sample, body=body)
    raw = word_files(cluster)[item.names["slug"], "de"]
    paragraphs = docx.Document(io.BytesIO(raw)).paragraphs
    links = [link.address for p in paragraphs for link in p.hyperlinks]
    assert {"https://netz.example/a?b=1&c=", "https://b.example/ä"} <= set(links)
    assert any(p.text.endswith("Und (https://b.example/ä).") for p in paragraphs)


def test_german_in_an_english_word_file_is_marked(sample: Cluster) -> None:
    raw = word_files(sample)["werkstatt-2030", "en"]
    spoken: dict[str, list[str]] = {}
    for run in docx.Document(io.BytesIO(raw)).element.iter(f"{MAIN}r"):
        mark = run.find(f"{MAIN}rPr/{MAIN}lang")
        lang = "" if mark is None else mark.get(f"{MAIN}val")
        spoken.setdefault(lang, []).extend(t.text for t in run.iter(f"{MAIN}t"))
    assert set(spoken) == {"", "de-DE"}
    street = sample.identity.imprint.street or ""
    assert any(street in text for text in spoken["de-DE"])
    assert not [text for text in spoken[""] if street in text]
    assert any("March" in text for text in spoken[""])


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
    pages = {p.path: p for p in all_pages(sample, templates_of("theme/pages"))}
    told = {item.names["slug"]: item for item in press.releases(items(sample))}
    for slug, item in told.items():
        for lang in LANGUAGES:
            page = pages[path_of(item.page, lang, slug=slug)]
            assert f'href="/{path_of("press_pack", lang, slug=slug)}"' in page.body
    assert "/presse/" not in pages["termine/klausur-2031/"].body
