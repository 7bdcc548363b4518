"""Photographs what CONTRIBUTING shows: a profile's way to its change, the form, the preview.

`python -m tools.guide_pictures`: builds the project's own content in a folder of its own, proposes
there to leave a sentence out of a profile, and writes `docs/pictures/change-*.png`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, Page, sync_playwright

from tests.browser import launched
from tests.conftest import PROJECT, served

PROFILE = "imms"
EDITOR = """
repository: https://github.com/ORGANISATION/REPOSITORY
editor:
  sign_in: https://sign-in.example.org/
"""
"""What a cluster with the web form has in its file besides."""
ROOMS = ("content", "members", "events", "newsletter")
OUT = PROJECT / "docs" / "pictures"


def main() -> int:
    """Write the pictures; return 0."""
    with tempfile.TemporaryDirectory() as room:
        root = Path(room) / "cluster"
        propose(root)
        with sync_playwright() as playwright:
            browser = launched(playwright.chromium)
            page = browser.new_page(
                viewport={"width": 1200, "height": 760}, reduced_motion="reduce",
                color_scheme="light",
            )  # fmt: skip
            with served(root / "build/versions/site") as address:
                photograph_link(page, f"{address}/profile/{PROFILE}/")
                page.goto(f"{address}/redaktion/")
                page.screenshot(path=OUT / "change-form.png")
            with served(root / "build/preview") as address:
                photograph_preview(page, f"{address}/index.html")
            browser.close()
    return 0


def propose(root: Path) -> None:
    """Make a repository with a change that nobody has committed, and its preview."""
    for place in ROOMS:
        shutil.copytree(PROJECT / place, root / place)
    with (root / "content/cluster.yml").open("a", encoding="utf-8") as cluster:
        cluster.write(EDITOR)
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "x"]):
        person = ["-c", "user.name=Muster", "-c", "user.email=info@muster.example"]
        subprocess.run(["git", *person, *words], cwd=root, check=True)
    file = root / f"members/{PROFILE}/member.yml"
    text = file.read_text("utf-8")
    shorter = re.sub(r"(?<=Systemtechnik\.) [^.]*\.", "", text, count=1)
    if shorter == text:
        raise ValueError(f"{file}: no sentence to leave out")
    file.write_text(shorter, "utf-8")
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(root), "preview"]
    subprocess.run(command, check=True)


def photograph_link(page: Page, address: str) -> None:
    """Photograph where a profile leads to its own change."""
    page.goto(address)
    link = page.locator(".sf-edit")
    link.scroll_into_view_if_needed()
    link.evaluate("e => { e.style.outline = '3px solid #d2451e'; e.style.outlineOffset = '6px' }")
    box = link.bounding_box() or {"x": 0, "y": 0}
    x, y = max(box["x"] - 60, 0), max(box["y"] - 240, 0)
    clip: FloatRect = {"x": x, "y": y, "width": 460, "height": 330}
    page.screenshot(path=OUT / "change-link.png", clip=clip)


def photograph_preview(page: Page, address: str) -> None:
    """Photograph the first screen of the preview of a change."""
    page.set_viewport_size({"width": 1200, "height": 1040})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.locator("h3", has_text="Seite").first.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=OUT / "change-preview.png")


if __name__ == "__main__":
    sys.exit(main())
