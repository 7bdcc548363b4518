"""Redirects from former addresses to present ones.

Records contain their old names (`formerly`), so every old address leads straight to the newest one,
and their full addresses on an earlier website of the same host (`was_at`). A small page redirects
on every server; servers that read `_redirects` (Netlify, Cloudflare Pages) answer with 301.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import chain, product
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.pages import pages_of_records
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.headers import POLICY
from schaufenster.showcase.published_addresses import noted
from schaufenster.templates import Words

_PLAIN: Final = re.compile(r"(?!\.)[\w~.-]+(?:/(?!\.)[\w~.-]+)*")
"""A path that can be a folder on every server: words, no folder above."""
_STORIES: Final = ("event", "news", "project")
"""The kinds of records with a press pack."""

_TERMS: Final = (
    ("competences", "content/vocabularies/competences.yml", ("competence", "embed_competence")),
    ("chambers", "content/vocabularies/chambers.yml", ("embed_chamber",)),
    ("districts", "content/vocabularies/districts.yml", ("district", "embed_district")),
    ("series", "content/series.yml", ("series",)),
)
"""Vocabularies whose ids are in addresses: their file, and the kinds of these pages."""


@dataclass(frozen=True, slots=True)
class Move:
    """An old path and the page's path now, below the site's root; `source` is the record's file."""

    old: str
    new: str
    lang: Language
    source: str


def moves(cluster: Cluster, paths: Collection[str]) -> tuple[Move, ...]:
    """Return the redirects, sorted by their old path.

    `paths` are those of all pages: no redirect replaces a page, and none leads to a missing one. A
    page of a year without events redirects to all events if its address is in the ledger.
    """
    site = addresses.site_of(cluster)
    by_path: dict[str, Move] = {}
    for move in chain(
        _renamed(cluster, site),
        _renamed_terms(cluster, site),
        _from_earlier_site(cluster, site),
        _empty_years(noted(cluster.source.ledger), site),
    ):
        if move.old not in paths and move.new in paths:
            by_path.setdefault(move.old, move)
    return tuple(move for _, move in sorted(by_path.items()))


def render_redirects(context: SiteContext) -> Iterator[OutputFile]:
    """Yield a page for every move, and `_redirects`."""
    site, found = context.site, moves(context.cluster, context.paths)
    for move in found:
        yield output(f"{move.old}index.html", _page(move, site, context.say(move.lang)))
    rows = "".join(f"{site.base}{quote(m.old)} {site.base}{m.new} 301\n" for m in found)
    if rows:
        yield output("_redirects", rows)


def _page(move: Move, site: addresses.Site, say: Words) -> str:
    title, path, url = map(escape, (say("moved"), site.base + move.new, site.url + move.new))
    return (
        f'<!DOCTYPE html>\n<html lang="{move.lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<title>{title}</title>\n<meta name="robots" content="noindex">\n'
        f'<link rel="canonical" href="{url}">\n'
        f'<meta http-equiv="refresh" content="0; url={path}">\n</head>\n'
        f'<body>\n<h1>{title}</h1>\n<p><a href="{path}">{escape(say("moved_to"))}</a></p>\n'
        "</body>\n</html>\n"
    )


def _renamed(cluster: Cluster, site: addresses.Site) -> Iterator[Move]:
    """Yield the moves of all records that had another name."""
    for page in pages_of_records(cluster):
        names, record = page.names, page.record
        kinds = (page.what, "press_pack") if page.what in _STORIES else (page.what,)
        former = [{"slug": slug} for slug in record.formerly]
        if page.what == "offer":
            member = cluster.member(record.member)
            pairs = product((member.slug, *member.formerly), (record.slug, *record.formerly))
            former = [{"member": member_slug, "slug": slug} for member_slug, slug in pairs]
        for old, kind in product(former, kinds):
            yield from _moves(kind, old, names, record.path, site)


def _renamed_terms(cluster: Cluster, site: addresses.Site) -> Iterator[Move]:
    """Yield the moves of all terms that had another id."""
    for vocabulary, file, kinds in _TERMS:
        for key, term in getattr(cluster, vocabulary).items():
            for old, kind in product(term.formerly, kinds):
                yield from _moves(
                    kind, {"id": old, "slug": old}, {"id": key, "slug": key}, file, site
                )


def _moves(
    what: str, old: Mapping[str, str], new: Mapping[str, str], source: str, site: addresses.Site
) -> Iterator[Move]:
    for lang in site.languages:
        old_path, new_path = (site.path(what, lang, **names) for names in (old, new))
        yield Move(old_path, new_path, lang, source)


def _from_earlier_site(cluster: Cluster, site: addresses.Site) -> Iterator[Move]:
    """Yield the moves from an earlier website on this host, their old paths unquoted."""
    host = urlsplit(cluster.identity.site_url).netloc
    for page in pages_of_records(cluster):
        for address in page.record.was_at:
            url = urlsplit(address)
            old = unquote(url.path).strip("/")
            if url.netloc == host and _PLAIN.fullmatch(old) and not url.query:
                new = site.path(page.what, site.first_language, **page.names)
                yield Move(f"{old}/", new, site.first_language, page.record.path)


def _empty_years(ledger: Collection[str], site: addresses.Site) -> Iterator[Move]:
    """Yield moves for the years in a ledger, whose only event may have been postponed."""
    for lang in site.languages:
        above = site.path("events", lang)
        for old in sorted(ledger):
            year = old.removeprefix(above).removesuffix("/")
            if old == site.path("year", lang, year=year) and year.isdecimal():
                yield Move(old, above, lang, "content/addresses.txt")
