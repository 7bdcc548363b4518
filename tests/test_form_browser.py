"""The web form in a real browser, on a real repository: what is typed, and nothing else, is there.

`editor` fetches the form's program from npm's registry: these tests are for the long counts.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from schaufenster import command_names as names
from schaufenster.content import yaml_text
from schaufenster.content.load import check_cluster
from schaufenster.problems import errors
from tests.conftest import CLOCK, HANGS, PROJECT, SAMPLE

pytestmark = [pytest.mark.browser, pytest.mark.long]
PROFILE = "members/lichtblick/member.yml"
SINGLE = (
    *"07743 00000 0 -0 1_000 1e3 1.0 0x1F 0o17 0b1 +1 .5 12,5 1/2 NO no Yes on Off true".split(),
    *"False null ~ NaN .inf N y Null 18:30 1:20:30 2025-09 2025-09-01 2025-09-01T10:00:00Z".split(),
    *"12.03.2026 #3 a:b - *a %a @a `a` [a] --- ... 'a' it's \\n Ångström CO₂ $5 =1+1".split(),
    *("2025-09-01 10:00", "+49 3641 000000", "0871/123 456", "a #3", "a: b", ": a", "- a", "? a"),
    *(
        "! a",
        "!!str a",
        "& a",
        "| a",
        "> a",
        "{{ a }}",
        "{% a %}",
        "{a: b}",
        "a, b",
        '"a"',
        'a "b"',
    ),
    *("a'b\"c", "C:\\new", "ä ö ü ß", "10 µm", "„a“ – ‚b‘", "a  b", "a dot.", "<b>a</b>", "a & b"),
    *("100 %", 'a "b"', "x" * 80),
)
"""Values that YAML, a form or a spreadsheet may take for something else."""
LINES = (
    *("one\ntwo", "one\n\ntwo", "- a\n- b", "a: b\nc: d", "# a\n\ntext", "---\ntext"),
    *("  a\n b", "```\n{{ a }}\n```"),
)
"""Texts of several lines."""


@dataclass
class Form:
    """The form in a browser, and the repository behind it."""

    page: Page
    address: str
    root: Path

    def open(self, way: str) -> None:
        """Open an entry: what stands behind `#/collections/`."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}#/collections/{way}")
        login = self.page.get_by_role("button", name="Login")
        field = self.page.locator("[id*='-field-']").first
        expect(login.or_(field).first).to_be_visible()
        if login.is_visible():
            login.click()
        expect(field).to_be_visible()

    def field(self, name: str, number: int = 0) -> Locator:
        """Return the input of a field, the first with its name or a later one."""
        return self.page.locator(f"[id^='{name}-field-']").nth(number)

    def choose(self, name: str, typed: str) -> None:
        """Choose from the values of a field as people do: by typing how one begins."""
        self.field(name).fill(typed)
        expect(self.page.locator("[class*='-option'], [id*='-option-']").first).to_be_visible()
        self.page.keyboard.press("Enter")

    def expand(self, label: str) -> None:
        """Show what lies folded below a label."""
        way = f"//label[contains(., '{label}')]/following::button[@aria-label='Expand'][1]"
        self.page.locator(f"xpath={way}").first.click()

    def list_of(self, label: str) -> Locator:
        """Return the list with a label, its entries and its button."""
        return self.page.locator("[aria-label='list field']").filter(has_text=label).first

    def save(self) -> None:
        """Save; wait until that is done."""
        with self.page.expect_response(
            lambda r: "persistEntry" in (r.request.post_data or "")
        ) as saved:
            self.page.get_by_role("button", name="Speichern").click()
        assert saved.value.ok, saved.value.text()
        expect(self.page.get_by_text("Änderungen gespeichert", exact=False).first).to_be_visible()

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", *words], cwd=self.root, capture_output=True, check=True)
        return done.stdout.decode()

    def changed(self, branch: str) -> tuple[list[str], list[str]]:
        """Return the lines that a branch took out and put in, with the paths of their files."""
        removed, added = [], []
        for line in self.git(
            "diff", "--unified=0", "--no-renames", f"main...{branch}"
        ).splitlines():
            if line.startswith("-") and not line.startswith("---"):
                removed.append(line[1:])
            elif line.startswith("+") and not line.startswith("+++"):
                added.append(line[1:])
        return removed, added

    def content_of(self, branch: str, place: Path) -> Any:
        """Return the content of a branch, checked out beside the repository."""
        self.git("worktree", "add", "--quiet", "--detach", str(place), branch)
        return check_cluster(place, CLOCK)


@pytest.fixture(scope="module")
def form(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Form]:
    root = tmp_path_factory.mktemp("form") / "root"
    shutil.copytree(SAMPLE, root)
    person = (("user.name", "Muster"), ("user.email", "info@muster.example"))
    for words in (["init", "-q", "-b", "main"], *(["config", *each] for each in person),
                  ["add", "--all"], ["commit", "-q", "-m", "begin"]):  # fmt: skip
        subprocess.run(["git", *words], cwd=root, check=True)
    with running_editor(root) as address, browser.new_context(locale="de-DE") as context:
        yield Form(context.new_page(), address, root)


@contextlib.contextmanager
def running_editor(root: Path) -> Iterator[str]:
    """Run `editor` on a repository; gives the address of the form."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-u", str(PROJECT / "build.py"), "--root", str(root), "--lang", "de",
               names.EDITOR, "--port", str(port)]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        hangs = threading.Timer(HANGS, process.kill)
        hangs.start()
        assert process.stdout
        told = ""
        for line in process.stdout:
            told += line
            if "http://" in line:
                break
        try:
            assert process.poll() is None, told
            yield f"http://127.0.0.1:{port}/redaktion/formular/"
        finally:
            hangs.cancel()
            process.kill()


def test_a_profile_is_changed_where_something_was_typed(form: Form, tmp_path: Path) -> None:
    form.open("members/entries/lichtblick/member")
    form.field("founded").fill("1999-04")
    form.field("phone").fill("+49 0000 555")
    form.save()
    removed, added = form.changed("cms/members/lichtblick/member")
    assert removed == ["founded: 1998-03", "phone: +49 0000 987654"]
    assert added == ["founded: 1999-04", 'phone: "+49 0000 555"']
    content = form.content_of("cms/members/lichtblick/member", tmp_path / "tree")
    assert errors(content.problems) == ()
    assert form.git("diff", "--stat", "main...cms/members/lichtblick/member").count(" | ") == 1


def test_an_offer_is_added_with_a_picture_and_its_rights(form: Form, tmp_path: Path) -> None:
    picture = tmp_path / "Prüfung 1.JPG"
    Image.effect_noise((900, 600), 40).convert("RGB").save(picture, "JPEG")
    form.open("offers/new")
    form.choose("member", "Lichtblick")
    form.choose("form", "Dienst")
    form.field("de").fill("Prüfung von Leuchten: 07743")
    form.field("de", 1).fill("Wir prüfen Leuchten in einer Woche.")
    form.field("published").fill("2030-05-20")
    form.list_of("Bilder mit ihren Rechten").get_by_role("button", name="hinzufügen").click()
    form.page.get_by_role("button", name="Wähle ein Bild").first.click()
    form.page.locator("input[type=file]").set_input_files(picture)
    form.page.get_by_role("button", name="Ausgewähltes Element verwenden").click()
    form.field("author").fill("Muster")
    form.field("licence").fill("CC BY 4.0")
    form.choose("scope", "Web")
    form.choose("persons", "niemand")
    in_pictures = form.list_of("Bilder mit ihren Rechten").locator("[id^='de-field-']")
    in_pictures.first.fill("Eine Leuchte auf einem Prüfstand.")
    form.save()
    (branch,) = form.git("branch", "--list", "cms/offers/*", "--format=%(refname:short)").split()
    removed, _ = form.changed(branch)
    assert removed == []
    content = form.content_of(branch, tmp_path / "tree")
    assert errors(content.problems) == ()
    (offer,) = (
        o for o in content.records.tables["offers"].values() if o.title["de"].endswith("07743")
    )
    assert (offer.kind, offer.member, offer.form) == ("offer", "lichtblick", "service")
    (shown,) = offer.pictures
    assert (shown.author, shown.licence, shown.persons) == ("Muster", "CC BY 4.0", "none")
    assert (tmp_path / "tree" / Path(offer.path).parent / shown.file).stat().st_size > 1000


def test_an_event_is_added(form: Form, tmp_path: Path) -> None:
    form.open("events/new")
    form.field("de").fill("Messen am Fluß")
    form.field("de", 1).fill("Wir messen an einem Abend.")
    form.choose("status", "geplant")
    form.choose("format", "Workshop")
    form.field("start").fill("2030-10-07")
    form.field("time").fill("18:30")
    form.save()
    (branch,) = form.git("branch", "--list", "cms/events/*", "--format=%(refname:short)").split()
    content = form.content_of(branch, tmp_path / "tree")
    assert errors(content.problems) == ()
    (event,) = (
        e for e in content.records.tables["events"].values() if e.title["de"] == "Messen am Fluß"
    )
    assert (str(event.start), f"{event.time:%H:%M}") == ("2030-10-07", "18:30")


def test_news_are_added_with_their_text(form: Form, tmp_path: Path) -> None:
    form.open("news/new")
    form.field("title").fill("Ein neues Messgerät")
    form.field("lead").fill("Es misst.")
    form.field("body").fill("Mehr steht hier.")
    form.field("published").fill("2030-05-20")
    form.save()
    (branch,) = form.git("branch", "--list", "cms/news/*", "--format=%(refname:short)").split()
    content = form.content_of(branch, tmp_path / "tree")
    assert errors(content.problems) == ()
    assert form.git("show", f"{branch}:content/news/ein-neues-messgerat/text.de.md").endswith(
        "Mehr steht hier.\n"
    )


def test_a_value_is_saved_as_it_was_typed(form: Form) -> None:
    assert len({*SINGLE, *LINES}) >= 80
    form.open("members/entries/feinwerk-see/member")
    aliases = form.list_of("Andere Namen, für die Suche")
    before = read_profile(form, "main")
    for value in SINGLE:
        aliases.get_by_role("button", name="hinzufügen").first.click()
        aliases.locator("[id*='-field-']").last.fill(value)
    form.save()
    saved = read_profile(form, "cms/members/feinwerk-see/member")
    assert saved.pop("aliases") == [*before.pop("aliases", []), *SINGLE]
    assert saved == before


@pytest.mark.parametrize("value", LINES)
def test_lines_are_saved_as_they_were_typed(form: Form, value: str) -> None:
    form.open("members/entries/quellwerk/member")
    form.expand("Der lange Text des Profils")
    form.field("de", 2).fill(value)
    form.save()
    assert read_profile(form, "cms/members/quellwerk/member")["about"]["de"].rstrip("\n") == value


def read_profile(form: Form, branch: str) -> dict[str, Any]:
    """Return a profile of a branch as Schaufenster reads it: every value is a text."""
    slug = branch.split("/")[2] if "/" in branch else "feinwerk-see"
    text = form.git("show", f"{branch}:members/{slug}/member.yml")
    value: dict[str, Any] = yaml_text.parse(text).value
    return value
