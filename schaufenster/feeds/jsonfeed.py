"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from schaufenster.feeds.entries import Entry
from schaufenster.feeds.feed_head import FeedHead

VERSION: Final = "https://jsonfeed.org/version/1.1"


def write_json_feed(head: FeedHead, items: Iterable[str]) -> bytes:
    """Return a feed of finished items as JSON."""
    feed = {
        "version": VERSION,
        "title": head.title,
        "home_page_url": head.home,
        "feed_url": head.json,
        "description": head.description,
        "language": head.lang,
        "authors": [{"name": head.author, "url": head.home}],
        **({"hubs": [{"type": "WebSub", "url": head.hub}]} if head.hub else {}),
    }
    head_lines = ",\n".join(f"{json.dumps(key)}: {_text(value)}" for key, value in feed.items())
    item_lines = ",\n".join(items)
    return f'{{\n{head_lines},\n"items": [\n{item_lines}\n]\n}}\n'.encode()


def write_item(entry: Entry) -> str:
    """Return an entry as JSON on one line."""
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "language": entry.title_lang,
        "authors": [{"name": entry.author, "url": entry.author_url}],
        "tags": [category.label for category in entry.categories],
    }
    if entry.pictures:
        item["image"] = entry.pictures[0].url
        item["attachments"] = [
            {"url": p.url, "mime_type": p.media_type, "title": p.alt, "size_in_bytes": p.length}
            for p in entry.pictures
        ]
    return _text(item)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
