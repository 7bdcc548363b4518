"""Makes sure that the tests have a browser: the system's Chromium, or one installed now."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """Return the path of a Chromium that is there already, or None."""
    given = os.environ.get("SF_CHROMIUM")
    return given or next(filter(None, map(shutil.which, NAMES)), None)


def main() -> int:
    """Install a browser where there is none; return 0 when there is one in the end."""
    if find_browser():
        return 0
    print("No Chromium found; installing one for the browser tests.")
    if shutil.which("apt-get") and os.geteuid() == 0:
        update = subprocess.run(["apt-get", "update", "-qq"], check=False)
        packages = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        if update.returncode == 0 and subprocess.run(packages, check=False).returncode == 0:
            return 0
    own = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(own, check=False).returncode == 0:
        return 0
    print(
        "The browser tests need Chromium and it could not be installed. Please install it "
        "(Debian: apt-get install chromium) or set SF_CHROMIUM to its path.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
