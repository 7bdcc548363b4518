"""The whole way, from content to a site, a feed and a mail, by the commands people use."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import html
from playwright.sync_api import Browser

from schaufenster import command_names as names
from schaufenster import write
from tests.conftest import HANGS, PROJECT, SAMPLE, TODAY, digests, kinds, served

HOME = "https://www.muster-cluster.example/"
EDITION = "2030-05"
"""The newest one."""
Run = Callable[..., subprocess.CompletedProcess[str]]


def build(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `build.py` as a person does, with no environment but what is given."""
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment}
    return subprocess.run(
        [sys.executable, str(PROJECT / "build.py"), *words],
        capture_output=True, text=True, env=env, check=False, timeout=HANGS, encoding="utf-8",
    )  # fmt: skip


def copy_of_content(folder: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, folder, dirs_exist_ok=True))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build site and newest edition of the sample in a folder of their own."""
    root = copy_of_content(tmp_path_factory.mktemp("whole"))
    made = build("--root", str(root), names.SITE, "--edition", "newest", "--today", TODAY)
    assert made.returncode == 0, made.stdout + made.stderr
    (root / "result.txt").write_text(made.stdout, "utf-8")
    (root / "remarks.txt").write_text(made.stderr, "utf-8")
    return root / "build"


def parsed(page: Path) -> Any:
    """Return a page as lxml reads it; its own types are too wide to be of use here."""
    return html.fromstring(page.read_text("utf-8"))


def pages_of(site: Path) -> list[Path]:
    """Return every page; addresses of before lead on at once and are none."""
    found = sorted(site.rglob("*.html"))
    return [page for page in found if 'http-equiv="refresh"' not in page.read_text("utf-8")]


# ── the site ─────────────────────────────────────────────────────────────────────────────────


def test_it_says_what_was_built_where_and_what_to_do_next(built: Path) -> None:
    edition, site = (built.parent / "result.txt").read_text("utf-8").splitlines()
    assert str(built / f"newsletter/{EDITION}/index.html") in edition
    assert str(built / "site") in site
    *hints, step = (built.parent / "remarks.txt").read_text("utf-8").splitlines()
    assert [hint for hint in hints if ": Hinweis: " not in hint] == []
    assert len(hints) == len({hint.split(": ")[3] for hint in hints}) < 6
    assert step.startswith("Als Nächstes: ")
    assert "build.py site --edition newest" in (PROJECT / "Makefile").read_text("utf-8")


def test_every_organisation_has_a_page_in_both_languages(built: Path) -> None:
    slugs = {folder.name for folder in (SAMPLE / "members").iterdir()}
    assert len(slugs) == 4
    for slug in slugs:
        german = (built / "site/profile" / slug / "index.html").read_text("utf-8")
        english = (built / "site/en/profiles" / slug / "index.html").read_text("utf-8")
        assert '<html lang="de"' in german
        assert '<html lang="en"' in english


def test_every_page_has_one_heading_a_title_and_a_description(built: Path) -> None:
    for page in pages_of(built / "site"):
        if page.name == "404.html":
            continue
        tree = parsed(page)
        assert len(tree.findall(".//h1")) == 1, page
        assert (tree.findtext(".//title") or "").strip(), page
        (description,) = tree.xpath("//meta[@name='description']/@content")
        assert description.strip(), page


def test_versions_of_a_page_name_each_other(built: Path) -> None:
    """The links by hreflang are mutual: each version names itself, the other and x-default."""
    site = built / "site"
    for page in pages_of(site):
        tree = parsed(page)
        links = tree.xpath("//link[@rel='alternate'][@hreflang]")
        if not links:
            continue
        named = {link.get("hreflang"): link.get("href") for link in links}
        assert set(named) <= {"de", "en", "x-default"}
        for lang in named.keys() - {"x-default"}:
            other = site / named[lang].removeprefix(HOME) / "index.html"
            back = parsed(other)
            assert back.get("lang") == lang
            links_back = back.xpath("//link[@rel='alternate'][@hreflang]/@href")
            assert sorted(links_back) == sorted(named.values())


def test_structured_data_is_json_and_names_its_type(built: Path) -> None:
    found = set()
    for page in pages_of(built / "site"):
        tree = parsed(page)
        for script in tree.xpath("//script[@type='application/ld+json']/text()"):
            thing = json.loads(script)
            assert thing["@context"] == "https://schema.org"
            things = thing.get("@graph", [thing])
            found |= {each["@type"] for each in things}
    assert {"Organization", "Offer", "Article"} <= found


def test_the_sitemap_lists_every_page_once(built: Path) -> None:
    tree = ET.parse(built / "site/sitemap.xml")  # noqa: S314 - our own output
    listed = [e.text or "" for e in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    pages = {
        p.parent.relative_to(built / "site").as_posix().replace(".", "")
        for p in pages_of(built / "site")
        if p.name == "index.html" and not parsed(p).xpath("//meta[@name='robots']")
    }
    assert len(listed) == len(set(listed))
    assert {u.removeprefix(HOME).rstrip("/") for u in listed} == pages


def test_no_page_names_a_foreign_host_that_would_be_loaded(built: Path) -> None:
    for page in pages_of(built / "site"):
        tree = parsed(page)
        loaded = tree.xpath(
            "//@src | //@srcset | //link[not(@rel='alternate' or @rel='canonical')]/@href"
        )
        assert [url for url in loaded if "//" in url] == [], page
        assert tree.xpath("//*[@style]") == [], page
        assert tree.xpath("//script[not(@src) and not(contains(@type, 'json'))]") == [], page


@pytest.mark.browser
@pytest.mark.long  # by day tests/test_headers.py looks at the same pages in a browser
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("every", [False, True])
def test_no_page_asks_anybody_else_stores_anything_or_overflows(
    browser: Browser, built: Path, width: int, *, every: bool
) -> None:
    """The whole site in Chromium: own requests only, nothing kept, nothing cut off.

    Each time two pages of each kind; every page in the long tests.
    """
    site = built / "site"
    paths = [f.relative_to(site).as_posix() for f in pages_of(site)] if every else kinds(site)
    assert len(paths) > 60
    with (
        served(site) as address,
        browser.new_context(viewport={"width": width, "height": 900}) as context,
    ):
        home = f"{address}/"
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in paths:
            page.goto(home + path.removesuffix("index.html"))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0], path
        assert [url for url in asked if not url.startswith(home)] == []
        assert context.cookies() == []
        assert said == []


# ── the feed and the mail ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_feed_and_the_mail_carry_what_the_page_says(built: Path, lang: str) -> None:
    page = {"de": "termine/messtag-2030", "en": "en/events/messtag-2030"}[lang]
    title = parsed(built / f"site/{page}/index.html").findtext(".//h1").replace("\u00ad", "")
    feed = feedparser.parse((built / f"site/feeds/all.{lang}.rss").read_bytes())
    assert not feed.bozo
    of_english = ".en" if lang == "en" else ""
    ours = f"events/messtag-2030{of_english}"
    (report,) = [e for e in feed.entries if e.id.endswith(ours)]
    assert report.title == title
    folder = built / f"newsletter/{EDITION}/leser" / lang
    raw = (folder / "mail.eml").read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    text, markup = (part.get_content() for part in message.iter_parts())
    assert title in " ".join(text.split())
    assert title in " ".join(parsed_text(markup).split())
    assert text.replace("\r\n", "\n") == (folder / "mail.txt").read_text("utf-8")
    assert markup.replace("\r\n", "\n") == (folder / "mail.html").read_text("utf-8")


def parsed_text(markup: str) -> str:
    tree: Any = html.document_fromstring(markup)
    return str(tree.text_content())


def test_the_pictures_a_mail_links_to_are_on_the_site(built: Path) -> None:
    markup = (built / f"newsletter/{EDITION}/leser/de/mail.html").read_text("utf-8")
    tree: Any = html.fromstring(markup)
    sources = tree.xpath("//img/@src")
    assert sources
    for source in sources:
        assert (built / "site" / source.removeprefix(HOME)).is_file()


# ── same input, same bytes ───────────────────────────────────────────────────────────────────


def test_the_same_content_gives_the_same_bytes_everywhere(tmp_path: Path, built: Path) -> None:
    """Another folder, another hash seed, another locale and time zone: not one byte differs."""
    root = copy_of_content(tmp_path / "ein ganz anderer Ordner")
    elsewhere = {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"}
    assert build("--root", str(root), names.SITE, "--today", TODAY, **elsewhere).returncode == 0
    mailed = build(
        "--root", str(root), names.NEWSLETTER, names.BUILD, "newest", "--today", TODAY, **elsewhere
    )
    assert mailed.returncode == 0
    for tree in ("site", "newsletter", "stage"):
        assert digests(root / "build" / tree) == digests(built / tree), tree


def test_the_clock_is_an_argument_or_source_date_epoch(tmp_path: Path, built: Path) -> None:
    root = copy_of_content(tmp_path)
    midnight = "1906495200"  # in Berlin, when the day named without an hour begins
    assert build("--root", str(root), names.SITE, SOURCE_DATE_EPOCH=midnight).returncode == 0
    assert digests(root / "build/site") == digests(built / "site")


def test_building_again_changes_nothing(built: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in pages_of(built / "site")}
    again = build("--root", str(built.parent), "--lang", "en", names.SITE, "--today", TODAY)
    assert again.stdout.startswith("Site: 0 files changed")
    assert {p: p.stat().st_mtime_ns for p in pages_of(built / "site")} == before


# ── when something is wrong ──────────────────────────────────────────────────────────────────


@pytest.fixture
def small(built: Path, tmp_path: Path) -> Path:
    """A copy of what was built, for a fault to meet."""
    return Path(shutil.copytree(built.parent, tmp_path / "root", symlinks=True))


def test_a_fault_leaves_the_old_site_untouched(small: Path) -> None:
    before = digests(small / "build/site")
    member = small / "members/institut-fuer-muster/member.yml"
    member.write_text(
        member.read_text("utf-8").replace("type: research", "type: institut"), "utf-8"
    )
    refused = build("--root", str(small), names.SITE, "--today", TODAY)
    assert refused.returncode == 1
    place = "members/institut-fuer-muster/member.yml:14:7"
    assert f"{place}: type: „institut“ ist hier nicht vorgesehen." in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "Die letzte Ausgabe bleibt" in refused.stderr
    assert digests(small / "build/site") == before


def test_a_second_build_at_once_is_told_to_wait(small: Path) -> None:
    with write.file_lock(small / "build/lock"):
        refused = build("--root", str(small), names.SITE, "--today", TODAY)
        in_english = build("--root", str(small), "--lang", "en", names.SITE, "--today", TODAY)
    assert refused.returncode == in_english.returncode == 1
    assert "Hier läuft schon ein anderer Build." in refused.stderr
    assert "Another build is already running here." in in_english.stderr
    assert build("--root", str(small), names.SITE, "--today", TODAY).returncode == 0


def test_two_real_builds_at_once_leave_a_whole_site(small: Path) -> None:
    before = digests(small / "build/site")
    command = [
        sys.executable,
        str(PROJECT / "build.py"),
        "--root",
        str(small),
        names.SITE,
        "--today",
        TODAY,
    ]
    both = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in "ab"
    ]
    told = [process.communicate(timeout=HANGS)[1].decode() for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 0], [0, 1])
    assert all("Traceback" not in text for text in told)
    assert digests(small / "build/site") == before


def test_a_folder_with_other_files_is_not_replaced(small: Path, tmp_path: Path) -> None:
    precious = tmp_path / "documents"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work", "utf-8")
    refused = build("--root", str(small), names.SITE, "--out", str(precious), "--today", TODAY)
    assert refused.returncode == 1
    assert "nicht von Schaufenster" in refused.stderr
    assert [p.name for p in precious.iterdir()] == ["thesis.txt"]


def test_open_placeholders_are_refused_when_publishing(small: Path) -> None:
    imprint = small / "content/cluster.yml"
    text = imprint.read_text("utf-8")
    known = "register_number: GnR 4711"
    assert known in text
    imprint.write_text(text.replace(known, "register_number: offen"), "utf-8")
    refused = build("--root", str(small), names.SITE, "--publish", "--today", TODAY)
    assert refused.returncode == 1
    assert "imprint.register_number" in refused.stderr
    imprint.write_text(text, "utf-8")
    assert build("--root", str(small), names.SITE, "--publish", "--today", TODAY).returncode == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([names.SITE, "--today", "morgen"], "„morgen“ ist kein Zeitpunkt."),
        (
            [names.NEWSLETTER, names.BUILD, "2001-01"],
            "Die Ausgabe „2001-01“ gibt es nicht. Vorhanden: 2030-03, 2030-05.",
        ),
        (
            [names.NEWSLETTER, names.BUILD, "newest", "--channel", "x"],
            "Den Kanal „x“ gibt es nicht.",
        ),
        ([names.TRANSLATED, "members/lichtblick/logo.png"], "Hier gibt es keine Übersetzungen."),
        ([names.TRANSLATED, "members/niemand/member.yml"], "Hier gibt es keine Übersetzungen."),
    ],
)
def test_a_request_that_cannot_be_met_is_answered_with_a_sentence(
    built: Path, words: list[str], told: str
) -> None:
    answer = build("--root", str(built.parent), *words)
    assert answer.returncode == 1
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_root_that_does_not_exist_is_named(tmp_path: Path) -> None:
    answer = build("--root", str(tmp_path / "nowhere"), "--lang", "de", names.CHECK)
    assert answer.returncode == 1
    assert "Den Ordner" in answer.stderr


def test_check_speaks_to_people_github_and_programs() -> None:
    broken = ["--root", str(PROJECT / "tests/broken"), "--lang", "en", names.CHECK]
    text = build(*broken)
    assert text.returncode == 1
    *told, last = text.stdout.splitlines()
    assert re.fullmatch(r"\d+ files checked: \d+ errors, \d+ warnings\.", last)
    are_hints = [": warning: " in line for line in told]
    assert are_hints == sorted(are_hints)  # what stops a build comes first
    assert text.stderr.startswith("Next: mend the errors")
    github = build(*broken, "--format", "github", "members")
    assert all(
        line.startswith(("::error file=members/", "::warning file=members/"))
        for line in github.stdout.splitlines()
    )
    rows = json.loads(build(*broken, "--format", "json").stdout)
    errors = [row for row in rows if row["severity"] == "error"]
    kinds = {row["rule"] for row in rows if row["severity"] == "warning"}
    assert len(told) == len(errors) + len(kinds)
    assert {"path", "line", "column", "field", "rule", "severity", "message"} == set(rows[0])


def test_check_of_a_part_tells_only_of_that_part() -> None:
    part = build("--root", str(PROJECT / "tests/broken"), names.CHECK, "members/muster/")
    assert {line.split(":")[0] for line in part.stdout.splitlines()[:-1]} == {
        "members/muster/member.yml"
    }


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (str(PROJECT / "tests/broken/members/muster"), "members/muster/member.yml:"),
        ("members/mustr", "„members/mustr“ gibt es nicht in"),
        ("muster", "„muster“ gibt es nicht in"),
        ("..", "„..“ gibt es nicht in"),
    ],
)
def test_a_path_that_leads_nowhere_is_no_clean_one(path: str, told: str) -> None:
    answer = build("--root", str(PROJECT / "tests/broken"), names.CHECK, path)
    assert answer.returncode == 1
    assert told in answer.stdout + answer.stderr


def test_a_translation_is_marked_without_touching_the_rest(small: Path) -> None:
    file = small / "members/lichtblick/member.yml"
    text = file.read_text("utf-8")
    mark = text.split("en_of: ")[1][:8]
    file.write_text(text.replace(mark, "00000000", 1), "utf-8")
    done = build("--root", str(small), names.TRANSLATED, "members/lichtblick/member.yml")
    assert done.returncode == 0
    assert file.read_text("utf-8") == text
