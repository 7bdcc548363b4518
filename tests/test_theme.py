"""A cluster's own look: its sheets and templates are laid over the project's, file by file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from schaufenster import command_names as names

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
