"""What the office looks at: all mails on one local page, and packs to copy from."""

from __future__ import annotations

import hashlib
import io
import random
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from lxml import html
from PIL import Image
from playwright.sync_api import Browser

from schaufenster import command_names as names
from schaufenster.commands import program
from schaufenster.facts import release
from schaufenster.mail.office_page import local_copy
from schaufenster.output import OutputFile
from schaufenster.templates import Words

from .conftest import SAMPLE, TODAY, load_sample, templates_of
from .rendering import packs_of

LETTERS = templates_of("newsletter/templates")
SAY = Words("de", LETTERS.words)
EDITION = "2030-03"
HOME = f"https://www.muster-cluster.example/newsletter/{EDITION}/"
PICTURE = """pictures:
  - file: runde.png
    author: Geschäftsstelle
    licence: alle Rechte vorbehalten
    scope: [web, newsletter, press]
    persons: released
    alt: {de: Acht Leute um einen Messplatz, en: Eight people around a bench}
    caption: {de: Am zweiten Tag wurde gerechnet.}
"""


def run(root: Path, *words: str) -> str:
    command = ["--root", str(root), names.NEWSLETTER, *words, "--today", TODAY]
    result = CliRunner().invoke(program.main, command)
    assert result.exit_code == 0, result.output
    return result.output


def copied(folder: Path, *, photo: bool = False) -> Path:
    root = folder / "cluster"
    shutil.copytree(SAMPLE, root)
    if photo:
        event = root / "events/werkstatt-2030/event.yml"
        event.write_text(event.read_text("utf-8") + PICTURE, "utf-8")
        noise = random.Random(7).randbytes(1500 * 1000 * 3)  # noqa: S311 - as heavy as can be
        Image.frombytes("RGB", (1500, 1000), noise).save(event.parent / "runde.png")
        channels = root / "newsletter/channels.yml"
        text = channels.read_text("utf-8").replace(
            "picture_px: {max: 800", "picture_px: {max: 1500"
        )
        channels.write_text(text.replace("mail_kb: {max: 200", "mail_kb: {max: 800"), "utf-8")
    return root


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition's folder, with a photograph in one of its stories."""
    root = copied(tmp_path_factory.mktemp("preview"), photo=True)
    run(root, names.BUILD, EDITION)
    return root / f"build/newsletter/{EDITION}"


@pytest.fixture(scope="module")
def page(built: Path) -> Any:
    return html.fromstring((built / "index.html").read_text("utf-8"))


def text_of(tree: Any) -> str:
    return " ".join(tree.text_content().replace("\xa0", " ").split())


# ── what the page says ───────────────────────────────────────────────────────────────────────


def test_every_channel_has_its_place(page: Any) -> None:
    sections = [s.get("id") for s in page.find_class("channel") if s.get("id")]
    assert sorted(sections) == ["fernpost", "kalender", "kammerbote", "leser", "rundbrief"]


def test_the_office_sees_whose_list_it_is_and_what_is_still_to_be_asked(page: Any) -> None:
    readers = text_of(page.get_element_by_id("leser"))
    assert "Empfängerliste „leser“" in readers
    editors = text_of(page.get_element_by_id("kammerbote"))
    assert "Druckt drei Punkte unter die Überschrift." in editors


def test_every_item_in_or_out_has_its_reason_in_words(page: Any) -> None:
    said = text_of(page.get_element_by_id("kammerbote"))
    assert "Passt zu: Seenkreis" in said
    assert "Abgelaufen am 28. Februar 2030." in said


def test_what_differs_from_the_items_own_words_is_shown(page: Any) -> None:
    said = text_of(page.get_element_by_id("kammerbote"))
    assert (
        "Eigene Überschrift für kammerbote, sonst: 38 Messgeräte, zwei Tage, ein Ergebnis" in said
    )
    said = text_of(page.get_element_by_id("leser"))
    assert "Eigene Überschrift für alle Kanäle, sonst: 38 Messgeräte" in said


def test_limits_stand_with_their_counts_and_a_pointer(page: Any) -> None:
    kammerbote = page.get_element_by_id("kammerbote")
    count = len("Seenkreis eicht seine Messgeräte")
    assert f"Überschrift{count} / 60" in text_of(kammerbote)
    marks = [m.get("style") for m in kammerbote.find_class("limits")[0].find_class("bar")]
    assert marks[0] == f"--at:{100 * 32 // 60}%"


def test_subject_and_preview_line_are_counted(page: Any, built: Path) -> None:
    said = text_of(page.get_element_by_id("leser"))
    subject = "Muster-Cluster im März: wie genau messen wir?"
    assert subject in said
    assert f"{len(subject)} / 60" in said
    size = -(-len((built / "leser/de/mail.html").read_bytes()) // 1024)
    assert f"{size} / 90 KB" in said


def test_state_and_deadline_are_there(page: Any) -> None:
    said = text_of(page)
    assert "Entwurf, noch nicht freigegeben." in said
    assert "31. März 2030" in said
    assert "von dort genannt; für die Ausgabe 4/2030" in said


def test_what_was_sent_says_so(tmp_path: Path) -> None:
    root = copied(tmp_path)
    run(root, names.APPROVE, EDITION)
    run(root, names.HANDED_IN, EDITION, "--channel", "leser", "--date", "2030-04-02")
    run(root, names.APPROVE, EDITION)
    said = run(root, names.BUILD, EDITION)
    assert re.search(r"^leser +de +2 +45 +\d+ +eingereicht$", said, re.MULTILINE)
    assert re.search(r"^kammerbote +de +2 +\d+ +\d+ +freigegeben$", said, re.MULTILINE)
    page: Any = html.fromstring(
        (root / f"build/newsletter/{EDITION}/index.html").read_text("utf-8")
    )
    assert "eingereicht, 2. April 2030" in text_of(page.get_element_by_id("leser"))
    assert "Freigegeben am 1. Juni 2030" in text_of(page)


def test_the_command_prints_a_table(tmp_path: Path) -> None:
    said = run(copied(tmp_path), "build", EDITION)
    lines = said.splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("Kanal"))
    assert lines[head].split("  ")[0] == "Kanal"
    assert set(lines[head + 1]) == {"─", " "}
    rows = {tuple(line.split()[:2]) for line in lines[head + 2 : head + 9]}
    assert {("leser", "de"), ("leser", "en"), ("fernpost", "–")} <= rows
    for line in lines[head + 2 : head + 9]:
        assert len(line) <= 100


def test_one_channel_alone_leaves_the_others(tmp_path: Path) -> None:
    root = copied(tmp_path)
    run(root, names.BUILD, EDITION)
    folder = root / f"build/newsletter/{EDITION}"
    before = {f: f.read_bytes() for f in folder.rglob("*") if f.is_file()}
    said = run(root, names.BUILD, EDITION, "--channel", "leser")
    assert "kammerbote" not in said
    assert {f: f.read_bytes() for f in folder.rglob("*") if f.is_file()} == before


def test_the_same_edition_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    root = copied(tmp_path, photo=True)
    run(root, names.BUILD, EDITION)

    def hashes(folder: Path) -> dict[str, str]:
        files = (f for f in folder.rglob("*") if f.is_file())
        return {
            str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files
        }

    assert hashes(root / f"build/newsletter/{EDITION}") == hashes(built)


# ── how it shows itself ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_opens_as_a_file_and_asks_nobody(
    built: Path, browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"file://{built}/index.html#leser")
    for look in ("light", "dark", "bare"):
        page.locator(f"#look-{look}").check()
        assert page.locator(f"iframe.{look}").count() == 2 * 6
        frames = page.locator(f"#leser iframe.{look}")
        frames.nth(0).scroll_into_view_if_needed()
        inside = frames.nth(0).element_handle().content_frame()
        assert inside is not None
        inside.wait_for_load_state("load")
        assert inside.url.endswith(f".{look}.html")
        assert page.locator("iframe:visible").count() == 2  # of one channel in one language
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
    assert [url for url in asked if not url.startswith("file://")] == []
    assert said == []
    pictures = [url for url in asked if url.endswith((".png", ".jpg"))]
    assert pictures
    assert [url for url in pictures if not Path(url.removeprefix("file://")).is_file()] == []


def test_one_channel_shows_at_a_time_without_a_script_and_all_on_paper(
    built: Path, browser: Browser
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    page.goto(f"file://{built}/index.html")
    tabs = page.locator(".tabs nav a")
    shown = page.locator(".panel:visible")
    assert [shown.count(), shown.get_attribute("id")] == [1, "all"]
    assert page.locator("#look-light:visible").count() == 0
    for number in range(1, tabs.count()):
        tab = tabs.nth(number)
        tab.click()
        assert [f"#{panel.get_attribute('id')}" for panel in shown.all()] == [
            tab.get_attribute("href")
        ]
        assert tab.evaluate("tab => getComputedStyle(tab).fontWeight") == "600"
        box = page.locator("body").bounding_box()
        assert box
        assert box["height"] < 3 * 900
    page.goto(f"file://{built}/index.html#leser")
    variants = page.locator("#leser .variant:visible")
    assert variants.first.get_attribute("data-lang") == "de"
    page.locator("#lang-en").check()
    assert variants.count() == 1
    assert variants.first.get_attribute("data-lang") == "en"
    page.goto(f"file://{built}/index.html#kammerbote")  # has no English variant
    page.locator("#lang-en").check()
    assert page.locator("#kammerbote .variant:visible").count() == 1
    page.emulate_media(media="print")
    assert page.locator(".panel:visible").count() == page.locator(".panel").count()
    assert page.locator(".tabs:visible").count() == 0
    context.close()


MAIL = (
    "<html><head>\n<style>:root { color-scheme: light dark; }"
    "@media (prefers-color-scheme: dark) { p { color: red; } }</style></head>"
    f'<body><img src="{HOME}pictures/ruler.png"><img src="pictures/a.jpg"></body></html>'
)


@pytest.mark.parametrize(
    ("look", "there", "gone"),
    [
        ("light", ["@media not all", "color-scheme: light;", 'src="../pictures/ruler.png"',
                   'src="../leser/de/pictures/a.jpg"'], ["prefers-color-scheme"]),
        ("dark", ["@media all", "color-scheme: dark;"], ["prefers-color-scheme", HOME]),
        ("bare", ["@media not all", 'src=""'], ["ruler.png", "a.jpg"]),
    ],
)  # fmt: skip
def test_a_copy_looks_one_way(look: Any, there: list[str], gone: list[str]) -> None:
    made = local_copy(MAIL, look, HOME, "../leser/de/")
    assert [part for part in there if part not in made] == []
    assert [part for part in gone if part in made] == []


# ── press packs ──────────────────────────────────────────────────────────────────────────────


def pack(built: Path, name: str, slug: str = "werkstatt-2030") -> bytes:
    return (built / f"kammerbote/de/packs/{slug}/{name}").read_bytes()


def test_each_story_of_a_press_mail_has_a_pack(built: Path) -> None:
    packs = sorted(
        p.parent.relative_to(built).as_posix() for p in built.glob("*/*/packs/*/index.html")
    )
    assert packs == [
        "kammerbote/de/packs/sommertreff-2030", "kammerbote/de/packs/werkstatt-2030",
    ]  # fmt: skip
    names = sorted(p.name for p in (built / packs[1]).iterdir())
    assert names == [
        "index.html", "werkstatt-2030-1.jpg", "werkstatt-2030.docx", "werkstatt-2030.txt",
        "werkstatt-2030.zip",
    ]  # fmt: skip


def test_a_pack_speaks_in_the_channels_words_and_limits(built: Path) -> None:
    text = pack(built, "werkstatt-2030.txt").decode("utf-8-sig")
    assert text.startswith("Liebe Redaktion,")
    assert "Ihr Redaktionsschluss: 31.\xa0März\xa02030." in text or "31. März 2030" in text.replace(
        "\xa0", " "
    )
    assert "Seenkreis eicht seine Messgeräte" in text
    assert "Eines weicht ab" in text
    page: Any = html.fromstring(pack(built, "index.html").decode())
    counts = [text_of(n) for n in page.find_class("n")]
    assert counts[1] == f"{len('Seenkreis eicht seine Messgeräte')} / 60 Zeichen"
    assert "redaktion@kammer-nord.example" in text_of(page)


def test_every_passage_of_a_pack_keeps_the_channels_limit(built: Path) -> None:
    page: Any = html.fromstring(pack(built, "index.html").decode())
    for block in page.find_class("copy"):
        count = "".join(text_of(n) for n in block.find_class("n"))
        if found := re.match(r"([\d ]+) / ([\d ]+)", count.replace(".", "")):
            assert int(found[1].replace(" ", "")) <= int(found[2].replace(" ", ""))


def test_a_picture_comes_with_its_rights_in_print_size(built: Path) -> None:
    with Image.open(io.BytesIO(pack(built, "werkstatt-2030-1.jpg"))) as picture:
        assert picture.size == (1500, 1000)  # the channel's own limit
        assert not picture.getexif()
    for said in (
        text_of(html.fromstring(pack(built, "index.html").decode())),
        pack(built, "werkstatt-2030.txt").decode("utf-8-sig"),
    ):
        for part in (
            "Am zweiten Tag wurde gerechnet.", "Foto: Geschäftsstelle",
            "Rechte: alle Rechte vorbehalten", "Bildbeschreibung: Acht Leute um einen Messplatz",
        ):  # fmt: skip
            assert part in said


def test_the_zip_fits_into_a_mail_to_the_channel(built: Path) -> None:
    """800 KB are allowed; encoded for a mail, an attachment is a third larger."""
    raw = pack(built, "werkstatt-2030.zip")
    assert len(raw) * 4 / 3 < 800 * 1024
    full = pack(built, "werkstatt-2030-1.jpg")
    with zipfile.ZipFile(io.BytesIO(raw)) as inside:
        assert set(inside.namelist()) == {
            "werkstatt-2030.txt", "werkstatt-2030.docx", "werkstatt-2030-1.jpg",
        }  # fmt: skip
        assert len(inside.read("werkstatt-2030-1.jpg")) < len(full)
        moments = {entry.date_time for entry in inside.infolist()}
    assert moments == {(2030, 3, 22, 12, 0, 0)}  # the day of the story
    said = text_of(html.fromstring(pack(built, "index.html").decode()))
    assert "im ZIP verkleinert" in said


def test_every_form_of_a_pack_says_who_what_and_whom_to_ask(built: Path) -> None:
    page = text_of(html.fromstring(pack(built, "index.html").decode()))
    text = pack(built, "werkstatt-2030.txt").decode("utf-8-sig")
    word = docx.Document(io.BytesIO(pack(built, "werkstatt-2030.docx")))
    for said in (page, text, "\n".join(p.text for p in word.paragraphs)):
        flat = " ".join(said.replace("\xa0", " ").split())
        for part in (
            "Auf einen Blick", "Wann", "12.–13. März 2030", "Seenkreis", "Feinwerk",
            "Innovationsfeld (RIS)",
            "Sperrfrist", "https://www.muster-cluster.example/termine/werkstatt-2030/",
            "Der Muster-Cluster ist", "Rückfragen", "Muster-Cluster eG, Geschäftsstelle",
            "buero@muster-cluster.example", "Foto: Geschäftsstelle", "Rechte: alle Rechte",
            "Bildbeschreibung: Acht Leute", "Am zweiten Tag wurde gerechnet.",
        ):  # fmt: skip
            assert part in flat, part


def test_what_is_only_announced_has_a_pack_of_its_lead(built: Path) -> None:
    text = pack(built, "sommertreff-2030.txt", "sommertreff-2030").decode("utf-8-sig")
    assert "Sommertreff 2030" in text
    assert "Mittel (" not in text


def test_a_pack_is_read_and_copied_without_a_script(built: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{built}/kammerbote/de/packs/werkstatt-2030/index.html")
    assert page.locator(".copy button:visible").count() == 0
    assert page.locator(".copy .t").nth(1).is_visible()
    assert [url for url in asked if not url.startswith("file://")] == []
    context.close()
    style = (built / "kammerbote/de/packs/werkstatt-2030/index.html").read_text("utf-8")
    assert "user-select:all" in style


def test_a_button_copies_a_passage(built: Path, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"file://{built}/kammerbote/de/packs/werkstatt-2030/index.html")
    page.locator(".copy button").nth(1).click()
    page.wait_for_function("document.querySelectorAll('.copy button')[1].textContent === 'Kopiert'")
    assert page.evaluate("navigator.clipboard.readText()") == "Seenkreis eicht seine Messgeräte"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    context.close()


def test_the_public_pack_holds_its_pictures(tmp_path: Path) -> None:
    cluster = release.released(load_sample(root=copied(tmp_path, photo=True)))

    def archives(made: list[OutputFile]) -> dict[str, bytes]:
        return {f.path: f.content for f in made if f.path.endswith("werkstatt-2030.de.zip")}

    found = archives(list(packs_of(cluster, LETTERS)))
    ((_, raw),) = found.items()
    with zipfile.ZipFile(io.BytesIO(raw)) as inside:
        assert inside.namelist() == [
            "werkstatt-2030.txt", "werkstatt-2030.docx", "werkstatt-2030-1.jpg",
        ]  # fmt: skip
        with Image.open(io.BytesIO(inside.read("werkstatt-2030-1.jpg"))) as picture:
            assert picture.size == (1500, 1000)
        assert "Foto: Geschäftsstelle" in inside.read("werkstatt-2030.txt").decode("utf-8-sig")
