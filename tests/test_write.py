"""Real folders, real locks, real kills: what must hold whenever something is written."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schaufenster.output import OutputFile, output
from schaufenster.parallel import background, cores
from schaufenster.problems import Problem, as_text
from schaufenster.write import (
    Busy,
    Changes,
    NotOurs,
    file_lock,
    next_site,
    read_state,
    state,
    swap,
    write_changed,
    write_own,
    write_state,
)  # fmt: skip
from schaufenster.write import manifest as manifest_of
from schaufenster.write.manifest import manifest_file, swap_folder
from tests.conftest import HANGS, PROJECT
from tests.publishing import publish

Tree = Mapping[str, bytes]

TREE_1 = {
    "index.html": b"one",
    "en/index.html": b"one, in English",
    "only/in/one.html": b"1",
    "page": b"a file in one, a folder in two",
    "same.css": b"same",
}
TREE_2 = {
    "index.html": b"two",
    "en/index.html": b"two, in English",
    "page/index.html": b"a folder now",
    "same.css": b"same",
    "two.html": b"2" * 3000,
}


def outputs(tree: Tree) -> list[OutputFile]:
    return [output(path, content) for path, content in tree.items()]


def identities(directory: Path) -> dict[str, tuple[int, ...]]:
    """Which file lies at each path, since when: reading one does not change that."""
    found = {path: (directory / path).stat() for path in TREE_1}
    return {path: (f.st_ino, f.st_size, f.st_mtime_ns, f.st_mode) for path, f in found.items()}


def below(directory: Path) -> dict[str, bytes | str]:
    """Everything below a folder: bytes of files, `-> target` of links, `empty` for such folders."""
    found: dict[str, bytes | str] = {}
    for place in sorted(directory.rglob("*")):
        path = place.relative_to(directory).as_posix()
        if place.is_symlink():
            found[path] = f"-> {place.readlink()}"
        elif place.is_file():
            found[path] = place.read_bytes()
        elif not any(place.iterdir()):
            found[path] = "empty"
    return found


def show(site: Path, tree: Tree) -> Changes:
    """Publish a tree."""
    return publish(site, outputs({path: tree[path] for path in sorted(tree)}))


def idle_tree(site: Path) -> Path:
    return swap.idle_tree(site)


def manifests(site: Path) -> list[Path]:
    return sorted(swap_folder(site).glob("*.json"))


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a second process that can import the package."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def result(process: subprocess.Popen[str]) -> str:
    told, _ = process.communicate(timeout=HANGS)
    assert process.returncode == 0
    return told


@contextmanager
def started(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run a second process from when it says a line until the end of the block; then kill it."""
    with python(code, *arguments) as process:
        assert process.stdout
        assert process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(params=["exchange", "link"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways a site can change: the kernel exchanges folders, or refuses and a link moves."""
    if request.param == "link":
        monkeypatch.setattr(swap, "exchange", lambda _one, _other: False)
    return str(request.param)


# ── write_changed ────────────────────────────────────────────────────────────────────────────


def test_a_folder_holds_exactly_the_files(tmp_path: Path) -> None:
    assert write_changed(tmp_path / "new/stage", outputs(TREE_1)) == Changes(5, 0, 0)
    assert below(tmp_path / "new/stage") == TREE_1
    assert write_changed(tmp_path / "new/stage", outputs(TREE_2)) == Changes(4, 1, 2)
    assert below(tmp_path / "new/stage") == TREE_2


def test_a_file_that_is_right_is_not_touched(tmp_path: Path) -> None:
    write_changed(tmp_path, outputs(TREE_1))
    before = identities(tmp_path)
    assert write_changed(tmp_path, outputs({**TREE_1, "index.html": b"eno"})) == Changes(1, 4, 0)
    after = identities(tmp_path)
    assert [path for path in TREE_1 if after[path] != before[path]] == ["index.html"]


def test_no_file_is_an_empty_folder(tmp_path: Path) -> None:
    write_changed(tmp_path, outputs(TREE_1))
    assert write_changed(tmp_path, []) == Changes(0, 0, 5)
    assert below(tmp_path) == {}
    assert tmp_path.is_dir()


def test_whatever_else_stands_in_the_folder_is_put_right(tmp_path: Path) -> None:
    stage, other = tmp_path / "stage", tmp_path / "other"
    other.mkdir()
    (other / "keep.txt").write_text("keep")
    stage.mkdir()
    (stage / "empty/deep").mkdir(parents=True)
    (stage / "index.html").mkdir()  # a folder where a file is needed, and full
    (stage / "index.html" / "x").write_text("x")
    (stage / "only").write_text("a file where a folder is needed")
    (stage / "en").symlink_to(other)  # a link where a folder is needed
    (stage / "page").symlink_to(other / "keep.txt")  # a link where a file is needed
    (stage / "stray").symlink_to(other)
    (stage / "dangling").symlink_to("nowhere")
    os.mkfifo(stage / "same.css")  # reading it would wait for ever
    (stage / ".writing").write_text("what a killed run left")
    write_changed(stage, outputs(TREE_1))
    assert below(stage) == TREE_1
    assert below(other) == {"keep.txt": b"keep"}


def test_a_link_with_the_right_bytes_behind_it_becomes_a_file(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"one")
    (tmp_path / "stage").mkdir()
    (tmp_path / "stage/index.html").symlink_to(tmp_path / "target")
    write_changed(tmp_path / "stage", outputs({"index.html": b"one"}))
    assert below(tmp_path / "stage") == {"index.html": b"one"}


def test_a_file_with_a_second_name_keeps_its_bytes_there(tmp_path: Path) -> None:
    write_changed(tmp_path / "stage", outputs({"index.html": b"one"}))
    (tmp_path / "second").hardlink_to(tmp_path / "stage/index.html")
    write_changed(tmp_path / "stage", outputs({"index.html": b"two"}))
    assert (tmp_path / "second").read_bytes() == b"one"


def test_new_files_have_the_rights_of_any_new_file(tmp_path: Path) -> None:
    write_changed(tmp_path / "stage", outputs({"index.html": b"one"}))
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "stage/index.html").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("stands", ["link", "file"])
def test_the_folder_itself_is_no_link_and_no_file(tmp_path: Path, stands: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/keep.txt").write_bytes(b"keep")
    if stands == "link":
        (tmp_path / "stage").symlink_to("other")
    else:
        (tmp_path / "stage").write_bytes(b"keep")
    before = below(tmp_path)
    with pytest.raises(NotOurs) as caught:
        write_changed(tmp_path / "stage", outputs(TREE_1))
    assert caught.value.path == tmp_path / "stage"
    assert below(tmp_path) == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.html", "a.html"),
        ("a.html", "A.HTML"),
        ("a", "a/b.html"),
        ("a/b.html", "a"),
        ("a/b.html", "a/b.html/c"),
        ("news/x.html", "News/y.html"),
        ("news/x.html", "NEWS"),
        ("m\u00fcnchen", "mu\u0308nchen"),
        ("stra\u00dfe", "STRASSE"),
    ],
)
def test_two_outputs_that_clash_are_both_named(tmp_path: Path, one: str, other: str) -> None:
    files = [output(one, b""), output(other, b"")]
    with pytest.raises(ValueError, match="clashes") as caught:
        write_changed(tmp_path / "stage", files)
    assert str(caught.value) == f"{other} clashes with {one}"
    assert not (tmp_path / "stage").exists()


@pytest.mark.parametrize(
    "path", ["/a", "a/../b", "..", "a\\b", "a//b", "a/", "", ".", "./a", "a/./b", "a\0b"]
)
def test_a_path_that_leads_elsewhere_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="plain relative path"):
        write_changed(tmp_path / "stage", [output(path, b"")])
    assert not (tmp_path / "stage").exists()


@pytest.mark.parametrize("path", [".writing", ".writing/a"])
def test_the_name_of_a_file_on_its_way_is_no_output(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="reserved"):
        write_changed(tmp_path / "stage", outputs({path: b""}))


FULL_DISK = """
import resource, sys
from pathlib import Path
from schaufenster.output import output
from schaufenster.write import write_changed
from tests.publishing import publish
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
site = Path(sys.argv[1])
files = [output("a.html", b"new"), output("big.html", b"b" * 100_000)]
try:
    if sys.argv[2] == "publish":
        publish(site, files)
    else:
        write_changed(site, files)
except OSError as fault:
    print(fault.errno)
"""


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    stage = tmp_path / "stage"
    write_changed(stage, outputs({"a.html": b"old", "big.html": b"old"}))
    assert result(python(FULL_DISK, stage, "write_changed")) == f"{errno.EFBIG}\n"
    assert below(stage) == {"a.html": b"new", "big.html": b"old"}


# ── publish ──────────────────────────────────────────────────────────────────────────────────


def test_each_build_replaces_the_site(tmp_path: Path, way: str) -> None:
    site = tmp_path / "build/site"
    assert show(site, TREE_1) == Changes(5, 0, 0)
    assert below(site) == TREE_1
    assert show(site, TREE_2) == Changes(4, 1, 2)
    assert below(site) == TREE_2
    assert show(site, TREE_2) == Changes(0, 5, 0)
    assert show(site, TREE_1) == Changes(4, 1, 2)
    assert below(site) == TREE_1
    assert site.is_symlink() == (way == "link")
    assert sorted(place.name for place in site.parent.iterdir()) == [".site.swap", "site"]


def test_the_kernel_exchanges_here() -> None:
    """Else the tests of one way would in truth test the other."""
    with tempfile.TemporaryDirectory() as place:
        one, other = Path(place, "one"), Path(place, "other")
        one.mkdir()
        (other / "x").mkdir(parents=True)
        assert swap.exchange(one, other)
        assert (one / "x").is_dir()


def test_a_missing_folder_is_an_error_and_no_refusal(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        swap.exchange(tmp_path / "none", tmp_path)


def test_an_empty_tree_can_be_published(tmp_path: Path, way: str) -> None:
    for tree in ({}, TREE_1, {}, TREE_1):
        show(tmp_path / "site", tree)
        assert below(tmp_path / "site") == tree, way


# ── drafts ───────────────────────────────────────────────────────────────────────────────────


def test_what_another_process_puts_is_seen_with_all_the_rest(tmp_path: Path, way: str) -> None:
    site = tmp_path / "site"
    for text in (b"one", b"two", b"two"):
        before = below(site)
        with next_site(site) as tree:
            beside = outputs({"feeds/all.rss": text, "data/all.csv": b"same"})
            with background(lambda: tree.put(iter(beside))) as (put,):  # noqa: B023 - made in the loop
                placed = put()
            assert below(site) == before, way
            last = outputs({"index.html": b"page", "_headers": text})
            tree.swap([*tree.put(last), *placed])
        assert below(site) == {
            "index.html": b"page",
            "feeds/all.rss": text,
            "data/all.csv": b"same",
            "_headers": text,
        }, way
        assert (idle_tree(site) / "data/all.csv").samefile(site / "data/all.csv")


@pytest.mark.parametrize(
    "before",
    [
        {"a/b/c": b"file"},
        {"a/b": b"a file where a folder is needed"},
        {"a": b"a file where a folder is needed"},
        {"a/b/c/d/e": b"a folder where a file is needed"},
        {"A/B/c": b"another spelling", "A/x": b""},
        {"a/b/C": b"another spelling", "x": b""},
    ],
)
def test_what_is_put_finds_room(tmp_path: Path, way: str, before: Tree) -> None:
    site = tmp_path / "site"
    for _ in range(2):  # both trees
        show(site, before)
    with next_site(site) as tree:
        placed = tree.put(outputs({"a/b/c": b"new", "a/b/d": b"new"}))
        assert below(tree.tree).items() >= {("a/b/c", b"new"), ("a/b/d", b"new")}
        tree.swap(placed)
    assert below(site) == {"a/b/c": b"new", "a/b/d": b"new"}, way


def test_what_is_put_never_goes_through_a_link(tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    foreign_folder(elsewhere)
    show(site, TREE_1)
    show(site, TREE_1)
    shutil.rmtree(idle_tree(site) / "en")
    (idle_tree(site) / "en").symlink_to(elsewhere)
    before = below(elsewhere)
    with next_site(site) as tree:
        placed = tree.put(outputs({"en/index.html": b"new"}))
        tree.swap(placed)
    assert below(site) == {"en/index.html": b"new"}
    assert below(elsewhere) == before


@pytest.mark.parametrize("path", ["/a", "a/../../b", "..", "a\\b", ""])
def test_what_leads_elsewhere_is_not_put(tmp_path: Path, path: str) -> None:
    show(tmp_path / "site", TREE_1)
    with (
        pytest.raises(ValueError, match="plain relative path"),
        next_site(tmp_path / "site") as tree,
    ):
        tree.put(outputs({path: b""}))
    assert below(tmp_path / "site") == TREE_1
    assert sorted(place.name for place in tmp_path.iterdir()) == [".site.swap", "site"]


def test_what_is_put_clashes_as_all_the_rest_does(tmp_path: Path) -> None:
    site = tmp_path / "site"
    show(site, TREE_1)
    one, other = output("a", b""), output("a", b"")
    with (
        next_site(site) as tree,
        pytest.raises(ValueError, match="a clashes with a"),
    ):
        tree.swap(tree.put([one, other]))
    for path in ("a", "A", "a/b"):
        with next_site(site) as tree, pytest.raises(ValueError, match="clashes"):
            tree.swap([*tree.put([output(path, b"")]), *tree.put([one])])
    assert below(site) == TREE_1


def test_a_draft_that_is_never_shown_changes_nothing(tmp_path: Path, way: str) -> None:
    site = tmp_path / "site"
    show(site, TREE_2)
    show(site, TREE_1)
    with next_site(site) as tree:
        tree.put(outputs({**TREE_2, "stray": b"stray"}))
    assert below(site) == TREE_1, way
    show(site, TREE_2)
    assert below(site) == TREE_2, way


def test_an_empty_folder_may_become_the_site(tmp_path: Path, way: str) -> None:
    (tmp_path / "site").mkdir()
    show(tmp_path / "site", TREE_1)
    assert below(tmp_path / "site") == TREE_1, way


def foreign_folder(site: Path) -> None:
    (site / "thesis").mkdir(parents=True)
    (site / "thesis/chapter.txt").write_text("years of work")


def foreign_link(site: Path) -> None:
    foreign_folder(site.parent / "elsewhere")
    site.symlink_to("elsewhere")


def foreign_dangling_link(site: Path) -> None:
    site.symlink_to("elsewhere")


def foreign_file(site: Path) -> None:
    site.write_text("years of work")


def folder_made_anew_in_place_of_a_site(site: Path) -> None:
    show(site, TREE_1)
    write_changed(site, [])
    foreign_folder(site)  # the same inode, with our manifest still beside it
    (site / "index.html").write_text("one's own")


def folder_with_the_manifests_gone(site: Path) -> None:
    show(site, TREE_1)
    for manifest in manifests(site):
        manifest.unlink()


@pytest.mark.parametrize(
    "make",
    [
        foreign_folder,
        foreign_link,
        foreign_dangling_link,
        foreign_file,
        folder_made_anew_in_place_of_a_site,
        folder_with_the_manifests_gone,
    ],
)
def test_what_others_made_is_never_replaced(tmp_path: Path, make: Callable[[Path], None]) -> None:
    site = tmp_path / "site"
    make(site)
    before = below(tmp_path)
    with pytest.raises(NotOurs) as caught:
        publish(site, outputs(TREE_2))
    assert caught.value.path == site
    assert below(tmp_path) == before


def test_a_site_restored_from_a_copy_is_still_ours(tmp_path: Path) -> None:
    """As after a cache of `build/` was unpacked: other inodes, dates in whole seconds."""
    show(tmp_path / "one/site", TREE_1)
    show(tmp_path / "one/site", TREE_1)
    subprocess.run(["cp", "-r", tmp_path / "one", tmp_path / "two"], check=True)
    show(tmp_path / "two/site", TREE_2)
    assert below(tmp_path / "two/site") == TREE_2


def test_a_site_that_was_edited_by_hand_is_put_right(tmp_path: Path, way: str) -> None:
    site = tmp_path / "site"
    for tree in (TREE_1, TREE_2, TREE_1, TREE_2):
        show(site, tree)
        assert below(site) == tree, way
        (site / "index.html").write_text("by hand")
        (site / "same.css").unlink()


def test_what_others_put_into_the_site_stays_until_they_remove_it(tmp_path: Path, way: str) -> None:
    site = tmp_path / "site"
    show(site, TREE_1)
    (site / "CNAME").write_text("www.example")
    (site / ".well-known/empty").mkdir(parents=True)
    (site / ".well-known/proof.txt").write_text("proof")
    theirs = {"CNAME": b"www.example", ".well-known/proof.txt": b"proof",
              ".well-known/empty": "empty"}  # fmt: skip
    for tree in (TREE_2, TREE_1, TREE_2, TREE_2):
        assert show(site, tree).others == (".well-known/proof.txt", "CNAME")
        assert below(site) == {**tree, **theirs}, way
    (site / "CNAME").write_text("other.example")
    assert show(site, TREE_1).removed == 2
    assert (site / "CNAME").read_text() == "other.example"
    (site / "CNAME").unlink()
    shutil.rmtree(site / ".well-known")
    for tree in (TREE_1, TREE_2):
        assert show(site, tree).others == ()
        assert below(site) == tree


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("path", ["two.html", "TWO.html", "page/mine.html", "two.html/mine"])
def test_what_others_put_where_the_next_site_has_a_file_is_refused(
    tmp_path: Path, path: str
) -> None:
    site = tmp_path / "site"
    before = {path: raw for path, raw in TREE_1.items() if path != "page"}
    show(site, before)
    (site / path).parent.mkdir(exist_ok=True)
    (site / path).write_text("theirs")
    if path == "page/mine.html":  # beside a page of ours
        assert show(site, TREE_2).others == (path,)
        return
    with pytest.raises(NotOurs):
        show(site, TREE_2)
    assert below(site) == {**before, path: b"theirs"}


def test_a_link_of_others_in_the_site_is_refused(tmp_path: Path) -> None:
    site = tmp_path / "site"
    show(site, TREE_1)
    (site / "link").symlink_to("index.html")
    with pytest.raises(NotOurs):
        show(site, TREE_2)
    assert (site / "index.html").read_bytes() == b"one"


def test_only_what_was_written_is_removed_from_a_folder_of_ours(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert write_own(out, outputs({"a/1": b"1", "a/2": b"2", "b/1": b"1"})).others == ()
    (out / "a/note.txt").write_text("theirs")
    assert write_own(out, outputs({"a/1": b"1", "b/1": b"1"})).others == ("a/note.txt",)
    assert below(out).keys() == {".files", "a/1", "a/note.txt", "b/1"}
    assert write_own(out, outputs({"a/3": b"3"}), "a/").others == ("a/note.txt",)
    assert below(out).keys() == {".files", "a/3", "a/note.txt", "b/1"}
    (out / "a/note.txt").unlink()
    assert write_own(out, outputs({"b/2": b"2"})).others == ()
    assert below(out).keys() == {".files", "b/2"}


@pytest.mark.parametrize("damage", ["", "{", "1", "[[1]]"])
def test_without_a_list_nothing_is_removed(tmp_path: Path, damage: str) -> None:
    write_own(tmp_path, outputs({"a": b"1"}))
    (tmp_path / ".files").write_text(damage)
    assert write_own(tmp_path, outputs({"b": b"2"})).others == ("a",)
    assert below(tmp_path).keys() == {".files", "a", "b"}


def test_bytes_that_stay_keep_their_date_from_site_to_site(tmp_path: Path, way: str) -> None:
    site = tmp_path / "site"
    seen = set()
    for number in range(5):
        show(site, {"same.css": b"same", "index.html": str(number).encode()})
        seen.add((site / "same.css").stat().st_mtime_ns)
    assert len(seen) == 1, way


def test_bytes_that_come_back_get_a_new_date(tmp_path: Path, way: str) -> None:
    site = tmp_path / "site"
    dates = []
    for content in (b"x", b"y", b"x", b"x", b"y"):
        show(site, {"index.html": content})
        dates.append((site / "index.html").stat().st_mtime_ns)
        time.sleep(0.01)
    assert dates == sorted(dates), way
    assert dates[2] == dates[3]
    assert len(set(dates)) == 4


def test_what_is_proven_unchanged_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    site = tmp_path / "site"
    show(site, TREE_1)
    show(site, TREE_1)
    read: list[str] = []
    real = manifest_of._read

    def noted(file: str | os.PathLike[str]) -> bytes:
        read.append(Path(file).name)
        return real(file)

    monkeypatch.setattr(manifest_of, "_read", noted)
    show(site, {**TREE_1, "same.css": b"else"})
    assert read == [], way


@pytest.mark.parametrize("damage", ["absent", "", "{", "1"])
def test_a_tree_that_does_not_surely_follow_the_site_is_made_anew(
    tmp_path: Path, way: str, damage: str
) -> None:
    site = tmp_path / "site"
    show(site, TREE_1)
    show(site, TREE_1)
    (idle_tree(site) / "stray.html").write_text("left by a build that was killed")
    file = idle_tree(site) / "same.css"
    before = file.stat()
    file.unlink()
    file.write_bytes(b"evil")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))  # only its bytes tell
    note = swap_folder(site) / "follows"
    if damage == "absent":
        note.unlink()
    else:
        note.write_text(damage)
    show(site, TREE_1)
    assert below(site) == TREE_1, way


def test_a_change_costs_what_it_changes(tmp_path: Path, way: str) -> None:
    """A file that stays is one file with two names, in this tree and in the other."""
    site = tmp_path / "site"
    show(site, TREE_1)
    before = identities(site)
    show(site, {**TREE_1, "index.html": b"changed"})
    after = identities(site)
    assert {path for path in TREE_1 if before[path] != after[path]} == {"index.html"}, way
    assert below(idle_tree(site)) == below(site)
    assert identities(idle_tree(site)) == after


def test_what_changed_is_on_the_disk_before_the_site_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    show(site, TREE_1)
    show(site, TREE_1)
    done: list[int | str] = []
    real = swap.exchange

    def exchange(one: Path, other: Path) -> bool:
        done.append("exchange")
        return real(one, other)

    monkeypatch.setattr(swap, "exchange", exchange)
    monkeypatch.setattr(os, "fsync", lambda number: done.append(os.fstat(number).st_ino))
    show(site, TREE_2)
    changed = ["", "index.html", "en", "en/index.html", "page", "page/index.html", "two.html"]
    places = [swap_folder(site), manifest_file(site, site), *(site / p for p in changed)]
    before = done[: done.index("exchange")]
    assert [place for place in places if place.stat().st_ino not in before] == []
    assert site.parent.stat().st_ino in done[done.index("exchange") :]


def test_where_much_changed_all_is_brought_to_the_disk_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda _: done.append("one"))
    monkeypatch.setattr(os, "sync", lambda: done.append("all"))
    show(tmp_path / "site", {f"{number}.html": b"" for number in range(500)})
    assert done.count("all") == 1
    assert len(done) < 10


def test_a_disk_that_takes_no_more_leaves_the_site_untouched(tmp_path: Path) -> None:
    site = tmp_path / "site"
    show(site, TREE_1)
    before = identities(site)
    assert result(python(FULL_DISK, site, "publish")) == f"{errno.EFBIG}\n"
    assert below(site) == TREE_1
    assert identities(site) == before
    show(site, TREE_2)
    assert below(site) == TREE_2


def test_a_file_system_that_no_longer_exchanges_gets_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    show(site, TREE_1)
    assert not site.is_symlink()
    monkeypatch.setattr(swap, "exchange", lambda _one, _other: False)
    for tree in (TREE_2, TREE_1, TREE_2):
        show(site, tree)
        assert site.is_symlink()
        assert below(site) == tree
    monkeypatch.undo()
    show(site, TREE_1)
    assert below(site) == TREE_1


@pytest.mark.parametrize("mended", ["at once", "by the next build"])
def test_a_folder_that_fails_to_become_a_link_gets_its_name_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mended: str
) -> None:
    site = tmp_path / "site"
    show(site, TREE_1)
    real = Path.replace

    def replace(file: Path, target: Path) -> Path:
        if target == site:
            raise OSError(errno.EIO, "between the two renames")
        return real(file, target)

    monkeypatch.setattr(swap, "exchange", lambda _one, _other: False)
    monkeypatch.setattr(Path, "replace", replace)
    if mended == "by the next build":  # a killed one cannot mend anything
        with monkeypatch.context() as killed:
            killed.setattr(swap, "mend", lambda _: None)
            with pytest.raises(OSError, match="between"):
                show(site, TREE_2)
        assert not site.exists()
    with pytest.raises(OSError, match="between"):
        show(site, TREE_2)
    assert below(site) == TREE_1
    monkeypatch.setattr(Path, "replace", real)
    show(site, TREE_2)
    assert below(site) == TREE_2


def test_two_builds_do_not_publish_to_one_place_at_once(tmp_path: Path) -> None:
    show(tmp_path / "site", TREE_1)
    with file_lock(tmp_path / ".site.swap/lock"), pytest.raises(Busy):
        show(tmp_path / "site", TREE_2)
    assert below(tmp_path / "site") == TREE_1


# ── kills, errors and readers ────────────────────────────────────────────────────────────────

# Every step that touches the disk below the place fails once, or kills the process once.
STEP_BY_STEP = """
import errno, json, os, signal, sys
from pathlib import Path
from schaufenster.write import site, swap
from schaufenster.output import output
from tests import publishing

place, how, way, first = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4] == "first"
trees = [[output(p, c.encode()) for p, c in t.items()] for t in json.load(sys.stdin)]
exchange = swap.exchange if way == "exchange" else lambda one, other: False
steps = stop_at = 0
told = []

def watch(event, arguments):
    global steps
    if stop_at and any(str(place) in os.fsdecode(a) for a in arguments
                       if isinstance(a, (str, bytes, os.PathLike))):
        steps += 1
        if steps == stop_at:
            if how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(errno.ENOSPC, "no space left")

def publish(site, tree):
    publishing.publish(site, tree)

def shown(site):
    if not site.exists():
        return None
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}

def outcome(site, tree):
    # "stopped" at the step, "survived" it (a folder that is there need not be made), or none left
    global steps, stop_at
    child = os.fork() if how == "kill" else 0
    if child:
        return "stopped" if os.waitpid(child, 0)[1] else "none left"
    steps, stop_at = 0, number
    try:
        publish(site, tree)
    except OSError as fault:
        if fault.errno != errno.ENOSPC:
            raise
        return "stopped"
    finally:
        stop_at = 0
    if how == "kill":
        os._exit(0)
    return "none left" if steps < number else "survived"

swap.exchange = exchange
site._UNSETTLED = 10**18  # every folder is read, so that each run has the same steps
os.fsync = lambda number: None  # dear, and no step of its own
sys.addaudithook(watch)
number, came = 0, ""
old, new = ({file.path: file.content for file in tree} for tree in trees)
while came != "none left":
    number += 1
    site = place / str(number)
    if not first:
        for tree in (trees[0], trees[1], trees[0]):
            publish(site, tree)
    before = (None, {}) if first else (old,)
    came = outcome(site, trees[1])
    now = shown(site)
    told.append("old" if now in before else "new" if now == new else f"mixed at {number}: {now}")
    if came != "stopped":
        assert told.pop() == "new", number
    publish(site, trees[1])
    assert shown(site) == new, number
    publish(site, trees[0])
    assert shown(site) == old, number
print(json.dumps(told))
"""


@pytest.mark.parametrize("build", ["first", "later"])
@pytest.mark.parametrize("how", ["error", "kill"])
def test_stopped_at_any_step_the_site_is_the_old_one_or_the_new_one(
    tmp_path: Path, how: str, way: str, build: str
) -> None:
    process = python(STEP_BY_STEP, tmp_path, how, way, build)
    trees = [{p: c.decode() for p, c in tree.items()} for tree in (TREE_1, TREE_2)]
    told, _ = process.communicate(json.dumps(trees), timeout=HANGS)
    assert process.returncode == 0
    steps = json.loads(told)
    assert len(steps) > 30
    assert steps == sorted(steps, reverse=True)  # "old" up to the exchange, "new" from there on
    assert set(steps) == {"old", "new"}


PUBLISH_FOR_EVER = """
import json, sys
from itertools import count
from pathlib import Path
from schaufenster.write import swap
from schaufenster.output import output
from tests.publishing import publish
site = Path(sys.argv[1])
if sys.argv[2] == "link":
    swap.exchange = lambda one, other: False
trees = [[output(path, text) for path, text in tree.items()] for tree in json.load(sys.stdin)]
print("ready", flush=True)
for number in count():
    publish(site, trees[number % 2])
"""


def killed_again_and_again(site: Path, way: str, times: int) -> set[int]:
    """Kill a publishing process `times` times; return which of two trees its kills left."""
    chance = random.Random(7)  # noqa: S311 - chance, not secrecy
    numbered = [{f"p{n % 7}/{n}.html": f"{n}" for n in range(start, 60, 3)} for start in (0, 1)]
    texts = [
        {**{p: c.decode() for p, c in t.items()}, **m}
        for t, m in zip((TREE_1, TREE_2), numbered, strict=True)
    ]
    trees = [{path: text.encode() for path, text in tree.items()} for tree in texts]
    show(site, trees[0])
    seen = set()
    for number in range(times):
        with python(PUBLISH_FOR_EVER, site, way) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(texts))
            process.stdin.close()
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.0, 0.05))
            process.send_signal(signal.SIGKILL)
        assert below(site) in trees, number
        seen.add(trees.index(below(site)))  # type: ignore[arg-type]
        tree = chance.choice(trees)
        show(site, tree)
        assert below(site) == tree, number
    return seen


def test_a_killed_build_leaves_one_whole_site(tmp_path: Path, way: str) -> None:
    killed_again_and_again(tmp_path / "site", way, 10)


@pytest.mark.long
def test_300_killed_builds_leave_one_whole_site(tmp_path: Path, way: str) -> None:
    assert killed_again_and_again(tmp_path / "site", way, 150) == {0, 1}


READ_FOR_EVER = """
import json, os, select, sys
site = sys.argv[1]
read = lambda path: open(f"{site}/{path}", "rb").read()
told = {"reads": 0, "missing": 0, "mixed": 0, "seen": 0}
last = b""
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    told["reads"] += 1
    try:
        # Numbers only grow: if it is the same before and after, no swap came between. Twice
        # before, for a reader that is paused inside `open` may get the next number early.
        early, before, page, deep, after = map(
            read, ("number", "number", "index.html", "en/index.html", "number"))
    except OSError:
        told["missing"] += 1
        continue
    told["mixed"] += early == before == after and {before, page, deep} != {before}
    told["seen"] += before != last
    last = before
print(json.dumps(told))
"""


def test_a_reader_sees_whole_sites_during_a_thousand_swaps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # what a reader sees does not hang on it
    paths = ("number", "index.html", "en/index.html")
    site = tmp_path / "site"

    def swap(number: int) -> None:
        files = outputs(dict.fromkeys(paths, str(number).encode()))
        publish(site, files)

    swap(0)
    with started(READ_FOR_EVER, site) as reader:
        for number in range(1, 1001):
            swap(number)
        told, _ = reader.communicate("stop\n", timeout=HANGS)
    seen = json.loads(told)
    assert (seen["missing"], seen["mixed"]) == (0, 0), way
    assert seen["seen"] > 20


paths = st.lists(st.sampled_from(["a", "b", "c.html", "\u00e4 x"]), min_size=1, max_size=3).map(
    "/".join
)


@st.composite
def any_tree(draw: st.DrawFn) -> dict[str, bytes]:
    tree = draw(
        st.dictionaries(paths, st.sampled_from([b"", b"1", b"2", b"long" * 99]), max_size=8)
    )
    return {p: c for p, c in tree.items() if not any(q.startswith(f"{p}/") for q in tree)}


@given(st.lists(any_tree(), min_size=2, max_size=4), st.booleans())
def test_any_sequence_of_trees_ends_with_the_last(trees: list[Tree], exchange: bool) -> None:  # noqa: FBT001
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        if not exchange:
            patch.setattr(swap, "exchange", lambda _one, _other: False)
        former: Tree = {}
        for tree in trees:
            changes = show(Path(place, "site"), tree)
            stage = write_changed(Path(place, "stage"), outputs(tree))
            kept = len(former.items() & tree.items())
            expected = Changes(len(tree) - kept, kept, len(former.keys() - tree.keys()))
            assert (changes, stage) == (expected, expected)
            assert below(Path(place, "site")) == below(Path(place, "stage")) == tree
            former = tree


@pytest.mark.long
def test_five_changes_among_11000_files_are_five_changes(tmp_path: Path) -> None:
    chance = random.Random(1)  # noqa: S311 - chance, not secrecy
    tree = {f"p{n // 4}/{n}.html": chance.randbytes(20_000) for n in range(11_000)}
    site = tmp_path / "site"
    show(site, tree)
    show(site, tree)
    tree |= {f"p{n // 4}/{n}.html": chance.randbytes(20_000) for n in range(0, 10_000, 2_000)}
    changes = publish(site, outputs(tree))
    assert changes == Changes(5, 10_995, 0)


# ── locks ────────────────────────────────────────────────────────────────────────────────────

HOLD = """
import sys
from pathlib import Path
from schaufenster.write import file_lock
with file_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
print("free", flush=True)
"""
HOLD_WITH_ANOTHER = """
import os, sys, time
from pathlib import Path
from schaufenster.parallel import background, cores
from schaufenster.write import file_lock

def work():
    Path(sys.argv[2]).write_text(str(os.getpid()))
    print("held", flush=True)
    time.sleep(1000)

with file_lock(Path(sys.argv[1])), background(work):
    time.sleep(1000)
"""


def test_a_lock_keeps_a_second_process_out_until_it_ends(tmp_path: Path) -> None:
    file = tmp_path / "new/lock"
    with started(HOLD, file) as process:
        with pytest.raises(Busy) as caught, file_lock(file):
            pytest.fail("two processes hold one lock")
        assert caught.value.path == file
        told, _ = process.communicate("go\n", timeout=HANGS)
        assert told == "free\n"
        with file_lock(file):
            pass


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    with started(HOLD, tmp_path / "lock") as process:
        process.kill()
        process.wait()
        with file_lock(tmp_path / "lock"):
            pass


@pytest.mark.skipif(cores() == 1, reason="there is no other process")
def test_a_killed_process_leaves_no_lock_and_no_other_process(tmp_path: Path) -> None:
    with started(HOLD_WITH_ANOTHER, tmp_path / "lock", tmp_path / "other") as process:
        other = Path("/proc", (tmp_path / "other").read_text(), "stat")
        process.kill()
        process.wait()
        with file_lock(tmp_path / "lock"):
            pass
    begun = time.monotonic()
    with suppress(FileNotFoundError, ProcessLookupError):  # it is gone, or goes while it is read
        while other.read_text().rpartition(")")[2].split()[0] != "Z":  # ended, waited for by nobody
            assert time.monotonic() < begun + HANGS
            time.sleep(0.01)


def test_a_lock_holds_within_one_process_too_and_ends_with_an_error(tmp_path: Path) -> None:
    def fail() -> None:
        with file_lock(tmp_path / "lock"):
            with pytest.raises(Busy), file_lock(tmp_path / "lock"):
                pass
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with file_lock(tmp_path / "lock"):
        pass


# ── messages ─────────────────────────────────────────────────────────────────────────────────


def test_refusals_are_told_in_both_languages(tmp_path: Path) -> None:
    assert {Problem("", 0, 0, "", each.rule).severity for each in (Busy, NotOurs)} == {"error"}
    refused = NotOurs(tmp_path)
    problem = Problem("out", 0, 0, "", refused.rule)
    assert as_text([problem], "de").startswith("out: Hier liegen Dateien")
    assert as_text([problem], "en").startswith("out: There are files here")


# ── what a build remembers ───────────────────────────────────────────────────────────────────


def test_what_a_build_remembers_is_read_again(tmp_path: Path) -> None:
    show(tmp_path / "site", TREE_1)
    assert read_state(tmp_path / "site", "part") is None
    write_state(tmp_path / "site", "part", {"one": [1]})
    assert read_state(tmp_path / "site", "part") == {"one": [1]}
    assert read_state(tmp_path / "site", "other") is None


@pytest.mark.parametrize("place", [0, 70, -1])
def test_what_a_build_remembers_is_of_no_use_when_it_is_damaged(tmp_path: Path, place: int) -> None:
    show(tmp_path / "site", TREE_1)
    write_state(tmp_path / "site", "part", {"one": [1]})
    file = swap_folder(tmp_path / "site") / "part.state"
    raw = bytearray(file.read_bytes())
    raw[place] ^= 1
    file.write_bytes(raw)
    assert read_state(tmp_path / "site", "part") is None


def test_what_other_code_remembers_is_of_no_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its records may have other fields: after an update everything is read again."""
    show(tmp_path / "site", TREE_1)
    write_state(tmp_path / "site", "part", {"one": [1]})
    package = tmp_path / "package"
    shutil.copytree(state._PACKAGE, package, ignore=shutil.ignore_patterns("*.pyc"))
    monkeypatch.setattr(state, "_PACKAGE", package)
    state._code.cache_clear()
    assert read_state(tmp_path / "site", "part") == {"one": [1]}  # wherever it lies
    with (package / "reads.py").open("a") as code:
        code.write("\n")
    state._code.cache_clear()
    assert read_state(tmp_path / "site", "part") is None
    state._code.cache_clear()
