"""Archives of feeds (RFC 5005), walked as a subscriber walks them, and hubs (WebSub)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from schaufenster import feeds
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.editing import DEMO_DAY
from schaufenster.facts import release
from schaufenster.facts.identifiers import entry_id
from schaufenster.showcase import published
from schaufenster.streams import carried_by
from tests.conftest import run_build, templates_for

ATOM = "{http://www.w3.org/2005/Atom}"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
STREAMS = ("all", "chamber-nord")
HUB = "https://hub.example/"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("archives") / "root"
    run_build("demo", "--members", "120", "--out", str(root))
    return root


def cluster_on(root: Path, day: dt.date, hub: str | None = None) -> Cluster:
    def noon(zone: dt.tzinfo) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(12), zone)

    cluster = load_cluster(root, noon)
    identity = cluster.identity.model_copy(update={"websub": hub})
    return release.released(replace(cluster, identity=identity))


def made(cluster: Cluster) -> dict[str, bytes]:
    wanted = {f"feed {stream}" for stream in STREAMS}
    outputs = feeds.feed_outputs(cluster, templates_for(cluster), lambda _: None)
    return {f.path: f.content for out in outputs if out.name in wanted for f in out.make()}


@pytest.fixture(scope="module")
def cluster(root: Path) -> Cluster:
    return cluster_on(root, DEMO_DAY)


@pytest.fixture(scope="module")
def files(cluster: Cluster) -> dict[str, bytes]:
    return made(cluster)


def link(feed: Any, rel: str) -> str:
    return next((each.href for each in feed.links if each.rel == rel), "")


def walk(files: dict[str, bytes], path: str, site: str) -> Iterator[tuple[str, Any]]:
    """Yield a feed and its archives, each as a reader finds the next one."""
    while path:
        found = feedparser.parse(files[path])
        assert not found.bozo, found.get("bozo_exception")
        yield path, found
        path = link(found.feed, "prev-archive").removeprefix(site)


@pytest.mark.parametrize("stream", STREAMS)
def test_who_walks_back_gets_all_that_ever_appeared(
    stream: str, cluster: Cluster, files: dict[str, bytes]
) -> None:
    site = cluster.identity.site_url.rstrip("/") + "/"
    carries = carried_by(cluster, stream)
    for lang in cluster.identity.languages:
        documents = dict(walk(files, f"feeds/{stream}.{lang}.atom", site))
        assert len(documents) > 1, "the demo has enough for archives"
        ids = [entry.id for found in documents.values() for entry in found.entries]
        ever = {entry_id(cluster.identity, item.key, lang) for item in carries.ever}
        now = {entry_id(cluster.identity, item.key, lang) for item in carries.items}
        closed = {
            e.id for path, found in documents.items() if "/archive/" in path for e in found.entries
        }
        ending = (
            each for each in carries.ever if each.expires and each.kind in ("offer", "request")
        )
        ended = {entry_id(cluster.identity, each.key, lang) for each in ending}
        assert now | closed == set(ids) <= ever
        assert not closed & ended
        first, *archives = documents.items()
        assert len(first[1].entries) >= min(len(carries.items), carries.stream.type.most)
        for path, found in archives:
            assert link(found.feed, "self") == site + path
            assert link(found.feed, "current") == f"{site}feeds/{stream}.{lang}.atom"
            assert found.feed.id == first[1].feed.id
            assert etree.fromstring(files[path]).find(ARCHIVE) is not None
        assert etree.fromstring(files[first[0]]).find(ARCHIVE) is None
        in_archives = [e.id for _, found in archives for e in found.entries]
        assert len(in_archives) == len(set(in_archives)), "each entry has one archive"


def test_an_archive_stays_as_it_is(root: Path, files: dict[str, bytes]) -> None:
    """Also where its events are over and its offers have expired."""
    later = made(cluster_on(root, DEMO_DAY + dt.timedelta(days=200)))
    before = {path: raw for path, raw in files.items() if "/archive/" in path}
    assert before
    assert {path: later[path] for path in before} == before
    assert any(path not in files for path in later if "/archive/" in path)


def test_nothing_between_a_feed_and_its_newest_archive_is_lost(root: Path) -> None:
    """On the last day of a quarter no archive has it yet: the feed carries all of it."""
    day = dt.date(2030, 6, 30)
    cluster = cluster_on(root, day)
    found = feedparser.parse(made(cluster)["feeds/all.de.atom"])
    recent = [i for i in carried_by(cluster, "all").items if i.published >= dt.date(2030, 4, 1)]
    assert {entry_id(cluster.identity, i.key, "de") for i in recent} <= {
        e.id for e in found.entries
    }


def test_rss_leads_to_the_archives_too(files: dict[str, bytes]) -> None:
    rss, atom = (feedparser.parse(files[f"feeds/all.de.{form}"]).feed for form in ("rss", "atom"))
    assert link(rss, "prev-archive") == link(atom, "prev-archive") != ""


def test_archives_are_found_by_feeds_and_bound_to_no_address(files: dict[str, bytes]) -> None:
    addresses = published(files)
    assert "feeds/all.de.atom" in addresses
    assert not any("/archive/" in address for address in addresses)


def test_feeds_name_the_hub_that_the_cluster_has(root: Path) -> None:
    with_hub, without = (made(cluster_on(root, DEMO_DAY, hub)) for hub in (HUB, None))
    for form in ("rss", "atom"):
        path = f"feeds/all.de.{form}"
        assert link(feedparser.parse(with_hub[path]).feed, "hub") == HUB
        assert not link(feedparser.parse(without[path]).feed, "hub")
    hubs = [{"type": "WebSub", "url": HUB}]
    assert json.loads(with_hub["feeds/all.de.json"])["hubs"] == hubs
    assert "hubs" not in json.loads(without["feeds/all.de.json"])
    archive = next(path for path in with_hub if "/archive/" in path)
    assert HUB.encode() not in with_hub[archive], "what never changes needs no hub"
