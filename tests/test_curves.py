"""Every slug has its curve: the same for ever, smooth, inside its frame and light."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from math import pi, sin, sqrt
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from schaufenster.look.colour import MailTones
from schaufenster.look.monogram import letters
from schaufenster.look.subject import Kind, Subject
from schaufenster.themes.instrument import curves, drawing
from schaufenster.themes.instrument.bitmaps import mail_cover
from schaufenster.themes.instrument.drawing import (
    MOST_CHANNELS,
    cover,
    footer,
    hero,
    hero_positions,
    monogram,
)

KINDS: tuple[Kind, ...] = get_args(Kind)
FORMS = ("retreat", "workshop", "conference", "other")
TONES = MailTones("#468b9e", "#e6532c", "#7f888b")
Point = tuple[float, float]
STEPS = [step / 300 for step in range(301)]
DOWN = 540 * 2
"""The height of a cover in the steps of its path data."""
slugs = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True)


def paths(svg: str, name: str = "") -> list[str]:
    """Return the path data of one class (or of all paths without a class)."""
    root = etree.fromstring(svg)
    return [e.get("d", "") for e in root.iter("path") if e.get("class", "") == name]


def beziers(data: str) -> Iterator[tuple[Point, Point, Point, Point]]:
    """Yield the cubic Béziers of path data that consists of M, H, c and s."""
    tokens = iter(re.findall(r"[MHcs]|-?\d+", data))
    command, here, mirrored = "", (0.0, 0.0), (0.0, 0.0)
    pending: list[float] = []
    wanted = {"M": 2, "H": 1, "c": 6, "s": 4}
    for token in tokens:
        if token in wanted:
            command = token
            continue
        pending.append(float(token))
        if len(pending) < wanted[command]:
            continue
        values, pending = pending, []
        if command == "M":
            here = values[0], values[1]
        elif command == "H":
            here = values[0], here[1]
        else:
            first = (values[0], values[1]) if command == "c" else mirrored
            *_, x2, y2, x, y = values
            start, end = here, (here[0] + x, here[1] + y)
            second = (start[0] + x2, start[1] + y2)
            yield start, (start[0] + first[0], start[1] + first[1]), second, end
            here, mirrored = end, (end[0] - second[0], end[1] - second[1])


def flattened(data: str) -> list[Point]:
    """Return points along path data, eight per Bézier."""
    points = []
    for a, b, c, d in beziers(data):
        for step in range(9):
            u = step / 8
            v = 1 - u
            weights = (v**3, 3 * v * v * u, 3 * v * u * u, u**3)
            xs, ys = zip(a, b, c, d, strict=True)
            points.append(
                tuple(sum(w * p for w, p in zip(weights, axis, strict=True)) for axis in (xs, ys))
            )
    return points  # type: ignore[return-value]


def at(curve: curves.Curve) -> Callable[[float], float]:
    """Return a curve as the function of one time."""
    return lambda t: curve([t])[0]


# ── the functions of t ───────────────────────────────────────────────────────────────────────


@given(st.sampled_from(KINDS), slugs, st.sampled_from(FORMS))
@settings(max_examples=150)
def test_no_curve_leaves_its_frame(kind: Kind, slug: str, form: str) -> None:
    shape = curves.curve_set(kind, slug, form)
    heights = [height for curve in shape.curves for height in curve(STEPS)]
    assert min(heights) >= -0.46
    assert max(heights) <= 0.46


@pytest.mark.parametrize("kind", KINDS)
def test_relatives_are_lower_than_the_accent_curve(kind: Kind) -> None:
    *faint, strong = curves.curve_set(kind, "probe").curves
    swings = [span(curve) for curve in (*faint, strong)]
    assert swings == sorted(swings)
    assert 5 <= len(swings) <= 7


def span(curve: curves.Curve) -> float:
    heights = curve(STEPS)
    return max(heights) - min(heights)


def test_who_becomes_a_member_keeps_the_curve() -> None:
    assert cover("partner", "ust") == cover("member", "ust")


def test_other_kinds_of_the_same_slug_differ() -> None:
    assert len({cover(kind, "probe") for kind in KINDS}) == len(KINDS) - 1


def test_an_event_is_flat_until_its_tick_and_rings_out() -> None:
    shape = curves.curve_set("event", "klausur-2031", "retreat")
    strong = shape.curves[-1]
    assert strong([0, shape.start / 2, shape.start]) == [0, 0, 0]
    early = max(map(abs, strong([shape.start + t for t in STEPS[:100]])))
    late = max(map(abs, strong(STEPS[-30:])))
    assert late < early / 2


@pytest.mark.parametrize(("form", "least", "most"), [("retreat", 1.9, 3), ("conference", 7, 11)])
def test_the_format_sets_how_fast_an_event_rings(form: str, least: float, most: float) -> None:
    assert least <= curves.curve_set("event", "klausur-2031", form).periods <= most


def test_an_unknown_format_rings_like_other() -> None:
    assert cover("event", "x", form="assembly") == cover("event", "x", form="other")


def test_an_offer_steps_up_and_a_request_steps_down() -> None:
    offer, request = (curves.curve_set(k, "probe").curves[-1] for k in ("offer", "request"))
    low, high = offer([0, 1])
    assert low < 0 < high
    high, low = request([0, 1])
    assert low < 0 < high


def test_tile_cover_and_channel_are_one_waveform() -> None:
    own = at(curves.waveform("ust").curve)
    for x, y in flattened(paths(cover("member", "ust"), "h")[0])[::8]:
        assert (0.5 - y / DOWN) / 0.35 == pytest.approx(own(x / 960), abs=0.02)
    for x, y in flattened(paths(monogram("ust", "UST"))[0])[9:-9:8]:
        loudness = 48 * 4 * sin(pi * x / 1280) * sqrt(sin(pi * x / 1280))
        assert (84 * 4 - y) / loudness == pytest.approx(own(x / 1280), abs=0.12)
    alone = at(curves.channel("ust", 0.0, 0.3, 0.6).curve)
    for t in (0.15, 0.20, 0.25, 0.30):
        assert (alone(t) > 0) == (own(1.5 * t) > 0)


def test_all_channels_end_as_the_common_signal() -> None:
    ends = [
        curves.channel(f"firma-{n}", 0.09 * n - 0.4, 0.3, 0.7).curve([0.71, 0.9]) for n in range(9)
    ]
    assert ends == 9 * [curves.common([0.71, 0.9])]


# ── covers ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
def test_a_cover_is_the_reviewed_one(kind: Kind, golden: Callable[[str, str], None]) -> None:
    golden(f"curves/{kind}.svg", cover(kind, "probe") + "\n")


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawn_curve_follows_its_function(kind: Kind) -> None:
    for slug in ("probe", "ust", "rundum", "x-1"):
        strong = at(curves.curve_set(kind, slug, "conference").curves[-1])
        drawn = flattened(paths(cover(kind, slug, form="conference"), "h")[0])
        assert max(abs(y / DOWN - (0.5 - strong(x / 960))) for x, y in drawn) < 0.022


@pytest.mark.parametrize("slug", ["probe", "ust", "rundum", "x-1"])
def test_a_copy_is_drawn_where_its_function_runs(slug: str) -> None:
    """Moved to the right and made lower, from edge to edge."""
    shape = curves.curve_set("member", slug)
    copies = list(etree.fromstring(cover("member", slug)).iter("path"))[:-3]
    assert len(copies) == len(shape.curves) - 1
    for path, curve in zip(copies, map(at, shape.curves), strict=False):
        _, _, _, high, right, down = map(float, path.attrib["transform"][7:-1].split())
        drawn = [(x + right, high * y + down) for x, y in flattened(path.get("d") or "")]
        assert drawn[0][0] <= 0.5
        assert drawn[-1][0] >= 960
        assert max(abs(y / DOWN - (0.5 - curve(x / 960))) for x, y in drawn) < 0.022


@given(st.sampled_from(KINDS), slugs, st.sampled_from(FORMS), st.booleans())
@settings(max_examples=80)
def test_a_cover_is_light_and_has_no_corner(kind: Kind, slug: str, form: str, wide: bool) -> None:  # noqa: FBT001
    svg = cover(kind, slug, wide=wide, form=form)
    assert 1_300 <= len(svg) <= 3_072
    for data in paths(svg) + paths(svg, "h"):
        for (_, _, handle, joint), (start, mirrored, _, _) in pairwise(beziers(data)):
            assert joint == start
            assert joint[0] - handle[0] == mirrored[0] - joint[0]
            assert joint[1] - handle[1] == mirrored[1] - joint[1]


@pytest.mark.parametrize(("wide", "name"), [(False, "sf-cover"), (True, "sf-cover sf-cover--wide")])
def test_a_cover_leaves_colours_to_the_style_sheet(wide: bool, name: str) -> None:  # noqa: FBT001
    for kind in KINDS:
        root = etree.fromstring(cover(kind, "probe", wide=wide))
        assert sorted(root.items()) == [
            ("aria-hidden", "true"),
            ("class", name),
            ("focusable", "false"),
            ("preserveAspectRatio", "none"),
            ("viewBox", "0 0 960 540"),
        ]
        below = {attribute for e in root.iterdescendants() for attribute in e.attrib}
        assert below == {"class", "d", "transform"}


@pytest.mark.parametrize("kind", ["event", "offer", "request"])
def test_what_starts_has_a_tick_and_no_ring(kind: Kind) -> None:
    svg = cover(kind, "probe")
    (tick,) = paths(svg, "k")
    x = int(re.fullmatch(r"M(\d+) 540v-49", tick)[1])  # type: ignore[index]
    assert x == round(curves.curve_set(kind, "probe").start * 960)
    assert paths(svg, "s") == paths(svg, "s i") == []


@pytest.mark.parametrize("kind", ["member", "project", "news"])
def test_a_ring_lies_on_the_accent_curve(kind: Kind) -> None:
    for slug in ("probe", "ust", "rundum"):
        svg = cover(kind, slug)
        (ring,) = paths(svg, "s")
        assert paths(svg, "s i") == [ring]
        x, y = (int(n) for n in re.findall(r"\d+", ring)[:2])
        assert 0.25 <= x / 960 <= 0.8
        assert y == pytest.approx(
            540 * (0.5 - at(curves.curve_set(kind, slug).curves[-1])(x / 960)), abs=1
        )
        assert paths(svg, "k") == []


# ── tiles ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ABS electronic GmbH", "ABS"),
        ("COLIBRIS", "CO"),
        ("IL Metronic", "IL"),
        ("MESS", "MESS"),
        ("NXTGN Solutions", "NXTGN"),
        ("solaris", "so"),
        ("Übertech", "Üb"),
        ("U\u0308bertech", "Üb"),
        ("X-FAB", "X-FAB"),
        ("A&B", "A&B"),
        ("e-motion", "em"),
        ("3D-Micromac", "3D"),
        ("5micron", "5m"),
        ("„IFU“ Diagnostik", "IFU"),
        ("– Die Firma", "Di"),
        ("Q", "Q"),
        ("", ""),
        ("– !", ""),
    ],
)
def test_letters_follow_the_house_spelling(name: str, expected: str) -> None:
    assert letters(name) == expected


def test_a_tile_starts_and_ends_level_at_the_same_height() -> None:
    for slug in ("ust", "rundum", "ama"):
        points = flattened(paths(monogram(slug, "AB"))[0])
        assert points[0] == (0, 84 * 4)
        assert points[-1] == (320 * 4, 84 * 4)
        assert abs(points[1][1] - 84 * 4) < 2
        assert abs(points[-2][1] - 84 * 4) < 2
        assert all(8 <= y / 4 <= 140 for _, y in points)


@pytest.mark.parametrize(
    ("text", "size"), [("so", 72), ("IMMS", 72), ("NXTGN", 64), ("WWWWW", 50), ("MMMM", 62)]
)
def test_letters_fit_their_tile(text: str, size: int) -> None:
    assert f'<text x="28" y="206" font-size="{size}">{text}</text>' in monogram("x", text)


def test_letters_are_escaped() -> None:
    assert etree.fromstring(monogram("x", "A&<B"))[-1].text == "A&<B"


def test_a_tile_weighs_about_half_a_kilobyte() -> None:
    sizes = [len(monogram(f"firma-{n}", "ABS")) for n in range(200)]
    assert sum(sizes) / len(sizes) < 600
    assert max(sizes) < 750


# ── hero and footer ──────────────────────────────────────────────────────────────────────────


def channels(members: int, partners: int) -> tuple[list[str], list[str]]:
    return [f"m-{n}" for n in range(members)], [f"p-{n}" for n in range(partners)]


def drawn(svg: str, group: str) -> list[str]:
    found = etree.fromstring(svg).find(f"g[@class='{group}']")
    assert found is not None
    return [path.get("d") or "" for path in found]


@pytest.mark.parametrize(
    ("members", "partners"),
    [(0, 0), (1, 0), (2, 0), (0, 2), (10, 0), (10, 15), (0, 25), (25, 20), (1, 44)],
)
def test_every_channel_is_drawn_inside_the_plot(members: int, partners: int) -> None:
    svg = hero(*channels(members, partners))
    assert len(drawn(svg, "m")) == members
    assert len(drawn(svg, "p")) == (partners if members or partners else 1)
    for data in drawn(svg, "m") + drawn(svg, "p") + paths(svg, "h"):
        assert all(0 <= x <= 2880 and 30 <= y <= 3170 for x, y in flattened(data))


def test_members_lie_where_their_labels_stand() -> None:
    svg = hero(*channels(10, 15))
    starts = [int(re.match(r"M0 (\d+)H", data)[1]) / 32 for data in drawn(svg, "m")]  # type: ignore[index]
    assert starts == pytest.approx(hero_positions(10), abs=0.02)


def test_labels_stand_in_equal_rows() -> None:
    assert hero_positions(0) == ()
    assert hero_positions(1) == (50.0,)
    assert hero_positions(3) == pytest.approx((20.0, 50.0, 80.0))


def test_partners_lie_between_members() -> None:
    svg = hero(*channels(10, 15))
    heights = [int(re.match(r"M0 (\d+)H", d)[1]) for g in "mp" for d in drawn(svg, g)]  # type: ignore[index]
    gaps = [below - above for above, below in pairwise(sorted(heights))]
    assert min(gaps) > 3200 / 25 * 0.5
    assert max(gaps) < 3200 / 25 * 1.5


def test_of_too_many_channels_some_are_left_out_partners_first() -> None:
    svg = hero(*channels(40, 2000))
    assert len(drawn(svg, "m")) == 40
    assert len(drawn(svg, "p")) == MOST_CHANNELS - 40
    assert len(drawn(hero(*channels(2500, 10)), "m")) == MOST_CHANNELS
    assert drawing._picked(list("abcdef"), 3) == ["a", "c", "e"]


def test_the_plot_is_light() -> None:
    assert len(gzip.compress(hero(*channels(10, 15)).encode())) < 6_000
    assert len(gzip.compress(hero(*channels(24, 24)).encode())) < 9_000


def test_the_plot_leaves_colours_to_the_style_sheet() -> None:
    svg = hero(*channels(3, 3))
    assert re.search(r"style=|#[0-9a-f]{3}|rgb|fill=|stroke=", svg) is None
    assert 'id="sf-heat"' in svg


def test_the_footer_is_the_waveform_of_the_cluster() -> None:
    svg = footer("muster")
    assert svg.startswith('<svg class="sf-foot__trace" ')
    assert (len(paths(svg)), len(paths(svg, "h"))) == (4, 1)
    assert footer("solarvalley") != svg == footer("muster")
    assert len(svg) < 3_072


# ── bitmaps ──────────────────────────────────────────────────────────────────────────────────


def test_a_bitmap_has_two_tones_on_nothing() -> None:
    raw = mail_cover(Subject("member", "ust"), TONES, width=264, height=132)
    with Image.open(io.BytesIO(raw)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "P", (528, 264))
        pixels = picture.convert("RGBA")
    found = pixels.getcolors(64)
    assert found is not None
    assert 15 <= len(found) <= 20
    assert {rgba[:3] for _, rgba in found if rgba[3]} == {(0x46, 0x8B, 0x9E), (0xE6, 0x53, 0x2C)}  # type: ignore[index]
    assert max(found)[1][3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("kind", "slug", "form", "width", "height"),
    [
        ("event", "klausur-2031", "retreat", 560, 180),
        ("event", "messtag-2030", "conference", 264, 132),
        ("project", "messnetz", "other", 264, 132),
    ],
)
def test_a_bitmap_is_light_and_always_the_same(
    kind: Kind, slug: str, form: str, width: int, height: int
) -> None:
    raw = mail_cover(Subject(kind, slug, form), TONES, width=width, height=height)
    assert raw == mail_cover(Subject(kind, slug, form), TONES, width=width, height=height)
    assert 5_000 <= len(raw) <= 13_000


def test_a_bitmap_shows_the_curve_of_the_cover() -> None:
    raw = mail_cover(Subject("offer", "probe"), TONES, width=240, height=135)
    strong = at(curves.curve_set("offer", "probe").curves[-1])
    with Image.open(io.BytesIO(raw)) as picture:
        pixels = picture.convert("RGBA")
    for x in range(5, 480, 25):
        y = round(270 * (0.5 - strong(x / 480)))
        *tone, covered = pixels.getpixel((x, y))  # type: ignore[misc]
        assert tone == [0xE6, 0x53, 0x2C]
        assert covered > 200
