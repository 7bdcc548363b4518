"""What has a place in the records is said: on pages, in feeds and mails, in data, each in words."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schaufenster.addresses import site_of
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.release import is_released
from schaufenster.showcase.vcard import vcard

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


# ── members ──────────────────────────────────────────────────────────────────────────────────

INSTITUTE = "institut-fuer-muster"
IN_ENGLISH = "Institute for Patterns and Measures"


def shown_as(sample: Cluster, **edit: object) -> str:
    entry = model.Membership.model_validate({"status": "member", **edit})
    member = sample.member("quellwerk").model_copy(update={"membership": (entry,)})
    others = (m for m in sample.members if m.slug != member.slug)
    return page(replace(sample, members=(member, *others)), "profile/quellwerk/")


@pytest.mark.parametrize(
    ("edit", "words", "counts"),
    [
        ({}, "Mitglied so genannt: liste.example, 2019", True),
        ({"from": "2012"}, "Mitglied, seit 2012 so genannt: liste.example, 2019", True),
        ({"evidence": "founding"}, "Mitglied bei der Gründung dabei: liste.example", True),
        ({"evidence": "board"}, "in Vorstand oder Aufsichtsrat: liste.example, 2019", True),
        ({"evidence": "inferred"}, "nur erschlossen, nicht gezählt: liste.example, 2019", False),
        ({"evidence": "unknown", "source": None}, "ohne bekannten Beleg, nicht gezählt", False),
        ({"evidence": "inferred", "confirmed": "2030-01"}, "bestätigt, Januar 2030", True),
        ({"date": None, "read": "2030-05-01"}, "ohne Datum, gelesen am 1. Mai 2030", True),
    ],
)
def test_a_membership_says_what_shows_it(
    sample: Cluster, edit: dict[str, Any], words: str, *, counts: bool
) -> None:
    said = shown_as(sample, **{"source": "https://liste.example/", "date": "2019", **edit})
    assert words in said
    assert ("Quell & WerkMitglied" in said) is counts  # the mark before the name


def test_the_day_of_reading_is_no_state_of_a_profile(sample: Cluster) -> None:
    said = shown_as(sample, source="https://liste.example/", read="2030-05-01")
    assert "Jüngste Quelleohne Datum" in said
    assert "Stand" not in said


def test_a_profile_has_its_name_in_each_language(sample: Cluster) -> None:
    pages = rendered(sample)
    english, german = pages[f"en/profiles/{INSTITUTE}/"], pages[f"profile/{INSTITUTE}/"]
    assert english.jsonld
    assert german.jsonld
    assert english.title == IN_ENGLISH
    said = text_of(tree_of(english))
    assert "Registered nameInstitut für Muster und Maße" in said
    assert english.jsonld["name"] == IN_ENGLISH
    assert english.jsonld["legalName"] == "Institut für Muster und Maße"
    assert german.title == "Institut für Muster und Maße"
    assert IN_ENGLISH in german.jsonld["alternateName"]
    assert "Eingetragener Name" not in text_of(tree_of(german))
    assert IN_ENGLISH in text_of(tree_of(pages["en/members/"]))


def test_an_english_pack_names_who_takes_part_in_english(root: Path) -> None:
    cluster = edited(root, MOMENT)
    english = rendered(cluster)["en/press/messnetz/"]
    assert IN_ENGLISH in text_of(tree_of(english))


def test_a_profile_says_its_form_its_former_name_and_to_whom_it_belongs(sample: Cluster) -> None:
    found = rendered(sample)[f"profile/{INSTITUTE}/"]
    said = text_of(tree_of(found))
    assert found.jsonld
    for words in (
        "RechtsformStiftung", "FrüherMusteramt Hochberg (bis 1991)", "Gehört zuStiftung Musterland",
        "TochterMaßwerk Hochberg GmbH", "Mitglied inVerband der Messinstitute",
    ):  # fmt: skip
        assert words in said
    names = {
        key: found.jsonld[key]
        for key in ("parentOrganization", "subOrganization", "memberOf", "alternateName")
    }
    assert names["parentOrganization"] == {"@type": "Organization", "name": "Stiftung Musterland"}
    assert names["subOrganization"][0]["name"] == "Maßwerk Hochberg GmbH"
    assert names["memberOf"][0]["name"] == "Verband der Messinstitute"
    assert "Musteramt Hochberg" in names["alternateName"]


def test_a_profile_says_where_it_is_and_where_else(sample: Cluster) -> None:
    german, english = (
        rendered(sample)[f"{folder}/{INSTITUTE}/"] for folder in ("profile", "en/profiles")
    )
    assert "OrtOberdorf, Musterweg 7, 00300 Hochberg" in text_of(tree_of(german))
    assert "Weiterer StandortPrüffeld: Seeblick (Nordufer)" in text_of(tree_of(german))
    assert "Further siteTest field: Seeblick (Nordufer)" in text_of(tree_of(english))
    assert english.jsonld
    assert english.jsonld["address"]["streetAddress"] == "Musterweg 7"
    assert english.jsonld["location"][0]["name"] == "Test field"
    assert english.jsonld["location"][0]["address"]["addressLocality"] == "Seeblick"
    card = vcard(sample.member(INSTITUTE), site_of(sample), "DE").decode()
    assert "ADR;TYPE=work:;Oberdorf;Musterweg 7;Hochberg;;00300;Deutschland" in card
    assert "ADR;TYPE=work:;Nordufer;;Seeblick;;;" in card


def test_a_further_site_counts_for_no_district(sample: Cluster) -> None:
    site = model.Site.model_validate({"place": "Seeblick", "district": "seenkreis"})
    member = sample.member("quellwerk").model_copy(update={"sites": (site,)})
    others = (m for m in sample.members if m.slug != member.slug)
    moved = rendered(replace(sample, members=(member, *others)))
    assert "Quell & Werk" not in text_of(tree_of(moved["regionen/seenkreis/"]))


# ── published in a month ─────────────────────────────────────────────────────────────────────


def test_what_appeared_in_a_month_has_no_made_up_day(root: Path) -> None:
    cluster = edited(root, MOMENT)
    offers = tuple(o.model_copy(update={"published": PartialDate(2030, 4)}) for o in cluster.offers)
    projects = tuple(
        p.model_copy(update={"published": PartialDate(2029, 4)}) for p in cluster.projects
    )
    cluster = replace(cluster, offers=offers, projects=projects)
    offer, project = outputs_of(cluster, OFFER), outputs_of(cluster, PROJECT)
    assert naming(offer, "20. April 2030") == set()
    assert naming(offer, "April 2030") >= {"page", "search"} | mails(offer, "readers")
    assert naming(project, "2. April 2029") == set()
    assert naming(project, "April 2029") >= {"page", "search", "press page"}
    assert "datePublished" not in project["structured data"]
    assert '"published": "2030-04"' in offer["open data"]


def test_what_appears_in_a_month_is_shown_from_its_first_day(sample: Cluster) -> None:
    offer = sample.offers[0].model_copy(update={"published": PartialDate(2030, 6), "embargo": None})
    eve, day = dt.datetime(2030, 5, 31, 23), dt.datetime(2030, 6, 1)  # noqa: DTZ001
    assert [is_released(offer, moment) for moment in (eve, day)] == [False, True]
