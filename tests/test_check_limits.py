"""What lies just on a limit: each rule across records, on both sides of where it begins."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from schaufenster.commands.check import check_content
from schaufenster.commands.job import Job
from schaufenster.content import model
from schaufenster.content.load import check_cluster
from schaufenster.content.model import ARTICLE
from tests.conftest import CLOCK, SAMPLE, change

MEMBER = "members/feinwerk-see/member.yml"
EVENT = "events/messtag-2030/event.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "cluster")
    return tmp_path / "cluster"


def told(root: Path, today: str) -> list[tuple[str, str, str]]:
    """Return rule, file and field of every fault on a day."""
    moment = dt.datetime.fromisoformat(today)
    *_, problems = check_cluster(root, lambda zone: moment.replace(tzinfo=zone))
    return [(p.rule, p.path, p.field) for p in problems]


def found(root: Path, today: str = "2030-06-01") -> list[tuple[str, str, str]]:
    """Return what is told that the sample does not have by itself."""
    usual = told(SAMPLE, today)
    return [row for row in told(root, today) if row not in usual]


def values_of(root: Path, rule: str, today: str = "2030-06-01") -> list[tuple[str, dict[str, str]]]:
    """Return file and values of each fault of a rule on a day, as its sentence shows them."""
    moment = dt.datetime.fromisoformat(today)
    *_, problems = check_cluster(root, lambda zone: moment.replace(tzinfo=zone))
    return [
        (p.path, {name: str(value) for name, value in p.values.items()})
        for p in problems
        if p.rule == rule
    ]


# ── days ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "end", "right"),
    [
        ("2030-09-18", "2030-09-18", True),
        ("2030-09-18", "2030-09-17", False),
        ("2030-09-18", "2030-09-19", True),
        ("2030-09-18", "2030-09", True),  # some day of September, perhaps that one: too vague
        ("2030-09-30", "2030-09", True),  # its last day, and the month's
        ("2030-10-01", "2030-09", False),
        ("2030-09", "2030-09-01", True),
        ("2030-09", "2030-08-31", False),
        ("2030", "2030", True),
        ("2030", "2029", False),
    ],
)
def test_what_ends_does_not_end_before_it_began(
    root: Path, start: str, end: str, *, right: bool
) -> None:
    change(root, EVENT, "start: 2030-09-18\ntime: 09:30\nend_time: 16:00\n",
           f"start: {start}\nend: {end}\n")  # fmt: skip
    order = [row for row in found(root) if row[0] == "order"]
    assert order == ([] if right else [("order", EVENT, "end")])


@pytest.mark.parametrize(
    ("more", "right"),
    [("", False), ("end: 2030-09-18\n", False), ("end: 2030-09-19\n", True)],
)
@pytest.mark.parametrize("end_time", ["02:00", "18:00"])
def test_times_follow_each_other_on_one_day_only(
    root: Path, more: str, end_time: str, *, right: bool
) -> None:
    times = f"{more}time: 18:00\nend_time: {end_time}\n"
    change(root, EVENT, "time: 09:30\nend_time: 16:00\n", times)
    assert found(root) == ([] if right else [("end-time", EVENT, "end_time")])


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        ("start: 2030-09-18\nend: 2030-09\n", [("end-vague", "end")]),
        ("start: 2030-09\nend: 2030\n", [("end-vague", "end")]),
        ("start: 2030-09\nend: 2030-10\n", []),
        ("start: 2030-09\nend: 2030-10-02\n", []),
        ("start: 2030-09-18\nend_time: 16:00\n", [("end-time-alone", "end_time")]),
        ("start: 2030-09-18\ntime: 16:00\n", []),
        ("start: 2030-09-18\ntime: 16:00\nend_time: 16:00\n", [("end-time", "end_time")]),
        ("start: 2030-09-18\ntime: 16:00\nend_time: 16:01\n", []),
        ("start: 2030-09-18\nend: 2030-09-20\ndays: 1\n", []),
        ("start: 2030-09-18\nend: 2030-09-20\ndays: 3\n", []),
        ("start: 2030-09-18\nend: 2030-09-20\ndays: 2\n", []),  # one of them is free
        ("start: 2030-09-18\nend: 2030-09-20\ndays: 4\n", [("days-span", "days")]),
        ("start: 2030-09-18\ndays: 0\n", [("days-span", "days")]),
        ("start: 2030-09\ndays: 4\n", []),
        ("start: 2030-09\ntime: 16:00\n", [("time-without-day", "time")]),
        ("start: 2030\ntime: 16:00\nend_time: 17:00\n", [("time-without-day", "time")]),
    ],
)
def test_an_event_can_end_as_it_says(root: Path, dates: str, told: list[tuple[str, str]]) -> None:
    change(root, EVENT, "start: 2030-09-18\ntime: 09:30\nend_time: 16:00\n", dates)
    assert found(root) == [(rule, EVENT, field) for rule, field in told]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("until: 2030-09-04", "until: 2030-09-18", []),
        ("until: 2030-09-04", "until: 2030-09-19", [("registration-late", "registration.until")]),
        ("published: 2030-05-06", "published: 2030-09-18", []),
        ("published: 2030-05-06", "published: 2030-09-19", [("released-late", "published")]),
        ("published: 2030-05-06", "embargo: 2030-09-18 23:59", []),
        ("published: 2030-05-06", "embargo: 2030-09-19", [("released-late", "embargo")]),
    ],
)
def test_an_event_is_announced_and_registered_for_before_it_is_over(
    root: Path, old: str, new: str, told: list[tuple[str, str]]
) -> None:
    change(root, EVENT, old, new)
    assert found(root) == [(rule, EVENT, field) for rule, field in told]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("status: moved", [("moved-from", "status")]),
        ("status: moved\nmoved_from: 2030-08-01", []),
        ("status: planned\nmoved_from: 2030-08-01", []),  # and planned again
    ],
)
def test_what_was_moved_says_from_when(root: Path, lines: str, told: list[tuple[str, str]]) -> None:
    change(root, EVENT, "status: planned", lines)
    assert found(root) == [(rule, EVENT, field) for rule, field in told]


@pytest.mark.parametrize("status", ["planned", "moved\nmoved_from: 2030-08-01"])
def test_an_event_that_is_over_is_said_to_have_been_held(root: Path, status: str) -> None:
    change(root, EVENT, "status: planned", f"status: {status}")
    assert ("event-passed", EVENT, "status") not in found(root, "2030-09-18")
    assert ("event-passed", EVENT, "status") in told(root, "2030-09-19")


def test_a_postponed_event_is_not_over_when_its_old_day_has_passed(root: Path) -> None:
    change(root, EVENT, "status: planned", "status: moved\nmoved_from: 2030-09-18")
    assert ("event-passed", EVENT, "status") not in told(root, "2030-10-01")


OFFER = "members/lichtblick/offers/messraum.yml"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("embargo: 2030-12-31 23:59", []),
        ("embargo: 2031-01-01", [("released-late", "embargo")]),
    ],
)
def test_an_offer_is_shown_before_it_expires(
    root: Path, line: str, told: list[tuple[str, str]]
) -> None:
    with (root / OFFER).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    assert found(root) == [(rule, OFFER, field) for rule, field in told]


def test_an_offer_that_expires_before_it_appears_is_told_with_both_days(root: Path) -> None:
    change(root, OFFER, "published: ", "embargo: 2031-01-01\npublished: 2031-01-02 # ")
    assert values_of(root, "released-late") == [
        (OFFER, {"name": "embargo", "day": "2031-01-01 00:00", "last": "2030-12-31"}),
        (OFFER, {"name": "published", "day": "2031-01-02", "last": "2030-12-31"}),
    ]


def test_of_what_was_held_nobody_wants_to_know_the_limits(root: Path) -> None:
    change(root, EVENT, "until: 2030-09-04", "until: 2030-09-19")
    change(root, EVENT, "status: planned", "status: held")
    assert found(root) == []


PROJECT = "content/projects/messnetz/project.yml"


@pytest.mark.parametrize(
    ("status", "period", "right"),
    [
        ("planned", "from: 2030-07", True),
        ("planned", "from: 2030-06", True),  # perhaps on a later day of the month
        ("planned", "from: 2030-06-01", True),  # today
        ("planned", "from: 2030-05", False),
        ("running", "from: 2030-05, until: 2030-06", True),
        ("running", "from: 2029-05, until: 2030-06-01", True),
        ("running", "from: 2029-05, until: 2030-05", False),
        ("finished", "from: 2029-05, until: 2030-05", True),
        ("finished", "from: 2029-05, until: 2030-06-01", True),
        ("finished", "from: 2029-05, until: 2030-06-02", False),
        ("finished", "from: 2029-05", True),
    ],
)
def test_the_state_of_a_project_goes_with_its_term(
    root: Path, status: str, period: str, *, right: bool
) -> None:
    file = root / PROJECT
    lines = file.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("status:", "period:"))]
    file.write_text("\n".join([*kept, f"status: {status}", f"period: {{{period}}}", ""]), "utf-8")
    assert found(root) == ([] if right else [("project-status", PROJECT, "status")])


@pytest.mark.parametrize(
    ("status", "period", "expected", "date"),
    [
        ("planned", "from: 2030-05", "running", "2030-05"),
        ("running", "until: 2030-05", "finished", "2030-05"),
        ("finished", "until: 2030-06-02", "running", "2030-06-02"),
    ],
)
def test_a_project_is_told_its_state_and_the_day_it_follows_from(
    root: Path, status: str, period: str, expected: str, date: str
) -> None:
    for slug in ("anfangsnetz", "zweitnetz"):  # one before, one behind, both as they should be
        shutil.copytree(root / "content/projects/messnetz", root / "content/projects" / slug)
    change(root, PROJECT, "status: running", f"status: {status}")
    change(root, PROJECT, "from: 2029-04, until: 2032-03", period)
    values = {"status": status, "expected": expected, "date": date}
    assert values_of(root, "project-status") == [(PROJECT, values)]


@pytest.mark.parametrize(
    ("start", "published", "right"),
    [
        ("2030-03-20", "2030-03-20", True),
        ("2030-03-21", "2030-03-20", False),
        ("2030-03", "2030-03-01", True),
        ("2030-04", "2030-03-31", False),
    ],
)
def test_a_report_may_appear_from_the_first_day_on(
    root: Path, start: str, published: str, *, right: bool
) -> None:
    event = root / "events/werkstatt-2030/event.yml"
    lines = event.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("start:", "end:", "time:", "end_time:"))]
    event.write_text("\n".join([*kept, f"start: {start}\n"]), "utf-8")
    report = "events/werkstatt-2030/report.de.md"
    change(root, report, "published: 2030-03-20", f"published: {published}")
    early = [row for row in found(root) if row[0] == "report-before-event"]
    assert early == ([] if right else [("report-before-event", report, "published")])


LABELS = "content/labels.yml"


@pytest.mark.parametrize(
    ("today", "right"),
    [("2030-07-30", True), ("2030-07-31", True), ("2030-08-01", False)],
)
@pytest.mark.parametrize("until", ["2030-07-31", "2030-07"])
def test_a_certificate_and_a_label_are_valid_until_their_last_day(
    root: Path, today: str, until: str, *, right: bool
) -> None:
    certificates = root / "content/vocabularies/certificates.yml"
    certificates.write_text("iso: {name: {de: ISO 9001}}\n", "utf-8")
    change(
        root,
        MEMBER,
        "confirmed: {on",
        f"certificates: [{{id: iso, until: {until}}}]\nconfirmed: {{on",
    )
    (root / LABELS).write_text(
        "guete:\n  name: {de: Gütezeichen}\n"
        f"  valid: {{until: {until}}}\n  proof: {{url: https://guete.example/}}\n",
        "utf-8",
    )
    expired = [row for row in found(root, today) if row[0] == "label-expired"]
    said = [values for _, values in values_of(root, "label-expired", today)]
    assert said == ([] if right else [{"date": until}] * 2)
    assert expired == (
        []
        if right
        else [
            ("label-expired", LABELS, "guete.valid.until"),
            ("label-expired", MEMBER, "certificates[1].until"),
        ]
    )


@pytest.mark.parametrize(
    ("end", "today", "right"),
    [
        ("", "2030-09-18", True),
        ("", "2030-09-19", False),
        ("end: 2030-09-20\n", "2030-09-20", True),
        ("end: 2030-09-20\n", "2030-09-21", False),
    ],
)
def test_an_event_is_planned_until_its_last_day(
    root: Path, end: str, today: str, *, right: bool
) -> None:
    change(root, EVENT, "time: 09:30\nend_time: 16:00\n", end)
    assert (("event-passed", EVENT, "status") in told(root, today)) is not right


# ── entries ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("evidence", "right"),
    [
        ("confirmed: 2030-02-01", True),
        ("source: https://verzeichnis.example/\n    date: 2029", True),
        ("source: https://verzeichnis.example/", True),
        ("evidence: unknown", True),
        ("evidence: inferred", False),
        ("evidence: stated\n    date: 2029", False),
        ("date: 2029", False),
    ],
)
def test_a_membership_is_confirmed_or_has_a_source_or_says_that_there_is_none(
    root: Path, evidence: str, *, right: bool
) -> None:
    change(root, MEMBER, "confirmed: 2030-02-01", evidence)
    assert found(root) == ([] if right else [("membership-evidence", MEMBER, "membership[1]")])


def test_a_wrong_field_hides_what_follows_from_it_and_nothing_else(root: Path) -> None:
    """The first membership lacks its evidence because it is wrong, the second has none."""
    change(root, MEMBER, "confirmed: 2030-02-01", "confirmed: gestern\n  - {status: partner}")
    assert found(root) == [
        ("date", MEMBER, "membership[1].confirmed"),
        ("membership-evidence", MEMBER, "membership[2]"),
    ]


CHANNELS = "newsletter/channels.yml"


@pytest.mark.parametrize(("day", "right"), [("0", False), ("1", True), ("31", True), ("32", False)])
def test_a_deadline_is_a_day_that_a_month_can_have(root: Path, day: str, *, right: bool) -> None:
    change(root, CHANNELS, "deadline: {day: 31,", f"deadline: {{day: {day},")
    told = [("deadline-empty", CHANNELS, "kammerbote.deadline")]
    assert found(root) == ([] if right else told)


@pytest.mark.parametrize(
    ("lines", "right"),
    [
        ("url: https://liste.example/", True),
        ("url: http://liste.example/\n    email: abmelden@liste.example", False),
        ("email: abmelden@liste.example", True),
    ],
)
def test_readers_unsubscribe_on_a_safe_page_or_by_mail(
    root: Path, lines: str, *, right: bool
) -> None:
    text = "url: https://liste.muster-cluster.example/abmelden\n    email: abmelden@"
    change(root, CHANNELS, f"{text}muster-cluster.example", lines)
    told = [("unsubscribe-https", CHANNELS, "leser.unsubscribe")]
    assert found(root) == ([] if right else told)


# ── names ────────────────────────────────────────────────────────────────────────────────────


def test_a_former_name_belongs_to_one_record_alone(root: Path) -> None:
    """Two that were called alike would both be looked for at the old address."""
    change(root, "members/quellwerk/member.yml", "\nname:", "\nformerly: [feinwerk]\nname:")
    (twice,) = [row for row in found(root) if row[0] == "slug-twice"]
    assert twice[1:] in (("members/quellwerk/member.yml", "formerly[1]"), (MEMBER, "formerly[1]"))
    ((path, values),) = values_of(root, "slug-twice")
    other = "members/feinwerk-see" if "quellwerk" in path else "members/quellwerk"
    assert values == {"value": "feinwerk", "other": other}


def test_a_name_of_today_is_nobodys_former_one(root: Path) -> None:
    change(root, MEMBER, "formerly: [feinwerk]", "formerly: [feinwerk, quellwerk]")
    assert [row for row in found(root) if row[0] == "slug-twice"] == [
        ("slug-twice", MEMBER, "formerly[2]")
    ]


def test_one_former_name_may_stand_in_two_tables(root: Path) -> None:
    """A member and an event have different addresses."""
    change(root, EVENT, "\ntitle:", "\nformerly: [feinwerk]\ntitle:")
    assert [row for row in found(root) if row[0] == "slug-twice"] == []


@pytest.mark.parametrize(
    "path",
    [
        "content/vocabularies/topics.yml",
        "content/vocabularies/competences.yml",
        "content/vocabularies/districts.yml",
        "newsletter/channels.yml",
    ],
)
def test_names_in_a_file_that_cannot_be_read_are_not_missed(root: Path, path: str) -> None:
    """Only the file itself is told, not everybody who names something in it."""
    (root / path).write_text("a: [", "utf-8")
    assert [row for row in found(root) if row[0] != "competence-unused"] == [
        ("yaml-bracket", path, "")
    ]


def test_names_in_other_files_are_still_missed_beside_one_that_cannot_be_read(root: Path) -> None:
    (root / "content/vocabularies/topics.yml").write_text("a: [", "utf-8")
    change(root, MEMBER, "id: wegmessung", "id: wegmesung")
    assert {row[0] for row in found(root)} == {"yaml-bracket", "unknown-ref"}


# ── texts ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        "events/werkstatt-2030/report.de.md",
        "events/werkstatt-2030/report.en.md",
        "content/news/messpreis-2030/text.de.md",
        "content/projects/messnetz/text.de.md",
        "content/pages/about.de.md",
    ],
)
def test_a_text_that_is_too_long_is_told_by_the_whole_check(root: Path, path: str) -> None:
    """Also by what looks at editions, which needs the texts joined."""
    text = (root / path).read_text("utf-8")
    body = text.partition("\n---\n")[2]
    for length, rules in ((model.ARTICLE, set()), (model.ARTICLE + 1, {"too-long"})):
        more = "x " * (length // 2)
        (root / path).write_text(text + more[: length - len(body)], "utf-8")
        problems, _ = check_content(
            Job(root, "de"), lambda zone: dt.datetime(2030, 6, 1, tzinfo=zone)
        )
        assert {p.rule for p in problems if p.path == path} - {"translation-outdated"} == rules


def test_of_very_many_unknown_names_the_first_fifty_are_told_what_was_meant(root: Path) -> None:
    """Looking for what is near takes time, and nobody reads more."""
    wrong = "".join("\n  - id: wegmesung" for _ in range(52))
    change(root, MEMBER, "\n  - id: wegmessung", wrong)
    items = "".join("\n  - ref: events/messtag-203" for _ in range(52))
    change(root, "newsletter/editions/2030-05.yml", "\nitems:", f"\nitems:{items}")
    for rule in ("unknown-ref", "unknown-item"):
        near = ["near" in values for _, values in values_of(root, rule)]
        assert near == [True] * 50 + [False] * 2


@pytest.mark.parametrize("manifest", ["{", '{"variants": 1}'])
def test_what_a_manifest_that_cannot_be_read_may_name_is_nobodys_stray(
    root: Path, manifest: str
) -> None:
    folder = root / "newsletter/sent/2030-03"
    (folder / "pictures").mkdir(parents=True)
    (folder / "manifest.json").write_text(manifest, "utf-8")
    (folder / "pictures/x.png").write_bytes(b"x")
    (folder / "leser.de.html").write_bytes(b"x")
    rules = {rule for rule, *_ in found(root)}
    assert rules
    assert "sent-stray" not in rules


def test_an_edition_may_name_every_kind_of_item(root: Path) -> None:
    items = "".join(f"\n  - ref: {ref}" for ref in ("news/messpreis-2030", "projects/messnetz"))
    change(root, "newsletter/editions/2030-03.yml", "\nitems:", f"\nitems:{items}")
    assert found(root) == []


@pytest.mark.parametrize(
    ("old", "new", "other"),
    [
        ("content/news/messpreis-2030", "content/news/werkstatt-2030", "events/werkstatt-2030"),
        ("content/projects/messnetz", "content/projects/messpreis-2030", "news/messpreis-2030"),
    ],
)
def test_reports_news_and_projects_share_the_addresses_of_their_press_packs(
    root: Path, old: str, new: str, other: str
) -> None:
    (root / old).rename(root / new)
    file = f"{new}/{'news' if 'news' in old else 'project'}.yml"
    values = {"value": new.rpartition("/")[2], "other": other}
    assert values_of(root, "slug-twice") == [(file, values)]


def test_a_competence_that_nobody_has_is_told_where_all_can_be_read(root: Path) -> None:
    with (root / "content/vocabularies/competences.yml").open("a", encoding="utf-8") as file:
        file.write("\nallein:\n  name: {de: Allein}\n  group: mechanik\n")
    unused = ("competence-unused", "content/vocabularies/competences.yml", "allein")
    assert found(root) == [unused]
    (root / "content/vocabularies/topics.yml").write_text("a: [", "utf-8")
    assert unused not in found(root)


@pytest.mark.parametrize("length", ["short", "medium", "long"])
def test_texts_for_the_press_are_as_clean_as_others(root: Path, length: str) -> None:
    report = "events/werkstatt-2030/report.de.md"
    change(root, report, "\npublished: ", f"\npress: {{{length}: a <b> c}}\npublished: ")
    assert found(root) == [("prose-html", report, f"press.{length}")]


REPORT = "events/werkstatt-2030/report"


@pytest.mark.parametrize(("more", "right"), [(0, True), (1, False)])
def test_a_body_has_a_greatest_length(root: Path, more: int, *, right: bool) -> None:
    """Whether it is entangled as well is not worth a second fault."""
    head = (root / f"{REPORT}.de.md").read_text("utf-8").rpartition("---\n")[0]
    beginning = "> " * 60 if more else "Text.\n\n"
    body = beginning.ljust(ARTICLE + more, "x" if more else "\n")
    (root / f"{REPORT}.de.md").write_text(f"{head}---\n{body}", "utf-8")
    told = [("too-long", f"{REPORT}.de.md", "")]
    assert [row for row in found(root) if row[1] == f"{REPORT}.de.md"] == ([] if right else told)
    values = {"length": str(ARTICLE + 1), "most": str(ARTICLE)}
    assert right or values_of(root, "too-long") == [(f"{REPORT}.de.md", values)]


def test_an_english_text_without_a_mark_is_not_called_outdated(root: Path) -> None:
    lines = (root / f"{REPORT}.en.md").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("of: ")]
    (root / f"{REPORT}.en.md").write_text("".join(kept), "utf-8")
    assert found(root) == []


@pytest.mark.parametrize(
    ("gone", "alone", "expected"),
    [
        ("events/werkstatt-2030/report.de.md", "events/werkstatt-2030/report.en.md",
         "report.de.md"),
        ("events/werkstatt-2030/event.yml", "events/werkstatt-2030/report.de.md", "event.yml"),
        ("content/pages/about.de.md", "content/pages/about.en.md", "SLUG.de.md"),
        ("content/news/messpreis-2030/text.de.md", "content/news/messpreis-2030/news.yml",
         "text.de.md"),
        ("members/lichtblick/member.yml", OFFER, "members/lichtblick/member.yml"),
    ],
)  # fmt: skip
def test_what_stands_alone_is_told_with_what_belongs_to_it(
    root: Path, gone: str, alone: str, expected: str
) -> None:
    if not (root / alone).exists():
        shutil.copy(root / gone, root / alone)
    (root / gone).unlink()
    assert (alone, {"expected": expected}) in values_of(root, "pair-missing")
    *_, problems = check_cluster(root, CLOCK)
    told = [(p.line, p.column, p.field) for p in problems if p.rule == "pair-missing"]
    assert set(told) == {(0, 0, "")}


def test_texts_of_single_channels_are_looked_at_as_well(root: Path) -> None:
    file = "newsletter/editions/2030-03.yml"
    change(root, file, "en_of: 604dcfb0", "en_of: 00000000")
    assert found(root) == [("translation-outdated", file, "items[1].headline.all.en_of")]
