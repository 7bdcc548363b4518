"""Installs a browser for the tests where there is none, and starts it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

PACKAGES: Final = ("chromium-headless-shell", "chromium")
"""Debian's packages, each with a program of its name. The first has no window, which is faster."""
NAMES: Final = (*PACKAGES, "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """Return the path of a Chromium that is there already, or None."""
    given = os.environ.get("SF_CHROMIUM")
    return given or next(filter(None, map(shutil.which, NAMES)), None)


def launched(kind: BrowserType, *arguments: str) -> Browser:
    """Start Chromium: the one `SF_CHROMIUM` names, else the system's, else playwright's own."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []  # as root Chromium has no sandbox
    return kind.launch(executable_path=find_browser(), args=[*as_root, *arguments])


def main() -> int:
    """Install a browser where there is none; return 0 when there is one in the end."""
    if find_browser():
        return 0
    sys.stderr.write("No Chromium found; installing one for the browser tests.\n")
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        for package in PACKAGES:
            install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
            if subprocess.run(install, check=False).returncode == 0:
                return 0
    own = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(own, check=False).returncode == 0:
        return 0
    sys.stderr.write(
        "The browser tests need Chromium and it could not be installed. Please install it "
        f"(Debian: apt-get install {PACKAGES[0]}) or set SF_CHROMIUM to its path.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
