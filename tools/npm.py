"""Installs the programs of `tools/npm/package.json` that long tests need, and finds them.

They come from npm's registry, pinned with checksums, into `.venv/node`; nothing of them is in the
repository. `npm.py` installs what is missing, `npm.py lock` renews the lock after a change of
`package.json`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "tools" / "npm"
FORM = PROJECT / "schaufenster" / "defaults" / "editor" / "server"
FOLDER = PROJECT / ".venv" / "node"
MODULES = FOLDER / "node_modules"

_READY = FOLDER / "ready"
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
_ENVIRONMENT = {"PUPPETEER_SKIP_DOWNLOAD": "1", "NO_UPDATE_NOTIFIER": "1"}  # no browser, no calls


def is_installed() -> bool:
    """Tell whether everything is there as the lock asks for, and node to run it."""
    return shutil.which("node") is not None and _READY.is_file() and _READY.read_text() == _mark()


def npm_bin(name: str) -> Path | None:
    """Return an installed program, such as `lighthouse`, or None if it is not there."""
    program = MODULES / ".bin" / name
    return program if is_installed() and program.exists() else None


def npm_environment() -> dict[str, str]:
    """Return the environment in which node finds the packages: `require("mjml")`."""
    return {**os.environ, **_ENVIRONMENT, "NODE_PATH": str(MODULES)}


def install() -> int:
    """Install what the lock names, if it is not there; return 0 when it is in the end."""
    if is_installed():
        return 0
    npm = shutil.which("npm")
    if npm is None:
        print(
            "No npm found; the long tests need its programs. Please install Node.js 20 or "
            "newer with npm (Debian: apt-get install npm).",
            file=sys.stderr,
        )
        return 1
    print("Installing the programs of npm that long tests need (250 MB) …")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCE / name, FOLDER / name)
    _READY.unlink(missing_ok=True)
    if _run(npm, "ci", *_QUIET, folder=FOLDER) != 0:
        print("npm could not install them; is the registry reachable?", file=sys.stderr)
        return 1
    _READY.write_text(_mark())
    return 0


def lock() -> int:
    """Renew the lock: checksums of all packages, no address."""
    npm = shutil.which("npm")
    if npm is None:
        print("The lock is renewed by npm, and there is none.", file=sys.stderr)
        return 1
    for folder in (SOURCE, FORM):
        failed = _run(npm, "install", "--package-lock-only", *_QUIET, folder=folder)
        if failed:
            return failed
        file = folder / "package-lock.json"
        tree = json.loads(file.read_text(encoding="utf-8"))
        for package in tree["packages"].values():
            for field in ("resolved", "funding", "license"):  # each may hold an address
                package.pop(field, None)
        file.write_text(json.dumps(tree, indent=2) + "\n", encoding="utf-8")
    return 0


def _mark() -> str:
    return hashlib.sha256((SOURCE / "package-lock.json").read_bytes()).hexdigest()


def _run(*command: str, folder: Path) -> int:
    environment = {**os.environ, **_ENVIRONMENT}
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(lock() if sys.argv[1:] == ["lock"] else install())
