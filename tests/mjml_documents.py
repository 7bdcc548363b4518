"""Mails in MJML for tests: one with every component, broken variants of it, and random ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from schaufenster.mail.mjml.rules import (
    COMPONENTS,
    CONDITIONS,
    DEFINABLE,
    NO_COMMENT,
    ONCE,
    REQUIRED,
)
from schaufenster.mail.mjml.values import choices

HOME = "https://www.muster-cluster.example/"
SITE = (HOME,)

SOUND = f"""\
<!-- Every component once, with an ä before much. -->
<mjml lang="de" dir="ltr">
  <mj-head>
    <mj-title>Prüfstände &amp; Köpfe</mj-title>
    <mj-preview>Was im Mai geschah</mj-preview>
    <mj-breakpoint width="480px" />
    <mj-attributes>
      <mj-all font-family="Arial, sans-serif" />
      <mj-class name="laut" color="#123456" font-weight="700" />
      <mj-text font-size="16px" line-height="1.5" padding="0" />
      <mj-accordion icon-wrapped-url="{HOME}auf.png" icon-unwrapped-url="{HOME}zu.png" />
    </mj-attributes>
    <mj-style>
      .a > .b {{ color: rgb(1, 2, 3); background: url("{HOME}grund.png") }}
    </mj-style>
    <mj-raw><meta name="color-scheme" content="light dark" /></mj-raw>
  </mj-head>
  <mj-body width="640px" background-color="#fff">
    <mj-raw><!--[if mso]><p>Outlook</p><![endif]--></mj-raw>
    <mj-hero height="300px" background-url="{HOME}held.jpg" background-width="640px">
      <mj-text>Held</mj-text>
    </mj-hero>
    <mj-wrapper padding="0px 20px" css-class="mappe">
      <mj-section background-color="white" full-width="full-width">
        <mj-group>
          <mj-column width="50%"><mj-text mj-class="laut">Links</mj-text></mj-column>
          <mj-column width="50%"><mj-text>Rechts</mj-text></mj-column>
        </mj-group>
      </mj-section>
    </mj-wrapper>
    <!-- ein Kommentar -->
    <mj-section>
      <mj-column border="1px solid teal">
        <mj-text align="justify">
          <p style="margin:0">Größe 5 &lt; 6,&nbsp;<a href="https://muster.example/">hin</a></p>
          <ul><li>Punkt<br />Zeile</li></ul>
        </mj-text>
        <mj-image src="{HOME}bild.png" alt="Ein Prüfstand" width="560px" fluid-on-mobile="true" />
        <mj-button href="mailto:info@muster.example" letter-spacing="-0.4px">Schreiben</mj-button>
        <mj-divider border-color="#123456" border-width="1px" />
        <mj-spacer height="20px" />
        <mj-table><tr><th scope="col">Jahr</th></tr><tr><td>2030</td></tr></mj-table>
        <mj-social mode="horizontal">
          <mj-social-element src="{HOME}netz.png" href="https://muster.example/">Netz</mj-social-element>
        </mj-social>
        <mj-navbar base-url="https://muster.example" hamburger="hamburger">
          <mj-navbar-link href="/termine/">Termine</mj-navbar-link>
        </mj-navbar>
        <mj-accordion>
          <mj-accordion-element>
            <mj-accordion-title>Frage</mj-accordion-title>
            <mj-accordion-text>Antwort</mj-accordion-text>
          </mj-accordion-element>
        </mj-accordion>
        <mj-carousel left-icon="{HOME}l.png" right-icon="{HOME}r.png">
          <mj-carousel-image src="{HOME}1.jpg" alt="Eins" />
          <mj-carousel-image src="{HOME}2.jpg" alt="Zwei" />
        </mj-carousel>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
"""

TEXT = '<mj-text mj-class="laut">Links</mj-text>'
IMAGE = f'<mj-image src="{HOME}bild.png" alt="Ein Prüfstand"'
# name: (what stands in SOUND, what stands there instead)
BROKEN: dict[str, tuple[str, str]] = {
    # XML
    "unclosed paragraph": ("6,&nbsp;", "6,<p>&nbsp;"),
    "unclosed break": ("Punkt<br />", "Punkt<br>"),
    "mismatched html": ("<li>Punkt", "<li><b>Punkt</i>"),
    "unclosed component": ("Held</mj-text>", "Held"),
    "cut off": (SOUND[SOUND.index("<!-- ein") :], "<mj-section>"),
    "empty": (SOUND, ""),
    "bare ampersand": ("Was im Mai", "Was & wer im Mai"),
    "bare less-than": ("5 &lt; 6", "5 < 6"),
    "attribute without quotes": ('width="50%"', "width=50%"),
    "attribute without value": ("<tr><td>", "<tr><td nowrap>"),
    "attribute twice": ('<mj-spacer height="20px"', '<mj-spacer height="20px" height="9px"'),
    "attribute twice in html": ("<p style", '<p style="color:red" style'),
    "doctype": ("<mjml lang", "<!DOCTYPE mjml>\n<mjml lang"),
    "xml declaration": ("<!-- Every", '<?xml version="1.0"?>\n<!-- Every'),
    "processing instruction": ("Held<", "Held<?php echo 1 ?><"),
    "cdata in text": ("Held<", "<![CDATA[Held]]><"),
    "cdata in style": (".a > .b", "<![CDATA[.a]]> .b"),
    "comment among defaults": ("<mj-all", "<!-- alle --><mj-all"),
    "comment in a title": ("Prüfstände &amp;", "<!-- ein --> &amp;"),
    "comment in an image": (
        'fluid-on-mobile="true" />',
        'fluid-on-mobile="true"><!-- x --></mj-image>',
    ),
    "condition in the body": ("<!-- ein Kommentar -->", "<!--[if mso]><![endif]-->"),
    "condition in a title": ("Prüfstände &amp;", "<!--[if mso]>Köpfe &amp;"),
    "condition in a button": ("Schreiben<", "<!--[if mso]>Schreiben<![endif]--><"),
    "condition without an end": ("</p><![endif]-->", "</p>"),
    "end without a condition": ("<!--[if mso]><p>", "<p>"),
    "condition in a condition": ("<p>Outlook", "<!--[if gte mso 9]><p>Outlook"),
    "condition as a comment": ("<!--[if mso]><p>Outlook</p><![endif]-->", "<!--[if mso-->"),
    "half a table for outlook": ("<p>Outlook</p>", "<table><tr><td>"),
    "unquoted attribute for outlook": ("<p>Outlook</p>", "<p class=a>Outlook</p>"),
    "unknown entity": ("6,&nbsp;", "6,&nbps;"),
    "endless nesting": ("Held<", "<b>" * 120 + "Held" + "</b>" * 120 + "<"),
    # elements
    "other root": ("<mjml lang", '<html lang="de"><body><mjml lang'),
    "no body": (SOUND[SOUND.index("  <mj-body") : SOUND.index("</mjml>")], ""),
    "misspelt component": ("<mj-button", "<mj-buton"),
    "unknown component": ("<mj-spacer", "<mj-weather"),
    "component in capitals": ("<mj-spacer", "<MJ-SPACER"),
    "html in a column": ("<mj-spacer", "<hr /><mj-spacer"),
    "text in the body": ("<!-- ein", "<mj-text>frei</mj-text><!-- ein"),
    "column in the body": ("<!-- ein", "<mj-column></mj-column><!-- ein"),
    "section in a column": ("<mj-spacer", "<mj-section></mj-section><mj-spacer"),
    "section in a section": ("<mj-group>", "<mj-section></mj-section><mj-group>"),
    "wrapper in a wrapper": (
        '<mj-section background-color="white"',
        '<mj-wrapper></mj-wrapper><mj-section background-color="white"',
    ),
    "button in a section": ("<mj-group>", "<mj-button>Da</mj-button><mj-group>"),
    "title in the body": ("<!-- ein", "<mj-title>Da</mj-title><!-- ein"),
    "text in the head": ("<mj-breakpoint", "<mj-text>Da</mj-text><mj-breakpoint"),
    "component in a text": ("Held<", "Held<mj-spacer /><"),
    "raw in an accordion": ("<mj-accordion>", "<mj-accordion><mj-raw>Da</mj-raw>"),
    "two bodies": ("</mjml>", "<mj-body></mj-body></mjml>"),
    "two titles": ("<mj-preview", "<mj-title>Zwei</mj-title><mj-preview"),
    "two answers": (
        "Antwort</mj-accordion-text>",
        "Antwort</mj-accordion-text><mj-accordion-text>Nein</mj-accordion-text>",
    ),
    "two heads": ("</mjml>", "<mj-head></mj-head></mjml>"),
    "head after body": (SOUND, '<mjml lang="de"><mj-body></mj-body><mj-head></mj-head></mjml>'),
    "bold question": ("Frage<", "<b>Frage</b><"),
    "bold title": ("Prüfstände &amp;", "<b>Prüfstände</b> &amp;"),
    "element in a style": (".a > .b", "<b>.a</b> .b"),
    "stray text in a column": ("<mj-spacer", "verloren <mj-spacer"),
    "stray text in an image": ('fluid-on-mobile="true" />', ">verloren</mj-image>"),
    "stray space that is none": ("<mj-spacer", "&nbsp;<mj-spacer"),
    "class with elements": ('font-weight="700" />', '><mj-text color="red" /></mj-class>'),
    # attributes
    "no language": (' lang="de"', ""),
    "strange language": (' lang="de"', ' lang="deutsch!"'),
    "misspelt attribute": ("<mj-button href", "<mj-button hreff"),
    "unknown attribute": ("<mj-spacer", '<mj-spacer wetter="schön"'),
    "attribute of another component": ("<mj-spacer", '<mj-spacer href="https://muster.example/"'),
    "attribute in the head": ("<mj-preview>", '<mj-preview css-class="a">'),
    "attribute in defaults": ("<mj-text font-size", '<mj-text schrift="groß" font-size'),
    "attribute for all": ("<mj-all", '<mj-all schrift="groß"'),
    "idle attribute": (TEXT, '<mj-text background-color="#fff">Links</mj-text>'),
    "idle gap": ("<mj-wrapper", '<mj-wrapper gap="10px"'),
    "inherited default": ("<mj-all", '<mj-social-element color="red" /><mj-all'),
    "inherited by class": ("<mj-social-element", '<mj-social-element mj-class="laut"'),
    "script as attribute": ("<mj-button", '<mj-button onclick="los()"'),
    # values
    "no unit": ('width="560px"', 'width="560"'),
    "wrong unit": ('font-size="16px"', 'font-size="1em"'),
    "per cent where none may be": (
        'width="640px" background-color',
        'width="90%" background-color',
    ),
    "bare zero": ('padding="0px 20px"', 'padding="28px 40px 0"'),
    "five paddings": ('padding="0px 20px"', 'padding="0px 1px 2px 3px 4px"'),
    "two spaces": ('padding="0px 20px"', 'padding="0px  20px"'),
    "negative padding": ('padding="0px 20px"', 'padding="-1px"'),
    "comma in a number": ('padding="0px 20px"', 'padding="1,5px"'),
    "hero in per cent": ('height="300px"', 'height="30%"'),
    "unknown colour": ('border-color="#123456"', 'border-color="blau"'),
    "short colour": ('border-color="#123456"', 'border-color="#12345"'),
    "hsl colour": ('border-color="#123456"', 'border-color="hsl(1, 2%, 3%)"'),
    "misspelt choice": ('align="justify"', 'align="justified"'),
    "choice in capitals": ('align="justify"', 'align="JUSTIFY"'),
    "flag": ('fluid-on-mobile="true"', 'fluid-on-mobile="yes"'),
    "count": ("<mj-table>", '<mj-table cellpadding="viel">'),
    "fluid hero": ("<mj-hero ", '<mj-hero mode="fluid-height" '),
    "full width false": ('full-width="full-width"', 'full-width="false"'),
    "empty colour": ('border-color="#123456"', 'border-color=""'),
    "unknown class": ('mj-class="laut"', 'mj-class="leise laut"'),
    "class without name": ("<mj-all", '<mj-class color="red" /><mj-all'),
    "class with a wrong unit": ('font-weight="700" />', 'padding="1em" />'),
    # what this renderer does not do, and what mails do not do
    "include": ("<mj-raw><meta", '<mj-include path="kopf.mjml" /><mj-raw><meta'),
    "font": ("<mj-raw><meta", '<mj-font name="X" href="https://x.example/x" /><mj-raw><meta'),
    "html attributes": (
        "<mj-raw><meta",
        (
            '<mj-html-attributes><mj-selector path="a"></mj-selector></mj-html-attributes>'
            "<mj-raw><meta"
        ),
    ),
    "inline style": ("<mj-style>", '<mj-style inline="inline">'),
    "named icon": (f'src="{HOME}netz.png"', 'name="facebook"'),
    "carousel with foreign arrows": (f' left-icon="{HOME}l.png"', ""),
    "accordion with foreign icons": (f' icon-unwrapped-url="{HOME}zu.png"', ""),
    "image without text": (' alt="Ein Prüfstand"', ""),
    "image without source": (f'src="{HOME}bild.png" ', ""),
    "foreign picture": (f'src="{HOME}bild.png"', 'src="https://fremd.example/b.png"'),
    "foreign picture in text": ("Held<", 'Held<img src="https://fremd.example/b.png" alt="" /><'),
    "foreign background": (
        f'background-url="{HOME}held',
        'background-url="https://fremd.example/held',
    ),
    "foreign picture set": (IMAGE, f'{IMAGE} srcset="{HOME}2.png 2x, //fremd.example/3.png 3x"'),
    "foreign picture in css": (f'url("{HOME}grund', 'url("https://fremd.example/grund'),
    "foreign picture in a style": (
        'style="margin:0"',
        "style=\"background:url('http://x.example/')\"",
    ),
    "foreign picture for outlook": ("<p>Outlook</p>", '<img src="https://fremd.example/b.png" />'),
    "style sheet import": (".a > .b", '@import "https://fremd.example/x.css"; .b'),
    "font face": (".a > .b", "@font-face { font-family: X } .b"),
    "script": ("Held<", "Held<script>los()</script><"),
    "script for outlook": ("<p>Outlook</p>", "<script>los()</script>"),
    "event for outlook": ("<p>Outlook</p>", '<p onclick="los()">x</p>'),
    "form": ("Held<", 'Held<form action="https://x.example/"></form><'),
    "event": ("<p style", '<p OnClick="los()" style'),
    "javascript link": ('href="https://muster.example/">hin', 'href="javascript:los()">hin'),
    "relative link": ('href="https://muster.example/">hin', 'href="/termine/">hin'),
    "button that leads nowhere": ('href="mailto:info@muster.example"', 'href=""'),
    "void element with an end": ("Punkt<br />", "Punkt<br></br>"),
}


def broken(name: str) -> str:
    """Return SOUND with one thing wrong."""
    old, new = BROKEN[name]
    assert old in SOUND, name
    text = SOUND.replace(old, new, 1)
    if name == "misspelt component":
        text = text.replace("</mj-button>", "</mj-buton>")
    return text + "</body></html>" if name == "other root" else text


# ── random mails ─────────────────────────────────────────────────────────────────────────────

VALUES: dict[str, list[str]] = {
    "px": ["0", "1px", "16px", "0.5px", ".5px"],
    "px-auto": ["auto", "120px"],
    "size": ["0", "7px", "12.5%", "100%"],
    "size-auto": ["auto", "300px", "80%"],
    "sizes": ["0", "8px", "1px 2%", "0px 1px 2px", "1px 2px 3px 4px"],
    "line": ["1", "1.5", "24px", "150%"],
    "spacing": ["0", "-0.4px", "0.1em", "2px"],
    "colour": ["#abc", "#1A2b3c", "teal", "transparent", "rgb(1, 2,3)", "rgba(1,2,3,0.5)"],
    "count": ["0", "7"],
    "flag": ["true", "false"],
    "language": ["de", "en-GB"],
    "link": ["https://muster.example/?a=1&amp;b=2", "mailto:info@muster.example", "tel:+493677"],
    "picture": [f"{HOME}b.png", "cid:1.a@muster.example"],
    "pictures": [f"{HOME}b.png 2x, {HOME}c.png 3x"],
    "text": [
        "",
        "a",
        "Grüße aus Seeblick",
        "1px solid #123456",
        "5\u00a0µm",
        "&quot;x&quot; \\ 'y'",
    ],
}
WORDS = ["Messung", "Größe\n über &amp; unter", "9\u202f%", "&nbsp;", "😀 ß"]
MARKUP = [
    "<b>fett</b>",
    "<p>Absatz<br />Zeile</p>",
    '<a href="https://muster.example/">hin</a>',
    "<!-- x -->",
]
FOR_OUTLOOK = [
    "<!--[if mso]><b title='a\\b'>x</b><![endif]-->",
    "<!--[if !mso]><!--><i>y</i><!--<![endif]-->",
]
_NEEDED = {"lang": "de", "alt": "Bild"}


@dataclass(frozen=True)
class Node:
    """An element: its attributes as written, and what stands in it."""

    tag: str
    attributes: Mapping[str, str]
    inside: tuple[Node | str, ...] = field(default=())

    def source(self, depth: int = 0) -> str:
        """Return the element as MJML, each element on a line of its own."""
        shown = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        parts = [one.source(depth + 1) if isinstance(one, Node) else one for one in self.inside]
        pad = "  " * depth
        if not parts:
            return f"\n{pad}<{self.tag}{shown} />"
        return f"\n{pad}<{self.tag}{shown}>{''.join(parts)}</{self.tag}>"


@st.composite
def attributes_of(draw: st.DrawFn, tag: str) -> dict[str, str]:
    """Draw some attributes of a component, the required ones among them."""
    known = COMPONENTS[tag].attributes
    names = draw(st.lists(st.sampled_from(sorted(known)), max_size=4, unique=True)) if known else []
    found = {name: _NEEDED.get(name, f"{HOME}n.png") for name in REQUIRED.get(tag, ())}
    for name in names:
        if name == "mj-class":
            found[name] = "laut"
        else:
            kind = known[name]
            found[name] = draw(st.sampled_from(choices(kind) or VALUES[kind]))
    return found


@st.composite
def nodes(draw: st.DrawFn, tag: str) -> Node:
    """Draw a sound element of a kind with what may stand in it."""
    component = COMPONENTS[tag]
    given = draw(attributes_of(tag))
    inside: list[Node | str] = []
    if component.content == "elements":
        allowed = sorted(component.children)
        at_least = 1 if tag == "mj-carousel" else 0
        once = (lambda kind: kind) if component.children & ONCE else None
        kinds = draw(
            st.lists(st.sampled_from(allowed), min_size=at_least, max_size=3, unique_by=once)
        )
        inside = [draw(nodes(kind)) for kind in kinds]
        if tag not in NO_COMMENT and draw(st.booleans()):
            inside.append("<!-- Größe -->")
    elif component.content == "html":
        markup = MARKUP + (FOR_OUTLOOK if tag in CONDITIONS else [])
        inside = draw(st.lists(st.sampled_from([*WORDS, *markup]), max_size=2))
    elif component.content == "words":
        inside = [draw(st.sampled_from(WORDS))]
    return Node(tag, given, tuple(inside))


@st.composite
def mails(draw: st.DrawFn) -> Node:
    """Draw a sound mail."""
    defaults = draw(st.lists(st.sampled_from(sorted(DEFINABLE)), max_size=2, unique=True))
    laut = Node("mj-class", {"name": "laut", "padding": "3px", "css-class": "laut"})
    head = Node(
        "mj-head",
        {},
        (
            draw(nodes("mj-title")),
            draw(nodes("mj-preview")),
            Node("mj-attributes", {}, (laut, *(Node(tag, {}) for tag in defaults))),
        ),
    )
    return Node("mjml", draw(attributes_of("mjml")), (head, draw(nodes("mj-body"))))
