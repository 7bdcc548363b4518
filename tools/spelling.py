"""Looks up every word of content and interface in hunspell's German and British dictionaries.

`spelling.py` prints a line a word that neither the dictionary nor `tools/words.txt` knows and ends
with 1 if there is one. Names of organisations, addresses and slugs are left out.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from schaufenster.content.check import parts  # noqa: E402
from schaufenster.content.load import Cluster, load_cluster  # noqa: E402
from schaufenster.content.model import Text  # noqa: E402
from schaufenster.templates import load_words  # noqa: E402

DICTIONARIES = {"de": "de_DE", "en": "en_GB"}
KNOWN = PROJECT / "tools" / "words.txt"
WORD = re.compile(r"[A-Za-zÄÖÜäöüßé][A-Za-zÄÖÜäöüßé’-]*[A-Za-zÄÖÜäöüßé]")
MISSING = "Please install: apt-get install hunspell hunspell-de-de hunspell-en-gb"


def texts(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Yield language and text of everything that is written in two languages."""
    records: list[Any] = [cluster.identity, *cluster.members, *cluster.offers, *cluster.events]
    records += [*cluster.milestones, *cluster.texts.values(), *cluster.reports.values()]
    for table in (
        "competences",
        "groups",
        "topics",
        "series",
        "channels",
        "editions",
        "industries",
    ):
        records += getattr(cluster, table).values()
    for record in records:
        for _, part in parts(record):
            if isinstance(part, Text):
                yield from part.items()
    for lang, catalogue in load_words([PROJECT]).catalogues.items():
        yield from ((lang, text) for forms in catalogue.texts.values() for text in forms)


def names(cluster: Cluster) -> set[str]:
    """Return the words of all organisations' names."""
    said = (" ".join([m.name, m.short, *m.aliases]) for m in cluster.members)
    return {word for name in said for word in WORD.findall(name)}


def unknown(lang: str, words: set[str]) -> list[str]:
    """Return the words that hunspell does not know in a language."""
    asked = "\n".join(sorted(words))
    command = ["hunspell", "-d", DICTIONARIES[lang], "-i", "UTF-8", "-l"]
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    if answer.returncode:
        sys.exit(f"{answer.stderr.strip()}\n{MISSING}")
    return sorted(set(answer.stdout.split()))


def main() -> int:
    """Print unknown words by language; return 1 if there are any."""
    if not shutil.which("hunspell"):
        sys.exit(MISSING)
    day = dt.datetime.fromisoformat("2026-11-20")
    cluster = load_cluster(PROJECT, lambda zone: day.replace(tzinfo=zone))
    known = set(KNOWN.read_text(encoding="utf-8").split()) | names(cluster)
    found = []
    for lang in DICTIONARIES:
        said = {
            word
            for spoken, text in texts(cluster)
            if spoken == lang
            for word in WORD.findall(re.sub(r"\]\([^)]*\)|https?://\S+|\{\w+\}", " ", text))
        }
        found += [f"{lang}\t{word}" for word in unknown(lang, said - known) if word not in known]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
