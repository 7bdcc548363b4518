"""The cluster's own content: it is right, and the site made of it holds together.

Needs nothing but the program: `python -m unittest discover --start-directory tests/content`.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("content", "members", "events", "newsletter", "theme", "mkdocs.yml")
LOADED = ("//link[@rel='stylesheet']/@href", "//script/@src", "//img/@src", "//source/@srcset")
"""What a browser loads by itself."""


def told(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the program."""
    return subprocess.run(
        [sys.executable, "-m", "schaufenster", *words],
        cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


@functools.cache
def folder() -> Path:
    """Return a copy of the content, so that nobody's build is in the way."""
    place = Path(tempfile.mkdtemp())
    unittest.addModuleCleanup(shutil.rmtree, place)
    for room in filter(lambda name: (ROOT / name).exists(), ROOMS):
        copied = shutil.copytree if (ROOT / room).is_dir() else shutil.copy
        copied(ROOT / room, place / room)
    return place


@functools.cache
def site() -> Path:
    """Return the site as it is published, open facts apart; the newest edition with it."""
    made = told("--root", str(folder()), "site", "--edition", "newest")
    if made.returncode:
        raise AssertionError(made.stdout + made.stderr)
    return folder() / "build" / "site"


@functools.cache
def pages() -> dict[str, html.HtmlElement]:
    """Return every page by its address below the site's."""
    return {
        file.relative_to(site()).as_posix().removesuffix("index.html"): html.parse(file).getroot()
        for file in sorted(site().rglob("*.html"))
        if file.name != "mail.html" and b'http-equiv="refresh"' not in file.read_bytes()
    }


def linked() -> Iterator[tuple[str, str]]:
    """Yield page and path of everything that a page links or loads as part of this site."""
    base = urlsplit(pages()[""].xpath("string(//link[@rel='canonical']/@href)")).path
    for path, page in pages().items():
        for link in page.xpath("//@href | //@src"):
            if not urlsplit(link).scheme:
                address = urlsplit(urljoin(base + path, link))
                yield path, unquote(address.path.removeprefix(base))


class Content(unittest.TestCase):
    """What the files say."""

    def test_the_content_has_no_fault(self) -> None:
        done = told("--root", str(folder()), "check")
        self.assertEqual(done.returncode, 0, done.stdout)


class Site(unittest.TestCase):
    """What is made of it."""

    def test_every_page_says_its_language_title_and_heading(self) -> None:
        self.assertGreater(len(pages()), 5)
        for path, page in pages().items():
            with self.subTest(path=path):
                self.assertTrue(page.get("lang"))
                self.assertTrue(page.xpath("string(//title)").strip())
                self.assertEqual(len(page.xpath("//h1")), 1)
                self.assertEqual(page.xpath("//img[not(@alt)]"), [])
                ids = page.xpath("//@id")
                self.assertEqual(len(ids), len(set(ids)))

    def test_every_link_of_the_site_leads_somewhere(self) -> None:
        def is_there(path: str) -> bool:
            place = site() / path
            return place.is_file() or (place / "index.html").is_file()

        links = list(linked())
        self.assertGreater(len(links), 50)
        self.assertEqual({link for link in links if not is_there(link[1])}, set())

    def test_no_page_loads_anything_from_elsewhere(self) -> None:
        for path, page in pages().items():
            for address in (each for query in LOADED for each in page.xpath(query)):
                with self.subTest(path=path):
                    self.assertFalse(re.match(r"(https?:)?//", address), address)

    def test_what_search_engines_are_told_can_be_read(self) -> None:
        for path, page in pages().items():
            for script in page.xpath("//script[@type='application/ld+json']/text()"):
                with self.subTest(path=path):
                    self.assertIn("@context", json.loads(script))

    def test_the_same_content_gives_the_same_site(self) -> None:
        def digests(place: Path) -> dict[str, str]:
            return {
                file.relative_to(place).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
                for file in place.rglob("*")
                if file.is_file()
            }

        first = digests(site())
        again = folder() / "again"
        done = told("--root", str(folder()), "site", "--out", str(again))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(digests(again), first)


if __name__ == "__main__":
    unittest.main()
