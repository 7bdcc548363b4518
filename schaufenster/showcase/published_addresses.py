"""The ledger of published addresses: each must stay, or redirect.

`content/addresses.txt` holds every address of a page, a feed, a calendar or a data file that was
ever published, one a line. Only `site --publish` writes it. An address in it that the site neither
has nor redirects is a fault: people and machines have linked to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from schaufenster.addresses import ARCHIVE
from schaufenster.command_names import SITE
from schaufenster.content.read import LEDGER
from schaufenster.problems import Problem

_HEAD: Final = f"""\
# Jede Adresse, die je veröffentlicht wurde. Diese Datei schreibt „{SITE} --publish“.
# Every address ever published. This file is written by “{SITE} --publish”.
"""
CALENDAR: Final = ".ics"
_DATA: Final = ("feeds/", "data/")
"""Folders of files that machines read by address. Pages count as well; what pages load does not,
nor the archives that feeds lead to.
"""
_STYLES: Final = (".css", ".xsl")


def published(paths: Iterable[str]) -> frozenset[str]:
    """Return the addresses, below the site's root, that count among a site's files."""
    return frozenset(
        path.removesuffix("index.html")
        for path in paths
        if path.rpartition("/")[2] == "index.html"
        or (path.startswith(_DATA) and not path.startswith(ARCHIVE) and not path.endswith(_STYLES))
        or path.endswith(CALENDAR)
    )


def check_ledger(lines: Iterable[str], published: frozenset[str]) -> Iterator[Problem]:
    """Yield a fault for every address in a ledger that the site no longer has."""
    for number, line in enumerate(lines, 1):
        address = line.strip()
        if address and not address.startswith("#") and address.removeprefix("/") not in published:
            is_event = address.endswith(CALENDAR) and not address.startswith("/feeds/")
            rule = "calendar-gone" if is_event else "address-gone"
            yield Problem(LEDGER, number, 1, "", rule, {"address": address})


def noted(lines: Iterable[str]) -> frozenset[str]:
    """Return the addresses in a ledger, below the site's root."""
    return frozenset(
        line.strip().removeprefix("/")
        for line in lines
        if line.strip() and not line.startswith("#")
    )


def ledger_text(lines: Iterable[str], published: frozenset[str]) -> str:
    """Return a ledger with the site's addresses added; no line is ever removed."""
    rows = sorted(f"/{address}\n" for address in noted(lines) | published)
    return _HEAD + "".join(rows)
