"""Copies a built site so that it works from any folder: unpacked and opened with a double click.

The site's links start at its root, which a folder on a disk does not have. The copy's links start
at the page and name `index.html`. Module scripts are left out: browsers load them from a server
only, so that the search does not work in the copy.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

_LINK = re.compile(r'(?<=\s)(href|src)="(/(?!/)[^"#?]*)')
_MODULE = re.compile(r'<script\b[^>]*\stype="module"[^>]*></script>\n?')
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)"')


def portable(text: str, page: str, base: str) -> str:
    """Return a page with links that start at it, without module scripts.

    `page` is its path below the site, `base` the folder of the site's address (`/` or `/a/`).
    """

    def relative(match: re.Match[str]) -> str:
        name, link = match.groups()
        if not link.startswith(base):
            return match[0]
        target = link.removeprefix(base)
        if not target or target.endswith("/"):
            target += "index.html"
        return f'{name}="{posixpath.relpath(target, posixpath.dirname(page) or ".")}'

    return _LINK.sub(relative, _MODULE.sub("", text))


def main(source: Path, target: Path) -> int:
    """Copy the site at `source` to `target`, which must be new or empty; return 0."""
    found = _CANONICAL.search((source / "index.html").read_text("utf-8"))
    base = urlsplit(found[1]).path if found else "/"
    for file in sorted(f for f in source.rglob("*") if f.is_file()):
        page = file.relative_to(source).as_posix()
        copy = target / page
        copy.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".html":
            copy.write_text(portable(file.read_text("utf-8"), page, base), "utf-8")
        else:
            shutil.copyfile(file, copy)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
