"""Feeds as newsboat shows them: every story once, unread, with its title, date, link and text."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import html

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.output import OutputFile
from schaufenster.problems import Language
from schaufenster.selection import select
from schaufenster.streams import Stream, carried, streams
from tests.conftest import LANGUAGES

from .conftest import text_of
from .programs import run, write_below

pytestmark = pytest.mark.long
NOTICES: Final = {"de": "Abgesagt: ", "en": "Cancelled: "}


@pytest.fixture(scope="module")
def folder(outputs: dict[str, OutputFile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_below(tmp_path_factory.mktemp("feeds"), outputs, "site/feeds/") / "site/feeds"


class Newsboat:
    """newsboat with nothing in it; a feed is a file."""

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self.home = home
        for name in ("config", "urls"):
            (home / name).touch()

    def run(self, *words: str) -> str:
        files = ("-C", "config", "-u", "urls", "-c", "cache.db")
        return run("newsboat", *files, *words, home=self.home)

    def subscribe(self, *feeds: Path) -> None:
        (self.home / "urls").write_text("".join(f"file://{feed}\n" for feed in feeds), "utf-8")
        self.run("--execute", "reload")

    def unread(self) -> int:
        return int(self.run("--execute", "print-unread").split()[0])

    def articles(self) -> Iterator[dict[str, Any]]:
        with closing(sqlite3.connect(self.home / "cache.db")) as cache:
            cache.row_factory = sqlite3.Row
            yield from map(dict, cache.execute("select * from rss_item where deleted = 0"))


def shown(newsboat: Newsboat) -> Counter[tuple[str, dt.date, str]]:
    return Counter(
        (a["title"], dt.datetime.fromtimestamp(a["pubDate"], dt.UTC).date(), a["url"])
        for a in newsboat.articles()
    )


def taken(stream: Stream, cluster: Cluster) -> list[Item]:
    rule = stream.rule.model_copy(update={"most": stream.type.most})
    return [d.item for d in select(items(cluster), rule, cluster.now) if d.taken]


def expected(stream: Stream, cluster: Cluster, lang: Language) -> Counter[tuple[str, dt.date, str]]:
    site = addresses.site_of(cluster)
    return Counter(
        (
            (NOTICES[lang] if getattr(item.record, "status", "") == "cancelled" else "")
            + item.title.text(lang),
            item.published,
            site.absolute(item.page, lang, **item.names),
        )
        for item in taken(stream, cluster)
    )


@pytest.mark.parametrize(("form", "lang"), [("rss", "de"), ("atom", "en")])
def test_newsboat_shows_every_story_of_each_stream(
    form: str, lang: Language, sample: Cluster, folder: Path, tmp_path: Path
) -> None:
    """Streams that share a story are subscribed to one by one."""
    everything = [s for s in streams(sample) if not s.channel]
    assert len(everything) > 10
    for number, stream in enumerate(everything):
        newsboat = Newsboat(tmp_path / str(number))
        newsboat.subscribe(folder / f"{stream.id}.{lang}.{form}")
        wanted = expected(stream, sample, lang)
        assert shown(newsboat) == wanted, stream.id
        if stream.carries_everything:
            assert newsboat.unread() == wanted.total() > 8


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_who_reads_both_languages_has_every_story_in_both(
    form: str, sample: Cluster, folder: Path, tmp_path: Path
) -> None:
    newsboat = Newsboat(tmp_path / "home")
    newsboat.subscribe(*(folder / f"all.{lang}.{form}" for lang in LANGUAGES))
    [stream] = [s for s in streams(sample) if s.carries_everything]
    wanted = sum((expected(stream, sample, lang) for lang in LANGUAGES), Counter())
    assert shown(newsboat) == wanted
    assert newsboat.unread() == wanted.total()


def test_a_story_that_was_read_stays_read_when_the_feed_comes_again(
    folder: Path, tmp_path: Path
) -> None:
    newsboat = Newsboat(tmp_path / "home")
    newsboat.subscribe(folder / "all.de.rss")
    with closing(sqlite3.connect(newsboat.home / "cache.db")) as cache, cache:
        cache.execute("update rss_item set unread = 0")
    newsboat.subscribe(folder / "all.de.rss")
    assert newsboat.unread() == 0


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_newsboat_has_the_whole_text_with_its_links(
    form: str, sample: Cluster, folder: Path, tmp_path: Path
) -> None:
    newsboat = Newsboat(tmp_path / "home")
    newsboat.subscribe(folder / f"all.de.{form}")
    texts = {a["title"]: html.fragment_fromstring(a["content"], "div") for a in newsboat.articles()}
    for item in items(sample):
        tree = texts.get(item.title["de"])
        if tree is not None:
            assert item.summary["de"] in text_of(tree)
    prize, workshop = (
        texts["Messpreis für Lichtblick"],
        texts["38 Messgeräte, zwei Tage, ein Ergebnis"],
    )
    assert prize.xpath("//a/@href") == ["https://www.muster-cluster.example/projekte/messnetz/"]
    assert workshop.xpath("//h2/text()") == ["Was herauskam"]
    assert len(workshop.xpath("//li")) == 2
    authors = {a["title"]: a["author"] for a in newsboat.articles()}
    assert authors["Prüfstand auf Zeit"] == "Feinwerk am See KG"
    assert authors["Messpreis für Lichtblick"] == "Muster-Cluster eG"


def test_newsboat_takes_the_list_of_all_feeds(
    sample: Cluster, folder: Path, tmp_path: Path
) -> None:
    newsboat = Newsboat(tmp_path / "home")
    newsboat.run("--import-from-opml", str(folder / "index.opml"))
    lines = (newsboat.home / "urls").read_text("utf-8").splitlines()
    site = addresses.site_of(sample)
    assert Counter(line.split()[0] for line in lines) == Counter(
        site.url + addresses.feed_path(each.stream.id, lang, "rss")
        for each in carried(sample)
        if each.has_feed
        for lang in LANGUAGES
    )
