"""Profiles side by side: an empty table, filled from the profiles' own pages by `compare.js`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.showcase.page import PageHead, PageSpec

MOST: Final = 4
"""The most profiles that stand side by side."""

FACTS: Final = (
    ("place", "place"),
    ("size", "size"),
    ("industries", "industries"),
    ("competences", "competences"),
    ("certificates", "certificates"),
    ("offers", "offers"),
    ("requests", "requests"),
    ("contact", "contact"),
)
"""What is compared: its mark on a profile's page (`data-fact`), and its name, a key of words."""


def compare(_cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """The page that shows the profiles its address names: `?m=SLUG&m=SLUG`."""
    yield PageSpec(
        "compare", "members",
        lambda: PageHead("compare_title", "compare_lead", listed=False),
        lambda: {"facts": FACTS, "most": MOST}, scripts=("compare.js",),
    )  # fmt: skip
