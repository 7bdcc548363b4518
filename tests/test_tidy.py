"""`tidy`: what a web editor dropped from a file comes back, what was typed in it stays."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from schaufenster.content import yaml_text
from schaufenster.editing import tidied_files
from schaufenster.git import find_commit
from schaufenster.write import write_file
from schaufenster.yaml_edits import is_written_anew, restored, restored_markdown, shape_of
from tests.conftest import PROJECT
from tests.test_yaml_edits import FILES, SMALL

LANGUAGES = ("de", "en")


def as_an_editor_saves(text: str, **changes: Any) -> str:
    """The file as a form's library reads it (YAML 1.2), keys in another order, and writes it."""
    value = YAML(typ="safe", pure=True).load(text)
    value = {key: value[key] for key in sorted(value)} | changes
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=70))


@pytest.mark.parametrize("path", FILES[::6])
def test_a_file_that_an_editor_only_opened_comes_back_byte_for_byte(path: str) -> None:
    text = (PROJECT / path).read_text("utf-8")
    assert restored(text, as_an_editor_saves(text), shape_of(path, LANGUAGES)) == text


def test_what_was_typed_stays_and_the_rest_comes_back() -> None:
    saved = as_an_editor_saves(SMALL, name="Neu: GmbH", phone="", email="a@b.example")
    assert restored(SMALL, saved, shape_of("x", LANGUAGES)) == SMALL.replace(
        "name: Beispiel GmbH", 'name: "Neu: GmbH"'
    ).replace('email: ""', 'email: "a@b.example"')


@pytest.mark.parametrize(
    ("typed", "saved"),
    [("07743", 7743), ("87e25219", float("inf")), ("1_000", "1_000"), ("0x1F", 31), ("1.50", 1.5),
     ("2025-09", "2025-09"), ("18:30", "18:30"), ("NO", "NO"), ("+4936411", 4936411)],
)  # fmt: skip
def test_a_text_that_a_library_took_for_a_number_comes_back(typed: str, saved: object) -> None:
    before = f"# oben\na: {typed} # hier\n"
    assert restored(before, yaml.safe_dump({"a": saved}), shape_of("x", LANGUAGES)) == before


def test_a_number_that_was_changed_is_taken() -> None:
    assert restored("# b\na: 07743 # c\n", "a: 7745\n", shape_of("x", LANGUAGES)) == (
        "# b\na: 7745 # c\n"
    )


def test_marks_of_translations_that_no_form_shows_come_back() -> None:
    before = "# x\ntitle: {de: A, en: B, en_of: 559aead0}\n"
    assert restored(before, "title:\n  de: C\n  en: B\n", shape_of("x", LANGUAGES)) == (
        "# x\ntitle: {de: C, en: B, en_of: 559aead0}\n"
    )
    assert restored(before, "title:\n  de: A\n  en: C\n", shape_of("x", LANGUAGES)) == (
        "# x\ntitle: {de: A, en: C}\n"
    )


def test_front_matter_is_restored_and_the_text_below_is_the_new_one() -> None:
    before = "---\n# Kopf\ntitle: Alt # so\nlead: 'Satz'\n---\n\nErster Absatz.\n\n- Liste\n"
    saved = "---\nlead: Satz\ntitle: Neu\n---\nErster Absatz.\n\n* Liste, länger"
    shape = shape_of("content/news/a/text.de.md", LANGUAGES)
    assert restored_markdown(before, saved, shape) == (
        "---\n# Kopf\ntitle: Neu # so\nlead: 'Satz'\n---\n\nErster Absatz.\n\n* Liste, länger\n"
    )


def test_a_new_file_is_written_as_ours_are() -> None:
    saved = "summary:\n  en: B\n  de: A\nshort: S\nname: Nn\nindustries:\n- a\n- b\nemail: ''\n"
    assert restored(None, saved, shape_of("members/a/member.yml", LANGUAGES)) == (
        "name: Nn\nshort: S\nsummary: {de: A, en: B}\nindustries: [a, b]\n"
    )


@pytest.mark.parametrize("broken", ["a: 'b", "- a\n- b\n", ""])
def test_a_file_that_cannot_be_read_is_left_alone(broken: str) -> None:
    assert restored(SMALL, broken, shape_of("x", LANGUAGES)) == broken


def test_what_a_person_wrote_is_told_from_what_a_program_wrote() -> None:
    assert not is_written_anew(SMALL, SMALL.replace("# Kopf, der bleibt\n", ""))
    assert is_written_anew(SMALL, as_an_editor_saves(SMALL))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "tests/sample", tmp_path / "r")
    git(tmp_path / "r", "init", "-q", "-b", "main")
    commit(tmp_path / "r")
    return tmp_path / "r"


def git(root: Path, *words: str) -> str:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    return subprocess.run(
        ["git", *who, *words], cwd=root, check=True, capture_output=True, text=True
    ).stdout


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Stand")


def test_only_what_was_written_anew_is_tidied(repository: Path) -> None:
    member, event, news = (
        next(iter(repository.glob("members/*/member.yml"))),
        next(iter(repository.glob("events/*/event.yml"))),
        next(iter(repository.glob("content/news/*/news.yml"))),
    )
    text = member.read_text("utf-8") + "# ein Hinweis\n"
    write_file(member, text.encode())
    commit(repository)
    write_file(member, as_an_editor_saves(text, founded="1901").encode())
    by_hand = event.read_text("utf-8") + "\n# von Hand\n"
    write_file(event, by_hand.encode())
    head = find_commit(repository, "HEAD")
    assert head
    found = {file.path: file.content for file in tidied_files(repository, head)}
    path = member.relative_to(repository).as_posix()
    assert list(found) == [path]
    said = yaml_text.parse(found[path].decode()).value
    assert said["founded"] == "1901"
    assert set(text.splitlines()) - set(found[path].decode().splitlines()) <= {
        line for line in text.splitlines() if line.startswith("founded")
    }
    assert news.relative_to(repository).as_posix() not in found
    assert git(repository, "rev-parse", "HEAD").strip() == head
