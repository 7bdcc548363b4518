"""What all tests share: the project's folder, golden files, a sample cluster and a browser."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import gc
import hashlib
import http.server
import os
import shutil
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import hypothesis
import pytest
from lxml import etree, html
from playwright.sync_api import Browser, expect, sync_playwright

from schaufenster import addresses, mail
from schaufenster import command_names as names
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.editing import DEMO_DAY
from schaufenster.facts import release
from schaufenster.output import OutputFile
from schaufenster.problems import Language
from schaufenster.showcase.page import RenderedPage
from schaufenster.templates import Templates, load_templates

from .browser import launched
from .clusters import CLUSTERS, DAY, command, write_facts
from .rendering import (
    THEMES,
    all_pages,
    cards_of,
    feeds_of,
    mail_pictures_of,
    packs_of,
    photos_of,
    redirects_of,
    site_files_of,
    staged_of,
)

PROJECT = Path(__file__).resolve().parent.parent
GOLDEN = PROJECT / "tests" / "golden"
SAMPLE = PROJECT / "tests" / "sample"
LANGUAGES: tuple[Language, ...] = ("de", "en")
"""The languages of the sample."""


def path_of(what: str, lang: Language, **names: str) -> str:
    """Return the path of a page of the sample."""
    return addresses.path_of(what, lang, LANGUAGES, **names)


OWN_SITES = ("own_site",) if (PROJECT / "members").is_dir() else ()
"""The site of the content that lies beside these tests, if any: one more tree to hold the bars."""
NEW_SITES = ("german_site", "austrian_site", "french_site")
"""Sites of clusters as `new cluster` begins them, in the neutral theme."""
EDITION = "2027-03"
"""The edition of each of them."""


def some(cases: Iterable[Any]) -> list[Any]:
    """Return cases of which every third is tried by day, the others by the long counts."""
    listed = [case if isinstance(case, tuple) else (case,) for case in cases]
    return [
        pytest.param(*c, marks=() if n % 3 == 0 else (pytest.mark.long,))
        for n, c in enumerate(listed)
    ]


HANGS = 900
"""Seconds after which a program counts as hanging. No test measures time by it."""
expect.set_options(timeout=120_000)  # a busy machine shows in a minute what takes 0.1 s otherwise
hypothesis.settings.register_profile("daily", deadline=None, derandomize=True)
hypothesis.settings.register_profile("quick", deadline=None, derandomize=True, max_examples=15)
hypothesis.settings.register_profile("long", deadline=None, print_blob=True)
TODAY = "2030-06-01"
"""The day the sample is seen at: every case it holds shows itself then."""


def CLOCK(zone: dt.tzinfo) -> dt.datetime:  # noqa: N802 - a constant that is called
    """Return the sample's day."""
    return dt.datetime.fromisoformat(TODAY).replace(tzinfo=zone)


def pytest_configure(config: pytest.Config) -> None:
    """Take the same examples every day, so that a change is judged by what it changes.

    New ones are looked for by the long counts, where somebody is there to read what they find.
    """
    if not config.getoption("hypothesis_profile", default=None):
        daily = "not long" in config.getoption("markexpr", default="")
        hypothesis.settings.load_profile("daily" if daily else "long")


def pytest_sessionstart() -> None:
    """Forget what an earlier run in this process remembered: mutation testing makes many runs.

    What is remembered hides a change of whatever made it.
    """
    for thing in gc.get_objects():
        remembers = isinstance(thing, functools._lru_cache_wrapper)
        if remembers and (thing.__module__ or "").startswith("schaufenster"):
            thing.cache_clear()


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


LONGEST = ("test_build.py", "test_hostile_site.py", "test_layout.py", "test_regions.py",
           "test_serve.py", "test_new_cluster.py", "test_workflows.py", "test_search.py",
           "test_headers.py", "test_check_trees.py", "test_pages.py", "test_quality.py",
           "test_found.py", "test_kills.py", "test_machine.py", "test_facts.py")  # fmt: skip
"""The files that take longest start first, so that both cores end together."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file nothing moves."""
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(LONGEST)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    with sync_playwright() as playwright:
        chromium = launched(playwright.chromium)
        yield chromium
        chromium.close()


def load_sample(now: str = TODAY, root: Path = SAMPLE) -> Cluster:
    """Return the sample cluster, or a copy of it, at a moment, with what is still held back."""
    moment = dt.datetime.fromisoformat(now)
    return load_cluster(root, lambda zone: moment.replace(tzinfo=zone))


@functools.cache
def templates_of(folder: str, roots: tuple[Path, ...] = THEMES["instrument"]) -> Templates:
    """Return templates, compiled once for all tests; a changed theme needs a folder of its own."""
    return load_templates(folder, roots)


def templates_for(cluster: Cluster, folder: str = "theme/pages") -> Templates:
    """Return the templates of a cluster's theme."""
    return templates_of(folder, THEMES[cluster.identity.theme])


def render_all(cluster: Cluster, roots: tuple[Path, ...] = ()) -> dict[str, OutputFile]:
    """Return what the commands write of a cluster, by its place below `build/`.

    `stage/` are the pages without their frame, `site/` what stands beside them, `newsletter/` the
    mails.
    """
    shown = release.released(cluster)
    roots = roots or THEMES[cluster.identity.theme]
    words = templates_of("theme/pages", roots)
    letters = templates_of("newsletter/templates", roots)
    found = {f"stage/{file.path}": file for file in staged_of(shown, words)}
    for files in (
        [rendition.made() for rendition in (*cards_of(shown, words), *photos_of(shown))],
        site_files_of(shown, words),
        redirects_of(shown, words),
        feeds_of(shown, words),
        mail_pictures_of(shown),
        packs_of(shown, letters),
    ):
        found |= {f"site/{file.path}": file for file in files}
    for name, edition in shown.editions.items():
        for channel in shown.channels:
            files = mail.render_edition(edition, channel, shown, letters)
            found |= {f"newsletter/{name}/{channel}/{f.path}": f for f in files}
    return found


@pytest.fixture(scope="session")
def sample() -> Cluster:
    """The sample on its day, without what is held back: what every renderer gets."""
    return release.released(load_sample())


@pytest.fixture(scope="session")
def outputs() -> dict[str, OutputFile]:
    """Everything the commands make of the sample on its day."""
    return render_all(load_sample())


def digests(directory: Path) -> dict[str, str]:
    """Return the SHA-256 of each file below a folder by its path: what differs is then named."""
    files = (file for file in sorted(directory.rglob("*")) if not file.is_dir())
    return {
        file.relative_to(directory).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def run_build(*words: str) -> None:
    """Run `build.py` as a person does; it must succeed."""
    made = subprocess.run(
        [sys.executable, str(PROJECT / "build.py"), *words],
        capture_output=True, text=True, check=False, timeout=HANGS, encoding="utf-8",
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's site on its day, built by the command."""
    root = tmp_path_factory.mktemp("sample") / "root"
    shutil.copytree(SAMPLE, root)
    run_build("--root", str(root), names.SITE, "--today", TODAY)
    return root / "build" / "site"


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a demo cluster with 45 members, on its day: every kind of content at once."""
    root = tmp_path_factory.mktemp("demo") / "root"
    run_build(names.DEMO, "--members", "45", "--out", str(root))
    run_build("--root", str(root), names.SITE, "--today", str(DEMO_DAY))
    return root / "build" / "site"


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the project's own content, built from a copy, on the real day."""
    root = tmp_path_factory.mktemp("own") / "root"
    for room in ("content", "members", "events", "newsletter"):
        shutil.copytree(PROJECT / room, root / room)
    run_build("--root", str(root), names.SITE, "--edition", "newest")
    return root / "build" / "site"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as a package, as `make wheel` builds it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=HANGS, cwd=PROJECT)
    (found,) = folder.iterdir()
    return found


@pytest.fixture(scope="session")
def new_cluster(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return made-up clusters by name: from `new cluster`, with facts, a site and an edition."""

    @functools.cache
    def built(name: str) -> Path:
        facts, root = CLUSTERS[name], tmp_path_factory.mktemp("cluster") / name
        run_build(*command(facts, root, wheel))
        write_facts(facts, root)
        at = ("--root", str(root))
        run_build(*at, names.NEWSLETTER, names.NEW, EDITION, "--today", DAY)
        run_build(*at, names.SITE, "--today", DAY, "--edition", EDITION)
        return root

    return built


@pytest.fixture(scope="session")
def german_site(new_cluster: Callable[[str], Path]) -> Path:
    """The site of a German e.V. with 16 members, in one language and without regions."""
    return new_cluster("german") / "build/site"


@pytest.fixture(scope="session")
def austrian_site(new_cluster: Callable[[str], Path]) -> Path:
    """The site of an Austrian cluster in German and English, with Austria's states."""
    return new_cluster("austrian") / "build/site"


@pytest.fixture(scope="session")
def french_site(new_cluster: Callable[[str], Path]) -> Path:
    """The site of a French association in French and English, with 96 départements."""
    return new_cluster("french") / "build/site"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(site: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder on this machine; gives its address without the last slash."""
    files = functools.partial(handler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


S = TypeVar("S", bound=socketserver.BaseServer)


@contextlib.contextmanager
def running(server: S) -> Iterator[S]:
    """Let a server answer in a thread of its own meanwhile."""
    with server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


def publishable_sample(root: Path) -> Path:
    """Return a copy of the sample at `root` in which nothing is open and no edition waits."""
    shutil.copytree(SAMPLE, root)
    shutil.rmtree(root / "newsletter/editions")
    for file in (root / "content/cluster.yml", root / "newsletter/channels.yml"):
        text = file.read_text("utf-8").replace("email: offen", "email: info@muster.example")
        text = text.replace("phone: offen", "phone: +49 0000 123456")
        file.write_text(text.replace(": offen", ": 123"), "utf-8")
    return root


def kinds(site: Path) -> list[str]:
    """Return two pages of each kind: those with the same folders above them."""
    found: dict[str, list[str]] = {}
    for file in sorted(site.rglob("index.html")):
        if 'http-equiv="refresh"' in file.read_text("utf-8"):
            continue  # it leads on at once
        path = file.parent.relative_to(site).as_posix().removeprefix(".")
        parts = path.split("/")
        kind = "/".join([*parts[:2], str(len(parts))] if parts[0] == "en" else
                        [parts[0], str(len(parts))])  # fmt: skip
        found.setdefault(kind, []).append(f"{path}/" if path else "")
    return [p for paths in found.values() for p in dict.fromkeys((paths[0], paths[-1]))]


def rendered(cluster: Cluster) -> dict[str, RenderedPage]:
    """Return the pages of a cluster by their path."""
    pages = all_pages(cluster, templates_for(cluster))
    return {page.path: page for page in pages}


def tree_of(page: RenderedPage) -> html.HtmlElement:
    """Return the main part of a page."""
    return html.fragment_fromstring(page.body, create_parent="main")


def calls_of(work: Callable[[], object]) -> int:
    """Return how many functions are called to do some work: the same on every machine."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


MOST_YARDSTICKS = 200
"""A second or so: what a hostile input may cost. The dearest of them take 17."""


def yardsticks_of(work: Callable[[], object]) -> float:
    """Return how much longer some work keeps the processor than a loop of 100,000 steps does.

    For what no call shows, such as a pattern that looks back again and again. The loop is measured
    before and after, so that a slow or busy machine is as slow for both.
    """

    def processor(thing: Callable[[], object]) -> float:
        start = time.process_time()
        thing()
        return time.process_time() - start

    def loop() -> None:
        for _ in range(100_000):
            pass

    before = min(processor(loop) for _ in range(3))
    spent = processor(work)
    return spent / max(before, processor(loop))


def text_of(element: html.HtmlElement) -> str:
    """Return what a reader sees of an element, spaces of every kind as one."""
    return " ".join(element.text_content().split())


def change(root: Path, path: str, old: str, new: str) -> None:
    """Replace words that stand in a file; they must be there."""
    file = root / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def languages_of(tree: html.HtmlElement, word: str) -> list[tuple[str, str]]:
    """Return each text with `word` in a page or mail, and the language it is marked with."""
    found = []
    for element in tree.iter(etree.Element):
        if element.tag == "script":  # data for scripts; nobody reads it
            continue
        for text in (element.text, *(child.tail for child in element)):
            if word in (text or ""):
                around = (element, *element.iterancestors())
                mark = next((e.get("lang") for e in around if e.get("lang")), "")
                found.append((f"<{element.tag}>{' '.join((text or '').split())}", mark))
    return found
