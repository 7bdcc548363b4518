"""Every page of the sample: what it says, in which language, what it hides, what it is made of."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import pytest
import yaml
from lxml import etree, html

from schaufenster import showcase
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.facts.release import released
from schaufenster.output import OutputFile
from schaufenster.showcase.page import RenderedPage
from schaufenster.write import write_file

from .conftest import (
    languages_of,
    load_sample,
    render_all,
    rendered,
    templates_of,
    text_of,
    tree_of,
)
from .rendering import fronts_of

Golden = Callable[[str, str | bytes], None]
Outputs = dict[str, OutputFile]
HOME = "https://www.muster-cluster.example/"
THEME = "theme/pages"
WANTED = "Gesucht werden Probekörper mit bekannten Fehlern"


@pytest.fixture(scope="module")
def site(sample: Cluster) -> dict[str, RenderedPage]:
    return rendered(sample)


def facts(page: RenderedPage) -> dict[str, str]:
    """The facts beside a page's text, by their name."""
    rows = tree_of(page).xpath("//dl[@class='sf-facts']/div")
    return {text_of(row[0]): text_of(row[1]) for row in rows}


def stories(page: RenderedPage, section: str) -> list[str]:
    """The headings of the stories in a section of a page."""
    found = tree_of(page).xpath(f"//section[@aria-labelledby='{section}']//h3")
    return [text_of(heading) for heading in found]


def with_identity(cluster: Cluster, **changes: Any) -> Cluster:
    return replace(cluster, identity=cluster.identity.model_copy(update=changes))


def with_event(cluster: Cluster, slug: str, **changes: Any) -> Cluster:
    events = tuple(
        event.model_copy(update=changes) if event.slug == slug else event
        for event in cluster.events
    )
    return replace(cluster, events=events)


# ── which pages there are ────────────────────────────────────────────────────────────────────

GERMAN_PAGES = {
    "": "en/",
    "abonnieren/": "en/subscribe/",
    "aktuelles/": "en/news/",
    "daten/": "en/data/",
    "aktuelles/messpreis-2030/": "en/news/messpreis-2030/",
    "datenschutz/": "en/privacy/",
    "impressum/": "en/imprint/",
    "kompetenzen/": "en/competences/",
    "kompetenzen/feinmechanik/": "en/competences/feinmechanik/",
    "kompetenzen/lichtmessung/": "en/competences/lichtmessung/",
    "kompetenzen/wegmessung/": "en/competences/wegmessung/",
    "regionen/": "en/regions/",
    "regionen/bergkreis/": "en/regions/bergkreis/",
    "regionen/musterstadt-stadt/": "en/regions/musterstadt-stadt/",
    "regionen/seenkreis/": "en/regions/seenkreis/",
    "projekte/": "en/projects/",
    "projekte/messnetz/": "en/projects/messnetz/",
    "newsletter/": "en/newsletter/",
    "ueber-uns/": "en/about/",
    "marktplatz/": "en/marketplace/",
    "marktplatz/feinwerk-see/leihpruefstand/": "en/marketplace/feinwerk-see/leihpruefstand/",
    "marktplatz/institut-fuer-muster/probekoerper/":
        "en/marketplace/institut-fuer-muster/probekoerper/",
    "marktplatz/lichtblick/messraum/": "en/marketplace/lichtblick/messraum/",
    "mitglieder/": "en/members/",
    "mitglieder/liste/": "en/members/list/",
    "presse/": "en/press/",
    "presse/messnetz/": "en/press/messnetz/",
    "presse/messpreis-2030/": "en/press/messpreis-2030/",
    "presse/netzforum-2029/": "en/press/netzforum-2029/",
    "presse/werkstatt-2030/": "en/press/werkstatt-2030/",
    "suche/": "en/search/",
    "profile/feinwerk-see/": "en/profiles/feinwerk-see/",
    "profile/institut-fuer-muster/": "en/profiles/institut-fuer-muster/",
    "profile/lichtblick/": "en/profiles/lichtblick/",
    "profile/quellwerk/": "en/profiles/quellwerk/",
    "termine/": "en/events/",
    "termine/2029/": "en/events/2029/",
    "termine/2030/": "en/events/2030/",
    "termine/2031/": "en/events/2031/",
    "termine/reihe/messtag/": "en/events/series/messtag/",
    "termine/klausur-2031/": "en/events/klausur-2031/",
    "termine/messtag-2030/": "en/events/messtag-2030/",
    "termine/netzforum-2029/": "en/events/netzforum-2029/",
    "termine/probelauf-2030/": "en/events/probelauf-2030/",
    "termine/sommertreff-2030/": "en/events/sommertreff-2030/",
    "termine/werkstatt-2030/": "en/events/werkstatt-2030/",
}  # fmt: skip
BARE = {"einbetten/mitglieder/": "en/embed/members/"} | {
    f"einbetten/mitglieder/{de}-{key}/": f"en/embed/members/{en}-{key}/"
    for de, en, ids in (
        ("kammer", "chamber", ("nord", "sued")),
        ("kreis", "district", ("bergkreis", "musterstadt-stadt", "seenkreis")),
        ("kompetenz", "competence", ("feinmechanik", "lichtmessung", "wegmessung")),
    )
    for key in ids
}
"""Pages for the frames of other sites: they have an address and stand in no list."""
UNLISTED = {
    "mitglieder/vergleich/": "en/members/compare/",
    "marktplatz/feinwerk-see/schwingprobe/": "en/marketplace/feinwerk-see/schwingprobe/",
}
"""Nothing stands there before its visitors choose it; an offer that is over."""
SITEMAP = (*GERMAN_PAGES, *GERMAN_PAGES.values())
GERMAN_PAGES |= BARE | UNLISTED
NOT_TRANSLATED = {
    "einbetten/mitglieder/kompetenz-feinmechanik/",
    "einbetten/mitglieder/kreis-bergkreis/",
    "kompetenzen/feinmechanik/",
    "regionen/bergkreis/",
    "marktplatz/institut-fuer-muster/probekoerper/",
    "profile/institut-fuer-muster/",
    "presse/messnetz/",
    "presse/netzforum-2029/",
    "projekte/messnetz/",
    "termine/klausur-2031/",
    "termine/netzforum-2029/",
    "datenschutz/",
    "ueber-uns/",
}


def test_every_page_stands_at_its_address_in_both_languages(site: dict[str, RenderedPage]) -> None:
    german = {path for path, page in site.items() if page.lang == "de"}
    english = {path for path, page in site.items() if page.lang == "en"}
    assert german == set(GERMAN_PAGES)
    assert english == set(GERMAN_PAGES.values())


def test_pages_are_staged_where_mkdocs_makes_their_address_of(outputs: Outputs) -> None:
    staged = {path.removeprefix("stage/") for path in outputs if path.startswith("stage/")}
    paths = [*GERMAN_PAGES, *GERMAN_PAGES.values()]
    assert staged == {f"{path}index.md" for path in paths}


def test_the_sitemap_lists_every_page_and_nothing_else(outputs: Outputs) -> None:
    found = etree.fromstring(outputs["site/sitemap.xml"].content)
    addresses = [element.text or "" for element in found.iter("{*}loc")]
    assert addresses == sorted(HOME + path for path in SITEMAP)


def test_robots_may_read_everything_and_find_the_sitemap(outputs: Outputs) -> None:
    assert outputs["site/robots.txt"].content.decode() == (
        f"User-agent: *\nAllow: /\n\nSitemap: {HOME}sitemap.xml\n"
    )


def test_every_link_inside_the_site_leads_to_a_page_or_a_feed(
    site: dict[str, RenderedPage], outputs: Outputs
) -> None:
    known = {f"/{path}" for path in site}
    known |= {path.removeprefix("site") for path in outputs if path.startswith("site/")}
    links = {
        str(link): path for path, page in site.items() for link in tree_of(page).xpath("//a/@href")
    }
    inside = {link: path for link, path in links.items() if link.startswith("/")}
    assert {to: at for to, at in inside.items() if to.split("#")[0] not in known} == {}
    assert len(inside) > len(GERMAN_PAGES)


def test_a_link_stays_in_the_pages_language(site: dict[str, RenderedPage]) -> None:
    for path, page in site.items():
        links = [str(link) for link in tree_of(page).xpath("//a/@href")]
        inside = {
            link.startswith("/en/")
            for link in links
            if re.match(r"/(?!feeds/|data/|.*\.vcf$|presse/.*\.(docx|pdf|txt|zip)$)", link)
        }
        assert inside <= {page.lang == "en"}, path


def test_a_site_in_a_folder_links_into_its_folder(sample: Cluster) -> None:
    moved = rendered(with_identity(sample, site_url="https://a.example/cluster"))
    for path, page in moved.items():
        links = [str(link) for link in tree_of(page).xpath("//a/@href")]
        wrong = [link for link in links if link.startswith("/") and link[:9] != "/cluster/"]
        assert wrong == [], path


def test_a_link_in_a_text_leads_into_the_sites_folder_too(sample: Cluster) -> None:
    moved = with_identity(sample, site_url="https://a.example/cluster/")
    report = moved.reports["werkstatt-2030"].model_copy(
        update={"body": model.Article(de="Alle [Termine](/termine/).")}
    )
    page = rendered(replace(moved, reports={"werkstatt-2030": report}))["termine/werkstatt-2030/"]
    assert "/cluster/termine/" in tree_of(page).xpath("//a[text()='Termine']/@href")
    assert "/termine/" not in tree_of(page).xpath("//a/@href")


# ── whole pages, as they were ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        "",
        "en/",
        "profile/lichtblick/",
        "en/profiles/lichtblick/",
        "en/profiles/institut-fuer-muster/",
        "termine/werkstatt-2030/",
        "en/events/werkstatt-2030/",
        "en/events/messtag-2030/",
    ],
)
def test_a_staged_page_is_as_it_was(outputs: Outputs, golden: Golden, path: str) -> None:
    """Compared without the curves in its pictures, so that a person can read the file."""
    text = outputs[f"stage/{path}index.md"].content.decode()
    golden(f"pages/{path}index.md", re.sub(r'(<svg class="[^"]*").*?</svg>', r"\1/>", text))


# ── front matter ─────────────────────────────────────────────────────────────────────────────


def front(outputs: Outputs, path: str) -> dict[str, Any]:
    text = outputs[f"stage/{path}index.md"].content.decode()
    _, matter, after = text.split("---\n")
    assert after == ""
    return cast("dict[str, Any]", yaml.safe_load(matter))


def test_a_page_says_what_it_is_where_it_stands_and_what_it_offers(outputs: Outputs) -> None:
    found = front(outputs, "en/profiles/lichtblick/")
    del found["body"], found["jsonld"], found["breadcrumbs"], found["share"]  # test_sharing
    assert found == {
        "template": "frame.html",
        "title": "Lichtblick Sensorik GmbH – Muster-Cluster eG",
        "lang": "en",
        "section": "members",
        "description": "Lichtblick measures light, from highlighters to lighthouses.",
        "canonical": f"{HOME}en/profiles/lichtblick/",
        "markdown": "/en/profiles/lichtblick/index.md",
        "switch": [
            {
                "lang": "de",
                "label": "DE",
                "title": "Deutsche Fassung",
                "href": "/profile/lichtblick/",
            }
        ],
        "feeds": [
            {
                "type": f"application/{kind}",
                "title": f"Muster-Cluster eG: {name} ({form})",
                "href": f"/feeds/{stream}.en.{form.lower()}",
            }
            for stream, name in (
                ("member-lichtblick", "Lichtblick Sensorik GmbH"),
                ("all", "Everything new"),
            )
            for form, kind in (("RSS", "rss+xml"), ("Atom", "atom+xml"), ("JSON", "feed+json"))
        ],
        "alternates": [
            {"lang": "de", "href": f"{HOME}profile/lichtblick/"},
            {"lang": "en", "href": f"{HOME}en/profiles/lichtblick/"},
            {"lang": "x-default", "href": f"{HOME}profile/lichtblick/"},
        ],
    }


@pytest.mark.parametrize(("german", "english"), GERMAN_PAGES.items())
def test_both_versions_name_each_other_if_and_only_if_it_is_translated(
    outputs: Outputs, german: str, english: str
) -> None:
    one, other = front(outputs, german), front(outputs, english)
    assert (one["lang"], other["lang"]) == ("de", "en")
    assert [link["href"] for link in (*one["switch"], *other["switch"])] == [
        f"/{english}",
        f"/{german}",
    ]
    assert one.get("alternates") == other.get("alternates")
    assert ("alternates" in one) is (german not in NOT_TRANSLATED)
    assert (one["canonical"], other["canonical"]) == (HOME + german, HOME + english)


def test_no_two_german_pages_share_a_title_or_a_description(outputs: Outputs) -> None:
    for name in ("title", "description"):
        texts = [front(outputs, path)[name] for path in GERMAN_PAGES]
        assert len(set(texts)) == len(texts)


# ── German on English pages ──────────────────────────────────────────────────────────────────

WORD = "Deutschwort"


def only_german(value: Any) -> Any:
    """Return a record, or whatever holds records, with no text but one German word."""
    match value:
        case model.Prose() | model.Article():
            return type(value)(de=f"{WORD}\n\n- {WORD} *{WORD}*")
        case model.Text():
            return type(value)(de=WORD)
        case model.Record():
            names = type(value).model_fields
            return value.model_copy(
                update={name: only_german(getattr(value, name)) for name in names}
            )
        case tuple():
            return tuple(map(only_german, value))
        case Mapping():
            return {key: only_german(item) for key, item in value.items()}
        case _:
            return value


@pytest.fixture(scope="module")
def german_only(sample: Cluster) -> Cluster:
    """The sample without a word of English: every text is the same German word."""
    kept = {"source", "now", "warnings"}
    names = [field.name for field in fields(sample) if field.name not in kept]
    return replace(sample, **{name: only_german(getattr(sample, name)) for name in names})


def test_every_german_text_on_an_english_page_is_marked(german_only: Cluster) -> None:
    unmarked = []
    seen = 0
    for path, page in rendered(german_only).items():
        if page.lang == "en":
            found = languages_of(tree_of(page), WORD)
            seen += len(found)
            unmarked += [f"{path}: {text}" for text, lang in found if lang != "de"]
    assert unmarked == []
    assert seen > 100


def test_no_german_text_on_a_german_page_needs_a_mark(german_only: Cluster) -> None:
    marks = {
        mark
        for page in rendered(german_only).values()
        if page.lang == "de"
        for _, mark in languages_of(tree_of(page), WORD)
    }
    assert marks == {""}


@pytest.mark.parametrize("path", GERMAN_PAGES.values())
def test_what_the_sample_says_only_in_german_is_marked(
    site: dict[str, RenderedPage], sample: Cluster, path: str
) -> None:
    """As above with the sample's own words: nothing of it may be unmarked by accident."""
    german = {text["de"] for text in texts_in(sample) if "de" in text and "en" not in text}
    assert len(german) > 10
    found = [
        (text, lang)
        for word in sorted(german)
        for text, lang in languages_of(tree_of(site[path]), word)
    ]
    assert [text for text, lang in found if lang != "de"] == []


def texts_in(value: Any) -> Iterator[model.Text]:
    """Yield every text of a cluster that is one line."""
    parts: Iterable[Any] = ()
    match value:
        case model.Text():
            if not isinstance(value, model.Prose | model.Article):
                yield value
        case model.Record():
            parts = (getattr(value, name) for name in type(value).model_fields)
        case Cluster():
            parts = (getattr(value, field.name) for field in fields(value))
        case Mapping():
            parts = value.values()
        case tuple():
            parts = value
    for part in parts:
        yield from texts_in(part)


def test_a_remark_on_a_source_is_german_and_marked(site: dict[str, RenderedPage]) -> None:
    """Only one language can be written there; on English pages it stands among English words."""
    found = languages_of(tree_of(site["en/profiles/lichtblick/"]), "Gründungsjahr und Standort")
    assert [lang for _, lang in found] == ["de"]


def test_only_lists_claim_to_be_translated_where_no_text_is(german_only: Cluster) -> None:
    claiming = {path for path, page in rendered(german_only).items() if len(page.spoken) > 1}
    assert {path for path in claiming if path in GERMAN_PAGES} == {
        "abonnieren/",
        "aktuelles/",
        "daten/",
        "einbetten/mitglieder/",
        "impressum/",
        "kompetenzen/",
        "regionen/",
        "marktplatz/",
        "mitglieder/",
        "mitglieder/liste/",
        "mitglieder/vergleich/",
        "newsletter/",
        "presse/",
        "projekte/",
        "suche/",
        "termine/",
        *(path for path in GERMAN_PAGES if re.fullmatch("termine/[0-9]+/", path)),
    }


def test_the_frame_marks_a_german_descriptor_on_an_english_page(
    german_only: Cluster, tmp_path: Path
) -> None:
    words = templates_of(THEME)
    fronts = fronts_of(german_only, words)
    (tmp_path / "stage").mkdir()
    settings = showcase.mkdocs_settings(german_only, words, lambda name: DEFAULTS / name, tmp_path)
    write_file(tmp_path / "mkdocs.yml", settings)
    frame = showcase.Frame(tmp_path / "mkdocs.yml", fronts)
    framed = frame.page("en/imprint/", fronts["en/imprint/"])
    found = languages_of(html.document_fromstring(framed.content), WORD)
    assert found
    assert [text for text, lang in found if lang != "de"] == []


def test_a_german_text_is_followed_by_a_note(site: dict[str, RenderedPage]) -> None:
    note = "This text is available in German only."
    for path, expected in (
        ("en/profiles/institut-fuer-muster/", 1),
        ("en/profiles/lichtblick/", 0),
        ("en/marketplace/feinwerk-see/leihpruefstand/", 1),
        ("en/events/netzforum-2029/", 1),
        ("en/events/werkstatt-2030/", 0),
        ("profile/institut-fuer-muster/", 0),
    ):
        notes = tree_of(site[path]).xpath("//p[@class='sf-note']")
        assert [text_of(n) for n in notes] == [note] * expected, path


# ── nothing that is held back leaks ──────────────────────────────────────────────────────────

HELD_BACK = {  # words that stand in texts under embargo or dated in the future, and in their names
    "spektralwaage": "2031-01-15 10:00",
    "spectral balance": "2031-01-15 10:00",
    "jubiläumswoche": "2031-02-01 08:00",
    "anniversary week": "2031-02-01 08:00",
    "jubilaeum-2031": "2031-02-01 08:00",
    "festhalle": "2031-02-01 08:00",
    "nullpunktdrift": "2031-03-01",
    "zero-point drift": "2031-03-01",
    "kalibrierkoffer": "2030-09-01",
    "calibration case": "2030-09-01",
    "winterforum": "2030-11-01",
    "winter forum": "2030-11-01",
}
EXPIRED = ("schwingprobe", "vibration trial")


def places(outputs: Outputs, word: str) -> set[str]:
    """Return the outputs in whose bytes, decoded mail or name a word stands."""
    return {path for path, file in outputs.items() if word in f"{path}\n{searchable(file)}".lower()}


def searchable(file: OutputFile) -> str:
    if not file.path.endswith(".eml"):
        return file.content.decode("utf-8", "replace")
    message = email.message_from_bytes(file.content, policy=email.policy.default)
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    return "\n".join([*map(str, message.values()), *parts])


@pytest.mark.parametrize("word", HELD_BACK)
def test_nothing_held_back_is_in_any_output(outputs: Outputs, word: str) -> None:
    assert places(outputs, word) == set()


@pytest.fixture(scope="module")
def later() -> Outputs:
    """Everything as it is when the last embargo is over, with an edition from that day."""
    cluster = load_sample("2031-03-01")
    edition = cluster.editions["2030-05"].model_copy(
        update={"until": PartialDate(2031, 3, 1), "since": None}
    )
    everything = cluster.channels["leser"].model_copy(update={"select": model.Select()})
    channels = {**cluster.channels, "leser": everything}
    return render_all(replace(cluster, editions={"2030-05": edition}, channels=channels))


@pytest.mark.parametrize("word", HELD_BACK)
def test_the_search_for_leaks_finds_what_is_no_longer_held_back(later: Outputs, word: str) -> None:
    found = places(later, word)
    kinds = {path.split("/")[0] for path in found}
    assert "stage" in kinds
    assert "site" in kinds or word in {"festhalle", "winter forum"}  # in no feed or address then


@pytest.mark.parametrize(
    "word", ["spektralwaage", "jubiläumswoche", "kalibrierkoffer", "nullpunktdrift"]
)
def test_the_search_for_leaks_finds_words_in_every_part_of_a_mail(
    later: Outputs, word: str
) -> None:
    folder = "newsletter/2030-05/leser/de"
    names = ("mail.html", "mail.txt", "mail.eml")
    assert {f"{folder}/{name}" for name in names} <= places(later, word)


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("spektralwaage", "marktplatz/lichtblick/spektralwaage/"),
        ("jubilaeum-2031", "termine/jubilaeum-2031/"),
        ("kalibrierkoffer", "marktplatz/lichtblick/kalibrierkoffer/"),
        ("winterforum", "termine/winterforum-2031/"),
    ],
)
def test_what_was_held_back_appears_at_its_minute(word: str, path: str) -> None:
    moment = HELD_BACK[word]
    assert path in rendered(released(load_sample(moment)))
    before = {"2031-01-15 10:00": "2031-01-15 09:59", "2031-02-01 08:00": "2031-02-01 07:59",
              "2030-09-01": "2030-08-31 23:59", "2030-11-01": "2030-10-31 23:59"}  # fmt: skip
    assert path not in rendered(released(load_sample(before[moment])))


@pytest.mark.parametrize("word", EXPIRED)
def test_what_has_expired_stands_on_its_own_pages_alone(outputs: Outputs, word: str) -> None:
    own = {
        "stage/marktplatz/feinwerk-see/schwingprobe/index.md",
        "stage/en/marketplace/feinwerk-see/schwingprobe/index.md",
        "site/_redirects",  # an address that was published stays
        "site/marktplatz/feinwerk/schwingprobe/index.html",
        "site/en/marketplace/feinwerk/schwingprobe/index.html",
        "site/newsletter/2030-03/pictures/offer-feinwerk-see-schwingprobe.png",
        "site/newsletter/2030-05/pictures/offer-feinwerk-see-schwingprobe.png",
    }
    texts = {path for path in places(outputs, word) if not path.endswith(".png")}
    assert texts - own == set()
    assert any("stage/" in path for path in texts)


def test_the_page_of_an_expired_offer_says_so(site: dict[str, RenderedPage]) -> None:
    notes = {
        lang: [text_of(n) for n in tree_of(site[path]).xpath("//p[@class='sf-note']")]
        for lang, path in (
            ("de", "marktplatz/feinwerk-see/schwingprobe/"),
            ("en", "en/marketplace/feinwerk-see/schwingprobe/"),
        )
    }
    assert notes == {
        "de": ["Dieses Angebot galt bis 28. Februar 2030."],
        "en": ["This offer was valid until 28 February 2030."],
    }


# ── what the pages say ───────────────────────────────────────────────────────────────────────


def test_the_start_page_shows_everybody_and_what_is_new(site: dict[str, RenderedPage]) -> None:
    page = tree_of(site[""])
    assert [text_of(h) for h in page.xpath("//h1")] == ["Musterland misst."]
    assert [text_of(li) for li in page.xpath("//ul[@class='sf-chan']/li")] == ["Lichtblick"]
    assert [text_of(a) for a in page.xpath("//a[@class='sf-tile']/span")] == [
        "Feinwerk",
        "Institut für Muster",
        "Lichtblick",
        "Quell & Werk",
    ]
    assert [text_of(h) for h in page.xpath("//article//h3")] == [
        "Messpreis für Lichtblick",
        "Messtag Musterland 2030",
        "Klausur 2031",
        WANTED,
        "Prüfstand auf Zeit",
        "Messraum ohne Fremdlicht zur Miete",
    ]
    assert [text_of(dt) for dt in page.xpath("//section[.//h2='Ablesung']//dt")] == [
        "1.544",
        "rund 7,6 Mio. €",
    ]


def test_an_event_is_listed_with_its_own_date_and_not_with_that_of_its_announcement(
    site: dict[str, RenderedPage],
) -> None:
    for path, own, announced in (
        ("", "18. September 2030", "6. Mai 2030"),
        ("en/", "18 September 2030", "6 May 2030"),
        ("termine/", "18. September 2030", "6. Mai 2030"),
        ("profile/lichtblick/", "18. September 2030", "6. Mai 2030"),
    ):
        around = tree_of(site[path]).xpath(
            "//article[contains(., 'Messtag')] | //article[contains(., 'Measuring Day')]"
            " | //li[contains(., 'Messtag')]"
        )
        shown = " ".join(map(text_of, around))
        assert own in shown, path
        assert announced not in shown, path


def test_a_cluster_without_headline_slogan_or_figures_has_a_start_page(sample: Cluster) -> None:
    bare = rendered(with_identity(sample, headline=None, slogan=None, figures=()))
    page = tree_of(bare[""])
    assert [text_of(h) for h in page.xpath("//h1")] == ["Muster-Cluster eG"]
    assert page.xpath("//h2[.='Ablesung']") == []


def test_every_profile_says_who_confirmed_it_and_when(site: dict[str, RenderedPage]) -> None:
    """The day of a source is that of the source: it does not say how things stand."""
    said = {
        slug: {name: text for name, text in facts(site[f"profile/{slug}/"]).items()
               if name in ("Stand", "Jüngste Quelle")}
        for slug in ("lichtblick", "feinwerk-see", "institut-fuer-muster", "quellwerk")
    }  # fmt: skip
    assert said == {
        "lichtblick": {"Stand": "15. April 2030 vom Mitglied bestätigt"},
        "feinwerk-see": {"Stand": "1. Februar 2030 von der Geschäftsstelle bestätigt"},
        "institut-fuer-muster": {
            "Jüngste Quelle": "November 2029 öffentlich, noch nicht bestätigt"
        },
        "quellwerk": {"Stand": "– noch ohne Beleg"},
    }


def test_a_city_of_its_own_is_not_called_a_rural_district(site: dict[str, RenderedPage]) -> None:
    assert facts(site["profile/feinwerk-see/"])["Landkreis"] == "Seenkreis"
    assert "Landkreis" not in facts(site["profile/lichtblick/"])  # Musterstadt, city: true


def test_every_profile_says_how_somebody_belongs(site: dict[str, RenderedPage]) -> None:
    said = {
        path: [text_of(s) for s in tree_of(page).xpath("//p/span[contains(@class,'sf-status')]")]
        for path, page in site.items()
        if path.startswith("en/profiles/")
    }
    assert said == {
        "en/profiles/feinwerk-see/": ["Partner"],
        "en/profiles/institut-fuer-muster/": ["Project partner"],
        "en/profiles/lichtblick/": ["Member"],
        "en/profiles/quellwerk/": [],
    }


@pytest.mark.parametrize(
    ("entries", "today", "expected"),
    [
        ([], "2030-06-01", ""),
        ([{"status": "member"}], "2030-06-01", "member"),
        ([{"status": "partner"}, {"status": "member"}], "2030-06-01", "member"),
        ([{"status": "project-partner"}, {"status": "partner"}], "2030-06-01", "partner"),
        ([{"status": "member", "from": "2030-06-02"}], "2030-06-01", ""),
        ([{"status": "member", "from": "2030-06-01"}], "2030-06-01", "member"),
        ([{"status": "member", "from": "2030"}], "2030-01-01", "member"),
        ([{"status": "member", "to": "2030-05-31"}], "2030-05-31", "member"),
        ([{"status": "member", "to": "2030-05-31"}], "2030-06-01", ""),
        ([{"status": "member", "to": "2030"}], "2030-12-31", "member"),
        ([{"status": "member", "to": "2029"}, {"status": "partner"}], "2030-06-01", "partner"),
    ],
)
def test_a_status_holds_from_its_first_to_its_last_day(
    sample: Cluster, entries: list[dict[str, str]], today: str, expected: str
) -> None:
    membership = tuple(map(model.Membership.model_validate, entries))
    member = sample.member("quellwerk").model_copy(update={"membership": membership})
    assert member.status_on(PartialDate.parse(today).first()) == expected


def test_a_profile_lists_its_valid_offers_its_requests_and_its_stories(
    site: dict[str, RenderedPage],
) -> None:
    def listed(path: str) -> dict[str, list[str]]:
        sections = tree_of(site[path]).xpath("//section")
        return {
            text_of(s.find("h2")): [text_of(h) for h in s.xpath(".//h3/a | ./ul/li/a")]
            for s in sections
        }

    assert listed("en/profiles/lichtblick/") == {
        "Competences": ["Light measurement", "Feinmechanik"],
        "About Lichtblick": [],
        "Offers": ["Measuring room without stray light for hire"],
        "News": [
            "Measuring prize for Lichtblick",
            "Musterland Measuring Day 2030",
            "38 instruments, two days, one result",
            "Calibration workshop 2030",
            "Ein Messnetz für das Musterland",
        ],
    }
    assert listed("profile/feinwerk-see/")["Angebote"] == ["Prüfstand auf Zeit"]
    assert listed("profile/institut-fuer-muster/")["Gesuche"] == [WANTED]
    assert listed("profile/quellwerk/") == {}


@pytest.mark.parametrize(
    ("path", "words", "href"),
    [
        ("en/profiles/lichtblick/", "Your message goes straight to Lichtblick.",
         "mailto:kontakt@lichtblick.example?subject=Enquiry%20to%20Lichtblick"),
        ("en/profiles/feinwerk-see/",
         "You will find the direct contact on their own website.",
         "https://www.feinwerk-am-see.example/"),
        ("en/profiles/quellwerk/", "This profile has no contact yet.", "/en/imprint/#contact"),
        ("marktplatz/lichtblick/messraum/", "Ihre Nachricht geht direkt an Lichtblick.",
         "mailto:messraum@lichtblick.example?subject=Messraum%20ohne%20Fremdlicht%20zur%20Miete"),
        ("marktplatz/institut-fuer-muster/probekoerper/",
         "Ihre Nachricht geht direkt an Institut für Muster.",
         "mailto:info@muster-institut.example?subject=" + quote(WANTED)),
    ],
)  # fmt: skip
def test_an_enquiry_goes_to_the_nearest_known_contact(
    site: dict[str, RenderedPage], path: str, words: str, href: str
) -> None:
    box = tree_of(site[path]).xpath("//div[@class='sf-contact']")[0]
    assert [text_of(p) for p in box.xpath("./p")] == [words]
    assert box.xpath("./a/@href") == [href]


def test_the_market_lists_what_is_valid_newest_first(site: dict[str, RenderedPage]) -> None:
    page = tree_of(site["marktplatz/"])
    listed = {
        text_of(row.find(".//h3")): row.get("data-marks").split()[0]
        for row in page.xpath("//*[@data-rows]/*")
    }
    assert listed == {
        "Prüfstand auf Zeit": "market:offer",
        "Messraum ohne Fremdlicht zur Miete": "market:offer",
        WANTED: "market:request",
    }
    published = {"Prüfstand auf Zeit": 0, "Messraum ohne Fremdlicht zur Miete": 1}
    assert [published[title] for title in listed if title in published] == [0, 1]


def test_an_empty_market_says_so(sample: Cluster) -> None:
    page = rendered(replace(sample, offers=()))["marktplatz/"]
    assert [text_of(p) for p in tree_of(page).xpath("//div[contains(@class, 'sf-empty')]/p")] == [
        "Zurzeit liegt kein Angebot vor.",
        "Zurzeit sucht niemand.",
    ]


def test_events_stand_in_the_order_people_look_for_them(site: dict[str, RenderedPage]) -> None:
    coming = [
        re.sub("^(Cancelled|Abgesagt):? ", "", t) for t in stories(site["termine/"], "upcoming")
    ]
    assert coming == ["Sommertreff 2030", "Messtag Musterland 2030", "Klausur 2031"]
    assert stories(site["termine/"], "recent") == [
        "Probelauf am Prüfstand",
        "Werkstatt Kalibrierung 2030",
        "Netzforum 2029",
    ]


@pytest.mark.parametrize(
    ("today", "coming"),
    [
        ("2030-07-05", ["Sommertreff 2030", "Messtag Musterland 2030", "Klausur 2031"]),
        ("2030-07-06", ["Messtag Musterland 2030", "Klausur 2031"]),
        ("2031-01-20", ["Klausur 2031", "Winterforum 2031"]),
        ("2031-12-31", ["Klausur 2031"]),
        ("2032-01-01", []),
    ],
)
def test_an_event_is_coming_until_the_last_day_it_may_mean(today: str, coming: list[str]) -> None:
    page = rendered(released(load_sample(today)))["termine/"]
    found = [re.sub("^(Cancelled|Abgesagt):? ", "", t) for t in stories(page, "upcoming")]
    assert found == coming


def test_an_event_of_this_year_that_was_held_is_not_coming(sample: Cluster) -> None:
    held = with_event(sample, "klausur-2031", status="held", start=PartialDate(2030))
    page = rendered(held)["termine/"]
    assert "Klausur 2031" in stories(page, "recent")
    assert "Klausur 2031" not in stories(page, "upcoming")


@pytest.mark.parametrize("status", ["cancelled", "moved"])
def test_an_event_that_does_not_take_place_as_announced_says_so_wherever_it_is_listed(
    sample: Cluster, status: str
) -> None:
    changed = with_event(sample, "messtag-2030", status=status)
    words = {"cancelled": "abgesagt", "moved": "verschoben"}
    for path in ("", "termine/", "termine/messtag-2030/", "profile/lichtblick/"):
        page = tree_of(rendered(changed)[path])
        around = page.xpath(
            "//article[.//h3[contains(., 'Messtag')]] | //li[contains(., 'Messtag')]"
            " | //p[contains(@class, 'sf-crumb')][contains(., 'Messtag')]"
        )
        assert [text_of(e) for e in around if words[status] in text_of(e).casefold()], path


OLD, NEXT_MONTH = PartialDate(2030, 9, 18), PartialDate(2030, 10)


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({}, True),
        ({"status": "moved", "start": PartialDate(2030, 10, 2), "moved_from": OLD}, True),
        ({"status": "moved", "moved_from": OLD}, False),
        ({"status": "moved", "start": NEXT_MONTH, "moved_from": OLD}, False),
        ({"start": NEXT_MONTH}, False),
        ({"status": "cancelled"}, False),
        ({"status": "held"}, False),
        ({"start": PartialDate(2030, 6, 1)}, True),  # today
        ({"start": PartialDate(2030, 5, 31)}, False),
    ],
)
@pytest.mark.parametrize(
    ("path", "words"),
    [("termine/", "In den Kalender übernehmen"), ("en/events/", "Add to your calendar")],
)
def test_only_an_event_to_come_goes_into_ones_calendar(
    sample: Cluster, changes: dict[str, Any], path: str, words: str, *, offered: bool
) -> None:
    changed = with_event(sample, "messtag-2030", **changes)
    page = rendered(changed)[f"{path}messtag-2030/"]
    assert (words in page.body) is offered
    assert (".ics" in page.body) is offered


@pytest.mark.parametrize(
    ("status", "start", "awaited"),
    [
        ("held", "2030-05-31", True),
        ("held", "2029-12-03", True),
        ("held", "2029-12-02", False),
        ("held", "2028", False),
        ("planned", "2030-05-31", True),
        ("planned", "2030-06-02", False),
        ("cancelled", "2030-05-31", False),
    ],
)
def test_a_report_is_awaited_for_half_a_year(
    sample: Cluster, status: str, start: str, *, awaited: bool
) -> None:
    changes = {"status": status, "start": PartialDate.parse(start)}
    page = rendered(with_event(sample, "messtag-2030", **changes))["termine/messtag-2030/"]
    assert ("liegt noch kein Bericht vor" in page.body) is awaited


@pytest.mark.parametrize("field", ["title", "summary"])
def test_an_english_page_says_that_an_events_text_is_german(sample: Cluster, field: str) -> None:
    note = "This text is available in German only."
    assert note not in rendered(sample)["en/events/messtag-2030/"].body
    text = getattr(sample.event("messtag-2030"), field)
    german = with_event(sample, "messtag-2030", **{field: type(text)(de=text["de"])})
    page = rendered(german)["en/events/messtag-2030/"]
    assert page.body.count(note) == 1
    assert note not in rendered(german)["termine/messtag-2030/"].body


def test_a_year_without_an_announced_event_says_so(sample: Cluster) -> None:
    page = rendered(replace(sample, events=(), reports={}))["en/events/"]
    assert [text_of(p) for p in tree_of(page).xpath("//div[@class='sf-empty']/p")] == [
        "No event is announced right now. The feed will tell you of the next.",
        "Subscribe",
    ]


def test_the_archive_has_a_page_for_each_year_with_all_its_events(
    site: dict[str, RenderedPage], sample: Cluster
) -> None:
    told = {2029: [], 2030: [], 2031: []}  # type: dict[int, list[str]]
    for event in sample.events:
        told[event.start.year].append(event.title["de"])
    for year, titles in told.items():
        assert sorted(stories(site[f"termine/{year}/"], "list")) == sorted(titles)
    links = tree_of(site["termine/2030/"]).xpath("//nav[@class='sf-pager']/a/@href")
    assert links == ["/termine/2029/", "/termine/2031/"]
    assert [
        text_of(li) for li in tree_of(site["termine/"]).xpath("//ul[@class='sf-years']/li")
    ] == [
        f"{year}{f'{len(titles)} Termine' if len(titles) > 1 else 'Ein Termin'}"
        for year, titles in sorted(told.items(), reverse=True)
    ]


def test_a_series_shows_its_editions_and_says_who_organises_it(sample: Cluster) -> None:
    page = rendered(sample)["termine/reihe/messtag/"]
    assert stories(page, "upcoming") == ["Messtag Musterland 2030"]
    assert "Diese Reihe richten andere aus." not in text_of(tree_of(page))
    entry = sample.series["messtag"].model_copy(update={"own": False})
    others = replace(sample, series={"messtag": entry}, events=(), reports={})
    page = rendered(others)["termine/reihe/messtag/"]
    said = text_of(tree_of(page))
    assert "Diese Reihe richten andere aus." in said
    assert "Von dieser Reihe ist noch kein Termin verzeichnet." in said


def test_an_event_leads_to_its_series_and_the_series_names_its_known_days(
    sample: Cluster,
) -> None:
    pages = rendered(sample)
    links = tree_of(pages["termine/messtag-2030/"]).xpath("//dl//a/@href")
    assert "/termine/reihe/messtag/" in links
    about = pages["termine/reihe/messtag/"].jsonld
    assert about is not None
    assert about["subEvent"] == [{"@id": HOME + "termine/messtag-2030/"}]


def test_the_page_of_an_event_holds_its_facts_and_its_report(site: dict[str, RenderedPage]) -> None:
    page = site["en/events/werkstatt-2030/"]
    assert text_of(tree_of(page).xpath("//h1")[0]) == "38 instruments, two days, one result"
    expected = {
        "When": "12–13 March 2030 2 days",
        "Where": "Seeblick",
        "Format": "Workshop",
        "Participants": "38",
        "Topics": "Calibration, Training",
        "Report of": "20 March 2030",
    }
    assert {name: facts(page).get(name) for name in expected} == expected
    assert [text_of(h) for h in tree_of(page).xpath("//h2")] == ["What came of it", "Reprint"]


def test_an_event_known_by_its_year_or_month_claims_no_day(site: dict[str, RenderedPage]) -> None:
    assert facts(site["termine/klausur-2031/"])["Wann"] == "2031"
    assert facts(site["termine/netzforum-2029/"])["Wann"] == "Oktober 2029"


def test_a_planned_event_says_at_what_time_and_where_to_register(
    site: dict[str, RenderedPage],
) -> None:
    for path, when, until in (
        ("termine/messtag-2030/", "9:30", "4. September 2030"),
        ("en/events/messtag-2030/", "9:30", "4 September 2030"),
    ):
        page = tree_of(site[path])
        assert when in text_of(page.xpath("//aside")[0]), path
        assert page.xpath("//a[@href='https://www.muster-cluster.example/messtag']"), path
        assert until in text_of(page), path


@pytest.mark.parametrize(
    ("today", "status", "expected"),
    [
        ("2030-09-04 23:59", "planned", True),
        ("2030-09-05", "planned", False),
        ("2030-06-01", "moved", True),
        ("2030-06-01", "cancelled", False),
    ],
)
def test_registration_is_offered_as_long_as_it_is_possible(
    today: str, status: str, *, expected: bool
) -> None:
    changed = with_event(released(load_sample(today)), "messtag-2030", status=status)
    links = tree_of(rendered(changed)["termine/messtag-2030/"]).xpath("//a/@href")
    assert ("https://www.muster-cluster.example/messtag" in links) is expected


def test_an_event_says_who_invites_and_who_takes_part(site: dict[str, RenderedPage]) -> None:
    page = tree_of(site["termine/werkstatt-2030/"])
    links = page.xpath("//a/@href")
    assert "/profile/feinwerk-see/" in links
    assert "/profile/lichtblick/" in links
    assert "Messverein Seenkreis" in text_of(tree_of(site["termine/messtag-2030/"]))


def test_the_imprint_marks_what_is_not_known_yet(sample: Cluster) -> None:
    imprint = sample.identity.imprint.model_copy(update={"phone": None, "register_court": None})
    page = rendered(with_identity(sample, imprint=imprint))["en/imprint/"]
    rows = facts(page)
    assert rows["E-mail"] == "buero@muster-cluster.example"
    assert not {"Telephone", "Register court", "Supervisory authority"} & rows.keys()
    assert "Not known yet: Telephone and Register court." in text_of(tree_of(page))
    whole = rendered(sample)["en/imprint/"]
    assert "Not known yet" not in text_of(tree_of(whole))


@pytest.mark.parametrize("path", [*GERMAN_PAGES, *GERMAN_PAGES.values()])
def test_a_page_has_one_heading_and_headings_skip_no_level(
    site: dict[str, RenderedPage], path: str
) -> None:
    found = tree_of(site[path]).xpath("//h1 | //h2 | //h3 | //h4")
    levels = [int(heading.tag[1]) for heading in found]
    assert levels.count(1) == 1
    assert [b for a, b in zip([0, *levels], levels, strict=False) if b > a + 1] == []


# ── the same bytes ───────────────────────────────────────────────────────────────────────────


def contents(outputs: Outputs) -> dict[str, bytes]:
    return {path: file.content for path, file in outputs.items()}


def test_the_same_sample_gives_the_same_bytes(outputs: Outputs) -> None:
    assert contents(render_all(load_sample())) == contents(outputs)


def test_a_day_on_which_nothing_happens_changes_nothing(outputs: Outputs) -> None:
    assert contents(render_all(load_sample("2030-06-02 18:30"))) == contents(outputs)
