"""What the machine refuses is told in a sentence, with exit code 1; our bugs have a traceback."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from schaufenster import command_names as names
from schaufenster import problems, words, write
from schaufenster.commands.job import Job, clock_of
from schaufenster.content.check.pictures import check_pictures
from schaufenster.content.read import read_source
from schaufenster.content.records import build_records
from schaufenster.output import output
from schaufenster.problems import Language, refusal
from tests.conftest import HANGS, LANGUAGES, PROJECT, SAMPLE, TODAY

BUILD = (sys.executable, str(PROJECT / "build.py"))


def run(
    *words: str | Path, limit: int = 0, out: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `build.py`; with a `limit`, no file may grow beyond so many bytes."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with (out or Path(os.devnull)).open("wb") as stream:
        return subprocess.run(
            [*BUILD, *map(str, words)],
            stdout=stream, stderr=subprocess.PIPE, text=True, check=False, timeout=HANGS,
            preexec_fn=limited if limit else None, encoding="utf-8",
        )  # fmt: skip


def refused(made: subprocess.CompletedProcess[str], *parts: str) -> None:
    """Assert that a command ended with 1 and a sentence with all the parts, and no traceback."""
    assert "Traceback" not in made.stderr
    assert made.returncode == 1, made.stderr
    for part in parts:
        assert part in made.stderr


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "root"))


# ── sentences ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", sorted(errno.errorcode))
def test_every_error_of_the_system_has_a_sentence(code: int, lang: Language) -> None:
    told = refusal(OSError(code, os.strerror(code), "a.yml"), lang)
    if code == errno.ECHILD:  # a process that ended is a ChildProcessError
        assert told == words.text("commands", "no-memory", lang)
    else:
        assert told is not None
        assert told.startswith("a.yml: ")
    assert os.strerror(code) not in (told or "")  # the system's English says nothing to do


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (OSError(errno.ENOSPC, "x"), "disk-full"),
        (OSError(errno.EFBIG, "x"), "disk-full"),
        (PermissionError(errno.EACCES, "x"), "not-allowed"),
        (OSError(errno.EROFS, "x"), "not-allowed"),
        (FileNotFoundError(errno.ENOENT, "x"), "file-gone"),
        (IsADirectoryError(errno.EISDIR, "x"), "in-the-way"),
        (MemoryError(), "no-memory"),
        (ChildProcessError("x"), "no-memory"),
    ],
)
def test_the_sentence_fits_the_error(error: Exception, key: str) -> None:
    assert refusal(error, "en") == words.text("commands", key, "en")


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), OSError("no number")])
def test_a_bug_of_ours_is_no_refusal(error: Exception) -> None:
    assert refusal(error, "de") is None


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        with pytest.raises(OSError, match="large") as raised:
            write.write_file(tmp_path / "a.txt", b"x" * 2_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (refusal(raised.value, "de") or "").startswith(f"{tmp_path}/a.txt: Auf dem Datenträger")
    assert list(tmp_path.iterdir()) == []


# ── the disk ─────────────────────────────────────────────────────────────────────────────────


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    refused(run(names.SCHEMA, "--out", tmp_path, limit=20_000), str(tmp_path), "kein Platz mehr")


def test_a_full_disk_leaves_the_old_site(root: Path) -> None:
    """Whatever writes first: MkDocs, another process, Pagefind, or the swap itself."""
    site = root / "build/site"
    assert run("--root", root, names.SITE, "--today", TODAY).returncode == 0
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    (root / "members/lichtblick/member.yml").write_text(
        (root / "members/lichtblick/member.yml").read_text("utf-8").replace("Lichtblick", "Licht")
    )
    made = run("--root", root, names.SITE, "--today", TODAY, limit=9_000)
    refused(made, "kein Platz mehr")
    assert {file: file.read_bytes() for file in site.rglob("*") if file.is_file()} == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no such device")
def test_output_that_nobody_can_take_is_told(root: Path) -> None:
    refused(run("--root", root, names.CHECK, out=Path("/dev/full")), "kein Platz mehr")


def a_file(place: Path) -> None:
    place.parent.mkdir(exist_ok=True)
    place.write_text("x")


def a_folder(place: Path) -> None:
    place.mkdir(parents=True)
    (place / "x").touch()


@pytest.mark.parametrize(
    ("place", "put", "command"),
    [
        ("build", a_file, (names.SITE, "--today", TODAY)),
        ("build/lock", a_folder, (names.SITE, "--today", TODAY)),
        ("build/cache", a_file, (names.SITE, "--today", TODAY)),
    ],
)  # fmt: skip
def test_what_is_in_the_way_is_named(
    root: Path, place: str, put: Callable[[Path], None], command: tuple[str, ...]
) -> None:
    put(root / place)
    made = run("--root", root, *command)
    refused(made, str(root / place.partition("/")[0]))
    assert any(made.stderr.rstrip().endswith(t) for t in (
        words.text("commands", "in-the-way", "de"), words.text("messages", "not-ours", "de"),
        words.text("commands", "not-allowed", "de"),
    ))  # fmt: skip


@pytest.mark.parametrize("out", ["/", "/proc/self/nothing", "/dev/null/site"])
def test_a_place_where_no_site_can_be_is_told(root: Path, out: str) -> None:
    refused(run("--root", root, names.SITE, "--today", TODAY, "--out", out))


def test_a_damaged_list_of_our_own_files_is_told_as_damaged(tmp_path: Path) -> None:
    """Not as files of other people: those would be told to be moved away."""
    site = tmp_path / "site"
    for _ in range(2):
        with write.next_site(site) as draft:
            draft.swap(draft.put([output("index.html", "x")]))
    for manifest in (tmp_path / ".site.swap").glob("*.json"):
        manifest.write_text("{")
    with pytest.raises(write.Refused) as raised, write.next_site(site):
        pass
    assert (refusal(raised.value, "en") or "").endswith(
        words.text("messages", "state-damaged", "en")
    )
    assert (site / "index.html").read_text() == "x"


def test_a_picture_that_goes_while_it_is_checked_is_told(root: Path) -> None:
    picture = root / "members/lichtblick/bild.jpg"
    picture.write_bytes(b"x")
    source = read_source(root)
    picture.unlink()
    found, _ = check_pictures(build_records(source), source, {})
    told = [problem for problem in found if problem.rule == "vanished"]
    assert [problem.path for problem in told] == ["members/lichtblick/bild.jpg"]
    assert "verschwunden" in problems.as_text(told, "de")


# ── ports ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("port", ["80000", "-1", "0", "80"])
def test_a_number_that_is_no_port_is_told(port: str) -> None:
    refused(run(names.SERVE, f"--port={port}"), f"{port} ist kein Port", "--port 8001")


def test_a_port_that_is_taken_is_told(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        made = run("--root", root, names.SERVE, "--port", str(other.getsockname()[1]))
    refused(made, "ist schon vergeben")


@pytest.mark.parametrize(
    "words", [(names.CHECK, "--nothing"), (names.DEMO,), ("nothing",), (names.SERVE, "--port=x")]
)
def test_a_command_that_is_spelt_wrong_is_no_bug(words: tuple[str, ...]) -> None:
    refused(run(*words), "Aufruf: build.py")


@pytest.mark.parametrize("seconds", ["99999999999999", "9" * 30, "gestern"])
def test_a_moment_that_no_calendar_has_is_told(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seconds: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    with pytest.raises(SystemExit) as ended:
        clock_of(Job(root, "de"), None)
    assert ended.value.code == 1
    assert f"„{seconds}“ ist kein Zeitpunkt" in capsys.readouterr().err


# ── Ctrl-C ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("moment", ["build/lock", "build/stage", "build/.site.swap"])
def test_ctrl_c_prints_no_traceback_of_any_process(root: Path, moment: str) -> None:
    """A terminal sends it to all processes of the command at once."""
    started = subprocess.Popen(
        [*BUILD, "--root", str(root), names.SITE, "--today", TODAY],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    while not (root / moment).exists() and started.poll() is None:
        time.sleep(0.01)
    os.killpg(started.pid, signal.SIGINT)
    _, errors = started.communicate(timeout=HANGS)
    assert b"Traceback" not in errors
    assert started.returncode in {130, -signal.SIGINT}, errors  # a shell calls both 130
