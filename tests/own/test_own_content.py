"""The content of this repository: what its channels get, what its sources say, how its map stands.

What holds for the content of every cluster stands in `tests/content/`.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import feedparser
import pytest
from lxml import html
from playwright.sync_api import Browser

from schaufenster import mail, selection
from schaufenster.content import model, yaml_text
from schaufenster.content.fields import OPEN
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.facts import release
from schaufenster.mail import template_values
from schaufenster.output import OutputFile
from schaufenster.selection import SelectedStory, variant
from schaufenster.templates import Words
from tests.conftest import PROJECT, served, templates_of
from tests.test_audit import audit
from tests.test_channels import parts, read
from tests.test_regions import COVERED, opened

LETTERS = templates_of("newsletter/templates")


def test_every_fact_on_the_pages_has_its_source() -> None:
    answer = audit(PROJECT)
    facts = answer.stdout.splitlines()
    assert [line for line in facts if line.endswith("\t")] == []
    assert answer.returncode == 0
    assert len(facts) > 300


# ── the retreat: page, feed and mail ─────────────────────────────────────────────────────────


def test_the_retreat_has_its_report_in_both_languages(own_site: Path) -> None:
    for page, words in (("termine", "SWOT-Analyse"), ("en/events", "SWOT analysis")):
        text = (own_site / f"{page}/klausur-2025/index.html").read_text("utf-8")
        assert words in text
        assert "BatterieMD" in text


@pytest.mark.parametrize(("lang", "words"), [("de", "Zwei Tage in Erfurt"), ("en", "Two days")])
def test_feed_and_mail_carry_the_retreat(own_site: Path, lang: str, words: str) -> None:
    feed = feedparser.parse((own_site / f"feeds/all.{lang}.rss").read_bytes())
    assert not feed.bozo
    of_english = ".en" if lang == "en" else ""
    ours = f"events/klausur-2025/report{of_english}"
    (report,) = [e for e in feed.entries if e.id.endswith(ours)]
    assert report.title.startswith(words)
    assert "BatterieMD" in report.content[0].value
    assert report.published.startswith("Wed, 10 Sep 2025")
    mails = own_site.parent / f"newsletter/2025-10/subscribers/{lang}"
    assert words in (mails / "mail.txt").read_text("utf-8")


# ── channels ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def real() -> Cluster:
    """The project's own content on a day of its own."""
    return release.released(
        load_cluster(PROJECT, lambda zone: dt.datetime(2026, 11, 20, tzinfo=zone))
    )


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2013-05-01", "TMWAT"),
        ("2019-06-30", "TMWWDG"),
        ("2024-12-12", "TMWWDG"),
        (
            "2024-12-13",
            "Thüringer Ministerium für Wirtschaft, Landwirtschaft und Ländlichen Raum",
        ),
        (
            "2026-11-20",
            "Thüringer Ministerium für Wirtschaft, Landwirtschaft und Ländlichen Raum",
        ),
    ],
)
def test_a_ministry_has_the_name_of_its_time(real: Cluster, day: str, name: str) -> None:
    ministry = real.channels["wirtschaftsministerium"]
    assert ministry.name(dt.date.fromisoformat(day))["de"] == name


def test_only_what_readers_ordered_is_public(real: Cluster) -> None:
    public = [key for key, channel in real.channels.items() if channel.visibility == "public"]
    assert public == ["subscribers"]


def test_every_chamber_has_its_channel_and_no_other(real: Cluster) -> None:
    asked = [c for channel in real.channels.values() for c in channel.select.chambers]
    assert sorted(asked) == sorted(real.chambers)


def test_every_editor_has_an_address_or_the_admission_that_there_is_none(real: Cluster) -> None:
    raw = yaml_text.parse((PROJECT / "newsletter/channels.yml").read_text("utf-8")).value
    for channel in real.channels.values():
        if channel.kind == "press":
            assert channel.contact, channel.id
            known = channel.contact.url or channel.contact.email
            written = (raw[channel.id].get("contact") or {}).get("email")
            assert (known is None) == (written == OPEN), channel.id  # `offen` is read as None
            assert known is None or known.startswith("https://"), channel.id
            assert channel.sources, channel.id


def test_no_limit_is_claimed_to_be_stated_by_anybody(real: Cluster) -> None:
    """None of the editors has published a figure; once one does, this test goes."""
    for channel in real.channels.values():
        for name in model.Limits.model_fields:
            limit = getattr(channel.limits, name)
            assert limit is None or limit.rule == "ours"


RETREAT, CONFERENCE = "events/klausur-2025/report", "events/elmug4future-2025/report"
TAKEN = {
    "leg": [RETREAT, CONFERENCE],
    "ihk-erfurt": [RETREAT],
    "ihk-gera": [CONFERENCE],
    "ihk-suedthueringen": [RETREAT, CONFERENCE],
    "wirtschaftsministerium": [RETREAT, CONFERENCE],
    "wissenschaftsministerium": [RETREAT, CONFERENCE],
    "energieministerium": [],
    "ccit": [],
    "pressebox": [CONFERENCE],
    "rundbrief": [RETREAT, CONFERENCE],
    "subscribers": [RETREAT, CONFERENCE],
}


def stories(cluster: Cluster, channel: str) -> tuple[SelectedStory, ...]:
    return variant(cluster.editions["2025-10"], cluster.channels[channel], cluster).stories


def test_each_channel_gets_of_the_real_edition_what_its_rules_say(real: Cluster) -> None:
    assert {key: [s.item.ref for s in stories(real, key)] for key in real.channels} == TAKEN


@pytest.mark.parametrize(
    ("channel", "reasons"),
    [
        ("ihk-erfurt", ["passt zu: IHK Erfurt (Erfurt)"]),
        ("ihk-gera", ["passt zu: IHK Ostthüringen zu Gera (Jena)"]),
        ("ihk-suedthueringen", ["passt zu: IHK Südthüringen (Beteiligte aus Ilm-Kreis)"] * 2),
        ("leg", ["ohne Einschränkung"] * 2),
    ],
)
def test_each_reason_can_be_read(real: Cluster, channel: str, reasons: list[str]) -> None:
    assert [s.decision.why("de", real) for s in stories(real, channel)] == reasons


@pytest.fixture(scope="module")
def mails(real: Cluster) -> dict[str, OutputFile]:
    files = mail.render_set(real.editions["2025-10"], real, LETTERS)
    return {file.path: file for file in files}


def test_every_real_mail_says_what_the_model_says(
    real: Cluster, mails: dict[str, OutputFile]
) -> None:
    """Titles, links and languages of every draft, read back by the standard library."""
    read_back = 0
    for channel, refs in TAKEN.items():
        for lang in real.channels[channel].languages if refs else ():
            message = read(mails[f"{channel}/{lang}/mail.eml"].content)
            text, tree = parts(message)
            assert (message["Content-Language"], tree.get("lang")) == (lang, lang)
            shown = " ".join(tree.text_content().split())
            links = {a.get("href") for a in tree.iter("a")}
            for story in stories(real, channel):
                for words in (story.headline, story.lead):
                    assert words.text(lang) in " ".join(text.split())
                    assert words.text(lang) in shown
                slug = story.item.names["slug"]
                folder = {"de": "termine", "en": "en/events"}[lang]
                link = f"https://www.elmug.de/{folder}/{slug}/"
                assert link in links
                assert link in text
            read_back += 1
    assert read_back == 11


def test_every_real_mail_keeps_its_channels_limits(
    real: Cluster, mails: dict[str, OutputFile]
) -> None:
    assert list(selection.check_editions(real)) == []
    for path, file in mails.items():
        channel = real.channels[path.split("/")[0]]
        if path.endswith(".eml") and channel.limits.mail_kb:
            assert len(file.content) <= channel.limits.mail_kb.max * 1024
        if path.endswith(".html"):
            assert len(file.content) <= 90 * 1024


def test_no_real_mail_loads_anything_from_elsewhere(mails: dict[str, OutputFile]) -> None:
    for path, file in mails.items():
        if path.endswith(".html"):
            tree = html.document_fromstring(file.content.decode())
            loaded = [e.get("src") or e.get("background") for e in tree.iter("img", "td", "table")]
            assert [
                s for s in loaded if s and not s.startswith("https://www.elmug.de/newsletter/")
            ] == [], path
            assert "url(" not in file.content.decode()


def test_an_assumed_deadline_says_that_it_is_assumed(mails: dict[str, OutputFile]) -> None:
    text = " ".join(mails["ihk-erfurt/de/mail.txt"].content.decode().split())
    assert "Wir gehen vom 10. November 2025 als Redaktionsschluss aus." in text


def test_a_text_that_is_cut_ends_with_a_whole_paragraph(real: Cluster) -> None:
    edition, channel = real.editions["2025-10"], real.channels["ihk-erfurt"]
    say = Words("de", LETTERS.words)
    (story,) = template_values.stories(variant(edition, channel, real), "de", real, say)
    (taken,) = variant(edition, channel, real).stories
    assert story.body
    assert taken.item.body
    assert story.body["de"] != taken.item.body["de"]
    assert taken.item.body["de"].startswith(story.body["de"])
    assert taken.item.body["de"][len(story.body["de"]) :].startswith("\n\n")
    assert not story.body["de"].splitlines()[-1].startswith("#")


# ── the map ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_name_of_a_chamber_neither_pulls_the_map_apart_nor_covers_a_tile(
    browser: Browser, own_site: Path, width: int
) -> None:
    """„East Thuringia Chamber (IHK)“ is higher than a tile on phones."""
    with served(own_site) as address:
        for path in ("regionen/", "en/regions/"):
            tab = opened(browser, f"{address}/", path, width)
            rows, insets = {}, []
            for tile in tab.locator(".sf-map li:not(.lab)").all():
                box = tile.bounding_box()
                assert box is not None
                assert box["height"] == pytest.approx(box["width"], abs=0.1)
                row = re.search(r"\br(\d)\b", tile.get_attribute("class") or "")
                assert row is not None
                rows[int(row[1])] = (box["y"], box["height"])
                letters = tile.locator("b").bounding_box()
                assert letters is not None
                insets.append((letters["x"] - box["x"], letters["y"] - box["y"]))
            tops = [top for _, (top, _) in sorted(rows.items())]
            steps = [below - above for above, below in pairwise(tops)]
            assert steps == pytest.approx([rows[1][1]] * len(steps), abs=0.1), path
            assert tab.evaluate(COVERED) == []
            # outlined or filled; 1.5 px of border may be drawn as 1
            assert insets == [pytest.approx(insets[0], abs=0.6)] * len(insets)
            tab.close()
