from __future__ import annotations

import html
import re
import time
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown import Markdown
from mjml import mjml2html

from schaufenster.problems import Fault
from schaufenster.sanitize import (
    check_contacts,
    check_line,
    check_mail,
    check_prose,
    check_signs,
    check_url,
    linked,
    plain,
    prose,
    visible,
)
from schaufenster.sanitize import text as sanitize_text
from tests.conftest import MOST_YARDSTICKS, calls_of, yardsticks_of
from tests.hostile import HOSTILE, Hostile

ALLOWED: dict[str, set[str]] = {
    **{tag: set() for tag in "p h2 h3 h4 ul ol li strong em blockquote code pre br hr".split()},
    **{tag: set() for tag in "table thead tbody tr td".split()},
    "th": {"scope"},
    "a": {"href", "rel"},
}
EVERY = pytest.mark.parametrize("hostile", HOSTILE, ids=[h.name for h in HOSTILE])
GOLDEN = Path(__file__).parent / "golden" / "sanitize_text"


def parsed(xhtml: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(f"<body>{xhtml}</body>", parser)


def assert_harmless(xhtml: str) -> None:
    for element in parsed(xhtml).iterdescendants():
        assert isinstance(element.tag, str)
        assert set(element.attrib) <= ALLOWED[element.tag]
        href = element.get("href")
        if href is not None:
            assert re.match(r"https?://[^/\\@]+\.|mailto:[^?]+@|/(?![/\\])", href, re.IGNORECASE)


def assert_marked(xhtml: str) -> None:
    for link in parsed(xhtml).iter("a"):
        external = link.get("href", "").lower().startswith("http")
        assert link.get("rel") == ("noopener" if external else None)


def gate_again(xhtml: str) -> str:
    again = sanitize_text._CLEANER.clean(xhtml)
    return re.sub("<(br|hr)>", r"<\1 />", again).replace("&nbsp;", "\xa0")


def rules(faults: Iterable[Fault]) -> list[str]:
    return [fault.rule for fault in faults]


def places(faults: Iterable[Fault]) -> list[tuple[str, int, int]]:
    return [(fault.rule, fault.line, fault.column) for fault in faults]


# ── prose: what a reader sees ────────────────────────────────────────────────────────────────────


def test_a_whole_text_becomes_xhtml_and_plain_text(golden: Callable[[str, str], None]) -> None:
    text = (GOLDEN / "text.md").read_text(encoding="utf-8")
    golden("sanitize_text/text.xhtml", prose(text) + "\n")
    golden("sanitize_text/text.txt", plain(text) + "\n")


def test_an_empty_text_stays_empty() -> None:
    assert prose("") == ""
    assert prose(" \n\n ") == ""
    assert plain("") == ""


@pytest.mark.parametrize(
    ("heading", "expected"),
    [(2, "<h2>A</h2>\n<h3>B</h3>"), (3, "<h3>A</h3>\n<h4>B</h4>"), (4, "<h4>A</h4>\n<h4>B</h4>")],
)
@pytest.mark.parametrize("text", ["# A\n## B", "#### A\n##### B"])
def test_the_highest_heading_becomes_the_one_asked_for(
    text: str, heading: int, expected: str
) -> None:
    assert prose(text, heading=heading) == expected


def test_a_lower_heading_first_keeps_its_distance() -> None:
    assert prose("## B\n# A") == "<h3>B</h3>\n<h2>A</h2>"


@pytest.mark.parametrize("heading", [1, 5])
def test_a_heading_outside_the_page_is_an_error(heading: int) -> None:
    with pytest.raises(ValueError, match="heading"):
        prose("# A", heading=heading)


def test_less_than_and_ampersand_need_no_care() -> None:
    assert prose("5 < 6 & R&D") == "<p>5 &lt; 6 &amp; R&amp;D</p>"


def test_named_entities_become_characters() -> None:
    assert prose("a&nbsp;b&shy;c&ndash;d") == "<p>a\xa0b\xadc–d</p>"


def test_raw_html_stays_visible_as_typed() -> None:
    assert prose("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"
    assert plain("<b>x</b>") == "<b>x</b>"


def test_an_escaped_bracket_is_text() -> None:
    assert prose(r"\<b> \*x\*") == "<p>&lt;b&gt; *x*</p>"
    assert rules(check_prose(r"\<b>")) == []


def test_a_picture_stays_visible_as_typed() -> None:
    assert prose("![x](a.png)") == "<p>![x](a.png)</p>"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org/?a=1&b=2", "https://example.org/?a=1&amp;b=2"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://prüfstand.de/ä", "https://prüfstand.de/ä"),
        ("https://xn--prfstand-n2a.de:8443/", "https://xn--prfstand-n2a.de:8443/"),
    ],
)
def test_a_web_link_is_kept_and_marked_as_external(link: str, expected: str) -> None:
    assert prose(f"[x]({link})") == f'<p><a href="{expected}" rel="noopener">x</a></p>'


@pytest.mark.parametrize("link", ["/mitglieder/", "/", "/a?b#c", "mailto:info@example.org"])
def test_a_link_into_the_site_or_to_an_office_is_kept(link: str) -> None:
    assert prose(f"[x]({link})") == f'<p><a href="{link}">x</a></p>'


def test_an_automatic_mail_link_is_a_mail_link() -> None:
    expected = '<p><a href="mailto:info@example.org">info@example.org</a></p>'
    assert prose("<info@example.org>") == expected


@pytest.mark.parametrize(
    "link",
    [
        *("javascript:x()", "JAVASCRIPT:x()", "java&#115;cript:x()", "data:text/html,x"),
        *("//evil.invalid", "/\\evil.invalid", "../x", "x.html", "#x", "", "https:evil.invalid"),
        *("https://localhost/", "https://127.0.0.1/", "https://a@b.de/", "ftp://example.org/"),
        *("tel:+493641", "mailto:ä@example.org", "mailto:a@b.de?bcc=c@d.de", "https://а.example/"),
    ],
)
def test_any_other_link_loses_its_target_and_keeps_its_text(link: str) -> None:
    assert prose(f"[**x** y](<{link}>) z") == "<p><strong>x</strong> y z</p>"


@pytest.mark.parametrize("link", ["[x]({})", "[x](<{}>)", "<{}>"])
def test_a_web_address_keeps_its_parameters_and_its_capitals(link: str) -> None:
    """`&copy` and `&sect` are characters of HTML even without a semicolon, but not of Markdown."""
    shown = parsed(prose(link.format("HTTPS://EXAMPLE.ORG/?a=1&copy=2&section=3&amp;b=4")))
    (found,) = shown.iter("a")
    assert found.get("href") == "HTTPS://EXAMPLE.ORG/?a=1&copy=2&section=3&b=4"
    assert found.get("rel") == "noopener"


def test_a_link_definition_does_not_leak_into_the_next_text() -> None:
    assert "href" in prose("[x]\n\n[x]: https://example.org/")
    assert prose("[x]") == "<p>[x]</p>"


def test_an_entangled_text_leaves_nothing_behind_for_the_next() -> None:
    prose("- x\n" + "\n".join("    " * n + "- x" for n in range(39)))
    assert prose("- x") == "<ul>\n<li>x</li>\n</ul>"


def test_alignment_and_other_attributes_do_not_survive() -> None:
    assert "style" not in prose("| a |\n|:-:|\n| b |")
    assert "start" not in prose("3. a\n4. b")


def test_a_carriage_return_behind_an_entity_is_a_line_feed() -> None:
    assert prose("a&#13;b") == "<p>a\nb</p>"


def test_what_is_not_well_formed_becomes_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sanitize_text, "_VOID", re.compile("(nothing)"))
    assert prose("a  \nb & c") == "<p>a  \nb &amp; c</p>"


def test_a_text_too_entangled_for_markdown_becomes_paragraphs() -> None:
    text = "> " * 200 + "tief & <b>\n\n*zwei*"
    assert prose(text) == f"<p>{html.escape('> ' * 200)}tief &amp; &lt;b&gt;</p>\n<p>*zwei*</p>"
    assert rules(check_prose(text)) == ["prose-complex"]


# ── prose: what an attacker gets ─────────────────────────────────────────────────────────────────


@EVERY
def test_every_hostile_text_becomes_harmless_xml(hostile: Hostile) -> None:
    xhtml = prose(hostile.text)
    assert_harmless(xhtml)
    assert_marked(xhtml)
    assert gate_again(xhtml) == xhtml


@EVERY
def test_the_second_lock_holds_alone(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Markdown as it comes out of the box, with raw HTML, pictures and any link."""

    def out_of_the_box(heading: int) -> tuple[Markdown, sanitize_text._Adjust]:
        stock = Markdown()
        return stock, sanitize_text._Adjust(stock, heading)

    monkeypatch.setattr(sanitize_text, "_markdown", out_of_the_box)
    monkeypatch.setattr(sanitize_text, "_CONVERTERS", {})  # else one of ours is used again
    monkeypatch.setattr(sanitize_text, "_safe", sanitize_text._safe.__wrapped__)  # or its result
    assert_harmless(prose(hostile.text))


@pytest.mark.parametrize(
    "link", ["//evil.invalid", "https://localhost/", "mailto:a@b.de?bcc=c@d.de", "javascript:x()"]
)
def test_the_second_lock_judges_links_by_the_same_rule(link: str) -> None:
    assert "href" not in gate_again(f'<a href="{link}">x</a>')
    assert 'href="/a/"' in gate_again('<a href="/a/">x</a>')


def test_prose_has_its_defaults_and_leads_home() -> None:
    text = "# A\n\n[x](/a/)"
    assert prose(text) == '<h2>A</h2>\n<p><a href="/a/">x</a></p>'
    assert prose(text, heading=4, home="https://x.example/?a&b") == (
        '<h4>A</h4>\n<p><a href="https://x.example/?a&amp;b/a/">x</a></p>'
    )
    with pytest.raises(ValueError, match="heading is 1, not 2 to 4"):
        prose(text, heading=1)


@EVERY
def test_no_hostile_text_takes_long(hostile: Hostile) -> None:
    assert yardsticks_of(lambda: prose(hostile.text)) < MOST_YARDSTICKS
    assert yardsticks_of(lambda: list(check_prose(hostile.text))) < MOST_YARDSTICKS


@EVERY
def test_plain_text_of_a_hostile_text_has_no_control_characters(hostile: Hostile) -> None:
    assert not [c for c in plain(hostile.text) if c != "\n" and unicodedata.category(c) == "Cc"]


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    assert len(HOSTILE) >= 120
    assert len({h.name for h in HOSTILE}) == len(HOSTILE)
    assert all(re.fullmatch("[a-z0-9-]+", h.name) for h in HOSTILE)


def test_hostile_prose_survives_in_a_mail_as_text() -> None:
    for hostile in HOSTILE:
        if hostile.family == "long":
            continue
        column = f"<mj-column><mj-text>{prose(hostile.text)}</mj-text></mj-column>"
        mail = mjml2html(f"<mjml><mj-body><mj-section>{column}</mj-section></mj-body></mjml>")
        assert not re.search(r"<(script|img|svg|iframe)\b", mail, re.IGNORECASE), hostile.name


PIECES = st.sampled_from(
    [
        *("<", ">", "&", '"', "'", "`", "*", "**", "_", "[", "]", "(", ")", "!", "|", "\\", "#"),
        *("- ", "+ ", "1. ", "> ", "---", ":", "/", "//", "://", "  \n", "\n", "\n\n", "    "),
        *("&amp;", "&#13;", "&#0;", "&#x202e;", "</p>", "<b>", "<!--", "-->", "javascript:"),
        *("https://example.org/", "mailto:a@example.org", "<https://b.example>", "<c@example.org>"),
        *("[x](/y)", "[x]: x", "![", "|-|-|", "`x`", "ä", "👩\u200d🔬", "\u00ad", "\u00a0"),
        *("\u2028", "\x02", "\x03", "\0", "\r"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=25).map("".join) | st.text(max_size=200)


def assert_prose_is_safe_and_stable(text: str) -> None:
    xhtml = prose(text)
    assert_harmless(xhtml)
    assert_marked(xhtml)
    assert gate_again(xhtml) == xhtml
    assert not [c for c in plain(text) if c != "\n" and unicodedata.category(c) in {"Cc", "Cs"}]
    assert visible(xhtml) == xhtml


@given(TEXTS)
@settings(max_examples=300)
@example("<a href='*x*'>\n\n[a [b](c) d](https://example.org/)")
@example("[<https://example.org/>](https://example.org/)")
@example("    \r\n\x0b&#13;")
@example("\ud800 \udfff")
def test_prose_of_any_text_is_allowed_stable_xml(text: str) -> None:
    assert_prose_is_safe_and_stable(text)


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("Schon **vergangen** heute", "**vergangen**"),
        ("*Neu*: Messraum", "*Neu*"),
        ("__Neu__ im Haus", "__Neu__"),
        ("der _neue_ Raum", "_neue_"),
        ("~~alt~~ neu", "~~alt~~"),
        ("Mehr [hier](https://www.example.org/)", "[hier](https://www.example.org/)"),
        ("![Bild](bild.png)", "![Bild](bild.png)"),
        ("mit `pip`", "`pip`"),
        ("## Überschrift", "## "),
        ("- erstens", "- "),
        ("> gesagt", "> "),
        ("Bürger*innen und Kolleg*innen", None),
        ("5 * 3 * 2 und 5*3*2", None),
        ("C*-Algebra und D*", None),
        ("a_b_c und __init__", "__init__"),
        ("neu_im_haus@muster.example", None),
        ("[sic] (so)", None),
        ("#Messtechnik, 1. Fachtreffen, -20 °C", None),
        ("10 – 20 > 5", None),
    ],
)
def test_markdown_in_a_line_is_seen_and_nothing_else(line: str, sign: str | None) -> None:
    assert [fault.values["sign"] for fault in check_signs(line)] == [sign] * bool(sign)


@pytest.mark.long
@given(TEXTS)
@settings(max_examples=5_000)
def test_prose_of_very_many_texts_is_allowed_stable_xml(text: str) -> None:
    assert_prose_is_safe_and_stable(text)


@given(TEXTS, TEXTS, st.sampled_from((2, 3, 4)))
@settings(max_examples=300)
def test_no_text_leaves_anything_behind_for_the_next(first: str, then: str, heading: int) -> None:
    """One converter serves all texts: what one of them defines must not colour another."""
    convert, converters = sanitize_text._safe.__wrapped__, sanitize_text._CONVERTERS
    converters.clear()
    alone = convert(then, heading), list(check_prose(then))
    converters.clear()
    convert(first, heading)
    list(check_prose(first))
    assert (convert(then, heading), list(check_prose(then))) == alone


@EVERY
def test_no_hostile_text_leaves_anything_behind(hostile: Hostile) -> None:
    then = "1. a\n2. b\n\n[x] [y][x] *e* **s** `c` <b> &amp; http://a.example\n\n|a|\n|-|\n|b|"
    sanitize_text._CONVERTERS.clear()
    alone = sanitize_text._safe.__wrapped__(then, 2)
    sanitize_text._safe.__wrapped__(hostile.text, 2)
    assert sanitize_text._safe.__wrapped__(then, 2) == alone


@given(TEXTS)
@settings(max_examples=200)
def test_what_check_prose_accepts_appears_without_loss(text: str) -> None:
    """Every letter and digit that was typed is seen, but in link targets and entities."""
    if list(check_prose(text)) or re.search(r"[&\[<\\]|^\s*\d+[.]", text, re.MULTILINE):
        return
    seen = re.sub(r"^\d+\. ", "", plain(text), flags=re.MULTILINE)
    assert re.findall(r"[^\W_]", seen) == re.findall(r"[^\W_]", text)


# ── check_prose ──────────────────────────────────────────────────────────────────────────────────


LINKS = st.sampled_from(
    [
        *("[a](https://example.org/)", "[b](/termine/)", "[c](mailto:info@example.org)", "[", "]"),
        *("[d](javascript:x)", "[e](https://x_y.example/*a*_b)", "[f]: javascript:x", "](", ")"),
        *("](javascript:x)", "](https://example.org/)", "[g\n", "h]", "!", "`", "*", "_", "|"),
        *("[i][f]", "![j](https://example.org/)", "(", "> ", "- ", "1. ", "    ", "\n", "\n\n"),
        *("|-|-|\n", "# ", "---", "<https://example.org/>", "\\", "&amp;", '"', "'", " ", "ä"),
    ]
)


SCRAPS = st.sampled_from(
    [
        *"aß1.:;-#=(){}'\"„]!@ \xa0\u00ad\u0301\u200d😀\r\n",
        *("www.a.de", "\n\n", "\n===", "\n1. ", "\n- ", "\n# ", "\n: ", "\n    a", "  \n"),
    ]
)


@given(st.lists(SCRAPS, max_size=9).map(lambda scraps: f"a{''.join(scraps)}b"))
@settings(max_examples=150)
def test_a_text_of_paragraphs_alone_becomes_what_markdown_makes_of_it(text: str) -> None:
    """A word in bold behind it sends the same text through Markdown."""
    assume(not sanitize_text._MORE.search(sanitize_text._source(text)))
    assert prose(f"{text}\n\n**x**") == f"{prose(text)}\n<p><strong>x</strong></p>"


@given(st.lists(LINKS, max_size=20).map("".join) | TEXTS)
@settings(max_examples=2_000)
@example("[a `](https://example.org/)` b](javascript:x)")
@example("[a](https://example.org/`)[b](javascript:x)`")
@example("![a](https://example.org/)")
@example("[a](https://example.org/ 'x](javascript:x)')")
def test_a_text_that_is_clear_at_sight_is_clear_when_converted(text: str) -> None:
    source = sanitize_text._source(text)
    if sanitize_text._is_clear(source):
        converted = sanitize_text._converted(source, 4)
        assert converted is None or rules(converted[1].faults(text)) == []


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        ("Kein Verweis.", True),
        ("Mehr im [Plan](https://example.org/plan?a=1#b) und [hier](/termine/).", True),
        ("Schreiben Sie an [uns](mailto:info@example.org).", True),
        ("Bild: ![Plan](https://example.org/plan)", False),
        ("[Plan](javascript:alert%281%29)", False),
        ("[Plan](//example.org)", False),
        ("Ein <b>Wort</b>", False),
        ("[Plan][1]\n\n[1]: https://example.org/", False),
    ],
)
def test_what_is_clear_at_sight(text: str, clear: bool) -> None:  # noqa: FBT001
    assert sanitize_text._is_clear(text) == clear


def test_each_fault_has_its_place_in_the_text() -> None:
    text = (
        "Erste Zeile\n"
        "<b>fett</b> und [x](javascript:x)\n"
        "![Bild](a.png)\n"
        "Wir\u202ewir &#x202e;\n"
        "\n"
        "- [y][1] und `<i>`\n"
        "\n"
        "[1]: https://localhost/\n"
    )
    assert sorted(places(check_prose(text)), key=lambda p: p[1:]) == [
        ("prose-html", 2, 1),
        ("prose-html", 2, 8),
        ("link-target", 2, 21),
        ("prose-picture", 3, 1),
        ("text-direction", 4, 4),
        ("text-direction", 4, 9),
        ("url-host", 8, 6),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Titel\n\nText mit **fett**, [Link](https://example.org/) und <info@example.org>.",
        "5 < 6 und 7 > 3 & so weiter",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "`<script>` und\n\n    <b>Code</b>",
        "Trenn\u00adstelle, 5\u00a0mm, 10\u202f000, 👩\u200d🔬, 1\ufe0f\u20e3",
        "&lt;b&gt; &nbsp; &shy;",
        "Eins\r\nzwei\tdrei",
    ],
)
def test_an_ordinary_text_has_no_fault(text: str) -> None:
    assert rules(check_prose(text)) == []


@pytest.mark.parametrize("tag", ["<br>", "</p>", "<x/>", "<!-- x -->", "<![CDATA[x]]>", "<?php"])
def test_raw_html_is_named(tag: str) -> None:
    assert "prose-html" in rules(check_prose(f"Text {tag} Text"))


def test_faults_of_the_same_words_stand_each_at_its_own() -> None:
    assert places(check_prose("<b>x <b>y")) == [("prose-html", 1, 1), ("prose-html", 1, 6)]
    twice = "[x](javascript:x) [y](javascript:x)"
    assert [(f.column, f.values) for f in check_prose(twice)] == [
        (5, {"link": "javascript:x"}),
        (23, {"link": "javascript:x"}),
    ]


def test_what_comes_before_in_the_source_is_looked_for_from_the_front() -> None:
    """The definition of a link stands behind a use of it, and what was escaped nowhere."""
    text = "[1]: javascript:a\n\n[x](javascript:b) [y][1]"
    assert places(check_prose(text)) == [("link-target", 3, 5), ("link-target", 1, 6)]
    assert places(check_prose("ab [x](java\\_script:b)")) == [("link-target", 1, 1)]


@pytest.mark.parametrize(
    ("text", "complex_"),
    [
        ("x" * 20_000, False),
        ("x" * 20_001, True),
        (f"{'x' * 20_000}\n\n{'x' * 20_000}", False),  # each block by itself
        (("x" * 9_998 + "\n\n") * 10, False),
        (("x" * 9_998 + "\n\n") * 10 + "x", True),
        ("[" * 2_000, False),
        ("[" * 2_001, True),
        ("|" * 100 + "\nx" * 100, False),
        ("|" * 100 + "\nx" * 101, True),
    ],
    ids=range(9),
)
def test_how_much_of_a_text_is_read_as_markdown(text: str, *, complex_: bool) -> None:
    assert sanitize_text._too_complex(text) is complex_


def test_a_text_too_entangled_is_told_at_its_beginning() -> None:
    assert places(check_prose("\n\n" + "> " * 60 + "x")) == [("prose-complex", 1, 1)]


def test_a_flood_of_faults_is_cut() -> None:
    assert len(list(check_prose("<b>" * 5_000))) == 20
    assert len(list(check_prose("\0" * 5_000))) == 1


@pytest.mark.parametrize(
    "hostile",
    [h for h in HOSTILE if h.family in {"script-tag", "event-handler", "data-url", "namespace"}],
    ids=lambda h: h.name,
)
def test_every_text_with_active_content_gets_a_fault(hostile: Hostile) -> None:
    assert rules(check_prose(hostile.text))


# ── plain ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Größe\n\nEin *Text*\nmit Umbruch.", "Größe\n\nEin Text mit Umbruch."),
        ("- a\n- b\n    - c", "– a\n– b\n  – c"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("[x](https://example.org/?a=1)", "x (https://example.org/?a=1)"),
        ("[x](javascript:y)", "x"),
        ("<https://example.org/>", "https://example.org/"),
        ("<info@example.org>", "info@example.org"),
        ("[Mail](mailto:info@example.org?subject=x)", "Mail (info@example.org)"),
        ("a  \nb", "a\nb"),
        ("> Zitat\n\n---\n\nEnde", "Zitat\n\nEnde"),
        ("| A | B |\n|---|---|\n| 1 | 2 |", "A | B\n1 | 2"),
        ("    a\n      b", "a\n  b"),
        ("        a\n    Xb\n    X", "    a\nXb\nX"),
        ("| A | B |\n|---|---|\n|  | 2 |", "A | B\n | 2"),
        ("Xaver *und **auch** Max* X", "Xaver und auch Max X"),
        ("&nbsp;x&nbsp;", "\u00a0x\u00a0"),
        ("[**x** *y*](https://example.org/)", "x y (https://example.org/)"),
        ("[Mail](mailto:info@example.org)", "Mail (info@example.org)"),
        ("R&amp;D & 5 < 6", "R&D & 5 < 6"),
    ],
)
def test_plain_keeps_the_text_and_its_order(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_plain_text_names_the_addresses_of_links_if_wanted() -> None:
    assert plain("[x](/a/)", home="https://x.example") == "x (https://x.example/a/)"
    assert plain("[x](/a/)", targets=False) == "x"


# ── single lines ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "Prüfstände GmbH & Co. KG",
        "5\u00a0mm",
        "10\u202f000",
        "Trenn\u00adung",
        "👩\u200d🔬 ❤\ufe0f\u200d🔥",
        "",
    ],
)
def test_an_ordinary_line_has_no_fault(text: str) -> None:
    assert rules(check_line(text)) == []


@pytest.mark.parametrize(
    ("text", "rule", "column"),
    [
        ("ab\ncd", "text-line-end", 3),
        ("ab\r\ncd", "text-line-end", 3),
        ("ab\u2028cd", "text-line-end", 3),
        ("ab\x85cd", "text-line-end", 3),
        ("a\tb", "text-hidden", 2),
        ("a\0b", "text-hidden", 2),
        ("a\u200bb", "text-hidden", 2),
        ("a\u200db", "text-hidden", 2),
        ("👩\u200db", "text-hidden", 2),
        ("a\ue000b", "text-hidden", 2),
        ("a\ufeffb", "text-hidden", 2),
        ("a\ud800b", "text-hidden", 2),
        ("a\U000e0041b", "text-hidden", 2),
        ("a\u202eb", "text-direction", 2),
        ("a\u2066b", "text-direction", 2),
    ],
)
def test_a_character_nobody_sees_is_named(text: str, rule: str, column: int) -> None:
    assert places(check_line(text)) == [(rule, 1, column)]


def test_what_nobody_sees_leaves_nothing_in_its_place() -> None:
    assert visible("a\u200bb\u202e\tc") == "ab\tc"


def test_a_line_begins_behind_the_end_of_the_one_before() -> None:
    assert places(check_prose("\n\u200bx")) == [("text-hidden", 2, 1)]


def test_of_several_hidden_characters_the_first_of_each_is_told_where_it_stands() -> None:
    assert [(f.rule, f.column, f.values) for f in check_line("a\tb\tc\nd\u200be\u200b")] == [
        ("text-line-end", 6, {}),
        ("text-hidden", 2, {"code": "0009"}),
        ("text-hidden", 8, {"code": "200B"}),
    ]


@given(st.text())
def test_a_visible_text_has_nothing_hidden(text: str) -> None:
    line = re.sub(r"[\n\r\t\v\f\x85]", " ", visible(text))
    # A text may spell a tag or an entity, which is seen and refused for what it is.
    assert set(rules(check_line(line))) <= {"text-html"}
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org",
        "http://example.org:8080/a/b?c=d&e=%20#f",
        "HTTPS://EXAMPLE.ORG/",
        "https://prüfstand-größe.de/Öl",
        "https://xn--prfstand-n2a.example/",
        "https://de.wikipedia.org/wiki/Jena_(Stadt)",
        "https://a-b.c1.example/~x/;y=1,2'*!$",
        f"https://a.{'b' * 63}:80/",
        f"https://{'.'.join(['b' * 63] * 3)}.{'b' * 61}/",
        "https://a.de/" + "x" * 1_987,
    ],
)
def test_a_web_address_is_accepted(url: str) -> None:
    assert rules(check_url(url)) == []


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        *(
            (u, "url-scheme")
            for u in ("", "www.example.org", "javascript:x", "data:,x", "ftp://a.de")
        ),
        *((u, "url-scheme") for u in ("https:a.de", "https:/a.de", "//a.de", " https://a.de")),
        *((f"https://{h}/", "url-host") for h in ("", "localhost", "127.0.0.1", "0x7f.1", "[::1]")),
        *((f"https://{h}/", "url-host") for h in ("a..de", "-a.de", "a-.de", "a.de.", "a_b.de")),
        *(
            (f"https://{h}/", "url-host")
            for h in ("еxample.de", "a.d", "a.1", "a.de:123456", "%61.de")
        ),
        *(
            (f"https://{h}/", "url-host")
            for h in ("\u212aa.de", f"{'a' * 64}.de", f"{'ü' * 60}.de")
        ),
        *((f"https://{h}/", "url-host") for h in (".".join(["a" * 60] * 5), "a.de:")),
        (f"https://{'.'.join(['b' * 63] * 3)}.{'b' * 62}/", "url-host"),
        (f"https://{'.'.join(['ü' + 'b' * 54] * 4)}.de/", "url-host"),  # 253 only as it is typed
        *((f"https://a.de/{c}", "url-characters") for c in ' \t\n"<>\\^`{|}\x00\u202e\u200b\u00a0'),
        *((f"https://{c}@a.de/", "url-credentials") for c in ("x", "x:y", "muster.de")),
        ("https://a.de/" + "x" * 2_000, "url-length"),
    ],
)
def test_a_bad_web_address_is_refused(url: str, rule: str) -> None:
    assert rules(check_url(url)) == [rule]


@pytest.mark.parametrize(
    "mail",
    [
        "info@example.org",
        "a.b+c@sub.example.org",
        "info@prüfstand.de",
        "x@xn--prfstand-n2a.de",
        f"{'a' * 64}@{'b' * 63}.{'b' * 63}.{'b' * 58}.de",
    ],
)
def test_a_mail_address_is_accepted(mail: str) -> None:
    assert rules(check_mail(mail)) == []


@pytest.mark.parametrize(
    ("mail", "rule"),
    [
        *((m, "mail-shape") for m in ("", "info", "a@b@example.org", "@example.org", "info@")),
        *(
            (f"{a}@example.org", "mail-local")
            for a in ("jörg", "a b", ".a", "a.", "a..b", '"a"', "a,b")
        ),
        *((f"{a}@example.org", "mail-local") for a in ("a\n", "a\r\nBcc:", "a\0", "<a", "a\u202e")),
        *(
            (f"a@{d}", "mail-domain")
            for d in ("localhost", "1.2.3.4", "a..de", "a.de\n", "[1.2.3.4]")
        ),
        *(
            (f"a@{d}", "mail-domain")
            for d in ("a b.de", "a.de>", "-a.de", "ехample.de", "\ud800.de")
        ),
        ("a" * 65 + "@example.org", "mail-length"),
        (f"{'a' * 64}@{'b' * 63}.{'b' * 63}.{'b' * 59}.de", "mail-length"),
        ("a" * 64 + "@" + "ü" * 40 + "." + ".".join(["b" * 47] * 3) + ".de", "mail-length"),
    ],
)
def test_a_bad_mail_address_is_refused(mail: str, rule: str) -> None:
    assert rules(check_mail(mail)) == [rule]


# ── speed ────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_of_3000_characters_takes_few_calls() -> None:
    paragraph = (
        "Die Abteilung prüft optische Schichten für Kunden aus der **Medizintechnik** und der "
        "Raumfahrt, siehe [Anmeldung](https://example.org/anmeldung). Gemessen werden Reflexion, "
        "Transmission und Streulicht; die Ergebnisse gehen als Prüfbericht an den Auftraggeber.\n\n"
        "- Proben bis 300 mm\n- Auswertung am selben Tag\n\n"
    )
    text = (paragraph * 20)[:3_000]
    prose(f"{text}.")  # what is set up once is set up; texts are cached, so it is another one
    assert 1_000 < calls_of(lambda: prose(text)) < 15_000  # 7,701 when this was written


# ── contacts ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("address", "personal"),
    [
        ("j.mueller", True),  # one letter of the first name, as many houses write it
        ("J.Mueller", True),
        ("j_mueller", True),
        ("j-mueller", True),
        ("jana.mueller", True),
        ("jana.von.mueller", True),
        ("jana.mueller2", True),
        ("jana.mueller12", True),
        ("jana.mueller123", False),  # a number of something, not the second of a name
        ("jana.m", False),  # too short for a name
        ("jana", False),
        ("1.mueller", False),
        (f"{'a' * 20}.mueller", True),
        (f"{'a' * 21}.mueller", False),
        (f"jana.{'a' * 30}", True),
        (f"jana.{'a' * 31}", False),
        ("info", False),
        ("info.mueller", False),  # a function stands in it
        ("mueller.vertrieb", False),
        ("vertrieb-jena", False),
        ("VERTRIEB.Jena", False),
    ],
)
def test_an_address_that_looks_like_a_persons_is_told(address: str, *, personal: bool) -> None:
    found = list(check_contacts(f"Fragen an\n  {address}@haus.example, bitte."))
    assert [(f.rule, f.line, f.column, f.values) for f in found] == (
        [("mail-personal", 2, 3, {"value": f"{address}@haus.example"})] if personal else []
    )


def test_an_address_is_told_from_its_first_letter_on_and_needs_one() -> None:
    (fault,) = check_contacts("jana.mueller@haus.example")
    assert (fault.line, fault.column) == (1, 1)
    assert fault.values == {"value": "jana.mueller@haus.example"}
    assert list(check_contacts("wir @haus.example, @haus.example")) == []


def test_a_flood_of_contacts_is_cut() -> None:
    assert len(list(check_contacts("jana.mueller@haus.example " * 60))) == 50


@pytest.mark.parametrize(
    ("number", "mobile"),
    [
        ("0151 2345678", True),
        ("0161/2345678", True),
        ("0171-2345678", True),
        ("0181 2345678", False),  # no range of mobile phones
        ("0141 2345678", False),
        ("+49 151 2345678", True),
        ("0049 (0) 151 2345678", True),
        ("(0151) 2345678", True),
        ("0151 234567", True),
        ("0151 23456", False),  # too short
        ("0151 234567890", True),
        ("0151 2345678901", False),  # too long
        ("03641 151234", False),
        ("Nr. 10151 2345678", False),
        ("x/0151 2345678", False),
    ],
)
def test_a_mobile_number_is_told(number: str, *, mobile: bool) -> None:
    found = list(check_contacts(f"Telefon: {number}"))
    assert [f.rule for f in found] == (["phone-mobile"] if mobile else [])
    assert all(f.line == 1 and f.column >= 10 for f in found)
    assert all(
        set(f.values) == {"value"} and number.endswith(str(f.values["value"])) for f in found
    )


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("Siehe https://x.example/a_b?c=1&copy=2.", ["https://x.example/a_b?c=1&copy=2"]),
        (
            "Mehr (https://x.example/) und *http://y.example*",
            ["https://x.example/", "http://y.example"],
        ),
        ("[https://x.example](https://y.example/)", ["https://y.example/"]),
        ("`https://x.example`", []),
        ("ohne http://name:wort@x.example/", []),
        ("ohne javascript://x.example und xhttps://x.example", []),
        (
            "Fragen an a_b+c@x.example, info@ü.example.",
            ["mailto:a_b+c@x.example", "mailto:info@ü.example"],
        ),
        ("[Post](mailto:info@x.example)", ["mailto:info@x.example"]),
        (
            "ohne @x.example, ü@x.example, info@x und http://x.example/@name",
            ["http://x.example/@name"],
        ),
        ("„https://x.example/“", ["https://x.example/"]),
    ],
)
def test_a_bare_address_is_a_link_if_it_may_be_one(typed: str, links: list[str]) -> None:
    """In a body, and by the same rule in a text without markup."""
    root = etree.fromstring(f"<body>{prose(typed)}</body>")
    assert [a.get("href") for a in root.iter("a")] == links
    named = [(a.get("href") or "").removeprefix("mailto:") for a in root.iter("a")]
    assert "[" in typed or [a.text for a in root.iter("a")] == named
    if not set(typed) & set("[*`"):
        assert_marked(linked(typed))
        root = etree.fromstring(f"<body>{linked(typed)}</body>")
        assert [a.get("href") for a in root.iter("a")] == links
        assert "".join(map(str, root.itertext())) == plain(typed) == typed


@pytest.mark.parametrize("long", ["x" * 200_000, "a@" * 100_000, "a." * 100_000, "a@b" * 60_000])
def test_a_long_run_is_looked_through_once(long: str) -> None:
    begun = time.process_time()
    linked(long)
    assert time.process_time() - begun < 1
