"""Rules that look across records: each a small generator that yields what does not hold.

A rule gets all records and one walk through them; it yields `(table, key, fault)` and never stops
the others.
What a single field must be stands in `fields.py`; the sentences stand in `messages.py`.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.check_newsletter import NEWSLETTER, check_sent
from schaufenster.content.fields import OPEN, PartialDate, Ref
from schaufenster.content.read import Source
from schaufenster.content.records import FILES, TEXTS, Records, picture_folder, record_in
from schaufenster.look import colour
from schaufenster.parallel import parallel_map
from schaufenster.problems import LANGUAGES, Fault, Loc, Problem

Found = Iterator[tuple[str, str, Fault]]

WHERE: Final = {kind.table: kind.example for kind in FILES}
_RENAMED: Final = {k.table for k in FILES if "formerly" in k.record.model_fields} - {"offers"}
"""What may have had another name. An offer's name is one among its member's alone."""


def check_records(records: Records, source: Source, today: dt.date) -> list[Problem]:
    """Return every fault that shows only when records are seen together, on a day."""
    walked = walk(records)
    problems = [
        _locate(records, table, key, fault)
        for rule in ACROSS
        for table, key, fault in rule(records, walked)
    ]
    problems += [
        _locate(records, table, key, fault)
        for dated in ON_A_DAY
        for table, key, fault in dated(records, today)
    ]
    return [
        *problems,
        *check_bodies(records),
        *check_pairs(records),
        *check_pictures(records, source),
        *check_sent(records, source),
    ]


def _locate(records: Records, table: str, key: str, fault: Fault) -> Problem:
    path, prefix = records.origin[table, key]
    placed = Fault(
        fault.rule, (*prefix, *fault.loc), fault.values, fault.at_key, fault.line, fault.column
    )
    return records.documents[path].locate(placed)


# ── walking through a record ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Plan:
    """What a class of records holds, found out once: fields by what has to be done with them."""

    texts: tuple[tuple[str, str], ...]
    references: tuple[tuple[str, str, str], ...]
    records: tuple[tuple[str, str], ...]


@cache
def plan_of(cls: type[model.Record]) -> Plan:
    """Return attribute and name in the file of texts, references (with table) and inner records."""
    texts, references, inner = [], [], []
    for attribute, info in cls.model_fields.items():
        name = info.alias or attribute
        tables = [m.table for m in _metadata(info) if isinstance(m, Ref)]
        if tables:
            references.append((attribute, name, tables[0]))
        elif record_in(info.annotation):
            inner.append((attribute, name))
        elif attribute not in {"path", "slug"}:
            texts.append((attribute, name))
    return Plan(tuple(texts), tuple(references), tuple(inner))


def _metadata(info: Any) -> Iterator[Any]:
    yield from info.metadata
    todo = [info.annotation]
    while todo:
        annotation = todo.pop()
        yield from getattr(annotation, "__metadata__", ())
        todo += getattr(annotation, "__args__", ())


def parts(record: model.Record, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    """Yield a record and every record inside it, with the way to each."""
    yield loc, record
    for attribute, name in plan_of(type(record)).records:
        value = getattr(record, attribute)
        if value:
            yield from _parts(value, (*loc, name))


def _parts(value: Any, loc: Loc) -> Iterator[tuple[Loc, Any]]:
    if isinstance(value, model.Record):
        yield from parts(value, loc)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            if item is not None:
                yield from _parts(item, (*loc, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _parts(item, (*loc, key))


@dataclass(frozen=True, slots=True)
class Walk:
    """Every part of every record, walked once for all rules; of broken ones what is right."""

    parts: tuple[tuple[str, str, Loc, Any], ...]

    def of(self, *classes: type[model.Record]) -> Iterator[tuple[str, str, Loc, Any]]:
        """Yield the parts of some classes with table, key and way."""
        return (row for row in self.parts if isinstance(row[3], classes))

    def references(self) -> Iterator[tuple[str, str, Loc, str, str]]:
        """Yield table, key and way of everything that refers, then the table and slug it names."""
        for table, key, loc, part in self.parts:
            for attribute, name, target in plan_of(part.__class__).references:
                value = getattr(part, attribute)
                if isinstance(value, tuple):
                    for index, slug in enumerate(value):
                        yield table, key, (*loc, name, index), target, slug
                elif value is not None:
                    yield table, key, (*loc, name), target, value


def walk(records: Records) -> Walk:
    """Return the parts of all records."""
    return Walk(
        tuple(
            (table, key, loc, part)
            for table, key, record in _all(records)
            for loc, part in parts(record)
        )
    )


def _all(records: Records) -> Iterator[tuple[str, str, Any]]:
    """Yield every record, and of the broken ones what is right in them (the rest is None)."""
    for tables in (records.tables, records.partial):
        for table, rows in tables.items():
            for key, record in rows.items():
                yield table, key, record


# ── the rules ────────────────────────────────────────────────────────────────────────────────


def references_lead_somewhere(records: Records, walked: Walk) -> Found:
    """Every slug that names another record exists."""
    for table, key, loc, target, slug in walked.references():
        if slug in records.known[target] or target in records.blind:
            continue
        if (table, loc) != ("offers", ("member",)):  # that is told once, by `check_pairs`
            yield table, key, Fault("unknown-ref", loc, _unknown(records, target, slug))


def _unknown(records: Records, table: str, slug: str) -> dict[str, object]:
    """Return what is told of a name that does not exist: what it is called now, or what is near."""
    near = [
        key
        for key, record in records.tables[table].items()
        if slug in (getattr(record, "formerly", None) or ())
    ] or difflib.get_close_matches(slug, sorted(records.known[table]), 1)
    return {"value": slug, "where": WHERE[table], **({"near": near[0]} if near else {})}


def item_paths(records: Records) -> set[str]:
    """Return the folders by which an edition may name an item."""
    return {
        *(f"events/{slug}" for slug in records.known["events"]),
        *(f"events/{slug}/report" for slug in records.known["german_reports"]),
        *(f"news/{slug}" for slug in records.known["news"]),
        *(f"projects/{slug}" for slug in records.known["projects"]),
        *(f"members/{key.replace('/', '/offers/')}" for key in records.known["offers"]),
    }


def editions_name_items(records: Records, _walked: Walk) -> Found:
    """Every item of an edition exists, every channel it words for exists."""
    items = item_paths(records)
    for key, edition in records.tables["editions"].items():
        seen: dict[str, int] = {}
        for index, choice in enumerate(edition.items):
            if seen.setdefault(choice.ref, index) != index:
                values = {"value": choice.ref, "first": seen[choice.ref] + 1}
                yield "editions", key, Fault("item-twice", ("items", index, "ref"), values)
            if choice.ref not in items:
                near = difflib.get_close_matches(choice.ref, sorted(items), 1)
                values = {"value": choice.ref, **({"near": near[0]} if near else {})}
                yield "editions", key, Fault("unknown-item", ("items", index, "ref"), values)
            for name in ("headline", "lead", "points"):
                for channel in getattr(choice, name):
                    if channel != "all" and channel not in records.known["channels"]:
                        loc = ("items", index, name, channel)
                        values = _unknown(records, "channels", channel)
                        yield "editions", key, Fault("unknown-ref", loc, values, at_key=True)


def slugs_are_taken_once(records: Records, _walked: Walk) -> Found:
    """A slug, today's or a former one, belongs to one record."""
    taken = {(table, slug): slug for table in _RENAMED for slug in records.known[table]}
    for table, key, record in _all(records):
        for index, slug in enumerate(getattr(record, "formerly", None) or ()):
            if (table, slug) in taken:
                values = {"value": slug, "other": f"{table}/{taken[table, slug]}"}
                yield table, key, Fault("slug-twice", ("formerly", index), values)
            elif table in _RENAMED:
                taken[table, slug] = key


def stories_have_a_slug_of_their_own(records: Records, _walked: Walk) -> Found:
    """Reports, news and projects share the addresses of the press packs: `/presse/SLUG/`."""
    taken = {slug: f"events/{slug}" for slug in records.known["german_reports"]}
    for table in ("news", "projects"):
        for slug in records.tables[table]:
            if slug in taken:
                yield table, slug, Fault("slug-twice", (), {"value": slug, "other": taken[slug]})
            taken.setdefault(slug, f"{table}/{slug}")


def markdown_is_clean(_records: Records, walked: Walk) -> Found:
    """Markdown holds no HTML, no forbidden link, no picture."""
    for table, key, loc, part in walked.of(model.Prose):
        for lang in LANGUAGES:
            for fault in sanitize.check_prose(getattr(part, lang) or ""):
                yield table, key, _inside(fault, (*loc, lang))
    for table, key, loc, text in walked.of(model.PressText):
        for length in ("short", "medium", "long"):
            for fault in sanitize.check_prose(getattr(text, length) or ""):
                yield table, key, _inside(fault, (*loc, length))


def _inside(fault: Fault, loc: Loc) -> Fault:
    """Return a text's fault with the way to that text; its line and column count inside it."""
    return Fault(fault.rule, loc, fault.values, line=fault.line, column=fault.column)


def english_keeps_up(records: Records, walked: Walk) -> Found:
    """An English text was made from the German text that stands beside it."""
    for table, key, loc, part in walked.of(model.Text):
        if part.de and part.outdated:
            path = records.origin[table, key][0]
            yield table, key, Fault("english-outdated", (*loc, "en_of"), {"path": path})


def dates_follow_each_other(_records: Records, walked: Walk) -> Found:
    """What ends, ends after it began."""
    for table, key, loc, part in walked.parts:
        for earlier, later in _spans(part.__class__):
            first, last = getattr(part, earlier), getattr(part, later)
            if first and last and _before(last, first):
                values = {
                    "earlier": f"{earlier.strip('_')} ({first})",
                    "later": f"{later} ({last})",
                }
                yield table, key, Fault("order", (*loc, later), values)
    for table, key, loc, event in walked.of(model.Event):
        one_day = event.end is None or event.end == event.start
        if event.time and event.end_time and one_day and event.end_time < event.time:
            values = {
                "earlier": f"time ({event.time:%H:%M})",
                "later": f"end_time ({event.end_time:%H:%M})",
            }
            yield table, key, Fault("order", (*loc, "end_time"), values)


SPANS: Final = (
    ("start", "end"), ("from_", "to"), ("from_", "until"), ("since", "until"),
    ("published", "updated"),
)  # fmt: skip


@cache
def _spans(cls: type[model.Record]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in SPANS if set(pair) <= cls.model_fields.keys())


def _before(last: PartialDate, first: PartialDate) -> bool:
    return last.last() < first.first()


def reports_follow_their_event(records: Records, _walked: Walk) -> Found:
    """A report appears when its event has begun."""
    for slug, report in records.tables["german_reports"].items():
        event = records.tables["events"].get(slug)
        if event and report.published.last() < event.start.first():
            values = {"published": report.published, "start": event.start}
            yield "german_reports", slug, Fault("report-before-event", ("published",), values)


def entries_say_something(records: Records, walked: Walk) -> Found:
    """A membership has evidence, a source names a place, a party is one thing."""
    for table, key, loc, part in walked.of(model.Membership, model.Evidence, model.Party):
        if any(wrong[:-1] == loc for wrong in records.wrong.get((table, key), ())):
            continue  # what is missing here stands there, and is told, but is wrong
        match part:
            case model.Membership() if not (part.confirmed or (part.source and part.date)):
                yield table, key, Fault("membership-evidence", loc)
            case model.Evidence() if not (part.url or part.title):
                yield table, key, Fault("evidence-empty", loc)
            case model.Party() if bool(part.member) == bool(part.name):
                yield table, key, Fault("party-empty", loc)


def imprint_is_complete(_records: Records, walked: Walk) -> Found:
    """The imprint names what the law wants."""
    for table, key, loc, part in walked.of(model.Imprint):
        for name in model.Imprint.model_fields:
            if getattr(part, name) == OPEN:
                yield table, key, Fault("imprint-open", (*loc, name))


def colours_are_readable(_records: Records, walked: Walk) -> Found:
    """From the cluster's two colours every text keeps its contrast."""
    for table, key, loc, part in walked.of(model.Colours):
        if part.primary and part.accent:
            for fault in colour.check(part.primary, part.accent):
                yield table, key, Fault(fault.rule, (*loc, *fault.loc), fault.values)


def competences_are_offered(records: Records, walked: Walk) -> Found:
    """A competence in the vocabulary is one that somebody has."""
    named = {slug for *_, table, slug in walked.references() if table == "competences"}
    if records.blind or not named:
        return
    for key in records.tables["competences"]:
        if key not in named:
            yield "competences", key, Fault("competence-unused", (), at_key=True)


def contacts_are_functional(_records: Records, walked: Walk) -> Found:
    """No address and no number of a person: neither in a field nor in a text."""
    for table, key, loc, part in walked.parts:
        for attribute, name in plan_of(part.__class__).texts:
            value = getattr(part, attribute)
            if isinstance(value, str):
                for fault in sanitize.check_contacts(value):
                    yield table, key, _inside(fault, (*loc, name))


def pictures_keep_their_rights(_records: Records, walked: Walk) -> Found:
    """What shows people who did not agree, or children, is never for the press."""
    for table, key, loc, part in walked.of(model.Picture):
        if "press" in (part.scope or ()):
            if part.persons == "unreleased":
                yield table, key, Fault("picture-unreleased", (*loc, "scope"))
            if part.minors:
                yield table, key, Fault("picture-minors", (*loc, "scope"))


def funders_are_thanked(records: Records, _walked: Walk) -> Found:
    """A project with a funder carries the funder's sentence."""
    for key, project in records.tables["projects"].items():
        funder = records.tables["funders"].get(project.funder or "")
        if funder and not funder.sentence:
            values = {"funder": project.funder}
            yield "projects", key, Fault("funder-sentence", ("funder",), values)


ACROSS: Final[tuple[Callable[[Records, Walk], Found], ...]] = (
    references_lead_somewhere,
    editions_name_items,
    slugs_are_taken_once,
    stories_have_a_slug_of_their_own,
    markdown_is_clean,
    english_keeps_up,
    dates_follow_each_other,
    reports_follow_their_event,
    entries_say_something,
    imprint_is_complete,
    colours_are_readable,
    competences_are_offered,
    contacts_are_functional,
    pictures_keep_their_rights,
    funders_are_thanked,
    *NEWSLETTER,
)


# ── rules that depend on the day ─────────────────────────────────────────────────────────────


def events_pass(records: Records, today: dt.date) -> Found:
    """An event that is over is no longer planned."""
    for key, event in records.tables["events"].items():
        last = (event.end or event.start).last()
        if event.status == "planned" and last < today:
            yield (
                "events",
                key,
                Fault("event-passed", ("status",), {"date": event.end or event.start}),
            )


def labels_are_valid(records: Records, today: dt.date) -> Found:
    """A label that has expired is not carried on."""
    for key, label in records.tables["labels"].items():
        if label.valid.until and label.valid.until.last() < today:
            yield (
                "labels",
                key,
                Fault("label-expired", ("valid", "until"), {"date": label.valid.until}),
            )


def certificates_are_valid(records: Records, today: dt.date) -> Found:
    """A member's certificate that has expired is renewed or taken out."""
    for key, member in records.tables["members"].items():
        for index, entry in enumerate(member.certificates):
            if entry.until and entry.until.last() < today:
                loc = ("certificates", index, "until")
                yield "members", key, Fault("label-expired", loc, {"date": entry.until})


ON_A_DAY: Final[tuple[Callable[[Records, dt.date], Found], ...]] = (
    events_pass,
    labels_are_valid,
    certificates_are_valid,
)


# ── rules that look at files ─────────────────────────────────────────────────────────────────


def pictures_of(record: Any) -> Iterator[tuple[Loc, str]]:
    """Yield the picture files a record names, with the way to each name."""
    for index, picture in enumerate(getattr(record, "pictures", None) or ()):
        if picture.file:  # a name that is none has been told
            yield ("pictures", index, "file"), picture.file
    if logo := getattr(record, "logo", None):
        yield ("logo",), logo


def check_pictures(records: Records, source: Source) -> Iterator[Problem]:
    """Every picture file has an entry, every entry a file, and every file is a harmless picture."""
    named: set[str] = set()
    for table, key, record in _all(records):
        folder = picture_folder(records.origin[table, key][0])
        for loc, name in pictures_of(record):
            named.add(f"{folder}/{name}")
            if f"{folder}/{name}" not in source.pictures:
                values = {"file": name, "folder": folder}
                yield _locate(records, table, key, Fault("picture-missing", loc, values))
    files = list(source.pictures)
    judged = parallel_map(partial(_faults_of_picture, source), files, fewest=200)
    for file, faults in zip(files, judged, strict=True):
        if file not in named and not _beside_unreadable(source, file):
            yield Problem(file, 0, 0, "", "picture-unused")
        yield from (Problem(file, f.line, f.column, "", f.rule, f.values) for f in faults)


def _faults_of_picture(source: Source, file: str) -> list[Fault]:
    raw = source.read_picture(file)
    is_drawing = file.endswith(".svg")
    return list(sanitize.check_svg(raw) if is_drawing else sanitize.check_picture(raw, file))


def _beside_unreadable(source: Source, file: str) -> bool:
    """Tell whether a record of this folder could not be read: then its pictures are not judged."""
    folder = file.rpartition("/")[0]
    return any(picture_folder(path) == folder for path in source.unread)


def check_bodies(records: Records) -> Iterator[Problem]:
    """The Markdown behind a front matter is there, clean, not too long, and English keeps up."""
    for name, *_ in TEXTS:
        for table in (f"german_{name}", f"english_{name}"):
            for key in records.read(table):
                document = records.documents[records.origin[table, key][0]]
                faults = [
                    *sanitize.check_prose(document.body),
                    *sanitize.check_contacts(document.body),
                ]
                if not document.body.strip():
                    faults.append(Fault("body-empty"))
                if len(document.body) > model.ARTICLE:
                    values = {"length": len(document.body), "most": model.ARTICLE}
                    faults.append(Fault("too-long", values=values))
                yield from map(document.in_body, faults)
        for key in records.read(f"english_{name}"):
            yield from _outdated(records, name, key)


def _outdated(records: Records, name: str, key: str) -> Iterator[Problem]:
    of = getattr(_read(records, f"english_{name}", key), "of", None)
    if of and (f"german_{name}", key) in records.origin:
        german, english = (
            records.documents[records.origin[f"{lang}_{name}", key][0]]
            for lang in ("german", "english")
        )
        if of != model.hash_of(german.body):
            yield english.locate(Fault("english-outdated", ("of",), {"path": english.path}))


def _read(records: Records, table: str, key: str) -> Any:
    return records.tables[table].get(key) or records.partial[table].get(key)


def check_pairs(records: Records) -> Iterator[Problem]:
    """A text has what it is about, an English text its German one, an offer its member."""
    for name, owners, file, text in TEXTS:
        expected = f"{text}.de.md" if text else "SLUG.de.md"
        yield from _alone(records, f"english_{name}", f"german_{name}", expected)
        if owners:
            yield from _alone(records, f"german_{name}", owners, file)
        if owners == name:  # news and projects are nothing without their text
            yield from _alone(records, owners, f"german_{name}", expected)
    for key in records.read("offers"):
        member = key.split("/")[0]
        if member not in records.known["members"]:
            path = records.origin["offers", key][0]
            expected = f"members/{member}/member.yml"
            yield Problem(path, 0, 0, "", "pair-missing", {"expected": expected})


def _alone(records: Records, table: str, other: str, expected: str) -> Iterator[Problem]:
    for key in sorted(set(records.read(table)) - records.known[other]):
        path = records.origin[table, key][0]
        yield Problem(path, 0, 0, "", "pair-missing", {"expected": expected})
