"""What fits a request, held against the rule that the page prints, by brute force."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from pathlib import Path

import pytest
import snowballstemmer

from schaufenster.content import model
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.editing import DEMO_DAY
from schaufenster.facts import matching, release
from schaufenster.facts.membership import present
from schaufenster.facts.release import is_expired
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
