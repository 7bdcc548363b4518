"""The web form: its configuration is the model's, its page says what will happen, and no more."""

from __future__ import annotations

import http.client
import http.server
import json
import re
import shutil
import typing
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser

from schaufenster import problems, words
from schaufenster.content import fields, model
from schaufenster.content.load import Cluster
from schaufenster.content.validation import required_fields
from schaufenster.editing.form import local, pages, program
from schaufenster.editing.form.collections import COLLECTIONS, Collection, collections_of, parts_of
from schaufenster.editing.form.fields import Asking
from schaufenster.editing.reference import written
from schaufenster.forges import form_access
from schaufenster.problems import ContentError
from schaufenster.responses import responses_of
from schaufenster.showcase.headers import render_headers
from tests.conftest import (
    LANGUAGES,
    SAMPLE,
    TODAY,
    load_sample,
    rendered,
    run_build,
    running,
    served,
    text_of,
    tree_of,
)

GITHUB = (
    "repository: https://github.com/muster/schaufenster\n"
    "editor: {sign_in: https://anmelden.muster.example/}\n"
)
GITLAB = "repository: https://git.muster.example/gruppe/schaufenster\neditor: {app_id: 0a1b2c}\n"
Widget = dict[str, Any]
by_name = pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda each: each.name)


@cache
def sample() -> Cluster:
    return load_sample()


def with_form(root: Path, lines: str = GITHUB) -> Path:
    """Return a copy of the sample whose site has a form."""
    shutil.copytree(SAMPLE, root)
    file = root / "content" / "cluster.yml"
    text = re.sub(r"^repository:.*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(text + lines, "utf-8")
    return root


@pytest.fixture(scope="module")
def clustered(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    root = with_form(tmp_path_factory.mktemp("form") / "root")
    return load_sample(root=root)


def collection_of(name: str, lang: str = "de", cluster: Cluster | None = None) -> Widget:
    found = collections_of(Asking(cluster or sample(), lang))
    return next(each for each in found if each["name"] == name)


def walk(widgets: list[Widget], way: str = "") -> Iterator[tuple[str, Widget]]:
    for widget in widgets:
        here = f"{way}.{widget['name']}".lstrip(".")
        yield here, widget
        yield from walk(
            [*widget.get("fields", ()), *([widget["field"]] if "field" in widget else ())], here
        )


# ── no drift between model and form ──────────────────────────────────────────────────────────


def ways(cls: Any, way: str = "") -> Iterator[tuple[str, Any, bool]]:
    """Yield every field that a record may have in its file, with its type, told by pydantic."""
    for name, info in written(cls, LANGUAGES).items():
        here = f"{way}.{name}".lstrip(".")
        inner, rules = fields.unwrapped(info.annotation)
        rules = [*rules, *info.metadata]
        if typing.get_origin(inner) is tuple:
            inner, rules = fields.unwrapped(typing.get_args(inner)[0])
        yield here, (inner, rules), info.is_required()
        if isinstance(inner, type) and issubclass(inner, model.Record | model.ByLanguage):
            yield from ways(inner, here)


@by_name
def test_the_form_asks_for_every_field_of_the_model_and_for_no_other(
    collection: Collection,
) -> None:
    asking = Asking(sample(), "de")
    expected = {way for way, _, _ in ways(collection.kind.record)}
    for name, _, kind in parts_of(collection, asking):
        expected |= {name, f"{name}.body"} | {way for way, _, _ in ways(kind.record, name)}
    asked = {way for way, _ in walk(collection_of(collection.name)["fields"])}
    assert {way for way in asked if not way.endswith(".entry")} == expected


@by_name
def test_what_the_form_needs_is_what_the_model_needs(collection: Collection) -> None:
    asked = {w["name"] for w in collection_of(collection.name)["fields"] if w.get("required")}
    fixed = set(collection.fixed)
    needed = {*required_fields(collection.kind.record)} - fixed
    texts = {"text_de"} if collection.name == "news" else set()
    assert asked == needed | texts


@by_name
def test_choices_are_those_of_the_model_and_of_the_cluster(collection: Collection) -> None:
    widgets = dict(walk(collection_of(collection.name)["fields"]))
    seen = 0
    for way, (inner, rules), _ in ways(collection.kind.record):
        ref = next((rule for rule in rules if isinstance(rule, fields.Ref)), None)
        if way in collection.fixed:
            continue
        if typing.get_origin(inner) is typing.Literal:
            wanted = list(typing.get_args(inner))
        elif ref:
            records = getattr(sample(), ref.table)
            wanted = list(records) if isinstance(records, Mapping) else [r.slug for r in records]
        else:
            continue
        assert [option["value"] for option in widgets[way]["options"]] == wanted, way
        assert all(option["label"] for option in widgets[way]["options"])
        seen += 1
    assert seen > 2


@by_name
def test_limits_and_patterns_are_those_of_the_model(collection: Collection) -> None:
    widgets = dict(walk(collection_of(collection.name)["fields"]))
    seen = 0
    for way, (_, rules), _ in ways(collection.kind.record):
        line = next((rule for rule in rules if isinstance(rule, fields.AtMost)), None)
        widget = widgets.get(f"{way}.entry", widgets[way])
        if line and widget["widget"] in {"string", "text"}:
            pattern = widget["pattern"][0].replace("[^]", r"[\s\S]")
            assert re.search(pattern, "x" * line.most), way
            assert not re.search(pattern, "x" * (line.most + 1)), way
            assert bool(re.search(pattern, "x\nx")) == isinstance(line, fields.MarkdownText), way
            seen += 1
    assert seen > 3


def test_a_field_that_the_model_gains_is_asked_for() -> None:
    """The comparison above can fail: the form without one of the model's fields."""
    whole = collection_of("members")
    less = {way for way, _ in walk([w for w in whole["fields"] if w["name"] != "phone"])}
    assert {way for way, _, _ in ways(model.Member)} - less == {"phone"}


@pytest.mark.parametrize("lang", words.languages())
def test_every_language_has_its_labels_and_hints(lang: str) -> None:
    spoken = replace(sample())
    asking = Asking(spoken, lang)
    for collection in collections_of(asking):
        assert collection["label"] != collection["label_singular"] or lang == "fr"
        for way, widget in walk(collection["fields"]):
            if widget["widget"] == "hidden":
                continue
            assert widget["label"], way
            assert not widget["label"].endswith((".", ":")), way
            assert "{" not in widget["label"] + widget.get("hint", ""), way


def test_a_list_of_words_is_never_one_line_that_is_cut_at_commas() -> None:
    for collection in collections_of(Asking(sample(), "de")):
        for way, widget in walk(collection["fields"]):
            if widget["widget"] == "list":
                assert "fields" in widget or "field" in widget, way


def test_numbers_and_days_are_texts_in_the_form() -> None:
    """Decap's own widgets would make 7743 of 07743 and a day of a month."""
    kinds = {
        w["widget"] for c in collections_of(Asking(sample(), "de")) for _, w in walk(c["fields"])
    }
    assert kinds == {"string", "text", "select", "list", "object", "image", "boolean", "hidden"}


# ── what a published form may do ─────────────────────────────────────────────────────────────


def settings_of(cluster: Cluster, path: str = "redaktion/formular/config.json") -> Any:
    access = form_access(cluster.identity)
    files = {file.path: file.content for file in pages.form_pages(cluster, access)}
    return json.loads(files[path])


def test_people_without_rights_propose_from_a_copy_of_their_own(clustered: Cluster) -> None:
    settings = settings_of(clustered)
    backend = settings["config"]["backend"]
    assert settings["forge"] == "github"
    assert backend["repo"] == "muster/schaufenster"
    assert backend["open_authoring"] is True
    assert backend["auth_scope"] == "public_repo"
    assert backend["base_url"] == "https://anmelden.muster.example"
    assert settings["config"]["publish_mode"] == "editorial_workflow"
    assert all(c["publish"] is c["delete"] is False for c in settings["config"]["collections"])


def test_gitlab_needs_no_secret(tmp_path: Path) -> None:
    cluster = load_sample(root=with_form(tmp_path / "root", GITLAB))
    settings = settings_of(cluster)
    backend = settings["config"]["backend"]
    assert settings["forge"] == "gitlab"
    assert (backend["auth_type"], backend["app_id"]) == ("pkce", "0a1b2c")
    assert backend["repo"] == "gruppe/schaufenster"
    assert backend["api_root"] == "https://git.muster.example/api/v4"
    assert "open_authoring" not in backend


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ("editor: {app_id: x}\n", "form-repository"),
        (GITHUB.replace("sign_in: https://anmelden.muster.example/", "app_id: x"), "form-sign-in"),
        (GITLAB.replace("app_id: 0a1b2c", "sign_in: https://a.example/"), "form-sign-in"),
    ],
)
def test_a_form_that_nobody_could_sign_in_to_is_a_fault(
    tmp_path: Path, lines: str, rule: str
) -> None:
    with pytest.raises(ContentError) as found:
        load_sample(root=with_form(tmp_path / "root", lines))
    assert [p.rule for p in problems.errors(found.value.problems)] == [rule]


def test_the_form_page_names_its_policy_and_runs_nothing_of_others(clustered: Cluster) -> None:
    access = form_access(clustered.identity)
    files = {file.path: file.content.decode() for file in pages.form_pages(clustered, access)}
    assert set(files) == {
        f"{folder}{name}"
        for folder in ("redaktion/formular/", "en/editing/form/")
        for name in ("index.html", "config.json")
    }
    page = html.fromstring(files["redaktion/formular/index.html"])
    policy = str(page.xpath("string(//meta[@http-equiv]/@content)"))
    assert "default-src 'none'" in policy
    assert "script-src 'self' 'unsafe-eval';" in policy
    assert "connect-src 'self' blob: https://api.github.com https://www.githubstatus.com;" in policy
    assert page.xpath("//script/@src") == ["/assets/editor/form.js"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//script[not(@src)] | //style | //@style") == []


def test_servers_give_the_folder_of_the_form_a_policy_of_its_own(clustered: Cluster) -> None:
    responses = responses_of(clustered)
    paths = ["index.html", "redaktion/index.html", "redaktion/formular/index.html",
             "en/editing/form/index.html", "termine/index.html"]  # fmt: skip
    text = render_headers(paths, responses).content.decode()
    rules = dict(re.findall(r"^(/\S*)\n  Content-Security-Policy: (.*)$", text, re.MULTILINE))
    assert "unsafe-eval" in rules["/redaktion/*"]
    assert "unsafe-eval" in rules["/en/editing/*"]
    assert [path for path, policy in rules.items() if "'unsafe-eval'" in policy] == [
        "/en/editing/*", "/redaktion/*",
    ]  # fmt: skip
    assert all("frame-ancestors 'none'" in rules[path] for path in ("/redaktion/*", "/termine/*"))


def test_without_a_form_there_is_no_page_of_it() -> None:
    responses = responses_of(sample())
    assert responses.editing == ()
    assert "unsafe-eval'" not in render_headers(["index.html"], responses).content.decode().replace(
        "wasm-unsafe-eval", ""
    )
    assert not [path for path in rendered(sample()) if "redaktion" in path]


def test_before_anything_loads_the_page_says_who_learns_what(clustered: Cluster) -> None:
    page = rendered(clustered)["redaktion/"]
    text = text_of(tree_of(page))
    for host in ("anmelden.muster.example", "github.com", "api.github.com",
                 "avatars.githubusercontent.com", "www.githubstatus.com"):  # fmt: skip
        assert host in text
    assert "Alles, was Sie im Formular speichern, ist sofort öffentlich und bleibt es." in text
    assert "Jeder Eintrag wird ein eigener Vorschlag" in text
    assert not page.indexed
    assert "redaktion/formular/" in page.body


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = with_form(tmp_path_factory.mktemp("site") / "root")
    run_build("--root", str(root), "site", "--today", TODAY)
    return root / "build" / "site"


def test_the_page_before_the_form_asks_nobody_and_hands_the_entry_on(
    site: Path, browser: Browser
) -> None:
    with served(site) as address:
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/profile/quellwerk/")
        page.get_by_role("link", name="Profil ändern").click()
        page.wait_for_url("**/redaktion/**")
        link = page.get_by_role("link", name="Formular öffnen")
        assert link.get_attribute("href", timeout=5000)
        target = link.evaluate("link => link.href")
        page.close()
    assert target == (
        f"{address}/redaktion/formular/#/collections/members/entries/quellwerk/member"
    )
    assert [url for url in asked if not url.startswith(address)] == []
    assert not (site / "assets" / "editor").exists()  # its program was not fetched


class Answers(http.server.BaseHTTPRequestHandler):
    """A program behind the form that has done all it was asked for."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"ok": true}')

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_reading_goes_on_while_somebody_has_a_branch_open_and_saving_says_why_not(
    tmp_path: Path,
) -> None:
    root = tmp_path / "root"
    local.git(tmp_path, "init", "-qb", "main", str(root))
    local.git(root, "config", "user.name", "Muster")
    local.git(root, "config", "user.email", "info@muster.example")
    local.git(root, "commit", "-q", "--allow-empty", "-m", "x")
    clone = local.cloned(root, tmp_path / "clone")
    local.git(clone.folder, "checkout", "-qb", "cms/events/a")
    clone.take_back()
    local.git(root, "checkout", "-q", "cms/events/a")
    local.git(clone.folder, "commit", "-q", "--allow-empty", "-m", "y")
    behind = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    with running(behind), running(
        local.server_of(tmp_path, 0, behind.server_port, clone.take_back)
    ) as page:  # fmt: skip
        host = f"127.0.0.1:{page.server_port}"

        def answer(action: str) -> tuple[int, Any]:
            raw = json.dumps({"branch": "main", "action": action}, separators=(",", ":"))
            asked = http.client.HTTPConnection(host)
            asked.request("POST", local.API, raw, {"Origin": f"http://{host}"})
            told = asked.getresponse()
            return told.status, json.loads(told.read())

        assert answer("getEntry") == (200, {"ok": True})
        code, told = answer("persistEntry")
        assert code == 500
        assert "cms/events/a" in told["error"]
        local.git(root, "checkout", "-q", "main")
        assert answer("persistEntry") == (200, {"ok": True})
    assert local.git(root, "log", "-1", "--format=%s", "cms/events/a") == "y"


def test_packages_are_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    package = program.PACKAGES[0]
    with pytest.raises(program.ProgramError, match="decap-cms"):
        list(program._files(package, b"not what was pinned"))
    (tmp_path / "decap-cms.js").write_text("half")
    assert program.installed(tmp_path) == {}


def test_the_lock_of_the_local_server_pins_every_package_and_names_no_address() -> None:
    raw = (program.SERVER / "package-lock.json").read_text("utf-8")
    packages = json.loads(raw)["packages"]
    assert packages.pop("")["dependencies"] == {"decap-server": "3.11.3"}
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert "resolved" not in raw
