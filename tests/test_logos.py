"""Logos that a page would swallow: which are told, and what they stand on."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from schaufenster.content.load import check_cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.look import colour
from schaufenster.look.logo import plate_of
from schaufenster.sanitize import clean_svg, logo_colours

from .conftest import CLOCK, calls_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20">{}</svg>'
BAR = '<path d="M5 5h50v10H5z" {}/>'


def picture(ground: Any, ink: Any, form: str = "PNG") -> bytes:
    """A wordmark of ten bars and a round sign."""
    image = Image.new("RGBA" if form == "PNG" else "RGB", (300, 100), ground)
    pen = ImageDraw.Draw(image)
    pen.ellipse((10, 20, 70, 80), fill="#0070c0")
    for step in range(10):
        pen.rectangle((90 + 20 * step, 20, 102 + 20 * step, 80), fill=ink)
    stream = io.BytesIO()
    image.save(stream, form)
    return stream.getvalue()


def even(pixel: tuple[int, ...]) -> bytes:
    """A picture of one colour."""
    stream = io.BytesIO()
    Image.new("RGBA", (300, 100), pixel).save(stream, "PNG")
    return stream.getvalue()


CLEAR = (0, 0, 0, 0)
DRAWN: dict[str, tuple[str | bytes, set[str], str]] = {
    "white": (BAR.format('fill="#fff"'), {"logo-light"}, "dark"),
    "white by a style": (BAR.format('style="fill: WHITE"'), {"logo-light"}, "dark"),
    "white by its group": (f'<g fill="#fefefe">{BAR.format("")}</g>', {"logo-light"}, "dark"),
    "white strokes": (BAR.format('fill="none" stroke="#fff"'), {"logo-light"}, "dark"),
    "white by currentColor": (
        f'<g color="white">{BAR.format("fill=" + chr(34) + "currentColor" + chr(34))}</g>',
        {"logo-light"}, "dark",
    ),
    "a white gradient": (
        '<defs><linearGradient id="a"><stop stop-color="#fff"/><stop stop-color="#eee"/>'
        '</linearGradient><linearGradient id="b" href="#a"/></defs>'
        + BAR.format('fill="url(#b)"'), {"logo-light"}, "dark",
    ),
    "a white symbol": (
        '<symbol id="a"><path d="M5 5h50v10H5z"/></symbol><use href="#a" fill="#fff"/>',
        {"logo-light"}, "dark",
    ),
    "white, with a black part that is hidden": (
        BAR.format('fill="#fff"') + BAR.format('opacity="0"') + BAR.format('display="none"'),
        {"logo-light"}, "dark",
    ),
    "mostly white": (
        BAR.format('fill="#fff"') + BAR.format('fill="#fefefe"') + BAR.format(""), set(), "light",
    ),
    "black": (BAR.format(""), {"logo-dark"}, "light"),
    "currentColor": (BAR.format('fill="currentColor"'), {"logo-dark"}, "light"),
    "navy": (BAR.format('fill="navy"'), {"logo-dark"}, "light"),
    "black and white": (BAR.format("") + BAR.format('fill="#fff"'), set(), "light"),
    "red": (BAR.format('fill="#e30613"'), set(), "none"),
    "white as CSS writes it today": (
        BAR.format('fill="rgba(255 255 255 / 80%)"') + BAR.format('fill="rgb(0 0 0 / 0)"'),
        {"logo-light"}, "dark",
    ),
    "a colour in a form nobody here knows": (BAR.format('fill="lab"'), set(), "light"),
    "nothing": ("", {"picture-empty"}, "none"),
    "nothing that is painted": (BAR.format('fill="none"'), {"picture-empty"}, "none"),
    "nothing as PNG": (even(CLEAR), {"picture-empty"}, "none"),
    "hardly anything as PNG": (even((200, 0, 0, 7)), {"picture-empty"}, "none"),
    "a breath of red as PNG": (even((230, 0, 0, 8)), set(), "none"),
    "black on a white rectangle": (
        '<rect width="100%" height="100%" fill="#fff"/>' + BAR.format(""), {"logo-ground"}, "light",
    ),
    "black on a white path": (
        '<path d="M0 0h60v20H0z" fill="#fff"/>' + BAR.format(""), {"logo-ground"}, "light",
    ),
    "white on a red rectangle": (
        '<rect width="60" height="20" fill="#e30613"/>' + BAR.format('fill="#fff"'), set(), "none",
    ),
    "a white wordmark as PNG": (picture(CLEAR, "#fff"), {"logo-light"}, "dark"),
    "a black wordmark as PNG": (picture(CLEAR, "#000"), {"logo-dark"}, "light"),
    "an orange wordmark as PNG": (picture(CLEAR, "#f39200"), set(), "none"),
    "black on white as PNG": (picture("#fff", "#000"), {"logo-ground"}, "light"),
    "black on white as JPEG": (picture("#fff", "#000", "JPEG"), {"logo-ground"}, "light"),
    "white on blue as JPEG": (picture("#3070c0", "#fff", "JPEG"), set(), "none"),
    "white on black as JPEG": (picture("#000", "#fff", "JPEG"), set(), "light"),
}  # fmt: skip
ENDINGS = {b"\x89PNG": "png", b"\xff\xd8\xff\xe0": "jpg"}


def file_of(content: str | bytes) -> tuple[str, bytes]:
    raw = content if isinstance(content, bytes) else SVG.format(content).encode()
    return f"logo.{ENDINGS.get(raw[:4], 'svg')}", raw


def give(root: Path, slug: str, content: str | bytes) -> None:
    """Give a member a logo."""
    name, raw = file_of(content)
    (root / f"members/{slug}/{name}").write_bytes(raw)
    record = root / f"members/{slug}/member.yml"
    record.write_text(f"{record.read_text('utf-8').rstrip()}\nlogo: {name}\n", "utf-8")


@pytest.mark.parametrize("name", DRAWN)
def test_a_logo_stands_on_what_shows_it(name: str) -> None:
    content, _, plate = DRAWN[name]
    file, raw = file_of(content)
    assert plate_of(logo_colours(raw, drawing=file.endswith(".svg"))) == plate


WHITE, RED = "#ffffff", "#ff0000"
SEEN: dict[str, tuple[str, set[str]]] = {
    "a line has no inside": ('<line x1="5" y1="5" x2="50" y2="5" stroke="#fff"/>', {WHITE}),
    "a stroke without width": (BAR.format('fill="red" stroke="#fff" stroke-width="0px"'), {RED}),
    "an inside that is clear": (BAR.format('stroke="#fff" fill-opacity="0"'), {WHITE}),
    "parts that are hidden": (
        BAR.format('visibility="hidden"') + BAR.format('visibility="collapse"')
        + BAR.format('fill="red"'), {RED},
    ),
    "clear by name": (BAR.format('fill="transparent" stroke="#fff"'), {WHITE}),
    "clear by its fourth figure": (BAR.format('fill="#0000" stroke="#fff"'), {WHITE}),
    "nearly clear": (BAR.format('fill="#ff000001"'), {RED}),
    "a gradient's clear end": (
        '<linearGradient id="a"><stop stop-color="#fff"/><stop stop-opacity="0"/></linearGradient>'
        + BAR.format('fill="url(#a)"'), {WHITE},
    ),
    "a gradient's ends without a colour, and with the current one": (
        '<linearGradient id="a"><stop/><stop stop-color="currentColor" color="red"/>'
        '</linearGradient>' + BAR.format('fill="url(#a)"'), {"#000000", RED},
    ),
    "a gradient's current colour that nobody set": (
        '<linearGradient id="a"><stop stop-color="currentColor"/></linearGradient>'
        + BAR.format('fill="url(#a)"'), {"#000000"},
    ),
    "a pattern": (
        '<pattern id="a"><path d="M5 5h50v10H5z" fill="red"/></pattern>'
        + BAR.format('fill="url(#a)"'), {RED},
    ),
    "a symbol twice, in two colours": (
        '<symbol id="a"><path d="M5 5h9z"/></symbol><use href="#a"/><use href="#a" fill="red"/>',
        {"#000000", RED},
    ),
    "a use of nothing": (BAR.format('fill="red"') + "<use/>", {RED}),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_a_drawings_colours_are_those_that_are_seen(name: str) -> None:
    content, colours = SEEN[name]
    found = logo_colours(SVG.format(content).encode(), drawing=True)
    assert set(found.shares) == colours


@pytest.mark.parametrize(
    ("shape", "covers"),
    [
        ('<rect width="100%" height="100%"/>', True),
        ('<rect width="60" height="20"/>', True),
        ('<rect width="60" height="19"/>', False),
        ('<rect width="20" height="60"/>', False),
        ('<rect width="100%" height="20"/>', False),
        ('<path d="M0 0h60v20H0z"/>', True),
        ('<path d="M0,0H60V20H0Z"/>', True),
        ('<path d="M0 0h60v10H0z" width="100%" height="100%"/>', False),
        ('<circle r="30"/>', False),
    ],
)
@pytest.mark.parametrize("box", ["0 0 60 20", "-5,0 , 60,20"])
def test_the_first_shape_is_the_ground_if_it_covers_the_drawing(
    shape: str,
    covers: bool,  # noqa: FBT001
    box: str,
) -> None:
    drawing = SVG.replace("0 0 60 20", box).format(shape + BAR.format('fill="red"'))
    assert logo_colours(drawing.encode(), drawing=True).ground == ("#000000" if covers else None)
    drawing = SVG.replace("0 0 60 20", box).format(BAR.format('fill="red"') + shape)
    assert logo_colours(drawing.encode(), drawing=True).ground is None


def test_what_is_drawn_again_and_again_takes_few_calls() -> None:
    """Nine symbols, eight of which use the one before three times: 6,561 shapes."""
    symbols = f'<symbol id="s0">{BAR.format("")}</symbol>'
    for step in range(1, 9):
        uses = f'<use href="#s{step - 1}"/>' * 3
        symbols += f'<symbol id="s{step}">{uses}</symbol>'
    raw = SVG.format(f'{symbols}<use href="#s8"/>').encode()
    clean_svg(raw)  # remembered: what is counted is the search for colours
    assert calls_of(lambda: logo_colours(raw, drawing=True)) < 3_000


def small(rows: Sequence[Sequence[tuple[int, ...]]]) -> bytes:
    """Return a picture of a few pixels."""
    image = Image.new("RGBA", (len(rows[0]), len(rows)))
    for y, row in enumerate(rows):
        for x, pixel in enumerate(row):
            image.putpixel((x, y), pixel)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("turns", range(4))
def test_a_pictures_ground_is_what_most_of_its_edge_shows(turns: int) -> None:
    """Three white pixels on one side, else nothing twice; blue inside."""
    rows = [[(10 * x, 10 * y, 100, 255) for x in range(5)] for y in range(5)]
    for row in rows[1:4]:
        row[1:4] = [(0, 0, 255, 255)] * 3
    rows[0][1:4] = [(255, 255, 255, 255)] * 3
    for _ in range(turns):
        rows = [list(row) for row in zip(*reversed(rows), strict=True)]
    found = logo_colours(small(rows), drawing=False)
    assert (found.ground, found.measured) == (WHITE, True)
    assert found.shares["#0000ff"] == pytest.approx(9 / 25)


@pytest.mark.parametrize(("opaque", "ground"), [(3, WHITE), (2, None)])
def test_a_picture_brings_its_ground_if_three_quarters_are_opaque(
    opaque: int, ground: str | None
) -> None:
    pixels = [(255, 255, 255, 255)] * opaque + [CLEAR] * (4 - opaque)
    assert logo_colours(small([pixels[:2], pixels[2:]]), drawing=False).ground == ground


FEW = 40
SHOWN = [
    name
    for name, (_, told, _) in DRAWN.items()
    if "picture-empty" not in told and "nobody" not in name and "breath" not in name
]


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_every_logo_is_seen_in_both_schemes(browser: Browser, scheme: str) -> None:
    """Two of the tones that cover more than a few pixels are clearly apart on the screen."""
    css = colour.as_css(colour.derive("#0b4f5e", "#d2451e"))
    for sheet in ("10-base", "42-photos"):
        css += (DEFAULTS / f"theme/css/{sheet}.css").read_text("utf-8")
    boxes = ""
    for name in SHOWN:
        file, raw = file_of(DRAWN[name][0])
        plate = plate_of(logo_colours(raw, drawing=file.endswith(".svg")))
        kind = {"svg": "svg+xml", "jpg": "jpeg", "png": "png"}[file.rpartition(".")[2]]
        source = f"data:image/{kind};base64,{base64.b64encode(raw).decode()}"
        boxes += f'<div class="sf-logo sf-logo--{plate}"><svg viewBox="0 0 180 80"></svg>'
        boxes += f'<img width="126" height="42" src="{source}"></div>'
    page = browser.new_page(viewport={"width": 180, "height": 200})
    page.set_content(
        f'<style>{css}</style><body data-md-color-scheme="{scheme}"><div>{boxes}</div></body>'
    )
    places: Any = page.evaluate(
        "[...document.images].map(i => i.getBoundingClientRect())"
        ".map(b => [b.x, b.y, b.right, b.bottom])"
    )
    with Image.open(io.BytesIO(page.screenshot(full_page=True))) as whole:
        shots = [whole.convert("RGB").crop(tuple(map(round, place))) for place in places]
    page.close()
    for name, shot in zip(SHOWN, shots, strict=True):
        counts: Any = shot.getcolors(99_999)
        tones = ["#" + bytes(tone).hex() for count, tone in counts if count > FEW]
        assert max(colour.contrast(*pair) for pair in combinations(tones, 2)) > 1.4, name


@pytest.mark.parametrize("name", DRAWN)
def test_check_tells_what_is_not_seen(name: str, tmp_path: Path) -> None:
    (tmp_path / "members/muster").mkdir(parents=True)
    (tmp_path / "members/muster/member.yml").write_text("name: Muster GmbH", "utf-8")
    give(tmp_path, "muster", DRAWN[name][0])
    found = check_cluster(tmp_path, CLOCK).problems
    told = {p.rule: p.severity for p in found if p.rule.startswith(("logo-", "picture-empty"))}
    assert told.keys() == DRAWN[name][1]
    assert set(told.values()) <= {"error" if "picture-empty" in told else "warning"}


def test_only_a_funders_white_logo_is_told(tmp_path: Path) -> None:
    """It stands on white paper in both schemes."""
    (tmp_path / "content/vocabularies").mkdir(parents=True)
    (tmp_path / "content/funders").mkdir()
    for slug, name in (("land", "white"), ("bund", "black")):
        _, raw = file_of(DRAWN[name][0])
        (tmp_path / f"content/funders/{slug}.svg").write_bytes(raw)
    entries = (f"{s}: {{names: [{{name: {{de: L}}}}], logo: {s}.svg}}\n" for s in ("land", "bund"))
    (tmp_path / "content/vocabularies/funders.yml").write_text("".join(entries), "utf-8")
    found = check_cluster(tmp_path, CLOCK).problems
    assert [(p.rule, p.path) for p in found if p.rule.startswith("logo-")] == [
        ("logo-light", "content/funders/land.svg")
    ]
