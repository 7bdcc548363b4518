"""Calls for funding: whom they fit and why, how they stand on a day, and where each is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import icalendar
import pytest

from schaufenster.addresses import site_of
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts import matching
from schaufenster.facts.funding import state_of
from schaufenster.facts.items import calendar_items, items
from schaufenster.facts.open_data import DATASETS, open_records
from schaufenster.facts.release import released
from schaufenster.feeds.calendar import write_calendar
from schaufenster.feeds.entries import FeedContext
from schaufenster.selection import decide
from schaufenster.showcase.pages import funding as pages
from schaufenster.showcase.pages import site_context
from schaufenster.showcase.search import render_documents
from schaufenster.streams import streams_by_id
from schaufenster.templates import Words

from .conftest import rendered, templates_for, tree_of

TODAY = dt.date(2030, 6, 1)


def call(slug: str = "muster", **fields: Any) -> model.FundingCall:
    """Return a call of the sample's state, open until the end of June unless told otherwise."""
    values = {
        "path": f"content/funding/{slug}.yml",
        "slug": slug,
        "title": {"de": "Zuschuss für Messköpfe", "en": "A grant for probes"},
        "funder": "land",
        "summary": {"de": "Das Land bezahlt die Hälfte.", "en": "The state pays a half."},
        "valid": {"from": "2030-05-01", "until": "2030-06-30"},
        "published": "2030-05-02",
        "sources": [{"url": "https://land.example/aufruf", "date": "2030-05"}],
        **fields,
    }
    return model.FundingCall.model_validate(values)


def with_calls(sample: Cluster, *calls: model.FundingCall, day: dt.date = TODAY) -> Cluster:
    now = dt.datetime.combine(day, dt.time(12))
    return released(replace(sample, funding=calls, now=now))


# ── whom a call fits ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            {"competences": ["wegmessung"]},
            {"feinwerk-see": ["wegmessung"], "institut-fuer-muster": ["wegmessung"]},
        ),
        (
            {"competences": ["wegmessung", "feinmechanik"], "types": ["company"]},
            {
                "feinwerk-see": ["wegmessung", "feinmechanik", "type"],
                "lichtblick": ["feinmechanik", "type"],
            },
        ),
        (
            {"competences": ["feinmechanik"], "sizes": ["small"]},
            {"lichtblick": ["feinmechanik", "size"],
             "feinwerk-see": ["feinmechanik", "size_unknown"]},
        ),
        (
            {"competences": ["feinmechanik"], "sizes": ["large"]},
            {"feinwerk-see": ["feinmechanik", "size_unknown"]},
        ),
        (
            {"competences": ["feinmechanik"], "districts": ["seenkreis"]},
            {"feinwerk-see": ["feinmechanik", "region"]},
        ),
        ({"types": ["research"]}, {"institut-fuer-muster": ["any", "type"]}),
    ],
)  # fmt: skip
def test_a_call_fits_whom_its_rule_names_and_says_why(
    sample: Cluster, asked: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    cluster = with_calls(sample, call(**asked))
    found = matching.members_for_call(cluster.funding[0], cluster)
    why = {fit.record.slug: [*fit.competences, *fit.met] for fit in found}
    assert why == expected
    assert [*why] == [*expected]  # more competences first, then less that is open


def test_a_profile_names_the_calls_that_name_it_and_none_that_has_ended(sample: Cluster) -> None:
    ended = call("ended", valid={"until": "2030-05-31"}, published="2030-01")
    cluster = with_calls(sample, call(competences=["feinmechanik"]), call("offen"), ended)
    pairs = {
        (each.slug, fit.record.slug)
        for each in cluster.funding
        for fit in matching.members_for_call(each, cluster)
    }
    back = {
        (fit.record.slug, member.slug)
        for member in cluster.members
        for fit in matching.calls_for(member, cluster)
    }
    assert pairs == back
    assert {slug for slug, _ in pairs} == {"muster", "offen"}


# ── how it stands on a day ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2030-04-30", "announced"),
        ("2030-05-01", "open"),
        ("2030-06-30", "open"),
        ("2030-07-01", "closed"),
    ],
)
def test_the_dates_say_how_a_call_stands(day: str, expected: str) -> None:
    assert state_of(call(), dt.date.fromisoformat(day)) == expected


def test_a_call_without_a_last_day_never_ends() -> None:
    rolling = call(valid=None, rolling="true")
    assert state_of(rolling, dt.date(2099, 1, 1)) == "open"


# ── where it is told ─────────────────────────────────────────────────────────────────────────


def told(cluster: Cluster) -> dict[str, bool]:
    """Return where a call stands on the cluster's day."""
    site = rendered(cluster)
    context = site_context(cluster, templates_for(cluster))
    found = {document.path for document in render_documents(context)}
    tonight = dt.datetime.combine(cluster.today, dt.time.max)
    (item,) = (item for item in items(cluster) if item.kind == "funding")
    return {
        "page": "foerderung/muster/" in site,
        "list": "Zuschuss für Messköpfe" in site["foerderung/"].body,
        "profile": "Zuschuss für Messköpfe" in site["profile/feinwerk-see/"].body,
        "search": "foerderung/muster/index.html" in found,
        "feed": decide(item, streams_by_id(cluster)["funding"].rule, tonight).taken,
        "circular": decide(item, cluster.channels["rundbrief"].select, tonight, "rundbrief").taken,
        "data": bool([*open_records(DATASETS["funding"], cluster)]),
        "calendar": item.ref in {each.ref for each in calendar_items(cluster)},
    }


def test_a_call_leaves_the_lists_after_its_last_day_and_keeps_its_page(sample: Cluster) -> None:
    open_still = with_calls(sample, call(), day=dt.date(2030, 6, 30))
    ended = with_calls(sample, call(), day=dt.date(2030, 7, 1))
    assert set(told(open_still).values()) == {True}
    assert {name for name, there in told(ended).items() if there} == {"page", "calendar"}
    for path, sentence in (
        ("foerderung/muster/", "Dieser Aufruf endete am 30. Juni 2030."),
        ("en/funding/muster/", "This call ended on 30 June 2030."),
    ):
        assert sentence in tree_of(rendered(ended)[path]).text_content().replace("\xa0", " ")
        assert sentence not in tree_of(rendered(open_still)[path]).text_content()


def test_the_page_prints_the_rule_and_a_reason_for_each_profile(sample: Cluster) -> None:
    page = tree_of(rendered(with_calls(sample, call(sizes=["small"])))["foerderung/muster/"])
    rows = page.xpath("//*[@data-fits='call']//li")
    reasons = [" ".join(row.xpath("string(span)").split()) for row in rows]
    assert "offen für alle Fachgebiete; passende Größe" in reasons
    assert "offen für alle Fachgebiete; Größe im Profil nicht angegeben" in reasons
    assert "So wird zugeordnet:" in page.text_content()


def test_an_embargo_holds_everywhere(sample: Cluster) -> None:
    cluster = with_calls(sample, call(embargo="2030-06-02"))
    assert cluster.funding == ()
    assert [*pages.calls(cluster, site_of(cluster))] == []
    assert "funding" not in streams_by_id(cluster)


def test_a_deadline_is_a_whole_day_in_calendars(sample: Cluster) -> None:
    cluster = with_calls(sample, call(), call("monat", valid={"until": "2030-09"}))
    say = Words("de", templates_for(cluster).words)
    context = FeedContext(cluster, say, lambda _: None, site_of(cluster))
    refs = [item.ref for item in calendar_items(cluster) if item.kind == "funding"]
    assert refs == ["funding/muster"]
    raw = write_calendar(streams_by_id(cluster)["funding"], refs, context)
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["summary"]) == "Frist: Zuschuss für Messköpfe"
    assert event.decoded("dtstart") == dt.date(2030, 6, 30)
    assert event.decoded("dtend") == dt.date(2030, 7, 1)
    assert "Fördergeber: Land Musterland" in str(event["description"])
