"""One event, one offer and one project through every output: all say the same, at every moment."""

from __future__ import annotations

import datetime as dt
import html as entities
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from PIL import Image

from schaufenster import language, mail, showcase
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts import (
    contact,
    events,
    open_data,
    pages,
    parties,
    places,
    press,
    rights,
)
from schaufenster.facts.items import Item, items
from schaufenster.facts.release import is_expired, released, strictest_embargo
from schaufenster.output import OutputFile
from schaufenster.problems import Language
from schaufenster.showcase.cards import share
from schaufenster.templates import Words
from tests.conftest import LANGUAGES

from .conftest import (
    SAMPLE,
    change,
    load_sample,
    render_all,
    rendered,
    templates_of,
    text_of,
    tree_of,
)
from .rendering import THEMES, all_documents, feeds_of, packs_of

Golden = Callable[[str, str | bytes], None]
EVENT, OFFER, PROJECT = (
    "events/messtag-2030",
    "members/lichtblick/offers/messraum",
    "projects/messnetz",
)
WHERE = "Haus der Maße, Maßstab 3, 00100 Musterstadt; auch online"
DAY, HOURS = "18. September 2030", "09:30–16:00 Uhr"
REGISTER = "https://www.muster-cluster.example/messtag"
LAST_DAY = "Bitte bis 4. September 2030 anmelden."
SAY = Words("de", templates_of("theme/pages").words)
CHANNELS = """\
{id}:
  kind: {kind}
  visibility: {visibility}
  names: [{{name: {{de: Kanal {id}}}}}]
  languages: [de]
  template: {template}
  salutation: {{de: "Guten Tag,"}}
  unsubscribe: {{email: abmelden@muster-cluster.example}}
  contact: {{email: redaktion@muster-cluster.example}}
"""
PICTURE = """\
pictures:
  - file: bild.jpg
    author: Erika Beispiel
    licence: CC BY 4.0
    scope: [web]
    persons: none
    alt: {de: Ein Messplatz}
    caption: {de: Ein Messplatz im Licht}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with one channel for each kind of mail, and an embargo on all three records."""
    folder = tmp_path_factory.mktemp("facts") / "root"
    shutil.copytree(SAMPLE, folder)
    shutil.rmtree(folder / "newsletter")
    (folder / "newsletter/editions").mkdir(parents=True)
    kinds = (
        ("readers", "readers", "public"), ("circular", "readers", "internal"),
        ("press", "press", "internal"), ("invitation", "press", "internal"),
    )  # fmt: skip
    channels = [
        CHANNELS.format(id=f"an-{template}", kind=kind, visibility=seen, template=template)
        for template, kind, seen in kinds
    ]
    (folder / "newsletter/channels.yml").write_text("\n".join(channels), "utf-8")
    change(folder, f"{EVENT}/event.yml", "town: Musterstadt,", "town: Musterstadt, online: true,")
    change(folder, f"{OFFER}.yml", "not_for: [kammerbote]\n", "")
    for path in (f"{EVENT}/event.yml", f"{OFFER}.yml", f"content/{PROJECT}/project.yml"):
        with (folder / path).open("a", encoding="utf-8") as file:
            file.write("\nembargo: 2030-05-20 08:00\n")
    return folder


def edited(root: Path, moment: str, edit: Callable[[Any], Any] = lambda record: record) -> Cluster:
    """Return the sample's released content at a moment, with each event edited, and an edition."""
    cluster = load_sample(moment, root)
    cluster = replace(cluster, events=tuple(edit(event) for event in cluster.events))
    day = cluster.today
    until = PartialDate(day.year, day.month, day.day)
    text = {"de": "Ausgabe"}
    edition = model.Edition.model_validate(
        {
            "path": "newsletter/editions/2030-06.yml", "id": "2030-06", "since": "2029-01-01",
            "until": str(until), "title": text, "subject": text, "preheader": text,
            "items": [{"ref": ref} for ref in (EVENT, OFFER, PROJECT)],
        }
    )  # fmt: skip
    return released(replace(cluster, editions={"2030-06": edition}))


def outputs_of(cluster: Cluster, ref: str) -> dict[str, str]:
    """Return what every output says of an item, as plain text, by the output's name."""
    item = next(i for i in items(cluster) if i.ref == ref)
    said = dict(_on_pages(cluster, item))
    said |= _in_feeds(cluster, item)
    said |= _in_mails(cluster, item)
    return {name: " ".join(text.replace("\u00a0", " ").split()) for name, text in said.items()}


def _on_pages(cluster: Cluster, item: Item) -> Iterator[tuple[str, str]]:
    site = rendered(cluster)
    own = next(p for p in site.values() if p.what == item.page and dict(p.names) == {**item.names})
    links = " ".join(str(link) for link in tree_of(own).xpath("//a/@href"))
    yield "page", f"{text_of(tree_of(own))} {links}"
    yield "structured data", json.dumps(own.jsonld, ensure_ascii=False)
    words = templates_of("theme/pages")
    tags = share(own, showcase.site_context(cluster, words))
    said = {tag["property"]: tag["content"] for tag in tags}
    yield "page title", own.title
    yield "card", f"{said['og:title']} {said['og:description']} {said['og:image:alt']}"
    for document in all_documents(cluster, words):
        if document.path == f"{own.path}index.html":
            head = r'<meta data-pagefind-meta="(\w+)[^"]*" content="([^"]*)">'
            found = dict(re.findall(head, document.content.decode()))
            shown = " ".join(text for name, text in found.items() if name not in {"words", "tags"})
            yield "search", f"{_plain(document.content.decode())} {_plain(shown)}"
    for page in site.values():
        if page.what == "press_pack" and page.lang == "de" and item.names["slug"] in page.path:
            yield "press page", text_of(tree_of(page))


def _in_feeds(cluster: Cluster, item: Item) -> dict[str, str]:
    words = templates_of("theme/pages")
    made = {f.path: f for f in feeds_of(cluster, words)}
    slug = "/".join(item.names.values())
    said = {}
    for form in ("rss", "atom"):
        for entry in feedparser.parse(made[f"feeds/all.de.{form}"].content).entries:
            if slug in entry.link:
                said[form] = _plain(json.dumps(entry, ensure_ascii=False, default=str))
    for entry in json.loads(made["feeds/all.de.json"].content)["items"]:
        if slug in entry["url"]:
            said["json"] = _plain(json.dumps(entry, ensure_ascii=False))
    if calendar := made.get(f"termine/{slug}/termin.ics"):
        said["calendar"] = (
            calendar.content.decode().replace("\r\n ", "").replace("\\,", ",").replace("\\;", ";")
        ).replace("\\n", " ")
    for name in ("members", "offers", "events"):
        rows = json.loads(made[f"data/{name}.json"].content)[name]
        for row in rows:
            if row["page"]["de"].endswith(f"/{slug}/"):
                said["open data"] = json.dumps(row)
    return said


def _in_mails(cluster: Cluster, item: Item) -> dict[str, str]:
    letters = templates_of("newsletter/templates")
    said: dict[str, str] = {}
    built = mail.open_office_page(cluster.editions["2030-06"], cluster, letters, "de")
    files = [*built.files, *packs_of(cluster, letters)]
    for file in files:
        name = file.path.replace(item.names["slug"], "SLUG")
        ours = "SLUG" in name or not ("/packs/" in name or name.startswith("presse/"))
        if ours and name.endswith((".html", ".txt")):
            said[name] = _plain(file.content.decode("utf-8-sig"))
        elif ours and name.endswith(".docx"):
            with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
                said[name] = _plain(packed.read("word/document.xml").decode())
    return said


def _plain(markup: str) -> str:
    """Return text and addresses of links without tags and escapes."""
    text = entities.unescape(re.sub(r'<a [^>]*href=\\?"([^"\\]*)\\?"[^>]*>', r" \1 ", markup))
    return entities.unescape(re.sub(r"<[^>]*>", " ", text))


def naming(said: dict[str, str], words: str) -> set[str]:
    return {name for name, text in said.items() if words in text}


def german_press(said: dict[str, str]) -> set[str]:
    """Return the German outputs made for editors: page, files, mail and its pack."""
    return {n for n in said if n.startswith(("an-press", "press")) and ".en." not in n}


# ── an event ─────────────────────────────────────────────────────────────────────────────────

TELLING = {
    "page", "search", "rss", "atom", "json", "calendar", "an-invitation/de/mail.html",
    "an-invitation/de/mail.txt", "an-press/de/mail.html", "an-press/de/mail.txt",
    "an-press/de/packs/SLUG/SLUG.txt", "an-press/de/packs/SLUG/SLUG.docx",
    "an-press/de/packs/SLUG/index.html",
}  # fmt: skip
"""The outputs that tell all facts of an event."""


def test_every_output_says_the_same_of_an_event(root: Path) -> None:
    said = outputs_of(edited(root, "2030-05-20T08:00"), EVENT)
    calendar = {"calendar"}  # the moments stand in fields of their own
    assert naming(said, WHERE) == TELLING
    assert naming(said, DAY) >= TELLING - calendar
    assert naming(said, f"{HOURS} (UTC+2)") >= TELLING - calendar
    assert naming(said, DAY) >= {"card"}
    assert "Musterstadt; auch online" in said["card"]
    assert naming(said, "Muster-Cluster eG") >= TELLING - {"search"}  # on every page
    for name in ("Lichtblick Sensorik GmbH", "Messverein Seenkreis"):
        assert naming(said, name) >= TELLING - {"rss", "atom", "json", "calendar"}, name
    assert "DTSTART;TZID=Europe/Berlin:20300918T093000" in said["calendar"]
    thing = json.loads(said["structured data"])
    assert (thing["startDate"], thing["endDate"]) == (
        "2030-09-18T09:30:00+02:00",
        "2030-09-18T16:00:00+02:00",
    )
    place, online = thing["location"]
    assert place["address"] == {
        "@type": "PostalAddress", "streetAddress": "Maßstab 3", "postalCode": "00100",
        "addressLocality": "Musterstadt", "addressCountry": "DE",
    }  # fmt: skip
    assert online["@type"] == "VirtualLocation"


@pytest.mark.parametrize(
    ("moment", "edit", "open_"),
    [
        ("2030-09-04T23:59", {}, True),
        ("2030-09-05T00:00", {}, False),
        ("2030-08-01", {"status": "cancelled"}, False),
        ("2030-08-01", {"status": "held"}, False),
        ("2030-08-01", {"status": "moved"}, True),
        ("2030-09-18", {"registration": model.Registration(url=REGISTER)}, True),
    ],
)
def test_registration_is_offered_by_all_outputs_or_by_none(
    root: Path, moment: str, edit: dict[str, Any], *, open_: bool
) -> None:
    said = outputs_of(edited(root, moment, lambda e: e.model_copy(update=edit)), EVENT)
    assert set(said) >= TELLING - {"rss", "atom", "json"}
    telling = naming(said, REGISTER) - {"open data"}  # data say what holds until when
    inviting = TELLING & set(said) - {"search"}  # it leads to the page
    assert telling == (inviting if open_ else set())
    if open_ and "registration" not in edit:
        assert naming(said, LAST_DAY) == inviting


ADDRESS = {"name": "Haus der Maße", "street": "Maßstab 3", "postcode": "00100"}


@pytest.mark.parametrize(
    ("place", "where", "when"),
    [
        ({"online": True}, "Online", f"{DAY}, {HOURS} (UTC+2)"),
        ({"town": "Seeblick"}, "Seeblick", f"{DAY}, {HOURS}"),
        ({"town": "Seeblick", "online": True}, "Seeblick; auch online",
         f"{DAY}, {HOURS} (UTC+2)"),
        ({**ADDRESS, "town": "Musterstadt"}, WHERE.removesuffix("; auch online"),
         f"{DAY}, {HOURS}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("edit", "notice", "told"),
    [
        ({}, "", "{when}"),
        ({"status": "cancelled"}, "Abgesagt", "{when}; abgesagt"),
        ({"status": "moved", "moved_from": PartialDate(2030, 7, 3)}, "Verschoben",
         "{when}; verschoben, bisher 3. Juli 2030"),
        ({"status": "moved", "moved_from": PartialDate(2030, 9, 18)},
         "Verschoben, neuer Tag offen", "verschoben, neuer Tag offen, bisher 18. September 2030"),
        ({"status": "moved", "start": PartialDate(2031, 3), "moved_from": PartialDate(2030, 9, 18)},
         "Verschoben, neuer Tag offen",
         "März 2031; verschoben, neuer Tag offen, bisher 18. September 2030"),
    ],
)  # fmt: skip
def test_when_where_and_whether_are_the_same_everywhere(
    root: Path, place: dict[str, Any], where: str, when: str, edit: dict[str, Any], notice: str,
    told: str,
) -> None:  # fmt: skip
    changes = {"place": model.Place(**place), **edit}
    cluster = edited(root, "2030-05-20T08:00", lambda event: event.model_copy(update=changes))
    said = outputs_of(cluster, EVENT)
    assert naming(said, where) >= TELLING
    calendar = {"calendar"} if not notice else set()  # the moments stand in fields of their own
    assert naming(said, told.format(when=when)) >= TELLING - calendar
    if notice:
        titled = {"page title", "card", "search", "rss", "atom", "json", "calendar"}
        assert naming(said, f"{notice}: Messtag Musterland 2030") >= titled
    else:
        assert naming(said, "bgesagt") | naming(said, "erschoben") == set()


@pytest.mark.parametrize(
    ("place", "words", "town"),
    [
        (model.Place(), "", ""),
        (model.Place(online=True), "Online", "Online"),
        (model.Place(town="Jena"), "Jena", "Jena"),
        (model.Place(town="Jena", online=True), "Jena; auch online", "Jena; auch online"),
        (model.Place(name="Rathaus Jena", town="Jena"), "Rathaus Jena", "Jena"),
        (
            model.Place(name="Rathaus Jena", postcode="07743", town="Jena"),
            "Rathaus Jena, 07743 Jena",
            "Jena",
        ),
        (
            model.Place(street="Am Hof 2", postcode="1010", town="Wien", country="AT"),
            "Am Hof 2, 1010 Wien, Österreich",
            "Wien",
        ),
    ],
)
def test_a_place_in_words(sample: Cluster, place: model.Place, words: str, town: str) -> None:
    assert places.where_in_words(place, sample, SAY) == words
    assert places.town_in_words(place, SAY) == town


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"time": None, "end_time": None}, (dt.date(2030, 9, 18), None)),
        ({"end": PartialDate(2030, 9, 20), "end_time": None},
         (dt.date(2030, 9, 18), dt.date(2030, 9, 20))),
        ({"end_time": None}, ("2030-09-18T09:30:00+02:00", None)),
        ({}, ("2030-09-18T09:30:00+02:00", "2030-09-18T16:00:00+02:00")),
    ],
)  # fmt: skip
def test_the_moments_of_an_event(
    sample: Cluster, changes: dict[str, Any], expected: tuple[Any, Any]
) -> None:
    event = sample.event("messtag-2030").model_copy(update=changes)
    found = events.moments(event, "Europe/Berlin")
    assert tuple(m.isoformat() if isinstance(m, dt.datetime) else m for m in found) == expected


# ── rights ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("scope", "persons", "minors", "allowed"),
    [
        (("web", "newsletter", "press"), "none", False, {"web", "newsletter", "press"}),
        (("web", "newsletter", "press"), "released", False, {"web", "newsletter", "press"}),
        (("web",), "none", False, {"web"}),
        (("newsletter",), "none", False, {"newsletter"}),
        (("press",), "none", False, {"press"}),
        (("web", "newsletter", "press"), "unreleased", False, set()),
        (("web", "newsletter", "press"), "released", True, set()),
    ],
)
def test_a_picture_is_shown_where_its_rights_allow_and_nowhere_else(
    root: Path,
    tmp_path: Path,
    scope: tuple[rights.Use, ...],
    persons: str,
    minors: object,
    allowed: set[rights.Use],
) -> None:
    own = tmp_path / "root"
    shutil.copytree(root, own)
    folder = f"content/{PROJECT}"
    Image.new("RGB", (900, 700), "#224466").save(own / folder / "bild.jpg")
    for path in (f"{EVENT}/event.yml", f"{folder}/project.yml"):
        with (own / path).open("a", encoding="utf-8") as file:
            file.write(PICTURE)
    shutil.copy(own / folder / "bild.jpg", own / EVENT)

    def changed(record: Any) -> Any:
        rights_now = {"scope": scope, "persons": persons, "minors": minors}
        pictures = tuple(p.model_copy(update=rights_now) for p in record.pictures)
        return record.model_copy(update={"pictures": pictures})

    cluster = edited(own, "2030-05-20T08:00", changed)
    cluster = replace(cluster, projects=tuple(map(changed, cluster.projects)))
    for ref in (EVENT, PROJECT):
        said = outputs_of(cluster, ref)
        credit = naming(said, "Erika Beispiel")
        assert ("page" in credit) is ("web" in allowed)
        assert ("search" in naming(said, "Ein Messplatz im Licht")) is ("web" in allowed)
        assert all(("pictures/" in said[form]) is ("web" in allowed) for form in ("rss", "json"))
        assert ("an-readers/de/mail.txt" in credit) is ("newsletter" in allowed)
        pressed = german_press(said)
        assert pressed & credit == (pressed if "press" in allowed else set())


# ── embargo, expiry ──────────────────────────────────────────────────────────────────────────


def texts_of(files: dict[str, OutputFile]) -> Iterator[tuple[str, str]]:
    for path, file in files.items():
        if path.endswith((".docx", ".zip")):
            with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
                text = " ".join(
                    packed.read(n).decode("utf-8", "replace") for n in packed.namelist()
                )
        else:
            text = file.content.decode("utf-8", "replace")
        yield path, text.replace("=\r\n", "").replace("\r\n ", "")


def found_by(cluster: Cluster) -> dict[str, OutputFile]:
    """Return what the search is filled from, and what share cards show."""
    words, site = templates_of("theme/pages"), rendered(cluster)
    found = {f.path: f for f in all_documents(cluster, words)}
    context = showcase.site_context(cluster, words)
    for path, page in site.items():
        tags = share(page, context)
        text = " ".join(tag["content"] for tag in tags)
        if "Dieses Angebot galt bis" not in text:  # its own card says that it is over
            found[f"{path}card"] = OutputFile(path, text.encode())
    return found


def test_no_output_tells_anything_before_its_embargo_ends(root: Path) -> None:
    secrets = ("Messtag Musterland 2030", "Messraum ohne Fremdlicht", "Messnetz Musterland")
    roots = (root, *THEMES["instrument"])
    before = dict(texts_of(render_all(load_sample("2030-05-20T07:59", root), roots)))
    assert [path for path, text in before.items() if any(s in path + text for s in secrets)] == []
    held_back = released(load_sample("2030-05-20T07:59", root))
    found = dict(texts_of(found_by(held_back)))
    assert [path for path, text in found.items() if any(s in path + text for s in secrets)] == []
    shown = dict(texts_of(found_by(edited(root, "2030-05-20T08:00"))))
    assert all(any(s in text for text in shown.values()) for s in secrets)
    after = outputs_of(edited(root, "2030-05-20T08:00"), PROJECT)
    assert naming(after, "20. Mai 2030, vorbei") == german_press(after)


def test_an_expired_offer_is_nowhere_but_on_its_own_page(root: Path) -> None:
    on_the_day = outputs_of(edited(root, "2030-12-31T23:59"), OFFER)
    assert {"page", "rss", "atom", "json", "open data"} <= set(on_the_day)
    assert naming(on_the_day, "31. Dezember 2030") >= {
        "page", "search", "an-press/de/mail.txt", "an-press/de/mail.html",
        "an-press/de/packs/SLUG/SLUG.txt",
    }  # fmt: skip
    assert naming(on_the_day, "Lichtblick Sensorik GmbH") >= {
        "page",
        "rss",
        "an-press/de/mail.txt",
    }
    after = outputs_of(edited(root, "2031-01-01T00:00"), OFFER)
    assert naming(after, "Messraum ohne Fremdlicht") == {
        "page", "page title", "structured data", "card",
    }  # fmt: skip
    assert naming(after, SAY("expired_note", date="31. Dezember 2030")) == {"page", "card"}
    found = texts_of(found_by(edited(root, "2031-01-01T00:00")))
    assert [path for path, text in found if "Messraum ohne Fremdlicht" in text] == []


def test_an_offer_holds_on_its_last_day(sample: Cluster) -> None:
    offer = next(o for o in sample.offers if o.slug == "messraum")
    assert not is_expired(offer, dt.date(2030, 12, 31))
    assert is_expired(offer, dt.date(2031, 1, 1))
    assert not is_expired(offer.model_copy(update={"valid": None}), dt.date.max)


def test_the_latest_of_several_embargos_counts(root: Path) -> None:
    cluster = load_sample("2031-06-01", root)
    early, late = cluster.event("messtag-2030"), cluster.event("jubilaeum-2031")
    assert strictest_embargo([late, early]) == strictest_embargo([early, late]) == late.embargo
    assert strictest_embargo([cluster.event("klausur-2031")]) is None


# ── a project, parties, contact, pages ───────────────────────────────────────────────────────


def test_every_output_says_the_same_of_a_project(root: Path) -> None:
    said = outputs_of(edited(root, "2030-05-20T08:00"), PROJECT)
    pressed = german_press(said)
    assert len(pressed) == 8
    project = next(p for p in load_sample(root=root).projects if p.slug == "messnetz")
    assert project.period.from_
    term = " ".join(language.dates(project.period.from_, project.period.until, "de").split())
    assert naming(said, term) >= {"page", "card", "search"}
    for name in (
        "Institut für Muster und Maße", "Lichtblick Sensorik GmbH", "Messverein Seenkreis",
    ):  # fmt: skip
        assert naming(said, name) >= {"page", *pressed}, name


def test_who_takes_part_is_named_once_in_the_order_of_the_file(sample: Cluster) -> None:
    project = next(p for p in sample.projects if p.slug == "messnetz")
    assert parties.members_in(project) == {"institut-fuer-muster", "lichtblick"}
    twice = project.model_copy(update={"parties": (*project.parties, *project.parties)})
    names = parties.names_of(twice, sample)
    assert names == parties.names_of(project, sample)
    assert names[0]["de"] == sample.member("institut-fuer-muster").name
    assert names[-1]["de"] == "Messverein Seenkreis"
    assert parties.party_name(model.Party(member="nobody"), sample).first == ""


def test_what_is_open_is_nobodys_contact(sample: Cluster) -> None:
    imprint = sample.identity.imprint.model_copy(update={"email": None, "phone": None})
    office = contact.office_of(sample.identity.model_copy(update={"imprint": imprint}), "de")
    assert (office.email, office.phone) == (None, None)
    assert office.lines == (office.street,)
    channel = next(iter(sample.channels.values()))
    for given, link in (
        (None, ""),
        (model.Unsubscribe(email=None), ""),
        (model.Unsubscribe(email="a@b.example"), "mailto:a@b.example"),
        (model.Unsubscribe(url="https://b.example/", email=None), "https://b.example/"),
    ):
        stands = channel.model_copy(update={"unsubscribe": given})
        assert contact.unsubscribe_of(stands).link == link


def test_every_record_with_a_page_has_that_page(sample: Cluster) -> None:
    found = {(page.what, *page.names.values()) for page in rendered(sample).values()}
    keys = [page.key for page in pages.pages_of_records(sample)]
    assert len(keys) == len(set(keys))
    assert set(keys) <= found


def test_a_city_of_its_own_is_no_rural_district(sample: Cluster) -> None:
    by_kind = {district.city: key for key, district in sample.districts.items()}
    assert press.district_word([by_kind[True]], sample) == "city"
    assert press.district_word([by_kind[False]], sample) == "district"
    assert press.district_word(by_kind.values(), sample) == "districts_and_cities"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_rows_that_editors_get(sample: Cluster, golden: Golden, lang: Language) -> None:
    say = Words(lang, templates_of("theme/pages").words)
    rows = []
    for item in items(sample):
        if item.ref in {EVENT, OFFER, PROJECT, "events/werkstatt-2030/report"}:
            facts = press.press_facts(item, sample, say)
            rows += [
                item.ref,
                *(f"  {say(f.name)}: {f.text(lang)} {f.link}".rstrip() for f in facts),
            ]
    golden(f"press-facts.{lang}.txt", "\n".join([*rows, ""]))


def test_an_offer_is_answered_at_its_own_address_else_at_the_members(sample: Cluster) -> None:
    own = next(o for o in sample.offers if o.slug == "messraum")
    other = next(o for o in sample.offers if o.slug == "probekoerper")
    assert contact.contact_for(own, sample) == "messraum@lichtblick.example"
    assert contact.contact_for(other, sample) == sample.member("institut-fuer-muster").email


def test_open_data_name_what_ids_mean_in_each_language_there_is(sample: Cluster) -> None:
    table = open_data.vocabularies(open_data.DATASETS["events"], sample)
    assert table["chambers"]["nord"] == {
        "de": "Kammer Musterland Nord",
        "en": "Chamber of Musterland North",
    }
    assert table["topics"]["pruefkultur"] == {"de": "Prüfkultur"}


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("werkstatt-2030", "12.–13. März 2030"),
        ("sommertreff-2030", "5. Juli 2030, abgesagt"),
        ("klausur-2031", "2031"),
    ],
)
def test_the_days_of_an_event_say_that_it_was_called_off(
    sample: Cluster, slug: str, words: str
) -> None:
    said = events.days_in_words(sample.event(slug), SAY)
    assert said.replace("\u00a0", " ") == words


def test_a_funder_without_sentence_and_rule_gives_neither_row(sample: Cluster) -> None:
    plain = {k: f.model_copy(update={"sentence": None}) for k, f in sample.funders.items()}
    item = next(i for i in items(sample) if i.ref == PROJECT)
    names = [fact.name for fact in press.press_facts(item, replace(sample, funders=plain), SAY)]
    assert "funder" in names
    assert {"funding_sentence", "logo_rule"} & set(names) == set()


def test_online_is_a_word_of_the_interface_and_no_german_name(sample: Cluster) -> None:
    """An English page marks names from the content as German, not its own words."""
    say = Words("en", templates_of("theme/pages").words)
    item = next(i for i in items(sample) if i.ref == "events/probelauf-2030")
    where = next(f for f in press.press_facts(item, sample, say) if f.name == "where")
    assert where.values == ("Online",)
