"""References inside a drawing (`url(#id)`, `href="#id"`), and ids that fit into any page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from lxml import etree

MOST_DRAWN = 100_000  # elements after every reference is followed
_LONGEST_CHAIN = 32

PAINT = ("clip-path", "fill", "marker-end", "marker-mid", "marker-start", "mask", "stroke")
"""The attributes whose value may be `url(#id)`."""

LOCAL_URL = re.compile(
    r"url\(\s*(?P<quote>['\"]?)#(?P<id>[^\s'\"()\\<>]+)(?P=quote)\s*\)", re.IGNORECASE
)
"""A `url()` that points into the same document."""


def elements_by_id(drawing: etree._Element) -> dict[str, etree._Element]:
    """Return the elements that have an id: the first of those that share one, as in browsers."""
    by_id: dict[str, etree._Element] = {}
    for element in drawing.iter():
        name = element.get("id")
        if name is not None:
            by_id.setdefault(name, element)
    return by_id


def targets(element: etree._Element) -> Iterator[str]:
    """Yield the ids that an element points to."""
    for name in PAINT:
        if value := element.get(name):
            yield from (match["id"] for match in LOCAL_URL.finditer(value))
    if href := element.get("href"):
        yield href.removeprefix("#")


def drawn_count(
    element: etree._Element,
    by_id: Mapping[str, etree._Element],
    counts: dict[str, int],
    chain: int = 0,
) -> int:
    """Return how many elements a browser draws for one; above MOST_DRAWN for circular references.

    `counts` starts empty and holds the count for each id that was followed.
    """
    count = 0
    for part in element.iter():
        count += 1
        for target in targets(part):
            if target not in counts:
                counts[target] = MOST_DRAWN  # for a circle or too long a chain
                if chain < _LONGEST_CHAIN:
                    counts[target] = drawn_count(by_id[target], by_id, counts, chain + 1)
            count += counts[target]
    return count


def with_own_ids(drawing: etree._Element) -> bytes:
    """Return the drawing as bytes, its ids numbered and marked with a hash of the content.

    So two drawings in one page never share an id, and none can take a name the page uses.
    """
    pointed = {target for element in drawing.iter() for target in targets(element)}
    used = [name for name in elements_by_id(drawing) if name in pointed]
    numbers = {name: f"{n}" for n, name in enumerate(used, 1)}
    _rename(drawing, numbers)
    mark = hashlib.sha256(etree.tostring(drawing, encoding="utf-8")).hexdigest()[:8]
    _rename(drawing, {n: f"s{mark}-{n}" for n in numbers.values()})
    return etree.tostring(drawing, encoding="utf-8") + b"\n"


def _rename(drawing: etree._Element, names: Mapping[str, str]) -> None:
    """Give ids and what points to them new names; an id without one goes, and so does a second."""

    def new_url(match: re.Match[str]) -> str:
        return f"url(#{names[match['id']]})"

    left = dict(names)
    for element in drawing.iter():
        name = left.pop(element.get("id", ""), None)
        if name is not None:
            element.set("id", name)
        elif "id" in element.attrib:
            del element.attrib["id"]
        for paint in PAINT:
            if value := element.get(paint):
                element.set(paint, LOCAL_URL.sub(new_url, value))
        if href := element.get("href"):
            element.set("href", f"#{names[href.removeprefix('#')]}")
