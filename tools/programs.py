"""Installs programs of Debian that read what is built in long tests; names what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Final

PACKAGES: Final = (
    "apache2-bin",
    "caddy",
    "dovecot-imapd",
    "gir1.2-ical-3.0",  # libical, for the system's own Python (python3-gi)
    "khal",
    "libreoffice-calc-nogui",
    "libreoffice-writer-nogui",
    "mailman3",
    "newsboat",
    "nginx-light",
    "notmuch",
    "openssh-server",
    "pandoc",
    "poppler-utils",
    "python3-gi",
    "rspamd",
    "rsync",
    "spamassassin",
    "zbar-tools",
)


def missing() -> list[str]:
    """Return the packages that are not installed; all of them where there is no dpkg to ask."""
    if shutil.which("dpkg-query") is None:
        return list(PACKAGES)
    command = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *PACKAGES]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [name for name in PACKAGES if f"{name} installed" not in told.splitlines()]


def main() -> int:
    """Install what is missing where that is allowed; return 0 when nothing is in the end."""
    wanted = missing()
    if wanted and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing programs for the long tests (500 MB): {' '.join(wanted)}", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted]
        subprocess.run(install, env=environment, check=False)
        wanted = missing()
    if wanted:
        print(
            "Programs for the long tests are missing. Please install them on Debian or Ubuntu:\n"
            f"  sudo apt-get install --no-install-recommends {' '.join(wanted)}",
            file=sys.stderr,
        )
    return 1 if wanted else 0


if __name__ == "__main__":
    sys.exit(main())
