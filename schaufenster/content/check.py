"""Rules that look across records: each a small generator that yields what does not hold.

A rule gets all records (`Records`), yields `(table, key, fault)` and never stops the others.
What a single field must be stands in `fields.py`; the sentences stand in `messages.py`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.fields import OPEN, PartialDate, Ref
from schaufenster.content.read import Source
from schaufenster.content.records import FILES, Records
from schaufenster.look import colour
from schaufenster.problems import Fault, Loc, Problem

Found = Iterator[tuple[str, str, Fault]]

WHERE: Final = {kind.table: kind.example for kind in FILES}


def check_records(records: Records, source: Source) -> list[Problem]:
    """Return every fault that shows only when records are seen together."""
    problems = [
        _locate(records, table, key, fault)
        for rule in ACROSS
        for table, key, fault in rule(records)
    ]
    return [
        *problems,
        *check_bodies(records),
        *check_pairs(records),
        *check_pictures(records, source),
    ]


def _locate(records: Records, table: str, key: str, fault: Fault) -> Problem:
    path, prefix = records.origin[table, key]
    placed = Fault(
        fault.rule, (*prefix, *fault.loc), fault.values, fault.at_key, fault.line, fault.column
    )
    return records.documents[path].locate(placed)


# ── walking through a record ─────────────────────────────────────────────────────────────────


@cache
def _plan(cls: type[model.Record]) -> tuple[tuple[str, str, str | None], ...]:
    """Return attribute, name in the file and, for references, the table of each field."""
    plan = []
    for name, info in cls.model_fields.items():
        refs = [m.table for m in _metadata(info) if isinstance(m, Ref)]
        plan.append((name, info.alias or name, refs[0] if refs else None))
    return tuple(plan)


def _metadata(info: Any) -> Iterator[Any]:
    yield from info.metadata
    todo = [info.annotation]
    while todo:
        annotation = todo.pop()
        yield from getattr(annotation, "__metadata__", ())
        todo += getattr(annotation, "__args__", ())


def parts(record: model.Record, loc: Loc = ()) -> Iterator[tuple[Loc, model.Record]]:
    """Yield a record and every record inside it, with the way to each."""
    yield loc, record
    for attribute, name, _ in _plan(type(record)):
        yield from _parts(getattr(record, attribute), (*loc, name))


def _parts(value: Any, loc: Loc) -> Iterator[tuple[Loc, model.Record]]:
    if isinstance(value, model.Record):
        yield from parts(value, loc)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _parts(item, (*loc, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _parts(item, (*loc, key))


def references(record: model.Record) -> Iterator[tuple[Loc, str, str]]:
    """Yield way, table and slug of everything a record refers to."""
    for loc, part in parts(record):
        for attribute, name, table in _plan(type(part)):
            value = getattr(part, attribute)
            if table is None or value is None:
                continue
            if isinstance(value, tuple):
                yield from (((*loc, name, i), table, slug) for i, slug in enumerate(value))
            else:
                yield (*loc, name), table, value


def _all(records: Records) -> Iterator[tuple[str, str, Any]]:
    """Yield every record, and of the broken ones what is right in them (the rest is None)."""
    for tables in (records.tables, records.partial):
        for table, rows in tables.items():
            for key, record in rows.items():
                yield table, key, record


# ── the rules ────────────────────────────────────────────────────────────────────────────────


def references_lead_somewhere(records: Records) -> Found:
    """Every slug that names another record exists."""
    for table, key, record in _all(records):
        for loc, target, slug in references(record):
            if slug is None or slug in records.known[target] or target in records.blind:
                continue
            if (table, loc) != ("offers", ("member",)):  # that is told once, by `check_pairs`
                yield table, key, Fault("unknown-ref", loc, _unknown(records, target, slug))


def _unknown(records: Records, table: str, slug: str) -> dict[str, object]:
    near = difflib.get_close_matches(slug, sorted(records.known[table]), 1)
    return {"value": slug, "where": WHERE[table], **({"near": near[0]} if near else {})}


def item_paths(records: Records) -> set[str]:
    """Return the folders by which an edition may name an item."""
    return {
        *(f"events/{slug}" for slug in records.known["events"]),
        *(f"events/{slug}/report" for slug in records.known["german_reports"]),
        *(f"members/{key.replace('/', '/offers/')}" for key in records.known["offers"]),
    }


def editions_name_items(records: Records) -> Found:
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
            for name in ("headline", "lead"):
                for channel in getattr(choice, name):
                    if channel != "all" and channel not in records.known["channels"]:
                        loc = ("items", index, name, channel)
                        values = _unknown(records, "channels", channel)
                        yield "editions", key, Fault("unknown-ref", loc, values, at_key=True)


def slugs_are_taken_once(records: Records) -> Found:
    """A slug, today's or a former one, belongs to one record."""
    taken = {
        (table, slug): slug for table in ("members", "events") for slug in records.known[table]
    }
    for table, key, record in _all(records):
        for index, slug in enumerate(getattr(record, "formerly", None) or ()):
            if (table, slug) in taken:
                values = {"value": slug, "other": f"{table}/{taken[table, slug]}"}
                yield table, key, Fault("slug-twice", ("formerly", index), values)
            elif table in ("members", "events"):
                taken[table, slug] = key


def markdown_is_clean(records: Records) -> Found:
    """Markdown holds no HTML, no forbidden link, no picture."""
    for table, key, record in _all(records):
        for loc, part in parts(record):
            if isinstance(part, model.Prose):
                for lang in ("de", "en"):
                    for fault in sanitize.check_prose(getattr(part, lang) or ""):
                        placed = Fault(
                            fault.rule,
                            (*loc, lang),
                            fault.values,
                            line=fault.line,
                            column=fault.column,
                        )
                        yield table, key, placed


def english_keeps_up(records: Records) -> Found:
    """An English text was made from the German text that stands beside it."""
    for table, key, record in _all(records):
        path = records.origin[table, key][0]
        for loc, part in parts(record):
            if isinstance(part, model.Text) and part.de and part.outdated:
                yield table, key, Fault("english-outdated", (*loc, "en_of"), {"path": path})


def dates_follow_each_other(records: Records) -> Found:
    """What ends, ends after it began."""
    for table, key, record in _all(records):
        for loc, part in parts(record):
            for earlier, later in (
                ("start", "end"),
                ("from_", "to"),
                ("from_", "until"),
                ("since", "until"),
                ("published", "updated"),
            ):
                first, last = getattr(part, earlier, None), getattr(part, later, None)
                if first and last and _before(last, first):
                    values = {
                        "earlier": f"{earlier.strip('_')} ({first})",
                        "later": f"{later} ({last})",
                    }
                    yield table, key, Fault("order", (*loc, later), values)
    for key, event in (*records.tables["events"].items(), *records.partial["events"].items()):
        one_day = event.end is None or event.end == event.start
        if event.time and event.end_time and one_day and event.end_time < event.time:
            values = {
                "earlier": f"time ({event.time:%H:%M})",
                "later": f"end_time ({event.end_time:%H:%M})",
            }
            yield "events", key, Fault("order", ("end_time",), values)


def _before(last: PartialDate, first: PartialDate) -> bool:
    return last.last() < first.first()


def reports_follow_their_event(records: Records) -> Found:
    """A report appears when its event has begun."""
    for slug, report in records.tables["german_reports"].items():
        event = records.tables["events"].get(slug)
        if event and report.published.last() < event.start.first():
            values = {"published": report.published, "start": event.start}
            yield "german_reports", slug, Fault("report-before-event", ("published",), values)


def entries_say_something(records: Records) -> Found:
    """A membership has evidence, a source names a place, a party is one thing."""
    for table, key, record in _all(records):
        for loc, part in parts(record):
            if any(wrong[:-1] == loc for wrong in records.wrong.get((table, key), ())):
                continue  # what is missing here stands there, and is told, but is wrong
            if isinstance(part, model.Membership) and not (
                part.confirmed or (part.source and part.date)
            ):
                yield table, key, Fault("membership-evidence", loc)
            if isinstance(part, model.Evidence) and not (part.url or part.title):
                yield table, key, Fault("evidence-empty", loc)
            if isinstance(part, model.Party) and bool(part.member) == bool(part.name):
                yield table, key, Fault("party-empty", loc)


def imprint_is_complete(records: Records) -> Found:
    """The imprint names what the law wants."""
    for table, key, record in _all(records):
        for loc, part in parts(record):
            if isinstance(part, model.Imprint):
                for name in model.Imprint.model_fields:
                    if getattr(part, name) == OPEN:
                        yield table, key, Fault("imprint-open", (*loc, name))


def colours_are_readable(records: Records) -> Found:
    """From the cluster's two colours every text keeps its contrast."""
    for table, key, record in _all(records):
        for loc, part in parts(record):
            if isinstance(part, model.Colours) and part.primary and part.accent:
                for fault in colour.check(part.primary, part.accent):
                    yield table, key, Fault(fault.rule, (*loc, *fault.loc), fault.values)


ACROSS: Final[tuple[Callable[[Records], Found], ...]] = (
    references_lead_somewhere,
    editions_name_items,
    slugs_are_taken_once,
    markdown_is_clean,
    english_keeps_up,
    dates_follow_each_other,
    reports_follow_their_event,
    entries_say_something,
    imprint_is_complete,
    colours_are_readable,
)


# ── rules that look at files ─────────────────────────────────────────────────────────────────


def pictures_of(record: Any) -> Iterator[tuple[Loc, str]]:
    """Yield the picture files a record names, with the way to each name."""
    for index, picture in enumerate(getattr(record, "pictures", None) or ()):
        yield ("pictures", index, "file"), picture.file
    if logo := getattr(record, "logo", None):
        yield ("logo",), logo


def check_pictures(records: Records, source: Source) -> Iterator[Problem]:
    """Every picture file has an entry, every entry a file, and every file is a harmless picture."""
    named: set[str] = set()
    for table, key, record in _all(records):
        path = records.origin[table, key][0]
        for loc, name in pictures_of(record):
            file = f"{path.rsplit('/', 1)[0]}/{name}"
            named.add(file)
            if file not in source.pictures:
                yield _locate(records, table, key, Fault("picture-missing", loc, {"file": name}))
    for file in source.pictures:
        if file not in named and not _beside_unreadable(source, file):
            yield Problem(file, 0, 0, "", "picture-unused")
        raw = source.read_picture(file)
        faults = (
            sanitize.check_svg(raw) if file.endswith(".svg") else sanitize.check_picture(raw, file)
        )
        yield from (Problem(file, f.line, f.column, "", f.rule, f.values) for f in faults)


def _beside_unreadable(source: Source, file: str) -> bool:
    """Tell whether a record in this folder could not be read: then its pictures are not judged."""
    folder = file.rsplit("/", 1)[0]
    return any(problem.path.rsplit("/", 1)[0] == folder for problem in source.problems)


def check_bodies(records: Records) -> Iterator[Problem]:
    """The Markdown behind a front matter is there, clean, not too long, and English keeps up."""
    german = {
        key: records.origin["german_reports", key][0] for key in records.read("german_reports")
    }
    for table in ("german_reports", "english_reports"):
        for key in records.read(table):
            document = records.documents[records.origin[table, key][0]]
            faults = list(sanitize.check_prose(document.body))
            if not document.body.strip():
                faults.append(Fault("body-empty"))
            if len(document.body) > model.ARTICLE:
                values = {"length": len(document.body), "most": model.ARTICLE}
                faults.append(Fault("too-long", values=values))
            yield from map(document.in_body, faults)
    for key, report in records.tables["english_reports"].items():
        if key in german and report.of:
            document = records.documents[records.origin["english_reports", key][0]]
            if report.of != model.hash_of(records.documents[german[key]].body):
                yield document.locate(Fault("english-outdated", ("of",), {"path": document.path}))


def check_pairs(records: Records) -> Iterator[Problem]:
    """An offer has its member, a report its event, an English report its German one."""
    for table, other, expected in (
        ("german_reports", "events", "event.yml"),
        ("english_reports", "german_reports", "report.de.md"),
    ):
        for key in sorted(set(records.read(table)) - records.known[other]):
            path = records.origin[table, key][0]
            yield Problem(path, 0, 0, "", "pair-missing", {"expected": expected})
    for key in records.read("offers"):
        member = key.split("/")[0]
        if member not in records.known["members"]:
            path = records.origin["offers", key][0]
            expected = f"members/{member}/member.yml"
            yield Problem(path, 0, 0, "", "pair-missing", {"expected": expected})
