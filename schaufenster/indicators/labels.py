"""What each label asks a cluster for, in groups: what can be counted, and questions to the office.

After what the operators of the labels publish; docs/decisions.md names the sources. The catalogues
that assessors use are not public, so that an application still needs the current one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a label's criteria: ids of indicators, and of questions."""

    id: str
    counts: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedLabel:
    """A label: its groups, and the least that an indicator must have, where it is public."""

    groups: tuple[Group, ...]
    least: Mapping[str, int]


_LISTED: Final = {"committed": 15, "types": 2}
"""What a profile on the European Cluster Collaboration Platform needs."""
_EUROPEAN: Final = (
    Group(
        "structure",
        (
            "committed", "partners", "companies", "research", "public", "types", "sized", "sme",
            "largest_region", "joined", "left",
        ),
    ),
    Group("management", (), ("staff", "training", "decisions", "documents")),
    Group("financing", (), ("financing", "private_share")),
    Group("services", ("offers", "events", "series"), ("services",)),
    Group(
        "contacts",
        ("participants", "events_shared", "projects", "project_members", "networks"),
        ("contacts",),
    ),
    Group(
        "achievements",
        (
            "projects_started", "volume", "stories", "member_stories", "editions", "clippings",
            "languages", "translated", "confirmed",
        ),
        ("satisfaction",),
    ),
)  # fmt: skip
LABELS: Final[Mapping[str, AskedLabel]] = {
    "ecei-bronze": AskedLabel(_EUROPEAN, _LISTED),
    "ecei-silver": AskedLabel(
        (*_EUROPEAN, Group("improvement", ("joined",), ("improvements", "visit"))), _LISTED
    ),
    "ecei-gold": AskedLabel(
        (*_EUROPEAN, Group("strategy", (), ("strategy", "controlling", "visit"))), _LISTED
    ),
    "go-cluster": AskedLabel(
        (
            Group(
                "composition",
                (
                    "committed", "partners", "companies", "research", "public", "types", "sized",
                    "sme", "largest_region", "joined", "left",
                ),
            ),
            Group("steering", (), ("staff", "training", "decisions", "documents", "strategy")),
            Group(
                "cooperation",
                (
                    "events", "participants", "events_shared", "series", "projects",
                    "projects_started", "project_members", "networks", "offers",
                ),
                ("services",),
            ),
            Group(
                "visibility",
                (
                    "stories", "member_stories", "editions", "clippings", "volume", "languages",
                    "translated", "confirmed",
                ),
                ("satisfaction",),
            ),
        ),
        {},
    ),
}  # fmt: skip
"""Labels by the name that the command knows them by."""
ANNUAL: Final = "annual"
"""The annual report, as a label's evidence: on the last day of a year."""
REPORT: Final = AskedLabel(
    (
        Group("members", ("committed", "joined", "left", "partners", "companies", "sme")),
        Group("events", ("events", "participants", "events_shared", "series")),
        Group("stories", ("stories", "member_stories", "editions")),
        Group("market", ("offers_new", "requests_new")),
        Group("projects", ("projects", "projects_started", "volume", "project_members")),
        Group("clippings", ("clippings", "take_up")),
    ),
    {},
)
"""What the annual report counts."""
