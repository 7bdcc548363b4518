"""Mails as two parsers, notmuch and SpamAssassin see them."""

from __future__ import annotations

import base64
import datetime as dt
import email
import email.policy
import json
import mailbox
import quopri
import random
import re
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from schaufenster import mail
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.mail.eml import draft
from schaufenster.mail.template_values import subject
from schaufenster.problems import Language
from schaufenster.selection import variant
from schaufenster.templates import Words
from tests.conftest import LANGUAGES

from .conftest import templates_of
from .programs import run, run_node
from .test_channels import with_photo

pytestmark = pytest.mark.long
LETTERS: Final = templates_of("newsletter/templates")
NAME: Final = "Mess- und Prüfnetz „Größe“, Netzwerk für das genaue Messen im Musterland eG"
SUBJECT: Final = (
    "Größe, Maß und Prüfung im März: wie genau messen wir, und wer prüft die Prüfer? 📡 Übrigens ="
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it is built, with what its model says of it."""

    edition: model.Edition
    channel: model.Channel
    lang: Language
    subject: str
    files: Mapping[str, bytes]

    @property
    def raw(self) -> bytes:
        return self.files["mail.eml"]

    @property
    def pictures(self) -> dict[str, bytes]:
        return {p.rsplit("/", 1)[1]: raw for p, raw in self.files.items() if p.endswith(".jpg")}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """The sample with a photograph for the press, a long name and a long subject."""
    sample = with_photo(tmp_path_factory.mktemp("mails"))
    edition = sample.editions["2030-03"]
    words = model.Title({**edition.subject, "de": SUBJECT})
    editions = {**sample.editions, "2030-03": edition.model_copy(update={"subject": words})}
    identity = sample.identity.model_copy(update={"name": NAME})
    return replace(sample, editions=editions, identity=identity)


@pytest.fixture(scope="module")
def mails(cluster: Cluster) -> tuple[Mail, ...]:
    return tuple(every_mail(cluster))


def every_mail(cluster: Cluster) -> Iterator[Mail]:
    for edition in cluster.editions.values():
        for channel in cluster.channels.values():
            shown = variant(edition, channel, cluster)
            files = {
                f.path: f.content
                for f in mail.render_edition(edition, channel.id, cluster, LETTERS)
            }
            for lang in LANGUAGES:
                own = {
                    path.removeprefix(f"{lang}/"): raw
                    for path, raw in files.items()
                    if path.startswith(f"{lang}/")
                }
                if own:
                    words = subject(shown, lang, Words(lang, LETTERS.words))
                    yield Mail(edition, channel, lang, words, own)


@pytest.fixture(scope="module")
def folder(mails: tuple[Mail, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("read")
    (place / "mail").mkdir()
    for number, one in enumerate(mails):
        (place / f"mail/{number:02}.eml").write_bytes(one.raw)
    return place


def test_there_are_mails_of_every_kind(mails: tuple[Mail, ...]) -> None:
    assert len(mails) > 10
    assert {one.channel.template for one in mails} == {"readers", "press", "invitation", "circular"}
    assert any(one.pictures for one in mails)
    assert any(one.subject == SUBJECT for one in mails)


def day_of(moment: dt.datetime, cluster: Cluster) -> PartialDate:
    """Return the day of a moment where the cluster is."""
    local = moment.astimezone(zoneinfo.ZoneInfo(cluster.identity.time_zone))
    return PartialDate(local.year, local.month, local.day)


# ── subjects ─────────────────────────────────────────────────────────────────────────────────

SIGNS: Final = (
    'für Prüfstände Größe Maß Öl – ½ µm (x) "y" eG Messtechnik und am <3 5\xa0€ =? ?= 📡 l’été '
    "Weiterbildungsveranstaltungskalenderübersicht a,b;c: Łódź Ελλάδα"
).split(" ")


def test_four_readers_show_500_subjects_as_they_were_written(
    cluster: Cluster, tmp_path: Path
) -> None:
    dice = random.Random(500)  # noqa: S311 - the same subjects every time
    subjects = [" ".join(dice.choices(SIGNS, k=1 + n % 30)).strip() for n in range(500)]
    (tmp_path / "mail").mkdir()
    url, address = f"https://liste.example/{'a' * 120}", "weg@liste.example"
    way = model.Unsubscribe(url=url, email=address)
    channel = cluster.channels["leser"].model_copy(update={"unsubscribe": way})
    files = [tmp_path / f"mail/{number:03}.eml" for number in range(500)]
    for number, (file, text) in enumerate(zip(files, subjects, strict=True)):
        file.write_bytes(
            draft(
                subject=text, html="<p>x</p>", text="x", lang="de", day=cluster.today,
                channel=channel, edition=f"2030-05-{number}", identity=cluster.identity,
            )
        )  # fmt: skip
    written = [text.replace("=?", "= ?") for text in subjects]
    raw = [file.read_bytes() for file in files]
    by_python = [
        str(email.message_from_bytes(one, policy=email.policy.default)["Subject"]) for one in raw
    ]
    assert by_python == written
    answers = run_node("mails.cjs", *files, home=tmp_path / "node")
    assert [[found["subject"] for found in pair] for pair in answers] == [
        [text, text] for text in written
    ]
    for pair in answers:
        assert [found["unsubscribe"] for found in pair] == [sorted((url, address))] * 2
    shown = {Path(m["filename"][0]).stem: m for m in Notmuch(tmp_path).messages()}
    assert [shown[file.stem]["headers"]["Subject"] for file in files] == written


# ── mailparser and postal-mime ───────────────────────────────────────────────────────────────


def test_two_parsers_read_what_was_written(
    mails: tuple[Mail, ...], cluster: Cluster, folder: Path
) -> None:
    files = sorted((folder / "mail").iterdir())
    answers: list[list[dict[str, Any]]] = run_node("mails.cjs", *files, home=folder / "node")
    for one, pair in zip(mails, answers, strict=True):
        for found in pair:
            html = found["html"]
            for part in found["attachments"]:
                html = html.replace(f"cid:{part['id']}", f"pictures/{part['name']}")
            assert html.strip() == one.files["mail.html"].decode().strip()
            assert found["text"].strip() == one.files["mail.txt"].decode().strip()
            assert found["subject"] == one.subject
            assert (found["name"], found["address"]) == (NAME, cluster.identity.imprint.email)
            assert day_of(dt.datetime.fromisoformat(found["date"]), cluster) == one.edition.until
            assert {part["name"]: base64.b64decode(part["content"])
                    for part in found["attachments"]} == one.pictures  # fmt: skip
            assert all(
                (part["type"], part["inside"]) == ("image/jpeg", True)
                for part in found["attachments"]
            )
            to = one.channel.unsubscribe
            ways = [str(way) for way in (to.email, to.url) if way] if to else []
            assert found["unsubscribe"] == sorted(ways)
    ids = [found["id"] for first, second in answers for found in (first, second)]
    assert len(set(ids)) == len(mails)


# ── notmuch ──────────────────────────────────────────────────────────────────────────────────


class Notmuch:
    """notmuch with all mails in its index."""

    def __init__(self, folder: Path) -> None:
        self.home = folder
        settings = f"[database]\npath={folder}/mail\n[user]\nname=A\nprimary_email=a@example.org\n"
        (folder / "config").write_text(settings, "utf-8")
        self.run("new", "--quiet")

    def run(self, *words: str) -> str:
        return run("notmuch", "--config=config", *words, home=self.home)

    def messages(self) -> Iterator[dict[str, Any]]:
        threads = json.loads(self.run("show", "--format=json", "--include-html", "*"))
        while threads:
            first = threads.pop(0)
            if isinstance(first, dict):
                yield first
            else:
                threads = [*first, *threads]

    def subjects(self, query: str) -> list[str]:
        found = json.loads(self.run("search", "--format=json", query))
        return sorted(thread["subject"] for thread in found)


@pytest.fixture(scope="module")
def notmuch(folder: Path) -> Notmuch:
    return Notmuch(folder)


def leaves(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    content = part.get("content")
    if isinstance(content, list):
        for inner in content:
            yield from leaves(inner)
    else:
        yield part


def test_notmuch_shows_every_mail_with_text_html_and_photographs(
    mails: tuple[Mail, ...], cluster: Cluster, notmuch: Notmuch
) -> None:
    found = {Path(m["filename"][0]).stem: m for m in notmuch.messages()}
    assert len(found) == len(mails)
    for number, one in enumerate(mails):
        message = found[f"{number:02}"]
        parts = [leaf for part in message["body"] for leaf in leaves(part)]
        assert message["headers"]["Subject"] == one.subject
        assert NAME in message["headers"]["From"].replace('"', "")
        stamp = dt.datetime.fromtimestamp(message["timestamp"], dt.UTC)
        assert day_of(stamp, cluster) == one.edition.until
        assert [part["content-type"] for part in parts[:2]] == ["text/plain", "text/html"]
        assert parts[0]["content"].strip() == one.files["mail.txt"].decode().strip()
        page = re.sub(r"cid:[^\"]+", "", parts[1]["content"])
        assert (
            page.strip()
            == re.sub(r"pictures/[\w.-]+\.jpg", "", one.files["mail.html"].decode()).strip()
        )
        assert [part["filename"] for part in parts[2:]] == list(one.pictures)


def test_notmuch_finds_a_mail_by_the_words_of_its_stories(
    mails: tuple[Mail, ...], notmuch: Notmuch
) -> None:
    for word in ("Prüfkörper", "Messplätzen", '"Registration is open"'):
        holding = [
            one.subject
            for one in mails
            if word.strip('"') in " ".join([one.subject, *one.files["mail.txt"].decode().split()])
        ]
        assert notmuch.subjects(word) == sorted(holding)
        assert holding


# ── SpamAssassin ─────────────────────────────────────────────────────────────────────────────

HARMLESS: Final = {
    "ALL_TRUSTED": "it came from a private address",
    "HTML_IMAGE_RATIO_04": "a drawing over each story; a thousandth of a point",
    "HTML_IMAGE_RATIO_06": "fewer of them beside the text; a thousandth of a point",
    "HTML_MESSAGE": "there is HTML; a thousandth of a point",
}
WAY: Final = """From a@example.org Thu Jan  1 00:00:00 2026
Received: from mail.muster-cluster.example (mail.muster-cluster.example [10.0.0.7])
 by mx.example.org (Postfix) with ESMTPS id 4711 for <leser@example.org>;
 {date}
To: <leser@example.org>
"""
UNSEEN: Final = b'<p style="color:#ffffff;background-color:#ffffff">Das sieht niemand.</p></body>'


def as_arrived(raw: bytes) -> bytes:
    """Return a draft as it lies among others in its recipient's mailbox."""
    raw = raw.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
    [date] = re.findall(r"^Date: (.+)$", raw.decode(), re.MULTILINE)
    return WAY.format(date=date).encode() + raw + b"\n"


def rules_hit(mails: Iterable[bytes], home: Path) -> dict[str, dict[str, float]]:
    """Return the rules that SpamAssassin finds broken, with their points, by Message-ID.

    It hands mails of one day back in any order.
    """
    settings = ("report_safe 0", "add_header all Points _TESTSSCORES(,)_", "use_bayes 0")
    words = [f"--cf={line}" for line in settings]
    box = b"".join(map(as_arrived, mails))
    checked = run("spamassassin", "--local", "--mbox", *words, home=home, given=box)
    (home / "box").write_text(checked, "utf-8")
    with closing(mailbox.mbox(home / "box", create=False)) as messages:
        return {message["Message-ID"]: points_of(message["X-Spam-Points"]) for message in messages}


def points_of(header: str) -> dict[str, float]:
    pairs = (rule.split("=") for rule in "".join(header.split()).split(","))
    return {name: float(points) for name, points in pairs if name not in HARMLESS}


def test_spamassassin_finds_nothing_in_any_mail(mails: tuple[Mail, ...], tmp_path: Path) -> None:
    whole = next(one.raw for one in mails if b"</body>" in one.raw)  # no line ends within it
    planted = whole.replace(b"</body>", quopri.encodestring(UNSEEN))
    planted = re.sub(rb"(?m)^Message-ID: <.*>", b"Message-ID: <planted@example.org>", planted)
    found = rules_hit([*(one.raw for one in mails), planted], tmp_path)
    assert len(found) == len(mails) + 1
    assert "HTML_FONT_LOW_CONTRAST" in found.pop("<planted@example.org>")
    assert {key: broken for key, broken in found.items() if broken} == {}
