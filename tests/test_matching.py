"""What fits a request, held against the rule that the page prints, by brute force."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import snowballstemmer

from benchmarks import matching as benchmark
from schaufenster.addresses import site_of
from schaufenster.content import model
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.editing import DEMO_DAY
from schaufenster.facts import matching, release
from schaufenster.facts.membership import present
from schaufenster.facts.release import is_expired
from schaufenster.feeds.answers import answer_entries
from schaufenster.feeds.entries import FeedContext
from schaufenster.mail import digest
from schaufenster.streams import carried_by
from schaufenster.templates import Words
from schaufenster.word_comparison import parts
from tests.conftest import run_build, templates_for, tree_of
from tests.rendering import all_pages

STEM = snowballstemmer.stemmer("german").stemWord


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    root = tmp_path_factory.mktemp("matching") / "root"
    run_build("demo", "--members", "60", "--out", str(root))

    def noon(zone: dt.tzinfo) -> dt.datetime:
        return dt.datetime.combine(DEMO_DAY, dt.time(12), zone)

    return release.released(load_cluster(Path(root), noon))


def holding(cluster: Cluster, kind: str) -> list[model.Offer]:
    return [o for o in cluster.offers if o.kind == kind and not is_expired(o, cluster.today)]


def stems(text: str) -> set[str]:
    words = parts(text)
    return {STEM(word) for word in words if len(word) >= 5}


def expected(request: model.Offer, cluster: Cluster) -> dict[str, tuple[set[str], int]]:
    """Return by file what fits a request: the competences, and how many rare words."""
    everything = [*holding(cluster, "offer"), *holding(cluster, "request")]
    texts = {o.path: stems(f"{o.title['de']} {o.summary['de']}") for o in everything}
    counts = Counter(itertools.chain.from_iterable(texts.values()))
    rare = {stem for stem, n in counts.items() if n <= max(3, 0.1 * len(everything))}
    found = {}
    for offer in holding(cluster, "offer"):
        skills = set(offer.competences) & set(request.competences)
        words = texts[offer.path] & stems(request.title["de"]) & rare
        if offer.member != request.member and (skills or len(words) >= 2):
            found[offer.path] = skills, len(words)
    return found


def test_what_fits_is_what_the_rule_says_and_says_why(demo: Cluster) -> None:
    requests = holding(demo, "request")
    assert len(requests) >= 5
    total = 0
    for request in requests:
        found = {
            match.record.path: (set(match.competences), len(match.words))
            for match in matching.offers_for(request, demo)
        }
        assert found == expected(request, demo)
        total += len(found)
    assert total >= 5


def test_an_offer_names_the_requests_that_name_it(demo: Cluster) -> None:
    forth = {
        (request.path, match.record.path)
        for request in holding(demo, "request")
        for match in matching.offers_for(request, demo)
    }
    back = {
        (match.record.path, offer.path)
        for offer in holding(demo, "offer")
        for match in matching.requests_for(offer, demo)
    }
    assert forth == back
    assert forth


def test_members_are_those_who_have_what_is_asked_for(demo: Cluster) -> None:
    for request in holding(demo, "request"):
        asked = set(request.competences)
        able = {
            member.slug
            for member in present(demo)
            if member.slug != request.member and asked & {s.id for s in member.competences}
        }
        assert {match.record.slug for match in matching.members_for(request, demo)} == able


def test_more_reasons_come_first(demo: Cluster) -> None:
    for request in holding(demo, "request"):
        for find in (matching.offers_for, matching.members_for):
            ranks = [
                (-len(m.competences), -len(m.words), not m.same_form, not m.same_region)
                for m in find(request, demo)
            ]
            assert ranks == sorted(ranks)


def test_what_is_over_fits_nothing(sample: Cluster) -> None:
    for offer in sample.offers:
        if is_expired(offer, sample.today):
            assert not matching.requests_for(offer, sample)
            assert not matching.offers_for(offer, sample)


def test_every_row_of_a_page_has_its_reason_and_the_rule_is_printed(demo: Cluster) -> None:
    seen = 0
    for page in all_pages(demo, templates_for(demo)):
        if page.what != "offer":
            continue
        rows = tree_of(page).xpath("//*[@data-fits]//li")
        for row in rows:
            assert row.xpath("string(span)").strip()
        rule = tree_of(page).xpath("//p[contains(@class, 'sf-muted')]")
        assert bool(rows) == bool(rule)
        assert len(rows) <= 2 * matching.MOST
        seen += len(rows)
    assert seen > 50


# ── who answers this? ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_feed_of_a_request_has_all_that_fits_and_why(demo: Cluster, lang: str) -> None:
    say = Words(lang, templates_for(demo).words)
    context = FeedContext(demo, say, lambda _: None, site_of(demo))
    for request in holding(demo, "request"):
        found = [*matching.offers_for(request, demo), *matching.members_for(request, demo)]
        entries = answer_entries(request.path, context)
        assert Counter(entry.summary for entry in entries) == Counter(
            matching.why_in_words(match, demo, say) for match in found
        )
        assert all(entry.summary for entry in entries)
        assert len({entry.id for entry in entries}) == len(entries)
        days = [entry.published for entry in entries]
        assert days == sorted(days, reverse=True)


def test_the_stream_of_a_request_is_offered_while_it_holds(demo: Cluster) -> None:
    for request in (offer for offer in demo.offers if offer.kind == "request"):
        stream = f"request-{request.member}--{request.slug}"
        carried = carried_by(demo, stream)
        assert carried.has_feed is (not is_expired(request, demo.today))
        assert not carried.has_calendar
        if not carried.has_feed:
            say = Words("de", templates_for(demo).words)
            context = FeedContext(demo, say, lambda _: None, site_of(demo))
            assert answer_entries(request.path, context) == []


# ── what is new for the office ───────────────────────────────────────────────────────────────


def told_since(cluster: Cluster, day: dt.date) -> str:
    found = digest(cluster, day, Words("de", templates_for(cluster, "newsletter/templates").words))
    return found[1] if found else ""


def test_a_digest_tells_a_request_on_its_day_and_not_again(demo: Cluster) -> None:
    for request in holding(demo, "request")[:3]:
        told = []
        for days in (-1, 0, 1):
            day = matching.since(request) + dt.timedelta(days)
            then = replace(demo, now=dt.datetime.combine(day, dt.time(12)))
            text = told_since(release.released(then), day - dt.timedelta(days=1))
            page = f"/marktplatz/{request.member}/{request.slug}/"
            told.append(page in text.partition("Neue Angebote")[0])
        assert told == [False, True, False]


def test_a_digest_says_what_fits_and_why_and_prints_the_rule(demo: Cluster) -> None:
    text = told_since(demo, dt.date(2029, 1, 1))
    for request in holding(demo, "request"):
        found = [*matching.offers_for(request, demo), *matching.members_for(request, demo)]
        say = Words("de", templates_for(demo).words)
        for match in found[: matching.MOST]:
            assert matching.why_in_words(match, demo, say) in text
    assert "So wird zugeordnet: Eine gesuchte Kompetenz genügt" in text
    assert "So wird zugeordnet: Ein Profil passt" in text
    assert "Neue Förderaufrufe (4)" in text


def test_a_new_offer_is_told_with_the_request_that_was_there_before(demo: Cluster) -> None:
    pairs = [
        (request, match.record)
        for request in holding(demo, "request")
        for match in matching.offers_for(request, demo)
    ]
    request, offer = next(p for p in pairs if matching.since(p[1]) > matching.since(p[0]))
    text = told_since(demo, matching.since(offer) - dt.timedelta(days=1))
    later = text.partition("Neue Angebote zu früheren Gesuchen")[2]
    assert f"/marktplatz/{request.member}/{request.slug}/" in later
    assert offer.title.text("de") in later


def test_a_deadline_that_comes_near_is_told_once(demo: Cluster) -> None:
    (call,) = (c for c in demo.funding if c.slug.startswith("offen"))
    last = release.expiry_of(call)
    assert last
    told = []
    for before in range(20, 5, -1):
        day = last - dt.timedelta(days=before)
        then = replace(demo, now=dt.datetime.combine(day, dt.time(12)))
        if call.title.text("de") in told_since(then, day - dt.timedelta(days=1)):
            told.append(before)
    assert told == [14]


def test_nothing_new_is_no_mail(demo: Cluster) -> None:
    assert told_since(demo, demo.today) == ""


# ── known answers ────────────────────────────────────────────────────────────────────────────


def test_the_benchmark_counts_right_and_found_and_known(demo: Cluster) -> None:
    requests = benchmark.requests_of(demo, 5)
    figures = benchmark.measure(demo, requests)
    assert figures["competence"].precision == figures["competence"].recall == 1.0
    whole = figures["either"]
    assert 0 < whole.right <= min(whole.found, whole.known)
    assert benchmark.unexplained(demo, requests) == 0
    assert f"{whole.precision:.2f} | {whole.recall:.2f} |" in benchmark.report(5, figures)
