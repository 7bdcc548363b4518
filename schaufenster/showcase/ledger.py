"""The ledger of addresses: what was published once must stay, or lead on.

`content/addresses.txt` holds every address of a page, a feed, a calendar or a data file that was
ever published, one a line. Only `site --publish` writes it. What stands in it and is no longer
made, nor redirected, is a fault: people and machines have linked to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from schaufenster.command_names import SITE
from schaufenster.content.read import LEDGER
from schaufenster.problems import Problem

_HEAD: Final = f"""\
# Jede Adresse, die je veröffentlicht wurde. Diese Datei schreibt „build.py {SITE} --publish“.
# Every address ever published. This file is written by “build.py {SITE} --publish”.
"""
_KEPT: Final = ("feeds/", "data/")
"""Files that machines read under their address; pages count as well, what pages load does not."""


def published(paths: Iterable[str]) -> frozenset[str]:
    """Return the addresses, below the site's root, that count among a site's files."""
    found = set()
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name == "index.html":
            found.add(f"{folder}/" if folder else "")
        elif path.startswith(_KEPT) and not path.endswith((".css", ".xsl")):
            found.add(path)
    return frozenset(found)


def check_ledger(lines: Iterable[str], there: frozenset[str]) -> Iterator[Problem]:
    """Yield a fault for every address that stands in a ledger and no longer on the site."""
    for number, line in enumerate(lines, 1):
        address = line.strip()
        if address and not address.startswith("#") and address.removeprefix("/") not in there:
            yield Problem(LEDGER, number, 1, "", "address-gone", {"address": address})


def noted(lines: Iterable[str]) -> frozenset[str]:
    """Return the addresses in a ledger, below the site's root."""
    return frozenset(
        line.strip().removeprefix("/")
        for line in lines
        if line.strip() and not line.startswith("#")
    )


def ledger_text(lines: Iterable[str], there: frozenset[str]) -> str:
    """Return a ledger with what is there now added: nothing that was published is forgotten."""
    rows = sorted(f"/{address}\n" for address in noted(lines) | there)
    return _HEAD + "".join(rows)
