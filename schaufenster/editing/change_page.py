"""What a change of the content changes, on one page: before and after, side by side.

The page and its files lie in one folder and need no network. Everything on it was made by the
functions that make the site, feeds and mails; here it is only put in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from markupsafe import Markup

from schaufenster.content import model
from schaufenster.look import colour
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language, Problem
from schaufenster.templates import Templates

PairKind = Literal["page", "entry", "feed", "calendar", "mail", "press", "card"]
State = Literal["new", "changed", "gone"]
KINDS: Final[tuple[PairKind, ...]] = (
    "page", "entry", "feed", "calendar", "mail", "press", "card",
)  # fmt: skip
"""What is shown of a record, in this order."""
MOST_PROBLEMS: Final = 20
_SHEET: Final = (
    "[data-changed]{background:color-mix(in srgb,var(--sf-signal) 16%,transparent);"
    "outline:2px solid var(--sf-signal);outline-offset:3px}\n"
)


@dataclass(frozen=True, slots=True)
class Side:
    """A version of something: a page to be framed, a picture, or `shown` values of a template.

    `reason` says why there is nothing to be seen.
    """

    frame: str = ""
    picture: str = ""
    shown: Any = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Something before and after; a side that is None was not there, or is there no more.

    `label` names it among others of its kind: the title of a list, a channel.
    """

    kind: PairKind
    lang: Language
    before: Side | None
    after: Side | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete a profile is, in percent, and what it lacks, in words."""

    before: int | None
    after: int | None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """A record that a change touches: what it is, its files, what is shown of it.

    `left_out` are the channels that do not take it, each with the reason.
    """

    what: str
    title: str
    state: State
    paths: tuple[str, ...]
    pairs: tuple[Pair, ...]
    completeness: Completeness | None = None
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """Another page that changes: its title and its copies; empty where it is not there."""

    lang: Language
    title: str
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """All that a change touches.

    `files` are those of no record here, `more` the pages that are not listed. `faults` keep the
    version from being built; `has_before` tells whether the version before could be. `site` is the
    whole site after the change.
    """

    identity: model.Identity
    records: tuple[ChangedRecord, ...] = ()
    pages: tuple[ChangedPage, ...] = ()
    files: tuple[str, ...] = ()
    faults: tuple[Problem, ...] = ()
    new_hints: tuple[Problem, ...] = ()
    gone_hints: tuple[Problem, ...] = ()
    has_before: bool = True
    site: str = ""
    more: int = 0

    @property
    def paths(self) -> tuple[str, ...]:
        """Return all files that change."""
        return tuple(sorted({*self.files, *(p for r in self.records for p in r.paths)}))


def render_change_page(
    change: Change, templates: Templates, lang: Language, sheet: str
) -> list[OutputFile]:
    """Return the page of a change, and the style `sheet` of the copies of pages."""
    colours = change.identity.colours
    palette = colour.derive(colours.primary, colours.accent)
    page = templates.render(
        "change_page.html.j2", lang, change=change, identity=change.identity,
        tokens=Markup(colour.as_css(palette)),  # noqa: S704 - derived from two checked colours
        kinds=KINDS, sides=_sides, message=_message, most=MOST_PROBLEMS,
        markup=Markup,
    )  # fmt: skip
    return [output("index.html", page), output(sheet, _SHEET)]


def _sides(pair: Pair) -> Sequence[tuple[str, Side | None]]:
    return ("before", pair.before), ("after", pair.after)


def _message(problem: Problem, lang: Language) -> tuple[str, str]:
    """Return where a problem is, and what to do about it."""
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return place, problem.message(lang)
