"""The public site: pages, structured data, their frame and the site's other files."""

from schaufenster.showcase.cards import render_cards
from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.frame import Frame, run_mkdocs, stage
from schaufenster.showcase.headers import render_headers
from schaufenster.showcase.markdown import render_llms, twins
from schaufenster.showcase.pagefind import SEARCH_ENTRY, Abandoned, run_pagefind
from schaufenster.showcase.pages import render_pages, site_context
from schaufenster.showcase.photos import feed_picture, picture_outputs
from schaufenster.showcase.published_addresses import check_ledger, ledger_text, published
from schaufenster.showcase.redirects import moves, render_redirects
from schaufenster.showcase.search import render_documents
from schaufenster.showcase.sheets import TEMPLATE as SHEET_TEMPLATE
from schaufenster.showcase.sheets import Paper, Print, render_sheets, sheet_outputs
from schaufenster.showcase.site import (
    front_matter,
    mkdocs_settings,
    render_icon,
    render_robots,
    render_style_sheet,
)
from schaufenster.showcase.sitemap import render_sitemap
from schaufenster.showcase.vcard import vcard_outputs
from schaufenster.showcase.webcopy import render_web_copies
