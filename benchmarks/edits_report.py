"""What was measured of edits, as tables with a verdict on every promise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import methodcaller
from typing import Final

from benchmarks.measure import Bar, Spread, machine, spread, table, verdicts

WHO: Final = {"ours": "Schaufenster", "hugo": "Hugo", "before": "the earlier commit"}
KINDS: Final = {
    "summary": "a summary",
    "name": "a name",
    "place": "a place",
    "competence": "one more competence",
    "new": "a new member",
    "renamed": "a renamed member",
    "deleted": "a deleted member",
}


@dataclass(slots=True)
class Figures:
    """What was measured at a size: seconds by who and what in order of turns, MB likewise."""

    members: int
    name: str
    pages: int = 0
    words: int = 0
    seconds: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    memory: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    in_a_row: Mapping[int, float] = field(default_factory=dict)

    def note(self, who: str, what: str, seconds: float) -> None:
        """Note what one run of a side took."""
        self.seconds[who, what].append(seconds)

    def wall(self, who: str, what: str) -> Spread | None:
        """Return the seconds that a side took; None if it was not measured."""
        known = self.seconds.get((who, what))
        return spread(known) if known else None

    def most(self, who: str) -> float | None:
        """Return the most memory of a side's cold builds in MB."""
        return max(self.memory.get((who, "cold"), [0])) or None

    def share(self, what: str, other: str, whole: str = "") -> Spread | None:
        """Return what ours took in parts of what another side took in the same turn.

        `whole` is what the other did, if it is something else. None if one was not measured.
        """
        known = self.seconds.get(("ours", what), [])
        pairs = zip(known, self.seconds.get((other, whole or what), []), strict=False)
        parts = [mine / theirs for mine, theirs in pairs]
        return spread(parts) if parts else None


Sizes = Collection[Figures]


def bars(found: Mapping[int, Figures]) -> list[Bar]:
    """Return the promises about edits with what was measured of them."""

    def share(members: int, *of: str) -> float | None:
        known = found[members].share(*of) if members in found else None
        return known.median if known else None

    def wall(members: int, what: str) -> float | None:
        known = found[members].wall("ours", what) if members in found else None
        return known.median if known else None

    large = found.get(2500)
    row = next((each.in_a_row for each in found.values() if each.in_a_row), {})
    kinds = [share(2500, kind, "ours", "cold") for kind in KINDS]
    memory = large.most("ours") if large else None
    rest = "2,500 members: all but search and cards"
    return [
        Bar(f"{rest} after one edit, beside Hugo", share(2500, "summary", "hugo"), 0.35, "×"),
        Bar(f"{rest} after one edit, beside before", share(2500, "summary", "before"), 0.05, "×"),
        Bar("own content: the same beside before", share(0, "summary", "before"), 0.25, "×"),
        Bar("2,500 members: saved → shown, beside Hugo", share(2500, "shown", "hugo"), 0.5, "×"),
        Bar("2,500 members: saved → all finished", wall(2500, "finished"), 1.5, "s"),
        Bar("own content: saved → all finished", wall(0, "finished"), 0.1, "s"),
        Bar(
            f"memory after {max(row, default=500)} edits in a row, beside {min(row, default=50)}",
            row[max(row)] / row[min(row)] if row else None, 1.05, "×",
        ),
        Bar(
            "2,500 members: the slowest kind of edit beside a cold build",
            max((each for each in kinds if each is not None), default=None), 0.25, "×",
        ),
        Bar("2,500 members, cold, beside before", share(2500, "cold, all", "before"), 0.5, "×"),
        Bar("2,500 members, cold: memory", memory, 700, "MB"),
        Bar("own content, cold", wall(0, "cold, all"), 1.5, "s"),
        Bar(
            "2,500 members: `check` after one edit, beside before",
            share(2500, "check", "before"), 0.3, "×",
        ),
        *growth(found),
    ]  # fmt: skip


def growth(found: Mapping[int, Figures]) -> list[Bar]:
    """Return whether a cold build grows with the members alone, if larger ones were measured."""
    known = {n: s.median for n, f in found.items() if (s := f.wall("ours", "cold, all"))}
    return [
        Bar(
            f"a member of {n:,} beside one of 2,500, cold",
            seconds / n / (known[2500] / 2500) if 2500 in known else None, 1.1, "×",
        )
        for n, seconds in known.items()
        if n > 2500
    ]  # fmt: skip


def report(found: Mapping[int, Figures]) -> str:
    """Return everything measured as Markdown tables."""
    edited = [each for each in found.values() if each.wall("ours", "summary")]
    changed = [each for each in found.values() if each.wall("ours", "name")]
    served = [each for each in found.values() if each.wall("ours", "shown")]
    built = [each for each in found.values() if each.wall("ours", "cold")]
    parts = [
        f"{machine('Jinja2', 'pydantic', 'PyYAML')} Median (smallest–largest).\n",
        verdicts(bars(found)),
        _table("One summary edited, new process", edited, _edit_rows),
        _table("The same, `check`", edited, partial(_side_rows, "check")),
        _table("`serve` and `hugo server`: saved →", served, _serve_rows),
        _table("Other edits, beside a cold build", changed, _kind_rows),
        _table("Cold", built, _cold_rows),
        *(_row_of_edits(each) for each in found.values() if each.in_a_row),
    ]
    return "\n".join(part for part in parts if part)


def _table(title: str, sizes: Sizes, rows: Callable[[Sizes], list[list[str]]]) -> str:
    """Return a table with a column for each size; nothing without any rows."""
    known = rows(sizes) if sizes else []
    return table([title, *(each.name for each in sizes)], known) if known else ""


def _row(
    words: str, sizes: Sizes, value: Callable[[Figures], Spread | None], unit: str
) -> list[list[str]]:
    """Return a row, with a dash where nothing was measured; none if there is only that."""
    known = [value(each) for each in sizes]
    cells = [f"{each:.2f} {unit}" if each else "–" for each in known]
    return [[words, *cells]] if any(known) else []


def _side_rows(what: str, sizes: Sizes, told: str = "") -> list[list[str]]:
    """Return a row for each side that did something, then what ours took in parts of the others."""
    rows = []
    for who, name in WHO.items():
        rows += _row(name + told, sizes, methodcaller("wall", who, what), "s")
    for who, name in WHO.items():
        if who != "ours":
            words = f"ours beside {name}{told}"
            rows += _row(words, sizes, methodcaller("share", what, who), "×")
    return rows


def _edit_rows(sizes: Sizes) -> list[list[str]]:
    return [
        ["turns", *(str(len(each.seconds["hugo", "summary"])) for each in sizes)],
        ["pages", *(f"{each.pages:,}" for each in sizes)],
        ["words on them", *(f"{each.words:,}" for each in sizes)],
        *_side_rows("summary", sizes),
        *_side_rows("summary, cpu", sizes, ": time of all processors"),
        *_row(
            "Schaufenster with search and cards",
            sizes,
            methodcaller("wall", "ours", "summary, all"),
            "s",
        ),
    ]


def _serve_rows(sizes: Sizes) -> list[list[str]]:
    return [
        *_side_rows("shown", sizes, ": the page shown"),
        *_side_rows("finished", sizes, ": all finished"),
        *_side_rows("served cpu", sizes, ": time of all processors"),
    ]


def _kind_rows(sizes: Sizes) -> list[list[str]]:
    rows = []
    for kind, words in KINDS.items():
        rows += _row(words, sizes, methodcaller("wall", "ours", kind), "s")
        part = methodcaller("share", kind, "ours", "cold")
        rows += _row(f"{words}, beside cold", sizes, part, "×")
    return rows


def _cold_rows(sizes: Sizes) -> list[list[str]]:
    rows = _side_rows("cold", sizes)
    rows += _side_rows("cold, all", sizes, " with search and cards")
    for who, name in WHO.items():
        known = [each.most(who) for each in sizes]
        if any(known):
            rows.append([f"{name}: most memory", *(f"{m:,.0f} MB" if m else "–" for m in known)])
    return rows


def _row_of_edits(figures: Figures) -> str:
    rows = [[f"edit {n}", f"{taken:,.0f} MB"] for n, taken in figures.in_a_row.items()]
    return table([f"`serve`, edits in a row, {figures.name}", "Memory"], rows)
