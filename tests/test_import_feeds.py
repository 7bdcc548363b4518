"""A calendar and a feed, taken over once: times right, HTML made Markdown, nothing doubled."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from schaufenster import command_names as names
from schaufenster import sanitize
from schaufenster.commands import program
from schaufenster.content import yaml_text
from schaufenster.content.load import check_cluster
from schaufenster.problems import errors

from .conftest import CLOCK, SAMPLE, TODAY, digests

ZONE: Final = """BEGIN:VTIMEZONE
TZID:Eastern
BEGIN:STANDARD
DTSTART:19671101T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
TZNAME:EST
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19870405T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
TZNAME:EDT
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events: str) -> bytes:
    """Return a calendar of events, each given by its lines."""
    whole = "".join(
        f"BEGIN:VEVENT\nUID:{number}@cal.example\nDTSTAMP:20300101T000000Z\n{event}\nEND:VEVENT\n"
        if "UID:" not in event
        else f"BEGIN:VEVENT\nDTSTAMP:20300101T000000Z\n{event}\nEND:VEVENT\n"
        for number, event in enumerate(events, 1)
    )
    head = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nX-WR-CALNAME:Termine\n{ZONE}"
    return f"{head}{whole}END:VCALENDAR\n".replace("\n", "\r\n").encode()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "root"
    shutil.copytree(SAMPLE, place)
    return place


def run(root: Path, raw: bytes, *typed: str) -> Result:
    file = root.parent / "taken.over"
    file.write_bytes(raw)
    words = ["--root", str(root), "--lang", "de", names.IMPORT, str(file), *typed]
    return CliRunner().invoke(program.main, [*words, "--today", TODAY])


def events(root: Path) -> dict[str, Any]:
    """Return the events that were not there before, by their start and title."""
    found = {}
    for file in sorted(root.glob("events/*/event.yml")):
        if not (SAMPLE / file.relative_to(root)).exists():
            value: Any = yaml_text.parse(file.read_text("utf-8")).value
            found[f"{value['start']} {value['title']['de']}"] = value
    return found


def content_of(root: Path) -> dict[str, str]:
    return {path: sha for path, sha in digests(root).items() if not path.startswith("build/")}


# ── calendars ────────────────────────────────────────────────────────────────────────────────

TIMES: Final = {
    "DTSTART:20310705T120000Z\nDTEND:20310705T133000Z": ("2031-07-05", None, "14:00", "15:30"),
    "DTSTART:20310105T120000Z": ("2031-01-05", None, "13:00", None),
    "DTSTART;TZID=Europe/Berlin:20310705T090000\nDURATION:PT2H": (
        "2031-07-05", None, "09:00", "11:00",
    ),
    "DTSTART;TZID=Eastern:20310705T090000": ("2031-07-05", None, "15:00", None),
    "DTSTART;TZID=W. Europe Standard Time:20310705T090000": ("2031-07-05", None, "09:00", None),
    "DTSTART:20310705T090000\nDTEND:20310705T170000": ("2031-07-05", None, "09:00", "17:00"),
    "DTSTART;VALUE=DATE:20310705": ("2031-07-05", None, None, None),
    "DTSTART;VALUE=DATE:20310705\nDTEND;VALUE=DATE:20310706": ("2031-07-05", None, None, None),
    "DTSTART;VALUE=DATE:20310705\nDTEND;VALUE=DATE:20310708": (
        "2031-07-05", "2031-07-07", None, None,
    ),
    "DTSTART:20310705T200000\nDTEND:20310706T010000": (
        "2031-07-05", "2031-07-06", "20:00", "01:00",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lines", TIMES)
def test_times_are_those_of_the_cluster_s_zone(root: Path, lines: str) -> None:
    made = run(root, calendar(f"SUMMARY:Treffen\n{lines}"), "--really")
    assert made.exit_code == 0, made.output
    (event,) = events(root).values()
    found = tuple(event.get(name) for name in ("start", "end", "time", "end_time"))
    assert found == TIMES[lines]


def test_what_recurs_becomes_days_without_those_struck_and_moved(root: Path) -> None:
    weekly = "DTSTART;TZID=Europe/Berlin:20300320T090000\nRRULE:FREQ=WEEKLY;COUNT=4"
    made = run(
        root,
        calendar(
            f"UID:s@x\nSUMMARY:Runde\n{weekly}\nEXDATE;TZID=Europe/Berlin:20300327T090000",
            "UID:s@x\nSUMMARY:Runde\nRECURRENCE-ID;TZID=Europe/Berlin:20300403T090000\n"
            "DTSTART;TZID=Europe/Berlin:20300404T100000",
            "SUMMARY:Endlos\nDTSTART:20300101T090000\nRRULE:FREQ=DAILY",
            "SUMMARY:Bis\nDTSTART:20300701T090000Z\nRRULE:FREQ=MONTHLY;UNTIL=20300901T090000Z",
        ),
        "--really",
    )
    assert made.exit_code == 1
    assert "Endlos: –\n         Wiederholt sich öfter als 30-mal oder endet nie." in made.stdout
    found = events(root)
    assert [*found] == [
        "2030-07-01 Bis", "2030-08-01 Bis", "2030-09-01 Bis",
        "2030-03-20 Runde", "2030-04-04 Runde", "2030-04-10 Runde",
    ] or sorted(found) == sorted([
        "2030-03-20 Runde", "2030-04-04 Runde", "2030-04-10 Runde",
        "2030-07-01 Bis", "2030-08-01 Bis", "2030-09-01 Bis",
    ])  # fmt: skip
    assert found["2030-04-10 Runde"]["time"] == "09:00"  # the clock has changed since the first


def test_an_event_says_where_it_is_from_and_what_is_known(root: Path) -> None:
    made = run(
        root,
        calendar(
            "SUMMARY:Workshop: Licht\\, Teil 2\nDTSTART:20300501T090000\n"
            "DESCRIPTION:<p>Ein <b>Tag</b> &uuml;ber Licht.</p><p>Mehr dazu.</p>\n"
            "LOCATION:Haus am See\\, Weg 3\\, 00100 Musterstadt\nURL:https://www.cal.example/1\n"
            "LAST-MODIFIED:20300401T220000Z",
            "SUMMARY:Online-Treffen\nDTSTART:20310501T090000\nLOCATION:https://zoom.example/1\n"
            "STATUS:CANCELLED",
        ),
        "--really",
    )
    assert made.exit_code == 0, made.output
    first = events(root)["2030-05-01 Workshop: Licht, Teil 2"]
    assert first["summary"] == {"de": "Ein Tag über Licht. Mehr dazu."}
    assert (first["format"], first["status"], first["role"]) == ("workshop", "held", "unknown")
    assert first["place"] == {
        "name": "Haus am See", "street": "Weg 3", "postcode": "00100", "town": "Musterstadt",
        "district": "musterstadt-stadt",
    }  # fmt: skip
    assert first["sources"] == [
        {"url": "https://www.cal.example/1", "date": "2030-04-02", "read": "2030-06-01",
         "uid": "1@cal.example"}
    ]  # fmt: skip
    other = events(root)["2031-05-01 Online-Treffen"]
    assert (other["status"], other["place"]) == ("cancelled", {"online": "true"})
    assert other["sources"][0]["title"] == "Termine"


def test_nothing_is_doubled_by_uid_or_by_title_and_day(root: Path) -> None:
    raw = calendar("SUMMARY:Treffen\nDTSTART:20310705T090000", "SUMMARY:Treffen\nDTSTART:20311105")
    raw = raw.replace(b"DTSTART:20311105", b"DTSTART;VALUE=DATE:20311105")
    assert "2 neu" in run(root, raw, "--really").stdout
    after = content_of(root)
    assert "0 neu, 0 geändert, 2 gleich" in run(root, raw, "--really").stdout
    other = raw.replace(b"@cal.example", b"@other.example")
    assert "0 neu, 0 geändert, 2 gleich" in run(root, other, "--really").stdout
    moved = raw.replace(b"20310705T", b"20310706T").replace(b"SUMMARY:Treffen", b"SUMMARY:Neu", 1)
    assert "0 neu, 0 geändert, 2 gleich" in run(root, moved, "--really").stdout
    assert content_of(root) == after
    *_, found = check_cluster(root, CLOCK)
    assert [p for p in errors(found) if p.path.startswith("events/")] == []


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("SUMMARY:Geheim\nDTSTART:20310705T090000\nCLASS:PRIVATE", "als privat oder vertraulich"),
        ("DTSTART:20310705T090000", "Ohne Titel."),
        ("SUMMARY:Ohne Tag", "Beginn, Ende oder Zeitzone sind nicht zu verstehen."),
        ("SUMMARY:Fern\nDTSTART;TZID=Nowhere/Land:20310705T090000", "oder Zeitzone sind nicht"),
        ("SUMMARY:Fragen an erika.muster@haus.example\nDTSTART:20310705T090000", "einer Person"),
    ],
)
def test_what_cannot_be_taken_is_told_and_the_rest_is(root: Path, event: str, told: str) -> None:
    made = run(root, calendar(event, "SUMMARY:Gut\nDTSTART:20310705T090000"), "--really")
    assert made.exit_code == 1
    assert told in made.stdout
    assert [*events(root)] == ["2031-07-05 Gut"]


# ── feeds ────────────────────────────────────────────────────────────────────────────────────

ITEM: Final = """<item><title>Maß &amp;amp; Licht</title><link>https://alt.example/1</link>
<guid isPermaLink="false">alt-1</guid><pubDate>Mon, 15 Apr 2030 23:30:00 +0000</pubDate>
<category>Sensorik</category><description>&lt;p&gt;Kurz &lt;b&gt;gesagt&lt;/b&gt;.&lt;/p&gt;
</description><content:encoded><![CDATA[<h1>Kopf</h1><p>Ein <em>Absatz</em> mit
<a href="https://haus.example/x">Verweis</a> und <a href="javascript:alert(1)">keinem</a>.</p>
<script>alert(1)</script><img src="x.png" onerror="alert(1)">
<ul><li>eins</li><li>zwei * drei</li></ul>
<p># kein Kopf</p>]]></content:encoded></item>"""


def feed(*items: str, lang: str = "de-de") -> bytes:
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    told = f"<title>Altes</title><language>{lang}</language>{''.join(items)}</channel></rss>"
    return f'<?xml version="1.0"?>{head}{told}'.encode()


def test_an_entry_becomes_a_news_item_with_clean_markdown(root: Path) -> None:
    made = run(root, feed(ITEM), "--really")
    assert made.exit_code == 0, made.output
    folder = root / "content/news/mass-licht"
    news: Any = yaml_text.parse((folder / "news.yml").read_text("utf-8")).value
    assert news["published"] == "2030-04-16"  # 23:30 in universal time
    assert news["sources"] == [
        {"url": "https://alt.example/1", "date": "2030-04-16", "read": "2030-06-01",
         "uid": "alt-1"}
    ]  # fmt: skip
    text = (folder / "text.de.md").read_text("utf-8")
    assert "title: Maß & Licht\nlead: Kurz gesagt.\n" in text
    assert text.endswith(
        "## Kopf\n\nEin *Absatz* mit [Verweis](https://haus.example/x) und keinem.\n\n"
        "- eins\n- zwei \\* drei\n\n\\# kein Kopf\n"
    )
    after = content_of(root)
    assert "0 neu, 0 geändert, 1 gleich" in run(root, feed(ITEM), "--really").stdout
    assert content_of(root) == after


def test_a_feed_s_own_addresses_lead_on_and_atom_is_read_too(root: Path) -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Altes</title>
<entry><id>tag:x,2030:1</id><title>Neu</title><updated>2030-04-01T10:00:00+02:00</updated>
<link href="https://www.netz-musterland.example/alt/1"/><summary>Ein Satz.</summary></entry>
</feed>"""
    identity: Any = yaml_text.parse((root / "content/cluster.yml").read_text("utf-8")).value
    home = re.sub(r"^https?://|/.*$", "", identity["site_url"])
    made = run(root, atom.replace("www.netz-musterland.example", home).encode(), "--really")
    assert made.exit_code == 0, made.output
    news: Any = yaml_text.parse((root / "content/news/neu/news.yml").read_text("utf-8")).value
    assert news["was_at"] == [f"https://{home}/alt/1"]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (feed(ITEM, lang="en"), "Der Feed ist in der Sprache „en“"),
        (feed(), "In der Datei steht nichts."),
        (b"<rss><channel><item>", "Ohne Titel."),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><rss></rss>', "Diese Datei ist beschädigt"),
        (b"BEGIN:VCALENDAR\r\nDTSTART\r\nEND:VCALENDAR", "Diese Datei ist beschädigt"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "In der Datei steht nichts."),
    ],
)
def test_what_is_no_feed_and_no_calendar_is_refused(root: Path, raw: bytes, told: str) -> None:
    before = content_of(root)
    made = run(root, raw, "--really")
    assert made.exit_code == 1
    assert told in made.output
    assert "Traceback" not in made.output
    assert content_of(root) == before


WORDS: Final = st.lists(
    st.text(st.sampled_from("ab #*_[]()<>`~!|-+1.\\&\n>"), max_size=12), max_size=5
)
TAGS: Final = st.sampled_from(["p", "b", "em", "li", "ul", "blockquote", "h2", "a", "script", "br"])


@settings(max_examples=60, deadline=None)
@given(WORDS, st.lists(TAGS, max_size=5))
def test_html_of_any_form_says_its_words_as_markdown(texts: list[str], tags: list[str]) -> None:
    """The words that `prose` shows of it are those of the HTML, and nothing is refused."""
    escaped = [t.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for t in texts]
    parts = [f"<{tag}>{text}</{tag}>" for tag, text in zip(tags, escaped, strict=False)]
    raw = " ".join([*parts, *escaped[len(parts) :]])
    markdown = sanitize.markdown_of(raw)
    assert [f.rule for f in sanitize.check_prose(markdown)] == []
    shown = sanitize.text_of(sanitize.prose(markdown))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", sanitize.text_of(raw)), markdown
