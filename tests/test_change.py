"""The preview of a change: what it touches, before and after, from a real repository."""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lxml import html
from playwright.sync_api import Browser

from schaufenster import command_names as names
from schaufenster import git as versions
from schaufenster.commands import program
from schaufenster.commands.versions import files_at, files_here
from schaufenster.content.load import Cluster
from schaufenster.facts.completeness import PARTS, completeness_of
from schaufenster.showcase import page_copies

from .conftest import HANGS, SAMPLE, TODAY, change, digests

LEFT = "members/quellwerk/offers/altes.yml"
NEW = "members/quellwerk/offers/messplaetze.yml"
NEW_OFFER = """kind: offer
form: capacity
title: {de: Freie Messplätze, en: Free benches, en_of: 00000000}
summary: {de: Zwei Plätze stehen ab Mai frei.}
competences: [lichtmessung]
published: 2030-05-20
"""


def git(folder: Path, *words: str) -> None:
    person = ["-c", "user.name=Muster", "-c", "user.email=info@muster.example"]
    command = ["git", *person, "-c", "init.defaultBranch=main", *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=HANGS)


def repository(folder: Path) -> Path:
    root = folder / "cluster"
    shutil.copytree(SAMPLE, root)
    (root / LEFT).parent.mkdir()
    (root / LEFT).write_text(NEW_OFFER.replace("Freie", "Alte").replace("Free", "Old"), "utf-8")
    (root / ".gitignore").write_text("build/\n", "utf-8")
    git(root, "init")
    git(root, "add", "--all")
    git(root, "commit", "-m", "Inhalt: Anfang")
    return root


def run(root: Path, *words: str, lang: str = "de") -> Result:
    typed = ["--root", str(root), "--lang", lang, names.PREVIEW, *words, "--today", TODAY]
    return CliRunner().invoke(program.main, typed)


def page_of(root: Path) -> Any:
    return html.fromstring((root / "build/preview/index.html").read_text("utf-8"))


def edit(root: Path) -> None:
    change(root, "members/lichtblick/member.yml", "misst Licht –", "misst Licht genau –")
    change(root, "events/werkstatt-2030/event.yml", "Zwei Tage am See", "Drei Tage am See")
    change(root, "events/werkstatt-2030/event.yml", "end: 2030-03-13", "end: 2030-03-14")
    (root / NEW).write_text(NEW_OFFER, "utf-8")
    (root / LEFT).unlink()


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with changes that nobody has committed, and the preview of them."""
    root = repository(tmp_path_factory.mktemp("change"))
    edit(root)
    ended = run(root)
    assert ended.exit_code == 0, ended.output
    return root


@pytest.fixture(scope="module")
def page(changed: Path) -> Any:
    return page_of(changed)


def record(page: Any, path: str) -> Any:
    """Return the section about the record of a file."""
    sections = page.find_class("record")
    return next(s for s in sections if path in [c.text for c in s.iter("code")])


def kinds(section: Any) -> list[str]:
    return [h.text_content() for h in section.iter("h3")]


def test_each_touched_record_is_shown_with_its_state_and_files(page: Any) -> None:
    shown = {
        section.findtext(".//code"): " ".join(section.find_class("what")[0].text_content().split())
        for section in page.find_class("record")
    }
    assert shown == {
        "members/lichtblick/member.yml": "Profil · geändert",
        LEFT: "Angebot · entfällt",
        "events/werkstatt-2030/event.yml": "Termin · geändert",
        NEW: "Angebot · neu",
    }


def test_a_profile_is_shown_as_page_and_in_lists_with_its_completeness(page: Any) -> None:
    section = record(page, "members/lichtblick/member.yml")
    assert kinds(section) == ["Seite", "In Listen", "Vollständigkeit des Profils"]
    assert "Noch offen: ein Logo" in " ".join(section.text_content().split())


def test_an_event_is_shown_in_everything_that_is_made_of_it(page: Any) -> None:
    section = record(page, "events/werkstatt-2030/event.yml")
    assert kinds(section) == [
        "Seite", "In Listen", "Im Feed", "Im Kalender", "Redaktionspaket", "Bild beim Teilen",
    ]  # fmt: skip
    before, after = (
        " ".join(box.text_content().split()) for box in section.find_class("box")[-4:][:2]
    )
    assert ("13. März 2030" in before, "14. März 2030" in after) == (True, True)


def test_a_story_is_shown_in_the_mail_of_each_channel_that_takes_it(
    changed: Path, page: Any
) -> None:
    section = record(page, NEW)
    mails = [f for f in section.iter("iframe") if f.get("class") == "mail"]
    assert [f.get("title").split(",")[0] for f in mails] == [
        "Newsletter des Muster-Clusters", "Newsletter des Muster-Clusters",
        "Rundbrief an die Mitglieder",
    ]  # fmt: skip
    for frame in mails:
        text = (changed / "build/preview" / frame.get("src")).read_text("utf-8")
        assert "Freie Messplätze" in text or "Free benches" in text
        assert not re.search(r'<img[^>]+src="http', text)
    assert "Diese Newsletter nehmen es nicht" in section.text_content()
    assert "Kammerbote Nord: " in section.text_content()


def test_what_is_new_or_gone_has_one_side(page: Any) -> None:
    gone, new = record(page, LEFT), record(page, NEW)
    assert "Das gibt es nachher nicht mehr." in gone.text_content()
    assert "Das gab es vorher nicht." in new.text_content()


def test_what_differs_is_marked_on_both_sides_and_nothing_else(changed: Path) -> None:
    for side, word in (("before", "misst Licht –"), ("after", "misst Licht genau –")):
        tree = html.parse(str(changed / f"build/preview/{side}/profile/lichtblick/index.html"))
        marked = [e.text_content() for e in tree.iterfind(f".//*[@{page_copies.MARK}]")]
        assert [text for text in marked if word in text]
        assert len(marked) == 2, marked  # the sentence, and the event's days


def test_every_link_and_picture_of_the_folder_is_there(changed: Path) -> None:
    folder = changed / "build/preview"
    seen = 0
    for file in [folder / "index.html", *folder.rglob("before/**/*.html"),
                 *folder.rglob("after/**/*.html")]:  # fmt: skip
        tree = html.parse(str(file)).getroot()
        for element, name, link, _ in tree.iterlinks():
            if element.tag == "link" and element.get("rel") in {"canonical", "alternate"}:
                continue
            if name in {"href", "src"} and not re.match(r"[a-z]+:|#", link):
                target = posixpath.normpath(file.parent / link.partition("#")[0].partition("?")[0])
                assert Path(target).exists(), (file, link)
                seen += 1
    assert seen > 500


def test_hints_that_came_and_went_are_told(page: Any) -> None:
    text = " ".join(page.text_content().split())
    assert "Neue Hinweise" in text
    assert "members/quellwerk/offers/messplaetze.yml:3" in text  # the mark of its translation


def test_in_another_language_the_contributor_reads_that_first(changed: Path) -> None:
    assert run(changed, lang="fr").exit_code == 0
    french = page_of(changed)
    assert french.get("lang") == "fr"
    assert "Ce qui change" in french.text_content()
    assert run(changed, lang="en").exit_code == 0
    frames = [frame.get("src") for frame in record(
        page_of(changed), "members/lichtblick/member.yml").iter("iframe")]  # fmt: skip
    assert frames[:2] == [
        "before/en/profiles/lichtblick/index.html#geaendert",
        "after/en/profiles/lichtblick/index.html#geaendert",
    ] or frames[0].startswith("before/en/")
    assert run(changed).exit_code == 0


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_it_opens_with_a_double_click_on_phone_and_desk(
    browser: Browser, changed: Path, scheme: Any
) -> None:
    with browser.new_context(color_scheme=scheme) as context:
        sheet, missed = context.new_page(), []
        sheet.on("requestfailed", lambda request: missed.append(request.url))
        sheet.on("console", lambda message: missed.append(message.text))
        for width, columns in ((1440, 2), (390, 1)):
            sheet.set_viewport_size({"width": width, "height": 900})
            sheet.goto((changed / "build/preview/index.html").as_uri())
            sheet.wait_for_load_state("networkidle")
            wide = "document.documentElement.scrollWidth"
            assert sheet.evaluate(wide) == width
            places = [
                f.bounding_box() for f in sheet.locator(".pair").first.locator("figure").all()
            ]
            assert len({round(place["x"]) for place in places if place}) == columns
        assert missed == []


# ── faults ───────────────────────────────────────────────────────────────────────────────────


def test_a_faulty_change_is_told_on_the_page_and_ends_with_one(tmp_path: Path) -> None:
    root = repository(tmp_path)
    change(root, "members/lichtblick/member.yml", "type: company", "type: firma")
    ended = run(root)
    assert ended.exit_code == 1
    assert "members/lichtblick/member.yml:7:7" in ended.stderr
    text = page_of(root).text_content()
    assert "Die Änderung hat noch Fehler." in text
    assert "„firma“ ist hier nicht vorgesehen" in text
    git(root, "commit", "--all", "-m", "Inhalt: ein Fehler")
    change(root, "members/lichtblick/member.yml", "type: firma", "type: company")
    assert run(root).exit_code == 0
    text = page_of(root).text_content()
    assert "Die Fassung davor hat selbst Fehler" in text
    assert "Lichtblick Sensorik GmbH" in text


def test_a_version_that_git_does_not_know_is_refused(tmp_path: Path) -> None:
    root = repository(tmp_path)
    for ref in ("nirgends", "--output=x", "HEAD:content"):
        ended = run(root, "--base", ref)
        assert ended.exit_code == 1
        assert f"Die Fassung „{ref}“ kennt git hier nicht." in ended.stderr


def test_links_and_submodules_of_a_version_are_left_out(tmp_path: Path) -> None:
    root = repository(tmp_path)
    (root / "members/verweis").symlink_to("/etc")
    git(root, "add", "--all")
    git(root, "commit", "-m", "Verweis")
    modes = {file.path: file.mode for file in versions.files_of(root, "HEAD")}
    assert modes["members/verweis"] == versions.LINK
    assert "members/verweis" not in files_at(root, "HEAD")
    assert not [path for path in files_here(root) if path.startswith("members/verweis")]


@pytest.mark.long
def test_the_pages_shown_are_exactly_those_that_differ(changed: Path, tmp_path: Path) -> None:
    """Two sites built from nothing by `site` say which: pages, bytes and all."""
    before, after = repository(tmp_path / "before"), repository(tmp_path / "after")
    edit(after)
    sites = []
    for root in (before, after):
        typed = ["--root", str(root), names.SITE, "--today", TODAY]
        assert CliRunner().invoke(program.main, typed).exit_code == 0
        sites.append(digests(root / "build/site"))
    differ = {
        path
        for path in sites[0].keys() | sites[1].keys()
        if path.endswith("/index.html") and sites[0].get(path) != sites[1].get(path)
    }
    folder = changed / "build/preview"
    shown = {
        file.relative_to(folder / side).as_posix()
        for side in ("before", "after")
        for file in (folder / side).rglob("index.html")
    } - {"index.html"}
    bare = {path for path in differ - shown if 'name="robots" content="noindex"' in (
        after / "build/site" / path).read_text("utf-8")}  # fmt: skip
    assert shown == differ - bare


# ── copies of pages ──────────────────────────────────────────────────────────────────────────

LISTED = (
    '<html><head></head><body><header>x</header><main><ul class="sf-list"><li><a href="/a/">A</a>'
    '<p>eins</p></li><li><a href="/b/">B</a><p>zwei</p></li></ul></main></body></html>'
)


def test_a_copy_leads_to_files_beside_it() -> None:
    page = '<a href="/x/a/#b"><img src="/x/p.png" srcset="/x/p.png 1x, /x/q.png 2x"><a href="/y/">'
    copy = page_copies.portable(page, "after/c/index.html", "/x/", lambda path: f"site/{path}")
    assert 'href="../../site/a/index.html#b"' in copy
    assert 'srcset="../../site/p.png 1x, ../../site/q.png 2x"' in copy
    assert 'href="/y/"' in copy


def test_an_entry_keeps_what_stands_around_it() -> None:
    entry = page_copies.entry_in(LISTED, "/b/", "/")
    assert entry is not None
    tree: Any = html.fromstring(entry)
    assert [li.text_content() for li in tree.iter("li")] == ["Bzwei"]
    assert tree.find(".//ul").get("class") == "sf-list"
    assert tree.find(".//header") is None
    assert page_copies.entry_in(LISTED, "/c/", "/") is None


def test_marks_follow_the_words_not_the_place() -> None:
    longer = LISTED.replace("<li>", '<li><a href="/0/">0</a><p>neu</p></li><li>', 1)
    before, after = (html.fromstring(text) for text in page_copies.marked(LISTED, longer, "/"))
    marked = [
        [e.text for e in tree.iterfind(f".//*[@{page_copies.MARK}]")] for tree in (before, after)
    ]
    assert marked == [[], ["neu"]]


def test_a_profile_counts_what_visitors_look_for(sample: Cluster) -> None:
    full = sample.member("lichtblick")
    assert completeness_of(full, ("de", "en")).lacking == ("logo", "competences", "industries")
    bare = full.model_copy(update=dict.fromkeys(("email", "phone", "website", "about", "founded")))
    assert completeness_of(bare, ("de",)).percent < completeness_of(full, ("de",)).percent
    assert "translation" not in completeness_of(full, ("de",)).lacking
    assert set(completeness_of(bare, ("de", "fr")).lacking) <= set(PARTS)
