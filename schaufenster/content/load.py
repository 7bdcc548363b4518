"""Loads a cluster's folder: one frozen `Cluster`, or every problem at once."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from schaufenster.content import model
from schaufenster.content.check import check_records
from schaufenster.content.read import Source, collector_paused, read_source
from schaufenster.content.records import Records, build_records
from schaufenster.problems import ContentError, Problem, errors, in_order

Clock = Callable[[dt.tzinfo], dt.datetime]
"""Returns the moment the site is made for, as wall time in a time zone."""


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """All content of a cluster, at a moment.

    Sequences are ordered by slug, vocabularies as their files are. `texts` holds the texts with
    files of their own by `news/SLUG`, `projects/SLUG` and `pages/SLUG`; reports are by event.
    `now` is wall time in the cluster's time zone, without offset; `warnings` are its problems.
    A cluster equals only itself, so that results about one can be cached.
    """

    identity: model.Identity
    members: tuple[model.Member, ...]
    offers: tuple[model.Offer, ...]
    events: tuple[model.Event, ...]
    news: tuple[model.NewsItem, ...]
    projects: tuple[model.Project, ...]
    reports: Mapping[str, model.Report]
    texts: Mapping[str, model.Written]
    milestones: tuple[model.Milestone, ...]
    clippings: tuple[model.Clipping, ...]
    labels: Mapping[str, model.Label]
    series: Mapping[str, model.Series]
    channels: Mapping[str, model.Channel]
    editions: Mapping[str, model.Edition]
    approvals: Mapping[str, model.Approval]
    sent: Mapping[str, model.Sent]
    groups: Mapping[str, model.Group]
    competences: Mapping[str, model.Competence]
    topics: Mapping[str, model.Topic]
    ris: Mapping[str, model.RisField]
    industries: Mapping[str, model.Industry]
    certificates: Mapping[str, model.Certificate]
    funders: Mapping[str, model.Funder]
    chambers: Mapping[str, model.Chamber]
    districts: Mapping[str, model.District]
    source: Source
    now: dt.datetime
    warnings: tuple[Problem, ...] = ()

    def member(self, slug: str) -> model.Member:
        """Return a member by its slug; KeyError if there is none."""
        return _members(self)[slug]

    def find_member(self, slug: str) -> model.Member | None:
        """Return a member by its slug, or None: its profile may be broken."""
        return _members(self).get(slug)

    def event(self, slug: str) -> model.Event:
        """Return an event by its slug; KeyError if there is none."""
        return _events(self)[slug]

    def find_event(self, slug: str) -> model.Event | None:
        """Return an event by its slug, or None: its file may be broken."""
        return _events(self).get(slug)


@lru_cache(maxsize=2)  # the cluster as it was read, and what of it is released
def _members(cluster: Cluster) -> Mapping[str, model.Member]:
    return {member.slug: member for member in cluster.members}


@lru_cache(maxsize=2)
def _events(cluster: Cluster) -> Mapping[str, model.Event]:
    return {event.slug: event for event in cluster.events}


def check_cluster(root: Path, clock: Clock) -> tuple[Records, Source, tuple[Problem, ...]]:
    """Read a cluster's folder and return its records and every problem, in reading order."""
    with collector_paused():
        source = read_source(root)
        records = build_records(source)
        today = _now(records, clock).date()
        problems = [*source.problems, *records.problems, *check_records(records, source, today)]
    if not records.keys["identity"] and not any(p.path == "content/cluster.yml" for p in problems):
        problems.append(Problem("content/cluster.yml", 0, 0, "", "cluster-missing"))
    return records, source, in_order(problems)


def load_cluster(root: Path, clock: Clock) -> Cluster:
    """Return the cluster in a folder; raises `ContentError` with every fault if there is one."""
    records, source, problems = check_cluster(root, clock)
    if errors(problems):
        raise ContentError(problems)
    return cluster_of(records, source, problems, clock)


def cluster_of(
    records: Records, source: Source, problems: tuple[Problem, ...], clock: Clock
) -> Cluster:
    """Return a cluster of all valid records: there must be an identity.

    With errors it is incomplete, and only for rules that need to know what would be selected.
    """
    tables = records.tables
    fields: dict[str, Any] = {
        **{
            name: _by_key(tables[name])
            for name in ("members", "offers", "events", "news", "projects")
        },
        **{name: MappingProxyType(dict(tables[name])) for name in VOCABULARIES},
    }
    return Cluster(
        identity=tables["identity"]["identity"],
        reports=MappingProxyType(_reports(records)),
        texts=MappingProxyType(_texts(records)),
        milestones=_entries(tables["milestones"], "milestones"),
        clippings=_entries(tables["clippings"], "clippings"),
        editions=MappingProxyType(dict(sorted(tables["editions"].items()))),
        approvals=MappingProxyType(dict(tables["approvals"])),
        sent=MappingProxyType(dict(sorted(tables["sent"].items()))),
        source=source,
        now=_now(records, clock),
        warnings=problems,
        **fields,
    )


VOCABULARIES: Final = (
    "groups", "competences", "topics", "ris", "industries", "certificates", "funders", "chambers",
    "districts", "series", "labels", "channels",
)  # fmt: skip


def _now(records: Records, clock: Clock) -> dt.datetime:
    """Return the moment, in the cluster's time zone, or in universal time if that is unknown."""
    identity = records.tables["identity"].get("identity")
    zone: dt.tzinfo = zoneinfo.ZoneInfo(identity.time_zone) if identity else dt.UTC
    return clock(zone).replace(tzinfo=None)


def _by_key(table: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(record for _, record in sorted(table.items()))


def _entries(table: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """Return the entries of a file that is one list; none where there is no such file."""
    return tuple(entry for record in table.values() for entry in getattr(record, name))


def _written(records: Records, table: str, key: str) -> dict[str, Any]:
    """Return title, lead and body of a text, its German and English files joined."""
    german = records.tables[f"german_{table}"][key]
    english = records.tables[f"english_{table}"].get(key)
    documents = [
        records.documents[records.origin[name, key][0]]
        for name in (f"german_{table}", f"english_{table}")
        if (name, key) in records.origin
    ]
    bodies = [document.body.strip() for document in documents]
    return {
        "paths": tuple(document.path for document in documents),
        "title": model.Title(de=german.title, en=english.title if english else None),
        "lead": model.Sentence(de=german.lead, en=english.lead if english else None),
        "body": model.Article(
            de=bodies[0],
            en=bodies[1] if english else None,
            en_of=english.of if english else None,
        ),
        "press": getattr(german, "press", None),  # pages have none
        "press_en": getattr(english, "press", None),
    }


def _texts(records: Records) -> dict[str, model.Written]:
    return {
        f"{table}/{key}": model.Written(**_written(records, table, key))
        for table in ("news", "projects", "pages")
        for key in sorted(records.tables[f"german_{table}"])
    }


def _reports(records: Records) -> dict[str, model.Report]:
    """Return the reports by their event's slug."""
    return {
        slug: model.Report(
            **_written(records, "reports", slug),
            event=slug,
            published=german.published,
            updated=german.updated,
            embargo=german.embargo,
            not_for=german.not_for,
        )
        for slug, german in sorted(records.tables["german_reports"].items())
    }
