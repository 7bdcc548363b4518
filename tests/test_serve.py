"""The preview: it goes on whatever happens, says what happened, and shows each edit."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from schaufenster import command_names as names
from schaufenster import write
from schaufenster.commands import program
from schaufenster.commands.build import Build
from schaufenster.commands.early_pages import early_pages
from schaufenster.commands.job import Job
from schaufenster.commands.serve import rebuilding
from schaufenster.showcase import SEARCH_ENTRY, development_server
from schaufenster.write.swap import exchange

from .conftest import HANGS, PROJECT, SAMPLE, TODAY, change


@dataclass
class Preview:
    """A running preview and what it says, line by line."""

    process: subprocess.Popen[str]
    port: int

    def waits_for(self, words: str) -> str:
        """Return all it says up to a line with these words."""
        told = ""
        assert self.process.stdout
        for line in self.process.stdout:
            told += line
            if words in line:
                return told
        raise AssertionError(told)

    def get(self, path: str) -> tuple[int, str]:
        """Return the status and the text of an address."""
        try:
            address = f"http://127.0.0.1:{self.port}{path}"
            with urllib.request.urlopen(address, timeout=HANGS) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def typed(root: Path, port: int) -> list[str]:
    return [sys.executable, "-u", str(PROJECT / "build.py"), "--root", str(root),
            names.SERVE, "--port", str(port)]  # fmt: skip


@contextmanager
def preview_of(root: Path) -> Iterator[Preview]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        typed(root, port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        hangs = threading.Timer(HANGS, process.kill)
        hangs.start()
        try:
            yield Preview(process, port)
            assert process.poll() is None
        finally:
            hangs.cancel()
            process.kill()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a cluster of the test's own: what one test leaves behind, no other meets."""
    folder = tmp_path / "cluster"
    shutil.copytree(SAMPLE, folder)
    return folder


@pytest.fixture
def preview(root: Path) -> Iterator[Preview]:
    with preview_of(root) as running:
        running.waits_for(f"http://127.0.0.1:{running.port}/")
        yield running


MEMBER = "members/lichtblick/member.yml"
PAGE = "/profile/lichtblick/"


def test_an_edit_shows_without_a_restart_and_pages_load_again(root: Path, preview: Preview) -> None:
    _, before = preview.get("/.version")
    assert preview.get("/.version")[1] == before
    change(root, MEMBER, "name: Lichtblick Sensorik GmbH", "name: Neuer Name GmbH")
    assert "Neu gebaut um " in preview.waits_for("Dateien geändert")
    code, page = preview.get(PAGE)
    assert (code, "Neuer Name GmbH" in page) == (200, True)
    assert preview.get("/.version")[1] != before
    assert page.count('<script src="/.reload.js" defer></script></body>') == 1
    assert "/.version" in preview.get("/.reload.js")[1]
    assert ".reload.js" not in (root / f"build/site{PAGE}index.html").read_text("utf-8")


def test_an_address_that_is_not_there_gets_the_sites_page(preview: Preview) -> None:
    code, page = preview.get("/gibt/es/nicht/")
    assert code == 404
    assert "sf-lost" in page


def test_while_another_build_runs_it_waits_and_then_shows_the_edit(
    root: Path, preview: Preview
) -> None:
    with write.file_lock(root / "build/lock"):
        change(root, MEMBER, "founded: 1998-03", "founded: 1997-03")
        told = preview.waits_for("Zu sehen bleibt die letzte gute Website")
        assert "Hier läuft schon ein anderer Build" in told
        assert preview.get(PAGE)[0] == 200
    assert "anderer Build" not in preview.waits_for("Neu gebaut um ")
    assert "1997" in preview.get(PAGE)[1]


def test_a_fault_of_the_content_is_told_with_its_place(root: Path, preview: Preview) -> None:
    change(root, MEMBER, "type: company", "type: firma")
    told = preview.waits_for("Zu sehen bleibt die letzte gute Website")
    assert f"{MEMBER}:7:7: type: „firma“" in told
    assert preview.get(PAGE)[0] == 200
    change(root, MEMBER, "type: firma", "type: company")
    preview.waits_for("Neu gebaut um ")


def test_a_template_that_cannot_be_read_is_told_in_a_sentence(root: Path, preview: Preview) -> None:
    template = root / "theme/pages/member.html.j2"
    template.parent.mkdir(parents=True)
    template.write_text("{% broken %}")
    told = preview.waits_for("Zu sehen bleibt die letzte gute Website")
    assert "theme/pages/member.html.j2:1:1: Jinja versteht diese Vorlage nicht" in told
    assert "Encountered unknown tag 'broken'" in told
    assert "Traceback" not in told
    assert preview.get(PAGE)[0] == 200
    shutil.rmtree(root / "theme")
    preview.waits_for("Neu gebaut um ")


def test_a_folder_that_is_exchanged_is_noticed(root: Path, preview: Preview) -> None:
    """Watchers tell such a change by the name that the folder had, which is a hidden one."""
    other = root / "members/.lichtblick.writing"
    shutil.copytree(root / "members/lichtblick", other)
    file = other / "member.yml"
    text = file.read_text("utf-8")
    assert "founded: 1998-03" in text
    file.write_text(text.replace("founded: 1998-03", "founded: 1996-03"), "utf-8")
    assert exchange(other, root / "members/lichtblick")
    preview.waits_for("Neu gebaut um ")
    assert "1996" in preview.get(PAGE)[1]
    shutil.rmtree(other)


@pytest.mark.browser
def test_an_open_page_shows_an_edit_and_a_fault_by_itself(
    root: Path, preview: Preview, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{preview.port}{PAGE}")
    page.evaluate("window.stays = true")
    change(root, MEMBER, "name: Lichtblick Sensorik GmbH", "name: Anderer Name GmbH")
    expect(page.locator("h1")).to_contain_text("Anderer Name GmbH")
    assert page.evaluate("window.stays") is None
    preview.waits_for("Neu gebaut um ")
    change(root, MEMBER, "type: company", "type: firma")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text(f"{MEMBER}:7:7: type: „firma“")
    expect(page.locator("h1")).to_contain_text("Anderer Name GmbH")
    change(root, MEMBER, "type: firma", "type: company")
    expect(fault).to_have_count(0)
    page.close()


def test_a_port_that_is_taken_is_told(root: Path, preview: Preview) -> None:
    second = subprocess.run(
        typed(root, preview.port), capture_output=True, text=True, check=False, timeout=HANGS
    )
    assert second.returncode == 1
    assert f"Port {preview.port} ist schon vergeben" in second.stderr
    assert "Traceback" not in second.stderr


# ── whatever is raised ───────────────────────────────────────────────────────────────────────


def raising(error: BaseException) -> Callable[[development_server.Preview], object]:
    def build(_preview: development_server.Preview) -> object:
        raise error

    return build


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file or directory", "members/x/member.yml"), "x/member.yml"),
        (OSError(28, "No space left on device"), "ist kein Platz mehr"),
        (KeyError("slug"), "KeyError: 'slug'"),
        (RecursionError("too deep\nand deeper"), "RecursionError: too deep and deeper"),
        (write.NotOurs(Path("site")), "nicht von Schaufenster"),
        (SystemExit(1), ""),
    ],
)
def test_whatever_is_raised_is_said_in_a_sentence(
    error: BaseException, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rebuilding(Job(tmp_path, "de"), raising(error))(development_server.Preview()) is True
    told = capsys.readouterr()
    text = told.err + told.out
    assert said in text
    assert "Zu sehen bleibt die letzte gute Website" in text
    assert len(text.splitlines()) <= 2
    assert "Traceback" not in text


def test_that_another_build_runs_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rebuild = rebuilding(Job(tmp_path, "en"), raising(write.Busy(tmp_path / "lock")))
    preview = development_server.Preview()
    assert [rebuild(preview) for _ in range(3)] == [False] * 3
    assert capsys.readouterr().err.count("Another build is already running") == 1


# ── what somebody looks at first, what takes long last ───────────────────────────────────────


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, Build]:
    """Return a cluster of its own that has been built in this process, as `serve` does it."""
    root = tmp_path_factory.mktemp("early") / "cluster"
    shutil.copytree(SAMPLE, root)
    return build_again(Job(root, "de"))


def build_again(job: Job, last: Build | None = None) -> tuple[Job, Build]:
    made = program.build_site(job, TODAY, job.build / "site", last=last and last.last)
    return job, made


@pytest.mark.parametrize(
    ("path", "old", "new", "page"),
    [
        (MEMBER, "name: Lichtblick Sensorik GmbH", "name: Neuer Name GmbH", PAGE),
        ("members/feinwerk-see/offers/leihpruefstand.yml", "published: 2030-05-10",
         "published: 2030-05-12", "/marktplatz/feinwerk-see/leihpruefstand/"),
        ("content/pages/about.de.md", "\n---\n", "\n---\n\nEin neuer Absatz.\n", "/ueber-uns/"),
    ],
)  # fmt: skip
def test_a_page_is_shown_at_once_as_the_build_makes_it_then(
    built: tuple[Job, Build], path: str, old: str, new: str, page: str
) -> None:
    job, last = built
    file, name = job.root / path, f"{page[1:]}index.html"
    text = file.read_text("utf-8")
    before = (job.build / "site" / name).read_bytes()
    change(job.root, path, old, new)
    known = last.last.known
    assert known
    early = early_pages(known, last.content, {file, file.parent, file.with_name("gone~")}, {name})
    _, then = build_again(job, last)
    assert early[name] != before
    assert early[name] == (job.build / "site" / name).read_bytes()
    file.write_text(text, "utf-8")
    last.__dict__.update(build_again(job, then)[1].__dict__)  # for the next one


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("content/cluster.yml", b"name: another\n"),
        (MEMBER, b"type: firma\n"),
        ("members/neu/member.yml", b"name: Neu\n"),
        ("members/lichtblick/logo.svg", b"<svg/>"),
        ("theme/pages/member.html.j2", b""),
    ],
)
def test_what_is_no_sound_text_is_left_to_the_build(
    built: tuple[Job, Build], path: str, content: bytes
) -> None:
    job, last = built
    file = job.root / path
    before = file.read_bytes() if file.exists() else None
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    known = last.last.known
    assert known
    assert early_pages(known, last.content, {file}, {f"{PAGE[1:]}index.html"}) == {}
    if before is None:
        file.unlink()
    else:
        file.write_bytes(before)


def test_after_an_edit_the_search_is_made_for_who_asks_and_when_nobody_edits(
    root: Path, preview: Preview
) -> None:
    entry = root / "build/site" / SEARCH_ENTRY
    assert entry.exists()
    change(root, MEMBER, "name: Lichtblick Sensorik GmbH", "name: Neuer Name GmbH")
    preview.waits_for("Neu gebaut um ")
    assert not entry.exists()
    assert preview.get(f"/{SEARCH_ENTRY}")[0] == 200
    preview.waits_for("Neu gebaut um ")
    change(root, MEMBER, "name: Neuer Name GmbH", "name: Noch einer GmbH")
    preview.waits_for("Neu gebaut um ")
    preview.waits_for("Neu gebaut um ")  # nobody has asked: it comes by itself
    assert entry.exists()


def test_a_fault_is_told_once_while_the_search_waits(root: Path, preview: Preview) -> None:
    change(root, MEMBER, "name: Lichtblick Sensorik GmbH", "name: Neuer Name GmbH")
    preview.waits_for("Neu gebaut um ")
    change(root, MEMBER, "type: company", "type: firma")
    preview.waits_for("Zu sehen bleibt die letzte gute Website")
    time.sleep(development_server.REST + 1)  # as long as the search would have waited
    change(root, MEMBER, "type: firma", "type: company")
    assert "Zu sehen bleibt" not in preview.waits_for("Neu gebaut um ")
