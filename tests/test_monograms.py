"""The letters of profiles without a logo: the best for each, none twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schaufenster.content.load import Cluster
from schaufenster.facts.monograms import letters_of
from schaufenster.look.monogram import distinct_letters, icon, letters


def test_the_first_keeps_its_letters_others_get_those_of_two_words_or_more_of_one() -> None:
    names = ["Muster GmbH", "Muster Optik", "Musik", "Muse", "Mut", "Mu", "Mu"]
    found = distinct_letters([(str(n), name) for n, name in enumerate(names)], {})
    assert list(found.values()) == ["Mu", "MO", "Mus", "Muse", "Mut", "Mu2", "Mu3"]


def test_what_people_chose_comes_first() -> None:
    assert distinct_letters([("a", "MESS"), ("b", "MESS")], {"b": "MESS"})["a"] != "MESS"


@given(st.lists(st.text(st.sampled_from("AbcÄ1 -"), max_size=6), max_size=40))
def test_no_two_have_the_same(names: list[str]) -> None:
    found = distinct_letters([(str(n), name) for n, name in enumerate(names)], {})
    shown = [text for text in found.values() if text]
    assert len(found) == len(names)
    assert len(set(shown)) == len(shown)
    assert all(bool(found[str(n)]) == bool(letters(name)) for n, name in enumerate(names))


def test_every_profile_of_a_cluster_has_letters_of_its_own(sample: Cluster) -> None:
    found = [letters_of(member, sample) for member in sample.members]
    assert len(set(found)) == len(found)


def test_a_tab_shows_the_first_letter() -> None:
    assert ">É</text>" in icon("écluse & Co", "#000000", "#ffffff")
