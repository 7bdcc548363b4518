"""Which items of a list became which: so that comments stay beside what they are about."""

from __future__ import annotations

import json
from bisect import bisect_left
from typing import Any, Final

_NAMING: Final = ("id", "ref", "file", "url", "member", "name")
"""Fields that tell the items of a list apart, the surest first."""


def matched(old: list[Any], new: list[Any]) -> list[int | None]:
    """Return for each new item the index of the old one that it was, None where it was none.

    Equal items are paired first, then those that name the same thing, then those that differ in
    their name alone, then, among those that name nothing, in their order.
    """
    found: list[int | None] = [None] * len(new)
    left = list(range(len(old)))
    for key in (_exact, _named, _unnamed, _nameless):
        waiting: dict[str, list[int]] = {}
        for index in left:
            if (text := key(old[index])) is not None:
                waiting.setdefault(text, []).append(index)
        for at, item in enumerate(new):
            text = key(item) if found[at] is None else None
            if text is not None and waiting.get(text):
                found[at] = waiting[text].pop(0)
                left.remove(found[at] or 0)
    return found


def unmoved(indices: list[int | None]) -> frozenset[int]:
    """Return the most of these indices that rise one after the other: what may stay."""
    ends: list[int] = []  # of the best row of each length, the lowest end
    before: dict[int, int] = {}
    for index in (i for i in indices if i is not None):
        place = bisect_left(ends, index)
        if place:
            before[index] = ends[place - 1]
        ends[place : place + 1] = [index]
    staying: set[int] = set()
    step = ends[-1] if ends else None
    while step is not None:
        staying.add(step)
        step = before.get(step)
    return frozenset(staying)


def _exact(item: Any) -> str:
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


def _name_of(item: Any) -> str | None:
    """Return the field that names an item."""
    if not isinstance(item, dict):
        return None
    return next((name for name in _NAMING if isinstance(item.get(name), str)), None)


def _named(item: Any) -> str | None:
    name = _name_of(item)
    return f"{name}={item[name]}" if name else None


def _unnamed(item: Any) -> str | None:
    """Return what an item says besides its name; None where that is nothing."""
    if not isinstance(item, dict):
        return None
    rest = {key: value for key, value in item.items() if key != _name_of(item)}
    return _exact(rest) if rest else None


def _nameless(item: Any) -> str | None:
    return type(item).__name__ if _named(item) is None else None
