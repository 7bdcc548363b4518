"""The door of this package: a folder in, one frozen `Cluster` out, or every fault at once."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from schaufenster.content import model
from schaufenster.content.check import check_records
from schaufenster.content.read import Source, read_source
from schaufenster.content.records import Records, build_records
from schaufenster.problems import ContentError, Problem, errors, in_order

Clock = Callable[[dt.tzinfo], dt.datetime]
"""Gives the moment the site is seen at, as wall time in a time zone."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Everything a cluster has to show, at a moment: the one value that is passed on.

    Sequences are ordered by slug, vocabularies as their files are. `now` is wall time in the
    cluster's own time zone, without offset. `warnings` did not stop anything.
    """

    identity: model.Identity
    members: tuple[model.Member, ...]
    offers: tuple[model.Offer, ...]
    events: tuple[model.Event, ...]
    reports: Mapping[str, model.Report]
    channels: Mapping[str, model.Channel]
    editions: Mapping[str, model.Edition]
    groups: Mapping[str, model.Group]
    competences: Mapping[str, model.Competence]
    topics: Mapping[str, model.Topic]
    ris: Mapping[str, model.RisField]
    chambers: Mapping[str, model.Chamber]
    districts: Mapping[str, model.District]
    source: Source
    now: dt.datetime
    warnings: tuple[Problem, ...] = ()

    def member(self, slug: str) -> model.Member:
        """Return a member by its slug; KeyError if there is none."""
        return next(m for m in self.members if m.slug == slug)


def check_cluster(root: Path) -> tuple[Records, Source, tuple[Problem, ...]]:
    """Read a cluster's folder and return its records and every problem, in reading order."""
    source = read_source(root)
    records = build_records(source)
    problems = [*source.problems, *records.problems, *check_records(records, source)]
    if not records.known["identity"] and not any(p.path == "content/cluster.yml" for p in problems):
        problems.append(Problem("content/cluster.yml", 0, 0, "", "cluster-missing"))
    return records, source, in_order(problems)


def load_cluster(root: Path, clock: Clock) -> Cluster:
    """Return the cluster in a folder; raises `ContentError` with every fault if there is one."""
    records, source, problems = check_cluster(root)
    if errors(problems):
        raise ContentError(problems)
    tables = records.tables
    identity: model.Identity = tables["identity"]["identity"]
    now = clock(zoneinfo.ZoneInfo(identity.time_zone)).replace(tzinfo=None)
    vocabularies = ("groups", "competences", "topics", "ris", "chambers", "districts", "channels")
    return Cluster(
        identity=identity,
        members=_by_key(tables["members"]),
        offers=_by_key(tables["offers"]),
        events=_by_key(tables["events"]),
        reports=MappingProxyType(_reports(records)),
        editions=MappingProxyType(dict(sorted(tables["editions"].items()))),
        source=source,
        now=now,
        warnings=problems,
        **{name: MappingProxyType(dict(tables[name])) for name in vocabularies},
    )


def _by_key(table: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(record for _, record in sorted(table.items()))


def _reports(records: Records) -> dict[str, model.Report]:
    """Return the reports by their event's slug, German and English halves joined."""
    joined = {}
    for slug, german in sorted(records.tables["german_reports"].items()):
        english: model.EnglishReport | None = records.tables["english_reports"].get(slug)
        documents = [
            records.documents[records.origin[table, slug][0]]
            for table in ("german_reports", "english_reports")
            if (table, slug) in records.origin
        ]
        bodies = [document.body.strip() for document in documents]
        joined[slug] = model.Report(
            paths=tuple(document.path for document in documents),
            event=slug,
            title=model.Title(de=german.title, en=english.title if english else None),
            lead=model.Sentence(de=german.lead, en=english.lead if english else None),
            body=model.Article(
                de=bodies[0],
                en=bodies[1] if english else None,
                en_of=english.of if english else None,
            ),
            published=german.published,
            updated=german.updated,
            embargo=german.embargo,
            not_for=german.not_for,
        )
    return joined
