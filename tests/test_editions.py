"""Editions from proposal to approval: limits with their place, what is proposed, what was seen."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schaufenster import command_names as names
from schaufenster import editing, mail, problems, words
from schaufenster.commands import program, site
from schaufenster.commands.job import Job
from schaufenster.content import model, yaml_text
from schaufenster.content.load import Cluster
from schaufenster.facts import release
from schaufenster.facts.items import items
from schaufenster.problems import ContentError, Language, Problem
from schaufenster.selection import check_editions, decide, moment_of, variant

from .conftest import SAMPLE, TODAY, load_sample, templates_of

LETTERS = templates_of("newsletter/templates")


def run(root: Path, *words: str, today: str = TODAY) -> tuple[int, str]:
    """Return the exit code of a newsletter command and what it said."""
    result = CliRunner().invoke(
        program.main, ["--root", str(root), names.NEWSLETTER, *words, "--today", today]
    )
    return result.exit_code, result.output


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "cluster")
    return tmp_path / "cluster"


def change(root: Path, path: str, *changes: tuple[str, str]) -> None:
    file = root / path
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


MARCH, CHANNELS = "newsletter/editions/2030-03.yml", "newsletter/channels.yml"


# ── limits ───────────────────────────────────────────────────────────────────────────────────


def too_long(root: Path) -> list[Problem]:
    return list(check_editions(load_sample(root=root)))


def at(root: Path, problem: Problem) -> str:
    """Return what stands in the file where a problem points."""
    return (
        (root / problem.path)
        .read_text("utf-8")
        .splitlines()[problem.line - 1][problem.column - 1 :]
    )


def test_the_sample_keeps_every_limit() -> None:
    assert too_long(SAMPLE) == []


def test_a_channels_own_headline_that_is_too_long_is_told_at_its_words(root: Path) -> None:
    long = "Seenkreis eicht seine Messgeräte und stellt dabei fest, wie genau er misst"
    change(root, MARCH, ("{de: Seenkreis eicht seine Messgeräte}", f'{{de: "{long}"}}'))
    (found,) = too_long(root)
    assert (found.rule, found.field) == ("headline-too-long", "items[1].headline.kammerbote.de")
    assert at(root, found).startswith(f'"{long}')
    assert found.message("de") == (
        f"events/werkstatt-2030/report, Kanal kammerbote: Überschrift (de) {len(long)} Zeichen, "
        "60 sind erlaubt. Bitte kürzen oder für diesen Kanal eine eigene schreiben: "
        "headline: {kammerbote: {de: …}}."
    )


def test_an_editions_headline_is_counted_where_a_channel_has_none_of_its_own(root: Path) -> None:
    long = "38 Geräte " * 7
    change(
        root, MARCH,
        ("all: {de: 38 Geräte im Vergleich", f'all: {{de: "{long.strip()}"'),
        ("      kammerbote: {de: Seenkreis eicht seine Messgeräte}\n", ""),
    )  # fmt: skip
    assert [p.field for p in too_long(root)] == ["items[1].headline.all.de"]


def test_an_items_own_words_are_counted_and_told_where_others_can_be_written(root: Path) -> None:
    change(root, CHANNELS, ("lead: {max: 160, rule: ours}", "lead: {max: 28, rule: ours}"))
    found = too_long(root)
    assert {(p.rule, p.field, p.path) for p in found} >= {
        ("lead-too-long", "items[3].ref", "newsletter/editions/2030-03.yml"),
    }
    own = next(p for p in found if p.field == "items[3].ref")
    assert at(root, own) == "events/sommertreff-2030"
    assert "29 Zeichen, 28 sind erlaubt" in own.message("de")
    assert "29 characters, 28 are allowed" in own.message("en")


def test_english_is_counted_for_channels_that_read_english(root: Path) -> None:
    limits = "  limits: {headline: {max: 19, rule: ours}}\n  template: readers\n"
    change(root, CHANNELS, ("  template: readers\n", limits))
    assert {(p.field, p.values["lang"]) for p in too_long(root) if p.path == MARCH} >= {
        ("items[1].headline.all.de", "de"),
        ("items[1].headline.all.en", "en"),
    }


def test_german_that_stands_in_for_english_is_told_once(root: Path) -> None:
    limits = "  limits: {lead: {max: 10, rule: ours}}\n  template: invitation\n"
    change(root, CHANNELS, ("  template: invitation\n", limits))
    told = [p.values["lang"] for p in too_long(root) if p.values["ref"] == "events/klausur-2031"]
    assert told == ["de"]


def test_a_channel_that_does_not_take_an_item_does_not_count_it(root: Path) -> None:
    change(
        root, CHANNELS,
        ("districts: [seenkreis]", "districts: [bergkreis]"),
        ("headline: {max: 60, rule: stated}", "headline: {max: 1, rule: stated}"),
    )  # fmt: skip
    assert too_long(root) == []


def test_the_command_tells_it_with_its_place_and_nothing_is_built(root: Path) -> None:
    change(root, MARCH, ("{de: Seenkreis eicht seine Messgeräte}", "{de: " + "Eichen " * 9 + "}"))
    result = CliRunner().invoke(program.main, ["--root", str(root), names.CHECK, "--today", TODAY])
    assert result.exit_code == 1
    assert re.search(
        r"editions/2030-03\.yml:\d+:24: items\[1\]\.headline\.kammerbote\.de: .* 62 Zeichen",
        result.output,
    )
    code, said = run(root, names.BUILD, "2030-03")
    assert (code, "62 Zeichen, 60 sind erlaubt" in said) == (1, True)
    assert not (root / "build/newsletter").exists()


def test_limits_are_told_beside_other_faults(root: Path) -> None:
    """A broken profile elsewhere does not hide that a headline is too long."""
    change(root, MARCH, ("{de: Seenkreis eicht seine Messgeräte}", "{de: " + "Eichen " * 9 + "}"))
    change(root, "members/quellwerk/member.yml", ("type: company", "type: konzern"))
    change(root, "members/lichtblick/member.yml", ("type: company", "type: konzern"))
    result = CliRunner().invoke(program.main, ["--root", str(root), names.CHECK, "--today", TODAY])
    assert "konzern" in result.output
    assert "62 Zeichen" in result.output


def test_points_for_a_channel_that_does_not_exist_are_told(root: Path) -> None:
    change(root, MARCH, ("    points:\n      kammerbote:", "    points:\n      kammerbode:"))
    result = CliRunner().invoke(program.main, ["--root", str(root), names.CHECK, "--today", TODAY])
    assert "items[1].points.kammerbode: „kammerbode“ gibt es nicht" in result.output


# ── how large a mail may be ──────────────────────────────────────────────────────────────────


def limited(cluster: Cluster, channel: str, kb: int) -> Cluster:
    limits = cluster.channels[channel].limits.model_copy(
        update={"mail_kb": model.Limit(max=kb, rule="ours")}
    )
    changed = cluster.channels[channel].model_copy(update={"limits": limits})
    return replace(cluster, channels={**cluster.channels, channel: changed})


def test_a_mail_beyond_its_limit_is_refused_with_the_count(sample: Cluster) -> None:
    edition = sample.editions["2030-05"]
    files = list(mail.render_edition(edition, "leser", sample, LETTERS))
    largest = max(len(f.content) for f in files if f.path.endswith(".eml"))
    fits = -(-largest // 1024)
    assert list(mail.render_edition(edition, "leser", limited(sample, "leser", fits), LETTERS))
    with pytest.raises(ContentError) as raised:
        list(mail.render_edition(edition, "leser", limited(sample, "leser", fits - 1), LETTERS))
    (found,) = raised.value.problems
    assert (found.path, found.rule) == (edition.path, "mail-too-large")
    assert f"{fits} KB, {fits - 1} KB sind erlaubt" in found.message("de")


def test_html_that_mailboxes_would_cut_is_refused_without_any_limit(sample: Cluster) -> None:
    edition = sample.editions["2030-05"].model_copy(
        update={"greeting": model.Prose(de="Viele Worte. " * 8000)}
    )
    with pytest.raises(ContentError) as raised:
        list(mail.render_edition(edition, "leser", sample, LETTERS))
    (found,) = raised.value.problems[:1]
    assert found.values["most"] == 90


# ── proposals ────────────────────────────────────────────────────────────────────────────────


def proposed(root: Path, name: str = "2030-06", today: str = "2030-07-01") -> str:
    code, said = run(root, names.NEW, name, today=today)
    assert code == 0, said
    return (root / f"newsletter/editions/{name}.yml").read_text("utf-8")


def test_a_proposal_takes_what_no_edition_carried_and_ends_today(root: Path) -> None:
    (root / "newsletter/editions/2030-05.yml").unlink()
    text = proposed(root, "2030-05", today=TODAY)
    assert "since: 2030-04-01\nuntil: 2030-06-01\n" in text
    assert re.findall(r"- ref: (\S+)", text) == [
        "events/klausur-2031",  # four channels take it
        "events/messtag-2030",
        "members/institut-fuer-muster/offers/probekoerper",
        "members/feinwerk-see/offers/leihpruefstand",
        "members/lichtblick/offers/messraum",
        "news/messpreis-2030",
    ]


def test_a_proposal_says_who_gets_what_and_why_and_who_does_not(root: Path) -> None:
    (root / "newsletter/editions/2030-05.yml").unlink()
    change(root, CHANNELS, ("max_age_days: 92", "max_age_days: 10"))
    text = re.sub(r"\n *#  ?", " ", proposed(root, "2030-05", today=TODAY))
    assert "für Kammerbote Nord: passt zu: Seenkreis" in text
    assert "nicht für Newsletter des Muster-Clusters: älter als 10 Tage" in text
    assert "passt nicht" not in text  # the preview says so


def test_a_proposal_is_valid_on_the_spot(root: Path) -> None:
    (root / "newsletter/editions/2030-05.yml").unlink()
    proposed(root, "2030-05", today=TODAY)
    checked = CliRunner().invoke(
        program.main, ["--root", str(root), names.CHECK, "newsletter/editions", "--today", TODAY]
    )
    assert checked.exit_code == 0, checked.output
    assert "Fehler" not in checked.output.replace("0 Fehler", "")
    assert run(root, names.BUILD, "2030-05")[0] == 0


def test_a_proposal_cuts_what_is_too_long_for_a_channel_and_says_so(root: Path) -> None:
    change(
        root, CHANNELS,
        ("headline: {max: 60, rule: stated}", "headline: {max: 8, rule: stated}"),
        ("lead: {max: 160, rule: ours}", "lead: {max: 20, rule: ours}"),
    )  # fmt: skip
    for name in ("2030-03", "2030-05"):
        (root / f"newsletter/editions/{name}.yml").unlink()
    text = proposed(root, "2030-05", today=TODAY)
    assert re.search(r'kammerbote: \{de: "[^"]{1,7}…".*\} # gekürzt von \d+ auf 8 Zeichen', text)
    assert too_long(root) == []


def test_a_proposal_never_replaces_an_edition(root: Path) -> None:
    before = (root / MARCH).read_bytes()
    code, said = run(root, names.NEW, "2030-03")
    assert code == 1
    assert "Die Ausgabe „2030-03“ gibt es schon" in said
    assert (root / MARCH).read_bytes() == before


@pytest.mark.parametrize("name", ["mai", "2030-13", "2030", "../2030-05", "2030-05.yml", ""])
def test_an_edition_is_named_by_year_and_month(root: Path, name: str) -> None:
    code, said = run(root, names.NEW, name)
    assert (code, "ist kein Name einer Ausgabe" in said) == (1, True)


def test_without_anything_new_nothing_is_written(root: Path) -> None:
    proposed(root, "2030-06", today=TODAY)
    code, said = run(root, names.NEW, "2030-07")
    assert (code, "nichts, was zu einem Kanal passt" in said) == (1, True)
    assert "# abgelaufen am 24. April 2030: events/probelauf-2030" in said
    assert not (root / "newsletter/editions/2030-07.yml").exists()


def test_without_a_channel_it_is_said_that_there_is_none(root: Path) -> None:
    (root / CHANNELS).unlink()
    shutil.rmtree(root / "newsletter/editions")
    for file in (*root.rglob("*.yml"), *root.rglob("*.md")):
        file.write_text(re.sub(r"(?m)^not_for: .*\n", "", file.read_text("utf-8")), "utf-8")
    code, said = run(root, names.NEW, "2030-06")
    assert (code, "noch keine Kanäle" in said, CHANNELS in said) == (1, True, True)


def test_only_the_title_hangs_on_the_editions_name(root: Path) -> None:
    (root / "newsletter/editions/2030-05.yml").unlink()
    texts = []
    for name in ("2030-05", "2031-01", "2029-07-eil"):
        texts.append(proposed(root, name, today=TODAY))
        (root / f"newsletter/editions/{name}.yml").unlink()
    months = r"Muster-Cluster (im|in) \w+ \d+|en_of: \w+"
    assert len({re.sub(months, "", text) for text in texts}) == 1
    assert [re.findall(r"Muster-Cluster im (\w+ \d+)", text)[0] for text in texts] == [
        "Mai 2030",
        "Januar 2031",
        "Juli 2029",
    ]


def test_a_proposal_knows_nothing_of_what_is_held_back(root: Path) -> None:
    for name in ("2030-03", "2030-05"):
        (root / f"newsletter/editions/{name}.yml").unlink()
    text = proposed(root, "2030-05", today=TODAY)
    assert "spektralwaage" not in text
    assert "kalibrierkoffer" not in text
    assert "probelauf-2030/report" not in text


def test_a_proposal_is_the_same_every_time(sample: Cluster) -> None:
    first, second = (mail.propose("2030-08", sample, "de") for _ in range(2))
    assert first == second


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 120), st.integers(1, 330), st.sampled_from(["de", "en"]))
def test_a_proposal_keeps_every_limit_whatever_it_is(
    headline: int, lead: int, lang: Language
) -> None:
    whole = load_sample()
    limits = model.Limits(
        headline=model.Limit(max=headline, rule="ours"), lead=model.Limit(max=lead, rule="ours")
    )
    channels = {
        key: channel.model_copy(update={"limits": limits, "select": model.Select()})
        for key, channel in whole.channels.items()
    }
    cluster = release.released(replace(whole, editions={}, channels=channels))
    proposal = mail.propose("2030-05", cluster, lang)
    edition = read_edition(proposal.file.content.decode(), proposal.file.path)
    for channel in channels.values():
        for story in variant(edition, channel, cluster).stories:
            for tongue in channel.languages:
                assert len(story.headline.text(tongue)) <= headline
                assert len(story.lead.text(tongue)) <= lead


def read_edition(text: str, path: str) -> model.Edition:
    parsed = yaml_text.parse(text)
    assert not parsed.faults
    return model.Edition.model_validate({**parsed.value, "path": path, "id": "2030-05"})


def test_what_a_channel_has_had_is_proposed_for_the_others_alone(root: Path) -> None:
    """The place of an event is corrected after others have announced it."""
    shutil.rmtree(root / "newsletter/editions")
    first = proposed(root, "2030-05", today=TODAY)
    assert "messtag-2030\n    channels: [leser, kalender, rundbrief]\n" in first
    run(root, names.APPROVE, "2030-05")
    for channel in ("leser", "kammerbote", "kalender", "rundbrief"):
        assert run(root, names.HANDED_IN, "2030-05", "--channel", channel)[0] == 0
    change(
        root, "events/messtag-2030/event.yml",
        ("district: musterstadt-stadt", "district: seenkreis"),
    )  # fmt: skip
    second = proposed(root, "2030-06", today=TODAY)
    block = next(b for b in second.split("\n\n") if "- ref: events/messtag-2030" in b)
    assert "    channels: [kammerbote]\n" in f"{block}\n"
    assert "stand schon in Ausgabe 2030-05" in re.sub(r"\n *#  ?", " ", block)
    cluster = release.released(load_sample(root=root))
    edition = cluster.editions["2030-06"]
    got = {
        c.id: [s.item.ref for s in variant(edition, c, cluster).stories]
        for c in cluster.channels.values()
    }
    assert "events/messtag-2030" in got["kammerbote"]
    assert "events/messtag-2030" not in got["leser"]
    left = variant(edition, cluster.channels["leser"], cluster).left_out
    assert {d.why("de", cluster) for d in left if d.item.ref == "events/messtag-2030"} == {
        "die Ausgabe nennt nur andere Kanäle"
    }


def test_what_was_omitted_is_not_proposed_again_and_what_was_deleted_is(root: Path) -> None:
    shutil.rmtree(root / "newsletter/editions")
    proposed(root, "2030-05", today=TODAY)
    path, ref = "newsletter/editions/2030-05.yml", "  - ref: events/messtag-2030\n"
    change(root, path, (ref, f"{ref}    omit: true\n"))
    change(root, path, ("  - ref: news/messpreis-2030\n    channels: [rundbrief]\n", ""))
    second = proposed(root, "2030-06", today=TODAY)
    assert re.findall(r"- ref: (\S+)", second) == ["news/messpreis-2030"]


def test_a_story_is_new_from_the_day_its_embargo_ends(root: Path) -> None:
    proposed(root, "2030-06", today=TODAY)
    text = proposed(root, "2031-02", today="2031-02-02")
    assert "events/jubilaeum-2031" in re.findall(r"- ref: (\S+)", text)


@pytest.mark.parametrize(("day", "taken"), [("2030-06-25", True), ("2030-06-26", False)])
def test_an_event_of_the_same_month_is_taken_while_it_is_still_to_come(
    root: Path, day: str, *, taken: bool
) -> None:
    event = "events/messtag-2030/event.yml"
    text = (root / event).read_text("utf-8")
    text = re.sub(r"(?m)^start: .*", "start: 2030-06-25", text)
    text = re.sub(r"(?m)^(published|updated): .*", r"\1: 2030-06-03", text)
    (root / event).write_text(re.sub(r"(?m)^(end|registration): .*\n", "", text), "utf-8")
    (root / "newsletter/editions/2030-05.yml").unlink()
    text = proposed(root, "2030-06", today=day)
    assert ("  - ref: events/messtag-2030" in text) is taken
    assert ("abgelaufen am 25. Juni 2030: " in text) is not taken


@pytest.mark.parametrize(
    ("begun", "is_news"),
    [("2028-01", False), ("2029-05-30", False), ("2029-05-31", True), ("2029-05", True)],
)
def test_a_project_that_began_long_ago_is_no_news_though_its_page_is_new(
    root: Path, begun: str, *, is_news: bool
) -> None:
    project = "content/projects/messnetz/project.yml"
    change(
        root,
        project,
        ("from: 2029-04", f"from: {begun}"),
        ("published: 2029-04", "published: 2030-05"),
    )
    (root / "newsletter/editions/2030-05.yml").unlink()
    text = re.sub(r"\n *#  ?", " ", proposed(root, "2030-05", today=TODAY))
    assert ("  - ref: projects/messnetz" in text) is is_news
    told = re.search(
        r"das Projekt begann ([^,]+), das ist keine Neuigkeit.*?:\s+projects/messnetz", text
    )
    assert (told is None) is is_news
    if not is_news:  # the office may want it all the same
        item = next(i for i in items(load_sample(f"{TODAY}T12:00", root)) if i.kind == "project")
        assert decide(item, model.Select(), dt.datetime(2030, 6, 1)).taken  # noqa: DTZ001


@pytest.mark.parametrize("until", ["2030-06-01", "2030-12-31"])
def test_an_edition_is_seen_on_its_last_day_or_on_the_builds_before_it(
    root: Path, until: str
) -> None:
    change(root, MARCH, ("until: 2030-03-31", f"until: {until}"))
    cluster = release.released(load_sample(root=root))
    edition = cluster.editions["2030-03"]
    assert moment_of(edition, cluster).date() == cluster.today
    assert variant(edition, cluster.channels["kammerbote"], cluster).day == dt.date(2030, 6, 1)


def test_an_approved_edition_stays_as_it_is_while_its_last_day_comes_nearer(root: Path) -> None:
    change(root, MARCH, ("until: 2030-03-31", "until: 2030-12-31"))
    run(root, names.APPROVE, "2030-03", today="2030-04-02")
    for today in ("2030-04-03", "2030-08-01"):
        code, said = run(root, names.BUILD, "2030-03", today=today)
        assert (code, "unverändert" in said) == (0, True), said
    run(root, names.APPROVE, "2030-03", today="2030-08-01")
    code, said = run(root, names.BUILD, "2030-03", today="2030-08-02")
    assert "freigegeben am 2030-08-01, unverändert" in said


def test_what_time_or_release_takes_out_is_said_with_its_reason(root: Path) -> None:
    """In the edition of May stand things that are held back, over, or for nobody."""
    change(root, "events/klausur-2031/event.yml", ("published: ", "# published: "))
    for command in (names.BUILD, names.APPROVE):
        code, said = run(root, command, "2030-05")
        assert code == 0, said
        told = {row.partition(": ")[2] for row in said.replace("\xa0", " ").splitlines()}
        assert {
            "gesperrt bis 15. Januar 2031, 10:00 Uhr.",
            "erscheint am 1. September 2030, so weit reicht diese Ausgabe nicht.",
            (
                "ohne Tag der Veröffentlichung (published), oder seine Veranstaltung ist noch "
                "gesperrt."
            ),
            "abgelaufen am 24. April 2030.",
        } <= {row.rpartition(": ")[2] for row in told}
    cluster = release.released(load_sample(root=root))
    shown = [variant(cluster.editions["2030-05"], c, cluster) for c in cluster.channels.values()]
    got = {story.item.ref for one in shown for story in one.stories}
    for choice in cluster.editions["2030-05"].items:
        assert choice.omit or choice.ref in got or f"{choice.ref} " in said, choice.ref


def test_an_edition_in_german_alone_has_no_english_mail_and_says_so(root: Path) -> None:
    english = ', en: "Muster-Cluster in March: how exactly do we measure?", en_of: 57b332d1'
    change(root, MARCH, (english, ""))
    code, said = run(root, names.BUILD, "2030-03")
    assert code == 0, said
    assert "2030-03, leser: keine Mail auf Englisch" in said
    made = {f.parent.name for f in (root / "build/newsletter/2030-03/leser").rglob("mail.eml")}
    assert made == {"de"}
    missing = "Betreff und Überschriften auf Englisch, sonst entfällt diese Mail"
    assert missing in run(root, names.STATUS, "2030-03")[1]


def test_an_english_subject_names_a_story_that_has_an_english_headline() -> None:
    sample = release.released(load_sample())
    shown = variant(sample.editions["2030-05"], sample.channels["kalender"], sample)
    german = model.Title(de="Nur auf Deutsch")
    first = replace(shown.stories[0], headline=german)
    mixed = replace(shown, stories=(first, *shown.stories))
    assert mixed.languages == ("de", "en")
    assert mixed.first("de").headline == german
    assert mixed.first("en").headline.get("en")
    assert replace(shown, stories=(first,)).languages == ("de",)


def test_a_proposal_has_no_subject_that_is_half_german(root: Path) -> None:
    (root / "newsletter/editions/2030-05.yml").unlink()
    text = proposed(root, "2030-05", today=TODAY)
    assert 'subject: {de: "Muster-Cluster im Mai 2030: Klausur 2031"}\n' in text


# ── approval ─────────────────────────────────────────────────────────────────────────────────


def state(root: Path, edition: str = "2030-03") -> str:
    code, said = run(root, names.BUILD, edition)
    assert code == 0, said
    return [line for line in said.splitlines() if line.startswith("Ausgabe ")][-1]


def test_hints_come_after_the_result_and_what_to_do_next_comes_last(root: Path) -> None:
    code, said = run(root, names.BUILD, "2030-03")
    lines = said.splitlines()
    assert code == 0
    (hint,) = [n for n, line in enumerate(lines) if ": Hinweis: " in line]
    assert hint == len(lines) - 2
    assert lines[-1].startswith("Als Nächstes: die Mails in ")
    assert lines[-1].endswith(f"build.py {names.NEWSLETTER} {names.APPROVE} 2030-03.")


def test_an_approval_holds_until_a_mail_changes(root: Path) -> None:
    assert "noch nicht freigegeben" in state(root)
    code, said = run(root, names.APPROVE, "2030-03", today="2030-04-02")
    assert (code, "6 Mails freigegeben" in said) == (0, True)
    text = (root / "newsletter/editions/2030-03.approval.yml").read_text("utf-8")
    assert re.fullmatch(r"#.*\nhash: [0-9a-f]{64}\nby: office\non: 2030-04-02\n", text)
    assert "freigegeben am 2030-04-02, unverändert" in state(root)
    change(root, "members/quellwerk/member.yml", ("Quell & Werk GmbH", "Quell und Werk GmbH"))
    assert "unverändert" in state(root)  # it is in no mail
    change(root, "events/werkstatt-2030/report.de.md", ("zwei Tage, ein Ergebnis", "ein Ergebnis"))
    assert "unverändert" in state(root)  # both channels have words of their own
    change(root, MARCH, ("38 Geräte im Vergleich", "37 Geräte im Vergleich"))
    assert "seit der Freigabe am 2030-04-02 geändert" in state(root)


def test_another_channel_undoes_an_approval(root: Path) -> None:
    run(root, names.APPROVE, "2030-03")
    change(root, CHANNELS, ("template: circular", "template: readers"))
    assert "geändert" in state(root)


def test_an_edition_without_any_mail_cannot_be_approved(root: Path) -> None:
    change(root, MARCH, ("since: 2030-03-01\nuntil: 2030-03-31", "until: 2029-03-31"))
    code, said = run(root, names.APPROVE, "2030-03")
    assert (code, "nichts freizugeben" in said) == (1, True)
    assert not (root / "newsletter/editions/2030-03.approval.yml").exists()


def test_a_channel_that_gets_nothing_is_told_so(root: Path) -> None:
    code, said = run(root, names.BUILD, "2030-03")
    assert (code, "fernpost: Nichts passt zur Auswahl dieses Kanals, keine Mail." in said) == (
        0,
        True,
    )
    assert not list((root / "build/newsletter/2030-03/fernpost").glob("**/mail.*"))


@pytest.mark.parametrize("approved", [True, False])
def test_only_approved_editions_may_be_shown_on_a_published_site(
    root: Path, capsys: pytest.CaptureFixture[str], *, approved: bool
) -> None:
    run(root, names.APPROVE, "2030-03")
    if not approved:
        edition = root / "newsletter/editions/2030-03.yml"
        edition.write_text(
            edition.read_text("utf-8").replace("38 instruments", "39 instruments"), "utf-8"
        )
    job = Job(root, "de")
    seen = site.public_content(job, load_sample(root=root))
    if approved:
        site.refuse_unapproved(job, seen)
    else:
        with pytest.raises((SystemExit, click.exceptions.Exit)):
            site.refuse_unapproved(job, seen)
        assert "2030-03" in capsys.readouterr().err


# ── for all clusters ─────────────────────────────────────────────────────────────────────────

KINDS = ["event", "report", "offer", "request", "news", "project"]


def some(ids: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(ids), max_size=2)


def test_no_variant_shows_what_its_rules_exclude(demo: Cluster) -> None:
    """Every rule there can be, against a plain reading of it."""
    every = items(demo)
    edition = next(iter(demo.editions.values())).model_copy(
        update={"items": tuple(model.Choice(ref=item.ref) for item in every)}
    )
    rules = st.fixed_dictionaries(
        {
            "kinds": some(KINDS),
            "districts": some(list(demo.districts)),
            "chambers": some(list(demo.chambers)),
            "competences": some(list(demo.competences)),
            "ris": some(list(demo.ris)),
            "topics": some(list(demo.topics)),
            "members": some([m.slug for m in demo.members]),
            "max_age_days": st.none() | st.integers(0, 400),
            "most": st.none() | st.integers(0, 5),
        }
    )
    base = next(iter(demo.channels.values()))
    end = moment_of(edition, demo)

    @settings(max_examples=60)
    @given(rules)
    def holds(asked: dict[str, object]) -> None:
        rule = model.Select.model_validate(asked)
        channel = base.model_copy(update={"select": rule})
        shown = variant(edition, channel, demo)
        assert rule.most is None or len(shown.stories) <= rule.most
        assert len(shown.stories) + len(shown.left_out) == len(every)
        for story in shown.stories:
            item = story.item
            has = {"kinds": {item.kind}} | {
                name: getattr(item, name)
                for name in asked
                if name not in ("kinds", "max_age_days", "most")
            }
            for name, ids in has.items():
                wanted = set(getattr(rule, name))
                assert not wanted or wanted & ids
            assert item.published <= end.date()
            assert (
                rule.max_age_days is None or (end.date() - item.published).days <= rule.max_age_days
            )
            assert item.expires is None or item.expires >= end.date()
            assert channel.id not in item.not_for
            assert item.embargo is None or item.embargo.at <= end
        for left in shown.left_out:
            assert f"reasons.{left.reason}" in words.keys("selection")
            assert left.why("de", demo)
            assert decide(left.item, rule, end, channel.id).taken is (left.reason == "most")

    holds()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """A fictional cluster of forty members, seen on its own day."""
    folder = tmp_path_factory.mktemp("demo") / "forty"
    CliRunner().invoke(program.main, [names.DEMO, "--members", "40", "--out", str(folder)])
    day = dt.datetime.combine(editing.DEMO_DAY, dt.time())
    return release.released(load_sample(day.isoformat(), folder))


def test_every_mail_of_a_demo_is_right(demo: Cluster) -> None:
    for edition in demo.editions.values():
        first, second = (list(mail.render_set(edition, demo, LETTERS)) for _ in range(2))
        assert first == second
        assert first
        assert problems.errors(check_editions(demo)) == ()
        for file in first:
            if file.path.endswith(".html"):
                assert len(file.content) <= 90 * 1024
                assert b"<!--[if mso" in file.content
            if file.path.endswith(".txt"):
                wide = [
                    line
                    for line in file.content.decode().splitlines()
                    if len(line) > 72 and "https://" not in line
                ]
                assert wide == []
