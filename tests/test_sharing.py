"""What a page tells of itself when somebody passes it on: cards, Open Graph, way, sitemap."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from PIL import Image

from schaufenster import showcase
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.look import card, colour
from schaufenster.look.lettering import legible
from schaufenster.look.pictures import card_key, card_png
from schaufenster.output import OutputFile
from schaufenster.showcase import cards, sitemap
from schaufenster.themes import pictures_of

from .conftest import templates_of
from .rendering import all_pages, cards_of

HOME = "https://www.muster-cluster.example/"
Outputs = dict[str, OutputFile]
INSTRUMENT = pictures_of("instrument")
LIGHT = colour.derive("#0b4f5e", "#d2451e").light
TONES = tuple((name, LIGHT[name]) for name in card.TONES)


def card_of(headline: str, **changes: Any) -> card.Card:
    plain = card.Card("event", "a", "other", headline, "Termin", "2030", "Muster", "Maße", TONES)
    return replace(plain, **changes)


def picture(raw: bytes) -> Image.Image:
    with Image.open(io.BytesIO(raw)) as opened:
        return opened.convert("RGB")


def darkest(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """The least light in a part of a picture, 0 to 255."""
    return min(image.crop(box).convert("L").tobytes())


def dark_rows(image: Image.Image) -> list[int]:
    """The rows of the headline's part in which there is ink."""
    return [y for y in range(244) if darkest(image, (0, 176 + y, 1200, 177 + y)) < 90]


# ── the picture ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "headline",
    [
        "Klausur",
        "Innehalten, um weiterzukommen: zwei Tage Klausur in Erfurt",
        "Temperatur-, Feuchte- und Differenzdrucksensoren für die Gebäudeautomatisierung prüfen",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft eG",
        "W" * 110,
        "مرحبا بالعالم",
        "Tag der Technik 🎉 2030",
        "",
    ],
)
def test_every_title_makes_a_card_of_one_size_and_little_weight(headline: str) -> None:
    raw = card_png(card_of(headline), INSTRUMENT)
    assert picture(raw).size == (1200, 630)
    assert len(raw) < 60_000
    assert raw == card_png(card_of(headline), INSTRUMENT)


@settings(max_examples=30)
@given(st.text(max_size=110))
def test_no_title_breaks_a_card(headline: str) -> None:
    image = picture(card_png(card_of(headline), INSTRUMENT))
    foot = 420 if legible(headline) else 200
    assert darkest(image, (1129, 176, 1200, foot)) > 200, "the headline runs into the margin"


def test_a_long_title_takes_more_lines_and_stays_above_the_cover() -> None:
    short = dark_rows(picture(card_png(card_of("Klausur"), INSTRUMENT)))
    long = dark_rows(picture(card_png(card_of("Gerätetechnik und Sensorik " * 4), INSTRUMENT)))
    assert len(long) > len(short)
    assert max(long) < 240


def test_what_the_font_cannot_say_is_left_out_and_never_a_box() -> None:
    assert legible("Tag der Technik 🎉 2030") == "Tag der Technik 2030"
    assert legible("Maße\u00ad & Größen ‑ „Ω“ ±2 °C") == "Maße & Größen ‑ „Ω“ ±2 °C"
    assert legible("مرحبا بالعالم") == ""
    assert legible("Werk 東京") == ""
    assert dark_rows(picture(card_png(card_of("مرحبا بالعالم"), INSTRUMENT))) == []


def test_a_card_is_drawn_in_the_clusters_tones() -> None:
    raw = picture(card_png(card_of("Klausur"), INSTRUMENT)).tobytes()
    colours = {f"#{raw[at : at + 3].hex()}" for at in range(0, len(raw), 3)}
    assert {LIGHT[name] for name in ("paper", "band", "ink", "signal", "edge")} <= colours


def test_a_card_is_known_by_all_that_stands_on_it() -> None:
    first = card_of("Klausur")
    others = [
        replace(first, slug="x"),
        replace(first, headline="x"),
        replace(first, note="x"),
        replace(first, brand="x"),
    ]
    keys = {card_key(each, INSTRUMENT) for each in (first, *others)}
    assert len(keys) == 5


# ── which page shows which card ──────────────────────────────────────────────────────────────


def front(outputs: Outputs, path: str) -> dict[str, Any]:
    _, matter, _ = outputs[f"stage/{path}index.md"].content.decode().split("---\n")
    found: dict[str, Any] = yaml.safe_load(matter)
    return found


def tags(outputs: Outputs, path: str) -> dict[str, str]:
    return {tag["property"]: tag["content"] for tag in front(outputs, path)["share"]}


STAGED = re.compile(r"stage/(.*)index\.md")


def paths(outputs: Outputs) -> Iterable[str]:
    return [found[1] for path in outputs if (found := STAGED.fullmatch(path))]


def test_every_page_names_a_card_that_is_there(outputs: Outputs) -> None:
    named = {path: tags(outputs, path)["og:image"] for path in paths(outputs)}
    there = {p.removeprefix("site/") for p in outputs if p.startswith("site/cards/")}
    assert {path for path, image in named.items() if image.removeprefix(HOME) not in there} == set()
    assert {image.removeprefix(HOME) for image in named.values()} == there


def shown(image: str) -> str:
    """Return the address of a card without the hash of what stands on it."""
    return re.sub(r"-[0-9a-f]{10}\.png$", ".png", image)


def test_a_card_has_another_address_when_it_shows_something_else(sample: Cluster) -> None:
    """Messengers keep a picture by its address for weeks."""
    event = next(e for e in sample.events if e.slug == "werkstatt-2030")

    def addresses_with(**changes: Any) -> set[str]:
        events = (event.model_copy(update=changes),)
        cluster = replace(sample, events=events, reports={})
        templates = templates_of("theme/pages")
        context = showcase.site_context(cluster, templates)
        pages = [page for page in context.pages() if page.what == "event"]
        return {file.path for file in cards.render_cards(pages, context)}

    first = addresses_with()
    assert {shown(path) for path in first} == {
        "cards/termine/werkstatt-2030.png",
        "cards/en/events/werkstatt-2030.png",
    }
    title = model.Title(de="Ein anderer Titel", en="Another title")
    assert not first & addresses_with(title=title)
    assert not first & addresses_with(place=event.place.model_copy(update={"town": "Anderswo"}))
    assert first == addresses_with(participants=77)


TITLE = "38 instruments, two days, one result"


def test_an_event_tells_everything_of_itself(outputs: Outputs) -> None:
    found = tags(outputs, "en/events/werkstatt-2030/")
    assert found | {"og:image": shown(found["og:image"])} == {
        "og:site_name": "Muster-Cluster eG",
        "og:type": "article",
        "og:title": TITLE,
        "og:description": front(outputs, "en/events/werkstatt-2030/")["description"],
        "og:url": f"{HOME}en/events/werkstatt-2030/",
        "og:locale": "en_GB",
        "og:locale:alternate": "de_DE",
        "article:published_time": "2030-03-20",
        "article:modified_time": "2030-03-22",
        "og:image": f"{HOME}cards/en/events/werkstatt-2030.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Muster-Cluster – Report – " + TITLE + " – 12–13\xa0March 2030, Seeblick",
    }


@pytest.mark.parametrize(
    ("path", "image"),
    [
        ("", "start"),
        ("en/", "en"),
        ("profile/lichtblick/", "profile/lichtblick"),
        ("en/profiles/lichtblick/", "profile/lichtblick"),
        ("en/profiles/institut-fuer-muster/", "en/profiles/institut-fuer-muster"),
        ("en/events/klausur-2031/", "termine/klausur-2031"),
        ("termine/2030/", "termine"),
        ("en/competences/wegmessung/", "en/competences"),
        ("regionen/seenkreis/", "regionen"),
        ("presse/werkstatt-2030/", "presse"),
    ],
)
def test_a_page_without_a_card_of_its_own_shows_the_nearest(
    outputs: Outputs, path: str, image: str
) -> None:
    assert shown(tags(outputs, path)["og:image"]) == f"{HOME}cards/{image}.png"


def test_a_page_without_english_text_claims_no_english_locale(outputs: Outputs) -> None:
    assert "og:locale:alternate" not in tags(outputs, "termine/klausur-2031/")
    assert tags(outputs, "termine/")["og:locale:alternate"] == "en_GB"


def test_the_frame_prints_what_a_page_tells(sample_site: Path, outputs: Outputs) -> None:
    page = html.parse(sample_site / "termine/werkstatt-2030/index.html")
    found = {tag.get("property"): tag.get("content") for tag in page.xpath("//meta[@property]")}
    assert found == tags(outputs, "termine/werkstatt-2030/")
    assert page.xpath("//meta[@name='twitter:card']/@content") == ["summary_large_image"]
    address = found["og:image"].removeprefix(HOME)
    assert (sample_site / address).read_bytes() == outputs[f"site/{address}"].content


DATED = [
    ("termine/werkstatt-2030/", "2030-03-20", "2030-03-22"),
    ("aktuelles/messpreis-2030/", "2030-05-15", "2030-05-15"),
    ("projekte/messnetz/", "2029-04-02", "2029-04-02"),
    ("presse/werkstatt-2030/", "2030-03-20", "2030-03-22"),
    ("marktplatz/lichtblick/messraum/", "2030-04-20", "2030-05-02"),
    ("profile/lichtblick/", "", "2030-04-15"),
]


@pytest.mark.parametrize(("path", "published", "changed"), DATED)
def test_a_page_says_for_machines_when_it_was_published_and_changed(
    outputs: Outputs, path: str, published: str, changed: str
) -> None:
    found = front(outputs, path)
    data = json.loads(found["jsonld"])
    dates = [
        (thing.get("datePublished", ""), thing["dateModified"])
        for thing in data.get("@graph", [data])
        if "dateModified" in thing
    ]
    assert dates == [(published, changed)]
    shown = [e.get("datetime") for e in html.fromstring(found["body"]).iter("time")]
    assert (published or changed) in shown
    said = tags(outputs, path)
    if said["og:type"] == "article":
        times = said["article:published_time"], said["article:modified_time"]
        assert times == (published, changed)
    else:
        assert not [name for name in said if name.startswith("article:")]


def test_a_report_years_later_is_not_dated_to_its_event(sample: Cluster) -> None:
    events = tuple(
        e.model_copy(update={"start": PartialDate(2019, 3, 1), "end": None}) for e in sample.events
    )
    templates = templates_of("theme/pages")
    cluster = replace(sample, events=events)
    pages = list(all_pages(cluster, templates))
    (page,) = [p for p in pages if p.path == "termine/werkstatt-2030/"]
    assert not re.findall(r'datetime="2019', page.body)
    assert page.dates.published == "2030-03-20"


# ── the way to a page ────────────────────────────────────────────────────────────────────────


def ways(outputs: Outputs, path: str) -> list[list[tuple[str, str]]]:
    """Every way that a page's structured data names, as names and addresses."""
    found = front(outputs, path)
    scripts = [json.loads(found[key]) for key in ("jsonld", "breadcrumbs") if key in found]
    parts = [part for script in scripts for part in (script, *script.get("@graph", []))]
    return [
        [(step["name"], step["item"]) for step in part["itemListElement"]]
        for part in parts
        if part.get("@type") == "BreadcrumbList"
    ]


def test_a_page_below_another_names_the_way(outputs: Outputs) -> None:
    assert ways(outputs, "profile/lichtblick/") == [
        [
            ("Profile", f"{HOME}mitglieder/"),
            ("Lichtblick Sensorik GmbH", f"{HOME}profile/lichtblick/"),
        ]
    ]


def test_every_page_below_a_section_has_one_way_and_it_leads_through_pages(
    outputs: Outputs,
) -> None:
    every = set(paths(outputs))
    every = {p for p in every if front(outputs, p)["template"] != "embed.html"}
    alone = {p for p in every if not ways(outputs, p)}
    assert not {path for path in alone if path.count("/") > 1 + path.startswith("en/")}
    for path in every - alone:
        (way,) = ways(outputs, path)
        steps = [item.removeprefix(HOME).partition("#")[0] for _, item in way]
        assert set(steps) <= every
        assert steps[-1] == path


# ── the sitemap ──────────────────────────────────────────────────────────────────────────────

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def test_the_sitemap_says_when_a_page_changed_and_what_its_versions_are(outputs: Outputs) -> None:
    tree = etree.fromstring(outputs["site/sitemap.xml"].content)
    rows = {row.findtext("s:loc", namespaces=NAMES): row for row in tree}
    event = rows[f"{HOME}termine/werkstatt-2030/"]
    assert event.findtext("s:lastmod", namespaces=NAMES) == "2030-03-22"
    links = event.findall("x:link", NAMES)
    assert [(link.get("hreflang"), link.get("href")) for link in links] == [
        ("de", f"{HOME}termine/werkstatt-2030/"),
        ("en", f"{HOME}en/events/werkstatt-2030/"),
        ("x-default", f"{HOME}termine/werkstatt-2030/"),
    ]
    assert rows[f"{HOME}termine/klausur-2031/"].findall("x:link", NAMES) == []
    assert rows[f"{HOME}impressum/"].findtext("s:lastmod", namespaces=NAMES) is None


def test_the_sitemap_names_the_same_versions_as_the_pages(outputs: Outputs) -> None:
    tree = etree.fromstring(outputs["site/sitemap.xml"].content)
    for row in tree:
        path = (row.findtext("s:loc", namespaces=NAMES) or "").removeprefix(HOME)
        links = [(x.get("hreflang"), x.get("href")) for x in row.findall("x:link", NAMES)]
        told = front(outputs, path).get("alternates", [])
        assert links == [(each["lang"], each["href"]) for each in told]


def test_a_change_is_the_newest_whole_day_that_is_not_to_come(sample: Cluster) -> None:
    member = next(m for m in sample.members if m.slug == "lichtblick")
    before = sitemap.changes(sample)["member", "lichtblick"]

    def changed(*days: str) -> date | None:
        sources = tuple(
            member.sources[0].model_copy(update={"date": PartialDate.parse(day)}) for day in days
        )
        own = member.model_copy(update={"sources": sources, "confirmed": None, "membership": ()})
        return sitemap.changes(replace(sample, members=(own,))).get(("member", "lichtblick"))

    assert before == date(2030, 4, 15)
    assert changed("2029-01-02", "2029-03-04") == date(2029, 3, 4)
    assert changed("2029-01-02", "2030-05", "2030") == date(2029, 1, 2)
    assert changed("2029-01-02", "2099-01-01") == date(2029, 1, 2)
    assert changed("2030") is None


# ── all at once ──────────────────────────────────────────────────────────────────────────────


def test_nobody_is_shown_twice_and_a_profile_has_a_card_for_each_name(sample: Cluster) -> None:
    words = templates_of("theme/pages")
    renditions = list(cards_of(sample, words))
    every = [rendition.path for rendition in renditions]
    assert len(every) == len(set(every))
    translated = [lang for member in sample.members for lang in member.names if lang != "de"]
    assert translated == ["en"]
    assert sum("profile" in path for path in every) == len(sample.members) + 1
