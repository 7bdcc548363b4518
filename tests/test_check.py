"""The broken sample: one folder with every mistake, and every message in both languages."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from schaufenster import problems, words
from schaufenster.content import read
from schaufenster.content.check.pictures import _faults_of_picture
from schaufenster.content.load import check_cluster, load_cluster
from schaufenster.content.model import hash_of
from schaufenster.problems import ContentError, Language
from tests.conftest import CLOCK, PROJECT, SAMPLE
from tests.hostile import HOSTILE_PICTURES, HOSTILE_SVGS, _exif, picture

BROKEN = PROJECT / "tests" / "broken"
Golden = Callable[[str, str], None]

# What no folder can hold: another room tells it, it has a test of its own below, or (`invalid`) it
# answers an error of pydantic's that no field can cause today.
ELSEWHERE = {
    "address-gone", "busy", "git-refused", "calendar-gone", "not-ours", "state-damaged", "vanished",
    "cluster-missing", "unreadable", "picture-size", "colour-alike",
    "colour-contrast", "invalid", "headline-too-long", "lead-too-long", "mail-too-large",
    "source-own-host", "words-missing", "form-repository", "form-sign-in",
    "ledger-damaged", "sending-busy", "open-data-broken", "open-data-version",
}  # fmt: skip

# Files that git, an editor or a reader of this folder would rather not meet.
YAML = {
    "after": 'name: "Muster" am See\n',
    "anchor": "name: &Muster am See\n",
    "conflict": "<<<<<<< HEAD\nname: Muster\n=======\nname: Probe\n>>>>>>> vorschlag\n",
    "dash": "name: Muster\nsources:\n  – url: x\n    title: y\n",
    "damaged": "name: M\u00c3\u00bcller\n",
    "escape": 'name: "C:\\Muster"\n',
    "fields": "slug: x\nname: Muster\ntype: company\nsummary:\nde: Ein Satz.\nseat: Jena\n"
    "phone: 036776690\nshort: <b>M</b>\nfounded: 12.03.2026\n",
    "glued": "name:Muster\nshort: M\n",
    "space": "name:\u00a0Muster\nshort: M\n",
    "words": "name: Muster\ncompetences: [wegmessung]\n",
    "aliases": "a: &a x\nb: [" + "*a, " * 25 + "*a]\n",
    "bracket": "name: [Muster\nshort: M\n",
    "colon": "name: Muster: Messtechnik\n",
    "comma": "summary: {de: Ein Raum, in dem nichts leuchtet}\n",
    "control": "name: Muster\x07\n",
    "depth": "a: " + "[" * 20 + "]" * 20 + "\n",
    "documents": "name: Muster\n---\nshort: M\n",
    "empty": "# noch nichts\n",
    "indent": "sources:\n  - url: x\n - url: y\n",
    "key": "? [name]\n: Muster\n",
    "mapping": "- Muster\n",
    "merge": "a: &a {b: c}\nd:\n  <<: *a\n",
    "no-colon": "name: Muster\nshort\ntype: company\n",
    "nodes": "a: [" + "x, " * 21_000 + "x]\n",
    "quote": 'name: "Muster\nshort: M\n',
    "start": "name: @Muster\n",
    "tag": "name: !!python/object:os.system x\n",
    "unknown-alias": "name: *Muster\n",
    "sonst": "%YAML 3.0\n---\nname: Muster\n",
}
PROFILE = """\
name: Zeichen AG
short: Zeichen
type: company
summary: {de: Ein Satz.}
"""
SVG = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"'
LOGOS = {
    "weiss": '<path fill="#fff" d="M0 0h9v9z"/>',
    "schwarz": '<path d="M0 0h9v9z"/>',
    "leer": '<path fill="none" d="M0 0h9v9z"/>',
    "grund": '<rect fill="#fff" width="9" height="9"/><path d="M0 0h9v9z"/>',
}
ADDRESSES = """\
name: Adressen GmbH
short: Adressen
type: company
summary: {de: Ein Satz.}
about: {de: "VERSCHACHTELT"}
email: jörg@muster.example
sources:
  - {url: "https://muster.example/zwei wörter"}
  - {url: "https://localhost/"}
  - {url: "https://muster.example/LANG"}
"""
OFFER = """\
kind: offer
form: service
title: {de: Angebot}
summary: {de: Ein Satz.}
published: 2026-05-02
contact: "MAIL"
"""
EVENT = """\
title: {de: Bilder}
summary: {de: Ein Satz.}
status: planned
format: workshop
start: 2035-05-02
published: 2026-05-02
organisers: [{name: Muster}]
pictures:
  - file: klein.jpg
    author: Muster
    licence: CC0-1.0
    scope: [web]
    persons: unreleased
    alt: {de: Ein Bild}
"""


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the broken sample with all that cannot lie in git beside it."""
    root = tmp_path_factory.mktemp("broken") / "cluster"
    shutil.copytree(BROKEN, root)
    for name, text in YAML.items():
        folder = root / "members" / f"yaml-{name}"
        folder.mkdir()
        (folder / "member.yml").write_text(text, encoding="utf-8")
    addresses = root / "members/adressen"
    (addresses / "offers").mkdir(parents=True)
    text = ADDRESSES.replace("LANG", "x" * 3000).replace("VERSCHACHTELT", "> " * 60 + "x")
    (addresses / "member.yml").write_text(text, encoding="utf-8")
    for name, mail in (("a", "info@muster"), ("b", f"{'x' * 70}@muster.example")):
        (addresses / f"offers/{name}.yml").write_text(OFFER.replace("MAIL", mail), encoding="utf-8")
    for name, drawing in LOGOS.items():
        folder = root / "members" / f"logo-{name}"
        folder.mkdir()
        (folder / "member.yml").write_text(f"{PROFILE}logo: logo.svg\n", encoding="utf-8")
        (folder / "logo.svg").write_text(f"<svg {SVG}>{drawing}</svg>", encoding="utf-8")
    pictures = root / "members/bilder"
    pictures.mkdir()
    shutil.copy(BROKEN / "members/zwilling/member.yml", pictures / "member.yml")
    rules = {case.rule: case for case in (*HOSTILE_SVGS, *HOSTILE_PICTURES) if case.rule}
    for rule in sorted(rules.keys() - {"picture-size", "picture-ending"}):
        ending = rules[rule].name.rpartition(".")[2] if "." in rules[rule].name else "svg"
        (pictures / f"{rule}.{ending}").write_bytes(rules[rule].raw)
    Image.new("RGB", (9, 9)).save(pictures / "picture-ending.jpg", "PNG")
    for name in ("foto.heic", "text.docx", "bilder.zip", "film.mp4"):
        (pictures / name).write_bytes(b"")
    (pictures / "bild.tga").write_bytes(b"\0\0\2")
    (root / "mitglieder").mkdir()
    event = root / "events/bilder"
    event.mkdir()
    (event / "event.yml").write_text(EVENT, encoding="utf-8")
    (event / "klein.jpg").write_bytes(picture("jpeg", exif=_exif()))
    odd = root / "members/sonderbar"
    odd.mkdir()
    (odd / "member.yml").symlink_to(root / "content/cluster.yml")
    (odd / "Foto 1.JPG").write_bytes(b"")
    (odd / "gross.yml").write_text("#" * 300_000, encoding="utf-8")
    (odd / "latin.yml").write_bytes("name: Prüf\n".encode("latin-1"))
    os.mkfifo(odd / "rohr.yml")
    return root


def told(root: Path, *paths: str) -> set[tuple[str, str, int, int]]:
    *_, found = check_cluster(root, CLOCK)
    return {
        (p.rule, p.path, p.line, p.column)
        for p in found
        if p.rule != "source-own-host"  # it has a test of its own
        if not paths or problems.is_below(p, paths)
    }


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_broken_sample_is_told_all_at_once(
    broken: Path, lang: Language, golden: Golden
) -> None:
    """Every message, in both languages, with its place: read the golden files."""
    *_, found = check_cluster(broken, CLOCK)
    golden(f"check/broken.{lang}.txt", problems.as_text(found, lang))


def test_the_broken_sample_breaks_every_rule(broken: Path) -> None:
    *_, found = check_cluster(broken, CLOCK)
    assert {p.rule for p in found} == set(words.keys("messages")) - ELSEWHERE


def test_a_fault_of_a_whole_file_has_no_place_and_one_of_a_picture_no_field(broken: Path) -> None:
    *_, found = check_cluster(broken, CLOCK)
    whole = [p for p in found if p.rule in {"picture-unused", "pair-missing"} and not p.line]
    assert {p.rule for p in whole} == {"picture-unused", "pair-missing"}
    assert {(p.line, p.column, p.field) for p in whole} == {(0, 0, "")}
    drawings = [p for p in found if p.path.endswith((".svg", ".png", ".jpg", ".webp"))]
    assert {p.field for p in drawings} == {""}


def test_a_photograph_is_told_all_that_is_wrong_with_it_and_one_that_is_gone(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.png").write_bytes(picture("jpeg"))
    source = read.Source(tmp_path, {}, {"a.png": 1, "b.png": 1}, ())
    rules = {
        name: [f.rule for f in _faults_of_picture(source, {"a.png": {"pictures"}}, (name, name))]
        for name in source.pictures
    }
    assert rules == {"a.png": ["picture-ending", "picture-small"], "b.png": ["vanished"]}


def test_loading_the_broken_sample_raises_every_problem() -> None:
    with pytest.raises(ContentError) as raised:
        load_cluster(BROKEN, lambda zone: dt.datetime(2030, 1, 1, tzinfo=zone))
    assert len(raised.value.problems) == len(check_cluster(BROKEN, CLOCK).problems)


def test_a_folder_without_a_cluster_is_told_so(tmp_path: Path) -> None:
    assert told(tmp_path) == {("cluster-missing", "content/cluster.yml", 0, 0)}


# ── a good tree with one mistake ─────────────────────────────────────────────────────────────


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy the sample without its outdated translation, to be broken in one place."""
    root = Path(shutil.copytree(SAMPLE, tmp_path / "root"))
    replace(root / "members/feinwerk-see/member.yml", "  en_of: 00000000\n", "")
    return root


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_refers_to_a_broken_record_is_not_blamed(tree: Path) -> None:
    replace(tree / "members/feinwerk-see/member.yml", "type: company", "type: firma")
    assert {rule for rule, *_ in told(tree, "members")} == {"choice"}


def test_what_refers_to_an_unreadable_file_is_not_blamed(tree: Path) -> None:
    (tree / "content/vocabularies/competences.yml").write_text("a: [", encoding="utf-8")
    (tree / "members/feinwerk-see/member.yml").write_text("a: [", encoding="utf-8")
    errors = [(p.rule, p.path) for p in problems.errors(check_cluster(tree, CLOCK).problems)]
    assert errors == [
        ("yaml-bracket", "content/vocabularies/competences.yml"),
        ("yaml-bracket", "members/feinwerk-see/member.yml"),
    ]


def test_a_broken_record_still_has_its_references_checked(tree: Path) -> None:
    file = tree / "members/lichtblick/member.yml"
    replace(file, "district: musterstadt-stadt", "district: musterstadt")
    replace(file, "type: company", "type: firma")
    assert {rule for rule, *_ in told(tree, "members")} == {"choice", "unknown-ref"}


def test_a_changed_german_text_makes_its_english_outdated(tree: Path) -> None:
    file = tree / "members/lichtblick/member.yml"
    text = file.read_text(encoding="utf-8")
    mark = text.split("en_of: ")[1][:8]
    file.write_text(text.replace(f"en_of: {mark}", f"en_of: {hash_of('anders')}", 1))
    assert {rule for rule, *_ in told(tree, "members")} == {"translation-outdated"}


@pytest.mark.parametrize(
    ("primary", "accent", "rule"),
    [("23408e", "23408f", "colour-alike"), ("ffff00", "c2410c", None)],
)
def test_colours_are_checked_where_they_stand(
    tree: Path, primary: str, accent: str, rule: str | None
) -> None:
    file = tree / "content/cluster.yml"
    replace(file, '"#23408e"', primary)
    replace(file, '"#c2410c"', accent)
    found = {row for row in told(tree, "content/cluster.yml") if row[0] != "imprint-open"}
    assert {row[0] for row in found} == ({rule} if rule else set())
    assert all(line > 20 for _, _, line, _ in found)
    assert problems.as_text(check_cluster(tree, CLOCK).problems, "de")  # with their values


@pytest.mark.parametrize("word", ["strategie", "2025", "all"])
def test_a_word_of_the_sites_addresses_is_an_id_only_where_no_page_has_it(
    tree: Path, word: str
) -> None:
    more_of = {"ris": "\n  number: 99", "competences": "\n  group: sensorik"}
    for name in ("topics", "ris", "groups", "competences"):
        file = tree / f"content/vocabularies/{name}.yml"
        more = more_of.get(name, "")
        file.write_text(file.read_text("utf-8") + f"{word}:\n  name: {{de: Wort}}{more}\n", "utf-8")
    found = [(p.rule, p.path) for p in problems.errors(check_cluster(tree, CLOCK).problems)]
    assert found == [("slug-reserved", "content/vocabularies/competences.yml")]


def test_who_uses_a_former_name_is_told_the_one_of_today(tree: Path) -> None:
    """The new name looks like nothing the old one does, so likeness alone would not find it."""
    file, old = tree / "content/vocabularies/competences.yml", "wegmessung"
    text = file.read_text("utf-8")
    file.write_text(text.replace(f"\n{old}:", f"\nxyz:\n  formerly: [{old}]"), "utf-8")
    told = [
        p for p in problems.errors(check_cluster(tree, CLOCK).problems) if p.rule == "unknown-ref"
    ]
    assert told
    assert {(p.values["value"], p.values["near"]) for p in told} == {(old, "xyz")}


@pytest.mark.parametrize(
    ("logo", "file", "expected"),
    [
        ("land.svg", "content/funders/land.svg", set()),
        (
            "land.svg",
            "content/vocabularies/land.svg",
            {"stray-file", "picture-missing", "picture-unused"},
        ),
        ("land.png", "content/funders/land.png", {"picture-format"}),
        ("", "content/funders/land.svg", {"picture-unused"}),
    ],
)
def test_the_logo_of_a_funder_has_a_folder_and_is_judged(
    tree: Path, logo: str, file: str, expected: set[str]
) -> None:
    entry = f'land:\n  names: [{{name: {{de: Land}}}}]\n  logo: "{logo}"\n'
    (tree / "content/vocabularies/funders.yml").write_text(entry, "utf-8")
    (tree / "content/funders").mkdir()
    (tree / file).write_text(f'<svg {SVG}><path d="M0 0h9v9z"/></svg>', "utf-8")
    assert {rule for rule, *_ in told(tree, "content/vocabularies", "content/funders")} == expected


def test_a_comment_that_cuts_a_text_blinds_nothing(tree: Path) -> None:
    """What is told of a file that could be read does not make it count as unread."""
    file = tree / "members/lichtblick/member.yml"
    replace(file, "type: company", "type: company #1")
    replace(file, "  - id: lichtmessung\n", "  - id: lichtmesung #2\n")
    (tree / "members/lichtblick/allein.svg").write_text("<svg/>", "utf-8")
    found = {(rule, line) for rule, _, line, _ in told(tree, "members")}
    assert {rule for rule, _ in found} >= {"comment-cuts", "unknown-ref", "picture-unused"}


# ── reading files ────────────────────────────────────────────────────────────────────────────


def test_a_link_is_not_followed(tree: Path) -> None:
    secret = tree / "secret.yml"
    secret.write_text("name: x", encoding="utf-8")
    (tree / "members/linked").mkdir()
    (tree / "members/linked/member.yml").symlink_to(secret)
    (tree / "members/folder").symlink_to(tree / "members/quellwerk")
    (tree / "events/loop").symlink_to(tree / "events")
    assert told(tree, "members", "events") == {
        ("link", "members/linked/member.yml", 0, 0),
        ("link", "members/folder", 0, 0),
        ("link", "events/loop", 0, 0),
    }


def test_a_room_that_is_a_link_is_refused(tree: Path) -> None:
    shutil.move(tree / "events", tree / "elsewhere")
    (tree / "events").symlink_to(tree / "elsewhere")
    assert ("link", "events", 0, 0) in told(tree)


def test_a_pipe_is_refused_instead_of_waited_for(tree: Path) -> None:
    (tree / "members/pipe").mkdir()
    os.mkfifo(tree / "members/pipe/member.yml")
    assert told(tree, "members/pipe") == {("no-file", "members/pipe/member.yml", 0, 0)}


def test_a_file_that_is_gone_when_it_is_read_is_told(tree: Path) -> None:
    document, faults = read._read_document(tree, "members/quellwerk/gone.yml")
    assert document is None
    assert [(f.rule, f.values) for f in faults] == [("vanished", {})]


@pytest.mark.parametrize(
    "path",
    [
        "members/quellwerk/member.yml",
        "content/pages/about.de.md",
        "content/addresses.txt",
    ],
)
def test_what_git_left_for_a_person_to_choose_is_told_once(tree: Path, path: str) -> None:
    """In every file that people or jobs merge; the faults that follow from it are not told."""
    text = (tree / path).read_text("utf-8") if (tree / path).exists() else "/x/\n"
    both = f"{text}<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> vorschlag\n"
    (tree / path).write_text(both, "utf-8")
    line = text.count("\n") + 1
    assert told(tree, path) == {("conflict", path, line, 1)}


def test_a_huge_file_is_refused(tree: Path) -> None:
    (tree / "members/quellwerk/member.yml").write_text("#" * 300_000, encoding="utf-8")
    assert told(tree, "members/quellwerk") == {("too-large", "members/quellwerk/member.yml", 0, 0)}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("name: Prüf\n".encode("latin-1"), ("not-utf8", 1, 9)),
        ("a: 1\nname: Prüf\n".encode("utf-16"), ("not-utf8", 1, 1)),
        (b"a: 1\nb: \xff\n", ("not-utf8", 2, 4)),
    ],
)
def test_another_encoding_is_told_with_its_place(
    tree: Path, raw: bytes, expected: tuple[str, int, int]
) -> None:
    (tree / "members/quellwerk/member.yml").write_bytes(raw)
    assert {(r, line, col) for r, _, line, col in told(tree, "members/quellwerk")} == {expected}


def test_byte_order_mark_and_windows_line_ends_are_read(tree: Path) -> None:
    file = tree / "members/quellwerk/member.yml"
    text = file.read_text(encoding="utf-8")
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert told(tree, "members") == set()


@pytest.mark.parametrize("name", ["Foto.JPG", "bild 1.png", "größe.svg", "a\nb.yml", "_x.yml"])
def test_a_file_name_of_other_characters_is_told(tree: Path, name: str) -> None:
    (tree / "members/quellwerk" / name).write_text("x", encoding="utf-8")
    assert ("path-name", f"members/quellwerk/{name}", 0, 0) in told(tree, "members/quellwerk")


def test_what_file_managers_leave_behind_is_ignored(tree: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini"):
        (tree / "members/quellwerk" / name).write_bytes(b"\x00")
    assert told(tree, "members") == set()
