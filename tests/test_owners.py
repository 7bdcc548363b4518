"""Whose folder is whose: changes in real repositories, judged by the paths and modes git knows."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from schaufenster import command_names as names
from schaufenster import git as versions
from schaufenster import words
from schaufenster.commands import program
from schaufenster.content import model
from schaufenster.editing import judge, parse_owners
from schaufenster.problems import ContentError

from .conftest import HANGS, PROJECT

OWNERS = """office: [Amt-Muster]
members:
  - {member: lichtblick, accounts: [lichtblick-haus, zweitkonto]}
  - {member: quellwerk, accounts: [quellwerk]}
"""
FILES = {
    "content/owners.yml": OWNERS,
    "content/cluster.yml": "name: Muster\n",
    "members/lichtblick/member.yml": "name: Lichtblick\n",
    "members/lichtblick/logo.svg": "<svg/>\n",
    "members/lichtblick-nord/member.yml": "name: Lichtblick Nord\n",
    "members/quellwerk/member.yml": "name: Quellwerk\n",
    ".github/workflows/check.yml": "on: push\n",
    "theme/css/x.css": "a{}\n",
    "schaufenster/facts.py": "x = 1\n",
}


def git(folder: Path, *typed: str, stdin: bytes = b"") -> str:
    person = ["-c", "user.name=Muster", "-c", "user.email=info@muster.example"]
    command = [
        "git",
        *person,
        "-c",
        "init.defaultBranch=main",
        "-c",
        "core.ignoreCase=false",
        *typed,
    ]
    ended = subprocess.run(
        command, cwd=folder, check=True, capture_output=True, timeout=HANGS, input=stdin
    )
    return ended.stdout.decode().strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository on a branch of its own, one commit after main."""
    folder = tmp_path / "cluster"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    git(folder, "init")
    git(folder, "add", "--all")
    git(folder, "commit", "-m", "Inhalt: Anfang")
    git(folder, "switch", "-c", "vorschlag")
    return folder


def put(root: Path, name: str, text: str = "neu\n") -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8")


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--allow-empty", "-m", "Vorschlag")


def asked(root: Path, *more: str, author: str = "Lichtblick-Haus", lang: str = "de") -> Result:
    typed = ["--root", str(root), "--lang", lang, names.OWNERS, "--author", author]
    return CliRunner().invoke(
        program.main, [*typed, "--base", "main", "--head", "vorschlag", *more]
    )


def test_ones_own_folder_is_changed_alone(root: Path) -> None:
    put(root, "members/lichtblick/member.yml")
    put(root, "members/lichtblick/offers/neu.yml")
    (root / "members/lichtblick/logo.svg").unlink()
    commit(root)
    ended = asked(root)
    assert ended.exit_code == 0
    assert "Alles liegt bei Lichtblick-Haus: 3 Dateien." in ended.stdout
    assert asked(root, author="ZWEITKONTO").exit_code == 0


@pytest.mark.parametrize(
    "path",
    [
        "members/quellwerk/member.yml", "members/lichtblick-nord/member.yml", "members/x.yml",
        ".github/workflows/check.yml", ".github/workflows/neu.yml", "theme/css/x.css",
        "schaufenster/facts.py", "content/owners.yml", "content/cluster.yml", "mkdocs.yml",
        "newsletter/templates/x.mjml.j2", "members/lichtblick/.gitattributes", ".gitmodules",
    ],
)  # fmt: skip
def test_outside_it_the_office_must_approve(root: Path, path: str) -> None:
    put(root, path)
    put(root, "members/lichtblick/member.yml")
    commit(root)
    ended = asked(root)
    assert ended.exit_code == 1
    assert ended.stdout.splitlines()[0] == path
    assert "muss die Geschäftsstelle zustimmen" in ended.stdout
    assert asked(root, "--approved", "quellwerk").exit_code == 1
    assert asked(root, "--approved", "lichtblick-haus").exit_code == 1
    assert asked(root, "--approved", "quellwerk", "--approved", "AMT-muster").exit_code == 0
    assert asked(root, author="amt-muster").exit_code == 0


def test_a_stranger_has_no_folder(root: Path) -> None:
    put(root, "members/lichtblick/member.yml")
    commit(root)
    assert asked(root, author="fremd").exit_code == 1


def test_who_names_himself_owner_is_none_yet(root: Path) -> None:
    put(root, "content/owners.yml", OWNERS.replace("Amt-Muster", "fremd"))
    put(root, "members/quellwerk/member.yml")
    commit(root)
    assert asked(root, author="fremd").exit_code == 1
    assert asked(root, "--approved", "fremd").exit_code == 1


def test_a_renamed_file_counts_where_it_was_and_where_it_is(root: Path) -> None:
    git(root, "mv", "members/quellwerk/member.yml", "members/lichtblick/quelle.yml")
    commit(root)
    assert asked(root).stdout.splitlines()[0] == "members/quellwerk/member.yml"


def test_a_deleted_neighbour_is_the_offices_matter(root: Path) -> None:
    git(root, "rm", "members/quellwerk/member.yml")
    commit(root)
    assert asked(root).exit_code == 1


def test_what_main_got_meanwhile_is_not_the_authors(root: Path) -> None:
    put(root, "members/lichtblick/member.yml")
    commit(root)
    git(root, "switch", "main")
    put(root, "members/quellwerk/member.yml", "inzwischen\n")
    commit(root)
    git(root, "switch", "vorschlag")
    assert asked(root).exit_code == 0
    git(root, "merge", "--no-edit", "main")
    assert asked(root).exit_code == 0
    put(root, "members/quellwerk/member.yml", FILES["members/quellwerk/member.yml"])
    commit(root)
    assert asked(root).exit_code == 1  # who merges and takes it back again


# ── what nobody may bring ────────────────────────────────────────────────────────────────────


def refusals(root: Path, author: str = "lichtblick-haus") -> dict[str, str]:
    ended = asked(root, "--format", "json", "--approved", "Amt-Muster", author=author)
    assert ended.exit_code == 1
    told = json.loads(ended.stdout)
    assert told["state"] == "refused"
    return {row["path"]: row["reason"]["de"] for row in told["refused"]}


@pytest.mark.parametrize("author", ["lichtblick-haus", "amt-muster"])
def test_a_link_in_ones_own_folder_is_refused(root: Path, author: str) -> None:
    (root / "members/lichtblick/bild.png").symlink_to("/etc/passwd")
    (root / "members/lichtblick/logo.svg").unlink()
    (root / "members/lichtblick/logo.svg").symlink_to("../quellwerk/member.yml")
    commit(root)
    told = refusals(root, author)
    assert set(told) == {"members/lichtblick/bild.png", "members/lichtblick/logo.svg"}
    assert "Verknüpfung" in told["members/lichtblick/bild.png"]


def test_a_submodule_is_refused(root: Path) -> None:
    name = git(root, "rev-parse", "HEAD")
    entry = f"160000,{name},members/lichtblick/modul"
    git(root, "update-index", "--add", "--cacheinfo", entry)
    git(root, "commit", "-m", "Vorschlag")
    assert "anderes Repository" in refusals(root)["members/lichtblick/modul"]


@pytest.mark.parametrize(
    ("new", "beside"),
    [
        ("members/lichtblick/Logo.svg", "members/lichtblick/logo.svg"),
        ("members/Lichtblick/logo.svg", ""),
        ("Members/lichtblick/logo.svg", ""),
        ("members/lichtblick/LOGO.SVG", ""),
    ],
)
def test_names_that_differ_in_capitals_only_are_refused(root: Path, new: str, beside: str) -> None:
    raw = (root / "members/lichtblick/logo.svg").read_bytes()
    name = git(root, "hash-object", "-w", "--stdin", stdin=raw)
    if not beside:  # a rename
        git(root, "update-index", "--force-remove", "members/lichtblick/logo.svg")
    git(root, "update-index", "--add", "--cacheinfo", f"100644,{name},{new}")
    git(root, "commit", "-m", "Vorschlag")
    assert "Groß- und Kleinschreibung" in refusals(root)[new]


def tree_with(root: Path, parts: list[bytes], raw: bytes = b"neu\n") -> str:
    """Return a commit in which a file has any name whatever: git itself writes none such."""
    name = git(root, "hash-object", "-w", "--stdin", stdin=raw)
    mode = b"100644"
    for part in reversed(parts):
        entry = mode + b" " + part + b"\0" + bytes.fromhex(name)
        command = ("hash-object", "-w", "--literally", "-t", "tree", "--stdin")
        name, mode = git(root, *command, stdin=entry), b"40000"
    return git(root, "commit-tree", name, "-p", "main", "-m", "Vorschlag")


@pytest.mark.parametrize(
    "parts",
    [
        [b"members", b"lichtblick", b"..", b"quellwerk", b"member.yml"],
        [b"members", b"lichtblick", b"..\\quellwerk\\member.yml"],
        [b"members", b"lichtblick", b".git", b"hooks"],
        [b"members", b"lichtblick", b"GIT~1", b"config"],
        [b"members", b"lichtblick", b".g\xe2\x80\x8cit", b"config"],
        [b"members", b"lichtblick", b"a\nb.yml"],
        [b"members", b"lichtblick", b"\xff.yml"],
        [b"members", b"lichtblick", b"member.yml::$DATA"],
        [b"members", b"lichtblick", b"offers.", b"a.yml"],
        [b"..", b"x.yml"],
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(root: Path, parts: list[bytes]) -> None:
    git(root, "branch", "--force", "hostile", tree_with(root, parts))
    typed = ["--root", str(root), names.OWNERS, "--author", "lichtblick-haus"]
    ended = CliRunner().invoke(program.main, [*typed, "--base", "main", "--head", "hostile"])
    assert ended.exit_code == 1
    assert "kann auf anderen Rechnern woanders hinführen" in ended.stdout
    assert "\x1b" not in ended.stdout
    assert not (root.parent / "x.yml").exists()


def test_a_branch_without_a_common_past_is_refused(root: Path) -> None:
    git(root, "branch", "--force", "fremd", git(root, "commit-tree", "main^{tree}", "-m", "x"))
    typed = [
        "--root",
        str(root),
        names.OWNERS,
        "--author",
        "x",
        "--base",
        "main",
        "--head",
        "fremd",
    ]
    ended = CliRunner().invoke(program.main, typed)
    assert ended.exit_code == 1
    assert "Traceback" not in ended.output


# ── the file itself ──────────────────────────────────────────────────────────────────────────


def test_without_the_file_everything_is_the_offices() -> None:
    owners = parse_owners(None)
    change = versions.Difference(versions.NONE, "100644", "members/lichtblick/member.yml")
    assert judge("lichtblick", owners, [change], [change.path]).state == "office"


def test_a_faulty_file_is_told_with_its_place_and_gives_no_rights(root: Path) -> None:
    git(root, "switch", "main")
    put(root, "content/owners.yml", OWNERS.replace("[quellwerk]", '["@alle"]'))
    commit(root)
    ended = asked(root)
    assert ended.exit_code == 1
    assert "content/owners.yml:4:" in ended.stderr
    assert "„@alle“ ist kein Name eines Kontos." in ended.stderr
    with pytest.raises(ContentError):
        parse_owners(b"office: [\n")


def test_an_office_that_is_still_open_approves_nothing(root: Path) -> None:
    git(root, "switch", "main")
    put(root, "content/owners.yml", "office: offen\n")
    commit(root)
    git(root, "switch", "vorschlag")
    put(root, "members/quellwerk/member.yml")
    commit(root)
    assert asked(root, "--approved", "offen").exit_code == 1


def test_the_forges_file_names_the_office(root: Path) -> None:
    typed = ["--root", str(root), names.OWNERS, "--write"]
    assert CliRunner().invoke(program.main, typed).exit_code == 0
    lines = (root / ".github/CODEOWNERS").read_text("utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == ["* @Amt-Muster"]


def test_the_projects_own_file_is_as_it_is_made(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    for name in ("owners.yml", "cluster.yml"):
        (tmp_path / "content" / name).write_bytes((PROJECT / "content" / name).read_bytes())
    typed = ["--root", str(tmp_path), names.OWNERS, "--write"]
    assert CliRunner().invoke(program.main, typed).exit_code == 0
    made, ours = (place / ".github/CODEOWNERS" for place in (tmp_path, PROJECT))
    assert made.read_bytes() == ours.read_bytes()


def test_every_reason_is_said_in_every_language() -> None:
    for rule in ("path", "link", "module", "case", "own", "office", "approved", "refused"):
        assert (
            len({words.text("commands", f"owners-{rule}", lang) for lang in words.languages()}) == 3
        )


PARTS = st.text(st.sampled_from("aAbB.~1/\\:\u200c é"), max_size=14)


@settings(max_examples=60)
@given(PARTS, st.sampled_from(["100644", versions.LINK, versions.MODULE]))
def test_no_name_whatever_is_own_and_leads_out_of_the_folder(rest: str, mode: str) -> None:
    """What is the author's alone stays below their folder on every system that we know of."""
    owners = model.Owners.model_validate(
        {"path": "x", "members": [{"member": "a", "accounts": ["haus"]}]}, context=("de",)
    )
    path = f"members/a/{rest}"
    change = versions.Difference(versions.NONE, mode, path)
    verdict = judge("haus", owners, [change], [path])
    if verdict.own:
        assert mode == "100644"
        parts = path.split("/")
        assert not {"", ".", ".."} & set(parts)
        assert not any(part.startswith(".") or part.endswith((" ", ".")) for part in parts)
        assert not set("\\:\u200c") & set(path)
