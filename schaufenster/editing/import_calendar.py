"""A calendar (RFC 5545) as events, once: what it has carried is known by its UID and never doubled.

Times are told in the cluster's zone: those with a zone of the file or of the system, those in
universal time, and those of no zone, which are wall time. What recurs becomes single days.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import icalendar
from dateutil.rrule import rrulestr

from schaufenster import words
from schaufenster.content.countries import is_postcode
from schaufenster.content.load import Clock, Content
from schaufenster.editing import new_record, proposals
from schaufenster.editing.import_feed import known_uids, shortened
from schaufenster.editing.office_lists import TableError
from schaufenster.editing.record_text import comment_language, record_text
from schaufenster.editing.taken import Refusal, Taken, checked
from schaufenster.problems import Language, Problem, rule_text
from schaufenster.sanitize import check_url, text_of
from schaufenster.word_comparison import spelt

MOST_EVENTS: Final = 2_000
MOST_REPEATS: Final = 30
"""The most days of a recurring event that are taken over; more is a weekly meeting."""
AHEAD: Final = dt.timedelta(days=366)
_ONLINE: Final = re.compile(
    r"\b(?:zoom|teams|webex|online|webinar|jitsi|bigbluebutton)\b", re.IGNORECASE
)
_TOWN: Final = re.compile(r"(?:^|,\s*)(?:[A-Z]{1,3}-)?(\d{4,5}) ([^,\d]+)")
_STREET: Final = re.compile(r"\D+ \d+ ?[a-z]?(?:[-/]\d+)?|\d+,? \D+")


@dataclass(frozen=True, slots=True)
class _Span:
    """Days of an event, with times where it has some."""

    start: dt.date
    end: dt.date
    time: dt.time | None = None
    end_time: dt.time | None = None


def take_calendar(
    raw: bytes, name: str, content: Content, clock: Clock, lang: Language
) -> list[Taken]:
    """Return what becomes of each entry of a calendar from a file of that name.

    Raises `TableError` for what is no calendar.
    """
    try:
        calendars = icalendar.Calendar.from_ical(raw, multiple=True)
        found = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise TableError("import-broken") from error
    if not found:
        raise TableError("import-empty")
    if len(found) > MOST_EVENTS:
        raise TableError("import-entries", most=MOST_EVENTS)
    title = str(calendars[0].get("X-WR-CALNAME", "")) or name
    taking = _Taking(title, content, clock, lang, found)
    taken = [row for number, event in enumerate(found, 1) for row in taking.event(number, event)]
    return checked(taken, content, clock, taking.refusals)


class _Taking:
    """What is needed for every entry: what is there, and what earlier entries have taken."""

    def __init__(
        self, title: str, content: Content, clock: Clock, lang: Language, events: Iterable[Any]
    ) -> None:
        self.title, self.lang, self.records = text_of(title), lang, content.records
        identity = self.records.tables["identity"]["identity"]
        self.languages, self.country = identity.languages, identity.country
        self.names = {spelt(name) for name in (identity.name, identity.short, identity.legal_name)}
        self.zone = new_record.zone_of(identity)
        self.today = clock(self.zone).date()
        self.uids = known_uids(content, "events")
        self.known = {
            (spelt(title), str(event.start)): self.records.origin["events", slug][0]
            for slug, event in self.records.tables["events"].items()
            for title in event.title.values()
        }
        self.slugs = set(self.records.keys["events"])
        self.moved: dict[str, set[dt.datetime]] = {}
        for event in events:
            if moment := event.get("RECURRENCE-ID"):
                self.moved.setdefault(str(event.get("UID")), set()).add(self._wall(moment.dt))

    def event(self, number: int, event: Any) -> Iterator[Taken]:
        """Yield what becomes of an entry before the check has seen it: one for each of its days."""
        title = text_of(str(event.get("SUMMARY", "")))
        try:
            spans = [*self._spans(event)]
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            yield self._refused(number, title, "import-times")
            return
        if str(event.get("CLASS", "PUBLIC")).upper() != "PUBLIC":
            yield self._refused(number, title, "import-private")
        elif not title:
            yield self._refused(number, title, "import-without-title")
        elif not spans:
            yield self._refused(number, title, "import-repeats", most=MOST_REPEATS)
        else:
            for span in spans:
                yield self._taken(number, event, title, span, several=len(spans) > 1)

    def _refused(self, number: int, title: str, rule: str, **values: object) -> Taken:
        message = rule_text(rule, self.lang).format(**values)
        return Taken(number, title, refusals=(Refusal("", message),))

    # ── times ────────────────────────────────────────────────────────────────────────────────

    def _wall(self, value: dt.date) -> dt.datetime:
        """Return a moment as wall time in the cluster's zone; a day begins at midnight."""
        if not isinstance(value, dt.datetime):
            return dt.datetime.combine(value, dt.time())
        return value.astimezone(self.zone).replace(tzinfo=None) if value.tzinfo else value

    def _spans(self, event: Any) -> Iterator[_Span]:
        """Yield the days of an entry; none of one that recurs more often than can be taken."""
        start = event["DTSTART"].dt
        if "TZID" in event["DTSTART"].params and getattr(start, "tzinfo", None) is None:
            raise ValueError("zone")
        end = event["DTEND"].dt if "DTEND" in event else None
        length = event["DURATION"].dt if "DURATION" in event else None
        if end is None and length is not None:
            end = start + length
        for begin in self._begins(event, start):
            shift = begin - start if begin != start else dt.timedelta()
            yield self._span(begin, None if end is None else end + shift)

    def _begins(self, event: Any, start: Any) -> list[Any]:
        """Return when an entry begins: once, or on each day of its rule, without struck ones."""
        begins = {start}
        if "RRULE" in event:
            zone = getattr(start, "tzinfo", None)
            bare = self._bare(start, zone)
            rule = event["RRULE"]
            if until := rule.get("UNTIL"):
                rule["UNTIL"] = [self._bare(moment, zone) for moment in until]
            last = dt.datetime.combine(self.today + AHEAD, dt.time())
            begins = set()
            for day in rrulestr(rule.to_ical().decode(), dtstart=bare):
                if day > last or len(begins) > MOST_REPEATS:
                    break
                at = day.replace(tzinfo=zone)
                begins.add(at if isinstance(start, dt.datetime) else day.date())
        begins |= set(_moments(event, "RDATE"))
        struck = {self._wall(moment) for moment in _moments(event, "EXDATE")}
        if "RECURRENCE-ID" not in event:
            struck |= self.moved.get(str(event.get("UID")), set())
        left = [begin for begin in begins if self._wall(begin) not in struck]
        return sorted(left, key=self._wall) if len(left) <= MOST_REPEATS else []

    @staticmethod
    def _bare(value: Any, zone: Any) -> dt.datetime:
        """Return a moment as wall time in the zone of the entry it is about."""
        if not isinstance(value, dt.datetime):
            return dt.datetime.combine(value, dt.time())
        return (value.astimezone(zone) if zone and value.tzinfo else value).replace(tzinfo=None)

    def _span(self, start: dt.date, end: dt.date | None) -> _Span:
        begin = self._wall(start)
        if not isinstance(start, dt.datetime):
            last = self._wall(end).date() - dt.timedelta(days=1) if end else begin.date()
            return _Span(begin.date(), max(last, begin.date()))
        finish = self._wall(end) if end else begin
        until = finish.time() if finish > begin else None
        return _Span(begin.date(), max(finish, begin).date(), begin.time(), until)

    # ── a record ─────────────────────────────────────────────────────────────────────────────

    def _taken(self, number: int, event: Any, title: str, span: _Span, *, several: bool) -> Taken:
        uid = self._uid(event, span, several=several)
        known = self.uids.get(uid) or self.known.get((spelt(title), str(span.start)))
        if known:
            return Taken(number, title, known, "same")
        path = f"events/{self._slug(title, span.start)}/event.yml"
        self.uids[uid] = self.known[spelt(title), str(span.start)] = path
        answers, notes = self._answers(event, title, span)
        kind = new_record.kind_named("events")
        values = new_record.values_of(kind, answers, self.languages, self.today)
        values["sources"] = [self._source(event, uid)]
        said = comment_language(self.languages)
        comments = {"format": words.text("import", "import-check", said)}
        text = record_text(kind, values, self.languages, comments)
        return Taken(number, title, path, "new", {path: text.encode()}, notes=tuple(notes))

    def _uid(self, event: Any, span: _Span, *, several: bool) -> str:
        uid = str(event.get("UID") or f"{event.get('SUMMARY')} {span.start}")
        return f"{uid} {span.start}"[-320:] if several or "RECURRENCE-ID" in event else uid[-320:]

    def _slug(self, title: str, day: dt.date) -> str:
        slug = proposals.slug_of(title) or "event"
        slug = slug if str(day.year) in slug else f"{slug[:50].strip('-')}-{day.year}"
        if slug in self.slugs:
            slug = f"{slug[:53].strip('-')}-{day:%m-%d}"
        self.slugs.add(slug)
        return slug

    def _answers(self, event: Any, title: str, span: _Span) -> tuple[dict[str, str], list[str]]:
        """Return the record of an entry by path of the field, and what was assumed."""
        said = text_of(str(event.get("DESCRIPTION", "")))
        short = shortened(said or title, 320)
        form = self._format(event, title)
        status = "cancelled" if str(event.get("STATUS", "")).upper() == "CANCELLED" else ""
        organiser = event.get("ORGANIZER")
        by = spelt(str(getattr(organiser, "params", {}).get("CN", "")))
        answers = {
            "title": shortened(title, 110),
            "summary": short,
            "status": status or ("held" if span.end < self.today else "planned"),
            "format": form or "meeting",
            "start": str(span.start),
            "end": str(span.end) if span.end != span.start else "",
            "time": f"{span.time:%H:%M}" if span.time else "",
            "end_time": f"{span.end_time:%H:%M}" if span.end_time else "",
            "role": "organiser" if by in self.names else "unknown",
            **self._place(text_of(str(event.get("LOCATION", "")))),
        }
        notes = [] if form else [self._say("import-assumed", value="meeting")]
        notes += [self._say("import-cut")] if short not in {said, title} else []
        return answers, notes

    def _format(self, event: Any, title: str) -> str:
        """Return the kind of event that its title or categories name, `""` where they name none."""
        groups = event.get("CATEGORIES") or ()
        groups = groups if isinstance(groups, list) else [groups]
        cats = " ".join(str(cat) for group in groups for cat in getattr(group, "cats", ()))
        said = spelt(f"{title} {cats}")
        asked = new_record.question("events", "format", self.lang)
        for choice in asked.choices:
            names = [words.text("meanings", f"choices.format.{choice}", lang)
                     for lang in words.languages()]  # fmt: skip
            if any(re.search(rf"\b{re.escape(spelt(name))}\b", said) for name in (choice, *names)):
                return choice
        return ""

    def _place(self, text: str) -> dict[str, str]:
        """Return where an entry takes place, by path of the field, as far as it can be told."""
        if not text:
            return {}
        if text.startswith("http") or (_ONLINE.search(text) and not _TOWN.search(text)):
            return {"place.online": "true"}
        found = _TOWN.search(text)
        code = found[1] if found and is_postcode(found[1], self.country) else ""
        town = found[2].strip() if found and code else ""
        before = text[: found.start()] if found and code else text
        parts = [part.strip() for part in before.split(",") if part.strip()]
        if not town and parts and proposals.region_of(self.records, "", parts[-1]):
            town = parts.pop()
        street = next((part for part in parts if _STREET.fullmatch(part)), "")
        name = ", ".join(part for part in parts if part != street)
        region = proposals.region_of(self.records, code, town) if town else ""
        return {
            "place.name": name, "place.street": street, "place.postcode": code,
            "place.town": town, "place.district": region,
        }  # fmt: skip

    def _source(self, event: Any, uid: str) -> dict[str, str]:
        url = str(event.get("URL", ""))
        stamp = next((event[n].dt for n in ("LAST-MODIFIED", "CREATED") if n in event), None)
        named = {"url": url} if url and not any(check_url(url)) else {"title": self.title[:200]}
        dated = {"date": str(self._wall(stamp).date())} if stamp else {}
        return {**named, **dated, "read": str(self.today), "uid": uid}

    def refusals(self, problems: Iterable[Problem]) -> Iterator[Refusal]:
        """Yield why the check refuses an event."""
        yield from (Refusal(p.field, p.message(self.lang)) for p in problems)

    def _say(self, key: str, **values: object) -> str:
        return words.text("import", key, self.lang).format(**values)


def _moments(event: Any, name: str) -> Iterator[Any]:
    """Yield the moments of a list of dates (`EXDATE`, `RDATE`)."""
    lists: Any = event.get(name, [])
    for each in lists if isinstance(lists, list) else [lists]:
        for moment in each.dts:
            yield moment.dt[0] if isinstance(moment.dt, tuple) else moment.dt
