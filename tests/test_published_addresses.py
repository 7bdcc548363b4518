"""What was published once stays, or leads on; the ledger remembers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schaufenster import command_names as names
from schaufenster.content.load import load_cluster
from schaufenster.content.read import LEDGER, REVISIONS, read_source
from schaufenster.content.revisions import noted
from schaufenster.facts.release import released
from schaufenster.showcase.published_addresses import check_ledger, ledger_text, published
from schaufenster.streams import streams

from .conftest import CLOCK, PROJECT, TODAY, change, publishable_sample

FILES = (
    "index.html", "404.html", "termine/index.html", "feeds/all.de.rss", "feeds/events.de.ics",
    "data/members.json", "assets/schaufenster.css", "cards/start.png", "feeds/feed.css",
    "pictures/a-480.webp", "_headers", "termine/x/termin.ics",
)  # fmt: skip
THERE = {
    "", "termine/", "termine/x/termin.ics", "feeds/all.de.rss", "feeds/events.de.ics",
    "data/members.json",
}  # fmt: skip


def test_pages_feeds_calendars_and_data_count_and_what_pages_load_does_not() -> None:
    assert published(FILES) == THERE


def test_a_missing_address_is_told_with_its_line() -> None:
    lines = ["# a note", "", "/", "/termine/", "/weg/", "/feeds/weg.de.rss"]
    found = list(check_ledger(lines, frozenset(THERE)))
    assert [(p.path, p.line, p.rule, dict(p.values)) for p in found] == [
        (LEDGER, 5, "address-gone", {"address": "/weg/"}),
        (LEDGER, 6, "address-gone", {"address": "/feeds/weg.de.rss"}),
    ]


def test_a_ledger_forgets_nothing_and_is_sorted() -> None:
    text = ledger_text(["/alt/", "# a note of somebody"], frozenset(THERE))
    rows = [row for row in text.splitlines() if not row.startswith("#")]
    assert rows == sorted({"/alt/", *(f"/{address}" for address in THERE)})
    assert ledger_text(text.splitlines(), frozenset(THERE)) == text
    assert "note of somebody" not in text


# ── the commands ─────────────────────────────────────────────────────────────────────────────


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(root), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample that may be published, and was."""
    root = publishable_sample(tmp_path_factory.mktemp("ledger") / "root")
    made = run(root, names.SITE, "--today", TODAY, "--publish")
    assert made.returncode == 0, made.stdout + made.stderr
    assert LEDGER in made.stdout
    return root


@pytest.fixture
def root(ready: Path, tmp_path: Path) -> Path:
    shutil.copytree(ready, tmp_path / "root", symlinks=True)
    return tmp_path / "root"


def rows(root: Path) -> set[str]:
    return set((root / LEDGER).read_text("utf-8").splitlines())


def test_publishing_notes_every_page_feed_calendar_and_data_file(ready: Path) -> None:
    site = ready / "build/site"
    pages = {
        f"/{file.parent.relative_to(site).as_posix()}/".replace("/./", "/")
        for file in site.rglob("index.html")
    }
    there = {row for row in rows(ready) if not row.startswith("#")}
    assert pages <= there
    assert {"/feeds/all.de.rss", "/feeds/events.en.ics", "/data/members.json"} <= there
    assert {"/termine/messtag-2030/termin.ics", "/en/events/messtag-2030/event.ics"} <= there
    assert not {row for row in there if row.startswith(("/assets/", "/cards/", "/pagefind/"))}


def test_a_build_that_is_not_published_notes_nothing(sample_site: Path) -> None:
    for name in (LEDGER, REVISIONS):
        assert not (sample_site.parent.parent / name).exists()


def test_publishing_notes_the_revision_of_every_public_event_and_counts_on(root: Path) -> None:
    file, event = root / REVISIONS, root / "events/messtag-2030/event.yml"
    before = noted(file.read_text("utf-8").splitlines())
    assert set(before) == {event.first_slug for event in released(load_cluster(root, CLOCK)).events}
    assert before["messtag-2030"].number == 0
    change(root, event.relative_to(root).as_posix(), "status: planned", "status: cancelled")
    made = run(root, names.SITE, "--today", TODAY, "--publish")
    assert made.returncode == 0, made.stdout + made.stderr
    assert REVISIONS in made.stdout
    after = noted(file.read_text("utf-8").splitlines())
    assert after["messtag-2030"].number == 1
    assert {k: r for k, r in after.items() if before[k] != r}.keys() == {"messtag-2030"}
    entry = (root / "build/site/termine/messtag-2030/termin.ics").read_text("utf-8")
    assert "SEQUENCE:1\n" in entry


def test_a_calendar_entry_that_vanishes_is_refused_and_what_was_moved_keeps_it(root: Path) -> None:
    event = "events/messtag-2030/event.yml"
    change(root, event, "start: 2030-09-18\ntime: 09:30\nend_time: 16:00\n", "start: 2031-03\n")
    told = run(root, "--lang", "de", names.SITE, "--today", TODAY)
    assert told.returncode == 1
    assert "/termine/messtag-2030/termin.ics" in told.stdout + told.stderr
    assert "moved_from" in told.stdout + told.stderr
    change(root, event, "status: planned\n", "status: moved\nmoved_from: 2030-09-18\n")
    told = run(root, names.SITE, "--today", TODAY)
    assert told.returncode == 0, told.stdout + told.stderr


def test_a_ledger_that_holds_is_no_fault(root: Path) -> None:
    assert run(root, names.CHECK, "--today", TODAY).returncode == 0


def test_an_address_that_vanishes_is_refused_and_the_last_site_stays(root: Path) -> None:
    shutil.rmtree(root / "events/netzforum-2029")
    site = root / "build/site/termine/netzforum-2029/index.html"
    for words in ((names.CHECK,), (names.SITE,)):
        told = run(root, "--lang", "de", *words, "--today", TODAY)
        assert told.returncode == 1
        text = told.stdout + told.stderr
        assert f"{LEDGER}:" in text
        assert "/termine/netzforum-2029/" in text
        assert "formerly" in text
        assert "/en/events/netzforum-2029/" in text
    assert site.is_file()


def test_what_is_said_to_have_been_renamed_is_no_fault(root: Path) -> None:
    (root / "events/netzforum-2029").rename(root / "events/forum-2029")
    record = root / "events/forum-2029/event.yml"
    assert run(root, names.CHECK, "--today", TODAY).returncode == 1
    record.write_text("formerly: [netzforum-2029]\n" + record.read_text("utf-8"), "utf-8")
    for file in root.rglob("*.yml"):
        text = file.read_text("utf-8")
        file.write_text(text.replace("event: netzforum-2029", "event: forum-2029"), "utf-8")
    told = run(root, names.SITE, "--today", TODAY)
    assert told.returncode == 0, told.stdout + told.stderr
    assert (root / "build/site/termine/netzforum-2029/index.html").is_file()


def test_a_line_that_somebody_deletes_is_forgotten_on_purpose(root: Path) -> None:
    shutil.rmtree(root / "events/netzforum-2029")
    ledger = root / LEDGER
    kept = [row for row in sorted(rows(root)) if "netzforum" not in row and "2029" not in row]
    ledger.write_text("\n".join(kept), "utf-8")
    assert run(root, names.SITE, "--today", TODAY).returncode == 0


def test_time_that_passes_takes_no_address_away(root: Path) -> None:
    told = run(root, names.SITE, "--today", "2033-01-01")
    assert told.returncode == 0, told.stdout + told.stderr


def test_the_feed_of_a_member_that_tells_nothing_any_more_stays(root: Path) -> None:
    def ids() -> set[str]:
        return {stream.id for stream in streams(released(load_cluster(root, CLOCK)))}

    ledger = root / LEDGER
    told = "member-quellwerk" in ids()
    assert not told, "the sample's quiet member tells something now: take another"
    ledger.write_text(ledger.read_text("utf-8") + "/feeds/member-quellwerk.de.rss\n", "utf-8")
    assert "member-quellwerk" in ids()


def test_a_ledger_is_read_as_lines_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / LEDGER).write_bytes(b"/a/\n/\xff/\n")
    source = read_source(tmp_path)
    assert source.problems == ()
    assert source.documents == {}
    assert source.ledger[0] == "/a/"
