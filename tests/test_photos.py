"""Photographs and logos: who may be shown, in which size, with which words, and nothing else."""

from __future__ import annotations

import io
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html
from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from schaufenster import command_names as names
from schaufenster import sanitize, selection
from schaufenster.addresses import site_at
from schaufenster.commands import program
from schaufenster.commands.job import Job
from schaufenster.commands.site import note_pictures
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import items
from schaufenster.facts.release import released
from schaufenster.facts.rights import may_be_shown, photographs, pictures_of
from schaufenster.output import OutputFile, Rendition
from schaufenster.showcase import photos
from schaufenster.write import Cache
from tests.conftest import LANGUAGES

from .conftest import SAMPLE, TODAY, load_sample, run_build, served, templates_of
from .rendering import all_pages, photos_of
from .rendering import made as make

SITE = site_at("https://www.muster-cluster.example/", LANGUAGES)
ENTRY = """  - file: {file}
    author: Erika Beispiel
    licence: CC BY 4.0
    scope: [{scope}]
    persons: {persons}
    minors: {minors}
    alt: {{de: Ringe vor weichem Grund, en: Rings on a soft ground}}
    caption: {{de: "Der Aufbau, kurz vor der Messung."}}
"""


def photograph(width: int, height: int) -> bytes:
    """A JPEG with soft ground and hard edges, a camera's name and a place in its EXIF data."""
    dice = random.Random(7)  # noqa: S311 - a picture, no secret
    image = Image.new("RGB", (width, height), "#887766")
    for step in range(2, 8):
        size = 2**step
        layer = Image.frombytes("RGB", (size, size), dice.randbytes(3 * size * size))
        image = Image.blend(image, layer.resize((width, height), Image.Resampling.BICUBIC), 0.3)
    pen = ImageDraw.Draw(image)
    for step in range(6):
        pen.ellipse(
            (width * step // 7, height // 4, width * (step + 2) // 7, height * 3 // 4),
            outline="white", width=max(2, width // 200),
        )  # fmt: skip
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    exif[0x8825] = {1: "N", 2: (50.0, 40.0, 0.0), 3: "E", 4: (10.0, 55.0, 0.0)}
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=92, exif=exif)
    return stream.getvalue()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with pictures: of an event with a report, and two logos."""
    root = tmp_path_factory.mktemp("photos") / "root"
    shutil.copytree(SAMPLE, root)
    event = root / "events/werkstatt-2030"
    shown = [
        ("aufbau.jpg", "web, press", "released", "false", (3000, 2000)),
        ("hochkant.jpg", "web", "none", "false", (1000, 1500)),
        ("klein.jpg", "web", "none", "false", (300, 200)),
        ("nur-presse.jpg", "press", "none", "false", (600, 400)),
        ("ungefragt.jpg", "web", "unreleased", "false", (601, 400)),
        ("kinder.jpg", "web", "released", "true", (602, 400)),
    ]
    text = (event / "event.yml").read_text("utf-8") + "pictures:\n"
    for file, scope, persons, minors, size in shown:
        text += ENTRY.format(file=file, scope=scope, persons=persons, minors=minors)
        (event / file).write_bytes(photograph(*size))
    (event / "event.yml").write_text(text, "utf-8")
    offer = root / "members/feinwerk-see/offers/leihpruefstand.yml"
    entry = ENTRY.format(file="stand.jpg", scope="web", persons="none", minors="false")
    offer.write_text(f"{offer.read_text('utf-8').rstrip()}\npictures:\n{entry}", "utf-8")
    offer.with_name("stand.jpg").write_bytes(photograph(900, 600))
    for slug, logo in (("lichtblick", "logo.svg"), ("quellwerk", "logo.png")):
        record = root / f"members/{slug}/member.yml"
        record.write_text(record.read_text("utf-8").rstrip() + f"\nlogo: {logo}\n", "utf-8")
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0,0 300 80"><path d="M0 0h9v9z"/></svg>'
    )
    (root / "members/lichtblick/logo.svg").write_text(drawing, "utf-8")
    Image.new("RGBA", (400, 400), (0, 90, 60, 128)).save(root / "members/quellwerk/logo.png")
    return root


@pytest.fixture(scope="module")
def cluster(root: Path) -> Cluster:
    return released(load_sample(root=root))


@pytest.fixture(scope="module")
def made(cluster: Cluster) -> dict[str, OutputFile]:
    return {file.path: file for file in (r.made() for r in photos_of(cluster))}


@pytest.fixture(scope="module")
def pages(cluster: Cluster) -> dict[str, Any]:
    found = all_pages(cluster, templates_of("theme/pages"))
    return {page.path: html.fragment_fromstring(page.body, create_parent="main") for page in found}


def opened(file: OutputFile) -> Image.Image:
    return Image.open(io.BytesIO(file.content))


# ── who may be shown ─────────────────────────────────────────────────────────────────────────


def test_only_what_is_released_for_the_web_is_published(made: dict[str, OutputFile]) -> None:
    names = {path.removeprefix("pictures/events-werkstatt-2030-").partition("-")[0]
             for path in made if "events" in path}  # fmt: skip
    assert names == {"aufbau", "hochkant", "klein"}


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, True),
        ({"scope": ("press", "newsletter")}, False),
        ({"persons": "unreleased"}, False),
        ({"minors": True}, False),
        ({"persons": "none"}, True),
    ],
)
def test_consent_decides(cluster: Cluster, changes: dict[str, Any], shown: bool) -> None:  # noqa: FBT001
    event = next(e for e in cluster.events if e.slug == "werkstatt-2030")
    picture = event.pictures[0].model_copy(update=changes)
    assert may_be_shown(picture, "web") is shown
    other = event.model_copy(update={"pictures": (picture,)})
    assert bool(photos.photos_of(other, cluster, SITE)) is shown


def test_a_picture_of_what_is_held_back_is_not_published(root: Path) -> None:
    early = released(load_sample("2029-01-01", root=root))
    assert [r.path for r in photos_of(early) if "events" in r.path] == []


# ── what is left of a photograph ─────────────────────────────────────────────────────────────


def test_nothing_but_pixels_is_left(made: dict[str, OutputFile], root: Path) -> None:
    with Image.open(root / "events/werkstatt-2030/aufbau.jpg") as before:
        assert before.getexif()[0x010F] == "Kamera"
    for path, file in made.items():
        if path.endswith(".webp"):
            with opened(file) as image:
                assert dict(image.getexif()) == {}
                assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
            assert b"Kamera" not in file.content


def test_sizes_are_those_of_the_page_and_never_larger_than_the_picture(
    cluster: Cluster, made: dict[str, OutputFile]
) -> None:
    event = next(e for e in cluster.events if e.slug == "werkstatt-2030")
    large, upright, small = photos.photos_of(event, cluster, SITE)
    assert [width for width, _ in large.sizes] == [480, 960, 1600]
    assert [width for width, _ in upright.sizes] == [480, 960, 1000]
    assert [width for width, _ in small.sizes] == [300]
    assert (large.width, large.height) == (1600, 1067)
    for photo in (large, upright, small):
        for width, address in photo.sizes:
            with opened(made[address.removeprefix("/")]) as image:
                assert abs(image.width - width) <= 1
                shape = photo.height / photo.width
                assert abs(image.height - width * shape) <= 2
    assert len(made[large.sizes[1][1][1:]].content) <= 80_000


def test_the_same_picture_gives_the_same_bytes(
    cluster: Cluster, made: dict[str, OutputFile]
) -> None:
    again = {r.path: r.made().content for r in photos_of(cluster)}
    assert again == {path: file.content for path, file in made.items()}


def test_a_picture_that_weighs_too_much_loses_quality_by_steps() -> None:
    raw = photograph(1200, 800)
    plain = sanitize.reencode(raw, long_side=960, format="webp")
    least = sanitize.reencode(raw, long_side=960, format="webp", most=1)
    some = sanitize.reencode(raw, long_side=960, format="webp", most=len(plain) - 1)
    assert len(least) < len(some) < len(plain)
    assert sanitize.reencode(raw, long_side=960, format="webp", most=len(plain)) == plain


def test_feeds_get_the_middle_size_by_the_source(cluster: Cluster) -> None:
    records = (*cluster.offers, *cluster.events)
    sources = [path for r in records for path, _ in photographs(pictures_of(r), "web")]
    found = {source: photos.feed_picture(source, cluster, make) for source in sources}
    assert {source: file.path.rpartition("-")[2] for source, file in found.items()} == {
        "events/werkstatt-2030/aufbau.jpg": "960.webp",
        "events/werkstatt-2030/hochkant.jpg": "960.webp",
        "events/werkstatt-2030/klein.jpg": "300.webp",
        "members/feinwerk-see/offers/stand.jpg": "900.webp",
    }


# ── on the page ──────────────────────────────────────────────────────────────────────────────


def test_the_first_photograph_stands_at_the_head_of_a_report(pages: dict[str, Any]) -> None:
    page = pages["termine/werkstatt-2030/"]
    head, *others = page.xpath("//figure[@class='sf-photo']/img")
    assert head.getparent().getparent().get("class") == "md-grid sf-front"
    assert (head.get("loading"), head.get("decoding")) == (None, "async")
    assert {img.get("loading") for img in others} == {"lazy"}
    assert len(others) == 2
    assert (
        len(page.xpath("//*[contains(@class, 'sf-front')]//*[contains(@class, 'sf-cover')]")) == 1
    )


def test_a_photograph_says_what_it_shows_and_whose_it_is(pages: dict[str, Any]) -> None:
    for path, alt, credit in (
        ("termine/werkstatt-2030/", "Ringe vor weichem Grund", "Foto: Erika Beispiel, CC BY 4.0"),
        (
            "en/events/werkstatt-2030/",
            "Rings on a soft ground",
            "Photo: Erika Beispiel, CC BY 4.0",
        ),
    ):
        figure = pages[path].xpath("//figure[@class='sf-photo']")[0]
        assert figure.xpath("img/@alt") == [alt]
        assert figure.xpath("string(figcaption/small)") == credit
        image = figure.find("img")
        assert (image.get("width"), image.get("height")) == ("1600", "1067")
        assert image.get("srcset").count(".webp") == 3
    spoken = pages["en/events/werkstatt-2030/"].xpath("//figcaption/span/@lang")
    assert set(spoken) == {"de"}


CARD = "//*[@class='sf-story' or starts-with(@class, 'sf-offer')]"


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("", "stand"),
        ("aktuelles/", "aufbau"),
        ("marktplatz/", "stand"),
        ("profile/feinwerk-see/", "stand"),
        ("kompetenzen/wegmessung/", "stand"),
        ("regionen/seenkreis/", "stand"),
    ],
)
def test_a_card_shows_the_first_photograph_with_its_credit_and_the_others_their_curve(
    pages: dict[str, Any], path: str, file: str
) -> None:
    cards = pages[path].xpath(CARD)
    (image,) = pages[path].xpath(f"{CARD}//img[contains(@src, '{file}-')]")
    assert (image.get("alt"), image.get("loading")) == ("Ringe vor weichem Grund", "lazy")
    assert int(image.get("width")) / int(image.get("height")) == pytest.approx(1.5, abs=0.01)
    assert image.get("srcset").count(".webp") == (3 if file == "aufbau" else 2)
    assert image.get("sizes")
    for card in cards:
        shown, curves = card.xpath(".//img"), card.xpath(".//*[contains(@class, 'sf-cover')]")
        credit = "".join(card.xpath(".//*[@class='sf-photo__credit']/text()"))
        assert len(shown) + len(curves) == 1
        assert credit == ("Foto: Erika Beispiel, CC BY 4.0" if shown else "")


def test_a_card_shows_nothing_that_may_not_be_shown(cluster: Cluster) -> None:
    photo_of = photos.photographs_of_cards(cluster, SITE)
    event = next(e for e in cluster.events if e.slug == "werkstatt-2030")
    (story,) = (i for i in items(cluster) if i.kind == "report" and i.names["slug"] == event.slug)
    assert photo_of(event) == photo_of(story) == photos.photos_of(event, cluster, SITE)[0]
    refused = event.model_copy(update={"pictures": event.pictures[3:]})
    assert len(refused.pictures) == 3
    assert photo_of(refused) is None


def test_every_address_of_a_picture_is_made(
    pages: dict[str, Any], made: dict[str, OutputFile]
) -> None:
    named = set()
    for page in pages.values():
        named |= {str(src) for src in page.xpath("//img/@src")}
        named |= {part.split()[0] for s in page.xpath("//img/@srcset") for part in s.split(", ")}
    assert {f"/{path}" for path in made} == named


# ── logos ────────────────────────────────────────────────────────────────────────────────────


def test_a_logo_takes_the_place_of_the_letters_and_the_line_stays(pages: dict[str, Any]) -> None:
    (box,) = pages["profile/lichtblick/"].xpath("//div[@class='sf-logo sf-logo--light']")
    assert len(box.xpath(".//*[local-name()='path']")) == 1
    assert box.xpath("string(.//*[local-name()='text'])") == ""
    (image,) = box.xpath("img")
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("126", "34", "")
    plain = pages["profile/feinwerk-see/"]
    assert plain.xpath("//div[contains(@class, 'sf-logo')]") == []


def test_logos_are_cleaned_or_made_anew(made: dict[str, OutputFile]) -> None:
    (svg,) = [file for path, file in made.items() if path.endswith(".svg")]
    assert svg.content == sanitize.clean_svg(svg.content)
    (bitmap,) = [file for path, file in made.items() if "quellwerk" in path]
    with opened(bitmap) as image:
        assert (image.format, image.mode, max(image.size)) == ("WEBP", "RGBA", 252)


@pytest.fixture
def marks(root: Path) -> Iterator[Path]:
    """A logo of the cluster's own, in two formats; the folder is as before afterwards."""
    png, svg = root / "content/zeichen.png", root / "content/zeichen.svg"
    png.write_bytes((root / "members/quellwerk/logo.png").read_bytes())
    svg.write_bytes((root / "members/lichtblick/logo.svg").read_bytes())
    yield root
    png.unlink()
    svg.unlink()


@pytest.mark.usefixtures("marks")
def test_the_clusters_own_logo_stands_where_the_press_page_leads(cluster: Cluster) -> None:
    assert "presse/logo.svg" not in {r.path for r in photos_of(cluster)}
    for file, address in (("zeichen.png", "presse/logo.png"), ("zeichen.svg", "presse/logo.svg")):
        identity = cluster.identity.model_copy(update={"logo": file})
        (own,) = [
            rendition.made()
            for rendition in photos_of(replace(cluster, identity=identity))
            if rendition.path == address
        ]
        assert own.content[:4] in {b"\x89PNG", b"<svg"}
        shown = all_pages(replace(cluster, identity=identity), templates_of("theme/pages"))
        assert any(f'href="/{address}"' in page.body for page in shown if page.what == "press")


def test_a_hostile_logo_never_gets_here(cluster: Cluster, tmp_path: Path) -> None:
    folder = tmp_path / "members/a"
    folder.mkdir(parents=True)
    (folder / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'
    )
    member = cluster.members[0].model_copy(
        update={"path": "members/a/member.yml", "logo": "logo.svg"}
    )
    source = replace(cluster.source, root=tmp_path)
    bad = replace(
        cluster, members=(member,), source=source, offers=(), events=(), news=(), projects=()
    )
    with pytest.raises(sanitize.SvgError):
        list(photos_of(bad))


# ── cached ───────────────────────────────────────────────────────────────────────────────


def test_what_was_made_is_remembered_and_what_nobody_asks_for_forgotten(tmp_path: Path) -> None:
    calls: list[str] = []
    cache = Cache(tmp_path / "cache")

    def content(name: str, key: str) -> bytes:
        def make() -> bytes:
            calls.append(key)
            return key.encode()

        file = cache.file(Rendition(name, key, make))
        assert file.path == name
        return file.content

    assert [content("a", "1"), content("b", "2"), content("c", "1")] == [b"1", b"2", b"1"]
    assert calls == ["1", "2"]
    for file in cache.folder.iterdir():
        os.utime(file, (1, 1))
    assert [content("a", "1"), content("b", "3")] == [b"1", b"3"]
    assert calls == ["1", "2", "3"]
    cache.forget(2)
    assert len(list(cache.folder.iterdir())) == 2
    assert content("b", "2") == b"2"
    assert calls == ["1", "2", "3", "2"]


@pytest.mark.parametrize("spoil", [b"", b"short", b"\0" * 36, b"another picture entirely"])
def test_a_damaged_file_of_the_cache_is_made_anew(tmp_path: Path, spoil: bytes) -> None:
    cache, rendition = Cache(tmp_path), Rendition("a", "1", lambda: b"as it was made")
    cache.file(rendition)
    (place,) = tmp_path.iterdir()
    whole = place.read_bytes()
    assert whole.endswith(b"as it was made")
    for damaged in (spoil, whole[:-1], whole + b"x", whole[:-1] + b"E"):
        place.write_bytes(damaged)
        assert cache.file(rendition).content == b"as it was made"
        assert place.read_bytes() == whole


# ── in the browser ───────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@pytest.mark.parametrize("pixels", [1, 2])
def test_a_phone_loads_one_light_size_and_the_page_does_not_jump(
    browser: Browser, root: Path, pixels: int
) -> None:
    if not (root / "build/site").exists():
        run_build("--root", str(root), names.SITE, "--today", TODAY)
    with served(root / "build/site") as address:
        page = browser.new_page(viewport={"width": 390, "height": 800}, device_scale_factor=pixels)
        weights: dict[str, int] = {}
        page.on(
            "response",
            lambda answer: (
                weights.update({answer.url: len(answer.body())})
                if "/pictures/" in answer.url
                else None
            ),
        )
        page.goto(f"{address}/termine/werkstatt-2030/")
        page.wait_for_function("document.querySelector('.sf-front img').complete")
        loaded = page.evaluate("document.querySelector('.sf-front img').currentSrc")
        box = page.locator(".sf-front img").bounding_box()
        assert box
        assert abs(box["width"] / box["height"] - 1.5) < 0.01
        assert weights[loaded] <= 80_000
        assert loaded.endswith({1: "-480.webp", 2: "-960.webp"}[pixels])
        page.close()


def test_every_picture_has_a_model() -> None:
    """The rights a picture needs are fields of its entry, so that none can be left out."""
    needed = {n for n, f in model.Picture.model_fields.items() if f.is_required()}
    assert {"author", "licence", "scope", "persons", "alt"} <= needed


# ── what rights keep out is said ─────────────────────────────────────────────────────────────


@pytest.fixture
def withheld(tmp_path: Path) -> Path:
    """The sample with photographs of an event and an offer, of which rights keep most out."""
    root = tmp_path / "root"
    shutil.copytree(SAMPLE, root)
    event = root / "events/werkstatt-2030/event.yml"
    offer = root / "members/feinwerk-see/offers/leihpruefstand.yml"
    for record, entries in (
        (event, [("alles", "web, newsletter, press", "none", "false"),
                 ("presse", "press", "none", "false"),
                 ("ungefragt", "web, newsletter", "unreleased", "true")]),
        (offer, [("stand", "newsletter", "none", "false")]),
    ):  # fmt: skip
        text = record.read_text("utf-8").rstrip() + "\npictures:\n"
        for name, scope, persons, minors in entries:
            text += ENTRY.format(file=f"{name}.png", scope=scope, persons=persons, minors=minors)
            Image.new("RGB", (600, 400)).save(record.with_name(f"{name}.png"))
        record.write_text(text, "utf-8")
    return root


def test_an_edition_says_which_photographs_its_mails_and_packs_go_without(withheld: Path) -> None:
    command = ["--root", str(withheld), names.NEWSLETTER, names.BUILD, "2030-03", "--today", TODAY]
    result = CliRunner().invoke(program.main, command)
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    told = [line for line in lines if " ohne events/" in line]
    where, why = "events/werkstatt-2030/report ohne events/werkstatt-2030", "(scope)."
    persons = "die Abgebildeten haben nicht zugestimmt (persons), zeigt Minderjährige (minors)."
    channels = "leser, rundbrief"
    assert told == [
        f"Ausgabe 2030-03, kammerbote, {channels}: {where}/ungefragt.png: {persons}",
        f"Ausgabe 2030-03, {channels}: {where}/presse.png: nicht für Newsletter freigegeben {why}",
    ]
    result_line = next(n for n, line in enumerate(lines) if "Vorschau aller Mails" in line)
    assert lines.index(told[0]) > result_line


def test_the_site_says_which_photographs_are_on_no_page_and_in_no_pack(
    withheld: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By folder; what is shown nowhere is a hint of its own."""
    job = Job(withheld, "de")
    note_pictures(job, released(load_sample(root=withheld)))
    for _ in range(2):  # a preview says it once
        job.finish()
    assert capsys.readouterr().err == (
        "Nicht auf der Website, weil scope web nicht nennt: "
        "events/werkstatt-2030 (presse.png); members/feinwerk-see (offers/stand.png)\n"
    )
    many = {f"members/{letter}": ("a.jpg", "b.jpg") for letter in "abcdefg"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selection, "withheld_from", lambda *_: many)
        note_pictures(job, released(load_sample(root=withheld)))
    job.finish()
    told = capsys.readouterr().err
    assert "members/e (a.jpg, b.jpg) und Fotos in 2 weiteren Ordnern\n" in told
    assert "members/f" not in told
    assert "In keinem Redaktionspaket" in told
