"""Care: what profiles lack, one reminder a house as a draft, websites that do not answer."""

from __future__ import annotations

import email
import email.policy
import re
import shutil
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schaufenster import command_names as names
from schaufenster.commands import care as command
from schaufenster.commands import program
from schaufenster.editing import care_of, language_for
from schaufenster.facts.membership import present

from .conftest import SAMPLE, TODAY, Quiet, change, digests, load_sample, served

MEMBER = "members/lichtblick/member.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "root"
    shutil.copytree(SAMPLE, place)
    return place


def run(root: Path, *typed: str, today: str = TODAY, lang: str = "de") -> Result:
    words = ["--root", str(root), "--lang", lang, names.CARE, *typed, "--today", today]
    made = CliRunner().invoke(program.main, words)
    assert made.exit_code == 0, made.output
    return made


def drafts(root: Path) -> dict[str, EmailMessage]:
    policy = email.policy.default
    return {
        file.stem: email.message_from_bytes(file.read_bytes(), policy=policy)
        for file in sorted((root / "build/care").glob("*.eml"))
    }


def test_the_neediest_come_first_with_what_they_lack(root: Path) -> None:
    cluster = load_sample(root=root)
    found = care_of(cluster)
    assert {c.member.slug for c in found} == {m.slug for m in present(cluster)}
    due = [c.is_due for c in found]
    assert due == sorted(due, reverse=True)
    (own,) = [c for c in found if c.member.slug == "lichtblick"]
    assert (own.is_due, str(own.confirmed)) == (False, "2030-04-15")
    told = run(root).stdout
    assert re.search(r"^lichtblick +\d+ % +2030-04-15 +", told, re.MULTILINE)
    assert f"{len(found)} Profile, vollständig im Mittel zu " in told


def test_a_house_is_reminded_once_its_confirmation_is_old(root: Path) -> None:
    change(root, "content/cluster.yml", "site_url:",
           "profile_form: https://form.example/?haus={slug}\nsite_url:")  # fmt: skip
    before = digests(root)
    run(root)
    assert "lichtblick" not in drafts(root)
    run(root, today="2031-04-15")
    draft = drafts(root)["lichtblick"]
    assert draft["To"] == "kontakt@lichtblick.example"
    assert draft["X-Unsent"] == "1"
    text = draft.get_content().replace("\u00a0", " ")
    assert "das Profil Lichtblick wurde zuletzt am 15. April 2030 bestätigt:" in text
    assert "/profile/lichtblick/" in text
    assert "ein Klick" in text
    assert "https://form.example/?haus=lichtblick" in text
    assert {p: s for p, s in digests(root).items() if not p.startswith("build/")} == before
    same = (root / "build/care/lichtblick.eml").read_bytes()
    run(root, today="2031-04-15")
    assert (root / "build/care/lichtblick.eml").read_bytes() == same


def test_without_a_form_the_mail_asks_for_a_reply(root: Path) -> None:
    run(root, "--months", "1")
    assert "antworten Sie auf diese Mail" in drafts(root)["lichtblick"].get_content()


def test_a_house_abroad_is_written_to_in_its_language(root: Path) -> None:
    change(root, MEMBER, "district: musterstadt-stadt}", "country: GB}")
    change(root, MEMBER, "postcode: 00100, ", "")
    cluster = load_sample(root=root)
    assert language_for(cluster.member("lichtblick"), cluster) == "en"
    run(root, "--months", "1")
    draft = drafts(root)["lichtblick"]
    assert draft["Subject"].startswith("Please confirm: your profile")
    assert "/en/profiles/lichtblick/" in draft.get_content()


def test_an_outdated_translation_is_due(root: Path) -> None:
    change(root, MEMBER, "en_of: a7f10b85", "en_of: 00000000")
    assert "Übersetzung veraltet (Englisch)" in run(root).stdout
    assert "Übersetzung veraltet (Englisch)" in drafts(root)["lichtblick"].get_content()


class Answers(Quiet):
    """Answers as a house's website: one page is gone, one is not for programs."""

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        """Answer by the path."""
        self.send_response({"/gone": 404, "/forbidden": 403}.get(self.path, 200))
        self.end_headers()


def test_websites_that_do_not_answer_are_named_online_only(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(root, Answers) as site:
        assert command._reason(f"{site}/") == ""
        assert command._reason(f"{site}/forbidden") == ""
        assert command._reason(f"{site}/gone") == "HTTP 404"
        gone = f"{site}/gone"
    assert "refused" in command._reason(gone)
    asked: list[str] = []

    def reason(address: str) -> str:
        asked.append(address)
        return "HTTP 404"

    monkeypatch.setattr(command, "_reason", reason)
    assert "antwortet nicht" not in run(root).stdout
    assert asked == []
    told = run(root, "--online").stdout
    assert re.search(r"^lichtblick .* antwortet nicht: HTTP 404$", told, re.MULTILINE)
    assert "lichtblick" in drafts(root)


def test_translations_of_a_whole_folder_are_noted(root: Path) -> None:
    change(root, MEMBER, "en_of: a7f10b85", "en_of: 00000000")
    other = "members/quellwerk/member.yml"
    text = (root / other).read_text("utf-8")
    words = ["--root", str(root), names.TRANSLATED, "members"]
    made = CliRunner().invoke(program.main, words)
    assert made.exit_code == 0, made.output
    assert "en_of: a7f10b85" in (root / MEMBER).read_text("utf-8")
    assert (root / other).read_text("utf-8") == text or "_of:" in (root / other).read_text("utf-8")
    assert CliRunner().invoke(program.main, [*words[:-1], "nowhere"]).exit_code == 1
