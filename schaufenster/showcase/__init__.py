"""The public site: pages, structured data, their frame and the site's other files."""

from schaufenster.showcase.cards import render_cards
from schaufenster.showcase.frame import frame_pages, run_mkdocs, stage
from schaufenster.showcase.headers import render_headers
from schaufenster.showcase.pages import page_paths, render_pages
from schaufenster.showcase.photos import of_sources, render_photos
from schaufenster.showcase.published_addresses import check_ledger, ledger_text, published
from schaufenster.showcase.redirects import moves, render_redirects
from schaufenster.showcase.search import render_documents, run_pagefind
from schaufenster.showcase.site import front_matter, mkdocs_settings, render_site_files
from schaufenster.showcase.webcopy import render_web_copies

__all__ = [
    "check_ledger",
    "frame_pages",
    "front_matter",
    "ledger_text",
    "mkdocs_settings",
    "moves",
    "of_sources",
    "page_paths",
    "published",
    "render_cards",
    "render_documents",
    "render_headers",
    "render_pages",
    "render_photos",
    "render_redirects",
    "render_site_files",
    "render_web_copies",
    "run_mkdocs",
    "run_pagefind",
    "stage",
]  # fmt: skip
