"""Every feed of every stream, read back: RSS, Atom and JSON say the same, and what the model says.

Beside them stand rules of the W3C's feed validator, of RFC 4287 and of JSON Feed 1.1.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime
from io import BytesIO
from types import MappingProxyType
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from PIL import Image

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.identifiers import entry_id
from schaufenster.facts.items import Item, items
from schaufenster.facts.release import released
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.selection import select
from schaufenster.streams import Stream, streams
from tests.conftest import LANGUAGES

from .conftest import load_sample, templates_of
from .rendering import feeds_of

Outputs = dict[str, OutputFile]
HOME = "https://www.muster-cluster.example/"
FORMS = ("rss", "atom", "json")
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NOTHING: dict[str, Any] = {"offers": (), "events": (), "news": (), "projects": (), "reports": {}}


def render(cluster: Cluster, **pictures: OutputFile) -> dict[str, bytes]:
    files = feeds_of(cluster, templates_of("theme/pages"), pictures.get)
    return {file.path: file.content for file in files}


@pytest.fixture(scope="module")
def made(sample: Cluster) -> dict[str, bytes]:
    return render(sample)


def each(cluster: Cluster) -> Iterator[tuple[Stream, Language]]:
    """Yield streams of items; what answers a request is told in `test_matching.py`."""
    for stream in (stream for stream in streams(cluster) if not stream.request):
        for lang in LANGUAGES:
            yield stream, lang


def expected(stream: Stream, cluster: Cluster) -> list[Item]:
    if stream.channel:
        return []
    rule = stream.rule.model_copy(update={"most": stream.type.most})
    return [d.item for d in select(items(cluster), rule, cluster.now) if d.taken]


def parsed(raw: bytes) -> Any:
    found = feedparser.parse(raw, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.get("bozo_exception")
    return found


# ── every format says what the model says ────────────────────────────────────────────────────


def test_there_is_every_feed_in_every_form_and_language(
    sample: Cluster, made: dict[str, bytes]
) -> None:
    ids = [name for s in streams(sample) for name in (s.id, *s.formerly)]
    wanted = {f"feeds/{i}.{lang}.{form}" for i in ids for lang in LANGUAGES for form in FORMS}
    there = {path for path in made if re.fullmatch(r"feeds/.*\.(rss|atom|json)", path)}
    assert there == wanted


def test_every_rss_and_atom_feed_says_what_the_model_says(
    sample: Cluster, made: dict[str, bytes]
) -> None:
    for stream, lang in each(sample):
        wanted = expected(stream, sample)
        for form in ("rss", "atom"):
            entries = parsed(made[f"feeds/{stream.id}.{lang}.{form}"]).entries
            assert [e.id for e in entries] == [
                entry_id(sample.identity, i.key, lang) for i in wanted
            ]
            for entry, item in zip(entries, wanted, strict=True):
                assert entry.title.endswith(item.title.text(lang))
                assert dt.date(*entry.published_parsed[:3]) == item.published
                assert entry.link.startswith(HOME + ("en/" if lang == "en" else ""))
                words = {tag.label or tag.term for tag in entry.tags}
                assert {sample.topics[t].name.text(lang) for t in item.topics} <= words
                if form == "atom":
                    assert dt.date(*entry.updated_parsed[:3]) == item.updated
                    assert entry.summary == item.summary.text(lang)


def test_every_json_feed_says_what_the_model_says(sample: Cluster, made: dict[str, bytes]) -> None:
    for stream, lang in each(sample):
        feed = json.loads(made[f"feeds/{stream.id}.{lang}.json"])
        wanted = expected(stream, sample)
        assert feed["language"] == lang
        assert len(feed["items"]) == len(wanted)
        for entry, item in zip(feed["items"], wanted, strict=True):
            assert entry["id"] == entry_id(sample.identity, item.key, lang)
            assert entry["title"].endswith(item.title.text(lang))
            assert entry["summary"] == item.summary.text(lang)
            assert entry["language"] == item.title.language(lang)
            assert dt.datetime.fromisoformat(entry["date_published"]).date() == item.published
            assert dt.datetime.fromisoformat(entry["date_modified"]).date() == item.updated


def test_the_three_formats_carry_the_same_text(sample: Cluster, made: dict[str, bytes]) -> None:
    for stream, lang in each(sample):
        rss, atom, other = (made[f"feeds/{stream.id}.{lang}.{form}"] for form in FORMS)
        from_rss = [i.findtext(CONTENT) for i in etree.fromstring(rss).iter("item")]
        from_atom = [
            e.findtext(f"{ATOM}content") for e in etree.fromstring(atom).iter(f"{ATOM}entry")
        ]
        from_json = [i["content_html"] for i in json.loads(other)["items"]]
        assert from_rss == from_atom == from_json


def test_news_offers_and_projects_bring_their_whole_text(
    sample: Cluster, made: dict[str, bytes]
) -> None:
    texts = {i["id"]: i["content_html"] for i in json.loads(made["feeds/all.de.json"])["items"]}
    for item in items(sample):
        whole = texts.get(entry_id(sample.identity, item.key, "de"))
        body = sample.texts.get(item.ref) or sample.reports.get(item.names.get("slug", ""))
        if whole and item.kind in {"news", "project", "report"} and body:
            assert sanitize.prose(body.body["de"], home=HOME.rstrip("/")) in whole


def test_who_offers_speaks_and_else_the_cluster(made: dict[str, bytes]) -> None:
    spoken = {
        item.findtext("guid"): item.findtext(f"{DC}creator")
        for item in etree.fromstring(made["feeds/all.de.rss"]).iter("item")
    }
    tag = "tag:muster-cluster.example,2012:"
    assert spoken[f"{tag}members/lichtblick/offers/messraum"] == "Lichtblick Sensorik GmbH"
    assert spoken[f"{tag}events/messtag-2030"] == "Muster-Cluster eG"


def test_an_event_says_when_and_where(made: dict[str, bytes]) -> None:
    texts = {i["url"]: i["content_html"] for i in json.loads(made["feeds/events.en.json"])["items"]}
    text = texts[f"{HOME}en/events/messtag-2030/"]
    assert "<p>When: 18\xa0September 2030, 09:30–16:00</p>" in text
    assert '<span lang="de">Haus der Maße, Maßstab 3, 00100 Musterstadt</span>' in text


# ── the rules of the formats ─────────────────────────────────────────────────────────────────


def test_every_feed_of_the_sample_keeps_the_rules_of_rss(made: dict[str, bytes]) -> None:
    for path, raw in made.items():
        if path.startswith("feeds/") and path.endswith(".rss"):
            channel = etree.fromstring(raw).find("channel")
            assert channel is not None
            assert [channel.findtext(n) for n in ("title", "link", "description", "language")]
            own = channel.findall(f"{ATOM}link[@rel='self']")
            assert [link.get("type") for link in own] == ["application/rss+xml"]
            parsedate_to_datetime(channel.findtext("lastBuildDate") or "")
            ids = [item.findtext("guid") for item in channel.iter("item")]
            assert len(set(ids)) == len(ids)
            for item in channel.iter("item"):
                parsedate_to_datetime(item.findtext("pubDate") or "")
                assert (item.findtext("link") or "").startswith("https://")
                assert item.find("author") is None  # which would have to be an e-mail address


def test_a_category_of_rss_is_a_word_and_nothing_else(made: dict[str, bytes]) -> None:
    """A reader may make an object of one with a domain: findings/rss-parser-categories.sh."""
    categories = list(etree.fromstring(made["feeds/all.de.rss"]).iter("category"))
    assert {"Meldung", "Kalibrierung"} <= {category.text for category in categories}
    assert [category.attrib for category in categories if category.attrib] == []
    atom = etree.fromstring(made["feeds/all.de.atom"]).iter(f"{ATOM}category")
    assert {category.get("scheme", "").split(":")[0] for category in atom} == {"tag"}


def test_every_feed_of_the_sample_keeps_the_rules_of_atom(made: dict[str, bytes]) -> None:
    for path, raw in made.items():
        if path.startswith("feeds/") and path.endswith(".atom"):
            feed = etree.fromstring(raw)
            lang = path.split(".")[-2]
            assert feed.get(LANG) == lang
            newest = dt.datetime.fromisoformat(feed.findtext(f"{ATOM}updated") or "")
            assert newest.tzinfo
            for part in (feed, *feed.iter(f"{ATOM}entry")):
                links = [(a.get("rel"), a.get("type")) for a in part.findall(f"{ATOM}link")]
                assert len(set(links)) == len(links)  # one alternate for a type and language
                assert len(part.findall(f"{ATOM}id")) == 1
                assert part.findtext(f"{ATOM}author/{ATOM}name")
                assert dt.datetime.fromisoformat(part.findtext(f"{ATOM}updated") or "") <= newest
            for content in feed.iter(f"{ATOM}content"):
                assert content.get("type") == "html"
            own = [a.get("href") for a in feed.findall(f"{ATOM}link") if a.get("rel") == "self"]
            assert [address.endswith(".atom") for address in map(str, own)] == [True]


def test_every_feed_of_the_sample_keeps_the_rules_of_json_feed(made: dict[str, bytes]) -> None:
    known = {"version", "title", "home_page_url", "feed_url", "description", "language", "authors",
             "items"}  # fmt: skip
    own = {"id", "url", "title", "content_html", "summary", "date_published", "date_modified",
           "language", "authors", "tags", "image", "attachments"}  # fmt: skip
    for path, raw in made.items():
        if path.startswith("feeds/") and path.endswith(".json"):
            feed = json.loads(raw)
            assert feed["version"] == "https://jsonfeed.org/version/1.1"
            assert set(feed) == known
            assert feed["feed_url"].startswith(f"{HOME}feeds/")
            for item in feed["items"]:
                assert set(item) <= own
                assert isinstance(item["id"], str)
                assert all(author["name"] for author in item["authors"])
                assert dt.datetime.fromisoformat(item["date_published"]).tzinfo


def test_nothing_in_a_text_is_relative_and_every_language_is_one(made: dict[str, bytes]) -> None:
    for lang in LANGUAGES:
        for item in json.loads(made[f"feeds/all.{lang}.json"])["items"]:
            tree = html.fragment_fromstring(item["content_html"], create_parent="div")
            for element in tree.iter():
                for name in ("href", "src"):
                    assert element.get(name, "https:").startswith(("https:", "http:", "mailto:"))
                assert element.get("lang", lang) in LANGUAGES


def test_german_in_an_english_feed_is_marked_in_every_format(made: dict[str, bytes]) -> None:
    wanted = "Gesucht werden Probekörper mit bekannten Fehlern"
    atom = etree.fromstring(made["feeds/requests.en.atom"])
    title = next(t for t in atom.iter(f"{ATOM}title") if t.text == wanted)
    assert title.get(LANG) == "de"
    rss = etree.fromstring(made["feeds/requests.en.rss"])
    assert [i.findtext(f"{DC}language") for i in rss.iter("item")] == ["de"]
    assert [i["language"] for i in json.loads(made["feeds/requests.en.json"])["items"]] == ["de"]


def test_a_feed_names_itself_after_its_stream(made: dict[str, bytes]) -> None:
    feed = json.loads(made["feeds/district-seenkreis.en.json"])
    assert feed["title"] == "Muster-Cluster eG: Lake district"
    assert feed["feed_url"] == f"{HOME}feeds/district-seenkreis.en.json"


def test_a_feed_has_a_style_for_people_who_open_it(made: dict[str, bytes]) -> None:
    for form in ("rss", "atom"):
        root = etree.fromstring(made[f"feeds/all.de.{form}"])
        style: Any = root.getprevious()
        assert (style.target, style.get("href")) == ("xml-stylesheet", "/assets/feed.css")


def test_empty_streams_are_feeds(sample: Cluster) -> None:
    empty = render(replace(sample, **NOTHING))
    for form in ("rss", "atom"):
        assert parsed(empty[f"feeds/all.de.{form}"]).entries == []
        assert parsed(empty[f"feeds/district-seenkreis.en.{form}"]).feed.title
    assert json.loads(empty["feeds/offers.de.json"])["items"] == []


# ── ids and addresses for ever ───────────────────────────────────────────────────────────────


def test_a_renamed_member_keeps_its_old_feeds(made: dict[str, bytes]) -> None:
    for form in (*FORMS, "ics"):
        now, then = (made[f"feeds/member-{n}.de.{form}"] for n in ("feinwerk-see", "feinwerk"))
        assert now == then
    feed_id = etree.fromstring(made["feeds/member-feinwerk.de.atom"]).findtext(f"{ATOM}id")
    assert feed_id == "tag:muster-cluster.example,2012:feeds/member-feinwerk.de"


def test_the_list_names_every_feed_that_tells_something_once(
    sample: Cluster, made: dict[str, bytes]
) -> None:
    root = etree.fromstring(made["feeds/index.opml"])
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    outlines = list(root.iter("outline"))
    assert all(o.get("title") == o.get("text") for o in outlines)
    found = [o.get("xmlUrl") for o in outlines if o.get("xmlUrl")]
    of_items = [str(url) for url in found if "/request-" not in str(url)]
    assert len(of_items) < len(found)
    assert sorted(of_items) == sorted(
        f"{HOME}feeds/{stream.id}.{lang}.rss"
        for stream, lang in each(sample)
        if stream.type.always or expected(stream, sample)
    )
    assert all(str(url).removeprefix(HOME) in made for url in found)


# ── what is held back ────────────────────────────────────────────────────────────────────────

HELD_BACK = ("Spektralwaage", "Spectral balance", "Jubiläumswoche", "Anniversary week",
             "Winterforum", "Kalibrierkoffer", "Schwingprobe")  # fmt: skip


def test_nothing_that_is_held_back_or_expired_stands_in_any_file(made: dict[str, bytes]) -> None:
    for path, raw in made.items():
        for word in HELD_BACK:
            assert word.encode() not in raw, path


def test_no_file_names_an_internal_channel_or_who_may_not_have_something(
    sample: Cluster, made: dict[str, bytes]
) -> None:
    internal = [c for c in sample.channels.values() if c.visibility == "internal"]
    assert internal
    assert any(offer.not_for for offer in sample.offers)
    words = {w for c in internal for w in (c.id, *(n.name["de"] for n in c.names))} | {"not_for"}
    for path, raw in made.items():
        for word in words:
            assert word.encode() not in raw, f"{path}: {word}"


# ── pictures ─────────────────────────────────────────────────────────────────────────────────


def picture(**changes: Any) -> model.Picture:
    values: dict[str, Any] = {
        "file": "tag.png", "author": "A", "licence": "CC0-1.0", "scope": ("web",),
        "persons": "none", "alt": {"de": "Ein Messplatz", "en": "A bench"},
    }  # fmt: skip
    return model.Picture.model_validate(values | changes)


def with_picture(cluster: Cluster, **changes: Any) -> dict[str, bytes]:
    stream = BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG")
    events = tuple(
        e.model_copy(update={"pictures": (picture(**changes),)}) if e.slug == "messtag-2030" else e
        for e in cluster.events
    )
    published = output("bilder/tag.png", stream.getvalue())
    source = {"events/messtag-2030/tag.png": published}
    return render(replace(cluster, events=events), **source)


def test_a_picture_released_for_the_web_goes_along(sample: Cluster) -> None:
    made = with_picture(sample)
    rss = etree.fromstring(made["feeds/events.de.rss"]).find(".//enclosure")
    assert rss is not None
    assert (rss.get("url"), rss.get("type")) == (f"{HOME}bilder/tag.png", "image/png")
    assert int(rss.get("length") or 0) > 60
    entry = etree.fromstring(made["feeds/events.de.atom"]).find(f"{ATOM}entry")
    assert entry is not None
    assert [a.get("rel") for a in entry.findall(f"{ATOM}link")] == ["alternate", "enclosure"]
    item = json.loads(made["feeds/events.en.json"])["items"][0]
    assert item["image"] == f"{HOME}bilder/tag.png"
    assert item["attachments"][0]["title"] == "A bench"


@pytest.mark.parametrize(
    "changes", [{"scope": ("press",)}, {"persons": "unreleased"}, {"minors": True}]
)
def test_a_picture_that_is_not_released_for_it_stays_at_home(
    sample: Cluster, changes: dict[str, Any]
) -> None:
    assert b"tag.png" not in b"".join(with_picture(sample, **changes).values())


# ── any text ─────────────────────────────────────────────────────────────────────────────────


# `check` refuses a title in which nothing can be seen.
TEXT = st.text(min_size=1, max_size=80).filter(lambda text: sanitize.visible(text).strip())


@settings(max_examples=25)
@given(TEXT, TEXT)
def test_any_text_gives_well_formed_feeds(title: str, summary: str) -> None:
    cluster = released(load_sample())
    news = cluster.texts["news/messpreis-2030"].model_copy(
        update={
            "title": model.Title(de=title),
            "lead": model.Sentence(de=summary),
        }
    )
    empty = {**NOTHING, "news": cluster.news}
    small = replace(
        cluster, **empty, texts={"news/messpreis-2030": news}, competences={}, districts={},
        chambers=MappingProxyType({}), ris={}, members=(), topics=cluster.topics,
    )  # fmt: skip
    unnamed = replace(small, news=tuple(n.model_copy(update={"parties": ()}) for n in cluster.news))
    made = render(unnamed)
    seen = re.sub(r"[\t\n\r]+", " ", sanitize.visible(title))
    rss = etree.fromstring(made["feeds/news.de.rss"])
    atom = etree.fromstring(made["feeds/news.de.atom"])
    assert [i.findtext("title") or "" for i in rss.iter("item")] == [seen]
    assert [e.findtext(f"{ATOM}title") or "" for e in atom.iter(f"{ATOM}entry")] == [seen]
    assert [i["title"] for i in json.loads(made["feeds/news.de.json"])["items"]] == [seen]


@pytest.mark.parametrize("clock", ["03:00", "18:30"])
def test_no_feed_is_dated_ahead_of_its_build(clock: str) -> None:
    """What appears today is dated in the first hours of the day, but not after the build."""
    day = max(item.published for item in items(released(load_sample())))
    cluster = released(load_sample(f"{day} {clock}"))
    zone = zoneinfo.ZoneInfo(cluster.identity.time_zone)
    stamps = [
        stamp
        for path, raw in render(cluster).items()
        for stamp in stamps_of(path.rpartition(".")[2], raw)
    ]
    assert max(stamps).date() == day
    assert max(stamps) <= cluster.now.replace(tzinfo=zone)


def test_entries_of_one_day_differ_in_time_and_keep_it(sample: Cluster) -> None:
    """W3C's validator asks for it (level AA), and readers show as new what has a new date."""
    day = PartialDate.parse("2030-05-20")
    anew = {"kind": "offer", "published": day, "updated": None, "valid": None, "formerly": ()}
    like = sample.offers[0].model_copy(update=anew)
    offers = tuple(like.model_copy(update={"slug": f"angebot-{n:02}"}) for n in range(50))
    made = render(replace(sample, offers=offers))
    more = like.model_copy(update={"slug": "angebot-0"})
    later = replace(sample, offers=(more, *offers), now=sample.now + dt.timedelta(days=1))
    for form in ("rss", "atom", "json"):
        path = f"feeds/offers.de.{form}"
        stamps = set(stamps_of(form, made[path]))
        assert {stamp.date() for stamp in stamps} == {day.first()}
        assert len(stamps) == 50
        assert len(set(stamps_of(form, render(later)[path])) - stamps) == 1


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Maß & Muster", "Maß & Muster"),
        ("R&D 3 > 2", "R&D 3 > 2"),
        ("<b>Netz</b>", "&lt;b&gt;Netz&lt;/b&gt;"),
        ("A &amp; B", "A &amp;amp; B"),
    ],
)
def test_a_channels_description_is_text_and_never_markup(
    sample: Cluster, name: str, written: str
) -> None:
    promise = model.Sentence({**sample.identity.promise, "de": name})
    identity = sample.identity.model_copy(update={"promise": promise})
    raw = render(replace(sample, identity=identity))["feeds/all.de.rss"]
    assert etree.fromstring(raw).findtext("channel/description") == written


def stamps_of(form: str, raw: bytes) -> list[dt.datetime]:
    """Return every date that a feed states."""
    if form == "json" and b"jsonfeed.org" in raw:
        rows = [
            r for r in json.loads(raw)["items"] for r in (r["date_published"], r["date_modified"])
        ]
        return [dt.datetime.fromisoformat(row) for row in rows]
    if form == "rss":
        return [
            parsedate_to_datetime(e.text or "")
            for e in etree.fromstring(raw).iter("pubDate", "lastBuildDate")
        ]
    if form == "atom":
        names = (f"{ATOM}published", f"{ATOM}updated")
        return [dt.datetime.fromisoformat(e.text or "") for e in etree.fromstring(raw).iter(*names)]
    return []
