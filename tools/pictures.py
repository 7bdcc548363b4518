"""Photographs pages of a built site, to look at them whole, without motion.

`python -m tools.pictures OUT [PATH…] [--site DIR]`: each page at 390, 1024 and 1440 px, light and
dark. Without a path it takes two pages of each kind.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import launched
from tests.conftest import PROJECT, kinds, served

SITE = PROJECT / "build" / "site"
LOADED = """() => Promise.all([...document.images].map((image) => {
  image.loading = "eager"; // the photograph of a page shows what nobody has scrolled to, too
  return image.decode().catch(() => {});
}))"""


def main(site: Path, out: Path, paths: list[str]) -> None:
    """Photograph pages of a site into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, served(site) as address:
        browser = launched(playwright.chromium)
        for width, height in ((390, 844), (1024, 768), (1440, 900)):
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme="light" if scheme == "light" else "dark",
                    reduced_motion="reduce",
                )
                for path in paths:
                    page.goto(f"{address}/{path.lstrip('/')}")
                    page.evaluate(LOADED)
                    name = path.strip("/").replace("/", "_") or "start"
                    file = out / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=file, full_page=True)
                    print(file)
                page.close()
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument("out", type=Path)
    parser.add_argument("paths", nargs="*")
    asked = parser.parse_args()
    main(asked.site, asked.out, asked.paths or [*kinds(asked.site), "404.html"])
