"""No text stands in a column narrower than its words, none leaves its box or lies over another.

A long word may end a line at a soft hyphen. Chromium has no dictionary here, as on many a phone, so
that `hyphens: auto` alone would tear it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from .conftest import NEW_SITES, OWN_SITES, kinds, served

WIDTHS: Final = (390, 768, 1024, 1440)
FAULTS: Final = """() => {
  // an address and a line of code have no words and break anywhere
  const aside = "svg, code, pre, select, script, style, template, noscript, iframe, .sf-vh, " +
    ".md-skip";
  const hidden = (e) => e && ((e.clientWidth <= 1 && getComputedStyle(e).clipPath !== "none") ||
    hidden(e.parentElement));
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(aside) &&
    !hidden(e);
  const found = [];
  const tell = (why, what, e) => {
    const named = e.closest("[class]");
    found.push(`${why}: ${what.trim().slice(0, 40)} in ${e.tagName}, .${named?.className}`);
  };
  const lines = [];
  const range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const [node, e] = [texts.currentNode, texts.currentNode.parentElement];
    if (!node.data.trim() || !seen(e)) continue;
    const upright = getComputedStyle(e).writingMode === "horizontal-tb";
    range.selectNodeContents(node);
    const parts = [...range.getClientRects()].filter((box) => box.width);
    for (const box of parts) lines.push([box, node]);
    if (parts.some((box) => box.top + scrollY < -1)) tell("cut off above", node.data, e);
    if (parts.length < 2) continue; // no line ends here
    for (const { 0: chunk, index: start } of node.data.matchAll(/\\S+/g)) {
      if (/[@]|:\\/\\/|\\w\\.\\w|=/.test(chunk)) continue; // an address
      for (const { 0: word, index } of chunk.matchAll(/[\\p{L}\\p{N}]{2,}/gu)) {
        // the hyphen that is drawn for a soft one counts as part of the letter behind it
        range.setStart(node, start + index + (chunk[index - 1] === "\\u00ad" ? 1 : 0));
        range.setEnd(node, start + index + word.length);
        const boxes = [...range.getClientRects()].filter((box) => box.width);
        const rows = new Set(boxes.map((box) => Math.round(upright ? box.top : box.left)));
        if (rows.size > 1) tell("torn", word, e);
      }
    }
  }
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !e.clientWidth || !seen(e)) continue;
    const over = getComputedStyle(e).overflowX === "visible" && e.scrollWidth > e.clientWidth + 1;
    if (over) tell("too wide", e.textContent, e);
  }
  lines.sort(([a], [b]) => a.top - b.top);
  lines.forEach(([a, one], i) => {
    for (let j = i + 1; j < lines.length && lines[j][0].top < a.bottom; j++) {
      const [b, other] = lines[j];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - b.top;
      // boxes of lines reach a little into each other; letters do not
      if (across > 2 && down > Math.min(a.height, b.height) / 2)
        tell("over each other", `${one.data.trim()} / ${other.data.trim()}`, one.parentElement);
    }
  });
  return [...new Set(found)];
}"""


def faults(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """Return what a reader would stumble over on a page, at each width."""
    found = []
    for width in widths:
        page.set_viewport_size(ViewportSize(width=width, height=900))
        found += [f"{width} px: {fault}" for fault in page.evaluate(FAULTS)]
    return found


@pytest.mark.browser
@pytest.mark.parametrize(
    ("which", "step"),
    [
        ("sample_site", 3),  # one page of each kind, both in the long run
        pytest.param("sample_site", 1, marks=pytest.mark.long),
        *(
            pytest.param(name, 1, marks=pytest.mark.long)
            for name in ("demo_site", *OWN_SITES, *NEW_SITES)
        ),
    ],
)
def test_words_stay_whole_and_apart_on_every_kind_of_page(
    browser: Browser, which: str, step: int, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(which)
    found = {}
    with served(site) as address:
        page = browser.new_page(reduced_motion="reduce")
        for path in [*kinds(site)[::step], "404.html"]:
            page.goto(f"{address}/{path}")
            if problems := faults(page):
                found[path] = problems
        page.close()
    assert found == {}


PLANTED: Final = {
    "letters below each other": ("<p class=a>Word-Datei</p>", ".a {width: 1em}", "torn"),
    "a word that waits for a dictionary": (
        "<p class=a lang=de>Umweltsensortechnik</p>", ".a {width: 5em; hyphens: auto}", "torn"),
    "a break without hyphenation": (
        "<p class=a>Umweltsensortechnikverband</p>", ".a {width: 10em}", "torn"),
    "a word beyond its box": (
        "<p class=a>Umweltsensortechnik</p>", ".a {width: 5em; overflow-wrap: normal}", "too wide"),
    "a text above the page": (
        "<p class=a>eins zwei</p>", ".a {margin-top: -1em}", "cut off above"),
    "a text over another": (
        "<p>eins</p><p class=a>zwei</p>", ".a {margin-top: -1.5em}", "over each other"),
}  # fmt: skip
SOUND: Final = """
<p class=a lang=de>Umwelt&shy;sensor&shy;technik&shy;verband</p>
<p><code>https://a.example/b-lang</code></p>
<p>Geräte- und Sensortechnik</p>"""
SOUND_STYLE: Final = ".a {width: 10em; hyphens: auto} code {display: block; width: 4em}"


def shown(page: Page, body: str, style: str) -> list[Any]:
    page.set_content(
        f"<style>body {{overflow-wrap: break-word}} p {{margin: 0}} {style}</style>{body}"
    )
    return faults(page, (390,))


@pytest.mark.browser
@pytest.mark.parametrize("name", PLANTED)
def test_a_page_that_tears_words_would_be_found(browser: Browser, name: str) -> None:
    page = browser.new_page()
    body, style, why = PLANTED[name]
    assert [fault.split(": ")[1] for fault in shown(page, body, style)][:1] == [why]
    page.close()


@pytest.mark.browser
def test_a_sound_page_is_let_pass(browser: Browser) -> None:
    page = browser.new_page()
    assert shown(page, SOUND, SOUND_STYLE) == []
    page.close()
