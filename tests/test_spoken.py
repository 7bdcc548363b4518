"""Which language is said where: by commands, and by pages that lack words of their own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from babel.messages.pofile import read_po, write_po
from click.testing import CliRunner
from lxml import html

import schaufenster
from schaufenster import command_names as names
from schaufenster import words
from schaufenster.commands import program
from tests.conftest import SAMPLE, TODAY, templates_of

FIRST: Final = {
    "German": ("[de, en]", "Aufruf: ", "Den Befehl 'sit' gibt es nicht."),
    "English": ("[en, de]", "Usage: ", "No such command 'sit'."),
    "French": ("[fr, en]", "Utilisation\u00a0: ", "La commande 'sit' n’existe pas."),
    "in Danish, then in German": ("[da, de]", "Aufruf: ", "Den Befehl 'sit' gibt es nicht."),
    "only in Danish": ("[da]", "Usage: ", "No such command 'sit'."),
    "written as a list": (
        "\n  - fr\n  - en",
        "Utilisation\u00a0: ",
        "La commande 'sit' n’existe pas.",
    ),
}
INVENTED: Final = "qqq"
EVERY: Final = templates_of("theme/pages").words.catalogues["en"].texts.keys()
"""The words of pages and mails, one of them the theme's."""


def run(root: Path, *typed: str, **environment: str) -> str:
    """Return what a command prints in the environment of somebody who said nothing else."""
    env = {"LC_ALL": None, "LC_MESSAGES": None, "LANG": "C", **environment}
    result = CliRunner().invoke(program.main, ["--root", str(root), *typed], env=env)
    return result.output


def with_languages(folder: Path, languages: str, rest: str = "") -> Path:
    file = folder / "content/cluster.yml"
    file.parent.mkdir(parents=True)
    file.write_text(f"name: Muster\nlanguages: {languages}\n{rest}", "utf-8")
    return folder


# ── commands ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("broken", ["", 'headline: "never closed\n'])
@pytest.mark.parametrize("cluster", FIRST)
def test_commands_speak_the_first_language_of_the_cluster(
    tmp_path: Path, cluster: str, broken: str
) -> None:
    """Also one whose file cannot be read whole: what is wrong with it has to be understood."""
    languages, usage, wrong = FIRST[cluster]
    root = with_languages(tmp_path / "cluster", languages, broken)
    assert run(root, "--help").startswith(usage)
    assert run(root, names.CHECK, "--help").startswith(usage)
    assert wrong in run(root, "sit")
    assert usage in run(root, names.SITE, "--nonsense")


def test_what_is_said_otherwise_wins(tmp_path: Path) -> None:
    root = with_languages(tmp_path / "cluster", "[fr]")
    assert run(root, "--lang", "de", "--help").startswith("Aufruf: ")
    assert run(root, "--lang=en", "--help").startswith("Usage: ")
    assert run(root, "--help", LANG="de_DE.UTF-8").startswith("Utilisation\u00a0: ")


@pytest.mark.parametrize(
    ("environment", "usage"),
    [
        ({"LANG": "fr_CH.UTF-8"}, "Utilisation\u00a0: "),
        ({"LANG": "fr_CH.UTF-8", "LC_ALL": "de_AT"}, "Aufruf: "),
        ({"LANG": "da_DK.UTF-8"}, "Usage: "),
        ({}, "Usage: "),
    ],
)
def test_where_no_cluster_is_they_speak_the_language_of_the_environment(
    tmp_path: Path, environment: dict[str, str], usage: str
) -> None:
    assert run(tmp_path, "--help", **environment).startswith(usage)


def test_a_fault_is_told_in_every_language_to_other_programs(tmp_path: Path) -> None:
    rows = json.loads(run(with_languages(tmp_path / "c", "[fr]"), names.CHECK, "--format", "json"))
    assert {tuple(row["message"]) for row in rows} == {words.languages()}


# ── words that a language lacks ──────────────────────────────────────────────────────────────


def own_words(root: Path, lang: str, room: str, **texts: str) -> None:
    file = root / f"theme/words/{lang}/{room}.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    entries = (f'msgid "{key}"\nmsgstr "{text}"\n' for key, text in texts.items())
    file.write_text("\n".join([f'msgid ""\nmsgstr "Language: {lang}\\n"\n', *entries]), "utf-8")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    root = tmp_path / "cluster"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns("build", "sent"))
    file = root / "content/cluster.yml"
    text = file.read_text("utf-8").replace(
        "languages: [de, en]", f"languages: [de, en, {INVENTED}]"
    )
    file.write_text(text, "utf-8")
    return root


def hints(root: Path) -> list[str]:
    told = run(root, names.CHECK, "content/cluster.yml", "--today", TODAY).splitlines()
    return [line for line in told if "fehlen" in line and "Wörtern" in line]


def test_check_counts_the_words_that_a_language_lacks(sample: Path) -> None:
    every = len(EVERY)
    (line,) = hints(sample)
    number = (sample / "content/cluster.yml").read_text("utf-8").split("\nlanguages:")[0]
    assert line.startswith(
        f"content/cluster.yml:{number.count(chr(10)) + 2}:1: Hinweis: languages:"
    )
    assert f"In der Sprache {INVENTED} fehlen {every} von {every} Wörtern" in line
    assert f"theme/words/{INVENTED}/" in line
    own_words(sample, INVENTED, "site", menu="Menuo", close="Fermi")
    (line,) = hints(sample)
    assert f"fehlen {every - 2} von {every} Wörtern" in line
    whole = dict.fromkeys(EVERY - words.keys("mail"), "x")
    own_words(sample, INVENTED, "site", **whole)
    own_words(sample, INVENTED, "mail", **dict.fromkeys(words.keys("mail"), "x"))
    assert hints(sample) == []


def test_a_file_of_words_that_cannot_be_read_is_told_with_its_line(sample: Path) -> None:
    own_words(sample, INVENTED, "site", menu="Menuo")
    file = sample / f"theme/words/{INVENTED}/site.po"
    file.write_text(file.read_text("utf-8") + "\nmsgstr alone\n", "utf-8")
    line = file.read_text("utf-8").count("\n")
    told = run(sample, names.CHECK, "--today", TODAY)
    assert f"theme/words/{INVENTED}/site.po:{line}:1: " in told
    assert "Bitte msgid und msgstr in Anführungszeichen schreiben." in told


# ── a language is a folder of words ──────────────────────────────────────────────────────────


def test_another_language_is_one_folder_of_words(sample: Path, tmp_path: Path) -> None:
    """A made-up language, in brackets, half of it not translated: no Python file is touched."""
    package = tmp_path / "program/schaufenster"
    shutil.copytree(Path(schaufenster.__file__).parent, package)
    for file in sorted((package / "words/en").glob("*.po")):
        write_invented(file, package / "words" / INVENTED / file.name)

    def program_of(*typed: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "schaufenster", "--root", str(sample), *typed],
            cwd=package.parent, capture_output=True, text=True, check=False,
        )  # fmt: skip

    told = program_of("--lang", INVENTED, "--help").stdout
    assert told.startswith("⟦Usage:⟧ ")
    built = program_of(names.SITE, "--today", TODAY, "--edition", "newest")
    assert built.returncode == 0, built.stderr[-2000:]
    site = sample / "build/site"
    start = html.parse(site / INVENTED / "index.html").getroot()
    assert start.get("lang") == INVENTED
    shown = start.text_content()
    assert "⟦" in shown
    assert "Impressum" in shown  # what is missing is said in the first language, word by word
    assert "⟦Privacy⟧" in shown
    assert (site / INVENTED / "qmembers/index.html").exists()
    assert "⟦" in (site / f"feeds/all.{INVENTED}.rss").read_text("utf-8")
    assert f'hreflang="{INVENTED}"' in (site / "index.html").read_text("utf-8")
    told = program_of(names.CHECK, "--today", TODAY).stdout
    assert (
        f"In der Sprache {INVENTED} fehlen {len(LEFT_OUT) + 1} von" in told
    )  # and that of the theme


LEFT_OUT: Final = ("imprint", "profiles_word")


def write_invented(english: Path, file: Path) -> None:
    """Write an English file of words as a made-up language would say it."""
    catalog = read_po(BytesIO(english.read_bytes()), abort_invalid=True)
    for message in catalog:
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        form = "" if key in LEFT_OUT else "q{}" if file.stem == "addresses" else "⟦{}⟧"
        said = tuple(form.format(text) for text in forms)
        if key:
            message.string = said if isinstance(message.id, tuple) else said[0]
    file.parent.mkdir(exist_ok=True)
    with file.open("wb") as out:
        write_po(out, catalog)
    text = file.read_text("utf-8").replace("Language: en_GB", f"Language: {INVENTED}")
    file.write_text(text, "utf-8")
