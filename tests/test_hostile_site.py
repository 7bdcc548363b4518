"""Every hostile text in every field that people write, through the whole build, in a real browser.

`check` would refuse most of these texts. Here they go around it, straight into the records, so that
what is proved is the second line: whatever stands in a record, no page, feed or mail executes it.
"""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import feedparser
import pytest
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request

from schaufenster import mail, showcase, write
from schaufenster.content import model, yaml_faults, yaml_text
from schaufenster.content.check.walk import metadata
from schaufenster.content.fields import Line, MarkdownText, Ref
from schaufenster.content.load import Cluster
from schaufenster.defaults import DEFAULTS
from tests.conftest import load_sample, path_of, served, templates_of
from tests.hostile import HOSTILE as EVERY
from tests.hostile import Hostile
from tests.publishing import publish
from tests.rendering import feeds_of, fronts_of, site_files_of

Lang = Literal["de", "en"]
REFUSED = tuple(case for case in EVERY if yaml_faults.CONTROL.search(case.text))
"""Texts with control characters cannot be in any record: reading refuses the file."""
HOSTILE = tuple(case for case in EVERY if case not in REFUSED)
SOME = HOSTILE[::8]
"""Every eighth: enough for every run; the long run takes all, in every kind of page."""
MOST = 2_000
"""Longer hostile texts are cut: what they attack is parsing (`test_sanitize_text.py`)."""


# ── a cluster that is hostile everywhere ─────────────────────────────────────────────────────


def poisoned(record: Any, text: str) -> Any:
    """Return a copy of a record with `text` in every field that people write."""
    if isinstance(record, tuple):
        return tuple(poisoned(item, text) for item in record)
    if isinstance(record, dict):
        return {key: poisoned(item, text) for key, item in record.items()}
    if not isinstance(record, model.Record):
        return record
    changes: dict[str, Any] = {}
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        kinds = tuple(metadata(info))
        refers = any(isinstance(m, Ref) for m in kinds)
        written = not refers and any(isinstance(m, Line | MarkdownText) for m in kinds)
        if written and isinstance(value, str):
            changes[name] = text
        elif written and isinstance(value, tuple) and all(isinstance(v, str) for v in value):
            changes[name] = (text,)
        else:
            changes[name] = poisoned(value, text)
    return record.model_copy(update=changes)


def hostile_cluster(cases: Sequence[Hostile]) -> Cluster:
    """Return the sample with a member, an offer, an event and a report for each hostile text."""
    sample = load_sample()
    members, offers, events, news, reports, texts = [], [], [], [], {}, {}
    source = next(m for m in sample.members if m.about and m.competences and m.sources)
    offer = next(o for o in sample.offers if o.text and o.kind == "offer")
    slug, report = next(
        (s, r) for s, r in sample.reports.items() if r.body.get("en") and r.embargo is None
    )
    event = next(e for e in sample.events if e.slug == slug)
    for case in cases:
        text = case.text[:MOST]
        named = {"slug": case.name, "path": f"members/{case.name}/member.yml"}
        members.append(poisoned(source, text).model_copy(update=named))
        unbound = {"slug": "x", "member": case.name, "valid": None, "embargo": None, "not_for": ()}
        offers.append(poisoned(offer, text).model_copy(update=unbound))
        events.append(
            poisoned(event, text).model_copy(
                update={"slug": case.name, "formerly": (), "parties": (), "organisers": ()}
            )
        )
        told = {"slug": f"m-{case.name}", "parties": (), "project": None}
        news.append(poisoned(sample.news[0], text).model_copy(update=told))
        texts[f"news/m-{case.name}"] = poisoned(sample.texts[f"news/{sample.news[0].slug}"], text)
        reports[case.name] = poisoned(report, text).model_copy(update={"event": case.name})
    first = next(case.text for case in cases if case.family != "long")
    edition = next(iter(sample.editions.values()))
    choices = tuple(model.Choice(ref=f"events/{case.name}/report") for case in cases)
    identity = sample.identity.model_copy(
        update={
            name: poisoned(getattr(sample.identity, name), first)
            for name in ("descriptor", "headline", "promise", "slogan", "figures", "boilerplate")
        }
    )
    return replace(
        sample,
        identity=identity,
        members=tuple(members),
        offers=tuple(offers),
        events=tuple(events),
        reports=MappingProxyType(reports),
        news=tuple(news),
        projects=(),
        texts=MappingProxyType(
            {**texts, "pages/about": poisoned(sample.texts["pages/about"], first)}
        ),
        milestones=poisoned(sample.milestones, first),
        editions=MappingProxyType(
            {
                case.name: poisoned(edition, case.text[:MOST]).model_copy(
                    update={"id": case.name, "items": choices[n : n + 1]}
                )
                for n, case in enumerate(cases)
            }
        ),
    )


@pytest.fixture(scope="module", params=["some", pytest.param("all", marks=pytest.mark.long)])
def cases(request: pytest.FixtureRequest) -> Sequence[Hostile]:
    return SOME if request.param == "some" else HOSTILE


@pytest.fixture(scope="module")
def cluster(cases: Sequence[Hostile]) -> Cluster:
    return hostile_cluster(cases)


@pytest.fixture(scope="module")
def site(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the hostile site the way `build.py` does, after the check."""
    build = tmp_path_factory.mktemp("hostile")
    words = templates_of("theme/pages")
    (build / "stage").mkdir()
    settings = showcase.mkdocs_settings(cluster, words, partial(Path, DEFAULTS), build)
    write.write_file(build / "mkdocs.yml", settings)
    fronts = fronts_of(cluster, words)
    frame = showcase.Frame(build / "mkdocs.yml", fronts)
    files = [
        *(frame.page(folder, front) for folder, front in fronts.items()),
        *frame.others(),
        *site_files_of(cluster, words),
        *feeds_of(cluster, words),
    ]
    publish(build / "site", files)
    return build / "site"


# ── a browser that notices ───────────────────────────────────────────────────────────────────

WATCH = """
window.__hits = [];
window.__hit = name => window.__hits.push(name);
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => __hit(name);
addEventListener("securitypolicyviolation", event => __hit(event.blockedURI));
"""
LOOK = """() => ({
  hits: window.__hits,
  handlers: [...document.querySelectorAll("*")].flatMap(
    e => e.getAttributeNames().filter(n => n.startsWith("on")).map(n => `${e.tagName} ${n}`)),
  links: [...document.links].map(a => a.protocol).filter(
    p => !["http:", "https:", "mailto:", "tel:", "file:", "about:"].includes(p)),
  frames: document.querySelectorAll("iframe, object, embed, base").length
    + [...document.forms].filter(form => !form.action.startsWith(location.origin)).length,
})"""
HARMLESS = {"hits": [], "handlers": [], "links": [], "frames": 0}


class Watched:
    """Opens pages and notes what they try to load from elsewhere."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.foreign: list[str] = []
        self.page: Page = context.new_page()
        self.page.add_init_script(WATCH)
        self.page.route(lambda url: not url.startswith(home), lambda route: route.abort())
        self.own = (home, "data:", "about:", "https://www.muster-cluster.example/")
        self.page.on("request", self.note)
        self.page.on("dialog", self.refuse)

    def note(self, request: Request) -> None:
        if not request.url.startswith(self.own):
            self.foreign.append(request.url)

    def refuse(self, dialog: Dialog) -> None:
        self.foreign.append("dialog")
        dialog.dismiss()

    def found(self) -> dict[str, Any]:
        result: dict[str, Any] = self.page.evaluate(LOOK)
        return result


@pytest.fixture(scope="module")
def home(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield f"{address}/"


def address_of(case: Hostile, kind: str, lang: Lang) -> str:
    names = {
        "offer": {"member": case.name, "slug": "x"},
        "news": {"slug": f"m-{case.name}"},
    }.get(kind, {"slug": case.name})
    return path_of(kind, lang, **names)


def test_there_are_enough_hostile_texts() -> None:
    assert len(SOME) >= 45
    assert len(REFUSED) <= len(EVERY) / 10


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_a_text_with_control_characters_is_refused_by_reading(case: Hostile) -> None:
    found = yaml_text.parse(f"text: {json.dumps(case.text, ensure_ascii=False)}")
    assert {fault.rule for fault in found.faults} == {"yaml-control"}


ALL_PAGES = [(lang, kind) for lang in ("de", "en") for kind in ("member", "event", "offer", "news")]


@pytest.mark.browser
def test_no_page_of_a_hostile_record_executes_or_loads_anything(
    browser: Browser, home: str, cases: Sequence[Hostile]
) -> None:
    """Each text meets one kind of page in one language, in turn."""
    turns = ((case, *ALL_PAGES[n % len(ALL_PAGES)]) for n, case in enumerate(cases))
    assert_harmless(browser, home, turns)


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.parametrize(("lang", "kind"), ALL_PAGES)
def test_no_page_of_any_hostile_record_executes_or_loads_anything(
    browser: Browser, home: str, cases: Sequence[Hostile], lang: str, kind: str
) -> None:
    assert_harmless(browser, home, ((case, lang, kind) for case in cases))


def assert_harmless(browser: Browser, home: str, pages: Iterable[tuple[Hostile, str, str]]) -> None:
    with browser.new_context() as context:
        watched = Watched(context, home)
        wrong = {}
        for case, lang, kind in pages:
            address = address_of(case, kind, "en" if lang == "en" else "de")
            watched.page.goto(home + address)
            if watched.found() != HARMLESS:
                wrong[address] = watched.found()
    assert wrong == {}
    assert watched.foreign == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "address", ["", "en/", "mitglieder/", "marktplatz/", "termine/", "aktuelles/", "ueber-uns/"]
)
def test_no_list_of_hostile_records_executes_or_loads_anything(
    browser: Browser, home: str, address: str
) -> None:
    with browser.new_context() as context:
        watched = Watched(context, home)
        watched.page.goto(home + address)
        assert watched.found() == HARMLESS
    assert watched.foreign == []


@pytest.mark.browser
def test_the_harness_notices_what_it_looks_for(browser: Browser, home: str) -> None:
    """A control: the same eyes see a handler, a script, a link and a foreign request."""
    with browser.new_context() as context:
        watched = Watched(context, home)
        watched.page.goto("about:blank")  # without the site's policy, which would stop them all
        watched.page.set_content(
            "<a href='javascript:1'>x</a><img src='http://evil.invalid/x' onerror='__hit(1)'>"
            "<iframe></iframe><script>__hit(2)</script>"
        )
        watched.page.wait_for_function("window.__hits.length >= 2")
        found = watched.found()
    assert sorted(found["hits"]) == [1, 2]
    assert found["handlers"] == ["IMG onerror"]
    assert found["links"] == ["javascript:"]
    assert found["frames"] == 1
    assert watched.foreign == ["http://evil.invalid/x"]


# ── feeds and mails ──────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
def test_no_feed_carries_anything_that_executes(browser: Browser, site: Path, home: str) -> None:
    with browser.new_context() as context:
        watched = Watched(context, home)
        watched.page.goto("about:blank")  # readers of feeds and mails know no policy of the site
        for lang in ("de", "en"):
            raw = (site / f"feeds/all.{lang}.rss").read_bytes()
            feed = feedparser.parse(raw, sanitize_html=False)
            assert not feed.bozo, feed.get("bozo_exception")
            assert feed.entries
            for entry in feed.entries:
                told = entry.get("content") or [entry.summary_detail]
                watched.page.set_content(told[0].value)
                assert watched.found() == HARMLESS, entry.id
    assert watched.foreign == []


@pytest.mark.browser
def test_no_mail_executes_or_loads_anything_and_no_header_is_injected(
    browser: Browser, cluster: Cluster, home: str
) -> None:
    letters = templates_of("newsletter/templates")
    channel = next(c.id for c in cluster.channels.values() if c.visibility == "public")
    wanted = {"Subject", "From", "Date", "Message-ID", "Content-Language", "List-Id",
              "List-Unsubscribe", "Auto-Submitted", "X-Unsent",
              "MIME-Version", "Content-Type"}  # fmt: skip
    with browser.new_context() as context:
        watched = Watched(context, home)
        watched.page.goto("about:blank")  # readers of feeds and mails know no policy of the site
        for edition in cluster.editions.values():
            files = {f.path: f for f in mail.render_edition(edition, channel, cluster, letters)}
            markup = files["de/mail.html"].content.decode()
            assert html.fromstring(markup) is not None
            watched.page.set_content(markup)
            assert watched.found() == HARMLESS, edition.id
            message = email.message_from_bytes(
                files["de/mail.eml"].content, policy=email.policy.default
            )
            assert set(message.keys()) <= wanted, edition.id
            assert [part.get_content_type() for part in message.iter_parts()] == [
                "text/plain",
                "text/html",
            ], edition.id
    assert watched.foreign == []
