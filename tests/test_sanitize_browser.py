"""Hostile texts and drawings in a real browser: cleaned, nothing runs and nothing is asked for.

The control at the end shows that the same strings do run when they are not cleaned.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import markdown
import pytest
from playwright.sync_api import Browser, Dialog, Error, Page, Route

from schaufenster.sanitize import check_svg, clean_svg, plain, prose
from tests.hostile import HOST, HOSTILE, HOSTILE_SVGS

pytestmark = pytest.mark.browser
LONG = pytest.mark.long

SITE = "http://schaufenster.test"
GOLDEN = Path(__file__).parent / "golden" / "sanitize_svg"

Files = Mapping[str, tuple[str, str | bytes]]

# Everything a visitor could set off. Links are followed unless they lead where links may lead.
TOUCH = """() => {
  addEventListener('click', event => {
    const link = event.target.closest('a');
    if (link && ['http:', 'https:', 'mailto:'].includes(link.protocol)) event.preventDefault();
  }, true);
  for (const element of document.querySelectorAll('*')) {
    for (const name of ['mouseover', 'mouseenter', 'mousemove', 'click'])
      element.dispatchEvent(new MouseEvent(name, {bubbles: true, cancelable: true}));
    for (const name of ['pointerenter', 'focus', 'focusin', 'load', 'toggle'])
      element.dispatchEvent(new Event(name));
  }
}"""
# A page's own script may read markup and write it back: what hides from one reading shows itself.
READ_AND_WRITE_BACK = "() => { document.body.innerHTML = document.body.innerHTML }"


@dataclass
class Seen:
    """What a browser did beyond showing the pages it was given."""

    hits: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def names(self) -> set[str]:
        """Return the names of hostile strings that ran or loaded something."""
        asked = (url.partition(f"{HOST}/")[2] for url in self.requests if HOST in url)
        return {*self.hits, *(name.split("#")[0].strip("/") for name in asked)}


@contextmanager
def watched(browser: Browser, files: Files) -> Iterator[tuple[Page, Seen]]:
    """Open a page of a site that has these files only; every other request is noted and refused."""
    seen = Seen()

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path in files:
            kind, body = files[path]
            route.fulfill(body=body, content_type=kind)
        else:
            seen.requests.append(route.request.url)
            route.abort()

    def dismiss(dialog: Dialog) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    context = browser.new_context()
    context.expose_binding("__hit", lambda _, name: seen.hits.append(name))
    context.route("**/*", answer)
    page = context.new_page()
    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("console", lambda m: seen.complaints.append(m.text) if m.type == "error" else None)
    yield page, seen
    context.close()


def document(body: str) -> tuple[str, str]:
    return "text/html", f"<!DOCTYPE html><meta charset=utf-8><title>x</title><body>{body}</body>"


def accepted_drawings() -> dict[str, bytes]:
    files = {file.stem: file.read_bytes() for file in sorted(GOLDEN.glob("*.in.svg"))}
    files |= {hostile.name: hostile.raw for hostile in HOSTILE_SVGS}
    return {name: clean_svg(raw) for name, raw in files.items() if not list(check_svg(raw))}


def assert_silent(browser: Browser, files: Files) -> None:
    with watched(browser, files) as (page, seen):
        for path in files:
            page.goto(SITE + path)
            page.evaluate(TOUCH)
            page.wait_for_timeout(50)
        assert seen == Seen()


def assert_silent_page(browser: Browser, body: str) -> None:
    with watched(browser, {"/": document(body)}) as (page, seen):
        page.goto(f"{SITE}/")
        for _ in range(2):
            page.evaluate(TOUCH)
            page.evaluate(READ_AND_WRITE_BACK)
        page.evaluate(TOUCH)
        page.wait_for_timeout(300)
        assert seen == Seen()


# ── cleaned ──────────────────────────────────────────────────────────────────────────────────────


def test_hostile_prose_neither_runs_nor_loads(browser: Browser) -> None:
    assert_silent_page(browser, "".join(f"<article>{prose(h.text)}</article>" for h in HOSTILE))


def test_a_browser_reads_prose_as_it_was_written(browser: Browser) -> None:
    """No tag or attribute appears in the browser's tree that is not in the XML."""
    xhtml = "".join(prose(hostile.text) for hostile in HOSTILE if hostile.family != "long")
    with watched(browser, {"/": document(f"<main>{xhtml}</main>")}) as (page, _):
        page.goto(f"{SITE}/")
        read = page.evaluate("() => document.querySelector('main').innerHTML")
    assert (
        read.replace("<br>", "<br />").replace("<hr>", "<hr />").replace("&nbsp;", "\xa0") == xhtml
    )


def test_hostile_plain_text_neither_runs_nor_loads(browser: Browser) -> None:
    texts = [html.escape(plain(hostile.text)) for hostile in HOSTILE]
    ways = "<p title=\"{0}\" lang='{0}'>{0}</p><textarea>{0}</textarea>"
    assert_silent_page(browser, "".join(ways.format(text) for text in texts))


def test_accepted_drawings_are_silent_as_pictures(browser: Browser) -> None:
    drawings = accepted_drawings()
    pictures = "".join(f'<img alt="" src="/{name}.svg">' for name in drawings)
    files = {f"/{name}.svg": ("image/svg+xml", raw) for name, raw in drawings.items()}
    with watched(browser, {"/": document(pictures), **files}) as (page, seen):
        page.goto(f"{SITE}/", wait_until="load")
        drawn = page.evaluate("() => [...document.images].filter(i => i.naturalWidth).length")
        assert drawn == len(drawings)
        assert seen == Seen()


def test_accepted_drawings_are_silent_inside_a_page(browser: Browser) -> None:
    assert_silent_page(browser, "".join(raw.decode() for raw in accepted_drawings().values()))


def test_accepted_drawings_are_silent_as_documents(browser: Browser) -> None:
    drawings = accepted_drawings()
    assert len(drawings) >= 10
    assert_silent(browser, {f"/{n}.svg": ("image/svg+xml", raw) for n, raw in drawings.items()})


# ── control: not cleaned ─────────────────────────────────────────────────────────────────────────


def names_that_fire(browser: Browser, frames: str, files: Files | None = None) -> set[str]:
    """Return the names of hostile strings that run or load something, each in a frame."""
    with watched(browser, {"/": document(frames), **(files or {})}) as (page, seen):
        page.goto(f"{SITE}/", wait_until="domcontentloaded")
        page.wait_for_timeout(300)
        for frame in page.frames:
            try:
                frame.evaluate(TOUCH)
            except Error:
                continue  # the frame has led itself away
        page.wait_for_timeout(200)
        return seen.names()


def in_frames(bodies: Iterable[str]) -> str:
    return "".join(f'<iframe srcdoc="{html.escape(body)}"></iframe>' for body in bodies)


@pytest.mark.parametrize(
    ("family", "expected", "least"),
    [
        ("script-tag", {"script", "script-src", "script-in-svg", "script-module"}, 14),
        pytest.param(
            "event-handler",
            {"img-onerror", "svg-onload", "iframe-srcdoc", "div-onpointerenter"},
            28,
            marks=LONG,
        ),
        pytest.param(
            "javascript-url",
            {"js-link", "js-link-mixed", "js-link-entity", "js-reference"},
            18,
            marks=LONG,
        ),
        pytest.param("namespace", {"svg-foreign-object", "svg-animate-href"}, 10, marks=LONG),
        pytest.param("mutation", {"mxss-noscript-title", "mxss-textarea"}, 8, marks=LONG),
        pytest.param("css", {"css-import", "css-background-escaped"}, 5, marks=LONG),
        pytest.param("markdown", {"md-image", "md-link-text-html"}, 10, marks=LONG),
    ],
)
def test_unsanitised_texts_are_detected(
    browser: Browser, family: str, expected: set[str], least: int
) -> None:
    texts = [hostile.text for hostile in HOSTILE if hostile.family == family]
    fired = names_that_fire(browser, in_frames(texts))
    fired |= names_that_fire(browser, in_frames(markdown.markdown(text) for text in texts))
    assert fired >= expected
    assert len(fired) >= least


def test_unsanitised_drawings_are_detected(browser: Browser) -> None:
    armed = [h for h in HOSTILE_SVGS if h.name.encode() in h.raw]
    files = {f"/{h.name}.svg": ("image/svg+xml", h.raw) for h in armed}
    frames = "".join(f'<iframe src="{path}"></iframe>' for path in files)
    as_documents = names_that_fire(browser, frames, files)
    inside_a_page = names_that_fire(browser, in_frames(h.raw.decode() for h in armed))
    assert as_documents >= {"svg-script", "svg-onload", "svg-stylesheet", "svg-entity-event"}
    assert inside_a_page >= {"svg-script-upper", "svg-onload-upper", "svg-foreign-object"}
    assert len(as_documents) >= 25
