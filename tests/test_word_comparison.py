"""One rule for comparing words, in Python and in the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from schaufenster import word_comparison as comparison
from schaufenster.defaults import DEFAULTS

SAME = {
    "prufmass": ["Prüfmaß", "PRÜFMASS", "Pru\u0308fmaß", "Prüf\u00admaß", "Prüf\u200bmaß"],
    "pruefmass": ["Pruefmass", "PRUEFMASS"],
    "film": ["ﬁlm", "Film", "ﬁ\u00adlm"],
    "cafe": ["Café", "CAFÉ", "Cafe\u0301", "cafe"],
    "lodz": ["Łódź", "łódz"],
    "co2": ["CO₂", "co2", "ＣＯ２"],
    "μm": ["µm", "μm"],
    "cplusplus": ["C++", "c++"],
    "csharp": ["C#"],
    "gas-sensor": ["Gas-Sensor"],
    "a b": ["a\u00a0b", "a\u202fb", "A\u2009b"],
}  # fmt: skip
WORDS = {
    "Gas\u2011Sensor": [("gassensor", "gas", "sensor")],
    "Gas\u2010Sensor": [("gassensor", "gas", "sensor")],
    "2018–2020": [("20182020", "2018", "2020")],
    "5G, IR!": [("5g",), ("ir",)],
    "Industrie 4.0": [("industrie",), ("40", "4", "0")],
    "C++/C#": [("cpluspluscsharp", "cplusplus", "csharp")],
    " – ": [],
}
TYPED = [word for words in SAME.values() for word in words]


@pytest.mark.parametrize(("plain", "written"), SAME.items())
def test_one_word_in_all_its_forms(plain: str, written: list[str]) -> None:
    assert {word: comparison.bare(word) for word in written} == dict.fromkeys(written, plain)


def test_umlauts_have_two_spellings() -> None:
    for word in ("Größenprüfung", "GRÖSSENPRÜFUNG", "Gro\u0308ßenpru\u0308fung"):
        assert comparison.spelt(word) == "groessenpruefung"


def test_a_word_is_whole_and_in_parts() -> None:
    assert {text: list(comparison.words(comparison.bare(text))) for text in WORDS} == WORDS


# ── the script ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.add_script_tag(path=DEFAULTS / "theme/overrides/assets/word-comparison.js")
    yield page
    page.close()


def python(texts: list[str]) -> list[Any]:
    """Return what Python makes of texts, as JSON."""
    rule = comparison.bare, comparison.spelt
    made = [[[f(text), list(comparison.words(f(text)))] for f in rule] for text in texts]
    found: list[Any] = json.loads(json.dumps(made))
    return found


SCRIPT = """texts => texts.map(text => [wordComparison.bare, wordComparison.spelt].map(
    rule => [rule(text), wordComparison.words(rule(text))]))"""


@pytest.mark.browser
def test_the_script_follows_the_same_rule(page: Page) -> None:
    texts = [*TYPED, *WORDS]
    assert page.evaluate(SCRIPT, texts) == python(texts)


LETTERS = st.characters(
    max_codepoint=0x2FFF, categories=("L", "Nd", "No", "P", "Sm", "Zs", "Mn", "Cf")
)
TEXTS = st.text(LETTERS | st.sampled_from("äöüßÄÖÜéﬁ\u00ad\u0308+#- "), max_size=20)


@pytest.mark.browser
@settings(max_examples=20)
@given(texts=st.lists(TEXTS, max_size=50))
def test_whatever_is_typed_is_read_alike(page: Page, texts: list[str]) -> None:
    assert page.evaluate(SCRIPT, texts) == python(texts)


ASKED = {
    "IR": (True, [["ir"]]),
    "ISO": (True, [["iso"]]),
    "iso": (False, [["iso"]]),
    "9001": (True, [["9001"]]),
    "Prüfung": (False, [["pruefung"], ["prufung"]]),
    "UV-Messung": (False, [["uvmessung"], ["uv", "messung"]]),
    "X-Ray": (False, [["xray"]]),
}


@pytest.mark.browser
def test_a_typed_word_says_how_a_text_may_have_it(page: Page) -> None:
    found = page.evaluate("words => words.map(word => wordComparison.asked(word))", list(ASKED))
    assert found == [
        [{"typed": word, "brief": brief, "ways": ways}] for word, (brief, ways) in ASKED.items()
    ]
    typed = page.evaluate("wordComparison.asked('„Laser“, (C++) C#? C’t').map((one) => one.typed)")
    assert typed == ["Laser", "C++", "C#", "C’t"]
    assert page.evaluate("wordComparison.asked(' – ISO\u00a09001 ').length") == 2
