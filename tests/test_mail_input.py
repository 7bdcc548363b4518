"""What people may type wrongly into an edition: a right mail, or a fault with place and remedy."""

from __future__ import annotations

import email
import email.policy
import re
import shutil
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner
from lxml import html

from schaufenster import command_names as names
from schaufenster.commands import program

from .conftest import SAMPLE, TODAY

EDITION: Final = "newsletter/editions/2030-03.yml"
EVENT: Final = "events/werkstatt-2030/event.yml"
HEADLINE, SUBJECT = "38 Geräte im Vergleich", "Muster-Cluster im März: wie genau messen wir?"
PICTURE = """pictures:
  - file: FILE
    author: AUTHOR
    licence: alle Rechte vorbehalten
    scope: [web, newsletter, press]
    persons: released
    alt: {de: Acht Leute um einen Messplatz, en: Eight people around a bench}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "cluster")
    return tmp_path / "cluster"


def put(root: Path, old: str, typed: str) -> int:
    """Write a text as double-quoted YAML in the place of another; return its line."""
    file = root / EDITION
    text = file.read_text("utf-8")
    match = re.search(rf'"?{re.escape(old)}"?', text)
    assert match
    inside = (
        typed.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r").replace("\n", "\\n")
    )
    file.write_text(f'{text[: match.start()]}"{inside}"{text[match.end() :]}', "utf-8")
    return text[: match.start()].count("\n") + 1


def made(root: Path, channel: str = "leser") -> tuple[int, str]:
    """Return the exit code of building the edition, and what the command said."""
    command = ["--root", str(root), names.NEWSLETTER, names.BUILD, "2030-03", "--channel", channel]
    result = CliRunner().invoke(program.main, [*command, "--today", TODAY])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def mail_of(root: Path, channel: str = "leser") -> tuple[EmailMessage, str, Any]:
    """Return the draft in German, its text and its HTML."""
    file = root / f"build/newsletter/2030-03/{channel}/de/mail.eml"
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert page
    return message, plain.get_content(), html.document_fromstring(page.get_content())


SHOWN = {
    "less than": "5 < 6 > 4 & 3",
    "quotation marks": "»Maß« \"und\" 'Zahl' für 5 €",
    "emoji": "Messen 🔬📏 mit 👩‍🔬",
    "right to left": "قياس und מדידה in Musterstadt",
    "Jinja": "{{ 7 * 7 }} {% raw %}",
}


@pytest.mark.parametrize("case", SHOWN)
def test_what_is_odd_but_right_is_shown_as_typed(root: Path, case: str) -> None:
    typed = SHOWN[case]
    put(root, HEADLINE, typed)
    put(root, SUBJECT, typed)
    code, said = made(root)
    assert code == 0, said
    message, text, page = mail_of(root)
    assert message["Subject"] == typed
    assert typed in " ".join(text.split())
    assert typed in [h.text_content() for h in page.iter("h1", "h2")]
    assert list(page.iter("script")) == []


WRONG = {
    "headline of 3,000 characters": (HEADLINE, "Messgeräte " * 273, "110", "Bitte kürzen"),
    "subject of 10,000 characters": (SUBJECT, "Messgerät " * 1000, "10", "Bitte kürzen"),
    "CRLF in a subject": (SUBJECT, "Mai\r\nBcc: alle@x.example", "Zeilenumbruch", "bitte zusamm"),
    "line end in a headline": (HEADLINE, "Mai\n.\nQUIT", "Zeilenumbruch", "bitte zusammenziehen"),
    "turned direction": (HEADLINE, "38 Geräte \u202egnp.exe", "Schreibrichtung", "Bitte löschen"),
    "hidden character": (SUBJECT, "Mai\u200b", "U+200B", "Bitte löschen"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_place_and_remedy(root: Path, case: str) -> None:
    old, typed, fault, remedy = WRONG[case]
    line = put(root, old, typed)
    code, said = made(root)
    assert code == 1
    told = next(row for row in said.splitlines() if row.startswith(f"{EDITION}:{line}:"))
    assert re.match(rf"{re.escape(EDITION)}:\d+:\d+: \S+\.de: ", told)
    assert fault in told
    assert remedy in told
    assert not (root / "build/newsletter").exists()


@pytest.mark.parametrize(
    ("file", "author", "field", "said"),
    [
        ("fehlt.jpg", "Geschäftsstelle", "file", "fehlt.jpg liegt nicht im Ordner"),
        ("event.yml", "Geschäftsstelle", "file", "event.yml"),
        ("fehlt.jpg", '""', "author", "fehlt"),
    ],
)
def test_a_picture_that_is_missing_or_has_no_credit_is_told(
    root: Path, file: str, author: str, field: str, said: str
) -> None:
    event = root / EVENT
    text = PICTURE.replace("FILE", file).replace("AUTHOR", author)
    event.write_text(event.read_text("utf-8") + text, "utf-8")
    code, output = made(root)
    assert code == 1
    rows = [row for row in output.splitlines() if re.search(rf"pictures\[1\]\.{field}: ", row)]
    assert [row for row in rows if row.startswith(f"{EVENT}:") and said in row]
    assert "None" not in output
    assert not (root / "build/newsletter").exists()
