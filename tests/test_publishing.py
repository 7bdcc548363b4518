"""What is published is held against what was built; a real server does it well, or badly."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from schaufenster import command_names as names
from schaufenster.addresses import site_at
from schaufenster.publishing import SERVERS, fetch, folder_of, publish, verify
from schaufenster.publishing.publish import LIST
from schaufenster.responses import TYPES, UNSERVED, Responses
from schaufenster.write import TargetError, sha256, target_at
from schaufenster.write.targets import Folder
from tests.conftest import LANGUAGES

from .conftest import SAMPLE
from .test_build import build

FILES = {
    "index.html": b"<p>start",
    "404.html": b"<p>gone",
    "profile/ust/index.html": b"<p>profile",
    "einbetten/index.html": b"<p>frame",
    "feeds/all.rss": b"<rss/>",
    "data/members.csv": b"a;b",
    "assets/page.js": b"//",
    "_headers": b"/*",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site on the disk."""
    for path, content in FILES.items():
        file = tmp_path / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return tmp_path / "site"


@contextmanager
def serving(site: Path, **faults: Any) -> Iterator[str]:
    """Serve a folder as `responses` has it, but for some faults; yield its address."""
    framed = faults.get("framed", ("einbetten/",))
    responses = Responses(site_at("http://x/", LANGUAGES), framed)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def guess_type(self, path: Any) -> str:
            ending = str(path).rpartition(".")[2]
            return faults.get("types", {}).get(ending) or TYPES.get(ending, "text/plain")

        def end_headers(self) -> None:
            headers = dict(responses.headers(self.path.lstrip("/")))
            for name, value in {**headers, **faults.get("headers", {})}.items():
                if value:
                    self.send_header(name, value)
            super().end_headers()

        def send_error(self, code: int, *_: Any) -> None:
            content = faults.get("page", FILES["404.html"])
            self.send_response(faults.get("status", code))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    handler = functools.partial(Handler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def found(place: str) -> dict[str, int]:
    """Return what is wrong with a served site, by kind."""
    files = {path: sha256(content) for path, content in FILES.items()}
    responses = Responses(site_at(place, LANGUAGES), ("einbetten/",))
    return dict(verify(files, responses, fetch(place), lambda: None).counts)


def test_a_site_that_is_served_well_has_no_fault(site: Path) -> None:
    with serving(site) as place:
        assert found(place) == {}


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ({"types": {"rss": "text/plain"}}, {"type": 1}),
        ({"headers": {"Referrer-Policy": ""}}, {"no-header": 7}),
        ({"headers": {"X-Content-Type-Options": "sniff"}}, {"header": 7}),
        ({"headers": {"Content-Security-Policy": "frame-ancestors *"}}, {"header": 6}),
        ({"status": 200}, {"no-404": 1}),
        ({"page": b"nginx"}, {"plain-404": 1}),
    ],
)
def test_each_fault_of_a_server_is_told_by_its_kind(
    site: Path, faults: dict[str, Any], expected: dict[str, int]
) -> None:
    with serving(site, **faults) as place:
        assert found(place) == expected


def test_what_was_not_transferred_is_told(site: Path) -> None:
    (site / "assets/page.js").unlink()
    (site / "data/members.csv").write_bytes(b"old")
    with serving(site) as place:
        assert found(place) == {"missing": 1, "differs": 1}
    files = {path: sha256(content) for path, content in FILES.items()}
    assert verify(files, None, folder_of(site), lambda: None).counts == {
        "missing": 1, "differs": 1,
    }  # fmt: skip


def test_files_for_the_host_are_not_asked_for(site: Path) -> None:
    for path in UNSERVED:
        (site / path).unlink(missing_ok=True)
    with serving(site) as place:
        assert found(place) == {}


@pytest.mark.parametrize("program", SERVERS)
def test_a_configuration_names_folder_host_and_every_rule(program: str) -> None:
    text = SERVERS[program](
        Responses(site_at("https://www.a.example/", LANGUAGES), ("embed/",)), "/srv/a"
    )
    assert "www.a.example" in text
    assert "/srv/a" in text
    for word in ("nosniff", "frame-ancestors *", "frame-ancestors 'none'", "immutable", "404.html"):
        assert word in text, word


def test_the_commands_say_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SAMPLE, tmp_path / "root"))
    refused = build("--root", str(root), names.VERIFY, str(tmp_path))
    assert (refused.returncode, "manifest.json" in refused.stderr) == (1, True)
    (root / "build").mkdir()
    files = {path: sha256(content) for path, content in FILES.items()}
    manifest = {"url": "https://a.example/", "framed": ["einbetten/"], "files": files}
    (root / "build/manifest.json").write_text(json.dumps(manifest))
    for place in (tmp_path / "nowhere", "http://127.0.0.1:9/"):
        told = build("--root", str(root), names.VERIFY, str(place))
        assert told.returncode == 1
        assert str(place) in told.stderr
        assert "Traceback" not in told.stderr
    for path, content in FILES.items():
        file = tmp_path / "copy" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    whole = build("--root", str(root), names.VERIFY, str(tmp_path / "copy"))
    assert (whole.returncode, "8 Dateien" in whole.stdout) == (0, True)
    (tmp_path / "copy/index.html").write_text("by hand")
    spoilt = build("--root", str(root), "--lang", "en", names.VERIFY, str(tmp_path / "copy"))
    assert (spoilt.returncode, "1 file differs" in spoilt.stdout) == (1, True)
    printed = build("--root", str(root), names.SERVER, "caddy", "--folder", "/srv/x/")
    assert (printed.returncode, "root * /srv/x\n" in printed.stdout) == (0, True)


# ── a site goes out ──────────────────────────────────────────────────────────────────────────

OLD = {
    "index.html": b"<link href=assets/old.css>",
    "assets/old.css": b"old",
    "same.txt": b"same",
    "gone/index.html": b"gone",
}
NEW = {
    "index.html": b"<link href=assets/new.css>",
    "assets/new.css": b"new",
    "same.txt": b"same",
    "pagefind/pagefind.js": b"search",
    "pagefind/index/a": b"a",
}


def site_of(folder: Path, tree: dict[str, bytes]) -> tuple[Path, dict[str, str]]:
    """Write a site; return its folder and the hashes of its files."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder, {path: sha256(content) for path, content in tree.items()}


def below(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder, but for our list."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in files if f.name != LIST}


def is_whole(tree: dict[str, bytes]) -> bool:
    """Return whether the start page finds its style sheet."""
    return all(
        path in tree
        for page in [tree.get("index.html", b"").decode()]
        if "href=" in page
        for path in [page.partition("href=")[2].rstrip(">")]
    )


def test_only_what_changed_is_put_and_only_what_was_ours_goes(tmp_path: Path) -> None:
    target, live = target_at(str(tmp_path / "live")), tmp_path / "live"
    first = publish(*site_of(tmp_path / "old", OLD), target, lambda _: None)
    assert (len(first.put), first.gone, first.same) == (4, (), 0)
    assert below(live) == OLD
    (live / "theirs.txt").write_text("theirs")
    dates = (live / "same.txt").stat().st_mtime_ns
    second = publish(*site_of(tmp_path / "new", NEW), target, lambda _: None)
    assert second.put == (
        "assets/new.css", "pagefind/index/a", "pagefind/pagefind.js", "index.html",
    )  # fmt: skip
    assert (second.gone, second.same) == (("gone/index.html", "assets/old.css"), 1)
    assert below(live) == {**NEW, "theirs.txt": b"theirs"}
    assert (live / "same.txt").stat().st_mtime_ns == dates
    assert not (live / "gone").exists()
    third = publish(*site_of(tmp_path / "new", NEW), target, lambda _: None)
    assert (third.put, third.gone) == ((), ())


class Breaking(Folder):
    """A folder whose disk is full after so many files."""

    left = 0

    def put(self, site: Path, paths: Any) -> None:
        for path in paths:
            if not Breaking.left:
                raise TargetError("No space left on device")
            Breaking.left -= 1
            super().put(site, [path])

    def remove(self, paths: Any) -> None:
        for path in paths:
            if not Breaking.left:
                raise TargetError("Connection reset by peer")
            Breaking.left -= 1
            super().remove([path])


@pytest.mark.parametrize("files", range(14))
def test_wherever_it_breaks_off_no_page_misses_anything_and_the_next_run_heals_it(
    tmp_path: Path, files: int
) -> None:
    live = tmp_path / "live"
    publish(*site_of(tmp_path / "old", OLD), Folder(live), lambda _: None)
    new = site_of(tmp_path / "new", NEW)
    Breaking.left = files
    try:
        publish(*new, Breaking(live), lambda _: None)
    except TargetError:
        assert files < 12
    assert is_whole(below(live)), files
    publish(*new, Folder(live), lambda _: None)
    assert below(live) == NEW, files


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"files": 1}'])
def test_with_a_damaged_list_everything_is_put_again(tmp_path: Path, damage: bytes) -> None:
    live = tmp_path / "live"
    publish(*site_of(tmp_path / "old", OLD), Folder(live), lambda _: None)
    (live / LIST).write_bytes(damage)
    assert len(publish(*site_of(tmp_path / "old", OLD), Folder(live), lambda _: None).put) == 4


def test_publishing_is_dry_until_it_is_meant(tmp_path: Path) -> None:
    root = Path(shutil.copytree(SAMPLE, tmp_path / "root"))
    _, files = site_of(root / "build/site", OLD)
    manifest = {"url": "https://a.example/", "public": False, "framed": [], "files": files}

    def published(*more: str, **changed: Any) -> tuple[int, str]:
        (root / "build/manifest.json").write_text(json.dumps({**manifest, **changed}))
        words = ("--root", str(root), names.PUBLISH, "--to", str(tmp_path / "live"), *more)
        done = build(*words)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    assert published("--really")[0] == 1
    code, told = published(public=True)
    assert (code, "4 Dateien" in told, "--really" in told) == (0, True, True)
    assert not (tmp_path / "live").exists()
    assert published("--really", public=True)[0] == 0
    assert below(tmp_path / "live") == OLD
    (root / "build/site/index.html").write_text("by hand")
    changed = {**files, "index.html": sha256(b"other")}
    code, told = published("--really", public=True, files=changed)
    assert (code, "index.html" in told) == (1, True)
    assert below(tmp_path / "live") == OLD
