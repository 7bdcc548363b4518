"""Feeds, read back as a reader reads them: what they say, whose ids they keep, what they link."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree, html

from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.identifiers import entry_id
from schaufenster.facts.items import items
from schaufenster.facts.release import released
from schaufenster.output import OutputFile
from schaufenster.problems import Language
from tests.conftest import LANGUAGES

from .conftest import SAMPLE, load_sample, templates_of
from .rendering import feeds_of

Golden = Callable[[str, str | bytes], None]
HOME = "https://www.muster-cluster.example/"
TAG = "tag:muster-cluster.example,2012:"


def feed_of(cluster: Cluster, lang: Language) -> OutputFile:
    return next(
        f
        for f in feeds_of(cluster, templates_of("theme/pages"))
        if f.path == f"feeds/all.{lang}.rss"
    )


def read(cluster: Cluster, lang: Language) -> Any:
    found = feedparser.parse(feed_of(cluster, lang).content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def seen_as_html(text: str) -> str:
    """What a reader shows of an entry's summary or content, which are HTML (RSS 2.0)."""
    return str(html.fragment_fromstring(text, create_parent="div").text_content())


def with_report(cluster: Cluster, **texts: str | None) -> Cluster:
    report = cluster.reports["werkstatt-2030"]
    changed = report.model_copy(update={"body": model.Article(texts)})
    return replace(cluster, reports={"werkstatt-2030": changed})


# ── what it says ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    ["feeds/all.de.rss", "feeds/all.en.rss", "feeds/all.en.atom", "feeds/all.en.json",
     "feeds/all.en.ics", "data/events.json", "data/events.csv"],
)  # fmt: skip
def test_what_is_made_of_the_sample_is_as_it_was(
    outputs: dict[str, OutputFile], golden: Golden, path: str
) -> None:
    golden(path, outputs[f"site/{path}"].content)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_feed_says_whose_it_is_and_in_which_language(sample: Cluster, lang: Language) -> None:
    found = read(sample, lang).feed
    assert (found.title, found.language) == ("Muster-Cluster eG", lang)
    assert found.subtitle == sample.identity.promise.text(lang)
    assert found.link == {"de": HOME, "en": f"{HOME}en/"}[lang]
    assert {link.rel: link.href for link in found.links} == {
        "alternate": found.link,
        "self": f"{HOME}feeds/all.{lang}.rss",
    }


def test_the_feed_carries_what_is_current_newest_first(sample: Cluster) -> None:
    assert [entry.id for entry in read(sample, "de").entries] == [
        f"{TAG}news/messpreis-2030",
        f"{TAG}members/institut-fuer-muster/offers/probekoerper",
        f"{TAG}members/feinwerk/offers/pruefstand",
        f"{TAG}events/messtag-2030",
        f"{TAG}members/lichtblick/offers/messraum",
        f"{TAG}events/klausur-2031",
        f"{TAG}events/werkstatt/report",
        f"{TAG}events/sommertreff-2030",
        f"{TAG}events/netzforum-2029/report",
        f"{TAG}projects/messnetz",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_entry_says_what_the_model_says(sample: Cluster, lang: Language) -> None:
    known = {entry_id(sample.identity, item.key, lang): item for item in items(sample)}
    entries = read(sample, lang).entries
    assert len(entries) == 10
    for entry in entries:
        item = known[entry.id]
        assert item.title.text(lang) in entry.title
        assert seen_as_html(entry.summary) == item.summary.text(lang)
        assert dt.date(*entry.published_parsed[:3]) == item.published
        assert entry.language == item.title.language(lang)
        assert not entry.guidislink


@pytest.mark.parametrize(
    ("lang", "links"),
    [
        ("de", {"termine/messtag-2030/", "termine/werkstatt-2030/",
                "marktplatz/feinwerk-see/leihpruefstand/"}),
        ("en", {"en/events/messtag-2030/", "en/events/werkstatt-2030/",
                "en/marketplace/feinwerk-see/leihpruefstand/"}),
    ],
)  # fmt: skip
def test_an_entry_leads_to_its_page_in_the_feeds_language(
    sample: Cluster, lang: Language, links: set[str]
) -> None:
    assert {HOME + path for path in links} <= {entry.link for entry in read(sample, lang).entries}


def test_an_entry_carries_its_whole_text_as_markup(sample: Cluster) -> None:
    report = next(e for e in read(sample, "en").entries if "werkstatt/report" in e.id)
    content = html.fragment_fromstring(report.content[0].value, create_parent="div")
    tags = [element.tag for element in content.iter()]
    assert tags == ["div", "p", "p", "h2", "ul", "li", "li", "em"]
    assert content.findtext("p") == sample.reports["werkstatt-2030"].lead.get("en")
    assert content.findtext("h2") == "What came of it"


def test_german_text_in_the_english_feed_is_marked(sample: Cluster) -> None:
    entries = read(sample, "en").entries
    loan = next(e for e in entries if e.link.endswith("/leihpruefstand/"))
    assert (loan.title, loan.language) == ("A test bench for a while", "en")
    raw = etree.fromstring(feed_of(sample, "en").content)
    contents = raw.findall(".//{http://purl.org/rss/1.0/modules/content/}encoded")
    text = next(c.text or "" for c in contents if "Steckdose" in (c.text or ""))
    tree = html.fragment_fromstring(text, create_parent="div")
    assert "Steckdose" in "".join(
        part.text_content() for part in tree.iterdescendants() if part.get("lang") == "de"
    )


def test_a_cancelled_event_is_called_so(sample: Cluster) -> None:
    for lang, word in (("de", "Abgesagt"), ("en", "Cancelled")):
        entries = read(sample, lang).entries
        entry = next(e for e in entries if e.link.endswith("/sommertreff-2030/"))
        assert word in entry.title + entry.summary


@pytest.mark.parametrize(
    "typed", ["1 < 2 & 3 > 2", "<b>fett</b>", "&lt; & &amp;", "a\u00a0–\u00a0b"]
)
def test_signs_of_markup_in_a_summary_are_shown_as_typed(sample: Cluster, typed: str) -> None:
    report = sample.reports["werkstatt-2030"].model_copy(update={"lead": model.Sentence(de=typed)})
    entries = read(replace(sample, reports={"werkstatt-2030": report}), "de").entries
    entry = next(e for e in entries if e.id.endswith("/report"))
    assert seen_as_html(entry.summary) == typed


@pytest.mark.parametrize("typed", ["1 < 2 & 3", "<script>alert(1)</script>", "]]>"])
def test_signs_of_markup_in_a_title_or_text_stay_what_was_typed(
    sample: Cluster, typed: str
) -> None:
    report = sample.reports["werkstatt-2030"].model_copy(
        update={
            "title": model.Title(de=typed),
            "body": model.Article(de=typed),
        }
    )
    changed = replace(sample, reports={"werkstatt-2030": report})
    raw = etree.fromstring(feed_of(changed, "de").content)
    entry = next(i for i in raw.iter("item") if (i.findtext("guid") or "").endswith("/report"))
    assert entry.findtext("title") == typed
    content = entry.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or ""
    assert seen_as_html(content).endswith(f"\n{typed}")


def test_a_link_inside_the_site_leads_there_from_a_reader_too(sample: Cluster) -> None:
    linked = with_report(sample, de="Mehr bei den [Terminen](/termine/).")
    raw = etree.fromstring(feed_of(linked, "de").content)
    contents = raw.iterfind(".//{http://purl.org/rss/1.0/modules/content/}encoded")
    links = [a.get("href") for c in contents for a in html.fromstring(c.text or "").iter("a")]
    assert f"{HOME}termine/" in links
    assert [link for link in links if not str(link).startswith("https://")] == []


# ── dates come from the content ──────────────────────────────────────────────────────────────


def test_the_feed_was_last_built_when_its_newest_entry_was_changed(sample: Cluster) -> None:
    assert read(sample, "de").feed.updated == "Tue, 28 May 2030 00:59:07 +0000"


def test_the_same_items_give_the_same_bytes_on_another_day(sample: Cluster) -> None:
    later = released(load_sample("2030-06-02 17:45"))
    for lang in LANGUAGES:
        assert feed_of(later, lang).content == feed_of(sample, lang).content


def test_a_feed_without_items_is_a_feed(sample: Cluster) -> None:
    empty = read(replace(sample, offers=(), events=(), reports={}, news=(), projects=()), "de")
    assert empty.entries == []
    assert empty.feed.title == "Muster-Cluster eG"
    assert empty.feed.updated.startswith("Fri, 04 May 2012")


def test_the_feed_carries_the_newest_fifty(sample: Cluster) -> None:
    offer = next(o for o in sample.offers if o.slug == "leihpruefstand")
    start = dt.date(2030, 3, 1)
    many = []
    for n in range(60):
        day = start + dt.timedelta(n)
        published = PartialDate(day.year, day.month, day.day)
        changes = {"slug": f"nummer-{n}", "formerly": (), "published": published}
        many.append(offer.model_copy(update=changes))
    entries = read(
        replace(sample, offers=tuple(many), events=(), reports={}, news=(), projects=()), "de"
    ).entries
    slugs = [entry.id.rsplit("/", 1)[1] for entry in entries]
    assert slugs == [f"nummer-{n}" for n in range(59, 9, -1)]


# ── ids for ever ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    """A copy of the sample after some years: an event, a member, an offer and the site moved."""
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "events/messtag-2030").rename(tmp_path / "events/grosser-messtag")
    prepend(tmp_path / "events/grosser-messtag/event.yml", "formerly: [messtag-2030]\n")
    offers = tmp_path / "members/lichtblick/offers"
    (offers / "messraum.yml").rename(offers / "dunkelraum.yml")
    prepend(offers / "dunkelraum.yml", "formerly: [messraum]\n")
    (tmp_path / "members/lichtblick").rename(tmp_path / "members/lichtwerk")
    prepend(tmp_path / "members/lichtwerk/member.yml", "formerly: [lichtblick]\n")
    for file in sorted(tmp_path.rglob("*.yml")):
        text = file.read_text(encoding="utf-8")
        for old, new in (
            ("member: lichtblick", "member: lichtwerk"),
            ("members/lichtblick", "members/lichtwerk"),
            ("offers/messraum", "offers/dunkelraum"),
            ("events/messtag-2030", "events/grosser-messtag"),
            (f"site_url: {HOME}", "site_url: https://neu.example/schaufenster/"),
        ):
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def prepend(file: Path, line: str) -> None:
    file.write_text(line + file.read_text(encoding="utf-8"), encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ids_survive_new_names_of_folders_and_a_new_address_of_the_site(
    sample: Cluster, moved: Path, lang: Language
) -> None:
    before = read(sample, lang).entries
    after = read(released(load_sample(root=moved)), lang).entries
    assert [entry.id for entry in after] == [entry.id for entry in before]
    assert {entry.link for entry in after} & {entry.link for entry in before} == set()
    assert {entry.link.startswith("https://neu.example/schaufenster/") for entry in after} == {True}


def test_an_id_is_a_tag_of_the_clusters_own(sample: Cluster) -> None:
    later = sample.identity.model_copy(update={"site_url": "https://x.example/", "name": "X"})
    for item in items(sample):
        for lang in LANGUAGES:
            end = "" if lang == "de" else ".en"
            ids = {entry_id(identity, item.key, lang) for identity in (sample.identity, later)}
            assert ids == {f"{TAG}{item.key}{end}"}


def test_no_two_entries_share_an_id_not_even_in_two_languages(sample: Cluster) -> None:
    """Who reads German and English has both: newsboat keeps one entry for each id of all feeds."""
    ids = [entry_id(sample.identity, i.key, lang) for i in items(sample) for lang in LANGUAGES]
    assert len(set(ids)) == len(ids)
