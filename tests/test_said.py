"""What has a place in the records is said: on pages, in feeds and mails, in data, each in words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster

from .conftest import rendered, text_of, tree_of
from .test_facts import EVENT, OFFER, PROJECT, edited, naming, outputs_of, root

__all__ = ["root"]

MOMENT = "2030-05-20T08:00"


def page(cluster: Cluster, path: str) -> str:
    return text_of(tree_of(rendered(cluster)[path])).replace("\u00a0", " ")


def mails(said: dict[str, str], kind: str) -> set[str]:
    return {name for name in said if f"an-{kind}/" in name and "/mail." in name}


# ── offers and projects ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", ["90 € am Tag, für Mitglieder 60 €", "messraum.lichtblick"])
def test_what_an_offer_costs_and_its_own_page_are_said_everywhere(root: Path, words: str) -> None:
    said = outputs_of(edited(root, MOMENT), OFFER)
    told = {"page", "structured data", "rss", "atom", "json", "search"}
    assert naming(said, words) >= told | mails(said, "press")
    assert "messraum.lichtblick" in said["open data"]


@pytest.mark.parametrize("kind", ["readers", "circular", "press"])
def test_a_mail_says_who_offers(root: Path, kind: str) -> None:
    said = outputs_of(edited(root, MOMENT), OFFER)
    assert mails(said, kind)
    telling = naming(said, "Angebot, Lichtblick Sensorik GmbH, 20. April 2030")
    assert telling >= mails(said, kind)


def test_a_project_is_found_and_shown_by_its_other_names(root: Path) -> None:
    said = outputs_of(edited(root, MOMENT), PROJECT)
    assert naming(said, "MessNetzPlus") >= {"page", "search", "press page"}


# ── figures ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["", "presse/"])
def test_a_figure_says_that_it_is_about_so_much_and_what_others_say(
    sample: Cluster, path: str
) -> None:
    said = page(sample, path)
    assert "rund 7,6 Mio. €" in said
    assert "andere Quelle: 8,1 Mio. € (ohne Datum, Jahrbuch Musterland)" in said


def test_a_project_says_how_its_volume_is_known(sample: Cluster) -> None:
    assert "rund 1,2 Mio. € 2029" in page(sample, "projekte/messnetz/")


def test_a_source_says_when_it_was_read_beside_its_own_date(sample: Cluster) -> None:
    project = sample.projects[0]
    read = model.Evidence.model_validate({"title": "Akte", "date": "2029", "read": "2030-02-03"})
    told = project.model_copy(update={"sources": (read,)})
    assert "Akte, 2029, gelesen am 3. Februar 2030" in page(
        with_project(sample, told), "projekte/messnetz/"
    )


def with_project(cluster: Cluster, project: model.Project) -> Cluster:
    return replace(cluster, projects=(project,))


# ── events ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("moment", "edit", "word"),
    [
        ("2030-09-17", {}, "Geplant"),
        ("2030-09-18", {}, "Läuft"),
        ("2030-09-19", {}, "Geplant"),
        ("2030-09-18", {"status": "cancelled"}, "Abgesagt"),
        ("2031-02-01", {"open_end": True}, "Läuft"),
        ("2030-09-17", {"open_end": True}, "Geplant"),
        ("2030-09-18", {"start": PartialDate(2030, 9)}, "Geplant"),
    ],
)
def test_an_event_is_marked_while_it_runs(
    root: Path, moment: str, edit: dict[str, Any], word: str
) -> None:
    cluster = edited(root, moment, lambda event: event.model_copy(update=edit))
    said = page(cluster, "termine/messtag-2030/")
    assert [mark for mark in ("Geplant", "Läuft", "Abgesagt") if mark in said] == [word]


def test_what_is_open_ended_stays_and_says_so(root: Path) -> None:
    def edit(event: model.Event) -> model.Event:
        open_end = f"events/{event.slug}" == EVENT
        return event.model_copy(update={"open_end": open_end})

    cluster = edited(root, "2031-03-01", edit)
    said = outputs_of(cluster, EVENT)
    told = {"page", "search", "rss", "atom", "json", "calendar", "card"}
    assert naming(said, "ab 18. September 2030, Ende offen") >= told | mails(said, "press")
    for path, where in (("termine/", ", Musterstadt; auch online"), ("termine/2030/", "")):
        said_there = page(cluster, path)
        assert f"ab 18. September 2030, Ende offen{where}" in said_there
        assert said_there.count("Läuft") == 1
    assert json.loads(said["structured data"]).get("endDate") is None


@pytest.mark.parametrize(
    ("role", "word", "organizer"),
    [("exhibitor", "Aussteller", False), ("co-organiser", "Mitveranstalter", True)],
)
def test_what_the_cluster_does_at_an_event_is_said(
    root: Path, role: str, word: str, *, organizer: bool
) -> None:
    cluster = edited(root, MOMENT, lambda event: event.model_copy(update={"role": role}))
    said = outputs_of(cluster, EVENT)
    assert f"Unsere Rolle{word}" in said["page"]
    assert naming(said, f"Unsere Rolle: {word}") >= {"an-press/de/mail.txt"}
    assert ("organizer" in json.loads(said["structured data"])) is organizer
    assert f'"role": "{role}"' in said["open data"]


@pytest.mark.parametrize("role", ["organiser", "unknown"])
def test_the_organiser_and_an_unknown_role_are_not_named(root: Path, role: str) -> None:
    cluster = edited(root, MOMENT, lambda event: event.model_copy(update={"role": role}))
    assert naming(outputs_of(cluster, EVENT), "Unsere Rolle") == set()


def test_long_ago_nobody_is_asked_to_note_a_day_or_to_wait_for_a_report(sample: Cluster) -> None:
    old = sample.event("messtag-2030").model_copy(
        update={"start": PartialDate(2003, 5, 6), "published": None, "status": "held"}
    )
    events = (old, *(e for e in sample.events if e.slug != old.slug))
    said = page(replace(sample, events=events, reports={}), "termine/messtag-2030/")
    assert "6. Mai 2003" in said
    assert "In den Kalender" not in said
    assert "noch kein Bericht" not in said
