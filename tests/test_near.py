"""What somebody meant: told by the id, found by its names, and never far-fetched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from schaufenster.content.check.references import _FEW
from schaufenster.content.load import check_cluster
from schaufenster.content.suggestions import nearest, nearest_named
from schaufenster.problems import Problem
from tests.conftest import CLOCK, SAMPLE, change

EVENT = "events/messtag-2030/event.yml"
DISTRICTS = {
    "jena-stadt": ("Jena", "J"), "gera-stadt": ("Gera", "G"), "ilm-kreis": ("Ilm-Kreis", "Ilm"),
    "saale-holzland-kreis": ("Saale-Holzland-Kreis",), "saale-orla-kreis": ("Saale-Orla-Kreis",),
    "greiz": ("Greiz",),
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("jena", "jena-stadt"),
        ("Jena", "jena-stadt"),
        ("GERA", "gera-stadt"),
        ("Ilm-Kreis", "ilm-kreis"),
        ("ilmkreis", "ilm-kreis"),
        ("Ilm Kreis", "ilm-kreis"),
        ("holzland", "saale-holzland-kreis"),
        ("Saale Holzlandkreis", "saale-holzland-kreis"),
        ("graiz", "greiz"),
        ("saale", None),  # two are called so
        ("kreis", None),
        ("muenchen", None),
        ("", None),
    ],
)
def test_an_id_is_found_by_its_names(word: str, meant: str | None) -> None:
    assert nearest_named(word, DISTRICTS).get("near") == meant


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("gassensor", "gassensoren"),
        ("wegmesung", "wegmessung"),
        ("Prüfstände", "pruefstaende"),
        ("durchflussmessung", None),  # ends as others do, and is something else
        ("kraftmessung", None),
    ],
)
def test_a_word_that_only_ends_alike_is_not_offered(word: str, meant: str | None) -> None:
    ids = ["wegmessung", "feuchtemessung", "gassensoren", "pruefstaende", "druckmessung"]
    assert nearest(word, ids).get("near") == meant


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "root"))


def told(root: Path, path: str) -> Problem:
    (problem,) = [
        p for p in check_cluster(root, CLOCK).problems if p.path == path and p.severity == "error"
    ]
    return problem


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("start: 2030-09-18", "start: 18.09.2030", "Meinten Sie „2030-09-18“?"),
        ("start: 2030-09-18", "start: 18.9.2030", "Meinten Sie „2030-09-18“?"),
        ("start: 2030-09-18", "start: 9/2030", "Meinten Sie „2030-09“?"),
        ("start: 2030-09-18", "start: 2030-9-18", "Meinten Sie „2030-09-18“?"),
        ("start: 2030-09-18", "start: 18.9.30", "Meinten Sie „2030-09-18“?"),
        ("start: 2030-09-18", "start: 18-09-2030", "Meinten Sie „2030-09-18“?"),
        ("start: 2030-09-18", "start: 20300918", "Meinten Sie „2030-09-18“?"),
        ("start: 2030-09-18", "start: 18. September 2030", "Meinten Sie „2030-09-18“?"),
        ("start: 2030-09-18", "start: Sept. 2030", "Meinten Sie „2030-09“?"),
        ("start: 2030-09-18", "start: Herbst 2030", "2025-09-10."),
        ("start: 2030-09-18", "start: 30. Februar 2030", "2025-09-10."),
        ("time: 09:30", "time: 9:30", "Meinten Sie „09:30“?"),
        ("time: 09:30", "time: 9.30 Uhr", "Meinten Sie „09:30“?"),
        ("time: 09:30", "time: 9 Uhr", "Meinten Sie „09:00“?"),
        ("start: 2030-09-18", "start: bald", "2025-09-10."),
        ("start: 2030-09-18", "start: 31.02.2030", "2025-09-10."),
        ("time: 09:30", "time: 25.00 Uhr", "Erwartet: 09:00."),
        ("start: 2030-09-18", "start: 2030-09-18 09:30", "Meinten Sie „2030-09-18“?"),
        ("start: 2030-09-18", "start: 2025-09-10-12", "2025-09-10."),
        ("time: 09:30", "time: 25:30-26:00", "Erwartet: 09:00."),
    ],
)
def test_a_date_or_time_in_another_form_is_told_in_ours(
    root: Path, old: str, new: str, words: str
) -> None:
    change(root, EVENT, old, new)
    assert told(root, EVENT).message("de").endswith(words)


@pytest.mark.parametrize(
    ("field", "typed", "start", "end"),
    [
        ("time: 09:30", "09:30-16:00", "09:30", "16:00"),
        ("time: 09:30", "9:30 – 16 Uhr", "09:30", "16:00"),
        ("time: 09:30", "von 9 bis 16 Uhr", "09:00", "16:00"),
        ("time: 09:30", "22-2 Uhr", "22:00", "02:00"),
        ("start: 2030-09-18", "2030-09-18 - 2030-09-20", "2030-09-18", "2030-09-20"),
        ("start: 2030-09-18", "18.-20.09.2030", "2030-09-18", "2030-09-20"),
        ("start: 2030-09-18", "18./19.9.2030", "2030-09-18", "2030-09-19"),
        ("start: 2030-09-18", "29.9.-1.10.2030", "2030-09-29", "2030-10-01"),
        ("start: 2030-09-18", "vom 18. bis 20. September 2030", "2030-09-18", "2030-09-20"),
        ("start: 2030-09-18", "Mai bis Juni 2030", "2030-05", "2030-06"),
        ("start: 2030-09-18", "2030-2031", "2030", "2031"),
    ],
)
def test_two_days_or_times_in_one_field_are_told_apart(
    root: Path, field: str, typed: str, start: str, end: str
) -> None:
    name = field.partition(":")[0]
    change(root, EVENT, field, f"{name}: {typed}")
    problem = told(root, EVENT)
    assert (problem.rule, problem.field) == ("span", name)
    assert problem.values == {"value": typed, "start": start, "end": end}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("18.09.2030 10:00", "2030-09-18 10:00"),
        ("18. September 2030, 10 Uhr", "2030-09-18 10:00"),
        ("18.9.2030 um 9.30 Uhr", "2030-09-18 09:30"),
        ("18.9.2030", "2030-09-18"),
        ("2030-09-18 25:00", None),
    ],
)
def test_a_moment_in_another_form_is_told_in_ours(
    root: Path, typed: str, meant: str | None
) -> None:
    change(root, EVENT, "published: ", f"embargo: {typed}\npublished: ")
    assert told(root, EVENT).values.get("near") == meant


@pytest.mark.parametrize(
    ("word", "meant"), [("musterstadt", "musterstadt-stadt"), ("Musterstadt", "musterstadt-stadt"),
                        ("Seen-Kreis", "seenkreis"), ("Stadt Musterstadt", "musterstadt-stadt")],
)  # fmt: skip
def test_an_entry_is_found_however_it_was_typed(root: Path, word: str, meant: str) -> None:
    """Also where it could be no id: what was meant matters, not the form of ids."""
    change(root, "members/feinwerk-see/member.yml", "district: seenkreis", f"district: {word}")
    problem = told(root, "members/feinwerk-see/member.yml")
    assert (problem.rule, problem.values.get("near")) == ("unknown-ref", meant)


@pytest.mark.parametrize(
    ("path", "old", "typed", "meant"),
    [
        ("members/feinwerk-see/member.yml", "district: seenkreis", "SEE", "seenkreis"),
        ("members/feinwerk-see/member.yml", "district: seenkreis", "Lake district", "seenkreis"),
        ("members/feinwerk-see/member.yml", "id: wegmessung", "Photometrie", "lichtmessung"),
        ("members/feinwerk-see/member.yml", "id: wegmessung", "photometry", "lichtmessung"),
        (EVENT, "member: lichtblick", "Lichtblick Photometrie", "lichtblick"),
        (EVENT, "member: lichtblick", "Feinwerk am See KG", "feinwerk-see"),
        (EVENT, "member: lichtblick", "Wasserhaus", "quellwerk"),
    ],
)
def test_an_entry_is_found_by_each_of_its_names(
    root: Path, path: str, old: str, typed: str, meant: str
) -> None:
    change(root, "members/quellwerk/member.yml", "short: Quell & Werk", "short: Wasserhaus")
    change(root, path, old, f"{old.partition(':')[0]}: {typed}")
    problem = told(root, path)
    assert (problem.rule, problem.values.get("near")) == ("unknown-ref", meant)


def test_an_event_is_found_by_its_title(root: Path) -> None:
    news = "content/news/messpreis-2030/news.yml"
    change(root, EVENT, "title: {de: Messtag", "title: {de: Lichttreffen")
    change(root, news, "published: ", "event: Lichttreffen\npublished: ")
    assert told(root, news).values.get("near") == "messtag-2030"


def test_a_former_name_that_looks_like_nothing_of_today_is_known(root: Path) -> None:
    member = "members/feinwerk-see/member.yml"
    change(root, "content/vocabularies/competences.yml", "wegmessung:",
           "wegmessung:\n  formerly: [abstand]")  # fmt: skip
    change(root, member, "id: wegmessung", "id: abstand")
    assert told(root, member).values["near"] == "wegmessung"


@pytest.mark.parametrize("entries", [0, 1, _FEW, _FEW + 1])
def test_entries_are_all_named_if_there_are_some_and_few(root: Path, entries: int) -> None:
    member = "members/feinwerk-see/member.yml"
    names = [f"n{number:02}" for number in range(entries)]
    text = "".join(f"{name}: {{name: {{de: {name}}}}}\n" for name in names)
    (root / "content/vocabularies/certificates.yml").write_text(text or "{}\n", "utf-8")
    change(root, member, "\nconfirmed: {on", "\ncertificates: [{id: qqq}]\nconfirmed: {on")
    known = told(root, member).values.get("known")
    assert known == (tuple(names) if 0 < entries <= _FEW else None)


def test_the_few_entries_of_a_table_are_all_named(root: Path) -> None:
    change(root, "members/feinwerk-see/member.yml", "district: seenkreis", "district: x")
    problem = told(root, "members/feinwerk-see/member.yml")
    known = sorted(check_cluster(SAMPLE, CLOCK).records.keys["districts"])
    assert len(known) <= _FEW
    assert f"Vorhanden sind: {', '.join(known)}." in problem.message("de")


def test_who_misses_a_competence_hears_how_one_is_added(root: Path) -> None:
    change(root, "members/feinwerk-see/member.yml", "id: wegmessung", "id: durchflussmessung")
    problem = told(root, "members/feinwerk-see/member.yml")
    assert "near" not in problem.values
    assert problem.message("de").endswith(
        "Fehlt der Eintrag, bitte dort ergänzen: einen Kurznamen, darunter name, group."
    )


@pytest.mark.parametrize(
    ("name", "tag"), [("<b>Feinwerk</b>", "<b>"), ("Fein &amp; Werk", "&amp;"),
                      ("Fein&#160;Werk", "&#160;"), ("Fein<br>Werk", "<br>")],
)  # fmt: skip
def test_a_name_with_html_is_told(root: Path, name: str, tag: str) -> None:
    change(root, "members/feinwerk-see/member.yml", "short: Feinwerk", f'short: "{name}"')
    problem = told(root, "members/feinwerk-see/member.yml")
    assert (problem.rule, problem.values["tag"]) == ("text-html", tag)


@pytest.mark.parametrize("name", ["a < b", "p<0,05 und q>1", "3 <- 4", "<3", "R&D; mehr", "A & B;"])
def test_a_less_than_sign_is_no_html(root: Path, name: str) -> None:
    change(root, "members/feinwerk-see/member.yml", "short: Feinwerk", f'short: "{name}"')
    assert not [p for p in check_cluster(root, CLOCK).problems if p.rule == "text-html"]


@pytest.mark.parametrize(
    ("phone", "right"),
    [
        ("036776690", False),
        ("03677 669-0", False),
        ("+4936776690", False),
        ("+49 3677 669-0", True),
    ],
)
def test_a_phone_number_is_told_unless_all_can_dial_it(
    root: Path, phone: str, *, right: bool
) -> None:
    change(root, "members/lichtblick/member.yml", "phone: +49 0000 987654", f"phone: {phone}")
    rules = {p.rule for p in check_cluster(root, CLOCK).problems}
    assert ("phone-form" in rules) is not right


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://www.muster-cluster.example/bericht-2029", True),
        ("http://muster-cluster.example/bericht-2029/", True),
        ("https://muster-cluster.example/alt", False),  # redirected: `was_at`
        ("https://archive.example/muster-cluster.example/bericht-2029", False),
    ],
)
def test_a_source_that_the_launch_takes_away_is_a_hint(root: Path, url: str, *, told: bool) -> None:
    member = root / "members/lichtblick/member.yml"
    old = "was_at: ['https://www.muster-cluster.example/alt/']\n"
    member.write_text(member.read_text("utf-8") + old, "utf-8")
    change(root, "content/cluster.yml", "https://www.muster-cluster.example/bericht-2029", url)
    found = [p for p in check_cluster(root, CLOCK).problems if p.rule == "source-own-host"]
    assert [(p.field, p.severity) for p in found] == (
        [("figures[1].source.url", "warning")] if told else []
    )


def test_a_name_that_stands_alone_says_what_it_should_be(root: Path) -> None:
    """Every list of entries given as names, and every list of names given as entries."""
    (root / EVENT).write_text((root / EVENT).read_text("utf-8") + "pictures:\n  - bild.jpg\n")
    assert (
        told(root, EVENT)
        .message("de")
        .startswith("„bild.jpg“ steht hier allein. Bitte „file: bild.jpg“ schreiben; dazu gehören")
    )


def test_a_field_that_lost_its_indent_is_led_back(root: Path) -> None:
    change(root, "members/feinwerk-see/member.yml", "about:\n  de: ", "about:\nde: ")
    found = [
        p
        for p in check_cluster(root, CLOCK).problems
        if p.path.startswith("members/feinwerk-see/m")
    ]
    assert {p.rule for p in found} == {"yaml-indent"}
    change(root, "members/feinwerk-see/member.yml", "  en: The test", "en: The test")
    change(root, "members/feinwerk-see/member.yml", "  en_of: 00000000\n", "")
    found = [
        p
        for p in check_cluster(root, CLOCK).problems
        if p.path.startswith("members/feinwerk-see/m")
    ]
    assert [(p.rule, p.values["above"]) for p in found] == [("indent-lost", ("names", "about"))] * 2


def test_the_fields_there_are_are_named_whole(root: Path) -> None:
    change(root, EVENT, "status: ", "statuz: planned\nstatus: ")
    problem = told(root, EVENT)
    assert problem.values["near"] == "status"
    fields = problem.values["fields"]
    assert isinstance(fields, tuple)
    assert fields[0] == "status"
    assert f"vorgesehen sind: {', '.join(fields)}." in problem.message("de")
    assert len(", ".join(fields)) > 200  # longer than a value may be: it is not cut
