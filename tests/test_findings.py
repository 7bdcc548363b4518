"""Findings keep the form that their README promises. None is run: they need a network."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.conftest import PROJECT

FOLDER = PROJECT / "findings"
README = (FOLDER / "README.md").read_text("utf-8")
ROW = re.compile(r"^\| \[(.+?)\]\(.+?\) \| (.+) \| (.+) \|$", re.MULTILINE)
ROWS = {name: (tools, sentence) for name, tools, sentence in ROW.findall(README)}
SCRIPTS = sorted(FOLDER.glob("*.sh"))
every_finding = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)

# Names that are no address anybody connects to: examples (RFC 2606), and names of formats.
ADDRESS = re.compile(r"https?://(?:[\w.-]+\.)?([\w-]+\.\w+)")
KNOWN = {"example.org", "w3.org", "purl.org", "jsonfeed.org", "schema.org", "openxmlformats.org"}
INSTALL = re.compile(r"^.*(?:pip|npm) install .*$", re.MULTILINE)
PIN = r"(?<=[\w\]])==\d[\w.]*|(?<=\w)@\d[\w.]*|(?<=\w)=\d[\w.]*(?=[-+])"
"""A version for pip, for npm, for Debian's packages."""


def test_the_readme_lists_every_finding_and_no_other() -> None:
    assert sorted(ROWS) == [script.stem for script in SCRIPTS]
    assert README.count("](") == README.count(".sh)") == len(ROWS)


@every_finding
def test_a_finding_cleans_up_and_stops_at_the_first_fault(script: Path) -> None:
    text = script.read_text("utf-8")
    assert os.access(script, os.X_OK)
    assert text.startswith("#!/usr/bin/env bash\n# ")
    assert "\nset -euo pipefail\n" in text
    assert '\nwork=$(mktemp -d)\ntrap \'rm -rf "$work"\' EXIT\ncd "$work"\n' in text


@every_finding
def test_a_finding_says_what_is_expected_seen_and_done(script: Path) -> None:
    text = script.read_text("utf-8")
    head = text.split("\nset -euo pipefail\n")[0]
    marks = ["Tools", "Expected", "Seen", "What we do", "Checked"]
    assert re.findall(r"^# ([A-Z][\w ]+):", head.split("\n", 2)[2], re.MULTILINE) == marks
    assert re.search(r"^# Checked: 20\d\d-[01]\d-[0-3]\d$", head, re.MULTILINE)
    tools, sentence = ROWS[script.stem]
    assert head.splitlines()[1] == f"# {sentence}"
    pins = {pin.lstrip("=@") for pin in re.findall(PIN, text)}
    stated = set(re.findall(r"\b\d+(?:\.\d+){1,2}\b", tools))
    assert stated <= pins
    assert stated <= set(re.findall(r"\b\d+(?:\.\d+){1,2}\b", head))


@every_finding
def test_what_a_finding_installs_has_an_exact_version(script: Path) -> None:
    lines = INSTALL.findall(script.read_text("utf-8"))
    assert lines
    for line in lines:
        packages = [word for word in line.split("install", 1)[1].split() if word[:1] != "-"]
        assert packages
        assert [word for word in packages if not re.search(PIN + r"$", word)] == []


@every_finding
def test_a_finding_names_no_address_and_no_place_of_a_machine(script: Path) -> None:
    text = script.read_text("utf-8")
    assert set(ADDRESS.findall(text)) <= KNOWN
    assert re.findall(r"(?<![\w.])/(?:work|home|root|tmp|opt|Users)/", text) == []
    assert "schaufenster" not in text.replace("tests/", "")


@every_finding
def test_the_tests_that_a_finding_names_are_there(script: Path) -> None:
    for file, name in re.findall(r"(tests/\w+\.py)::(\w+)", script.read_text("utf-8")):
        assert f"def {name}(" in (PROJECT / file).read_text("utf-8")
