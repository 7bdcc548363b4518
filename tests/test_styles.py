"""Each class belongs to one style sheet: what a page looks like is said in one place.

A block is a class with its parts and kinds (`sf-map`, `sf-map__x`, `sf-map--mini`). Every selector
begins with a block of its own sheet, so that a sheet can restyle what stands inside its blocks and
nothing else; short names without a prefix stand only behind one. What has no class at all belongs
to the two sheets that speak for the whole site.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pytest

from schaufenster.content.load import Cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.showcase.page import RenderedPage
from schaufenster.themes import root_of

from .conftest import templates_of
from .rendering import THEMES, all_pages, in_theme

THEME: Final = DEFAULTS / "theme"
MAILS: Final = DEFAULTS / "newsletter" / "templates"
SITEWIDE: Final = {"10-base.css", "90-media.css"}
STATES: Final = {"js"}
"""What scheme.js sets on the whole page; a selector may begin with it."""
UNUSED: Final = {
    r"[cr]\d+|of\d+|w[2-4]": "numbers: there is a class for every place",
    r"sf-spec--\d": "numbers: a cluster has as many groups of competences as it likes",
    r"lab--(one|low)": "where a chamber's name finds room depends on a cluster's map",
    r"sf-foot__trace": "the curve comes with the frame, not with a page",
    r"sf-logo(--.+)?|sf-funder--dark": "no logo lies in the sample; tests/test_logos.py draws some",
    r"phone|desk|light|dark|bare": "the office page's loops choose the width and the look",
    r"headline|lead": "a pack's texts are named by their length",
}
"""Styled, though neither a template nor the sample shows it; each with its reason."""
UNSTYLED: Final = {
    "md-content": "the frame's own name for what a page says (Material, Zensical)",
    "sf-edit": "search.py leaves the line out of the index",
    "sf-find__open": "search.js makes a button of the link",
}
"""Used as a hook alone; each with its reason."""


def sheets(folder: Path = THEME) -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in sorted(folder.glob("css/*.css"))}


def selectors(css: str) -> Iterator[str]:
    """Yield every selector, those of a list one by one; what an at-rule says of itself is none."""
    for heads in re.findall(r"([^{};]+)\{", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        for selector in re.split(r",(?![^(]*\))", heads.strip()):
            if not re.match(r"@|from$|to$|\d+%$", heads.strip()):
                yield selector.strip()


def classes(selector: str) -> list[str]:
    return [name for name in re.findall(r"\.([a-z][\w-]*)", selector) if name not in STATES]


def named_in(template: str) -> set[str]:
    """Return the classes a template or a script names; `*` stands for what is only known later."""

    def literal(match: re.Match[str]) -> str:
        value = re.sub(r"\bif\b.*?(?:\belse\b|$)", " ", match[1])
        known = re.findall(r'"([^"]*)"(\s*~)?', value)
        return " ".join(text + ("*" if more else "") for text, more in known) if known else "*"

    text = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", template, flags=re.DOTALL)
    text = re.sub(r"\{\{(.*?)\}\}", literal, text)
    found = re.findall(r'class(?:=|Name: |List\.toggle\()"([^"]*)"', text)
    return {name for names in found for name in names.split()} - {"*"}


def told(
    sheets: Mapping[str, str],
    used: Iterable[str],
    *,
    over: Mapping[str, str] = MappingProxyType({}),
    prefixed: bool = True,
) -> list[str]:
    """Return what is wrong with style sheets for pages that use some classes.

    Sheets that are laid `over` them may restyle their blocks and have blocks of their own.
    """
    used = set(used)
    owners: dict[str, set[str]] = defaultdict(set)
    styled: set[str] = set()
    found = []
    for sheet, css in (*sheets.items(), *over.items()):
        for selector in selectors(css):
            names = classes(selector)
            styled |= set(names)
            block = re.sub(r"(__|--).*", "", names[0]) if names else ""
            if block and (sheet in sheets or not owners.get(block, set()) & sheets.keys()):
                owners[block].add(sheet)
            elif not block and prefixed and sheet not in SITEWIDE | {"12-ruler.css"}:
                found.append(f"{sheet}: {selector} has no class")
    found += [f"{name} in {', '.join(sorted(own))}" for name, own in owners.items() if len(own) > 1]
    found += [
        f"{name} is styled and not used"
        for name in sorted(styled)
        if not any(fnmatchcase(name, pattern) for pattern in used)
        and not any(re.fullmatch(pattern, name) for pattern in UNUSED)
    ]
    found += [
        f"{pattern} is used and not styled"
        for pattern in sorted(used - UNSTYLED.keys())
        if not any(fnmatchcase(name, pattern) for name in styled)
    ]
    return found


def named_by(folder: Path, pages: Iterable[RenderedPage]) -> set[str]:
    """Return what a theme's templates and scripts name, and what code draws on pages."""
    rooms = ("pages/**/*.j2", "overrides/**/*.html", "overrides/assets/*.js")
    sources = [file.read_text("utf-8") for room in rooms for file in folder.glob(room)]
    bodies = [page.body for page in pages]
    return {name for text in (*sources, *bodies) for name in named_in(text)}


@pytest.fixture(scope="module")
def used(sample: Cluster) -> set[str]:
    cluster = in_theme(sample, "neutral")
    return named_by(THEME, all_pages(cluster, templates_of("theme/pages", THEMES["neutral"])))


def test_each_class_has_one_sheet_and_is_used(used: set[str]) -> None:
    assert told(sheets(), used) == []
    assert UNSTYLED.keys() <= used


def test_a_theme_lays_its_sheets_over_the_neutral_ones(used: set[str], sample: Cluster) -> None:
    folder = root_of("instrument") / "theme"
    own = named_by(folder, all_pages(sample, templates_of("theme/pages")))
    assert told(sheets(), used | own, over=sheets(folder)) == []


def test_so_it_is_in_the_mails_papers() -> None:
    """The office page and the pack are pages of their own that share a sheet."""
    texts = {
        name: (MAILS / name).read_text("utf-8") for name in ("office_page.html.j2", "pack.html.j2")
    }
    styles = {
        name: text.partition("<style>")[2].partition("</style>")[0] for name, text in texts.items()
    }
    styles = {name: re.sub(r"\{[{%].*?[}%]\}", "", css) for name, css in styles.items()}
    used = {name for text in texts.values() for name in named_in(text)}
    assert (
        told(
            {"local.css.j2": (MAILS / "local.css.j2").read_text("utf-8")} | styles,
            used,
            prefixed=False,
        )
        == []
    )


PLANTED: Final = {
    "a class in two sheets": ("72-subscribe.css", ".sf-copy li { gap: 0 }", "sf-copy in"),
    "a part in another sheet": ("80-footer.css", ".sf-copy__x .t { gap: 0 }", "sf-copy in"),
    "an element without a class": ("72-subscribe.css", "mark { gap: 0 }", "72-subscribe.css: mark"),
    "a rule behind a state": ("72-subscribe.css", ".js .sf-copy { gap: 0 }", "sf-copy in"),
    "a rule on paper": ("90-media.css", "@media print { p, .sf-copy { gap: 0 } }", "sf-copy in"),
    "a dead class": ("72-subscribe.css", ".sf-sub .gone { gap: 0 }", "gone is styled and not used"),
    "a class no sheet knows": ("72-subscribe.css", "", "sf-unknown is used and not styled"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_an_offence_would_be_found(used: set[str], name: str) -> None:
    sheet, rule, wrong = PLANTED[name]
    found = told(
        {**sheets(), sheet: sheets()[sheet] + rule},
        used | ({"sf-copy__x"} if "__x" in rule else set() if rule else {"sf-unknown"}),
    )
    assert len(found) == 1
    assert found[0].startswith(wrong)


def test_classes_are_read_from_templates_as_they_will_stand() -> None:
    template = """<p class="a{{ " b" if x == "no" else " c" }} d--{{ n }}{{ " e--" ~ kind }}">
    <p{% if y == "no" %} class="f"{% endif %}>{# class="no" #}{{ say("no") }}"""
    assert named_in(template) == {"a", "b", "c", "d--*", "e--*", "f"}
    assert named_in('({ className: "g h" }); x.classList.toggle("i", on)') == {"g", "h", "i"}
