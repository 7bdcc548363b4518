"""Two colours become a palette that nobody can make unreadable."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schaufenster.look import colour
from schaufenster.look.colour import (
    TOKENS,
    MailTones,
    as_css,
    check,
    contrast,
    derive,
    mail_tones,
)
from schaufenster.look.oklch import Tone
from schaufenster.problems import Problem
from tests.conftest import LANGUAGES

PETROL, RED = "#0b4f5e", "#d2451e"

LOOK = {  # the table of the look, section 2
    "paper": ("#ffffff", "#0d171a"),
    "band": ("#f7f6f1", "#122024"),
    "raised": ("#ffffff", "#18272c"),
    "ink": ("#122125", "#e6edef"),
    "muted": ("#5e6b6f", "#8d9ba0"),
    "primary": ("#0b4f5e", "#6ebfd5"),
    "on-primary": ("#ffffff", "#0d171a"),
    "accent": ("#c93c13", "#fa7655"),
    "signal": ("#d2451e", "#fa7655"),
    "edge": ("#858f93", "#627177"),
    "line": ("#d4dadc", "#2e3c40"),
    "grid": ("#e7ecee", "#1b282c"),
    "grid2": ("#e8e6e0", "#1f2d31"),
    "deep": ("#042c35", "#040e11"),
    "signal-deep": ("#ea6441", "#ea6441"),
}

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def steps(one: str, other: str) -> int:
    """Return by how much two colours differ in the channel where they differ most."""
    return max(
        abs(a - b) for a, b in zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    )


@pytest.mark.parametrize("token", LOOK)
def test_the_proposed_colours_give_the_table_of_the_look(token: str) -> None:
    palette = derive(PETROL, RED)
    assert steps(palette.light[token], LOOK[token][0]) <= 1
    assert steps(palette.dark[token], LOOK[token][1]) <= 1


def test_the_look_names_every_token() -> None:
    assert set(LOOK) == set(TOKENS)
    assert tuple(derive(PETROL, RED).light) == tuple(derive(PETROL, RED).dark) == tuple(TOKENS)


def test_the_style_sheet_is_the_reviewed_one(golden: Callable[[str, str], None]) -> None:
    golden("colour/petrol.css", as_css(derive(PETROL, RED)))
    golden("colour/purple.css", as_css(derive("#3a2d7d", "#c98a00")))


def test_a_value_that_reads_well_stays_as_it_is() -> None:
    palette = derive("#3A2D7D", RED)
    assert palette.light["primary"] == "#3a2d7d"
    assert palette.light["signal"] == RED


def test_a_value_too_light_for_text_is_lowered_and_keeps_its_hue() -> None:
    palette = derive(PETROL, "#ffd500")
    assert contrast("#ffd500", palette.light["paper"]) < 1.5
    assert contrast(palette.light["accent"], palette.light["band"]) >= 4.6
    given_hue, hue = (Tone.of(v).hue for v in ("#ffd500", palette.light["accent"]))
    assert hue == pytest.approx(given_hue, abs=3)


@given(colours, colours)
@settings(max_examples=60)
def test_any_two_colours_give_a_readable_palette(primary: str, accent: str) -> None:
    assert_readable(primary, accent)


@pytest.mark.long
@given(colours, colours)
@settings(max_examples=2000)
def test_any_two_of_many_colours_give_a_readable_palette(primary: str, accent: str) -> None:
    assert_readable(primary, accent)


def assert_readable(primary: str, accent: str) -> None:
    palette = derive(primary, accent)
    for tones in (palette.light, palette.dark):
        assert [t for t in tones.values() if not re.fullmatch("#[0-9a-f]{6}", t)] == []
    missed = [ratio for ratio in palette.ratios if not ratio.holds]
    told = [f for f in check(primary, accent) if f.rule == "colour-contrast"]
    assert len(told) == len(missed) == 0
    for tone in mail_tones(palette):
        assert contrast(tone, "#ffffff") >= 3
        assert contrast(tone, palette.dark["band"]) >= 3


def test_ratios_are_measured_on_what_is_written() -> None:
    palette = derive(PETROL, RED)
    for ratio in palette.ratios:
        tones = {**getattr(palette, ratio.scheme), "white": "#ffffff"}
        assert ratio.ratio == contrast(tones[ratio.token], tones[ratio.background])


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#0b4f5e", "#f7f6f1", 8.46)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_good_colours_have_no_fault() -> None:
    assert list(check(PETROL, RED)) == []


@pytest.mark.parametrize(
    "value", ["", "red", "#fff", "0b4f5e", "#0b4f5g", "#0b4f5e\n", "#0b4f5e00"]
)
def test_what_is_no_colour_is_a_fault(value: str) -> None:
    (fault,) = check(value, RED)
    assert (fault.rule, fault.loc, fault.values) == ("colour", ("primary",), {"value": value})
    (fault,) = check(PETROL, value)
    assert fault.loc == ("accent",)
    with pytest.raises(ValueError, match="not #rrggbb"):
        derive(value, RED)


def test_both_values_are_told_at_once() -> None:
    assert [f.loc for f in check("blue", "red")] == [("primary",), ("accent",)]


def test_a_target_that_cannot_be_met_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(colour._TARGET["light"], "accent", 22.0)
    colour.derive.cache_clear()
    faults = list(check(PETROL, RED))
    colour.derive.cache_clear()
    assert {(f.rule, f.loc) for f in faults} == {("colour-contrast", ("accent",))}
    assert faults[0].values == {
        "value": RED,
        "token": "accent",
        "background": "paper",
        "ratio": "21.0",
        "target": "22.0",
    }
    problem = Problem("content/cluster.yml", 1, 1, "accent", faults[0].rule, faults[0].values)
    assert problem.severity == "error"
    assert all("#d2451e" in problem.message(lang) for lang in LANGUAGES)


def test_two_colours_that_look_alike_are_worth_a_warning() -> None:
    (fault,) = check(PETROL, "#0c5160")
    problem = Problem("content/cluster.yml", 1, 1, "accent", fault.rule, fault.values)
    assert problem.rule == "colour-alike"
    assert problem.severity == "warning"
    assert all("#0c5160" in problem.message(lang) for lang in LANGUAGES)


@pytest.mark.parametrize("grey", ["#000000", "#777777", "#ffffff"])
def test_a_grey_primary_gives_grey_neutrals(grey: str) -> None:
    palette = derive(grey, RED)
    for tones in (palette.light, palette.dark):
        assert [t for t in ("ink", "muted", "edge", "line") if len(set(pairs(tones[t]))) > 1] == []


def pairs(value: str) -> list[str]:
    return [value[1:3], value[3:5], value[5:7]]


def test_the_mail_tones_are_those_of_the_look() -> None:
    assert mail_tones(derive(PETROL, RED)) == MailTones("#468b9e", "#e6532c", "#7f888b")


def test_a_palette_cannot_be_changed() -> None:
    palette = derive(PETROL, RED)
    with pytest.raises(TypeError):
        palette.light["ink"] = "#000000"  # type: ignore[index]
