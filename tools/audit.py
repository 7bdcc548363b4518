"""The facts audit: every figure, date and organisation that the site shows, with its source.

`audit.py [ROOT]` prints a line a fact: page, fact, source. It ends with 1 if a page shows a figure
or names an organisation for which no file that was read for the page carries a source.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from lxml import html  # noqa: E402 - the project's folder has to be on the path first

from schaufenster import showcase, templates  # noqa: E402
from schaufenster.content.document import Document  # noqa: E402
from schaufenster.content.load import Cluster, load_cluster  # noqa: E402
from schaufenster.defaults import DEFAULTS  # noqa: E402
from schaufenster.facts import release  # noqa: E402
from schaufenster.reads import INDEXES, Note, derived, noting  # noqa: E402
from schaufenster.showcase.page import RenderedPage  # noqa: E402
from schaufenster.showcase.pages import site_context  # noqa: E402
from schaufenster.templates import Templates  # noqa: E402

FIGURE = re.compile(r"\d+(?:[.,\u202f\u00a0]\d+)*")
SELF = ("content/vocabularies/", "content/pages/", "newsletter/")
"""Files that define words or repeat what other files prove, and need no source of their own."""

LISTS = ("content/cluster.yml", "content/milestones.yml", "content/clippings.yml",
         "content/labels.yml", "content/series.yml", "content/vocabularies/")  # fmt: skip
"""Files of entries without a page of their own: any page may show some."""

ABOUT_ITSELF = ("content/pages/accessibility.de.md", "content/pages/privacy.de.md")
"""Pages that speak of this site; what they say is shown by its tests."""
OWN_FILES = ("subscribe", "data")
"""Pages that count and show the site's own files."""
COUNTED = r"(Profile|Kompetenzen|Tage|Zeichen|Pixel)\b"
"""What the site counts itself or asks for, as it stands behind the figure."""


def audit(cluster: Cluster, words: Templates) -> Iterator[tuple[str, str, str]]:
    """Yield page, fact and source of every figure and organisation in the main part of a page."""
    names = {n: m.path for m in cluster.members for n in (m.name, m.short)}
    for page, read in _pages(cluster, words):
        files = [
            document
            for path, document in cluster.source.documents.items()
            if path in read or path.startswith(LISTS)
        ]
        text = _words(page.body)
        for fact in dict.fromkeys(FIGURE.findall(text)):
            yield page.path, fact, _source_of_figure(fact, page, files, text, cluster)
        for name, path in names.items():
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                yield page.path, name, _first_source(cluster.source.documents[path])


def _pages(cluster: Cluster, words: Templates) -> Iterator[tuple[RenderedPage, set[str]]]:
    """Yield every German page with the paths of the files whose records were read for it."""
    context = site_context(cluster, words)
    made = derived(cluster)
    for spec in context.specs:
        with noting() as notes:
            pages = list(context.render(spec))
        read = {*notes, *(n for key in notes if key[:2] in made for n in made[key[:2]])}
        tables = {INDEXES[note[1]] for note in notes if note[0] == "index"}
        for index in tables:
            if index.name.startswith(f"{showcase.__name__}.") and index.subject == "Cluster":
                read |= index.entry(cluster)[1] or frozenset()
        for page in pages:
            if page.lang == "de":
                yield page, set(_paths(read))


def _paths(notes: Iterable[Note]) -> Iterator[str]:
    """Yield the files of the records in notes; those of a text in two languages are a tuple."""
    for note in notes:
        key = note[1] if len(note) == 3 else ""
        yield from (key,) if isinstance(key, str) else key if isinstance(key, tuple) else ()


def _words(body: str) -> str:
    tree: Any = html.fromstring(f"<div>{body}</div>")
    for silent in tree.xpath("//svg | //script | //form | //search"):  # filters count
        silent.drop_tree()
    return re.sub(r"[ \n]+", " ", " ".join(tree.itertext()))  # keeps `380 000` together


def _source_of_figure(
    fact: str, page: RenderedPage, files: list[Document], text: str, cluster: Cluster
) -> str:
    """Return the source of a figure, what it counts, or nothing."""
    wanted = re.sub(r"\D", "", fact).lstrip("0")
    for file in files:
        if file.path.startswith(SELF) and "sources:" not in file.yaml:
            continue
        if wanted in {n.lstrip("0") for n in _numbers(file.yaml + file.body)}:
            beside = _source_beside(file, cluster) if file.path.endswith(".md") else ""
            if source := _first_source(file) or beside:
                return source
    figure = re.escape(fact)
    if re.search(rf"{figure} (von {FIGURE.pattern} )?{COUNTED}|von {figure} Zeichen", text):
        return "counted"
    if page.what in OWN_FILES or any(file.path in ABOUT_ITSELF for file in files):
        return "this site"
    return ""


def _numbers(text: str) -> set[str]:
    """Return the figures of a file as digits, dates in their parts."""
    found = {re.sub(r"\D", "", n) for n in FIGURE.findall(text)}
    return found | {part for n in re.findall(r"\d{4}(?:-\d\d)+", text) for part in n.split("-")}


def _first_source(file: Document) -> str:
    found = re.search(r"(?:url|source|title): (\S.*)", file.yaml.partition("sources:")[2])
    found = found or re.search(r"source: (http\S+)", file.yaml)
    return found.group(1) if found else ""


def _source_beside(file: Document, cluster: Cluster) -> str:
    """Return the source of the record that a text belongs to: a report's event, a news item."""
    folder = file.path.rsplit("/", 1)[0]
    beside = (d for p, d in cluster.source.documents.items() if p.startswith(f"{folder}/"))
    return next(filter(None, map(_first_source, beside)), "")


def main(root: Path) -> int:
    """Print the audit of a cluster's folder; return 1 if a fact has no source."""
    day = dt.datetime.fromisoformat("2026-11-20")
    cluster = release.released(load_cluster(root, lambda zone: day.replace(tzinfo=zone)))
    words = templates.load_templates("theme/pages", [DEFAULTS])
    rows = list(audit(cluster, words))
    for row in rows:
        print("\t".join(row))
    without = [row for row in rows if not row[2]]
    print(f"{len(rows)} facts, {len(without)} without source", file=sys.stderr)
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else PROJECT))
