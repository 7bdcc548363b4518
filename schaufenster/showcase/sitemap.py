"""The sitemap: every page, the day of its last change as far as known, and its translations.

https://www.sitemaps.org/protocol.html; translations as
https://developers.google.com/search/docs/specialty/international/localized-versions describes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.pages import pages_of_records
from schaufenster.output import OutputFile, output
from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.page import Page

_LISTED: Final[Mapping[str, tuple[str, ...]]] = {
    "members": ("member",),
    "members_list": ("member",),
    "market": ("offer",),
    "events": ("event",),
    "news_list": ("event", "news", "project"),
    "projects": ("project",),
    "funding_list": ("funding",),
    "start": ("member", "offer", "event", "news", "project"),
}
"""The kinds of records that pages list: they changed when the newest of these did."""

Changed = Mapping[tuple[str, str], dt.date]
"""The day on which a record's content last changed, by kind and by the names in its address."""


def render_sitemap(context: SiteContext) -> OutputFile:
    """Return the sitemap of a released cluster's pages, in the order of their addresses."""
    changed = changes(context.cluster)
    rows = "".join(
        _row(page, context.site, last_change(page, changed))
        for page in sorted(context.pages(), key=lambda page: page.path)
        if page.indexed and not page.home
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{rows}</urlset>\n'
    )
    return output("sitemap.xml", text)


def _row(page: Page, site: addresses.Site, changed: dt.date | None) -> str:
    last = f"<lastmod>{changed}</lastmod>" if changed else ""
    versions = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="{escape(address)}"/>'
        for lang, address in page.versions(site)
    )
    return f"<url><loc>{escape(site.url + page.path)}</loc>{last}{versions}</url>\n"


def last_change(page: Page, changed: Changed) -> dt.date | None:
    """Return the newest day that a page's content gives; None where it gives none."""
    if page.what in _LISTED:
        kinds = _LISTED[page.what]
        return max((day for (kind, _), day in changed.items() if kind in kinds), default=None)
    name = "/".join(page.names.values()) or page.what
    return changed.get((page.what, name))


def changes(cluster: Cluster) -> Changed:
    """Return the day on which the content of each record changed, as far as its dates say.

    Only full dates count, and none in the future.
    """
    today = cluster.today
    newest = {}
    for page in pages_of_records(cluster):
        report = cluster.reports.get(page.record.slug) if page.what == "event" else None
        days = [day for day in (*_days(page.record), *_days(report)) if day <= today]
        if days:
            newest[page.what, "/".join(page.names.values())] = max(days)
    return newest


def _days(record: Any) -> Iterator[dt.date]:
    """Yield the full dates at which a record was written, confirmed or checked."""
    confirmed = getattr(record, "confirmed", None)
    dates = [
        getattr(record, "published", None),
        getattr(record, "updated", None),
        confirmed and confirmed.on,
        *(source.date for source in getattr(record, "sources", ())),
        *(entry.date for entry in getattr(record, "membership", ())),
    ]
    for date in dates:
        if isinstance(date, PartialDate) and date.precision == "day":
            yield date.first()
