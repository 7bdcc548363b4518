"""Search: what can be found and by which words, on the page, in the header and without a script."""

from __future__ import annotations

import copy
import gzip
import re
import shutil
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page, expect

from schaufenster import command_names as names
from schaufenster import language, sanitize, write
from schaufenster import word_comparison as comparison
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.editing import demo
from schaufenster.facts.release import is_expired, released
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.showcase import hidden_words, pagefind, search
from tests.conftest import (
    LANGUAGES,
    PROJECT,
    SAMPLE,
    TODAY,
    Quiet,
    load_sample,
    path_of,
    served,
    some,
    templates_for,
    templates_of,
)
from tests.rendering import all_documents
from tests.test_build import build
from tests.test_frame import TOO_SMALL
from tests.test_pages import HELD_BACK

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'"
)
BENCH = "marktplatz/feinwerk-see/leihpruefstand/"
FEINWERK, LICHTBLICK = "profile/feinwerk-see/", "profile/lichtblick/"
Open = Callable[..., Page]


# ── the site ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample as its command does; return the folder of the site."""
    root = tmp_path_factory.mktemp("search") / "sample"
    shutil.copytree(SAMPLE, root)
    made = build("--root", str(root), names.SITE, "--today", TODAY)
    assert made.returncode == 0, made.stdout + made.stderr
    return root / "build" / "site"


def documents_of(cluster: Cluster) -> dict[str, Any]:
    """Return the document of every page, parsed, by the page's path."""
    templates = templates_for(cluster)
    return {
        file.path.removesuffix("index.html"): html.document_fromstring(file.content)
        for file in all_documents(cluster, templates)
    }


@pytest.fixture(scope="module")
def documents(sample: Cluster) -> dict[str, Any]:
    return documents_of(sample)


def told(document: Any, name: str) -> str:
    """Return what a document's head says under a name."""
    return "".join(document.xpath(f"//meta[@data-pagefind-meta='{name}[content]']/@content"))


def tags(document: Any) -> list[str]:
    """Return a document's tags without their marks."""
    return re.findall(r"qq(\w+?)qq", told(document, "tags"))


# ── documents ────────────────────────────────────────────────────────────────────────────────


def test_what_is_found_has_a_kind_a_title_and_a_place(documents: dict[str, Any]) -> None:
    profile = documents[LICHTBLICK]
    assert told(profile, "title") == "Lichtblick Sensorik GmbH"
    assert told(profile, "place") == "Musterstadt"
    assert tags(profile) == ["kindprofile", "districtmusterstadtstadt"]
    assert told(profile, "competences") == "Lichtmessung, Feinmechanik"
    assert tags(documents[BENCH])[0] == "kindoffer"
    assert tags(documents["termine/klausur-2031/"])[0] == "kindevent"
    kinds = {tags(document)[0].removeprefix("kind") for document in documents.values()}
    assert kinds <= set(search.KINDS)


def test_names_in_the_other_language_and_synonyms_lead_to_a_page(documents: dict[str, Any]) -> None:
    words = " ".join(told(documents[LICHTBLICK], name) for name in ("names", "words"))
    for word in ("Photometrie", "photometry", "Light measurement"):
        assert word in words
    assert "A test bench for a while" in told(documents[BENCH], "words")
    assert "Prüfstand auf Zeit" in told(
        documents["en/marketplace/feinwerk-see/leihpruefstand/"], "words"
    )


def test_the_last_part_of_a_compound_leads_to_its_page(sample: Cluster) -> None:
    *others, last = sample.members
    about = model.Prose(de="Wir verleihen Schwingungsprüfstände und nehmen Unternehmen ernst.")
    changed = replace(sample, members=(*others, last.model_copy(update={"about": about})))
    words = told(documents_of(changed)[f"profile/{last.slug}/"], "words").split()
    assert "prüfstände" in words
    assert not {"nehmen", "wingungsprüfstände"} & set(words)


WORDS = st.text("abcdefghäöüßABCDEÄÖÜ -", max_size=40)


@given(st.lists(WORDS, max_size=5), WORDS, st.lists(WORDS), st.sampled_from(LANGUAGES))
def test_hidden_words_come_once_and_never_repeat_a_name_that_is_said(
    names: list[str], text: str, texts: list[str], lang: Language
) -> None:
    hidden = hidden_words.hidden_words(lang, names, text, hidden_words.Nouns(texts))
    assert len({word.lower() for word in hidden}) == len(hidden)
    said = set(re.findall(r"\w+", comparison.bare(text)))
    wanted = {n.lower() for n in names if not set(re.findall(r"\w+", comparison.bare(n))) <= said}
    assert wanted <= {word.lower() for word in hidden}


def test_a_synonym_inside_another_word_is_not_said() -> None:
    nouns = hidden_words.Nouns([])
    assert hidden_words.hidden_words("de", ["IR"], "Wir prüfen", nouns) == ("IR",)
    assert hidden_words.hidden_words("de", ["IR"], "Sensor (IR)", nouns) == ()


def test_english_pages_know_umlauts_in_letters(documents: dict[str, Any]) -> None:
    words = told(documents["en/profiles/institut-fuer-muster/"], "words").split()
    assert "masse" in words  # Institut für Muster und Maße
    assert "pruefstand" in told(documents["en/marketplace/feinwerk-see/leihpruefstand/"], "words")


def synonyms(skill: model.Competence) -> tuple[Any, ...]:
    return tuple(chain.from_iterable(skill.synonyms.values()))


def words_of(*texts: Any, lang: Language) -> set[str]:
    """Return the words of some texts in a language, those of links' addresses left out."""
    said = [text.text(lang) if isinstance(text, model.Text) else text or "" for text in texts]
    for at, text in enumerate(texts):
        if isinstance(text, model.Prose | model.Article):
            said[at] = sanitize.plain(said[at], targets=False)
    return set(re.findall(r"\w+", " ".join(said).lower()))


def expected(cluster: Cluster, lang: Language) -> Iterator[tuple[str, set[str]]]:
    """Yield the path of each record's page with the words that its record holds."""
    skills, topics = cluster.competences, cluster.topics

    def names(*parties: model.Party) -> list[str]:
        return [cluster.member(p.member).short if p.member else p.name or "" for p in parties]

    for m in cluster.members:
        known = (skills[s.id] for s in m.competences)
        terms = [t for c in known for t in (c.name, *synonyms(c))]
        about = [m.name, m.short, *m.aliases, m.summary, m.about, m.seat.place, *terms]
        district = cluster.districts[m.seat.district].name if m.seat.district else None
        notes = (s.note for s in m.competences)
        path = path_of("member", lang, slug=m.slug)
        yield path, words_of(*about, *notes, district, lang=lang)
    for o in cluster.offers:
        maker = cluster.member(o.member)
        known = (skills[key] for key in o.competences)
        terms = [t for c in known for t in (c.name, c.explanation, *synonyms(c))]
        about = [o.title, o.summary, o.text, maker.name, maker.short, maker.seat.place]
        path = path_of("offer", lang, member=o.member, slug=o.slug)
        if not is_expired(o, cluster.today):
            yield path, words_of(*about, *terms, lang=lang)
    for e in cluster.events:
        report = cluster.reports.get(e.slug)
        parties = names(*e.organisers, *e.parties)
        told = [report.title, report.lead, report.body] if report else [e.summary]
        series = [cluster.series[e.series].name] if e.series else []
        where = [e.place.name, e.place.town, language.dates(e.start, e.end, lang)]
        subjects = [topics[key].name for key in e.topics]
        path = path_of("event", lang, slug=e.slug)
        yield path, words_of(e.title, *told, *parties, *series, *where, *subjects, lang=lang)
    stories: list[Any] = [*cluster.news, *cluster.projects]
    for record in stories:
        kind, room = ("news", "news") if record in cluster.news else ("project", "projects")
        text = cluster.texts[f"{room}/{record.slug}"]
        parties = names(*record.parties)
        subjects = [topics[key].name for key in record.topics]
        path = path_of(kind, lang, slug=record.slug)
        about = [text.title, text.lead, text.body, getattr(record, "name", None)]
        yield path, words_of(*about, *parties, *subjects, lang=lang)
    for ref, text in cluster.texts.items():
        if ref.startswith("pages/"):
            path = path_of(ref.removeprefix("pages/"), lang)
            yield path, words_of(text.title, text.lead, text.body, lang=lang)


@pytest.fixture(scope="module", params=["sample", "own", "demo"])
def indexed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Cluster, dict[str, Any]]:
    """Return a cluster's folder, the cluster as readers may see it, and its documents."""
    root = {"sample": SAMPLE, "own": PROJECT}.get(request.param)
    if root is None:
        root = tmp_path_factory.mktemp("demo")
        write.write_changed(root, demo.render_demo(45))
    cluster = released(load_sample(root=root))
    return root, cluster, documents_of(cluster)


Indexed = tuple[Path, Cluster, dict[str, Any]]


def test_each_word_of_a_record_leads_to_its_page(indexed: Indexed) -> None:
    _, cluster, documents = indexed
    missing = {
        path: lost
        for lang in LANGUAGES
        for path, wanted in expected(cluster, lang)
        if (lost := wanted - set(re.findall(r"\w+", text_of(documents[path]).lower())))
    }
    assert missing == {}


def text_of(document: Any) -> str:
    """Return everything that is indexed of a document, its parts apart."""
    return "\n".join((*document.xpath("//meta/@content"), *document.xpath("//p/text()")))


SAID = {
    "Uhr",
    "UTC",
    *(language.date(PartialDate(2025, n), lang)[:-5] for n in range(1, 13) for lang in LANGUAGES),
}
"""What dates and times say besides numbers."""
PIECE = re.compile(r"\w+(?:[.,;:!?()]+[^\W\d]\w*)*")  # Meldung, but Partnern,Meldung as well


def test_no_two_words_are_glued(indexed: Indexed) -> None:
    """Every word of a document stands somewhere as it was typed, or belongs to a date."""
    root, _, documents = indexed
    folders = [root / name for name in ("content", "members", "events")]
    files = [f for folder in folders for f in folder.rglob("*") if f.suffix in {".yml", ".md"}]
    typed = "\n".join(
        f.read_text("utf-8") for f in (*files, *(PROJECT / "schaufenster/words").glob("*/site.po"))
    )
    typed = typed.replace("www.", " ")
    known = {w.lower() for w in (*PIECE.findall(typed), *re.findall(r"\w+", typed), *SAID)}
    found = {}
    for path, parsed in documents.items():
        document = copy.deepcopy(parsed)
        for meta in document.xpath("//meta[starts-with(@data-pagefind-meta, 'words[')]"):
            meta.getparent().remove(meta)  # words that no page shows, and parts of them
        for piece in PIECE.findall(text_of(document)):
            if piece.lower() not in known and not piece.isdigit() and not piece.startswith("qq"):
                found[piece] = path
    assert found == {}


def test_lists_are_found_by_their_title_alone(documents: dict[str, Any]) -> None:
    for path in ("mitglieder/", "marktplatz/", "termine/", "aktuelles/", "projekte/", ""):
        body = documents[path].find("body")
        assert [child.tag for child in body] == ["p"], path


def test_what_has_expired_or_shows_only_other_pages_has_no_document(
    documents: dict[str, Any],
) -> None:
    gone = {
        "marktplatz/feinwerk-see/schwingprobe/",
        "en/marketplace/feinwerk-see/schwingprobe/",
        "suche/",
        "en/search/",
    }
    assert gone & documents.keys() == set()
    assert not any("404" in path for path in documents)


def test_german_on_english_pages_says_so(documents: dict[str, Any]) -> None:
    assert "langde" in tags(documents["en/profiles/institut-fuer-muster/"])
    assert "langde" not in tags(documents["en/profiles/lichtblick/"])
    assert "langde" not in tags(documents["profile/institut-fuer-muster/"])


def test_what_was_typed_stays_text_in_a_document(sample: Cluster) -> None:
    first, *others = sample.members
    hostile = first.model_copy(update={"name": '"><script>alert(1)</script>'})
    document = documents_of(replace(sample, members=(hostile, *others)))[f"profile/{first.slug}/"]
    assert told(document, "title") == '"><script>alert(1)</script>'
    assert document.xpath("//script") == []


# ── the index ────────────────────────────────────────────────────────────────────────────────


def test_only_what_the_site_loads_is_published(site: Path) -> None:
    files = {f.relative_to(site / "pagefind").as_posix() for f in site.rglob("pagefind/**/*")}
    names = {re.sub(r"_[0-9a-f]+\.", "_*.", name) for name in files if "/" not in name}
    assert names == {
        "pagefind.js",
        "pagefind-entry.json",
        "pagefind.de_*.pf_meta",
        "pagefind.en_*.pf_meta",
        "wasm.de.pagefind",
        "wasm.en.pagefind",
        "fragment",
        "index",
    }


def index_of(documents: Iterable[OutputFile]) -> dict[str, bytes]:
    return {file.path: file.content for file in pagefind.run_pagefind(documents)}


def test_the_same_documents_give_the_same_index(sample: Cluster) -> None:
    templates = templates_of("theme/pages")
    documents = all_documents(sample, templates)
    first = index_of(documents)
    assert len(first) > len(documents)
    assert index_of(iter(documents)) == first
    others = index_of(documents[::-1])  # what counts is the order that we choose
    assert others != first
    fragments = [{path for path in each if "fragment/" in path} for each in (first, others)]
    assert fragments[0] == fragments[1]


def page_of(text: str) -> OutputFile:
    return output(f"{text}/index.html", f"<html lang=de><body data-pagefind-body>{text}")


def test_pagefinds_own_words_tell_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    requests, refused = pagefind._requests, {"exclude_selectors": ["[["]}
    changed = lambda files: ({**r, "config": refused} for r in requests(files))  # noqa: E731
    monkeypatch.setattr(pagefind, "_requests", changed)
    with pytest.raises(pagefind.SearchError, match="MissingAttributeName"):
        pagefind.run_pagefind([page_of("eins")])


@pytest.mark.parametrize(("program", "told"), [("false", "ended with 1"), ("cat", "--service")])
@pytest.mark.parametrize("count", [1, 5000])
def test_a_pagefind_that_does_not_answer_is_an_error(
    monkeypatch: pytest.MonkeyPatch, program: str, told: str, count: int
) -> None:
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: shutil.which(program))
    with pytest.raises(pagefind.SearchError, match=told):
        pagefind.run_pagefind([page_of("eins")] * count)


def test_an_index_that_nobody_wants_any_more_is_abandoned() -> None:
    asked = iter([True] * 3)
    with pytest.raises(pagefind.Abandoned):
        pagefind.run_pagefind(map(page_of, map(str, range(9))), lambda: next(asked, False))
    assert index_of([page_of("eins")])


@pytest.mark.parametrize("lang", ["fr", "pt-br", "xx"])
def test_the_files_of_any_language_are_published(lang: str) -> None:
    text = "mesurer la lumière"
    page = output("a/index.html", f"<html lang={lang}><body data-pagefind-body>{text}")
    ends = {path.split(".")[-1] for path in index_of([page])}
    assert ends == {"js", "json", "pf_meta", "pagefind", "pf_fragment", "pf_index"}


def test_what_goes_wrong_while_documents_are_made_is_told_as_it_is() -> None:
    def documents() -> Iterator[OutputFile]:
        yield page_of("eins")
        raise KeyError("zwei")

    with pytest.raises(KeyError, match="zwei"):
        pagefind.run_pagefind(documents())


def test_nothing_held_back_is_in_the_index(site: Path) -> None:
    fragments = list(site.rglob("*.pf_fragment"))
    assert len(fragments) > 20
    texts = [gzip.decompress(file.read_bytes()).decode().lower() for file in fragments]
    assert any("prüfstand" in text for text in texts)
    for word in (*HELD_BACK, "schwingprobe"):
        assert not any(word in text for text in texts), word


# ── in the browser ───────────────────────────────────────────────────────────────────────────


class _Strict(Quiet):
    """Serves the site under the policy that it is published with."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site, _Strict) as home:
        yield f"{home}/"


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Open pages as a new visitor; afterwards nobody else was asked and nothing was stored."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    said: list[str] = []

    def opened(path: str = "", width: int = 1440, **options: Any) -> Page:
        options = {"reduced_motion": "reduce", "locale": "de-DE"} | options
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        for page in context.pages:  # evaluate works without scripts of the page, too
            assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert context.cookies() == []
        context.close()
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert said == []


def requests_of(page: Page) -> list[str]:
    """Return a list to which every address is added that the page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def answered(page: Page) -> list[str]:
    """Return the addresses of the results, once the page has said how many there are."""
    page.wait_for_selector(".sf-hit, [data-say=none]:not([hidden])")
    links = page.locator(".sf-hit h2 a")
    return [str(link.get_attribute("href")).lstrip("/") for link in links.all()]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("words", "expected"),
    some(
        [
            ("Prüfstand", {BENCH, FEINWERK}),
            ("Prüfstände", {BENCH, FEINWERK}),
            ("prufstand", {BENCH, FEINWERK}),
            ("Pruefstand", {BENCH, FEINWERK}),
            ("Pruefstaende", {BENCH, FEINWERK}),
            ("test bench", {BENCH}),
            ("Prüfstand auf Zeit", {BENCH}),
            ("photometry", {LICHTBLICK}),
            ("Photometrie", {LICHTBLICK}),
            ("Lichtblick Photometrie", {LICHTBLICK}),
            ("Feinwerk", {FEINWERK, BENCH}),
            ("Masse", {"profile/institut-fuer-muster/"}),
            ("Maße", {"profile/institut-fuer-muster/"}),
            ("Seeblick", {FEINWERK}),
            ("Klausur", {"termine/klausur-2031/"}),
            ("Impressum", {"impressum/"}),
        ]
    ),
)
def test_words_lead_to_what_they_mean(visit: Open, words: str, expected: set[str]) -> None:
    assert expected <= set(answered(visit(f"suche/?q={words}")))


@pytest.mark.browser
@pytest.mark.parametrize(
    ("words", "expected"),
    some(
        [
            ("test benches", {"en/profiles/feinwerk-see/"}),
            ("Prüfstand", {"en/marketplace/feinwerk-see/leihpruefstand/"}),
            ("Pruefstand", {"en/marketplace/feinwerk-see/leihpruefstand/"}),
            ("photometry", {"en/profiles/lichtblick/"}),
            ("Photometrie", {"en/profiles/lichtblick/"}),
            ("Klausur", {"en/events/klausur-2031/"}),
        ]
    ),
)
def test_english_pages_find_english_pages(visit: Open, words: str, expected: set[str]) -> None:
    found = answered(visit(f"en/search/?q={words}"))
    assert expected <= set(found)
    assert all(path.startswith("en/") for path in found)


@pytest.mark.browser
@pytest.mark.parametrize(
    "words", ["Spektralwaage", "Kalibrierkoffer", "Schwingprobe", "Nullpunktdrift"]
)
def test_what_is_held_back_or_expired_is_not_found(visit: Open, words: str) -> None:
    page = visit(f"suche/?q={words}")
    held = re.compile("spektralwaage|kalibrierkoffer|schwingprobe|nullpunkt|waagen")
    assert [path for path in answered(page) if held.search(path)] == []


@pytest.mark.browser
def test_no_result_leads_on(visit: Open) -> None:
    page = visit("suche/?q=Xylophon")
    assert answered(page) == []
    expect(page.locator(".sf-search__count")).to_have_text("Kein Treffer")
    assert page.locator("[data-say=none] a").first.get_attribute("href") == "/impressum/#contact"
    assert page.locator(".sf-search__register").is_visible()


@pytest.mark.browser
def test_a_title_comes_before_a_mention(visit: Open) -> None:
    assert answered(visit("suche/?q=Prüfstand auf Zeit"))[0] == BENCH
    assert answered(visit("suche/?q=Lichtblick"))[0] == LICHTBLICK


@pytest.mark.browser
def test_words_that_never_meet_are_looked_up_one_by_one(visit: Open) -> None:
    page = visit("suche/?q=Photometrie Klausur")
    assert {LICHTBLICK, "termine/klausur-2031/"} <= set(answered(page))
    assert page.locator("[data-say=loose]").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "told", "rest", "expected"),
    [
        (
            "suche/?q=„Xylophon“ Prüfstand&kind=offer",
            "Ein Treffer. Auf keiner Seite steht „Xylophon“.",
            "Prüfstand",
            {BENCH},
        ),
        ("suche/?q=Xylophon $$ Quark$%26 Quark$%26",
         "Kein Treffer. Auf keiner Seite steht „Xylophon“ oder „Quark$&“.", "", set()),
        (
            "en/search/?q=photometry Xylophone Quark",
            "4 results. No page has “Xylophone” or “Quark”.",
            "photometry",
            {"en/profiles/lichtblick/"},
        ),
    ],
)  # fmt: skip
def test_a_word_that_no_page_has_is_named_and_the_rest_found(
    visit: Open, path: str, told: str, rest: str, expected: set[str]
) -> None:
    page = visit(path)
    found = answered(page)
    assert expected <= set(found)
    expect(page.locator(".sf-search__count")).to_have_text(told)
    assert page.locator("[data-say=loose]").is_hidden()
    link = page.locator("[data-say=rest] a")
    assert link.is_visible() == bool(rest)
    if rest:
        assert link.inner_text() == rest
        link.click()
        assert answered(page) == found
        assert page.locator("#search-q").input_value() == rest
        assert page.locator("[data-say=rest]").is_hidden()


@pytest.mark.browser
def test_the_field_in_the_header_names_a_word_that_no_page_has(visit: Open) -> None:
    page = visit("")
    page.locator(".sf-find__open").click()
    page.locator(".sf-find input").fill("Xylophon Lichtblick")
    expect(page.locator(".sf-find [role=status]")).to_contain_text(
        "Auf keiner Seite steht „Xylophon“."
    )
    assert page.locator(".sf-find li a").first.get_attribute("href") == f"/{LICHTBLICK}"


@pytest.mark.browser
def test_the_address_says_what_is_shown(visit: Open) -> None:
    page = visit("suche/")
    assert page.locator(".sf-search__register").is_visible()
    page.locator("#search-q").fill("Prüfstand")
    assert BENCH in answered(page)
    page.get_by_role("radio", name="Angebote").check()
    expect(page).to_have_url(re.compile("kind=offer"))
    expect(page.locator(".sf-hit")).to_have_count(1)
    shared = visit(page.url.split("/", 3)[3])
    assert answered(shared) == [BENCH]
    assert shared.get_by_role("radio", name="Angebote").is_checked()
    page.locator("#search-where").select_option("bergkreis")
    expect(page).to_have_url(re.compile("district=bergkreis"))
    page.locator("#search-q").fill("")
    expect(page).to_have_url(re.compile("suche/$"))
    assert page.locator(".sf-search__register").is_visible()


@pytest.mark.browser
def test_an_excerpt_shows_what_was_typed_as_text(visit: Open) -> None:
    page = visit("suche/?q=Prüfstand")
    answered(page)
    assert page.locator(".sf-hit mark").first.inner_text().lower().startswith("prüfst")
    kinds = page.locator(".sf-hit .sf-status").all_inner_texts()
    assert {"Angebot", "Profil"} <= set(kinds)


@pytest.mark.browser
@pytest.mark.parametrize("path", ["suche/", "en/search/"])
def test_without_a_script_everything_is_a_link_away(visit: Open, site: Path, path: str) -> None:
    page = visit(path, java_script_enabled=False)
    assert not page.locator(".sf-search__form").is_visible()
    assert page.locator("noscript .sf-note").is_visible()
    links = {str(a.get_attribute("href")) for a in page.locator(".sf-search__register a").all()}
    profiles = {
        f"/{f.parent.relative_to(site)}/"
        for f in (site / ("en/profiles" if "en" in path else "profile")).glob("*/index.html")
        if 'http-equiv="refresh"' not in f.read_text("utf-8")  # an address of before
    }
    assert profiles <= links
    page.goto(page.url.replace(path, ""))
    assert page.locator(".sf-find__open").get_attribute("href") == "/suche/"
    assert not page.locator(".sf-find").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1440])
def test_the_field_in_the_header_works_by_keyboard_alone(visit: Open, width: int) -> None:
    page = visit(FEINWERK, width)
    page.locator(".sf-find__open").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Lichtblick")
    page.wait_for_selector(".sf-find li")
    assert "Treffer" in page.locator(".sf-find [role=status]").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.pathname") == f"/{LICHTBLICK}"
    page.keyboard.press("Escape")
    assert not page.locator(".sf-find").is_visible()
    assert page.evaluate("document.activeElement.matches('.sf-find__open')")
    page.keyboard.press("Space")
    page.locator(".sf-find input").fill("Prüfstand")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/?q=*")
    assert BENCH in answered(page)


@pytest.mark.browser
def test_the_field_shuts_when_the_visitor_turns_elsewhere(visit: Open) -> None:
    page = visit(FEINWERK, 390)
    page.locator(".sf-find__open").click()
    assert page.locator(".sf-find").is_visible()
    page.locator("h1").click()
    assert not page.locator(".sf-find").is_visible()
    page.locator(".sf-find__open").click()
    page.locator(".sf-drawer summary").click()
    expect(page.locator("#sf-find")).to_be_hidden()
    page.keyboard.press("Escape")


@pytest.mark.browser
@pytest.mark.parametrize(
    "width", [320, *(pytest.param(w, marks=pytest.mark.long) for w in (390, 768, 1440))]
)
def test_the_page_of_results_fits_every_width(visit: Open, width: int) -> None:
    for path in ("suche/", "suche/?q=Prüfstand", "en/search/?q=Xylophone"):
        page = visit(path, width)
        if "q=" in path:
            answered(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        if width <= 768:
            assert page.evaluate(TOO_SMALL) == [], path


@pytest.mark.browser
def test_pagefind_is_fetched_with_the_first_touch_and_not_before(visit: Open) -> None:
    page = visit("")
    asked = requests_of(page)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "pagefind" in url] == []
    with page.expect_request("**/wasm.de.pagefind"):
        page.locator(".sf-find__open").click()


@pytest.mark.browser
def test_a_search_that_cannot_be_loaded_says_so_and_tries_again(visit: Open) -> None:
    page = visit("suche/")
    page.route(
        "**/pagefind.js",
        lambda route: route.fulfill(
            status=200, body="throw new Error()", content_type="text/javascript"
        ),
    )
    page.locator("#search-q").fill("Prüfstand")
    broken = (
        "Die Suche lässt sich gerade nicht laden oder wird neu gefüllt. "
        "Bitte gleich noch einmal versuchen."
    )
    expect(page.locator(".sf-search__count")).to_have_text(broken)
    assert page.locator(".sf-search__register").is_visible()


@pytest.mark.browser
def test_the_first_answer_is_light(visit: Open, site: Path) -> None:
    """Bytes as a server with gzip sends them, from opening the page to its first results."""
    sent = []
    for words in ("Prüfstand mieten", "Licht messen", "Klausur 2031", "feine Mechanik"):
        page = visit("suche/")
        urls = requests_of(page)
        page.locator("#search-q").fill(words)
        answered(page)
        files = [site / url.split("/", 3)[3].split("?")[0] for url in urls]
        sent.append(sum(weight(file) for file in files))
    assert statistics.median(sent) < 120_000


def weight(file: Path) -> int:
    """Return the bytes of a file on the wire; Pagefind's own files are compressed already."""
    raw = file.read_bytes()
    return len(gzip.compress(raw)) if file.suffix in {".js", ".json"} else len(raw)


def test_the_script_stays_small(site: Path) -> None:
    assert len(gzip.compress((site / "assets/search.js").read_bytes())) < 6_000
