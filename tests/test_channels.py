"""Channels: deadlines in time, photographs by their rights, words as they were typed."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import io
import re
import shutil
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from PIL import Image

from schaufenster import mail
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.content.model import MailKind
from schaufenster.defaults import DEFAULTS
from schaufenster.facts import items, release
from schaufenster.mail.pictures import photos
from schaufenster.problems import Language

from .conftest import SAMPLE, load_sample, templates_of
from .rendering import mail_pictures_of

LETTERS = templates_of("newsletter/templates")


# ── names and deadlines ──────────────────────────────────────────────────────────────────────


def deadline(**fields: object) -> model.Deadline:
    return model.Deadline.model_validate({"rule": "ours", **fields})


@pytest.mark.parametrize(
    ("day", "after", "closing"),
    [
        (10, "2025-10-31", "2025-11-10"),
        (10, "2025-11-10", "2025-11-10"),
        (10, "2025-11-11", "2025-12-10"),
        (10, "2025-12-11", "2026-01-10"),
        (31, "2025-02-01", "2025-02-28"),
        (31, "2024-02-29", "2024-02-29"),
        (1, "2025-12-31", "2026-01-01"),
    ],
)
def test_a_closing_date_is_the_next_one(day: int, after: str, closing: str) -> None:
    found = deadline(day=day).next_date(dt.date.fromisoformat(after))
    assert found == dt.date.fromisoformat(closing)


@given(st.integers(1, 31), st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_a_closing_date_is_never_past_and_at_most_a_month_away(day: int, after: dt.date) -> None:
    found = deadline(day=day).next_date(after)
    assert found is not None
    assert dt.timedelta() <= found - after <= dt.timedelta(days=31)
    assert found.day == day or (found + dt.timedelta(days=1)).day == 1


def test_a_deadline_that_hangs_on_an_event_has_no_date_of_its_own() -> None:
    assert deadline(days_before_event=10).next_date(dt.date(2025, 1, 1)) is None


# ── mails as they are read ───────────────────────────────────────────────────────────────────


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def parts(message: EmailMessage) -> tuple[str, html.HtmlElement]:
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert page
    return plain.get_content().replace("\r\n", "\n"), html.document_fromstring(page.get_content())


@pytest.mark.parametrize("edition", ["2030-03", "2030-05"])
def test_in_outlook_no_column_is_wider_than_the_sheet(sample: Cluster, edition: str) -> None:
    """The compiler reads `padding="0 40px 0"` as no padding at all: only `0px` counts."""
    files = mail.render_set(sample.editions[edition], sample, LETTERS)
    for path, file in ((file.path, file) for file in files):
        if path.endswith(".html"):
            text = file.content.decode()
            assert "<!--[if mso" in text, path
            widths = {
                int(w) for w in re.findall(r'<td style="vertical-align:top;width:(\d+)', text)
            }
            assert widths <= {560, 280}, path


def test_a_stated_deadline_is_said_without_a_doubt(sample: Cluster) -> None:
    files = mail.render_edition(sample.editions["2030-03"], "kammerbote", sample, LETTERS)
    stated = next(f.content.decode() for f in files if f.path == "de/mail.txt")
    assert "Ihr Redaktionsschluss: 31. März 2030." in " ".join(stated.split())


# ── photographs ──────────────────────────────────────────────────────────────────────────────

PICTURE = """pictures:
  - file: runde.png
    author: Geschäftsstelle
    licence: alle Rechte vorbehalten
    scope: [SCOPE]
    persons: PERSONS
    minors: MINORS
    alt: {de: "Acht Leute um einen Messplatz, 5 < 6", en: Eight people around a bench}
    caption: {de: Am zweiten Tag wurde gerechnet.}
"""


def with_photo(
    folder: Path, scope: str = "web, newsletter, press", persons: str = "released",
    minors: str = "false",
) -> Cluster:  # fmt: skip
    root = folder / "cluster"
    shutil.copytree(SAMPLE, root)
    event = root / "events/werkstatt-2030/event.yml"
    text = PICTURE.replace("SCOPE", scope).replace("PERSONS", persons).replace("MINORS", minors)
    event.write_text(event.read_text("utf-8") + text, "utf-8")
    Image.new("RGB", (2400, 1600), "teal").save(event.parent / "runde.png")
    return release.released(load_sample(root=root))


def of(cluster: Cluster, channel: str) -> dict[str, bytes]:
    edition = cluster.editions["2030-03"]
    return {f.path: f.content for f in mail.render_edition(edition, channel, cluster, LETTERS)}


def test_a_press_mail_carries_its_photographs_inside(tmp_path: Path) -> None:
    files = of(with_photo(tmp_path), "kammerbote")
    message = read(files["de/mail.eml"])
    outside, inside = message.iter_parts()
    assert (outside.get_content_type(), inside.get_content_type()) == (
        "text/plain", "multipart/related",
    )  # fmt: skip
    page, picture = inside.iter_parts()
    assert (picture.get_content_type(), picture.get_content_disposition()) == (
        "image/jpeg", "inline",
    )  # fmt: skip
    cid = picture["Content-ID"].strip("<>")
    tree: html.HtmlElement = html.document_fromstring(page.get_content())
    sources = {img.get("src"): img.get("alt") for img in tree.iter("img")}
    assert sources[f"cid:{cid}"] == "Acht Leute um einen Messplatz, 5 < 6"
    assert picture.get_content() == files["de/pictures/events-werkstatt-2030-runde.jpg"]
    with _opened(picture.get_content()) as shown:
        assert shown.size == (800, 533)  # the channel's own limit
    words = tree.text_content()
    assert "Foto: Geschäftsstelle" in words
    assert "Am zweiten Tag wurde gerechnet." in words
    assert "alle Rechte vorbehalten" in words
    assert "Dazu ist kein Foto freigegeben." not in " ".join(words.split())[:1500]
    assert "[Acht Leute um einen Messplatz, 5 < 6]" in " ".join(
        files["de/mail.txt"].decode().split()
    )


def _opened(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw))


def test_a_readers_mail_links_to_its_photographs(tmp_path: Path) -> None:
    cluster = with_photo(tmp_path)
    files = of(cluster, "leser")
    assert [path for path in files if "pictures" in path] == []
    text = files["en/mail.html"].decode()
    sources = {i.get("src"): i.get("alt") for i in html.document_fromstring(text).iter("img")}
    home = cluster.identity.site_url
    address = f"{home}newsletter/2030-03/pictures/photos/events-werkstatt-2030-runde.jpg"
    assert sources[address] == "Eight people around a bench"
    made = {home + file.path for file in mail_pictures_of(cluster)}
    assert {s for s in sources if s} <= made
    assert b"cid:" not in files["en/mail.eml"]


@pytest.mark.parametrize(
    ("channel", "rights"),
    [
        ("kammerbote", {"scope": "web, newsletter"}),
        ("kammerbote", {"persons": "unreleased", "scope": "web, newsletter"}),
        ("leser", {"scope": "web, press"}),
        ("leser", {"persons": "unreleased", "scope": "web, newsletter"}),
        ("leser", {"minors": "true", "scope": "web, newsletter"}),
    ],
)
def test_a_photograph_without_the_right_is_in_no_mail(
    tmp_path: Path, channel: str, rights: dict[str, str]
) -> None:
    cluster = with_photo(tmp_path, **rights)
    assert [path for path in of(cluster, channel) if "pictures" in path] == []
    for path, raw in of(cluster, channel).items():
        assert b"runde" not in raw, path
    if channel == "leser":
        assert [f for f in mail_pictures_of(cluster) if "photos" in f.path] == []


def test_a_drawing_is_no_photograph(tmp_path: Path) -> None:
    cluster = with_photo(tmp_path)
    item = next(i for i in items.items(cluster) if i.ref == "events/werkstatt-2030/report")
    assert photos(item, "press", "x/")
    pictures = tuple((path.replace(".png", ".svg"), p) for path, p in item.pictures)
    drawn = replace(item, pictures=pictures)
    assert photos(drawn, "press", "x/") == ()


# ── words that come from outside ─────────────────────────────────────────────────────────────

ODD = {
    "HTML": "<b>fett</b> &amp; <script>alert(1)</script>",
    "less than": "5 < 6 > 4 & 3",
    "emoji": "Messen 🔬📏 mit 👩‍🔬",
    "right to left": "קידוד ו-قياس in Ilmenau",
    "combining": "Gro\u0308ße",
    "encoded word": "=?utf-8?q?x=0D=0ABcc:_alle@x.example?=",
    "Jinja": "{{ 7 * 7 }} {% raw %}",
    "MJML": "</mj-text></mj-column><mj-raw>",
}


@pytest.mark.parametrize("case", ODD)
@pytest.mark.parametrize("channel", ["leser", "kammerbote", "kalender", "rundbrief"])
def test_odd_words_arrive_as_they_were_typed(sample: Cluster, channel: str, case: str) -> None:
    typed = ODD[case]
    lang: Language = "de"
    choice = model.Choice.model_construct(
        ref="events/klausur-2031", pin=False, omit=False, why=None,
        headline={"all": model.Title(de=typed)},
        lead={"all": model.Sentence(de=typed)},
        points={"all": model.Points(de=(typed,))},
    )  # fmt: skip
    edition = sample.editions["2030-05"].model_copy(
        update={"items": (choice,), "subject": model.Title(de=typed)}
    )
    files = {f.path: f for f in mail.render_edition(edition, channel, sample, LETTERS)}
    message = read(files[f"{lang}/mail.eml"].content)
    text, tree = parts(message)
    assert typed in " ".join(text.split())
    assert typed in [e.text_content() for e in tree.iter("h1", "h2")]
    assert list(tree.iter("script")) == []
    assert "Bcc" not in message
    assert typed.replace("=?", "= ?") in " ".join(message["Subject"].split())


# ── kinds of mail ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", model.MAIL_KINDS.values(), ids=list(model.MAIL_KINDS))
def test_a_kind_of_mail_has_its_templates_and_the_words_of_its_subject(kind: MailKind) -> None:
    folder = DEFAULTS / "newsletter/templates"
    for name in kind.templates:
        assert (folder / name).read_text("utf-8").strip(), name
    assert not kind.subject or kind.subject in LETTERS.words


def test_every_template_of_a_mail_belongs_to_a_kind() -> None:
    shared = {"base.mjml.j2", "base.txt.j2", "parts.mjml.j2", "parts.txt.j2"}
    others = {"pack.txt.j2", "redacted.txt.j2"}  # a press pack's text, a mail that was taken back
    folder = DEFAULTS / "newsletter/templates"
    there = {file.name for file in folder.iterdir() if file.name.endswith((".mjml.j2", ".txt.j2"))}
    assert there == {*shared, *others}.union(*(k.templates for k in model.MAIL_KINDS.values()))


def test_what_a_channel_may_name_as_its_template_is_what_the_table_holds() -> None:
    schema = model.Channel.model_json_schema()
    assert schema["properties"]["template"]["enum"] == list(model.MAIL_KINDS)
