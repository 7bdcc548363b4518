"""The examples of CONTRIBUTING, typed as they stand there: `check` has nothing against them."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from schaufenster.commands import program
from schaufenster.content.load import check_cluster
from tests.conftest import PROJECT, SAMPLE

GUIDE = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
BLOCK = re.compile(r"```(yaml|markdown)\n(.*?)```", re.DOTALL)
PATH = re.compile(r"(?:`|# )((?:members|events|content)/[-a-z0-9./]+\.(?:yml|md))")
OF_THIS_CLUSTER = {"competences"}
"""Fields whose values are ids of vocabularies, which every cluster has of its own."""


def examples() -> dict[str, str]:
    """Return the files that the guide shows, by the path named in them or last before them."""
    found: dict[str, str] = {}
    for block in BLOCK.finditer(GUIDE):
        named = PATH.findall(block[2].partition("\n")[0]) or PATH.findall(GUIDE[: block.start()])
        found[named[-1]] = found.get(named[-1], "") + block[2]
    return found


def test_the_guide_shows_a_file_of_each_kind_that_members_write() -> None:
    assert {Path(path).name for path in examples()} == {
        "freie-kapazitaet.yml", "event.yml", "report.de.md", "member.yml",
    }  # fmt: skip


# ── the ways in ──────────────────────────────────────────────────────────────────────────────

GUIDES = ("CONTRIBUTING.md", "CONTRIBUTING.en.md")
MOST_STEPS = 8
PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
COMMAND = re.compile(r"`(?:python )?build\.py ([a-z]+)")


def ways(name: str) -> dict[str, str]:
    """Return the ways that a guide describes, by their headings."""
    text = (PROJECT / name).read_text("utf-8")
    parts = re.split(r"^### (?:Weg|Way): (.+)\n", text.partition("\n## W")[2], flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.partition("\n## ")[0] for part in parts[2::2]), strict=True))


def steps(way: str) -> list[int]:
    return [int(number) for number in re.findall(r"^(\d+)\. ", way, re.MULTILINE)]


@pytest.mark.parametrize("name", GUIDES)
def test_a_way_in_has_few_steps_and_shows_a_screen(name: str) -> None:
    assert len(ways(name)) == 4
    for heading, way in ways(name).items():
        numbers = steps(way)
        assert numbers == list(range(1, len(numbers) + 1)), heading
        assert 3 <= len(numbers) <= MOST_STEPS, heading
        assert PICTURE.search(way), heading


def test_both_guides_lead_the_same_ways() -> None:
    german, english = (list(ways(name).values()) for name in GUIDES)
    assert [steps(way) for way in german] == [steps(way) for way in english]
    assert [PICTURE.findall(way)[0][1] for way in german] == [
        PICTURE.findall(way)[0][1] for way in english
    ]
    counts = [(PROJECT / name).read_text("utf-8").count("\n## W") for name in GUIDES]
    assert min(counts) >= 3  # the ways, what happens, what stays public


@pytest.mark.parametrize("name", GUIDES)
def test_what_a_guide_names_is_there(name: str) -> None:
    text = (PROJECT / name).read_text("utf-8")
    for words, path in PICTURE.findall(text):
        with Image.open(PROJECT / path) as picture:
            assert picture.width >= 300, path
        assert len(words) > 20
    links = re.findall(r"(?<!!)\]\(([^)#:]+)\)", text)
    assert links
    assert [link for link in links if not (PROJECT / link).exists()] == []
    assert [c for c in COMMAND.findall(text) if c not in program.main.commands] == []
    targets = (PROJECT / "Makefile").read_text("utf-8")
    made = re.findall(r"^make ([a-z-]+)", text, re.MULTILINE) + re.findall(r"`make ([a-z-]+)", text)
    assert [target for target in made if f"\n{target}:" not in targets] == []
    named = re.findall(
        r"`((?:content|members|events|docs|theme|schaufenster|tools)/[^`… ]*)`", text
    )
    invented = ("ihr-haus", "messtechnik-tag", "KURZNAME", "SPRACHE", "/it/")
    own = [path for path in named if not any(word in path for word in invented)]
    assert [path for path in own if not list(PROJECT.glob(path.rstrip("/")))] == []
    anchors = re.findall(r"\]\(#([^)]+)\)", text)
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    heads = [re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads]
    assert set(anchors) <= set(heads)


@pytest.mark.parametrize("path", examples())
def test_an_example_can_be_copied(tmp_path: Path, path: str) -> None:
    shutil.copytree(SAMPLE, tmp_path / "root")
    for name, text in examples().items():
        file = tmp_path / "root" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    photograph = tmp_path / "root/events/messtechnik-tag-2027/messplatz.jpg"
    Image.new("RGB", (1600, 900), "#888").save(photograph)
    _, source, _, problems = check_cluster(
        tmp_path / "root", lambda zone: dt.datetime(2027, 5, 12, 8, tzinfo=zone)
    )
    assert path in source.documents
    own = [p for p in problems if p.path == path and p.field.split("[")[0] not in OF_THIS_CLUSTER]
    assert [(p.line, p.field, p.rule) for p in own] == []
