"""The deadline board: by when, what is missing, what has been done, and the office's calendar."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from schaufenster import command_names as names
from schaufenster import language, mail, selection
from schaufenster.commands import program
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts import release
from schaufenster.mail.board import BoardRow, Gap
from schaufenster.mail.deadlines import write_deadlines
from schaufenster.selection import variant
from schaufenster.templates import Words

from .conftest import SAMPLE, TODAY, load_sample, templates_of

SAY = Words("de", templates_of("newsletter/templates").words)
EDITION = "2030-03"


def cluster_at(day: str, root: Path = SAMPLE) -> Cluster:
    return replace(
        release.released(load_sample(root=root)), now=dt.datetime.fromisoformat(f"{day} 09:00")
    )


def rows(cluster: Cluster, edition: str = EDITION) -> Mapping[str, BoardRow]:
    return {row.channel.id: row for row in mail.board(cluster.editions[edition], cluster)}


def changed(cluster: Cluster, channel: str, **fields: Any) -> Cluster:
    other = cluster.channels[channel].model_copy(update=fields)
    return replace(cluster, channels={**cluster.channels, channel: other})


def gaps(row: BoardRow) -> list[str]:
    return [gap.key for gap in row.gaps]


# ── when ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("today", ["2030-03-05", "2030-03-31", "2030-04-01"])
def test_a_monthly_deadline_follows_from_rule_and_edition(today: str) -> None:
    row = rows(cluster_at(today))["kammerbote"]
    assert (str(row.closing), row.issue) == ("2030-03-31", dt.date(2030, 4, 1))
    assert row.missed is (today == "2030-04-01")


@pytest.mark.parametrize("today", ["2030-04-01", "2030-06-25", "2030-06-26"])
def test_a_deadline_by_an_event_is_so_many_days_before_it(today: str) -> None:
    cluster = cluster_at(today)
    event = next(e for e in cluster.events if e.slug == "sommertreff-2030")
    before = dt.timedelta(days=10)
    assert str(event.start.first() - before) == "2030-06-25"
    assert str(rows(cluster)["kalender"].closing) == "2030-06-25"


@pytest.mark.parametrize("today", ["2030-03-05", TODAY, "2030-07-01"])
@pytest.mark.parametrize(
    "deadline",
    [
        {"day": "10", "months_before": "1", "rule": "ours"},
        {"day": "31", "rule": "stated"},
        {"days_before_event": "10", "rule": "ours"},
    ],
)
def test_board_page_calendar_mail_and_pack_name_one_date(
    deadline: dict[str, str], today: str
) -> None:
    cluster = cluster_at(today)
    changes = {
        "deadline": model.Deadline.model_validate(deadline),
        "select": model.Select(kinds=("report", "event")),
        "template": "press",
    }
    cluster = changed(cluster, "kammerbote", **changes)
    edition = cluster.editions[EDITION]
    (row,) = [row for row in mail.board(edition, cluster) if row.channel.id == "kammerbote"]
    assert row.closing is not None
    said = language.date(row.closing, "de")
    letters = templates_of("newsletter/templates")
    preview = mail.open_office_page(edition, cluster, letters, "de")
    files = {file.path: file.content.decode("utf-8", "replace") for file in preview.files}
    office = {f.path: f.content for f in mail.render_office_page(preview, cluster, letters, "de")}
    ours = {name for name in files if name.startswith("kammerbote/de/")}
    told = {name for name in ours if name.endswith((".html", ".txt"))}
    assert len(told) >= 4
    for name in told:
        assert said in files[name].replace("\n", " "), name
    assert said in office["index.html"].decode()
    days = {str(e["uid"]): e["dtstart"].dt for e in calendar(cluster)}
    assert days[f"deadline/{EDITION}/kammerbote@{cluster.identity.tag}"] == row.closing


def test_a_deadline_that_was_missed_is_marked(root: Path) -> None:
    _, in_time = run(root, names.STATUS, EDITION, today="2030-03-31")
    _, late = run(root, names.STATUS, EDITION, today="2030-04-01")
    assert "2030-03-31, vorbei" not in in_time
    assert "2030-03-31, vorbei" in late
    run(root, names.APPROVE, EDITION)
    run(root, names.HANDED_IN, EDITION, "--channel", "kammerbote")
    _, done = run(root, names.STATUS, EDITION, today="2030-04-01")
    assert "2030-03-31" in done
    assert "vorbei" not in done


def test_without_a_rule_there_is_no_deadline() -> None:
    row = rows(cluster_at(TODAY))["leser"]
    assert (row.closing, row.issue) == (None, None)


@given(st.integers(1, 31))
def test_a_deadline_lies_in_the_month_after_the_edition(day: int) -> None:
    cluster = cluster_at(TODAY)
    deadline = model.Deadline.model_validate({"day": str(day), "rule": "ours"})
    channel = cluster.channels["kammerbote"].model_copy(update={"deadline": deadline})
    found = selection.closing(variant(cluster.editions[EDITION], channel, cluster))
    assert found is not None
    assert dt.timedelta() <= found - dt.date(2030, 3, 31) <= dt.timedelta(days=31)


def test_the_nearest_deadline_comes_first_and_what_gets_nothing_last() -> None:
    cluster = cluster_at(TODAY)
    order = [row.channel.id for row in mail.board(cluster.editions[EDITION], cluster)]
    assert order == ["kammerbote", "kalender", "leser", "rundbrief", "fernpost"]


# ── what is missing ──────────────────────────────────────────────────────────────────────────


def test_a_photograph_for_the_press_is_missed() -> None:
    row = rows(cluster_at(TODAY))["kammerbote"]
    assert gaps(row) == ["gap_picture", "gap_picture"]
    assert row.gaps[0].values == {"title": "Seenkreis eicht seine Messgeräte"}


def test_an_unknown_way_is_missed() -> None:
    cluster = cluster_at(TODAY)
    contact = model.ContactPath(email=None)
    assert gaps(rows(changed(cluster, "kammerbote", contact=contact))["kammerbote"])[0] == (
        "gap_contact"
    )
    assert gaps(rows(changed(cluster, "kammerbote", contact=None))["kammerbote"])[0] == (
        "gap_contact"
    )
    assert "gap_contact" not in gaps(rows(cluster)["kammerbote"])


def test_a_way_to_leave_is_missed() -> None:
    cluster = cluster_at(TODAY)
    assert gaps(rows(cluster)["leser"]) == []
    open_one = model.Unsubscribe(email=None)
    assert gaps(rows(changed(cluster, "leser", unsubscribe=open_one))["leser"]) == [
        "gap_unsubscribe"
    ]


def test_what_is_too_long_is_told_with_its_count() -> None:
    cluster = cluster_at(TODAY)
    limits = model.Limits(
        headline=model.Limit(max=10, rule="ours"),
        lead=model.Limit(max=20, rule="ours"),
        body=model.Limit(max=50, rule="ours"),
    )
    row = rows(changed(cluster, "kammerbote", limits=limits))["kammerbote"]
    first = {gap.key: gap.values for gap in reversed(row.gaps)}
    assert first["gap_headline"]["length"] == len("Seenkreis eicht seine Messgeräte")
    assert first["gap_headline"]["most"] == 10
    assert first["gap_lead"]["most"] == 20
    assert int(str(first["gap_body"]["length"])) > 50


def missed(cluster: Cluster, *languages: str) -> set[str]:
    """Return what the board says the chamber's paper lacks when it asks for these languages."""
    row = rows(changed(cluster, "kammerbote", languages=languages))["kammerbote"]
    said = ("gap_language", "gap_translation")
    return {gap.sentence(SAY) for gap in row.gaps if gap.key in said}


def test_a_language_is_missed_where_it_is_asked_for() -> None:
    """A text that is not translated is missed; one that the whole mail hangs on, too."""
    cluster = cluster_at(TODAY)
    assert missed(cluster, "de") == set()
    assert missed(cluster, "de", "en") == {
        "„Seenkreis eicht seine Messgeräte“: Fassung auf Englisch",
    }
    assert "Betreff und Überschriften auf Französisch, sonst entfällt diese Mail" in missed(
        cluster, "de", "fr"
    )


def test_a_channel_that_gets_nothing_misses_nothing() -> None:
    row = rows(cluster_at(TODAY))["fernpost"]
    assert (row.variant.stories, row.gaps) == ((), ())


@pytest.mark.parametrize("key", sorted(k for k in SAY.table.all_keys() if k.startswith("gap_")))
def test_every_gap_is_a_sentence_in_both_languages(key: str) -> None:
    values = {"title": "Ein Titel", "length": 1, "most": 2, "language": "fr"}
    gap = Gap(key, values)
    assert gap.sentence(SAY) != gap.sentence(Words("en", SAY.table))
    shown = [name for name in values if f"{{{name}}}" in SAY.table.find(key, "de", None)]
    said = {**values, "language": "Französisch"}
    assert all(str(said[name]) in gap.sentence(SAY) for name in shown)


def test_the_calendar_names_a_missing_language_by_its_name() -> None:
    events = calendar(changed(cluster_at(TODAY), "kammerbote", languages=("de", "en")))
    assert "Fassung auf Englisch" in str(events[0]["description"])


# ── what has been done ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "cluster")
    return tmp_path / "cluster"


def run(root: Path, *words: str, today: str = TODAY) -> tuple[int, str]:
    command = ["--root", str(root), names.NEWSLETTER, *words, "--today", today]
    result = CliRunner().invoke(program.main, command)
    return result.exit_code, result.output


def test_what_was_handed_in_and_printed_stands_on_the_board(root: Path) -> None:
    run(root, names.APPROVE, EDITION)
    run(root, names.HANDED_IN, EDITION, "--channel", "kammerbote", "--date", "2030-04-04")
    clippings = root / "content/clippings.yml"
    entry = "date: 2030-05, item: events/werkstatt-2030/report"
    entries = (f"medium: Kammerbote Nord, channel: kammerbote, {entry}", f"medium: Bote, {entry}")
    lines = "".join(f"  - {{{each}}}\n" for each in entries)
    clippings.write_text(f"clippings:\n{lines}", "utf-8")
    row = rows(cluster_at(TODAY, root))["kammerbote"]
    assert row.gone_out == dt.date(2030, 4, 4)
    assert [clipping.medium for clipping in row.printed] == ["Kammerbote Nord"]
    code, said = run(root, names.STATUS, EDITION)
    assert code == 0
    line = next(line for line in said.splitlines() if line.startswith("kammerbote"))
    assert "2030-04-04" in line
    assert "Kammerbote Nord" in line


def test_what_was_taken_back_is_told_as_such(root: Path) -> None:
    run(root, names.APPROVE, EDITION)
    given = (EDITION, "--channel", "kammerbote")
    run(root, names.HANDED_IN, *given, "--date", "2030-04-04")
    assert "zurückgenommen" not in run(root, names.STATUS, EDITION)[1]
    run(root, names.REDACT, *given, "--reason", "Ein Name war falsch.", "--date", "2030-04-09")
    said = run(root, names.STATUS, EDITION)[1]
    line = next(line for line in said.splitlines() if line.startswith("kammerbote"))
    assert "2030-04-04, zurückgenommen 2030-04-09" in line
    run(root, names.BUILD, EDITION)
    page = (root / f"build/newsletter/{EDITION}/index.html").read_text("utf-8")
    assert "zurückgenommen, 9.\xa0April 2030" in page


def test_status_tells_of_the_newest_edition_by_itself(root: Path) -> None:
    _, newest = run(root, names.STATUS)
    assert newest == run(root, names.STATUS, "2030-05")[1]


def test_status_works_where_a_headline_is_still_too_long(root: Path) -> None:
    march = root / f"newsletter/editions/{EDITION}.yml"
    text = march.read_text("utf-8").replace(
        "{de: Seenkreis eicht seine Messgeräte}", f"{{de: {'Eichen ' * 9}}}"
    )
    march.write_text(text, "utf-8")
    assert run(root, names.BUILD, EDITION)[0] == 1
    code, said = run(root, names.STATUS, EDITION)
    assert code == 0
    assert "Überschrift 62 von 60 Zeichen" in said


# ── the calendar ─────────────────────────────────────────────────────────────────────────────


def calendar(cluster: Cluster) -> list[Any]:
    edition = cluster.editions[EDITION]
    raw = write_deadlines(edition, mail.board(edition, cluster), cluster, SAY)
    assert raw == write_deadlines(edition, mail.board(edition, cluster), cluster, SAY)
    return list(icalendar.Calendar.from_ical(raw).walk("VEVENT"))


def test_the_calendar_holds_a_day_for_each_deadline() -> None:
    events = calendar(cluster_at(TODAY))
    assert [(str(e["summary"]), e["dtstart"].dt, e["dtend"].dt) for e in events] == [
        (
            "Redaktionsschluss Kammerbote Nord: Ausgabe 2030-03",
            dt.date(2030, 3, 31), dt.date(2030, 4, 1),
        ),
        (
            "Redaktionsschluss Gemeinsamer Kalender: Ausgabe 2030-03",
            dt.date(2030, 6, 25), dt.date(2030, 6, 26),
        ),
    ]  # fmt: skip
    assert len({str(event["uid"]) for event in events}) == 2
    assert "Foto für die Presse" in str(events[0]["description"])
    assert [a["trigger"].dt for e in events for a in e.walk("VALARM")] == [
        dt.timedelta(days=-3)
    ] * 2


def test_a_deadline_that_moves_keeps_its_id_and_its_later_entry_holds() -> None:
    before = calendar(cluster_at(TODAY))
    later = cluster_at("2030-06-02")
    deadline = model.Deadline.model_validate({"day": "12", "rule": "ours"})
    after = calendar(changed(later, "kammerbote", deadline=deadline))
    ids = [{str(e["uid"]): (e["dtstart"].dt, e["dtstamp"].dt) for e in c} for c in (before, after)]
    assert set(ids[0]) == set(ids[1])
    (uid,) = [uid for uid in ids[0] if "kammerbote" in uid]
    assert ids[0][uid][0] != ids[1][uid][0]
    assert ids[0][uid][1] < ids[1][uid][1]


def test_what_was_handed_in_has_no_deadline_any_more(root: Path) -> None:
    run(root, names.APPROVE, EDITION)
    run(root, names.HANDED_IN, EDITION, "--channel", "kammerbote")
    assert len(calendar(cluster_at(TODAY, root))) == 1


def test_the_calendar_lies_beside_the_preview(root: Path) -> None:
    code, said = run(root, names.BUILD, EDITION)
    assert code == 0, said
    folder = root / f"build/newsletter/{EDITION}"
    assert b"BEGIN:VCALENDAR" in (folder / "deadlines.ics").read_bytes()
    assert 'href="deadlines.ics"' in (folder / "index.html").read_text("utf-8")
