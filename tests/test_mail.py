"""Newsletters, read back by the standard library: which items, whose words, safe everywhere."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
import shutil
import zoneinfo
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from pydantic import TypeAdapter

from schaufenster import mail
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster, check_cluster
from schaufenster.facts.items import items
from schaufenster.facts.release import released
from schaufenster.mail import template_values
from schaufenster.mail.edition import render_variant
from schaufenster.mail.eml import draft
from schaufenster.output import OutputFile
from schaufenster.problems import Language
from schaufenster.selection import Variant, variant
from schaufenster.templates import Words
from tests.conftest import LANGUAGES

from .conftest import CLOCK, SAMPLE, languages_of, load_sample, templates_of
from .rendering import mail_pictures_of

Golden = Callable[[str, str | bytes], None]
HOME = "https://www.muster-cluster.example/"
LETTERS = templates_of("newsletter/templates")
MAILS = [
    (edition, channel, lang)
    for edition in ("2030-03", "2030-05")
    for channel, languages in (
        ("leser", LANGUAGES),
        ("kammerbote", LANGUAGES[:1]),
        ("kalender", LANGUAGES),
        ("rundbrief", LANGUAGES[:1]),
    )
    for lang in languages
]
SUBJECTS = {
    ("2030-03", "kammerbote", "de"): "2 Presseinformationen, darunter: Seenkreis eicht seine "
    "Messgeräte",
    ("2030-05", "kammerbote", "de"): "Presseinformation: Klausur 2031",
    ("2030-03", "kalender", "de"): "Abgesagt: Sommertreff 2030",
    ("2030-03", "kalender", "en"): "Cancelled: Summer meeting 2030",
    ("2030-05", "kalender", "de"): "2 Einladungen, die nächste: Messtag Musterland 2030",
    ("2030-05", "kalender", "en"): "2 invitations, the next: Musterland Measuring Day 2030",
}
WRITE = "<mailto:abmelden@muster-cluster.example>"
LEAVING = {
    "leser": {"List-Unsubscribe": f"<https://liste.muster-cluster.example/abmelden>, {WRITE}"},
    "rundbrief": {"List-Unsubscribe": WRITE},
}
every_mail = pytest.mark.parametrize(("edition", "channel", "lang"), MAILS)


def mails_of(cluster: Cluster) -> dict[str, OutputFile]:
    """Every mail of a cluster below `newsletter/`, their pictures below `site/`."""
    shown, letters = released(cluster), templates_of("newsletter/templates")
    found = {f"site/{f.path}": f for f in mail_pictures_of(shown)}
    for name, edition in shown.editions.items():
        for f in mail.render_set(edition, shown, letters):
            found[f"newsletter/{name}/{f.path}"] = f
    return found


@pytest.fixture(scope="module")
def outputs() -> dict[str, OutputFile]:
    """The sample's mails and their pictures: no other renderer takes part."""
    return mails_of(load_sample())


def of(cluster: Cluster, edition: str, channel: str) -> Variant:
    return variant(cluster.editions[edition], cluster.channels[channel], cluster)


def refs(shown: Variant) -> list[str]:
    return [story.item.ref for story in shown.stories]


def rendered(cluster: Cluster, shown: Variant, lang: Language) -> dict[str, str]:
    """Return a variant's files in a language by their name, as text."""
    files = render_variant(shown, lang, cluster, templates_of("newsletter/templates"))
    return {file.path.rsplit("/")[1]: file.content.decode() for file in files}


def edited(cluster: Cluster, edition: str = "2030-05", **changes: Any) -> Cluster:
    """Return the cluster with something else in an edition."""
    changed = cluster.editions[edition].model_copy(update=changes)
    return replace(cluster, editions={**cluster.editions, edition: changed})


def asked(cluster: Cluster, channel: str = "leser", **rule: Any) -> Cluster:
    """Return the cluster with another selection for a channel."""
    changes = {"select": model.Select.model_validate(rule)}
    changed = cluster.channels[channel].model_copy(update=changes)
    return replace(cluster, channels={**cluster.channels, channel: changed})


def choice(ref: str, **wording: Mapping[str, Mapping[str, str]]) -> model.Choice:
    return model.Choice.model_validate({"ref": ref, **wording})


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


# ── which items, in which words ──────────────────────────────────────────────────────────────


def test_pinned_items_come_first_the_others_in_the_editions_order(sample: Cluster) -> None:
    assert refs(of(sample, "2030-05", "leser")) == [
        "events/messtag-2030",
        "members/lichtblick/offers/messraum",
        "members/feinwerk-see/offers/leihpruefstand",
        "members/institut-fuer-muster/offers/probekoerper",
        "events/klausur-2031",
    ]


def test_a_channel_gets_only_what_it_asks_for(sample: Cluster) -> None:
    assert refs(of(sample, "2030-05", "kammerbote")) == ["events/klausur-2031"]


def test_addresses_in_leads_points_facts_and_captions_are_links(sample: Cluster) -> None:
    """As in bodies; the text part has them as they were typed."""
    typed = {name: f"{name} https://netz.example/{name}, info@{name}.example." for name in "abcd"}
    words = {"lead": {"all": {"de": typed["a"]}}, "points": {"all": {"de": [typed["b"]]}}}
    report = model.Choice.model_validate({"ref": "events/werkstatt-2030/report", **words})
    event = next(e for e in sample.events if e.slug == "werkstatt-2030")
    shown = {
        "pictures": (
            model.Picture.model_construct(
                file="a.jpg", author="A", licence="B", scope=("press",), persons="none",
                alt=model.Sentence(de="Bild"), caption=model.Sentence(de=typed["c"]),
            ),
        ),
        "place": event.place.model_copy(update={"name": typed["d"]}),
    }  # fmt: skip
    events = tuple(e.model_copy(update=shown) if e.slug == event.slug else e for e in sample.events)
    cluster = replace(edited(sample, "2030-03", items=(report,)), events=events)
    letter = values_rendered(cluster, "press", "2030-03", "kammerbote")
    root = html.document_fromstring(letter["press.mjml.j2"])
    links = {link.get("href") for link in root.iter("a")}
    for name in "abcd":
        assert {f"https://netz.example/{name}", f"mailto:info@{name}.example"} <= links, name
    text = re.sub(r"\s+", " ", letter["press.txt.j2"])
    assert all(text.count(typed[name].partition(" https")[0]) for name in "abcd")
    assert "<a" not in text


def values_rendered(cluster: Cluster, kind: str, edition: str, channel: str) -> dict[str, str]:
    """Return the templates of a kind of mail, filled in."""
    letters = templates_of("newsletter/templates")
    say = Words("de", letters.words)
    filled = template_values.values(of(cluster, edition, channel), "de", cluster, say)
    names = model.MAIL_KINDS[kind].templates
    return {name: letters.render(name, "de", **filled) for name in names}


def test_it_is_known_why_an_item_is_left_out() -> None:
    shown = of(load_sample(), "2030-05", "kammerbote")
    assert {d.item.ref: (d.taken, d.reason, d.value) for d in shown.left_out} == {
        "events/messtag-2030": (False, "other", "districts"),
        "members/lichtblick/offers/messraum": (False, "not-for", "kammerbote"),
        "members/feinwerk-see/offers/leihpruefstand": (False, "other", "kinds"),
        "members/institut-fuer-muster/offers/probekoerper": (False, "other", "kinds"),
        "events/probelauf-2030": (False, "expired", "2030-04-24"),
        "members/feinwerk-see/offers/schwingprobe": (False, "expired", "2030-02-28"),
        "members/lichtblick/offers/spektralwaage": (False, "embargo", "2031-01-15 10:00"),
        "members/lichtblick/offers/kalibrierkoffer": (False, "future", "2030-09-01"),
        "events/jubilaeum-2031": (False, "embargo", "2031-02-01 08:00"),
        "events/probelauf-2030/report": (False, "embargo", "2031-03-01 00:00"),
    }


def test_beyond_most_the_rest_is_left_out_and_says_so(sample: Cluster) -> None:
    shown = of(asked(sample, most="2"), "2030-05", "leser")
    assert refs(shown) == ["events/messtag-2030", "members/lichtblick/offers/messraum"]
    told = {d.item.ref: (d.taken, d.reason, d.value) for d in shown.left_out}
    assert told["events/klausur-2031"] == (False, "most", "2")
    assert {taken for taken, *_ in told.values()} == {False}


def test_an_item_may_be_withheld_from_a_channel(sample: Cluster) -> None:
    everywhere = asked(asked(sample, "leser"), "kammerbote")
    withheld = "members/lichtblick/offers/messraum"
    assert withheld in refs(of(everywhere, "2030-05", "leser"))
    assert withheld not in refs(of(everywhere, "2030-05", "kammerbote"))


def test_what_an_edition_omits_is_in_no_variant(sample: Cluster) -> None:
    shown = of(asked(sample), "2030-05", "leser")
    omitted = "events/werkstatt-2030/report"
    assert omitted not in [*refs(shown), *(d.item.ref for d in shown.left_out)]
    taken = edited(sample, items=(choice(omitted),))
    assert refs(of(asked(taken), "2030-05", "leser")) == [omitted]


def wording(cluster: Cluster, channel: str) -> tuple[str, str]:
    story = of(cluster, "2030-03", channel).stories[0]
    assert story.item.ref == "events/werkstatt-2030/report"
    return story.headline["de"], story.lead["de"]


def test_a_channels_wording_beats_the_editions_and_that_the_items_own(sample: Cluster) -> None:
    own = "In Seeblick haben Betriebe ihre Messgeräte verglichen. Danach zeigten alle dasselbe an, bis auf eines."  # noqa: E501
    assert wording(sample, "leser") == ("38 Geräte im Vergleich", own)
    assert wording(sample, "kammerbote") == (
        "Seenkreis eicht seine Messgeräte",
        "Betriebe aus dem Seenkreis haben zwei Tage lang ihre Messgeräte verglichen.",
    )
    bare = edited(sample, "2030-03", items=(choice("events/werkstatt-2030/report"),))
    assert wording(bare, "kammerbote") == ("38 Messgeräte, zwei Tage, ein Ergebnis", own)


def test_an_edition_stays_what_it_was_as_long_as_one_can_register(
    outputs: dict[str, OutputFile],
) -> None:
    later = released(load_sample("2030-09-04 23:00"))
    for edition, channel, _ in MAILS:
        files = mail.render_edition(
            later.editions[edition], channel, later, templates_of("newsletter/templates")
        )
        for file in files:
            assert file.content == outputs[f"newsletter/{edition}/{channel}/{file.path}"].content


def test_an_offer_that_was_valid_on_the_editions_last_day_is_in_it(sample: Cluster) -> None:
    trial = "members/feinwerk-see/offers/schwingprobe"
    winter = edited(
        sample, "2030-03", until=PartialDate(2030, 2, 28), since=None, items=(choice(trial),)
    )
    assert refs(of(winter, "2030-03", "leser")) == [trial]
    spring = edited(winter, "2030-03", until=PartialDate(2030, 3, 1))
    assert refs(of(spring, "2030-03", "leser")) == []


def test_a_cancelled_event_is_called_so(outputs: dict[str, OutputFile]) -> None:
    for lang, word in (("de", "abgesagt"), ("en", "cancelled")):
        for name in ("mail.html", "mail.txt"):
            text = outputs[f"newsletter/2030-03/leser/{lang}/{name}"].content.decode()
            assert {"de": "Sommertreff 2030", "en": "Summer meeting 2030"}[lang] in text
            assert word in text.lower()


def test_an_event_stands_with_its_own_date_and_not_with_that_of_its_announcement(
    outputs: dict[str, OutputFile],
) -> None:
    for lang, own, announced in (
        ("de", "18.\xa0September 2030", "6.\xa0Mai 2030"),
        ("en", "18\xa0September 2030", "6\xa0May 2030"),
    ):
        for name in ("mail.html", "mail.txt"):
            text = outputs[f"newsletter/2030-05/leser/{lang}/{name}"].content.decode()
            assert own in text
            assert announced not in text


# ── files ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_of_the_sample_is_as_it_was(
    outputs: dict[str, OutputFile], golden: Golden, lang: Language
) -> None:
    path = f"2030-05/leser/{lang}/mail.txt"
    golden(f"mail/{path}", outputs[f"newsletter/{path}"].content.decode())


@pytest.mark.parametrize(
    "path", ["2030-03/kammerbote/de", "2030-05/kalender/en", "2030-05/rundbrief/de"]
)
def test_the_text_of_each_template_is_as_it_was(
    outputs: dict[str, OutputFile], golden: Golden, path: str
) -> None:
    golden(f"mail/{path}/mail.txt", outputs[f"newsletter/{path}/mail.txt"].content.decode())


def test_the_html_of_the_sample_is_as_it_was(
    outputs: dict[str, OutputFile], golden: Golden
) -> None:
    """Compared with a line break between any two tags, so that a person can read the file."""
    path = "2030-05/leser/de/mail.html"
    text = outputs[f"newsletter/{path}"].content.decode()
    golden(f"mail/{path}", text.replace("><", ">\n<"))


def test_the_draft_of_the_sample_is_as_it_was(
    outputs: dict[str, OutputFile], golden: Golden
) -> None:
    """Compared without the HTML part's body, which the next test compares with mail.html."""
    path = "2030-05/leser/de/mail.eml"
    text = outputs[f"newsletter/{path}"].content.decode().replace("\r\n", "\n")
    head, body = text.split("text/html", 1)
    shortened = re.sub(r"(?s)\n\n.*\n(--sf-)", r"\n\n[…]\n\n\1", body)
    golden(f"mail/{path}", f"{head}text/html{shortened}")


@every_mail
def test_a_draft_holds_the_text_first_and_the_html_as_its_alternative(
    outputs: dict[str, OutputFile], edition: str, channel: str, lang: Language
) -> None:
    folder = f"newsletter/{edition}/{channel}/{lang}"
    message = read(outputs[f"{folder}/mail.eml"].content)
    assert message.get_content_type() == "multipart/alternative"
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [(part.get_content_type(), part.get_content_charset()) for part in parts] == [
        ("text/plain", "utf-8"),
        ("text/html", "utf-8"),
    ]
    for part, name in zip(parts, ("mail.txt", "mail.html"), strict=True):
        read_back = part.get_content().replace("\r\n", "\n")
        assert read_back == outputs[f"{folder}/{name}"].content.decode()


@every_mail
def test_a_draft_has_the_headers_of_its_edition(
    outputs: dict[str, OutputFile], sample: Cluster, edition: str, channel: str, lang: Language
) -> None:
    message = read(outputs[f"newsletter/{edition}/{channel}/{lang}/mail.eml"].content)
    begins = {
        "2030-03": "Sun, 31 Mar 2030 00:00:00 +0100",  # summer time begins at two
        "2030-05": "Fri, 31 May 2030 00:00:00 +0200",
    }
    ours = rf"<{edition}\.{channel}\.{lang}\.[0-9a-f]{{16}}@muster-cluster\.example>"
    assert re.fullmatch(ours, message["Message-ID"])
    assert dict(message.items()) == {
        "Subject": SUBJECTS.get(
            (edition, channel, lang), sample.editions[edition].subject.text(lang)
        ),
        "From": "Muster-Cluster eG <buero@muster-cluster.example>",
        "Date": begins[edition],
        "Message-ID": message["Message-ID"],
        "Content-Language": lang,
        "List-Id": f"Muster-Cluster eG <{channel}.muster-cluster.example>",
        **LEAVING.get(channel, {}),
        "Auto-Submitted": "auto-generated",
        "X-Unsent": "1",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }


@every_mail
def test_a_draft_is_ascii_in_short_lines_that_end_as_mail_does(
    outputs: dict[str, OutputFile], edition: str, channel: str, lang: Language
) -> None:
    raw = outputs[f"newsletter/{edition}/{channel}/{lang}/mail.eml"].content
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_umlauts_arrive_in_subject_sender_and_text(sample: Cluster) -> None:
    named = replace(
        sample, identity=sample.identity.model_copy(update={"name": "Prüfstände Öhringen eG"})
    )
    renamed = edited(named, subject=model.Title(de="Größe »Maß« – ½ µm übrig"))
    message = read(rendered(renamed, of(renamed, "2030-05", "leser"), "de")["mail.eml"].encode())
    assert message["Subject"] == "Größe »Maß« – ½ µm übrig"
    assert message["From"].addresses[0].display_name == "Prüfstände Öhringen eG"
    body = message.get_body(("plain",))
    assert body is not None
    assert "zwölf Messplätze im Haus der Maße" in body.get_content().replace("\n", " ")


WORDS = st.sampled_from(
    'für Prüfstände Größe Maß Öl – ½ µm (x) "y" eG Messtechnik und am <3'.split()
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=30).map(" ".join))
@example("wort " * 13 + "Prüfstände für Sensoren und ihre Prüfung am Ende der Zeile")
def test_a_subject_of_any_length_is_read_as_it_was_written(sample: Cluster, text: str) -> None:
    """Python's own folding spoils spaces: findings/python-email-subject.sh."""
    raw = draft(
        subject=text, html="<p>x</p>", text="x", lang="de", day=sample.now.date(),
        channel=sample.channels["leser"], edition="2030-05",
        identity=sample.identity.model_copy(update={"name": text.replace('"', "")}),
    )  # fmt: skip
    assert read(raw)["Subject"] == text
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    plain = email.message_from_bytes(raw)
    for name, address in (
        ("From", "buero@muster-cluster.example"),
        ("List-Id", "leser.muster-cluster.example"),
    ):
        shown = str(make_header(decode_header(plain[name].replace("\r\n", "").lstrip())))
        assert shown.replace('"', "") == f"{text} <{address}>".replace('"', "")


def test_a_long_address_to_unsubscribe_stays_an_address(sample: Cluster) -> None:
    """Python would encode it: findings/python-email-list-unsubscribe.sh."""
    url = f"https://liste.muster-cluster.example/abmelden/{'a' * 80}"
    way = model.Unsubscribe(url=url, email="abmelden@muster-cluster.example")
    channel = sample.channels["leser"].model_copy(update={"unsubscribe": way})
    raw = draft(
        subject="Mai", html="<p>x</p>", text="x", lang="de", day=sample.now.date(),
        channel=channel, edition="2030-05", identity=sample.identity,
    )  # fmt: skip
    folded = f"List-Unsubscribe: <{url}>,\r\n <mailto:abmelden@muster-cluster.example>\r\n"
    assert folded.encode() in raw


def test_a_draft_has_no_recipient(outputs: dict[str, OutputFile]) -> None:
    message = read(outputs["newsletter/2030-05/leser/de/mail.eml"].content)
    assert [name for name in ("To", "Cc", "Bcc", "Reply-To") if name in message] == []


def test_without_a_known_sender_a_draft_has_none(sample: Cluster) -> None:
    imprint = sample.identity.imprint.model_copy(update={"email": None})
    identity = sample.identity.model_copy(update={"imprint": imprint})
    quiet = replace(sample, identity=identity)
    message = read(rendered(quiet, of(quiet, "2030-05", "leser"), "de")["mail.eml"].encode())
    assert "From" not in message


def test_a_message_id_belongs_to_one_content(sample: Cluster) -> None:
    """Who gets a mail of the same id twice sees one of them; another content is another mail."""

    def id_of(**changed: object) -> str:
        parts: dict[str, Any] = {
            "subject": "Mai", "html": '<p><img src="pictures/1.jpg"></p>', "text": "x",
            "lang": "de", "day": sample.now.date(), "channel": sample.channels["leser"],
            "edition": "2030-05", "identity": sample.identity, "pictures": {"pictures/1.jpg": b"1"},
        }  # fmt: skip
        return str(read(draft(**(parts | changed)))["Message-ID"])

    other_way = model.Unsubscribe(url="https://liste.muster-cluster.example/weg")
    changes: list[dict[str, object]] = [
        {"subject": "Mai 2"}, {"html": "<p>y</p>"}, {"text": "y"}, {"lang": "en"},
        {"edition": "2030-06"}, {"channel": sample.channels["rundbrief"]},
        {"channel": sample.channels["leser"].model_copy(update={"unsubscribe": other_way})},
        {"pictures": {"pictures/1.jpg": b"2"}},
    ]  # fmt: skip
    ids = [id_of(), *(id_of(**changed) for changed in changes)]
    assert len(set(ids)) == len(ids)
    assert id_of(day=dt.date(2030, 1, 1)) == id_of()
    assert id_of(edition="2030-05-" + "lang" * 40).count("lang") == 40


def test_a_draft_is_never_dated_after_its_build(sample: Cluster) -> None:
    """Whoever builds at three in the morning, an edition that ends today or in a month."""
    zone = zoneinfo.ZoneInfo(sample.identity.time_zone)
    for until in ("2030-06-01", "2030-06-30"):
        now = dt.datetime.fromisoformat("2030-06-01 03:00")
        early = replace(edited(sample, until=PartialDate.parse(until)), now=now)
        message = read(rendered(early, of(early, "2030-05", "leser"), "de")["mail.eml"].encode())
        stamp = parsedate_to_datetime(message["Date"])
        assert stamp <= now.replace(tzinfo=zone)
        assert stamp.astimezone(zone).date() == now.date()


def test_no_click_is_promised_that_cannot_say_who_leaves(outputs: dict[str, OutputFile]) -> None:
    raw = b"".join(f.content for path, f in outputs.items() if path.endswith(".eml"))
    assert b"List-Unsubscribe: " in raw
    assert b"One-Click" not in raw


def test_no_two_drafts_share_a_message_id_or_a_boundary(outputs: dict[str, OutputFile]) -> None:
    drafts = [read(f.content) for path, f in outputs.items() if path.endswith(".eml")]
    assert len(drafts) == len(MAILS)
    assert len({message["Message-ID"] for message in drafts}) == len(MAILS)
    assert len({message.get_boundary() for message in drafts}) == len(MAILS)


@pytest.mark.parametrize(
    "typed",
    [
        "Mai\r\nBcc: alle@x.example",
        "Mai\nBcc: alle@x.example",
        "Mai\r\n\r\nHallo",
        "Mai\u2028B: x",
    ],
)
def test_a_subject_cannot_become_a_header_or_a_text(sample: Cluster, typed: str) -> None:
    raw = draft(
        subject=typed, html="<p>x</p>", text="x", lang="de", day=sample.now.date(),
        channel=sample.channels["leser"], edition="2030-05", identity=sample.identity,
    )  # fmt: skip
    message = read(raw)
    assert "Bcc" not in message
    assert message["Subject"].startswith("Mai")
    assert "\n" not in message["Subject"]
    assert [part.get_content().strip() for part in message.iter_parts()] == ["x", "<p>x</p>"]
    with pytest.raises(ValueError, match="text-line-end"):
        TypeAdapter(model.Title).validate_python({"de": typed})


# ── the text part ────────────────────────────────────────────────────────────────────────────


def too_wide(text: str) -> list[str]:
    """Lines beyond 72 columns that are no address: those must never be broken."""
    return [line for line in text.splitlines() if len(line) > 72 and not re.fullmatch(
        r"(?:\w+: )?https://\S+", line)]  # fmt: skip


@every_mail
def test_the_text_part_is_at_most_72_columns_wide(
    outputs: dict[str, OutputFile], edition: str, channel: str, lang: Language
) -> None:
    text = outputs[f"newsletter/{edition}/{channel}/{lang}/mail.txt"].content.decode()
    assert too_wide(text) == []


def test_the_text_part_stays_narrow_however_long_the_names_are(sample: Cluster) -> None:
    def words(most: int) -> str:
        return ("Messtechnik " * (most // 12)).strip()

    imprint = sample.identity.imprint.model_copy(update={"street": words(200), "town": words(80)})
    changes = {
        "imprint": imprint,
        "name": words(80),
        "legal_name": words(200),
        "short": words(80),
        "descriptor": model.Word(de=words(80)),
    }
    long = edited(
        replace(sample, identity=sample.identity.model_copy(update=changes)),
        title=model.Title(de=words(110)),
        greeting=model.Prose(de=f"# {words(100)}\n\n- {words(300)}\n- [{words(60)}]({HOME})"),
        items=(
            choice(
                "events/messtag-2030",
                headline={"all": {"de": words(110)}},
                lead={"all": {"de": words(320)}},
            ),
        ),
    )
    assert too_wide(rendered(long, of(long, "2030-05", "leser"), "de")["mail.txt"]) == []


def test_the_text_part_shows_what_was_typed(sample: Cluster) -> None:
    typed = "Maß & Zahl: 1 < 2 »so« <b>"
    head = {"all": model.Title(de=typed)}  # check refuses it
    item = model.Choice.model_construct(ref="events/messtag-2030", headline=head)
    changed = edited(sample, items=(item,))
    assert typed in rendered(changed, of(changed, "2030-05", "leser"), "de")["mail.txt"]


# ── the HTML part ────────────────────────────────────────────────────────────────────────────


def tree_of(files: Mapping[str, str]) -> html.HtmlElement:
    return html.document_fromstring(files["mail.html"])


LINKS = (
    HOME,
    "https://liste.muster-cluster.example/abmelden",
    "mailto:buero@muster-cluster.example",
    "mailto:abmelden@muster-cluster.example",
)
"""Where links may lead: to the site, to the list, to the office."""
HOSTILE = "<script>alert(1)</script>&amp;\"' <b>fett</b> 1 < 2 & {{ 7 * 7 }} </mj-text>"


def test_what_was_typed_is_shown_and_never_run(sample: Cluster) -> None:
    word = model.Title(de=HOSTILE)  # check refuses it
    sentence = model.Sentence(de=HOSTILE)
    item = model.Choice.model_construct(
        ref="events/messtag-2030", headline={"all": word}, lead={"all": sentence}
    )
    changed = edited(
        sample, title=word, subject=word, preheader=sentence, greeting=model.Prose(de=HOSTILE),
        items=(item,),
    )  # fmt: skip
    files = rendered(changed, of(changed, "2030-05", "leser"), "de")
    tree = tree_of(files)
    assert [element.tag for element in tree.iter("script", "b") if element.text == "fett"] == []
    assert list(tree.iter("script")) == []
    assert tree.findtext(".//title") == HOSTILE
    assert [h.text_content() for h in tree.iter("h1")] == [HOSTILE]
    assert read(files["mail.eml"].encode())["Subject"].strip() == HOSTILE


@every_mail
def test_a_mail_loads_pictures_of_this_site_and_nothing_else(
    outputs: dict[str, OutputFile], edition: str, channel: str, lang: Language
) -> None:
    text = outputs[f"newsletter/{edition}/{channel}/{lang}/mail.html"].content.decode()
    tree = html.document_fromstring(text)
    assert list(tree.iter("script", "link", "iframe", "object", "form", "video")) == []
    assert re.findall(r"url\(|@import", text) == []
    sources = [img.get("src", "") for img in tree.iter("img")]
    assert sources
    assert [s for s in sources if f"site/{s.removeprefix(HOME)}" not in outputs] == []
    assert not re.search(r"[?&](utm|id|uid)=", text)
    assert [a.get("href") for a in tree.iter("a") if not a.get("href", "").startswith(LINKS)] == []


@every_mail
def test_a_mail_has_its_language_one_heading_and_a_title(
    outputs: dict[str, OutputFile], sample: Cluster, edition: str, channel: str, lang: Language
) -> None:
    text = outputs[f"newsletter/{edition}/{channel}/{lang}/mail.html"].content.decode()
    tree = html.document_fromstring(text)
    assert tree.get("lang") == lang
    assert len(list(tree.iter("h1"))) == 1
    subject = SUBJECTS.get((edition, channel, lang), sample.editions[edition].subject.text(lang))
    assert tree.findtext(".//title") == subject


def test_german_words_in_an_english_mail_are_marked(sample: Cluster) -> None:
    german = "Deutschwort"
    word, sentence = model.Word(de=german), model.Sentence(de=german)
    changed = edited(
        sample, title=model.Title(de=german), greeting=model.Prose(de=f"{german}\n\n- {german}"),
        items=tuple(
            choice(ref, headline={"all": {"de": german}}, lead={"all": {"de": german}})
            for ref in ("events/messtag-2030", "events/klausur-2031",
                        "members/lichtblick/offers/messraum")
        ),
    )  # fmt: skip
    leser = sample.channels["leser"].model_copy(update={"why": sentence})
    identity = sample.identity.model_copy(update={"descriptor": word})
    changed = replace(changed, identity=identity, channels={**sample.channels, "leser": leser})
    tree = tree_of(rendered(changed, of(changed, "2030-05", "leser"), "en"))
    found = languages_of(tree, german)
    assert len(found) == 14
    assert [text for text, lang in found if lang != "de"] == []


def test_a_link_inside_the_site_leads_there_from_a_mail_too(sample: Cluster) -> None:
    linked = edited(sample, greeting=model.Prose(de="Alle [Termine](/termine/)."))
    files = rendered(linked, of(linked, "2030-05", "leser"), "de")
    links = [a.get("href") for a in tree_of(files).iter("a") if a.text == "Termine"]
    assert links == [f"{HOME}termine/"]
    assert f"Termine ({HOME}termine/)" in files["mail.txt"]


@pytest.mark.parametrize("channel", ["leser", "kammerbote", "fernpost", "kalender", "rundbrief"])
def test_a_channel_that_takes_nothing_gets_no_file(sample: Cluster, channel: str) -> None:
    empty = edited(sample, items=(choice("news/messpreis-2030"),))
    files = mail.render_edition(
        empty.editions["2030-05"], channel, asked(empty, channel, kinds=["offer"]), LETTERS
    )
    assert list(files) == []


# ── pictures ─────────────────────────────────────────────────────────────────────────────────


def test_every_item_of_an_edition_has_a_picture_on_the_site(outputs: dict[str, OutputFile]) -> None:
    """Which picture stands in which mail is tested above; here are those of all channels."""
    made = {path: f.content for path, f in outputs.items() if "/pictures/" in path}
    counts = Counter(path.split("/")[2] for path in made)
    assert counts == {"2030-03": 4, "2030-05": 8}
    assert {raw[:8] for raw in made.values()} == {b"\x89PNG\r\n\x1a\n"}


def test_two_items_never_share_a_picture(sample: Cluster) -> None:
    first, second = sample.member("feinwerk-see"), sample.member("lichtblick")
    offer = next(o for o in sample.offers if o.slug == "leihpruefstand")
    one = (
        first.model_copy(update={"slug": "a"}),
        offer.model_copy(update={"member": "a", "slug": "b-c", "path": "members/a/offers/b-c.yml"}),
    )
    other = (
        second.model_copy(update={"slug": "a-b"}),
        offer.model_copy(update={"member": "a-b", "slug": "c", "path": "members/a-b/offers/c.yml"}),
    )
    both = replace(sample, members=(one[0], other[0]), offers=(one[1], other[1]), events=(),
                   reports={}, news=(), projects=())  # fmt: skip
    both = edited(
        replace(both, editions={"2030-05": sample.editions["2030-05"]}),
        items=(choice("members/a/offers/b-c"), choice("members/a-b/offers/c")),
    )
    assert len(list(items(both))) == 2
    paths = [file.path for file in mail_pictures_of(both) if "ruler" not in file.path]
    assert len(set(paths)) == len(paths) == 2


def test_an_edition_that_names_an_item_twice_is_told_so(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "newsletter/editions/2030-03.yml"
    text = file.read_text(encoding="utf-8") + "  - ref: events/sommertreff-2030\n"
    file.write_text(text, encoding="utf-8")
    *_, problems = check_cluster(tmp_path, CLOCK)
    place = ("newsletter/editions/2030-03.yml", text.count("\n"), "items[4].ref", "error")
    assert [(p.path, p.line, p.field, p.severity) for p in problems if p.severity == "error"] == [
        place
    ]
