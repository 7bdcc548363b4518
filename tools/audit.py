"""The facts audit: every figure, date and organisation that the site shows, with its source.

`audit.py [ROOT]` prints a line a fact: page, fact, source. It ends with 1 if a page shows a figure
or names an organisation for which no file that the page is made from carries a source.
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
from schaufenster.content.load import Cluster, load_cluster  # noqa: E402
from schaufenster.content.read import Document  # noqa: E402
from schaufenster.facts import release  # noqa: E402

FIGURE = re.compile(r"\d+(?:[.,\u202f\u00a0]\d+)*")
SELF = ("content/vocabularies/", "content/pages/", "newsletter/")
"""Files that define words or repeat what other files prove, and need no source of their own."""

ABOUT_ITSELF = ("content/pages/accessibility.de.md", "content/pages/privacy.de.md")
"""Pages that speak of this site; what they say is shown by its tests."""


def audit(cluster: Cluster, pages: Iterable[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield page, fact and source of every figure and organisation in the main part of a page."""
    names = {n: m.path for m in cluster.members for n in (m.name, m.short)}
    for page in pages:
        if page.lang != "de":
            continue
        files = [d for path, d in cluster.source.documents.items() if _is_input(page, path)]
        text = _words(page.body)
        for fact in dict.fromkeys(FIGURE.findall(text)):
            yield page.path, fact, _source_of_figure(fact, files, text, cluster)
        for name, path in names.items():
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                yield page.path, name, _first_source(cluster.source.documents[path])


def _is_input(page: Any, path: str) -> bool:
    return any(path == i or (i.endswith("/") and path.startswith(i)) for i in page.inputs)


def _words(body: str) -> str:
    tree: Any = html.fromstring(f"<div>{body}</div>")
    for silent in tree.xpath("//svg | //script | //form | //search"):  # filters count
        silent.drop_tree()
    return re.sub(r"[ \n]+", " ", " ".join(tree.itertext()))  # keeps `380 000` together


def _source_of_figure(fact: str, files: list[Document], text: str, cluster: Cluster) -> str:
    """Return the source of a figure, what it counts, or nothing."""
    wanted = re.sub(r"\D", "", fact).lstrip("0")
    for file in files:
        if file.path.startswith(SELF) and "sources:" not in file.yaml:
            continue
        if wanted in {n.lstrip("0") for n in _numbers(file.yaml + file.body)}:
            beside = _source_beside(file, cluster) if file.path.endswith(".md") else ""
            if source := _first_source(file) or beside:
                return source
    if re.search(rf"{re.escape(fact)} (Profile|Tage)\b", text):
        return "counted"
    if any(file.path in ABOUT_ITSELF for file in files):
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
    words = templates.load_templates("theme/pages", [PROJECT])
    rows = list(audit(cluster, showcase.render_pages(cluster, words)))
    for row in rows:
        print("\t".join(row))
    without = [row for row in rows if not row[2]]
    print(f"{len(rows)} facts, {len(without)} without source", file=sys.stderr)
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else PROJECT))
