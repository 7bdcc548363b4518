"""A cluster's own look: its sheets and templates are laid over the project's, file by file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster.commands.program import main

from .conftest import HANGS, PROJECT, SAMPLE, TODAY, change


def test_own_sheets_and_parts_of_the_frame_join_the_projects(tmp_path: Path) -> None:
    root = tmp_path / "cluster"
    shutil.copytree(SAMPLE, root)
    for path, text in (
        ("css/x.css", ".own-class{color:red}\n"),
        ("overrides/partials/footer.html", "<footer>Ein eigener Fuß</footer>\n"),
        ("overrides/assets/own.txt", "own"),
        ("overrides/.DS_Store", "no file of the theme"),
    ):
        (root / "theme" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "theme" / path).write_text(text, "utf-8")
    made = subprocess.run(
        [sys.executable, str(PROJECT / "build.py"), "--root", str(root), names.SITE,
         "--today", TODAY],
        capture_output=True, text=True, check=False, timeout=HANGS,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert "theme/css/x.css, theme/overrides/assets/own.txt und theme/overrides/partials/" in (
        made.stdout
    )
    site = root / "build/site"
    sheet = (site / "assets/schaufenster.css").read_text("utf-8")
    assert ".own-class" in sheet
    assert ".sf-head" in sheet
    page = (site / "index.html").read_text("utf-8")
    assert "Ein eigener Fuß" in page
    assert "sf-header" in page or 'class="md-header' in page
    assert (site / "assets/own.txt").read_text("utf-8") == "own"
    assert (site / "assets/search.js").exists()
    assert not list(site.rglob(".DS_Store"))


LOADED = """
import sys
sys.argv = ["schaufenster", "--root", {root!r}, "site", "--today", "2030-06-01"]
import os
os._exit = lambda code: sys.exit(code)
os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}})  # all in this process
from schaufenster.commands.program import main
try:
    main(standalone_mode=False)
finally:
    print(*sorted(name for name in sys.modules if name.startswith("schaufenster.themes.")))
"""


def test_a_cluster_loads_what_its_own_theme_draws_and_nothing_else(tmp_path: Path) -> None:
    for theme, other in (("neutral", "instrument"), ("instrument", "neutral")):
        root = tmp_path / theme
        shutil.copytree(SAMPLE, root)
        change(root, "content/cluster.yml", "theme: instrument", f"theme: {theme}")
        made = subprocess.run(
            [sys.executable, "-c", LOADED.format(root=str(root))],
            capture_output=True, text=True, check=False, timeout=HANGS, cwd=PROJECT,
        )  # fmt: skip
        loaded = made.stdout.splitlines()[-1]
        assert f"schaufenster.themes.{theme}.pictures" in loaded, made.stderr
        assert f"schaufenster.themes.{other}" not in loaded


HEAD = 'msgid ""\nmsgstr ""\n"Language: de_DE\\n"\n\n'
MISTAKES: dict[str, tuple[str, bytes, str]] = {
    "a folder nobody reads": ("styles/x.css", b"", "theme/styles/x.css: Hier wird keine Datei"),
    "a sheet too deep": ("css/more/x.css", b"", "theme/css/more/x.css: Hier wird keine Datei"),
    "a sheet of another language": ("css/x.scss", b"", "theme/css/x.scss: Hier wird keine Datei"),
    "a former file of words": ("strings.yml", b"", "theme/strings.yml: Hier wird keine Datei"),
    "a template called otherwise": (
        "pages/membr.html.j2",
        b"",
        "Meinten Sie „theme/pages/member.html.j2“",
    ),
    "a frame called otherwise": (
        "overrides/fotter.html",
        b"",
        "theme/overrides/fotter.html: Diese Vorlage ersetzt",
    ),
    "an open tag of Jinja": (
        "pages/map.html.j2",
        b"a\n{% if x %}",
        "theme/pages/map.html.j2:2:1: Jinja versteht",
    ),
    "a name nobody gives": (
        "pages/imprint.html.j2",
        b"\n{{ nobody }}",
        "theme/pages/imprint.html.j2:2:1: Diese Vorlage kann nicht gef",
    ),
    "a filter nobody has": (
        "pages/imprint.html.j2",
        b"{{ 1 | nothing }}",
        "theme/pages/imprint.html.j2:1:1: Diese Vorlage kann nicht gef",
    ),
    "a frame that fails": (
        "overrides/partials/footer.html",
        b"{{ nobody.x }}",
        "theme/overrides/partials/footer.html:1:1: Diese",
    ),
    "another encoding": (
        "css/x.css",
        "/* \xfc */".encode("latin-1"),
        "theme/css/x.css: Diese Datei ist nicht in UTF-8",
    ),
    "an open brace": (
        "css/x.css",
        b".a { color: red\n.b {}",
        "theme/css/x.css:1:4: Diese Klammer wird nicht",
    ),
    "a brace too many": ("css/x.css", b".a { } }", "theme/css/x.css:1:8: Diese Klammer schl"),
    "an open comment": (
        "css/x.css",
        b".a {}\n/* x",
        "theme/css/x.css:2:1: Dieser Kommentar endet nicht",
    ),
    "a font from elsewhere": (
        "css/x.css",
        b"@font-face { src: url(https://x.example/a) }",
        "theme/css/x.css:1:19: Stylesheets laden",
    ),
    "a sheet from elsewhere": (
        "css/x.css",
        b'@import "b.css";',
        "theme/css/x.css:1:1: Stylesheets laden",
    ),
    "no gettext file": ("words/de/site.po", b"menu: x", "theme/words/de/site.po:1:1: Diese Zeile"),
    "a word nobody says": (
        "words/de/site.po",
        (HEAD + 'msgid "figurs"\nmsgstr "x"').encode(),
        "theme/words/de/site.po:5:1: figurs: Ein Wort dieses Namens",
    ),
    "a value nobody gives": (
        "words/de/site.po",
        (HEAD + 'msgid "roll_more"\nmsgstr "{m}"').encode(),
        "theme/words/de/site.po:5:1: roll_more: In diesem Text kann {m} nicht",
    ),
    "words of another room": (
        "words/de/pages.po",
        HEAD.encode(),
        "theme/words/de/pages.po: Hier wird keine Datei",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    path, raw, expected = MISTAKES[name]
    root = tmp_path / "cluster"
    shutil.copytree(SAMPLE, root)
    file = root / "theme" / path
    file.parent.mkdir(parents=True)
    file.write_bytes(raw)
    made = CliRunner().invoke(main, ["--root", str(root), names.SITE, "--today", TODAY])
    assert made.exit_code == 1, made.output
    assert expected in made.output
    assert "Traceback" not in made.output
    assert not (root / "build/site").exists()


def test_a_sound_theme_of_ones_own_adds_and_replaces(tmp_path: Path) -> None:
    root = tmp_path / "cluster"
    shutil.copytree(SAMPLE, root)
    for path, text in (
        ("README.md", "Unser Aussehen"),
        ("css/40-tiles.css", "/* } */ .own::before { content: '}' }"),
        ("pages/imprint.html.j2", '{% include "own.html.j2" %}'),
        ("pages/own.html.j2", "<h1>Eigene {{ say('figures') }}</h1>"),
        ("words/de/site.po", HEAD + 'msgid "figures"\nmsgstr "Zahlen und Maße"\n'),
    ):
        (root / "theme" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "theme" / path).write_text(text, "utf-8")
    made = CliRunner().invoke(main, ["--root", str(root), names.SITE, "--today", TODAY])
    assert made.exit_code == 0, made.output
    page = (root / "build/site/impressum/index.html").read_text("utf-8")
    assert "<h1>Eigene Zahlen und Maße</h1>" in page
    assert "Eigene Readings" in (root / "build/site/en/imprint/index.html").read_text("utf-8")
    sheet = (root / "build/site/assets/schaufenster.css").read_text("utf-8")
    assert ".own" in sheet
    assert ".sf-stories {" not in sheet
