"""Ready lists of regions: complete, valid, and a site of their own without anything added."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from schaufenster.content import yaml_text
from schaufenster.content.records import FILES
from schaufenster.content.validation import validate
from schaufenster.editing import region_files, region_sets
from schaufenster.words import catalogue, parse

from .conftest import PROJECT

# Districts by state (Destatis), states, cantons and départements (ISO 3166-2).
COUNTS = {
    "de-bb": 18, "de-be": 1, "de-bw": 44, "de-by": 96, "de-hb": 2, "de-he": 26, "de-hh": 1,
    "de-mv": 8, "de-ni": 45, "de-nw": 53, "de-rp": 36, "de-sh": 15, "de-sl": 6, "de-sn": 13,
    "de-st": 14, "de-th": 22, "at": 9, "ch": 26, "fr": 96,
}  # fmt: skip
LEVELS = {"at": "Bundesland", "ch": "Kanton", "fr": "Département"}
KINDS = {kind.example: kind for kind in FILES}


def districts_of(*names: str) -> dict[str, Any]:
    """Return the regions of some sets, by id, as their file holds them."""
    files = {file.path: file.content.decode() for file in region_files(names, ("de",))}
    found: dict[str, Any] = yaml_text.parse(files["content/vocabularies/districts.yml"]).value
    return found


def test_every_state_has_all_its_districts() -> None:
    assert dict(region_sets()) == COUNTS
    assert sum(n for name, n in COUNTS.items() if name.startswith("de-")) == 400


@pytest.mark.parametrize("name", COUNTS)
def test_every_entry_is_a_valid_record(name: str) -> None:
    ids: dict[str, set[str]] = {}
    chambers: set[str | None] = set()
    for file in region_files([name], ("de",)):
        if file.path not in KINDS:
            continue  # words
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
    entries = districts_of(name).values()
    keys = Counter(entry["key"] for entry in entries)
    names = Counter(entry["name"]["de"] for entry in entries)
    assert [text for counts in (keys, names) for text, n in counts.items() if n > 1] == []


def test_the_first_clusters_districts_are_those_of_its_state() -> None:
    entries = districts_of("de-th")
    assert entries["jena-stadt"] == {"name": {"de": "Jena"}, "key": "16053", "city": "true"}
    assert "ilm-kreis" in entries
    assert "eisenach-stadt" not in entries


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(KeyError):
        next(region_files(["de-xx"], ("de",)))


def test_sets_of_one_country_are_one_list() -> None:
    both = districts_of("de-sn", "de-th")
    assert len(both) == COUNTS["de-sn"] + COUNTS["de-th"]
    assert set(region_sets("DE")) == {name for name in COUNTS if name.startswith("de-")}
    assert set(region_sets("AT")) == {"at"}
    assert not region_sets("BE")


@pytest.mark.parametrize("name", COUNTS)
@pytest.mark.parametrize("lang", ["de", "en", "fr"])
def test_levels_have_the_names_of_their_country(name: str, lang: str) -> None:
    said = {
        key: forms
        for file in region_files([name], (lang,))
        if file.path.startswith(f"theme/words/{lang}/")
        for key, forms in parse(file.content.decode()).texts.items()
    }
    text = " ".join(form for forms in said.values() for form in forms)
    assert not re.search(r"\{(?i:region|group)", text)
    assert not re.search(r"(?i)kreis|kammer|chamber|district|circonscription", text)
    programs = {**catalogue(lang, "site").texts, **catalogue(lang, "mail").texts}
    for key, forms in said.items():
        assert len(forms) == len(programs[key])
        assert fields(forms[-1]) == fields(programs[key][-1])
    if lang == "de":
        assert said.get("district", ("Landkreis",)) == (LEVELS.get(name, "Landkreis"),)


def fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_word_of_a_level_is_named_where_a_country_has_its_own() -> None:
    only_german = {"city", "cities_count", "key_city"}
    assert set(catalogue("de", "levels").texts) | only_german == named_in_the_guide()


def named_in_the_guide() -> set[str]:
    listed = (PROJECT / "docs/regions.md").read_text("utf-8").split("## What the levels")[1]
    return set(re.findall(r"`([a-z_]+)`", listed.split("## Ready lists")[0]))


def test_the_guide_names_every_word_of_a_level() -> None:
    """Whoever calls its levels otherwise has to know all of them."""
    level = re.compile(r"(?i)kreis|kammer")
    speaking = {
        key
        for room in ("site", "mail")
        for key, forms in catalogue("de", room).texts.items()
        if any(map(level.search, forms))
    }
    assert named_in_the_guide() == speaking
