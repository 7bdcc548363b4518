"""Colours are converted as coloraide does it, which nothing but these tests loads."""

from __future__ import annotations

import pytest
from coloraide import Color
from hypothesis import given, settings
from hypothesis import strategies as st

from schaufenster.look.oklch import Tone, distance, luminance

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
greys = st.integers(0, 255).map(lambda part: f"#{part:02x}{part:02x}{part:02x}")
tones = st.builds(Tone, st.floats(0, 1), st.floats(0, 0.4), st.floats(0, 360, exclude_max=True))


def assert_converted(value: str) -> None:
    tone, reference = Tone.of(value), Color(value).convert("oklch").coords(nans=False)
    assert tone[:2] == pytest.approx(reference[:2], abs=1e-9)
    if tone.chroma > 1e-4:
        assert tone.hue == pytest.approx(reference[2], abs=1e-6)
    assert luminance(value) == pytest.approx(Color(value).luminance(), abs=1e-12)
    assert tone.hex() == value


def assert_fitted(tone: Tone) -> None:
    """Where sRGB cannot show a tone, chroma is taken from it until it can, and nothing else."""
    reference = Color("oklch", list(tone)).fit("srgb", method="oklch-chroma", jnd=0)
    shown = reference.convert("srgb").to_string(hex=True, fit=False)
    ours, theirs = (bytes.fromhex(value[1:]) for value in (tone.hex(), shown))
    assert max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) <= 1, shown


@given(colours | greys)
@settings(max_examples=200)
def test_a_colour_is_converted_as_the_reference_does_and_comes_back(value: str) -> None:
    assert_converted(value)


@given(tones)
@settings(max_examples=200)
def test_what_cannot_be_shown_is_fitted_as_the_reference_does(tone: Tone) -> None:
    assert_fitted(tone)


@given(colours, colours)
@settings(max_examples=200)
def test_distances_are_those_of_the_reference(one: str, other: str) -> None:
    assert distance(one, other) == pytest.approx(Color(one).delta_e(other, method="ok"), abs=1e-9)


@pytest.mark.long
@given(colours | greys)
@settings(max_examples=20_000)
def test_many_colours_come_back(value: str) -> None:
    assert_converted(value)


@pytest.mark.long
@given(tones)
@settings(max_examples=10_000)
def test_many_tones_are_fitted(tone: Tone) -> None:
    assert_fitted(tone)


@pytest.mark.parametrize(
    "value", ["#00009c", "#0000ff", "#ff0000", "#00ff00", "#ffff00", "#ffffff"]
)
def test_a_colour_at_the_edge_of_srgb_stays_what_it_is(value: str) -> None:
    assert Tone.of(value).hex() == value


@pytest.mark.parametrize(("lightness", "value"), [(1.0, "#ffffff"), (0.0, "#000000")])
def test_what_is_as_light_or_dark_as_can_be_is_white_or_black(lightness: float, value: str) -> None:
    for hue in range(0, 360, 15):
        assert Tone(lightness, 0.2, hue).hex() == value
