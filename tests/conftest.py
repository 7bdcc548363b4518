"""What all tests share: the project's folder, golden files, a sample cluster and a browser."""

from __future__ import annotations

import datetime as dt
import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree, html
from playwright.sync_api import Browser, sync_playwright

from schaufenster import feeds, mail, selection, showcase
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.output import OutputFile
from schaufenster.templates import Templates, load_templates

PROJECT = Path(__file__).resolve().parent.parent
GOLDEN = PROJECT / "tests" / "golden"
SAMPLE = PROJECT / "tests" / "sample"
TODAY = "2030-06-01"
"""The day the sample is seen at: every case it holds shows itself then."""


def CLOCK(zone: dt.tzinfo) -> dt.datetime:  # noqa: N802 - a constant that is called
    """Return the sample's day."""
    return dt.datetime.fromisoformat(TODAY).replace(tzinfo=zone)


@pytest.fixture
def golden() -> Callable[[str, str | bytes], None]:
    """Compare a text or bytes with `tests/golden/NAME`; `SF_GOLDEN=write` renews the file."""

    def compare(name: str, actual: str | bytes) -> None:
        file = GOLDEN / name
        raw = actual.encode() if isinstance(actual, str) else actual
        if os.environ.get("SF_GOLDEN") == "write":
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)
        expected = file.read_bytes()
        if isinstance(actual, str):
            assert actual == expected.decode(), f"{file} differs; renew with SF_GOLDEN=write"
        assert raw == expected, f"{file} differs; renew with SF_GOLDEN=write"

    return compare


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one `SF_CHROMIUM` names, else the system's, else playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("SF_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # as root Chromium has no sandbox
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=arguments)
        yield chromium
        chromium.close()


def load_sample(now: str = TODAY, root: Path = SAMPLE) -> Cluster:
    """Return the sample cluster, or a copy of it, at a moment, with what is still held back."""
    moment = dt.datetime.fromisoformat(now)
    return load_cluster(root, lambda zone: moment.replace(tzinfo=zone))


@functools.cache
def templates_of(folder: str, roots: tuple[Path, ...] = (PROJECT,)) -> Templates:
    """Return templates, compiled once for all tests; a changed theme needs a folder of its own."""
    return load_templates(folder, roots)


def render_all(cluster: Cluster, roots: tuple[Path, ...] = (PROJECT,)) -> dict[str, OutputFile]:
    """Return what the commands write of a cluster, by its place below `build/`.

    `stage/` are the pages before MkDocs, `site/` what stands beside them, `newsletter/` the mails.
    """
    shown = selection.released(cluster)
    words = templates_of("theme/pages", roots)
    letters = templates_of("newsletter/templates", roots)
    css = next(root / "theme/css" for root in roots if (root / "theme/css").is_dir())
    pages = list(showcase.render_pages(shown, words))
    found = {f"stage/{f.path}": f for f in showcase.stage(pages, shown, words)}
    for renderer in (
        showcase.beside(pages, shown, css),
        feeds.render_feeds(shown, words),
        mail.render_pictures(shown),
    ):
        found |= {f"site/{f.path}": f for f in renderer}
    for name, edition in shown.editions.items():
        for channel in shown.channels:
            files = mail.render_edition(edition, channel, shown, letters)
            found |= {f"newsletter/{name}/{channel}/{f.path}": f for f in files}
    return found


@pytest.fixture(scope="session")
def sample() -> Cluster:
    """The sample on its day, without what is held back: what every renderer gets."""
    return selection.released(load_sample())


@pytest.fixture(scope="session")
def outputs() -> dict[str, OutputFile]:
    """Everything the commands make of the sample on its day."""
    return render_all(load_sample())


def languages_of(tree: html.HtmlElement, word: str) -> list[tuple[str, str]]:
    """Return each text with `word` in a page or mail, and the language it is marked with."""
    found = []
    for element in tree.iter(etree.Element):
        for text in (element.text, *(child.tail for child in element)):
            if word in (text or ""):
                around = (element, *element.iterancestors())
                mark = next((e.get("lang") for e in around if e.get("lang")), "")
                found.append((f"<{element.tag}>{' '.join((text or '').split())}", mark))
    return found
