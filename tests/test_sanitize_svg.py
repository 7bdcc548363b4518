from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from schaufenster.sanitize import SvgError, check_svg, clean_svg, references, svg_size
from schaufenster.sanitize import svg as sanitize_svg
from tests.conftest import MOST_YARDSTICKS, yardsticks_of
from tests.hostile import HOSTILE_SVGS, HostileFile

GOLDEN = Path(__file__).parent / "golden" / "sanitize_svg"
SVG = "http://www.w3.org/2000/svg"
REFUSED = [drawing for drawing in HOSTILE_SVGS if drawing.rule]
HARMLESS = [drawing for drawing in HOSTILE_SVGS if not drawing.rule]


def drawing(content: str, attributes: str = 'viewBox="0 0 9 9"') -> bytes:
    return f'<svg xmlns="{SVG}" {attributes}>{content}</svg>'.encode()


def rules(raw: bytes) -> list[str]:
    return [fault.rule for fault in check_svg(raw)]


def places(raw: bytes) -> list[tuple[str, int, int]]:
    return [(fault.rule, fault.line, fault.column) for fault in check_svg(raw)]


def assert_draws_only(clean: bytes) -> None:
    """Nothing but allowed elements, plain values and references to ids of the same drawing."""
    root = etree.fromstring(clean)
    assert not re.search(rb"<[!?]", clean)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        name = etree.QName(element)
        assert name.namespace == SVG
        assert name.localname in sanitize_svg._ELEMENTS
        for attribute, value in element.attrib.items():
            assert attribute in sanitize_svg._ATTRIBUTES | {"id", "href"}
            assert re.fullmatch(r"[\w#%.,+\-()\s]*", str(value))
            for target in re.findall(r"url\(#(.*?)\)|^#(s.+)", str(value)):
                assert "".join(target) in ids or attribute in {"fill", "stroke"}


# ── what a logo keeps ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["inkscape", "illustrator"])
def test_an_exported_logo_keeps_its_drawing_and_loses_the_litter(
    name: str, golden: Callable[[str, bytes], None]
) -> None:
    raw = (GOLDEN / f"{name}.in.svg").read_bytes()
    assert rules(raw) == []
    golden(f"sanitize_svg/{name}.svg", clean_svg(raw))


def test_a_style_becomes_attributes_and_wins_over_them() -> None:
    clean = clean_svg(drawing('<g fill="red" style="FILL: blue !important; line-height:2"/>'))
    assert clean == drawing('<g fill="blue"/>') + b"\n"
    later = drawing('<g style="visibility: visible" visibility="hidden"/>')
    assert b'visibility="visible"' in clean_svg(later)


def test_an_element_keeps_all_that_is_allowed() -> None:
    clean = clean_svg(
        drawing('<title>a<g>b</g> <!--x-->c</title><use fill="red" href="#a"/><g id="a"/>')
    )
    assert re.fullmatch(
        rb'.*<title>ab c</title><use fill="red" href="#(s\w+-1)"/><g id="\1"/></svg>\n', clean
    )


def test_the_size_of_a_drawing_is_that_of_its_box() -> None:
    assert svg_size(drawing("", 'viewBox="0 0 0.5 999999"')) == (0.5, 999_999)
    assert svg_size(drawing("", 'viewBox="1 2 30 40.5"')) == (30, 40.5)


def test_a_comment_in_a_style_changes_nothing() -> None:
    assert clean_svg(drawing('<g style="/* a */fill:red"/>')) == drawing('<g fill="red"/>') + b"\n"


def test_what_gets_its_size_from_its_pixels_keeps_its_colour() -> None:
    assert b' fill="red" ' in clean_svg(drawing("", 'width="9" height="9" fill="red"'))


def test_attributes_are_sorted_and_prefixes_gone() -> None:
    raw = f'<s:svg xmlns:s="{SVG}" width="9" viewBox="0 0 9 9" height="9px"><s:g/></s:svg>'
    assert clean_svg(raw.encode()) == (
        f'<svg xmlns="{SVG}" height="9" viewBox="0 0 9 9" width="9"><g/></svg>\n'.encode()
    )


def test_the_newer_href_wins() -> None:
    raw = drawing(
        '<g id="a"/><g id="b"/><use href="#a" xlink:href="#b"/>',
        'xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"',
    )
    clean = etree.fromstring(clean_svg(raw))
    assert clean[0].get("id") == clean[2].get("href", "").removeprefix("#")
    assert clean[1].get("id") is None


def test_ids_of_different_drawings_never_meet() -> None:
    one, two = (
        clean_svg(drawing(f'<g id="a"><path d="M0 0h{n}"/></g><use href="#a"/>')) for n in (1, 2)
    )
    assert re.findall(b'id="(.*?)"', one) != re.findall(b'id="(.*?)"', two)


def test_names_of_ids_do_not_matter() -> None:
    one, two = (clean_svg(drawing(f'<g id="{n}"/><use href="#{n}"/>')) for n in ("a", "body"))
    assert one == two


def test_a_drawing_without_viewbox_gets_one_from_its_pixels() -> None:
    clean = clean_svg(drawing("", 'width="120px" height="40.5"'))
    assert clean == drawing("", 'height="40.5" viewBox="0 0 120 40.5" width="120"').replace(
        b"></svg>", b"/>\n"
    )


@pytest.mark.parametrize(
    "attributes",
    [
        *("", 'width="9"', 'width="9mm" height="9mm"', 'viewBox="0 0 9"', 'viewBox="0 0 -9 9"'),
        *(
            'width="1e9" height="1e9"',
            'width="-9" height="-9"',
            'viewBox="0 0 1e9 9"',
            'viewBox="0 0 9 1e6"',
            'viewBox="0 0 NaN 9"',
            'viewBox="a b c d"',
        ),
    ],
)
def test_a_drawing_needs_a_size(attributes: str) -> None:
    assert rules(drawing("", attributes)) == ["svg-box"]


@pytest.mark.parametrize(
    "value",
    ["url(#a)", "url( '#a' )", 'url("#a") red', "rgb(1, 2, 3)", "hsla(1 2% 3% / 4%)", "#abc"],
)
def test_a_colour_is_kept(value: str) -> None:
    raw = drawing(f'<linearGradient id="a"/><g fill="{html.escape(value)}"/>')
    assert rules(raw) == []
    assert b"fill=" in clean_svg(raw)


# ── what is refused, and where ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("hostile", REFUSED, ids=lambda h: h.name)
def test_a_hostile_drawing_is_refused_with_its_line(hostile: HostileFile) -> None:
    faults = list(check_svg(hostile.raw))
    assert hostile.rule in {fault.rule for fault in faults}
    assert all(
        fault.line > 0
        for fault in faults
        if fault.rule not in {"svg-size", "not-utf8", "foreign-archive"}
    )
    with pytest.raises(SvgError) as refused:
        clean_svg(hostile.raw)
    assert list(refused.value.faults) == faults


@pytest.mark.parametrize("hostile", HARMLESS, ids=lambda h: h.name)
def test_an_odd_drawing_is_made_harmless(hostile: HostileFile) -> None:
    assert rules(hostile.raw) == []
    assert_draws_only(clean_svg(hostile.raw))


@pytest.mark.parametrize("hostile", HOSTILE_SVGS, ids=lambda h: h.name)
def test_no_drawing_takes_long(hostile: HostileFile) -> None:
    assert yardsticks_of(lambda: list(check_svg(hostile.raw))) < MOST_YARDSTICKS


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    assert len(HOSTILE_SVGS) >= 25
    assert len({hostile.name for hostile in HOSTILE_SVGS}) == len(HOSTILE_SVGS)


def test_every_fault_is_named_with_its_line() -> None:
    raw = drawing(
        "\n<script>x()</script>\n"
        "<rect\n  width='9'\n  onclick='x()'\n  fill='url(http://evil.invalid/)'\n/>\n"
        "<text>Logo</text> <image href='data:x'/>\n"
        "<g><a href='https://example.org/'><set to='x'/></a></g>\n"
    )
    assert places(raw) == [
        ("svg-active", 2, 2),
        ("svg-reference", 6, 3),
        ("svg-event", 5, 3),
        ("svg-text", 8, 2),
        ("svg-image", 8, 20),
        ("svg-link", 9, 5),
    ]


@pytest.mark.parametrize(
    ("content", "rule", "column", "values"),
    [
        ('<g fill="url(x)"/>', "svg-reference", 4, {"name": "fill", "value": "url(x)"}),
        ('<g style="fill:url(a:b)"/>', "svg-reference", 11, {"name": "fill", "value": "url(a:b)"}),
        ('<g style="x:url(y)"/>', "svg-reference", 4, {"name": "style", "value": "x:url(y)"}),
        ('<g style="@import y"/>', "svg-reference", 4, {"name": "style", "value": "@import y"}),
        ('<g style="x:\\75"/>', "svg-reference", 4, {"name": "style", "value": "x:\\75"}),
        ('<g style="filter:b(1)"/>', "svg-value", 11, {"name": "filter", "value": "b(1)"}),
        ('<g d="&lt;"/>', "svg-value", 4, {"name": "d", "value": "<"}),
    ],
)
def test_a_fault_says_what_and_where_it_is(
    content: str, rule: str, column: int, values: dict[str, str]
) -> None:
    (fault,) = check_svg(drawing(f"\n{content}"))
    assert (fault.rule, fault.line, fault.column, fault.values) == (rule, 2, column, values)


def test_a_fault_of_the_whole_drawing_stands_at_its_beginning() -> None:
    (value,) = check_svg(drawing("", 'viewBox="0 0 9 9" transform="scale(2)"'))
    assert (value.line, value.column, value.rule) == (1, 59, "svg-value")
    assert value.values == {"name": "transform", "value": "scale(2)"}
    assert places(b"<!-- a -->\n  " + drawing("", "")) == [("svg-box", 2, 3)]
    assert places(b"<!-- a -->\n  " + drawing(chain(32))) == [("svg-repetition", 2, 3)]


def test_what_is_written_in_another_way_is_told_at_the_beginning_of_its_line() -> None:
    (fault,) = check_svg(drawing('\n <use href="#&#98;"/>'))
    assert (fault.rule, fault.line, fault.column) == ("svg-target", 2, 1)
    assert fault.values == {"value": "b"}


def test_an_error_names_its_rules() -> None:
    with pytest.raises(SvgError, match=r"^svg-active, svg-event$"):
        clean_svg(drawing('<script/><g onload="x"/>'))


def test_a_reference_stands_only_where_something_is_painted() -> None:
    assert rules(drawing('<mask id="a"/><g mask="url(#a)"/>')) == []
    assert rules(drawing('<mask id="a"/><g opacity="url(#a)"/>')) == ["svg-reference"]


def test_references_are_followed_in_a_drawing_without_faults_alone() -> None:
    assert rules(drawing('<g onload="x"/><use href="#b"/>')) == ["svg-event"]


def test_a_reference_to_nowhere_has_its_line() -> None:
    assert places(drawing("\n<g/>\n  <use\n href='#b'/>")) == [("svg-target", 4, 8)]


def test_broken_xml_has_its_place() -> None:
    assert places(drawing("\n<g>")) == [("svg-xml", 2, 10)]


def test_inkscapes_only_selected_is_no_event() -> None:
    assert rules(drawing('<g only_selected="x" once-more="x"/>')) == []


def test_many_references_to_one_place_are_no_bomb() -> None:
    gradient = '<linearGradient id="a"><stop offset="1"/></linearGradient>'
    assert rules(drawing(gradient + '<path fill="url(#a)"/>' * 4_000)) == []


def chain(length: int) -> str:
    """Return references of which each leads to one that leads on: the browser follows them all."""
    links = (f'<g id="a{n}"><use href="#a{n - 1}"/></g>' for n in range(length, 0, -1))
    return f'<use href="#a{length}"/>{"".join(links)}<g id="a0"/>'


def test_a_chain_of_references_has_a_longest() -> None:
    assert rules(drawing(chain(31))) == []
    assert rules(drawing(chain(32))) == ["svg-repetition"]


def test_what_is_drawn_is_counted_with_every_reference_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = drawing('<g id="a"><path/></g><use href="#a"/><use href="#a"/>')
    root = etree.fromstring(raw)
    assert references.drawn_count(root, references.elements_by_id(root), {}) == 9
    monkeypatch.setattr(references, "MOST_DRAWN", 9)
    assert rules(raw) == []
    monkeypatch.setattr(references, "MOST_DRAWN", 8)
    assert rules(raw + b"\n") == ["svg-repetition"]


def test_a_drawing_may_have_so_many_bytes_and_elements() -> None:
    most = 200 * 1024
    frame = len(drawing("<title></title>"))
    full = drawing(f"<title>{'a' * (most - frame - 1)}</title>")
    assert len(clean_svg(full)) == most
    assert rules(full + b"\n") == []
    assert rules(full + b"\n\n") == ["svg-size"]
    assert rules(drawing(f"<title>{'a' * (most - frame)}</title>")) == ["svg-size"]
    assert rules(drawing("<g/>" * 4_999)) == []
    assert rules(drawing("<g/>" * 5_000)) == ["svg-size"]


def test_output_larger_than_the_limit_is_refused() -> None:
    raw = drawing("<title>" + ">" * 150_000 + "</title>")
    assert rules(raw) == ["svg-size"]


# ── any drawing ──────────────────────────────────────────────────────────────────────────────────

NAMES = st.sampled_from(
    ["g", "path", "use", "title", "linearGradient", "mask", "metadata", "x:y", "script", "style"]
)
VALUES = st.sampled_from(
    [
        "red",
        "url(#a)",
        "url(#b)",
        "#a",
        "#b",
        "url(x)",
        "a",
        "0 0 9 9",
        "fill:red;mask:url(#a)",
        "&lt;",
    ]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["id", "fill", "mask", "href", "style", "d", "onload", "class", "x:z"]),
    VALUES,
    max_size=3,
)


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def written(name: str, attributes: dict[str, str], inside: list[str]) -> str:
        pairs = "".join(f' {key}="{value}"' for key, value in attributes.items())
        return f"<{name}{pairs}>{''.join(inside)}</{name}>"

    return st.builds(written, NAMES, ATTRIBUTES, st.lists(children, max_size=3))


DRAWINGS = st.recursive(st.sampled_from(["", "text", "<!-- c -->"]), element, max_leaves=12)


@given(DRAWINGS)
@settings(max_examples=300)
def test_a_drawing_is_refused_or_clean_for_good(content: str) -> None:
    raw = drawing(content, 'xmlns:x="urn:x" viewBox="0 0 9 9"')
    if not rules(raw):
        clean = clean_svg(raw)
        assert_draws_only(clean)
        assert clean_svg(clean) == clean


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_not_fatal(raw: bytes) -> None:
    assert rules(raw)
