"""What somebody probably meant: the id of what is called so, or nearly so.

Nothing far-fetched: German compounds end alike, so a word counts as near only if a few letters
differ, or if it is a whole part of one name alone (`jena` of `jena-stadt`).
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

_LEAST: Final = 0.8
_SPELT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def nearest(word: str, candidates: Iterable[str]) -> dict[str, str]:
    """Return the candidate most like a word as `near`, or nothing if none is like it."""
    return nearest_named(word, dict.fromkeys(candidates, ()))


def nearest_named(word: str, names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the id that a word probably means as `near`; `names` are further names of each id."""
    spelt: dict[str, str] = {}
    parts: defaultdict[str, set[str]] = defaultdict(set)
    for candidate, others in names.items():
        for name in (candidate, *others):
            spelt.setdefault(_joined(name), candidate)
            for part in _words(name):
                parts[part].add(candidate)
    asked = _joined(word)
    if asked in spelt:
        return {"near": spelt[asked]}
    if len(owners := parts.get(asked, set())) == 1:
        return {"near": min(owners)}
    near = difflib.get_close_matches(asked, spelt, 1, _LEAST)
    return {"near": spelt[near[0]]} if near else {}


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name.casefold().translate(_SPELT))


def _joined(name: str) -> str:
    return "".join(_words(name))
