"""The archive: what was sent to everybody, as a page and as it looked; nothing internal."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from PIL import Image, ImageChops
from playwright.sync_api import Browser

from schaufenster import command_names as names
from schaufenster import mail, selection, showcase
from schaufenster.commands import program
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts import release
from schaufenster.mail.approval import hash_of
from schaufenster.output import AnyFile
from schaufenster.showcase.headers import POLICY
from schaufenster.showcase.page import RenderedPage
from schaufenster.showcase.pages.newsletter import blocks
from schaufenster.showcase.webcopy import render_web_copies
from tests.conftest import path_of

from .conftest import (
    SAMPLE,
    TODAY,
    change,
    languages_of,
    load_sample,
    run_build,
    served,
    templates_of,
)
from .rendering import (
    all_documents,
    all_pages,
    feeds_of,
    mail_pictures_of,
    packs_of,
    paths_of,
    site_files_of,
    staged_of,
)

WORDS = templates_of("theme/pages")
LETTERS = templates_of("newsletter/templates")
EDITION = "2030-03"
MARCH = f"newsletter/editions/{EDITION}.yml"
PAGE = f"newsletter/{EDITION}/leser/"
HOME = "https://www.muster-cluster.example/"


def run(root: Path, *words: str) -> None:
    command = ["--root", str(root), names.NEWSLETTER, *words, "--today", TODAY]
    result = CliRunner().invoke(program.main, command)
    assert result.exit_code == 0, result.output


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "cluster")
    return tmp_path / "cluster"


def hand_in(root: Path, channel: str = "leser", day: str = "2030-04-02") -> None:
    run(root, names.APPROVE, EDITION)
    run(root, names.HANDED_IN, EDITION, "--channel", channel, "--date", day)


def load(root: Path) -> Cluster:
    return release.released(load_sample(root=root))


def pages_of(cluster: Cluster) -> dict[str, RenderedPage]:
    found = all_pages(cluster, WORDS, mail.ready(cluster, LETTERS))
    return {page.path: page for page in found}


def parsed(markup: str) -> Any:
    return html.fromstring(markup)


def tree_of(page: RenderedPage) -> Any:
    return parsed(page.body)


def words(text: str) -> list[str]:
    return text.replace("\xa0", " ").split()


def feed_of(cluster: Cluster, lang: str = "de", form: str = "atom") -> Any:
    path = f"feeds/channel-leser.{lang}.{form}"
    files = {f.path: f.content for f in feeds_of(cluster, WORDS)}
    return feedparser.parse(files[path])


# ── which editions have a page ───────────────────────────────────────────────────────────────


def test_a_draft_has_no_page_and_no_copy(root: Path) -> None:
    cluster = load(root)
    assert [path for path in pages_of(cluster) if re.search(r"newsletter/.", path)] == []
    assert list(render_web_copies(cluster, mail.ready(cluster, LETTERS))) == []
    assert feed_of(cluster).entries == []


def test_an_approved_edition_has_its_page_before_it_is_sent_listed_nowhere(root: Path) -> None:
    run(root, names.APPROVE, EDITION)
    cluster = load(root)
    pages = pages_of(cluster)
    page = pages[PAGE]
    assert "wird in Kürze verschickt" in page.body
    assert "38 Geräte im Vergleich" in page.body
    assert (page.listed, pages[f"en/{PAGE}"].listed) == (False, False)
    assert "38 Geräte" not in pages["newsletter/"].body
    ready = mail.ready(cluster, LETTERS)
    beside = {f.path: f.content for f in site_files_of(cluster, WORDS, ready)}
    assert PAGE.encode() not in beside["sitemap.xml"]
    assert PAGE not in {f.path for f in all_documents(cluster, WORDS, ready)}
    assert feed_of(cluster).entries == []
    staged = {f.path: f.content.decode() for f in staged_of(cluster, WORDS, ready)}
    assert re.search('robots: "?noindex', staged[f"{PAGE}index.md"])


def test_the_link_of_an_approved_mail_leads_to_a_page(root: Path) -> None:
    run(root, names.APPROVE, EDITION)
    run(root, names.BUILD, EDITION)
    there = paths_of(load(root), WORDS)
    for lang in ("de", "en"):
        text = (root / f"build/newsletter/{EDITION}/leser/{lang}/mail.txt").read_text("utf-8")
        (link,) = re.findall(rf"{re.escape(HOME)}(\S*newsletter/\S+)", text)
        assert link in there


def test_what_changed_since_its_approval_is_not_shown(root: Path) -> None:
    run(root, names.APPROVE, EDITION)
    change(root, MARCH, "38 Geräte im Vergleich, en", "Noch nicht gesehen, en")
    cluster = load(root)
    page = pages_of(cluster)[PAGE]
    assert "noch einmal durchgesehen" in page.body
    assert "gesehen</" not in page.body
    assert "Noch nicht gesehen" not in page.body + page.title + page.description
    assert list(render_web_copies(cluster, mail.ready(cluster, LETTERS))) == []


def test_publishing_waits_for_what_changed_since_its_approval(root: Path) -> None:
    run(root, names.APPROVE, EDITION)
    change(root, MARCH, "38 Geräte im Vergleich, en", "Noch nicht gesehen, en")
    cluster = load(root)
    assert {i.state for i in selection.issues(cluster, mail.ready(cluster, LETTERS))} == {"changed"}


# ── what was sent ────────────────────────────────────────────────────────────────────────────


def test_a_sent_edition_shows_what_was_sent_whatever_changes(root: Path) -> None:
    hand_in(root)
    before = pages_of(load(root))
    change(root, MARCH, "38 Geräte im Vergleich, en", "Etwas anderes, en")
    change(root, MARCH, "Muster-Cluster im März 2030, en", "Ein anderer Name, en")
    after = pages_of(load(root))
    for path in (PAGE, f"en/{PAGE}"):
        assert after[path].title == before[path].title
        assert after[path].body == before[path].body
    text = tree_of(after[PAGE]).text_content()
    for said in ("38 Geräte im Vergleich", "2. April 2030", "Muster-Cluster im März: wie genau"):
        assert said in " ".join(words(text))


def test_a_sent_edition_is_listed(root: Path) -> None:
    assert "Noch ist keine Ausgabe erschienen" in pages_of(load(root))["newsletter/"].body
    hand_in(root)
    pages = pages_of(load(root))
    for lang, prefix in (("de", ""), ("en", "en/")):
        links = [a.get("href") for a in tree_of(pages[f"{prefix}newsletter/"]).iter("a")]
        assert f"/{prefix}{PAGE}" in links, lang
    assert pages[PAGE].listed


def test_the_page_links_the_stories_that_are_still_there(root: Path) -> None:
    hand_in(root)
    links = [a.get("href") for a in tree_of(pages_of(load(root))[PAGE]).iter("a")]
    assert {"/termine/werkstatt-2030/", "/termine/sommertreff-2030/"} <= set(links)
    assert f"/{PAGE}mail.html" in links
    (root / "events/sommertreff-2030/event.yml").unlink()
    change(root, MARCH, "  - ref: events/sommertreff-2030\n", "")
    body = pages_of(load(root))[PAGE].body
    assert "/termine/sommertreff-2030/" not in [
        a.get("href") for a in parsed(body).find_class("sf-comp")[0].iter("a")
    ]
    assert "nicht mehr auf dieser Website" in body


def test_the_pages_text_is_the_mails(root: Path) -> None:
    hand_in(root)
    text = (root / f"newsletter/sent/{EDITION}/leser.de.txt").read_text("utf-8")
    shown = tree_of(pages_of(load(root))[PAGE]).find_class("sf-mail")[0]
    spaced = " ".join(words(" ".join(shown.itertext())))
    assert spaced == " ".join(w for w in words(text) if not re.fullmatch("[=-]+", w))


@given(st.lists(st.text(st.sampled_from("ab -=.\t„ß<&:/h"), max_size=90), max_size=12))
def test_no_word_of_a_text_part_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    shown = "".join(line for _, part in blocks(text.encode()) for line in part)
    assert re.sub(r"[\s=-]", "", shown) == re.sub(r"[\s=-]", "", text)


def test_a_text_is_not_broken_where_only_the_column_was_full() -> None:
    raw = ("wort " * 40).strip()
    wrapped = LETTERS.environment.filters["wrapped"](raw)
    assert "\n" in wrapped
    assert list(blocks(f"{wrapped}\n".encode())) == [("paragraph", [raw])]
    assert list(blocks(b"Kurz\nund neu")) == [("paragraph", ["Kurz", "und neu"])]


def test_headings_and_rules_of_a_text_are_told_apart() -> None:
    assert list(blocks(b"vor\nTitel\n=====\nText\n-----\nmehr")) == [
        ("paragraph", ["vor"]), ("heading", ["Titel"]), ("paragraph", ["Text"]), ("rule", []),
        ("paragraph", ["mehr"]),
    ]  # fmt: skip


def test_english_is_marked_where_only_german_was_sent(root: Path) -> None:
    change(
        root,
        "newsletter/channels.yml",
        "  languages: [de, en]\n  select:\n    kinds: [report",
        "  languages: [de]\n  select:\n    kinds: [report",
    )
    hand_in(root)
    page = pages_of(load(root))[f"en/{PAGE}"]
    assert "This edition appeared in German." in page.body
    marks = {mark for _, mark in languages_of(tree_of(page), "38 Geräte")}
    assert marks == {"de"}
    assert [a for a in tree_of(page).iter("a") if a.get("href") == f"/{PAGE}mail.html"]
    assert page.spoken == ("de",)


# ── corrections and redactions ───────────────────────────────────────────────────────────────

NOTE = """corrections:
  - date: 2030-04-20
    channel: leser
    text:
      de: Es waren 37 Geräte, nicht 38.
      en: There were 37 instruments, not 38.
      en_of: MARK
  - date: 2030-04-09
    text: {de: "Der Ort heißt Seeblick."}
  - date: 2030-04-21
    channel: kammerbote
    text: {de: "Nur für die Redaktion."}
"""


def corrected(root: Path) -> Cluster:
    from schaufenster.content.model import hash_of  # noqa: PLC0415

    note = NOTE.replace("MARK", hash_of("Es waren 37 Geräte, nicht 38."))
    file = root / MARCH
    file.write_text(file.read_text("utf-8") + note, "utf-8")
    return load(root)


def test_a_correction_stands_beside_what_was_sent(root: Path) -> None:
    hand_in(root)
    sent = (root / f"newsletter/sent/{EDITION}/leser.de.html").read_bytes()
    cluster = corrected(root)
    assert {issue.state for issue in selection.issues(cluster)} == {"sent"}
    pages = pages_of(cluster)
    text = " ".join(words(tree_of(pages[PAGE]).text_content()))
    assert text.index("Der Ort heißt Seeblick.") < text.index("Es waren 37 Geräte, nicht 38.")
    assert "Nur für die Redaktion" not in text
    assert "There were 37 instruments" in pages[f"en/{PAGE}"].body
    assert 'lang="de">Der Ort heißt Seeblick.' in pages[f"en/{PAGE}"].body
    assert "38 Geräte im Vergleich" in text
    assert (root / f"newsletter/sent/{EDITION}/leser.de.html").read_bytes() == sent


def test_a_feed_says_what_was_corrected_and_when(root: Path) -> None:
    hand_in(root)
    before = feed_of(load(root)).entries[0]
    after = feed_of(corrected(root)).entries[0]
    assert (before.published[:10], before.updated[:10]) == ("2030-04-02", "2030-04-02")
    assert (after.published[:10], after.updated[:10]) == ("2030-04-02", "2030-04-20")
    assert after.id == before.id
    assert "Es waren 37 Geräte" in after.content[0].value
    assert "Nur für die Redaktion" not in after.content[0].value


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_every_form_of_the_feed_carries_the_edition(root: Path, form: str) -> None:
    hand_in(root)
    files = {f.path: f.content for f in feeds_of(load(root), WORDS)}
    for lang, title in (
        ("de", "Muster-Cluster im März 2030"),
        ("en", "Muster-Cluster in March 2030"),
    ):
        text = files[f"feeds/channel-leser.{lang}.{form}"].decode()
        assert title in text
        assert path_of("edition", lang, edition=EDITION, channel="leser") in text
    assert [path for path in files if "channel-" in path and "leser" not in path] == []


def test_what_was_taken_back_is_a_note_everywhere(root: Path) -> None:
    hand_in(root)
    run(root, names.REDACT, EDITION, "--channel", "leser", "--reason", "Ein Name war falsch.")
    cluster = load(root)
    page = pages_of(cluster)[PAGE]
    assert "Grund: Ein Name war falsch." in page.body
    assert "38 Geräte" not in page.body
    assert "mail.html" not in page.body
    assert "zurückgenommen" in pages_of(cluster)["newsletter/"].body
    entry = feed_of(cluster).entries[0]
    assert "zurückgenommen" in entry.summary
    assert entry.updated[:10] == TODAY
    assert "38 Geräte" not in entry.content[0].value
    copies = {f.path: f.content.decode() for f in render_web_copies(cluster)}
    assert "Ein Name war falsch." in copies[f"{PAGE}mail.html"]


# ── how to get it ────────────────────────────────────────────────────────────────────────────


def test_where_it_cannot_be_ordered_the_office_is_asked_or_the_feed_is_named(root: Path) -> None:
    page = pages_of(load(root))["newsletter/"]
    office = load(root).identity.imprint.email
    assert f'href="mailto:{office}?subject=' in page.body
    assert "Schreiben Sie der Geschäftsstelle" in page.body
    change(root, "content/cluster.yml", f"email: {office}", "email: offen")
    page = pages_of(load(root))["newsletter/"]
    assert "mailto:" not in page.body
    assert "per Mail" not in page.body
    assert "/feeds/channel-leser.de.rss" in page.body
    assert "Newsletter bestellen" not in page.body


@pytest.mark.parametrize(
    ("way", "href"),
    [
        (
            "url: https://liste.muster-cluster.example/neu",
            "https://liste.muster-cluster.example/neu",
        ),
        ("email: neu@muster-cluster.example", "mailto:neu@muster-cluster.example?subject="),
    ],
)
def test_where_it_can_be_ordered_there_is_a_button(root: Path, way: str, href: str) -> None:
    change(
        root,
        "newsletter/channels.yml",
        "  unsubscribe:\n    url",
        f"  subscribe: {{{way}}}\n  unsubscribe:\n    url",
    )
    links = [a.get("href") for a in tree_of(pages_of(load(root))["newsletter/"]).iter("a")]
    assert [link for link in links if link.startswith(href)]


def test_without_a_public_channel_there_is_no_newsletter(root: Path) -> None:
    change(root, "newsletter/channels.yml", "  visibility: public\n", "")
    hand_in(root)
    cluster = load(root)
    assert [path for path in pages_of(cluster) if "newsletter" in path] == []
    assert [f.path for f in feeds_of(cluster, WORDS) if "channel-" in f.path] == []
    settings = showcase.mkdocs_settings(cluster, WORDS, lambda n: SAMPLE.parent.parent / n, root)
    assert b"/newsletter/" not in settings


# ── nothing internal ─────────────────────────────────────────────────────────────────────────


def test_nothing_of_an_internal_channel_reaches_the_site(root: Path) -> None:
    """Planted words of an internal channel, sent and approved, are in no file of the whole site."""
    change(
        root,
        MARCH,
        "      kammerbote: {de: Seenkreis eicht",
        "      rundbrief: {de: Quittenbaum sagt ab}\n"
        "      kammerbote: {de: Quittenbaum im Seenkreis eicht",
    )
    change(root, "newsletter/channels.yml", "Rundbrief an die Mitglieder", "Quittenbaum intern")
    hand_in(root, "rundbrief")
    hand_in(root, "kammerbote")
    hand_in(root, "leser")
    run(root, names.APPROVE, "2030-05")
    sent = root / f"newsletter/sent/{EDITION}"
    assert "Quittenbaum sagt ab" in (sent / "rundbrief.de.html").read_text("utf-8")
    run_build("--root", str(root), names.SITE, "--today", TODAY)
    site = root / "build/site"
    assert (site / PAGE / "mail.html").is_file()
    assert not [f for f in site.rglob("*") if re.search("rundbrief|kammerbote", f.name)]
    found = subprocess.run(
        ["grep", "-r", "-l", "-i", "-E", "quittenbaum|rundbrief|kammerbote", str(site)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.stdout == ""
    documents = root / "build/cache/search"
    assert not [f for f in documents.rglob("*.html") if "Quittenbaum" in f.read_text("utf-8")]


def spoken_by(name: str, channel: model.Channel) -> model.Channel:
    """Return a channel that says nothing but its own planted word."""
    word, sentence = model.Word(de=name), model.Sentence(de=name)
    named = tuple(each.model_copy(update={"name": word}) for each in channel.names)
    return channel.model_copy(
        update={"names": named, "salutation": word, "why": sentence, "note": name}
    )


def planted(cluster: Cluster, public: frozenset[str]) -> tuple[Cluster, dict[str, str]]:
    """Return a cluster in which each channel has words of its own, and its edition is approved."""
    words = {name: f"Quitte{number}" for number, name in enumerate(sorted(cluster.channels))}
    edition = cluster.editions[EDITION]
    items = tuple(
        choice.model_copy(
            update={
                "headline": {name: model.Title(de=word) for name, word in words.items()},
                "lead": {name: model.Sentence(de=word) for name, word in words.items()},
            }
        )
        for choice in edition.items
    )
    changed = replace(
        cluster,
        editions={EDITION: edition.model_copy(update={"items": items})},
        channels={
            name: spoken_by(words[name], channel).model_copy(
                update={"visibility": "public" if name in public else "internal"}
            )
            for name, channel in cluster.channels.items()
        },
    )
    mails = list(mail.render_set(changed.editions[EDITION], changed, LETTERS))
    for file in mails:
        if file.path.endswith(".html"):
            assert words[file.path.split("/")[0]] in file.content.decode()
    approval = model.Approval(
        path="x", id=EDITION, hash=hash_of(mails), by="office", on=PartialDate(2030, 4, 1)
    )
    return replace(changed, approvals={EDITION: approval}), words


@pytest.mark.parametrize("public", [(), ("leser", "rundbrief"), ("kammerbote", "kalender")])
def test_of_any_channels_only_the_public_ones_are_published(
    sample: Cluster, public: tuple[str, ...]
) -> None:
    """Whichever channels are public: all that is made for the site is searched for their words."""
    cluster, words = planted(sample, frozenset(public))
    ready = mail.ready(cluster, LETTERS)
    made: list[AnyFile] = [
        *staged_of(cluster, WORDS, ready),
        *site_files_of(cluster, WORDS, ready),
        *all_documents(cluster, WORDS, ready),
        *render_web_copies(cluster, ready),
        *feeds_of(cluster, WORDS),
        *packs_of(cluster, LETTERS),
    ]
    said = b"\n".join(file.path.encode() + file.content for file in made)
    shown = {name for name, word in words.items() if word.encode() in said}
    assert shown == set(public)


# ── as it looked ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("archive") / "cluster"
    shutil.copytree(SAMPLE, root)
    hand_in(root)
    return root


def test_the_web_copy_keeps_the_policy_of_the_site(sent: Path) -> None:
    copies = {f.path: f.content.decode() for f in render_web_copies(load(sent))}
    assert sorted(copies) == [
        f"en/{PAGE}mail.css", f"en/{PAGE}mail.html", f"{PAGE}mail.css", f"{PAGE}mail.html",
    ]  # fmt: skip
    page = copies[f"{PAGE}mail.html"]
    tree: Any = html.document_fromstring(page)
    assert tree.xpath("//@style | //style | //script") == []
    assert "<!--" not in page
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == [POLICY]
    assert tree.xpath("//link[@rel='stylesheet']/@href") == ["mail.css"]
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert [src for src in tree.xpath("//@src") if not src.startswith("/newsletter/")] == []
    assert tree.xpath("//link[@rel='canonical']/@href") == [HOME + PAGE]


def test_the_web_copy_says_what_the_mail_says(sent: Path) -> None:
    copies = {f.path: f.content.decode() for f in render_web_copies(load(sent))}
    kept = (sent / f"newsletter/sent/{EDITION}/leser.de.html").read_text("utf-8")
    mails: list[Any] = [
        html.document_fromstring(copies[f"{PAGE}mail.html"]),
        html.document_fromstring(kept),
    ]
    for tree in mails:
        for style in tree.xpath("//style | //title"):
            style.drop_tree()
    assert words(mails[0].text_content()) == words(mails[1].text_content())
    links = [[a.get("href", "").removeprefix(HOME[:-1]) for a in tree.iter("a")] for tree in mails]
    assert links[0] == links[1]
    assert mails[0].xpath("//@alt") == mails[1].xpath("//@alt")


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
@pytest.mark.parametrize("width", [360, 680])
def test_the_web_copy_looks_as_the_mail_looked(
    sent: Path, browser: Browser, tmp_path: Path, width: int, scheme: Any
) -> None:
    """Pixel by pixel, with the site's policy in force and nothing loaded from elsewhere."""
    cluster = load(sent)
    for file in (*render_web_copies(cluster), *mail_pictures_of(cluster)):
        (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file.path).write_bytes(file.content)
    kept = (sent / f"newsletter/sent/{EDITION}/leser.de.html").read_text("utf-8")
    shots, asked = [], []
    with served(tmp_path) as url:
        (tmp_path / "kept.html").write_text(kept.replace(HOME, f"{url}/"), "utf-8")
        for path in ("kept.html", f"{PAGE}mail.html"):
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page.on("request", lambda request: asked.append(request.url))
            page.goto(f"{url}/{path}", wait_until="networkidle")
            shots.append(Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB"))
            page.close()
    assert shots[0].size == shots[1].size
    assert ImageChops.difference(shots[0], shots[1]).getbbox() is None
    assert [one for one in asked if not one.startswith(url)] == []
