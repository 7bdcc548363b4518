"""Ready lists of regions: complete, valid, and a site of their own without anything added."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from schaufenster.content import yaml_text
from schaufenster.content.records import FILES
from schaufenster.content.validation import validate
from schaufenster.editing import region_files, region_sets
from schaufenster.words import catalogue

from .conftest import PROJECT

# Districts by state (Destatis), states, cantons and départements (ISO 3166-2).
COUNTS = {
    "de-bb": 18, "de-be": 1, "de-bw": 44, "de-by": 96, "de-hb": 2, "de-he": 26, "de-hh": 1,
    "de-mv": 8, "de-ni": 45, "de-nw": 53, "de-rp": 36, "de-sh": 15, "de-sl": 6, "de-sn": 13,
    "de-st": 14, "de-th": 22, "at": 9, "ch": 26, "fr": 96,
}  # fmt: skip
KINDS = {kind.example: kind for kind in FILES}


def test_every_state_has_all_its_districts() -> None:
    assert dict(region_sets()) == COUNTS
    assert sum(n for name, n in COUNTS.items() if name.startswith("de-")) == 400


@pytest.mark.parametrize("name", COUNTS)
def test_every_entry_is_a_valid_record(name: str) -> None:
    ids: dict[str, set[str]] = {}
    chambers: set[str | None] = set()
    for file in region_files(name, "de"):
        kind = KINDS[file.path]
        parsed = yaml_text.parse(file.content.decode())
        assert parsed.faults == ()
        ids[kind.table] = set(parsed.value)
        for key, value in parsed.value.items():
            record, faults = validate(kind.record, value, {"id": key})
            assert faults == ()
            assert record.name.text("de")
            if kind.table == "districts":
                chambers.add(record.chamber)
    assert len(ids["districts"]) == COUNTS[name]
    assert chambers - {None} == ids.get("chambers", set())


@pytest.mark.parametrize("name", COUNTS)
def test_no_two_regions_of_a_set_have_a_key_or_name_in_common(name: str) -> None:
    *_, districts = region_files(name, "de")
    entries = yaml_text.parse(districts.content.decode()).value.values()
    keys = Counter(entry["key"] for entry in entries)
    names = Counter(entry["name"]["de"] for entry in entries)
    assert [text for counts in (keys, names) for text, n in counts.items() if n > 1] == []


def test_the_first_clusters_districts_are_those_of_its_state() -> None:
    *_, districts = region_files("de-th", "de")
    entries = yaml_text.parse(districts.content.decode()).value
    assert entries["jena-stadt"] == {"name": {"de": "Jena"}, "key": "16053", "city": "true"}
    assert "ilm-kreis" in entries
    assert "eisenach-stadt" not in entries


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(KeyError):
        next(region_files("de-xx", "de"))


def test_the_guide_names_every_word_of_a_level() -> None:
    """Whoever calls its levels otherwise has to know all of them."""
    listed = (PROJECT / "docs/regions.md").read_text("utf-8").split("## What the levels")[1]
    named = set(re.findall(r"`([a-z_]+)`", listed.split("## Ready lists")[0]))
    level = re.compile(r"(?i)kreis|kammer")
    speaking = {
        key
        for room in ("site", "mail")
        for key, forms in catalogue("de", room).texts.items()
        if any(map(level.search, forms))
    }
    assert named == speaking
