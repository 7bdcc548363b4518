"""Looks up every word of content and interface in hunspell's dictionaries.

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

from schaufenster import command_names, words  # noqa: E402 - the folder has to be on the path first
from schaufenster.content.check import parts  # noqa: E402
from schaufenster.content.load import Cluster, load_cluster  # noqa: E402
from schaufenster.content.model import Text  # noqa: E402
from schaufenster.words import address_words  # noqa: E402

DICTIONARIES = {"de": "de_DE", "en": "en_GB", "fr": "fr_FR"}
KNOWN = PROJECT / "tools" / "words.txt"
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[’-](?=[^\W\d_]))+")
ELIDED = re.compile(r"\b(?:[cdjlmnst]|jusqu|lorsqu|puisqu|qu)’", re.IGNORECASE)
"""What French puts before a word that begins with a vowel."""
CODE = re.compile(
    r"`[^`]*`|\]\([^)]*\)|https?://\S+|<[^>]*>|\S+@\S*|\S*[/_.]\w\S*|--\w+|\{+[\w ]*\}+|&\w+;"
)
"""What is no word in a text: addresses, names of files, values, commands."""
MISSING = "Please install: apt-get install hunspell hunspell-de-de hunspell-en-gb hunspell-fr"


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
    for file in sorted(words.FOLDER.glob("*/*.po")):
        if file.stem == address_words.ROOM:
            continue  # ASCII alone
        for forms in words.catalogue(file.parent.name, file.stem).texts.values():
            yield from ((file.parent.name, text) for text in forms)


def names(cluster: Cluster) -> set[str]:
    """Return the words of all organisations' names."""
    said = (" ".join([m.name, m.short, *m.aliases]) for m in cluster.members)
    return {word for name in said for word in WORD.findall(name)}


def unknown(lang: str, said: set[str]) -> list[str]:
    """Return the words that hunspell does not know in a language."""
    asked = "\n".join(sorted(said))
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
    known |= {part for key in words.keys("meanings") for part in key.split(".")}
    known |= {name for name in vars(command_names).values() if isinstance(name, str)}
    found = []
    for lang in DICTIONARIES:
        said = {
            word
            for spoken, text in texts(cluster)
            if spoken == lang
            for word in WORD.findall(ELIDED.sub(" ", CODE.sub(" ", text)))
        }
        found += [f"{lang}\t{word}" for word in unknown(lang, said - known) if word not in known]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
