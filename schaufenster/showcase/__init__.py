"""The public site: pages, structured data, the MkDocs run and what stands beside the pages."""

from schaufenster.showcase.pages import render_pages
from schaufenster.showcase.site import beside, is_unused, mkdocs_settings, run_mkdocs, stage

__all__ = ["beside", "is_unused", "mkdocs_settings", "render_pages", "run_mkdocs", "stage"]
