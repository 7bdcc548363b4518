"""MJML: the check finds every fault at its place, agrees with npm's mjml, and nothing gets lost."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from schaufenster import mail, words
from schaufenster.defaults import DEFAULTS
from schaufenster.facts.release import released
from schaufenster.mail.mjml import MjmlError, check_mjml, compile_mjml, compile_template
from schaufenster.mail.mjml.rules import COMPONENTS, IDLE, PARENTS
from schaufenster.mail.mjml.values import choices, fits
from schaufenster.problems import Language, as_text
from schaufenster.templates import Templates, load_templates
from tests.conftest import LANGUAGES

from .conftest import HANGS, PROJECT, SAMPLE, load_sample, templates_of
from .mjml_documents import BROKEN, HOME, SITE, SOUND, VALUES, Node, broken, mails, nodes

Golden = Callable[[str, str], None]
Npm = Callable[[str], dict[str, Any]]
PATH = "newsletter/templates/muster.mjml.j2"
ELSEWHERE = {"mjml-compiler"}  # the last line of defence: no mail that passes the check comes to it

# What this check refuses and npm's mjml accepts, and why.
XML = "npm reads HTML and mends it, the compiler reads XML and stops without a line"
IGNORED = "npm carries it out, the compiler drops it in silence"
LOST = "npm drops it in silence"
LOADS = "npm judges structure; this check also what a mail would load, run or lead to"
TWICE = "npm takes one of the two in silence"
WIDTH = "npm reads it, the compiler reckons with another width"
DIFFERENCES = {
    **dict.fromkeys(
        [
            "unclosed paragraph", "unclosed break", "mismatched html", "unclosed component",
            "cut off", "bare ampersand", "bare less-than", "attribute without quotes",
            "attribute without value", "doctype", "xml declaration", "processing instruction",
            "condition in the body", "condition in a button", "half a table for outlook",
            "condition without an end", "end without a condition", "condition in a condition",
            "condition as a comment",
            "unquoted attribute for outlook", "cdata in text", "cdata in style",
            "comment among defaults", "comment in a title",
            "endless nesting", "component in capitals", "void element with an end",
            "bold title", "bold question", "element in a style", "raw in an accordion",
        ],
        XML,
    ),
    **dict.fromkeys(
        [
            "attribute twice", "attribute twice in html", "two bodies", "two heads", "two titles",
            "head after body", "two answers",
        ],
        TWICE,
    ),
    "bare zero": WIDTH,
    **dict.fromkeys(
        [
            "class with elements", "idle attribute", "idle gap", "inherited default",
            "inherited by class", "hero in per cent", "fluid hero", "full width false",
            "inline style",
        ],
        IGNORED,
    ),
    **dict.fromkeys(
        [
            "stray text in a column", "stray text in an image", "stray space that is none",
            "attribute in the head", "attribute for all", "unknown class", "class without name",
            "class with a wrong unit", "comma in a number", "component in a text",
            "unknown entity", "no language", "strange language",
        ],
        LOST,
    ),
    **dict.fromkeys(
        [
            "font", "named icon", "carousel with foreign arrows", "accordion with foreign icons",
            "image without text", "image without source", "foreign picture",
            "foreign picture in text", "foreign background", "foreign picture set",
            "foreign picture in css", "foreign picture in a style", "foreign picture for outlook",
            "style sheet import", "font face", "script", "script for outlook",
            "event for outlook", "form", "event", "javascript link", "relative link",
            "button that leads nowhere",
        ],
        LOADS,
    ),
}  # fmt: skip


def rules(source: str) -> list[str]:
    return [problem.rule for problem in check_mjml(source, PATH, sources=SITE)]


def places(source: str) -> list[tuple[str, int, int]]:
    found = check_mjml(source, PATH, sources=SITE)
    return [(p.rule, p.line, p.column) for p in found]


def compiled(source: str) -> str:
    return compile_mjml(source, PATH, sources=SITE)


# ── every rule, with its place and its words ─────────────────────────────────────────────────


def test_a_mail_with_every_component_is_sound() -> None:
    assert set(re.findall(r"<(mj[\w-]*)", SOUND)) >= set(COMPONENTS)
    assert rules(SOUND) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_broken_mail_is_told_with_its_place(lang: Language, golden: Golden) -> None:
    told = "".join(
        f"# {name}\n{as_text(check_mjml(broken(name), PATH, sources=SITE), lang)}\n"
        for name in BROKEN
    )
    golden(f"mjml/broken.{lang}.txt", told)


@pytest.mark.parametrize("name", BROKEN)
def test_every_broken_mail_has_the_one_fault(name: str) -> None:
    assert len(rules(broken(name))) == 1


def test_the_broken_mails_break_every_rule() -> None:
    told = {rule for name in BROKEN for rule in rules(broken(name))}
    assert told == set(words.keys("mjml")) - ELSEWHERE


def test_all_faults_are_told_at_once_in_reading_order() -> None:
    source = broken("unknown attribute").replace('padding="0"', 'padding="1em"')
    source = source.replace("<!-- ein Kommentar -->", "verloren").replace(
        "Punkt<br />", "Punkt<br>"
    )
    found = check_mjml(source, PATH, sources=SITE)
    assert [p.rule for p in found] == ["mjml-value", "mjml-text", "mjml-unclosed"]
    source = source.replace("Punkt<br>", "Punkt<br />")
    assert rules(source) == ["mjml-value", "mjml-text", "mjml-attribute"]


@pytest.mark.parametrize("before", ["ä", "😀", "e\u0301", "\t", "<b>ß</b>"])
def test_columns_count_characters(before: str) -> None:
    source = SOUND.replace("Held<", f"{before}<x onclick=''>Held</x><")
    line = SOUND[: SOUND.index("Held<")].count("\n") + 1
    start = len("      <mj-text>") + len(before) + len("<x ") + 1
    assert places(source) == [("mjml-event", line, start)]


def test_windows_line_ends_and_a_byte_order_mark_count_as_nothing() -> None:
    source = broken("unknown attribute")
    assert places("\ufeff" + source.replace("\n", "\r\n")) == places(source)


def test_a_near_miss_is_named() -> None:
    told = as_text(check_mjml(broken("misspelt component"), PATH, sources=SITE), "en")
    assert told.endswith("Did you mean “mj-button”?\n")


def test_what_one_mail_is_told_says_nothing_of_another() -> None:
    """Start tags are cached from mail to mail: never what depends on the mail around them."""
    lacking = SOUND.replace(f'<mj-accordion icon-wrapped-url="{HOME}auf.png"', "<mj-accordion")
    for _ in range(2):
        assert rules(SOUND) == []
        assert rules(lacking) == ["mjml-no-source"]
        assert rules(SOUND.replace('name="laut"', 'name="leise"')) == ["mjml-class"]
        assert rules(broken("two titles")) == ["mjml-once"]
        elsewhere = check_mjml(SOUND, PATH, sources=("https://anderswo.example/",))
        assert {p.rule for p in elsewhere} == {"mjml-source", "mjml-css"}
        assert len(elsewhere) == SOUND.count(HOME)


@pytest.mark.parametrize("tag", ["mjml", "mj-head", "mj-body", "mj-attributes"])
def test_what_may_not_stand_among_defaults_is_told(tag: str) -> None:
    source = SOUND.replace("<mj-all", f"<{tag}></{tag}><mj-all")
    assert "mjml-place" in rules(source)


def test_what_is_in_a_misspelt_element_is_checked_as_if_it_were_right() -> None:
    source = SOUND.replace("<mj-group>", "<mj-gruop>").replace("</mj-group>", "</mj-gruop>")
    assert rules(source.replace('width="50%"', 'width="viel"', 1)) == ["mjml-tag", "mjml-value"]


# ── hostile input ────────────────────────────────────────────────────────────────────────────


@given(st.text(max_size=200))
def test_no_text_breaks_the_check(text: str) -> None:
    assert check_mjml(text, PATH)


# fmt: off
FILLINGS = [
    "", "ä", "<", ">", '"', "&", '/"', "]]>", "<!--", 'x="y"', "\x0b", "\ufffe", "&nbsp;", "<b>",
    "<br>", "</br>", "<script/>", "<mj-text>", "</mj-text>",
]
# fmt: on


@given(st.data())
@settings(max_examples=300)
def test_no_damage_breaks_the_check_or_the_compiler(data: st.DataObject) -> None:
    """Cut and filled anywhere, a mail is told or compiled; the compiler refuses nothing more."""
    start = data.draw(st.integers(0, len(SOUND)))
    end = data.draw(st.integers(start, min(start + 40, len(SOUND))))
    filling = data.draw(st.sampled_from(FILLINGS))
    source = SOUND[:start] + filling + SOUND[end:]
    if not check_mjml(source, PATH, sources=SITE):
        assert compiled(source)


HALF = [
    "]><p>x</p><![endif]-->",
    "<!--[if mso]><p>x</p>",
    "<!--[if ]]>x-->",
    "<!--[if-->",
]


@pytest.mark.parametrize("half", HALF)
def test_half_a_condition_which_makes_the_compiler_panic_is_told(half: str) -> None:
    source = SOUND.replace("<!--[if mso]><p>Outlook</p><![endif]-->", f"{half}ä")
    assert rules(source) == ["mjml-half"]


@pytest.mark.parametrize(("between", "told"), [("\n", []), ("\t", []), ("\x0b", ["mjml-sign"])])
def test_a_condition_holds_no_control_character(between: str, told: list[str]) -> None:
    source = SOUND.replace("[if mso]", f"[if{between}mso]")
    assert rules(source) == told
    assert told or compiled(source)


@pytest.mark.parametrize("typed", ["Menü > Termine", "Menü> Termine", "5 € > 4 €", "🔬> x", "ü->"])
def test_an_arrow_behind_any_letter_is_compiled(typed: str) -> None:
    """The compiler ends with a panic where it steps back from `>` into the bytes of a letter."""
    made: Any = html.document_fromstring(compiled(SOUND.replace("Held", typed)))
    assert typed in made.text_content()


@pytest.mark.parametrize("gap", ["", " ", "\t", "\n", " \n "])
def test_gaps_between_elements_may_be_of_any_kind(gap: str) -> None:
    """Between the elements of a head, an accordion, a carousel the compiler stops at a space."""
    source = re.sub(r">\s+(?=</?mj-)", f">{gap}", SOUND)
    assert rules(source) == []
    assert tags_of(compiled(source)) == tags_of(compiled(SOUND))


def tags_of(text: str) -> list[str]:
    return re.findall(r"<[a-z][a-z0-9]*", text)


def test_a_panic_of_the_compiler_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyO3 raises what Rust calls a panic as a class that is no `Exception`."""
    monkeypatch.setattr("schaufenster.mail.mjml.compiler.check_mjml", lambda *_, **__: ())
    with pytest.raises(MjmlError) as raised:
        compiled(SOUND.replace("<!--[if mso]>", "<!--[if ]]>"))
    assert [problem.rule for problem in raised.value.problems] == ["mjml-compiler"]


def test_entities_are_never_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    source = f'<!DOCTYPE mjml [<!ENTITY l0 "ha">{laughs}]>{SOUND.replace("Held", "&l29;")}'
    assert rules(source) == ["mjml-declaration"]
    outside = '<!DOCTYPE mjml SYSTEM "file:///etc/hostname">' + SOUND
    assert rules(outside) == ["mjml-declaration"]


def test_nesting_has_an_end() -> None:
    assert rules(SOUND.replace("Held", "<b>" * 100_000)) == ["mjml-deep"]


# ── random mails ─────────────────────────────────────────────────────────────────────────────

many = settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@given(mails())
@many
def test_what_the_rules_allow_compiles_and_loads_nothing_foreign(root: Node) -> None:
    source = root.source()
    assert as_text(check_mjml(source, PATH, sources=SITE), "en") == ""
    text = compiled(source)
    loaded = re.findall(r"(?:src|background|srcset)=\"([^\"]*)|url\(['\"]?([^'\")]*)", text)
    foreign = [one for pair in loaded for one in pair if not one.startswith((HOME, "cid:"))]
    # MJML writes a colour behind what is in a hero as `background="…"`, which names no picture.
    assert [one for one in foreign if one and not fits("colour", one)] == []


@given(mails(), st.data())
@many
def test_a_single_fault_is_found_at_its_line_and_column(root: Node, data: st.DataObject) -> None:
    path, kind = data.draw(st.sampled_from(list(_targets(root))))
    marked, rule = data.draw(_spoilt(root, path, kind))
    source = marked.replace("\ue000", "")
    before = marked[: marked.index("\ue000")]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert places(source) == [(rule, line, column)]


def _targets(root: Node, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], str]]:
    """Yield where each kind of fault can be put: the way to an element, and the kind."""
    if root.tag in COMPONENTS and "mj-attributes" not in root.tag:
        yield path, "attribute"
        if any(
            kind in {"px", "size", "sizes"} for kind in COMPONENTS[root.tag].attributes.values()
        ):
            yield path, "unit"
        if COMPONENTS[root.tag].content == "elements":
            yield path, "place"
        if COMPONENTS[root.tag].content in {"elements", "none"}:
            yield path, "text"
    for index, child in enumerate(root.inside):
        if isinstance(child, Node) and root.tag != "mj-attributes":
            yield from _targets(child, (*path, index))


@st.composite
def _spoilt(draw: st.DrawFn, root: Node, path: tuple[int, ...], kind: str) -> tuple[str, str]:
    """Return the source with one fault, a mark before it, and the rule it breaks."""
    node = root
    for index in path:
        child = node.inside[index]
        assert isinstance(child, Node)
        node = child
    if kind == "attribute":
        spoilt = Node(node.tag, {**node.attributes, "\ue000wetter": "schön"}, node.inside)
        rule = "mjml-attribute"
    elif kind == "unit":
        lengths = {"px", "size", "sizes"}
        known = [n for n, k in COMPONENTS[node.tag].attributes.items() if k in lengths]
        name = draw(st.sampled_from(sorted(known)))
        others = {n: v for n, v in node.attributes.items() if n != name}
        spoilt = Node(node.tag, {**others, f"\ue000{name}": "12pt"}, node.inside)
        rule = "mjml-value"
    elif kind == "place":
        allowed = COMPONENTS[node.tag].children
        wrong = sorted(set(PARENTS) & set(COMPONENTS) - allowed - {"mjml", "mj-body", "mj-head"})
        inner = draw(nodes(draw(st.sampled_from(wrong)))).source().lstrip()
        spoilt = Node(node.tag, node.attributes, (*node.inside, f"\ue000{inner}"))
        rule = "mjml-place"
    else:
        spoilt = Node(node.tag, node.attributes, (*node.inside, "\n \ue000verloren"))
        rule = "mjml-text"
    return _with(root, path, spoilt).source(), rule


def _with(root: Node, path: tuple[int, ...], other: Node) -> Node:
    if not path:
        return other
    child = root.inside[path[0]]
    assert isinstance(child, Node)
    inside = list(root.inside)
    inside[path[0]] = _with(child, path[1:], other)
    return Node(root.tag, root.attributes, tuple(inside))


# ── the compiler ─────────────────────────────────────────────────────────────────────────────


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&#34;")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
@settings(max_examples=200)
def test_any_text_comes_out_of_an_attribute_as_it_went_in(text: str) -> None:
    """The compiler alone would write a no-break space as the letters backslash, u, a, 0."""
    source = SOUND.replace('alt="Ein Prüfstand"', f'alt="{escaped(text)}"')
    source = source.replace("<p style", f'<p title="{escaped(text)}" style')
    tree = html.document_fromstring(
        compiled(source).encode(), parser=html.HTMLParser(encoding="utf-8")
    )
    assert tree.xpath(f'//img[@src="{HOME}bild.png"]/@alt') == [text]
    assert tree.xpath("//p/@title") == [text]


def test_a_quotation_mark_does_not_end_an_attribute() -> None:
    source = SOUND.replace('alt="Ein Prüfstand"', "alt='\" onerror=\"los()'")
    tree = html.document_fromstring(compiled(source))
    image = f'//img[@src="{HOME}bild.png"]'
    assert tree.xpath(f"{image}/@alt") == ['" onerror="los()']
    assert tree.xpath(f"{image}/@onerror") == []


def test_a_style_over_several_lines_stays_a_style() -> None:
    text = compiled(SOUND.replace('style="margin:0"', 'style="margin:0;\n  color:red"'))
    assert "\\n" not in text


def test_styles_and_comments_are_left_as_they_are() -> None:
    text = compiled(
        SOUND.replace(".a > .b", '[data-x="a\\b"]').replace(">Outlook", ' id="\\">Outlook')
    )
    assert '[data-x="a\\b"]' in text
    assert '<!--[if mso]><p id="&#92;">Outlook</p><![endif]-->' in text


def test_a_broken_mail_is_no_bug() -> None:
    with pytest.raises(MjmlError) as caught:
        compiled(broken("no unit"))
    assert [(p.path, p.rule) for p in caught.value.problems] == [(PATH, "mjml-value")]


def test_a_broken_template_ends_the_command_with_its_faults_and_no_traceback(
    tmp_path: Path,
) -> None:
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    templates = tmp_path / "newsletter/templates"
    shutil.copytree(DEFAULTS / "newsletter/templates", templates, dirs_exist_ok=True)
    wrong = set()
    for file in templates.glob("*.mjml.j2"):
        text = file.read_text("utf-8")
        if "<mj-body" in text:
            place = text[: text.index("<mj-body")].count("\n") + 1
            wrong.add(f"newsletter/templates/{file.name}:{place}:1: wetter='gut': ")
        file.write_text(text.replace("<mj-body", "<mj-body wetter='gut'", 1), encoding="utf-8")
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(tmp_path), "newsletter"]
    answer = subprocess.run(
        [*command, "build", "newest", "--today", "2030-06-01"],
        capture_output=True, text=True, check=False, encoding="utf-8", timeout=HANGS,
    )  # fmt: skip
    assert answer.returncode == 1
    assert any(place in answer.stderr for place in wrong)
    assert "Traceback" not in answer.stderr


FRAME = """\
{% import "teile.mjml.j2" as teil with context %}
<mjml lang="{{ lang }}"><mj-body>
{% for story in stories %}
{{ teil.story(story) }}
{% endfor %}
<mj-section><mj-column>
<mj-text>{{ words }}</mj-text>
{% include "fuss.mjml.j2" %}
</mj-column></mj-section>
</mj-body></mjml>
"""
PARTS = """\
{# Teile #}
{% macro story(it) %}
<mj-section>
  <mj-column>
    <mj-text>{{ it }}</mj-text><mj-image src="{{ picture }}" />
  </mj-column>
</mj-section>
{% endmacro %}
"""


def test_a_fault_is_told_in_the_template_and_line_that_wrote_it(tmp_path: Path) -> None:
    folder = tmp_path / "newsletter/templates"
    folder.mkdir(parents=True)
    (folder / "rahmen.mjml.j2").write_text(FRAME, encoding="utf-8")
    (folder / "teile.mjml.j2").write_text(PARTS, encoding="utf-8")
    (folder / "fuss.mjml.j2").write_text('\n\n<mj-spacer height="viel" />\n', encoding="utf-8")
    found = load_templates("newsletter/templates", [tmp_path])
    values = {"stories": ["a\nb", "c", "d"], "picture": f"{HOME}x.png", "words": "x\n" * 9}
    with pytest.raises(MjmlError) as caught:
        compile_template(found, "rahmen.mjml.j2", "de", values, sources=SITE)
    assert [(p.path, p.line, p.rule, p.field) for p in caught.value.problems] == [
        ("newsletter/templates/fuss.mjml.j2", 3, "mjml-value", 'height="viel"'),
        ("newsletter/templates/teile.mjml.j2", 5, "mjml-no-alt", f'<mj-image src="{HOME}x.png" />'),
    ]


def test_a_template_that_measures_its_text_is_told_in_lines_of_the_result(tmp_path: Path) -> None:
    folder = tmp_path / "newsletter/templates"
    folder.mkdir(parents=True)
    source = """{% set words %}ab{% endset %}<mjml><mj-body>
<mj-raw>{{ words | length }}</mj-raw></mj-body></mjml>"""
    (folder / "x.mjml.j2").write_text(source, encoding="utf-8")
    found = load_templates("newsletter/templates", [tmp_path])
    assert found.origin("x.mjml.j2", "de") is None
    with pytest.raises(MjmlError) as caught:
        compile_template(found, "x.mjml.j2", "de", {}, sources=SITE)
    assert [(p.line, p.column, p.rule) for p in caught.value.problems] == [(1, 1, "mjml-no-lang")]


# ── the rules are those of the compiler ──────────────────────────────────────────────────────

# What an element needs before an attribute can show an effect.
AROUND = {
    "mj-image": {"href": "https://muster.example/", "src": f"{HOME}a.png", "alt": "x"},
    "mj-social-element": {"href": "https://muster.example/", "src": f"{HOME}a.png"},
    "mj-carousel-image": {"href": "https://muster.example/", "src": f"{HOME}a.png", "alt": "x"},
    "mj-button": {"href": "https://muster.example/"},
    "mj-hero": {"background-url": f"{HOME}a.png", "height": "300px"},
    "mj-section": {"background-url": f"{HOME}a.png"},
    "mj-wrapper": {"background-url": f"{HOME}a.png"},
    "mj-column": {"padding": "9px"},
}
INSIDE = {
    "mj-accordion": "<mj-accordion-element><mj-accordion-title>t</mj-accordion-title>"
    "<mj-accordion-text>x</mj-accordion-text></mj-accordion-element>",
    "mj-accordion-element": "<mj-accordion-title>t</mj-accordion-title>"
    "<mj-accordion-text>x</mj-accordion-text>",
    "mj-carousel": f'<mj-carousel-image src="{HOME}1.png" alt="x" />' * 2,
    "mj-social": f'<mj-social-element src="{HOME}1.png">x</mj-social-element>' * 2,
    "mj-navbar": '<mj-navbar-link href="/x">x</mj-navbar-link>',
    "mj-body": "<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>",
    "mj-wrapper": "<mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section>",
    "mj-section": "<mj-column><mj-text>x</mj-text></mj-column>",
    "mj-group": "<mj-column><mj-text>x</mj-text></mj-column>" * 2,
    "mj-column": "<mj-text>x</mj-text>",
    "mj-hero": "<mj-text>x</mj-text>",
    "mj-table": "<tr><td>x</td></tr>",
    "mj-raw": "<p>x</p>",
}
WRAPPED = {
    "mj-body": "{}",
    "mj-breakpoint": "<mj-head>{}</mj-head><mj-body><mj-section><mj-column /></mj-section>"
    "</mj-body>",
    "mj-section": "<mj-body>{}</mj-body>",
    "mj-wrapper": "<mj-body>{}</mj-body>",
    "mj-hero": "<mj-body>{}</mj-body>",
    "mj-column": "<mj-body><mj-section>{}</mj-section></mj-body>",
    "mj-group": "<mj-body><mj-section>{}</mj-section></mj-body>",
}
COLUMN = "<mj-body><mj-section><mj-column>{}</mj-column></mj-section></mj-body>"
PARENT = {"mj-accordion-text": "mj-accordion-element", "mj-accordion-title": "mj-accordion-element"}
EFFECTS = {
    "background-repeat": ["no-repeat"],
    "border-style": ["dotted"],
    "text-transform": ["none", "uppercase"],
    "name": ["facebook-noshare", "anker"],
    "text-decoration": ["underline"],
    "font-style": ["italic"],
    "rel": ["nofollow"],
    "target": ["_top"],
    "mj-class": ["laut"],
    "role": ["presentation"],
    "icon-position": ["right", "left"],
    "table-layout": ["fixed"],
    "gap": ["9px"],
    "text-padding": ["9px"],
    "position": ["file-start"],
    "owa": ["desktop"],
    "border-top": ["9px solid red"],
    "border-bottom": ["9px solid red"],
    "background-color": ["#123456"],
    "container-background-color": ["#123456"],
    "font-weight": ["700"],
    "border-radius": ["9px"],
}


def document(tag: str, attributes: dict[str, str]) -> str:
    """Return a mail with an element in fitting surroundings."""
    if tag == "mjml":
        shown = "".join(f' {n}="{v}"' for n, v in attributes.items())
        return f"<mjml{shown}><mj-body>{INSIDE['mj-body']}</mj-body></mjml>"
    given = {**AROUND.get(tag, {}), **attributes}
    if tag == "mj-navbar" and any(name.startswith("ico-") for name in attributes):
        given["hamburger"] = "hamburger"
    shown = "".join(f' {n}="{v}"' for n, v in given.items())
    inner = INSIDE.get(tag, "" if COMPONENTS[tag].content == "none" else "x")
    element = f"<{tag}{shown}>{inner}</{tag}>"
    upper = tag
    while upper not in WRAPPED and PARENTS[upper][0].startswith(
        ("mj-acc", "mj-soc", "mj-nav", "mj-car")
    ):
        upper = PARENTS[upper][0]
        extra = "".join(f' {n}="{HOME}n.png"' for n in _icons(upper))
        element = f"<{upper}{extra}>{element}</{upper}>"
    around = WRAPPED.get(upper, COLUMN).format(element)
    head = '<mj-head><mj-attributes><mj-class name="laut" css-class="laut" padding="3px" />'
    head = "" if tag == "mj-breakpoint" else f"{head}</mj-attributes></mj-head>"
    return f'<mjml lang="de">{head}{around}</mjml>'


def _icons(tag: str) -> tuple[str, ...]:
    return {"mj-carousel": ("left-icon", "right-icon")}.get(tag, ())


def bare(source: str) -> str:
    """Return what the compiler makes of a mail that nobody checked, without its random ids."""
    from mjml import mjml2html  # noqa: PLC0415 - the compiler itself is what is looked at here

    return re.sub(r"[0-9a-f]{16}", "", str(mjml2html(source, disable_comments=False, fonts={})))


def tried(name: str, kind: str) -> list[str]:
    return EFFECTS.get(name) or list(choices(kind)) or [v for v in VALUES[kind] if v] + ["zzz"]


@pytest.mark.parametrize("tag", [t for t in COMPONENTS if COMPONENTS[t].attributes])
def test_every_attribute_in_the_rules_has_an_effect(tag: str) -> None:
    idle = []
    for name, kind in COMPONENTS[tag].attributes.items():
        if name == "mode" and tag == "mj-hero":
            continue  # its only value that works is the one it has anyway
        plain = bare(document(tag, {}))
        if all(bare(document(tag, {name: v})) == plain for v in tried(name, kind)):
            idle.append(name)
    assert idle == []


@pytest.mark.parametrize("tag", IDLE)
def test_no_idle_attribute_has_an_effect(tag: str) -> None:
    plain = bare(document(tag, {}))
    for name in IDLE[tag]:
        assert not COMPONENTS[tag].attributes.get(name)
        assert [v for v in tried(name, "text") if bare(document(tag, {name: v})) != plain] == []


LENGTH = st.from_regex(r"-?[0-9]{0,2}\.?[0-9]{0,2}(px|%|em|pt|)( 1px){0,4}", fullmatch=True)


@given(LENGTH)
def test_no_length_of_another_form_is_taken(value: str) -> None:
    """The rules take no length that npm's mjml would not, whose expressions these are."""
    forms = {
        "px": r"((\d|,|\.){1,}(px)|0)",
        "size": r"((\d|,|\.){1,}(px|%)|0)",
        "sizes": r"(((\d|,|\.){1,}(px|%)|0)( )?){1,4}",
        "line": r"((\d|,|\.){1,}(px|%|)|0)",
        "spacing": r"((-|\d|,|\.){1,}(px|em)|0)",
    }
    assert [
        kind for kind, form in forms.items() if fits(kind, value) and not re.fullmatch(form, value)
    ] == []


# ── npm's mjml ───────────────────────────────────────────────────────────────────────────────


class Recording(Templates):
    """Templates that keep what they were asked for."""

    asked: list[tuple[str, Language, dict[str, Any]]] = []  # noqa: RUF012 - one list for one test

    def render(self, name: str, lang: Language, /, **values: Any) -> str:
        self.asked.append((name, lang, values))
        return Templates.render(self, name, lang, **values)


@pytest.fixture(scope="module")
def rendered() -> list[tuple[str, str, bool]]:
    """Return every mail of the sample: its template, its MJML, whether the origin is known."""
    cluster = released(load_sample())
    found = templates_of("newsletter/templates")
    recording = Recording(found.folder, found.environment, found.words)
    recording.asked.clear()
    for edition in cluster.editions.values():
        for channel in cluster.channels:
            list(mail.render_edition(edition, channel, cluster, recording))
    return [
        (name, found.render(name, lang, **values), found.origin(name, lang, **values) is not None)
        for name, lang, values in recording.asked
        if name.endswith(".mjml.j2")
    ]


def test_every_template_of_the_project_makes_sound_mails(
    rendered: list[tuple[str, str, bool]],
) -> None:
    there = {file.name for file in (DEFAULTS / "newsletter/templates").glob("*.mjml.j2")}
    assert rendered
    assert [found for _, mjml, _ in rendered if (found := check_mjml(mjml, PATH))] == []
    assert {name for name, *_ in rendered} <= there


def test_the_origin_of_every_mail_of_the_project_is_known(
    rendered: list[tuple[str, str, bool]],
) -> None:
    assert [name for name, _, known in rendered if not known] == []


@pytest.mark.parametrize(("typed", "width"), [("28px 40px 0px", 560), ("28px 40px 0", 640)])
def test_a_bare_zero_among_sizes_would_make_a_column_too_wide(typed: str, width: int) -> None:
    """Why the rules refuse it: the day the compiler reads it, this test fails and they may go."""
    image = '<mj-image src="https://m.example/a.png" alt="" padding="0px" />'
    column = f"<mj-column>{image}</mj-column>"
    body = f'<mj-body width="640px"><mj-section padding="{typed}">{column}</mj-section></mj-body>'
    made = bare(f'<mjml lang="de">{body}</mjml>')
    assert f'width="{width}"' in made
    assert ("mjml-value" in rules(f'<mjml lang="de">{body}</mjml>')) is (width == 640)


def test_where_npm_judges_otherwise_the_reason_is_known() -> None:
    """The verdicts of npm's mjml stand in a golden file, which a long test compares with npm."""
    verdicts = _verdicts()
    assert set(verdicts) == set(BROKEN)
    assert len(verdicts) >= 40
    ours = {name: "refused" if rules(broken(name)) else "accepted" for name in BROKEN}
    assert {name for name in BROKEN if ours[name] != verdicts[name]} == set(DIFFERENCES)
    assert {ours[name] for name in DIFFERENCES} == {"refused"}


def _verdicts() -> dict[str, str]:
    text = (PROJECT / "tests/golden/mjml/npm.yml").read_text("utf-8")
    return dict(line.split(": ") for line in text.splitlines() if not line.startswith("#"))


def load_tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, PROJECT / f"tools/{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def npm() -> Iterator[Npm]:
    """Return npm's mjml as a function of a document."""
    tool = load_tool("npm")
    if tool.npm_bin("mjml") is None:
        pytest.fail("npm's mjml is not installed: python tools/npm.py")
    command = ["node", str(PROJECT / "tests/mjml/verdict.cjs")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env=tool.npm_environment(),
    ) as program:  # fmt: skip
        assert program.stdin
        assert program.stdout
        stdin, stdout = program.stdin, program.stdout

        def ask(source: str) -> dict[str, Any]:
            stdin.write(json.dumps(source) + "\n")
            stdin.flush()
            answer: dict[str, Any] = json.loads(stdout.readline())
            return answer

        yield ask
        stdin.close()


@pytest.mark.long
def test_npm_judges_the_broken_mails_as_the_golden_file_says(npm: Npm, golden: Golden) -> None:
    verdict = {name: "refused" if npm(broken(name))["errors"] else "accepted" for name in BROKEN}
    lines = "".join(f"{name}: {verdict[name]}\n" for name in BROKEN)
    golden("mjml/npm.yml", f"# What npm's mjml says of each broken mail.\n{lines}")


@pytest.mark.long
def test_npm_accepts_every_mail_of_the_project_and_writes_the_same_tags(
    npm: Npm, rendered: list[tuple[str, str, bool]]
) -> None:
    for source in [SOUND, *(source for _, source, _ in rendered)]:
        answer = npm(source)
        assert answer["errors"] == []
        assert shape(answer["html"]) == shape(bare(source))


@pytest.mark.long
@given(root=mails())
@settings(many, suppress_health_check=list(HealthCheck))
def test_npm_accepts_what_the_rules_allow(npm: Npm, root: Node) -> None:
    assert npm(root.source())["errors"] == []


def shape(text: str) -> list[str]:
    """Return a mail's tags in order, Outlook's conditionals that follow each other as one."""
    text = text[text.index("<body") :]
    text = re.sub(r"<!-- .*? -->", "", text)
    text = re.sub(r"<!\[endif\]-->\s*<!--\[if mso \| IE\]>", "", text)
    return re.findall(r"<(/?[a-zA-Z][\w:-]*|!--\[if[^\]]*\]>|!\[endif|!--<!\[)", text)


# ── the programs of npm ──────────────────────────────────────────────────────────────────────


def test_npms_lock_has_checksums_and_no_addresses() -> None:
    text = (PROJECT / "tools/npm/package-lock.json").read_text("utf-8")
    packages = {name: p for name, p in json.loads(text)["packages"].items() if name}
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert [name for name, package in packages.items() if package.get("hasInstallScript")] == []
    assert '"resolved"' not in text
    assert re.findall(r'"https?://', text) == []


def test_every_pinned_program_is_an_exact_version() -> None:
    package = json.loads((PROJECT / "tools/npm/package.json").read_text("utf-8"))
    versions = [*package["dependencies"].values(), *package["overrides"].values()]
    assert [v for v in versions if not re.fullmatch(r"\d+\.\d+\.\d+", v)] == []
