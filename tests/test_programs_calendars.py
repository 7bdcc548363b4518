"""Calendars as khal, libical and ical.js show them: every event as the model has it."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from schaufenster import mail
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.release import released
from schaufenster.mail.deadlines import write_deadlines
from schaufenster.problems import Language
from schaufenster.templates import Words
from tests.conftest import LANGUAGES, load_sample, templates_of
from tests.programs import READERS, run, run_node, write_below
from tests.rendering import feeds_of

pytestmark = pytest.mark.long
BERLIN: Final = ZoneInfo("Europe/Berlin")
LINE: Final = (
    'Langer Titel; mit Komma, „Anführung“, Emoji 📡 und "Zeichen": Maß für Maß, Tag für Tag'
)
OLD: Final = PartialDate(2030, 9, 18)
MOVED: Final[dict[str, Any]] = {
    "status": "moved",
    "start": PartialDate(2030, 10, 2),
    "updated": PartialDate(2030, 5, 20),
}
Shown = dict[str, Any]


def copy(event: model.Event, slug: str, **changes: Any) -> model.Event:
    return event.model_copy(update={"slug": slug, "folder": f"events/{slug}", **changes})


@pytest.fixture(scope="module")
def cluster(sample: Cluster) -> Cluster:
    """The sample with what is rare: moved, over a clock change, over two years, long texts."""
    day = next(e for e in sample.events if e.slug == "messtag-2030")
    more = (
        copy(day, "verlegt", **MOVED),
        copy(day, "offen", **(MOVED | {"start": PartialDate(2031), "moved_from": OLD})),
        copy(
            day, "umstellung", start=PartialDate(2030, 10, 26), end=PartialDate(2030, 10, 27),
            time=dt.time(18, 30), end_time=dt.time(11, 15),
        ),
        copy(day, "abend", time=dt.time(19, 0), end_time=None),
        copy(day, "januar", start=PartialDate(2030, 1, 15)),
        copy(
            day, "jahreswechsel", start=PartialDate(2030, 12, 31), end=PartialDate(2031, 1, 2),
            time=dt.time(22, 0), end_time=None,
        ),
        copy(
            day, "zeichen", place=model.Place(name="Saal 1; links, Haus B", town="Seeblick"),
            title=model.Title(de=LINE),
        ),
    )  # fmt: skip
    return replace(sample, events=(*sample.events, *more))


@pytest.fixture(scope="module")
def folder(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = {f.path: f for f in feeds_of(cluster, templates_of("theme/pages"))}
    rooms = ("feeds/", "termine/", "en/events/")
    return write_below(tmp_path_factory.mktemp("calendars"), made, *rooms)


def expected(cluster: Cluster, lang: Language) -> dict[str, Shown]:
    """What a calendar program should show, from the model alone, by the event's first slug."""
    return {
        event.first_slug: told(event, lang)
        for event in cluster.events
        if event.start.precision == "day" or event.moved_from
    }


NOTES: Final = {
    "cancelled": {"de": "Abgesagt: ", "en": "Cancelled: "},
    "moved": {"de": "Verschoben: ", "en": "Rescheduled: "},
    "open": {
        "de": "Verschoben, neuer Tag offen: ",
        "en": "Postponed, new day to be announced: ",
    },
}
"""What stands before a title; "open" is an event that was moved to a day nobody knows yet."""


def told(event: model.Event, lang: Language) -> Shown:
    status = "open" if event.start.precision != "day" else event.status
    day = event.moved_from if status == "open" and event.moved_from else event.start
    start: dt.date = day.first()
    end: dt.date = (event.end or day).first()
    if event.time and (event.end_time or start == end) and status != "open":
        start = dt.datetime.combine(start, event.time, BERLIN)
        end = dt.datetime.combine(end, event.end_time, BERLIN) if event.end_time else start
    place = event.place
    town = " ".join(filter(None, (place.postcode, place.town)))
    address = ", ".join(filter(None, (place.name, place.street, town)))
    return {
        "title": NOTES.get(status, {}).get(lang, "") + event.title.text(lang),
        "start": start,
        "end": end,
        "where": "Online" if place.online else address,
        "status": {"cancelled": "cancelled", "open": "tentative"}.get(status, "confirmed"),
    }


def slug_of(uid: str) -> str:
    return uid.removeprefix("events/").removesuffix("@muster-cluster.example")


# ── libical and ical.js ──────────────────────────────────────────────────────────────────────


def read_by(program: str, *files: Path, home: Path) -> list[list[Shown]]:
    if program == "ical.js":
        found: list[list[Shown]] = run_node("calendars.cjs", *files, home=home)
    else:
        names = map(str, files)
        raw = run("/usr/bin/python3", "-I", str(READERS / "libical.py"), *names, home=home)
        found = json.loads(raw)
    return found


def as_read(event: Shown) -> Shown:
    """Turn what is expected into moments of UTC, or days of which the last is not included."""
    if isinstance(event["start"], dt.datetime):
        ends = {
            key: event[key].astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%MZ")
            for key in ("start", "end")
        }
    else:
        ends = {"start": f"{event['start']}", "end": f"{event['end'] + dt.timedelta(1)}"}
    return {**event, **ends}


@pytest.mark.parametrize("program", ["libical", "ical.js"])
def test_every_event_of_a_calendar_is_read_as_it_is(
    program: str, cluster: Cluster, folder: Path, tmp_path: Path
) -> None:
    files = [folder / f"feeds/all.{lang}.ics" for lang in LANGUAGES]
    for lang, file, events in zip(LANGUAGES, files, read_by(program, *files, home=tmp_path),
                                  strict=True):  # fmt: skip
        wanted = {slug: as_read(event) for slug, event in expected(cluster, lang).items()}
        assert len(wanted) > 8
        assert {
            slug_of(e["uid"]): {key: e[key] for key in wanted["werkstatt"]} for e in events
        } == wanted
        numbers = re.findall(rb"^SEQUENCE:(\d+)", file.read_bytes(), re.MULTILINE)
        assert [e["sequence"] for e in events] == [int(number) for number in numbers]
        sequence = {slug_of(e["uid"]): e["sequence"] for e in events}
        assert sequence["verlegt"] > sequence["messtag-2030"]
        assert sequence["sommertreff-2030"] > 0


@pytest.mark.parametrize("program", ["libical", "ical.js"])
def test_a_calendar_to_keep_says_what_the_one_to_subscribe_to_says(
    program: str, cluster: Cluster, folder: Path, tmp_path: Path
) -> None:
    """The file at a former address too."""
    names = {"de": "termine/*/termin.ics", "en": "en/events/*/event.ics"}
    for lang in LANGUAGES:
        alone = sorted(folder.glob(names[lang]))
        assert len(alone) > len(expected(cluster, lang))
        whole, *each = read_by(program, folder / f"feeds/all.{lang}.ics", *alone, home=tmp_path)
        assert {len(events) for events in each} == {1}
        assert {json.dumps(event) for [event] in each} == {json.dumps(event) for event in whole}


@pytest.mark.parametrize("program", ["libical", "ical.js"])
def test_every_calendar_is_read_and_says_where_one_registers(
    program: str, folder: Path, tmp_path: Path
) -> None:
    files = sorted((folder / "feeds").glob("*.ics"))
    assert len(files) > 20
    for file, events in zip(files, read_by(program, *files, home=tmp_path), strict=True):
        assert len(events) == file.read_bytes().count(b"BEGIN:VEVENT")
        for event in events:
            if slug_of(event["uid"]) == "messtag-2030":
                assert "https://www.muster-cluster.example/messtag" in event["text"].split()


@pytest.mark.parametrize("program", ["libical", "ical.js"])
def test_deadlines_are_whole_days_of_each_channel(program: str, tmp_path: Path) -> None:
    cluster = released(load_sample("2030-05-20"))
    edition = cluster.editions["2030-05"]
    say = Words("de", templates_of("newsletter/templates").words)
    rows = mail.board(edition, cluster)
    file = tmp_path / "deadlines.ics"
    file.write_bytes(write_deadlines(edition, rows, cluster, say))
    [events] = read_by(program, file, home=tmp_path)
    assert {(e["title"], e["start"], e["end"]) for e in events} == {
        (
            f"Redaktionsschluss {row.name['de']}: Ausgabe 2030-05",
            f"{row.closing}",
            f"{row.closing + dt.timedelta(1)}",
        )
        for row in rows
        if row.closing and row.variant.stories
    }
    assert len(events) > 1
    assert any("Messtag Musterland 2030" in e["text"] for e in events)


# ── khal ─────────────────────────────────────────────────────────────────────────────────────

SETTINGS: Final = """[calendars]
[[events]]
path = {home}/calendar
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = {zone}
default_timezone = {zone}
[sqlite]
path = {home}/khal.db
"""
FIELDS: Final = ("uid", "title", "start", "end", "where", "status")
FORMAT: Final = "\x1f".join("{uid} {title} {start} {end} {location} {status}".split())


class Khal:
    """khal with one calendar, used in a time zone."""

    def __init__(self, home: Path, zone: str = "Europe/Berlin") -> None:
        (home / "calendar").mkdir(parents=True)
        (home / "config").write_text(SETTINGS.format(home=home, zone=zone), "utf-8")
        self.home, self.zone = home, zone

    def run(self, *words: str) -> str:
        return run("khal", "-c", "config", *words, home=self.home, TZ=self.zone)

    def events(self, *words: str) -> dict[str, Shown]:
        shown = self.run("list", "--once", "--day-format", "", "--format", FORMAT, *words)
        rows = [line.split("\x1f") for line in shown.splitlines() if line]
        found = [dict(zip(FIELDS, (cell.strip() for cell in row), strict=True)) for row in rows]
        return {slug_of(row.pop("uid")): row for row in found}


def as_listed(event: Shown, zone: ZoneInfo) -> Shown:
    """Turn what is expected into khal's words; it gives an hour to what has no known end."""
    if isinstance(event["start"], dt.datetime) and event["end"] == event["start"]:
        event = {**event, "end": event["end"] + dt.timedelta(hours=1)}

    def moment(value: dt.date) -> str:
        if isinstance(value, dt.datetime):
            return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        return f"{value}"

    ends = {key: moment(event[key]) for key in ("start", "end")}
    return {**event, **ends, "status": event["status"].upper()}


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_khal_lists_every_event_in_its_owners_time(
    zone: str, cluster: Cluster, folder: Path, tmp_path: Path
) -> None:
    for lang in LANGUAGES:
        khal = Khal(tmp_path / lang, zone)
        khal.run("import", "--batch", str(folder / f"feeds/all.{lang}.ics"))
        wanted = {
            slug: as_listed(event, ZoneInfo(zone))
            for slug, event in expected(cluster, lang).items()
        }
        assert khal.events("2030-01-01", "400d") == wanted


def test_khal_shows_an_event_of_several_days_on_each_and_on_no_other(
    folder: Path, tmp_path: Path
) -> None:
    khal = Khal(tmp_path / "khal")
    khal.run("import", "--batch", str(folder / "termine/werkstatt-2030/termin.ics"))
    for day, shown in (("11", []), ("12", ["werkstatt"]), ("13", ["werkstatt"]), ("14", [])):
        assert list(khal.events(f"2030-03-{day}", "1d")) == shown


def test_khal_moves_a_moved_event_when_it_is_imported_again(
    sample: Cluster, folder: Path, tmp_path: Path
) -> None:
    """Who kept an event has it once, on its new day, after the new file."""
    khal = Khal(tmp_path / "khal")
    khal.run("import", "--batch", str(folder / "termine/messtag-2030/termin.ics"))
    day = next(e for e in sample.events if e.slug == "messtag-2030")
    changes = {
        "status": "moved",
        "start": PartialDate(2030, 10, 2),
        "updated": PartialDate(2030, 5, 20),
    }
    moved = replace(sample, events=(day.model_copy(update=changes),), reports={})
    made = {f.path: f for f in feeds_of(moved, templates_of("theme/pages"))}
    again = write_below(tmp_path / "again", made, "termine/") / "termine/messtag-2030/termin.ics"
    khal.run("import", "--batch", str(again))
    assert {
        slug: (e["title"], e["start"]) for slug, e in khal.events("2030-01-01", "400d").items()
    } == {"messtag-2030": ("Verschoben: Messtag Musterland 2030", "2030-10-02 09:30")}
