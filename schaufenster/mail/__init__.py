"""Newsletters: an edition, its variant for each channel, as HTML, text and draft message."""

from schaufenster.mail.edition import render_edition, render_pictures

__all__ = ["render_edition", "render_pictures"]
