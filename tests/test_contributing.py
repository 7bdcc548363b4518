"""The examples of CONTRIBUTING, typed as they stand there: `check` has nothing against them."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

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
