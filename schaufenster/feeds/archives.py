"""What a feed no longer carries, a document for each quarter of a year (RFC 5005, section 4).

A stream with more items than its feed carries has archives: each quarter that is over, with every
item that appeared in it. Offers and requests that end on a day stand in none: nobody is to answer
them afterwards; the feed itself carries them until then. So a document is written once, and changes
only where an item of it is corrected or taken out; counting the items instead would shift all of
them. Until a quarter is over, the feed itself carries all of it, however much that is.
"""

from __future__ import annotations

import datetime as dt

from schaufenster.facts.items import Item
from schaufenster.streams import Carried

Quarter = tuple[int, int]
"""A year, and one of its quarters from 1 to 4."""


def quarter_of(day: dt.date) -> Quarter:
    """Return the quarter that a day lies in."""
    return day.year, (day.month + 2) // 3


def name_of(quarter: Quarter) -> str:
    """Return what a quarter is called in addresses: `2030-q2`."""
    return f"{quarter[0]}-q{quarter[1]}"


def current(carries: Carried, today: dt.date) -> list[Item]:
    """Return what a stream's feed carries: the newest items, and all that is in no archive yet."""
    most, now = carries.stream.type.most, quarter_of(today) if archives(carries, today) else None
    return [
        item
        for place, item in enumerate(carries.items)
        if place < most or (now and (_ends(item) or quarter_of(item.available) == now))
    ]


def archives(carries: Carried, today: dt.date) -> list[tuple[str, list[Item]]]:
    """Return the documents of a stream, the newest quarter first, with what each is called.

    There are none where the feed carries all that ever appeared.
    """
    if len(carries.ever) <= carries.stream.type.most:
        return []
    quarters: dict[Quarter, list[Item]] = {}
    for item in (each for each in carries.ever if not _ends(each)):
        quarters.setdefault(quarter_of(item.available), []).append(item)
    closed = sorted((each for each in quarters if each < quarter_of(today)), reverse=True)
    return [(name_of(quarter), quarters[quarter]) for quarter in closed]


def _ends(item: Item) -> bool:
    return item.expires is not None and item.kind in {"offer", "request"}
