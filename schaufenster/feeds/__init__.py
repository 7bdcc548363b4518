"""Feeds and calendars, made from the same items as pages and mails."""

from schaufenster.feeds.rss import render_feeds

__all__ = ["render_feeds"]
