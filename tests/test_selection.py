"""Which items go where, and why: each reason, both directions, to the minute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schaufenster import words
from schaufenster.content import model
from schaufenster.content.fields import Moment, PartialDate
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.facts.items import Item, items
from schaufenster.facts.release import is_released, released
from schaufenster.selection import FIELDS, Decision, Rendered, decide, issues, select, variant
from tests.conftest import LANGUAGES

from .conftest import SAMPLE, load_sample

NOW = dt.datetime(2030, 6, 1, 12, 0)  # noqa: DTZ001 - wall time of the cluster, as `Cluster.now`
TODAY = NOW.date()


def record(**release: Any) -> model.Released:
    return model.Released.model_validate(release)


def item(name: str = "one", **changes: Any) -> Item:
    """Return an item without restrictions, published a month ago, with some things changed."""
    plain = Item(
        ref=f"events/{name}",
        key=f"events/{name}",
        kind="event",
        title=model.Title(de=name),
        summary=model.Sentence(de=name),
        dated=PartialDate(2030, 5, 1),
        published=dt.date(2030, 5, 1),
        updated=dt.date(2030, 5, 1),
        page="event",
        names=MappingProxyType({"slug": name}),
        record=record(),
    )
    changed = replace(plain, **changes)
    held = changed.record
    return replace(changed, embargo=held.embargo, not_for=frozenset(held.not_for))


def rule(**asked: Any) -> model.Select:
    return model.Select.model_validate(asked)


def told(decision: Decision) -> tuple[bool, str, str]:
    return decision.taken, decision.reason, decision.value


# ── each reason ──────────────────────────────────────────────────────────────────────────────

EMBARGOED = record(embargo="2030-06-01 12:01")
FOR_OTHERS = record(not_for=["kammer"])
SEE: dict[str, Any] = {"districts": frozenset({"see"}), "chambers": frozenset({"nord"})}
SKILLED: dict[str, Any] = {"competences": frozenset({"licht", "weg"})}

SEENKREIS: dict[str, Any] = {
    "at": frozenset({"seenkreis"}),
    "districts": frozenset({"seenkreis"}),
    "chambers": frozenset({"nord"}),
}
WITH_GUEST: dict[str, Any] = SEENKREIS | {
    "districts": frozenset({"seenkreis", "bergkreis"}),
    "chambers": frozenset({"nord", "sued"}),
}

REASONED: Mapping[str, tuple[Item, model.Select, str | None, tuple[bool, str, str]]] = {
    "nothing is asked": (item(), rule(), None, (True, "all", "")),
    "only the kind is asked": (item(), rule(kinds=["event"]), None, (True, "all", "")),
    "the district fits": (item(**SEE), rule(districts=["berg", "see"]), None,
                          (True, "fits", "see")),
    "two fields fit": (
        item(**SEE, **SKILLED),
        rule(chambers=["nord"], competences=["weg", "licht", "ton"]),
        None,
        (True, "fits", "nord, licht, weg"),
    ),
    "the topic fits": (item(topics=frozenset({"mut"})), rule(topics=["mut"]), None,
                       (True, "fits", "mut")),
    "the field of RIS fits": (item(ris=frozenset({"ikt"})), rule(ris=["ikt"]), None,
                              (True, "fits", "ikt")),
    "the member fits": (item(members=frozenset({"muster"})), rule(members=["muster"]), None,
                        (True, "fits", "muster")),
    "the embargo is not over": (item(record=EMBARGOED), rule(), None,
                                (False, "embargo", "2030-06-01 12:01")),
    "the embargo ends now": (item(record=record(embargo="2030-06-01 12:00")), rule(), None,
                             (True, "all", "")),
    "it appears tomorrow": (item(published=dt.date(2030, 6, 2)), rule(), None,
                            (False, "future", "2030-06-02")),
    "it appeared today": (item(published=TODAY), rule(), None, (True, "all", "")),
    "it is not for this channel": (item(record=FOR_OTHERS), rule(), "kammer",
                                   (False, "not-for", "kammer")),
    "it is not for another channel": (item(record=FOR_OTHERS), rule(), "leser", (True, "all", "")),
    "no channel is named": (item(record=FOR_OTHERS), rule(), None, (True, "all", "")),
    "it expired yesterday": (item(expires=dt.date(2030, 5, 31)), rule(), None,
                             (False, "expired", "2030-05-31")),
    "it expires tonight": (item(expires=TODAY), rule(), None, (True, "all", "")),
    "it is a day too old": (item(), rule(max_age_days="30"), None, (False, "too-old", "30")),
    "its embargo ended yesterday": (item(record=record(embargo="2030-05-31")),
                                    rule(max_age_days="30"), None, (True, "all", "")),
    "it is just young enough": (item(), rule(max_age_days="31"), None, (True, "all", "")),
    "only what appears today is asked": (item(published=TODAY), rule(max_age_days="0"), None,
                                         (True, "all", "")),
    "the kind is another": (item(), rule(kinds=["report"]), None, (False, "other", "kinds")),
    "the district is another": (item(**SEE), rule(districts=["berg"]), None,
                                (False, "other", "districts")),
    "there is no district": (item(), rule(districts=["berg"]), None, (False, "other", "districts")),
    "one of two fields differs": (
        item(**SEE, **SKILLED),
        rule(chambers=["nord"], competences=["ton"]),
        None,
        (False, "other", "competences"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REASONED)
def test_an_item_is_in_or_out_when(case: str) -> None:
    shown, asked, channel, expected = REASONED[case]
    decision = decide(shown, asked, NOW, channel)
    assert (told(decision), decision.item) == (expected, shown)


def test_every_reason_has_a_case() -> None:
    seen = {expected[1] for *_, expected in REASONED.values()}
    of_editions = {  # see test_editions.py
        "most", "elsewhere", "carried", "omitted", "early", "begun", "unreleased", "unasked",
    }  # fmt: skip
    told = {key for key in words.keys("selection") if key.startswith("reasons.")}
    assert {f"reasons.{reason}" for reason in seen | of_editions} == told


def test_what_may_not_be_known_is_the_reason_before_what_does_not_fit() -> None:
    held = item(
        record=record(embargo="2031-01-01", not_for=["kammer"]), expires=dt.date(2030, 1, 1)
    )
    decision = decide(held, rule(kinds=["report"]), NOW, "kammer")
    assert told(decision) == (False, "embargo", "2031-01-01 00:00")


WHY = {
    "no restriction": (
        item(), rule(), None, "ohne Einschränkung", "no restriction",
    ),
    "the place lies in the district": (
        item(**SEENKREIS), rule(districts=["seenkreis"]), None,
        "passt zu: Seenkreis", "matches: Lake district",
    ),
    "only guests come from the district": (
        item(**WITH_GUEST), rule(districts=["bergkreis"]), None,
        "passt zu: Beteiligte aus Bergkreis", "matches: participants from Bergkreis",
    ),
    "the place lies in the chamber's area": (
        item(**SEENKREIS), rule(chambers=["nord"]), None,
        "passt zu: Kammer Musterland Nord (Seenkreis)",
        "matches: Chamber of Musterland North (Lake district)",
    ),
    "only guests come from the chamber's area": (
        item(**WITH_GUEST), rule(chambers=["sued"]), None,
        "passt zu: Kammer Musterland Süd (Beteiligte aus Bergkreis)",
        "matches: Chamber of Musterland South (participants from Bergkreis)",
    ),
    "two places lie in the chamber's area": (
        item(**SEENKREIS | {"at": frozenset({"seenkreis", "musterstadt-stadt"}),
                            "districts": frozenset({"seenkreis", "musterstadt-stadt"})}),
        rule(chambers=["nord"]), None,
        "passt zu: Kammer Musterland Nord (Musterstadt, Seenkreis)",
        "matches: Chamber of Musterland North (Musterstadt, Lake district)",
    ),
    "no district is known in the chamber's area": (
        item(chambers=frozenset({"nord"})), rule(chambers=["nord"]), None,
        "passt zu: Kammer Musterland Nord", "matches: Chamber of Musterland North",
    ),
    "it happens in the chamber's area, and guests come from there": (
        item(at=frozenset({"seenkreis"}), districts=frozenset({"seenkreis", "musterstadt-stadt"}),
             chambers=frozenset({"nord"})),
        rule(chambers=["nord"]), None,
        "passt zu: Kammer Musterland Nord (Seenkreis)",
        "matches: Chamber of Musterland North (Lake district)",
    ),
    "two other topics": (
        item(topics=frozenset({"weiterbildung", "kalibrierung"})),
        rule(topics=["pruefkultur"]), None,
        "passt nicht: Thema – gesucht Prüfkultur, hier Kalibrierung, Weiterbildung",
        "does not match: topic – wanted Prüfkultur, here Calibration, Training",
    ),
    "not for a channel with an English name": (
        item(record=record(not_for=["fernpost"])), rule(), "fernpost",
        "für Fernpost Messtechnik nicht freigegeben", "not released for Measurement Far Away",
    ),
    "topic and member fit": (
        item(topics=frozenset({"kalibrierung"}), members=frozenset({"lichtblick"})),
        rule(topics=["kalibrierung"], members=["lichtblick"]), None,
        "passt zu: Kalibrierung, Lichtblick", "matches: Calibration, Lichtblick",
    ),
    "the embargo is not over": (
        item(record=EMBARGOED), rule(), None,
        "gesperrt bis 1.\xa0Juni 2030, 12:01\xa0Uhr", "under embargo until 1\xa0June 2030, 12:01",
    ),
    "not for this channel": (
        item(record=record(not_for=["kammerbote"])), rule(), "kammerbote",
        "für Kammerbote Nord nicht freigegeben", "not released for Kammerbote Nord",
    ),
    "expired": (
        item(expires=dt.date(2030, 5, 31)), rule(), None,
        "abgelaufen am 31.\xa0Mai 2030", "expired on 31\xa0May 2030",
    ),
    "too old": (
        item(), rule(max_age_days="30"), None, "älter als 30 Tage", "older than 30 days",
    ),
    "not published yet": (
        item(published=dt.date(2030, 6, 2)), rule(), None,
        "erscheint am 2.\xa0Juni 2030, so weit reicht diese Ausgabe nicht",
        "appears on 2\xa0June 2030, which is beyond this edition",
    ),
    "another kind": (
        item(), rule(kinds=["report", "news"]), None,
        "passt nicht: Art – gesucht Bericht, Meldung, hier Termin",
        "does not match: kind – wanted report, news, here event",
    ),
    "another chamber": (
        item(**SEENKREIS), rule(chambers=["sued"]), None,
        "passt nicht: Kammerbezirk – gesucht Kammer Musterland Süd, hier Kammer Musterland Nord",
        ("does not match: chamber’s area – wanted Chamber of Musterland South, here Chamber of "
         "Musterland North"),
    ),
    "no field of innovation": (
        item(), rule(ris=["produktion"]), None,
        "passt nicht: Innovationsfeld – gesucht Produktion und Systeme, hier keine Angabe",
        "does not match: innovation field – wanted Production and systems, here nothing stated",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WHY)
def test_a_decision_says_why_in_words_and_with_names(sample: Cluster, case: str) -> None:
    shown, asked, channel, german, english = WHY[case]
    decision = decide(shown, asked, NOW, channel)
    assert [decision.why(lang, sample) for lang in LANGUAGES] == [german, english]


def test_a_decision_about_what_is_gone_still_says_something(sample: Cluster) -> None:
    """A rule may name an id that no vocabulary holds any more: check says so, nothing breaks."""
    gone = rule(topics=["weg"], members=["fort"])
    found = item(topics=frozenset({"weg"}), members=frozenset({"fort"}))
    assert decide(found, gone, NOW).why("de", sample) == "passt zu: weg, fort"


def test_a_project_that_began_long_ago_is_told_with_its_month_in_words(sample: Cluster) -> None:
    begun = Decision(item(), "begun", "2028-03")
    assert "März\xa02028" in begun.why("de", sample)
    assert "March\xa02028" in begun.why("en", sample)


def test_what_appeared_too_early_is_told_with_its_day_in_words(sample: Cluster) -> None:
    early = Decision(item(), "early", "2030-03-01")
    assert "1.\xa0März 2030" in early.why("de", sample)
    assert "1\xa0March 2030" in early.why("en", sample)


# ── editions that may be seen ────────────────────────────────────────────────────────────────


def test_an_approved_edition_waits_in_its_channels_languages(sample: Cluster) -> None:
    """What is ready is shown, nothing of what changed since; no language the channel lacks."""
    approval = model.Approval(
        path="x", id="2030-03", hash="0" * 64, by="office", on=PartialDate(2030, 4, 1)
    )
    cluster = replace(released(sample), approvals={"2030-03": approval})
    carried = (model.Carried(ref="events/messtag-2030", headline="Messtag"),)
    mail = Rendered("Betreff", "Vorschau", carried, b"<p>", b"text")
    german, english = issues(cluster, {("2030-03", "leser", "de"): mail})
    assert (german.edition, german.channel.id, german.lang) == ("2030-03", "leser", "de")
    assert (german.state, german.title) == ("approved", cluster.editions["2030-03"].title)
    assert (german.subject, german.preheader, german.items) == ("Betreff", "Vorschau", carried)
    assert (german.html, german.text) == (b"<p>", b"text")
    assert (german.is_out, german.updated, german.corrections) == (False, None, ())
    assert (english.state, english.lang, english.subject) == ("changed", "en", "")
    assert english.preheader + english.html.decode() + english.text.decode() == ""
    assert english.items == ()
    channel = cluster.channels["leser"].model_copy(update={"languages": ("de",)})
    only_german = replace(cluster, channels={"leser": channel})
    assert [issue.lang for issue in issues(only_german)] == ["de"]


# ── AND across fields, OR within one ─────────────────────────────────────────────────────────

WORDS = ("a", "b", "c")
KINDS = ("event", "report", "offer")
SOME = st.frozensets(st.sampled_from(WORDS))
FEATURES = {name: SOME for name in FIELDS if name != "kinds"}
ITEMS = st.builds(item, kind=st.sampled_from(KINDS), **FEATURES)
RULES = st.fixed_dictionaries(
    {"kinds": st.lists(st.sampled_from(KINDS), max_size=2)}
    | {name: st.lists(st.sampled_from(WORDS), max_size=2) for name in FEATURES}
)


@given(ITEMS, RULES)
def test_every_field_that_asks_something_finds_one_of_its_words(
    shown: Item, asked: dict[str, list[str]]
) -> None:
    has = {name: getattr(shown, name) for name in FEATURES} | {"kinds": {shown.kind}}
    expected = all(not words or any(word in has[name] for word in words)
                   for name, words in asked.items())  # fmt: skip
    assert decide(shown, rule(**asked), NOW).taken is expected


@given(ITEMS, RULES, st.sampled_from(FIELDS))
def test_asking_for_one_word_more_never_takes_less_and_asking_nothing_takes_all(
    shown: Item, asked: dict[str, list[str]], name: str
) -> None:
    was = decide(shown, rule(**asked), NOW).taken
    word = "report" if name == "kinds" else "c"
    if asked[name]:
        assert decide(shown, rule(**{**asked, name: [*asked[name], word]}), NOW).taken >= was
    assert decide(shown, rule(**{**asked, name: []}), NOW).taken >= was
    assert decide(shown, rule(), NOW).taken


# ── most ─────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.booleans(), max_size=12), st.none() | st.integers(0, 6))
def test_most_counts_what_was_taken_and_keeps_the_order(
    fitting: list[bool], most: int | None
) -> None:
    found = [item(f"n{n}", kind="event" if fits else "report") for n, fits in enumerate(fitting)]
    decisions = select(found, rule(kinds=["event"], most=most), NOW)
    wanted = [shown for shown, fits in zip(found, fitting, strict=True) if fits]
    beyond = wanted[most:] if most is not None else []
    assert [d.item for d in decisions] == found
    assert [d.item for d in decisions if d.taken] == wanted[:most]
    assert [d.item for d in decisions if told(d) == (False, "most", str(most))] == beyond


# ── embargo, to the minute ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("embargo", "now", "expected"),
    [
        ("2030-06-01 10:00", "2030-06-01 09:59", False),
        ("2030-06-01 10:00", "2030-06-01 09:59:59.999999", False),
        ("2030-06-01 10:00", "2030-06-01 10:00", True),
        ("2030-06-01", "2030-05-31 23:59:59", False),
        ("2030-06-01", "2030-06-01 00:00", True),
        ("2030-06-01T10:00", "2030-06-01 10:00", True),
    ],
)
def test_an_embargo_ends_with_its_minute(embargo: str, now: str, *, expected: bool) -> None:
    held = record(embargo=embargo)
    moment = dt.datetime.fromisoformat(now)
    assert is_released(held, moment) is expected
    assert (decide(item(record=held), rule(), moment).reason == "embargo") is not expected


def test_without_an_embargo_nothing_is_held_back() -> None:
    assert is_released(record(), NOW)


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        ("2031-01-15 08:59:59+00:00", False),  # 09:59:59 in Musterland, in winter
        ("2031-01-15 09:00:00+00:00", True),
    ],
)
def test_an_embargo_is_wall_time_in_the_clusters_own_zone(utc: str, *, expected: bool) -> None:
    moment = dt.datetime.fromisoformat(utc)
    cluster = load_cluster(SAMPLE, moment.astimezone)
    assert ("spektralwaage" in {o.slug for o in released(cluster).offers}) is expected


@pytest.mark.parametrize(
    ("now", "events", "offers", "reports"),
    [
        ("2030-06-01",
         {"jubilaeum-2031", "winterforum-2031"}, {"spektralwaage", "kalibrierkoffer"},
         {"probelauf-2030"}),
        ("2030-08-31 23:59",
         {"jubilaeum-2031", "winterforum-2031"}, {"spektralwaage", "kalibrierkoffer"},
         {"probelauf-2030"}),
        ("2030-09-01",
         {"jubilaeum-2031", "winterforum-2031"}, {"spektralwaage"}, {"probelauf-2030"}),
        ("2031-01-15 09:59", {"jubilaeum-2031"}, {"spektralwaage"}, {"probelauf-2030"}),
        ("2031-01-15 10:00", {"jubilaeum-2031"}, set(), {"probelauf-2030"}),
        ("2031-02-01 08:00", set(), set(), {"probelauf-2030"}),
        ("2031-03-01", set(), set(), set()),
    ],
)  # fmt: skip
def test_what_is_held_back_at_a_moment_is_not_in_the_released_cluster(
    now: str, events: set[str], offers: set[str], reports: set[str]
) -> None:
    whole = load_sample(now)
    shown = released(whole)
    assert {e.slug for e in whole.events} - {e.slug for e in shown.events} == events
    assert {o.slug for o in whole.offers} - {o.slug for o in shown.offers} == offers
    assert set(whole.reports) - set(shown.reports) == reports


def test_an_event_under_embargo_takes_its_report_along() -> None:
    whole = load_sample()
    held = tuple(
        event.model_copy(update={"embargo": Moment.parse("2031-01-01")})
        if event.slug == "werkstatt-2030"
        else event
        for event in whole.events
    )
    assert "werkstatt-2030" in released(whole).reports
    assert "werkstatt-2030" not in released(replace(whole, events=held)).reports


def test_a_report_does_not_go_where_its_event_may_not_go() -> None:
    whole = load_sample()
    kept = tuple(
        event.model_copy(update={"not_for": ("kammerbote",)})
        if event.slug == "werkstatt-2030"
        else event
        for event in whole.events
    )
    report = by_ref(replace(whole, events=kept))["events/werkstatt-2030/report"]
    assert told(decide(report, rule(), NOW, "leser")) == (True, "all", "")
    assert told(decide(report, rule(), NOW, "kammerbote")) == (False, "not-for", "kammerbote")


# ── items ────────────────────────────────────────────────────────────────────────────────────


def features(found: Item) -> dict[str, list[str]]:
    """What an item can be chosen by, its kind apart, where it has any of it."""
    every = {name: sorted(getattr(found, name)) for name in FIELDS if name != "kinds"}
    return {name: words for name, words in every.items() if words}


def by_ref(cluster: Cluster) -> dict[str, Item]:
    return {found.ref: found for found in items(cluster)}


def test_items_stand_newest_first(sample: Cluster) -> None:
    assert [(found.published.isoformat(), found.ref) for found in items(sample)] == [
        ("2030-05-15", "news/messpreis-2030"),
        ("2030-05-12", "members/institut-fuer-muster/offers/probekoerper"),
        ("2030-05-10", "members/feinwerk-see/offers/leihpruefstand"),
        ("2030-05-06", "events/messtag-2030"),
        ("2030-04-20", "members/lichtblick/offers/messraum"),
        ("2030-04-02", "events/klausur-2031"),
        ("2030-03-20", "events/werkstatt-2030/report"),
        ("2030-03-01", "events/probelauf-2030"),
        ("2030-02-10", "events/sommertreff-2030"),
        ("2030-01-10", "members/feinwerk-see/offers/schwingprobe"),
        ("2029-12-01", "events/werkstatt-2030"),
        ("2029-11-05", "events/netzforum-2029/report"),
        ("2029-04-02", "projects/messnetz"),
    ]


def test_items_of_one_day_stand_by_name(sample: Cluster) -> None:
    same = tuple(
        offer.model_copy(update={"published": PartialDate(2030, 5, 1)}) for offer in sample.offers
    )
    refs = [
        found.ref
        for found in items(
            replace(sample, offers=same, events=(), reports={}, news=(), projects=())
        )
    ]
    assert refs == sorted(refs)
    assert len(refs) == len(same)


def test_an_event_that_was_never_announced_is_no_item(sample: Cluster) -> None:
    assert "netzforum-2029" in {event.slug for event in sample.events}
    assert "events/netzforum-2029" not in by_ref(sample)


def test_an_offer_takes_its_region_from_its_member(sample: Cluster) -> None:
    offer = by_ref(sample)["members/feinwerk-see/offers/leihpruefstand"]
    assert (offer.kind, offer.page, dict(offer.names)) == (
        "offer",
        "offer",
        {"member": "feinwerk-see", "slug": "leihpruefstand"},
    )
    assert features(offer) == {
        "districts": ["seenkreis"],
        "chambers": ["nord"],
        "members": ["feinwerk-see"],
        "competences": ["feinmechanik", "wegmessung"],
    }


@pytest.mark.parametrize(
    ("ref", "expires"),
    [
        ("members/lichtblick/offers/messraum", dt.date(2030, 12, 31)),
        ("members/institut-fuer-muster/offers/probekoerper", dt.date(2030, 12, 31)),
        ("members/feinwerk-see/offers/leihpruefstand", None),
        ("events/messtag-2030", dt.date(2030, 9, 18)),
        ("events/werkstatt-2030", dt.date(2030, 3, 13)),
        ("events/klausur-2031", dt.date(2031, 12, 31)),
        ("events/werkstatt-2030/report", None),
    ],
)
def test_an_item_expires_with_the_last_day_it_may_mean(
    sample: Cluster, ref: str, expires: dt.date | None
) -> None:
    assert by_ref(sample)[ref].expires == expires


def test_an_event_and_its_report_belong_to_who_took_part_and_where_it_was(sample: Cluster) -> None:
    for ref in ("events/werkstatt-2030", "events/werkstatt-2030/report"):
        found = by_ref(sample)[ref]
        assert features(found) == {
            "districts": ["musterstadt-stadt", "seenkreis"],
            "chambers": ["nord"],
            "members": ["feinwerk-see", "lichtblick"],
            "topics": ["kalibrierung", "weiterbildung"],
            "ris": ["produktion"],
        }
        assert found.at == {"seenkreis"}
        assert found.form == "workshop"


def test_an_events_place_and_its_guests_seats_are_told_apart(sample: Cluster) -> None:
    """What happens at the lake with guests from the mountains belongs to both places."""
    moved = tuple(
        member.model_copy(update={"seat": member.seat.model_copy(update={"district": "bergkreis"})})
        if member.slug == "lichtblick"
        else member
        for member in sample.members
    )
    found = by_ref(replace(sample, members=moved))["events/werkstatt-2030/report"]
    assert found.at == {"seenkreis"}
    assert found.districts == {"seenkreis", "bergkreis"}
    assert found.chambers == {"nord", "sued"}


def test_what_refers_to_a_broken_record_is_left_out_and_nothing_breaks(sample: Cluster) -> None:
    """Rules look at clusters that are not whole: see `content.load.cluster_of`."""
    torn = replace(sample, members=(), events=(), texts=MappingProxyType({}), districts={})
    assert [found.ref for found in items(torn)] == []


def test_a_report_is_made_from_its_own_files_and_its_events(sample: Cluster) -> None:
    report = by_ref(sample)["events/werkstatt-2030/report"]
    assert report.title["de"] == "38 Messgeräte, zwei Tage, ein Ergebnis"
    assert (report.published, report.updated) == (dt.date(2030, 3, 20), dt.date(2030, 3, 22))


@pytest.mark.parametrize(
    ("ref", "key"),
    [
        ("events/messtag-2030", "events/messtag-2030"),
        ("events/werkstatt-2030", "events/werkstatt"),
        ("events/werkstatt-2030/report", "events/werkstatt/report"),
        ("members/lichtblick/offers/messraum", "members/lichtblick/offers/messraum"),
        ("members/feinwerk-see/offers/leihpruefstand", "members/feinwerk/offers/pruefstand"),
    ],
)
def test_an_item_keeps_the_key_of_its_first_address(sample: Cluster, ref: str, key: str) -> None:
    assert by_ref(sample)[ref].key == key


def test_the_text_of_a_held_back_story_is_taken_out_with_it() -> None:
    """No renderer gets even the words of what is under embargo."""
    whole = load_sample()
    held = tuple(n.model_copy(update={"embargo": Moment.parse("2031-01-01")}) for n in whole.news)
    shown = released(replace(whole, news=held))
    assert shown.news == ()
    assert sorted(whole.texts) == [
        "news/messpreis-2030",
        "pages/about",
        "pages/privacy",
        "projects/messnetz",
    ]
    assert sorted(shown.texts) == ["pages/about", "pages/privacy", "projects/messnetz"]


# ── a report is held back by its event's limits too ──────────────────────────────────────────

EARLY, LATE = "2030-07-01 08:00", "2030-08-01 08:00"


@pytest.mark.parametrize(
    ("of_event", "of_report", "expected"),
    [
        (None, None, None),
        (EARLY, None, EARLY),
        (None, LATE, LATE),
        (EARLY, LATE, LATE),
        (LATE, EARLY, LATE),
    ],
)
def test_a_report_is_held_back_until_the_later_of_two_embargoes(
    of_event: str | None, of_report: str | None, expected: str | None
) -> None:
    def until(moment: str | None) -> Moment | None:
        return Moment.parse(moment) if moment else None

    whole = load_sample()
    slug = "werkstatt-2030"
    events = tuple(
        e.model_copy(update={"embargo": until(of_event), "not_for": ("leser",)})
        if e.slug == slug
        else e
        for e in whole.events
    )
    update = {"embargo": until(of_report), "not_for": ("kammerbote",)}
    reports = {**whole.reports, slug: whole.reports[slug].model_copy(update=update)}
    cluster = replace(whole, events=events, reports=MappingProxyType(reports))
    found = next(i for i in items(cluster) if i.ref == f"events/{slug}/report")
    assert found.embargo == until(expected)
    assert found.not_for == {"leser", "kammerbote"}


# ── an edition as a channel gets it ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pinned", "most", "expected"),
    [
        ("", None, "abc"),
        ("b", None, "bac"),
        ("c", None, "cab"),
        ("bc", None, "bca"),  # two that are pinned stay in the edition's order
        ("abc", None, "abc"),
        ("c", 1, "c"),
        ("c", 2, "ca"),
        ("bc", 3, "bca"),
    ],
)
def test_what_is_pinned_comes_first_the_rest_in_the_editions_order(
    pinned: str, most: int | None, expected: str
) -> None:
    whole = load_sample()
    refs = dict(zip("abc", EDITION_REFS, strict=True))
    chosen = tuple(model.Choice(ref=ref, pin=name in pinned) for name, ref in refs.items())
    edition = whole.editions["2030-03"].model_copy(update={"items": chosen})
    channel = whole.channels["leser"].model_copy(update={"select": rule(most=most)})
    shown = variant(edition, channel, whole)
    names = {ref: name for name, ref in refs.items()}
    assert "".join(names[story.item.ref] for story in shown.stories) == expected
    assert [edition.items[story.index].ref for story in shown.stories] == [
        story.item.ref for story in shown.stories
    ]
    assert {(told(d)[1], names[d.item.ref]) for d in shown.left_out} == {
        ("most", name) for name in set("abc") - set(expected)
    }


EDITION_REFS = ("events/werkstatt-2030/report", "events/sommertreff-2030",
                "events/netzforum-2029/report")  # fmt: skip


@pytest.mark.parametrize(
    ("own", "all_", "expected"),
    [
        (["Eins"], ["Zwei"], ["Eins"]),
        (None, ["Zwei"], ["Zwei"]),
        (["Eins"], None, ["Eins"]),
        (None, None, None),
    ],
)
def test_points_are_the_channels_own_else_the_editions(
    own: list[str] | None, all_: list[str] | None, expected: list[str] | None
) -> None:
    whole = load_sample()
    words = {"leser": own, "all": all_, "kammerbote": ["Drei"]}
    points = {name: {"de": said} for name, said in words.items() if said}
    chosen = model.Choice.model_validate({"ref": EDITION_REFS[0], "points": points})
    edition = whole.editions["2030-03"].model_copy(update={"items": (chosen,)})
    (story,) = variant(edition, whole.channels["leser"], whole).stories
    assert (list(story.points.get("de", ())) if story.points else None) == expected


# ── what is not out yet, of every kind ───────────────────────────────────────────────────────

HOLDS: Mapping[str, tuple[dict[str, str | None], bool]] = {
    "nothing holds it": ({"embargo": None, "published": "2030-06-01"}, True),
    "an embargo holds it": ({"embargo": "2030-06-01 12:01", "published": "2030-05-01"}, False),
    "its embargo is over": ({"embargo": "2030-06-01 12:00", "published": "2030-05-01"}, True),
    "it appears tomorrow": ({"embargo": None, "published": "2030-06-02"}, False),
    "it appears next month": ({"embargo": None, "published": "2030-07"}, False),
    "it appears some day this month": ({"embargo": None, "published": "2030-06"}, True),
    "both hold it": ({"embargo": "2031-01-01", "published": "2030-06-02"}, False),
}


@pytest.mark.parametrize("kind", ["offers", "events", "news", "projects"])
@pytest.mark.parametrize("case", HOLDS)
def test_a_record_is_out_when_neither_embargo_nor_date_holds_it(kind: str, case: str) -> None:
    limits, out = HOLDS[case]
    update: dict[str, Any] = {
        "embargo": Moment.parse(limits["embargo"]) if limits["embargo"] else None,
        "published": PartialDate.parse(limits["published"] or ""),
    }
    whole = load_sample(NOW.isoformat())
    first, *others = getattr(whole, kind)
    records: dict[str, Any] = {kind: (first.model_copy(update=update), *others)}
    shown = released(replace(whole, **records))
    assert (first.slug in {record.slug for record in getattr(shown, kind)}) is out
    if kind in {"news", "projects"}:  # the text goes and comes with its record
        assert (f"{kind}/{first.slug}" in shown.texts) is out
    assert {ref for ref in whole.texts if ref.startswith("pages/")} <= shown.texts.keys()


@pytest.mark.parametrize("case", HOLDS)
def test_a_report_is_out_when_neither_its_limits_nor_its_events_hold_it(case: str) -> None:
    limits, out = HOLDS[case]
    update: dict[str, Any] = {
        "embargo": Moment.parse(limits["embargo"]) if limits["embargo"] else None,
        "published": PartialDate.parse(limits["published"] or ""),
    }
    whole, slug = load_sample(NOW.isoformat()), "werkstatt-2030"
    report = {**whole.reports, slug: whole.reports[slug].model_copy(update=update)}
    events = tuple(e.model_copy(update=update) if e.slug == slug else e for e in whole.events)
    assert (slug in released(replace(whole, reports=report)).reports) is out
    assert (slug in released(replace(whole, events=events)).reports) is out


def test_an_item_carries_what_its_record_says(sample: Cluster) -> None:
    found = {item.ref: item for item in items(sample)}
    offer = next(o for o in sample.offers if o.slug == "leihpruefstand")
    shown = found["members/feinwerk-see/offers/leihpruefstand"]
    assert shown.key == "members/feinwerk/offers/pruefstand"  # by the names they had first
    assert (shown.record, shown.body) == (offer, offer.text)
    assert shown.updated == (offer.updated or offer.published).first()
    assert shown.competences == set(offer.competences)
    assert shown.members == {"feinwerk-see"}
    assert shown.at == {"seenkreis"}
    report, text = sample.reports["werkstatt-2030"], found["events/werkstatt-2030/report"]
    assert (text.key, text.record, text.body) == ("events/werkstatt/report", report, report.body)
    for room, records in (("news", sample.news), ("projects", sample.projects)):
        for record in records:
            story = found[f"{room}/{record.slug}"]
            assert (story.key, story.record) == (f"{room}/{record.first_slug}", record)
            assert story.body == sample.texts[story.ref].body
            assert story.updated == (record.updated or record.published).first()
            stated = (record.topics, record.ris, record.competences)
            assert (story.topics, story.ris, story.competences) == tuple(map(frozenset, stated))
    event = next(e for e in sample.events if e.slug == "werkstatt-2030")
    announced = found["events/werkstatt-2030"]
    assert announced.key == "events/werkstatt"
    assert event.published
    assert announced.updated == (event.updated or event.published).first()


def test_pictures_of_an_item_lie_beside_its_record(sample: Cluster) -> None:
    words = {"author": "Muster", "licence": "ours", "persons": "none", "alt": {"de": "Ein Stand"}}
    picture = model.Picture.model_validate({"file": "stand.jpg", "scope": ["web"], **words})
    first, *others = sample.events
    event = first.model_copy(update={"pictures": (picture,)})
    found = items(replace(sample, events=(event, *others)))
    shown = next(i for i in found if i.ref == f"events/{event.slug}")
    assert shown.pictures == ((f"events/{event.slug}/stand.jpg", picture),)


def test_a_rule_asked_for_a_channel_leaves_out_what_is_not_for_it() -> None:
    found = [item("a", record=FOR_OTHERS), item("b")]
    assert [d.taken for d in select(found, rule(), NOW, "kammer")] == [False, True]
    assert [d.taken for d in select(found, rule(), NOW)] == [True, True]


def test_what_stands_beside_a_broken_record_is_still_an_item(sample: Cluster) -> None:
    """A profile or event that is not there takes its own offers or report along, no others."""
    first = sample.offers[0].member
    members = tuple(m for m in sample.members if m.slug != first)
    left = {
        i.ref for i in items(replace(sample, members=members)) if i.kind in {"offer", "request"}
    }
    assert left == {
        f"members/{o.member}/offers/{o.slug}" for o in sample.offers if o.member != first
    }
    gone, *others = sample.reports
    events = tuple(e for e in sample.events if e.slug != gone)
    reports = {i.ref for i in items(replace(sample, events=events)) if i.kind == "report"}
    assert others
    assert reports == {f"events/{slug}/report" for slug in others}
