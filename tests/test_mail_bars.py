"""What every mail keeps: its weight, its limits, its width, and what mailboxes can show."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, cast

import pytest
from click.testing import CliRunner
from lxml import html
from mjml import mjml2html
from playwright.sync_api import Browser, Route

from schaufenster import command_names as names
from schaufenster import sanitize, write
from schaufenster.commands import program
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.editing import DEMO_DAY, demo
from schaufenster.facts import release
from schaufenster.mail import template_values
from schaufenster.mail.edition import HTML_KB
from schaufenster.selection import variant
from schaufenster.templates import Words
from tests.clusters import CLUSTERS, DAY
from tests.conftest import LANGUAGES, OWN_SITES, SAMPLE, TODAY, templates_of
from tests.rendering import mail_pictures_of
from tests.test_mjml import load_tool

OWN_DAY: Final = "2026-11-20"
"""A day on which the newest edition of this repository's content is seen."""


@dataclass
class Letters:
    """The mails of an edition as a command built them."""

    of: str
    root: Path
    edition: str
    cluster: Cluster

    @property
    def folder(self) -> Path:
        """Return the folder of the edition."""
        return self.root / f"build/newsletter/{self.edition}"

    @cached_property
    def mails(self) -> Mapping[str, str]:
        """Return the HTML of every mail by its place."""
        found = sorted(self.folder.glob("*/*/mail.html"))
        return {f.relative_to(self.folder).as_posix(): f.read_text("utf-8") for f in found}

    @property
    def home(self) -> str:
        """Return the address of the site."""
        return self.cluster.identity.site_url.rstrip("/") + "/"

    @cached_property
    def pictures(self) -> Mapping[str, bytes]:
        """Return what a mail shows from the site, by address."""
        return {self.home + f.path: f.content for f in mail_pictures_of(self.cluster)}


SAY: Final = {lang: Words(lang, templates_of("newsletter/templates").words) for lang in LANGUAGES}


def built(of: str, root: Path, day: str) -> Letters:
    """Return the newest edition of a folder, built by one command."""
    command = ["--root", str(root), names.NEWSLETTER, names.BUILD, "newest", "--today", day]
    result = CliRunner().invoke(program.main, command)
    assert result.exit_code == 0, result.output
    moment = dt.datetime.fromisoformat(day)
    cluster = release.released(load_cluster(root, lambda zone: moment.replace(tzinfo=zone)))
    return Letters(of, root, max(cluster.editions), cluster)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Letters:
    """The edition of a demo cluster, with channels of every kind."""
    root = tmp_path_factory.mktemp("bars") / "demo"
    write.write_changed(root, demo.render_demo(45))
    return built("demo", root, DEMO_DAY.isoformat())


ALL: Final = ("sample", *CLUSTERS, *(["own"] if OWN_SITES else []))


@pytest.fixture(
    scope="module", params=["demo", *(pytest.param(name, marks=pytest.mark.long) for name in ALL)]
)
def letters(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Letters:
    """All mails of an edition: in both themes, of new clusters, of this repository's content."""
    name: str = request.param
    match name:
        case "demo":
            return cast("Letters", request.getfixturevalue("many"))
        case "sample":
            root, day = tmp_path_factory.mktemp(name) / "root", TODAY
            shutil.copytree(SAMPLE, root)
        case "own":
            root, day = request.getfixturevalue("own_site").parents[1], OWN_DAY
        case _:
            root, day = request.getfixturevalue("new_cluster")(name), DAY
    return built(name, root, day)


# ── weight, hosts, limits ────────────────────────────────────────────────────────────────────


def test_one_command_makes_at_least_six_different_variants(many: Letters) -> None:
    mails = many.mails
    assert len({path.split("/")[0] for path in mails}) >= 6
    assert len(set(mails.values())) == len(mails)


def test_every_mail_is_light(letters: Letters) -> None:
    assert letters.mails
    assert [
        path for path, text in letters.mails.items() if len(text.encode()) > HTML_KB * 1024
    ] == []


def test_no_mail_loads_anything_from_a_foreign_host(letters: Letters) -> None:
    for path, text in letters.mails.items():
        tree: Any = html.document_fromstring(text)
        loaded = tree.xpath("//@src | //@background | //link/@href")
        loaded += re.findall(r"url\(([^)]*)\)|@import", text)
        ours = (letters.home, "pictures/")  # a press mail brings its own along
        assert [one for one in loaded if not one.startswith(ours)] == [], path
        assert tree.xpath("//script | //iframe | //form | //object") == []


def test_every_variant_keeps_every_limit_of_its_channel(many: Letters) -> None:
    cluster = many.cluster
    edition = cluster.editions[many.edition]
    counted = 0
    for channel in cluster.channels.values():
        chosen = variant(edition, channel, cluster)
        for lang in channel.languages:
            for story in template_values.stories(chosen, lang, cluster, SAY[lang]):
                lengths = {
                    "headline": len(story.headline.text(lang)),
                    "lead": len(story.lead.text(lang)),
                    "body": len(sanitize.plain(story.body.text(lang), home=""))
                    if story.body
                    else 0,
                }
                for name, length in lengths.items():
                    limit = getattr(channel.limits, name)
                    if limit and (name != "body" or channel.template == "press"):
                        counted += 1
                        assert length <= limit.max, (channel.id, lang, name)
    assert counted > 20


# ── in a browser ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("shown", [True, False], ids=["pictures", "bare"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 680])
def test_no_mail_is_wider_than_its_window(
    letters: Letters, browser: Browser, width: int, scheme: Any, *, shown: bool
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    missed: list[str] = []

    def answer(route: Route) -> None:
        raw = letters.pictures.get(route.request.url) if shown else None
        if raw is None:
            missed.append(route.request.url)
            route.abort()
        else:
            route.fulfill(body=raw, content_type="image/png")

    page.route(re.compile("^https?://"), answer)
    for path, text in letters.mails.items():
        page.set_content(text, wait_until="load")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        light = sum(map(int, re.findall(r"\d+", paper)[:3])) > 3 * 128
        assert light == (scheme == "light"), path
    page.close()
    assert not (shown and missed)
    assert missed or shown or letters.of in CLUSTERS  # these have no pictures


# ── accessible ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def axe() -> str:
    tool = load_tool("npm")
    script: Path = tool.MODULES / "axe-core/axe.min.js"
    if not (tool.is_installed() and script.is_file()):
        pytest.fail("axe-core is not installed: python tools/npm.py")
    return script.read_text("utf-8")


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_mail(
    letters: Letters, axe: str, browser: Browser, scheme: Any
) -> None:
    """All rules, those for landmarks too: a mail alone in a tab is a document with one `main`."""
    page = browser.new_page(viewport={"width": 680, "height": 900}, color_scheme=scheme)
    page.route(re.compile("^https?://"), lambda route: route.abort())
    found = {}
    for path, text in letters.mails.items():
        page.set_content(text)
        page.add_script_tag(content=axe)
        result = page.evaluate("axe.run()")
        assert len(result["passes"]) > 10
        if result["violations"]:
            found[path] = [(v["id"], v["nodes"][0]["html"]) for v in result["violations"]]
    page.close()
    assert found == {}


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_preview_and_packs(
    many: Letters, axe: str, browser: Browser, scheme: Any
) -> None:
    folder = many.folder
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = {}
    for file in (
        folder / "index.html",
        next(iter(sorted(folder.glob("*/*/packs/*/index.html")))),
    ):
        page.goto(f"file://{file}")
        page.add_script_tag(content=axe)
        result = page.evaluate("axe.run(document, {iframes: false})")
        if result["violations"]:
            found[file.name] = [(v["id"], v["nodes"][0]["html"]) for v in result["violations"]]
    context.close()
    assert found == {}


# ── what mailboxes can show ──────────────────────────────────────────────────────────────────

# The same components with nothing of ours: what a mailbox does not know of these is MJML's own.
NEUTRAL = """<mjml lang="de"><mj-head><mj-title>x</mj-title><mj-preview>x</mj-preview>
<mj-breakpoint width="600px" /></mj-head><mj-body background-color="#eeeeee" width="640px">
<mj-section padding="20px" background-color="#ffffff"><mj-column><mj-text>x</mj-text>
<mj-image src="https://x.example/a.png" alt="" width="560px" /><mj-spacer height="10px" />
<mj-button href="https://x.example/">x</mj-button><mj-table><tr><td>x</td></tr></mj-table>
</mj-column></mj-section><mj-section><mj-column><mj-text>x</mj-text></mj-column><mj-column>
<mj-text>x</mj-text></mj-column></mj-section></mj-body></mjml>"""

# What our mails use beyond that and some mailbox does not know: each is a gain where it is known,
# and without it the mail is whole.
RULER = "keeps the ruler's ticks apart in a narrow window; without it they stand closer"
KNOWN: Final[Mapping[str, str]] = {
    "Attribute selector": "dark colours for Outlook's apps; others get the light mail",
    "Child combinator": "less margin in a narrow window; without it the text is set narrower",
    ":first-child": "no gap above the first heading of a text; without it there is one",
    "object-fit": RULER,
    "object-position": RULER,
    "position": "caniemail takes the end of object-position for it; no mail positions anything",
    "text-underline-offset": "lines a little below links; without it they stand at the letters",
}

CLIENTS = ["outlook.*", "gmail.*", "apple-mail.*"]
SCRIPT = """
const {{ caniemail }} = await import("{module}");
const parts = [];
for await (const part of process.stdin) parts.push(part);
const found = {{}};
for (const [name, html] of Object.entries(JSON.parse(Buffer.concat(parts).toString()))) {{
  const result = caniemail({{ clients: {clients}, html }});
  const titles = [...result.issues.errors.values()].flat().map((issue) => issue.title);
  found[name] = [...new Set(titles)].sort();
}}
console.log(JSON.stringify(found));
"""


@pytest.fixture(scope="module")
def errors(letters: Letters) -> Mapping[str, list[str]]:
    """Return what caniemail calls an error in Outlook, Gmail or Apple Mail, by mail."""
    tool = load_tool("npm")
    module: Path = tool.MODULES / "caniemail"
    if not (tool.is_installed() and module.is_dir()):
        pytest.fail("caniemail is not installed: python tools/npm.py")
    main = json.loads((module / "package.json").read_text("utf-8"))["exports"]["."]["default"]
    neutral = str(mjml2html(NEUTRAL, disable_comments=False, fonts={}))
    script = SCRIPT.format(module=(module / main).as_posix(), clients=json.dumps(CLIENTS))
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script], check=True, capture_output=True, text=True,
        input=json.dumps({"neutral": neutral, **letters.mails}), encoding="utf-8",
    )  # fmt: skip
    return dict(json.loads(done.stdout))


@pytest.mark.long
def test_mailboxes_know_all_that_mjml_itself_does_not_need(
    letters: Letters, errors: Mapping[str, list[str]]
) -> None:
    neutral = set(errors["neutral"])
    assert neutral
    new = {path: set(found) - neutral for path, found in errors.items() if path != "neutral"}
    unknown = {path: sorted(found - KNOWN.keys()) for path, found in new.items()}
    assert {path: found for path, found in unknown.items() if found} == {}
    if letters.of == "sample":
        assert set(KNOWN) <= set().union(*new.values())  # no reason outlives what it is for
