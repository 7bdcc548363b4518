"""Redirects: what had another address before leads from there to where it is now.

Old names stand in the records (`formerly`), so every old address leads straight to the newest one;
addresses on an earlier website of the same host stand there whole (`was_at`).
A page of two lines does it on every server; servers that read `_redirects` (Netlify, Cloudflare
Pages) answer with 301 at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import product
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.pages import pages_of_records
from schaufenster.output import OutputFile, output
from schaufenster.problems import LANGUAGES, Language
from schaufenster.showcase.headers import POLICY
from schaufenster.showcase.ledger import noted
from schaufenster.templates import Templates, Words

_PLAIN: Final = re.compile(r"(?!\.)[\w~.-]+(?:/(?!\.)[\w~.-]+)*")
"""A path that can be a folder on every server: words, no folder above."""


STORIES: Final = ("event", "news", "project")
"""What has a press pack beside its page."""

_TERMS: Final = (
    ("competences", "content/vocabularies/competences.yml", ("competence", "embed_competence")),
    ("chambers", "content/vocabularies/chambers.yml", ("embed_chamber",)),
    ("districts", "content/vocabularies/districts.yml", ("district", "embed_district")),
    ("series", "content/series.yml", ("series",)),
)
"""Vocabularies with pages made of an id: where they stand, and the kinds of these pages."""


@dataclass(frozen=True, slots=True)
class Move:
    """An old path and the page's path now, below the site's root; `source` is the record's file."""

    old: str
    new: str
    lang: Language
    source: str


def moves(cluster: Cluster, taken: Collection[str]) -> tuple[Move, ...]:
    """Return every old address that leads on, by its path.

    `taken` are the paths of all pages: no redirect stands where a page stands, and none leads to
    where there is no page. A page that only lists, and has nothing to list any more, leads to the
    list above it if its address is in the ledger.
    """
    found: dict[str, Move] = {}
    earlier = _from_earlier_site(cluster)
    renamed = *_renamed(cluster), *_reworded(cluster)
    for move in (*renamed, *earlier, *_emptied(noted(cluster.source.ledger))):
        if move.old not in taken and move.new in taken:
            found.setdefault(move.old, move)
    return tuple(found[old] for old in sorted(found))


def render_redirects(
    found: tuple[Move, ...], cluster: Cluster, templates: Templates
) -> Iterator[OutputFile]:
    """Yield a page for every move, and one list of all for servers that read one."""
    site = addresses.site_of(cluster)
    for move in found:
        say = Words(move.lang, templates.words)
        yield output(f"{move.old}index.html", _page(move, site, say))
    rows = "".join(f"{site.base}{quote(m.old)} {site.base}{m.new} 301\n" for m in found)
    if rows:
        yield output("_redirects", rows)


def _page(move: Move, site: addresses.Site, say: Words) -> str:
    title, near, far = (
        escape(t) for t in (say("moved"), site.base + move.new, site.url + move.new)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{move.lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<title>{title}</title>\n<meta name="robots" content="noindex">\n'
        f'<link rel="canonical" href="{far}">\n'
        f'<meta http-equiv="refresh" content="0; url={near}">\n</head>\n'
        f'<body>\n<h1>{title}</h1>\n<p><a href="{near}">{escape(say("moved_to"))}</a></p>\n'
        "</body>\n</html>\n"
    )


def _renamed(cluster: Cluster) -> Iterator[Move]:
    """Yield the moves of all records that had another name."""
    for page in pages_of_records(cluster):
        what, names, record = page.what, page.names, page.record
        if what == "offer":
            member = cluster.member(record.member)
            owners, slugs = (member.slug, *member.formerly), (record.slug, *record.formerly)
            for owner, slug in product(owners, slugs):
                yield from _moved(what, {"member": owner, "slug": slug}, names, record.path)
            continue
        for old, kind in product(record.formerly, (what, "press_pack")[: 1 + (what in STORIES)]):
            yield from _moved(kind, {"slug": old}, names, record.path)


def _reworded(cluster: Cluster) -> Iterator[Move]:
    """Yield the moves of all words that had another id."""
    for vocabulary, file, pages in _TERMS:
        for now, term in getattr(cluster, vocabulary).items():
            for old, page in product(term.formerly, pages):
                yield from _moved(page, {"id": old, "slug": old}, {"id": now, "slug": now}, file)


def _moved(
    what: str, old: Mapping[str, str], now: Mapping[str, str], source: str
) -> Iterator[Move]:
    for lang in LANGUAGES:
        yield Move(
            addresses.path_of(what, lang, **old),
            addresses.path_of(what, lang, **now),
            lang,
            source,
        )


def _from_earlier_site(cluster: Cluster) -> Iterator[Move]:
    """Yield the moves of what stood on this host before: old paths as files are named."""
    host = urlsplit(cluster.identity.site_url).netloc
    for page in pages_of_records(cluster):
        for address in page.record.was_at:
            there = urlsplit(address)
            old = unquote(there.path).strip("/")
            if there.netloc == host and _PLAIN.fullmatch(old) and not there.query:
                yield Move(
                    f"{old}/",
                    addresses.path_of(page.what, "de", **page.names),
                    "de",
                    page.record.path,
                )


def _emptied(ledger: Collection[str]) -> Iterator[Move]:
    """Yield moves for the years in a ledger: the last event of a year may move into the next."""
    for lang in LANGUAGES:
        above = addresses.path_of("events", lang)
        for old in sorted(ledger):
            year = old.removeprefix(above).removesuffix("/")
            if old == addresses.path_of("year", lang, year=year) and year.isdecimal():
                yield Move(old, above, lang, "content/addresses.txt")
