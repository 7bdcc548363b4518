"""The house: who may import whom, where foreign libraries live, what the project may say."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import build
from schaufenster import command_names as names
from schaufenster.content.model import MAIL_KINDS
from tests.conftest import PROJECT

PACKAGE = PROJECT / "schaufenster"

# From top to bottom; a room may import what stands below it. Wings stand side by side.
TOP = "commands"
WINGS = {"showcase", "feeds", "mail", "editing"}
FOUNDATION = [
    "press", "streams", "selection", "facts", "templates", "addresses", "language", "content",
    "look", "sanitize", "write",
    "parallel", "output", "problems", "messages", "command_names",
]  # fmt: skip

# Each foreign library is imported in one place, so that changing it means changing one file.
LIBRARIES = {
    "yaml": {"content/tree.py", "content/read.py", "showcase/site.py", "editing/translated.py"},
    "pydantic": {"content/fields.py", "content/model/", "content/records.py"},
    "pydantic_core": {"content/fields.py"},
    "jinja2": {"templates.py"},
    "mkdocs": {"showcase/site.py"},
    "pagefind_bin": {"showcase/search.py"},
    "feedgen": {"feeds/syndication.py"},
    "icalendar": {"feeds/calendar.py", "feeds/timezone.py", "mail/deadlines.py"},
    "mjml": {"mail/mjml/compiler.py"},
    "isal": {"look/raster.py"},
    "fontpkg_inter": {"look/lettering.py"},
    "nh3": {"sanitize/text.py"},
    "markdown": {"sanitize/text.py"},
}


def modules() -> Iterator[tuple[str, str, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        path = file.relative_to(PACKAGE).as_posix()
        yield path, path.split("/")[0].removesuffix(".py"), ast.parse(file.read_text("utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def rooms_used(tree: ast.Module) -> set[str]:
    return {
        name.split(".")[1]
        for name in imported(tree)
        if name.startswith("schaufenster.") and name.count(".")
    }


def test_every_module_is_in_a_room() -> None:
    assert {room for _, room, _ in modules()} == {TOP, *WINGS, *FOUNDATION, "__init__"}


def test_imports_go_downwards_and_wings_never_import_each_other() -> None:
    wrong = []
    for path, room, tree in modules():
        below = (
            [*WINGS, *FOUNDATION]
            if room == TOP
            else FOUNDATION
            if room in WINGS
            else FOUNDATION[FOUNDATION.index(room) + 1 :]
            if room in FOUNDATION
            else []
        )
        wrong += [f"{path} imports {used}" for used in rooms_used(tree) - {room, *below}]
    assert wrong == []


def test_each_foreign_library_has_one_place() -> None:
    places: dict[str, set[str]] = {name: set() for name in LIBRARIES}
    for path, _, tree in modules():
        for name in imported(tree):
            if name.split(".")[0] in places:
                room = re.sub(r"content/model/.*", "content/model/", path)
                places[name.split(".")[0]].add(room)
    assert places == LIBRARIES


def test_one_module_reads_the_clock_the_environment_and_the_working_directory() -> None:
    asked = re.compile(
        r"\b(os\.environ(?!\[[^]]+\] = )|os\.getcwd|Path\.cwd|time\.time"
        r"|\.today\(\)|\.now\(\)|utcnow)"
    )
    found = [path for path, _, tree in modules() if asked.search(ast.unparse(tree))]
    assert found == ["commands/job.py"]
    assert not asked.search((PROJECT / "build.py").read_text("utf-8"))


def test_only_write_writes() -> None:
    """No other module opens a file for writing."""
    writes = re.compile(r"\.write_(text|bytes)\(|open\([^)]*['\"][wax]|os\.(replace|rename|remove)")
    found = [path for path, _, tree in modules() if writes.search(ast.unparse(tree))]
    assert found == ["write.py"]


def asks_for_a_kind_of_mail(tree: ast.AST) -> bool:
    """Tell whether code decides by a mail's template, or by the name of one."""
    names = set(MAIL_KINDS) - {"press"}  # this is a use of pictures, too
    for node in ast.walk(tree):
        if isinstance(node, ast.Match):
            compared: list[ast.AST] = [node.subject, *(case.pattern for case in node.cases)]
        elif isinstance(node, ast.Compare):
            compared = [node.left, *node.comparators]
        else:
            continue
        for part in (inner for each in compared for inner in ast.walk(each)):
            if "template" in {getattr(part, "attr", ""), getattr(part, "id", "")}:
                return True
            if isinstance(part, ast.Constant) and part.value in names:
                return True
    return False


@pytest.mark.parametrize(
    "code",
    [
        'if channel.template == "press": pass',
        'inside = "press" != chosen.channel.template',
        'name = template\nif name in {"readers", "circular"}: pass',
        'match kind:\n    case "invitation": pass',
        'match channel.template:\n    case "press": pass',
    ],
)
def test_code_that_asks_for_a_kind_of_mail_is_seen(code: str) -> None:
    assert asks_for_a_kind_of_mail(ast.parse(code))


def test_what_a_kind_of_mail_does_stands_in_its_table() -> None:
    assert [path for path, _, tree in modules() if asks_for_a_kind_of_mail(tree)] == []
    asked = re.compile(r"\btemplate *[!=]=|\btemplate in\b")
    mails = [*(PROJECT / "newsletter/templates").glob("*.j2")]
    assert mails
    assert [m.name for m in mails if asked.search(m.read_text("utf-8"))] == []


def test_no_room_is_a_drawer() -> None:
    names = {part for path, _, _ in modules() for part in re.split(r"[/.]", path)}
    assert names & {"utils", "util", "helpers", "helper", "core", "common", "misc", "base"} == set()


def test_the_code_knows_no_cluster() -> None:
    """What is about the first cluster stands in its content, never in the code or the theme."""
    folders = (
        "schaufenster",
        "theme",
        "newsletter/templates",
        "build.py",
        "mkdocs.yml",
        "tools",
        ":!tools/words.txt",
    )
    command = ["git", "grep", "-n", "-i", "-E", "elmug|ilmenau|thüring|thuering", "--", *folders]
    found = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert found.stdout == ""


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lock_files_carry_hashes_and_no_addresses(name: str) -> None:
    text = (PROJECT / name).read_text("utf-8")
    assert "://" not in text
    pins = re.findall(r"^[a-z0-9][\w.\[\]-]*==.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert pins
    assert [pin.split(" ")[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_the_lock_of_npm_carries_checksums_and_no_addresses() -> None:
    text = (PROJECT / "tools/npm/package-lock.json").read_text("utf-8")
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert [name for name, it in packages.items() if name and "integrity" not in it] == []


def test_no_machine_path_is_in_the_repository() -> None:
    places = "/(" + r"work|farm|root|home)/[a-z]|/tmp" + "/[a-z]"
    command = ["git", "grep", "-n", "-E", places, "--", ".", ":!*.svg", ":!tests/hostile*"]
    found = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert found.stdout == ""


def test_the_readme_names_both_ways_in() -> None:
    text = (PROJECT / "README.md").read_text("utf-8")
    assert "make site" in text
    assert "make test" in text


def test_every_command_stands_in_the_documentation() -> None:
    text = "".join(
        f.read_text("utf-8") for f in [PROJECT / "README.md", *Path(PROJECT / "docs").glob("*.md")]
    )
    newsletter = build.main.commands[names.NEWSLETTER]
    assert isinstance(newsletter, click.Group)
    commands = [
        *build.main.commands, *(f"{names.NEWSLETTER} {name}" for name in newsletter.commands)
    ]  # fmt: skip
    assert len(commands) >= 10
    assert [name for name in commands if name not in text] == []


def test_nobody_names_a_command_but_the_table_of_their_names() -> None:
    asked = re.compile(r"build\.py (--\S+ (\S+ )?)*[a-z]|`newsletter [a-z]")
    assert asked.search("run `build.py translated`")
    assert asked.search("run build.py --root FOLDER site")
    assert not asked.search("run `build.py {names.TRANSLATED}`")
    sources = [PROJECT / "build.py", *PACKAGE.rglob("*.py")]
    found = [file.name for file in sources if asked.search(file.read_text("utf-8"))]
    assert found == []
