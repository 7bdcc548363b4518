"""What search engines read: only what the records say, and safe inside a script element."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schaufenster.addresses import site_at
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.dates import UNDATED, Dates
from schaufenster.problems import Language
from schaufenster.showcase import structured
from tests.conftest import LANGUAGES

HOME = "https://www.muster-cluster.example/"
SITE = site_at(HOME, LANGUAGES)
CLUSTER = {
    "@type": "Organization",
    "@id": f"{HOME}#cluster",
    "name": "Muster-Cluster eG",
    "url": HOME,
}
TEXT = st.text(st.characters() | st.sampled_from("<>&\u2028\u2029'\""))


def event_named(cluster: Cluster, slug: str, **changes: Any) -> model.Event:
    return next(e for e in cluster.events if e.slug == slug).model_copy(update=changes)


def offer_named(cluster: Cluster, slug: str, **changes: Any) -> model.Offer:
    return next(o for o in cluster.offers if o.slug == slug).model_copy(update=changes)


# ── inside a script element ──────────────────────────────────────────────────────────────────


def test_a_text_cannot_end_the_script_it_stands_in() -> None:
    script = structured.as_script({"name": "</script><script>alert(1)</script><!--"})
    assert script == (
        '{"@context":"https://schema.org","name":"\\u003c/script\\u003e\\u003cscript\\u003e'
        'alert(1)\\u003c/script\\u003e\\u003c!--"}'
    )


@given(st.dictionaries(TEXT, TEXT))
def test_whatever_was_typed_is_read_back_and_no_markup_survives(thing: dict[str, str]) -> None:
    script = structured.as_script(thing)
    assert not set("<>&") & set(script)
    assert json.loads(script) == {"@context": "https://schema.org", **thing}


# ── the cluster ──────────────────────────────────────────────────────────────────────────────


def test_the_cluster_is_an_organisation(sample: Cluster) -> None:
    assert structured.organisation_of_cluster(sample, SITE, "en") == {
        "@type": "Organization",
        "@id": f"{HOME}#cluster",
        "name": "Muster-Cluster eG",
        "legalName": "Messtechnik Musterland eG",
        "url": HOME,
        "description": "Invented companies in measurement have worked together in the "
        "Muster-Cluster since 2012.",
        "foundingDate": "2012-05-04",
        "slogan": "measured here – used everywhere",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Maßstab 1",
            "postalCode": "00100",
            "addressLocality": "Musterstadt",
            "addressCountry": "DE",
        },
    }


def test_a_cluster_without_a_slogan_claims_none(sample: Cluster) -> None:
    silent = replace(sample, identity=sample.identity.model_copy(update={"slogan": None}))
    assert "slogan" not in structured.organisation_of_cluster(silent, SITE, "de")


# ── members ──────────────────────────────────────────────────────────────────────────────────


def test_a_member_is_an_organisation_with_what_it_can_do(sample: Cluster) -> None:
    assert structured.organisation(sample.member("lichtblick"), sample, SITE, "en") == {
        "@type": "Organization",
        "@id": f"{HOME}profile/lichtblick/",
        "name": "Lichtblick Sensorik GmbH",
        "alternateName": ["Lichtblick", "Lichtblick Photometrie"],
        "url": "https://www.lichtblick.example/",
        "description": "Lichtblick measures light, from highlighters to lighthouses.",
        "foundingDate": "1998-03",
        "address": {
            "@type": "PostalAddress",
            "postalCode": "00100",
            "addressLocality": "Musterstadt",
            "addressCountry": "DE",
        },
        "knowsAbout": ["Light measurement", "Feinmechanik"],
    }


def test_a_member_with_hardly_any_fields_claims_nothing_more(sample: Cluster) -> None:
    assert structured.organisation(sample.member("quellwerk"), sample, SITE, "de") == {
        "@type": "Organization",
        "@id": f"{HOME}profile/quellwerk/",
        "name": "Quell & Werk GmbH",
        "alternateName": ["Quell & Werk"],
        "url": f"{HOME}profile/quellwerk/",
        "description": "Quell & Werk fasst Quellen ein.",
    }


def test_a_seat_that_may_be_abroad_names_no_country(sample: Cluster) -> None:
    seat = model.Seat(place="Wien")
    abroad = sample.member("quellwerk").model_copy(update={"seat": seat})
    said = structured.organisation(abroad, sample, SITE, "de")
    assert said["address"] == {"@type": "PostalAddress", "addressLocality": "Wien"}


# ── offers ───────────────────────────────────────────────────────────────────────────────────


def test_an_offer_says_who_offers_it_and_until_when(sample: Cluster) -> None:
    assert structured.offer(offer_named(sample, "messraum"), sample, SITE, "en") == {
        "@type": "Offer",
        "@id": f"{HOME}marktplatz/lichtblick/messraum/",
        "name": "Measuring room without stray light for hire",
        "description": "A black room of 40 square metres, by the day, with a bench for light and "
        "colour.",
        "url": f"{HOME}en/marketplace/lichtblick/messraum/",
        "availabilityEnds": "2030-12-31",
        "itemOffered": {
            "@type": "Service",
            "name": "Measuring room without stray light for hire",
            "url": "https://messraum.lichtblick.example/",
        },
        "priceSpecification": {
            "@type": "PriceSpecification",
            "description": "€90 a day, €60 for members",
        },
        "offeredBy": {
            "@type": "Organization",
            "@id": f"{HOME}profile/lichtblick/",
            "name": "Lichtblick Sensorik GmbH",
            "url": "https://www.lichtblick.example/",
        },
    }


def test_an_offer_that_ends_with_a_month_ends_on_its_last_day(sample: Cluster) -> None:
    until = model.Period.model_validate({"until": "2032-02"})
    lasting = offer_named(sample, "messraum", valid=until)
    assert structured.offer(lasting, sample, SITE, "de")["availabilityEnds"] == "2032-02-29"


def test_a_request_is_a_demand_and_an_offer_without_end_has_none(sample: Cluster) -> None:
    request = structured.offer(offer_named(sample, "probekoerper"), sample, SITE, "de")
    endless = structured.offer(offer_named(sample, "leihpruefstand"), sample, SITE, "de")
    assert (request["@type"], endless["@type"]) == ("Demand", "Offer")
    assert request["@reverse"]["seeks"]["name"] == "Institut für Muster und Maße"
    assert "offeredBy" not in request
    assert "availabilityEnds" not in endless


# ── events ───────────────────────────────────────────────────────────────────────────────────


def test_a_planned_event_has_day_time_place_and_organiser(sample: Cluster) -> None:
    assert structured.event(event_named(sample, "messtag-2030"), sample, SITE, "de") == {
        "@type": "Event",
        "@id": f"{HOME}termine/messtag-2030/",
        "name": "Messtag Musterland 2030",
        "description": "Ein Tag mit sechs Vorträgen und zwölf Messplätzen zum Anfassen.",
        "startDate": "2030-09-18T09:30:00+02:00",
        "endDate": "2030-09-18T16:00:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Haus der Maße",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Maßstab 3",
                "postalCode": "00100",
                "addressLocality": "Musterstadt",
                "addressCountry": "DE",
            },
        },
        "organizer": CLUSTER,
        "url": f"{HOME}termine/messtag-2030/",
    }


def test_an_event_of_several_days_has_its_first_and_last(sample: Cluster) -> None:
    told = structured.event(event_named(sample, "werkstatt-2030"), sample, SITE, "en")
    found, report = told["@graph"]
    assert (report["@type"], report["datePublished"]) == ("Article", "2030-03-20")
    assert (found["startDate"], found["endDate"]) == ("2030-03-12", "2030-03-13")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("planned", "EventScheduled"),
        ("held", "EventScheduled"),
        ("cancelled", "EventCancelled"),
        ("moved", "EventRescheduled"),
    ],
)
def test_an_events_status_has_schema_orgs_word(sample: Cluster, status: str, expected: str) -> None:
    found = structured.event(event_named(sample, "messtag-2030", status=status), sample, SITE, "de")
    assert found["eventStatus"] == f"https://schema.org/{expected}"


OLD, NEW = PartialDate(2030, 9, 18), PartialDate(2030, 10, 2)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (NEW, ("EventRescheduled", "2030-10-02T09:30:00+02:00", "2030-09-18")),
        (OLD, ("EventPostponed", "2030-09-18", None)),
        (PartialDate(2031, 3), ("EventPostponed", "2030-09-18", None)),
    ],
)
def test_a_moved_event_keeps_its_old_day_until_the_new_one_is_known(
    sample: Cluster, start: PartialDate, expected: tuple[str, str, str | None]
) -> None:
    moved = event_named(sample, "messtag-2030", status="moved", start=start, moved_from=OLD)
    found = structured.event(moved, sample, SITE, "de")
    status = found["eventStatus"].removeprefix("https://schema.org/")
    assert (status, found["startDate"], found.get("previousStartDate")) == expected


@pytest.mark.parametrize(
    ("place", "mode", "kinds"),
    [
        ({"town": "Jena"}, "Offline", ["Place"]),
        ({"online": True}, "Online", ["VirtualLocation"]),
        ({"town": "Jena", "online": True}, "Mixed", ["Place", "VirtualLocation"]),
    ],
)
def test_an_event_says_how_to_take_part(
    sample: Cluster, place: dict[str, Any], mode: str, kinds: list[str]
) -> None:
    event = event_named(sample, "messtag-2030", place=model.Place(**place))
    found = structured.event(event, sample, SITE, "de")
    assert found["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    halves = found["location"] if isinstance(found["location"], list) else [found["location"]]
    assert [half["@type"] for half in halves] == kinds


def test_somebody_elses_event_is_not_organised_by_the_cluster(sample: Cluster) -> None:
    found = structured.event(
        event_named(sample, "messtag-2030", role="exhibitor"), sample, SITE, "de"
    )
    assert "organizer" not in found


def test_an_event_whose_place_is_unknown_is_no_event_for_search_engines(sample: Cluster) -> None:
    somewhere = event_named(sample, "probelauf-2030", place=model.Place())
    assert structured.event(somewhere, sample, SITE, "de")["@type"] == "WebPage"
    online = event_named(sample, "probelauf-2030", place=model.Place(online=True))
    page = f"{HOME}termine/probelauf-2030/"
    assert structured.event(online, sample, SITE, "de")["location"] == {
        "@type": "VirtualLocation",
        "url": page,
    }


def test_an_event_in_a_town_without_a_house_is_in_that_town(sample: Cluster) -> None:
    quiet = replace(sample, reports={})
    found = structured.event(event_named(sample, "werkstatt-2030"), quiet, SITE, "de")
    address = {"@type": "PostalAddress", "addressLocality": "Seeblick", "addressCountry": "DE"}
    assert found["location"] == {"@type": "Place", "name": "Seeblick", "address": address}


def test_an_event_without_a_known_day_is_no_event_but_its_report_is_an_article(
    sample: Cluster,
) -> None:
    page = f"{HOME}en/events/netzforum-2029/"
    assert structured.event(event_named(sample, "netzforum-2029"), sample, SITE, "en") == {
        "@type": "Article",
        "@id": f"{page}#report",
        "headline": "Messnetze brauchen Nachbarn",
        "description": "Beim Netzforum ging es um die Frage, wer die Werte liest, wenn sie da "
        "sind.",
        "datePublished": "2029-11-05",
        "dateModified": "2029-11-05",
        "inLanguage": "de",
        "url": page,
        "publisher": CLUSTER,
    }


def test_an_event_known_by_its_year_alone_claims_nothing(sample: Cluster) -> None:
    found = structured.event(event_named(sample, "klausur-2031"), sample, SITE, "de")
    assert found == {"@type": "WebPage"}


def test_a_report_of_an_unknown_day_names_its_language_and_its_last_change(
    sample: Cluster,
) -> None:
    vague = event_named(sample, "werkstatt-2030", start=PartialDate(2030), end=None)
    found = {lang: structured.event(vague, sample, SITE, lang) for lang in LANGUAGES}
    assert {lang: thing["inLanguage"] for lang, thing in found.items()} == {"de": "de", "en": "en"}
    assert {thing["dateModified"] for thing in found.values()} == {"2030-03-22"}


def test_a_page_about_a_thing_has_its_own_dates_and_a_text_keeps_its() -> None:
    page, dates = f"{HOME}profile/a/", Dates("", "2030-05-01")
    thing = {"@type": "Organization", "@id": f"{HOME}profile/a/"}
    own = {"@type": "WebPage", "@id": f"{page}#page", "url": page, "dateModified": "2030-05-01"}
    about = {"mainEntity": {"@id": thing["@id"]}}
    assert structured.with_dates(thing, page, dates) == {"@graph": [thing, own | about]}
    assert structured.with_dates({"@graph": [thing]}, page, dates)["@graph"] == [thing, own | about]
    for nothing in (None, {"@type": "WebPage"}):
        assert structured.with_dates(nothing, page, dates) == own
    text = {"@type": "Article", "datePublished": "2030-01-01"}
    assert structured.with_dates(text, page, dates) == text
    assert structured.with_dates(thing, page, UNDATED) == thing
    assert structured.with_dates(None, page, UNDATED) == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_thing_has_an_empty_value(sample: Cluster, lang: Language) -> None:
    things = [
        structured.organisation_of_cluster(sample, SITE, lang),
        *(structured.organisation(m, sample, SITE, lang) for m in sample.members),
        *(structured.offer(o, sample, SITE, lang) for o in sample.offers),
        *(structured.event(e, sample, SITE, lang) for e in sample.events),
    ]
    assert [thing for thing in things if not all(thing.values())] == []
    assert len(things) == 1 + 4 + 4 + 6


def test_ids_are_the_same_in_both_languages(sample: Cluster) -> None:
    for member in sample.members:
        ids = {structured.organisation(member, sample, SITE, lang)["@id"] for lang in LANGUAGES}
        assert len(ids) == 1
    for offer in sample.offers:
        ids = {structured.offer(offer, sample, SITE, lang)["@id"] for lang in LANGUAGES}
        assert len(ids) == 1
