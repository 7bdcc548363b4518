"""Whom or what a picture stands for."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["member", "partner", "event", "offer", "request", "project", "news", "funding"]


class Subject(NamedTuple):
    """A record as a picture knows it; `form` is an event's format."""

    kind: Kind
    slug: str
    form: str = "other"
