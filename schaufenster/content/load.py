"""Loads a cluster's folder: one frozen `Cluster`, or every problem at once."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from schaufenster.content import model, read
from schaufenster.content.check import Checked, check_records
from schaufenster.content.languages import IDENTITY
from schaufenster.content.read import Source, collector_paused, read_source
from schaufenster.content.records import Records, build_records, languages_of
from schaufenster.problems import ContentError, Problem, errors, in_order
from schaufenster.reads import Table, note, note_fields, note_table, unnoted

Clock = Callable[[dt.tzinfo], dt.datetime]
"""Returns the moment the site is made for, as wall time in a time zone."""


SEQUENCES: Final = {
    "members": "slug", "offers": "path", "events": "slug", "news": "slug", "projects": "slug",
    "funding": "slug",
}  # fmt: skip
"""The tables of records and the field by which one is looked up."""
LISTS: Final = ("milestones", "clippings")
"""The tables that one file each is a list of."""


class Content(NamedTuple):
    """What stands in a cluster's folder: its files, their records, and every problem."""

    records: Records
    source: Source
    checked: Checked
    problems: tuple[Problem, ...]

    def light(self) -> Content:
        """Return it without what only reading needs, to be kept for the next build."""
        documents = {p: replace(d, value=None) for p, d in self.source.documents.items()}
        known = {path: documents[path] for path in self.records.documents}
        return self._replace(
            records=replace(self.records, documents=known),
            source=replace(self.source, documents=documents),
        )


@dataclass(frozen=True, eq=False, repr=False)  # all content in one line helps nobody
class Cluster:
    """All content of a cluster, at a moment.

    Sequences are ordered by slug, vocabularies as their files are. `texts` holds the texts with
    files of their own by `news/SLUG`, `projects/SLUG` and `pages/SLUG`; reports are by event.
    `now` is wall time in the cluster's time zone, without offset; `warnings` are its problems;
    `content` is what it was made of.
    A cluster equals only itself, so that results about one can be cached.
    """

    identity: model.Identity
    members: tuple[model.Member, ...]
    offers: tuple[model.Offer, ...]
    events: tuple[model.Event, ...]
    news: tuple[model.NewsItem, ...]
    projects: tuple[model.Project, ...]
    funding: tuple[model.FundingCall, ...]
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
    content: Content | None = None

    @property
    def today(self) -> dt.date:
        """Return the day the site is made for."""
        with unnoted():  # another day is another build
            return self.now.date()

    def member(self, slug: str) -> model.Member:
        """Return a member by its slug; KeyError if there is none."""
        note("table", "members", slug)
        member: model.Member = self._by_key("members")[slug]
        return member

    def find_member(self, slug: str) -> model.Member | None:
        """Return a member by its slug, or None: its profile may be broken."""
        note("table", "members", slug)
        return self._by_key("members").get(slug)

    def event(self, slug: str) -> model.Event:
        """Return an event by its slug; KeyError if there is none."""
        note("table", "events", slug)
        event: model.Event = self._by_key("events")[slug]
        return event

    def find_event(self, slug: str) -> model.Event | None:
        """Return an event by its slug, or None: its file may be broken."""
        note("table", "events", slug)
        return self._by_key("events").get(slug)

    def find_project(self, slug: str) -> model.Project | None:
        """Return a project by its slug, or None: it may not be released yet."""
        note("table", "projects", slug)
        return self._by_key("projects").get(slug)

    def call(self, slug: str) -> model.FundingCall:
        """Return a call for funding by its slug; KeyError if there is none."""
        note("table", "funding", slug)
        call: model.FundingCall = self._by_key("funding")[slug]
        return call

    def offer(self, path: str) -> model.Offer:
        """Return an offer or request by its file; KeyError if there is none."""
        note("table", "offers", path)
        offer: model.Offer = self._by_key("offers")[path]
        return offer

    def _by_key(self, table: str) -> Mapping[str, Any]:
        key = SEQUENCES[table]
        by_key: dict[str, Mapping[str, Any]] = self.__dict__.setdefault("_by_key_of", {})
        if table not in by_key:
            with unnoted():
                by_key[table] = {getattr(record, key): record for record in getattr(self, table)}
        return by_key[table]


note_fields(Cluster, ("now",))
for _table in (*SEQUENCES, *LISTS):
    note_table(Cluster, _table)


def check_cluster(root: Path, clock: Clock, before: Content | None = None) -> Content:
    """Read a cluster's folder and return its records and every problem, in reading order.

    What is as it was `before` is not read again.
    """
    with collector_paused():
        source = read_source(root, before and before.source)
        if before and _speaks_otherwise(source, before):
            return check_cluster(root, clock)
        return _checked(source, clock, before)


def with_files(content: Content, files: Mapping[str, bytes], clock: Clock) -> Content:
    """Return content as it would be with other texts in it, by their paths; nothing is written.

    The languages of the cluster stay, so its own file is none of them.
    """
    return _checked(read.with_files(content.source, files), clock, content)


def unchecked(content: Content, files: Mapping[str, bytes]) -> Content | None:
    """Return content with other texts in it, by their paths; None if one of them has a fault alone.

    What spans several records is not looked at: good for a first look, never for a site.
    """
    with collector_paused():
        source = read.with_files(content.source, files)
        records = build_records(source, content.records)
    if any(p.path in files for p in errors((*source.problems, *records.problems))):
        return None
    return content._replace(records=records, source=source)


def _checked(source: Source, clock: Clock, before: Content | None) -> Content:
    """Return the records of a source and every problem."""
    records = build_records(source, before and before.records)
    known = (before.records, before.checked) if before else None
    found, checked = check_records(records, source, _now(records, clock).date(), known)
    problems = [*source.problems, *records.problems, *found]
    if not records.keys["identity"] and not any(p.path == IDENTITY for p in problems):
        problems.append(Problem(IDENTITY, 0, 0, "", "cluster-missing"))
    return Content(records, source, checked, in_order(problems))


def _speaks_otherwise(source: Source, before: Content) -> bool:
    """Return whether the cluster has other languages: then every text is read in another way."""
    is_kept = source.documents.get(IDENTITY) is before.source.documents.get(IDENTITY)
    return not is_kept and languages_of(source) != before.records.languages


def load_cluster(root: Path, clock: Clock) -> Cluster:
    """Return the cluster in a folder; raises `ContentError` with every fault if there is one."""
    return sound_cluster(check_cluster(root, clock), clock)


def sound_cluster(content: Content, clock: Clock) -> Cluster:
    """Return the cluster of content without errors; raises `ContentError` with every fault."""
    if errors(content.problems):
        raise ContentError(content.problems)
    return cluster_of(content, clock)


def cluster_of(content: Content, clock: Clock) -> Cluster:
    """Return a cluster of all valid records: there must be an identity.

    With errors it is incomplete, and only for rules that need to know what would be selected.
    """
    records = content.records
    tables = records.tables
    fields: dict[str, Any] = {
        **{name: _by_key(tables[name]) for name in SEQUENCES},
        **{name: _entries(tables[name], name) for name in LISTS},
        **{name: Table(name, dict(tables[name])) for name in VOCABULARIES},
    }
    return Cluster(
        identity=tables["identity"]["identity"],
        reports=Table("reports", _reports(records)),
        texts=Table("texts", _texts(records)),
        editions=Table("editions", dict(sorted(tables["editions"].items()))),
        approvals=Table("approvals", dict(tables["approvals"])),
        sent=Table("sent", dict(sorted(tables["sent"].items()))),
        source=content.source,
        now=_now(records, clock),
        warnings=content.problems,
        content=content,
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
    """Return title, lead and body of a text, the files of its languages joined."""
    rows = {records.languages[0]: (f"{table}_texts", key)}
    for lang, name in records.translations(table, key):
        rows[lang] = f"{table}_translations", name
    documents = {lang: records.document(*row) for lang, row in rows.items()}
    read = {lang: records.tables[name].get(key) for lang, (name, key) in rows.items()}
    texts = {lang: text for lang, text in read.items() if text}
    return {
        "paths": tuple(document.path for document in documents.values()),
        "title": model.Title({lang: text.title for lang, text in texts.items()}),
        "lead": model.Sentence({lang: text.lead for lang, text in texts.items()}),
        "body": model.Article(
            {lang: documents[lang].body.strip() for lang in texts},
            of={lang: getattr(text, "of", None) for lang, text in texts.items()},
        ),
        "press": {  # pages have none
            lang: text.press for lang, text in texts.items() if getattr(text, "press", None)
        },
    }


def _texts(records: Records) -> dict[str, model.Written]:
    return {
        f"{table}/{key}": model.Written(**_written(records, table, key))
        for table in ("news", "projects", "pages")
        for key in sorted(records.tables[f"{table}_texts"])
    }


def _reports(records: Records) -> dict[str, model.Report]:
    """Return the reports by their event's slug."""
    return {
        slug: model.Report(
            **_written(records, "reports", slug),
            event=slug,
            published=text.published,
            updated=text.updated,
            embargo=text.embargo,
            not_for=text.not_for,
        )
        for slug, text in sorted(records.tables["reports_texts"].items())
    }
