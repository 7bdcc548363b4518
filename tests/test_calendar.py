"""Calendars, read back by icalendar: what stands in them, for how long, and what survives."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.items import calendar_items
from schaufenster.facts.release import released
from schaufenster.feeds.timezone import vtimezone
from schaufenster.problems import Language
from schaufenster.streams import share, streams
from tests.conftest import LANGUAGES

from .conftest import load_sample, templates_of
from .rendering import feeds_of

HOME = "https://www.muster-cluster.example/"
BERLIN = ZoneInfo("Europe/Berlin")


def render(cluster: Cluster) -> dict[str, bytes]:
    files = feeds_of(cluster, templates_of("theme/pages"))
    return {file.path: file.content for file in files if file.path.endswith(".ics")}


@pytest.fixture(scope="module")
def made(sample: Cluster) -> dict[str, bytes]:
    return render(sample)


def events_of(raw: bytes) -> dict[str, Any]:
    """The events of a calendar by the folder they had first."""
    calendar = icalendar.Calendar.from_ical(raw)
    return {str(e["uid"]).split("/")[1].split("@")[0]: e for e in calendar.walk("VEVENT")}


def with_event(cluster: Cluster, **changes: Any) -> Cluster:
    """The sample with its measuring day alone, changed."""
    day = next(e for e in cluster.events if e.slug == "messtag-2030")
    return replace(cluster, events=(day.model_copy(update=changes),), reports={})


def changed(cluster: Cluster, **changes: Any) -> Any:
    return events_of(render(with_event(cluster, **changes))["feeds/events.de.ics"])["messtag-2030"]


# ── what stands in them ──────────────────────────────────────────────────────────────────────


def test_every_calendar_holds_the_events_of_its_stream(
    sample: Cluster, made: dict[str, bytes]
) -> None:
    for stream, items, _ in share(streams(sample), calendar_items(sample), sample):
        for lang in LANGUAGES:
            path = f"feeds/{stream.id}.{lang}.ics"
            assert (path in made) is stream.has_dates
            if stream.has_dates:
                found = events_of(made[path])
                assert list(found) == [i.key.split("/")[1] for i in items]
                for event, item in zip(found.values(), items, strict=True):
                    assert str(event["summary"]).endswith(item.title.text(lang))
                    assert event.start in {item.record.start.first()} | {
                        dt.datetime.combine(item.record.start.first(), item.record.time, BERLIN)
                        for _ in [0]
                        if item.record.time
                    }
                    prefix = "en/events/" if lang == "en" else "termine/"
                    assert event["url"] == f"{HOME}{prefix}{item.record.slug}/"


def test_upcoming_and_past_events_stand_there_and_no_day_is_made_up(made: dict[str, bytes]) -> None:
    found = events_of(made["feeds/all.de.ics"])
    assert list(found) == ["werkstatt", "probelauf-2030", "sommertreff-2030", "messtag-2030"]


def test_whole_days_end_on_the_day_after_the_last(made: dict[str, bytes]) -> None:
    workshop = events_of(made["feeds/all.de.ics"])["werkstatt"]
    assert (workshop.start, workshop.end) == (dt.date(2030, 3, 12), dt.date(2030, 3, 14))


def test_times_are_wall_times_of_the_clusters_zone(made: dict[str, bytes]) -> None:
    day = events_of(made["feeds/all.de.ics"])["messtag-2030"]
    assert day.start == dt.datetime(2030, 9, 18, 9, 30, tzinfo=BERLIN)
    assert day.end == dt.datetime(2030, 9, 18, 16, 0, tzinfo=BERLIN)
    assert b"DTSTART;TZID=Europe/Berlin:20300918T093000\r\n" in made["feeds/all.de.ics"]


def test_days_of_which_only_the_first_has_a_time_are_whole(sample: Cluster) -> None:
    day = changed(sample, end=PartialDate(2030, 9, 19), end_time=None)
    assert (day.start, day.end) == (dt.date(2030, 9, 18), dt.date(2030, 9, 20))
    assert "Wann: 18.–19.\xa0September 2030, 09:30\xa0Uhr" in str(day["description"])


def test_a_cancelled_event_says_so(made: dict[str, bytes]) -> None:
    for lang, word in (("de", "Abgesagt: "), ("en", "Cancelled: ")):
        event = events_of(made[f"feeds/events.{lang}.ics"])["sommertreff-2030"]
        assert event["status"] == "CANCELLED"
        assert str(event["summary"]).startswith(word)


def test_a_moved_event_says_so_on_its_new_day_under_its_old_id(sample: Cluster) -> None:
    before = changed(sample)
    after = changed(
        sample, status="moved", start=PartialDate(2030, 10, 2), updated=PartialDate(2030, 5, 20)
    )
    assert str(after["summary"]) == f"Verschoben: {before['summary']}"
    assert after.start.date() == dt.date(2030, 10, 2)
    assert after["uid"] == before["uid"]
    assert after["status"] == "CONFIRMED"
    assert after["sequence"] > before["sequence"]
    assert after["dtstamp"].dt > before["dtstamp"].dt


@pytest.mark.parametrize("start", [PartialDate(2030, 9, 18), PartialDate(2031, 3)])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_event_without_a_new_day_stays_on_its_old_one(
    sample: Cluster, start: PartialDate, lang: Language
) -> None:
    old = PartialDate(2030, 9, 18)
    moved = with_event(sample, status="moved", start=start, moved_from=old)
    made = render(moved)
    page = {"de": "termine/messtag-2030/termin.ics", "en": "en/events/messtag-2030/event.ics"}
    for path in (f"feeds/all.{lang}.ics", f"feeds/events.{lang}.ics", page[lang]):
        event = events_of(made[path])["messtag-2030"]
        assert (event.start, event.end) == (dt.date(2030, 9, 18), dt.date(2030, 9, 19))
        assert event["status"] == "TENTATIVE"  # programs hide what is cancelled
        notice = {
            "de": "Verschoben, neuer Tag offen: ",
            "en": "Postponed, new day to be announced: ",
        }
        assert str(event["summary"]).startswith(notice[lang])
        told = {
            "de": ("neuer Tag offen, bisher 18. September 2030", "März 2031"),
            "en": ("new day to be announced, previously 18 September 2030", "March 2031"),
        }
        said = str(event["description"]).replace("\u00a0", " ")
        assert told[lang][0] in said
        assert (told[lang][1] in said) is (start != old)


def test_a_moved_event_says_when_it_was_before(sample: Cluster) -> None:
    moved = {"status": "moved", "start": PartialDate(2030, 10, 2)}
    day = changed(sample, **moved, moved_from=PartialDate(2030, 9, 18))
    said = str(day["description"]).replace("\u00a0", " ")
    assert "09:30–16:00 Uhr; verschoben, bisher 18. September 2030" in said


def test_an_event_says_where_what_about_and_how_to_register(made: dict[str, bytes]) -> None:
    day = events_of(made["feeds/events.en.ics"])["messtag-2030"]
    assert str(day["location"]) == "Haus der Maße, Maßstab 3, 00100 Musterstadt"
    assert [str(c) for c in day["categories"].cats] == ["Conference", "Calibration", "Prüfkultur"]
    assert "Please register by 4\xa0September 2030." in str(day["description"])
    assert "https://www.muster-cluster.example/messtag" in str(day["description"])


def test_texts_have_no_parameters(made: dict[str, bytes]) -> None:
    """A reader may make an object of a text with a parameter: findings/node-ical-language.sh."""
    for raw in made.values():
        for event in events_of(raw).values():
            for name in ("summary", "description", "location", "categories"):
                assert name not in event or not event[name].params


def test_every_event_has_an_end_no_duration_and_one_day_to_begin(made: dict[str, bytes]) -> None:
    """Readers differ in these: findings/duration-over-a-clock-change.sh, rdate-without-rrule.sh."""
    for raw in made.values():
        for event in events_of(raw).values():
            assert not {"DURATION", "RDATE", "RRULE"} & set(event)
            timed = isinstance(event.start, dt.datetime)
            assert "DTEND" in event or timed  # an event without a known end is a moment


def test_only_an_organiser_with_an_address_of_its_own_is_named(sample: Cluster) -> None:
    own = changed(sample)["organizer"]
    assert (str(own), own.params["CN"]) == (
        "mailto:buero@muster-cluster.example",
        "Muster-Cluster eG",
    )
    institute = changed(sample, organisers=(model.Party(member="institut-fuer-muster"),))
    assert str(institute["organizer"]) == "mailto:info@muster-institut.example"
    for party in (model.Party(member="feinwerk-see"), model.Party(name="Messverein Seenkreis")):
        assert "organizer" not in changed(sample, organisers=(party,))
    assert "organizer" not in changed(sample, organisers=(), role="unknown")


def test_names_have_no_sign_at_which_a_reader_cuts_or_stumbles(sample: Cluster) -> None:
    """As seen in findings/node-ical-commas.sh and findings/carets-in-calendar-names.sh."""
    name = model.Word({**sample.topics["kalibrierung"].name, "de": "Messen, Prüfen, Eichen"})
    topic = sample.topics["kalibrierung"].model_copy(update={"name": name})
    members = tuple(
        member.model_copy(update={"name": 'Institut "Muster"; Maße'})
        if member.slug == "institut-fuer-muster"
        else member
        for member in sample.members
    )
    cluster = replace(sample, topics={**sample.topics, "kalibrierung": topic}, members=members)
    day = changed(cluster, organisers=(model.Party(member="institut-fuer-muster"),))
    names = [str(category) for category in day["categories"].cats]
    assert names == ["Konferenz", "Messen / Prüfen / Eichen", "Prüfkultur"]
    assert day["organizer"].params["CN"] == "Institut 'Muster', Maße"


def test_nothing_under_embargo_and_nothing_future_stands_in_a_calendar(
    made: dict[str, bytes],
) -> None:
    for raw in made.values():
        assert not re.search(b"jubil|winterforum", raw, re.IGNORECASE)


# ── what a calendar program needs ────────────────────────────────────────────────────────────


def test_every_calendar_has_a_name_a_zone_and_a_time_to_look_again(made: dict[str, bytes]) -> None:
    for path, raw in made.items():
        calendar: Any = icalendar.Calendar.from_ical(raw)
        assert (calendar["version"], calendar["calscale"]) == ("2.0", "GREGORIAN")
        assert len(calendar.walk("VTIMEZONE")) == 1
        if path.startswith("feeds/"):
            assert calendar["name"] == calendar["x-wr-calname"]
            assert calendar["refresh-interval"].dt == dt.timedelta(hours=12)
            assert str(calendar["source"]) in {HOME + path, HOME + path.replace(
                "member-feinwerk.", "member-feinwerk-see.")}  # fmt: skip
    assert (
        b"X-WR-CALNAME:Muster-Cluster eG: Seenkreis\r\n" in made["feeds/district-seenkreis.de.ics"]
    )


def test_a_calendar_without_events_is_valid(sample: Cluster) -> None:
    raw = render(replace(sample, events=(), reports={}))["feeds/events.de.ics"]
    calendar = icalendar.Calendar.from_ical(raw)
    assert calendar.walk("VEVENT") == []
    assert calendar.walk("VTIMEZONE")  # a calendar must hold something


def test_no_two_events_of_a_calendar_share_an_id(made: dict[str, bytes]) -> None:
    for raw in made.values():
        ids = [str(e["uid"]) for e in icalendar.Calendar.from_ical(raw).walk("VEVENT")]
        assert len(set(ids)) == len(ids)


def test_a_uid_keeps_the_first_slug_and_the_clusters_own_name(sample: Cluster) -> None:
    moved = sample.identity.model_copy(update={"site_url": "https://neu.example/x/"})
    renamed = with_event(sample, slug="neuer-name", formerly=("messtag-2030",))
    event = events_of(render(replace(renamed, identity=moved))["feeds/events.de.ics"])
    assert str(event["messtag-2030"]["uid"]) == "events/messtag-2030@muster-cluster.example"
    assert event["messtag-2030"]["url"] == "https://neu.example/x/termine/neuer-name/"


def test_the_same_content_gives_the_same_bytes_on_another_day(made: dict[str, bytes]) -> None:
    assert render(released(load_sample("2030-06-02 17:45"))) == made


# ── beside each event ────────────────────────────────────────────────────────────────────────


def test_every_event_of_a_known_day_has_a_file_beside_its_page(
    sample: Cluster, made: dict[str, bytes]
) -> None:
    known = {e.slug for e in sample.events if e.start.precision == "day"} | {"werkstatt"}
    assert {p for p in made if not p.startswith("feeds/")} == {
        path
        for slug in known
        for path in (f"termine/{slug}/termin.ics", f"en/events/{slug}/event.ics")
    }
    alone = events_of(made["termine/messtag-2030/termin.ics"])
    assert list(alone) == ["messtag-2030"]
    assert alone == {"messtag-2030": events_of(made["feeds/all.de.ics"])["messtag-2030"]}


def test_a_calendar_file_stays_at_the_former_addresses_of_its_event(sample: Cluster) -> None:
    made = render(with_event(sample, slug="neu", formerly=("messtag-2030", "messtag")))
    for address in ("termine/{}/termin.ics", "en/events/{}/event.ics"):
        for slug in ("messtag-2030", "messtag"):
            assert made[address.format(slug)] == made[address.format("neu")]


# ── time zones ───────────────────────────────────────────────────────────────────────────────

ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata",
         "UTC", "America/Sao_Paulo")  # fmt: skip


@settings(max_examples=60)
@given(
    st.sampled_from(ZONES),
    st.integers(1990, 2040),
    st.integers(0, 12),
    st.integers(0, 365 * 24 * 4),
)
def test_the_rules_of_a_zone_give_its_own_offsets(
    name: str, first: int, span: int, quarter: int
) -> None:
    """At every quarter of an hour of the years asked for, except where the clock is set."""
    component = vtimezone(name, first, first + span)
    wall = dt.datetime(first + span, 1, 1) + dt.timedelta(minutes=15 * quarter)  # noqa: DTZ001
    zone = ZoneInfo(name)
    around = {(wall + dt.timedelta(hours=h)).replace(tzinfo=zone).utcoffset() for h in range(-3, 4)}
    if wall.year == first + span and len(around) == 1:
        read: Any = icalendar.Timezone.from_ical(component.to_ical())
        ours = read.to_tz(lookup_tzid=False)
        assert wall.replace(tzinfo=ours).utcoffset() == around.pop()


def test_where_changes_follow_a_rule_it_is_a_rule() -> None:
    raw = vtimezone("Europe/Berlin", 2008, 2031).to_ical().decode()
    assert len(raw) < 500
    assert raw.count("RRULE") == 2
    assert "RDATE" not in raw


# ── any text ─────────────────────────────────────────────────────────────────────────────────

TEXT = st.text(min_size=1, max_size=120).filter(lambda text: sanitize.visible(text).strip())


@settings(max_examples=25)
@given(TEXT, TEXT)
@example("\\N", "C:\\new")
def test_any_text_is_folded_escaped_and_read_back(title: str, place: str) -> None:
    cluster = released(load_sample())
    raw = render(
        with_event(
            cluster,
            title=model.Title(de=title),
            place=model.Place.model_construct(name=place, online=False),
        )
    )["feeds/events.de.ics"]
    assert raw.endswith(b"END:VCALENDAR\r\n")
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    raw.decode()
    event = events_of(raw)["messtag-2030"]
    for name, text in (("summary", title), ("location", place)):
        shown = re.sub(r"[\t\n\r]+", " ", sanitize.visible(text)).replace("\\", "/")
        assert str(event[name]) == shown
